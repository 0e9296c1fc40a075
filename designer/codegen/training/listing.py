"""The training script of a design: what a run executes, and what is exported. Pure.

`docs/decisions/0017-runs.md` says which functions it has, and what each of them gives.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from designer.catalog.table import shipped_catalog
from designer.codegen.custom_code import merged_imports
from designer.codegen.expression import INDENT
from designer.codegen.loops import in_loops
from designer.codegen.program import Program
from designer.codegen.styles.function import write_build_model
from designer.codegen.styles.style import Listing, Page
from designer.codegen.training.compiling import compiling
from designer.codegen.training.data import LOADERS
from designer.codegen.training.data.code import refused
from designer.codegen.training.loops import LOOPS
from designer.codegen.training.strategies import Strategy, main_of
from designer.codegen.training.training import Training, training_of
from designer.graph.answers import Answer
from designer.graph.design import Design
from designer.graph.run_settings import RunSettings

MODEL_FILE = "model.keras"
NOT_KNOWN = "What the outputs look like is not known yet: the samples are made from their shapes."

_SEEDS = 2**32
"""Keras takes seeds below it."""

_TAKEN = (
    "`{name}` of the design has the name of a function of the training script: give it another."
)
_DEFINED = re.compile(r"^(?:def|class) (\w+)", re.MULTILINE)

_MIXED = 'keras.config.set_dtype_policy("mixed_float16")'

MAIN = f'''\
def main(callbacks=()):
    """Train a new model; return it and its history."""
    keras.utils.set_random_seed(SEED)
    data = load_data()
    model = build_model()
    compile_model(model)
    history = train(model, data, callbacks)
    return model, history


if __name__ == "__main__":
    model, history = main()
    print({{name: values[-1] for name, values in history.history.items()}})
    model.save("{MODEL_FILE}")'''


def training_listing(
    program: Program,
    design: Design,
    settings: RunSettings,
    answers: Mapping[str, Answer] | None = None,
) -> Listing:
    """The script of a run of this design under these settings; `answers` are what the worker found
    out of its nodes, which samples are made from."""
    training = training_of(design, settings, shipped_catalog(), answers)
    return arranged(replace(program, training=training))


def arranged(program: Program, strategy: Strategy | None = None) -> Listing:
    """The script of the run that a program tells of; on several devices by a strategy."""
    training = program.training
    program = in_loops(program)
    page = Page()
    if training is None or not program.is_complete or not is_known(training):
        page.write_head(program)
        page.write("", "")
        write_build_model(page, program)
        if program.is_complete:
            page.write("", "", "def load_data():", f"{INDENT}# {NOT_KNOWN}")
            page.write(f"{INDENT}raise NotImplementedError")
        return page.listing()
    data = LOADERS[training.settings.data.kind](training)
    loop = (strategy.loop if strategy else LOOPS[training.settings.loop])(training)
    main = main_of(strategy) if strategy else MAIN
    functions = (compiling(training), *loop.functions, main)
    if taken := _taken(program, (*data.helpers, *loop.helpers, *functions)):
        data = refused(_TAKEN.format(name=taken))
    more = strategy.imports if strategy else ()
    imports = merged_imports((*program.imports, *data.imports, *loop.imports, *more))
    page.write_head(
        replace(program, imports=imports), constants=_constants(training, data.constants)
    )
    for function in (*dict.fromkeys((*data.helpers, *loop.helpers)), "\n".join(data.lines)):
        page.write("", "", function)
    page.write("", "")
    write_build_model(page, program)
    for function in functions:
        page.write("", "", function)
    return page.listing()


def _taken(program: Program, functions: Iterable[str]) -> str:
    """A block or custom layer that has the name of a function of the script; empty if none has."""
    own = {"load_data", "build_model", *_DEFINED.findall("\n".join(functions))}
    blocks = (block.name for block in program.blocks)
    layers = _DEFINED.findall("\n".join(program.custom_layers))
    return next((name for name in (*blocks, *layers) if name in own), "")


def is_known(training: Training) -> bool:
    """Whether all is known that the samples are made from."""
    return training.is_known


def _constants(training: Training, more: tuple[str, ...]) -> list[str]:
    settings = training.settings
    share = settings.validation_share
    return [
        f"SEED = {settings.seed % _SEEDS}",
        f"BATCH_SIZE = {settings.batch_size}",
        f"EPOCHS = {settings.epochs}",
        *([f"VALIDATION_SHARE = {share}"] if share else []),
        *more,
        *(["", _MIXED] if settings.mixed_precision else []),
    ]
