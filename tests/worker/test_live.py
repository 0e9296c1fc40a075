from designer.worker.live import LiveNames


def test_a_plain_name_belongs_to_no_group() -> None:
    live = LiveNames()
    assert live.group_of(["x"]) is None
    assert live.state("x") is None


def test_the_state_of_an_object_changes_with_everything_that_touches_it() -> None:
    live = LiveNames()
    group = live.add("layer", None)
    group.touch(0, "made")
    made = live.state("layer")
    called = live.group_of(["layer"])
    assert called is group
    called.touch(3, "called on x")
    assert live.state("layer") != made
    assert group.statements == [0, 3]


def test_equal_histories_are_equal_states_and_others_are_not() -> None:
    states = []
    for keys in (["made", "called on x"], ["made", "called on x"], ["made", "called on y"]):
        live = LiveNames()
        group = live.add("layer", None)
        for position, key in enumerate(keys):
            group.touch(position, key)
        states.append(live.state("layer"))
    assert states[0] == states[1] != states[2]


def test_objects_that_meet_share_their_history_from_then_on() -> None:
    live = LiveNames()
    live.add("one", None).touch(0, "one")
    live.add("two", None).touch(1, "two")
    both = live.group_of(["one", "two"])
    assert both is not None
    both.touch(2, "a list of both")
    live.add("both", both)
    assert live.group_of(["one"]) is live.group_of(["two"]) is live.group_of(["both"])
    assert both.statements == [0, 1, 2]


def test_a_name_that_stands_for_a_tensor_again_is_forgotten() -> None:
    live = LiveNames()
    live.add("x", None)
    live.forget("x")
    assert live.group_of(["x"]) is None
