"""What an export style is, and the parts that several styles share."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field

from designer.catalog.values import quoted, source_of
from designer.codegen.custom_code import merged_imports
from designer.codegen.expression import INDENT, LINE_LENGTH, Chain, call, text
from designer.codegen.program import BlockFunction, Program
from designer.codegen.statement import Statement, in_one_line
from designer.graph.design import MAIN
from designer.graph.nodes import InputNode

UNFINISHED = "The model is not complete yet: an output is missing or cannot be computed."


@dataclass(frozen=True, slots=True)
class Listing:
    """Generated text, and which node each of its lines comes from."""

    text: str
    nodes: dict[int, str]
    """Line numbers from 1 to node ids; of a node inside a block, `@block/n2`."""
    others: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """Further nodes of lines that stand for several: loops."""
    cells: tuple[int, ...] = ()
    """Lines at which a cell of a notebook begins."""

    def place_of(self, line: int) -> tuple[str, str]:
        """The graph and the node that a line comes from; two empty texts where it is neither."""
        return place_of(self.nodes.get(line, ""))

    def lines_of(self, graph: str, nodes: Collection[str]) -> list[int]:
        """The lines of some nodes of a graph."""
        wanted = set(nodes) if graph == MAIN else {f"@{graph}/{node}" for node in nodes}
        return [
            line
            for line, node in self.nodes.items()
            if node in wanted or not wanted.isdisjoint(self.others.get(line, ()))
        ]


def place_of(node: str) -> tuple[str, str]:
    """Graph and id of a node as code names it: `n2`, or `@block/n2` inside a block."""
    if not node.startswith("@"):
        return MAIN, node
    block, _, inner = node[1:].partition("/")
    return block, inner


def fits_all(program: Program) -> str:
    """Nothing speaks against it."""
    return ""


def as_shown(listing: Listing) -> str:
    """The file holds what is shown."""
    return listing.text


@dataclass(frozen=True, slots=True)
class Style:
    """A way to write a program down."""

    name: str
    title: str
    when: str
    """When to choose it, in one line."""
    suffix: str
    arrange: Callable[[Program], Listing]
    """The Python text that is shown."""
    refusal: Callable[[Program], str] = fits_all
    """Why a program cannot be written so, in a sentence that names the node; empty where it can."""
    file_text: Callable[[Listing], str] = as_shown
    """The file's text, from what is shown."""
    made_by_worker: bool = False
    """Whether only Keras can make the file; then what is shown is the code that makes it."""
    is_text: bool = True
    """Whether the file can be read as text."""
    reads_shapes: bool = False
    """Whether the text depends on what the worker finds out: then `Program.told` comes before."""


@dataclass
class Page:
    """Lines being written, with the nodes that they come from."""

    lines: list[str] = field(default_factory=list)
    nodes: dict[int, str] = field(default_factory=dict)
    others: dict[int, tuple[str, ...]] = field(default_factory=dict)
    cells: list[int] = field(default_factory=list)

    def write(self, *blocks: str) -> None:
        for block in blocks:
            self.lines.extend(block.split("\n"))

    def begin_cell(self, marker: str) -> None:
        self.write(*[""] * bool(self.lines), marker)
        self.cells.append(len(self.lines))

    def write_for(self, node: str, *blocks: str) -> None:
        """Lines that come from a node."""
        first = len(self.lines) + 1
        self.write(*blocks)
        self.nodes.update(dict.fromkeys(range(first, len(self.lines) + 1), node))

    def write_statements(self, statements: Iterable[Statement], indent: str = "") -> None:
        for statement in statements:
            source = statement.source(indent) if indent else statement.text
            self.write_for(statement.node, source)
            if statement.others:
                written = range(len(self.lines) - source.count("\n"), len(self.lines) + 1)
                self.others.update(dict.fromkeys(written, statement.others))

    def write_flat_head(self, program: Program) -> None:
        """The head, and the blank lines that flat code needs after it."""
        self.write_head(program)
        self.write(*["", ""] if program.custom_layers or program.blocks else [""])

    def write_head(
        self, program: Program, *, is_followed: bool = True, constants: Sequence[str] = ()
    ) -> None:
        """Imports, the stack for deep chains where Keras will follow the tensors back, constants,
        custom layers and blocks; two blank lines between definitions."""
        if not (is_followed and program.needs_deep_stack):
            self.write(*program.imports)
        else:
            self.write(*merged_imports(("import sys", *program.imports)))
            limit = max(10_000, program.depth * 10)
            self.write(
                "",
                f"# {program.depth} layers in a row: keras.Model follows them by recursion.",
                f"sys.setrecursionlimit({limit})",
            )
        self.write(*[""] * bool(constants), *constants)
        for source in program.custom_layers:
            self.write("", "", source)
        for block in program.blocks:
            self.write("", "")
            self.write_block(block)

    def write_block(self, block: BlockFunction) -> None:
        """A block as a function. Its lines belong to nodes under the block's name."""
        self.write(*_signature(block))
        first = len(self.lines) + 1
        self.write_statements(block.body.lines, INDENT)
        for line in range(first, len(self.lines) + 1):
            self.nodes[line] = f"@{block.name}/{self.nodes[line]}"
            if line in self.others:
                self.others[line] = tuple(f"@{block.name}/{node}" for node in self.others[line])
        if block.body.model:
            self.write(text(("return ", *block.body.model), indent=INDENT, width=LINE_LENGTH))
        else:
            self.write(f"{INDENT}raise NotImplementedError")

    def write_main(self, program: Program, *lines: str) -> None:
        """What the file does when it is run, and how to predict with the model."""
        self.write('if __name__ == "__main__":', *(f"{INDENT}{line}" for line in lines))
        ends = program.body.ends
        self.write(*sample_call(program, call("model.predict", (ends.taken(),)), INDENT))

    def listing(self) -> Listing:
        text = "\n".join(self.lines).rstrip("\n") + "\n"
        return Listing(text, self.nodes, self.others, tuple(self.cells))


def _signature(block: BlockFunction) -> list[str]:
    """`def res_block(filters=64, name="res_block") -> keras.Model:`, within 100 columns."""
    arguments = [f"{name}={source_of(value)}" for name, value in block.arguments.items()]
    arguments.append(f"name={quoted(block.head.default_name)}")
    kind = "keras.Sequential" if block.body.is_sequence else "keras.Model"
    line = f"def {block.name}({', '.join(arguments)}) -> {kind}:"
    if len(line) <= LINE_LENGTH:
        return [line]
    inside = (f"{INDENT}{argument}," for argument in arguments)
    return [f"def {block.name}(", *inside, f") -> {kind}:"]


def head_text(program: Program) -> str:
    """All that stands before the statements: imports, custom layers, blocks."""
    page = Page()
    page.write_head(program)
    return "\n".join(page.lines)


def closing(program: Program, head: str, indent: str = "") -> str:
    """The line that makes the model; while it cannot be made, a remark in its place."""
    model: Chain = program.body.model
    if not model:
        return f"{indent}# {UNFINISHED}"
    return text((head, *model), indent=indent)


def remarks(statement: Statement, indent: str) -> list[str]:
    """The note of a node as comments."""
    return [f"{indent}# {line}".rstrip() for line in statement.note.splitlines()]


def sample_call(program: Program, called: Chain, indent: str = "") -> list[str]:
    """Commented lines that call the model with arrays in the right form; none where a single
    array is passed alone."""
    ends = program.body.ends
    if ends.is_single:
        return []
    prefix = f"{indent}# "
    arrays = [f"{each.variable}: {array_words(each.node)}" for each in ends.inputs]
    return [
        "",
        f"{prefix}With arrays that have the batch in front:",
        *(f"{prefix}  {words}" for words in arrays),
        *text(called, indent=prefix).split("\n"),
    ]


def array_words(node: InputNode) -> str:
    """`(batch, 28, 28, 1) float32`: the arrays that an input takes."""
    sizes = ["batch" if node.batch_size is None else str(node.batch_size)]
    sizes += [source_of(size) for size in node.shape]
    return f"({', '.join(sizes)}{',' if len(sizes) == 1 else ''}) {in_one_line(node.dtype)}"
