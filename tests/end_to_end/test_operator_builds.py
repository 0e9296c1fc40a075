"""Every sign and slice: what Keras makes of it is what it makes of the function, and its shape in
the worker is that of the real build."""

import re
from collections.abc import Iterator

import pytest

from designer.catalog.operators import SIGNS, SLICE_PATH
from designer.catalog.table import shipped_catalog
from designer.catalog.values import Code
from designer.codegen import program_of
from designer.session.results import program_text
from tests.builders import Builder
from tests.codegen.test_operators import call_of, script
from tests.keras_runs import ask_all, run_scripts

UNARY = ("keras.ops.negative", "keras.ops.logical_not")
BINARY = [path for path in SIGNS if path not in UNARY]
SLICES = (":, 0", ":, -1", "..., :3", ":, ::2", ":, None", ":, 1:3, ..., 0", "0")


def calls() -> Iterator[tuple[str, Builder]]:
    """Every sign with wires on both sides and with numbers on either, and slices."""
    for path in BINARY:
        name = path.removeprefix("keras.ops.")
        flags = {"dtype": "bool"} if SIGNS[path].of_flags else {}
        shape = (4, 4) if name == "matmul" else (4,)
        yield f"{name} of two", call_of(name, "x1", "x2", shape=shape, **flags)
        if name != "matmul" and not flags:
            for number in (2, -1.5):
                yield f"{name} by {number}", call_of(name, "x1", x2=number)
                yield f"{number} {name}", call_of(name, "x2", x1=number)
            yield f"{name} of whole numbers", call_of(name, "x1", dtype="int32", x2=3)
    yield "negative", call_of("negative", "x")
    yield "logical_not", call_of("logical_not", "x", dtype="bool")
    for index in SLICES:
        yield f"[{index}]", call_of(SLICE_PATH, "x", shape=(6, 5), index=Code(index))


def with_functions(builder: Builder) -> str:
    """The script with functions alone, while no op has a sign."""
    text = re.sub(r"a\[(.*)\]", r"ops.get_item(a, np.s_[\1])", script(builder))
    return f"import numpy as np\nfrom keras import ops\n{text}"


@pytest.mark.worker
def test_keras_makes_the_same_of_a_sign_as_of_the_function(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    signed = {name: script(builder) for name, builder in calls()}
    monkeypatch.setattr("designer.codegen.operators.SIGNS", {})
    called = {f"{name} called": with_functions(builder) for name, builder in calls()}
    results = run_scripts({**signed, **called})
    errors = {name: found["error"] for name, found in results.items() if "error" in found}
    assert not errors
    assert {name: results[name]["config"] for name in signed} == {
        name: results[f"{name} called"]["config"] for name in signed
    }
    assert all("ops." not in signed[f"{path.removeprefix('keras.ops.')} of two"] for path in BINARY)


@pytest.mark.worker
def test_the_shapes_of_the_worker_are_those_of_the_real_build() -> None:
    programs = {name: program_of(builder.design(), shipped_catalog()) for name, builder in calls()}
    texts = {name: script(builder) for name, builder in calls()}
    built = run_scripts(texts)
    live = ask_all("config", {name: {"text": text} for name, text in texts.items()})
    shapes = ask_all(
        "shapes",
        {
            name: {"program": program_text(program).statements_json()}
            for name, program in programs.items()
        },
    )
    for name in programs:
        *_, answer = shapes[name]["nodes"].values()
        (output,) = answer["outputs"]
        assert [[output["shape"], output["dtype"]]] == built[name]["outputs"], name
        assert live[name]["config"] == built[name]["config"], name
