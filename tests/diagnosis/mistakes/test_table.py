import re
from pathlib import Path

from designer.diagnosis.causes.table import MISTAKES
from tests.diagnosis.mistakes.ways import WAYS

ROOT = Path(__file__).resolve().parents[3]
SOURCES = (
    *sorted((ROOT / "designer/graph").glob("*checks.py")),
    *sorted((ROOT / "designer/diagnosis/causes").glob("*.py")),
)
CODE = re.compile(r'"([a-z]+(?:-[a-z]+)+)"')
NO_CODES = frozenset({"one-hot", "left-out"})
CODES = {mistake.code for mistake in MISTAKES}


def test_each_code_stands_in_the_table_once() -> None:
    assert len(CODES) == len(MISTAKES) >= 40


def test_every_code_that_can_be_given_stands_in_the_table() -> None:
    given = {
        code
        for path in SOURCES
        if path.name not in ("table.py", "scene.py")
        for code in CODE.findall(path.read_text(encoding="utf-8"))
    }
    assert given - NO_CODES <= CODES | {"class-ids"}


def test_every_way_to_break_a_design_is_of_a_kind_in_the_table() -> None:
    assert {way.code for way in WAYS} <= CODES


def test_the_page_has_every_kind_in_the_order_of_the_table() -> None:
    page = (ROOT / "docs/mistakes.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (.+)$", page, re.MULTILINE) == [each.code for each in MISTAKES]
