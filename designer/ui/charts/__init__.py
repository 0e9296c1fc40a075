"""Charts of runs: pyqtgraph and numpy are imported here alone, with the first chart shown."""
