"""Running one statement, and what can become of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import keras

from designer.worker.costs import cost_of
from designer.worker.failures import (
    PREAMBLE_FILE,
    STATEMENT_FILE,
    details_of,
    lines_in,
    sentence,
    show_source,
)
from designer.worker.specs import LIVE, Live, Structure, named_tensors, spec_of
from designer.worker.statements import PreparedStatement
from designer.worker.weights import (
    WeightCount,
    count_weights,
    layers_in,
    operations_behind,
    tensors_in,
    weight_amounts,
    weight_ids,
    weights_of,
)


@dataclass(frozen=True, slots=True)
class Made:
    """A statement that ran, in a form that any equal statement can take over.

    `layer_name` is the position of a `name=` in the statement, so that the record serves
    statements that differ in nothing but the name.
    """

    bound: tuple[Structure | Live, ...]
    weights: WeightCount
    layer_name: str | int | None
    cost: Mapping[str, Any]
    """As `cost_of` says it."""

    def to_json(self, binds: tuple[str, ...], names: tuple[str, ...]) -> dict[str, Any]:
        """What the window is told, in the names of one statement."""
        named = self.layer_name
        return {
            "outputs": [
                _output_json(name, spec)
                for bind, structure in zip(binds, self.bound, strict=True)
                for name, spec in named_tensors(structure, bind)
            ],
            "params": self.weights.total,
            "trainable_params": self.weights.trainable,
            "non_trainable_params": self.weights.non_trainable,
            "shared_params": self.weights.shared,
            "weight_bytes": self.weights.bytes,
            "layer_name": names[named] if isinstance(named, int) else named,
            "cost": self.cost,
        }


@dataclass(frozen=True, slots=True)
class Failed:
    """A statement that raised."""

    error: Mapping[str, Any]

    def to_json(self) -> dict[str, Any]:
        return {"error": self.error}


def _output_json(name: str, spec: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {"name": name, "shape": list(spec.shape), "dtype": spec.dtype}
    if spec.mask is not None:
        plain["mask"] = list(spec.mask.shape)
    if spec.sparse or spec.ragged:
        plain["layout"] = "sparse" if spec.sparse else "ragged"
    return plain


def run_statement(
    source: str,
    prepared: PreparedStatement,
    namespace: Mapping[str, Any],
    values: tuple[Any, ...],
) -> tuple[Made | Failed, tuple[Any, ...]]:
    """Execute a statement on these values, and what it bound where it did not fail.

    It runs in a copy of the namespace, so that no tensor stays behind in it.
    """
    scope = dict(namespace)
    scope.update((f"_n{index}", name) for index, name in enumerate(prepared.names))
    scope.update(zip(prepared.read_variables, values, strict=True))
    counted = weight_ids(layers_in(values))
    try:
        if prepared.compiled.code is None:
            raise prepared.compiled.error or SyntaxError("invalid syntax")
        exec(prepared.compiled.code, scope)
        if not scope.keys() >= {*prepared.bound_variables}:
            raise NameError("The statement does not set every name that it should.")
        bound = tuple(scope[variable] for variable in prepared.bound_variables)
    except (Exception, SystemExit) as error:
        return _failed(error, source, prepared), ()
    return _made(prepared, values, bound, counted), bound


def _made(
    prepared: PreparedStatement,
    values: tuple[Any, ...],
    bound: tuple[Any, ...],
    counted: set[int],
) -> Made:
    operations = operations_behind(bound)
    layer_name: str | int | None = None
    if len(operations) == 1 and isinstance(operations[0], keras.Layer):
        layer_name = operations[0].name
        if layer_name in prepared.names:
            layer_name = prepared.names.index(layer_name)
    specs = tuple(spec_of(value) for value in bound)
    made_layers = layers_in(bound)
    called = weights_of(operations)
    weights = weights_of([*operations, *made_layers]) if made_layers else called
    return Made(
        bound=specs,
        weights=count_weights(weights, counted),
        layer_name=layer_name,
        cost={
            **_cost(values, specs, bound),
            "weights": weight_amounts(weights, counted),
            "trains": any(weight.is_trained for weight in called),
        },
    )


def _cost(
    values: tuple[Any, ...],
    specs: tuple[Structure | Live, ...],
    bound: tuple[Any, ...],
) -> dict[str, Any]:
    """Only tensors that the window is told of have a place."""
    reads = [each for value in values if spec_of(value) is not LIVE for each in tensors_in([value])]
    made = [
        list(tensors_in([value])) if spec is not LIVE else []
        for value, spec in zip(bound, specs, strict=True)
    ]
    return cost_of(reads, [len(each) for each in made], [each for some in made for each in some])


def _failed(error: BaseException, source: str, prepared: PreparedStatement) -> Failed:
    show_source(STATEMENT_FILE, source)
    lines = lines_in(error, STATEMENT_FILE)
    return Failed(
        {
            "type": type(error).__name__,
            "message": prepared.in_its_names(sentence(error)),
            "line": lines[-1] if lines else None,
            "preamble_lines": lines_in(error, PREAMBLE_FILE),
            "details": prepared.in_its_names(details_of(error)),
        }
    )
