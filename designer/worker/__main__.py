"""The worker process: `python -m designer.worker`, messages on its standard pipes.

It greets before the seconds that importing keras takes, answers what comes in order, and ends at
the end of its input, after what was asked before it. So `subprocess.run(input=…)` works as well.
"""

from __future__ import annotations

import gc
import os
import platform
import sys
import time
import traceback
from typing import TYPE_CHECKING

from designer.protocol import (
    PROTOCOL_VERSION,
    Event,
    Failure,
    FailureKind,
    Message,
    ProtocolError,
    Reply,
    Request,
)
from designer.worker.failures import Cancelled, RequestError, details_of, sentence
from designer.worker.inbox import Inbox
from designer.worker.jobs import Job
from designer.worker.memory import resident_bytes
from designer.worker.pipes import Outlet, claim_pipes

if TYPE_CHECKING:
    from designer.worker.methods import Worker

_ENVIRONMENT = {
    "TF_CPP_MIN_LOG_LEVEL": "2",
    # The worker must leave room on a GPU for the training process.
    "TF_FORCE_GPU_ALLOW_GROWTH": "true",
    "XLA_PYTHON_CLIENT_PREALLOCATE": "false",
}
_RECURSION_LIMIT = 1_000_000
"""`keras.Model` follows a chain of layers by recursion: Python's 1,000 end at 988 layers."""
_TELL_AT_GROWTH_BYTES = 16 * 2**20
_KERAS_IS_UNUSABLE = 3


def main() -> int:
    """Serve until the input ends. The exit status is 3 where keras cannot be imported."""
    incoming, outlet = claim_pipes()
    hello = {
        "protocol": PROTOCOL_VERSION,
        "python": platform.python_version(),
        "executable": sys.executable,
        "pid": os.getpid(),
    }
    try:
        outlet.send(Event("hello", hello))
        inbox = Inbox(incoming, outlet)
        inbox.start()
        worker = _import_keras(outlet)
        if worker is None:
            return _KERAS_IS_UNUSABLE
        _serve(worker, inbox, outlet)
    except BrokenPipeError:
        pass  # Nobody listens any more, so nothing is left to do.
    return 0


def _import_keras(outlet: Outlet) -> Worker | None:
    for name, value in _ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    sys.setrecursionlimit(_RECURSION_LIMIT)
    started = time.perf_counter()
    try:
        import keras

        from designer.worker.methods import Worker
    except Exception as error:  # An installation can be broken in any way.
        news = {"message": sentence(error), "details": traceback.format_exc()}
        outlet.send(Event("unusable", news))
        return None
    # What keras brought stays for ever: collections need not look at it again. The second one is to
    # count what is left, nothing: Python waits with the next for a quarter as much new garbage.
    gc.collect()
    gc.freeze()
    gc.collect()
    ready = {
        "keras": keras.__version__,
        "backend": keras.backend.backend(),
        "import_seconds": round(time.perf_counter() - started, 3),
        "resident_bytes": resident_bytes(),
    }
    outlet.send(Event("ready", ready))
    return Worker()


def _serve(worker: Worker, inbox: Inbox, outlet: Outlet) -> None:
    told_bytes = 0
    while (work := inbox.next()) is not None:
        request, job = work
        try:
            message = _answer(worker, request, job, inbox)
        except Cancelled:  # Also when the interruption came after the last step of the job.
            inbox.end(job)
            message = Failure(request.id, FailureKind.CANCELLED, "Cancelled.")
        outlet.send(message)
        resident = resident_bytes() or 0
        if abs(resident - told_bytes) > _TELL_AT_GROWTH_BYTES:
            told_bytes = resident
            outlet.send(Event("memory", {"resident_bytes": resident}))


def _answer(worker: Worker, request: Request, job: Job, inbox: Inbox) -> Message:
    from designer.worker.methods import METHODS

    if request.method not in METHODS:
        said = f"There is no method `{request.method}`; there are {', '.join(METHODS)}."
        return Failure(request.id, FailureKind.BAD_REQUEST, said)
    try:
        inbox.begin(job)
        return Reply(request.id, METHODS[request.method](worker, request.params, job))
    except RequestError as error:
        return error.to_failure(request.id)
    except ProtocolError as error:
        return Failure(request.id, FailureKind.BAD_REQUEST, str(error))
    except MemoryError as error:
        said = "There is not enough memory for this."
        return Failure(request.id, FailureKind.MEMORY, said, details_of(error))
    except Exception as error:  # A fault of ours must not end the worker.
        return Failure(request.id, FailureKind.INTERNAL, sentence(error), details_of(error))
    finally:
        inbox.end(job)


if __name__ == "__main__":
    sys.exit(main())
