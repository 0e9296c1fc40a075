from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from designer.catalog.table import shipped_catalog
from designer.graph.compare import compared
from designer.graph.compare_text import lines_of, totals_line
from designer.graph.design import Block, CustomLayer, Design, Settings
from designer.graph.differences import Comparison
from designer.graph.edits import Change, Connect, Disconnect, Move
from designer.graph.graph import Graph
from designer.graph.nodes import BlockNode, Edge, InputNode, LayerNode, OutputNode
from tests.builders import Builder, chain, two_branch
from tests.graph.test_matching import with_other_ids


def compare(old: Design, new: Design) -> Comparison:
    return compared(old, new, shipped_catalog())


def lines(old: Design, new: Design) -> list[str]:
    return lines_of(compare(old, new))


def changed(design: Design, name: str, **values: object) -> Design:
    node = design.main.named(name)
    assert isinstance(node, LayerNode)
    Change(replace(node, values={**node.values, **values})).apply(design)
    return design


def test_a_design_is_no_other_than_itself_drawn_elsewhere_in_another_order() -> None:
    design, moved = two_branch(), two_branch()
    Move((("n1", (500.0, 1.0)),)).apply(moved)
    assert compare(design, moved).is_equal
    assert compare(design, Design(main=with_other_ids(design.main))).is_equal


def test_a_changed_argument_tells_both_values() -> None:
    assert lines(two_branch(), changed(two_branch(), "dense", units=256)) == [
        "changed  dense (Dense): units 128 → 256"
    ]


def test_an_argument_that_was_not_given_was_nothing() -> None:
    assert lines(two_branch(), changed(two_branch(), "dense", use_bias=False)) == [
        "changed  dense (Dense): use_bias nothing → False"
    ]


def test_a_default_that_is_written_out_is_no_difference() -> None:
    assert compare(two_branch(), changed(two_branch(), "dense", use_bias=True)).is_equal


def test_an_inserted_layer_is_added_and_what_it_feeds_is_rewired() -> None:
    assert lines(chain("Dense", "ReLU"), chain("Dense", "Dropout", "ReLU")) == [
        "added    dropout: Dropout(rate=0.5) of dense",
        "rewired  re_lu (ReLU): inputs dense → dropout",
    ]


def test_a_removed_layer_stands_behind_what_fed_it() -> None:
    found = lines(chain("Dense", "Dropout", "ReLU"), chain("Dense", "ReLU"))
    assert found == [
        "removed  dropout: Dropout(rate=0.5) of dense",
        "rewired  re_lu (ReLU): inputs dropout → dense",
    ]


def test_a_renamed_layer_keeps_its_wires() -> None:
    new = two_branch()
    Change(replace(new.main.node("n5"), name="hidden")).apply(new)
    assert lines(two_branch(), new) == ["renamed  hidden (Dense): was dense_2"]


def test_swapped_layers_are_rewired_and_nothing_else() -> None:
    found = compare(chain("Dense", "ReLU", "Dropout"), chain("Dense", "Dropout", "ReLU"))
    assert set(found.counts) == {"rewired"}


def test_wires_that_change_places_in_a_list_are_told() -> None:
    new = two_branch()
    for index, source in ((0, "n2"), (1, "n3")):
        Disconnect(Edge(source, 0, "n4", "inputs", index)).apply(new)
    for index, source in ((0, "n3"), (1, "n2")):
        Connect(Edge(source, 0, "n4", "inputs", index)).apply(new)
    assert lines(two_branch(), new) == [
        "rewired  concatenate (Concatenate): inputs dense, dense_1 → dense_1, dense"
    ]


def test_a_wire_lost_from_a_list_leaves_the_others_the_same() -> None:
    new = two_branch()
    Disconnect(Edge("n2", 0, "n4", "inputs", 0)).apply(new)
    graph = compare(two_branch(), new).graphs[""]
    assert graph.lost == (Edge("n2", 0, "n4", "inputs", 0),) and graph.gained == ()


def test_a_note_is_told() -> None:
    new = two_branch()
    Change(replace(new.main.node("n5"), note="half as wide")).apply(new)
    assert lines(two_branch(), new) == ['changed  dense_2 (Dense): note nothing → "half as wide"']


def shared(*, is_shared: bool) -> Design:
    builder = Builder()
    left, right = builder.input(8, name="left"), builder.input(8, name="right")
    first = builder.layer("Dense", left, units=4, name="first")
    second = (
        builder.again(first, right, name="second")
        if is_shared
        else builder.layer("Dense", right, units=4, name="second")
    )
    builder.output(builder.layer("Add", first, second))
    return builder.design()


def test_a_layer_that_is_shared_now_is_told_for_both_calls() -> None:
    assert lines(shared(is_shared=False), shared(is_shared=True)) == [
        "changed  first (Dense): shares nothing → second",
        "changed  second (Dense): shares nothing → first",
    ]


def test_it_does_not_count_which_of_the_calls_owns_the_layer() -> None:
    old, new = shared(is_shared=True), shared(is_shared=True)
    first, second = new.main.named("first"), new.main.named("second")
    assert isinstance(first, LayerNode) and isinstance(second, LayerNode)
    new.main.change(replace(second, shares="", values=first.values))
    new.main.change(replace(first, shares=second.id, values={}))
    assert compare(old, new).is_equal


def block_design(units: int = 4, name: str = "encode", slot: str = "features") -> Design:
    inner = Builder()
    hidden = inner.layer("Dense", inner.input(8, name=slot), units=units, name="hidden")
    inner.output(hidden)
    main = Graph(
        [
            InputNode("n1", "input_layer", shape=(8,)),
            BlockNode("n2", "use", block=name),
            OutputNode("n3", "output"),
        ],
        [Edge("n1", 0, "n2", slot), Edge("n2", 0, "n3", "inputs")],
    )
    return Design(main=main, blocks={name: Block(name, inner.graph, {"width": 4})})


def test_what_differs_inside_a_block_is_told_with_the_block() -> None:
    assert lines(block_design(4), block_design(5)) == [
        "changed  encode/hidden (Dense): units 4 → 5"
    ]


def test_a_renamed_block_is_no_change_of_its_uses() -> None:
    assert lines(block_design(), block_design(name="shrink")) == [
        "renamed  block shrink: was encode"
    ]


def test_a_renamed_input_of_a_block_does_not_rewire_its_uses() -> None:
    assert lines(block_design(), block_design(slot="pixels")) == [
        "renamed  encode/pixels (Input): was features"
    ]


def test_a_block_that_only_one_side_has_is_one_difference() -> None:
    design = block_design()
    with_more = block_design()
    with_more.blocks["decode"] = Block("decode", chain("ReLU").main)
    assert lines(design, with_more) == ["added    block decode"]
    assert lines(with_more, design) == ["removed  block decode"]


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (lambda s: replace(s, name="net"), 'changed  design: name "model" → "net"'),
        (lambda s: replace(s, inputs_as="dict"), 'changed  design: inputs_as "list" → "dict"'),
        (lambda s: replace(s, run={"epochs": 3}), "changed  design: epochs nothing → 3"),
    ],
)
def test_settings_are_told(change: Callable[[Settings], Settings], line: str) -> None:
    new = two_branch()
    new.settings = change(new.settings)
    assert lines(two_branch(), new) == [line]


def test_another_order_of_inputs_is_told() -> None:
    def pair(first: int, second: int) -> Design:
        builder = Builder()
        one = builder.input(8, name="left", order=first)
        other = builder.input(8, name="right", order=second)
        builder.output(builder.layer("Add", one, other))
        return builder.design()

    assert lines(pair(0, 1), pair(1, 0)) == [
        "changed  design: order of inputs left, right → right, left"
    ]


def test_custom_layers_are_told() -> None:
    old, new = two_branch(), two_branch()
    old.custom_layers["Linear"] = CustomLayer("Linear", "class Linear:\n    pass\n")
    new.custom_layers["Linear"] = CustomLayer("Linear", "class Linear:\n    x = 1\n")
    new.custom_layers["Other"] = CustomLayer("Other", "class Other:\n    pass\n")
    assert lines(old, new) == [
        "added    custom layer Other",
        "changed  custom layer Linear: source 2 lines → 2 lines",
    ]


def test_the_totals_name_the_kinds_that_there_are() -> None:
    found = compare(chain("Dense", "ReLU"), chain("Dense", "Dropout", "ReLU"))
    assert totals_line(found) == "1 added, 1 rewired"
