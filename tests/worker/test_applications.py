"""Known architectures as one call: cheap, without a download, frozen or not."""

from __future__ import annotations

import pytest

from designer.worker.failures import sentence
from tests.real_worker import RealWorker, program, shape

IMAGE = 'x: x = keras.Input(shape=(96, 96, 3), name="x")'
MAKER = "keras.applications.MobileNetV2"


@pytest.mark.worker
@pytest.mark.parametrize("weights", ["None", '"imagenet"'])
def test_an_architecture_has_a_shape_and_parameters_and_needs_no_network(
    worker: RealWorker, weights: str
) -> None:
    result = worker.shapes(
        program(IMAGE, f"y: y = {MAKER}(include_top=False, weights={weights})(x)", reads=("y",))
    )
    assert shape(result, "y") == (None, 3, 3, 1280)
    assert result["nodes"]["y"]["params"] == 2_257_984
    assert result["nodes"]["y"]["trainable_params"] == 2_223_872


@pytest.mark.worker
def test_a_frozen_architecture_has_no_trainable_parameters(worker: RealWorker) -> None:
    source = f"m = {MAKER}(include_top=False, weights=None)\nm.trainable = False\ny = m(x)"
    result = worker.shapes(program(IMAGE, f"m, y: {source}"))
    assert result["nodes"]["m"]["trainable_params"] == 0
    assert result["nodes"]["m"]["params"] == 2_257_984


@pytest.mark.worker
def test_what_keras_demands_of_imagenet_weights_is_still_said(worker: RealWorker) -> None:
    call = f'{MAKER}(weights="imagenet", classes=10)'
    result = worker.shapes(program(IMAGE, f"y: y = {call}(x)"))
    assert "classes" in result["nodes"]["y"]["error"]["message"]


def test_a_download_that_failed_says_what_can_be_done() -> None:
    error = Exception(
        "URL fetch failure on https://storage.example/keras-applications/resnet/resnet50.h5:"
        " None -- [Errno -2] Name or service not known"
    )
    said = sentence(error)
    assert said.startswith("The weights resnet50.h5 could not be downloaded")
    assert "Name or service not known" in said and "Set weights to None" in said
