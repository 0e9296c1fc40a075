from designer.worker_client.restarts import Restarts


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_quick_ends_in_a_row_are_answered_more_slowly_and_then_not_at_all() -> None:
    restarts = Restarts(limit=4, delays_ms=(0, 500, 2000), clock=Clock())
    assert [restarts.next_delay_ms() for _ in range(5)] == [0, 500, 2000, None, None]


def test_a_worker_that_had_settled_is_started_again_at_once() -> None:
    clock = Clock()
    restarts = Restarts(limit=2, settled_after_s=10, delays_ms=(0,), clock=clock)
    for _ in range(5):
        restarts.note_ready()
        clock.now += 11
        assert restarts.next_delay_ms() == 0


def test_a_worker_that_ends_soon_after_it_was_ready_ended_quickly() -> None:
    clock = Clock()
    restarts = Restarts(limit=2, settled_after_s=10, delays_ms=(0,), clock=clock)
    ends = []
    for _ in range(2):
        restarts.note_ready()
        clock.now += 9
        ends.append(restarts.next_delay_ms())
    assert ends == [0, None]


def test_a_person_who_asks_for_a_restart_gets_all_tries_again() -> None:
    restarts = Restarts(limit=2, delays_ms=(0,), clock=Clock())
    assert [restarts.next_delay_ms() for _ in range(2)] == [0, None]
    restarts.forgive()
    assert restarts.next_delay_ms() == 0
