from __future__ import annotations

from designer.catalog.values import Call
from designer.diagnosis.costs import BASE_BYTES, OptimizerCost, Step, estimate, optimizer_cost
from designer.graph.answers import Answer, Tensor
from designer.graph.costs import Amount, Cost, WeightAmount

BATCH = 10


def dense(name: str, reads: str, inputs: int, units: int) -> Step:
    weights = (inputs + 1) * units
    cost = Cost(
        macs=inputs * units,
        keeps_inputs=(0,),
        weights=(WeightAmount("float32", weights),),
        trains=True,
        bound=(1,),
    )
    return Step(
        name, Answer((Tensor((None, units)),), weights, weights, cost=cost), (reads,), (name,)
    )


def source(size: int) -> Step:
    return Step("x", Answer((Tensor((None, size)),), cost=Cost(0, bound=(1,))), (), ("x",))


NET = (source(100), dense("a", "x", 100, 50), dense("b", "a", 50, 20))


def test_the_parts_add_up_to_the_peak_and_the_last_node_reaches_it() -> None:
    found = estimate(NET, batch=BATCH)
    params = 101 * 50 + 51 * 20
    assert found.weight_bytes == 4 * params
    assert found.optimizer_bytes == 8 * params
    assert found.all_gradient_bytes == 4 * params
    # The batch that trains, and the one that is made ready meanwhile.
    assert found.all_kept_bytes == 4 * BATCH * (2 * 100 + 50)
    assert found.macs == BATCH * (100 * 50 + 50 * 20)
    assert found.nodes[-1].cumulated_bytes == found.peak_bytes


def test_the_first_node_that_does_not_fit_is_named() -> None:
    found = estimate(NET, batch=BATCH)
    assert found.first_that_does_not_fit(found.peak_bytes) == ""
    assert found.first_that_does_not_fit(found.peak_bytes - 1) == "b"
    assert found.first_that_does_not_fit(found.nodes[0].cumulated_bytes) == "a"


def test_a_tensor_that_two_calls_keep_counts_once() -> None:
    fork = (*NET[:2], dense("b", "a", 50, 20), dense("c", "a", 50, 20))
    assert estimate(fork, batch=BATCH).all_kept_bytes == 4 * BATCH * (2 * 100 + 50)


def test_a_prediction_keeps_no_gradients_and_nothing_of_the_optimizer() -> None:
    found = estimate(NET, batch=BATCH, training=False)
    assert found.optimizer_bytes == found.gradient_bytes == 0
    plain = estimate(NET, batch=BATCH, optimizer=OptimizerCost(0, 0, 0))
    assert found.peak_bytes < plain.peak_bytes


def test_the_framework_takes_more_for_each_variable_whatever_its_size() -> None:
    found = estimate(NET, batch=BATCH, optimizer=OptimizerCost(framework_bytes=1000))
    assert found.framework_bytes == BASE_BYTES + 2 * 1000
    assert (
        found.framework_bytes
        == estimate(NET, batch=1000, optimizer=OptimizerCost(framework_bytes=1000)).framework_bytes
    )


def test_what_a_loop_stacks_in_small_tensors_leaves_more_holes_than_in_large_ones() -> None:
    def holes(pieces: int) -> int:
        cost = Cost(0, hidden=(Amount("float32", 10**6),), pieces=pieces, trains=True, bound=(1,))
        loop = Step("l", Answer((Tensor((None, 20)),), cost=cost), ("x",), ("l",))
        return estimate((NET[0], loop), batch=BATCH).allocator_bytes

    assert holes(0) == holes(100) < holes(1000)


def test_the_step_of_the_optimizer_holds_the_batch_and_the_largest_variable_twice() -> None:
    found = estimate(NET, batch=1)
    assert found.peak_node == ""
    assert found.activation_bytes == 4 * 2 * 100
    assert found.working_bytes == 2 * 4 * 101 * 50


def test_half_precision_halves_what_is_kept_and_mixed_precision_leaves_the_weights() -> None:
    full, half = (estimate(NET, batch=BATCH, precision=each) for each in ("float32", "bfloat16"))
    mixed = estimate(NET, batch=BATCH, precision="mixed_float16")
    assert 2 * half.weight_bytes == full.weight_bytes == mixed.weight_bytes
    assert 2 * half.all_kept_bytes == full.all_kept_bytes


def test_a_node_of_which_nothing_is_known_is_told_as_such() -> None:
    strange = Step("s", Answer((Tensor((None, 20)),)), ("b",), ("s",))
    found = estimate((*NET, strange), batch=BATCH)
    assert found.unknown == ("s",) and found.macs is None


def test_optimizers_keep_as_many_values_as_their_arguments_say() -> None:
    def slots(name: str, **arguments: object) -> int:
        return optimizer_cost(Call(f"keras.optimizers.{name}", arguments)).slots

    assert slots("SGD") == 0 and slots("SGD", momentum=0.9) == 1
    assert slots("Adam") == 2 and slots("Adam", amsgrad=True) == 3
    assert slots("RMSprop", centered=True) == 2 and slots("AdamW", use_ema=True) == 3
    assert optimizer_cost("adam").slots == 2
