"""`sequential`: a `keras.Sequential`, for designs that are a plain chain of layers."""

from __future__ import annotations

import textwrap

from designer.catalog.values import quoted
from designer.codegen.expression import INDENT, flat, text
from designer.codegen.program import Program
from designer.codegen.statement import Statement
from designer.codegen.styles.style import UNFINISHED, Listing, Page, Style, remarks

_ITEM = 2 * INDENT
_REASON_WIDTH = 72


def refusal(program: Program) -> str:
    """Why this is no chain; empty where it is one.

    With one input and one output, and layers that take one tensor each, there is only one way
    through the model.
    """
    if not program.is_complete:
        return UNFINISHED
    ends = program.body.ends
    for count, names, verb in (
        (len(ends.inputs), [each.key for each in ends.inputs], "takes"),
        (len(ends.outputs), [key for key, _ in ends.outputs], "gives"),
    ):
        if count > 1:
            return f"A Sequential {verb} one tensor; this model {verb} {count}: {_joined(names)}."
    for form, direction in ((ends.inputs_as, "inputs"), (ends.outputs_as, "outputs")):
        if form != "list":
            return f"A Sequential passes tensors alone; the {direction} are passed as {form}."
    faults = (_fault(statement) for statement in program.body.lines[1:])
    return next((fault for fault in faults if fault), "")


def _fault(statement: Statement) -> str:
    """Why a statement cannot be an item of a Sequential; empty where it can."""
    called = statement.layer_call
    name = statement.binds[-1]
    if called is None:
        return f"A Sequential is made of layers; {name} is an operation."
    if not called.construction:
        return f"A Sequential uses a layer once; {called.outputs[0]} calls {called.layer} again."
    if called.attributes:
        setting = f"{called.layer}.{called.attributes[0][0]}"
        return f"A Sequential makes its layers in place; {setting} is set on a line of its own."
    if len(called.outputs) > 1:
        count = len(called.outputs)
        return f"A Sequential passes one tensor on; {called.outputs[0]} gives {count}."
    if [flat(item) for item in called.arguments.items] != list(statement.reads):
        return f"A Sequential passes one tensor to each layer; {_taken(name, statement)}."
    return ""


def _taken(name: str, statement: Statement) -> str:
    assert statement.layer_call is not None
    if len(statement.reads) > 1:
        return f"{name} takes {len(statement.reads)}"
    arguments = statement.layer_call.arguments
    if len(arguments.items) > 1:
        return f"{name} is called with {flat((arguments,))}"
    return f"{name} takes a list"


def _joined(names: list[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _arrange(program: Program) -> Listing:
    page = Page()
    reason = refusal(program)
    if reason:
        page.write(*textwrap.wrap(f"# {reason}", _REASON_WIDTH, subsequent_indent="# "))
        return page.listing()
    page.write_flat_head(program)
    page.write("model = keras.Sequential(", f"{INDENT}[")
    constructions = [program.body.ends.inputs[0].construction]
    constructions += [
        each.layer_call.construction for each in program.body.lines if each.layer_call
    ]
    for statement, construction in zip(program.body.lines, constructions, strict=True):
        page.write_for(
            statement.node,
            *remarks(statement, _ITEM),
            text((*construction, ","), indent=_ITEM),
        )
    if program.is_named:
        page.write(f"{INDENT}],", f"{INDENT}name={quoted(program.name)},")
    else:
        page.write(f"{INDENT}]")
    page.write(")", "")
    page.write_main(program, "model.summary()")
    return page.listing()


STYLE = Style(
    name="sequential",
    title="Sequential",
    when="For a plain chain of layers: the shortest way to write it.",
    suffix=".py",
    arrange=_arrange,
    refusal=refusal,
)
