"""Whether memory that grows during a run is a leak, who leaks, and the cure. Pure."""

from designer.diagnosis.leaks.verdict import (
    LEAKING,
    STEADY,
    TOO_SHORT,
    WARMING_UP,
    Sample,
    Verdict,
    verdict_of,
)

__all__ = ["LEAKING", "STEADY", "TOO_SHORT", "WARMING_UP", "Sample", "Verdict", "verdict_of"]
