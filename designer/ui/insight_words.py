"""What the heat maps are called, in the panel and in the legend."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from designer.session.node_costs import Terms
from designer.ui.translation import T

TITLES = {
    "": T("Insight", "No heat map"),
    "parameters": T("Insight", "Parameters"),
    "macs": T("Insight", "Multiply-adds"),
    "activations": T("Insight", "Activations"),
    "memory": T("Insight", "Share in the memory peak"),
    "forward": T("Insight", "Time forward"),
    "backward": T("Insight", "Time backward"),
    "gradients": T("Insight", "Norm of gradients"),
}
"""By the names in `COST_SOURCES` and `HEAT_SOURCES`, in the order in which they are offered."""


def title_of(name: str) -> str:
    return QCoreApplication.translate("Insight", TITLES[name])


def heat_title(name: str, is_log: bool, is_stale: bool) -> str:
    """Of the legend."""
    words = [title_of(name)]
    if is_log:
        words.append(QCoreApplication.translate("Insight", "logarithmic"))
    if is_stale:
        words.append(QCoreApplication.translate("Insight", "of an earlier design"))
    return ", ".join(words)


def terms_words(terms: Terms) -> str:
    """What was chosen beside the run settings and the design; empty where nothing was."""
    chosen = (
        (QCoreApplication.translate("Insight", "batch {value}"), terms.batch),
        (QCoreApplication.translate("Insight", "{value} px high"), terms.resolution),
        ("{value}", terms.precision),
    )
    return " · ".join(words.format(value=value) for words, value in chosen if value)
