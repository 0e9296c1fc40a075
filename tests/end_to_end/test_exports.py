"""Every example as flat code: exported, executed, and equal to the live build."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from designer.catalog.table import shipped_catalog
from designer.catalog.values import Call
from designer.codegen import STYLES, Style, program_of
from designer.graph.design import Design
from designer.graph.nodes import Edge
from designer.paths import resource
from designer.storage import load
from tests.builders import Builder
from tests.keras_runs import ask_all, run_scripts

pytestmark = pytest.mark.worker
EXAMPLES = sorted(resource("examples").glob("*.kdesign"))
SEED_NUMBERS = {
    "two_branch": 218_058,
    "sequential": 33,
    "named_layer": 650,
    "reused_block": 12_864 + 4_160 + 4_160 + 650,
    "custom_linear": (100 * 32 + 32) + (32 * 10 + 10),
    "noisy_linear": (100 * 32 + 32) + 2 * (32 * 10 + 10),
    # Counted by hand, layer by layer, from the kernel sizes.
    "resnet": 274_042,
    "unet": 1_925_025,
    "transformer": 1_359_809,
    "siamese": 121_345,
    "seq2seq": 5_658_736,
    "multi_task": 119_497,
    "my_model": 13_130,
}
FLAT = ("script", "function")
"""Styles whose model is just the one of the live build; `test_styles.py` has all of them."""


def mixed() -> Design:
    """Shared layers, several outputs of a call, ops, an inner layer, names out of order."""
    builder = Builder()
    a, b = builder.input(6, 8, name="a"), builder.input(6, 8, name="b")
    encoder = builder.layer("LSTM", a, units=5, return_state=True)
    again = builder.again(encoder, b)
    late = builder.layer("Dense", units=3)
    early = builder.layer("Dense", encoder, units=4)
    builder.wire(late, early)
    state = builder.op("multiply", again, encoder)
    both = builder.layer("Bidirectional", a, layer=Call("keras.layers.GRU", {"units": 2}))
    attended = builder.layer("MultiHeadAttention", a, b, num_heads=2, key_dim=3)
    builder.layer("Softmax", builder.layer("Flatten", attended))
    builder.graph.connect(Edge(encoder, 2, builder.layer("Dense", units=2), "inputs"))
    for node in builder.graph.nodes():
        if not builder.graph.outputs_of(node.id) and node.id not in (state, both, late):
            builder.output(node.id)
    for source in (state, both, late):
        builder.output(source)
    return builder.design(name="mixed", inputs_as="dict", outputs_as="dict")


def designs() -> dict[str, Design]:
    return {**{path.stem: load(path).design for path in EXAMPLES}, "mixed": mixed()}


@pytest.fixture(scope="module")
def executed() -> dict[str, dict[str, Any]]:
    scripts = {}
    for name, design in designs().items():
        program = program_of(design, shipped_catalog())
        for style in FLAT:
            scripts[f"{name}:{style}"] = STYLES[style].arrange(program).text
    return run_scripts(scripts)


@pytest.fixture(scope="module")
def live_builds() -> dict[str, Any]:
    catalog, script = shipped_catalog(), STYLES["script"]
    programs = {name: program_of(design, catalog) for name, design in designs().items()}
    texts = {name: {"text": script.arrange(each).text} for name, each in programs.items()}
    return ask_all("config", texts)


@pytest.mark.parametrize("style", FLAT)
@pytest.mark.parametrize("name", [*(path.stem for path in EXAMPLES), "mixed"])
def test_exported_code_builds_what_the_live_build_builds(
    executed: dict[str, dict[str, Any]], live_builds: dict[str, Any], name: str, style: str
) -> None:
    found, live = executed[f"{name}:{style}"], live_builds[name]
    assert "error" not in found, found["error"]
    assert found["params"] == live["params"] == SEED_NUMBERS.get(name, found["params"])
    assert found["config"] == live["config"]


@pytest.mark.parametrize("name", [*(path.stem for path in EXAMPLES), "mixed"])
def test_layers_have_the_names_that_the_canvas_shows(
    executed: dict[str, dict[str, Any]], name: str
) -> None:
    design = designs()[name]
    shown = {node.name for node in design.main.nodes()}
    assert set(executed[f"{name}:script"]["layers"]) - {"multiply"} <= shown


@pytest.mark.parametrize(
    "style", [each for each in STYLES.values() if each.suffix == ".py" and not each.reads_shapes]
)
def test_the_exported_file_runs_and_prints_the_table_of_current_keras(
    tmp_path: Path, style: Style
) -> None:
    example = resource("examples/my_model.kdesign")
    program = program_of(load(example).design, shipped_catalog())
    path = tmp_path / "my_model.py"
    path.write_text(style.file_text(style.arrange(program)))
    done = subprocess.run([sys.executable, str(path)], capture_output=True, text=True, check=True)
    assert "Total params: 13,130" in done.stdout
    for name, shape in (("block_1", 128), ("block_2", 64), ("classifier", 10)):
        assert re.search(rf"{name} \(Dense\)\W+\(None, {shape}\)", done.stdout), done.stdout
    assert "?" not in done.stdout and "multiple" not in done.stdout
