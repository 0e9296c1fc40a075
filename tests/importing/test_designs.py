import pytest

from designer.catalog.table import shipped_catalog
from designer.catalog.values import Call, Code
from designer.graph.checks import problems_of
from designer.graph.nodes import BlockNode, InputNode, LayerNode, OpNode, OutputNode
from designer.importing import ImportFailed, design_from
from tests.importing.configs import (
    called,
    chain,
    described,
    entry,
    functional,
    given,
    nested,
    op,
    sequential,
    tensor,
)


def imported(model, **more):
    return design_from(described(model, **more), shipped_catalog())


def layer(model, name, **more):
    return imported(model, **more).design.main.named(name)


def test_a_chain_becomes_nodes_with_what_differs_from_the_defaults():
    model = chain(
        entry("Dense", "dense", units=3, activation="relu", use_bias=True),
        entry("Dropout", "drop", rate=0.5, seed=None, noise_shape=None),
    )
    graph = imported(model).design.main
    kinds = [type(node) for node in graph.nodes()]
    assert kinds == [InputNode, LayerNode, LayerNode, OutputNode]
    assert graph.named("dense").values == {"units": 3, "activation": "relu"}
    assert graph.named("drop").values == {"rate": 0.5}
    assert problems_of(imported(model).design, shipped_catalog()) == ()


def test_the_name_of_a_model_is_kept_unless_keras_made_it():
    assert imported(chain(name="functional_3")).design.settings.name == "model"
    assert imported(chain(name="resnet")).design.settings.name == "resnet"


def test_strides_that_a_pooling_layer_made_of_its_size_are_left_out():
    pool = entry("MaxPooling2D", "pool", pool_size=[3, 3], strides=[3, 3], padding="valid")
    assert layer(chain(pool), "pool").values == {"pool_size": 3}
    pool = entry("MaxPooling2D", "pool", pool_size=[3, 3], strides=[2, 1], padding="valid")
    assert layer(chain(pool), "pool").values == {"pool_size": 3, "strides": (2, 1)}


def part(module, class_name, **config):
    return {"module": f"keras.{module}", "class_name": class_name, "config": config}


def test_initializers_and_regularizers_are_names_or_calls():
    dense = entry(
        "Dense",
        "dense",
        units=3,
        kernel_initializer=part("initializers", "HeNormal", seed=None),
        bias_initializer=part("initializers", "Zeros"),
        kernel_regularizer=part("regularizers", "L2", l2=0.5),
        kernel_constraint=part("constraints", "NonNeg"),
    )
    assert layer(chain(dense), "dense").values == {
        "units": 3,
        "kernel_initializer": "he_normal",
        "kernel_regularizer": Call("keras.regularizers.L2", {"l2": 0.5}),
        "kernel_constraint": "non_neg",
    }


def test_the_layer_in_a_wrapper_becomes_a_call():
    inner = entry("LSTM", "forward_lstm", units=3, return_sequences=True)
    backward = entry("LSTM", "backward_lstm", units=3, return_sequences=True, go_backwards=True)
    both = entry("Bidirectional", "both", merge_mode="concat", layer=inner, backward_layer=backward)
    lstm = Call("keras.layers.LSTM", {"units": 3, "return_sequences": True})
    assert layer(chain(both), "both").values == {"layer": lstm}


def test_a_layer_called_twice_stays_one_layer():
    model = functional(
        [
            given("a"),
            given("b"),
            entry("Dense", "dense", called(tensor("a")), called(tensor("b")), units=2),
            entry("Add", "add", called([tensor("dense"), tensor("dense", 1)])),
        ],
        [["a", 0, 0], ["b", 0, 0]],
        ["add", 0, 0],
    )
    graph = imported(model).design.main
    first, second = (node for node in graph.nodes() if getattr(node, "layer", "").endswith("Dense"))
    assert (first.shares, second.shares) == ("", first.id)
    assert [edge.source for edge in graph.inputs_of(graph.named("add").id)] == [first.id, second.id]


def test_the_second_call_of_a_layer_takes_no_name_of_another():
    twice = entry("Dense", "dense", called(tensor("a")), called(tensor("a")), units=2)
    other = entry("Dense", "dense_1", called(tensor("a")), units=3)
    ends = [["dense", 0, 0], ["dense", 1, 0], ["dense_1", 0, 0]]
    graph = imported(functional([given("a"), twice, other], ["a", 0, 0], ends)).design.main
    assert graph.named("dense_1").values == {"units": 3}
    assert graph.named("dense_2").shares == graph.named("dense").id


def test_equal_nested_models_become_one_block():
    def inner(name, number):
        dense = entry("Dense", f"dense_{number}", units=4)
        return nested(chain(dense, name=name), called(tensor("input_layer")))

    model = functional(
        [
            given(),
            inner("left", 1),
            inner("right", 2),
            entry("Add", "add", called([tensor("left"), tensor("right")])),
        ],
        ["input_layer", 0, 0],
        ["add", 0, 0],
    )
    design = imported(model).design
    uses = [node for node in design.main.nodes() if isinstance(node, BlockNode)]
    assert list(design.blocks) == ["left_block"]
    assert [(use.name, use.block, use.shares) for use in uses] == [
        ("left", "left_block", ""),
        ("right", "left_block", ""),
    ]


def test_a_nested_sequential_model_is_a_sequential_block():
    inner = nested(sequential(given(), entry("Dense", "dense", units=4), name="stem"))
    design = imported(chain(inner)).design
    assert design.blocks["stem_block"].form == "sequential"


def test_a_sequential_model_becomes_a_chain_with_its_ends():
    model = sequential(given("input_layer", 8), entry("Dense", "dense", units=4))
    graph = imported(model).design.main
    assert [node.name for node in graph.in_order()] == ["input_layer", "dense", "output"]
    assert graph.inputs()[0].shape == (8,)


def test_a_model_that_was_never_built_says_that_its_shape_is_missing():
    done = imported(sequential(entry("Dense", "dense", units=4)))
    assert done.notices == ("The shape of input_layer is not known: give it one.",)


def test_ops_are_told_from_layers_of_their_name():
    add = op("Add", "add", called(tensor("input_layer"), 3.0))
    minus = op("Subtract", "subtract", called(1, tensor("add")))
    model = functional([given(), add, minus], ["input_layer", 0, 0], ["subtract", 0, 0])
    graph = imported(model).design.main
    assert graph.named("add") == OpNode(
        "n2", "add", op="keras.ops.add", values={"x2": 3.0}, position=graph.named("add").position
    )
    assert graph.named("subtract").values == {"x1": 1}


def test_dicts_of_inputs_and_outputs_keep_their_keys():
    model = functional(
        [given("a"), given("b"), entry("Add", "add", called([tensor("a"), tensor("b")]))],
        {"first": ["a", 0, 0], "b": ["b", 0, 0]},
        {"sum": ["add", 0, 0], "b": ["b", 0, 0]},
    )
    design = imported(model).design
    settings = design.settings
    assert (settings.inputs_as, settings.outputs_as) == ("dict", "dict")
    assert [(node.name, node.key) for node in design.main.inputs()] == [("a", "first"), ("b", "")]
    assert [node.key or node.name for node in design.main.outputs()] == ["sum", "b"]


def test_nested_inputs_have_paths_as_keys():
    model = functional(
        [given("a"), given("b"), entry("Add", "add", called([tensor("a"), tensor("b")]))],
        {"pair": [["a", 0, 0], ["b", 0, 0]]},
        ["add", 0, 0],
    )
    design = imported(model).design
    assert design.settings.inputs_as == "nested"
    assert [node.key for node in design.main.inputs()] == ["pair/0", "pair/1"]


def masked(*, mask_zero):
    mask = tensor("not_equal")
    return functional(
        [
            given("tokens", None, dtype="int32"),
            entry(
                "Embedding",
                "embedding",
                called(tensor("tokens")),
                input_dim=9,
                output_dim=4,
                mask_zero=mask_zero,
            ),
            op("NotEqual", "not_equal", called(tensor("tokens"), 0)),
            entry("LSTM", "lstm", called(tensor("embedding"), mask=mask, training=False), units=3),
        ],
        ["tokens", 0, 0],
        ["lstm", 0, 0],
    )


def test_a_mask_that_comes_back_by_itself_is_left_out():
    graph = imported(masked(mask_zero=True)).design.main
    assert [node.name for node in graph.nodes()] == ["tokens", "embedding", "lstm", "output"]
    assert graph.named("lstm").call_values == {}


def test_a_mask_that_somebody_made_stays():
    graph = imported(masked(mask_zero=False)).design.main
    slots = [edge.slot for edge in graph.inputs_of(graph.named("lstm").id)]
    assert slots == ["mask", "sequences"]


def test_a_class_of_a_package_is_named_by_where_it_is_imported_from():
    scale = entry("Scale", "scale", module="my_package.layers", factor=2.0)
    done = imported(chain(scale))
    node = done.design.main.named("scale")
    assert (node.layer, node.values) == ("my_package.layers.Scale", {"factor": 2.0})
    assert problems_of(done.design, shipped_catalog()) == ()


def test_a_class_without_its_code_becomes_a_placeholder_that_says_so():
    lost = {**entry("Scale", "scale", module="__main__"), "registered_name": "mine>Scale"}
    done = imported(chain(lost))
    node = done.design.main.named("scale")
    assert node.layer == "keras.saving.deserialize_keras_object"
    assert node.values["config"]["registered_name"] == "mine>Scale"
    assert "mine>Scale" in node.note
    assert "Scale" in done.notices[0]
    assert problems_of(done.design, shipped_catalog()) == ()


def test_a_class_whose_source_came_along_becomes_a_custom_layer():
    scale = entry("Scale", "scale", module="designed_model", factor=2.0)
    source = "class Scale(keras.layers.Layer):\n    pass\n"
    design = imported(chain(scale), sources={"Scale": source, "Unused": ""}).design
    assert {name: layer.source for name, layer in design.custom_layers.items()} == {"Scale": source}
    assert design.main.named("scale").layer == "Scale"


def test_a_class_of_the_code_is_called_as_its_source_says():
    written_by_keras = {"activity_regularizer": None, "autocast": True}
    own = entry("Own", "own", module="designed_model", **written_by_keras)
    source = "class Own(keras.layers.Layer):\n    def call(self, x):\n        return x\n"
    design = imported(chain(own), sources={"Own": source}).design
    node = design.main.named("own")
    assert node.values == {}
    assert [edge.slot for edge in design.main.inputs_of(node.id)] == ["x"]
    assert problems_of(design, shipped_catalog()) == ()


BYTECODE = {"class_name": "__lambda__", "config": {"code": "4wEA", "defaults": None}}


def test_the_bytecode_of_a_lambda_is_a_value_and_never_read():
    node = layer(chain(entry("Lambda", "twice", function=BYTECODE, arguments={})), "twice")
    readable = {"class_name": "__lambda__", "config": {"value": ["4wEA", None, None]}}
    held = Call("keras.saving.deserialize_keras_object", {"config": readable, "safe_mode": False})
    assert node.values == {"function": held}


def test_a_lambda_whose_source_came_along_is_written_as_that():
    model = chain(entry("Lambda", "twice", function=BYTECODE, arguments={}))
    node = layer(model, "twice", lambdas={"twice": "lambda x: x * 2"})
    assert node.values == {"function": Code("lambda x: x * 2")}


def test_calls_as_keras_2_wrote_them_are_understood():
    dense = {**entry("Dense", "dense", units=3), "inbound_nodes": [[["input_layer", 0, 0, {}]]]}
    model = functional([given(), dense], [["input_layer", 0, 0]], [["dense", 0, 0]])
    graph = imported(model).design.main
    assert len(graph.inputs_of(graph.named("dense").id)) == 1


def test_a_subclassed_model_is_refused_with_the_way_out():
    model = {"class_name": "MyModel", "module": "mine", "config": {"units": 3}}
    with pytest.raises(ImportFailed, match="MyModel is a class of its own"):
        imported(model)


@pytest.mark.parametrize(
    "config",
    [
        {"layers": [], "input_layers": ["gone", 0, 0], "output_layers": ["gone", 0, 0]},
        {"layers": [{}], "input_layers": None, "output_layers": 3},
        {"layers": [3]},
        {"layers": [given()], "input_layers": ["input_layer"], "output_layers": []},
    ],
)
def test_a_broken_config_is_refused_in_a_sentence(config):
    with pytest.raises(ImportFailed):
        imported({"class_name": "Functional", "config": config})


def test_every_node_of_an_imported_design_has_a_place_of_its_own():
    model = chain(*(entry("Dense", f"dense_{number}", units=3) for number in range(20)))
    places = [node.position for node in imported(model).design.main.nodes()]
    assert len(set(places)) == len(places)


def test_a_lambda_takes_a_tensor_or_a_list_of_them():
    apart = entry("Lambda", "apart", called([tensor("a"), tensor("b")]))
    twice = entry("Lambda", "twice", called(tensor("apart")))
    layers = [given("a"), given("b"), apart, twice]
    model = functional(layers, [["a", 0, 0], ["b", 0, 0]], [["twice", 0, 0]])
    done = imported(model, lambdas={"apart": "lambda t: t[0] - t[1]", "twice": "lambda t: 2 * t"})
    assert problems_of(done.design, shipped_catalog()) == ()


def test_a_layer_shared_with_a_nested_model_is_told():
    number = {"shared_object_id": 7, "build_config": {"input_shape": [None, 4]}}

    def dense(*calls):
        return {**entry("Dense", "both", *calls, units=4), **number}

    inner = functional(
        [given("x"), dense(called(tensor("x")))], [["x", 0, 0]], [["both", 0, 0]], "inner"
    )
    block = nested(inner, called(tensor("both")))
    layers = [given("y"), dense(called(tensor("y"))), block]
    done = imported(functional(layers, [["y", 0, 0]], [["inner", 1, 0]]))
    assert len(done.notices) == 1
    assert done.notices[0].startswith("both is one layer in several models.")


def test_a_nested_model_called_in_a_mode_of_its_own_says_where_to_set_it():
    inner = functional([given("x")], [["x", 0, 0]], [["x", 0, 0]], "inner")
    block = nested(inner, called(tensor("y"), training=False))
    (notice,) = imported(functional([given("y"), block], [["y", 0, 0]], [["inner", 1, 0]])).notices
    assert "inner was called with training=False" in notice
    assert notice.endswith("Set training=False on those layers in the block inner_block.")
