import numpy as np

from designer.ui.charts.colours import Stroke
from designer.ui.charts.curves import (
    Column,
    Curve,
    drawable,
    smoothed,
    step_from,
    thinned,
    value_at,
)


def curve(x, y):
    made = Curve("k", "Run 1", "loss", 0, Stroke.SOLID)
    made.extend(x, y)
    return made


def test_a_column_keeps_its_numbers_as_it_grows():
    column = Column()
    for number in range(0, 1000, 10):
        column.extend(range(number, number + 10))
    assert column.numbers.tolist() == list(range(1000))


def test_thinning_keeps_the_peaks_the_ends_and_what_lies_just_outside():
    x = np.arange(100_000.0)
    y = np.zeros(100_000)
    y[54_321], y[77_777] = 9.0, -9.0
    few_x, few_y = thinned(x, y, 10_000, 90_000, 500)
    assert len(few_x) <= 4 * 500 + 500
    assert (few_y.max(), few_y.min()) == (9.0, -9.0)
    assert (few_x[0], few_x[-1]) == (9_999, 90_001)
    assert np.all(np.diff(few_x) > 0)


def test_thinning_keeps_gaps():
    y = np.ones(50_000)
    y[20_000] = np.nan
    assert np.isnan(thinned(np.arange(50_000.0), y, 0, 50_000, 300)[1]).sum() == 1


def test_few_points_are_not_thinned():
    x = np.arange(10.0)
    assert thinned(x, x, -5, 50, 100)[0].tolist() == x.tolist()


def test_a_gap_counts_for_nothing_in_a_mean_and_a_huge_value_only_for_its_neighbours():
    y = np.array([1.0, 3.0, np.nan, 5.0, 1e300, 2.0, 2.0, 2.0])
    mean = smoothed(y, 3)
    assert mean[:2].tolist() == [1.0, 2.0]
    assert np.isnan(mean[2])
    assert mean[3] == 4.0
    assert mean[7] == 2.0


def test_values_that_cannot_be_drawn_become_gaps():
    y = np.array([1.0, np.inf, -np.inf, np.nan, 1e300, -4.0])
    assert np.isnan(drawable(y, False)).tolist() == [False, True, True, True, True, False]
    logs = drawable(np.array([100.0, 0.0, -4.0, np.inf]), True)
    assert logs[0] == 2.0 and np.isnan(logs[1:]).all()


def test_a_curve_is_read_off_at_its_nearest_point_and_not_beyond_its_ends():
    line = curve([1, 2, 10], [5.0, 6.0, 7.0])
    assert value_at(line, 5) == (2.0, 6.0)
    assert value_at(line, 7) == (10.0, 7.0)
    assert value_at(line, 11) is None
    assert value_at(curve([], []), 1) is None


def test_stepping_goes_to_the_next_point_of_any_curve():
    one, other = curve([1, 5, 9], [0, 0, 0]), curve([2, 3], [0, 0])
    assert step_from([one, other], 1, 1) == 2
    assert step_from([one, other], 5, -1) == 3
    assert step_from([one, other], 9, 1) is None
