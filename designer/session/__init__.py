"""Between the document and the worker: what is known of the design as it is now. QtCore only."""

from designer.session.results import Plot, Summary, SummaryRow, Totals
from designer.session.session import Session

__all__ = ["Plot", "Session", "Summary", "SummaryRow", "Totals"]
