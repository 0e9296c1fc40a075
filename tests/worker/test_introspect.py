"""Keras is asked in a child process, as in the program: it never enters the tests' own."""

import json
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.worker


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words], cwd=ROOT, capture_output=True, text=True, check=False
    )


def asked(program: str) -> str:
    """What a program prints that has `layer_facts` and keras."""
    head = "import keras\nfrom designer.worker.introspect import *\n"
    done = run("-c", head + textwrap.dedent(program))
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.strip()


def test_the_shipped_table_is_what_the_installed_keras_says() -> None:
    done = run("-m", "designer.worker.introspect", "--check")
    assert done.returncode == 0, done.stderr[-500:]


def test_a_stale_table_is_named_with_the_command_that_renews_it(tmp_path: Path) -> None:
    stale = tmp_path / "old.json"
    stale.write_text("{}")
    done = run("-m", "designer.worker.introspect", "--check", "-o", str(stale))
    assert done.returncode == 1
    assert f"designer.worker.introspect -o {stale}" in done.stderr
    assert stale.read_text() == "{}"


def test_documentation_reads_the_same_whatever_python_runs() -> None:
    """Python 3.13 takes the indent out of docstrings; Keras puts examples without one into them."""
    program = r"""
    class Shift(keras.layers.Layer):
        __doc__ = "Shifts.\n\n    Args:\n        by: How far.\n\n```\nf(\n    1)\n```\n\n    "
    print(layer_facts(Shift, "Shift")["doc"])
    """
    assert asked(program) == "Shifts.\n\nArgs:\n    by: How far.\n\n```\nf(\n    1)\n```"


def test_the_facts_of_a_custom_layer_hold_its_signatures_and_words() -> None:
    program = '''
    class Scale(keras.layers.Layer):
        """Scales.

        Args:
            factor: Float, by how
                much.
            mode: One of
                - `"a"`
                - `"b"`, see [here](https://example.org).

        Call arguments:
            x: The tensor.
        """
        def __init__(self, factor=(1, 2), mode="a", *, how=len, **kwargs):
            super().__init__(**kwargs)

        def call(self, x, training=None):
            return x

    facts = layer_facts(Scale, "Scale")
    print(json.dumps([facts["parameters"], facts["call"], facts["bases"]]))
    '''
    parameters, call, bases = json.loads(asked(program))
    assert parameters == [
        {"name": "factor", "default": [1, 2], "doc": "Float, by how much."},
        {
            "name": "mode",
            "default": "a",
            "doc": 'One of\n- `"a"`\n- `"b"`, see here (https://example.org).',
        },
        {"name": "how", "kind": "keyword_only", "default": {"code": "len"}},
        {"name": "kwargs", "kind": "var_keyword"},
    ]
    assert call == [{"name": "x", "doc": "The tensor."}, {"name": "training", "default": None}]
    assert bases == ["Layer"]
