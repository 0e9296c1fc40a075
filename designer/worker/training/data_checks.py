"""All checks of data against the compiled model, in an order in which the first tells most."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from designer.worker.training.input_checks import NodeOf, Note, check_inputs, check_rows
from designer.worker.training.losses import losses_of
from designer.worker.training.output_notes import output_notes
from designer.worker.training.parts import ends_of, parts_of
from designer.worker.training.target_checks import check_targets


def check_data(
    data: Any, model: Any, batch_size: int, told: Mapping[str, Any], node_of: NodeOf
) -> list[Note]:
    """What is worth telling of data that fit. Raises `RequestError` of kind `data` for others.

    Reads values and draws none: a run has the same numbers with these checks and without.
    """
    ends = ends_of(model, told)
    if ends is None:
        return []
    inputs, outputs = ends
    losses = losses_of(model, outputs)
    notes = list(output_notes(outputs, losses, node_of))
    for part in parts_of(data, inputs, outputs):
        check_rows(part, batch_size, inputs)
        notes.extend(check_inputs(model, part, inputs, node_of))
        notes.extend(check_targets(part, outputs, losses, node_of))
    return notes
