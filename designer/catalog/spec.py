"""What the designer knows of a layer class or an op: its arguments, its slots, its outputs.

Pure: no Qt, no keras. The values come from a table that the worker introspects from the installed
Keras; see `designer.catalog.table`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum

from designer.catalog.outputs import OUTPUT_RULES
from designer.catalog.values import Value


class _Required(Enum):
    """The default of an argument that has none."""

    REQUIRED = "required"

    def __repr__(self) -> str:
        return "REQUIRED"


REQUIRED = _Required.REQUIRED


@dataclass(frozen=True, slots=True)
class ArgumentSpec:
    """One argument of a constructor or a call, as a form shows it.

    `kind` chooses the editor and the check:

    | kind | value |
    |---|---|
    | `int`, `float`, `bool`, `text` | as named; an int is a fine float |
    | `choice` | one of `choices` (strings) |
    | `ints` | an int, or a tuple of `length` ints (any length where `length` is 0) |
    | `floats` | a float, or a tuple of `length` floats |
    | `padding` | an int, a tuple of `length` ints, or a tuple of `length` pairs |
    | `shape` | a tuple of ints; `None` stands for an unknown size where there is no `minimum` |
    | `axis` | an int or a tuple of ints |
    | `activation` | a name of `choices`, or a `Call` of a layer |
    | `initializer`, `regularizer`, `constraint` | a name of `choices`, or a `Call` of such |
    | `dtype` | a dtype or policy name of `choices` |
    | `layer`, `layers` | a `Call` of a layer class; a list of them; `choices` are what fits best |
    | `function` | `Code` |
    | `optimizer` | a `Call` of an optimizer |
    | `callbacks` | a list of `Call`s of callbacks |
    | `loss` | a name of `choices`, or a `Call` of a loss |
    | `metrics` | a tuple of names, and of `Call`s of metrics |
    | `columns` | a tuple of names |
    | `index` | `Code`: what stands between the brackets of a slice |
    | `any` | whatever Python literal or expression the person types |

    `Code` may stand for a value of every kind.
    """

    name: str
    kind: str
    default: Value = REQUIRED
    optional: bool = False
    """Whether None is a value of its own."""
    choices: tuple[str, ...] = ()
    length: int = 0
    minimum: float | None = None
    maximum: float | None = None
    doc: str = ""
    """The documentation, plain text, first sentence first; may be empty."""

    @property
    def is_required(self) -> bool:
        return self.default is REQUIRED


@dataclass(frozen=True, slots=True)
class SlotSpec:
    """A place of the call that takes a tensor (or, with `many`, a list of tensors in order)."""

    name: str
    many: bool = False
    optional: bool = False
    minimum: int = 1
    """How many tensors a `many` slot needs at least."""
    maximum: int = 0
    """How many tensors a `many` slot takes at most; 0 where there is no limit."""
    literal: bool = False
    """Whether a plain number may stand here instead of a wire: the value that the node gives to
    the call argument of the same name, as in `ops.add(x, x2=1.0)`. A wire comes before it."""
    doc: str = ""


@dataclass(frozen=True, slots=True)
class Spec:
    """A layer class or an op that can stand on the canvas."""

    name: str
    path: str
    """The public import path, for example `keras.layers.Dense`."""
    category: str
    arguments: tuple[ArgumentSpec, ...] = ()
    """Arguments of the constructor (of the call, for an op), in their order, `name` left out."""
    call_arguments: tuple[ArgumentSpec, ...] = ()
    """What the call of a layer takes beside tensors: `training`, `return_attention_scores`, …"""
    slots: tuple[SlotSpec, ...] = (SlotSpec("inputs"),)
    """The tensors of the call; the first one is positional."""
    aliases: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ("output",)
    outputs_when: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """(argument, outputs that come on top when it is true), for example return_state."""
    summary: str = ""
    """One sentence."""
    doc: str = ""
    """The whole docstring, for the documentation pane."""
    is_open: bool = False
    """Whether nothing is known of the class, so that it takes whatever it is given."""
    shown: tuple[str, ...] = ()
    """Arguments worth a line on the canvas, most telling first."""
    attributes: tuple[str, ...] = ()
    """Arguments that the constructor does not take: they are set on the layer once it is made."""
    own_name: str = ""
    """The name that it gives itself; empty where Keras counts one from the class."""

    def argument(self, name: str) -> ArgumentSpec | None:
        """The constructor or call argument of that name."""
        for argument in (*self.arguments, *self.call_arguments):
            if argument.name == name:
                return argument
        return None

    def slot(self, name: str) -> SlotSpec | None:
        for slot in self.slots:
            if slot.name == name:
                return slot
        return None

    def slots_for(self, values: Mapping[str, Value]) -> tuple[SlotSpec, ...]:
        """The slots of a call with these values: where a number stands, no wire is needed."""
        return tuple(
            replace(slot, optional=True) if slot.literal and slot.name in values else slot
            for slot in self.slots
        )

    def output_names(self, values: Mapping[str, Value]) -> tuple[str, ...]:
        """The outputs of a call with these values (constructor and call values together)."""
        if self.path in OUTPUT_RULES:
            return OUTPUT_RULES[self.path](values)
        names = self.outputs
        for argument_name, more in self.outputs_when:
            argument = self.argument(argument_name)
            default = argument.default if argument else False
            if values.get(argument_name, default) is True:
                names = names + more
        return names


class LayerSpec(Spec):
    """A class of `keras.layers`, or a custom layer of the design."""

    __slots__ = ()


class OpSpec(Spec):
    """A function of `keras.ops`; its tensors are slots, all else are arguments."""

    __slots__ = ()


class PartSpec(Spec):
    """An initializer, a regularizer or a constraint, which stands in values and is called by Keras;
    or a loss, a metric, an optimizer or a callback, which a run names."""

    __slots__ = ()
