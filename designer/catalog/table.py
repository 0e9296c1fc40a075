"""The catalogue of the layers and ops of one Keras, made from the facts that it gives of itself.

The facts of the pinned version are shipped, so that the palette is there before Keras is; the
worker sends those of any other version in the same form. Pure: no Qt, no keras.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from designer.catalog import op_overrides, overrides
from designer.catalog.argument_rules import Names, typed
from designer.catalog.assembly import (
    Facts,
    application_spec,
    layer_spec,
    op_spec,
    part_spec,
    run_part_spec,
)
from designer.catalog.operators import SLICE
from designer.catalog.spec import ArgumentSpec, LayerSpec, OpSpec, PartSpec, Spec
from designer.paths import resource

FORMAT = 2
"""The form of the facts that this module reads; see `designer.worker.introspect`."""

SHIPPED_VERSION = "3.15.1"


class CatalogError(ValueError):
    """The table of layers cannot be read; the message says which one and why."""


@dataclass(frozen=True, eq=False)
class Catalog:
    """Everything that can stand on a canvas, or in the value of an argument, for one Keras.

    Two catalogues are equal when they are the same object: there is one for a version.
    """

    keras_version: str
    layers: tuple[LayerSpec, ...]
    applications: tuple[LayerSpec, ...] = ()
    """Whole models of `keras.applications`; each stands on the canvas as one layer."""
    ops: tuple[OpSpec, ...] = ()
    parts: tuple[Spec, ...] = ()
    """What stands inside values only: cells, initializers, regularizers, constraints."""
    run_facts: tuple[Facts, ...] = ()
    """Of what runs are told by classes; specs are made of them with the first run."""
    left_out: Mapping[str, str] = field(default_factory=dict)
    """Public paths that no spec stands for, and why."""
    names: Names = field(default_factory=dict)
    """The strings that may stand for activations, initializers, …, by kind of argument."""
    base: tuple[ArgumentSpec, ...] = ()
    """The arguments that every layer takes beside its own."""

    def spec(self, path: str) -> Spec | None:
        """What is known of a public path, be it the first name of a thing or another one."""
        return self._by_path.get(path)

    @cached_property
    def run_parts(self) -> tuple[PartSpec, ...]:
        """Losses, metrics, optimizers, schedules of learning rates and callbacks."""
        return tuple(run_part_spec(facts, self.names) for facts in self.run_facts)

    def run_part(self, path: str) -> PartSpec | None:
        """What is known of a class that a run may name."""
        return self._run_parts_by_path.get(path)

    @cached_property
    def _run_parts_by_path(self) -> dict[str, PartSpec]:
        return {spec.path: spec for spec in self.run_parts}

    def categories(self) -> tuple[str, ...]:
        """The categories in use, in the order of the palette: layers first, then ops."""
        known = [category for _, category in overrides.CATEGORY_OF_MODULE]
        known += [overrides.OTHER, overrides.APPLICATIONS, *op_overrides.OP_CATEGORIES]
        used = {spec.category for spec in self.nodes}
        return tuple(category for category in known if category in used)

    @cached_property
    def nodes(self) -> tuple[LayerSpec | OpSpec, ...]:
        """Everything that can stand on a canvas: layers, known architectures, ops."""
        return (*self.layers, *self.applications, *self.ops)

    def custom_layer(self, facts: Facts) -> LayerSpec:
        """The spec of a layer class of a person's own, from what the worker finds out about it."""
        return layer_spec(facts, self.names, self.base)

    @cached_property
    def _by_path(self) -> dict[str, Spec]:
        found: dict[str, Spec] = {}
        for spec in (*self.nodes, *self.parts):
            module = spec.path.rpartition(".")[0]
            found.update((f"{module}.{name}", spec) for name in spec.aliases)
        found.update((spec.path, spec) for spec in (*self.nodes, *self.parts))
        return found


@cache
def shipped_catalog() -> Catalog:
    """The catalogue of the pinned Keras. Raises `CatalogError` where its table is broken."""
    path = resource(f"layers/keras-{SHIPPED_VERSION}.json")
    try:
        return catalog_from_json(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CatalogError(
            f"The layer table {path} cannot be read: {error}. Install the program again, or write "
            f"the table anew: python -m designer.worker.introspect -o {path}"
        ) from error


def catalog_from_json(text: str) -> Catalog:
    """The catalogue that the text of a table describes. Raises `CatalogError`."""
    try:
        facts = json.loads(text)
    except ValueError as error:
        raise CatalogError(f"it is not JSON ({error})") from error
    return specs_from(facts)


def specs_from(facts: Any) -> Catalog:
    """The catalogue that the facts of `designer.worker.introspect` describe.

    Raises `CatalogError` where they have another form.
    """
    if not isinstance(facts, dict) or facts.get("format") != FORMAT:
        raise CatalogError(f"it is no layer table of format {FORMAT}")
    try:
        return _catalog(facts)
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        raise CatalogError(
            f"a layer table of format {FORMAT} looks different: {error!r}"
        ) from error


def _catalog(facts: Facts) -> Catalog:
    left_out: dict[str, str] = {}
    dtypes = {kind: tuple(known) for kind, known in facts["names"].items()}
    policies = dtypes.pop("policy")
    names = {**dtypes, "dtype": dtypes["dtype"] + policies}
    base = tuple(
        typed(fact, "Layer", names)
        for fact in facts["base"]
        if fact["name"] in overrides.BASE_ARGUMENTS
    )
    layers = [
        layer_spec(known, names, base)
        for known in _wanted(facts["layers"], overrides.LEFT_OUT, left_out)
    ]
    parts = [
        part_spec(known, dtypes)
        for known in _wanted(facts["parts"], overrides.PARTS_LEFT_OUT, left_out)
    ]
    run_facts = _wanted(facts.get("run_parts", []), overrides.RUN_PARTS_LEFT_OUT, left_out)
    ops = [
        op_spec(known, dtypes)
        for known in _wanted(facts["ops"], op_overrides.OPS_LEFT_OUT, left_out)
    ]
    return Catalog(
        keras_version=facts["keras"],
        applications=tuple(application_spec(known, names, base) for known in facts["applications"]),
        layers=tuple(spec for spec in layers if spec.name not in overrides.INSIDE_ONLY),
        ops=(*(spec for spec in ops if spec is not None), SLICE),
        parts=(*(spec for spec in layers if spec.name in overrides.INSIDE_ONLY), *parts),
        run_facts=tuple(run_facts),
        left_out=left_out,
        names=names,
        base=base,
    )


def _wanted(
    known: list[Facts], reasons: Mapping[str, str], left_out: dict[str, str]
) -> list[Facts]:
    """The facts that become specs; the reasons of the others are added to `left_out`."""
    left_out.update(
        (facts["path"], reasons[facts["name"]]) for facts in known if facts["name"] in reasons
    )
    return [facts for facts in known if facts["name"] not in reasons]
