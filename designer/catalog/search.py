"""Finds layers and ops by what a person types: names, humps, other names, categories.

Pure: no Qt, no keras. Made to run at each key: everything is searched in a millisecond.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from designer.catalog.operators import SIGNS, SLICE_PATH
from designer.catalog.spec import LayerSpec, OpSpec, Spec
from designer.catalog.table import Catalog

OTHER_NAMES: dict[str, tuple[str, ...]] = {
    "Add": ("skip connection", "residual", "sum", "plus", "shortcut"),
    "Average": ("mean", "ensemble"),
    "BatchNormalization": ("batch norm", "bn"),
    "Bidirectional": ("both directions", "bilstm", "bigru"),
    "Concatenate": ("join", "merge", "cat", "append"),
    "Conv1D": ("convolution", "temporal convolution", "cnn"),
    "Conv2D": ("convolution", "cnn", "filter"),
    "Conv2DTranspose": ("deconvolution", "transposed convolution"),
    "Dense": ("fully connected", "fc", "linear", "affine", "perceptron", "mlp"),
    "DepthwiseConv2D": ("mobile", "depthwise separable"),
    "Dropout": ("regularize",),
    "Embedding": ("word vectors", "token embedding", "lookup table"),
    "Flatten": ("vector", "unroll"),
    "GaussianNoise": ("noise",),
    "GlobalAveragePooling2D": ("gap", "squeeze"),
    "GroupQueryAttention": ("gqa", "multi query attention"),
    "Identity": ("pass through", "linear", "no op"),
    "LSTM": ("long short term memory", "recurrent", "sequence"),
    "GRU": ("gated recurrent unit", "recurrent", "sequence"),
    "Lambda": ("function", "custom", "expression"),
    "LayerNormalization": ("layer norm", "ln"),
    "MaxPooling2D": ("downsample", "subsample"),
    "MultiHeadAttention": ("transformer", "self attention", "cross attention"),
    "Multiply": ("gate", "product", "times"),
    "Normalization": ("standardize", "z score"),
    "Permute": ("transpose", "swap axes"),
    "RMSNormalization": ("rms norm",),
    "RandomFlip": ("augmentation", "mirror"),
    "RandomRotation": ("augmentation",),
    "RandomZoom": ("augmentation",),
    "RepeatVector": ("tile",),
    "Rescaling": ("scale", "divide by 255"),
    "Reshape": ("view", "unflatten"),
    "Resizing": ("resize",),
    "RNN": ("recurrent",),
    "SimpleRNN": ("recurrent", "elman"),
    "SpectralNormalization": ("gan",),
    "Subtract": ("difference", "minus"),
    "TextVectorization": ("tokenizer", "tokenize", "bag of words"),
    "TimeDistributed": ("per step", "each frame"),
    "UpSampling2D": ("upscale", "unpool", "enlarge"),
    "ZeroPadding2D": ("pad",),
}
"""What else people call a layer. `Activation` answers to the names of all activations."""

FAVOURITES = (
    *("Dense", "Conv2D", "Dropout", "Flatten", "MaxPooling2D", "BatchNormalization", "ReLU"),
    *("Add", "Concatenate", "LSTM", "Embedding", "GlobalAveragePooling2D", "Activation"),
    *("MultiHeadAttention", "LayerNormalization", "Conv1D", "GRU", "Reshape", "Softmax"),
    *("Bidirectional", "Conv2DTranspose", "AveragePooling2D", "Rescaling", "UpSampling2D"),
    *("ZeroPadding2D", "DepthwiseConv2D", "SeparableConv2D", "RandomFlip", "Attention"),
)
"""Where the text fits several equally well, these come first, in this order."""

_EXACT, _EXACT_OTHER, _BEGINNING, _BEGINNING_OTHER, _HUMPS, _WORD, _INSIDE, _WORDS, _SCATTERED = (
    range(9)
)
_NO_FAVOURITE = len(FAVOURITES) + 1
_SHORTEST_SCATTERED = 3
"""Fewer letters are scattered over nearly every name."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """One spec with everything that a text is compared to."""

    spec: Spec
    order: tuple[int, int, int, str]
    """Favourites, layers before ops, short names before long ones."""
    name: str
    others: tuple[str, ...]
    humps: str
    """The name with a bar before each hump, and so its aliases: `|conv|2d |convolution|2d`."""
    words: str
    """Everything else that is known, in words, a space before each: humps, names, category."""


def search(catalog: Catalog, text: str) -> list[Spec]:
    """The layers and ops that the text may mean, best first; all of them for an empty text.

    `c2d`, `mha` and `bn` are humps, `fully connected` is another name, `recurrent` a category.
    """
    query = _squeezed(text) or text.strip()
    if not query:
        return [*catalog.nodes]
    words = text.lower().split()
    humps = _hump_pattern(query)
    scattered = re.compile(".*".join(map(re.escape, query)))
    found: list[tuple[int, tuple[int, int, int, str], Spec]] = []
    for entry in _index(catalog):
        rank = _rank(entry, query, words, humps, scattered)
        if rank == _EXACT and isinstance(entry.spec, OpSpec):
            # `conv` is an op, but most who type it want Conv2D.
            found.append((_BEGINNING, (len(FAVOURITES), *entry.order[1:]), entry.spec))
        elif rank is not None:
            found.append((rank, entry.order, entry.spec))
    return [spec for _, _, spec in sorted(found, key=lambda item: item[:2])]


def _rank(
    entry: _Entry,
    query: str,
    words: list[str],
    humps: re.Pattern[str],
    scattered: re.Pattern[str],
) -> int | None:
    """How well an entry fits, 0 best; None where it does not."""
    if entry.name.startswith(query):
        return _EXACT if entry.name == query else _BEGINNING
    if query in entry.others:
        return _EXACT_OTHER
    if any(other.startswith(query) for other in entry.others):
        return _BEGINNING_OTHER
    hump = humps.search(entry.humps)
    if hump:
        return _HUMPS if hump.start() == 0 else _WORD
    if query in entry.name:
        return _INSIDE
    if all(f" {word}" in entry.words for word in words):
        return _WORDS
    if len(query) >= _SHORTEST_SCATTERED and scattered.match(entry.name):
        return _SCATTERED
    return None


@cache
def _index(catalog: Catalog) -> tuple[_Entry, ...]:
    favourites = {name: place for place, name in enumerate(FAVOURITES)}
    activations = tuple(catalog.names.get("activation", ()))
    entries = []
    for spec in catalog.nodes:
        is_layer = isinstance(spec, LayerSpec)
        nicknames = OTHER_NAMES.get(spec.name, ()) if is_layer else ()
        if spec.path == "keras.layers.Activation":
            nicknames = activations
        place = favourites.get(spec.name, _NO_FAVOURITE) if is_layer else _NO_FAVOURITE
        entries.append(
            _Entry(
                spec=spec,
                order=(place, 0 if is_layer else 1, len(spec.name), spec.name),
                name=_squeezed(spec.name),
                others=(*map(_squeezed, (*spec.aliases, *nicknames)), *_signs(spec)),
                humps=" ".join(map(_humps, (spec.name, *spec.aliases))),
                words=_words(spec, nicknames),
            )
        )
    return tuple(entries)


def _signs(spec: Spec) -> tuple[str, ...]:
    """What stands for it in Python, as nobody would squeeze it."""
    if spec.path == SLICE_PATH:
        return ("[", "[]", "[:]")
    return (SIGNS[spec.path].text,) if spec.path in SIGNS else ()


def _words(spec: Spec, nicknames: Iterable[str]) -> str:
    humps = _humps(spec.name).replace("|", " ")
    return " ".join(("", humps, *spec.aliases, *nicknames, spec.category)).lower()


def _squeezed(text: str) -> str:
    return re.sub(r"[\s_.-]", "", text.lower())


def _humps(name: str) -> str:
    parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+[A-Z]?", name)
    return "".join(f"|{part.lower()}" for part in parts)


def _hump_pattern(query: str) -> re.Pattern[str]:
    """Each letter goes on where the one before it stood, or begins a later hump of that name."""
    first, *rest = map(re.escape, query)
    return re.compile(rf"\|{first}" + "".join(rf"(?:{letter}|[^ ]*?\|{letter})" for letter in rest))
