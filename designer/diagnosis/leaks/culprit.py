"""Who leaks: the record of evidence that explains what was measured. Pure.

Evidence comes from a run under the eye (`designer/worker/eye/`): what happened again and again, at
which line of the person's code, and about how many bytes that leaves behind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

KERNELS = "new kernels in an eager call"
BY_SCALARS = "retracing by Python scalars"
BY_SHAPES = "retracing by varying shapes"
NEW_FUNCTIONS = "functions compiled again and again"
MODELS = "models rebuilt in a loop"
COMPILES = "compile repeated"
OPTIMIZERS = "optimizer recreated"
VARIABLES = "variables created in a loop"
ITERATORS = "iterators and writers made in a loop"
KEPT = "tensors kept in a list"

_MAKERS = (MODELS, COMPILES, OPTIMIZERS)
"""What these do brings kernels, traces and variables of its own: they go first, in this order."""
_EXPLAINS = 0.15
"""Part of the measured growth that evidence has to account for; its bytes are estimates."""
_MAKER_EXPLAINS = 0.02
"""What a model leaves behind depends on its size, which nobody has weighed."""

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Culprit:
    """What leaks, where, and how that is known."""

    pattern: str
    function: str
    """Qualified by its class: `NoisyLinear._scale_noise`."""
    file: str
    line: int
    layer: str
    """The Keras name of the layer at work; empty outside of layers."""
    sentence: str
    evidence: str
    argument: str = ""
    """The argument, attribute or name that it is about."""
    op: str = ""

    def to_json(self) -> dict[str, Any]:
        return {
            "layer": self.layer or None,
            "function": self.function,
            "file": self.file,
            "line": self.line,
            "pattern": self.pattern,
            "argument": self.argument or None,
            "evidence": self.evidence,
            "sentence": self.sentence,
        }


def culprit_of(evidence: Iterable[Record], mb_per_step: float | None) -> Culprit | None:
    """The culprit that explains the growth best; None where nothing that was seen does."""
    records = [record for record in evidence if _explains(record, mb_per_step)]
    if not records:
        return None
    return _culprit(min(records, key=_order))


def suspects_of(evidence: Iterable[Record], mb_per_step: float | None) -> list[Culprit]:
    """All that explain a part of the growth, the heaviest first."""
    records = [record for record in evidence if _explains(record, mb_per_step)]
    return [_culprit(record) for record in sorted(records, key=_order)]


def _order(record: Record) -> tuple[int, float]:
    pattern = record["pattern"]
    rank = _MAKERS.index(pattern) if pattern in _MAKERS else len(_MAKERS)
    return rank, -_weight(record)


def _weight(record: Record) -> float:
    return float(record["estimated_bytes_per_step"])


def _explains(record: Record, mb_per_step: float | None) -> bool:
    part = _MAKER_EXPLAINS if record["pattern"] in _MAKERS else _EXPLAINS
    return mb_per_step is None or _weight(record) >= part * mb_per_step * 1e6


def _culprit(record: Record) -> Culprit:
    pattern = str(record["pattern"])
    each = float(record["count"]) / max(1, int(record["steps"]))
    often = f"{each:.1f} times a step" if each >= 0.95 else f"once every {1 / each:.0f} steps"
    where = f"`{record['function']}` (line {record['line']})"
    said = _SENTENCES[pattern](record, where)
    seen = (
        f"Seen {record['count']} times in {record['steps']} steps, {often}; about "
        f"{_weight(record) / 1e3:,.0f} kB a step."
    )
    return Culprit(
        pattern,
        str(record["function"]),
        str(record["file"]),
        int(record["line"]),
        str(record.get("layer", "")),
        said,
        seen,
        str(record.get("argument", "")),
        str(record.get("op", "")),
    )


def _kernels(record: Record, where: str) -> str:
    return (
        f"{where} calls {record['op']} with a new value of its attribute `{record['argument']}` "
        "each time, and TensorFlow keeps a compiled kernel for every value."
    )


def _by_scalars(record: Record, where: str) -> str:
    values = ", ".join(record.get("values", ()))
    return (
        f"{where} is traced anew for each value of the Python number `{record['argument']}` "
        f"({values}, …): pass a tensor."
    )


def _by_shapes(record: Record, where: str) -> str:
    values = ", ".join(record.get("values", ()))
    return (
        f"{where} is traced anew for each shape of `{record['argument']}` ({values}, …): pad the "
        "batches, or leave the size open."
    )


def _kept(record: Record, where: str) -> str:
    return f"{where} puts tensors into `{record['argument']}`, which keeps all of them."


_SENTENCES: Mapping[str, Callable[[Record, str], str]] = {
    KERNELS: _kernels,
    BY_SCALARS: _by_scalars,
    BY_SHAPES: _by_shapes,
    KEPT: _kept,
    NEW_FUNCTIONS: lambda record, where: (
        f"{where} is made into a new compiled function again and again; each keeps its own graph."
    ),
    MODELS: lambda record, where: (
        f"{where} builds a model again and again; what Keras and TensorFlow keep of each stays."
    ),
    COMPILES: lambda record, where: (
        f"{where} compiles the model again and again; each time its step is traced anew."
    ),
    OPTIMIZERS: lambda record, where: (
        f"{where} makes a new optimizer again and again; each makes variables of its own."
    ),
    VARIABLES: lambda record, where: (
        f"{where} makes a new variable again and again; TensorFlow keeps a kernel for each name."
    ),
    ITERATORS: lambda record, where: (
        f"{where} makes a new iterator or writer again and again; their part in C++ stays."
    ),
}
