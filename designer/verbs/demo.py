"""`demo`: all the headless work on a shipped example, into a folder."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from designer.codegen import STYLES
from designer.paths import resource
from designer.verbs import picture
from designer.verbs.building import ask_worker
from designer.verbs.command_line import PROGRAM, Refusal
from designer.verbs.designs import complete_program, read, say, show, write

DESCRIPTION = "Export, summarise, plot and draw a shipped example into a folder."


def add_arguments(parser: ArgumentParser) -> None:
    names = sorted(path.stem for path in resource("examples").glob("*.kdesign"))
    parser.add_argument("example", choices=names, nargs="?", default="two_branch")
    parser.add_argument(
        "-o", "--output", metavar="FOLDER", type=Path, default=Path("out"), help="default: out"
    )


def run(options: Namespace) -> int:
    folder: Path = options.output / options.example
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refusal(f"{folder} could not be made: {error.strerror}.") from error
    source = resource(f"examples/{options.example}.kdesign")
    design, catalog = read(source)
    code = STYLES["script"].arrange(complete_program(source, design, catalog)).text
    write(folder / f"{options.example}.py", code)
    built, _ = ask_worker(source, "build", trusted=True)
    write(folder / "summary.txt", built["summary_text"])
    _plot(source, folder / "plot.svg")
    answers = picture.answers_of(design, catalog, trusted=True)
    picture.draw(design, catalog, answers, folder / "canvas.png")
    show(code)
    show(built["summary_text"])
    show(f"The code, the summary, the plot and a picture of the canvas are in {folder.resolve()}")
    return 0


def run_without_screen() -> int:
    """What the designer does where it cannot open a window."""
    say(
        "There is no screen here (DISPLAY and WAYLAND_DISPLAY are not set), so no window opens.\n"
        f"Here is the example two_branch, done headless; {PROGRAM} --help lists the verbs.\n"
    )
    return run(Namespace(example="two_branch", output=Path("out")))


def _plot(source: Path, target: Path) -> None:
    options = {"show_shapes": True, "format": "svg", "path": str(target.resolve())}
    try:
        ask_worker(source, "plot", trusted=True, more={"options": options})
    except Refusal as refusal:
        say(f"No plot: {refusal}")
