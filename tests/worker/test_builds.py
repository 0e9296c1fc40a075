from __future__ import annotations

import re
from typing import Any

import pytest

from designer.protocol import FailureKind
from tests.real_worker import RealWorker

pytestmark = pytest.mark.worker

TWO_BRANCHES = """\
import keras
from keras import layers

pixels = keras.Input(shape=(784,), name="pixels")
left = layers.Dense(64, activation="relu", name="left")(pixels)
right = layers.Dense(64, name="right")(pixels)
both = layers.Concatenate(name="both")([left, right])
scaled = both * 2.0
digit = layers.Dense(10, name="digit")(scaled)
model = keras.Model(inputs=pixels, outputs=digit, name="two_branch")

if __name__ == "__main__":
    raise RuntimeError("The main guard ran.")
"""
TWO_BRANCH_NODES = {4: "n4", 5: "n5", 6: "n6", 7: "n7", 8: "n8", 9: "n9"}

BLOCKS = """\
import keras
from keras import layers


def block(x, units):
    x = layers.Dense(units)(x)
    x = layers.Activation("relu")(x)
    return x


def build_model():
    x = keras.Input(shape=(8,), name="x")
    a = block(x, units=4)
    b = block(a, units=3)
    return keras.Model(x, b)
"""
BLOCK_NODES = {6: "dense", 7: "relu", 12: "x", 13: "a", 14: "b"}


def script(text: str, nodes: dict[int, str] | None = None, **more: Any) -> dict[str, Any]:
    return {"text": text, "line_nodes": {str(k): v for k, v in (nodes or {}).items()}, **more}


def table(summary: str) -> list[list[str]]:
    """The cells of a summary as Keras prints it, lines of one row joined."""
    rows: list[list[str]] = []
    for line in summary.splitlines():
        if line[:1] in ("├", "┡"):
            rows.append(["", "", "", ""])
        elif line.startswith("│"):
            cells = [cell.strip() for cell in line.strip("│").split("│")]
            rows[-1] = [f"{one} {more}".strip() for one, more in zip(rows[-1], cells, strict=False)]
    return rows


# What a build says


def test_a_build_tells_the_table_that_keras_prints(worker: RealWorker) -> None:
    facts = worker.ask("build", script(TWO_BRANCHES, TWO_BRANCH_NODES))
    assert facts["name"] == "two_branch"
    assert facts["class"] == "Functional"
    assert facts["total_params"] == facts["trainable_params"] == 101_770
    assert facts["non_trainable_params"] == 0
    assert facts["weight_bytes"] == 4 * 101_770
    assert facts["inputs"] == [{"name": "pixels", "shape": [None, 784], "dtype": "float32"}]
    assert facts["outputs"] == [{"name": "digit", "shape": [None, 10], "dtype": "float32"}]
    printed = [
        [
            f"{row['name']} ({row['class']})",
            row["output_shape"],
            f"{row['params']:,}",
            ", ".join(row["connected_to"]) or "-",
        ]
        for row in facts["layers"]
    ]
    assert printed == table(facts["summary_text"])
    assert [row[0] for row in printed][3:5] == ["both (Concatenate)", "multiply (Multiply)"]


def test_every_row_knows_the_node_that_it_comes_from(worker: RealWorker) -> None:
    facts = worker.ask("build", script(TWO_BRANCHES, TWO_BRANCH_NODES))
    paths = {row["name"]: row["path"] for row in facts["layers"]}
    assert paths == {
        "pixels": ["n4"],
        "left": ["n5"],
        "right": ["n6"],
        "both": ["n7"],
        "multiply": ["n8"],
        "digit": ["n9"],
    }


def test_rows_within_blocks_know_the_way_from_the_main_canvas(worker: RealWorker) -> None:
    facts = worker.ask("build", script(BLOCKS, BLOCK_NODES))
    assert [row["path"] for row in facts["layers"]] == [
        ["x"],
        ["a", "dense"],
        ["a", "relu"],
        ["b", "dense"],
        ["b", "relu"],
    ]


def test_a_shared_layer_is_one_row_with_two_sources(worker: RealWorker) -> None:
    facts = worker.ask(
        "build",
        script(
            "import keras\n"
            "a = keras.Input((4,), name='a')\nb = keras.Input((4,), name='b')\n"
            "layer = keras.layers.Dense(3, name='layer')\n"
            "model = keras.Model([a, b], [layer(a), layer(b)])\n"
        ),
    )
    row = next(row for row in facts["layers"] if row["name"] == "layer")
    assert row["connected_to"] == ["a[0][0]", "b[0][0]"]
    assert facts["total_params"] == 15
    assert [output["name"] for output in facts["outputs"]] == ["layer", "layer"]


def test_a_call_in_another_model_is_no_connection_of_this_one(worker: RealWorker) -> None:
    facts = worker.ask(
        "build",
        script(
            "import keras\n"
            "a = keras.Input((4,), name='a')\nb = keras.Input((4,), name='b')\n"
            "layer = keras.layers.Dense(3, name='layer')\n"
            "elsewhere = keras.Model(b, layer(b))\n"
            "model = keras.Model(a, layer(a))\n"
        ),
    )
    assert facts["layers"][1]["connected_to"] == ["a[0][0]"]


def test_a_nested_model_has_rows_of_its_own(worker: RealWorker) -> None:
    text = (
        "import keras\nfrom keras import layers\n"
        "x = keras.Input((4,), name='x')\n"
        "inner = keras.Sequential([layers.Dense(3, name='first'), layers.BatchNormalization()],"
        " name='inner')\n"
        "model = keras.Model(x, inner(x))\n"
    )
    facts = worker.ask("build", script(text, expand_nested=True))
    inner = facts["layers"][1]
    assert (inner["name"], inner["params"], len(inner["layers"])) == ("inner", 27, 2)
    assert facts["trainable_params"] == 21
    assert "└ first (Dense)" in facts["summary_text"]
    assert "└ first" not in worker.ask("build", script(text))["summary_text"]


def test_several_outputs_are_printed_as_keras_does(worker: RealWorker) -> None:
    facts = worker.ask(
        "build",
        script(
            "import keras\n"
            "x = keras.Input((None, 4))\n"
            "model = keras.Model(x, keras.layers.LSTM(3, return_state=True)(x))\n"
        ),
    )
    assert facts["layers"][1]["output_shape"] == "[(None, 3), (None, 3), (None, 3)]"
    assert [row[1] for row in table(facts["summary_text"])] == [
        row["output_shape"] for row in facts["layers"]
    ]


def test_a_sub_classed_model_is_listed_with_what_is_known(worker: RealWorker) -> None:
    facts = worker.ask(
        "build",
        script(
            "import keras\n"
            "class Own(keras.Model):\n"
            "    def __init__(self):\n"
            "        super().__init__()\n"
            "        self.dense = keras.layers.Dense(3)\n"
            "    def call(self, x):\n"
            "        return self.dense(x)\n"
            "model = Own()\n"
            "model(keras.Input((4,)))\n"
        ),
    )
    assert facts["class"] == "Own"
    assert facts["total_params"] == 15
    assert [(row["class"], row["params"]) for row in facts["layers"]] == [("Dense", 15)]


def test_no_name_in_the_summary_is_cut_short(worker: RealWorker) -> None:
    long = "a_name_that_is_a_good_deal_longer_than_the_column_which_keras_leaves_for_it"
    text = TWO_BRANCHES.replace('"left"', f'"{long}"')
    facts = worker.ask("build", script(text))
    assert "…" not in facts["summary_text"]
    assert f"{long} (Dense)" in facts["summary_text"]
    assert f"{long}[0][0]," in facts["summary_text"]
    widths = {len(line) for line in facts["summary_text"].splitlines() if line[:1] in "┏│├└"}
    assert len(widths) == 1
    narrow = worker.ask("build", script(TWO_BRANCHES))["summary_text"]
    assert max(len(line) for line in narrow.splitlines()) == 108


# Builds with and without weights


@pytest.mark.parametrize("text", [TWO_BRANCHES, BLOCKS], ids=["two_branches", "blocks"])
def test_a_build_without_weights_is_told_as_one_with_weights(worker: RealWorker, text: str) -> None:
    assert worker.ask("build", script(text)) == worker.ask("build", script(text, weights=True))
    without = worker.ask("config", script(text))
    assert without == worker.ask("config", script(text, weights=True))
    assert without["config"]["layers"][0]["class_name"] == "InputLayer"


def test_weights_that_cannot_fit_are_refused_before_they_are_made(worker: RealWorker) -> None:
    text = TWO_BRANCHES.replace("Dense(64", "Dense(10**12")
    assert worker.ask("build", script(text))["total_params"] > 10**15
    failure = worker.ask_in_vain("build", script(text, weights=True))
    assert failure.kind == FailureKind.MEMORY
    assert re.search(r"need [\d.,]+ PB, and [\d.]+ [MGT]B are free", failure.message)


def test_every_build_starts_as_in_a_new_process(worker: RealWorker) -> None:
    text = (
        "import keras\nkeras.config.set_dtype_policy('mixed_float16')\n"
        "x = keras.Input((4,))\nmodel = keras.Model(x, keras.layers.Dense(3)(x))\n"
    )
    plain = text.replace("keras.config", "# keras.config")
    for _ in range(2):
        mixed, single = worker.ask("build", script(text)), worker.ask("build", script(plain))
        assert [row["name"] for row in mixed["layers"]][1] in ("dense", "cast")
        assert [row["name"] for row in single["layers"]] == ["input_layer", "dense"]
        assert mixed["outputs"][0]["dtype"] == "float16"
        assert single["outputs"][0]["dtype"] == "float32"


# Failures


def test_a_failure_names_the_node_of_its_line(worker: RealWorker) -> None:
    text = TWO_BRANCHES.replace('Dense(64, name="right")', 'Dense(0, name="right")')
    failure = worker.ask_in_vain("build", script(text, TWO_BRANCH_NODES))
    assert (failure.kind, failure.node, failure.line, failure.path) == (
        FailureKind.PROGRAM,
        "n6",
        6,
        ("n6",),
    )
    assert "units" in failure.message
    assert 'right = layers.Dense(0, name="right")(pixels)' in failure.details


def test_a_failure_in_a_block_names_the_way_to_the_node(worker: RealWorker) -> None:
    text = BLOCKS.replace("units=3", "units=0")
    failure = worker.ask_in_vain("build", script(text, BLOCK_NODES))
    assert failure.path == ("b", "dense")
    assert failure.node == "dense"
    assert failure.line == 6


def test_a_failure_in_a_custom_layer_names_the_node_that_calls_it(worker: RealWorker) -> None:
    text = (
        "import keras\n"
        "class Own(keras.layers.Layer):\n"
        "    def call(self, x):\n"
        "        return x + undefined\n"
        "x = keras.Input((4,))\n"
        "y = Own()(x)\n"
        "model = keras.Model(x, y)\n"
    )
    failure = worker.ask_in_vain("build", script(text, {5: "x", 6: "y"}))
    assert (failure.node, failure.line) == ("y", 4)
    assert "name 'undefined' is not defined" in failure.message


def test_what_only_keras_model_can_see_is_said_as_well(worker: RealWorker) -> None:
    text = TWO_BRANCHES.replace('name="right"', 'name="left"')
    failure = worker.ask_in_vain("build", script(text, TWO_BRANCH_NODES))
    assert failure.line == 10
    assert failure.node is None
    assert '"left" is used 2 times' in failure.message


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("import keras\nx = (\n", 2, "never closed"),
        ("import keras\nraise SystemExit(3)\n", 2, "asked Python to exit"),
        ("import keras\n", None, "makes no `keras.Model`"),
        ("model = 3\n", None, "makes no `keras.Model`"),
        ("def build_model():\n    return 1 / 0\n", 2, "division by zero"),
    ],
)
def test_programs_that_make_no_model_say_why(
    worker: RealWorker, text: str, line: int | None, said: str
) -> None:
    failure = worker.ask_in_vain("build", script(text))
    assert failure.kind == FailureKind.PROGRAM
    assert failure.line == line
    assert said in failure.message


def test_a_chain_deeper_than_pythons_limit_is_built(worker: RealWorker) -> None:
    text = (
        "import keras\n"
        "y = x = keras.Input((1,))\n"
        "for _ in range(1200):\n"
        "    y = keras.layers.ReLU()(y)\n"
        "model = keras.Model(x, y)\n"
    )
    assert len(worker.ask("build", script(text))["layers"]) == 1201


@pytest.mark.parametrize("params", [{}, {"text": 3}, {"text": "", "line_nodes": {"a": "b"}}])
def test_a_request_without_a_script_is_refused(worker: RealWorker, params: Any) -> None:
    assert worker.ask_in_vain("build", params).kind == FailureKind.BAD_REQUEST
