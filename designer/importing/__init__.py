"""From the description of a Keras model to a design. Pure: no Qt, no keras.

A description is what Keras writes of a model, its config, as JSON: it stands in a `.keras` file,
and the worker answers with one for every other source. Nothing in it is executed here: what would
run code becomes a value of the design that is held back until the person trusts it.

`design_from(description, catalog)` is the one way in.
"""

from designer.importing.description import Description, ImportFailed
from designer.importing.designs import Imported, design_from
from designer.importing.files import read_file

__all__ = ["Description", "ImportFailed", "Imported", "design_from", "read_file"]
