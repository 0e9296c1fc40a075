"""Sources of people, and what is made of them."""

from __future__ import annotations

import pytest

from designer.diagnosis.leaks.culprit import (
    BY_SCALARS,
    BY_SHAPES,
    COMPILES,
    KEPT,
    KERNELS,
    MODELS,
    OPTIMIZERS,
    Culprit,
)
from designer.diagnosis.leaks.cures import source_cures


def cured(source: str, pattern: str, function: str, line: int, argument: str = "") -> list[str]:
    culprit = Culprit(pattern, function, "train.py", line, "", "", "", argument)
    return [cure.source for cure in source_cures(source, culprit)]


def test_a_function_that_makes_kernels_is_compiled_with_its_import() -> None:
    source = "import keras\n\nclass A:\n    def noise(self):  # mine\n        return 1\n"
    (mended,) = cured(source, KERNELS, "A.noise", 5)
    assert mended == (
        "import keras\nimport tensorflow as tf\n\n"
        "class A:\n    @tf.function\n    def noise(self):  # mine\n        return 1\n"
    )


@pytest.mark.parametrize("kind", ["staticmethod", "classmethod", "property"])
def test_tf_function_wraps_the_function_and_not_what_another_decorator_made(kind: str) -> None:
    source = f"import tensorflow as tf\nclass A:\n    @{kind}\n    def f(x):\n        return 1\n"
    (mended,) = cured(source, KERNELS, "A.f", 5)
    assert f"    @{kind}\n    @tf.function\n    def f(x):" in mended


def test_an_import_comes_after_those_of_the_future() -> None:
    source = '"""Doc."""\nfrom __future__ import annotations\ndef f():\n    return 1\n'
    (mended,) = cured(source, KERNELS, "f", 4)
    assert "annotations\nimport tensorflow as tf\n@tf.function\ndef f" in mended
    compile(mended, "train.py", "exec", dont_inherit=True)


def test_the_line_ends_of_a_file_stay() -> None:
    source = "import keras\r\ndef f():\r\n    return 1\r\n"
    (mended,) = cured(source, KERNELS, "f", 3)
    assert "\n" not in mended.replace("\r\n", "")
    assert "@tf.function\r\n" in mended


def test_a_python_number_is_passed_as_a_tensor_wherever_the_function_is_called() -> None:
    source = (
        "import tensorflow as tf\n@tf.function\ndef step(x, rate):\n    return x * rate\n"
        "for größe in range(9):\n    step(x, größe * 2); step(x, rate=0.5)\n"
    )
    (mended,) = cured(source, BY_SCALARS, "step", 3, "rate")
    assert "step(x, tf.constant(größe * 2)); step(x, rate=tf.constant(0.5))" in mended


def test_sizes_that_vary_are_left_open() -> None:
    source = "import tensorflow as tf\n@tf.function\ndef step(x):\n    return x\n"
    (mended,) = cured(source, BY_SHAPES, "step", 3, "x")
    assert "@tf.function(reduce_retracing=True)\n" in mended


@pytest.mark.parametrize(
    ("pattern", "statement"),
    [(COMPILES, 'model.compile(\n        "adam",\n    )'), (OPTIMIZERS, "opt = Adam(0.1)")],
)
def test_what_is_made_again_and_again_moves_before_its_loop(pattern: str, statement: str) -> None:
    source = f"for epoch in range(9):\n    {statement}\n    model.fit(x)\n"
    (mended,) = cured(source, pattern, "<module>", 2)
    moved = statement.replace("\n    ", "\n")
    assert mended == f"{moved}\nfor epoch in range(9):\n    model.fit(x)\n"


def test_what_depends_on_its_loop_stays_there() -> None:
    source = "for rate in (1, 2):\n    opt = Adam(rate)\n    opt.apply(g)\n"
    assert cured(source, OPTIMIZERS, "<module>", 2) == []


def test_a_model_that_differs_each_time_is_cleared_away() -> None:
    source = "import keras\nfor units in (1, 2):\n    model = make(units)\n    model.fit(x)\n"
    (mended,) = cured(source, MODELS, "<module>", 3)
    assert "(1, 2):\n    keras.utils.clear_session()\n    model = make(units)\n" in mended


def test_a_loss_is_kept_as_a_number() -> None:
    source = "for batch in data:\n    losses.append(step(batch).loss)\n"
    (mended,) = cured(source, KEPT, "<module>", 2, "losses")
    assert "losses.append(float(step(batch).loss))" in mended


@pytest.mark.parametrize("kept", ["(loss, i)", "[loss]", "model(batch)"])
def test_what_is_no_single_number_is_left_to_the_person(kept: str) -> None:
    source = f"for batch in data:\n    losses.append({kept})\n"
    assert cured(source, KEPT, "<module>", 2, "losses") == []


def test_a_text_that_is_no_python_has_no_cure() -> None:
    assert cured("def f(:\n", KERNELS, "f", 1) == []
