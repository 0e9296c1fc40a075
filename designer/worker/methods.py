"""What the worker can be asked: one line a method.

This module imports keras; the worker greets before it imports this.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import keras

from designer.protocol import ProgramText
from designer.worker.builds import Builds, Script
from designer.worker.doctor import examination
from designer.worker.jobs import Job
from designer.worker.layer_rows import model_facts
from designer.worker.memory import resident_bytes
from designer.worker.plot import PlotOptions, plot
from designer.worker.proving import prove
from designer.worker.reading import read_model
from designer.worker.saving import saved
from designer.worker.shapes import ShapeMemory
from designer.worker.summary_text import summary_text

Params = Mapping[str, Any]


@dataclass
class Worker:
    """What one worker process keeps between requests."""

    memory: ShapeMemory = field(default_factory=ShapeMemory)
    builds: Builds = field(default_factory=Builds)
    probes: Any = None
    """What was last looked into, once something was."""


def _ping(worker: Worker, params: Params, job: Job) -> Any:
    return {"resident_bytes": resident_bytes()}


def _shapes(worker: Worker, params: Params, job: Job) -> Any:
    """All of a program (`program`), or what became of revision `base` by `change`; of what events
    have told nothing more where `streamed` is true."""
    is_streamed = params.get("streamed") is True
    if "base" in params:
        program = worker.memory.changed(params["base"], params.get("change"))
        return worker.memory.news(program, job, is_streamed=is_streamed)
    program = ProgramText.from_json(params.get("program"))
    return worker.memory.shapes(program, job, is_streamed=is_streamed)


def _what_if(worker: Worker, params: Params, job: Job) -> Any:
    return worker.memory.what_if(ProgramText.from_json(params.get("program")), job)


def _build(worker: Worker, params: Params, job: Job) -> Any:
    built = worker.builds.built(Script.from_params(params), bool(params.get("weights", False)))
    facts = model_facts(built)
    expand_nested = bool(params.get("expand_nested", False))
    return {**facts, "summary_text": summary_text(built.model, facts["layers"], expand_nested)}


def _config(worker: Worker, params: Params, job: Job) -> Any:
    built = worker.builds.built(Script.from_params(params), bool(params.get("weights", False)))
    config = json.loads(json.dumps(built.model.get_config(), default=_plain))
    return {"config": config, "params": model_facts(built)["total_params"]}


def _plain(value: Any) -> Any:
    """What a config holds besides JSON: dtypes, policies, tracked lists and dicts, functions."""
    return keras.saving.serialize_keras_object(value)


def _plot(worker: Worker, params: Params, job: Job) -> Any:
    options = PlotOptions.from_json(params.get("options"))
    return plot(worker.builds.built(Script.from_params(params)), options)


def _read_model(worker: Worker, params: Params, job: Job) -> Any:
    return read_model(params)


def _prove_layer(worker: Worker, params: Params, job: Job) -> Any:
    return prove(params, job)


def _save(worker: Worker, params: Params, job: Job) -> Any:
    return saved(worker.builds, params)


def _train(worker: Worker, params: Params, job: Job) -> Any:
    from designer.worker.training.run import train

    return train(params, job)


def _look_at_data(worker: Worker, params: Params, job: Job) -> Any:
    from designer.worker.looking.look import look_at_data

    return look_at_data(params, job)


def _watch_script(worker: Worker, params: Params, job: Job) -> Any:
    from designer.worker.eye.script import watch_script

    return watch_script(params, job)


def _introspect(worker: Worker, params: Params, job: Job) -> Any:
    from designer.worker.introspect import introspect

    return introspect()


def _doctor(worker: Worker, params: Params, job: Job) -> Any:
    return examination()


def _inside(name: str) -> Callable[[Worker, Params, Job], Any]:
    """A way of looking into a model, on a probe that is kept for the next."""

    def look(worker: Worker, params: Params, job: Job) -> Any:
        from designer.worker.inside.methods import INSIDE
        from designer.worker.inside.probe import Probes

        worker.probes = worker.probes or Probes()
        return INSIDE[name](worker.probes, params, job)

    return look


def _compare_backends(worker: Worker, params: Params, job: Job) -> Any:
    from designer.worker.inside.backends import compare_backends

    return compare_backends(params, job)


METHODS: Mapping[str, Callable[[Worker, Params, Job], Any]] = {
    "ping": _ping,
    "shapes": _shapes,
    "what_if": _what_if,
    "build": _build,
    "config": _config,
    "plot": _plot,
    "read_model": _read_model,
    "prove_layer": _prove_layer,
    "save": _save,
    "train": _train,
    "look_at_data": _look_at_data,
    "watch_script": _watch_script,
    "first_step": _inside("first_step"),
    "layer_times": _inside("layer_times"),
    "activations": _inside("activations"),
    "overfit_one_batch": _inside("overfit_one_batch"),
    "statistics": _inside("statistics"),
    "log_graph": _inside("log_graph"),
    "compare_backends": _compare_backends,
    "introspect": _introspect,
    "doctor": _doctor,
}
