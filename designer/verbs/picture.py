"""`picture FILE -o OUT`: the canvas as a picture, without a window."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from designer.catalog.table import Catalog
from designer.codegen import program_of
from designer.document.trust import held_back
from designer.graph.answers import Answer
from designer.graph.checks import problems_of
from designer.graph.design import Design
from designer.graph.graph import CycleError
from designer.session.results import answers_from, program_text
from designer.verbs.command_line import Refusal, add_design, add_trust
from designer.verbs.designs import read, say
from designer.worker_client.once import WorkerDied, WorkerFailure, ask

DESCRIPTION = (
    "Draw the canvas with names, arguments and shapes, as the window shows it. The suffix of OUT "
    "chooses the format: .png or .svg."
)


def add_arguments(parser: ArgumentParser) -> None:
    add_design(parser)
    parser.add_argument("-o", "--output", metavar="OUT", type=Path, required=True)
    parser.add_argument("--theme", choices=("light", "dark"), default="light")
    parser.add_argument("--scale", type=float, default=2.0, help="pixels a canvas unit of a .png")
    parser.add_argument(
        "--no-shapes", action="store_true", help="leave shapes out; then keras is not needed"
    )
    add_trust(parser)


def run(options: Namespace) -> int:
    if options.output.suffix.lower() not in (".png", ".svg"):
        raise Refusal(f"{options.output}: the name of the picture should end in .png or .svg.")
    if not 0.1 <= options.scale <= 8:
        raise Refusal(f"--scale {options.scale}: it should be between 0.1 and 8.")
    design, catalog = read(options.file)
    answers = {} if options.no_shapes else answers_of(design, catalog, trusted=options.trust)
    draw(design, catalog, answers, options.output, theme_name=options.theme, scale=options.scale)
    say(f"Wrote {options.output}.")
    return 0


def draw(
    design: Design,
    catalog: Catalog,
    answers: dict[str, Answer],
    output: Path,
    *,
    theme_name: str = "light",
    scale: float = 2.0,
) -> None:
    """Write the picture. Raises `Refusal` where it cannot be written."""
    from designer.ui import headless
    from designer.ui.canvas.picture import PictureError, paint_picture
    from designer.ui.theme import theme

    application = headless.application()
    try:
        paint_picture(
            design,
            catalog,
            answers,
            theme(theme_name),
            output,
            scale,
            problems=problems_of(design, catalog),
        )
    except PictureError as error:
        raise Refusal(str(error)) from error
    del application


def answers_of(design: Design, catalog: Catalog, *, trusted: bool) -> dict[str, Answer]:
    """Shapes where they can be had; a picture without them is still a picture, and says why."""
    if held_back(design, catalog) and not trusted:
        say("The design brings code: drawn without shapes. Allow it with --trust.")
        return {}
    try:
        program = program_of(design, catalog)
        reply = ask("shapes", {"program": program_text(program).to_json()})
    except (CycleError, WorkerDied, WorkerFailure) as error:
        say(f"Drawn without shapes. {error}")
        return {}
    return answers_from(reply["nodes"])
