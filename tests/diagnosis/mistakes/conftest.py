"""The worker that explains and the Keras that judges, one of each for a file of tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.diagnosis.mistakes.explainer import Explainer
from tests.diagnosis.mistakes.real_keras import RealKeras


@pytest.fixture(scope="module")
def explainer() -> Iterator[Explainer]:
    explainer = Explainer()
    yield explainer
    explainer.close()


@pytest.fixture(scope="module")
def keras() -> Iterator[RealKeras]:
    keras = RealKeras()
    yield keras
    keras.close()
