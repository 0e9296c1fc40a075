"""From the facts of one class or function to its spec: arguments, slots, outputs, category.

Pure: no Qt, no keras. The facts are those of `designer.worker.introspect`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from designer.catalog import op_overrides, overrides
from designer.catalog.argument_rules import Names, is_known, typed
from designer.catalog.spec import ArgumentSpec, LayerSpec, OpSpec, PartSpec, SlotSpec

Facts = Mapping[str, Any]

_VARIABLE = ("var_keyword", "var_positional")
_SENTENCE_END = re.compile(r"(?<!e\.g)(?<!i\.e)(?<!a\.k\.a)\.(?= [A-Z`])")
_SHOWN = 6
"""How many arguments a node shows at most."""


def layer_spec(facts: Facts, names: Names, base: tuple[ArgumentSpec, ...]) -> LayerSpec:
    """The spec of a layer class. `base` holds the arguments that every layer takes."""
    name = facts["name"]
    slots, call_arguments = _call(facts, names)
    arguments = _arguments(facts, names)
    if any(fact.get("kind") == "var_keyword" for fact in facts["parameters"]):
        own = {argument.name for argument in arguments}
        arguments += tuple(argument for argument in base if argument.name not in own)
    return LayerSpec(
        **_common(facts, arguments),
        category=_category(facts["module"], overrides.CATEGORY_OF_MODULE),
        call_arguments=call_arguments,
        slots=slots,
        outputs_when=overrides.OUTPUTS_WHEN.get(name, ()),
    )


def op_spec(facts: Facts, names: Names) -> OpSpec | None:
    """The spec of an op; None where it takes no tensor that a wire could bring."""
    name = facts["name"]
    slots: list[SlotSpec] = []
    arguments: list[ArgumentSpec] = []
    for fact in facts["parameters"]:
        if fact.get("kind") in _VARIABLE:
            continue
        if not _takes_tensor(fact, name):
            arguments.append(typed(fact, name, names))
            continue
        slot = _slot(fact, op_overrides.OP_SLOTS.get(f"{name}.{fact['name']}", {}))
        slots.append(slot)
        if slot.literal:
            arguments.append(_literal(slot, name))
    if not slots:
        return None
    category = op_overrides.CATEGORY_OF_OP.get(name)
    return OpSpec(
        **_common(facts, tuple(arguments)),
        category=category or _category(facts["module"], op_overrides.CATEGORY_OF_OP_MODULE),
        slots=tuple(slots),
        outputs=op_overrides.OP_OUTPUTS.get(name, ("output",)),
        outputs_when=op_overrides.OP_OUTPUTS_WHEN.get(name, ()),
    )


def application_spec(facts: Facts, names: Names, base: tuple[ArgumentSpec, ...]) -> LayerSpec:
    """The spec of a model of `keras.applications`, which is called as a layer is.

    It is trainable or not like any layer, though its function does not take that.
    """
    attributes = tuple(argument for argument in base if argument.name == "trainable")
    rules = overrides.APPLICATION_ARGUMENTS
    arguments = tuple(
        replace(argument, **{"choices": names.get(argument.kind, ()), **rules[argument.name]})
        if argument.name in rules
        else argument
        for argument in _arguments(facts, names)
    )
    given = {fact["name"]: fact.get("default") for fact in facts["parameters"]}
    common = _common(facts, arguments + attributes)
    known = {argument.name for argument in common["arguments"]}
    return LayerSpec(
        **{**common, "shown": tuple(name for name in overrides.APPLICATION_SHOWN if name in known)},
        category=overrides.APPLICATIONS,
        attributes=tuple(argument.name for argument in attributes),
        own_name=given.get("name") or "",
    )


def part_spec(facts: Facts, names: Names) -> PartSpec:
    """The spec of an initializer, a regularizer or a constraint."""
    kind = facts["path"].split(".")[1].removesuffix("s")
    arguments = _arguments(facts, names)
    return PartSpec(**_common(facts, arguments), category=kind, slots=())


_RUN_KINDS = {
    "keras.losses": "loss",
    "keras.metrics": "metric",
    "keras.optimizers": "optimizer",
    "keras.optimizers.schedules": "schedule",
    "keras.callbacks": "callback",
}
RUN_KINDS = tuple(_RUN_KINDS.values())
_NOT_ASKED = frozenset({"name", "dtype", "args", "kwargs"})
"""Arguments of nearly every such class that nobody sets in a form."""


def run_part_spec(facts: Facts, names: Names) -> PartSpec:
    """The spec of a loss, a metric, an optimizer, a schedule or a callback."""
    known = (each for each in _arguments(facts, names) if each.name not in _NOT_ASKED)
    kind = _RUN_KINDS[facts["path"].rpartition(".")[0]]
    return PartSpec(**_common(facts, tuple(known)), category=kind, slots=())


def _common(facts: Facts, arguments: tuple[ArgumentSpec, ...]) -> dict[str, Any]:
    aliases = tuple(facts["aliases"])
    class_name = facts.get("class_name", facts["name"])
    if class_name != facts["name"] and class_name not in aliases:
        # `GroupedQueryAttention` is public as `GroupQueryAttention`; configs say the former.
        aliases += (class_name,)
    return {
        "name": facts["name"],
        "path": facts["path"],
        "arguments": arguments,
        "aliases": aliases,
        "summary": summary_of(facts["doc"]),
        "doc": facts["doc"],
        "shown": _shown(arguments),
    }


def _arguments(facts: Facts, names: Names) -> tuple[ArgumentSpec, ...]:
    owner = facts["name"]
    found = re.search(r"([123])D", owner)
    dims = int(found.group(1)) if found else 0
    return tuple(
        typed(fact, owner, names, dims)
        for fact in facts["parameters"]
        if fact.get("kind") not in _VARIABLE and fact["name"] not in overrides.LEFT_OUT_ARGUMENTS
    )


def _call(facts: Facts, names: Names) -> tuple[tuple[SlotSpec, ...], tuple[ArgumentSpec, ...]]:
    """The tensors that the call of a layer takes, and what it takes beside them."""
    name = facts["name"]
    slots: list[SlotSpec] = []
    arguments: list[ArgumentSpec] = []
    for fact in facts.get("call", ()):
        if fact.get("kind") in _VARIABLE:
            continue
        if slots and fact["name"] not in overrides.TENSORS_OF_CALLS:
            arguments.append(typed(fact, name, names))
        else:
            slots.append(_slot(fact, _slot_rule(facts, fact["name"], first=not slots)))
    return tuple(slots) or (SlotSpec("inputs"),), tuple(arguments)


def _slot_rule(facts: Facts, slot: str, first: bool) -> Mapping[str, Any]:
    rule: dict[str, Any] = {}
    if first and "Merge" in facts["bases"]:
        rule = {"many": True, "minimum": 2}
    elif slot == "initial_state":
        rule = {"many": True}
    return {**rule, **overrides.SLOTS.get(f"{facts['name']}.{slot}", {})}


def _slot(fact: Facts, rule: Mapping[str, Any]) -> SlotSpec:
    fields = {"optional": "default" in fact, "doc": fact.get("doc", ""), **rule}
    return SlotSpec(fact["name"], **fields)


def _takes_tensor(fact: Facts, op: str) -> bool:
    """Whether a parameter of an op is for a wire: by its name, or by what is written about it."""
    name = fact["name"]
    if fact.get("default") is not None or f"{op}.{name}" in op_overrides.NOT_TENSORS:
        return False
    if name in op_overrides.TENSORS:
        return True
    opening = fact.get("doc", "").lower().partition(".")[0]
    return "default" not in fact and "tensor" in opening and not is_known(name)


def _literal(slot: SlotSpec, op: str) -> ArgumentSpec:
    """The argument that stands for a number in a slot that takes one instead of a wire."""
    rule = op_overrides.LITERALS.get(f"{op}.{slot.name}", {"kind": "float"})
    doc = f"Instead of a wire. {slot.doc}".strip()
    return ArgumentSpec(slot.name, **rule, default=None, optional=True, doc=doc)


def _category(module: str, table: tuple[tuple[str, str], ...]) -> str:
    for beginning, category in table:
        if module.startswith(beginning):
            return category
    return overrides.OTHER


def _shown(arguments: tuple[ArgumentSpec, ...]) -> tuple[str, ...]:
    """The required arguments in their order, then the telling ones in theirs."""
    shown = [argument.name for argument in arguments if argument.is_required]
    names = {argument.name for argument in arguments}
    shown += [name for name in overrides.TELLING if name in names and name not in shown]
    return tuple(shown[:_SHOWN])


def summary_of(doc: str) -> str:
    """The first sentence of a docstring."""
    paragraph = " ".join(doc.strip().partition("\n\n")[0].split())
    end = _SENTENCE_END.search(paragraph)
    return (paragraph[: end.end()] if end else paragraph).replace("..", ".")
