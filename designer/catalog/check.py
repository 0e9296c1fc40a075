"""Whether a value fits an argument, and what a text typed for one means.

Every refusal is a sentence that says what would fit, for the inspector and for `check`. Pure: no
Qt, no keras.
"""

from __future__ import annotations

import ast
import csv
import difflib
import re
from collections.abc import Callable, Container, Iterable

from designer.catalog.foreign import DESERIALIZE, is_foreign
from designer.catalog.operators import index_of, is_index
from designer.catalog.spec import ArgumentSpec
from designer.catalog.values import (
    Call,
    Code,
    Value,
    ValueSyntaxError,
    parse_value,
    source_of,
)

_LONGEST_SHOWN = 60
"""How much of a wrong value a sentence repeats."""

_MODULE_OF_KIND = {
    "activation": "keras.layers.",
    "initializer": "keras.initializers.",
    "regularizer": "keras.regularizers.",
    "constraint": "keras.constraints.",
    "dtype": "keras.dtype_policies.",
    "layer": "keras.layers.",
    "optimizer": "keras.optimizers.",
    "loss": "keras.losses.",
}
_EXAMPLES = {
    "activation": '"relu"',
    "initializer": '"he_normal"',
    "regularizer": "keras.regularizers.L2(l2=0.01)",
    "constraint": '"non_neg"',
    "dtype": '"float32"',
    "layer": "layers.LSTM(units=32)",
    "optimizer": "keras.optimizers.SGD(momentum=0.9)",
    "loss": '"mse"',
}
_CONSTANT = "keras.ops.convert_to_tensor"
_NAMED = ("choice", "activation", "initializer", "regularizer", "constraint", "dtype", "loss")
_SEQUENCES = ("ints", "floats", "padding", "shape", "axis")
_WORDS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


def fault_in(argument: ArgumentSpec, value: Value) -> str | None:
    """Why the value does not fit, as a sentence without its full stop; None where it fits.

    The default always fits, and so does `Code`: what it stands for is known in the worker only.
    """
    if argument.kind == "index" and isinstance(value, Code):
        return None if is_index(value) else f"`{argument.name}` must be {expected_of(argument)}"
    if isinstance(value, Code) or _is_default(argument, value):
        return None
    fits = argument.optional if value is None else _FITS[argument.kind](argument, value)
    if fits:
        return None
    shown = source_of(value)
    if len(shown) > _LONGEST_SHOWN:
        shown = shown[:_LONGEST_SHOWN] + "…"
    hint = _suggestion(argument, value)
    return f"`{argument.name}` must be {expected_of(argument)}, not {shown}{hint}"


def expected_of(argument: ArgumentSpec) -> str:
    """What fits the argument, in words that stand after "must be"."""
    words = _EXPECTED[argument.kind](argument)
    return f"{words}, or None" if argument.optional else words


def typed_value(argument: ArgumentSpec, text: str, names: Container[str] | None = None) -> Value:
    """The value that a person means by a text, typed for this argument.

    Forgiving where only one thing can be meant: names need no quotes, tuples no brackets, `3x3` is
    `(3, 3)`, and `?` is an unknown size. `names` holds those that code may use where the argument
    stands (the arguments of a block); without it any name will do. Raises `ValueError` with a
    sentence.
    """
    written = text.strip()
    if not written and argument.kind != "text":
        if argument.optional:
            return None
        raise ValueError(f"`{argument.name}` needs a value: {expected_of(argument)}")
    value = _read(argument, written, names)
    fault = fault_in(argument, value)
    if fault:
        raise ValueError(fault)
    return value


def _is_default(argument: ArgumentSpec, value: Value) -> bool:
    # `True == 1`: a flag is no default of a number.
    return bool(type(value) is type(argument.default) and value == argument.default)


def _is_whole(value: Value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: Value) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _within(argument: ArgumentSpec, number: float) -> bool:
    low, high = argument.minimum, argument.maximum
    return (low is None or number >= low) and (high is None or number <= high)


def _whole(argument: ArgumentSpec, value: Value) -> bool:
    return isinstance(value, Code) or (_is_whole(value) and _within(argument, value))


def _number(argument: ArgumentSpec, value: Value) -> bool:
    if isinstance(value, Call) and value.path == _CONSTANT:
        return True  # Positions that are added to a sequence, say: an array of an imported model.
    return isinstance(value, Code) or (_is_number(value) and _within(argument, value))


def _is_tuple_of(argument: ArgumentSpec, value: Value, fits: Callable[..., bool]) -> bool:
    """Whether it is a sequence of the right length, every item of which fits."""
    return (
        isinstance(value, (tuple, list))
        and len(value) in ((argument.length,) if argument.length else range(1, 1 << 30))
        and all(fits(argument, item) for item in value)
    )


def _ints(argument: ArgumentSpec, value: Value) -> bool:
    return _whole(argument, value) or _is_tuple_of(argument, value, _whole)


def _floats(argument: ArgumentSpec, value: Value) -> bool:
    return _number(argument, value) or _is_tuple_of(argument, value, _number)


def _padding(argument: ArgumentSpec, value: Value) -> bool:
    return _ints(argument, value) or _is_tuple_of(argument, value, _pair)


def _pair(argument: ArgumentSpec, value: Value) -> bool:
    if isinstance(value, Code):
        return True
    is_pair = isinstance(value, (tuple, list)) and len(value) == 2
    return is_pair and all(_whole(argument, item) for item in value)


def _shape(argument: ArgumentSpec, value: Value) -> bool:
    return isinstance(value, (tuple, list)) and all(
        (size is None and argument.minimum is None) or _whole(argument, size) for size in value
    )


def _name(argument: ArgumentSpec, value: Value) -> bool:
    return isinstance(value, str) and _plain(value) in map(_plain, argument.choices)


def _plain(name: str) -> str:
    """One spelling for the ways Keras takes a name: `GlorotUniform` is `glorot_uniform`."""
    return name.replace("_", "").lower()


def _part(argument: ArgumentSpec, value: Value) -> bool:
    if isinstance(value, Call):
        return value.path.startswith(_MODULE_OF_KIND[argument.kind]) or _is_elsewhere(value)
    return _name(argument, value)


def _layer(argument: ArgumentSpec, value: Value) -> bool:
    # A custom layer of the design is called by its bare name.
    return isinstance(value, Call) and (
        value.path.startswith(("keras.layers.", "keras.applications."))
        or "." not in value.path
        or _is_elsewhere(value)
    )


def _is_elsewhere(value: Value) -> bool:
    """Whether this is a class of another package, of which nothing can be said here."""
    return isinstance(value, Call) and (value.path == DESERIALIZE or is_foreign(value.path))


def _layers(argument: ArgumentSpec, value: Value) -> bool:
    return isinstance(value, (tuple, list)) and all(
        isinstance(item, Code) or _layer(argument, item) for item in value
    )


def _all(value: Value, fits: Callable[[Value], bool]) -> bool:
    return isinstance(value, (tuple, list)) and all(map(fits, value))


def _is_call_of(module: str, value: Value) -> bool:
    return isinstance(value, Call) and (value.path.startswith(module) or _is_elsewhere(value))


def _is_callback(value: Value) -> bool:
    return _is_call_of("keras.callbacks.", value)


def _is_metric(value: Value) -> bool:
    return isinstance(value, str) or _is_call_of("keras.", value)


_FITS: dict[str, Callable[[ArgumentSpec, Value], bool]] = {
    "int": _whole,
    "float": _number,
    "bool": lambda argument, value: isinstance(value, bool),
    "text": lambda argument, value: isinstance(value, str),
    "choice": lambda argument, value: value in argument.choices,
    "ints": _ints,
    "floats": _floats,
    "padding": _padding,
    "shape": _shape,
    "axis": _ints,
    "activation": _part,
    "initializer": _part,
    "regularizer": _part,
    "constraint": _part,
    "dtype": _part,
    "layer": _layer,
    "layers": _layers,
    "optimizer": lambda argument, value: _is_call_of("keras.optimizers.", value),
    "callbacks": lambda argument, value: _all(value, _is_callback),
    "loss": _part,
    "metrics": lambda argument, value: _all(value, _is_metric),
    "columns": lambda argument, value: _all(value, lambda item: isinstance(item, str)),
    "index": lambda argument, value: False,
    "function": lambda argument, value: _is_elsewhere(value),
    "any": lambda argument, value: True,
}


def _bounds(argument: ArgumentSpec) -> str:
    low, high = argument.minimum, argument.maximum
    if low is not None and high is not None:
        return f" from {low:g} to {high:g}"
    if low is not None:
        return f" of at least {low:g}"
    return f" of at most {high:g}" if high is not None else ""


def _several(argument: ArgumentSpec, single: str, item: str) -> str:
    """A number or some of them: "a whole number of at least 1, or 2 of them as in (3, 3)"."""
    count = argument.length or 2
    example = f"({', '.join([item] * count)}{',' if count == 1 else ''})"
    them = f"{argument.length} of them" if argument.length > 1 else "a tuple of them"
    return f"{single}{_bounds(argument)}, or {them} as in {example}"


def _expected_padding(argument: ArgumentSpec) -> str:
    several = _several(argument, "a whole number", "1")
    pairs = ", ".join(["(0, 1)"] * (argument.length or 2))
    return f"{several}, or pairs as in ({pairs})"


def _expected_shape(argument: ArgumentSpec) -> str:
    unknown = ", None where unknown" if argument.minimum is None else ""
    return f"a tuple of whole numbers{_bounds(argument)} as in (28, 28, 1){unknown}"


def _expected_choice(argument: ArgumentSpec) -> str:
    quoted = [f'"{choice}"' for choice in argument.choices]
    return quoted[0] if len(quoted) == 1 else f"one of {', '.join(quoted)}"


def _expected_part(argument: ArgumentSpec) -> str:
    article = "an" if argument.kind[0] in "ai" else "a"
    return f"{article} {argument.kind} such as {_EXAMPLES[argument.kind]}"


_EXPECTED: dict[str, Callable[[ArgumentSpec], str]] = {
    "int": lambda argument: f"a whole number{_bounds(argument)}",
    "float": lambda argument: f"a number{_bounds(argument)}",
    "bool": lambda argument: "True or False",
    "text": lambda argument: "text",
    "choice": _expected_choice,
    "ints": lambda argument: _several(argument, "a whole number", "3"),
    "floats": lambda argument: _several(argument, "a number", "0.5"),
    "padding": _expected_padding,
    "shape": _expected_shape,
    "axis": lambda argument: "a whole number, or a tuple of them as in (1, 2)",
    "layers": lambda argument: f"a list of layers as in [{_EXAMPLES['layer']}]",
    "function": lambda argument: "code, a lambda or the name of a function",
    "index": lambda argument: "what stands between the brackets, as in :, 0 or ..., 1:3",
    "callbacks": lambda argument: "a list of calls as in [keras.callbacks.TerminateOnNaN()]",
    "metrics": lambda argument: "names or calls as in accuracy, keras.metrics.F1Score()",
    "columns": lambda argument: "names with commas between them",
    "any": lambda argument: "a Python expression",
    **dict.fromkeys((*_MODULE_OF_KIND,), _expected_part),
}


def _suggestion(argument: ArgumentSpec, value: Value) -> str:
    if not isinstance(value, str) or argument.kind not in _NAMED:
        return ""
    close = difflib.get_close_matches(value.lower(), argument.choices, n=1)
    return f'. Did you mean "{close[0]}"?' if close else ""


def _read(argument: ArgumentSpec, text: str, names: Container[str] | None) -> Value:
    """What a text stands for, whether it fits or not. Raises `ValueError`."""
    if text == "None" and argument.optional:
        return None
    if argument.kind == "text":
        return _unquoted(text)
    if argument.kind == "index":
        return _index(argument, text)
    if argument.kind == "columns":
        return tuple(each.strip() for each in next(csv.reader([text], skipinitialspace=True)))
    if argument.kind == "metrics":
        return _metrics(text)
    if argument.kind == "bool" and text.lower() in _WORDS:
        return _WORDS[text.lower()]
    if argument.kind in _NAMED and re.fullmatch(r"\w+", text) and not _is_in(text, names):
        return _spelled(text, argument.choices)
    if argument.kind in _SEQUENCES:
        text = _sequence(text, is_shape=argument.kind == "shape")
    try:
        value = parse_value(text)
    except ValueSyntaxError as error:
        raise ValueSyntaxError(
            f"`{argument.name}` cannot be read ({error}); it must be {expected_of(argument)}"
        ) from error
    _refuse_unknown_name(argument, value, names)
    if argument.kind == "shape" and _is_whole(value):
        return (value,)
    return _whole_of(value) if argument.kind in ("int", "ints") else value


def _metrics(text: str) -> Value:
    """Names, with or without quotes, and calls."""
    found = parse_value(f"[{text}]")
    return tuple(
        item.source if isinstance(item, Code) and item.source.isidentifier() else item
        for item in found
    )


def _index(argument: ArgumentSpec, text: str) -> Value:
    try:
        return index_of(text)
    except ValueError as error:
        words = f"`{argument.name}` must be {expected_of(argument)}, not {text[:_LONGEST_SHOWN]}"
        raise ValueError(words) from error


def _is_in(name: str, names: Container[str] | None) -> bool:
    return names is not None and name in names


def _unquoted(text: str) -> str:
    if text[:1] in ("'", '"'):
        try:
            value = ast.literal_eval(text)
        except (SyntaxError, ValueError):
            return text
        return value if isinstance(value, str) else text
    return text


def _spelled(text: str, choices: Iterable[str]) -> str:
    """The choice that a name typed in another way means; the name itself where none fits."""
    return next((choice for choice in choices if _plain(choice) == _plain(text)), text)


def _sequence(text: str, is_shape: bool) -> str:
    """A tuple as Python writes it, of `3x3`, `3 × 3`, `28 28 1` or `?, 64`."""
    text = re.sub(r"(?<=[\d?])\s*[x×]\s*(?=[\d?])", ", ", text)
    if re.fullmatch(r"[-\d.?]+(\s+[-\d.?]+)+", text):
        text = ", ".join(text.split())
    return re.sub(r"\?", "None", text) if is_shape else text


def _whole_of(value: Value) -> Value:
    """`1e3` and `64.0` are whole numbers too."""
    is_integral = isinstance(value, float) and value.is_integer()
    return int(value) if is_integral else value


def _refuse_unknown_name(
    argument: ArgumentSpec, value: Value, names: Container[str] | None
) -> None:
    if names is None or not isinstance(value, Code) or not value.source.isidentifier():
        return
    if value.source not in names and argument.kind not in ("function", "any"):
        raise ValueError(
            f"`{argument.name}` must be {expected_of(argument)}; `{value.source}` is not known here"
        )
