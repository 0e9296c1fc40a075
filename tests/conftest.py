"""Keeps every test away from the person's own screen, settings and files. Imports nothing heavy.

The variables are set while this file is imported, which is before pytest-qt makes its application;
child processes (the worker, the verbs) inherit them.
"""

from __future__ import annotations

import atexit
import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

_HOME = Path(tempfile.mkdtemp(prefix="designer-tests-"))
# A QApplication may write its settings as late as its own end, so the folder goes last of all.
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)

_FOLDERS = {
    "XDG_CONFIG_HOME": "config",
    "XDG_DATA_HOME": "data",
    "XDG_STATE_HOME": "state",
    "XDG_CACHE_HOME": "cache",
    "KERAS_HOME": "keras",
}

for _variable, _name in _FOLDERS.items():
    (_HOME / _name).mkdir()
    os.environ[_variable] = str(_HOME / _name)

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


# Garbage is collected between tests and in their thread, as in the window (docs/decisions/0032).
# In the thread that talks with the runner, a widget's end would be the end of the process, or
# the widget would be painted while half of it is gone.
gc.disable()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    result = yield
    if qt := sys.modules.get("PySide6.QtCore"):
        qt.QCoreApplication.sendPostedEvents(None, qt.QEvent.Type.DeferredDelete)
    is_last_of_file = nextitem is None or nextitem.path != item.path
    gc.collect(2 if is_last_of_file else 0)
    return result
