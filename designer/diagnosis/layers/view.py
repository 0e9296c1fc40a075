"""One definition of a source, as the lints look at it: methods, arguments, what names stand for."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from designer.catalog.overrides import BASE_ARGUMENTS
from designer.catalog.source import (
    KERAS_MODULES,
    Method,
    Parameter,
    Source,
    dotted,
    is_plain_layer,
    methods_of,
    parameters_of,
    read_source,
)

_OF_THE_BASE = frozenset({*BASE_ARGUMENTS, "name", "activity_regularizer", "autocast"})
"""Constructor arguments that `super().get_config()` already holds."""


@dataclass(frozen=True, eq=False)
class View:
    """A class or a function, in its source."""

    source: Source
    name: str

    @staticmethod
    def of(text: str, name: str) -> View:
        return View(read_source(text), name)

    @cached_property
    def cls(self) -> ast.ClassDef | None:
        is_layer = self.source.kind_of(self.name) == "layer"
        return self.source.class_named(self.name) if is_layer else None

    @property
    def function(self) -> ast.FunctionDef | None:
        return self.source.function_named(self.name)

    @cached_property
    def methods(self) -> Mapping[str, Method]:
        return methods_of(self.cls) if self.cls else {}

    @property
    def is_plain_layer(self) -> bool:
        """Whether nothing but `keras.layers.Layer` stands behind the class."""
        return self.cls is not None and is_plain_layer(self.cls)

    @cached_property
    def arguments(self) -> tuple[Parameter, ...]:
        """What the constructor takes beside what every layer takes."""
        make = self.methods.get("__init__")
        found = parameters_of(make) if make else ()
        return tuple(p for p in found if not p.is_starred and p.name not in _OF_THE_BASE)

    @cached_property
    def takes_kwargs(self) -> bool:
        make = self.methods.get("__init__")
        return not make or any(p.kind == "var_keyword" for p in parameters_of(make))

    def super_call(self, method: str) -> ast.Call | None:
        """The call `super().method(...)` in that method; None where there is none."""
        function = self.methods.get(method)
        for tree in ast.walk(function) if function else ():
            if isinstance(tree, ast.Call) and _is_super(tree.func, method):
                return tree
        return None

    @cached_property
    def modules(self) -> Mapping[str, str]:
        """What imported names stand for: `K` may be `keras.backend`. What may be named without an
        import is in it too."""
        found = {"keras": "keras", **{name: f"keras.{name}" for name in KERAS_MODULES}}
        for tree in ast.walk(self.source.tree):
            if isinstance(tree, ast.Import):
                for each in tree.names:
                    short = each.name.partition(".")[0]
                    found[each.asname or short] = each.name if each.asname else short
            elif isinstance(tree, ast.ImportFrom):
                for each in tree.names:
                    found[each.asname or each.name] = f"{tree.module}.{each.name}"
        return found

    def path(self, tree: ast.AST) -> str:
        """What a dotted name stands for: `K.dot` may be `keras.backend.dot`; "" for others."""
        first, _, rest = dotted(tree).partition(".")
        known = self.modules.get(first, "")
        path = f"{known}.{rest}" if known and rest else known
        for old in ("tensorflow.keras.", "tf_keras."):
            path = path.replace(old, "keras.", 1) if path.startswith(old) else path
        return path

    def calls_in(self, *methods: str) -> Iterator[ast.Call]:
        """The calls that happen in these methods, and in other methods that they call."""
        for name in self.reached(*methods):
            for tree in ast.walk(self.methods[name]):
                if isinstance(tree, ast.Call):
                    yield tree

    def reached(self, *methods: str) -> list[str]:
        """These methods, as far as there are any, and those that they call through `self`."""
        waiting, found = list(methods), []
        while waiting:
            name = waiting.pop(0)
            if name in found or name not in self.methods:
                continue
            found.append(name)
            for tree in ast.walk(self.methods[name]):
                if isinstance(tree, ast.Attribute) and dotted(tree.value) == "self":
                    waiting.append(tree.attr)
        return found

    @cached_property
    def kept(self) -> Mapping[str, str]:
        """By constructor argument the expression that gives it back: `self.units`, or
        `keras.activations.serialize(self.activation)`."""
        found: dict[str, str] = {}
        make = self.methods.get("__init__")
        for tree in ast.walk(make) if make else ():
            if not isinstance(tree, ast.Assign | ast.AnnAssign) or tree.value is None:
                continue
            targets = tree.targets if isinstance(tree, ast.Assign) else [tree.target]
            for target in targets:
                if isinstance(target, ast.Attribute) and dotted(target.value) == "self":
                    for name, text in _kept_as(target.attr, tree.value):
                        found.setdefault(name, text)
        return {p.name: found[p.name] for p in self.arguments if p.name in found}


def _is_super(func: ast.expr, method: str) -> bool:
    if not isinstance(func, ast.Attribute) or func.attr != method:
        return False
    owner = func.value
    is_super = isinstance(owner, ast.Call) and dotted(owner.func) == "super"
    return is_super or dotted(owner).rpartition(".")[2] == "Layer"


def _kept_as(attribute: str, value: ast.expr) -> Iterator[tuple[str, str]]:
    """The arguments that an assignment to an attribute keeps, and how they are had back."""
    own = f"self.{attribute}"
    if isinstance(value, ast.Name):
        yield value.id, own
    elif isinstance(value, ast.Call) and len(value.args) == 1:
        inner, maker = value.args[0], dotted(value.func)
        if isinstance(inner, ast.Name) and maker.endswith(".get"):
            yield inner.id, f"{maker.removesuffix('get')}serialize({own})"
        elif isinstance(inner, ast.Name) and maker in ("tuple", "list", "int", "float", "str"):
            yield inner.id, own
    if any(isinstance(each, ast.Name) and each.id == attribute for each in ast.walk(value)):
        yield attribute, own
