"""`compile_model` of a training script. Pure."""

from __future__ import annotations

from designer.codegen.expression import INDENT, Bracket, Chain, call, keyword, of_value, text
from designer.codegen.passing import arranged
from designer.codegen.training.training import Training


def compiling(training: Training) -> str:
    """The optimizer, and for each output its loss and metrics in the form of the outputs."""
    arguments = [
        keyword("optimizer", of_value(training.settings.optimizer)),
        keyword("loss", _in_form(training, [of_value(each.loss) for each in training.outputs])),
    ]
    if any(each.metrics for each in training.outputs):
        metrics = [_list([of_value(item) for item in each.metrics]) for each in training.outputs]
        arguments.append(keyword("metrics", _in_form(training, metrics)))
    return "\n".join(
        [
            "def compile_model(model):",
            f'{INDENT}"""Give the model its optimizer, losses and metrics."""',
            text(call("model.compile", tuple(arguments)), indent=INDENT),
        ]
    )


def _in_form(training: Training, chains: list[Chain]) -> Chain:
    return arranged([each.key for each in training.outputs], chains, training.outputs_as)


def _list(items: list[Chain]) -> Chain:
    return (Bracket("[", tuple(items), "]"),)
