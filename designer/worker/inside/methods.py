"""The ways of looking into a model: one line each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from designer.worker.inside.activations import activations
from designer.worker.inside.first_step import first_step
from designer.worker.inside.graph_log import log_graph
from designer.worker.inside.layer_times import layer_times
from designer.worker.inside.overfit import overfit_one_batch
from designer.worker.inside.probe import Probes
from designer.worker.inside.statistics import statistics
from designer.worker.jobs import Job

Params = Mapping[str, Any]


def _overfit(probes: Probes, params: Params, job: Job) -> Any:
    probe = probes.probe(params)
    probes.forget()  # Its weights are no longer those that the script begins with.
    return overfit_one_batch(probe, int(params.get("steps", 200)), job)


INSIDE: Mapping[str, Callable[[Probes, Params, Job], Any]] = {
    "first_step": lambda probes, params, job: first_step(probes.probe(params), job),
    "layer_times": lambda probes, params, job: layer_times(probes.probe(params), job),
    "activations": lambda probes, params, job: activations(
        probes.probe(params), int(params.get("sample", 0))
    ),
    "overfit_one_batch": _overfit,
    "log_graph": lambda probes, params, job: log_graph(probes.probe(params), str(params["folder"])),
    "statistics": lambda probes, params, job: statistics(probes.probe(params)),
}
