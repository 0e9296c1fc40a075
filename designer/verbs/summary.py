"""`summary FILE [--json] [--costs]`: build the model, print its table, or what training takes."""

from __future__ import annotations

import json
import re
from argparse import ArgumentParser, Namespace
from typing import Any

from designer.verbs.building import ask_worker
from designer.verbs.command_line import add_design, add_trust
from designer.verbs.designs import show
from designer.verbs.summary_costs import add_cost_options, costs_told, refuse_terms_alone

DESCRIPTION = (
    "Build the model with the installed Keras and print its summary. With --costs nothing is "
    "built: what training it takes is worked out."
)
_SHAPE = re.compile(r"\(([^()]*)\)")


def add_arguments(parser: ArgumentParser) -> None:
    add_design(parser)
    parser.add_argument(
        "--json",
        action="store_true",
        help="one JSON object: layers, total_params, trainable_params, non_trainable_params",
    )
    add_cost_options(parser)
    add_trust(parser)


def run(options: Namespace) -> int:
    if options.costs:
        told, text = costs_told(options)
        show(json.dumps(told, indent=2) if options.json else text)
        return 0
    refuse_terms_alone(options)
    built, _ = ask_worker(options.file, "build", trusted=options.trust)
    show(json.dumps(_plain(built), indent=2) if options.json else built["summary_text"])
    return 0


def _plain(built: dict[str, Any]) -> dict[str, Any]:
    totals = ("total_params", "trainable_params", "non_trainable_params")
    return {
        "name": built["name"],
        "layers": [_plain_layer(layer) for layer in built["layers"]],
        **{key: built[key] for key in totals},
    }


def _plain_layer(layer: dict[str, Any]) -> dict[str, Any]:
    plain = {key: layer[key] for key in ("name", "class")}
    plain["output_shape"] = shape_of(layer["output_shape"])
    plain.update({key: layer[key] for key in ("params", "connected_to")})
    if layer["layers"]:
        plain["layers"] = [_plain_layer(inner) for inner in layer["layers"]]
    return plain


def shape_of(printed: str) -> list[Any] | None:
    """A shape as Keras prints it, as a list with null where a size is unknown: `[null, 128]`; a
    list of shapes for several outputs, null where Keras knows none."""
    shapes = [
        [_size(size) for size in inside.split(",") if size.strip()]
        for inside in _SHAPE.findall(printed)
    ]
    if not shapes:
        return None
    return shapes if printed.startswith("[") else shapes[0]


def _size(text: str) -> int | None:
    return None if text.strip() == "None" else int(text)
