"""Every style of every example executes, and under equal weights all of them compute the same."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from designer.catalog.table import shipped_catalog
from designer.codegen import STYLES, program_of
from designer.codegen.styles.names import MODEL_ATTRIBUTES
from designer.graph.design import Design
from designer.paths import resource
from designer.storage import load
from tests.block_designs import all_designs
from tests.builders import Builder, chain
from tests.end_to_end.test_calls import attended, masked, stacked
from tests.end_to_end.test_exports import designs as examples
from tests.keras_runs import ask_all

pytestmark = pytest.mark.worker
TEXTS = [style for style in STYLES.values() if not style.made_by_worker and not style.reads_shapes]
"""Training scripts have tests of their own: `test_training_scripts.py`."""
FILES = [style for style in STYLES.values() if style.made_by_worker]

_CHILD = r"""
import json, os, sys, tempfile, traceback
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
out = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
import keras
import numpy as np

keras.utils.plot_model = lambda model, **options: None
random = np.random.default_rng(0)

def execute(name, text):
    space = {"__name__": "__main__"}
    if name == "notebook":
        cells = json.loads(text)["cells"]
        for cell in cells:
            if cell["cell_type"] == "code":
                exec("".join(cell["source"]), space)
    else:
        exec(compile(text, name, "exec"), space)
    return space["wrapper"].model if "wrapper" in space else space["model"], space

def arrays(tensor):
    shape = [(3 if axis == 0 else 6) if size is None else size
             for axis, size in enumerate(tensor.shape)]
    if "int" in tensor.dtype:
        return random.integers(0, 5, shape).astype(tensor.dtype)
    return random.random(shape).astype(tensor.dtype)

def take_weights(model, other):
    for layer in other.layers:
        if layer.weights:
            model.get_layer(layer.name).set_weights(layer.get_weights())

def difference(model, data, expected):
    given = model(data, training=False)
    keras.tree.assert_same_structure(given, expected)
    pairs = zip(keras.tree.flatten(given), keras.tree.flatten(expected), strict=True)
    return max(float(np.max(np.abs(np.asarray(a, "float64") - np.asarray(b)))) for a, b in pairs)

def summary(model):
    lines = []
    model.summary(line_length=200, print_fn=lambda line, **more: lines.append(line))
    return "\n".join(lines)

def saved_and_loaded(model):
    with tempfile.TemporaryDirectory() as folder:
        model.save(f"{folder}/m.keras")
        return keras.saving.load_model(f"{folder}/m.keras")

def restored(style, file, classes):
    if style == "keras":
        return keras.saving.load_model(file, custom_objects=classes)
    with open(file) as text:
        return keras.models.model_from_json(text.read(), custom_objects=classes)

def ran(case):
    keras.backend.clear_session(free_memory=False)
    script, space = execute("script", case["texts"]["script"])
    data = keras.tree.map_structure(arrays, script.input)
    expected = script(data, training=False)
    found = {}
    for style, text in case["texts"].items():
        keras.backend.clear_session(free_memory=False)
        try:
            model, _ = execute(style, text)
            take_weights(model, script)
            found[style] = {"difference": difference(model, data, expected),
                            "params": model.count_params(), "summary": summary(model)}
            if style == "subclass":
                again = saved_and_loaded(model)
                found["subclass, loaded"] = {"difference": difference(again, data, expected),
                                             "params": again.count_params(),
                                             "summary": summary(again)}
        except Exception:
            found[style] = {"error": traceback.format_exc(limit=-3)}
    classes = {name: each for name, each in space.items() if isinstance(each, type)}
    for style, file in case["files"].items():
        keras.backend.clear_session(free_memory=False)
        try:
            model = restored(style, file, classes)
            take_weights(model, script)
            found[style] = {"difference": difference(model, data, expected),
                            "params": model.count_params(), "summary": summary(model)}
        except Exception:
            found[style] = {"error": traceback.format_exc(limit=-3)}
    return found

json.dump({name: ran(case) for name, case in json.load(sys.stdin).items()}, out)
"""


def nested() -> Design:
    """Inputs and outputs in dicts in dicts, whole numbers, a fixed batch, names that a model
    uses itself."""
    builder = Builder()
    ids = builder.input(7, name="ids", key="text/ids", dtype="int32", batch_size=3)
    flags = builder.input(4, name="flags", key="text/flags", batch_size=3)
    image = builder.input(8, 8, 3, name="image", key="image", batch_size=3)
    words = builder.layer("Embedding", ids, name="path", input_dim=30, output_dim=6)
    state = builder.layer("GRU", words, name="loss", units=4)
    seen = builder.layer("Conv2D", image, name="output", filters=2, kernel_size=(3, 3))
    pooled = builder.layer("GlobalAveragePooling2D", seen, name="metrics")
    joined = builder.layer("Concatenate", state, flags, pooled, name="layers")
    builder.output(builder.layer("Dense", joined, name="dtype", units=2), key="heads/0")
    builder.output(builder.op("tanh", joined), key="heads/1")
    return builder.design(name="nested net", inputs_as="nested", outputs_as="nested")


def an_input_named_training() -> Design:
    builder = Builder()
    noisy = builder.layer("Dropout", builder.input(4, name="training"), rate=0.5)
    builder.output(builder.layer("Dense", noisy, units=3))
    return builder.design()


def designs() -> dict[str, Design]:
    return {
        **examples(),
        **all_designs(),
        "nested": nested(),
        "chain": chain("Dense", "ReLU", "Dense"),
        "training": an_input_named_training(),
        "attended": attended(),
        "masked": masked(),
        "stacked": stacked(),
    }


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("files")
    cases: dict[str, Any] = {}
    asked = {}
    for name, design in designs().items():
        program = program_of(design, shipped_catalog())
        texts = {
            style.name: style.file_text(style.arrange(program))
            for style in TEXTS
            if not style.refusal(program)
        }
        files = {style.name: str(folder / f"{name}{style.suffix}") for style in FILES}
        cases[name] = {"texts": texts, "files": files}
        for style, path in files.items():
            script = STYLES["script"].arrange(program).text
            asked[f"{name}:{style}"] = {"text": script, "format": style, "path": path}
    ask_all("save", asked)
    answer: dict[str, Any] = answer_of(_CHILD, cases)
    return answer


def answer_of(child: str, cases: dict[str, Any]) -> Any:
    """What a Python of its own makes of the cases."""
    done = subprocess.run(
        [sys.executable, "-c", child],
        input=json.dumps(cases),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", designs())
def test_under_equal_weights_every_style_computes_the_same(
    found: dict[str, Any], name: str
) -> None:
    for style, result in found[name].items():
        assert "error" not in result, f"{style}: {result['error']}"
        assert result["difference"] == 0, style
        assert result["params"] == found[name]["script"]["params"], style


@pytest.mark.parametrize("name", designs())
def test_every_layer_of_every_style_has_a_shape_in_the_summary(
    found: dict[str, Any], name: str
) -> None:
    for style, result in found[name].items():
        assert "?" not in result["summary"], style
        assert "multiple" not in result["summary"], style


DEEP = 1_000
_DEEP_CHILD = (
    _CHILD.partition("def arrays")[0]
    + r"""
found = {}
for name, text in json.load(sys.stdin).items():
    keras.backend.clear_session(free_memory=False)
    try:
        sys.setrecursionlimit(1_000)
        layers = execute(name, text)[0].layers
        found[name] = sum(isinstance(layer, keras.layers.ReLU) for layer in layers)
    except Exception:
        found[name] = traceback.format_exc(limit=-2)
json.dump(found, out)
"""
)


def test_a_chain_deeper_than_python_recurses_runs_in_every_style() -> None:
    builder = Builder()
    last = builder.input(1)
    for _ in range(DEEP):
        last = builder.layer("ReLU", last)
    builder.output(last)
    program = program_of(builder.design(), shipped_catalog())
    texts = {style.name: style.file_text(style.arrange(program)) for style in TEXTS}
    assert answer_of(_DEEP_CHILD, texts) == dict.fromkeys(texts, DEEP)


def test_a_subclass_trains_as_the_script_does_and_has_its_shapes_from_that() -> None:
    child = (
        _CHILD.partition("def arrays")[0]
        + r"""
x, y = random.random((64, 32)), random.random((64, 10))
found = {}
for name, text in json.load(sys.stdin).items():
    keras.backend.clear_session(free_memory=False)
    keras.utils.set_random_seed(1)
    space = {"__name__": "imported"}
    exec(text, space)
    model = space["MyModel"]() if name == "subclass" else space["model"]
    model.compile("adam", "mse")
    losses = model.fit(x, y, epochs=2, shuffle=False, verbose=0).history["loss"]
    found[name] = [losses, [layer.output.shape for layer in model.layers][-3:]]
json.dump(found, out)
"""
    )
    design = load(resource("examples/my_model.kdesign")).design
    program = program_of(design, shipped_catalog())
    texts = {name: STYLES[name].arrange(program).text for name in ("script", "subclass")}
    found = answer_of(child, texts)
    assert found["subclass"] == found["script"]
    assert found["subclass"][1] == [[None, 128], [None, 64], [None, 10]]


def test_layers_of_a_subclass_hide_nothing_of_a_model() -> None:
    child = (
        _CHILD.partition("def arrays")[0]
        + r"""
json.load(sys.stdin)
model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
model.compile("sgd", "mse")
model.fit(np.zeros((2, 1)), np.zeros((2, 1)), verbose=0)
class Mine(keras.Model):
    def call(self, inputs):
        return inputs
json.dump([name for name in {*dir(model), *dir(Mine())} if not name.startswith("_")], out)
"""
    )
    own = {"add", "pop", "input_shape", "output_shape"}  # of a Sequential
    assert set(answer_of(child, {})) - own <= MODEL_ATTRIBUTES


def test_a_sequential_is_made_of_chains_and_of_nothing_else(found: dict[str, Any]) -> None:
    made = {name for name, results in found.items() if "sequential" in results}
    assert {"sequential", "named_layer", "my_model", "chain"} <= made
    assert not {"two_branch", "multimodal_dict", "mixed", "nested"} & made
