from __future__ import annotations

import copy
import random
import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from designer.catalog.table import shipped_catalog
from designer.catalog.values import Code
from designer.codegen import STYLES, program_of
from designer.graph import drawing
from designer.graph.compare import compared
from designer.graph.design import Block, CustomLayer, Design
from designer.graph.edits import Change, Edit, Move, Several
from designer.graph.graph import Graph, GraphError
from designer.graph.layout import layered
from designer.graph.merge import Reading, Use, merged
from designer.graph.nodes import BlockNode, Edge, InputNode, LayerNode, OutputNode
from designer.storage import to_text
from tests.builders import Builder, chain, two_branch
from tests.graph.test_compare import block_design, shared
from tests.graph.test_matching import with_other_ids

CATALOG = shipped_catalog()


def code(design: Design) -> str:
    return STYLES["script"].arrange(program_of(design, CATALOG)).text


def lines(design: Design) -> list[str]:
    """The code in no order, since ids break the ties in the flow, and without names, which Keras
    counts in that order."""
    return sorted(re.sub(r'(, )?name="\w*"', "", line) for line in code(design).splitlines())


def merge(old: Design, new: Design, base: Design | None = None) -> Several:
    return merged(old, Reading(base or old), Reading(new), CATALOG)


def laid_out(design: Design) -> Design:
    for name, graph in design.graphs():
        Move(tuple(layered(graph).items()), name).apply(design)
    return design


def read_anew(design: Design) -> Design:
    """The design as code would bring it: other ids, no places, no notes."""
    graph = with_other_ids(design.main)
    for node in graph.nodes():
        graph.change(replace(node, position=(0.0, 0.0), note=""))
    return Design(graph, design.blocks, dict(design.custom_layers), design.settings)


def test_the_same_code_is_no_edit() -> None:
    old = laid_out(two_branch())
    assert merge(old, read_anew(old)) == Several(())


def test_a_changed_argument_is_one_change_and_keeps_id_place_and_note() -> None:
    old = laid_out(two_branch())
    node = old.main.named("dense")
    assert isinstance(node, LayerNode)
    Change(replace(node, note="look here")).apply(old)
    new = read_anew(old)
    other = new.main.named("dense")
    assert isinstance(other, LayerNode)
    new.main.change(replace(other, values={**other.values, "units": 99}))
    (edit,) = merge(old, new).edits
    assert isinstance(edit, Change) and isinstance(edit.node, LayerNode)
    assert edit.node.values["units"] == 99
    assert (edit.node.id, edit.node.position, edit.node.note) == (
        node.id,
        node.position,
        "look here",
    )


def test_an_inserted_layer_stands_clear_of_the_others_and_moves_none() -> None:
    old, new = laid_out(chain("Dense", "ReLU")), read_anew(chain("Dense", "Dropout", "ReLU"))
    before = {node.id: node.position for node in old.main.nodes()}
    merge(old, new).apply(old)
    assert code(old) == code(new)
    after = {node.id: node.position for node in old.main.nodes()}
    assert {node: after[node] for node in before} == before
    (place,) = (after[node] for node in after if node not in before)
    assert all(abs(place[0] - x) >= 200 or abs(place[1] - y) >= 130 for x, y in before.values())


def test_undo_brings_all_back() -> None:
    old, new = laid_out(two_branch()), read_anew(chain("Dense", "Dropout"))
    before = to_text(old)
    merge(old, new).apply(old).apply(old)
    assert to_text(old) == before


def test_what_the_reading_loses_stays_as_it_was() -> None:
    """`base` and `new` know neither the tuple nor the note; only the units differ."""
    builder = Builder()
    conv = builder.layer("Conv2D", builder.input(8, 8, 1), filters=4, kernel_size=(3, 3))
    builder.output(conv)
    old = builder.design()
    base, new = read_anew(old), read_anew(old)
    for design, filters in ((base, 4), (new, 6)):
        node = design.main.named("conv2d")
        assert isinstance(node, LayerNode)
        design.main.change(replace(node, values={"filters": filters, "kernel_size": 3}))
    merge(old, new, base).apply(old)
    node = old.main.named("conv2d")
    assert isinstance(node, LayerNode)
    assert node.values == {"filters": 6, "kernel_size": (3, 3)}


def test_nodes_that_stand_in_no_code_stay() -> None:
    old = two_branch()
    base = read_anew(old)
    old.main.add(LayerNode("n99", "unused", layer="keras.layers.ReLU"))
    new = read_anew(two_branch())
    assert merge(old, new, base) == Several(())


@pytest.mark.parametrize(("before", "after"), [(False, True), (True, False)])
def test_sharing_begins_and_ends(before: bool, after: bool) -> None:
    old, new = shared(is_shared=before), read_anew(shared(is_shared=after))
    merge(old, new).apply(old)
    assert lines(old) == lines(new)


def test_a_shared_layer_survives_its_owner() -> None:
    old = shared(is_shared=True)
    builder = Builder()
    right = builder.input(8, name="right")
    builder.output(builder.layer("Dense", right, units=4, name="second"))
    merge(old, read_anew(builder.design())).apply(old)
    assert code(old) == code(builder.design())


def test_settings_and_custom_layers_are_carried() -> None:
    old = two_branch()
    new = read_anew(old)
    new.settings = replace(new.settings, name="net")
    new.custom_layers["Linear"] = CustomLayer("Linear", "class Linear:\n    pass\n")
    merge(old, new).apply(old)
    assert old.settings.name == "net" and set(old.custom_layers) == {"Linear"}


def test_what_changes_inside_a_function_changes_inside_its_block() -> None:
    old = block_design(4)
    old.blocks["encode"] = Block("encode", old.blocks["encode"].graph)
    new = block_design(9)
    new.blocks["encode"] = Block("encode", new.blocks["encode"].graph)
    (edit,) = merge(old, new).edits
    assert isinstance(edit, Change) and edit.graph == "encode"


def parametric(*uses: int) -> Design:
    """A block whose width is an argument, used in a row."""
    inner = Builder()
    hidden = inner.layer("Dense", inner.input(8, name="x"), units=Code("width * 2"), name="hidden")
    inner.output(hidden)
    main = Graph([InputNode("n1", "input_layer", shape=(8,))])
    last = "n1"
    for number, width in enumerate(uses):
        node = BlockNode(main.new_id(), f"use_{number}", block="encode", values={"width": width})
        main.add(node)
        main.connect(Edge(last, 0, node.id, "x"))
        last = node.id
    end = main.new_id()
    main.add(OutputNode(end, "output"))
    main.connect(Edge(last, 0, end, "inputs"))
    return Design(main, {"encode": Block("encode", inner.graph, {"width": 4})})


def as_read(design: Design) -> Reading:
    """What code with functions reads as: a block for each set of values, and the calls."""
    main = Graph(*design.main.contents())
    blocks: dict[str, Block] = {}
    uses = {}
    for node in design.main.nodes():
        if not isinstance(node, BlockNode):
            continue
        width = node.values["width"]
        name = f"encode_{width}"
        inner = Graph(*design.blocks[node.block].graph.contents())
        hidden = inner.named("hidden")
        assert isinstance(hidden, LayerNode)
        inner.change(replace(hidden, values={**hidden.values, "units": width * 2}))
        blocks[name] = Block(name, inner)
        main.change(replace(node, block=name, values={}))
        uses[node.name] = Use("encode", node.values)
    return Reading(Design(main, blocks), uses)


def test_a_call_with_other_values_changes_the_use_and_not_the_block() -> None:
    old = parametric(4, 8)
    (edit,) = merged(old, as_read(old), as_read(parametric(4, 16)), CATALOG).edits
    assert isinstance(edit, Change) and isinstance(edit.node, BlockNode)
    assert edit.node.values == {"width": 16} and edit.graph == ""


def test_another_use_of_a_function_is_another_use_of_its_block() -> None:
    old = parametric(4, 8)
    merged(old, as_read(old), as_read(parametric(4, 8, 2)), CATALOG).apply(old)
    assert code(old) == code(parametric(4, 8, 2)) and set(old.blocks) == {"encode"}


def test_an_argument_that_is_the_same_at_each_use_changes_inside() -> None:
    old = parametric(4, 8)
    new = as_read(old)
    for block in new.design.blocks.values():
        hidden = block.graph.named("hidden")
        assert isinstance(hidden, LayerNode)
        block.graph.change(replace(hidden, values={**hidden.values, "activation": "relu"}))
    (edit,) = merged(old, as_read(old), new, CATALOG).edits
    assert isinstance(edit, Change) and isinstance(edit.node, LayerNode)
    assert edit.node.values == {"units": Code("width * 2"), "activation": "relu"}


def test_an_expression_of_block_arguments_is_refused_with_the_way_out() -> None:
    old = parametric(4, 8)
    new = as_read(old)
    for block in new.design.blocks.values():
        hidden = block.graph.named("hidden")
        assert isinstance(hidden, LayerNode)
        block.graph.change(replace(hidden, values={"units": 1}))
    with pytest.raises(GraphError, match=r"encode/hidden: units is width \* 2.*on the canvas"):
        merged(old, as_read(old), new, CATALOG)


def test_a_new_function_becomes_a_new_block() -> None:
    old = chain("Dense")
    merge(old, block_design(3)).apply(old)
    assert set(old.blocks) == {"encode"}
    assert compared(old, block_design(3), CATALOG).counts.get("added", 0) == 0


# Whatever was done to the design: the code that comes of it brings the other design there.


def _another_units(design: Design, rng: random.Random) -> Edit | None:
    nodes = [n for n in design.main.nodes() if isinstance(n, LayerNode) and "units" in n.values]
    if not nodes:
        return None
    node = rng.choice(nodes)
    return Change(replace(node, values={**node.values, "units": rng.randint(1, 99)}))


def _another_name(design: Design, rng: random.Random) -> Edit | None:
    nodes = [node for node in design.main.nodes() if isinstance(node, LayerNode)]
    if not nodes:
        return None
    return Change(replace(rng.choice(nodes), name=f"named_{rng.randint(0, 10**6)}"))


def _inserted(design: Design, rng: random.Random) -> Edit | None:
    edges = design.main.edges()
    path = rng.choice(["keras.layers.ReLU", "keras.layers.Dropout", "keras.layers.Dense"])
    node = drawing.new_node(design, CATALOG, path, (0.0, 0.0))
    return drawing.inserted(design, CATALOG, node, rng.choice(edges)) if edges else None


def _removed(design: Design, rng: random.Random) -> Edit | None:
    nodes = [n for n in design.main.nodes() if isinstance(n, LayerNode) and "concat" not in n.name]
    return drawing.bridged(design, {rng.choice(nodes).id}) if len(nodes) > 1 else None


DOINGS: list[Callable[[Design, random.Random], Edit | None]] = [
    _another_units,
    _another_name,
    _inserted,
    _removed,
]


@pytest.mark.parametrize("seed", range(60))
def test_after_any_edits_the_merged_design_has_the_code_of_the_new_one(seed: int) -> None:
    rng = random.Random(seed)
    old = laid_out(two_branch() if seed % 2 else chain("Dense", "ReLU", "Dense", "Dropout"))
    new = copy.deepcopy(old)
    for _ in range(rng.randint(1, 4)):
        edit = rng.choice(DOINGS)(new, rng)
        if edit:
            edit.apply(new)
    before = {node.id: node.position for node in old.main.nodes()}
    text = to_text(old)
    inverse = merge(old, read_anew(new)).apply(old)
    assert compared(new, old, CATALOG).is_equal and lines(old) == lines(new)
    places = {node.id: node.position for node in old.main.nodes()}
    assert all(places[node] == before[node] for node in places.keys() & before.keys())
    inverse.apply(old)
    assert to_text(old) == text
