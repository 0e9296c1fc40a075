"""Sources that each have one fault, by the code of the lint that finds it."""

from __future__ import annotations

HEAD = "import keras\nfrom keras import layers, ops\n\n\n"
REGISTERED = "@keras.saving.register_keras_serializable()\n"
SOUND = (
    HEAD + REGISTERED + "class Own(keras.layers.Layer):\n"
    "    def __init__(self, units=3, **kwargs):\n"
    "        super().__init__(**kwargs)\n"
    "        self.units = units\n\n"
    "    def build(self, input_shape):\n"
    '        self.w = self.add_weight(name="w", shape=(input_shape[-1], self.units))\n\n'
    "    def call(self, inputs):\n"
    "        return ops.matmul(inputs, self.w)\n\n"
    "    def compute_output_shape(self, input_shape):\n"
    "        return (*input_shape[:-1], self.units)\n\n"
    "    def get_config(self):\n"
    '        return {**super().get_config(), "units": self.units}\n'
)


def instead(*pairs: tuple[str, str]) -> str:
    """The sound source with some of it replaced."""
    text = SOUND
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return text


_NO_CONFIG = (
    '\n    def get_config(self):\n        return {**super().get_config(), "units": self.units}\n',
    "",
)
_NO_SHAPE = (
    "\n    def compute_output_shape(self, input_shape):\n"
    "        return (*input_shape[:-1], self.units)\n",
    "",
)

FAULTY: dict[str, str] = {
    "no-super-init": instead(("        super().__init__(**kwargs)\n", "")),
    "drops-kwargs": instead(
        ("units=3, **kwargs", "units=3"), ("super().__init__(**kwargs)", "super().__init__()")
    ),
    "no-get-config": instead(_NO_CONFIG),
    "get-config-lacks": instead(
        ("units=3, **kwargs", "units=3, bias=0.5, **kwargs"),
        ("matmul(inputs, self.w)", "matmul(inputs, self.w) + self.bias"),
        ("        self.units = units\n", "        self.units = units\n        self.bias = bias\n"),
    ),
    "not-registered": instead((REGISTERED, "")),
    "no-call": HEAD + REGISTERED + "class Own(keras.layers.Layer):\n    pass\n",
    "weights-in-call": instead(
        (
            "    def build(self, input_shape):\n"
            '        self.w = self.add_weight(name="w", shape=(input_shape[-1], self.units))\n\n',
            "",
        ),
        (
            "    def call(self, inputs):\n",
            "    def call(self, inputs):\n"
            '        self.w = self.add_weight(name="w", shape=(inputs.shape[-1], self.units))\n',
        ),
    ),
    "unbuilt-layers": instead(
        (
            "        self.units = units\n",
            "        self.units = units\n        self.inner = layers.Dense(4)\n",
        ),
        ("matmul(inputs, self.w)", "matmul(inputs, self.w) + ops.sum(self.inner(inputs))"),
    ),
    "no-training": HEAD + REGISTERED + "class Own(keras.layers.Layer):\n"
    "    def __init__(self, **kwargs):\n"
    "        super().__init__(**kwargs)\n"
    "        self.seed_generator = keras.random.SeedGenerator()\n\n"
    "    def call(self, inputs):\n"
    "        noise = keras.random.normal(ops.shape(inputs), seed=self.seed_generator)\n"
    "        return inputs + noise\n\n"
    "    def compute_output_shape(self, input_shape):\n        return input_shape\n",
    "no-seed": HEAD + REGISTERED + "class Own(keras.layers.Layer):\n"
    "    def call(self, inputs, training=None):\n"
    "        if training:\n"
    "            return inputs + keras.random.normal(ops.shape(inputs))\n"
    "        return inputs\n\n"
    "    def compute_output_shape(self, input_shape):\n        return input_shape\n",
    "no-output-shape": instead(_NO_SHAPE),
    "gone-function": instead(
        ("import layers, ops", "import backend as K"), ("ops.matmul", "K.dot")
    ),
    "tensorflow-function": instead(
        ("from keras import layers, ops", "import tensorflow as tf"), ("ops.matmul", "tf.matmul")
    ),
    "undefined-name": instead(("self.w)\n", "self.w) * math.pi\n")),
}
