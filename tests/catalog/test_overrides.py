"""The tables of exceptions fit the shipped facts exactly: nothing missing, nothing left over."""

import json
from collections import Counter

import pytest

from designer.catalog import op_overrides, overrides
from designer.catalog.op_samples import OP_SAMPLES
from designer.catalog.operators import SLICE
from designer.catalog.outputs import OUTPUT_RULES
from designer.catalog.search import FAVOURITES, OTHER_NAMES
from designer.catalog.table import SHIPPED_VERSION, shipped_catalog
from designer.paths import resource

FACTS = json.loads(resource(f"layers/keras-{SHIPPED_VERSION}.json").read_text(encoding="utf-8"))
CATALOG = shipped_catalog()
LAYERS = {spec.name: spec for spec in CATALOG.layers}
OPS = {spec.name: spec for spec in CATALOG.ops}
PARTS = {spec.name: spec for spec in CATALOG.parts}


def test_every_public_layer_class_is_in_the_palette_or_left_out_with_a_reason() -> None:
    public = [facts["name"] for facts in FACTS["layers"]]
    accounted = [*LAYERS, *overrides.INSIDE_ONLY, *overrides.LEFT_OUT]
    assert Counter(public) == Counter(accounted)
    classes = [facts for facts in FACTS["layers"] if "Layer" in (facts["name"], *facts["bases"])]
    assert len(classes) == 143


def test_every_public_op_is_in_the_palette_or_left_out_with_a_reason() -> None:
    public = [facts["name"] for facts in FACTS["ops"]]
    assert Counter([*public, SLICE.name]) == Counter([*OPS, *op_overrides.OPS_LEFT_OUT])


def test_everything_left_out_is_told_with_its_reason() -> None:
    reasons = CATALOG.left_out
    assert reasons["keras.layers.InputLayer"] == "Inputs are nodes of their own."
    assert len(reasons) == sum(
        map(
            len,
            (
                overrides.LEFT_OUT,
                overrides.PARTS_LEFT_OUT,
                overrides.RUN_PARTS_LEFT_OUT,
                op_overrides.OPS_LEFT_OUT,
            ),
        )
    )
    given = (
        *reasons.values(),
        *overrides.INSIDE_ONLY.values(),
        *overrides.LEFT_OUT_ARGUMENTS.values(),
    )
    assert all(reason.endswith(".") and len(reason) > 20 for reason in given)


def raw_names(section: str, key: str) -> set[str]:
    return {
        f"{facts['name']}.{parameter['name']}"
        for facts in FACTS[section]
        for parameter in facts.get(key, ())
    }


def test_no_line_about_an_argument_is_stale() -> None:
    known = raw_names("layers", "parameters") | raw_names("ops", "parameters")
    known |= raw_names("parts", "parameters") | raw_names("layers", "call")
    assert set(overrides.ARGUMENTS) <= known


def test_no_line_about_a_slot_is_stale() -> None:
    assert set(overrides.SLOTS) <= raw_names("layers", "call")
    assert set(op_overrides.OP_SLOTS) <= raw_names("ops", "parameters")
    assert set(op_overrides.NOT_TENSORS) <= raw_names("ops", "parameters")
    assert set(op_overrides.LITERALS) <= set(op_overrides.OP_SLOTS)
    used = {slot.name for spec in OPS.values() for slot in spec.slots}
    assert used == op_overrides.TENSORS


@pytest.mark.parametrize(
    ("names", "known"),
    [
        (overrides.OUTPUTS_WHEN, LAYERS),
        (op_overrides.OP_OUTPUTS, OPS),
        (op_overrides.OP_OUTPUTS_WHEN, OPS),
        (op_overrides.CATEGORY_OF_OP, OPS),
        (OP_SAMPLES, OPS),
        (OTHER_NAMES, LAYERS),
        (FAVOURITES, LAYERS),
        ([path.rpartition(".")[2] for path in OUTPUT_RULES], {**LAYERS, **OPS}),
    ],
)
def test_no_table_names_what_is_not_in_the_palette(names, known) -> None:
    assert set(names) <= set(known)


def test_outputs_on_top_hang_on_arguments_that_exist() -> None:
    for spec in (*CATALOG.layers, *CATALOG.ops):
        for argument, more in spec.outputs_when:
            assert spec.argument(argument).kind == "bool", spec.name
            assert more
