"""Every way in which a worker can end, in words. No Qt."""

from __future__ import annotations

import signal
from collections.abc import Iterable, Sequence

_SHOWN_LINES = 5
_NOISE = ("WARNING: All log messages before absl", "oneDNN custom operations")
"""What TensorFlow always says at its start; it explains no ending."""


_KILLED = " The system does this when memory runs out."
_STARVED = " Native code ends like this when memory runs out, as its last words suggest."
_MEMORY_SIGNS = (
    "bad_alloc",
    "MemoryError",
    "out of memory",
    "OOM",
    "allocate memory",
    "failed to map segment",
    "memory is limited",
)
_CRASHES = ("SIGABRT", "SIGSEGV", "SIGBUS")
_SSH_SAYS = {
    "Could not resolve hostname": "No machine of that name is known: check the name.",
    "Connection refused": "The machine answers, but no ssh server does: check the port.",
    "Connection timed out": "The machine cannot be reached: is it on, and in this network?",
    "No route to host": "The machine cannot be reached: is it on, and in this network?",
    "Network is unreachable": "The machine cannot be reached: is this one in a network?",
    "Permission denied (": "The machine let nobody in. ssh has to get in without asking for a"
    " password: set up a key with ssh-copy-id.",
    "Host key verification failed": "The machine is not known yet, or is another than before:"
    " connect once with ssh in a terminal, and check its key.",
    "REMOTE HOST IDENTIFICATION": "The machine is another than before: connect once with ssh in a"
    " terminal, and check its key.",
    **dict.fromkeys(
        ("closed by remote host", "not responding", "Connection reset", "client_loop"),
        "The connection to the other machine was lost.",
    ),
}
"""What ssh says, and what can be done; the first that fits counts."""
_INSTALL = (
    "Install what is missing there: pip install keras numpy psutil, and a backend: tensorflow,"
    " torch or jax."
)
_NO_SUCH_COMMAND = 127
_SSH_FAILED = 255


def not_started(command: str, reason: str) -> str:
    """The program does not exist, or may not be run."""
    return f"The worker could not be started ({reason}): {command}"


def ended_by_signal(number: int, lines: Sequence[str]) -> str:
    """Killed from outside, or crashed in native code."""
    try:
        name = signal.Signals(number).name
    except ValueError:
        name = "unknown"
    hint = _KILLED if name == "SIGKILL" else ""
    if name in _CRASHES and _speak_of_memory(lines):
        hint = _STARVED
    return f"The worker was ended by signal {number} ({name}).{hint}{_last_words(lines)}"


def ended_by_itself(status: int, lines: Sequence[str]) -> str:
    """Left without being asked to."""
    return (
        f"The worker ended with exit status {status}.{_way_out(status, lines)}{_last_words(lines)}"
    )


def timed_out(seconds: float) -> str:
    """Started, and was not ready in time."""
    return f"The worker did not answer within {seconds:g} s."


def strange_speech(command: str, line: str) -> str:
    """Something runs, but not a worker."""
    return f"This is no worker, it does not speak the designer's protocol: {command}\n{line}"


def other_version(theirs: object, ours: int) -> str:
    """A worker from another version of the designer."""
    return f"The worker speaks version {theirs} of the protocol, and this program version {ours}."


def keras_unusable(executable: object, reason: object) -> str:
    """A Python without keras, or with a broken one."""
    hint = " There is too little memory to load it." if _speak_of_memory([str(reason)]) else ""
    if "No module named" in str(reason):
        hint = f". {_INSTALL}"
    return f"Keras cannot be imported in {executable}: {reason}{hint}"


def telling(lines: Iterable[str]) -> list[str]:
    """The last lines that may explain an ending."""
    kept = [line for line in lines if line.strip() and not any(noise in line for noise in _NOISE)]
    return kept[-_SHOWN_LINES:]


def _speak_of_memory(lines: Iterable[str]) -> bool:
    return any(sign in line for line in lines for sign in _MEMORY_SIGNS)


def _way_out(status: int, lines: Sequence[str]) -> str:
    """Only where the command or its connection failed: the words of a worker are its own."""
    if status == _NO_SUCH_COMMAND:
        return " There is no such Python: give its full path."
    if status != _SSH_FAILED:
        return ""
    said = "\n".join(lines)
    return " " + next(
        (words for sign, words in _SSH_SAYS.items() if sign in said),
        "The connection was lost, or the process was killed there, as the system does when memory"
        " runs out.",
    )


def _last_words(lines: Sequence[str]) -> str:
    last = telling(lines)
    return " Its last words:\n" + "\n".join(last) if last else ""
