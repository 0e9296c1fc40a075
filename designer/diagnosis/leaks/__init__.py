"""Whether memory that grows during a run is a leak, who leaks, and the cure. Pure."""

from designer.diagnosis.leaks.verdict import Sample, Verdict, verdict_of

__all__ = ["Sample", "Verdict", "verdict_of"]
