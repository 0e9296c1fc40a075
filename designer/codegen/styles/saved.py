"""`json` and `keras`: files that only Keras can make. What is shown is the code that makes them."""

from __future__ import annotations

from designer.catalog.values import quoted
from designer.codegen.expression import INDENT
from designer.codegen.program import Program
from designer.codegen.styles.script import page_of
from designer.codegen.styles.style import Listing, Style


def _arranged(program: Program, lines: list[str]) -> Listing:
    page = page_of(program)
    if program.is_complete:
        page.write("", *lines)
    return page.listing()


def _json(program: Program) -> Listing:
    opened = f'open({quoted(f"{program.name}.json")}, "w", encoding="utf-8")'
    lines = [f"with {opened} as file:", f"{INDENT}file.write(model.to_json(indent=2))"]
    return _arranged(program, lines)


def _keras(program: Program) -> Listing:
    return _arranged(program, [f"model.save({quoted(f'{program.name}.keras')})"])


JSON = Style(
    name="json",
    title="Keras JSON",
    when="For programs that read a model's structure: keras.models.model_from_json, Netron.",
    suffix=".json",
    arrange=_json,
    made_by_worker=True,
)
KERAS = Style(
    name="keras",
    title="Keras file",
    when="For keras.saving.load_model: structure and weights in one file.",
    suffix=".keras",
    arrange=_keras,
    made_by_worker=True,
    is_text=False,
)
