"""`plot FILE -o OUT`: Keras's own drawing of the model."""

from __future__ import annotations

from argparse import ArgumentParser, BooleanOptionalAction, Namespace
from pathlib import Path

from designer.verbs.building import ask_worker
from designer.verbs.command_line import Refusal, add_design, add_trust
from designer.verbs.designs import say

DESCRIPTION = (
    "Draw the model with Keras's plot_model. The suffix of OUT chooses the format: .svg, .png, "
    ".pdf, or .dot, which needs no Graphviz."
)
FORMATS = ("svg", "png", "pdf", "dot")
_SWITCHES = {
    "show_shapes": ("--shapes", True, "output shapes"),
    "show_dtype": ("--dtype", False, "dtypes"),
    "show_layer_names": ("--names", True, "names of the layers"),
    "show_layer_activations": ("--activations", False, "activations"),
    "show_trainable": ("--trainable", False, "whether layers are trainable"),
    "expand_nested": ("--nested", False, "what is inside nested models"),
}


def add_arguments(parser: ArgumentParser) -> None:
    add_design(parser)
    parser.add_argument("-o", "--output", metavar="OUT", type=Path, required=True)
    for name, (flag, default, words) in _SWITCHES.items():
        parser.add_argument(
            flag, dest=name, action=BooleanOptionalAction, default=default, help=f"show {words}"
        )
    parser.add_argument("--direction", choices=("TB", "LR", "BT", "RL"), default="TB")
    parser.add_argument("--dpi", type=int, default=96, help="dots per inch of a .png")
    add_trust(parser)


def run(options: Namespace) -> int:
    kind = options.output.suffix.lower().removeprefix(".")
    if kind not in FORMATS:
        names = ", ".join(f".{name}" for name in FORMATS)
        raise Refusal(f"{options.output}: the name of the picture should end in {names}.")
    wanted = {
        **{name: getattr(options, name) for name in _SWITCHES},
        "rankdir": options.direction,
        "dpi": options.dpi,
        "format": kind,
        "path": str(options.output.resolve()),
    }
    ask_worker(options.file, "plot", trusted=options.trust, more={"options": wanted})
    say(f"Wrote {options.output}.")
    return 0
