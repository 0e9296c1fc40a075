"""What is wrong or missing in the source of a custom layer, and the text that mends it.

Pure: no Qt, no keras; the source is read and never run.
"""

from designer.diagnosis.layers.lints import ERROR, HINT, WARNING, Lint, lints_of

__all__ = ["ERROR", "HINT", "WARNING", "Lint", "lints_of"]
