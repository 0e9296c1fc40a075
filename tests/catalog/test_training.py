import pytest

from designer.catalog.check import fault_in
from designer.catalog.samples import starting_values
from designer.catalog.table import shipped_catalog
from designer.catalog.training import CALLBACK, OPTIMIZER, offered

CATALOG = shipped_catalog()
PARTS = [*offered(CATALOG, OPTIMIZER), *offered(CATALOG, CALLBACK)]
by_name = pytest.mark.parametrize("spec", PARTS, ids=lambda spec: spec.name)


def test_the_most_used_come_first():
    assert [spec.name for spec in offered(CATALOG, OPTIMIZER)][:3] == ["Adam", "AdamW", "SGD"]
    assert offered(CATALOG, CALLBACK)[0].name == "EarlyStopping"


@by_name
def test_what_is_asked_for_at_once_is_there_and_every_default_fits(spec):
    names = {argument.name for argument in spec.arguments}
    assert set(spec.shown) <= names
    sound = (each for each in spec.arguments if not each.is_required)
    assert [fault for each in sound if (fault := fault_in(each, each.default))] == []


@by_name
def test_what_is_chosen_is_complete_at_once(spec):
    required = {argument.name for argument in spec.arguments if argument.is_required}
    assert required <= starting_values(spec).keys()
