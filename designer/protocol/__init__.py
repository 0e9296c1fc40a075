"""The messages between the window and the worker, and the program that they carry.

Pure: the standard library only. The worker carries this package with it into any Python that has
keras, so nothing here may need PySide6, networkx or another part of the designer.
"""

from designer.protocol.lines import LineBuffer
from designer.protocol.messages import (
    PROTOCOL_VERSION,
    Event,
    Failure,
    FailureKind,
    Message,
    ProtocolError,
    Reply,
    Request,
    decode,
    encode,
)
from designer.protocol.program import ProgramStatement, ProgramText
from designer.protocol.program_change import change_between, changed

__all__ = [
    "PROTOCOL_VERSION",
    "Event",
    "Failure",
    "FailureKind",
    "LineBuffer",
    "Message",
    "ProgramStatement",
    "ProgramText",
    "ProtocolError",
    "Reply",
    "Request",
    "change_between",
    "changed",
    "decode",
    "encode",
]
