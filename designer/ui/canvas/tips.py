"""What hovering tells: whole shapes, dtypes and masks of wires; problems of nodes; slots. Pure."""

from __future__ import annotations

from designer.graph.answers import Tensor, shape_text
from designer.graph.dimensions import data_format, dimension_words
from designer.graph.nodes import Edge
from designer.graph.ports import slots_of
from designer.ui.canvas.forms import INPUT_SIDE
from designer.ui.canvas.geometry import PortHit
from designer.ui.canvas.sheet import Sheet
from designer.ui.canvas.troubles import blamed

LOST_MASK = "{name} does not work with masks: the one that comes in ends here, unused."


def tip_of(sheet: Sheet, port: PortHit | None, node: str, edge: Edge | None) -> str:
    """The tip for what is under the pointer; empty where that is nothing."""
    if port:
        return tip_of_port(sheet, port)
    if node:
        return tip_of_node(sheet, node)
    return tip_of_wire(sheet, edge) if edge else ""


def tip_of_wire(sheet: Sheet, edge: Edge) -> str:
    """Where a wire leads, and the symbolic tensor on it."""
    graph = sheet.setting.graph
    source, target = graph.node(edge.source).name, graph.node(edge.target).name
    slot = edge.slot
    form = sheet.geometry.form(edge.target)
    if sum(port.name == slot for port in form.inputs) > 1:
        slot = f"{slot} [{edge.index}]"
    lines = (
        f"{source} → {target}, {slot}",
        tensor_text(sheet, edge.source, edge.output),
        _new_dtype(sheet, edge),
        _lost_mask(sheet, edge),
    )
    return "\n".join(line for line in lines if line)


def _new_dtype(sheet: Sheet, edge: Edge) -> str:
    """That the node before a wire changed the dtype of all that it read."""
    made = sheet.tensor(edge.source, edge.output)
    graph = sheet.setting.graph
    read = [sheet.tensor(each.source, each.output) for each in graph.inputs_of(edge.source)]
    before = {tensor.dtype for tensor in read if tensor}
    if made is None or not before or made.dtype in before:
        return ""
    return f"{graph.node(edge.source).name} makes {made.dtype} of {', '.join(sorted(before))}."


def _lost_mask(sheet: Sheet, edge: Edge) -> str:
    tensor = sheet.tensor(edge.source, edge.output)
    face = sheet.face(edge.target)
    is_lost = bool(tensor and tensor.masked and face.loses_mask)
    return LOST_MASK.format(name=face.title) if is_lost else ""


def tip_of_node(sheet: Sheet, node_id: str) -> str:
    """The name whole, with the class, the person's note, and what is wrong."""
    face, node = sheet.face(node_id), sheet.setting.graph.node(node_id)
    frozen = "Frozen: training leaves its weights alone." if face.frozen else ""
    lost = LOST_MASK.format(name=face.subtitle) if face.loses_mask else ""
    waits = waiting_text(sheet, node_id) if face.waits else ""
    lines = [f"{face.title} ({face.subtitle})", frozen, lost, node.note, face.badge, waits]
    return "\n".join(line for line in lines if line)


def waiting_text(sheet: Sheet, node_id: str) -> str:
    """Whose fault it is that nothing is known of a node."""
    graph = sheet.setting.graph
    culprit = graph.get(blamed(graph, node_id, sheet.trouble))
    return f"Waits for {culprit.name}" if culprit else ""


def tip_of_port(sheet: Sheet, hit: PortHit) -> str:
    """The slot with its documentation, or the output with its tensor."""
    node = sheet.setting.graph.node(hit.node)
    if hit.port.side != INPUT_SIDE:
        return f"{hit.port.name}\n{tensor_text(sheet, hit.node, hit.port.index)}"
    setting = sheet.setting
    slots = slots_of(setting.design, setting.graph, node, setting.catalog)
    slot = next((slot for slot in slots if slot.name == hit.port.name), None)
    name = f"{hit.port.name} (optional)" if slot and slot.optional else hit.port.name
    return f"{name}\n{slot.doc}" if slot and slot.doc else name


def tensor_text(sheet: Sheet, node_id: str, output: int) -> str:
    tensor = sheet.tensor(node_id, output)
    if tensor is None:
        return "Shape not known yet"
    letters = sheet.letters(node_id, output)
    lines = (describe(tensor), dimension_words(letters), data_format(letters))
    return "\n".join(line for line in lines if line)


def describe(tensor: Tensor) -> str:
    mask = ", with a mask" if tensor.masked else ""
    return f"{shape_text(tensor.shape)} {tensor.dtype}{mask}"
