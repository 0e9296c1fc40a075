"""The three loops of a run: `model.fit`, a compiled step, an eager one. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from designer.codegen.expression import INDENT, Bracket, call, keyword, text
from designer.codegen.training.training import Training
from designer.graph.run_settings import FIT


@dataclass(frozen=True, slots=True)
class LoopCode:
    """`train`, the functions that it calls, and what they import."""

    functions: tuple[str, ...]
    imports: tuple[str, ...] = ()


def fit(training: Training) -> LoopCode:
    """What `model.fit` does."""
    arguments = (
        ("*training",),
        ("batch_size=BATCH_SIZE",),
        ("epochs=EPOCHS",),
        ("validation_data=validation",),
        keyword("callbacks", _callbacks(training)),
    )
    fitted = text(("return ", *call("model.fit", arguments)), indent=INDENT)
    return LoopCode(
        (
            "\n".join(
                [
                    "def train(model, data, callbacks=()):",
                    f'{INDENT}"""Train the model; return its history."""',
                    f"{INDENT}training, validation = data",
                    fitted,
                ]
            ),
        )
    )


def _callbacks(training: Training) -> tuple[str | Bracket, ...]:
    from designer.codegen.training.values import written

    own = tuple(written(each) for each in training.settings.callbacks)
    return (Bracket("[", (*own, ("*callbacks",)), "]"),)


LOOPS: Mapping[str, Callable[[Training], LoopCode]] = {FIT: fit}
