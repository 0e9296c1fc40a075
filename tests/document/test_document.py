from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from designer.catalog.table import shipped_catalog
from designer.catalog.values import Call, Code
from designer.document import Change, Document
from designer.document.trust import held_back
from designer.graph.edits import Move
from designer.graph.nodes import Edge, InputNode, LayerNode
from designer.storage import LoadError, save, to_text
from designer.storage.journal import Journal, recover
from tests.builders import Builder, chain, two_branch


@pytest.fixture
def document(qapp: object) -> Document:
    document = Document(shipped_catalog())
    document.new(two_branch())
    return document


def names(document: Document) -> list[str]:
    return [node.name for node in document.graph.nodes()]


def test_every_verb_can_be_undone_and_done_again(document: Document) -> None:
    edge = document.graph.inputs_of("n5")[0]
    verbs = [
        lambda: document.add_node("keras.layers.Dense", (1.0, 2.0)),
        lambda: document.add_wired("keras.layers.ReLU", (1.0, 2.0), "n5"),
        lambda: document.add_before("input", (0.0, 0.0), "n5", "inputs"),
        lambda: document.insert_on(edge, "keras.layers.Dropout", (3.0, 4.0)),
        lambda: document.connect_edge(Edge("n2", 0, "n5", "inputs")),
        lambda: document.replug(edge, Edge("n3", 0, "n5", "inputs")),
        lambda: document.disconnect_edges([edge]),
        lambda: document.remove(["n4", "n5"], [document.graph.inputs_of("n7")[0]]),
        lambda: document.remove_bridging(["n5"]),
        lambda: document.move({"n1": (9.0, 9.0)}),
        lambda: document.tidy(),
        lambda: document.rename("n5", "hidden"),
        lambda: document.set_values(["n2", "n3"], {"units": 7}),
        lambda: document.clear_value(["n2"], "activation"),
        lambda: document.paste(document.copied(["n2", "n4"])),
        lambda: document.duplicate(["n2"]),
        lambda: document.change_settings(
            replace(document.design.settings, inputs_as="dict"), "Pass as dict"
        ),
    ]
    for number, verb in enumerate(verbs):
        document.new(two_branch())
        before = to_text(document.design)
        assert verb(), number
        after = to_text(document.design)
        assert after != before, number
        assert document.undo_stack.count() == 1, number
        document.undo_stack.undo()
        assert to_text(document.design) == before, number
        document.undo_stack.redo()
        assert to_text(document.design) == after, number


def test_a_new_node_starts_with_values_that_make_it_valid(document: Document) -> None:
    node = document.graph.node(document.add_node("keras.layers.Conv2D", (0.0, 0.0)))
    assert isinstance(node, LayerNode)
    assert {"filters", "kernel_size"} <= node.values.keys()
    assert node.name == "conv2d"


def test_what_cannot_be_done_is_refused_with_a_sentence_and_changes_nothing(
    document: Document, qtbot: QtBot
) -> None:
    before = to_text(document.design)
    refusals = [
        (lambda: document.connect_edge(Edge("n7", 0, "n2", "inputs")), "circle"),
        (lambda: document.rename("n2", "dense_1"), "already named"),
        (lambda: document.rename("n2", " "), "needs a name"),
        (lambda: document.paste("nonsense"), "clipboard"),
        (lambda: document.add_node("keras.layers.Nothing", (0.0, 0.0)), "catalogue"),
        (lambda: document.set_values(["n8"], {"units": 3}), "no arguments"),
    ]
    for verb, words in refusals:
        with qtbot.waitSignal(document.refused) as signal:
            assert not verb()
        assert words in signal.args[0]
    assert to_text(document.design) == before
    assert document.undo_stack.count() == 0


def test_tidying_is_named_in_the_history(document: Document) -> None:
    document.new(two_branch())
    assert document.tidy()
    assert document.undo_stack.undoText() == "Tidy the layout"


def test_steps_with_one_key_become_one_step(document: Document) -> None:
    before = to_text(document.design)
    for x in (1.0, 2.0, 3.0):
        document.apply(Move((("n1", (x, 0.0)),)), "Move", merge="nudge")
    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    assert to_text(document.design) == before
    document.undo_stack.redo()
    assert document.graph.node("n1").position == (3.0, 0.0)


def test_a_change_names_the_nodes_and_whether_only_places_changed(
    document: Document, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(document.changed) as signal:
        document.remove(["n5"])
    assert signal.args == [Change("", frozenset({"n4", "n5", "n6"}), cosmetic=False)]
    with qtbot.waitSignal(document.changed) as signal:
        document.move({"n1": (5.0, 5.0)})
    assert signal.args == [Change("", frozenset({"n1"}), cosmetic=True)]


def test_a_wire_on_a_taken_slot_takes_the_old_wires_place(document: Document) -> None:
    assert document.connect_edge(Edge("n2", 0, "n5", "inputs"))
    assert [edge.source for edge in document.graph.inputs_of("n5")] == ["n2"]


def test_deleting_with_a_bridge_keeps_the_flow(document: Document) -> None:
    document.remove_bridging(["n5", "n6"])
    assert [edge.source for edge in document.graph.inputs_of("n7")] == ["n4"]


def test_copies_keep_their_wires_and_get_free_names(document: Document) -> None:
    ids = document.paste(document.copied(["n2", "n3", "n4"]), at=(500.0, 500.0))
    copies = [document.graph.node(node_id) for node_id in ids]
    assert [node.name for node in copies] == ["dense_4", "dense_5", "concatenate_1"]
    assert [edge.source for edge in document.graph.inputs_of(ids[2])] == ids[:2]


def test_pasting_moves_the_middle_of_the_copies_to_the_point(document: Document) -> None:
    (copy,) = document.paste(document.copied(["n2"]), at=(100.0, 50.0))
    assert document.graph.node(copy).position == (100.0, 50.0)


def test_a_constructor_value_of_a_sharing_node_goes_to_the_layers_owner(qapp: object) -> None:
    builder = Builder()
    a, b = builder.input(4), builder.input(4)
    owner = builder.layer("Dense", a, units=3)
    other = builder.again(owner, b)
    document = Document(shipped_catalog())
    document.new(builder.design())
    document.set_values([other], {"units": 5})
    node = document.graph.node(owner)
    assert isinstance(node, LayerNode) and node.values["units"] == 5


def test_saving_makes_the_document_clean_and_undo_makes_it_dirty_again(
    document: Document, tmp_path: Path
) -> None:
    document.rename("n2", "first")
    assert not document.is_clean
    document.save(tmp_path / "x.kdesign")
    assert document.is_clean and document.title == "x"
    document.undo_stack.undo()
    assert not document.is_clean


def test_a_file_that_cannot_be_opened_leaves_the_open_design(
    document: Document, tmp_path: Path
) -> None:
    before = to_text(document.design)
    with pytest.raises(LoadError):
        document.open(tmp_path / "nowhere.kdesign")
    assert to_text(document.design) == before


def test_a_crash_loses_no_edit(qapp: object, tmp_path: Path) -> None:
    document = Document(shipped_catalog(), Journal(tmp_path / "journals", "1"))
    document.new(two_branch())
    document.rename("n2", "first")
    document.rename("n3", "second")
    document.undo_stack.undo()
    document.add_node("keras.layers.ReLU", (0.0, 0.0))
    after = to_text(document.design)
    recovered = recover(tmp_path / "journals" / "1.journal")
    assert recovered and to_text(recovered.design) == after
    other = Document(shipped_catalog(), Journal(tmp_path / "journals", "2"))
    other.recover(recovered)
    assert to_text(other.design) == after and not other.is_clean
    again = recover(tmp_path / "journals" / "2.journal")
    assert again and to_text(again.design) == after, "a second crash loses nothing either"


def test_saving_or_closing_ends_the_journal(qapp: object, tmp_path: Path) -> None:
    document = Document(shipped_catalog(), Journal(tmp_path / "journals", "1"))
    document.new(two_branch())
    document.rename("n2", "first")
    document.save(tmp_path / "x.kdesign")
    assert list((tmp_path / "journals").iterdir()) == []
    document.rename("n2", "again")
    document.close()
    assert list((tmp_path / "journals").iterdir()) == []


HELD_BACK = {
    "code": {"units": Code("print(1) or 3")},
    "a class outside the catalogue": {"kernel_regularizer": Call("keras.utils.get_file", {})},
    "code inside a call": {
        "kernel_regularizer": Call("keras.regularizers.L2", {"l2": Code("f()")})
    },
}


@pytest.mark.parametrize("values", HELD_BACK.values(), ids=HELD_BACK)
def test_code_from_a_file_waits_for_trust(
    qapp: object, tmp_path: Path, values: dict[str, object]
) -> None:
    builder = Builder()
    builder.output(builder.layer("Dense", builder.input(4), **values))
    save(builder.design(), tmp_path / "x.kdesign")
    document = Document(shipped_catalog())
    document.open(tmp_path / "x.kdesign")
    assert document.needs_trust and "dense" in document.held_back[0]
    document.trust()
    assert not document.needs_trust


@pytest.mark.parametrize(("index", "waits"), [(":, None, ..., -1:", False), (":, f()", True)])
def test_a_slice_waits_for_trust_only_where_it_runs_something(
    qapp: object, index: str, waits: bool
) -> None:
    builder = Builder()
    builder.output(builder.op("operator.getitem", builder.input(4, 4), index=Code(index)))
    assert bool(held_back(builder.design(), shipped_catalog())) is waits


def test_plain_designs_need_no_trust(qapp: object, tmp_path: Path) -> None:
    builder = Builder()
    regularizer = Call("keras.regularizers.L2", {"l2": 0.1})
    dense = builder.layer("Dense", builder.input(4), units=3, kernel_regularizer=regularizer)
    builder.output(
        builder.layer("Bidirectional", dense, layer=Call("keras.layers.LSTM", {"units": 3}))
    )
    save(builder.design(), tmp_path / "x.kdesign")
    document = Document(shipped_catalog())
    document.open(tmp_path / "x.kdesign")
    assert not document.needs_trust


def test_an_input_whose_shape_is_code_needs_trust(qapp: object, tmp_path: Path) -> None:
    design = chain("Dense")
    design.main.change(InputNode("n1", "x", shape=(Code("__import__('os')"),)))
    save(design, tmp_path / "x.kdesign")
    document = Document(shipped_catalog())
    document.open(tmp_path / "x.kdesign")
    assert document.needs_trust


def test_inserting_a_node_into_a_wire_moves_it_there(document: Document) -> None:
    edge = document.graph.inputs_of("n5")[0]
    new = document.insert_on(edge, "keras.layers.Dropout", (10.0, 20.0))
    assert [each.source for each in document.graph.inputs_of("n5")] == [new]
    assert [each.source for each in document.graph.inputs_of(new)] == ["n4"]
    assert "dropout" in names(document)
