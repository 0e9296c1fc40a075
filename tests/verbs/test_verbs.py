"""The command line as a person types it, in processes of its own where that is what is tested."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from designer.__main__ import main
from designer.catalog.table import shipped_catalog
from designer.catalog.values import Code
from designer.codegen import STYLES, program_of
from designer.paths import resource
from designer.storage import load, save
from designer.verbs.command_line import VERBS
from designer.verbs.summary import shape_of
from tests.builders import Builder, chain, two_branch
from tests.importing.configs import chain as chain_config
from tests.importing.configs import entry

ROOT = Path(__file__).parents[2]
EXAMPLE = str(resource("examples/two_branch.kdesign"))
MY_MODEL = str(resource("examples/my_model.kdesign"))
Captured = pytest.CaptureFixture[str]


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "main.py"), *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )


def test_import_writes_a_design(capsys: Captured, tmp_path: Path) -> None:
    source = tmp_path / "model.json"
    source.write_text(json.dumps(chain_config(entry("Dense", "dense", units=3))))
    target = tmp_path / "model.kdesign"
    assert main(["import", str(source), "-o", str(target)]) == 0
    assert capsys.readouterr().err == f"Wrote {target}: 3 nodes.\n"
    assert main(["export", str(target)]) == 0
    assert "dense = layers.Dense(3)(inputs)" in capsys.readouterr().out


def test_import_runs_no_code_without_trust(capsys: Captured, tmp_path: Path) -> None:
    source = tmp_path / "model.py"
    source.write_text(f"open({str(tmp_path / 'evil')!r}, 'w')\n")
    assert main(["import", str(source), "-o", str(tmp_path / "model.kdesign")]) == 1
    assert "Nothing has run. Allow it with --trust." in capsys.readouterr().err
    assert [each.name for each in tmp_path.iterdir()] == ["model.py"]


def test_import_says_what_is_no_source(capsys: Captured, tmp_path: Path) -> None:
    assert main(["import", "ResNet50", "-o", str(tmp_path / "model.kdesign")]) == 1
    assert "applications:ResNet50" in capsys.readouterr().err


def test_export_writes_to_the_standard_output_or_a_file(capsys: Captured, tmp_path: Path) -> None:
    assert main(["export", EXAMPLE]) == 0
    text = capsys.readouterr().out
    assert text.startswith("import keras\n") and "layers.Dense(128" in text
    assert main(["export", EXAMPLE, "--style", "function", "-o", str(tmp_path / "m.py")]) == 0
    assert "def build_model()" in (tmp_path / "m.py").read_text()


@pytest.mark.parametrize(
    "style",
    [name for name, each in STYLES.items() if not each.made_by_worker and not each.reads_shapes],
)
def test_export_writes_in_every_style(capsys: Captured, style: str) -> None:
    assert main(["export", MY_MODEL, "--style", style]) == 0
    design = load(Path(MY_MODEL)).design
    listing = STYLES[style].arrange(program_of(design, shipped_catalog()))
    assert capsys.readouterr().out == STYLES[style].file_text(listing)


@pytest.mark.worker
def test_export_writes_a_training_script_from_what_the_worker_finds_out(
    capsys: Captured, tmp_path: Path
) -> None:
    path = tmp_path / "train.py"
    assert main(["export", MY_MODEL, "--style", "training", "-o", str(path)]) == 0
    text = path.read_text()
    assert "targets = mix(rng, factors, 10).argmax(axis=-1)" in text
    assert "history = train(model, data, callbacks)" in text


def test_export_says_why_a_style_does_not_fit(capsys: Captured) -> None:
    assert main(["export", EXAMPLE, "--style", "sequential"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "each layer; concatenate takes 2. Choose another --style." in said.err


def test_export_help_says_when_to_choose_each_style(capsys: Captured) -> None:
    with pytest.raises(SystemExit):
        main(["export", "--help"])
    said = capsys.readouterr().out
    assert all(f"{style.name} " in said and style.when in said for style in STYLES.values())


def test_a_file_of_bytes_is_not_printed(capsys: Captured) -> None:
    assert main(["export", EXAMPLE, "--style", "keras"]) == 1
    assert "say with -o OUT where it goes" in capsys.readouterr().err


def test_files_of_keras_have_no_place_for_shapes(capsys: Captured) -> None:
    assert main(["export", EXAMPLE, "--style", "json", "--shapes"]) == 1
    assert "--style json has no place for the comments" in capsys.readouterr().err


@pytest.mark.worker
def test_export_has_keras_write_its_files(capsys: Captured, tmp_path: Path) -> None:
    assert main(["export", MY_MODEL, "--style", "json"]) == 0
    plain = json.loads(capsys.readouterr().out)
    assert plain["config"]["name"] == "my_model"
    assert main(["export", MY_MODEL, "--style", "keras", "-o", str(tmp_path / "m.keras")]) == 0
    assert zipfile.is_zipfile(tmp_path / "m.keras")


@pytest.mark.worker
def test_export_writes_shapes_on_demand(capsys: Captured) -> None:
    assert main(["export", MY_MODEL, "--style", "subclass", "--shapes"]) == 0
    assert "return self.classifier(block_2)  # (None, 10)\n" in capsys.readouterr().out


@pytest.mark.parametrize("options", [["--shapes"], ["--style", "json"]])
def test_code_of_a_design_does_not_run_for_an_export_without_trust(
    capsys: Captured, tmp_path: Path, options: list[str]
) -> None:
    path = tmp_path / "x.kdesign"
    builder = Builder()
    builder.output(builder.layer("Lambda", builder.input(4), function=Code("lambda x: 2 * x")))
    save(builder.design(), path)
    assert main(["export", str(path), *options]) == 1
    assert "nothing has run" in capsys.readouterr().err
    assert main(["export", str(path)]) == 0


def test_check_is_silent_on_a_sound_design(capsys: Captured) -> None:
    assert main(["check", EXAMPLE]) == 0
    assert capsys.readouterr().out == ""


def test_check_prints_a_problem_a_line_and_fails_on_errors(
    capsys: Captured, tmp_path: Path
) -> None:
    builder = Builder()
    builder.output(builder.layer("Concatenate", builder.input(4)))
    path = tmp_path / "x.kdesign"
    save(builder.design(), path)
    assert main(["check", str(path)]) == 1
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith(f"{path}:concatenate: error: `concatenate` joins at least 2 tensors")


def test_warnings_alone_do_not_fail_a_check(capsys: Captured, tmp_path: Path) -> None:
    builder = Builder()
    builder.output(builder.layer("Dense", builder.input(4)))
    builder.input(4, name="unused")
    save(builder.design(), tmp_path / "x.kdesign")
    assert main(["check", str(tmp_path / "x.kdesign")]) == 0
    assert ":unused: warning:" in capsys.readouterr().out


def test_export_of_a_design_with_errors_names_them(capsys: Captured, tmp_path: Path) -> None:
    builder = Builder()
    builder.output(builder.layer("Concatenate", builder.input(4)))
    save(builder.design(), tmp_path / "x.kdesign")
    assert main(["export", str(tmp_path / "x.kdesign"), "-o", str(tmp_path / "m.py")]) == 1
    assert "`concatenate` joins at least 2" in capsys.readouterr().err
    assert not (tmp_path / "m.py").exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("nonsense", "line 1, column 1"),
        ('{"format": "kdesign", "version": 7}', "newer designer"),
        (None, "could not be read"),
    ],
)
@pytest.mark.parametrize("verb", ["export", "check"])
def test_a_broken_file_is_told_in_one_line(
    capsys: Captured, tmp_path: Path, verb: str, text: str | None, words: str
) -> None:
    path = tmp_path / "broken.kdesign"
    if text is not None:
        path.write_text(text)
    assert main([verb, str(path)]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "broken.kdesign" in line and words in line


@pytest.mark.parametrize(
    "arguments",
    [
        ["export"],
        ["export", EXAMPLE, "--style", "poem"],
        ["chekc", EXAMPLE],
        ["plot", EXAMPLE],
        ["layers", "--yaml"],
    ],
)
def test_wrong_use_exits_with_2_and_one_clear_line(capsys: Captured, arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "--help" in line


def test_help_lists_every_verb(capsys: Captured) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    text = capsys.readouterr().out
    assert all(f"  {verb}" in text for verb in VERBS)


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help(capsys: Captured, verb: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main([verb, "--help"])
    assert ended.value.code == 0 and "usage" in capsys.readouterr().out


def test_layers_lists_the_catalogue(capsys: Captured) -> None:
    assert main(["layers"]) == 0
    assert "  Conv2D " in capsys.readouterr().out
    assert main(["layers", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    dense = next(each for each in found["layers"] if each["name"] == "Dense")
    assert dense["arguments"][0]["name"] == "units" and dense["arguments"][0]["required"]


def test_export_and_check_import_neither_keras_nor_qt_widgets() -> None:
    code = (
        "import sys; from designer.__main__ import main; "
        f"main(['check', {EXAMPLE!r}]); main(['export', {EXAMPLE!r}]); "
        "print(sorted({'keras', 'tensorflow', 'PySide6.QtWidgets'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_reader_that_goes_away_is_no_error() -> None:
    command = f"{sys.executable} {ROOT / 'main.py'} layers --json | head -c 1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("printed", "shape"),
    [
        ("(None, 784)", [None, 784]),
        ("(None)", [None]),
        ("()", []),
        ("[(None, 4), (None, 3)]", [[None, 4], [None, 3]]),
        ("?", None),
    ],
)
def test_shapes_become_lists(printed: str, shape: object) -> None:
    assert shape_of(printed) == shape


@pytest.mark.worker
def test_summary_as_json_has_the_seed_texts_numbers(capsys: Captured) -> None:
    assert main(["summary", EXAMPLE, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["total_params"] == found["trainable_params"] == 218_058
    assert found["non_trainable_params"] == 0
    assert found["layers"][3] == {
        "name": "concatenate",
        "class": "Concatenate",
        "output_shape": [None, 256],
        "params": 0,
        "connected_to": ["dense[0][0]", "dense_1[0][0]"],
    }


@pytest.mark.worker
def test_a_design_that_keras_refuses_is_told_with_its_node(
    capsys: Captured, tmp_path: Path
) -> None:
    builder = Builder()
    a, b = builder.input(4, name="a"), builder.input(5, 6, name="b")
    builder.output(builder.layer("Concatenate", a, b, name="joined"))
    save(builder.design(), tmp_path / "x.kdesign")
    assert main(["summary", str(tmp_path / "x.kdesign")]) == 1
    assert "joined" in capsys.readouterr().err


@pytest.mark.worker
def test_without_a_screen_the_example_is_done_headless(tmp_path: Path) -> None:
    bare = {"DISPLAY": "", "WAYLAND_DISPLAY": "", "QT_QPA_PLATFORM": ""}
    done = subprocess.run(
        [sys.executable, str(ROOT / "main.py")],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={**os.environ, **bare},
    )
    assert done.returncode == 0, done.stderr
    assert "no screen" in done.stderr and "218,058" in done.stdout
    folder = Path(done.stdout.splitlines()[-1].rpartition(" ")[2])
    assert {path.name for path in folder.iterdir()} == {
        "two_branch.py",
        "summary.txt",
        "plot.svg",
        "canvas.png",
    }


@pytest.mark.parametrize("name", ["out.txt", "out"])
def test_a_picture_of_an_unknown_kind_is_refused(
    capsys: Captured, tmp_path: Path, name: str
) -> None:
    for verb in ("plot", "picture"):
        assert main([verb, EXAMPLE, "-o", str(tmp_path / name)]) == 1
        assert "should end in" in capsys.readouterr().err


def test_a_picture_needs_no_keras(tmp_path: Path) -> None:
    save(two_branch(), tmp_path / "x.kdesign")
    for name in ("c.png", "c.svg"):
        target = tmp_path / name
        assert main(["picture", str(tmp_path / "x.kdesign"), "--no-shapes", "-o", str(target)]) == 0
        assert target.stat().st_size > 1000


def test_a_picture_that_cannot_be_written_is_told(capsys: Captured, tmp_path: Path) -> None:
    save(chain("Dense"), tmp_path / "x.kdesign")
    target = tmp_path / "nowhere" / "c.png"
    assert main(["picture", str(tmp_path / "x.kdesign"), "--no-shapes", "-o", str(target)]) == 1
    assert "c.png" in capsys.readouterr().err


def test_a_verb_for_designs_that_is_given_a_model_points_to_import(
    capsys: Captured, tmp_path: Path
) -> None:
    model = tmp_path / "m.keras"
    model.write_bytes(b"PK\x03\x04 \xff\xfe")
    assert main(["check", str(model)]) == 1
    assert f"import {model} -o FILE" in capsys.readouterr().err


def test_a_damaged_config_is_told_as_one(capsys: Captured, tmp_path: Path) -> None:
    model = tmp_path / "m.json"
    model.write_text('{"class_name": "Functional", "config": {}}')
    assert main(["import", str(model), "-o", str(tmp_path / "m.kdesign")]) == 1
    assert "Functional model lists no layers" in capsys.readouterr().err


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="a device of Linux")
@pytest.mark.parametrize("verb", [["layers"], ["doctor"]])
def test_output_that_cannot_be_written_is_said_in_one_line(verb):
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "designer", *verb]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    said = "keras-model-designer: the output could not be written: No space left on device.\n"
    assert (done.returncode, done.stderr) == (1, said)
