"""What a statement costs, worked out from the calls of layers and ops behind what it bound."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from designer.worker.costs.calls import calls_behind, calls_inside, model_inside, share_of
from designer.worker.costs.share import Called, Piece, Share, elements
from designer.worker.costs.tracing import framework_bytes

__all__ = ["cost_of"]


def cost_of(reads: Sequence[Any], bound: Sequence[int], outputs: Sequence[Any]) -> dict[str, Any]:
    """In JSON: multiply-adds, and which tensors are kept. `reads` and `outputs` are symbolic
    tensors, `bound` is how many of the outputs stand behind each name."""
    tally = _Tally()
    for call in calls_behind(outputs):
        tally.add(call)
    return tally.to_json(reads, bound, outputs)


class _Tally:
    """Adds up the shares of calls; a tensor that several of them keep counts once."""

    def __init__(self) -> None:
        self._macs: int | None = 0
        self._keeps: dict[int, Any] = {}
        self._hidden: list[Piece] = []
        self._same: dict[int, Any] = {}
        self._forward: list[tuple[Piece, ...]] = []
        self._backward: list[tuple[Piece, ...]] = []
        self._is_known = True
        self._shares_gradient: list[bool] = []
        self._framework_bytes = 0
        self._pieces = 0
        self._tensors: list[Any] = []
        """Kept alive, so that no id is given twice."""

    def add(self, call: Called) -> None:
        if not call.inputs:
            return
        model = model_inside(call.operation)
        if model is None:
            self._take(call, share_of(call))
            return
        try:
            calls, stands_for = calls_inside(model, call)
        except (AttributeError, TypeError, ValueError):
            self._macs, self._is_known = None, False
            return
        self._same.update(stands_for)
        for each in calls:
            self.add(each)

    def _take(self, call: Called, share: Share) -> None:
        self._framework_bytes += framework_bytes(call.operation)
        self._pieces += share.pieces
        self._tensors.extend((*call.inputs, *call.outputs))
        self._macs = None if None in (self._macs, share.macs) else self._macs + share.macs  # type: ignore[operator]
        for tensor in share.keeps:
            self._keeps[id(tensor)] = tensor
        self._hidden.extend(share.hidden)
        self._same.update((id(new), old) for new, old in share.passes)
        self._forward.append(share.forward)
        self._backward.append(share.backward)
        self._is_known &= share.is_known
        self._shares_gradient.append(share.shares_gradient)

    def to_json(
        self, reads: Sequence[Any], bound: Sequence[int], outputs: Sequence[Any]
    ) -> dict[str, Any]:
        places = {id(each): place for place, each in enumerate(reads)}
        made = {id(self._root(each)): place for place, each in enumerate(outputs)}
        keeps = {id(root): root for root in map(self._root, self._keeps.values())}
        hidden = [
            *self._hidden,
            *(
                Piece(tuple(each.shape), str(each.dtype))
                for key, each in keeps.items()
                if key not in places and key not in made
            ),
        ]
        every = [*hidden, *(piece for pieces in self._backward for piece in pieces)]
        is_known = self._is_known and all(elements(each.shape) is not None for each in every)
        return {
            "macs": self._macs,
            "keeps_inputs": sorted(places[key] for key in keeps if key in places),
            "keeps_outputs": sorted(
                made[key] for key in keeps if key in made and key not in places
            ),
            "hidden": _amounts(hidden),
            "passes": [
                [place, places[id(self._root(each))]]
                for place, each in enumerate(outputs)
                if id(self._root(each)) in places
            ],
            "forward": _largest(self._forward),
            "backward": _largest(self._backward),
            "shares_gradient": bool(self._shares_gradient) and all(self._shares_gradient),
            "bound": list(bound),
            "framework_bytes": self._framework_bytes,
            "pieces": self._pieces,
            "is_known": is_known,
        }

    def _root(self, tensor: Any) -> Any:
        # A model may give what it takes as it is: then a tensor stands for itself.
        while (same := self._same.get(id(tensor), tensor)) is not tensor:
            tensor = same
        return tensor


def _amounts(pieces: Iterable[Piece]) -> list[list[Any]]:
    """By dtype, elements for one sample and elements whatever the batch."""
    sums: dict[str, list[int]] = {}
    for piece in pieces:
        each = sums.setdefault(piece.dtype, [0, 0])
        is_fixed = not piece.shape or piece.shape[0] is not None
        each[is_fixed] += elements(piece.shape) or 0
    return [[dtype, *each] for dtype, each in sums.items()]


def _largest(groups: Iterable[tuple[Piece, ...]]) -> list[list[Any]]:
    found = max(
        groups, key=lambda group: sum(elements(piece.shape) or 0 for piece in group), default=()
    )
    return _amounts(found)
