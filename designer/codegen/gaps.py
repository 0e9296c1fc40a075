"""Why a node has no code yet. Pure: no Qt, no keras."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from designer.catalog.spec import SlotSpec, Spec
from designer.codegen.block_calls import Signature
from designer.graph.nodes import BlockNode, Edge, LayerNode, Node, OpNode, UnknownNode


def unknown(node: Node, signature: Signature | None) -> str:
    """What is called and cannot be; empty where it can."""
    if isinstance(node, UnknownNode):
        return "a node of a kind that this designer does not know."
    if isinstance(node, BlockNode):
        if signature is None:
            return f"the design has no block {node.block}."
        if not signature.is_complete:
            return f"the block {node.block} is not complete yet."
    return ""


def unwired(slots: Sequence[SlotSpec], edges: Sequence[Edge]) -> str:
    """What of the wires that a node needs is missing."""
    counts = Counter(edge.slot for edge in edges)
    for slot in slots:
        if not slot.optional and counts[slot.name] < (slot.minimum if slot.many else 1):
            if not counts[slot.name]:
                return "nothing is wired to it yet."
            return "it needs another wire."
    return ""


def unset(owner: Node, spec: Spec | None) -> str:
    """Which required value the owner of a layer lacks."""
    values = owner.values if isinstance(owner, (LayerNode, OpNode)) else {}
    for argument in spec.arguments if spec else ():
        if argument.is_required and argument.name not in values:
            return f"{argument.name} has no value yet."
    return ""
