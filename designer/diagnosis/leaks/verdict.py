"""Whether a run that takes more and more memory leaks, or only warms up.

What is looked at is anonymous resident memory, and of it the lowest level of each stretch (an
epoch, or where there are few, an equal number of steps): temporaries come and go, a leak lifts the
floor. Healthy runs ramp by 12 to 40 MB an epoch for three to five epochs, rise by one step of 85 MB
at a second `compile`, and creep by half a megabyte an epoch for up to twenty: so growth counts as a
leak only once it goes on at the same pace, in most stretches, and fast enough for their number.
Stretches are joined by two and by four as well: what allocates in large pieces, or is a saw of
several epochs that climbs, rises in every joined one only. Pure: no Qt, no keras, no numpy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from designer.diagnosis.leaks.slope import Slope, slope_of

MB = 10**6

STEADY = "steady"
WARMING_UP = "warming up"
LEAKING = "leaking"
TOO_SHORT = "too short"

_FEWEST_EPOCHS = 6
"""With fewer, steps are looked at instead."""
_FEWEST_STEPS = 250
_FEWEST_STEPS_OF_EPOCHS = 1500
"""A ramp goes on for several epochs: it must not be taken for a leak that steps show."""
_STRETCHES = 16
"""Into so many equal parts a run is cut where epochs are too few."""
_FEWEST_STRETCHES = 6
_MOST_BURN_IN = 5
_SURE_MB = 0.75
"""An epoch: slower growth may still be the creep of a healthy run."""
_SURE_AT_LEAST = 0.6
"""Part of that, that the lower bound has to reach."""
_EARLY_BOUND = 0.5
_LATE_BOUND = 0.2
"""Part of the slope that the lower bound has to reach too: three steps in few stretches have a
slope, but hardly a bound."""
_RISE = 0.25
_EARLY_RISE = 0.4
"""Part of the slope by which a stretch has to grow to count as grown."""
_MOST_RISES = 0.7
_LAST = 2
_JOINED = (1, 2, 3, 4)
_JUMP = 5.0
"""Times the typical rise: one rise that large in six is a step, which says nothing of the pace."""
_RISES_A_JUMP = 6
_FLAT = 1 / 3
_EXCLUDED = 4 / 3
"""Parts of the slope that is surely a leak: a steady run changes by less than the first, and its
interval excludes the second."""
_FEWEST_FOR_A_LEAK = 9
"""Stretches: a ramp at the beginning looks like a leak before that."""
_FEWEST_LEFT = 6
"""Stretches that stay when the beginning is cut off."""
_PACE = 0.65
_EARLY_PACE = 0.8
_MANY_RISES = 9
"""Late growth has to be this part of early growth; more of it while there are few rises."""
_SLOW_MB = 0.25
_SLOW_FROM = 30
"""So many epochs it takes to call slower growth a leak."""
_FEWEST_MB = 5.0
"""In all, where there are no epochs to go by."""
_MOST_POINTS = 120
"""More stretches are thinned: all pairs of them are compared."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Memory at one moment of a run. `epoch` counts from 0, `step` over the whole run."""

    seconds: float
    step: int
    epoch: int
    anonymous_bytes: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the samples say, and how sure that is. Megabytes are 10^6 bytes."""

    kind: str
    sentence: str
    mb_per_epoch: float | None = None
    """None where the run has no epochs to go by."""
    low: float | None = None
    high: float | None = None
    """They bound `mb_per_epoch`, or `mb_per_step` where there is no other."""
    mb_per_step: float | None = None
    seconds_until_full: float | None = None
    """Of the memory that was free; None where nothing leaks or that is not known."""
    from_epoch: int | None = None
    """Where the stretch begins that was judged."""

    def to_json(self) -> dict[str, object]:
        """The words and numbers of the verbs' JSON."""
        return {
            "verdict": self.kind,
            "mb_per_epoch": _rounded(self.mb_per_epoch),
            "mb_per_epoch_low": _rounded(self.low if self.mb_per_epoch is not None else None),
            "mb_per_epoch_high": _rounded(self.high if self.mb_per_epoch is not None else None),
            "mb_per_step": _rounded(self.mb_per_step, 6),
            "seconds_until_full": _rounded(self.seconds_until_full, 0),
        }


@dataclass(frozen=True, slots=True)
class _Floor:
    """The lowest level of one stretch."""

    place: float
    """Number of the epoch, or of the step in the middle."""
    mb: float
    step: float
    seconds: float


def verdict_of(samples: Sequence[Sample], free_bytes: int | None = None) -> Verdict:
    """What these samples, in their order, say of the run so far. `free_bytes` is what the machine
    had left at the last of them."""
    running = [each for each in samples if each.step > 0]
    epochs = _epochs(running)
    if len(epochs) >= _FEWEST_EPOCHS:
        return _judged(epochs, free_bytes, per_epoch=True)
    stretches = _stretches(running)
    steps = running[-1].step if running else 0
    fewest = _FEWEST_STEPS if len(epochs) < 2 else _FEWEST_STEPS_OF_EPOCHS
    if len(stretches) < _FEWEST_STRETCHES or steps < fewest:
        return Verdict(TOO_SHORT, _too_short(len(epochs)))
    return _judged(stretches, free_bytes, per_epoch=False, epochs=epochs)


def _epochs(samples: Sequence[Sample]) -> list[_Floor]:
    """The floors of whole epochs; the last counts once another has begun or it is as long."""
    by_epoch: dict[int, list[Sample]] = {}
    for each in samples:
        by_epoch.setdefault(each.epoch, []).append(each)
    return [_floor(epoch, inside) for epoch, inside in sorted(by_epoch.items())]


def _floor(place: float, inside: Sequence[Sample]) -> _Floor:
    """The mean of the lowest quarter: one sample alone may have caught a moment."""
    levels = sorted(each.anonymous_bytes for each in inside)
    lowest = levels[: (len(levels) + 3) // 4]
    last = inside[-1]
    return _Floor(place, sum(lowest) / len(lowest) / MB, last.step, last.seconds)


def _stretches(samples: Sequence[Sample]) -> list[_Floor]:
    """Floors of equal numbers of steps."""
    steps = sorted({each.step for each in samples})
    if len(steps) < 2 * _FEWEST_STRETCHES:
        return []
    first, last = steps[0], steps[-1]
    count = min(_STRETCHES, len(steps) // 2)
    inside: dict[int, list[Sample]] = {}
    for each in samples:
        number = min(count - 1, (each.step - first) * count // max(1, last - first))
        inside.setdefault(number, []).append(each)
    return [_floor(number, found) for number, found in sorted(inside.items())]


@dataclass(frozen=True, slots=True)
class _Judgement:
    kind: str
    kept: Sequence[_Floor]
    slope: Slope


def _judged(
    floors: Sequence[_Floor],
    free_bytes: int | None,
    *,
    per_epoch: bool,
    epochs: Sequence[_Floor] = (),
) -> Verdict:
    found = _judgement(floors, per_epoch=per_epoch)
    kind, kept, slope = found.kind, found.kept, found.slope
    steps = (kept[-1].step - kept[0].step) / max(kept[-1].place - kept[0].place, 1e-9)
    seconds = (kept[-1].seconds - kept[0].seconds) / max(kept[-1].place - kept[0].place, 1e-9)
    until_full = None
    if kind == LEAKING and free_bytes is not None and slope.value > 0:
        until_full = free_bytes / MB / slope.value * seconds
    per_step = slope.value / steps if steps > 0 else None
    if per_epoch:
        bounds = (slope.value, slope.low, slope.high)
        sentence = _sentence(kind, slope, "an epoch", len(kept), until_full)
        from_epoch = int(kept[0].place)
        return Verdict(kind, sentence, *bounds, per_step, until_full, from_epoch)
    by_step = Slope(*(each / max(steps, 1e-9) for each in (slope.value, slope.low, slope.high)))
    whole = _steps_per_epoch(epochs)
    if whole:
        by_epoch = Slope(by_step.value * whole, by_step.low * whole, by_step.high * whole)
        sentence = _sentence(kind, by_epoch, "an epoch", len(kept), until_full)
        bounds = (by_epoch.value, by_epoch.low, by_epoch.high)
        return Verdict(kind, sentence, *bounds, per_step, until_full)
    per_1000 = Slope(*(each * 1000 for each in (by_step.value, by_step.low, by_step.high)))
    sentence = _sentence(kind, per_1000, "in 1,000 steps", len(kept), until_full)
    return Verdict(kind, sentence, None, by_step.low, by_step.high, per_step, until_full)


def _judgement(floors: Sequence[_Floor], *, per_epoch: bool) -> _Judgement:
    """That of the finest stretches, or of the first joined ones that show a leak."""
    found: list[_Judgement] = []
    for size in _JOINED:
        joined = _joined(floors, size)
        if found and len(joined) < _FEWEST_FOR_A_LEAK:
            break
        kept = _after_burn_in(joined)
        level = _without_jumps(kept)
        slope = _slope(level)
        kind = _kind(level, slope, len(joined), len(floors), per_epoch=per_epoch)
        found.append(_Judgement(kind, kept, slope))
    return next((each for each in found if each.kind == LEAKING), found[0])


def _joined(floors: Sequence[_Floor], size: int) -> Sequence[_Floor]:
    """The lowest of so many in a row; what is left over is at the beginning, which is warm-up."""
    if size == 1:
        return floors
    whole = floors[len(floors) % size :]
    groups = [whole[start : start + size] for start in range(0, len(whole), size)]
    return [
        _Floor(
            sum(each.place for each in group) / size,
            min(each.mb for each in group),
            sum(each.step for each in group) / size,
            sum(each.seconds for each in group) / size,
        )
        for group in groups
    ]


def _without_jumps(floors: Sequence[_Floor]) -> Sequence[_Floor]:
    """The same with single steps, as of a second `compile`, made as low as a typical rise."""
    rises = [later.mb - first.mb for first, later in pairwise(floors)]
    typical = median(rises)
    largest = sorted(rises, reverse=True)[: len(rises) // _RISES_A_JUMP]
    jumps = {rise for rise in largest if typical > 0 and rise > _JUMP * typical}
    mb = floors[0].mb
    level = [floors[0]]
    for floor, rise in zip(floors[1:], rises, strict=True):
        mb += typical if rise in jumps else rise
        level.append(replace(floor, mb=mb))
    return level


def _slope(floors: Sequence[_Floor]) -> Slope:
    thin = floors[:: len(floors) // _MOST_POINTS + 1]
    return slope_of([each.place for each in thin], [each.mb for each in thin])


def _after_burn_in(floors: Sequence[_Floor]) -> Sequence[_Floor]:
    """What is left when the ramp at the beginning is cut off: as little as makes the rest rise at
    an even pace, and where nothing does, as much as may be."""
    most = max(1, min(max(_MOST_BURN_IN, len(floors) // 4), len(floors) - _FEWEST_LEFT))
    for cut in range(1, most):
        if _keeps_pace(_rises(floors[cut:])):
            return floors[cut:]
    return floors[most:]


def _rises(floors: Sequence[_Floor]) -> list[float]:
    return [
        (later.mb - first.mb) / (later.place - first.place) for first, later in pairwise(floors)
    ]


def _kind(kept: Sequence[_Floor], slope: Slope, count: int, finest: int, *, per_epoch: bool) -> str:
    """`count` are the stretches with those cut off, `finest` those before any were joined."""
    least = _SURE_MB if per_epoch else _FEWEST_MB / finest
    if count >= _FEWEST_FOR_A_LEAK and _goes_on(kept, slope):
        bound = _EARLY_BOUND if len(kept) <= _MANY_RISES else _LATE_BOUND
        enough = max(_SURE_AT_LEAST * least, bound * slope.value)
        is_fast = slope.value > least and slope.low > enough
        is_slow_one = per_epoch and finest >= _SLOW_FROM and slope.low > _SLOW_MB
        if is_fast or is_slow_one:
            return LEAKING
    late = _slope(kept[len(kept) // 2 :])
    is_flat = any(
        each.value < _FLAT * least and each.high < _EXCLUDED * least for each in (slope, late)
    )
    return STEADY if is_flat and late.value < least and len(kept) >= 4 else WARMING_UP


def _goes_on(kept: Sequence[_Floor], slope: Slope) -> bool:
    """Whether it grows in most stretches, in the last ones too, and at the end as fast as at the
    beginning: one jump is no leak, and neither is a ramp that flattens. Of few stretches, all but
    one have to grow."""
    rises = _rises(kept)
    is_early = len(rises) < _MANY_RISES
    grown = sum(rise > (_EARLY_RISE if is_early else _RISE) * slope.value for rise in rises)
    most = len(rises) - 1 if is_early else _MOST_RISES * len(rises)
    last = sum(rises[-_LAST:]) / _LAST
    return grown >= most and last > _EARLY_RISE * slope.value and _keeps_pace(rises)


def _keeps_pace(rises: Sequence[float]) -> bool:
    middle = (len(rises) + 1) // 2
    pace = _EARLY_PACE if len(rises) < _MANY_RISES else _PACE
    return _typical(rises[middle:]) > pace * _typical(rises[:middle])


def _typical(rises: Sequence[float]) -> float:
    """The mean without the largest and the smallest, where there are enough."""
    ordered = sorted(rises)
    inner = ordered[1:-1] if len(ordered) > 4 else ordered
    return sum(inner) / len(inner)


def _steps_per_epoch(epochs: Sequence[_Floor]) -> float:
    """0 where fewer than two epochs were seen."""
    if len(epochs) < 2:
        return 0.0
    return (epochs[-2].step) / (len(epochs) - 1)


def _sentence(kind: str, slope: Slope, per: str, count: int, until_full: float | None) -> str:
    numbers = f"{slope.value:.2f} MB {per} (between {slope.low:.2f} and {slope.high:.2f})"
    if kind == LEAKING:
        said = f"Memory leaks: it grows by {numbers}, and does not slow down."
        return f"{said} It is full in {_duration(until_full)}." if until_full is not None else said
    if kind == STEADY:
        return f"Memory is steady: it changes by {numbers}."
    return (
        f"Memory still grows, by {numbers}, which may be warm-up: {count} stretches are too few to "
        "tell, or it slows down."
    )


def _too_short(epochs: int) -> str:
    seen = f"{epochs} epochs were seen" if epochs > 1 else "the run was short"
    return f"It is too early to tell whether memory leaks: {seen}. Let it run for ten epochs."


def _duration(seconds: float) -> str:
    for size, word in ((86_400, "days"), (3600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{seconds / size:,.0f} {word}"
    return f"{seconds:.0f} seconds"


def _rounded(value: float | None, digits: int = 4) -> float | None:
    return None if value is None else round(value, digits)
