"""Run in a process of its own: builds every case for real, statement by statement.

Reads `[preamble, cases]`, a case being a list of statements as `ProgramStatement.to_json` has them.
Writes for each case what was made by name, and the numbers of the model, or the fault.
"""

import json
import math
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import keras

from designer.worker.failures import sentence

PLAIN = (type(None), bool, int, float, str)


def leaves(value):
    """Every tensor and object in lists, tuples and dicts, in the order in which they stand."""
    if isinstance(value, (list, tuple)):
        for item in value:
            yield from leaves(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from leaves(item)
    else:
        yield value


def tensors(value) -> list:
    """Symbolic tensors; none where there is more than tensors and plain values."""
    found = [each for each in leaves(value) if not isinstance(each, PLAIN)]
    return found if all(isinstance(each, keras.KerasTensor) for each in found) else []


def facts(tensor) -> dict:
    said = {"shape": list(tensor.shape), "dtype": tensor.dtype}
    mask = getattr(tensor, "_keras_mask", None)
    if mask is not None:
        said["mask"] = list(mask.shape)
    if tensor.sparse:
        said["layout"] = "sparse"
    return said


def numbers(inputs: list, outputs: list) -> dict | None:
    """Of the model, which is made for real; None where what was made is no tensor."""
    if not outputs:
        return None
    model = keras.Model(inputs, outputs)
    trained = {id(weight) for weight in model.trainable_weights}
    sizes = [(math.prod(weight.shape), id(weight) in trained) for weight in model.weights]
    return {
        "params": sum(size for size, _ in sizes),
        "trainable_params": sum(size for size, is_trained in sizes if is_trained),
        "weight_bytes": sum(
            weight.value.dtype.size * math.prod(weight.shape) for weight in model.weights
        ),
    }


def built(statements: list[list], preamble: dict) -> dict:
    keras.utils.clear_session(free_memory=False)
    space, made, inputs = dict(preamble), {}, []
    for statement in statements:
        _, _, binds, source = statement
        try:
            exec(source, space)
            for name in binds:
                made[name] = [facts(each) for each in tensors(space[name])]
        except (Exception, SystemExit) as error:
            return {"made": made, "at": binds[0], "error": [type(error).__name__, sentence(error)]}
        if "= keras.Input(" in source:
            inputs.append(space[binds[0]])
    outputs = [each for name in binds for each in tensors(space[name])]
    try:
        return {"made": made, "numbers": numbers(inputs, outputs)}
    except Exception as error:
        return {"made": made, "no model": str(error)}


def main() -> None:
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    source, cases = json.load(sys.stdin)
    space: dict = {"__name__": "cases"}
    exec(source, space)
    names: dict = {}
    for name, kind in vars(keras.layers).items():
        if isinstance(kind, type) and issubclass(kind, keras.Layer):
            names.setdefault(kind, []).append(name)
    found = [built(case, space) for case in cases]
    json.dump({"classes": list(names.values()), "cases": found}, out)


if __name__ == "__main__":
    main()
