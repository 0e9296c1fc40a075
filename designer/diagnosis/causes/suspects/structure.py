"""Ways out of what the checks find without Keras: names, outputs, wires that end nowhere. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from designer.catalog.values import Call
from designer.diagnosis.causes.scene import Scene
from designer.diagnosis.causes.steps import Candidate, replugging, setting
from designer.graph.drawing import OUTPUT, added_behind, new_node
from designer.graph.edits import Change
from designer.graph.naming import free_name
from designer.graph.nodes import LayerNode, OutputNode
from designer.graph.ports import output_names_of
from designer.graph.problems import Fix, Problem


def structural(scene: Scene, check: Problem) -> Iterator[Candidate | None]:
    node = scene.graph.get(check.node)
    if check.code == "no-output":
        yield from _outputs(scene)
    if check.code == "invalid-name" and node is not None:
        plain = re.sub(r"\W+", "_", node.name).strip("_") or "layer"
        free = free_name(plain, scene.graph.names())
        own = scene.design.graph(scene.name).node(node.id)
        edit = Change(replace(own, name=free), scene.name)
        yield Candidate(0.0, Fix(f"rename:{node.id}:{free}", f"Rename to {free!r}", edit))
    if check.code == "lost-sharing" and isinstance(node, LayerNode):
        owner = scene.design.graph(scene.name).get(node.shares)
        if isinstance(owner, LayerNode) and owner.layer != node.layer:
            edit = Change(replace(owner, layer=node.layer), scene.name)
            kind = node.layer.rpartition(".")[2]
            title = f"Make {owner.name}, whose layer it shares, a {kind} again"
            yield Candidate(0.0, Fix(f"class:{owner.id}:{kind}", title, edit))
    if check.code == "missing-output" and isinstance(node, LayerNode):
        held = node.values.get("layer")
        if isinstance(held, Call):
            inner = Call(held.path, {**held.arguments, "return_state": True})
            yield setting(scene, node, {"layer": inner}, 0.0)
        elif "return_state" not in node.values:
            yield setting(scene, node, {"return_state": True}, 0.0)
        for edge in scene.graph.outputs_of(node.id):
            if edge.output:
                yield replugging(scene, edge, node.id, 0, 1.0)


def _outputs(scene: Scene) -> Iterator[Candidate | None]:
    """An output behind what leads nowhere, the last drawn first."""
    graph = scene.graph
    for away, node in enumerate(reversed(graph.nodes())):
        names = output_names_of(scene.design, graph, node, scene.catalog)
        if graph.outputs_of(node.id) or isinstance(node, OutputNode) or not names:
            continue
        x, y = node.position
        new = new_node(scene.design, scene.catalog, OUTPUT, (x + 250.0, y), graph_name=scene.name)
        edit = added_behind(scene.design, scene.catalog, new, node.id, 0, scene.name)
        title = f"Make the result of {node.name} an output"
        yield Candidate(away * 0.01, Fix(f"output:{node.id}", title, edit))
