"""The worker's code as one line that any Python with keras can run. No Qt.

On the command line stands only a reader of that line (`READER`); the code itself comes first on the
standard input, which is the pipe of the protocol from the next byte on. So nothing has to lie on a
disk that both sides see: `ssh host python3` does, and `docker exec -i box python`.
"""

from __future__ import annotations

import base64
import json
import zlib
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]
_CARRIED = ("protocol", "worker")
_ARRIVAL = Path(__file__).with_name("arrival.py")

READER = "exec(open(0,'rb',0,closefd=False).readline())"
"""Unbuffered, so that it takes the one line and no byte of what follows. It has no space, and
nothing that a shell looks at between double quotes."""


@cache
def sent_code() -> bytes:
    """The line: about 150 kB, read once in the life of this program."""
    parts = {"arrival": _ARRIVAL.read_text("utf-8"), "sources": _sources()}
    packed = base64.b64encode(zlib.compress(json.dumps(parts).encode(), 9)).decode()
    return (
        "import base64,json,sys,zlib;"
        "old='Python '+sys.version.split()[0]+' ('+sys.executable+') is too old for the worker: it"
        " needs 3.11 or newer.';sys.version_info<(3,11) and sys.exit(old);"
        f"sent=json.loads(zlib.decompress(base64.b64decode('{packed}')));"
        "space={'__name__':'designer_arrival'};exec(sent['arrival'],space);"
        "sys.exit(space['arrive'](sent['sources']))\n"
    ).encode()


def _sources() -> dict[str, str]:
    files = [_PACKAGE / "__init__.py"]
    for folder in _CARRIED:
        files += sorted((_PACKAGE / folder).rglob("*.py"))
    return {
        f"designer/{file.relative_to(_PACKAGE).as_posix()}": file.read_text("utf-8")
        for file in files
    }
