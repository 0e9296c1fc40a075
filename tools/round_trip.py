"""Proves that models survive: built, saved, imported, stored, exported, run, and compared.

    python tools/round_trip.py              everything: small models and all of keras.applications
    python tools/round_trip.py --small      what the tests take
    python tools/round_trip.py NAME …       these alone

For each model: its `.keras` file is imported, the design written and read again, and exported in
the styles `script` and `function`. What that code builds must have the same structure (see
`structure`), and, the weights copied over in their order, the same outputs.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import keras
import numpy as np
from round_trip_models import MODELS

from designer.catalog.table import shipped_catalog
from designer.codegen import STYLES, program_of
from designer.graph.checks import problems_of
from designer.graph.design import Design
from designer.graph.naming import keras_name
from designer.importing import design_from, read_file
from designer.storage.design_file import from_text, to_text

sys.setrecursionlimit(100_000)

APPLICATIONS = sorted(name for name in vars(keras.applications) if name[0].isupper())
SMALL_APPLICATIONS = ("MobileNet", "MobileNetV3Small")
"""One of each family would take minutes; these are the quickest, and one has ops in it."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="models of round_trip_models, or applications")
    parser.add_argument("--small", action="store_true", help="what the tests take")
    options = parser.parse_args()
    applications = SMALL_APPLICATIONS if options.small else APPLICATIONS
    failed = 0
    for name in options.names or [*MODELS, *applications]:
        started = time.perf_counter()
        # Collecting garbage takes longer than a small model, and a large one needs the room.
        keras.utils.clear_session(free_memory=name in APPLICATIONS)
        words = round_trip(name)
        failed += bool(words)
        took = time.perf_counter() - started
        print(f"{name:32} {took:6.1f} s  {words or 'equal'}", flush=True)
    print(f"{failed} failed")
    return bool(failed)


def round_trip(name: str) -> str:
    """What is not equal after the trip; empty where all is."""
    model = MODELS[name]() if name in MODELS else getattr(keras.applications, name)(weights=None)
    scramble(model)
    inputs = example_inputs(model)
    expected = outputs_of(model, inputs)
    design = designed(model)
    program = program_of(design, shipped_catalog())
    problems = [problem.sentence for problem in problems_of(design, shipped_catalog())]
    if problems:
        return f"problems: {problems[:3]}"
    for style in ("script", "function"):
        keras.utils.clear_session(free_memory=False)
        try:
            built = executed(STYLES[style].arrange(program).text)
        except Exception as error:
            return f"{style}: {type(error).__name__}: {error}"[:600]
        words = difference(model, built, inputs, expected)
        if words:
            return f"{style}: {words}"
    return ""


def designed(model: keras.Model) -> Design:
    """Saved by Keras, imported, and stored as a design in between."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.keras"
        model.save(path)
        imported = design_from(read_file(path), shipped_catalog())
    loaded = from_text(to_text(imported.design))
    assert not loaded.notices, loaded.notices
    return loaded.design


def executed(text: str) -> keras.Model:
    namespace: dict[str, Any] = {"__name__": "exported"}
    exec(compile(text, "<exported>", "exec"), namespace)
    model = namespace.get("model") or namespace["build_model"]()
    assert isinstance(model, keras.Model)
    return model


def difference(
    model: keras.Model, built: keras.Model, inputs: Any, expected: list[np.ndarray]
) -> str:
    """In what the model that was built differs from the one that was saved."""
    first, second = structure(model), structure(built)
    if first != second:
        lines = [f"{mark} {each}" for mark, each in changes(first, second)]
        return "structure: " + "; ".join(line[:300] for line in lines[:4])
    shapes = [tuple(weight.shape) for weight in model.weights]
    if shapes != [tuple(weight.shape) for weight in built.weights]:
        return "the weights come in another order"
    built.set_weights(model.get_weights())
    found = outputs_of(built, inputs)
    if len(found) != len(expected):
        return f"{len(found)} outputs instead of {len(expected)}"
    apart = max(
        float(np.max(np.abs(a - b), initial=0.0)) for a, b in zip(expected, found, strict=True)
    )
    return f"outputs are {apart} apart" if apart else ""


def scramble(model: keras.Model) -> None:
    """Weights that tell layers apart: initial ones are often all zeros or ones."""
    random = np.random.default_rng(7)
    for weight in model.weights:
        if "float" in str(weight.dtype) and "seed" not in weight.path:
            value = np.asarray(keras.ops.convert_to_numpy(weight), "float32")
            noise = random.normal(0.0, 0.05, value.shape).astype("float32")
            weight.assign(np.abs(value + noise) if "variance" in weight.path else value + noise)


def example_inputs(model: keras.Model) -> Any:
    random = np.random.default_rng(11)

    def example(tensor: Any) -> Any:
        # Of a picture of unknown size, enough for all that a network halves it.
        unknown = 96 if len(tensor.shape) == 4 else 5
        shape = [size or (unknown if axis else 1) for axis, size in enumerate(tensor.shape)]
        if tensor.dtype == "bool":
            return random.integers(0, 2, shape).astype(bool)
        if "int" in tensor.dtype:
            return random.integers(0, 7, shape).astype(tensor.dtype)
        return random.normal(0.0, 1.0, shape).astype("float32")

    structure = model.inputs if isinstance(model, keras.Sequential) else model._inputs_struct
    if isinstance(structure, list) and len(structure) == 1:
        structure = structure[0]
    return keras.tree.map_structure(example, structure)


def outputs_of(model: keras.Model, inputs: Any) -> list[np.ndarray]:
    """Every output in Keras's order, as float64 so that differences cannot hide."""
    found = keras.tree.flatten(model(inputs, training=False))
    return [np.asarray(keras.ops.convert_to_numpy(each), "float64") for each in found]


# Structure


def structure(model: keras.Model) -> list[str]:
    """What the model is made of, one line a call, in an order of its own: class, arguments, name,
    and what it is called on.

    Left out is what an export may change: the class of a Sequential model, which comes back as a
    functional one; names that Keras made by itself inside nested models and wrappers, and those of
    operators; build configs.
    """
    if isinstance(model, keras.Sequential):
        model = model._functional
    config = json.loads(json.dumps(model.get_config(), default=keras.saving.serialize_keras_object))
    return _lines(config, names_count=True)


def changes(first: list[str], second: list[str]) -> Iterator[tuple[str, str]]:
    yield from (("-", line) for line in first if line not in second)
    yield from (("+", line) for line in second if line not in first)


def _lines(config: Mapping[str, Any], names_count: bool) -> list[str]:
    entries = {entry["name"]: entry for entry in config["layers"]}
    known: dict[tuple[str, int], str] = {}
    lines: dict[tuple[str, int], str] = {}

    def line(name: str, call: int) -> str:
        """What one call says, with digests in the place of the tensors that it takes."""
        if (name, call) not in lines:
            entry = entries[name]
            said = [_said(entry, names_count)]
            if call:
                said.append(f"again {digest(name, 0)}")
            if entry["inbound_nodes"]:
                said.append(
                    json.dumps(_tensors(entry["inbound_nodes"][call], digest), sort_keys=True)
                )
            lines[name, call] = " ".join(said)
        return lines[name, call]

    def digest(name: str, call: int) -> str:
        if (name, call) not in known:
            known[name, call] = hashlib.sha1(line(name, call).encode()).hexdigest()[:8]
        return known[name, call]

    for name, entry in entries.items():
        for call in range(max(1, len(entry["inbound_nodes"]))):
            line(name, call)
    functional = {name for name, entry in entries.items() if "input_layers" in entry["config"]}

    def end(name: str, call: int) -> str:
        # Here Keras counts the calls of functional models from 1.
        return digest(name, call - (name in functional))

    ends = [_ends(config["input_layers"], digest), _ends(config["output_layers"], end)]
    return [*sorted(lines.values()), *map(json.dumps, ends)]


def _said(entry: Mapping[str, Any], names_count: bool) -> str:
    name, class_name = entry["name"], entry["class_name"]
    is_op = (entry.get("module") or "").startswith("keras.src.ops")
    keeps_name = not is_op and (names_count or not _is_automatic(name, class_name))
    return f"{class_name} {name if keeps_name else ''} {json.dumps(_plain(entry['config']))}"


def _plain(value: Any) -> Any:
    """A config without what may differ."""
    if isinstance(value, dict):
        if isinstance(value.get("layers"), list) and "input_layers" in value:
            return _lines(value, names_count=False)
        if isinstance(value.get("layers"), list):
            value = {key: item for key, item in value.items() if key != "build_input_shape"}
        kept = {
            key: _plain(item)
            for key, item in value.items()
            if key not in ("build_config", "name", "shared_object_id")
        }
        name = value.get("name")
        if isinstance(name, str) and "class_name" not in value and not _is_made(name):
            kept["name"] = name
        return kept
    return [_plain(item) for item in value] if isinstance(value, list) else value


def _is_automatic(name: str, class_name: str) -> bool:
    base = "input_layer" if class_name == "InputLayer" else keras_name(class_name)
    return re.fullmatch(rf"{base}(_\d+)?", name) is not None


def _is_made(name: str) -> bool:
    """Whether Keras may have made this name by itself, of whatever class."""
    base = re.sub(r"^(forward|backward)_|_\d+$", "", name)
    known = {keras_name(each) for each in dir(keras.layers) if each[0].isupper()}
    return base in known | {"functional", "sequential", "input_layer"}


def _tensors(value: Any, digest: Any) -> Any:
    if isinstance(value, dict):
        if value.get("class_name") == "__keras_tensor__":
            name, call, output = value["config"]["keras_history"]
            return f"{digest(name, call)}:{output}"
        return {key: _alone(_tensors(item, digest)) for key, item in value.items()}
    return [_tensors(item, digest) for item in value] if isinstance(value, list) else value


def _alone(value: Any) -> Any:
    """A tensor passed as `initial_state=h` comes back as `initial_state=[h]`, which is the same."""
    is_list = isinstance(value, list) and len(value) == 1 and isinstance(value[0], str)
    return value[0] if is_list else value


def _ends(value: Any, digest: Any) -> Any:
    if isinstance(value, dict):
        return {key: _ends(item, digest) for key, item in sorted(value.items())}
    if len(value) == 3 and isinstance(value[1], int):
        return f"{digest(value[0], value[1])}:{value[2]}"
    ends = [_ends(item, digest) for item in value]
    return ends[0] if len(ends) == 1 else ends


if __name__ == "__main__":
    sys.exit(main())
