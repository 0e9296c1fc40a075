"""What the designer needs from the system besides Python, and how a Debian machine gets it.

Part of `set_up.py`, under the same rule: the standard library only, and a syntax that an old
Python still reads. A library counts as there when it can be loaded, whatever package brought it:
that takes milliseconds, and lets distributions other than Debian pass.
"""

from __future__ import annotations

import ctypes
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path


class SetUpError(Exception):
    """The set-up has to stop here; the message is written for the person who typed the command."""


@dataclass(frozen=True)
class Need:
    """A piece of the system: its name, Debian's package for it, and how to see that it is there."""

    name: str
    package: str
    is_there: Callable[[], bool]
    # What is lost without it. Empty: nothing works without it, and the set-up stops.
    lost: str = ""


def library(name: str, package: str, lost: str = "") -> Need:
    return Need(name, package, lambda: can_load(name), lost)


def program(name: str, package: str, lost: str) -> Need:
    return Need(f"the program {name}", package, lambda: shutil.which(name) is not None, lost)


def can_load(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def has_a_font() -> bool:
    data_home = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    places = [f"{data_home}/fonts", "~/.fonts", "/usr/share/fonts", "/usr/local/share/fonts"]
    # Not Path.expanduser: that one raises for a user without a home, as containers have them.
    folders = [Path(os.path.expanduser(place)) for place in places]  # noqa: PTH111
    files = (file for folder in folders for file in folder.rglob("*"))
    return any(file.suffix.lower() in {".ttf", ".otf", ".ttc", ".pfb"} for file in files)


# What Qt is linked against, with or without a screen.
QT = [
    library("libGL.so.1", "libgl1"),
    library("libEGL.so.1", "libegl1"),
    library("libX11.so.6", "libx11-6"),
    library("libglib-2.0.so.0", "libglib2.0-0"),
    library("libdbus-1.so.3", "libdbus-1-3"),
    library("libfontconfig.so.1", "libfontconfig1"),
    library("libxkbcommon.so.0", "libxkbcommon0"),
]
PICTURES = [
    program("dot", "graphviz", "Graphviz, so no plots; the canvas draws its own pictures"),
    Need("a font", "fonts-dejavu-core", has_a_font, "fonts, so each letter is an empty box"),
]
X11 = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
WAYLAND = {
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}
SCREEN_TESTS = "the tests on a screen of their own, which are skipped"


def needs_of(purpose: str) -> list[Need]:
    """What the purpose needs on this machine; a screen's libraries only where there is a screen."""
    if not sys.platform.startswith("linux"):
        return []
    if purpose == "test":
        screen = [library(name, package, SCREEN_TESTS) for name, package in X11.items()]
        return [*QT, *PICTURES, *screen, program("Xvfb", "xvfb", SCREEN_TESTS)]
    kinds = [("DISPLAY", X11), ("WAYLAND_DISPLAY", WAYLAND)]
    tables = [table for variable, table in kinds if os.environ.get(variable)]
    screen = [library(name, package) for table in tables for name, package in table.items()]
    return [*QT, *PICTURES, *screen]


def fetch(needs: Iterable[Need], purpose: str) -> None:
    """Install what is absent, or say the line that does. Stops only where nothing works without."""
    absent = absent_of(needs)
    if not absent:
        return
    prefix = administrator_prefix()
    if shutil.which("apt-get") is None:
        way_out = (
            f"Missing on this system: {', '.join(need.name for need in absent)}.\n"
            "There is no apt-get here: please bring them with this system's own package tool."
        )
    elif prefix is None:
        way_out = (
            "Debian packages are missing, and only an administrator may install them. "
            f"The line to type is:\n\n    {line_to_type(absent)}\n"
        )
    else:
        install_packages(absent, prefix)
        absent = absent_of(absent)
        way_out = (
            "apt-get did not bring all that is needed; its own words are above. "
            f"The line to try again is:\n\n    {line_to_type(absent)}\n"
        )
    if any(not need.lost for need in absent):
        raise SetUpError(
            f"{way_out}\nThe designer does not start without them. After that: make {purpose}"
        )
    if absent:
        say(way_out)
        say(f"Going on without {'; without '.join(dict.fromkeys(need.lost for need in absent))}.")


def absent_of(needs: Iterable[Need]) -> list[Need]:
    return [need for need in needs if not need.is_there()]


def administrator_prefix() -> list[str] | None:
    """What to put before a command that installs packages; None where this user may not."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and succeeds(["sudo", "-n", "true"]):
        return ["sudo", "-n"]
    return None


def install_packages(absent: Iterable[Need], prefix: list[str]) -> None:
    """Call apt-get. Its lists are fetched when there are none, and when they prove to be stale."""
    packages = packages_of(absent)
    say(f"Fetching the Debian packages that are missing: {' '.join(packages)}")
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"]
    apt += ["-o", "DPkg::Lock::Timeout=120"]
    install = [*apt, "install", "-y", "--no-install-recommends", *packages]
    if has_package_lists() and subprocess.call(install) == 0:
        return
    subprocess.call([*apt, "update"])
    subprocess.call(install)


def has_package_lists() -> bool:
    return any(Path("/var/lib/apt/lists").glob("*_Packages*"))


def packages_of(absent: Iterable[Need]) -> list[str]:
    return list(dict.fromkeys(need.package for need in absent))


def line_to_type(absent: Iterable[Need]) -> str:
    install = f"apt-get install -y --no-install-recommends {' '.join(packages_of(absent))}"
    if os.geteuid() == 0:
        return f"apt-get update && {install}"
    if shutil.which("sudo"):
        return f"sudo apt-get update && sudo {install}"
    return f"su -c {shlex.quote(f'apt-get update && {install}')}"


def succeeds(command: list[str]) -> bool:
    silent = subprocess.DEVNULL
    try:
        return subprocess.call(command, stdin=silent, stdout=silent, stderr=silent) == 0
    except OSError:
        return False


def say(text: str) -> None:
    print(f"set-up: {text}", flush=True)
