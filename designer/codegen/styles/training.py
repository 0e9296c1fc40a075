"""`training`: all that a run does, from samples to a saved model."""

from __future__ import annotations

from designer.codegen.styles.style import Style
from designer.codegen.training.listing import arranged

STYLE = Style(
    name="training",
    title="Training script",
    when="To train: data, model, losses, loop and saving, as the run settings of the design say.",
    suffix=".py",
    arrange=arranged,
    reads_shapes=True,
)
