"""New kernels in eager calls: TensorFlow keeps one for every set of an op's attributes, for ever.

A kernel takes about 35 KiB. So an attribute that is made anew at each call leaks: an integer drawn
as a seed, a float that changes, the name of a variable that counts up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from designer.worker.eye.places import Place, place_now

KERNEL_BYTES = 35 * 1024

_OF_VARIABLES = frozenset({"shared_name", "container", "debug_name"})
"""Attributes that carry the name of a variable: who makes the variable is told elsewhere."""


@dataclass
class Kernels:
    """Sets of attributes of ops that ran eagerly, and where the new ones came from."""

    seen: set[Any] = field(default_factory=set)
    last: dict[str, dict[str, Any]] = field(default_factory=dict)
    """The attributes of the last call of each op."""
    new: dict[tuple[Place, str, str], int] = field(default_factory=dict)
    """How many new sets by place, op and the attribute that differed from the call before."""

    def note(self, op: str | bytes, attributes: tuple[Any, ...]) -> None:
        """An op ran with these attributes, names and values in turn."""
        # ConcreteFunction passes bytes.
        op = op.decode() if isinstance(op, bytes) else op
        key = (op, attributes) if _is_hashable(attributes) else (op, repr(attributes))
        if key in self.seen:
            return
        self.seen.add(key)
        named = dict(zip(attributes[::2], attributes[1::2], strict=False))
        before, self.last[op] = self.last.get(op), named
        if before is None:
            return
        changed = [name for name, value in named.items() if _differs(before.get(name), value)]
        place = place_now(3)
        if place is not None and changed:
            argument = next((name for name in changed if name not in _OF_VARIABLES), changed[0])
            where = (place, op, argument)
            self.new[where] = self.new.get(where, 0) + 1

    def start_afresh(self) -> None:
        """Forget what came so far: the first steps of every run make kernels."""
        self.new.clear()

    def records(self, steps: int) -> Iterator[dict[str, Any]]:
        """What comes anew at most steps, as evidence."""
        for (place, op, argument), count in self.new.items():
            if argument in _OF_VARIABLES:
                continue
            yield {
                "pattern": "new kernels in an eager call",
                "place": place,
                "op": op,
                "argument": str(argument),
                "count": count,
                "estimated_bytes_per_step": round(count * KERNEL_BYTES / max(steps, 1)),
            }


def _is_hashable(value: Any) -> bool:
    try:
        hash(value)
    except TypeError:
        return False
    return True


def _differs(first: Any, second: Any) -> bool:
    try:
        return bool(first != second)
    except Exception:  # Arrays and shapes of unknown rank do not compare.
        return True


def attributes_in(arguments: tuple[Any, ...]) -> tuple[Any, ...]:
    """Names and values of attributes, which stand behind the inputs in turn."""
    start = len(arguments)
    while start >= 2 and isinstance(arguments[start - 2], str):
        start -= 2
    return arguments[start:]


@contextmanager
def noting_kernels(kernels: Kernels) -> Iterator[None]:
    """While this is open, every op that runs eagerly is noted."""
    from tensorflow.python import pywrap_tfe

    fast: Callable[..., Any] = pywrap_tfe.TFE_Py_FastPathExecute
    slow: Callable[..., Any] = pywrap_tfe.TFE_Py_Execute

    def fast_noted(context: Any, op: str, name: Any, *arguments: Any) -> Any:
        # Where the fast way refuses, the slow one comes next: each call counts once.
        outputs = fast(context, op, name, *arguments)
        kernels.note(op, attributes_in(arguments))
        return outputs

    def slow_noted(
        handle: Any, device: Any, op: str, inputs: Any, attributes: Any, outputs: Any
    ) -> Any:
        kernels.note(op, tuple(attributes or ()))
        return slow(handle, device, op, inputs, attributes, outputs)

    pywrap_tfe.TFE_Py_FastPathExecute = fast_noted
    pywrap_tfe.TFE_Py_Execute = slow_noted
    try:
        yield
    finally:
        pywrap_tfe.TFE_Py_FastPathExecute = fast
        pywrap_tfe.TFE_Py_Execute = slow
