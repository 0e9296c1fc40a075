"""`script`: flat, from imports to `model`, as a careful person writes it."""

from __future__ import annotations

from designer.codegen.expression import INDENT
from designer.codegen.loops import in_loops
from designer.codegen.program import Program
from designer.codegen.styles.style import Listing, Page, Style, closing


def _arrange(program: Program) -> Listing:
    program = in_loops(program)
    page = Page()
    page.write_head(program)
    page.write(*["", ""] if program.custom_layers or program.blocks else [""])
    page.write_statements(program.body.lines)
    page.write("", closing(program, "model = "))
    if program.is_complete:
        page.write("", 'if __name__ == "__main__":', f"{INDENT}model.summary()")
    return page.listing()


STYLE = Style(
    name="script",
    title="Script",
    when="To read, to run as it is, or to paste into a notebook or a training script.",
    suffix=".py",
    arrange=_arrange,
)
