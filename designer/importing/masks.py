"""Masks that come back by themselves, taken out of a config. Pure: no Qt, no keras.

Keras computes the mask of an `Embedding` or a `Masking` layer and hands it on to whatever takes
one; a config shows this as operators and as `mask=` arguments that nobody wrote.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from designer.importing.serialized import Ref, class_of, config_of, is_op, refs_in

Json = Any
Calls = list[tuple[list[Any], dict[str, Any]]]

_ARGUMENTS = frozenset({"mask", "query_mask", "value_mask", "key_mask"})
_OPERATORS = frozenset(
    (
        *("NotEqual", "Any", "All", "ConvertToTensor", "LogicalAnd", "LogicalOr", "Cast"),
        *("Concatenate", "ExpandDims", "BroadcastTo", "Reshape", "Squeeze", "Stack"),
        *("OnesLike", "ZerosLike"),
    )
)
"""What Keras's own `compute_mask` methods are made of (3.15)."""
_OF_A_SHAPE = frozenset({"OnesLike", "ZerosLike"})
"""Those that ask a tensor for its shape alone: it may be any."""


@dataclass
class Layers:
    """The layers of one model by name, and the calls of each, which masks are taken out of."""

    entries: dict[str, Mapping[str, Json]]
    calls: dict[str, Calls]
    ends: frozenset[Ref] = field(default_factory=frozenset)
    """What the model returns."""

    def consumers(self) -> set[str]:
        """Names of the layers whose tensors something reads."""
        read = {ref.layer for ref in self.ends}
        for calls in self.calls.values():
            read |= {ref.layer for args, named in calls for ref in refs_in([args, named])}
        return read


def without_masks(layers: Layers) -> None:
    """Take out the masks that Keras adds again, and the operators that made nothing else."""
    masked = _masked_sources(layers)
    if not masked:
        return
    makers: set[str] = set()
    for name, calls in layers.calls.items():
        if is_op(layers.entries[name]):
            continue
        for _, named in calls:
            for argument in _ARGUMENTS & named.keys():
                chain = _chain(layers, refs_in(named[argument]), masked)
                if chain is not None:
                    makers |= chain
                    del named[argument]
    _drop_unread(layers, makers)


def _masked_sources(layers: Layers) -> set[Ref]:
    """The tensors that go into a layer that makes a mask."""
    found: set[Ref] = set()
    for name, entry in layers.entries.items():
        makes = class_of(entry) == "Masking" or config_of(entry).get("mask_zero") is True
        if makes and not is_op(entry):
            found.update(ref for args, _ in layers.calls[name] for ref in refs_in(args))
    return found


def _chain(layers: Layers, ends: Iterable[Ref], masked: set[Ref]) -> set[str] | None:
    """The operators that lead from masked tensors to these masks; None where anything else does."""
    found: set[str] = set()
    waiting = list(ends)
    if not waiting:
        return None
    while waiting:
        ref = waiting.pop()
        if ref in masked:
            continue
        entry = layers.entries.get(ref.layer)
        if entry is None or not is_op(entry) or class_of(entry) not in _OPERATORS:
            return None
        is_new = ref.layer not in found
        found.add(ref.layer)
        if is_new and class_of(entry) not in _OF_A_SHAPE:
            waiting.extend(refs_in([list(call) for call in layers.calls[ref.layer]]))
    return found


def _drop_unread(layers: Layers, makers: set[str]) -> None:
    while unread := makers - layers.consumers():
        for name in unread:
            del layers.entries[name], layers.calls[name]
        makers -= unread
