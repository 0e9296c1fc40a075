"""`wrapper`: a class of one's own that holds a functional model, with room for more."""

from __future__ import annotations

from designer.codegen.expression import INDENT, call, text
from designer.codegen.loops import in_loops
from designer.codegen.program import Program
from designer.codegen.styles.names import class_name, parameter
from designer.codegen.styles.style import Listing, Page, Style, closing, sample_call

_BODY = 2 * INDENT


def _arrange(program: Program) -> Listing:
    program = in_loops(program)
    page = Page()
    page.write_head(program)
    name = class_name(program)
    page.write(
        "",
        "",
        f"class {name}:",
        f'{INDENT}"""Holds a functional model; attributes and methods of your own go here."""',
        "",
        f"{INDENT}def __init__(self):",
    )
    page.write_statements(program.body.lines, _BODY)
    page.write(closing(program, "self.model = ", _BODY))
    if not program.is_complete:
        page.write(f"{_BODY}raise NotImplementedError")
        return page.listing()
    page.write("")
    _write_predict(page, program)
    page.write("", "")
    page.write('if __name__ == "__main__":', f"{INDENT}wrapper = {name}()")
    page.write(f"{INDENT}wrapper.model.summary()")
    variables = tuple((each.variable,) for each in program.body.ends.inputs)
    page.write(*sample_call(program, call("wrapper.predict", variables), INDENT))
    return page.listing()


def _write_predict(page: Page, program: Program) -> None:
    ends = program.body.ends
    taken = [each.variable for each in ends.inputs]
    options = f"**{parameter(program, 'options')}"
    names = tuple((name,) for name in ("self", *taken, options))
    page.write(text((*call("def predict", names), ":"), indent=INDENT))
    page.write(text(call("return self.model.predict", (ends.taken(), (options,))), indent=_BODY))


STYLE = Style(
    name="wrapper",
    title="Wrapper",
    when="For methods and data of your own beside a model that keeps all that Keras offers.",
    suffix=".py",
    arrange=_arrange,
)
