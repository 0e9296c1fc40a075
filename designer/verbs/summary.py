"""`summary FILE [--json]`: build the model, print its table."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from typing import Any

from designer.verbs.building import ask_worker
from designer.verbs.command_line import add_design, add_trust
from designer.verbs.designs import show

DESCRIPTION = "Build the model with the installed Keras and print its summary."
_KEYS = ("name", "class", "output_shape", "params", "connected_to")


def add_arguments(parser: ArgumentParser) -> None:
    add_design(parser)
    parser.add_argument(
        "--json",
        action="store_true",
        help="one JSON object: layers, total_params, trainable_params, non_trainable_params",
    )
    add_trust(parser)


def run(options: Namespace) -> int:
    built, _ = ask_worker(options.file, "build", trusted=options.trust)
    show(json.dumps(_plain(built), indent=2) if options.json else built["summary_text"])
    return 0


def _plain(built: dict[str, Any]) -> dict[str, Any]:
    totals = ("total_params", "trainable_params", "non_trainable_params")
    return {
        "name": built["name"],
        "layers": [{key: layer[key] for key in _KEYS} for layer in built["layers"]],
        **{key: built[key] for key in totals},
    }
