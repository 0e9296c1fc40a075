"""From what is known of a run to the curves of the charts: only what is new is copied."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from designer.protocol.run import MemorySample
from designer.session.run_record import PREDICTED, PREDICTED_LEAST, RunRecord, Series
from designer.ui.charts.axes import Along, translated
from designer.ui.charts.colours import Stroke
from designer.ui.charts.curves import Curve
from designer.ui.translation import T

VALIDATION = "val_"

MEMORY_PARTS: Sequence[tuple[str, str, Stroke]] = (
    ("anonymous_bytes", T("chart", "anonymous"), Stroke.SOLID),
    ("resident_bytes", T("chart", "resident"), Stroke.DASHED),
    ("python_bytes", T("chart", "Python"), Stroke.DOTTED),
    ("device_bytes", T("chart", "device"), Stroke.MIXED),
)


def metric_names(records: Sequence[RunRecord]) -> list[str]:
    """What can be drawn of these runs, validation left out: the loss first."""
    found: dict[str, None] = {}
    for record in records:
        for series in (record.by_step, record.by_epoch):
            found |= {name.removeprefix(VALIDATION): None for name in series.values}
    return sorted(found, key=lambda name: name != "loss")


class MetricFeed:
    """Keeps the curves of one metric of one run."""

    def __init__(self, record: RunRecord, name: str, along: Along, colour: int) -> None:
        self._record, self._name, self._along = record, name, along
        self._is_by_step = along is not Along.EPOCH or steps_per_epoch(record) is not None
        self.curves = [self._curve(colour, name), self._curve(colour, VALIDATION + name)]

    def update(self) -> list[Curve]:
        """Copy what is new; the curves that have points, or gaps."""
        record, (training, validation) = self._record, self.curves
        by_step = self._is_by_step and self._name in record.by_step.values
        self._grow(training, record.by_step if by_step else record.by_epoch, self._name)
        self._grow(validation, record.by_epoch, VALIDATION + self._name)
        return [curve for curve in self.curves if len(curve.x)]

    def _curve(self, colour: int, name: str) -> Curve:
        is_validation = name.startswith(VALIDATION)
        stroke = Stroke.DASHED if is_validation else Stroke.SOLID
        key = f"{self._record.id}/{name}"
        smooth = not is_validation
        return Curve(key, self._record.name, name, colour, stroke, is_validation, smooth)

    def _grow(self, curve: Curve, series: Series, name: str) -> None:
        column = series.values.get(name)
        done = len(curve.x)
        if column is None or done >= len(series.steps):
            return
        x = np.asarray(self._places(series, done), dtype=np.float64)
        curve.extend(x, column[done:])

    def _places(self, series: Series, begin: int) -> Sequence[float]:
        if self._along is Along.TIME:
            return series.seconds[begin:]
        if self._along is Along.STEP:
            return series.steps[begin:]
        per_epoch = steps_per_epoch(self._record)
        if per_epoch is None:
            return [epoch + 1 for epoch in series.epochs[begin:]]
        return [step / per_epoch for step in series.steps[begin:]]


class MemoryFeed:
    """Keeps the curves of the memory of one run."""

    def __init__(self, record: RunRecord, along: Along, colour: int) -> None:
        self._record, self._along = record, along
        self._taken = 0
        self.curves = [
            Curve(
                f"{record.id}/{part}",
                record.name,
                translated(name),
                colour,
                stroke,
                is_smoothed=False,
                is_at_first=part == "anonymous_bytes",
            )
            for part, name, stroke in MEMORY_PARTS
        ]
        self.predicted = Curve(
            f"{record.id}/{PREDICTED}",
            record.name,
            translated(T("chart", "predicted")),
            colour,
            Stroke.LONG,
            is_smoothed=False,
        )

    def update(self) -> list[Curve]:
        """Copy what is new; the curves that have points."""
        samples = self._record.memory[self._taken :]
        self._taken += len(samples)
        if self._along is not Along.TIME:
            # What was held before the first step would all stand at one place.
            samples = [sample for sample in samples if sample.step > 0]
        for (part, _, _), curve in zip(MEMORY_PARTS, self.curves, strict=True):
            known = [sample for sample in samples if getattr(sample, part) is not None]
            curve.extend(
                [self.place(sample) for sample in known],
                [float(getattr(sample, part)) for sample in known],
            )
        peak = self._record.about.get(PREDICTED)
        if peak:
            if self._record.about.get(PREDICTED_LEAST):
                self.predicted.name = translated(T("chart", "≥ predicted"))
            self.predicted.extend(list(map(self.place, samples)), [float(peak)] * len(samples))
        return [curve for curve in (*self.curves, self.predicted) if len(curve.x)]

    def marks(self) -> list[float]:
        """Where the epochs end."""
        return [self.place(sample) for sample in self._record.epoch_memory]

    def place(self, sample: MemorySample) -> float:
        """Where a sample stands on the horizontal axis."""
        if self._along is Along.TIME:
            return sample.seconds
        per_epoch = steps_per_epoch(self._record)
        if self._along is Along.STEP:
            return float(sample.step)
        return sample.step / per_epoch if per_epoch else float(sample.epoch)


def steps_per_epoch(record: RunRecord) -> int | None:
    """How many steps an epoch has, where that is known."""
    told = record.about.get("steps_per_epoch")
    return int(told) if told else None
