"""The mended text of a source, one function a fault; each touches only the lines that it must."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping

from designer.catalog.custom import spec_of_source
from designer.catalog.source import Method, parameters_of
from designer.diagnosis.layers.names import RANDOM_PATHS
from designer.diagnosis.layers.text import (
    INDENT,
    Replacement,
    body_indent,
    line_starts,
    ops_name,
    replaced,
    span,
    statement_of,
    with_keras,
    with_lines,
    with_method,
    without_lines,
    without_unused_imports,
)
from designer.diagnosis.layers.view import View

LINE = 88
_SUPER_INIT = "super().__init__(**kwargs)"
_INNER_LAYERS = ("layer", "layers")
"""Kinds of arguments whose values `from_config` has to make again."""


def with_super_init(text: str, name: str) -> str:
    """`super().__init__(**kwargs)` as the first statement of the constructor."""
    make = View.of(text, name).methods["__init__"]
    first = make.body[0]
    after = (first.end_lineno if ast.get_docstring(make) else None) or first.lineno - 1
    return with_kwargs(with_lines(text, after, f"{body_indent(text, make)}{_SUPER_INIT}"), name)


def with_kwargs(text: str, name: str) -> str:
    """`**kwargs` in the constructor's signature and in its call of the base."""
    view = View.of(text, name)
    make, call = view.methods["__init__"], view.super_call("__init__")
    changes: list[Replacement] = []
    kwargs = make.args.kwarg.arg if make.args.kwarg else "kwargs"
    if not make.args.kwarg:
        changes.append(_added_parameter(text, make, "**kwargs"))
    if call and not any(keyword.arg is None for keyword in call.keywords):
        end = span(text, call)[1] - 1
        comma = ", " if call.args or call.keywords else ""
        changes.append((end, end, f"{comma}**{kwargs}"))
    return replaced(text, changes)


def with_registration(text: str, name: str) -> str:
    """The decorator that lets Keras find a class or a function when it loads a model."""
    view = View.of(text, name)
    found = view.cls or view.function
    assert found is not None
    first = min([found.lineno, *(each.lineno for each in found.decorator_list)])
    text = with_lines(text, first - 1, "@keras.saving.register_keras_serializable()")
    return with_keras(text)


def with_get_config(text: str, name: str) -> str:
    """A `get_config` that says every argument of the constructor, and `from_config` where an
    argument is a layer."""
    text = with_kept_arguments(text, name)
    view = View.of(text, name)
    entries = [f'"{each}": {value}' for each, value in _entries(view).items()]
    text = with_method(text, name, _get_config(entries))
    if "keras.saving.serialize_keras_object" in "".join(entries):
        text = with_keras(text)
    inner = _inner_layers(view)
    return with_method(text, name, _from_config(inner)) if inner else text


def with_config_entries(text: str, name: str, missing: Iterable[str]) -> str:
    """The arguments that an existing `get_config` leaves out, written into it."""
    text = with_kept_arguments(text, name)
    view = View.of(text, name)
    entries = {key: value for key, value in _entries(view).items() if key in set(missing)}
    method = view.methods["get_config"]
    last = next(item for item in reversed(method.body) if isinstance(item, ast.Return))
    if isinstance(last.value, ast.Dict):
        return _with_items(text, last.value, entries)
    for tree in ast.walk(method):
        if isinstance(tree, ast.Dict) and tree.keys:
            return _with_items(text, tree, entries)
    indent = body_indent(text, method)
    returned = ast.unparse(last.value) if last.value else "super().get_config()"
    if isinstance(last.value, ast.Name):
        lines = [f'{indent}{returned}["{key}"] = {value}' for key, value in entries.items()]
        return with_lines(text, last.lineno - 1, "\n".join(lines))
    items = ", ".join(f'"{key}": {value}' for key, value in entries.items())
    begin, end = span(text, last)
    return replaced(text, [(begin, end, f"return {{**{returned}, {items}}}")])


def with_kept_arguments(text: str, name: str) -> str:
    """`self.units = units` for each argument that the constructor does not keep."""
    view = View.of(text, name)
    lost = [each.name for each in view.arguments if each.name not in view.kept]
    if not lost:
        return text
    make, call = view.methods["__init__"], view.super_call("__init__")
    after = statement_of(make, call).end_lineno if call else make.body[-1].end_lineno
    indent = body_indent(text, make)
    return with_lines(
        text, after or make.lineno, "\n".join(f"{indent}self.{each} = {each}" for each in lost)
    )


def with_output_shape(text: str, name: str, shape: str) -> str:
    """`compute_output_shape`, for a layer whose output has the shape that an expression says."""
    method = f"def compute_output_shape(self, input_shape):\n{INDENT}return {shape}"
    return with_method(text, name, method, before="get_config")


def with_call(text: str, name: str) -> str:
    """A `call` that hands its input on."""
    return with_method(text, name, f"def call(self, inputs):\n{INDENT}return inputs", "get_config")


def with_training(text: str, name: str) -> str:
    """`training` in the call's signature, and the inputs handed on as they are without it."""
    call = View.of(text, name).methods["call"]
    first = parameters_of(call)[0].name
    begin = call.body[1 if ast.get_docstring(call) else 0]
    indent = body_indent(text, call)
    guard = f"{indent}if not training:\n{indent}{INDENT}return {first}"
    text = with_lines(text, begin.lineno - 1, guard)
    call = View.of(text, name).methods["call"]
    return replaced(text, [_added_parameter(text, call, "training=None")])


def with_weights_in_build(text: str, name: str) -> str:
    """The statements of `call` that make weights, moved into `build`."""
    view = View.of(text, name)
    call = view.methods["call"]
    inputs = parameters_of(call)[0].name
    moved = [item for item in call.body if is_weight(item)]
    lines = text.split("\n")
    old = body_indent(text, call)
    taken: list[str] = []
    for item in moved:
        taken += lines[item.lineno - 1 : item.end_lineno]
    body = [line.removeprefix(old).replace(f"{inputs}.shape", "input_shape") for line in taken]
    for item in reversed(moved):
        text = without_lines(text, item.lineno, item.end_lineno or item.lineno)
    build = View.of(text, name).methods.get("build")
    if build is None:
        head = "def build(self, input_shape):"
        return with_method(text, name, "\n".join([head, *(f"{INDENT}{x}" for x in body)]), "call")
    shape = parameters_of(build)[0].name
    indent = body_indent(text, build)
    new = [f"{indent}{line.replace('input_shape', shape)}" for line in body]
    return with_lines(text, build.end_lineno or build.lineno, "\n".join(new))


def is_weight(item: ast.stmt) -> bool:
    """Whether a statement is `self.w = self.add_weight(…)`."""
    return (
        isinstance(item, ast.Assign)
        and isinstance(item.value, ast.Call)
        and ast.unparse(item.value.func) == "self.add_weight"
    )


def with_built_layers(text: str, name: str, attributes: Iterable[str]) -> str:
    """The inner layers built at the end of `build`, from its own input shape."""
    build = View.of(text, name).methods["build"]
    shape, indent = parameters_of(build)[0].name, body_indent(text, build)
    lines = [f"{indent}self.{attribute}.build({shape})" for attribute in attributes]
    return with_lines(text, build.end_lineno or build.lineno, "\n".join(lines))


def with_functions_of_keras(text: str, name: str, old: Mapping[str, str]) -> str:
    """Calls of older functions spelled as Keras 3 has them: `old` maps paths to paths below
    `keras.`. Random ones draw from a generator of the layer."""
    view = View.of(text, name)
    ops = ops_name(text)
    changes: list[Replacement] = []
    for call in calls_of(view):
        new = old.get(view.path(call.func), "")
        if not new:
            continue
        short = new.removeprefix("ops.")
        begin, end = span(text, call.func)
        changes.append((begin, end, f"{ops}.{short}" if short != new else f"keras.{new}"))
    text = without_unused_imports(replaced(text, changes), ("tensorflow", "keras.backend"))
    if any(new.startswith("random.") for new in old.values()) or ops == "keras.ops":
        text = with_keras(text)
    return with_seeds(text, name) if view.cls else text


def with_seeds(text: str, name: str) -> str:
    """A `SeedGenerator` in the constructor, for the random functions that have none."""
    view = View.of(text, name)
    without = unseeded(view)
    changes: list[Replacement] = []
    for call in without:
        end = span(text, call)[1] - 1
        comma = "" if text[:end].rstrip().endswith(("(", ",")) else ", "
        changes.append((end, end, f"{comma}seed=self.seed_generator"))
    if not changes:
        return text
    text = with_keras(replaced(text, changes))
    view = View.of(text, name)
    line = "self.seed_generator = keras.random.SeedGenerator()"
    make, call_of_super = view.methods.get("__init__"), view.super_call("__init__")
    if make is None:
        head = "def __init__(self, **kwargs):"
        method = "\n".join([head, f"{INDENT}{_SUPER_INIT}", f"{INDENT}{line}"])
        first = next(iter(view.methods), "")
        return with_method(text, name, method, before=first)
    if "self.seed_generator" in ast.unparse(make):
        return text
    after = (statement_of(make, call_of_super) if call_of_super else make.body[-1]).end_lineno
    return with_lines(text, after or make.lineno, f"{body_indent(text, make)}{line}")


def unseeded(view: View) -> list[ast.Call]:
    """The calls of random functions that are given no seed."""
    return [
        call
        for call in calls_of(view)
        if view.path(call.func) in RANDOM_PATHS
        and not any(keyword.arg == "seed" for keyword in call.keywords)
    ]


def calls_of(view: View) -> Iterable[ast.Call]:
    """All calls in the definition that is looked at."""
    found = view.cls or view.function
    return [tree for tree in ast.walk(found) if isinstance(tree, ast.Call)] if found else []


def as_layer_class(text: str, name: str, class_name: str) -> str:
    """A function turned into a registered layer class; what it takes beside the tensor becomes
    arguments of the constructor."""
    function = View.of(text, name).function
    assert function is not None
    tensor, *others = parameters_of(function)
    others = [each for each in others if not each.is_starred]
    others.sort(key=lambda each: each.default is not None)
    kept = {each.name: f"self.{each.name}" for each in others}
    rows = text.split("\n")
    doc = ast.get_docstring(function)
    first = function.body[1 if doc and len(function.body) > 1 else 0]
    old = body_indent(text, function)
    if first.lineno == function.lineno:
        lines = [ast.unparse(item) for item in function.body]
    else:
        body = _renamed(text, first, function, kept).split("\n")
        lines = [line.removeprefix(old) for line in body]
    signature = ", ".join(
        each.name if each.default is None else f"{each.name}={ast.unparse(each.default)}"
        for each in others
    )
    methods: list[str] = []
    if others:
        start = [f"def __init__(self, {signature}, **kwargs):", f"{INDENT}{_SUPER_INIT}"]
        start += [f"{INDENT}self.{each.name} = {each.name}" for each in others]
        methods.append("\n".join(start))
    methods.append("\n".join([f"def call(self, {tensor.name}):", *(f"{INDENT}{x}" for x in lines)]))
    if others:
        methods.append(_get_config([f'"{each.name}": self.{each.name}' for each in others]))
    words = [f'"""{doc}"""'] if doc else []
    inside = "\n\n".join([*words, *methods]).split("\n")
    indented = "\n".join(f"{INDENT}{line}" if line.strip() else "" for line in inside)
    new = (
        "@keras.saving.register_keras_serializable()\n"
        f"class {class_name}(keras.layers.Layer):\n{indented}"
    )
    begin = min([function.lineno, *(each.lineno for each in function.decorator_list)])
    whole = [*rows[: begin - 1], *new.split("\n"), *rows[function.end_lineno :]]
    return with_keras("\n".join(whole))


def _renamed(text: str, first: ast.stmt, function: Method, kept: Mapping[str, str]) -> str:
    """The body of a function from a statement on, its arguments read from `self`."""
    # From behind the docstring, so that remarks above the first statement come along.
    at = function.body.index(first)
    start = function.body[at - 1].end_lineno if at else first.lineno - 1
    begin = line_starts(text)[start or 0]
    end = span(text, function.body[-1])[1]
    changes = [
        (*span(text, tree), kept[tree.id])
        for item in function.body
        for tree in ast.walk(item)
        if isinstance(tree, ast.Name) and tree.id in kept and isinstance(tree.ctx, ast.Load)
    ]
    grown = sum(len(new) - (stop - start) for start, stop, new in changes)
    return replaced(text, changes)[begin : end + grown].strip("\n")


def _added_parameter(text: str, function: Method, written: str) -> Replacement:
    """A parameter at the end of a signature, before `**kwargs`."""
    arguments = function.args
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    before = arguments.kwarg
    if before is not None and not written.startswith("**"):
        start = text.rindex("**", 0, span(text, _as_expr(before))[0] + 1)
        return start, start, f"{written}, "
    if arguments.vararg and not arguments.kwonlyargs:
        named.append(arguments.vararg)
    ends = [span(text, _as_expr(each))[1] for each in named]
    defaults = [*arguments.defaults, *(each for each in arguments.kw_defaults if each)]
    ends += [span(text, each)[1] for each in defaults]
    end = max(ends)
    return end, end, f", {written}"


def _as_expr(argument: ast.arg) -> ast.expr:
    """An `ast.arg` has a place as an expression has one."""
    place: ast.expr = argument  # type: ignore[assignment]
    return place


def _entries(view: View) -> dict[str, str]:
    inner = _inner_layers(view)
    return {
        name: f"keras.saving.serialize_keras_object({value})" if name in inner else value
        for name, value in view.kept.items()
    }


def _inner_layers(view: View) -> list[str]:
    spec = spec_of_source(view.source.text, view.name)
    kinds = {each.name: each.kind for each in spec.arguments} if spec else {}
    return [each.name for each in view.arguments if kinds.get(each.name) in _INNER_LAYERS]


def _get_config(entries: list[str]) -> str:
    head = "def get_config(self):"
    line = f"{INDENT}return {{{', '.join(['**super().get_config()', *entries])}}}"
    if len(line) + len(INDENT) <= LINE:
        return f"{head}\n{line}"
    deep = INDENT * 2
    rows = [f"{deep}{each}," for each in ("**super().get_config()", *entries)]
    return "\n".join([head, f"{INDENT}return {{", *rows, f"{INDENT}}}"])


def _from_config(names: Iterable[str]) -> str:
    lines = [
        f'{INDENT}config["{name}"] = keras.saving.deserialize_keras_object(config["{name}"])'
        for name in names
    ]
    head = ["@classmethod", "def from_config(cls, config):"]
    return "\n".join([*head, *lines, f"{INDENT}return cls(**config)"])


def _with_items(text: str, tree: ast.Dict, entries: Mapping[str, str]) -> str:
    """More items at the end of a dict, on lines of their own where its last one has its own."""
    begin, end = span(text, tree)
    last = span(text, tree.values[-1])[1] if tree.values else begin + 1
    between = text[last : end - 1]
    items = [f'"{key}": {value}' for key, value in entries.items()]
    if "\n" in between:
        key = tree.keys[-1]
        # What is unpacked with two stars has no key, and its value stands behind the stars.
        indent = " " * (key.col_offset if key else tree.values[-1].col_offset - 2)
        comma = "" if "," in between else ","
        place = last + between.index(",") + 1 if "," in between else last
        new = comma + "".join(f"\n{indent}{item}," for item in items)
        return replaced(text, [(place, place, new)])
    lead = ", " if tree.values else ""
    return replaced(text, [(last, last, lead + ", ".join(items))])
