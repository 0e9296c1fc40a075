"""A recurrent layer that was lost between a sequence and what takes its states. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from designer.catalog.values import Value
from designer.diagnosis.causes.steps import Candidate, giving_states
from designer.diagnosis.causes.suspects.cone import Cone

_STATES = {"LSTM": 2, "GRU": 1, "SimpleRNN": 1}
_LOST = 0.3


def lost_encoder(cone: Cone) -> Iterator[Candidate | None]:
    """For a state that is a whole sequence: a layer like the one that takes it, which gives its
    states to that and its sequence to whatever else reads the same, or to nothing else."""
    scene, kind = cone.scene, cone.scene.kind(cone.node)
    edges = [edge for edge in cone.edges if edge.slot == "initial_state"]
    sources = {(edge.source, edge.output) for edge in edges}
    if len(edges) != _STATES.get(kind) or len(sources) != 1:
        return
    source, output = sources.pop()
    shape = scene.shape(source, output)
    if shape is None or len(shape) != 3:
        return
    values: dict[str, Value] = {"units": scene.value(cone.node, "units"), "return_state": True}
    others = [
        edge
        for edge in scene.graph.outputs_of(source)
        if edge.output == output and edge not in edges
    ]
    node = scene.graph.node(source)
    if others:
        whole: dict[str, Value] = {**values, "return_sequences": True}
        yield giving_states(scene, node, output, kind, whole, edges, others, _LOST)
    yield giving_states(scene, node, output, kind, values, edges, [], _LOST + 0.1)
