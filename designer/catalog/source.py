"""The source of custom layers, read as text: what it defines and where it is wrong.

Nothing is ever executed here, so a file from a stranger may be read before anybody trusts it.
Pure: no Qt, no keras.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

LAYER = "layer"
FUNCTION = "function"
"""What a definition can be: a class that is called like a layer, or a function for a Lambda."""

KERAS_MODULES = frozenset(
    (
        *("activations", "constraints", "initializers", "layers", "losses", "metrics", "ops"),
        *("optimizers", "random", "regularizers", "saving", "utils"),
    )
)
"""What a source may name without importing it: exported code then imports it from keras."""

_LAYER_ROOTS = ("Layer", "keras.Layer", "layers.Layer", "keras.layers.Layer")
_PARAMETERS_NEVER = ("self", "cls")

Method = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a text is no Python; line and column count from 1."""

    sentence: str
    line: int
    column: int = 1


@dataclass(frozen=True, eq=False)
class Source:
    """One text with its syntax tree, or with its fault."""

    text: str
    tree: ast.Module
    fault: Fault | None = None

    @property
    def definitions(self) -> dict[str, ast.ClassDef | ast.FunctionDef]:
        """The classes and functions at the top, by name."""
        found = (
            item for item in self.tree.body if isinstance(item, ast.ClassDef | ast.FunctionDef)
        )
        return {item.name: item for item in found}

    def class_named(self, name: str) -> ast.ClassDef | None:
        found = self.definitions.get(name)
        return found if isinstance(found, ast.ClassDef) else None

    def function_named(self, name: str) -> ast.FunctionDef | None:
        found = self.definitions.get(name)
        return found if isinstance(found, ast.FunctionDef) else None

    def kind_of(self, name: str) -> str:
        """`LAYER`, `FUNCTION`, or "" where nothing of that name can stand on a canvas.

        A class counts as a layer when it inherits something: what an imported base is can only be
        known by running the code.
        """
        if self.function_named(name):
            return FUNCTION
        found = self.class_named(name)
        return LAYER if found and found.bases else ""

    @property
    def main_name(self) -> str:
        """The definition that the text is about: its last layer, else its last function."""
        names = list(self.definitions)
        for kind in (LAYER, FUNCTION):
            of_kind = [name for name in names if self.kind_of(name) == kind]
            if of_kind:
                return of_kind[-1]
        return ""


@lru_cache(maxsize=256)
def read_source(text: str) -> Source:
    """The text as a tree. A text that is no Python has an empty tree and a fault."""
    try:
        return Source(text, ast.parse(text))
    except SyntaxError as error:
        said = (error.msg or "this is not Python").rstrip(".")
        line = max(error.lineno or 1, 1)
        fault = Fault(f"{said[:1].upper()}{said[1:]}.", line, max(error.offset or 1, 1))
    except (ValueError, RecursionError, MemoryError) as error:
        fault = Fault(f"This is not Python: {error}.", 1)
    return Source(text, ast.Module([], []), fault)


def methods_of(cls: ast.ClassDef) -> dict[str, Method]:
    """The functions in the body of a class; of two with one name the later one counts."""
    return {item.name: item for item in cls.body if isinstance(item, Method)}


def base_names(cls: ast.ClassDef) -> tuple[str, ...]:
    """The bases as they are written: `keras.layers.Layer`."""
    return tuple(ast.unparse(base) for base in cls.bases)


def is_plain_layer(cls: ast.ClassDef) -> bool:
    """Whether the class inherits from `keras.layers.Layer` and nothing else."""
    return len(cls.bases) == 1 and base_names(cls)[0] in _LAYER_ROOTS


def keras_path_of_base(name: str) -> str:
    """The catalogue path that a base may mean: `layers.Dense` is `keras.layers.Dense`."""
    return f"keras.layers.{name.rpartition('.')[2]}"


def dotted(node: ast.AST) -> str:
    """`keras.ops.matmul` where a tree is such a name, otherwise ""."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a function, with what is written about it."""

    name: str
    kind: str = ""
    """`var_positional` or `var_keyword` for the starred ones, `keyword_only`, else ""."""
    default: ast.expr | None = None
    annotation: str = ""

    @property
    def is_starred(self) -> bool:
        return self.kind.startswith("var_")


def parameters_of(function: Method | ast.Lambda) -> tuple[Parameter, ...]:
    """The parameters in the order of the signature, `self` left out."""
    return tuple(each for each in _parameters(function.args) if each.name not in _PARAMETERS_NEVER)


def _parameters(found: ast.arguments) -> Iterator[Parameter]:
    plain = [*found.posonlyargs, *found.args]
    defaults = [None] * (len(plain) - len(found.defaults)) + list(found.defaults)
    for argument, default in zip(plain, defaults, strict=True):
        yield Parameter(argument.arg, "", default, _annotation(argument))
    if found.vararg:
        yield Parameter(found.vararg.arg, "var_positional")
    for argument, given in zip(found.kwonlyargs, found.kw_defaults, strict=True):
        yield Parameter(argument.arg, "keyword_only", given, _annotation(argument))
    if found.kwarg:
        yield Parameter(found.kwarg.arg, "var_keyword")


def _annotation(argument: ast.arg) -> str:
    return ast.unparse(argument.annotation) if argument.annotation else ""
