"""Blocks, shared layers and structures of tensors: what the worker computes statement by statement
and what the exported code builds are one thing."""

from __future__ import annotations

from typing import Any

import pytest

from designer.catalog.table import shipped_catalog
from designer.codegen import STYLES, program_of
from designer.graph.checks import problems_of
from designer.session.results import program_text, script_text
from tests.block_designs import all_designs
from tests.keras_runs import ask_all, run_scripts

pytestmark = pytest.mark.worker
DESIGNS = all_designs()
PARAMS = {
    "row": (8 * 8 + 8) + 5 * (8 * 16 + 16 + 16 * 8 + 8) + (8 * 2 + 2),
    "shared_use": 8 * 32 + 32 + 32 * 8 + 8,
    "dict_block": (6 * 3 + 3) + (6 * 5 + 5),
    "list_block": 0,
    "nested_block": 0,
    "sequential_block": (8 * 8 + 8) + (8 * 4 + 4),
    "twice_the_same": 8 * 4 + 4,
}


@pytest.fixture(scope="module")
def executed() -> dict[str, dict[str, Any]]:
    catalog = shipped_catalog()
    programs = {name: program_of(design, catalog) for name, design in DESIGNS.items()}
    return run_scripts(
        {
            f"{name}:{style}": STYLES[style].arrange(program).text
            for name, program in programs.items()
            for style in ("script", "function")
        }
    )


@pytest.fixture(scope="module")
def shapes() -> dict[str, Any]:
    texts = {
        name: program_text(program_of(design, shipped_catalog()))
        for name, design in DESIGNS.items()
    }
    return ask_all(
        "shapes", {name: {"program": text.statements_json()} for name, text in texts.items()}
    )


@pytest.fixture(scope="module")
def builds() -> dict[str, Any]:
    texts = {
        name: script_text(program_of(design, shipped_catalog())) for name, design in DESIGNS.items()
    }
    return ask_all("build", {name: text.script_json() for name, text in texts.items()})


@pytest.mark.parametrize("name", DESIGNS)
def test_nothing_is_wrong_with_it(name: str) -> None:
    assert problems_of(DESIGNS[name], shipped_catalog()) == ()


@pytest.mark.parametrize("name", DESIGNS)
def test_script_and_function_build_the_same_model(
    executed: dict[str, dict[str, Any]], name: str
) -> None:
    script, function = executed[f"{name}:script"], executed[f"{name}:function"]
    assert "error" not in script, script["error"]
    assert "error" not in function, function["error"]
    assert script["config"] == function["config"]
    assert script["params"] == PARAMS.get(name, script["params"])


@pytest.mark.parametrize("name", DESIGNS)
def test_layers_have_the_names_of_their_nodes(
    executed: dict[str, dict[str, Any]], name: str
) -> None:
    nodes = DESIGNS[name].main.nodes()
    shown = {node.name for node in nodes}
    assert set(executed[f"{name}:script"]["layers"]) <= shown


@pytest.mark.parametrize("name", DESIGNS)
def test_statements_count_the_weights_that_the_built_model_has(
    shapes: dict[str, Any], executed: dict[str, dict[str, Any]], name: str
) -> None:
    answers = shapes[name]["nodes"]
    failed = {node: plain for node, plain in answers.items() if "outputs" not in plain}
    assert failed == {}
    assert shapes[name]["totals"]["params"] == executed[f"{name}:script"]["params"]


@pytest.mark.parametrize("name", DESIGNS)
def test_every_row_of_the_summary_belongs_to_the_node_of_its_name(
    builds: dict[str, Any], name: str
) -> None:
    graph = DESIGNS[name].main
    for row in builds[name]["layers"]:
        shown = {graph.node(node).name for node in row["path"][:1]}
        assert shown == {row["name"]}
