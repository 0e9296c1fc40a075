import json

import pytest

from designer.catalog.codec import SpecFormatError, spec_from_json, spec_to_json
from designer.catalog.table import shipped_catalog

CATALOG = shipped_catalog()


def test_every_spec_comes_back_from_json_as_it_was() -> None:
    for spec in (*CATALOG.nodes, *CATALOG.parts):
        assert spec_from_json(json.loads(json.dumps(spec_to_json(spec)))) == spec


def test_defaults_are_written_as_python() -> None:
    data = spec_to_json(CATALOG.spec("keras.layers.Conv2D"))
    defaults = {argument["name"]: argument.get("default") for argument in data["arguments"]}
    assert defaults["strides"] == "(1, 1)"
    assert defaults["padding"] == '"valid"'
    assert defaults["filters"] is None


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"is": "layer"},
        {"is": "house", "name": "A", "path": "a", "category": "B"},
        {"is": "layer", "name": "A", "path": "a", "category": "B", "wings": 2},
        {"is": "layer", "name": "A", "path": "a", "category": "B", "slots": [{"size": 1}]},
    ],
)
def test_what_describes_no_spec_is_refused(data: dict) -> None:
    with pytest.raises(SpecFormatError, match="does not describe"):
        spec_from_json(data)
