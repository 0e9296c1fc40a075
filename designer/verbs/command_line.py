"""Reads the command line. Only the chosen verb's module is imported, so that `--help` is quick."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import NoReturn, Protocol

from designer import __version__

PROGRAM = "keras-model-designer"
VERBS = {
    "import": "read a Keras model and write it as a design",
    "export": "write a design as Python code",
    "check": "list what is wrong with a design, one problem a line",
    "fix": "apply one of the fixes that check offers",
    "compare": "say what differs between two designs",
    "text": "print a design as stable text, a line a node, for git diff",
    "summary": "build the model and print its table",
    "plot": "draw the model with Keras's plot_model",
    "train": "train the model, and say whether its memory leaks",
    "leaks": "run a training script of your own, and say whether, where and why it leaks",
    "picture": "draw the canvas",
    "layers": "list the layers and ops that can be drawn",
    "doctor": "say what is installed, what is missing, and how to get it",
    "demo": "export, summarise, plot and draw a shipped example into a folder",
}


class Refusal(Exception):  # noqa: N818  (no error of ours: the sentence that the person gets)
    """A verb cannot do its work; the sentence names the file and the place."""

    def __init__(self, sentence: str, status: int = 1) -> None:
        super().__init__(sentence)
        self.status = status
        """The exit status."""


class Verb(Protocol):
    """What a module of `designer.verbs` offers."""

    DESCRIPTION: str

    def add_arguments(self, parser: argparse.ArgumentParser) -> None: ...
    def run(self, options: argparse.Namespace) -> int: ...


@dataclass(frozen=True)
class Choice:
    """The verb that was asked for, none for the window, and its options."""

    verb: Verb | None
    options: argparse.Namespace


class _Parser(argparse.ArgumentParser):
    """Answers wrong use with one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message} (see {self.prog} --help)\n")


def parse(arguments: Sequence[str]) -> Choice:
    """The choice that the arguments make. Exits with 2 on wrong use, with 0 after `--help`."""
    name = arguments[0] if arguments and arguments[0] in VERBS else None
    if name is None:
        return Choice(None, _window_parser().parse_args(arguments))
    verb: Verb = import_module(f"designer.verbs.{name}")
    parser = _Parser(prog=f"{PROGRAM} {name}", description=verb.DESCRIPTION)
    verb.add_arguments(parser)
    return Choice(verb, parser.parse_args(arguments[1:]))


def _window_parser() -> argparse.ArgumentParser:
    width = max(map(len, VERBS))
    lines = [f"  {name.ljust(width)}  {words}" for name, words in VERBS.items()]
    parser = _Parser(
        prog=PROGRAM,
        usage=f"{PROGRAM} [FILE]\n       {PROGRAM} VERB ...",
        description="Draw a Keras network, see what it means, leave with clean Keras code. "
        "Without a verb the window opens.",
        epilog="verbs:\n" + "\n".join(lines) + f"\n\n{PROGRAM} VERB --help tells more of each.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "file", metavar="FILE", nargs="?", type=_design_file, help="a design to open"
    )
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")
    return parser


def _design_file(text: str) -> Path:
    path = Path(text)
    if not path.exists():
        raise argparse.ArgumentTypeError(f"there is no verb and no file {text!r}")
    return path


def add_design(parser: argparse.ArgumentParser) -> None:
    """The FILE that most verbs read."""
    parser.add_argument("file", metavar="FILE", type=Path, help="a design (.kdesign)")


def add_trust(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--trust", action="store_true", help="run the code that the design brings, if it brings any"
    )
