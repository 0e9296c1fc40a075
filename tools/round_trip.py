"""Proves that models survive: built, saved, imported, stored, exported, run, and compared.

    python tools/round_trip.py              everything: small models and all of keras.applications
    python tools/round_trip.py --small      what the tests take
    python tools/round_trip.py NAME …       these alone

For each model: its `.keras` file is imported, the design written and read again, and exported in
the styles `script` and `function`. What that code builds must have the same structure (see
`model_structure`), and, the weights copied over in their order, the same outputs.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import keras
import numpy as np
from model_structure import structure_of
from round_trip_models import MODELS

from designer.catalog.table import shipped_catalog
from designer.codegen import STYLES, program_of
from designer.graph.checks import problems_of
from designer.graph.design import Design
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
        return "structure: " + "; ".join(line[:300] for line in changes(first, second)[:4])
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


def structure(model: keras.Model) -> list[str]:
    """See `model_structure`."""
    if isinstance(model, keras.Sequential):
        model = model._functional
    config = json.loads(json.dumps(model.get_config(), default=keras.saving.serialize_keras_object))
    return structure_of(config)


def changes(first: list[str], second: list[str]) -> list[str]:
    """The lines of one structure that the other has not."""
    gone = [f"- {line}" for line in first if line not in second]
    return gone + [f"+ {line}" for line in second if line not in first]


if __name__ == "__main__":
    sys.exit(main())
