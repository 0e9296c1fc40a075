"""The panels in one table. To add one, write its widget in a file here, and its row.

A panel's class is named and not imported here: this table is read before the second paint.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
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
    kind: str
    """Its class, as `module:class` of this package."""
    is_open: bool = True
    """At first; otherwise it opens when there is something in it."""

    def load(self) -> Callable[[Context], QWidget]:
        """What makes the panel, imported where it is not yet."""
        module, _, kind = self.kind.partition(":")
        made: Callable[[Context], QWidget] = getattr(import_module(f"{__name__}.{module}"), kind)
        return made


# fmt: off
PANELS = (
    PanelSpec("palette", T("Actions", "&Layers"), T("Actions", "Layers and ops to place"),
              LEFT, "Ctrl+1", "layers", "palette:PalettePanel"),
    PanelSpec("outline", T("Actions", "&Outline"), T("Actions", "Every node as a list"),
              LEFT, "Ctrl+2", "list-tree", "outline:OutlinePanel"),
    PanelSpec("inspector", T("Actions", "&Inspector"), T("Actions", "Values of what is selected"),
              RIGHT, "Ctrl+3", "sliders-horizontal", "inspector:InspectorPanel"),
    PanelSpec("code", T("Actions", "&Code"), T("Actions", "The Python code of this model"),
              BELOW, "Ctrl+4", "code", "code:CodePanel"),
    PanelSpec("summary", T("Actions", "&Summary"), T("Actions", "The table that Keras prints"),
              BELOW, "Ctrl+5", "table", "summary:SummaryPanel"),
    PanelSpec("plot", T("Actions", "&Graph"), T("Actions", "The drawing that Keras makes"),
              BELOW, "Ctrl+6", "workflow", "plot:PlotPanel"),
    PanelSpec("run", T("Actions", "R&un"), T("Actions", "Train the model and watch what it costs"),
              BELOW, "Ctrl+R", "chart-line", "run:RunPanel"),
    PanelSpec("inside", T("Actions", "Loo&k inside"),
              T("Actions", "First step, gradients, times and activations by layer"),
              BELOW, "Ctrl+J", "scan", "inside:InsidePanel", is_open=False),
    PanelSpec("costs", T("Actions", "Cos&ts"),
              T("Actions", "What the model needs before it runs, by node: memory, multiply-adds"),
              BELOW, "Ctrl+Shift+M", "layout-dashboard", "costs:CostsPanel", is_open=False),
    PanelSpec("problems", T("Actions", "&Problems"), T("Actions", "What is wrong, and ways out"),
              BELOW, "Ctrl+7", "triangle-alert", "problems:ProblemsPanel"),
    PanelSpec("differences", T("Actions", "&Differences"),
              T("Actions", "What a comparison has found"),
              LEFT, "Ctrl+8", "diff", "differences:DifferencesPanel", is_open=False),
    PanelSpec("custom", T("Actions", "Custom la&yers"),
              T("Actions", "The sources of the layers that this design brings"),
              BELOW, "Ctrl+9", "puzzle", "custom_layers:CustomLayersPanel", is_open=False),
)
# fmt: on
