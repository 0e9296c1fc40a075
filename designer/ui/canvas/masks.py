"""Where masks go: which wires carry one, and which nodes let it be lost. Pure: no Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from designer.graph.nodes import OutputNode
from designer.graph.ports import slots_of

if TYPE_CHECKING:
    from designer.ui.canvas.sheet import Sheet

_TAKERS = ("mask", "query_mask", "attention_mask")
"""Slots of layers that work with the mask: where it ends, it was used."""


def loses_mask(sheet: Sheet, node_id: str) -> bool:
    """Whether a mask comes in that is neither used nor handed on, as Keras warns when it builds."""
    setting = sheet.setting
    graph, node = setting.graph, setting.graph.node(node_id)
    answer = sheet.answer(node_id)
    if answer is None or answer.error or answer.waits or isinstance(node, OutputNode):
        return False
    if not answer.outputs or any(tensor.masked for tensor in answer.outputs):
        return False
    brought = [sheet.tensor(edge.source, edge.output) for edge in graph.inputs_of(node_id)]
    if not any(tensor and tensor.masked for tensor in brought):
        return False
    slots = slots_of(setting.design, graph, node, setting.catalog)
    return not any(slot.name in _TAKERS for slot in slots)
