"""The statements of one graph, what its model takes and gives, and the model at its end. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from designer.codegen.expression import Chain
from designer.codegen.passing import looked_up, passed
from designer.codegen.rows import Row
from designer.codegen.statement import Statement
from designer.graph.nodes import InputNode


@dataclass(frozen=True, slots=True)
class ModelInput:
    """An input of a model, and the variable that holds it."""

    node: InputNode
    variable: str
    construction: Chain
    """`keras.Input(shape=(8,))`."""

    @property
    def key(self) -> str:
        return self.node.key or self.node.name


@dataclass(frozen=True, slots=True)
class Ends:
    """What a model takes and gives, in order, and in which form each is passed. While some output
    cannot be computed, all inputs and no outputs."""

    inputs: tuple[ModelInput, ...] = ()
    outputs: tuple[tuple[str, str], ...] = ()
    """Keys and variables."""
    inputs_as: str = "list"
    outputs_as: str = "list"

    @property
    def is_single(self) -> bool:
        """Whether one tensor is passed alone."""
        return len(self.inputs) == 1 and self.inputs_as == "list"

    def taken(self, text_of: Callable[[ModelInput], str] | None = None) -> Chain:
        """The inputs in their form: their variables, or what `text_of` says for each."""
        texts = [text_of(each) if text_of else each.variable for each in self.inputs]
        return passed([each.key for each in self.inputs], texts, self.inputs_as)

    def given(self) -> Chain:
        """The outputs in their form."""
        keys, variables = zip(*self.outputs, strict=True) if self.outputs else ((), ())
        return passed(keys, variables, self.outputs_as)

    def looked_up(self, whole: str) -> list[str]:
        """Each input by its way into all of them: `inputs["text"][0]`."""
        return looked_up(whole, [each.key for each in self.inputs], self.inputs_as)


@dataclass(frozen=True, slots=True)
class Body:
    """The statements of one graph, and the model that closes it."""

    statements: tuple[Statement, ...]
    model: Chain = ()
    """`keras.Model(inputs=…, outputs=…)`; empty while some output cannot be reached."""
    ends: Ends = Ends()
    is_sequence: bool = False
    """Whether `model` is a `keras.Sequential` that makes the layers itself."""
    rows: tuple[Row, ...] = ()
    """Equal uses of blocks in a row, which styles may write as loops."""

    @property
    def model_reads(self) -> tuple[str, ...]:
        """What the closing `keras.Model(...)` reads."""
        if not self.model:
            return ()
        variables = [each.variable for each in self.ends.inputs]
        return tuple(dict.fromkeys([*variables, *(variable for _, variable in self.ends.outputs)]))

    @property
    def gaps(self) -> tuple[Statement, ...]:
        return tuple(statement for statement in self.statements if statement.gap)

    @property
    def needed(self) -> tuple[Statement, ...]:
        """The statements of what an export says: all while the model is not complete, then those
        that it needs."""
        if not self.model:
            return self.statements
        return tuple(statement for statement in self.statements if statement.is_alive)

    @property
    def lines(self) -> tuple[Statement, ...]:
        """Those of them that are written before the model."""
        return () if self.is_sequence else self.needed
