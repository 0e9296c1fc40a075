"""The method `log_graph`: the model's graph for TensorBoard, through a traced function.

What the Keras callback writes shows only under "Conceptual graph"; a trace is what really runs.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import keras

from designer.protocol import FailureKind
from designer.worker.failures import RequestError
from designer.worker.inside.calls import layers_in
from designer.worker.inside.gradients import array_of
from designer.worker.inside.probe import Probe


def log_graph(probe: Probe, folder: str) -> dict[str, Any]:
    """Write the graph and the histograms of the weights below a folder. Raises `RequestError` on
    other backends than TensorFlow."""
    backend = keras.backend.backend()
    if backend != "tensorflow":
        raise RequestError(
            FailureKind.PROGRAM,
            f"TensorBoard shows graphs of TensorFlow; the worker runs Keras on {backend}.",
        )
    import tensorflow as tf

    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    inputs, _ = probe.batch()

    @tf.function  # type: ignore[untyped-decorator, unused-ignore]
    def call(given: Any) -> Any:
        return probe.model(given, training=False)

    writer = tf.summary.create_file_writer(str(place))
    try:
        given = keras.tree.map_structure(tf.convert_to_tensor, inputs)
        with writer.as_default():
            tf.summary.trace_on(graph=True)
            call(given)
            tf.summary.trace_export("model", step=0)
            for layer in layers_in(probe.model):
                for weight in layer.weights:
                    tf.summary.histogram(weight.path, array_of(weight.value), step=0)
    except Exception as error:
        raise probe.failed(error) from error
    finally:
        writer.close()
    return {"folder": str(place)}
