"""Training scripts for tests: of examples, with what the worker would say of their outputs."""

from __future__ import annotations

from typing import Any

from designer.catalog.table import shipped_catalog
from designer.codegen import program_of
from designer.codegen.training.listing import training_listing
from designer.graph.answers import Answer, Tensor
from designer.graph.design import Design
from designer.graph.run_settings import DataSource, RunSettings
from designer.paths import resource
from designer.storage import load

SHAPES: dict[str, list[tuple[int | None, ...]]] = {
    "cnn": [(None, 10)],
    "custom_linear": [(None, 10)],
    "multi_task": [(None, 1), (None, 7), (None, 1)],
    "multimodal_dict": [(None, 1)],
    "multimodal_list": [(None, 1)],
    "my_model": [(None, 10)],
    "named_layer": [(None, 10)],
    "noisy_linear": [(None, 10)],
    "resnet": [(None, 10)],
    "reused_block": [(None, 10)],
    "seq2seq": [(None, None, 6000)],
    "sequential": [(None, 4)],
    "siamese": [(None, 1)],
    "transformer": [(None, 1)],
    "two_branch": [(None, 10)],
    "unet": [(None, 128, 128, 1)],
}
"""What the outputs of the examples are."""


def example(name: str) -> Design:
    return load(resource(f"examples/{name}.kdesign")).design


def answers_of(design: Design, shapes: list[tuple[int | None, ...]]) -> dict[str, Answer]:
    """What the worker says of the nodes that give the outputs."""
    sources = [design.main.inputs_of(output.id)[0].source for output in design.main.outputs()]
    return {source: Answer((Tensor(shape),)) for source, shape in zip(sources, shapes, strict=True)}


def script(
    design: Design, shapes: list[tuple[int | None, ...]], kind: str = "learnable", **more: Any
) -> str:
    """The training script of a design; `name`, `path`, `samples` and mappings are the data's."""
    of_data = {name: more.pop(name) for name in _OF_DATA if name in more}
    settings = RunSettings(data=DataSource(kind, **of_data), **more)
    program = program_of(design, shipped_catalog())
    return training_listing(program, design, settings, answers_of(design, shapes)).text


_OF_DATA = ("name", "path", "samples", "inputs", "targets")


def script_of(example_name: str, kind: str = "learnable", **more: Any) -> str:
    """The training script of an example."""
    return script(example(example_name), SHAPES[example_name], kind, **more)
