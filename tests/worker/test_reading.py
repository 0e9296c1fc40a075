import h5py
import pytest

pytestmark = pytest.mark.worker

CODE = """
import math

import keras
from keras import layers, ops

FACTOR = 3.0


def scaled(x):
    return x * FACTOR


@keras.saving.register_keras_serializable()
class Scale(layers.Layer):
    def call(self, inputs):
        return scaled(inputs) * math.pi


class Unused(layers.Layer):
    pass


def build_model(units=3):
    x = keras.Input((4,))
    y = Scale()(layers.Dense(units)(x))
    y = layers.Lambda(lambda t: ops.relu(t) + 1, name="plain")(y)
    y = layers.Lambda(lambda t: t * FACTOR, name="bound")(y)
    return keras.Model(x, y)


def wants_something(size):
    return build_model(size)


inputs = keras.Input((4,), name="also_a_parameter")
"""


def names(answer):
    return [model["name"] for model in answer["models"]]


def test_models_in_variables_are_found_and_the_one_named_model_is_meant(worker):
    answer = worker.ask("read_model", {"code": f"{CODE}\nmodel = build_model()\nz = build_model()"})
    assert names(answer) == ["model", "z"]
    assert answer["chosen"] == 0


def test_else_the_last_is_meant_that_stands_in_no_other(worker):
    code = f"{CODE}\nwhole = build_model()\npart = keras.Model(*[keras.Input((4,))] * 2)\n"
    code += "x = keras.Input((4,))\nouter = keras.Model(x, part(x))\nlast = part"
    answer = worker.ask("read_model", {"code": code})
    assert names(answer) == ["whole", "part", "outer"]
    assert names(answer)[answer["chosen"]] == "outer"


def test_functions_without_arguments_are_called_where_no_variable_holds_a_model(worker):
    assert names(worker.ask("read_model", {"code": CODE})) == ["build_model"]


def test_a_function_can_be_asked_for_by_its_name(worker):
    params = {"code": f"{CODE}\nmodel = build_model()", "name": "build_model"}
    answer = worker.ask("read_model", params)
    assert names(answer)[answer["chosen"]] == "build_model"


def test_a_name_that_is_no_model_is_refused_with_those_that_are(worker):
    params = {"code": f"{CODE}\nmodel = build_model()", "name": "other"}
    assert worker.ask_in_vain("read_model", params).message == (
        "The code has no model 'other'. It has: model."
    )


def test_a_custom_layer_comes_with_what_it_uses_and_nothing_else(worker):
    model = worker.ask("read_model", {"code": CODE})["models"][0]
    assert list(model["sources"]) == ["Scale"]
    source = model["sources"]["Scale"]
    assert source.startswith("import math\n\nFACTOR = 3.0\n\n\ndef scaled(x):\n")
    assert "@keras.saving.register_keras_serializable()\nclass Scale" in source
    assert "Unused" not in source and "build_model" not in source
    assert "also_a_parameter" not in source


def test_a_lambda_comes_as_source_where_it_uses_nothing_of_the_code(worker):
    model = worker.ask("read_model", {"code": CODE})["models"][0]
    assert model["lambdas"] == {"plain": "lambda t: ops.relu(t) + 1"}


def test_what_was_made_before_a_failure_counts(worker):
    answer = worker.ask("read_model", {"code": f"{CODE}\nmodel = build_model()\n1 / 0\n"})
    assert names(answer) == ["model"]
    assert "ZeroDivisionError" in answer["models"][0]["notices"][0]


def test_code_that_fails_before_any_model_says_where(worker):
    failure = worker.ask_in_vain("read_model", {"code": "import keras\n\nkeras.nothing\n"})
    assert failure.line == 3


@pytest.mark.parametrize("code", ["x = 1\n", "", "import keras\nmodel = keras.Model\n"])
def test_code_without_a_model_is_refused(worker, code):
    said = worker.ask_in_vain("read_model", {"code": code}).message
    assert said.startswith("The code makes no keras.Model")


def test_code_can_import_what_lies_beside_its_file(worker, tmp_path):
    (tmp_path / "beside_it.py").write_text("SIZE = 7\n")
    code = "import keras, beside_it\nx = keras.Input((beside_it.SIZE,))\nmodel = keras.Model(x, x)"
    answer = worker.ask("read_model", {"code": code, "path": str(tmp_path / "main.py")})
    assert answer["models"][0]["config"]["layers"][0]["config"]["batch_shape"] == [None, 7]


def test_a_gigantic_layer_in_code_allocates_nothing(worker):
    code = "import keras\nx = keras.Input((10**6,))\n"
    code += "model = keras.Model(x, keras.layers.Dense(10**6)(x))"
    assert names(worker.ask("read_model", {"code": code})) == ["model"]


def test_an_architecture_that_keras_has_not_is_refused_with_the_nearest(worker):
    said = worker.ask_in_vain("read_model", {"application": "ResNet5"}).message
    assert said == "keras.applications has no architecture 'ResNet5'. Did you mean ResNet50?"


def test_a_file_of_weights_alone_is_refused(worker, tmp_path):
    path = tmp_path / "weights.h5"
    with h5py.File(path, "w") as file:
        file["dense"] = [1.0]
    said = worker.ask_in_vain("read_model", {"h5": str(path)}).message
    assert "holds weights and no model" in said


def test_a_request_for_nothing_is_refused(worker):
    assert worker.ask_in_vain("read_model", {}).kind == "bad_request"
