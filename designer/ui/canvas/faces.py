"""What the box of a node says: name, class, the arguments that matter, shape and parameters.

Pure: no Qt, no numpy. The words are those of a design and of Keras, so they are not translated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from designer.catalog.operators import SIGNS, SLICE_PATH
from designer.catalog.spec import REQUIRED, Spec
from designer.catalog.table import Catalog
from designer.catalog.values import Call, Value, source_of
from designer.graph.answers import Answer, Shape, shape_text
from designer.graph.design import Design
from designer.graph.graph import Graph
from designer.graph.nodes import (
    BlockNode,
    InputNode,
    LayerNode,
    Node,
    OpNode,
    OutputNode,
    path_of,
)
from designer.graph.ports import layer_values, output_names_of, owner_of, slots_of
from designer.ui.canvas.forms import Form, form_of, slots_with_wires

LINES_MOST = 4
"""More arguments than this would make a box into a form; the inspector has them all."""
NOT_SET = "not set"

Line = tuple[str, str]
"""The name of an argument and its value, as text."""


@dataclass(frozen=True, slots=True)
class Face:
    """The texts of one box, and how it is marked."""

    id: str
    title: str
    subtitle: str
    lines: tuple[Line, ...]
    shape: str
    params: str
    category: str
    severity: str = ""
    """"error", "warning" or empty."""
    badge: str = ""
    """What is wrong, in a sentence."""
    waits: bool = False
    """Something before the node is missing or failed, so nothing is known of it."""
    is_block: bool = False
    """There is more inside: it is painted as a stack."""
    shares: bool = False
    """Other nodes call the same layer, or use the same block with the same weights."""
    frozen: bool = False
    """Training leaves its weights alone."""
    loses_mask: bool = False
    """A mask comes in that is neither used nor handed on."""


@dataclass(frozen=True, slots=True)
class Setting:
    """The design and catalogue that a graph's nodes are read by."""

    design: Design
    catalog: Catalog
    graph: Graph

    def spec(self, node: Node) -> Spec | None:
        return self.design.spec_of(node, self.catalog)


def face_of(
    setting: Setting,
    node: Node,
    answer: Answer | None,
    severity: str = "",
    badge: str = "",
    calls: int = 1,
) -> Face:
    """The face of a node; `severity` and `badge` come from the worst of its problems, `calls` says
    how many nodes call its layer."""
    if answer and answer.error and not severity:
        severity, badge = "error", answer.error
    return Face(
        node.id,
        node.name,
        subtitle_of(setting, node),
        lines_of(setting, node),
        _shape_line(answer),
        _params_line(setting, node, answer),
        category_of(setting, node),
        severity,
        badge,
        bool(answer and answer.waits),
        isinstance(node, BlockNode),
        calls > 1,
        is_frozen(setting, node),
    )


def _params_line(setting: Setting, node: Node, answer: Answer | None) -> str:
    """The weights of a node; those of a shared layer count where it is made."""
    if owner_of(setting.graph, node) is not node:
        return "shared"
    return params_text(answer.params) if answer and answer.params else ""


def is_frozen(setting: Setting, node: Node) -> bool:
    """Whether the layer that a node calls is told not to be trained."""
    return layer_values(setting.graph, node).get("trainable") is False


def form_of_node(setting: Setting, node: Node) -> Form:
    """The form of a node's box, from its slots, its wires and its outputs."""
    design, graph, catalog = setting.design, setting.graph, setting.catalog
    taken = [(edge.slot, edge.index) for edge in graph.inputs_of(node.id)]
    slots = slots_with_wires(slots_of(design, graph, node, catalog), taken)
    outputs = output_names_of(design, graph, node, catalog)
    return form_of(slots, outputs, len(_shown(setting, node)))


def category_of(setting: Setting, node: Node) -> str:
    """The name that the themes know a node's colour by."""
    if isinstance(node, InputNode):
        return "Inputs"
    if isinstance(node, OutputNode):
        return "Outputs"
    if isinstance(node, BlockNode):
        return "Blocks"
    if path_of(node) in setting.design.custom_layers:
        return "Custom"
    spec = setting.spec(node)
    return spec.category if spec else "Custom"


def subtitle_of(setting: Setting, node: Node) -> str:
    """The class or function that the node calls, and whose layer where it shares one."""
    if isinstance(node, InputNode):
        return "Input"
    if isinstance(node, OutputNode):
        return "Output"
    if isinstance(node, OpNode):
        return _call_of_op(setting, node)
    if isinstance(node, BlockNode):
        name = node.block
    elif isinstance(node, LayerNode):
        name = node.layer.rpartition(".")[2]
    else:
        return "unknown node"
    owner = owner_of(setting.graph, node)
    return name if owner is node else f"{name} of {owner.name}"


def _call_of_op(setting: Setting, node: OpNode) -> str:
    """`a + 1`, `x[:, 0]`: what a person would write; `ops.mean` where there is no sign for it."""
    if node.op == SLICE_PATH:
        return f"x[{short_text(node.values.get('index', REQUIRED))}]"
    sign, spec = SIGNS.get(node.op), setting.spec(node)
    if sign is None or spec is None:
        return node.op.removeprefix("keras.")
    if len(spec.slots) == 1:
        return f"{sign.text}x"
    numbers = _numbers_for_wires(setting, spec, node)
    left, right = (
        short_text(numbers[slot.name]) if slot.name in numbers else slot.name for slot in spec.slots
    )
    return f"{left} {sign.text} {right}"


def _numbers_for_wires(setting: Setting, spec: Spec, node: OpNode) -> dict[str, Value]:
    """The values that stand where no wire is."""
    wired = {edge.slot for edge in setting.graph.inputs_of(node.id)}
    literal = {slot.name for slot in spec.slots if slot.literal} - wired
    return {name: value for name, value in node.values.items() if name in literal}


def lines_of(setting: Setting, node: Node) -> tuple[Line, ...]:
    """Arguments that were given or are required, the most telling first, as short text."""
    return tuple((name, short_text(value)) for name, value in _shown(setting, node))


def _shown(setting: Setting, node: Node) -> list[tuple[str, Value]]:
    if isinstance(node, InputNode):
        return _shown_of_input(node)
    if isinstance(node, OutputNode):
        return [("key", node.key)] if node.key else []
    values = layer_values(setting.graph, node)
    if isinstance(node, BlockNode) and node.block in setting.design.blocks:
        # Given ones first, and defaults as well: they say what this use is.
        defaults = setting.design.blocks[node.block].arguments
        return [*{**values, **defaults, **values}.items()][:LINES_MOST]
    spec = setting.spec(node)
    names = _telling(spec, values) if spec else list(values)
    if spec and any(slot.literal for slot in spec.slots):
        wired = {edge.slot for edge in setting.graph.inputs_of(node.id)}
        names = [name for name in names if name not in wired]
    if isinstance(node, OpNode) and (node.op in SIGNS or node.op == SLICE_PATH):
        names = [name for name in names if name not in values]  # The others stand in the subtitle.
    return [(name, values.get(name, REQUIRED)) for name in names[:LINES_MOST]]


def _shown_of_input(node: InputNode) -> list[tuple[str, Value]]:
    lines: list[tuple[str, Value]] = [("shape", node.shape)]
    if node.dtype != "float32":
        lines.append(("dtype", node.dtype))
    if node.batch_size is not None:
        lines.append(("batch_size", node.batch_size))
    if node.key:
        lines.append(("key", node.key))
    return lines


def _telling(spec: Spec, values: Mapping[str, Value]) -> list[str]:
    required = [argument.name for argument in spec.arguments if argument.is_required]
    first = [name for name in spec.shown if name in values or name in required]
    return list(dict.fromkeys((*first, *required, *values)))


def short_text(value: Value) -> str:
    """A value as a box shows it: names without quotes, calls without their modules."""
    if value is REQUIRED:
        return NOT_SET
    if isinstance(value, str):
        return value
    if isinstance(value, Call):
        inside = [short_text(item) for item in value.arguments.values()]
        more = ", …" if len(inside) > 1 else ""
        return f"{value.path.rpartition('.')[2]}({''.join(inside[:1])}{more})"
    if isinstance(value, (list, tuple)) and any(isinstance(item, Call) for item in value):
        return f"[{', '.join(map(short_text, value))}]"
    return source_of(value)


def _shape_line(answer: Answer | None) -> str:
    if answer is None or not answer.outputs:
        return ""
    more = len(answer.outputs) - 1
    text = shape_text(answer.outputs[0].shape)
    return f"{text} +{more}" if more else text


def params_text(count: int) -> str:
    """`4,640`; from ten million on `25.6 M`, so that it has room beside the shape."""
    if count < 10_000_000:
        return f"{count:,}"
    for size, unit in ((1e12, "T"), (1e9, "G")):
        if count >= size:
            return f"{count / size:.3g} {unit}"
    return f"{count / 1e6:.3g} M"


def label_text(shape: Shape, dtype: str = "float32") -> str:
    """A shape short enough for a wire: `28×28×32`, the batch left out where it is unknown."""
    sizes = shape[1:] if shape and shape[0] is None else shape
    text = "×".join("?" if size is None else str(size) for size in sizes) or "scalar"
    return text if dtype == "float32" else f"{text} {dtype}"
