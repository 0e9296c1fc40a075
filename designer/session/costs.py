"""The memory that training the open design needs, from its program and the worker's answers."""

from __future__ import annotations

from collections.abc import Mapping

from designer.codegen import Program
from designer.diagnosis.costs import Estimate, Step, estimate, slots_of
from designer.graph.answers import Answer
from designer.graph.run_settings import RunSettings


def steps_of(program: Program, answers: Mapping[str, Answer]) -> list[Step]:
    """The statements that lead to an output, each with what is known of it."""
    return [
        Step(each.node, answers.get(each.node, Answer(waits=True)), each.reads, each.binds)
        for each in program.body.statements
        if each.is_alive and not each.gap
    ]


def training_estimate(
    program: Program,
    answers: Mapping[str, Answer],
    settings: RunSettings,
    *,
    batch: int | None = None,
    precision: str | None = None,
) -> Estimate:
    """The peak of a run under these settings; `batch` and `precision` stand in for theirs."""
    told = "mixed_float16" if settings.mixed_precision else ""
    return estimate(
        steps_of(program, answers),
        batch=settings.batch_size if batch is None else batch,
        precision=told if precision is None else precision,
        slots=slots_of(settings.optimizer),
    )
