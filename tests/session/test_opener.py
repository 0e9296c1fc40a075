from typing import cast

import pytest

from designer.catalog.table import shipped_catalog
from designer.catalog.values import Code
from designer.document import Document
from designer.graph.answers import Tensor
from designer.graph.nodes import BlockNode
from designer.session.importer import Importer
from designer.session.opener import Opener
from designer.worker_client.client import WorkerClient
from tests.builders import Builder
from tests.importing.configs import chain, entry
from tests.ui.fake_client import FakeClient

IMAGE = Tensor((None, 64, 64, 3))


@pytest.fixture
def client():
    return FakeClient()


@pytest.fixture
def document(qapp):
    builder = Builder()
    values = {"weights": "imagenet", "include_top": False, "trainable": False}
    base = builder.layer(
        "keras.applications.ResNet50", builder.input(64, 64, 3), name="base", **values
    )
    builder.output(base)
    document = Document(shipped_catalog())
    document.new(builder.design())
    return document


@pytest.fixture
def opener(document, client):
    return Opener(document, Importer(cast(WorkerClient, client), shipped_catalog))


def model():
    return {"models": [{**chain(entry("Dense", "dense", units=3)), "name": "model"}], "chosen": 0}


def test_the_layers_are_asked_for_without_weights_and_in_the_size_that_comes_in(
    opener, document, client
):
    opener.begin(document.graph.named("base"), IMAGE)
    assert client.last("read_model")[1]["code"].splitlines()[1] == (
        "model = keras.applications.ResNet50("
        "weights=None, include_top=False, input_shape=(64, 64, 3))"
    )


def test_what_comes_back_takes_the_place_of_the_node(qtbot, opener, document, client):
    opener.begin(document.graph.named("base"), IMAGE)
    with qtbot.waitSignal(opener.opened) as told:
        client.answer("read_model", model())
    use = document.graph.node(told.args[0])
    assert isinstance(use, BlockNode) and use.name == "base"
    document.undo_stack.undo()
    assert document.graph.named("base").values["weights"] == "imagenet"


def test_a_node_that_changed_meanwhile_is_left_alone(qtbot, opener, document, client):
    node = document.graph.named("base")
    opener.begin(node, IMAGE)
    document.rename(node.id, "other")
    with qtbot.waitSignal(opener.failed) as told:
        client.answer("read_model", model())
    assert "has changed meanwhile" in told.args[0]
    assert not document.design.blocks


def test_expressions_are_not_run_for_it(qtbot, opener, document, client):
    node = document.graph.named("base")
    document.set_values([node.id], {"classes": Code("launch()")})
    with qtbot.waitSignal(opener.failed) as told:
        opener.begin(document.graph.node(node.id), IMAGE)
    assert "expressions" in told.args[0]
    assert client.asked == []
