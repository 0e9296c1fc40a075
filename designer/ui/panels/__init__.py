"""The panels in one table. To add one, write its widget in a file here, and its row.

A factory imports its widget when the panel is made, which is after the window's first paint.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from designer.ui.translation import T

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from designer.ui.context import Context

LEFT = "left"
RIGHT = "right"
BELOW = "below"
"""In the right column, under the panel that is `RIGHT`."""


@dataclass(frozen=True, slots=True)
class PanelSpec:
    """One panel: its name in settings, how it is called, and where it stands at first.

    Panels of one area are tabs of each other, the first one in front.
    """

    name: str
    title: str
    tip: str
    area: str
    key: str
    icon: str
    factory: Callable[[Context], QWidget]
    is_open: bool = True
    """At first; otherwise it opens when there is something in it."""


def _palette(context: Context) -> QWidget:
    from designer.ui.panels.palette import PalettePanel

    return PalettePanel(context)


def _outline(context: Context) -> QWidget:
    from designer.ui.panels.outline import OutlinePanel

    return OutlinePanel(context)


def _inspector(context: Context) -> QWidget:
    from designer.ui.panels.inspector import InspectorPanel

    return InspectorPanel(context)


def _code(context: Context) -> QWidget:
    from designer.ui.panels.code import CodePanel

    return CodePanel(context)


def _summary(context: Context) -> QWidget:
    from designer.ui.panels.summary import SummaryPanel

    return SummaryPanel(context)


def _plot(context: Context) -> QWidget:
    from designer.ui.panels.plot import PlotPanel

    return PlotPanel(context)


def _problems(context: Context) -> QWidget:
    from designer.ui.panels.problems import ProblemsPanel

    return ProblemsPanel(context)


def _differences(context: Context) -> QWidget:
    from designer.ui.panels.differences import DifferencesPanel

    return DifferencesPanel(context)


def _custom(context: Context) -> QWidget:
    from designer.ui.panels.custom_layers import CustomLayersPanel

    return CustomLayersPanel(context)


def _run(context: Context) -> QWidget:
    from designer.ui.panels.run import RunPanel

    return RunPanel(context)


def _inside(context: Context) -> QWidget:
    from designer.ui.panels.inside import InsidePanel

    return InsidePanel(context)


def _costs(context: Context) -> QWidget:
    from designer.ui.panels.costs import CostsPanel

    return CostsPanel(context)


# fmt: off
PANELS = (
    PanelSpec("palette", T("Actions", "&Layers"), T("Actions", "Layers and ops to place"),
              LEFT, "Ctrl+1", "layers", _palette),
    PanelSpec("outline", T("Actions", "&Outline"), T("Actions", "Every node as a list"),
              LEFT, "Ctrl+2", "list-tree", _outline),
    PanelSpec("inspector", T("Actions", "&Inspector"), T("Actions", "Values of what is selected"),
              RIGHT, "Ctrl+3", "sliders-horizontal", _inspector),
    PanelSpec("code", T("Actions", "&Code"), T("Actions", "The Python code of this model"),
              BELOW, "Ctrl+4", "code", _code),
    PanelSpec("summary", T("Actions", "&Summary"), T("Actions", "The table that Keras prints"),
              BELOW, "Ctrl+5", "table", _summary),
    PanelSpec("plot", T("Actions", "&Graph"), T("Actions", "The drawing that Keras makes"),
              BELOW, "Ctrl+6", "workflow", _plot),
    PanelSpec("run", T("Actions", "R&un"), T("Actions", "Train the model and watch what it costs"),
              BELOW, "Ctrl+R", "chart-line", _run),
    PanelSpec("inside", T("Actions", "Loo&k inside"),
              T("Actions", "First step, gradients, times and activations by layer"),
              BELOW, "Ctrl+J", "scan", _inside, is_open=False),
    PanelSpec("costs", T("Actions", "Cos&ts"),
              T("Actions", "What the model needs before it runs, by node: memory, multiply-adds"),
              BELOW, "Ctrl+Shift+M", "layout-dashboard", _costs, is_open=False),
    PanelSpec("problems", T("Actions", "&Problems"), T("Actions", "What is wrong, and ways out"),
              BELOW, "Ctrl+7", "triangle-alert", _problems),
    PanelSpec("differences", T("Actions", "&Differences"),
              T("Actions", "What a comparison has found"),
              LEFT, "Ctrl+8", "diff", _differences, is_open=False),
    PanelSpec("custom", T("Actions", "Custom la&yers"),
              T("Actions", "The sources of the layers that this design brings"),
              BELOW, "Ctrl+9", "puzzle", _custom, is_open=False),
)
# fmt: on
