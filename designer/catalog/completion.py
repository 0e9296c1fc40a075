"""What may be typed next in the source of a custom layer: names of Keras out of the catalogue, the
layer's own arguments and attributes, names that the source defines.

Pure and quick enough for every key: the text is searched, never run, and may be half written.
"""

from __future__ import annotations

import builtins
import keyword
import re
from dataclasses import dataclass

from designer.catalog.source import KERAS_MODULES
from designer.catalog.spec import Spec
from designer.catalog.table import Catalog

_WORD = re.compile(r"((?:[A-Za-z_]\w*\.)*)([A-Za-z_]\w*)?$")
_DEFINED = re.compile(r"^\s*(?:def|class)\s+(\w+)", re.MULTILINE)
_ASSIGNED = re.compile(r"^\s*(\w+)\s*(?::[^=\n]+)?=(?!=)", re.MULTILINE)
_OF_SELF = re.compile(r"\bself\.(\w+)")
_SIGNATURE = re.compile(r"\bdef\s+\w+\s*\(([^)]*)\)?", re.DOTALL)
_PARAMETER = re.compile(r"(?:^|,)\s*\*{0,2}(\w+)")
_IMPORTED = re.compile(r"^\s*(?:from\s+\S+\s+)?import\s+(.+)$", re.MULTILINE)
_FROM_KERAS = re.compile(r"^\s*from\s+keras\s+import\s+(.+)$", re.MULTILINE)
_ALIAS = re.compile(r"(\w+)\s+as\s+(\w+)")

LAYER_MEMBERS = (
    *("activity_regularizer", "add_loss", "add_weight", "build", "built", "call", "compute_dtype"),
    *("compute_mask", "compute_output_shape", "count_params", "dtype", "dtype_policy"),
    *("from_config", "get_config", "get_weights", "input_spec", "losses", "name"),
    *("non_trainable_weights", "set_weights", "stateless_call", "supports_masking", "trainable"),
    *("trainable_weights", "variable_dtype", "weights"),
)
"""What every `keras.layers.Layer` has."""
RANDOM = (
    *("SeedGenerator", "beta", "binomial", "categorical", "dropout", "gamma", "normal", "randint"),
    *("shuffle", "truncated_normal", "uniform"),
)
_MEMBERS: dict[str, tuple[str, ...]] = {
    "keras": (
        *sorted(KERAS_MODULES),
        *("Input", "KerasTensor", "Model", "Sequential", "Variable", "backend", "tree"),
    ),
    "keras.random": RANDOM,
    "keras.saving": (
        *("deserialize_keras_object", "register_keras_serializable", "serialize_keras_object"),
    ),
    "keras.backend": ("backend", "epsilon", "floatx", "image_data_format", "standardize_dtype"),
}
_WORDS = ("keras", "layers", "ops", "self", "super", "training", "input_shape", "inputs")


@dataclass(frozen=True, slots=True)
class Completions:
    """Words that may stand at the caret, and how much of them is typed already."""

    typed: str
    words: tuple[str, ...]


def completions(text: str, at: int, catalog: Catalog) -> Completions:
    """What may stand at a place of a text, counted in characters. Nothing within a comment or a
    text in quotes."""
    before = text[:at]
    line = before.rpartition("\n")[2]
    if _is_inert(line):
        return Completions("", ())
    found = _WORD.search(line)
    assert found is not None
    owner, typed = found[1].rstrip("."), found[2] or ""
    if owner == "self":
        words = [*dict.fromkeys(_OF_SELF.findall(text)), *_DEFINED.findall(text), *LAYER_MEMBERS]
        words = [word for word in words if word != "self" and not word.startswith("__")]
    elif owner:
        words = members_of(_full_path(owner, text), catalog)
    else:
        words = [*_arguments_here(before, catalog), *_names(text, before)]
    fitting = [word for word in dict.fromkeys(words) if _fits(word, typed)]
    return Completions(typed, tuple(sorted(fitting, key=lambda word: not word.endswith("="))))


def members_of(path: str, catalog: Catalog) -> list[str]:
    """The public names of a module of Keras, as far as the catalogue knows them."""
    if path in _MEMBERS:
        return list(_MEMBERS[path])
    if path == "keras.activations":
        return [*catalog.names.get("activation", ()), "get", "serialize", "deserialize"]
    specs: tuple[Spec, ...] = (*catalog.layers, *catalog.ops, *catalog.parts)
    found = [
        spec.path.removeprefix(f"{path}.")
        for spec in specs
        if spec.path.startswith(f"{path}.") and "." not in spec.path[len(path) + 1 :]
    ]
    if path == "keras.layers":
        found.append("Layer")
    if found and path not in ("keras.layers", "keras.ops"):
        found += ["get", "serialize", "deserialize"]
    return sorted(found)


def _fits(word: str, typed: str) -> bool:
    return word.lower().startswith(typed.lower()) and word != typed


def _is_inert(line: str) -> bool:
    """Whether the end of a line lies in a comment or in quotes."""
    quote = ""
    for character in line:
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        elif character == "#":
            return True
    return bool(quote)


def _full_path(owner: str, text: str) -> str:
    first, dot, rest = owner.partition(".")
    imported = " ".join(_FROM_KERAS.findall(text))
    aliases = {alias: name for name, alias in _ALIAS.findall(imported)}
    first = aliases.get(first, first)
    return f"keras.{first}{dot}{rest}" if first in KERAS_MODULES else owner


def _arguments_here(before: str, catalog: Catalog) -> list[str]:
    """`units=` where the caret stands in the brackets of a call that the catalogue knows."""
    depth = 0
    for place in range(len(before) - 1, max(len(before) - 2000, -1), -1):
        if before[place] in ")]}":
            depth += 1
        elif before[place] in "([{":
            depth -= 1
            if depth < 0:
                return _arguments_of(before[:place], before[place], catalog)
    return []


def _arguments_of(callee: str, bracket: str, catalog: Catalog) -> list[str]:
    found = _WORD.search(callee)
    name = found[0] if found else ""
    if bracket != "(" or not name:
        return []
    if name == "self.add_weight":
        return ["shape=", "initializer=", "dtype=", "trainable=", "regularizer=", "name="]
    spec = catalog.spec(_full_path(name, callee))
    if spec is None:
        return []
    slots = [slot.name for slot in spec.slots] if spec.path.startswith("keras.ops.") else []
    return [f"{each}=" for each in (*slots, *(argument.name for argument in spec.arguments))]


def _names(text: str, before: str) -> list[str]:
    parameters: list[str] = []
    for signature in _SIGNATURE.findall(before)[-1:]:
        parameters = [name for name in _PARAMETER.findall(signature) if name != "self"]
    imported = [
        word
        for names in _IMPORTED.findall(text)
        for word in re.findall(r"\w+(?=\s*(?:,|$))", names)
    ]
    own = [*_ASSIGNED.findall(text), *_DEFINED.findall(text), *imported]
    plain = [name for name in dir(builtins) if name.islower() and not name.startswith("_")]
    return [*parameters, *own, *_WORDS, *keyword.kwlist, *plain]
