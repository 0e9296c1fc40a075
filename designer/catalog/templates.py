"""Sources to begin a custom layer with, sound from the first line: registered, saved, loaded."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

_LAYER = '''\
import keras
from keras import ops


@keras.saving.register_keras_serializable()
class {name}(keras.layers.Layer):
    """Multiplies its input with weights of its own.

    Args:
        units: Positive integer, how many features come out.
    """

    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = units

    def build(self, input_shape):
        self.kernel = self.add_weight(name="kernel", shape=(input_shape[-1], self.units))

    def call(self, inputs):
        return ops.matmul(inputs, self.kernel)

    def compute_output_shape(self, input_shape):
        return (*input_shape[:-1], self.units)

    def get_config(self):
        return {{**super().get_config(), "units": self.units}}
'''

_PLAIN = '''\
import keras
from keras import ops


@keras.saving.register_keras_serializable()
class {name}(keras.layers.Layer):
    """Scales its input.

    Args:
        factor: Float.
    """

    def __init__(self, factor=2.0, **kwargs):
        super().__init__(**kwargs)
        self.factor = factor

    def call(self, inputs):
        return ops.multiply(inputs, self.factor)

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {{**super().get_config(), "factor": self.factor}}
'''

_NOISE = '''\
import keras
from keras import ops


@keras.saving.register_keras_serializable()
class {name}(keras.layers.Layer):
    """Adds noise to its input while the model trains.

    Args:
        stddev: Float, how strong the noise is.
        seed: Integer that makes the noise repeatable.
    """

    def __init__(self, stddev=0.1, seed=None, **kwargs):
        super().__init__(**kwargs)
        self.stddev = stddev
        self.seed = seed
        self.seed_generator = keras.random.SeedGenerator(seed)

    def call(self, inputs, training=False):
        if not training:
            return inputs
        noise = keras.random.normal(
            ops.shape(inputs), stddev=self.stddev, dtype=inputs.dtype, seed=self.seed_generator
        )
        return inputs + noise

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {{**super().get_config(), "stddev": self.stddev, "seed": self.seed}}
'''

_FUNCTION = '''\
import keras
from keras import ops


@keras.saving.register_keras_serializable()
def {name}(x):
    """Squares its input."""
    return ops.square(x)
'''


@dataclass(frozen=True, slots=True)
class Template:
    """What a new custom layer begins as."""

    name: str
    stem: str
    """The name of the class or function, with a number behind it where that is taken."""
    text: str

    def source(self, taken: Container[str]) -> str:
        """The text under a name that is free."""
        names = (self.stem, *(f"{self.stem}{number}" for number in range(2, 10_000)))
        return self.text.format(name=next(name for name in names if name not in taken))


TEMPLATES = (
    Template("weights", "MyLayer", _LAYER),
    Template("plain", "MyScale", _PLAIN),
    Template("noise", "MyNoise", _NOISE),
    Template("function", "my_function", _FUNCTION),
)
"""In the order of the menu."""
