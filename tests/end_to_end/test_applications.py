"""Known architectures as nodes: exported, executed, equal to the live build, under their names."""

from __future__ import annotations

from typing import Any

import pytest

from designer.catalog.table import shipped_catalog
from designer.codegen import STYLES, program_of
from designer.graph.design import Design
from designer.graph.opening import opened
from designer.importing import Description, design_from
from tests.builders import Builder
from tests.keras_runs import ask_all, run_scripts

pytestmark = pytest.mark.worker


def features(name: str, *, frozen: bool, **values: Any) -> Design:
    """A classifier on the features of an architecture; what follows it has names that Keras may
    have given inside of it."""
    builder = Builder()
    image = builder.input(96, 96, 3)
    if frozen:
        values["trainable"] = False
    base = builder.layer(
        f"keras.applications.{name}", image, weights=None, include_top=False, **values
    )
    pooled = builder.layer("GlobalAveragePooling2D", base)
    hidden = builder.layer("Activation", builder.layer("Dense", pooled, units=8), activation="relu")
    side = builder.input(8, name="side")
    builder.output(builder.layer("Add", hidden, side))
    return builder.design(inputs_as="dict")


def designs() -> dict[str, Design]:
    return {
        "frozen": features("MobileNetV3Small", frozen=True),
        "thawed": features("MobileNetV2", frozen=False, alpha=0.35, pooling=None),
    }


@pytest.fixture(scope="module")
def executed() -> dict[str, dict[str, Any]]:
    return run_scripts(
        {
            f"{name}:{style}": STYLES[style].arrange(program_of(design, shipped_catalog())).text
            for name, design in designs().items()
            for style in ("script", "function")
        }
    )


@pytest.fixture(scope="module")
def live_builds() -> dict[str, Any]:
    texts = {
        name: {"text": STYLES["script"].arrange(program_of(design, shipped_catalog())).text}
        for name, design in designs().items()
    }
    return ask_all("config", texts)


@pytest.mark.parametrize("style", ["script", "function"])
@pytest.mark.parametrize("name", designs())
def test_an_exported_architecture_is_the_one_of_the_live_build(
    executed: dict[str, dict[str, Any]], live_builds: dict[str, Any], name: str, style: str
) -> None:
    found = executed[f"{name}:{style}"]
    assert "error" not in found, found["error"]
    assert found["params"] == live_builds[name]["params"]
    assert found["config"] == live_builds[name]["config"]


@pytest.mark.parametrize("name", designs())
def test_layers_after_an_architecture_have_the_names_that_the_canvas_shows(
    executed: dict[str, dict[str, Any]], name: str
) -> None:
    shown = {node.name for node in designs()[name].main.nodes()} - {"output"}
    assert set(executed[f"{name}:script"]["layers"]) == shown


def test_a_frozen_architecture_is_frozen_in_the_export(
    executed: dict[str, dict[str, Any]],
) -> None:
    def trainable(found: dict[str, Any]) -> list[bool]:
        layers = found["config"]["layers"]
        return [
            each["config"]["trainable"] for each in layers if each["class_name"] == "Functional"
        ]

    assert trainable(executed["frozen:script"]) == [False]
    assert trainable(executed["thawed:script"]) == [True]


def test_an_architecture_that_is_opened_up_is_the_same_model() -> None:
    closed = features("MobileNetV2", frozen=True, alpha=0.35, input_shape=(96, 96, 3))
    base = closed.main.named("mobile_net_v2")
    assert base is not None
    maker = (
        "keras.applications.MobileNetV2("
        "alpha=0.35, include_top=False, input_shape=(96, 96, 3), weights=None)"
    )
    code = f"import keras\nmodel = {maker}"
    (read,) = ask_all("read_model", {"read": {"code": code, "path": "", "name": "model"}}).values()
    model = design_from(Description.from_json(read["models"][0]), shipped_catalog()).design
    opened(closed, shipped_catalog(), base.id, model)[0].apply(closed)
    before = features("MobileNetV2", frozen=True, alpha=0.35, input_shape=(96, 96, 3))
    found = run_scripts({"open": script(closed), "closed": script(before)})
    assert "error" not in found["open"], found["open"]["error"]
    assert found["open"]["params"] == found["closed"]["params"]
    assert inner_layers(found["open"]) == inner_layers(found["closed"])


def script(design: Design) -> str:
    return STYLES["script"].arrange(program_of(design, shipped_catalog())).text


def inner_layers(found: dict[str, Any]) -> list[tuple[str, str]]:
    """Classes and names of what is inside the architecture."""
    layers = found["config"]["layers"]
    (inside,) = [each["config"]["layers"] for each in layers if "layers" in each["config"]]
    return [(each["class_name"], each["config"]["name"]) for each in inside][1:]
