"""`compare A B [--json] [--params]`: what differs. Imports no keras; --params asks a worker."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from designer.catalog.table import Catalog
from designer.graph.compare import compared
from designer.graph.compare_text import line_of, params_text, totals_line
from designer.graph.design import MAIN, Design
from designer.graph.differences import RENAMED, Comparison, Difference
from designer.verbs.building import ask_about
from designer.verbs.command_line import Refusal, add_trust
from designer.verbs.designs import say, show
from designer.verbs.models import design_or_model

DESCRIPTION = (
    "Say what makes design B another than design A, one difference a line. Both are .kdesign files "
    "or sources that `import` reads: .keras, .h5, .json, applications:NAME, file.py:name. Nodes "
    "are matched by name, then by structure; where they stand is no difference. The exit status is "
    "0 where nothing differs, 1 where something does, 2 in trouble."
)
_TROUBLE = 2


@dataclass(frozen=True)
class Counts:
    """Parameters of a whole model and of its layers by name."""

    total: int
    layers: Mapping[str, int]


_Both = tuple[Counts, Counts] | None


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("a", metavar="A", help="the earlier design or model")
    parser.add_argument("b", metavar="B", help="the later one")
    parser.add_argument(
        "--params", action="store_true", help="build both with Keras and count their parameters"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object")
    add_trust(parser)


def run(options: Namespace) -> int:
    try:
        (old, catalog), (new, _) = (
            design_or_model(text, trusted=options.trust) for text in (options.a, options.b)
        )
        counts = _counted(options, old, new, catalog) if options.params else None
    except Refusal as refusal:
        raise Refusal(str(refusal), _TROUBLE) from refusal
    comparison = compared(old, new, catalog)
    if options.json:
        show(json.dumps(_plain(comparison, counts), indent=2, ensure_ascii=False))
    else:
        _tell(comparison, counts)
    return 0 if comparison.is_equal else 1


def _counted(
    options: Namespace, old: Design, new: Design, catalog: Catalog
) -> tuple[Counts, Counts]:
    return (
        _counts(options.a, old, catalog, trusted=options.trust),
        _counts(options.b, new, catalog, trusted=options.trust),
    )


def _counts(name: str, design: Design, catalog: Catalog, *, trusted: bool) -> Counts:
    built = ask_about(name, design, catalog, "build", trusted=trusted)
    return Counts(
        built["total_params"], {layer["name"]: layer["params"] for layer in built["layers"]}
    )


def _tell(comparison: Comparison, counts: _Both) -> None:
    if comparison.is_equal:
        say("No differences.")
    for difference in comparison.differences:
        params = _params_of(difference, counts)
        tail = f"; {params_text(*params)}" if params else ""
        show(f"{line_of(comparison, difference)}{tail}")
    if counts:
        show(f"total    {params_text(counts[0].total, counts[1].total)}")
    if not comparison.is_equal:
        say(f"{totals_line(comparison)}.")


def _params_of(difference: Difference, counts: _Both) -> tuple[int | None, int | None] | None:
    """What the layer of a node has on both sides, where that differs and is known."""
    if not counts or difference.graph != MAIN or difference.kind == RENAMED:
        return None
    nodes = difference.old, difference.new
    before, after = (
        side.layers.get(node.name) if node else None
        for side, node in zip(counts, nodes, strict=True)
    )
    return (before, after) if (before or 0) != (after or 0) else None


def _plain(comparison: Comparison, counts: _Both) -> dict[str, Any]:
    data: dict[str, Any] = {
        "equal": comparison.is_equal,
        "differences": [_plain_one(each, counts) for each in comparison.differences],
    }
    if counts:
        data["params"] = {"before": counts[0].total, "after": counts[1].total}
    return data


def _plain_one(difference: Difference, counts: _Both) -> dict[str, Any]:
    data: dict[str, Any] = {"kind": difference.kind, "about": difference.about}
    if difference.name:
        data["name"] = difference.name
    if difference.graph:
        data["block"] = difference.graph
    if difference.old and difference.new and difference.old.name != difference.new.name:
        data["old_name"] = difference.old.name
    if difference.changes:
        data["changes"] = [asdict(change) for change in difference.changes]
    params = _params_of(difference, counts)
    if params:
        data["params"] = {"before": params[0], "after": params[1]}
    return data
