"""The straight line of a verdict on memory, and the band in which its slope lies. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from designer.diagnosis.leaks.verdict import MB, Verdict
from designer.protocol.run import MemorySample


@dataclass(frozen=True)
class SlopeLine:
    """Bytes at the ends of epochs: on the line, and at the two edges of the band."""

    samples: Sequence[MemorySample]
    line: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]


def slope_line(verdict: Verdict, at_epoch_ends: Sequence[MemorySample]) -> SlopeLine | None:
    """The line over the epochs that were judged, through the middle of their memory; None where a
    verdict tells of no slope an epoch."""
    judged = [each for each in at_epoch_ends if each.epoch >= (verdict.from_epoch or 0)]
    if verdict.mb_per_epoch is None or len(judged) < 2:
        return None
    slope = verdict.mb_per_epoch * MB
    centre = median(each.epoch for each in judged)
    level = median(each.anonymous_bytes - slope * (each.epoch - centre) for each in judged)

    def along(mb_per_epoch: float | None) -> list[float]:
        step = slope if mb_per_epoch is None else mb_per_epoch * MB
        return [level + step * (each.epoch - centre) for each in judged]

    one, other = along(verdict.low), along(verdict.high)
    low = [min(pair) for pair in zip(one, other, strict=True)]
    high = [max(pair) for pair in zip(one, other, strict=True)]
    return SlopeLine(judged, along(verdict.mb_per_epoch), low, high)
