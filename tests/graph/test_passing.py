"""Keys and the structures that they make."""

import pytest

from designer.graph.passing import Steps, Tree, fault_in_keys, steps_of, structure_of


@pytest.mark.parametrize(
    ("keys", "form", "tree"),
    [
        (["a"], "list", 0),
        (["a", "b"], "list", [0, 1]),
        (["a"], "dict", {"a": 0}),
        (["b", "a"], "dict", {"b": 0, "a": 1}),
        (["a"], "nested", {"a": 0}),
        (["text/ids", "image", "text/mask"], "nested", {"text": {"ids": 0, "mask": 2}, "image": 1}),
        (["pair/1", "pair/0", "x"], "nested", {"pair": [1, 0], "x": 2}),
        (["0", "1/a", "1/b"], "nested", [0, {"a": 1, "b": 2}]),
        (["a", "a/b"], "nested", {"a": 0, "a/b": 1}),
    ],
)
def test_keys_make_a_structure(keys: list[str], form: str, tree: Tree) -> None:
    assert structure_of(keys, form) == tree


@pytest.mark.parametrize(
    ("keys", "form", "steps"),
    [
        (["a"], "list", [()]),
        (["a", "b"], "list", [(0,), (1,)]),
        (["a", "b"], "dict", [("a",), ("b",)]),
        (["pair/1", "pair/0", "x"], "nested", [("pair", 1), ("pair", 0), ("x",)]),
    ],
)
def test_every_tensor_has_a_way_to_it(keys: list[str], form: str, steps: list[Steps]) -> None:
    assert steps_of(keys, form) == steps


@pytest.mark.parametrize(
    ("keys", "form", "words"),
    [
        (["a", "a"], "list", ""),
        (["a", "a"], "dict", "given twice"),
        (["a/b", "a/b"], "nested", "given twice"),
        (["a/b", "a"], "nested", "holds others"),
        (["a/0", "a/x"], "nested", "mix places"),
        (["a/0", "a/2"], "nested", "gaps"),
        (["a/0", "a/00"], "nested", "gaps or repeats"),
        (["1"], "nested", "gaps"),
        (["a//b"], "nested", "empty"),
        (["a/b", "c"], "nested", ""),
    ],
)
def test_what_is_wrong_with_keys_is_said(keys: list[str], form: str, words: str) -> None:
    fault = fault_in_keys(keys, form)
    assert words in fault and bool(words) == bool(fault)
