"""What the documents say is so: links lead somewhere, keys and options exist, quoted output is what
the program prints."""

from __future__ import annotations

import argparse
import ast
import re
from importlib import import_module
from pathlib import Path

import pytest

from designer.__main__ import main
from designer.catalog.table import shipped_catalog
from designer.codegen import STYLES, program_of
from designer.paths import resource
from designer.storage import save
from designer.ui.actions import ACTIONS, plain
from designer.ui.panels import PANELS
from designer.verbs.command_line import VERBS
from designer.worker_client import client
from tests.builders import Builder

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
TWO_BRANCH = resource("examples/two_branch.kdesign")

LINK = re.compile(r'\]\(([^)\s]+)\)|(?:src|srcset|href)="([^"]+)"')
OUR_FILE = re.compile(r"`((?:designer|resources|tests|tools|benchmarks|docs)/[\w./-]*)`")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def links(text: str) -> list[str]:
    found = (link or picture for link, picture in LINK.findall(FENCE.sub("", text)))
    return [link for link in found if "://" not in link]


def anchors_in(document: Path) -> set[str]:
    """The anchors of the headings, as the hosts of repositories make them."""
    titles = HEADING.findall(FENCE.sub("", document.read_text(encoding="utf-8")))
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


def lost_links(document: Path) -> list[str]:
    lost = []
    for link in links(document.read_text(encoding="utf-8")):
        path, _, anchor = link.partition("#")
        target = (document.parent / path) if path else document
        if not target.exists() or (anchor and anchor not in anchors_in(target)):
            lost.append(link)
    return lost


def rows_of(text: str, heading: str) -> list[list[str]]:
    """The cells of the tables below a heading, up to the next one."""
    below = re.split(r"^#+ ", text.split(f"# {heading}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]
    lines = [line for line in below.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split(" |")] for line in lines]


def ids(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


# Every document


def test_all_documents_are_found():
    names = {"README.md", "CHANGELOG.md", "docs/guide.md", "docs/architecture.md"}
    assert names <= set(map(ids, DOCUMENTS))


@pytest.mark.parametrize("document", DOCUMENTS, ids=ids)
def test_links_and_pictures_lead_somewhere(document):
    assert lost_links(document) == []


def test_a_link_to_nowhere_would_be_seen(tmp_path):
    document = tmp_path / "a.md"
    document.write_text("# One\n[x](b.md) [y](#one) [z](#two) <img src='c'><img src=\"d.png\">")
    assert lost_links(document) == ["b.md", "#two", "d.png"]


@pytest.mark.parametrize("document", DOCUMENTS, ids=ids)
def test_files_that_are_named_exist(document):
    names = OUR_FILE.findall(document.read_text(encoding="utf-8"))
    assert [name for name in names if not (ROOT / name).exists()] == []


def test_the_architecture_names_files_at_all():
    assert len(set(OUR_FILE.findall(read("docs/architecture.md")))) > 30


def test_no_two_decisions_have_one_number():
    numbers = [path.name[:4] for path in sorted((ROOT / "docs/decisions").glob("*.md"))]
    assert numbers == sorted(set(numbers)) and "0001" in numbers


# The window


def test_the_guide_lists_every_shortcut_and_no_other():
    listed = [row[:2] for row in rows_of(read("docs/guide.md"), "Keys")[2:]]
    assert listed == [[plain(spec.text), ", ".join(spec.keys)] for spec in ACTIONS if spec.keys]


def test_the_guide_tells_of_every_panel():
    listed = [row[0].strip("*") for row in rows_of(read("docs/guide.md"), "The window")[2:]]
    assert listed == [plain(panel.title) for panel in PANELS]


def test_the_guide_counts_what_can_be_drawn():
    catalog = shipped_catalog()
    words = f"The {len(catalog.layers)} layers and {len(catalog.ops)} ops of Keras"
    assert f"{words} {catalog.keras_version} " in read("docs/guide.md")
    functions = [op for op in catalog.ops if op.path.startswith("keras.ops.")]
    assert f"{len(functions)} functions of `keras.ops`" in read("CHANGELOG.md")


def test_the_guide_tells_of_every_state_of_the_worker():
    names = ("STARTING", "READY", "BUSY", "RESTARTING", "FAILED", "STOPPED")
    states = [getattr(client, name) for name in names]
    listed = [row[0] for row in rows_of(read("docs/guide.md"), "The worker")[2:]]
    assert listed == states


def test_the_guide_tells_of_every_style():
    listed = {row[0].strip("`"): row[1] for row in rows_of(read("docs/guide.md"), "Code")[2:]}
    assert listed == {style.name: style.when for style in STYLES.values()}


def problem_codes() -> set[str]:
    """The codes in the sources: the first argument of `problem(…)`, or `Problem(code=…)`."""
    found = set()
    for name in ("graph/checks.py", "diagnosis/refusals.py"):
        for node in ast.walk(ast.parse(read(f"designer/{name}"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(
                ("problem", "Problem")
            ):
                given = [
                    *node.args[:1],
                    *(word.value for word in node.keywords if word.arg == "code"),
                ]
                found |= {value.value for value in given if isinstance(value, ast.Constant)}
    return found


def test_the_guide_explains_every_code_of_a_problem():
    codes = problem_codes()
    assert {"cycle", "dead-end", "keras-refuses"} <= codes
    explained = set(re.findall(r"`([a-z-]+)`", read("docs/guide.md").split("## Problems")[1]))
    assert codes - explained == set()


# The verbs


def test_every_verb_is_in_the_readme_and_in_the_guide():
    rows = rows_of(read("README.md"), "Without the window")[2:]
    assert [row[0].strip("`") for row in rows] == list(VERBS)
    assert all(row[2].strip("`").split()[0] == row[0].strip("`") for row in rows)
    assert [name for name in VERBS if f"\n### {name}\n" not in read("docs/guide.md")] == []


@pytest.mark.parametrize("name", VERBS)
def test_the_guide_tells_of_every_option_of_a_verb(name):
    verb = import_module(f"designer.verbs.{name}")
    parser = argparse.ArgumentParser(prog=name)
    verb.add_arguments(parser)
    told = read("docs/guide.md").split(f"\n### {name}\n")[1].split("\n### ")[0].split("\n## ")[0]
    options = re.findall(r"(?<![\w-])--?[a-z][a-z-]*", parser.format_usage())
    assert [option for option in options if option != "-h" and option not in told] == []


def quoted(name: str, command: str) -> str:
    """What a document shows below `$ keras-model-designer <command>`."""
    text = read(name).split(f"$ keras-model-designer {command}\n", 1)[1]
    return re.split(r"\n\$ |\n```", text, maxsplit=1)[0].strip("\n")


def printed(capsys, *arguments: str) -> str:
    main(arguments)
    captured = capsys.readouterr()
    return (captured.out + captured.err).strip("\n")


def test_the_readme_quotes_what_export_and_check_print(capsys, monkeypatch):
    monkeypatch.chdir(ROOT)
    place = "resources/examples/two_branch.kdesign"
    for verb in ("export", "check"):
        assert quoted("README.md", f"{verb} {place}") == printed(capsys, verb, place)


def test_the_guide_quotes_the_text_of_an_example(capsys, monkeypatch):
    monkeypatch.chdir(ROOT)
    place = "resources/examples/sequential.kdesign"
    assert quoted("docs/guide.md", f"text {place}") == printed(capsys, "text", place)


def test_the_readme_quotes_the_code_of_its_first_model():
    builder = Builder()
    inputs = builder.input(784)
    hidden = builder.layer("Dense", inputs, units=64, activation="relu")
    builder.output(builder.layer("Dense", hidden, units=10, activation="softmax"))
    code = STYLES["script"].arrange(program_of(builder.design(), shipped_catalog())).text
    lines = [f"   {line}" if line else "" for line in code.rstrip("\n").split("\n")]
    assert "\n".join(["   ```python", *lines, "   ```"]) in read("README.md")


def test_the_guide_quotes_what_check_says_of_a_broken_design(capsys, monkeypatch, tmp_path):
    cut = re.compile(r'^\{"from": "n[23]", "to": "n4".*\n', re.MULTILINE)
    text, count = cut.subn("", TWO_BRANCH.read_text(encoding="utf-8"))
    assert count == 2
    monkeypatch.chdir(tmp_path)
    Path("broken.kdesign").write_text(text, encoding="utf-8")
    said = printed(capsys, "check", "--quick", "broken.kdesign")
    assert said == quoted("docs/guide.md", "check --quick broken.kdesign")


def test_the_guide_quotes_what_happens_without_trust(capsys, monkeypatch, tmp_path):
    from designer.catalog.values import Code

    builder = Builder()
    builder.output(builder.layer("Lambda", builder.input(8), function=Code("lambda x: x / 255")))
    monkeypatch.chdir(tmp_path)
    save(builder.design(), Path("scaled.kdesign"))
    said = printed(capsys, "summary", "scaled.kdesign")
    assert said == quoted("docs/guide.md", "summary scaled.kdesign")


def test_the_guide_quotes_a_line_of_an_example():
    block = read("docs/guide.md").split("## Files")[1].split("```")[1]
    (line,) = block.strip().splitlines()
    assert line in TWO_BRANCH.read_text(encoding="utf-8").splitlines()
