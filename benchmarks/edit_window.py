"""How long the window's thread is busy at a stretch while a design of 1,000 layers is edited.

`python -m benchmarks edit_window`

The whole window, its panels and the real worker. What counts is the thread's own CPU time.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from benchmarks.designs import chain_of
from benchmarks.run_window import Stretches, opened_window, wait
from designer.graph.nodes import InputNode
from designer.ui.collecting import Collecting

LAYERS = 1_000
EDITS = 5
AIM_MS = 16.0
REST_MS = 300


def main() -> None:
    window = opened_window()
    collecting = Collecting(window)
    window.context.document.changed.connect(collecting.note_change)
    window.context.session.answers_changed.connect(collecting.note_change)
    document, session = window.context.document, window.context.session

    def settle() -> None:
        while session.is_pending:
            wait(20)
        wait(REST_MS)

    document.new(chain_of(LAYERS, distinct=True, shape=(8, 64)))
    settle()
    last = document.graph.named(f"dense_{LAYERS - 1}")
    first = document.graph.named("input_layer")
    assert last is not None and isinstance(first, InputNode)
    head = first

    def change_last(run: int) -> None:
        document.set_values([last.id], {"units": 20_000 + run})

    def change_first(run: int) -> None:
        document.change_node(replace(head, shape=(20 + run, 64)), "Change")

    print(f"{LAYERS:,} layers; aim: no stretch longer than {AIM_MS:.0f} ms")
    _report("units of the last", change_last, settle)
    _report("shape of the input, all follow", change_first, settle)
    document.undo_stack.setClean()
    window.close()


def _report(words: str, edit: Callable[[int], None], settle: Callable[[], None]) -> None:
    edit(0)
    settle()
    stretches = Stretches()
    for run in range(EDITS):
        edit(1 + run)
        settle()
    ordered = sorted(stretches.cpu_ms, reverse=True)
    longest = ", ".join(f"{each:.1f}" for each in ordered[:5])
    whole = sum(each for each in ordered if each > 1) / EDITS
    print(f"  {words}: longest stretches {longest} ms; {whole:.0f} ms an edit")
    stretches.stop()


if __name__ == "__main__":
    main()
