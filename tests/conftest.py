"""Keeps every test away from the person's own screen, settings and files. Imports nothing heavy.

The variables are set while this file is imported, which is before pytest-qt makes its application;
child processes (the worker, the verbs) inherit them.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

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
