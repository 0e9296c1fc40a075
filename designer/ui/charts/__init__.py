"""Charts of runs: pyqtgraph and numpy are imported here alone, with the first chart shown.

Importing this package, `run_charts`, `loading` or `curves` imports neither pyqtgraph nor Qt's
heavier parts; `plot` and what stands above it do, and are imported by `loading` alone.
"""
