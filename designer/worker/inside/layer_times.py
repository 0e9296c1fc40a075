"""The method `layer_times`: how long each call takes, forward and backward, on one batch.

Each call is compiled by itself and run again on what it got in a run of the whole model: the
median of rounds over all calls, less what an empty compiled call takes. Inside a compiled model
neighbours may be fused, so the sum of the layers is an upper bound; the whole step is measured
beside them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from statistics import median
from typing import Any, NamedTuple

import keras

from designer.protocol import FailureKind
from designer.worker.failures import RequestError
from designer.worker.inside.calls import Call, is_tensor, recorded
from designer.worker.inside.probe import Probe
from designer.worker.jobs import Job

PROGRESS = "inside_progress"
"""Event: `{"done", "of"}` calls."""

METHOD = (
    "Each layer compiled by itself and run on what it got in one batch: median of repeats after a"
    " warm-up. In the compiled model neighbours may be fused."
)

_MOST_ROUNDS, _LEAST_ROUNDS = 25, 1
_LONGEST_S = 4.0
"""For all rounds but the least."""

Run = Callable[[], Any]


class Timed(NamedTuple):
    """Milliseconds a batch; `backward` is None where nothing can be differentiated."""

    forward: float
    backward: float | None


class Prepared(NamedTuple):
    """What is run of one call: nothing, forward, and forward with backward where there is one."""

    idle: Run
    ahead: Run
    both: Run | None


def layer_times(probe: Probe, job: Job) -> dict[str, Any]:
    """Milliseconds by call, and of the whole step. Raises `RequestError` on other backends."""
    backend = keras.backend.backend()
    if backend != "tensorflow":
        raise RequestError(
            FailureKind.PROGRAM,
            f"Times by layer are measured on TensorFlow; the worker runs Keras on {backend}.",
        )
    inputs, targets = probe.batch()
    try:
        every = recorded(probe.model, probe.paths, inputs, training=True)
        calls = [call for call in every if not call.is_whole]
        prepared = []
        for number, call in enumerate(calls):
            job.check()
            job.tell(PROGRESS, {"request": job.request, "done": number, "of": len(calls)})
            prepared.append(_prepared(call))
        step = _whole_step(probe.model, inputs, targets)
        *timed, step_ms = _timed(prepared, step, job)
    except Exception as error:
        raise probe.failed(error) from error
    size = len(keras.tree.flatten(inputs)[0])
    rows = [
        {**call.place(), "forward_ms": each.forward, "backward_ms": each.backward}
        for call, each in zip(calls, timed, strict=True)
    ]
    return {"layers": rows, "step_ms": step_ms, "batch_size": size, "method": METHOD}


def _prepared(call: Call) -> Prepared:
    import tensorflow as tf

    tensors, rebuild = _split(call.arguments)
    floats = [n for n, tensor in enumerate(tensors) if tensor.dtype.is_floating]
    weights = [each.value for each in getattr(call.operation, "trainable_weights", ())]
    outputs = [each for each in keras.tree.flatten(call.outputs) if is_tensor(each)]
    smooth = [n for n, output in enumerate(outputs) if output.dtype.is_floating]

    def run(*given: Any) -> list[Any]:
        args, named = rebuild(given)
        made = keras.tree.flatten(call.operation(*args, **named))
        return [each for each in made if is_tensor(each)]

    @tf.function  # type: ignore[untyped-decorator, unused-ignore]
    def empty(*given: Any) -> Any:
        return tf.constant(0)

    @tf.function  # type: ignore[untyped-decorator, unused-ignore]
    def forward(*given: Any) -> Any:
        return run(*given)

    @tf.function  # type: ignore[untyped-decorator, unused-ignore]
    def both(upstream: list[Any], *given: Any) -> Any:
        sources = [given[n] for n in floats]
        with tf.GradientTape() as tape:
            tape.watch(sources)
            made = run(*given)
            kept = [made[n] for n in smooth]
        return made, tape.gradient(kept, [*sources, *weights], output_gradients=upstream)

    idle, ahead = partial(empty, *tensors), partial(forward, *tensors)
    if not smooth or not (floats or weights):
        return _warm(Prepared(idle, ahead, None))
    upstream = [tf.ones_like(outputs[n]) for n in smooth]
    return _warm(Prepared(idle, ahead, partial(both, upstream, *tensors)))


def _warm(prepared: Prepared) -> Prepared:
    """Let each compile."""
    for run in prepared:
        if run:
            run()
    return prepared


def _timed(prepared: list[Prepared], step: Run, job: Job) -> list[Any]:
    """A `Timed` for each call, and the milliseconds of the step. All are run in turn, round after
    round: what disturbs the machine for a while then disturbs all of them."""
    runs = [run for each in (*prepared, (step,)) for run in each if run]
    taken: list[list[float]] = [[] for _ in runs]
    begin = time.perf_counter()
    for number in range(_MOST_ROUNDS + 1):
        job.check()
        for run, times in zip(runs, taken, strict=True):
            start = time.perf_counter()
            _settle(run())
            times.append((time.perf_counter() - start) * 1000)
        if number >= _LEAST_ROUNDS and time.perf_counter() - begin > _LONGEST_S:
            break
    # The first round finds caches and threads cold.
    medians = iter([median(times[1:]) for times in taken])
    return [*(_told(each, medians) for each in prepared), next(medians)]


def _told(prepared: Prepared, medians: Iterator[float]) -> Timed:
    idle, ahead = next(medians), next(medians)
    backward = max(next(medians) - ahead, 0.0) if prepared.both else None
    return Timed(max(ahead - idle, 0.0), backward)


def _whole_step(model: Any, inputs: Any, targets: Any) -> Run:
    """A compiled forward and backward pass; nothing is applied."""
    import tensorflow as tf

    variables = [weight.value for weight in model.trainable_weights]

    @tf.function  # type: ignore[untyped-decorator, unused-ignore]
    def step(given: Any, wanted: Any) -> Any:
        with tf.GradientTape() as tape:
            made = model(given, training=True)
            loss = model.compute_loss(x=given, y=wanted, y_pred=made, training=True)
        return tape.gradient(loss, variables)

    given = keras.tree.map_structure(tf.convert_to_tensor, inputs)
    wanted = keras.tree.map_structure(tf.convert_to_tensor, targets)
    step(given, wanted)
    return partial(step, given, wanted)


def _split(
    arguments: tuple[Any, Mapping[str, Any]],
) -> tuple[list[Any], Callable[[tuple[Any, ...]], Any]]:
    """The tensors in the arguments of a call, and how others are put in their places."""
    flat = keras.tree.flatten(arguments)
    places = [number for number, each in enumerate(flat) if is_tensor(each)]

    def rebuild(given: tuple[Any, ...]) -> Any:
        filled = list(flat)
        for place, tensor in zip(places, given, strict=True):
            filled[place] = tensor
        return keras.tree.pack_sequence_as(arguments, filled)

    return [flat[place] for place in places], rebuild


def _settle(result: Any) -> None:
    """Wait until a device has finished; on a CPU it has."""
    import tensorflow as tf

    if tf.config.list_physical_devices("GPU"):
        tf.test.experimental.sync_devices()
