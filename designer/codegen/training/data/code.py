"""The parts of `load_data` that all sources share: names, sizes, and the split at its end. Pure."""

from __future__ import annotations

import builtins
import keyword
import re
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from designer.catalog.values import quoted
from designer.codegen.expression import INDENT, LINE_LENGTH, Chain, flat, text
from designer.codegen.passing import passed
from designer.codegen.training.training import Training
from designer.graph.answers import Shape
from designer.graph.naming import free_name

STEPS = 32
"""How long sequences are made whose length is open."""
SIDE = 64
"""How large images are made whose size is open."""

_OWN_NAMES = """
    keras np pd math datasets Path rng factors lengths samples count training validation split
    take mix words table images labels archive texts paths classes left said columns
    target check_columns choose numbers standardised array_of shaped check_lengths
    load_image prices features train main load_data build_model compile_model batches
    make_train_step inputs targets
"""
_LOCALS = frozenset(_OWN_NAMES.split())
"""Names that the code uses for itself."""


@dataclass(frozen=True, slots=True)
class DataCode:
    """`load_data` and what it needs."""

    doc: str
    """What the samples are, in one sentence."""
    body: tuple[str | Chain, ...]
    """Lines without indent, from the first to what it returns; trees where words of a person make
    them long."""
    imports: tuple[str, ...] = ()
    constants: tuple[str, ...] = ()
    helpers: tuple[str, ...] = ()
    """Functions that it calls."""

    @property
    def lines(self) -> list[str]:
        indented = (
            text(each, indent=INDENT) if isinstance(each, tuple) else textwrap.indent(each, INDENT)
            for each in self.body
        )
        return ["def load_data():", f'{INDENT}"""{self.doc}"""', *indented]

    @property
    def flat(self) -> str:
        """The body for looking into."""
        return "\n".join(flat(each) if isinstance(each, tuple) else each for each in self.body)


def input_names(training: Training) -> list[str]:
    """A variable for each input's array: `inputs` where there is only one."""
    return _names([each.key for each in training.inputs], "inputs", ())


def output_names(training: Training) -> list[str]:
    """The same for targets, none of them the name of an input's."""
    return _names([each.key for each in training.outputs], "targets", input_names(training))


def _names(keys: Sequence[str], alone: str, avoid: Iterable[str]) -> list[str]:
    if len(keys) == 1:
        return [alone]
    taken = {*_LOCALS, *avoid}
    found = []
    for key in keys:
        name = free_name(_identifier(key), taken)
        taken.add(name)
        found.append(name)
    return found


_LONGEST_NAME = 24
"""Longer ones would break lines."""


def _identifier(key: str) -> str:
    name = re.sub(r"\W", "_", key, flags=re.ASCII).strip("_")[:_LONGEST_NAME] or "array"
    name = f"x{name}" if name[0].isdigit() else name
    is_taken = keyword.iskeyword(name) or keyword.issoftkeyword(name) or hasattr(builtins, name)
    return f"{name}_" if is_taken else name


def structure(training: Training) -> tuple[str, str]:
    """The inputs and the targets in the form in which the model takes and gives them."""
    inputs = passed([x.key for x in training.inputs], input_names(training), training.inputs_as)
    keys = [y.key for y in training.outputs]
    targets = passed(keys, output_names(training), training.outputs_as)
    return text(("inputs = ", *inputs), width=_WIDTH), text(("targets = ", *targets), width=_WIDTH)


def gathered(training: Training) -> list[str]:
    """The lines that put arrays into their form; none for one that is passed alone."""
    return [line for line in structure(training) if line not in _PLAIN]


_PLAIN = ("inputs = inputs", "targets = targets")


def closing(training: Training, count: str) -> list[str]:
    """The last lines: what is for training and what is held out."""
    return [*split_rows(training, count), *split_samples(training)]


def split_rows(training: Training, count: str) -> list[str]:
    """The line that says which rows are for what; none where all are for training."""
    is_split = bool(training.settings.validation_share)
    return [f"training, validation = split({count})"] if is_split else []


def split_samples(training: Training) -> list[str]:
    """The lines that return the samples, once their rows are chosen."""
    lines = gathered(training)
    if not training.settings.validation_share:
        return [*lines, "return (inputs, targets), None"]
    return [
        *lines,
        "samples = inputs, targets",
        "return take(samples, training), take(samples, validation)",
    ]


def splitting(training: Training) -> tuple[str, ...]:
    """The functions that these lines call."""
    return (SPLIT, take(training)) if training.settings.validation_share else ()


def path_constant(name: str, path: str) -> str:
    """`FILE = Path("houses.csv")`: a path and never an address of the network."""
    return f"{name} = Path({quoted(path)})"


SPLIT = '''\
def split(count):
    """Rows for training and rows that are held out, shuffled by the seed."""
    rows = np.random.default_rng(SEED).permutation(count)
    held_out = min(max(1, int(count * VALIDATION_SHARE)), count - 1)
    return rows[held_out:], rows[:held_out]'''

_TAKE = '''\
def take(samples, rows):
    """These rows of every array."""
    return {result}'''


def take(training: Training) -> str:
    """The function that picks rows out of all arrays."""
    is_plain = all(not steps for steps in (*training.input_steps, *training.output_steps))
    plain, nested = (
        "tuple(array[rows] for array in samples)",
        "keras.tree.map_structure(lambda array: array[rows], samples)",
    )
    return _TAKE.format(result=plain if is_plain else nested)


def sizes(shape: Shape) -> list[str]:
    """A shape in source, open sizes by the names of constants."""
    unknown = "SIDE" if _is_image(len(shape)) else "STEPS"
    return [unknown if size is None else str(size) for size in shape]


def size_made(rank: int) -> int:
    """What an open size becomes in data that are made, by the rank without the batch."""
    return SIDE if _is_image(rank) else STEPS


def _is_image(rank: int) -> bool:
    return rank > 2


def open_sizes(shapes: Iterable[Shape | None]) -> list[str]:
    """The constants that these shapes need."""
    names = {name for shape in shapes if shape for name in sizes(shape)}
    values = {"STEPS": STEPS, "SIDE": SIDE}
    return [f"{name} = {value}" for name, value in values.items() if name in names]


def tuple_of(parts: Sequence[str]) -> str:
    return f"({', '.join(parts)}{',' if len(parts) == 1 else ''})"


def refused(sentence: str) -> DataCode:
    """Code of a source that cannot feed this model: it says so."""
    return DataCode("Say why these samples cannot feed the model.", tuple(raised(sentence)))


def raised(sentence: str) -> list[str]:
    """The lines that raise a `ValueError` with a sentence, however long it is."""
    line = f"raise ValueError({quoted(sentence)})"
    if len(line) <= _WIDTH:
        return [line]
    parts = textwrap.wrap(sentence, _SENTENCE_WIDTH, break_long_words=False)
    pieces = [quoted(f"{part} ") for part in parts[:-1]] + [quoted(parts[-1])]
    return ["raise ValueError(", *(f"{INDENT}{piece}" for piece in pieces), ")"]


_WIDTH = LINE_LENGTH - len(INDENT)
_SENTENCE_WIDTH = 80
