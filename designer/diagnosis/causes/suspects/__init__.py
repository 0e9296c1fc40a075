"""Everything that may be the cause of a refusal, the likeliest first, each as the edit that would
undo it. Which of them helps is found out by trying; what helps, and comes first, is the cause."""

from __future__ import annotations

from designer.diagnosis.causes.scene import Scene
from designer.diagnosis.causes.steps import Candidate
from designer.diagnosis.causes.suspects import layers, wires
from designer.diagnosis.causes.suspects.absent import absent_values, op_values
from designer.diagnosis.causes.suspects.alike import wired_alike
from designer.diagnosis.causes.suspects.arguments import argument_candidates
from designer.diagnosis.causes.suspects.branches import unlike_branches
from designer.diagnosis.causes.suspects.cone import Cone
from designer.diagnosis.causes.suspects.inputs import resized_inputs
from designer.diagnosis.causes.suspects.states import lost_encoder
from designer.diagnosis.causes.suspects.twins import lost_twins
from designer.diagnosis.causes.suspects.uses import uses
from designer.graph.nodes import Node

_KINDS = (
    argument_candidates,
    absent_values,
    op_values,
    layers.surplus,
    layers.exchanged,
    layers.lacking,
    lost_twins,
    unlike_branches,
    lost_encoder,
    layers.behind,
    wired_alike,
    wires.rewired,
    wires.from_dangling,
    wires.skipped,
    resized_inputs,
    uses,
)


def suspects(scene: Scene, node: Node) -> list[Candidate]:
    """What may have to be changed so that a refused node is taken, the likeliest first."""
    cone = Cone(scene, node)
    found = [each for kind in _KINDS for each in kind(cone)]
    found += wires.joined(scene, node)
    return ranked(found)


def ranked(found: list[Candidate | None]) -> list[Candidate]:
    """By rank, each edit once."""
    best: dict[object, Candidate] = {}
    for each in sorted((each for each in found if each), key=lambda each: each.rank):
        best.setdefault(each.fix.title, each)
    return list(best.values())
