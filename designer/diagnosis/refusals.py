"""A node that Keras refused, as a problem: what Keras said, unpacked, and what it was given.

Keras's messages often name no layer and only numbers; so the sentence always names the node, the
shapes that reach it, and the nodes that these come from.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from designer.graph.answers import Answer, shape_text
from designer.graph.design import MAIN
from designer.graph.graph import Graph
from designer.graph.nodes import Node
from designer.graph.problems import ERROR, Problem

_PACKING = re.compile(r"^Exception encountered when calling .*?\n\n", re.DOTALL)
_ARGUMENTS = re.compile(r"\n+Arguments received by .*", re.DOTALL)
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_LONGEST = 400
"""Characters of Keras's own words in a sentence; all of them stand in the details."""


def refusal(
    node: Node, answer: Answer, graph: Graph, answers: Mapping[str, Answer], graph_name: str = MAIN
) -> Problem:
    """The problem of a node whose statement failed in the worker."""
    words = keras_words(answer.error)
    if answer.error_type not in ("ValueError", "TypeError", ""):
        words = f"{answer.error_type}: {words}"
    given = _given(node, graph, answers)
    return Problem(
        code="keras-refuses",
        severity=ERROR,
        node=node.id,
        sentence=f"`{node.name}`: {_shortened(words)}" + (f" It gets {given}." if given else ""),
        hint="Change its arguments, or what is wired to it.",
        graph=graph_name,
        details=answer.details or answer.error,
    )


def refusal_inside(own: Problem, use: Node, block: str, cause: Problem) -> Problem:
    """The problem of a use whose block holds the node that was refused."""
    return replace(
        own,
        sentence=f"`{use.name}` cannot be made: inside the block `{block}`, {cause.sentence}",
        hint=f"Open `{use.name}` and mend it there.",
        details=cause.details,
    )


def keras_words(message: str) -> str:
    """The heart of an error message of Keras, on one line, ending in a full stop."""
    text = _COLOUR.sub("", message)
    text = _ARGUMENTS.sub("", _PACKING.sub("", text)).strip() or text.strip()
    text = re.sub(r"\s+", " ", text)
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _shortened(text: str) -> str:
    if len(text) <= _LONGEST:
        return text
    return text[:_LONGEST].rsplit(" ", 1)[0] + " …"


def _given(node: Node, graph: Graph, answers: Mapping[str, Answer]) -> str:
    """`(None, 28, 28, 8)` from conv_a and `(None, 14, 14, 8)` from pool_b, names marked."""
    found = []
    for edge in graph.inputs_of(node.id):
        source = answers.get(edge.source)
        if source and edge.output < len(source.outputs):
            shape = shape_text(source.outputs[edge.output].shape)
            found.append(f"{shape} from `{graph.node(edge.source).name}`")
    if len(found) < 2:
        return "".join(found)
    return f"{', '.join(found[:-1])} and {found[-1]}"
