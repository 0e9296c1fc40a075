"""Random sound designs: branches, shared layers, blocks in blocks, tensors passed in every form."""

from __future__ import annotations

from random import Random

from designer.catalog.values import Code
from designer.graph.design import FORMS, PASSING, Design
from designer.graph.nodes import LayerNode
from tests.builders import Builder

WIDTH = 6
"""Features of every tensor, so that anything can be wired to anything."""


def random_design(seed: int) -> Design:
    random = Random(seed)
    builder = Builder()
    for number in range(random.randint(1, 3)):
        _add_block(builder, random, f"part_{number}")
    _fill(builder, random, random.randint(3, 9), "")
    return builder.design(
        inputs_as=random.choice(PASSING),
        outputs_as=random.choice(PASSING),
        name=random.choice(("model", "random_model")),
    )


def _add_block(builder: Builder, random: Random, name: str) -> None:
    """A block that may use those that there are already."""
    inner = Builder()
    inner._design.blocks |= builder._design.blocks
    if random.random() < 0.3:
        _chain(inner, random)
        builder.block(name, inner, arguments={"units": 4}, form=FORMS[1])
        return
    _fill(inner, random, random.randint(2, 5), "units")
    ways = {"inputs_as": random.choice(PASSING), "outputs_as": random.choice(PASSING)}
    builder.block(name, inner, arguments={"units": random.randint(1, 9)}, **ways)


def _chain(builder: Builder, random: Random) -> None:
    last = builder.layer("Dense", builder.input(WIDTH), units=Code("units"))
    for _ in range(random.randint(0, 2)):
        last = builder.layer("ReLU", last)
    builder.output(builder.layer("Dense", last, units=WIDTH))


def _fill(builder: Builder, random: Random, count: int, argument: str) -> None:
    """Nodes in a row of random choices; what nothing reads becomes an output."""
    names = ("first", "pair/0", "pair/1") if random.random() < 0.5 else ("a", "b", "c")
    made = [
        (builder.input(WIDTH, name=key.replace("/", "_"), key=key), 0)
        for key in names[: random.choice((1, 3))]
    ]
    for _ in range(count):
        made += _one_more(builder, random, made, argument)
    read = {(edge.source, edge.output) for edge in builder.graph.edges()}
    loose = [place for place in made if place not in read] or made[-1:]
    for source, output in loose:
        builder.output(source, from_=output)


def _one_more(
    builder: Builder, random: Random, made: list[tuple[str, int]], argument: str
) -> list[tuple[str, int]]:
    """A node that reads what there is; its outputs."""
    source, other = random.choice(made), random.choice(made)
    kind = random.choice(("dense", "again", "add", "op", "use", "use", "row"))
    if kind == "dense":
        hidden = _wired(builder, builder.layer("Dense", units=_units(random, argument)), source)
        return [(builder.layer("Dense", hidden, units=WIDTH), 0)]
    if kind == "again":
        owners = [node.id for node in builder.graph.nodes() if _is_square(node)]
        if owners:
            return [(_wired(builder, builder.again(random.choice(owners)), source), 0)]
        return [(_wired(builder, builder.layer("Dense", name="square", units=WIDTH), source), 0)]
    if kind == "op":
        return [(_wired(builder, builder.op("multiply"), source, other), 0)]
    if kind == "add" or not builder._design.blocks:
        return [(_wired(builder, builder.layer("Add"), source, other), 0)]
    return _uses(builder, random, made, 4 if kind == "row" else 1)


def _uses(
    builder: Builder, random: Random, made: list[tuple[str, int]], count: int
) -> list[tuple[str, int]]:
    name = random.choice(list(builder._design.blocks))
    graph = builder._design.blocks[name].graph
    outputs = len(graph.outputs())
    feeds = [random.choice(made) for _ in graph.inputs()]
    for _ in range(count):
        values = {"units": random.randint(1, 9)} if random.random() < 0.5 else {}
        use = _wired(builder, builder.use(name, **values), *feeds)
        feeds = [(use, 0)] * len(feeds)
    if random.random() < 0.3:
        again = builder.use(name, shares=use)
        _wired(builder, again, *(random.choice(made) for _ in graph.inputs()))
        return [(each, number) for each in (use, again) for number in range(outputs)]
    return [(use, number) for number in range(outputs)]


def _units(random: Random, argument: str) -> object:
    return Code(random.choice((argument, f"{argument} * 2"))) if argument else random.randint(1, 9)


def _is_square(node: object) -> bool:
    is_named = isinstance(node, LayerNode) and node.name.startswith("square")
    return is_named and not getattr(node, "shares", "")


def _wired(builder: Builder, target: str, *places: tuple[str, int]) -> str:
    builder.wire_outputs(target, *places)
    return target
