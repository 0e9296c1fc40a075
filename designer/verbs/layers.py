"""`layers [--json]`: what the palette holds. Imports no keras."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from typing import Any

from designer.catalog.spec import REQUIRED, ArgumentSpec, Spec
from designer.catalog.table import shipped_catalog
from designer.catalog.values import source_of
from designer.verbs.designs import show

DESCRIPTION = "List the layers and ops that can be drawn, by category."


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="everything that is known, as JSON")


def run(options: Namespace) -> int:
    catalog = shipped_catalog()
    specs: list[Spec] = [*catalog.nodes]
    if options.json:
        plain = {"keras": catalog.keras_version, "layers": [_plain(spec) for spec in specs]}
        show(json.dumps(plain, indent=1))
        return 0
    for category in catalog.categories():
        show(f"{category}")
        for spec in specs:
            if spec.category == category:
                show(f"  {spec.name:<28} {spec.summary}")
    return 0


def _plain(spec: Spec) -> dict[str, Any]:
    return {
        "name": spec.name,
        "path": spec.path,
        "category": spec.category,
        "aliases": list(spec.aliases),
        "summary": spec.summary,
        "arguments": [_plain_argument(argument) for argument in spec.arguments],
        "slots": [
            {"name": slot.name, "many": slot.many, "optional": slot.optional} for slot in spec.slots
        ],
        "outputs": list(spec.outputs),
    }


def _plain_argument(argument: ArgumentSpec) -> dict[str, Any]:
    default = None if argument.default is REQUIRED else source_of(argument.default)
    return {
        "name": argument.name,
        "kind": argument.kind,
        "required": argument.is_required,
        "default": default,
        "choices": list(argument.choices),
        "doc": argument.doc,
    }
