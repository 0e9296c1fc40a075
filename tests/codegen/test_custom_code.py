"""Custom layers in exported code: imports at the top, in the order of need, names kept free."""

from __future__ import annotations

from designer.catalog.table import shipped_catalog
from designer.codegen import STYLES, head_text, place_in_sources, program_of
from designer.codegen.custom_code import custom_code, merged_imports
from designer.graph.design import CustomLayer, Design
from designer.graph.drawing import new_node
from designer.graph.edits import Add
from tests.builders import Builder

GATE = "import math\n\nimport keras\n\n\nclass Gate(keras.layers.Layer):\n    pass\n"


def customs(**sources: str) -> dict[str, CustomLayer]:
    return {name: CustomLayer(name, source) for name, source in sources.items()}


def test_imports_of_all_sources_stand_once_at_the_top_in_order() -> None:
    found = custom_code(
        customs(Gate=GATE, Other="from keras import ops\nimport keras as k\nX = 1\n")
    )
    assert merged_imports(("from keras import layers", "import keras", *found.imports)) == (
        "import math",
        "",
        "import keras",
        "import keras as k",
        "from keras import layers, ops",
    )
    assert found.sources == ("class Gate(keras.layers.Layer):\n    pass", "X = 1")


def test_future_imports_come_first() -> None:
    statements = ("import keras", "from __future__ import annotations", "import os.path as p")
    assert merged_imports(statements)[::2] == (
        "from __future__ import annotations",
        "import os.path as p",
        "import keras",
    )


def test_what_a_source_names_of_keras_without_importing_it_is_imported() -> None:
    found = custom_code(customs(f="def f(x, losses=None):\n    return ops.abs(random.normal(x))\n"))
    assert found.imports == ("from keras import ops", "from keras import random")


def test_imports_that_cannot_move_stay() -> None:
    source = (
        "try:\n    import a\nexcept ImportError:\n    a = None\nimport b; c = 1\nfrom d import *\n"
    )
    found = custom_code(customs(Own=source))
    assert found.imports == () and found.sources == (source.strip("\n"),)


def test_a_base_comes_before_what_inherits_it() -> None:
    found = custom_code(customs(A="class A(Z): ...", M="class M(A): ...", Z="class Z: ..."))
    assert found.sources == ("class Z: ...", "class A(Z): ...", "class M(A): ...")
    circle = custom_code(customs(A="class A(B): ...", B="class B(A): ..."))
    assert len(circle.sources) == 2


def test_no_variable_hides_a_function_of_the_design() -> None:
    builder = Builder()
    design = builder.design()
    design.custom_layers |= customs(twice="def twice(x):\n    return x + x\n")
    catalog = shipped_catalog()
    last = builder.input(4)
    for _ in range(2):
        node = new_node(design, catalog, "twice", (0, 0))
        Add(node).apply(design)
        builder.wire(node.id, last)
        last = node.id
    builder.output(last)
    text = STYLES["script"].arrange(program_of(design, catalog)).text
    assert "twice_1 = layers.Lambda(twice" in text
    space = [line.partition(" = ")[0] for line in text.splitlines() if "Lambda" in line]
    assert "twice" not in space and len(set(space)) == 2


def test_layers_that_make_no_others_leave_automatic_names_to_keras() -> None:
    builder = Builder()
    design = builder.design()
    design.custom_layers |= customs(
        Plain="class Plain(keras.layers.Layer):\n    pass\n",
        Maker="class Maker(keras.layers.Layer):\n"
        "    def __init__(self):\n        self.inner = keras.layers.Dense(3)\n",
    )
    plain = builder.layer("design.Plain", builder.input(4), name="plain")
    dense = builder.layer("Dense", plain, units=2)
    builder.output(dense)

    def line(layer: str) -> str:
        node = design.main.node(plain)
        design.main.change(type(node)(node.id, layer.lower(), layer=layer))
        text = STYLES["script"].arrange(program_of(design, shipped_catalog())).text
        return next(line for line in text.splitlines() if line.startswith("dense ="))

    assert line("Plain") == "dense = layers.Dense(2)(plain)"
    assert line("Maker") == 'dense = layers.Dense(2, name="dense")(maker)'


def test_a_line_of_the_program_is_found_in_the_source_that_it_comes_from() -> None:
    design = Design(
        custom_layers=customs(Gate=GATE, Late="X = 1\n\n\ndef late(x):\n    return X\n")
    )
    text = head_text(program_of(design, shipped_catalog()))
    lines = text.split("\n")
    assert place_in_sources(text, lines.index("    pass") + 1, design.custom_layers) == ("Gate", 7)
    at = lines.index("    return X") + 1
    assert place_in_sources(text, at, design.custom_layers) == ("Late", 5)
    assert place_in_sources(text, 1, design.custom_layers) is None
