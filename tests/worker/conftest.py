"""One real worker for all tests of its methods: keras is imported once, in a child process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.real_worker import RealWorker


@pytest.fixture(scope="session")
def worker() -> Iterator[RealWorker]:
    """A worker that has imported keras. It keeps its memory from test to test, as in life."""
    real = RealWorker()
    real.read_event("ready")
    yield real
    real.stop()
