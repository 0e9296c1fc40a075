"""What the installed Keras says about its own layers and ops, as plain JSON.

The palette must be there before Keras is, so the answer for the pinned version is shipped as a
table; this module makes that table, and makes it again when the worker finds another version:

    python -m designer.worker.introspect -o resources/layers/keras-3.15.1.json
    python -m designer.worker.introspect --check

Facts only: signatures, bases and documentation as they stand. What they mean (types, slots,
categories, what is left out) is decided by `designer.catalog`, so that a better rule needs no
Keras to be applied. Imports keras and the standard library only, because this file travels to
other machines.
"""

from __future__ import annotations

import argparse
import contextlib
import inspect
import json
import re
import sys
from collections.abc import Iterable, Iterator
from operator import attrgetter
from pathlib import Path
from types import ModuleType
from typing import Any

import keras

FORMAT = 2
"""Raised whenever the shape of the facts changes; `designer.catalog.table` refuses others."""

_DTYPES = (
    *("float32", "float64", "float16", "bfloat16", "float8_e4m3fn", "float8_e5m2"),
    *("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"),
    *("bool", "string", "complex64", "complex128"),
)
_POLICIES = ("mixed_float16", "mixed_bfloat16")
_SHORT_INITIALIZERS = ("normal", "uniform")
"""Accepted as strings, though no public names: `Embedding` has "uniform" as its default."""
_OPS = ("ops", "ops.image")
_PARTS = ("initializers", "regularizers", "constraints")
_RUN_PARTS = ("losses", "metrics", "optimizers", "optimizers.schedules", "callbacks")
_EXAMPLE = ("Example", "```", ">>>")
_SERVICE = {"get", "serialize", "deserialize", "stft"}
"""Lower names that make nothing; `stft` does, but only where scipy happens to be installed."""


def introspect() -> dict[str, Any]:
    """The facts of every public class of `keras.layers`, every function of `keras.ops`, and every
    architecture of `keras.applications`.

    Names that mean the same object are folded; the one that Keras documents comes first.
    """
    return {
        "format": FORMAT,
        "keras": keras.__version__,
        "names": _names(),
        "base": class_facts(keras.layers.Layer, "keras.layers.Layer")["parameters"],
        "layers": [layer_facts(cls, path, more) for cls, path, more in _public("layers", True)],
        "ops": [
            function_facts(op, path, more)
            for part in _OPS
            for op, path, more in _public(part, False)
        ],
        "applications": [
            function_facts(make, path, more) for make, path, more in _public("applications", False)
        ],
        "parts": [
            class_facts(cls, path, more)
            for part in _PARTS
            for cls, path, more in _public(part, True)
        ],
        "run_parts": [
            class_facts(cls, path, more)
            for part in _RUN_PARTS
            for cls, path, more in _public(part, True)
        ],
    }


def layer_facts(cls: type, path: str, aliases: Iterable[str] = ()) -> dict[str, Any]:
    """The facts of one layer class; serves custom layers of a design as well."""
    facts = class_facts(cls, path, aliases)
    call = getattr(cls, "call", None)
    if callable(call):
        parameters = _parameters(call)
        names = {parameter["name"] for parameter in parameters}
        text = inspect.getdoc(cls) or ""
        _document(parameters, text, ("Call arguments", "Call Args", "Inputs"), names)
        _document(parameters, inspect.getdoc(call) or "", ("Args",), names)
        facts["call"] = parameters
    return facts


def class_facts(cls: type, path: str, aliases: Iterable[str] = ()) -> dict[str, Any]:
    """The constructor of a class, its bases and its documentation."""
    facts = function_facts(cls.__init__, path, aliases)  # type: ignore[misc]
    text = _dedented(cls.__dict__.get("__doc__") or "")
    names = {parameter["name"] for parameter in facts["parameters"]}
    _document(facts["parameters"], text, ("Args", "Arguments"), names)
    facts.update(doc=text, module=_module(cls), class_name=cls.__name__, bases=_bases(cls))
    return facts


def function_facts(function: Any, path: str, aliases: Iterable[str] = ()) -> dict[str, Any]:
    """The signature of a function and its documentation."""
    parameters = _parameters(function)
    text = inspect.getdoc(function) or ""
    names = {parameter["name"] for parameter in parameters}
    _document(parameters, text, ("Args", "Arguments"), names)
    return {
        "name": path.rpartition(".")[2],
        "path": path,
        "aliases": list(aliases),
        "module": _module(function),
        "parameters": parameters,
        "doc": text,
    }


def _public(module_name: str, classes: bool) -> Iterator[tuple[Any, str, list[str]]]:
    """Every public class (or function) of a module, its path, and its other names; by name."""
    module = attrgetter(module_name)(keras)
    wanted = inspect.isclass if classes else inspect.isfunction
    names: dict[Any, list[str]] = {}
    for name in sorted(dir(module)):
        found = getattr(module, name)
        if not name.startswith("_") and wanted(found):
            names.setdefault(found, []).append(name)
    folded = [(_canonical(found, known), found, known) for found, known in names.items()]
    for name, found, known in sorted(folded, key=lambda item: item[0]):
        yield found, f"keras.{module_name}.{name}", [other for other in known if other != name]


def _canonical(found: Any, known: list[str]) -> str:
    """The name that Keras lists first where it exports the object; one of `known` in any case."""
    exported = getattr(found, "_api_export_path", None) or ()
    for path in [exported] if isinstance(exported, str) else exported:
        name = str(path).rpartition(".")[2]
        if name in known:
            return name
    return found.__name__ if found.__name__ in known else known[0]


def _bases(cls: type) -> list[str]:
    """The classes of Keras between this one and `Layer`, nearest first; `Layer` where it is one."""
    layer = keras.layers.Layer
    between = [base for base in cls.__mro__[1:] if base is layer or issubclass(base, layer)]
    return [base.__name__ for base in between]


def _module(found: Any) -> str:
    return str(getattr(found, "__module__", "")).removeprefix("keras.src.")


def _parameters(function: Any) -> list[dict[str, Any]]:
    """Name, kind and default of each parameter, `self` left out."""
    facts = []
    known = {} if function is object.__init__ else inspect.signature(function).parameters
    for parameter in known.values():
        if parameter.name == "self":
            continue
        fact: dict[str, Any] = {"name": parameter.name}
        if parameter.kind is not parameter.POSITIONAL_OR_KEYWORD:
            fact["kind"] = parameter.kind.name.lower()
        if parameter.default is not parameter.empty:
            fact["default"] = _plain(parameter.default)
        facts.append(fact)
    return facts


def _plain(default: Any) -> Any:
    """A default as JSON: tuples become lists, what JSON cannot say becomes `{"code": …}`."""
    if default is None or isinstance(default, (bool, int, float, str)):
        return default
    if isinstance(default, (tuple, list)):
        return [_plain(item) for item in default]
    return {"code": getattr(default, "__name__", repr(default))}


def _names() -> dict[str, list[str]]:
    """The strings that activations, initializers and dtypes may be given as."""
    activations = [name for name in _lower(keras.activations) if name not in _SERVICE]
    parts = {
        part.removesuffix("s"): _accepted(getattr(keras, part), _lower(getattr(keras, part)))
        for part in _PARTS
    }
    parts["initializer"] = sorted(
        {*parts["initializer"], *_accepted(keras.initializers, _SHORT_INITIALIZERS)}
    )
    return {
        "activation": activations,
        **parts,
        "dtype": [name for name in _DTYPES if _is_dtype(name)],
        "policy": list(_accepted(keras.dtype_policies, _POLICIES)),
    }


def _lower(module: ModuleType) -> list[str]:
    return [name for name in sorted(dir(module)) if name.islower() and not name.startswith("_")]


def _accepted(module: Any, names: Iterable[str]) -> list[str]:
    """The names of which `module.get` makes an object without further arguments."""
    accepted = []
    for name in names:
        with contextlib.suppress(Exception):
            if name not in _SERVICE and module.get(name) is not None:
                accepted.append(name)
    return accepted


def _is_dtype(name: str) -> bool:
    try:
        return bool(keras.backend.standardize_dtype(name) == name)
    except ValueError:
        return False


def _document(
    parameters: list[dict[str, Any]], text: str, sections: tuple[str, ...], names: set[str]
) -> None:
    """Add to each parameter what the sections of a docstring say of it; first found stays."""
    found: dict[str, str] = {}
    for section in sections:
        for name, words in _entries(text, section, names):
            found.setdefault(name, words)
    for parameter in parameters:
        if "doc" not in parameter and parameter["name"] in found:
            parameter["doc"] = found[parameter["name"]]


def _entries(text: str, section: str, names: set[str]) -> Iterator[tuple[str, str]]:
    """The documented names of one section with their texts, line breaks of wrapping undone.

    An entry begins where a line names a parameter that exists: indentation alone will not do,
    as several docstrings of Keras indent continuations no deeper than their names.
    """
    heads: list[str] = []
    lines: list[str] = []
    for line in _section(text, section):
        before, colon, after = line.partition(":")
        words = re.sub(r"\(.*\)|[`*,]", " ", before).split()
        if colon and words and all(word in names for word in words):
            yield from ((head, _unwrapped(lines)) for head in heads)
            heads, lines = words, [after]
        else:
            lines.append(line)
    yield from ((head, _unwrapped(lines)) for head in heads)


def _section(text: str, title: str) -> list[str]:
    """The lines under a title such as `Args:`, until something else begins.

    That is a line that is not indented, or an example: several docstrings of Keras indent the
    example as if it belonged to the last argument.
    """
    lines = text.splitlines()
    starts = [at for at, line in enumerate(lines) if line.strip() == f"{title}:"]
    if not starts:
        return []
    body = []
    for line in lines[starts[0] + 1 :]:
        if (line and not line.startswith(" ")) or line.strip().startswith(_EXAMPLE):
            break
        body.append(line)
    return body


def _dedented(text: str) -> str:
    """The docstring as Python 3.13 keeps it, whatever Python runs.

    Up to 3.12 a docstring keeps its indent, which `inspect.cleandoc` takes away; but not where
    Keras puts an example without indent into it (as it does in the preprocessing layers).
    """
    lines = text.expandtabs().splitlines()
    plain = [number for number, line in enumerate(lines[1:], 1) if line.strip() and line[0] != " "]
    head, inserted = (lines[: plain[0]], lines[plain[0] :]) if plain else (lines, [])
    margin = min((len(line) - len(line.lstrip()) for line in head[1:] if line.strip()), default=0)
    head = [*head[:1], *(line[margin:] for line in head[1:])]
    return inspect.cleandoc("\n".join([*head, *inserted])).rstrip()


def _unwrapped(lines: list[str]) -> str:
    """One paragraph of plain text; items of a list keep a line of their own."""
    text = ""
    for line in (line.strip() for line in lines):
        separator = "\n" if re.match(r"([-*•]|\d+\.) ", line) else " "
        text += separator + line if line else ""
    return re.sub(r"\[([^\]]+)\]\(\s*(http[^)]+?)\s*\)", r"\1 (\2)", text.strip())


def text_of(facts: dict[str, Any]) -> str:
    """The table as it is shipped: a line a parameter, so that a new Keras reads as a diff."""
    return _spread(facts, "") + "\n"


def _spread(value: Any, indent: str) -> str:
    """JSON in which only what holds objects or names many things takes more than a line."""
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if not any(isinstance(item, (dict, list)) and item for item in inside):
        return json.dumps(value, ensure_ascii=False)
    deeper = indent + " "
    if isinstance(value, list):
        items = [_spread(item, deeper) for item in value]
    else:
        items = [f"{json.dumps(key)}: {_spread(item, deeper)}" for key, item in value.items()]
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    return f"{opening}\n{deeper}" + f",\n{deeper}".join(items) + f"\n{indent}{closing}"


def main(words: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Write the layer table of the installed Keras.")
    parser.add_argument("-o", "--output", type=Path, help="the file to write; printed without it")
    parser.add_argument("--check", action="store_true", help="exit 1 if the shipped table differs")
    chosen = parser.parse_args(words)
    text = text_of(introspect())
    if chosen.check:
        return _check(chosen.output or _shipped(), text)
    if chosen.output:
        chosen.output.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)
    return 0


def _shipped() -> Path:
    # Imported late: where the worker's code was handed over there is no shipped table.
    from designer.paths import resource

    return resource(f"layers/keras-{keras.__version__}.json")


def _check(path: Path, text: str) -> int:
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return 0
    sys.stderr.write(
        f"{path} is not what Keras {keras.__version__} says. "
        f"Write it anew: python -m designer.worker.introspect -o {path}\n"
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
