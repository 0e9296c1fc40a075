"""Files with anything in any place: loaded or refused, and then every floor copes with them."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from designer.catalog.table import shipped_catalog
from designer.codegen import STYLES, program_of
from designer.document.trust import held_back
from designer.graph.checks import problems_of
from designer.graph.design import Block, Design
from designer.graph.graph import CycleError, Graph
from designer.storage import FormatError, from_text, to_text
from tests.storage.test_design_file import full

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_whatever_stands_in_a_file_is_loaded_or_refused_and_can_be_worked_with(
    data: st.DataObject,
) -> None:
    plain = json.loads(to_text(full()))
    places = list(_places(plain))
    for container, key in data.draw(st.lists(st.sampled_from(places), min_size=1, max_size=3)):
        container[key] = data.draw(JSON)
    try:
        design = from_text(json.dumps(plain)).design
    except FormatError:
        return
    again = from_text(to_text(design))
    assert again.design == design and again.notices == ()
    catalog = shipped_catalog()
    problems_of(design, catalog)
    held_back(design, catalog)
    try:
        program = program_of(design, catalog)
    except CycleError:
        return
    for style in STYLES.values():
        style.arrange(program)


def _places(plain: Any) -> Iterator[tuple[Any, Any]]:
    """Every place of a JSON value that something else could be put into."""
    keys = (
        plain if isinstance(plain, dict) else range(len(plain)) if isinstance(plain, list) else ()
    )
    for key in keys:
        yield plain, key
        yield from _places(plain[key])


@pytest.mark.parametrize("argument", ["a=print(1)", "name", "two words", "lambda"])
def test_a_block_argument_that_is_no_name_is_refused(argument: str) -> None:
    design = Design(blocks={"b": Block("b", Graph(), {"width": 1})})
    text = to_text(design).replace('"width"', f'"{argument}"')
    with pytest.raises(FormatError, match="block 'b'"):
        from_text(text)
