"""The script of a run of the open design, and what the settings' form is made from. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from designer.catalog.table import Catalog
from designer.codegen import Program
from designer.codegen.training.listing import arranged, is_known
from designer.codegen.training.training import training_of
from designer.graph.answers import Answer
from designer.graph.design import Design
from designer.graph.run_settings import RunSettings


class RunRefused(Exception):  # noqa: N818 - it is an answer
    """The design cannot be trained as it is; the text says why."""


@dataclass(frozen=True, slots=True)
class RunScript:
    """What is sent: a training script, and which node each of its lines belongs to."""

    text: str
    line_nodes: Mapping[str, str]
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()


def run_script(
    program: Program,
    design: Design,
    catalog: Catalog,
    settings: RunSettings,
    answers: Mapping[str, Answer],
) -> RunScript | None:
    """The script of a complete program; None while the shapes that it is made from are not known.
    Raises `RunRefused` where there is nothing to train for."""
    training = training_of(design, settings, catalog, answers)
    if not training.outputs:
        raise RunRefused("The model has no output, so there is nothing to train for.")
    if not is_known(training):
        return None
    listing = arranged(replace(program, training=training, has_loops=False))
    return RunScript(
        listing.text,
        {str(line): node for line, node in listing.nodes.items()},
        tuple(each.key for each in training.inputs),
        tuple(each.key for each in training.outputs),
    )
