"""`summary FILE --costs`: what training takes, by layer and in all, before anything runs."""

from __future__ import annotations

import re
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from typing import Any

from designer.diagnosis.costs import PRECISIONS, optimizer_cost
from designer.graph.design import Design
from designer.graph.run_settings import RunSettings
from designer.session.machine import memory_bytes
from designer.session.node_costs import Costs, costs_of
from designer.ui.sizes import scaled, size_words
from designer.verbs.building import program_and_answers
from designer.verbs.command_line import Refusal
from designer.verbs.run_options import count, optimizer_named

PARTS = {
    "weights": "weight_bytes",
    "gradients": "gradient_bytes",
    "optimizer": "optimizer_bytes",
    "activations": "activation_bytes",
    "working": "working_bytes",
    "allocator": "allocator_bytes",
    "framework": "framework_bytes",
}
"""Of the peak, by the names of `Estimate`."""
_UNITS = {"": 1, "k": 1e3, "m": 1e6, "g": 1e9, "t": 1e12}
_SIZE = re.compile(r"(?P<number>\d+(\.\d+)?) ?(?P<unit>[kmgt]?)b?", re.IGNORECASE)
_TERMS = ("batch_size", "precision", "optimizer", "memory")


def add_cost_options(parser: ArgumentParser) -> None:
    """What is not given is as the design's run settings say."""
    parser.add_argument(
        "--costs",
        action="store_true",
        help="what training takes: by layer parameters, multiply-adds and memory, and the peak",
    )
    group = parser.add_argument_group("with --costs")
    group.add_argument("--batch-size", "--batch", metavar="N", type=count)
    group.add_argument("--precision", choices=PRECISIONS[1:], help="of computation")
    group.add_argument(
        "--optimizer", metavar="NAME", help='for example adam, or "SGD(momentum=0.9)"'
    )
    group.add_argument(
        "--memory",
        metavar="BYTES",
        type=size,
        help="what there is, as 8GB or 500MB, to name the first layer that does not fit "
        "(that of this machine)",
    )


def size(text: str) -> int:
    """`8GB`, `500 MB` or plain bytes. Raises `ValueError`."""
    found = _SIZE.fullmatch(text.strip())
    if found is None or not float(found["number"]):
        raise ValueError(text)
    return round(float(found["number"]) * _UNITS[found["unit"].lower()])


def refuse_terms_alone(options: Namespace) -> None:
    """Raises `Refusal` where a term is given and costs are not asked for."""
    for name in _TERMS:
        if getattr(options, name) is not None:
            raise Refusal(f"--{name.replace('_', '-')} needs --costs.", 2)


def costs_told(options: Namespace) -> tuple[dict[str, Any], str]:
    """As an object, and as text. Raises `Refusal`."""
    design, program, answers = program_and_answers(options.file, trusted=options.trust)
    for node, answer in answers.items():
        if answer.error:
            name = found.name if (found := design.main.get(node)) else node
            raise Refusal(f"{options.file}:{name}: {answer.error}")
    settings = RunSettings.from_values(design.settings.run)
    optimizer = optimizer_named(options.optimizer) if options.optimizer else settings.optimizer
    mixed = "mixed_float16" if settings.mixed_precision else ""
    alive = [each for each in program.body.statements if each.is_alive]
    costs = costs_of(
        alive or program.body.statements,
        answers,
        batch=options.batch_size or settings.batch_size,
        precision=options.precision or mixed,
        optimizer=optimizer_cost(optimizer),
    )
    told = _plain(design, costs, options.memory or memory_bytes())
    told["optimizer"] = optimizer.path.rpartition(".")[2]
    return told, _text(told)


def _plain(design: Design, costs: Costs, memory: int) -> dict[str, Any]:
    found = costs.training

    def name(node: str) -> str | None:
        return known.name if (known := design.main.get(node)) else None

    return {
        "batch_size": costs.batch,
        "precision": costs.precision or None,
        "peak_bytes": found.peak_bytes,
        "parts": {part: getattr(found, field) for part, field in PARTS.items()},
        "peak_layer": name(found.peak_node),
        "is_whole": costs.is_whole,
        "unknown": [name(node) for node in (*costs.left_out, *found.unknown)],
        "prediction_bytes": costs.inference.peak_bytes,
        "params": sum(each.params for each in found.nodes),
        "macs": found.macs,
        "memory_bytes": memory or None,
        "first_that_does_not_fit": name(found.first_that_does_not_fit(memory)) if memory else None,
        "layers": [
            {
                "name": name(each.node),
                "params": each.params,
                "macs": each.macs,
                "output_bytes": each.output_bytes if each.is_known else None,
                "kept_bytes": each.kept_bytes if each.is_known else None,
                "peak_bytes": costs.shares[each.node],
            }
            for each in found.nodes
        ],
    }


_HEADS = ("node", "parameters", "multiply-adds", "output", "kept", "adds to peak")


def _text(told: Mapping[str, Any]) -> str:
    rows = [_HEADS, *(_row(layer) for layer in told["layers"])]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADS))]
    lines = [_line(row, widths) for row in rows]
    return "\n".join((*lines, "", *_totals(told))) + "\n"


def _row(layer: Mapping[str, Any]) -> tuple[str, ...]:
    sizes = (layer[name] for name in ("output_bytes", "kept_bytes", "peak_bytes"))
    return (
        str(layer["name"]),
        f"{layer['params']:,}",
        _amount(layer["macs"]),
        *("unknown" if each is None else size_words(each) for each in sizes),
    )


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = (cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))
    return "  ".join((row[0].ljust(widths[0]), *cells)).rstrip()


def _amount(macs: int | None) -> str:
    return "unknown" if macs is None else scaled(macs)


def _totals(told: Mapping[str, Any]) -> list[str]:
    least = "" if told["is_whole"] else "at least "
    where = f"at {told['peak_layer']}" if told["peak_layer"] else "when weights are updated"
    precision = f", {told['precision']}" if told["precision"] else ""
    terms = f"batches of {told['batch_size']}{precision}, {told['optimizer']}"
    parts = (f"{name} {size_words(part)}" for name, part in told["parts"].items())
    lines = [
        f"Peak of training: {least}{size_words(told['peak_bytes'])} ({terms}), {where}",
        f"  {', '.join(parts)}",
        f"Prediction: {least}{size_words(told['prediction_bytes'])}",
        f"Parameters: {told['params']:,}; multiply-adds of a batch: {_amount(told['macs'])}",
    ]
    if told["unknown"]:
        lines.append(f"Not known: {', '.join(map(str, told['unknown']))}")
    if told["memory_bytes"]:
        lines.append(_fits(told))
    return lines


def _fits(told: Mapping[str, Any]) -> str:
    memory, misfit = size_words(told["memory_bytes"]), told["first_that_does_not_fit"]
    if misfit:
        return f"{memory} are not enough from {misfit} on."
    least = "" if told["is_whole"] else ", as far as it is known"
    return f"It fits into {memory}{least}."
