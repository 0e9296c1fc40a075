"""`script`: flat, from imports to `model`, as a careful person writes it."""

from __future__ import annotations

from designer.codegen.loops import in_loops
from designer.codegen.program import Program
from designer.codegen.styles.style import Listing, Page, Style, closing


def page_of(program: Program) -> Page:
    """The script up to its model."""
    program = in_loops(program)
    page = Page()
    page.write_flat_head(program)
    page.write_statements(program.body.lines)
    page.write("", closing(program, "model = "))
    return page


def _arrange(program: Program) -> Listing:
    page = page_of(program)
    if program.is_complete:
        page.write("")
        page.write_main(program, "model.summary()")
    return page.listing()


STYLE = Style(
    name="script",
    title="Script",
    when="To read, to run as it is, or to paste into a training script.",
    suffix=".py",
    arrange=_arrange,
)
