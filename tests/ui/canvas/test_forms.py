from designer.catalog.spec import SlotSpec
from designer.ui.canvas.forms import (
    FOOTER,
    HEADER,
    HEADER_PORT,
    LINE,
    WIDTH,
    form_of,
    slots_with_wires,
)

ONE = ((SlotSpec("inputs"), ()),)


def merged(*taken):
    return ((SlotSpec("inputs", many=True), taken),)


def test_a_plain_node_has_its_ports_at_the_height_of_every_other_plain_node():
    form = form_of(ONE, ("output",), 2)
    assert [(p.x, p.y) for p in form.ports] == [(0.0, HEADER_PORT), (WIDTH, HEADER_PORT)]
    assert [p.label for p in form.ports] == ["", ""]


def test_every_argument_line_makes_a_box_higher():
    heights = [form_of(ONE, ("output",), count).height for count in (1, 2, 3)]
    assert heights == [heights[0], heights[0] + LINE, heights[0] + 2 * LINE]


def test_a_box_without_lines_is_header_and_footer():
    assert form_of(ONE, ("output",), 0).height == HEADER + FOOTER


def test_a_list_slot_has_a_port_for_each_wire_and_an_empty_one():
    assert [p.index for p in form_of(merged(0, 1), ("output",), 0).inputs] == [0, 1, 2]


def test_a_list_slot_with_a_gap_keeps_its_indices_and_offers_the_next_one():
    assert [p.index for p in form_of(merged(3, 0), ("output",), 0).inputs] == [0, 3, 4]


def test_a_list_slot_that_is_full_offers_no_empty_port():
    slot = SlotSpec("inputs", many=True, maximum=2)
    assert [p.index for p in form_of(((slot, (0,)),), ("output",), 0).inputs] == [0, 1]
    assert [p.index for p in form_of(((slot, (0, 1)),), ("output",), 0).inputs] == [0, 1]


def test_many_wires_make_the_box_high_enough_for_their_ports():
    form = form_of(merged(*range(12)), ("output",), 0)
    assert all(p.y < form.height for p in form.inputs)
    gaps = {b.y - a.y for a, b in zip(form.inputs, form.inputs[1:], strict=False)}
    assert len(gaps) == 1


def test_named_slots_are_labelled_and_stand_below_the_header():
    slots = ((SlotSpec("query"), ()), (SlotSpec("value"), ()), (SlotSpec("key", optional=True), ()))
    form = form_of(slots, ("output",), 1)
    assert [p.label for p in form.inputs] == ["query", "value", "key"]
    assert all(HEADER < p.y < form.lines_top for p in form.inputs)


def test_a_slot_beside_optional_ones_is_the_main_one_and_needs_no_label():
    slots = ((SlotSpec("sequences"), ()), (SlotSpec("mask", optional=True), ()))
    main, mask = form_of(slots, ("output",), 0).inputs
    assert (main.label, main.y) == ("", HEADER_PORT)
    assert (mask.label, mask.optional) == ("mask", True)


def test_an_optional_slot_with_a_wire_looks_like_any_other():
    slots = ((SlotSpec("sequences"), ()), (SlotSpec("mask", optional=True), (0,)))
    assert not form_of(slots, ("output",), 0).inputs[1].optional


def test_further_outputs_are_labelled():
    outputs = form_of(ONE, ("output", "state_h", "state_c"), 0).outputs
    assert [p.label for p in outputs] == ["", "state_h", "state_c"]
    assert [p.index for p in outputs] == [0, 1, 2]


def test_equal_nodes_share_one_form():
    assert form_of(ONE, ("output",), 2) is form_of(ONE, ("output",), 2)


def test_wires_are_sorted_to_their_slots():
    slots = slots_with_wires([SlotSpec("a", many=True), SlotSpec("b")], [("b", 0), ("a", 2)])
    assert [taken for _, taken in slots] == [(2,), (0,)]


def test_a_port_is_found_by_its_slot_and_index_or_not_at_all():
    form = form_of(merged(0, 3), ("output",), 0)
    assert form.input("inputs", 3) is form.inputs[1]
    assert form.input("inputs", 2) is None
    assert form.output(1) is None
