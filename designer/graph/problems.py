"""Problems: something wrong with a design, on the node that caused it, with the way out."""

from __future__ import annotations

from dataclasses import dataclass, field

from designer.graph.design import MAIN
from designer.graph.edits import Edit

ERROR = "error"
WARNING = "warning"
SEVERITIES = (ERROR, WARNING)


@dataclass(frozen=True, slots=True)
class Fix:
    """A way out that can be taken with one click: edits that count as one step."""

    id: str
    title: str
    edit: Edit
    preview: str = field(default="", compare=False)
    """What becomes of shapes and parameters, once it was tried; empty before."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong. The sentence names the nodes; the hint says what to do."""

    code: str
    """Names the kind, for example `missing-input`."""
    severity: str
    node: str
    """Id of the node that caused it; empty where it is the design as a whole."""
    sentence: str
    hint: str = ""
    fixes: tuple[Fix, ...] = ()
    graph: str = MAIN
    path: tuple[str, ...] = ()
    """Ids of the nodes that led to it, in the order of the wires: of a mismatch, from where the
    branches part to where they meet."""
    follows: tuple[str, ...] = ()
    """Ids of nodes that Keras refuses only because of it; they are not to blame."""
    details: str = field(default="", compare=False)
    """What Keras said, with its traceback, for those who ask."""
