"""A notebook: cells that are shown by marks, and the file that is made from them."""

import json
from dataclasses import replace

from designer.codegen import STYLES
from designer.graph.design import CustomLayer, Design
from designer.graph.edits import Change
from tests.builders import Builder, chain
from tests.codegen.styles.texts import code, my_model, program

MY_MODEL = """\
# %% [markdown]
# # my_model
#
# - takes `input_layer`: (batch, 32) float32
# - gives `output`

# %%
import keras
from keras import layers

# %%
inputs = keras.Input(shape=(32,))
block_1 = layers.Dense(128, activation="relu", name="block_1")(inputs)
block_2 = layers.Dense(64, activation="relu", name="block_2")(block_1)
classifier = layers.Dense(10, name="classifier")(block_2)

model = keras.Model(inputs=inputs, outputs=classifier, name="my_model")

# %%
model.summary()

# %%
keras.utils.plot_model(model, show_shapes=True, show_layer_names=True)
"""


def notebook(design: Design) -> dict[str, object]:
    style = STYLES["notebook"]
    plain: dict[str, object] = json.loads(style.file_text(style.arrange(program(design))))
    return plain


def sources(design: Design) -> list[str]:
    cells = notebook(design)["cells"]
    assert isinstance(cells, list)
    return ["".join(cell["source"]) for cell in cells]


def test_the_seed_texts_model() -> None:
    assert code(my_model(), "notebook") == MY_MODEL


def test_the_file_has_a_cell_for_each_mark() -> None:
    assert sources(my_model()) == [
        "# my_model\n\n- takes `input_layer`: (batch, 32) float32\n- gives `output`",
        "import keras\nfrom keras import layers",
        MY_MODEL.split("# %%\n")[2].strip(),
        "model.summary()",
        "keras.utils.plot_model(model, show_shapes=True, show_layer_names=True)",
    ]


def test_the_file_has_the_form_of_nbformat_4_5() -> None:
    plain = notebook(my_model())
    assert (plain["nbformat"], plain["nbformat_minor"]) == (4, 5)
    cells = plain["cells"]
    assert isinstance(cells, list)
    assert len({cell["id"] for cell in cells}) == len(cells)
    for cell in cells:
        keys = {"cell_type", "id", "metadata", "source"}
        if cell["cell_type"] == "code":
            keys |= {"execution_count", "outputs"}
        assert set(cell) == keys
        assert all(line.endswith("\n") for line in cell["source"][:-1])
    assert [cell["cell_type"] for cell in cells] == ["markdown", *["code"] * 4]


def test_the_same_design_gives_the_same_file() -> None:
    assert notebook(my_model()) == notebook(my_model())


def test_marks_in_notes_and_sources_make_no_cells() -> None:
    design = chain("Dense")
    Change(replace(design.main.node("n2"), note="%%\n%% [markdown]")).apply(design)
    source = "class Mine(keras.layers.Layer):\n# %%\n    pass\n"
    design.custom_layers["Mine"] = CustomLayer("Mine", source)
    found = sources(design)
    assert len(found) == 5
    assert "class Mine(keras.layers.Layer):\n# %%\n    pass" in found[1]
    assert "# %%\n# %% [markdown]\ndense = " in found[2]


def test_a_name_cannot_leave_its_comment() -> None:
    builder = Builder()
    x = builder.input(4, key="x\nimport os\rimport sys")
    builder.output(builder.layer("Dense", x))
    text = code(builder.design(name="m\nimport os", inputs_as="dict"), "notebook")
    assert not any(line.startswith("import os") for line in text.splitlines())
