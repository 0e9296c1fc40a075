"""What stands before the statements: custom layers, blocks and global settings, on real Keras."""

from __future__ import annotations

import pytest

from designer.protocol import ProgramText
from tests.real_worker import PREAMBLE, RealWorker, program, shape

pytestmark = pytest.mark.worker

BLOCKS = """
def block(x, units):
    return layers.Dense(units)(layers.Dense(2 * units)(x))

def other(x, units):
    return layers.Dense(units)(x)
"""


def blocks(preamble: str, first: int = 8) -> ProgramText:
    return program(
        f"x: x = keras.Input(shape=({first},))",
        "y: y = block(x, units=3)",
        "z: z = other(y, units=4)",
        "w: w = layers.Dense(5)(z)",
        preamble=PREAMBLE + preamble,
    )


def test_a_block_is_one_node_with_all_its_parameters(worker: RealWorker) -> None:
    result = worker.shapes(blocks(BLOCKS))
    assert shape(result, "y") == (None, 3)
    assert result["nodes"]["y"]["params"] == 9 * 6 + 7 * 3
    assert result["nodes"]["y"]["layer_name"] is None


def test_a_change_within_a_block_runs_its_callers_and_nothing_else(worker: RealWorker) -> None:
    worker.shapes(blocks(BLOCKS, first=31))
    result = worker.shapes(blocks(BLOCKS.replace("2 * units", "3 * units"), first=31))
    assert result["executed"] == 1
    assert result["nodes"]["y"]["params"] == 32 * 9 + 10 * 3


def test_a_fault_within_a_block_names_its_line(worker: RealWorker) -> None:
    result = worker.shapes(blocks(BLOCKS.replace("2 * units", "-1")))
    error = result["nodes"]["y"]["error"]
    assert error["preamble_lines"] == [5]
    assert result["nodes"]["z"] == {"skipped": ["y"]}


def test_a_broken_custom_layer_takes_only_its_users_along(worker: RealWorker) -> None:
    broken = "class Own(layers.Layer):\n    size = undefined\n"
    result = worker.shapes(
        program(
            "x: x = keras.Input(shape=(8,))",
            "own: own = Own()(x)",
            "good: good = layers.Dense(2)(x)",
            preamble=PREAMBLE + broken,
        )
    )
    assert [(each["type"], each["line"]) for each in result["preamble"]] == [("NameError", 3)]
    assert result["nodes"]["own"]["error"]["type"] == "NameError"
    assert shape(result, "good") == (None, 2)


def test_a_custom_layer_with_weights_of_every_origin(worker: RealWorker) -> None:
    own = """
import numpy as np

@keras.saving.register_keras_serializable("designer")
class Own(layers.Layer):
    def __init__(self):
        super().__init__()
        self.table = keras.Variable(np.ones((3, 5), "float32"), trainable=False)
        self.scale = keras.Variable(2.0)

    def build(self, shape):
        self.kernel = self.add_weight(shape=(shape[-1], 4))

    def call(self, inputs):
        return ops.matmul(inputs, self.kernel) * self.scale + ops.sum(self.table)
"""
    text = program("x: x = keras.Input(shape=(8,))", "y: y = Own()(x)", preamble=PREAMBLE + own)
    result = worker.shapes(text)
    assert shape(result, "y") == (None, 4)
    assert result["nodes"]["y"]["trainable_params"] == 33
    assert result["nodes"]["y"]["non_trainable_params"] == 15


def test_the_dtype_policy_of_a_program_is_its_own(worker: RealWorker) -> None:
    mixed = PREAMBLE + 'keras.config.set_dtype_policy("mixed_float16")\n'
    sources = ("x: x = keras.Input(shape=(8,))", "y: y = layers.Dense(41)(x)")

    def dtype(preamble: str) -> str:
        result = worker.shapes(program(*sources, preamble=preamble))
        return str(result["nodes"]["y"]["outputs"][0]["dtype"])

    assert dtype(PREAMBLE) == "float32"
    assert dtype(mixed) == "float16"
    # A second question of the same program comes after the session was cleared.
    edited = program(*sources, "z: z = layers.Dense(42)(y)", preamble=mixed)
    assert worker.shapes(edited)["nodes"]["z"]["outputs"][0]["dtype"] == "float16"
    assert dtype(PREAMBLE) == "float32"


def test_other_settings_end_with_their_program_too(worker: RealWorker) -> None:
    sources = ("x: x = keras.Input(shape=(8, 6, 4))", "y: y = layers.Conv2D(3, 2)(x)")
    turned = PREAMBLE + 'keras.config.set_image_data_format("channels_first")\n'
    assert shape(worker.shapes(program(*sources, preamble=turned)), "y") == (None, 3, 5, 3)
    assert shape(worker.shapes(program(*sources)), "y") == (None, 7, 5, 3)


def test_a_program_that_clears_the_session_still_allocates_nothing(worker: RealWorker) -> None:
    clearing = PREAMBLE + "def clear(x):\n    keras.utils.clear_session()\n    return x\n"
    result = worker.shapes(
        program(
            "x: x = keras.Input(shape=(10**6,))",
            "y: y = layers.Dense(10**6 + 1)(clear(x))",
            preamble=clearing,
        )
    )
    assert shape(result, "y") == (None, 10**6 + 1)


def test_prints_of_a_program_do_not_disturb_the_answers(worker: RealWorker) -> None:
    loud = PREAMBLE + (
        'import os\nprint("{}")\nos.write(1, b"raw\\n")\nos.system("echo from a child")\n'
        "def loud(x):\n    print(x)\n    return x\n"
    )
    result = worker.shapes(
        program("x: x = keras.Input(shape=(8,))", "y: y = loud(x) + 1", preamble=loud)
    )
    assert shape(result, "y") == (None, 8)


def test_reading_input_ends_at_once_and_takes_no_requests_away(worker: RealWorker) -> None:
    asking = PREAMBLE + "def ask(x):\n    input()\n    return x\n"
    text = program("x: x = keras.Input(shape=(8,))", "y: y = ask(x)", preamble=asking)
    assert worker.shapes(text)["nodes"]["y"]["error"]["type"] == "EOFError"
    assert worker.ask("ping")


def test_a_registered_layer_is_still_known_after_another_program_was_built(
    worker: RealWorker,
) -> None:
    own = PREAMBLE + (
        "@keras.saving.register_keras_serializable()\n"
        "class Own(layers.LSTM):\n"
        "    def __init__(self, units, **kwargs):\n"
        "        super().__init__(units, **kwargs)\n"
    )

    def both_ways(units: int) -> ProgramText:
        return program(
            "x: x = keras.Input(shape=(None, 8))",
            # The wrapper makes its second direction out of the first one's config, by name.
            f"y: y = layers.Bidirectional(Own({units}))(x)",
            preamble=own,
        )

    assert shape(worker.shapes(both_ways(3)), "y") == (None, 6)
    worker.ask("build", {"text": "import keras\nmodel = keras.Sequential([keras.Input((1,))])"})
    assert shape(worker.shapes(both_ways(4)), "y") == (None, 8)


def test_a_layer_registered_by_one_program_is_unknown_to_the_next(worker: RealWorker) -> None:
    own = PREAMBLE + "@keras.saving.register_keras_serializable()\nclass Own(layers.Dense): pass\n"

    def registered(marker: int, preamble: str) -> int | None:
        count = "len(keras.saving.get_custom_objects())"
        sources = f"x: x = keras.Input(shape=({count}, {marker}))"
        return shape(worker.shapes(program(sources, preamble=preamble)), "x")[1]

    assert registered(1, own) == 1
    assert registered(2, PREAMBLE) == 0
