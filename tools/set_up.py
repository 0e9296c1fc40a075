"""Make `.venv` and the system's libraries ready, so that one command is enough on a bare machine.

`python3 tools/set_up.py run` serves `make run`, and `test` serves `make test`. It starts where
there is Python and nothing else, hence the standard library only, nothing from `designer`, and a
syntax that an old Python still reads: that one has to get a sentence, not a traceback.

A second call finds everything in place and does nothing: a stamp inside `.venv` says what was
installed from which `pyproject.toml`.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

from system_needs import Need, SetUpError, fetch, needs_of, say, succeeds

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
STAMP = VENV / "set-up.json"

OLDEST = (3, 11)
NEWEST = (3, 13)

# The optional dependencies of pyproject.toml that each purpose wants.
EXTRAS = {"run": frozenset(), "test": frozenset({"dev"})}


def set_up(purpose: str) -> None:
    needs = needs_of(purpose)
    if is_ready(purpose):
        fetch(needs, purpose)
        return
    python = suitable_python()
    has_venv = is_usable_venv(python)
    fetch(needs if has_venv else [*needs, ensurepip_of(python)], purpose)
    if not has_venv:
        make_venv(python)
    install(purpose)
    say("Done; a later call skips all this.")


def is_ready(purpose: str) -> bool:
    """Whether `.venv` serves the purpose. More than it needs is fine: run and test share it."""
    extras = installed_extras()
    if extras is None or not extras >= EXTRAS[purpose]:
        return False
    asked = os.environ.get("PYTHON")
    return not asked or version_of(asked) == version_of(str(VENV_PYTHON))


def installed_extras() -> frozenset[str] | None:
    """The extras that the environment holds; None where it is absent or of another fingerprint."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
        fresh = stamp["fingerprint"] == fingerprint() and VENV_PYTHON.exists()
        return frozenset(stamp["extras"]) if fresh else None
    except (OSError, ValueError, KeyError):
        return None


def fingerprint() -> str:
    """Changes when the environment has to be installed anew: with the pins, or with the place."""
    return hashlib.sha256((ROOT / "pyproject.toml").read_bytes() + bytes(VENV)).hexdigest()


def suitable_python() -> str:
    """The interpreter to build on: the one that `PYTHON` names, this one, or another that fits."""
    asked = os.environ.get("PYTHON")
    others = [f"python3.{minor}" for minor in range(NEWEST[1], OLDEST[1] - 1, -1)]
    for candidate in [asked] if asked else [sys.executable, *others]:
        if fits(version_of(candidate)):
            return candidate
    raise SetUpError(
        f"The designer needs Python {dotted(OLDEST)} to {dotted(NEWEST)}, for which TensorFlow and "
        f"Qt are built; {asked or 'python3'} is {described(version_of(asked or sys.executable))}.\n"
        "Install one of these and name it, for example: make run PYTHON=python3.12"
    )


def version_of(python: str) -> tuple[int, int] | None:
    """The version as the interpreter itself gives it; None where there is none that runs."""
    question = "import sys; print(*sys.version_info[:2])"
    try:
        answer = subprocess.run([python, "-c", question], capture_output=True, text=True)
        major, minor = answer.stdout.split()
    except (OSError, ValueError):
        return None
    return int(major), int(minor)


def fits(version: tuple[int, int] | None) -> bool:
    return version is not None and OLDEST <= version <= NEWEST


def dotted(version: tuple[int, int]) -> str:
    return ".".join(map(str, version))


def described(version: tuple[int, int] | None) -> str:
    return f"Python {dotted(version)}" if version else "no Python that runs"


def is_usable_venv(python: str) -> bool:
    version = version_of(str(VENV_PYTHON))
    wanted = version_of(python) if os.environ.get("PYTHON") else version
    return fits(version) and version == wanted and succeeds([str(VENV_PYTHON), "-c", "import pip"])


def ensurepip_of(python: str) -> Need:
    """Debian keeps the part of Python that makes environments in a package of its own."""
    return Need(
        "Python's venv with pip",
        f"python{dotted(version_of(python) or OLDEST)}-venv",
        lambda: succeeds([python, "-c", "import ensurepip, venv"]),
    )


def make_venv(python: str) -> None:
    say(f"Making .venv with {described(version_of(python))}.")
    must_succeed([python, "-m", "venv", "--clear", str(VENV)], "Python could not make .venv.")


def install(purpose: str) -> None:
    """Install the package itself, editable, and what it needs; then stamp the environment."""
    extras = EXTRAS[purpose] | (installed_extras() or frozenset())
    say("Installing the Python packages into .venv (2 GB with TensorFlow; this takes minutes).")
    target = f"{ROOT}[{','.join(sorted(extras))}]" if extras else str(ROOT)
    pip = [str(VENV_PYTHON), "-m", "pip", "install", "--disable-pip-version-check"]
    quiet = [] if sys.stdout.isatty() else ["--progress-bar", "off"]
    must_succeed(
        [*pip, *quiet, "--editable", target],
        "pip could not install the packages. Where the network or a full disk was the reason, the "
        "same command goes on from what is already there.",
    )
    stamp = {"fingerprint": fingerprint(), "extras": sorted(extras)}
    STAMP.write_text(json.dumps(stamp), encoding="utf-8")


def must_succeed(command: list[str], otherwise: str) -> None:
    code = subprocess.call(command)
    if code != 0:
        raise SetUpError(f"{otherwise} (Exit status {code}; its own words are above.)")


def stop(text: str, code: int) -> NoReturn:
    print(f"\nset-up: {text}", file=sys.stderr, flush=True)
    sys.exit(code)


def main() -> None:
    purpose = sys.argv[1] if len(sys.argv) == 2 else ""
    if purpose not in EXTRAS:
        stop(f"use: python3 tools/set_up.py {'|'.join(EXTRAS)}", 2)
    try:
        set_up(purpose)
    except SetUpError as reason:
        stop(str(reason), 1)
    except KeyboardInterrupt:
        stop("Stopped. The same command goes on from here.", 130)


if __name__ == "__main__":
    main()
