"""`notebook`: cells of a Jupyter notebook, for trying things out.

The text that is shown marks cells by `# %%`, as editors do that run parts of a Python file. The
file is made from it in nbformat 4.5, always the same for the same design.
"""

from __future__ import annotations

import json
from typing import Any

from designer.codegen.expression import call
from designer.codegen.loops import in_loops
from designer.codegen.program import Program
from designer.codegen.statement import in_one_line
from designer.codegen.styles.style import Listing, Page, Style, array_words, closing, sample_call

_CODE = "# %%"
_WORDS = "# %% [markdown]"
_PLOT = "keras.utils.plot_model(model, show_shapes=True, show_layer_names=True)"
_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def _arrange(program: Program) -> Listing:
    program = in_loops(program)
    page = Page()
    page.begin_cell(_WORDS)
    page.write(*(f"# {line}".rstrip() for line in _title(program)))
    page.begin_cell(_CODE)
    page.write_head(program)
    page.write(*[""] * bool(program.custom_layers or program.blocks))
    page.begin_cell(_CODE)
    page.write_statements(program.body.lines)
    page.write("", closing(program, "model = "))
    if program.is_complete:
        page.begin_cell(_CODE)
        page.write("model.summary()")
        predict = call("model.predict", (program.body.ends.taken(),))
        page.write(*sample_call(program, predict))
        page.begin_cell(_CODE)
        page.write(_PLOT)
    return page.listing()


def _title(program: Program) -> list[str]:
    ends = program.body.ends
    return [
        f"# {in_one_line(program.name)}",
        "",
        *(f"- takes `{in_one_line(each.key)}`: {array_words(each.node)}" for each in ends.inputs),
        *(f"- gives `{in_one_line(key)}`" for key, _ in ends.outputs),
    ]


def notebook_of(listing: Listing) -> str:
    """The text of the notebook whose cells are shown."""
    lines = listing.text.splitlines()
    ends = [*(begin - 1 for begin in listing.cells[1:]), len(lines)]
    cells = [
        _cell(number, lines[begin - 1], lines[begin:end])
        for number, (begin, end) in enumerate(zip(listing.cells, ends, strict=True), 1)
    ]
    plain = {"cells": cells, "metadata": _METADATA, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(plain, indent=1, ensure_ascii=False) + "\n"


def _cell(number: int, marker: str, lines: list[str]) -> dict[str, Any]:
    is_code = marker == _CODE
    source = "\n".join(line if is_code else line[2:] for line in lines).strip("\n")
    plain: dict[str, Any] = {
        "cell_type": "code" if is_code else "markdown",
        "id": f"cell-{number}",
        "metadata": {},
        "source": source.splitlines(keepends=True),
    }
    return {**plain, "execution_count": None, "outputs": []} if is_code else plain


STYLE = Style(
    name="notebook",
    title="Notebook",
    when="To try things out, in Jupyter or a notebook service: text, code, summary and plot cells.",
    suffix=".ipynb",
    arrange=_arrange,
    file_text=notebook_of,
)
