"""How an argument gets its type: from its name, its default, and what is written about it.

Keras annotates nothing, but it is consistent: `kernel_size` means the same wherever it stands. So
names come first, then endings, then the default, and the text only where those are silent; what
none of them can know stands in `designer.catalog.overrides`. Pure: no Qt, no keras.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from designer.catalog.overrides import ARGUMENTS
from designer.catalog.spec import REQUIRED, ArgumentSpec
from designer.catalog.values import Code, Value

Rule = Mapping[str, Any]
"""Fields of an `ArgumentSpec`."""
Names = Mapping[str, tuple[str, ...]]
"""The strings that may stand for a thing, by kind of argument: activations, initializers, …"""

COUNT: Rule = {"kind": "int", "minimum": 1}
SIZES: Rule = {"kind": "ints", "minimum": 1}
"""One size for each spatial dimension; `typed` fills in how many those are."""
FRACTION: Rule = {"kind": "float", "minimum": 0.0, "maximum": 1.0}
NUMBER: Rule = {"kind": "float"}
POSITIVE: Rule = {"kind": "float", "minimum": 0.0}
RANGE: Rule = {"kind": "floats", "length": 2}
SHAPE: Rule = {"kind": "shape"}
INNER: Rule = {"kind": "layer"}
WINDOW: Rule = {"kind": "choice", "choices": ("hann", "hamming"), "optional": True}
FILLINGS = ("constant", "nearest", "wrap", "reflect")
FORMATS = ("channels_last", "channels_first")


def _each(names: str, rule: Rule) -> dict[str, Rule]:
    return dict.fromkeys(names.split(), rule)


BY_NAME: dict[str, Rule] = {
    **_each("units filters num_heads key_dim value_dim head_dim num_query_heads", COUNT),
    **_each("num_key_value_heads input_dim output_dim height width n depth_multiplier", COUNT),
    **_each("power_iterations num_bins num_tokens max_tokens output_sequence_length", COUNT),
    **_each("frame_length frame_step fft_length sequence_length sequence_stride groups", COUNT),
    **_each("num_mel_bins bins num_chains chain_depth num_ops max_number sampling_rate", COUNT),
    **_each("sliding_window lora_rank block_size num_classes num_segments top_paths", COUNT),
    **_each("beam_width target_height target_width num filter_size length lora_alpha", COUNT),
    **_each("kernel_size strides stride pool_size dilation_rate dilation size output_size", SIZES),
    "output_padding": {"kind": "ints", "minimum": 0},
    "pad_width": {"kind": "padding", "minimum": 0},
    **_each("rate dropout recurrent_dropout momentum renorm_momentum", FRACTION),
    **_each("epsilon stddev max_value threshold l1 l2 rtol atol rcond tol", POSITIVE),
    **_each("max_freq logit_soft_cap attn_logits_soft_cap max_val scale", NUMBER),
    **_each("fill_value default constant_values initial posinf neginf", NUMBER),
    **_each("value_range sigma range", RANGE),
    **_each("mean variance idf_weights bin_boundaries", {"kind": "floats"}),
    **_each("shape newshape target_shape noise_shape output_shape start_indices", SHAPE),
    **_each("layer cell backward_layer", INNER),
    **_each("layers cells", {"kind": "layers"}),
    **_each("seed salt num_oov_indices minlength kth", {"kind": "int", "minimum": 0}),
    **_each("k offset axis1 axis2 axisa axisb axisc decimals", {"kind": "int"}),
    **_each("shift repeats source destination spatial_dims", {"kind": "ints"}),
    **_each("axes attention_axes shared_axes input_axes output_axes", {"kind": "axis"}),
    **_each("flash_attention sparse ragged training", {"kind": "bool"}),
    "activation": {"kind": "activation", "optional": True},
    "window": WINDOW,
    "data_format": {"kind": "choice", "choices": FORMATS},
    "fill_mode": {"kind": "choice", "choices": FILLINGS},
    "indices_or_sections": {"kind": "ints", "minimum": 1},
    "dtype": {"kind": "dtype"},
    "function": {"kind": "function"},
}
"""What a name means wherever it stands."""

BY_ENDING: dict[str, Rule] = {
    "activation": {"kind": "activation", "optional": True},
    "initializer": {"kind": "initializer"},
    "regularizer": {"kind": "regularizer", "optional": True},
    "constraint": {"kind": "constraint", "optional": True},
    "factor": RANGE,
    "cropping": {"kind": "int", "minimum": 0},
    "padding": {"kind": "int", "minimum": 0},
    "dtype": {"kind": "dtype"},
}
"""What the last word of a name means: `kernel_initializer`, `height_factor`."""

_COMMON_DOCS = {
    "data_format": (
        'Where the channels are: last ("channels_last"), or first after the batch '
        '("channels_first"). The setting of Keras where nothing is given.'
    ),
    "dtype": "The dtype of the computations and weights of the layer.",
    "input_axes": "The axes of the weights that count as inputs, where the layer does not say.",
    "output_axes": "The axes of the weights that count as outputs, where the layer does not say.",
    "seed": "Integer that makes the random numbers repeatable.",
    "training": "Whether the layer works as in training. Keras decides where nothing is given.",
    "value_range": "The lowest and the highest value that the images hold.",
}
"""What Keras leaves unsaid of arguments that mean the same everywhere."""

_OPENING_WORDS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\b(bool(ean)?|whether|if `?true`?)\b"), "bool"),
    (re.compile(r"\b(int(eger)?s? or (a )?(tuple|list)|(tuple|list) of int)"), "ints"),
    (re.compile(r"\b(tuple|list) of (two )?floats?\b"), "floats"),
    (re.compile(r"\bint(eger)?\b"), "int"),
    (re.compile(r"\b(float|scalar)\b"), "float"),
)
"""Kinds that the first words of a documentation give away, the narrowest last."""

_PADDINGS = ("padding", "cropping")

_NONE_TOO = "f `None`"
"""As in "If `None`, the flattened tensor is used": None is a value, though not the default."""

_OPENING_LENGTH = 60
"""How much of a text counts as its opening: enough for "Optional positive integer"."""


def typed(
    fact: Mapping[str, Any], owner: str, names: Mapping[str, tuple[str, ...]], dims: int = 0
) -> ArgumentSpec:
    """The argument that a raw fact describes.

    `owner` is the class or op it belongs to, and `dims` how many spatial dimensions that works on
    (0: any number).
    """
    name = fact["name"]
    default = value_of(fact["default"]) if "default" in fact else REQUIRED
    doc = fact.get("doc") or _COMMON_DOCS.get(name, "")
    override = ARGUMENTS.get(f"{owner}.{name}", {})
    rule = dict(override) if "kind" in override else {**_rule_of(name, default, doc), **override}
    if rule["kind"] in ("ints", "padding"):
        rule.setdefault("length", dims)
    if rule["kind"] in names:
        rule.setdefault("choices", names[rule["kind"]])
    rule.setdefault("optional", default is None or (default is not REQUIRED and _NONE_TOO in doc))
    return ArgumentSpec(**{"name": name, "default": default, "doc": doc, **rule})


def is_known(name: str) -> bool:
    """Whether a rule knows the name as that of an argument, and so not as that of a tensor."""
    return name in BY_NAME


def value_of(raw: Any) -> Value:
    """A default as the designer writes it; JSON has no tuples, Keras's defaults no lists."""
    if isinstance(raw, list):
        return tuple(value_of(item) for item in raw)
    return Code(raw["code"]) if isinstance(raw, dict) else raw


def _rule_of(name: str, default: Value, doc: str) -> Rule:
    if name == "axis":
        return {"kind": _kind_of_axis(default, doc)}
    if name in _PADDINGS:
        return _padding(default, doc)
    rule = BY_NAME.get(name) or BY_ENDING.get(name.rpartition("_")[2])
    if rule and _holds(rule["kind"], default):
        return rule
    return _rule_of_default(default, doc)


def _holds(kind: str, default: Value) -> bool:
    """Whether the default agrees with what the name promises: `scale` is a flag here and there."""
    if isinstance(default, bool):
        return kind == "bool"
    if isinstance(default, tuple):
        return kind in ("ints", "floats", "axis", "shape", "padding")
    return not isinstance(default, str) or kind not in ("int", "ints", "float", "floats", "bool")


def _kind_of_axis(default: Value, doc: str) -> str:
    several = re.search(r"axes|tuple|list|sequence", doc, re.IGNORECASE)
    return "axis" if several or default is None else "int"


def _padding(default: Value, doc: str) -> Rule:
    if not isinstance(default, str):
        return {"kind": "padding", "minimum": 0}
    ways = ("valid", "same", "causal") if "causal" in doc else ("valid", "same")
    return {"kind": "choice", "choices": ways}


def _rule_of_default(default: Value, doc: str) -> Rule:
    if isinstance(default, bool):
        return {"kind": "bool"}
    if isinstance(default, int):
        return {"kind": "int"}
    if isinstance(default, float):
        return {"kind": "float"}
    if isinstance(default, str):
        return _choice(default, doc)
    if isinstance(default, tuple):
        whole = all(isinstance(item, int) for item in default)
        return {"kind": "ints" if whole else "floats", "length": len(default)}
    return {"kind": _kind_of_text(doc)}


def _choice(default: str, doc: str) -> Rule:
    """The quoted words of a documentation, where they hold the default and something else.

    Backticks come last: they mark names of other arguments as well.
    """
    for quote in ('"', "'", "`"):
        words = dict.fromkeys(re.findall(rf"{quote}([a-z][a-z0-9_]+)[\"'`]", doc))
        if default in words and len(words) > 1:
            return {"kind": "choice", "choices": tuple(words)}
    return {"kind": "text"}


def _kind_of_text(doc: str) -> str:
    opening = doc[:_OPENING_LENGTH].lower()
    for pattern, kind in _OPENING_WORDS:
        if pattern.search(opening):
            return kind
    return "any"
