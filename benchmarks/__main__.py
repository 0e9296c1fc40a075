"""`python -m benchmarks [NAME …]`: the measurements, each beside its floor or peer."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Sequence
from importlib import import_module

SHORT = {
    "startup": "from process start to first paint, menus, canvas and panels",
    "canvas": "frames, pans and drags of 10,000 nodes, beside a bare QGraphicsScene",
    "export": "the code of 1,000 and 10,000 nodes, beside Python's own compiler",
    "importing": "a saved model from its file to the canvas, beside what Keras takes to load it",
    "edit_to_shapes": "from an edit to new shapes, and the worker's memory over 1,000 edits",
    "training": "what watching costs, beside plain model.fit, step for step",
    "charts": "the charts of a run, beside a bare pyqtgraph.plot",
}
LONG = {
    "run_window": "how long the window's thread is busy at a stretch while a run goes on",
    "edit_window": "the same while a design of 1,000 layers is edited",
    "memory": "the estimated peak of training beside the measured one, model by model",
    "leaks": "verdicts on eight healthy runs and ten that leak",
    "mistakes": "known architectures with one fault each: explained, mended by the first fix?",
}
"""Measured where they are named: they start many workers, or wait for a whole run."""


def main(arguments: Sequence[str] | None = None) -> None:
    measurements = SHORT | LONG
    parser = _parser()
    wanted = parser.parse_args(arguments).names
    for name in wanted:
        if name not in measurements:
            parser.error(f"there is no measurement {name!r}, but {', '.join(measurements)}")
    for name in wanted or SHORT:
        print(f"\n== {name} ==", flush=True)
        import_module(f"benchmarks.{name}").main()


def _parser() -> ArgumentParser:
    parser = ArgumentParser(
        prog="python -m benchmarks",
        formatter_class=RawDescriptionHelpFormatter,
        description="Measure the designer, each time beside a floor or a peer.",
        epilog=f"without a name, all of these:\n{_listed(SHORT)}\n\nwhere they are named (they take"
        f" minutes):\n{_listed(LONG)}",
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="what to measure")
    return parser


def _listed(measurements: dict[str, str]) -> str:
    width = max(map(len, SHORT | LONG))
    return "\n".join(f"  {name:{width}}  {words}" for name, words in measurements.items())


if __name__ == "__main__":
    main(sys.argv[1:])
