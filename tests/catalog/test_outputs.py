import pytest

from designer.catalog.table import shipped_catalog
from designer.catalog.values import Call, Code

LSTM = Call("keras.layers.LSTM", {"units": 2, "return_state": True})
GRU = Call("keras.layers.GRU", {"units": 2, "return_state": True})
CELL = Call("keras.layers.LSTMCell", {"units": 2})


@pytest.mark.parametrize(
    ("path", "values", "outputs"),
    [
        ("layers.Dense", {}, ("output",)),
        ("layers.LSTM", {"return_sequences": True}, ("output",)),
        ("layers.LSTM", {"return_state": True}, ("output", "state_h", "state_c")),
        ("layers.GRU", {"return_state": True}, ("output", "state")),
        ("layers.LSTM", {"return_state": Code("flag")}, ("output",)),
        ("layers.RNN", {"cell": CELL}, ("output",)),
        ("layers.RNN", {"cell": CELL, "return_state": True}, ("output", "state_h", "state_c")),
        (
            "layers.RNN",
            {
                "cell": Call("keras.layers.StackedRNNCells", {"cells": [CELL, CELL]}),
                "return_state": True,
            },
            ("output", "state_1", "state_2"),
        ),
        ("layers.Bidirectional", {"layer": Call("keras.layers.LSTM", {})}, ("output",)),
        (
            "layers.Bidirectional",
            {"layer": GRU},
            ("output", "forward_state", "backward_state"),
        ),
        (
            "layers.Bidirectional",
            {"layer": LSTM, "merge_mode": None},
            (
                *("forward", "backward"),
                *("forward_state_h", "forward_state_c", "backward_state_h", "backward_state_c"),
            ),
        ),
        (
            "layers.MultiHeadAttention",
            {"return_attention_scores": True},
            ("output", "scores"),
        ),
        ("ops.top_k", {"k": 3}, ("values", "indices")),
        ("ops.split", {"indices_or_sections": 3}, ("part_1", "part_2", "part_3")),
        ("ops.split", {"indices_or_sections": (2, 5)}, ("part_1", "part_2", "part_3")),
        ("ops.split", {"indices_or_sections": Code("n")}, ("part_1",)),
        ("ops.unstack", {"num": 2}, ("part_1", "part_2")),
        ("ops.unravel_index", {"shape": (4, 8)}, ("part_1", "part_2")),
        ("ops.svd", {}, ("u", "s", "vh")),
        ("ops.svd", {"compute_uv": False}, ("s",)),
        ("ops.unique", {"return_counts": True}, ("output", "counts")),
    ],
)
def test_outputs_follow_the_values(path: str, values: dict, outputs: tuple[str, ...]) -> None:
    assert shipped_catalog().spec(f"keras.{path}").output_names(values) == outputs
