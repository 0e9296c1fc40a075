"""`function`: a function that builds the model, to import from other code."""

from __future__ import annotations

from designer.codegen.expression import INDENT
from designer.codegen.loops import in_loops
from designer.codegen.program import Program
from designer.codegen.styles.style import Listing, Page, Style, closing


def _arrange(program: Program) -> Listing:
    program = in_loops(program)
    page = Page()
    page.write_head(program)
    page.write("", "")
    write_build_model(page, program)
    if program.is_complete:
        page.write("", "")
        page.write_main(program, "model = build_model()", "model.summary()")
    return page.listing()


def write_build_model(page: Page, program: Program) -> None:
    """`build_model`, for all styles that make the model in a function."""
    page.write("def build_model() -> keras.Model:")
    page.write_statements(program.body.lines, INDENT)
    if program.body.lines:
        page.write("")
    page.write(closing(program, "return ", INDENT))
    if not program.is_complete:
        page.write(f"{INDENT}raise NotImplementedError")


STYLE = Style(
    name="function",
    title="Function",
    when="To import: build_model() makes a fresh model at each call.",
    suffix=".py",
    arrange=_arrange,
)
