"""What there is to complain of on a bench with two branches."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QApplication

from designer.graph.edits import Change
from designer.graph.nodes import LayerNode
from designer.graph.problems import ERROR, Fix, Problem
from tests.ui.windows import Bench


def complain(bench: Bench, *problems: Problem) -> None:
    """Say that these are all that is wrong."""
    bench.session.findings.problems = problems
    bench.session.problems_changed.emit()
    for _ in range(3):  # Layouts are made when the loop comes to it, those inside after the outer.
        QApplication.processEvents()


def wide(bench: Bench, count: int, preview: str = "") -> Fix:
    """A way out: other units for the last Dense."""
    node = bench.document.graph.node(bench.node("dense_3"))
    assert isinstance(node, LayerNode)
    edit = Change(replace(node, values={"units": count}))
    return Fix(f"u{count}", f"Set units to {count}", edit, preview)


def narrow(bench: Bench, *fixes: Fix) -> Problem:
    return Problem("a", ERROR, bench.node("dense_3"), "Too narrow.", fixes=fixes)
