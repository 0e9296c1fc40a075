"""What is shown for files that Keras writes: the code that makes them."""

from designer.codegen import STYLES
from designer.graph.edits import Disconnect
from designer.graph.nodes import Edge
from tests.builders import chain
from tests.codegen.styles.texts import code, my_model


def test_json_is_shown_as_the_code_that_writes_it() -> None:
    assert code(my_model(), "json").endswith(
        'name="my_model")\n\n'
        'with open("my_model.json", "w", encoding="utf-8") as file:\n'
        "    file.write(model.to_json(indent=2))\n"
    )


def test_a_keras_file_is_shown_as_the_code_that_saves_it() -> None:
    assert code(my_model(), "keras").endswith('name="my_model")\n\nmodel.save("my_model.keras")\n')


def test_nothing_is_saved_of_an_unfinished_design() -> None:
    design = chain("Dense")
    Disconnect(Edge("n1", 0, "n2", "inputs")).apply(design)
    assert "save" not in code(design, "keras") and "open" not in code(design, "json")


def test_only_an_archive_cannot_be_printed() -> None:
    assert [style.name for style in STYLES.values() if not style.is_text] == ["keras"]
