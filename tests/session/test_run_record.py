import math

from designer.graph.run_settings import RunSettings
from designer.protocol.run import MemorySample
from designer.session.run_record import MOST_STORED, RunRecord, Series


def test_a_metric_that_comes_late_has_gaps_before():
    series = Series()
    series.add(1, 0.1, 0, {"loss": 2.0})
    series.add(2, 0.2, 0, {"loss": 1.0, "val_loss": 3.0})
    assert math.isnan(series.values["val_loss"][0]) and series.values["val_loss"][1] == 3.0
    assert {len(column) for column in series.values.values()} == {2}


def test_a_long_run_is_stored_with_fewer_points_and_its_last_one():
    record = RunRecord("run-1", "Long", RunSettings())
    for step in range(1, 4 * MOST_STORED):
        record.by_step.add(step, step / 10, 0, {"loss": 1 / step})
        record.memory.append(MemorySample(step / 10, step, 0, 2 * step, step))
    found = RunRecord.from_json(record.to_json(), "run-2")
    assert len(found.by_step.steps) <= MOST_STORED + 1 >= len(found.memory)
    assert found.by_step.steps[-1] == record.by_step.steps[-1]
    assert found.memory[-1] == record.memory[-1]
