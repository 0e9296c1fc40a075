"""Run in a process of its own: builds every sample of the catalogue with the real Keras.

Writes one JSON object: for each path the outputs that came, or the error.
"""

import json
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import keras
from keras import layers, ops

from designer.catalog.operators import SLICE_PATH
from designer.catalog.samples import Sample, sample_of
from designer.catalog.spec import OpSpec, Spec
from designer.catalog.table import shipped_catalog
from designer.catalog.values import short_path, source_of

LITERALS = {"float": 2, "ints": (0, 1)}
DTYPES = {"Hashing": "int64"}
NAMES = {"keras": keras, "layers": layers, "ops": ops}


def source(spec: Spec, values: dict, call_values: dict, tensors: dict[str, list[str]]) -> str:
    """The call as generated code has it: first slot by position, the others by keyword."""
    words = [f"{name}={source_of(value)}" for name, value in values.items()]
    wires = []
    for number, slot in enumerate(spec.slots):
        if slot.name in tensors:
            names = tensors[slot.name]
            text = f"[{', '.join(names)}]" if slot.many else names[0]
            wires.append(text if number == 0 else f"{slot.name}={text}")
    call_words = [f"{name}={source_of(value)}" for name, value in call_values.items()]
    path = short_path(spec.path)
    if spec.path == SLICE_PATH:
        return f"{wires[0]}[{source_of(values['index'])}]"
    if isinstance(spec, OpSpec):
        return f"{path}({', '.join(wires + words)})"
    return f"{path}({', '.join(words)})({', '.join(wires + call_words)})"


def outputs_of(spec: Spec, sample: Sample, values: dict, call_values: dict) -> list[str]:
    names, tensors = dict(NAMES), {}
    for slot, shapes in sample.inputs.items():
        if slot in values:
            continue
        tensors[slot] = []
        for shape in shapes:
            name = f"tensor_{len(names)}"
            names[name] = keras.Input(
                shape, dtype=sample.dtypes.get(slot), batch_size=sample.batch_sizes.get(slot)
            )
            tensors[slot].append(name)
    made = eval(source(spec, values, call_values, tensors), names)
    made = list(made) if isinstance(made, (list, tuple)) else [made]
    for tensor in made:
        if not isinstance(tensor, keras.KerasTensor):
            raise TypeError(f"an output is no tensor but a {type(tensor).__name__}: {tensor!r}")
    return [str(tensor.shape) for tensor in made]


def tried(spec: Spec, extra: dict, call_values: dict) -> dict:
    sample = sample_of(spec)
    values = {**sample.values, **extra}
    expected = spec.output_names({**values, **call_values})
    try:
        made = outputs_of(spec, sample, values, call_values)
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}", "expected": expected}
    return {"made": made, "expected": expected}


def variants(spec: Spec):
    """The sample as it is, with each flag that adds outputs, with numbers instead of wires, and
    with the arguments that all layers have."""
    yield "plain", {}, {}
    for name, _ in spec.outputs_when:
        in_call = any(argument.name == name for argument in spec.call_arguments)
        yield name, {} if in_call else {name: True}, {name: True} if in_call else {}
    for slot in spec.slots:
        if slot.literal:
            yield f"{slot.name} literal", {slot.name: LITERALS[spec.argument(slot.name).kind]}, {}
    if not isinstance(spec, OpSpec):
        base = {"trainable": False, "dtype": DTYPES.get(spec.name, "float32")}
        own = {argument.name for argument in spec.arguments}
        yield "base", {name: value for name, value in base.items() if name in own}, {}


def main() -> None:
    catalog = shipped_catalog()
    wanted = set(sys.argv[1:])
    found = {}
    for spec in (*catalog.layers, *catalog.ops):
        if wanted and spec.name not in wanted:
            continue
        for variant, extra, call_values in variants(spec):
            found[f"{spec.path} ({variant})"] = tried(spec, extra, call_values)
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
