"""From the source of a custom layer to its spec: arguments, slots, outputs, words.

The facts are those that the worker would introspect, taken from the text instead, so the same
rules type them; annotations, which Keras itself has none of, come on top. Pure: no Qt, no keras.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from designer.catalog.argument_rules import is_known
from designer.catalog.overrides import BASE_ARGUMENTS, TENSORS_OF_CALLS
from designer.catalog.source import (
    FUNCTION,
    LAYER,
    Method,
    Parameter,
    Source,
    base_names,
    keras_path_of_base,
    methods_of,
    parameters_of,
    read_source,
)
from designer.catalog.spec import ArgumentSpec, LayerSpec, SlotSpec
from designer.catalog.table import Catalog, shipped_catalog

CUSTOM = "Custom"
"""The category of everything that a design brings itself."""

_NEVER_TENSORS = frozenset({"axis", "padding", "training"})
_NUMBERS = frozenset({"bool", "int", "float", "str"})
_MAYBE_TENSORS = re.compile(r"(^|_)(mask|masks|state|states|context|memory|inputs|tensor)$")


@lru_cache(maxsize=256)
def spec_of_source(text: str, name: str) -> LayerSpec | None:
    """What the definition `name` in a source takes and gives; None where there is none, or where
    the source is no Python."""
    source, catalog = read_source(text), shipped_catalog()
    kind = source.kind_of(name)
    if kind == LAYER:
        return _layer(source, name, catalog)
    return _function(source, name, catalog) if kind == FUNCTION else None


def _layer(
    source: Source, name: str, catalog: Catalog, seen: frozenset[str] = frozenset()
) -> LayerSpec:
    cls = source.class_named(name)
    assert cls is not None
    base = _base_spec(source, cls, catalog, seen | {name})
    methods = methods_of(cls)
    doc = ast.get_docstring(cls) or ""
    make, call = methods.get("__init__"), methods.get("call")
    facts = {
        **_facts(name, doc, make),
        "bases": [written.rpartition(".")[2] for written in base_names(cls)],
    }
    calls: list[dict[str, Any]] = []
    tensors: list[Parameter] = []
    if call:
        parameters = parameters_of(call)
        tensors = [each for at, each in enumerate(parameters) if _is_tensor(each, at)]
        calls = [_fact(each, _entries(ast.get_docstring(call) or "")) for each in parameters]
        values = [fact for each, fact in zip(parameters, calls, strict=True) if each not in tensors]
        facts["call"] = [{"name": "inputs"}, *values]
    spec = catalog.custom_layer(facts)
    arguments = _annotated(spec.arguments, parameters_of(make) if make else ())
    arguments = _with_inherited(arguments, make, base)
    spec = replace(spec, arguments=arguments, category=CUSTOM, shown=_shown(spec.shown, arguments))
    if call is None:
        return _called_as(spec, base) if base else spec
    slots = tuple(_slot(each, call, facts["bases"]) for each in tensors)
    call_arguments = _annotated(spec.call_arguments, parameters_of(call))
    return replace(
        spec,
        slots=slots or spec.slots,
        call_arguments=call_arguments,
        outputs=_outputs(call),
        outputs_when=(),
    )


def _function(source: Source, name: str, catalog: Catalog) -> LayerSpec:
    function = source.function_named(name)
    assert function is not None
    parameters = parameters_of(function)
    facts = _facts(name, ast.get_docstring(function) or "", None)
    spec = replace(catalog.custom_layer(facts), arguments=(), category=CUSTOM, shown=())
    first = parameters[:1] and not parameters[0].is_starred
    slots = (_slot(parameters[0], function, ()),) if first else spec.slots
    return replace(spec, slots=slots, outputs=_outputs(function))


def _base_spec(
    source: Source, cls: ast.ClassDef, catalog: Catalog, seen: frozenset[str]
) -> LayerSpec | None:
    """What is known of the first base that is a layer of Keras, or a class of the same source."""
    for written in base_names(cls):
        is_own = source.class_named(written) is not None and written not in seen
        path = keras_path_of_base(written)
        found = _layer(source, written, catalog, seen) if is_own else catalog.spec(path)
        if isinstance(found, LayerSpec):
            return found
    return None


def _called_as(spec: LayerSpec, base: LayerSpec) -> LayerSpec:
    return replace(
        spec,
        slots=base.slots,
        call_arguments=base.call_arguments,
        outputs=base.outputs,
        outputs_when=base.outputs_when,
    )


def _with_inherited(
    own: tuple[ArgumentSpec, ...], make: Method | None, base: LayerSpec | None
) -> tuple[ArgumentSpec, ...]:
    """The arguments of the base too, where the constructor is the base's or hands `**kwargs` on."""
    if base is None or (make and not any(p.kind == "var_keyword" for p in parameters_of(make))):
        return own
    names = {argument.name for argument in own} if make else set(BASE_ARGUMENTS)
    inherited = [argument for argument in base.arguments if argument.name not in names]
    if make is None:
        return (*inherited, *own)
    # What the constructor takes itself and hands on by name is required of it, not of the base.
    ends = [argument for argument in own if argument.name in BASE_ARGUMENTS]
    first = [argument for argument in own if argument not in ends]
    return (*first, *(_with_default(each) for each in inherited), *ends)


def _with_default(argument: ArgumentSpec) -> ArgumentSpec:
    """An inherited argument that the constructor may give itself cannot be required of a form."""
    return replace(argument, default=None, optional=True) if argument.is_required else argument


def _shown(shown: tuple[str, ...], arguments: tuple[ArgumentSpec, ...]) -> tuple[str, ...]:
    required = [argument.name for argument in arguments if argument.is_required]
    own = [argument.name for argument in arguments if argument.name not in BASE_ARGUMENTS]
    return tuple(dict.fromkeys((*required, *shown, *own)))[:6]


def _facts(name: str, doc: str, make: Method | None) -> dict[str, Any]:
    parameters = parameters_of(make) if make else (Parameter("kwargs", "var_keyword"),)
    texts = {**_entries(doc), **_entries((make and ast.get_docstring(make)) or "")}
    return {
        "name": name,
        "path": name,
        "aliases": [],
        "module": "",
        "class_name": name,
        "doc": doc,
        "parameters": [_fact(each, texts) for each in parameters],
    }


def _fact(parameter: Parameter, texts: Mapping[str, str]) -> dict[str, Any]:
    fact: dict[str, Any] = {"name": parameter.name}
    if parameter.kind:
        fact["kind"] = parameter.kind
    if parameter.default is not None:
        fact["default"] = _default(parameter.default)
    if parameter.name in texts:
        fact["doc"] = texts[parameter.name]
    return fact


def _default(tree: ast.expr) -> Any:
    try:
        value = ast.literal_eval(tree)
    except (ValueError, TypeError, RecursionError, MemoryError):
        return {"code": ast.unparse(tree)}
    if isinstance(value, tuple):
        value = list(value)
    plain = value is None or isinstance(value, (bool, int, float, str, list))
    return value if plain else {"code": ast.unparse(tree)}


def _entries(doc: str) -> dict[str, str]:
    """The documented arguments of a docstring in Keras's form: `units: Positive integer.`"""
    found: dict[str, list[str]] = {}
    inside, indent, name = False, 0, ""
    for line in doc.splitlines():
        depth = len(line) - len(line.lstrip())
        if line.strip() in ("Args:", "Arguments:", "Call arguments:"):
            inside, indent, name = True, depth, ""
        elif line.strip() and depth <= indent:
            inside = False
        elif inside and (head := re.match(r"\s*`?(\w+)`?(?: *\(.*?\))?: *(.*)", line)):
            name = head[1]
            found[name] = [head[2]]
        elif inside and name:
            found[name].append(line.strip())
    return {name: " ".join(lines).strip() for name, lines in found.items()}


def _is_tensor(parameter: Parameter, at: int) -> bool:
    """Whether a wire brings a parameter of `call`: the first, those with the names of tensors, and
    those that have no default and no name or type that says otherwise."""
    if parameter.is_starred or parameter.name in _NEVER_TENSORS:
        return False
    if at == 0 or parameter.name in TENSORS_OF_CALLS:
        return True
    if parameter.annotation and parameter.annotation.partition(" ")[0] in _NUMBERS:
        return False
    if parameter.default is None:
        return parameter.name not in _NEVER_TENSORS and not is_known(parameter.name)
    nothing = isinstance(parameter.default, ast.Constant) and parameter.default.value is None
    return nothing and bool(_MAYBE_TENSORS.search(parameter.name))


def _slot(parameter: Parameter, call: Method, bases: Iterable[str]) -> SlotSpec:
    count = _unpacked(parameter.name, call)
    many = count != 0 or parameter.annotation.lower().startswith(("list", "tuple"))
    most = max(count, 0)
    return SlotSpec(
        parameter.name,
        many=many or "Merge" in bases,
        optional=parameter.default is not None,
        minimum=most or (2 if "Merge" in bases else 1),
        maximum=most,
    )


def _unpacked(name: str, call: Method) -> int:
    """Into how many names a function unpacks a parameter: 0 where it takes it as one tensor, -1
    where it takes any number."""
    for tree in ast.walk(call):
        if isinstance(tree, ast.Assign) and _is_name(tree.value, name):
            target = tree.targets[0]
            if isinstance(target, (ast.Tuple, ast.List)):
                starred = any(isinstance(each, ast.Starred) for each in target.elts)
                return -1 if starred else len(target.elts)
        if isinstance(tree, (ast.For, ast.comprehension)) and _is_name(tree.iter, name):
            return -1
    return 0


def _outputs(call: Method) -> tuple[str, ...]:
    """The outputs of a function that always returns a tuple of one length; one output otherwise."""
    returned = [tree.value for tree in _own_returns(call.body)]
    tuples = [value for value in returned if isinstance(value, ast.Tuple)]
    if not tuples or len(tuples) != len(returned) or len({len(each.elts) for each in tuples}) > 1:
        return ("output",)
    names = ["output"]
    for at, item in enumerate(tuples[-1].elts[1:], 1):
        name = item.id if isinstance(item, ast.Name) else ""
        names.append(name if name and name not in names else f"output_{at}")
    return tuple(names)


def _own_returns(body: Iterable[ast.stmt]) -> Iterable[ast.Return]:
    """The returns of a function, not those of functions inside it."""
    for statement in body:
        if isinstance(statement, ast.Return):
            yield statement
        elif not isinstance(statement, ast.FunctionDef | ast.ClassDef):
            for field in ("body", "orelse", "finalbody"):
                yield from _own_returns(getattr(statement, field, ()))


def _is_name(tree: ast.AST, name: str) -> bool:
    return isinstance(tree, ast.Name) and tree.id == name


_KINDS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "int": ("int", ("int",)),
    "float": ("float", ("float",)),
    "bool": ("bool", ("bool",)),
    "str": (
        "text",
        ("text", "choice", "activation", "initializer", "regularizer", "constraint", "dtype"),
    ),
    "tuple": ("ints", ("ints", "floats", "shape", "axis", "padding")),
    "Callable": ("function", ("function", "activation", "initializer")),
}
"""By the annotation: the kind that it means, and the richer kinds that agree with it."""


def _annotated(
    arguments: tuple[ArgumentSpec, ...], parameters: Iterable[Parameter]
) -> tuple[ArgumentSpec, ...]:
    """The arguments with what their annotations say of them."""
    written = {each.name: each.annotation for each in parameters if each.annotation}
    return tuple(
        _typed_by(each, written[each.name]) if each.name in written else each for each in arguments
    )


def _typed_by(argument: ArgumentSpec, annotation: str) -> ArgumentSpec:
    words = re.sub(
        r"\b(typing|collections\.abc)\.|['\"]?None['\"]? *\| *|\| *None\b", "", annotation
    )
    optional = argument.optional or (words != annotation and "None" in annotation)
    if found := re.fullmatch(r"Optional\[(.*)\]", words.strip()):
        words, optional = found[1], True
    argument = replace(argument, optional=optional)
    if found := re.fullmatch(r"Literal\[(.*)\]", words.strip()):
        choices = tuple(re.findall(r"['\"]([^'\"]+)['\"]", found[1]))
        return replace(argument, kind="choice", choices=choices) if choices else argument
    plain = words.strip().lower() if words.strip().lower().startswith("tuple") else words.strip()
    head = plain.partition("[")[0]
    if head not in _KINDS:
        return argument
    kind, agreeing = _KINDS[head]
    if head == "tuple" and "float" in plain:
        kind = "floats"
    if argument.kind in agreeing:
        return argument
    return replace(argument, kind=kind, choices=(), minimum=None, maximum=None)
