"""Makes `docs/mistakes.md`: every kind of mistake with an example, from table and tests.

    python -m tools.mistakes_page

The sentences and fixes are those of the real engine and the real Keras.
"""

from __future__ import annotations

from pathlib import Path

from designer.diagnosis.causes.table import MISTAKES
from designer.graph.problems import ERROR
from tests.diagnosis.mistakes.explainer import Explainer
from tests.diagnosis.mistakes.ways import WAYS

PAGE = Path(__file__).resolve().parent.parent / "docs" / "mistakes.md"
HEAD = """# Mistakes, one by one

Every kind of mistake that the designer explains, by its code; made from
`designer/diagnosis/causes/table.py` by `python -m tools.mistakes_page`, so do not edit it by hand.
The same codes stand in `check FILE --json`. Errors keep a model from being built; warnings are what
Keras takes without a word, and can be silenced at a node (Problems, context menu).
"""


def main() -> None:
    explainer = Explainer()
    ways = {way.code: way for way in reversed(WAYS)}
    parts = [HEAD]
    for mistake in MISTAKES:
        parts.append(f"## {mistake.code}\n\n**{mistake.title}.** {mistake.meaning}\n")
        way = ways.get(mistake.code)
        if way is None:
            continue
        problems = explainer.problems(way.design())
        problem = next(each for each in problems if each.code == mistake.code)
        word = "An error" if problem.severity == ERROR else "A warning"
        lines = [f"{word}, for example:\n", f"> {problem.sentence}\n"]
        if problem.fixes:
            lines += [
                f"- {fix.title}" + (f" ({fix.preview})" if fix.preview else "")
                for fix in problem.fixes
            ]
        else:
            lines.append(problem.hint)
        parts.append("\n".join(lines) + "\n")
    explainer.close()
    PAGE.write_text("\n".join(parts), encoding="utf-8")


if __name__ == "__main__":
    main()
