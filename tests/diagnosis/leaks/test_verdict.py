"""Curves as real runs draw them, many of each family: no healthy one is called a leak."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

import pytest

from designer.diagnosis.leaks import Sample, Verdict, verdict_of
from designer.diagnosis.leaks.slope import slope_of
from designer.diagnosis.leaks.verdict import LEAKING, STEADY, TOO_SHORT, WARMING_UP

Curve = Callable[[float], float]
"""Megabytes above the beginning after so many epochs."""
Family = Callable[[random.Random], Curve]
SEEDS = range(20)
STEPS = 200


def warm(x: float, mb: float = 30.0, epochs: float = 1.0) -> float:
    return mb * (1 - math.exp(-x / epochs))


def ramp(r: random.Random) -> Curve:
    mb, epochs = r.uniform(12, 40), r.uniform(2, 5)
    return lambda x: mb * min(x, epochs) + 0.05 * x


def ramp_and_step(r: random.Random) -> Curve:
    mb, epochs, at = r.uniform(12, 40), r.uniform(2, 4), r.uniform(4, 9)
    return lambda x: mb * min(x, epochs) + 85 * (x > at)


def creep(r: random.Random) -> Curve:
    mb = r.uniform(0.2, 0.5)
    return lambda x: warm(x) + mb * min(x, 20)


def slow_warm_up(r: random.Random) -> Curve:
    epochs = r.uniform(1, 8)
    return lambda x: warm(x, 40, epochs)


def two_steps(r: random.Random) -> Curve:
    first, second = r.uniform(1, 8), r.uniform(4, 12)
    return lambda x: 20 * min(x, 1) + 30 * (x > first) + 20 * (x > second)


def ramp_then_creep(r: random.Random) -> Curve:
    mb, epochs = r.uniform(12, 40), r.uniform(3, 5)
    return lambda x: mb * min(x, epochs) + 0.5 * min(x, 20)


def creep_in_pieces(r: random.Random) -> Curve:
    piece = r.choice([0.25, 0.5, 1, 2])
    offset = r.uniform(0, piece)
    return lambda x: warm(x) + in_pieces(0.5 * min(x, 20) + offset, piece)


def three_steps(r: random.Random) -> Curve:
    steps = [(r.uniform(1, 14), r.uniform(5, 40)) for _ in range(3)]
    return lambda x: warm(x) + sum(mb * (x > at) for at, mb in steps)


def drop(r: random.Random) -> Curve:
    at, mb = r.uniform(4, 10), r.uniform(20, 80)
    return lambda x: warm(x) - (mb - warm(x - at, mb / 2, 2) if x > at else 0)


def flattening(r: random.Random) -> Curve:
    mb = r.uniform(1, 4)
    return lambda x: warm(x) + mb * math.log(1 + x)


def in_pieces(mb: float, piece: float) -> float:
    return math.floor(mb / piece) * piece


def long_saw(r: random.Random, climb: float) -> Curve:
    epochs, mb, offset = r.uniform(1.5, 4), r.uniform(5, 30), r.random()
    return lambda x: warm(x) + mb * ((x / epochs + offset) % 1) + climb * x


def pieces(r: random.Random, slope: float, piece: float) -> Curve:
    offset = r.uniform(0, piece)
    return lambda x: warm(x) + in_pieces(slope * x + offset, piece)


def beside_a_step(r: random.Random) -> Curve:
    at = r.uniform(1, 12)
    return lambda x: warm(x) + x + 85 * (x > at)


HEALTHY: dict[str, Family] = {
    "flat": lambda r: lambda x: 0.05 * x,
    "ramp": ramp,
    "ramp and step": ramp_and_step,
    "creep": creep,
    "slow warm-up": slow_warm_up,
    "two steps": two_steps,
    "tensorboard": lambda r: lambda x: warm(x) + 0.18 * x,
    "ramp, then creep": ramp_then_creep,
    "creep in pieces": creep_in_pieces,
    "three steps": three_steps,
    "drop": drop,
    "flattening": flattening,
    "saw of several epochs": lambda r: long_saw(r, 0.0),
}
LEAKS: dict[str, tuple[Family, float]] = {
    "1 MB": (lambda r: lambda x: warm(x) + x, 1.0),
    "14 MB": (lambda r: lambda x: warm(x) + 14 * x, 14.0),
    "in quarters of a megabyte": (lambda r: lambda x: warm(x) + math.floor(4.8 * x) / 4, 1.2),
    "from the first moment": (lambda r: lambda x: 2 * x, 2.0),
}


COARSE_LEAKS: dict[str, tuple[Family, float]] = {
    "two megabytes every other epoch": (lambda r: pieces(r, 1, 2), 1.0),
    "eight megabytes every fourth": (lambda r: pieces(r, 2, 8), 2.0),
    "half of the pieces an epoch": (lambda r: pieces(r, 0.5, 1), 0.5),
    "a saw of several epochs that climbs": (lambda r: long_saw(r, 3), 3.0),
    "beside one step": (beside_a_step, 1.0),
    "from the tenth epoch on": (lambda r: lambda x: warm(x) + 3 * max(0, x - 10), 3.0),
}


def run_of(
    curve: Curve, epochs: int, seed: int, *, saw_mb: float = 0.0, per_epoch: int = 20
) -> list[Sample]:
    r = random.Random(seed)
    noise = r.choice([0.02, 0.1])
    samples = []
    for number in range(epochs * per_epoch):
        x = (number + 1) / per_epoch
        mb = 500 + curve(x) + saw_mb * (number % per_epoch) / per_epoch + r.gauss(0, noise)
        step = (number + 1) * STEPS // per_epoch
        samples.append(Sample(x, step, number // per_epoch, int(mb * 1e6)))
    return samples


def verdicts(family: Family, epochs: int, saw_mb: float = 0.0) -> list[Verdict]:
    found = []
    for seed in SEEDS:
        curve = family(random.Random(seed))
        found.append(verdict_of(run_of(curve, epochs, seed, saw_mb=saw_mb)))
    return found


@pytest.mark.parametrize("saw_mb", [0.0, 25.0])
@pytest.mark.parametrize("epochs", [3, 6, 8, 10, 14, 20, 40])
@pytest.mark.parametrize("name", HEALTHY)
def test_a_healthy_run_is_never_called_a_leak(name: str, epochs: int, saw_mb: float) -> None:
    kinds = [each.kind for each in verdicts(HEALTHY[name], epochs, saw_mb)]
    assert LEAKING not in kinds
    if epochs == 40:
        assert set(kinds) == {STEADY}


@pytest.mark.parametrize("saw_mb", [0.0, 25.0])
@pytest.mark.parametrize("epochs", [10, 14, 20, 40])
@pytest.mark.parametrize("name", LEAKS)
def test_a_leak_is_found_by_the_tenth_epoch_and_measured(
    name: str, epochs: int, saw_mb: float
) -> None:
    family, slope = LEAKS[name]
    for verdict in verdicts(family, epochs, saw_mb):
        assert verdict.kind == LEAKING
        assert verdict.mb_per_epoch == pytest.approx(slope, rel=0.2)
        assert verdict.mb_per_step == pytest.approx(slope / STEPS, rel=0.2)
        assert verdict.low <= verdict.mb_per_epoch <= verdict.high


def test_a_slow_leak_is_found_once_it_has_gone_on_for_long() -> None:
    def slow(r: random.Random) -> Curve:
        return lambda x: warm(x) + 0.4 * x

    assert {each.kind for each in verdicts(slow, 40)} == {LEAKING}
    assert LEAKING not in {each.kind for each in verdicts(slow, 15)}


@pytest.mark.parametrize("name", COARSE_LEAKS)
def test_a_leak_that_rises_now_and_then_is_found_in_time_and_measured(name: str) -> None:
    family, slope = COARSE_LEAKS[name]
    for verdict in verdicts(family, 50):
        assert verdict.kind == LEAKING
        assert verdict.mb_per_epoch == pytest.approx(slope, rel=0.2)


@pytest.mark.parametrize("epochs", [6, 8, 10, 14, 20, 25])
def test_growth_that_may_yet_be_a_leak_is_not_called_steady(epochs: int) -> None:
    def slow(r: random.Random) -> Curve:
        return lambda x: warm(x) + 0.5 * x

    assert {each.kind for each in verdicts(slow, epochs)} == {WARMING_UP}


def test_one_step_in_a_leak_does_not_move_its_figure() -> None:
    verdict = verdict_of(run_of(lambda x: 4 * x + 85 * (x > 8), 14, 0))
    assert verdict.kind == LEAKING
    assert verdict.mb_per_epoch == pytest.approx(4, rel=0.1)


def test_without_epochs_steps_are_looked_at() -> None:
    leaking = [Sample(n, n, 0, int((500 + warm(n / 20) + 0.07 * n) * 1e6)) for n in range(1, 800)]
    verdict = verdict_of(leaking)
    assert verdict.kind == LEAKING and verdict.mb_per_epoch is None
    assert verdict.mb_per_step == pytest.approx(0.07, rel=0.2)
    flat = [Sample(n, n, 0, int((500 + warm(n / 20)) * 1e6)) for n in range(1, 800)]
    assert verdict_of(flat).kind == STEADY


def test_few_samples_are_too_few() -> None:
    assert verdict_of([]).kind == TOO_SHORT
    assert verdict_of([Sample(1.0, 1, 0, 10**9)]).kind == TOO_SHORT
    short = verdict_of([Sample(n, n, 0, 10**9 + n * 10**7) for n in range(1, 8)])
    assert short.kind == TOO_SHORT and "ten epochs" in short.sentence


def test_a_leak_says_when_memory_is_full() -> None:
    samples = run_of(lambda x: 10 * x, 20, 0)
    verdict = verdict_of(samples, free_bytes=1_000_000_000)
    assert verdict.seconds_until_full == pytest.approx(100, rel=0.1)
    assert "full in" in verdict.sentence


def test_a_slope_is_not_moved_by_one_point() -> None:
    xs = list(range(12))
    ys = [2.0 * x for x in xs]
    ys[5] = 500.0
    slope = slope_of(xs, ys)
    assert slope.value == pytest.approx(2.0)
    assert slope.low <= 2.0 <= slope.high
