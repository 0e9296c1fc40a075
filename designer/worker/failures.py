"""From an exception somewhere in Keras to a sentence, a line and a traceback worth reading."""

from __future__ import annotations

import linecache
import re
import traceback
from dataclasses import dataclass
from types import TracebackType

from designer.protocol import Failure, FailureKind
from designer.worker.memory import limit_bytes

PROGRAM_FILE = "<program>"
PREAMBLE_FILE = "<preamble>"
STATEMENT_FILE = "<statement>"
_OUR_FILES = frozenset({PROGRAM_FILE, PREAMBLE_FILE, STATEMENT_FILE})

_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_NODE = re.compile(r"\{\{\w*node [^}]*\}\}\s*")
"""TensorFlow's own node names: they count up from run to run and mean nothing to anybody."""
_CALL = re.compile(r"'\s*= (?P<op>\w+)\[[^'\n]*?\]\([^'\n]*\)'")
"""What it says of a call behind its node's name: attributes, and the node names of what came in."""
_CALL_INFO = re.compile(
    r"Exception encountered when calling [^\n]*\n\n(?P<said>.*?)\n\nArguments received by .*\Z",
    re.DOTALL,
)
"""What Keras wraps around an exception from a layer's call; its first line says nothing."""
_FETCH = re.compile(r"URL fetch failure on \S*/(?P<file>[^/\s]+): (?P<why>.*)", re.DOTALL)
_NOT_FETCHED = (
    "The weights {file} could not be downloaded ({why}). Set weights to None, or build once while"
    " there is a network: Keras keeps the file in ~/.keras/models."
)
_CARETS = re.compile(r"^ +[~^]+\n", re.MULTILINE)
"""Python's marks under a quoted line; they are counted in the text that ran, not in this one."""
_OUT_OF_MEMORY = frozenset({"ResourceExhaustedError", "OutOfMemoryError"})
_STARVED = ("could not execute a primitive", "could not create a primitive", "bad_alloc")
"""What native code says where memory is limited and it got none (TensorFlow 2.21 with oneDNN)."""


RAISED = (Exception, SystemExit, KeyboardInterrupt)
"""What a program can raise by itself. Interruptions by the window have classes of their own."""


class Cancelled(BaseException):
    """The window has lost interest. Not an `Exception`: user code must not swallow it."""


class Stopped(BaseException):
    """A run that was asked to stop and did not come to an end by itself."""


@dataclass(eq=False)
class RequestError(Exception):
    """A request that cannot be answered, in the words that the window will show."""

    kind: str
    message: str
    details: str = ""
    node: str | None = None
    line: int | None = None
    path: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.message

    def to_failure(self, request: int) -> Failure:
        return Failure(
            request, self.kind, self.message, self.details, self.node, self.line, self.path
        )


def clean(text: str) -> str:
    """The text without terminal colours and TensorFlow's node names."""
    return _CALL.sub(r"\g<op>", _NODE.sub("", _ANSI.sub("", text)))


def sentence(error: BaseException) -> str:
    """What the exception says about the user's model, without what Keras wraps around it."""
    if isinstance(error, SyntaxError):
        return error.msg
    if isinstance(error, SystemExit):
        return "The program asked Python to exit."
    said = clean(str(error)).strip()
    fetched = _FETCH.match(said)
    if fetched:
        return _NOT_FETCHED.format(file=fetched["file"], why=fetched["why"].strip(" -"))
    if isinstance(error, KeyError):
        said = f"There is no {said}."
    wrapped = _CALL_INFO.search(said)
    return (wrapped["said"] if wrapped else said).strip() or type(error).__name__


def lines_in(error: BaseException, file: str) -> list[int]:
    """The lines of this file that the exception passed through, outermost first."""
    frames = traceback.walk_tb(error.__traceback__)
    lines = [line for frame, line in frames if frame.f_code.co_filename == file]
    if isinstance(error, SyntaxError) and error.filename == file and error.lineno:
        lines.append(error.lineno)
    return lines


def show_source(file: str, source: str) -> None:
    """Let tracebacks quote this text, which stands in no file."""
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)


def details_of(error: BaseException) -> str:
    """The whole traceback from the user's first line on, without the worker's own frames."""
    start: TracebackType | None = error.__traceback__
    while start is not None and start.tb_frame.f_code.co_filename not in _OUR_FILES:
        start = start.tb_next
    lines = traceback.format_exception(type(error), error, start or error.__traceback__)
    return _CARETS.sub("", clean("".join(lines)))


def kind_of(error: BaseException) -> str:
    """`memory` for every backend's way to say so, else the program is at fault."""
    if isinstance(error, MemoryError) or type(error).__name__ in _OUT_OF_MEMORY:
        return FailureKind.MEMORY
    if limit_bytes() is not None and any(words in str(error) for words in _STARVED):
        return FailureKind.MEMORY
    return FailureKind.PROGRAM
