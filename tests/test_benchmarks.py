from importlib import import_module

import pytest

from benchmarks.__main__ import LONG, SHORT, main


def test_help_lists_every_measurement_with_a_line_on_what_it_measures(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    lines = capsys.readouterr().out.splitlines()
    assert ended.value.code == 0
    for name, words in (SHORT | LONG).items():
        assert any(line.split() == [name, *words.split()] for line in lines)


def test_a_measurement_that_there_is_not_is_refused_with_those_that_there_are(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["speed"])
    assert ended.value.code == 2
    assert "there is no measurement 'speed', but startup, canvas" in capsys.readouterr().err


@pytest.mark.parametrize("name", [*SHORT, *LONG])
def test_each_measurement_can_be_made(name):
    assert callable(import_module(f"benchmarks.{name}").main)
