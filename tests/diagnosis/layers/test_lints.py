"""Each fault of a custom layer is found, and its fix makes it go without bringing another."""

from __future__ import annotations

import ast

import pytest

from designer.catalog.custom import spec_of_source
from designer.diagnosis.layers import ERROR, HINT, WARNING, lints_of
from designer.diagnosis.layers.fixes import as_layer_class
from designer.diagnosis.layers.lints import LAYER_LINTS
from tests.diagnosis.layers.faulty_layers import FAULTY, HEAD, REGISTERED, SOUND, instead


def codes(text: str, name: str = "Own") -> list[str]:
    return [lint.code for lint in lints_of(text, name)]


def test_a_sound_layer_has_no_lints() -> None:
    assert codes(SOUND) == []


@pytest.mark.parametrize("code", FAULTY)
def test_a_fault_is_found_alone_and_its_fix_makes_it_go(code: str) -> None:
    text = FAULTY[code]
    (lint,) = lints_of(text, "Own")
    assert lint.code == code and lint.fix
    assert text.split("\n")[lint.line - 1].strip()
    left = {"no-output-shape"} if code == "no-call" else set()
    assert set(codes(lint.fixed)) == left


@pytest.mark.parametrize("code", FAULTY)
def test_a_fix_leaves_every_line_that_it_does_not_concern(code: str) -> None:
    (lint,) = lints_of(FAULTY[code], "Own")
    before, after = FAULTY[code].split("\n"), lint.fixed.split("\n")
    gone = [line for line in before if before.count(line) > after.count(line)]
    assert len(gone) <= 2
    assert spec_of_source(lint.fixed, "Own")


def test_every_lint_of_layers_has_a_sample() -> None:
    assert len(FAULTY) >= len(LAYER_LINTS)


def test_get_config_says_how_each_kind_of_argument_is_had_back() -> None:
    text = (
        HEAD
        + REGISTERED
        + (
            "class Own(keras.layers.Layer):\n"
            "    def __init__(self, units, layer, activation=None, size=(1, 2), **kwargs):\n"
            '        """Makes it."""\n'
            "        super().__init__(**kwargs)\n"
            "        self.activation = keras.activations.get(activation)\n"
            "        self._size = tuple(size)\n\n"
            "    def call(self, inputs):\n"
            "        return self.layer(inputs)\n"
        )
    )
    (lint,) = lints_of(text, "Own")
    assert (lint.code, lint.severity) == ("no-get-config", WARNING)
    assert lint.fixed.endswith(
        "    def get_config(self):\n"
        "        return {\n"
        "            **super().get_config(),\n"
        '            "units": self.units,\n'
        '            "layer": keras.saving.serialize_keras_object(self.layer),\n'
        '            "activation": keras.activations.serialize(self.activation),\n'
        '            "size": self._size,\n'
        "        }\n\n"
        "    @classmethod\n"
        "    def from_config(cls, config):\n"
        '        config["layer"] = keras.saving.deserialize_keras_object(config["layer"])\n'
        "        return cls(**config)\n"
    )
    assert "        self.units = units\n        self.layer = layer\n" in lint.fixed


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (
            "        config = super().get_config()\n        return config\n",
            '        config["units"] = self.units\n        return config\n',
        ),
        ("        return {'a': 1}\n", "        return {'a': 1, \"units\": self.units}\n"),
        (
            "        config = super().get_config()\n"
            "        config.update(\n            {\n                'a': 1,\n            }\n"
            "        )\n"
            "        return config\n",
            "                'a': 1,\n                \"units\": self.units,\n            }\n",
        ),
        (
            "        return super().get_config()\n",
            '        return {**super().get_config(), "units": self.units}\n',
        ),
    ],
)
def test_a_get_config_is_completed_as_it_is_written(written: str, expected: str) -> None:
    text = instead(('        return {**super().get_config(), "units": self.units}\n', written))
    (lint,) = lints_of(text, "Own")
    assert lint.code == "get-config-lacks" and expected in lint.fixed


def test_a_plain_layer_without_get_config_is_only_hinted_at() -> None:
    (lint,) = lints_of(FAULTY["no-get-config"], "Own")
    assert lint.severity == HINT


def test_functions_of_older_keras_are_named_and_what_cannot_be_mended_stays() -> None:
    text = instead(("ops.matmul(inputs, self.w)", "K.dot(K.in_train_phase(inputs, 1), self.w)"))
    text = text.replace("import layers, ops", "import backend as K")
    lint = next(each for each in lints_of(text, "Own") if each.code == "gone-function")
    assert "`backend.dot` and `K.in_train_phase`" in lint.sentence and lint.severity == ERROR
    assert "keras.ops.dot(K.in_train_phase(inputs, 1), self.w)" in lint.fixed
    assert "import backend as K" in lint.fixed


def test_imports_that_a_fix_leaves_unused_go_with_it() -> None:
    (lint,) = lints_of(FAULTY["tensorflow-function"], "Own")
    assert "tensorflow" not in lint.fixed and "keras.ops.matmul(inputs" in lint.fixed


def test_random_functions_of_older_keras_get_a_generator() -> None:
    text = (
        "from keras import backend as K\n"
        + REGISTERED
        + (
            "class Own(keras.layers.Layer):\n"
            "    def call(self, x, training=None):\n        return x + K.random_normal((1,))\n"
        )
    )
    lint = next(each for each in lints_of(text, "Own") if each.code == "gone-function")
    assert "keras.random.normal((1,), seed=self.seed_generator)" in lint.fixed
    assert "self.seed_generator = keras.random.SeedGenerator()" in lint.fixed
    ast.parse(lint.fixed)


def test_training_is_only_put_in_where_the_inputs_may_be_handed_on() -> None:
    text = instead(
        ("matmul(inputs, self.w)", "matmul(inputs, self.w * keras.random.normal((1,), seed=1))")
    )
    (lint,) = lints_of(text, "Own")
    assert (lint.code, lint.fix) == ("no-training", "")


def test_numbers_from_python_are_no_noise() -> None:
    text = SOUND.replace("self.w)\n", "self.w) + np.random.normal()\n").replace(
        "import keras\n", "import keras\nimport numpy as np\n", 1
    )
    assert codes(text.replace("inputs):", "inputs, training=None):")) == ["python-random"]


def test_a_function_wants_to_be_registered() -> None:
    text = "from keras import ops\n\n\ndef twice(x):\n    return ops.multiply(x, 2)\n"
    (lint,) = lints_of(text, "twice")
    assert lint.code == "not-registered"
    assert lint.fixed.startswith("import keras\nfrom keras import ops\n")
    assert "@keras.saving.register_keras_serializable()\ndef twice(x):" in lint.fixed
    assert codes(lint.fixed, "twice") == []


def test_what_a_function_takes_from_around_it_is_found() -> None:
    text = REGISTERED + "def twice(x):\n    return x * factor\n"
    (lint,) = lints_of(text, "twice")
    assert (lint.code, lint.line, lint.fix) == ("undefined-name", 3, "")
    assert lints_of(text, "twice", known={"factor"}) == ()


def test_a_function_becomes_a_registered_layer() -> None:
    text = (
        "import math\n\nBASE = 2\n\n\n"
        "def scaled(x, factor=2.0, *, shift):\n"
        '    """Scales."""\n'
        "    # in two steps\n"
        "    y = x * factor\n"
        "    return y + shift * BASE\n\n\n"
        "def other(x):\n    return x\n"
    )
    new = as_layer_class(text, "scaled", "Scaled")
    assert new == (
        "import math\nimport keras\n\nBASE = 2\n\n\n"
        "@keras.saving.register_keras_serializable()\n"
        "class Scaled(keras.layers.Layer):\n"
        '    """Scales."""\n\n'
        "    def __init__(self, shift, factor=2.0, **kwargs):\n"
        "        super().__init__(**kwargs)\n"
        "        self.shift = shift\n"
        "        self.factor = factor\n\n"
        "    def call(self, x):\n"
        "        # in two steps\n"
        "        y = x * self.factor\n"
        "        return y + self.shift * BASE\n\n"
        "    def get_config(self):\n"
        '        return {**super().get_config(), "shift": self.shift, "factor": self.factor}\n'
        "\n\ndef other(x):\n    return x\n"
    )
    assert codes(new, "Scaled") == ["no-output-shape"]


def test_a_text_that_is_no_python_has_no_lints() -> None:
    assert lints_of("class Own(", "Own") == ()


@pytest.mark.parametrize(
    "text",
    [
        "class Own(keras.layers.Layer): pass",
        "class Own(keras.layers.Layer):\n    def __init__(self): pass\n    def call(self): ...\n",
        "class Own(Layer):\n    def __init__(self, *a, **k): super().__init__(*a, **k)\n",
        "class Own(Layer):\n\tdef call(self, x):\n\t\treturn K.dot(x, x)\n",
        "class Own(Layer):\n    async def call(self, x): ...\n    build = None\n",
        "ünï = 'ß'; K = 1\ndef Own(x): return K.dot('ä', x)\n",
        "def Own(): return 1\n",
    ],
)
def test_strange_sources_are_read_to_the_end_and_mended_to_python(text: str) -> None:
    found = lints_of(text, "Own")
    assert found
    for lint in found:
        ast.parse(lint.fixed)
