"""`learnable`: samples made from hidden factors that the targets follow by a fixed rule, so that a
falling loss means that the model learns. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass

from designer.codegen.training.data.code import (
    SIDE,
    STEPS,
    DataCode,
    closing,
    input_names,
    open_sizes,
    output_names,
    sizes,
    splitting,
    tuple_of,
)
from designer.codegen.training.losses import CLASS_IDS, COUNTS, FLAGS, ONE_HOT, SIGNS
from designer.codegen.training.training import Ids, Training, TrainingInput, TrainingOutput
from designer.graph.answers import Shape

MOST_FACTORS = 8
MOST_WORDS = 100
"""So few different ids are drawn, so that each is met often enough to be learned."""
MOST_CLASSES = 100
MOST_CLASSES_AT_PLACES = 8
"""Where each step or pixel has a class of its own, scores of more would take gigabytes."""
SENTENCE = 4
"""A sequence of ids repeats so many, which decide what it means."""
_SHORT = 8

MIX = '''\
def mix(rng, values, *shape):
    """A fixed random mixture of the values, in this shape for each sample."""
    weights = rng.normal(size=(values.shape[-1], math.prod(shape))).astype("float32")
    return (values @ weights).reshape(*values.shape[:-1], *shape)'''

_SQUASHED = {
    "relu": "np.maximum({}, 0)",
    "softplus": "np.abs({})",
    "tanh": "np.tanh({})",
    "softsign": "np.tanh({})",
    "sigmoid": "1 / (1 + np.exp(-{}))",
    "hard_sigmoid": "1 / (1 + np.exp(-{}))",
}
"""Numbers that an output with this activation can reach."""


def learnable(training: Training) -> DataCode:
    """Raises `ValueError` where the shape of an output is not known."""
    return _Making(training).code()


@dataclass
class _Making:
    training: Training

    def code(self) -> DataCode:
        training = self.training
        names = output_names(training)
        lines = ["rng = np.random.default_rng(SEED)", *self._inputs()]
        lines += [
            f"{name} = {self._target(output)}"
            for name, output in zip(names, training.outputs, strict=True)
        ]
        text = "\n".join(lines)
        return DataCode(
            "Make samples of hidden factors, which the targets follow by a fixed rule.",
            (*lines, *closing(training, "SAMPLES")),
            ("import math",) * ("mix(" in text or "math." in text) + ("import numpy as np",),
            (f"SAMPLES = {training.settings.data.samples}", *open_sizes(training.shapes)),
            ((MIX,) if "mix(" in text else ()) + splitting(training),
        )

    # Inputs

    def _inputs(self) -> list[str]:
        lines = []
        if self._mixed:
            count = self._factors
            lines.append(f'factors = rng.uniform(-1, 1, size=(SAMPLES, {count})).astype("float32")')
        for name, each in zip(input_names(self.training), self.training.inputs, strict=True):
            lines += self._input(name, each)
        return lines

    @property
    def _mixed(self) -> bool:
        """Whether some input is a mixture of factors."""
        return any(_is_mixed(each) for each in self.training.inputs)

    @property
    def _factors(self) -> int:
        """As many as can be read off the inputs again."""
        rooms = [math.prod(_filled(each.shape)) for each in self.training.inputs if _is_mixed(each)]
        has_ids = any(each.is_integer and not _is_mixed(each) for each in self.training.inputs)
        return MOST_FACTORS if has_ids or not rooms else max(1, min(MOST_FACTORS, sum(rooms)))

    def _input(self, name: str, given: TrainingInput) -> list[str]:
        if given.dtype == "bool":
            return [f"{name} = {_flags(given.shape)}"]
        if given.dtype == "string":
            size = tuple_of(["SAMPLES", *sizes(given.shape)])
            return [f"{name} = rng.integers({SENTENCE}, size={size}).astype(str)"]
        if not _is_mixed(given):
            return self._ids(name, given)
        mixed = f"mix({', '.join(['rng', 'factors', *sizes(given.shape)])})"
        if given.is_integer:
            return [f'{name} = (127.5 + 40 * {mixed}).clip(0, 255).astype("{given.dtype}")']
        cast = "" if given.dtype == "float32" else f'.astype("{given.dtype}")'
        return [f"{name} = {mixed}{cast}"]

    def _ids(self, name: str, given: TrainingInput) -> list[str]:
        ids = ids_of(given)
        high = min(ids.count, MOST_WORDS)
        low = min(int(ids.is_padded), high - 1)
        shape = sizes(given.shape)
        length = math.prod(_filled(given.shape))
        bounds = f"{low}, {high}" if low else f"{high}"
        if not self._needs_meaning:
            drawn = f"rng.integers({bounds}, size={tuple_of(['SAMPLES', *shape])})"
            lines = [f"{name} = {drawn}"]
        else:
            count = min(SENTENCE, length)
            table = f'rng.normal(size=({high}, {self._factors})).astype("float32")'
            meaning = f"{table}[words].sum(axis=1)"
            first = not self._mixed and given is self._sentences[0]
            lines = [
                f"words = rng.integers({bounds}, size=(SAMPLES, {count}))",
                f"factors = {'' if first else 'factors + '}{meaning}",
                f"{name} = {_repeated(shape, count)}",
            ]
        if ids.is_padded and len(shape) == 1 and length >= _SHORT:
            longest = f"{shape[0]} + 1" if given.shape[0] is None else str(length + 1)
            lines += [
                f"lengths = rng.integers({SENTENCE}, {longest}, size=(SAMPLES, 1))",
                f"{name} = np.where(np.arange({shape[0]}) < lengths, {name}, 0)",
            ]
        return lines

    @property
    def _sentences(self) -> list[TrainingInput]:
        return [each for each in self.training.inputs if each.is_integer and not _is_mixed(each)]

    @property
    def _needs_meaning(self) -> bool:
        """Whether some target follows from a sequence as a whole."""
        return any(not self._beside(output) for output in self.training.outputs)

    # Targets

    def _beside(self, output: TrainingOutput) -> tuple[str, TrainingInput] | None:
        """The input that has a value for each place of an output: each step, each pixel."""
        shape = output.shape or ()
        places = shape[:-1]
        if not places:
            return None
        names = input_names(self.training)
        for name, each in reversed(list(zip(names, self.training.inputs, strict=True))):
            if each.dtype in ("bool", "string"):
                continue
            if places == (each.shape[:-1] if _is_mixed(each) else each.shape):
                return name, each
        return None

    def _target(self, output: TrainingOutput) -> str:
        form = output.targets
        if form == CLASS_IDS:
            return f'{self._classes(output)}.astype("int32")'
        if form == ONE_HOT:
            return f'np.eye({output.size}, dtype="float32")[{self._classes(output)}]'
        scores = self._scores(output)
        if form == FLAGS:
            return f'({scores} > 0).astype("float32")'
        if form == SIGNS:
            return f"np.sign({scores})"
        if form == COUNTS:
            return f"np.abs({scores})"
        return _SQUASHED.get(output.head.activation, "{}").format(scores)

    def _scores(self, output: TrainingOutput) -> str:
        shape = output.shape or ()
        beside = self._beside(output)
        if beside and not _is_mixed(beside[1]):
            count = min(ids_of(beside[1]).count, MOST_WORDS)
            return f'rng.normal(size=({count}, {shape[-1]})).astype("float32")[{beside[0]}]'
        if beside:
            return f"mix(rng, {beside[0]}, {shape[-1]})"
        return f"mix({', '.join(['rng', 'factors', *sizes(shape)])})"

    def _classes(self, output: TrainingOutput) -> str:
        shape = output.shape or (1,)
        *places, known = shape
        most = MOST_CLASSES_AT_PLACES if places else MOST_CLASSES
        count = min(known or most, most)
        beside = self._beside(output)
        if beside and not _is_mixed(beside[1]):
            words = min(ids_of(beside[1]).count, MOST_WORDS)
            return f"rng.integers({min(known or most, MOST_CLASSES)}, size={words})[{beside[0]}]"
        if beside:
            return f"mix(rng, {beside[0]}, {count}).argmax(axis=-1)"
        scores = ", ".join(["rng", "factors", *sizes(shape)[:-1], str(count)])
        return f"mix({scores}).argmax(axis=-1)"


def ids_of(given: TrainingInput) -> Ids:
    return given.ids or Ids(10)


def _is_mixed(given: TrainingInput) -> bool:
    """Whether an input holds measured values, such as an image does, and not ids."""
    if given.dtype in ("bool", "string"):
        return False
    return not given.is_integer or (given.ids is None and len(given.shape) > 2)


def _filled(shape: Shape) -> tuple[int, ...]:
    unknown = SIDE if len(shape) > 2 else STEPS
    return tuple(unknown if size is None else size for size in shape)


def _repeated(shape: list[str], count: int) -> str:
    """Words over and over, in the shape of an input."""
    if shape == [str(count)]:
        return "words"
    if not shape:
        return "words[:, 0]"
    length = shape[0] if len(shape) == 1 else f"math.prod({tuple_of(shape)})"
    repeated = f"words[:, np.arange({length}) % {count}]"
    return repeated if len(shape) == 1 else f"{repeated}.reshape(SAMPLES, {', '.join(shape)})"


def _flags(shape: Shape) -> str:
    """Masks that let through what comes first; anything for other shapes."""
    if len(shape) != 1:
        return f"rng.random(size={tuple_of(['SAMPLES', *sizes(shape)])}) < 0.9"
    steps = sizes(shape)[0]
    return f"np.arange({steps}) < rng.integers(1, {steps} + 1, size=(SAMPLES, 1))"
