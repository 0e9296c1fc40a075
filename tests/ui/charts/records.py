"""Runs for the charts to draw."""

from __future__ import annotations

import math
import random

from designer.diagnosis.leaks.verdict import Verdict
from designer.graph.run_settings import RunSettings
from designer.protocol.run import MemorySample
from designer.session.run_record import ENDED, RunRecord

PER_EPOCH = 50


def run_of(
    name: str = "Run 1",
    epochs: int = 10,
    leak_mb: float = 0.0,
    per_epoch: int = PER_EPOCH,
    seed: int = 1,
) -> RunRecord:
    """A run that has learned for so many epochs, its memory rising by so much in each."""
    record = RunRecord(name, name, RunSettings(epochs=max(epochs, 1)), began="2026-01-02T03:04:05")
    record.about = {"steps_per_epoch": per_epoch, "epochs": epochs}
    record.state = ENDED
    rng = random.Random(seed)
    for epoch in range(epochs):
        grow(record, epoch, per_epoch, leak_mb, rng)
    return record


def grow(record: RunRecord, epoch: int, per_epoch: int, leak_mb: float, rng: random.Random) -> None:
    for number in range(per_epoch):
        step = epoch * per_epoch + number + 1
        part = step / per_epoch
        loss = 2.3 * math.exp(-part / 4) + 0.05 + rng.uniform(-0.03, 0.03)
        logs = {"loss": loss, "accuracy": 1 - loss / 2.6}
        record.by_step.add(step, step * 0.02, epoch, logs)
        bytes_ = int(800e6 + 30e6 * min(part, 3) + leak_mb * 1e6 * part + rng.uniform(0, 2e6))
        sample = MemorySample(step * 0.02, step, epoch, bytes_ + 300_000_000, bytes_, 90_000_000)
        record.memory.append(sample)
    record.by_epoch.add(
        step, step * 0.02, epoch, {**logs, "val_loss": loss * 1.1, "val_accuracy": 0.9 - loss / 3}
    )
    record.epoch_memory.append(sample)


LEAKING = Verdict(
    "leaking",
    "Leaking: 14.1 MB an epoch (13.8 to 14.4). Memory is full in 2 h 5 min.",
    14.1,
    13.2,
    15.0,
    0.28,
    7500.0,
    3,
)
