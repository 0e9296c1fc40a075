"""`subclass`: a `keras.Model` of one's own, its layers made in `__init__` and called in `call`."""

from __future__ import annotations

from collections.abc import Mapping

from designer.catalog.values import quoted, source_of
from designer.codegen.body import ModelInput
from designer.codegen.expression import INDENT, LINE_LENGTH, Chain, call, flat, keyword, text
from designer.codegen.program import Program
from designer.codegen.statement import Statement
from designer.codegen.styles.names import (
    CALL_ARGUMENTS,
    attributes,
    class_name,
    is_name_of,
    parameter,
)
from designer.codegen.styles.style import UNFINISHED, Listing, Page, Style, remarks

_BODY = 2 * INDENT
_WHY_BUILD = "# Calling the layers on symbolic inputs gives each of them its shapes in summary()."


def _arrange(program: Program) -> Listing:
    page = Page()
    page.write_head(program, is_followed=bool(program.blocks))
    name = class_name(program)
    page.write("", "", "@keras.saving.register_keras_serializable()")
    page.write(f"class {name}(keras.Model):")
    _write_init(page, program, name)
    page.write("")
    if program.is_complete:
        _write_build(page, program)
        page.write("")
    _write_call(page, program)
    if program.is_complete:
        page.write("", "")
        build = text(call("model.build", (_shapes(program),)), indent=INDENT)
        page.write_main(program, f"model = {name}()", build.strip(), "model.summary()")
    return page.listing()


def _write_init(page: Page, program: Program, name: str) -> None:
    if is_name_of(program, name):
        page.write(f"{INDENT}def __init__(self, **kwargs):", f"{_BODY}super().__init__(**kwargs)")
    else:
        page.write(
            f"{INDENT}def __init__(self, name={quoted(program.name)}, **kwargs):",
            f"{_BODY}super().__init__(name=name, **kwargs)",
        )
    held = attributes(program)
    for statement in program.body.lines:
        called = statement.layer_call
        if called and called.construction:
            layer = f"self.{held[called.layer]}"
            made: list[Chain] = [(f"{layer} = ", *called.construction)]
            made += [(f"{layer}.{name} = ", *value) for name, value in called.attributes]
            lines = (text(line, indent=_BODY) for line in made)
            page.write_for(statement.node, *remarks(statement, _BODY), *lines)


def _write_build(page: Page, program: Program) -> None:
    ends = program.body.ends
    shapes = dict(zip(ends.inputs, ends.looked_up("input_shape"), strict=True))
    symbolic = ends.taken(lambda each: _symbolic(each, f"{shapes[each]}[1:]"))
    page.write(f"{INDENT}def build(self, input_shape):", f"{_BODY}{_WHY_BUILD}")
    page.write(text(call("self.call", (symbolic,)), indent=_BODY))


def _symbolic(given: ModelInput, shape: str) -> str:
    """A `keras.Input` like that of the design, of a shape that comes with the call."""
    arguments: list[Chain] = [(shape,)]
    if given.node.batch_size is not None:
        arguments.append(keyword("batch_size", (str(given.node.batch_size),)))
    if given.node.dtype != "float32":
        arguments.append(keyword("dtype", (quoted(given.node.dtype),)))
    return flat(call("keras.Input", tuple(arguments)))


def _shapes(program: Program) -> Chain:
    """The shapes that the inputs have in the design, in the form in which they are passed."""
    return program.body.ends.taken(lambda each: source_of((each.node.batch_size, *each.node.shape)))


def _write_call(page: Page, program: Program) -> None:
    ends = program.body.ends
    taken = _taken(program)
    page.write(f"{INDENT}def call(self, {taken}):")
    if ends.inputs and [each.variable for each in ends.inputs] != [taken]:
        _write_unpacking(page, program, taken)
    held = attributes(program)
    inputs = {each.node.id for each in ends.inputs}
    lines = [each for each in program.body.lines if each.node not in inputs]
    is_returned = program.is_complete and bool(lines) and _gives_all(lines[-1], program)
    for statement in lines:
        called = _called(statement, held, is_returned and statement is lines[-1])
        page.write_for(statement.node, *called)
    if not program.is_complete:
        page.write(f"{_BODY}# {UNFINISHED}", f"{_BODY}raise NotImplementedError")
    elif not is_returned:
        page.write(text(("return ", *ends.given()), indent=_BODY))


def _taken(program: Program) -> str:
    """The argument of `call`: the input itself where one is passed alone."""
    ends = program.body.ends
    if ends.is_single and ends.inputs[0].variable not in CALL_ARGUMENTS:
        return ends.inputs[0].variable
    return parameter(program, "inputs")


def _gives_all(statement: Statement, program: Program) -> bool:
    """Whether its call gives just what the model gives."""
    called = statement.layer_call
    return called is not None and flat(program.body.ends.given()) == ", ".join(called.outputs)


def _write_unpacking(page: Page, program: Program, taken: str) -> None:
    ends = program.body.ends
    if ends.inputs_as == "list" and not ends.is_single:
        variables = ", ".join(each.variable for each in ends.inputs)
        line = f"{_BODY}{variables} = {taken}"
        if len(line) <= LINE_LENGTH:
            page.write(line)
            return
    for each, place in zip(ends.inputs, ends.looked_up(taken), strict=True):
        page.write_for(each.node.id, f"{_BODY}{each.variable} = {place}")


def _called(statement: Statement, held: Mapping[str, str], is_returned: bool) -> list[str]:
    called = statement.layer_call
    if called is None:
        return [statement.source(_BODY)]
    head = "return " if is_returned else f"{', '.join(called.outputs)} = "
    layer = f"self.{held[called.layer]}"
    notes = [] if called.construction else remarks(statement, _BODY)
    lines = ((head, layer, called.arguments), *called.unpacking)
    return [*notes, *(text(line, indent=_BODY) for line in lines)]


STYLE = Style(
    name="subclass",
    title="Subclass",
    when="To change what a model does in call() or train_step(): a keras.Model of your own.",
    suffix=".py",
    arrange=_arrange,
)
