"""Bytes of elements, by dtype and by the precision in which a model is computed."""

from __future__ import annotations

import re
from functools import cache

AS_DESIGNED = ""
"""The dtypes that the design says."""

PRECISIONS = (AS_DESIGNED, "float32", "mixed_float16", "mixed_bfloat16", "float16", "bfloat16")
"""What `keras.config.set_dtype_policy` takes, as far as one would train with it."""

_FLOATS = frozenset({"float32", "float16", "bfloat16"})


@cache
def bytes_each(dtype: str) -> int:
    """What an element takes: the number in the dtype's name; text and bool a byte."""
    digits = re.search(r"\d+", dtype)
    return max(int(digits.group()) // 8, 1) if digits else 1


@cache
def computed_in(dtype: str, precision: str) -> str:
    """The dtype that a tensor has once the model is computed in another precision."""
    if not precision or dtype not in _FLOATS:
        return dtype
    return precision.removeprefix("mixed_")


@cache
def stored_in(dtype: str, precision: str) -> str:
    """The same for a weight: mixed precision stores it in float32."""
    if not precision or dtype not in _FLOATS:
        return dtype
    return "float32" if precision.startswith("mixed_") else precision


def is_mixed(precision: str) -> bool:
    return precision.startswith("mixed_")
