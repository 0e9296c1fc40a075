"""What is known of losses agrees with the classes that the installed Keras has."""

import pytest

from designer.catalog.assembly import RUN_KINDS
from designer.catalog.table import shipped_catalog
from designer.catalog.values import Call
from designer.codegen.training.losses import (
    LOSSES,
    NUMBERS,
    SHORT,
    TARGET_FORMS,
    form_of,
    targets_of,
)

CATALOG = shipped_catalog()


def test_every_loss_of_keras_says_what_targets_it_takes() -> None:
    known = {spec.path for spec in CATALOG.run_parts if spec.category == "loss"}
    assert {form.path for form in LOSSES} == known
    assert {form.targets for form in LOSSES} == set(TARGET_FORMS)


def test_short_names_stand_for_losses() -> None:
    assert all(form_of(name) for name in SHORT)
    assert form_of("mse") == form_of(Call("keras.losses.MeanSquaredError", {}))


def test_of_an_unknown_loss_numbers_are_expected() -> None:
    assert form_of("mine") is None
    assert targets_of("mine") == NUMBERS


@pytest.mark.parametrize("kind", RUN_KINDS)
def test_a_run_can_choose_among_classes_of_each_kind(kind: str) -> None:
    found = [spec for spec in CATALOG.run_parts if spec.category == kind]
    assert len(found) >= 6
    assert all(CATALOG.run_part(spec.path) is spec and spec.summary for spec in found)


def test_the_arguments_of_an_optimizer_are_typed() -> None:
    adam = CATALOG.run_part("keras.optimizers.Adam")
    assert adam is not None
    kinds = {argument.name: argument.kind for argument in adam.arguments}
    assert kinds["learning_rate"] == "float"
    assert kinds["amsgrad"] == "bool"
    assert "name" not in kinds
