"""What a fix makes of shapes and parameters, in words: what was known before, and with it. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from designer.diagnosis.causes.scene import Scene
from designer.graph.answers import Answer, shape_text


def preview(before: Mapping[str, Scene], after: Mapping[str, Scene], mark: tuple[str, str]) -> str:
    """`add_3 gives (None, 28, 28, 64), 25,000 parameters in all (+1,544)`. `mark` is the graph and
    the node that the fix is for."""
    graph, node_id = mark
    old, new = before.get(graph), after.get(graph)
    if old is None or new is None:
        return ""
    node, outputs = new.graph.get(node_id), new.answer(node_id).outputs
    gives = f"{node.name} gives {shape_text(outputs[0].shape)}" if node and outputs else ""
    count = _parameters(old.answers, new.answers)
    return f"{gives}, {count}" if gives else count


def _parameters(old: Mapping[str, Answer], new: Mapping[str, Answer]) -> str:
    more = _more_parameters(old, new)
    change = f"{more:+,} parameters" if more else "no change in parameters"
    if any(answer.error or answer.waits for answer in new.values()):
        return change
    total = sum(answer.params for answer in new.values())
    return f"{total:,} parameters in all" + (f" ({more:+,})" if more else "")


def _more_parameters(old: Mapping[str, Answer], new: Mapping[str, Answer]) -> int:
    """By nodes that are known in both, and those that are new."""
    known = (node_id for node_id in new if node_id not in old or old[node_id].outputs)
    gone = sum(old[node_id].params for node_id in old if node_id not in new)
    return sum(new[each].params - old.get(each, Answer()).params for each in known) - gone
