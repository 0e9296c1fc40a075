"""What is wrong with a design, with causes and fixes that were tried, for verbs.

The ids of fixes are the same whenever the same design is asked about.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from designer.catalog.table import Catalog
from designer.document.trust import held_back
from designer.graph.checks import problems_of
from designer.graph.design import Design
from designer.graph.problems import Fix, Problem
from designer.graph.silencing import heard_and_silenced
from designer.session.explaining import Explaining
from designer.session.trying import asked_of
from designer.verbs.command_line import Refusal
from designer.verbs.designs import say
from designer.worker_client.conversation import Conversation
from designer.worker_client.once import WorkerDied, WorkerFailure

Look = Callable[[], tuple[Problem, ...]]


@contextmanager
def looking(
    path: Path, design: Design, catalog: Catalog, *, trusted: bool, quick: bool = False
) -> Iterator[Look]:
    """A function that says what is wrong with the design at the moment, and what helps: what a
    worker process finds. With `quick`, or where the design brings code that is not trusted, only
    what is seen without one. Silenced warnings are left out. Raises `Refusal`."""
    reasons = () if trusted or quick else held_back(design, catalog)
    if reasons:
        say(
            f"{path} brings code, and nothing has run, so shapes are not looked at: {reasons[0]} "
            "Allow it with --trust."
        )

    def heard(found: tuple[Problem, ...]) -> tuple[Problem, ...]:
        return heard_and_silenced(design, found)[0]

    if quick or reasons:
        yield lambda: heard(problems_of(design, catalog))
        return
    try:
        with Conversation() as worker:
            explaining = Explaining(catalog, asked_of(worker.ask))
            yield lambda: heard(explaining.problems(design))
    except (WorkerDied, WorkerFailure) as error:
        raise Refusal(f"{path}: {error} (check --quick looks at what needs no Keras.)") from error


def fixes_by_id(problems: Iterable[Problem]) -> dict[str, Fix]:
    """The fixes by ids that a shell takes as they are; a fix that mends two problems has one."""
    found: dict[str, Fix] = {}
    for problem in problems:
        for fix in problem.fixes:
            place = f"{problem.graph}/" if problem.graph else ""
            wanted = re.sub(r"[^\w.:,=+/-]+", "", f"{place}{fix.id}")
            number, free = 1, wanted
            while free in found and found[free].edit != fix.edit:
                number += 1
                free = f"{wanted}-{number}"
            found[free] = fix
    return found


def id_of(fix: Fix, known: Mapping[str, Fix]) -> str:
    return next(name for name, each in known.items() if each.edit == fix.edit)
