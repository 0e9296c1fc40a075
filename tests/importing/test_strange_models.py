"""Files that were made to do harm: nothing of them runs, and nothing of them gets into code."""

import json
import zipfile

import pytest

from designer.catalog.table import shipped_catalog
from designer.codegen import STYLES, program_of
from designer.document.trust import held_back
from designer.graph.checks import problems_of
from designer.importing import ImportFailed, design_from, read_file
from tests.importing.configs import (
    called,
    chain,
    described,
    entry,
    functional,
    given,
    nested,
    tensor,
)

EVIL = '__import__("os").system("touch evil")'


def imported(model):
    return design_from(described(model), shipped_catalog()).design


def code_of(design):
    return STYLES["script"].arrange(program_of(design, shipped_catalog())).text


def test_a_member_that_points_outside_the_archive_is_left_alone(tmp_path):
    path = tmp_path / "inner" / "model.keras"
    path.parent.mkdir()
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("config.json", json.dumps(chain(entry("Dense", "dense", units=3))))
        archive.writestr("../evil.txt", "evil")
        archive.writestr("/tmp/evil-of-a-test.txt", "evil")
    design = design_from(read_file(path), shipped_catalog()).design
    assert design.main.named("dense") is not None
    assert sorted(each.name for each in tmp_path.rglob("*")) == ["inner", "model.keras"]


def test_sources_that_a_file_claims_to_bring_do_not_count(tmp_path):
    path = tmp_path / "model.json"
    layer = entry("Evil", "evil", module="__main__")
    path.write_text(json.dumps({**chain(layer), "sources": {"Evil": EVIL}, "notices": ["fine"]}))
    done = design_from(read_file(path), shipped_catalog())
    assert done.design.custom_layers == {}
    assert "fine" not in done.notices
    assert EVIL not in code_of(done.design)


@pytest.mark.parametrize(
    ("module", "class_name"),
    [
        ("os", "system"),
        ("keras.utils", "get_file"),
        ("keras.saving", "load_model"),
        ("keras.src.saving.saving_api", "load_model"),
        ("builtins", "eval"),
        ("my_package", "Layer"),
    ],
)
def test_a_class_that_is_no_layer_of_keras_is_held_back(module, class_name):
    design = imported(chain(entry(class_name, "evil", module=module, command="touch evil")))
    assert len(held_back(design, shipped_catalog())) == 1


@pytest.mark.parametrize("kind", ["__lambda__", "function", "Evil"])
def test_a_value_that_only_keras_could_read_is_held_back(kind):
    value = {"class_name": kind, "module": "builtins", "config": {"code": "4wEA"}}
    design = imported(chain(entry("Dense", "dense", units=3, kernel_initializer=value)))
    assert held_back(design, shipped_catalog()) == (
        "dense: the value of kernel_initializer is code.",
    )


def test_a_gigantic_layer_is_a_number():
    design = imported(chain(entry("Dense", "dense", units=10**15)))
    assert design.main.named("dense").values == {"units": 10**15}
    assert problems_of(design, shipped_catalog()) == ()


@pytest.mark.parametrize(
    "model",
    [
        chain(entry("Dense", f'x")\n{EVIL}\n("', units=3)),
        chain(entry("Dense", "x", units=f"3)\n{EVIL}\n#")),
        chain(entry("Dense", "x", units=3), name=f'm")\n{EVIL}#'),
        chain(entry("Evil", "x", module="__main__", registered_name=f"\n{EVIL}\n")),
        chain(entry("Evil", "x", module=f"os\n{EVIL}\n")),
        chain(entry(f"Evil\n{EVIL}\n", "x", module="my_package")),
        chain(entry("Evil", "x", module="my_package", **{f"a={EVIL}, b": 1})),
        chain(nested(chain(entry("Dense", "d", units=1), name=f"f():\n    {EVIL}\ndef g"))),
        functional(
            [given("a"), entry("Dense", "x", called(tensor("a")), units=1)],
            {f'"{EVIL}': ["a", 0, 0]},
            {f'"\n{EVIL}\n': ["x", 0, 0]},
        ),
    ],
)
def test_no_text_of_a_file_becomes_code(model):
    """It may stand in quotes and comments: parsed, the program calls nothing of it."""
    import ast

    tree = ast.parse(code_of(imported(model)))
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert "__import__" not in names
    assert "os" not in {each.name for node in ast.walk(tree) for each in getattr(node, "names", ())}


def test_an_argument_of_a_call_that_is_no_name_is_refused():
    layer = entry("Dense", "x", called(tensor("input_layer"), **{f"a={EVIL}, b": 1}), units=3)
    model = functional([given(), layer], ["input_layer", 0, 0], ["x", 0, 0])
    with pytest.raises(ImportFailed, match="which is no argument"):
        imported(model)


def test_an_output_of_a_layer_that_cannot_be_is_refused():
    layer = entry("Evil", "x", called(tensor("input_layer")), module="my_package")
    model = functional([given(), layer], ["input_layer", 0, 0], ["x", 0, 10**9])
    with pytest.raises(ImportFailed, match="output 1000000000 of x"):
        imported(model)


def test_a_call_that_names_no_tensor_is_refused():
    layer = entry("Dense", "x", ["i"], units=3)
    with pytest.raises(ImportFailed, match="is not as Keras writes it: ValueError"):
        imported(functional([given(), layer], ["input_layer", 0, 0], ["x", 0, 0]))


def test_models_nested_without_end_are_refused():
    model = chain()
    for number in range(3000):
        model = chain(nested(model, name=f"m{number}"))
    with pytest.raises(ImportFailed, match="nested too deeply"):
        imported(model)


def test_files_that_are_no_models_are_refused_in_a_sentence(tmp_path):
    contents = [b"", b"PK\x03\x04nothing", b"\xff\xfe", b"[" * 100_000, b"{}", b"null", b"3"]
    for number, content in enumerate(contents):
        path = tmp_path / f"{number}.keras"
        path.write_bytes(content)
        with pytest.raises(ImportFailed, match=str(path)):
            read_file(path)


def test_an_archive_without_a_config_is_refused(tmp_path):
    path = tmp_path / "weights.keras"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("model.weights.h5", b"")
    with pytest.raises(ImportFailed, match=r"has no config\.json"):
        read_file(path)


def test_a_config_that_is_too_large_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr("designer.importing.files.LARGEST_BYTES", 2**20)
    path = tmp_path / "bomb.keras"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("config.json", b" " * 2**21)
    with pytest.raises(ImportFailed, match="more than 1 MB"):
        read_file(path)
