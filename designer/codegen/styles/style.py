"""What an export style is, and the parts that several styles share."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

from designer.catalog.values import quoted, source_of
from designer.codegen.expression import INDENT, LINE_LENGTH, Chain, text
from designer.codegen.program import BlockFunction, Program, Statement
from designer.graph.design import MAIN


@dataclass(frozen=True, slots=True)
class Listing:
    """Generated text, and which node each of its lines comes from."""

    text: str
    nodes: dict[int, str]
    """Line numbers from 1 to node ids; of a node inside a block, `@block/n2`."""
    others: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """Further nodes of lines that stand for several: loops."""

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


@dataclass(frozen=True, slots=True)
class Style:
    """A way to write a program down."""

    name: str
    title: str
    when: str
    """When to choose it, in one line."""
    suffix: str
    arrange: Callable[[Program], Listing]


@dataclass
class Page:
    """Lines being written, with the nodes that they come from."""

    lines: list[str] = field(default_factory=list)
    nodes: dict[int, str] = field(default_factory=dict)
    others: dict[int, tuple[str, ...]] = field(default_factory=dict)

    def write(self, *blocks: str) -> None:
        for block in blocks:
            self.lines.extend(block.split("\n"))

    def write_statements(self, statements: Iterable[Statement], indent: str = "") -> None:
        for statement in statements:
            first = len(self.lines) + 1
            self.write(statement.source(indent) if indent else statement.text)
            written = range(first, len(self.lines) + 1)
            self.nodes.update(dict.fromkeys(written, statement.node))
            if statement.others:
                self.others.update(dict.fromkeys(written, statement.others))

    def write_head(self, program: Program) -> None:
        """Imports, the stack for deep chains, custom layers and blocks; two blank lines between
        definitions."""
        if program.needs_deep_stack:
            self.write("import sys", "")
        self.write(*program.imports)
        if program.needs_deep_stack:
            limit = max(10_000, program.depth * 10)
            self.write(
                "",
                f"# {program.depth} layers in a row: keras.Model follows them by recursion.",
                f"sys.setrecursionlimit({limit})",
            )
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

    def listing(self) -> Listing:
        return Listing("\n".join(self.lines).rstrip("\n") + "\n", self.nodes, self.others)


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
        return f"{indent}# The model is not complete yet: some output cannot be computed."
    return text((head, *model), indent=indent)
