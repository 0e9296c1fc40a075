"""Files made with the real Keras to do harm: what they bring runs only where that is allowed."""

import subprocess
import sys

import pytest

from designer.__main__ import main
from designer.graph.design import CustomLayer, Design
from designer.storage import load, save
from tests.builders import Builder

pytestmark = pytest.mark.worker

MAKE = r"""
import os
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
x = keras.Input((4,))
y = keras.layers.Lambda(lambda t: (open("EVIL", "w").close(), t)[1])(x)
model = keras.Model(x, y)
model.save("lambda.keras")
model.save("lambda.h5")
open("lambda.json", "w").write(model.to_json())
os.remove("EVIL")
"""
MODULE = 'open("EVIL", "w").close()\nimport keras\nclass Scale(keras.layers.Layer):\n    pass\n'


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    folder = tmp_path_factory.mktemp("models")
    subprocess.run([sys.executable, "-c", MAKE], cwd=folder, check=True, capture_output=True)
    return folder


@pytest.fixture
def place(qapp, models, tmp_path, monkeypatch):
    """An empty folder to be in; whatever the attacks write would appear here. The verb `picture`
    uses the application that there is."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("kind", ["keras", "h5", "json"])
def test_the_lambda_of_a_model_is_read_and_not_run(models, place, capsys, kind):
    source = models / f"lambda.{kind}"
    assert main(["import", str(source), "-o", "design.kdesign"]) == 0
    said = capsys.readouterr().err
    assert "brings code, and nothing has run" in said
    assert "lambda: the value of function is code." in said
    assert "--trust" in said
    for verb in (["check"], ["export", "-o", "code.py"], ["picture", "-o", "picture.png"]):
        main([verb[0], "design.kdesign", *verb[1:]])
    assert not (place / "EVIL").exists()
    assert "safe_mode=False" in (place / "code.py").read_text()


def test_it_runs_where_that_is_allowed_and_only_there(models, place, capsys):
    main(["import", str(models / "lambda.keras"), "-o", "design.kdesign"])
    assert main(["summary", "design.kdesign"]) == 1
    assert "Allow it with --trust" in capsys.readouterr().err
    assert not (place / "EVIL").exists()
    assert main(["summary", "design.kdesign", "--trust"]) == 0
    assert (place / "EVIL").exists()


def dense_of(units: int) -> Builder:
    builder = Builder()
    builder.output(builder.layer("Dense", builder.input(4), units=units))
    return builder


def test_a_custom_layer_in_a_design_is_not_run(place, capsys):
    design = dense_of(3).design()
    design.custom_layers["Scale"] = CustomLayer("Scale", MODULE)
    save(design, place / "design.kdesign")
    refuses_and_writes_nothing(place, capsys, "The custom layer Scale brings its own code.")


def test_a_class_of_a_module_in_the_folder_is_not_imported(place, capsys):
    (place / "evil.py").write_text(MODULE)
    builder = Builder()
    builder.output(builder.layer("Dense", builder.input(4), units=3))
    save(builder.design(), place / "design.kdesign")
    text = (place / "design.kdesign").read_text()
    (place / "design.kdesign").write_text(text.replace("keras.layers.Dense", "evil.Scale"))
    refuses_and_writes_nothing(place, capsys, "dense calls evil.Scale, which is not in the")


def refuses_and_writes_nothing(place, capsys, reason):
    before = sorted(each.name for each in place.iterdir())
    main(["check", "design.kdesign"])
    main(["export", "design.kdesign"])
    for verb in (["summary", "design.kdesign"], ["plot", "design.kdesign", "-o", "plot.dot"]):
        capsys.readouterr()
        assert main(verb) == 1
        said = capsys.readouterr().err
        assert reason in said and "--trust" in said
    assert sorted(each.name for each in place.iterdir()) == before


def test_a_gigantic_layer_costs_nothing(place, capsys):
    save(dense_of(10**12).design(), place / "design.kdesign")
    assert isinstance(load(place / "design.kdesign").design, Design)
    assert main(["summary", "design.kdesign"]) == 0
    assert "5,000,000,000,000" in capsys.readouterr().out
