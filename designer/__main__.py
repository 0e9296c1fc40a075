"""The command line: no verb opens the window, a verb runs headless."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path

from designer.verbs.command_line import PROGRAM, Refusal, parse


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the designer and return its exit status: 0 well, 1 the file or design is at fault,
    2 wrong use."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # Keras's tables need more than the code page of a Windows pipe.
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        chosen = parse(sys.argv[1:] if arguments is None else arguments)
        if chosen.verb is None:
            return _window(chosen.options.file)
        return chosen.verb.run(chosen.options)
    except Refusal as refusal:
        print(f"{PROGRAM}: {refusal}", file=sys.stderr)  # noqa: T201
        return refusal.status
    except BrokenPipeError:
        # The reader of our output has gone (`| head`): nothing is left to say.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130


def _window(file: Path | None) -> int:
    if not has_screen():
        from designer.verbs.demo import run_without_screen

        return run_without_screen()
    from designer.ui.application import run

    return run(file)


def has_screen() -> bool:
    """Whether a window can be opened: on Linux that takes a display, or a platform of one's own."""
    if sys.platform in ("win32", "darwin"):
        return True
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return any(os.environ.get(name) for name in names)


if __name__ == "__main__":
    sys.exit(main())
