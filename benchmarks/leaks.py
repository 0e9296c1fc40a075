"""Verdicts on run patterns: eight healthy ones and ten leaks that differ in kind, each run in a
fresh process, three times. Every pattern is a script of its own in `leak_patterns/`.

`python -m benchmarks leaks [NAME …]` prints a row a pattern; nothing is a ratio here but the last
column: how far the figures of the repeats are apart.
"""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PATTERNS = Path(__file__).with_name("leak_patterns")
REPEATS = 3
AT_ONCE = 2

EXPECTED = {
    "leaking_seeds": ("new kernels in an eager call", "NoisyLinear._scale_noise"),
    "leaking_slopes": ("new kernels in an eager call", "forward"),
    "leaking_variables": ("variables created in a loop", "<module>"),
    "leaking_optimizers": ("optimizer recreated", "train_epoch"),
    "leaking_compile": ("compile repeated", "<module>"),
    "leaking_models": ("models rebuilt in a loop", "build"),
    "leaking_scalars": ("retracing by Python scalars", "step"),
    "leaking_shapes": ("retracing by varying shapes", "step"),
    "leaking_list": ("tensors kept in a list", "train_epoch"),
    "leaking_callback": ("tensors kept in a list", "Keeper.on_train_batch_end"),
}


def main(names: list[str] | None = None) -> int:
    """Print the table; the number of wrong rows."""
    chosen = sorted(
        path for path in PATTERNS.glob("*.py") if not names or any(n in path.stem for n in names)
    )
    jobs = [path for path in chosen for _ in range(REPEATS)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = list(pool.map(judged, jobs))
    print(f"{'pattern':<24}{'verdict':<34}{'MB an epoch':<28}{'culprit'}")
    wrong = 0
    for number, path in enumerate(chosen):
        rows = found[number * REPEATS : (number + 1) * REPEATS]
        is_right = all(map(is_right_for(path.stem), rows))
        wrong += not is_right
        print(row_of(path.stem, rows) + ("" if is_right else "   WRONG"))
    print(f"\n{len(chosen)} patterns, {REPEATS} repeats each, {wrong} wrong")
    return wrong


def judged(path: Path) -> dict:
    """What the verb says of a script, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "main.py", "leaks", str(path), "--trust", "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if not done.stdout.strip():
        return {"verdict": "none", "message": done.stderr[-300:], "culprit": None}
    return json.loads(done.stdout.splitlines()[-1])


def is_right_for(name: str):
    pattern, function = EXPECTED.get(name, ("", ""))

    def is_right(found: dict) -> bool:
        if not pattern:
            return found["verdict"] in ("steady", "warming up") and found["outcome"] == "finished"
        culprit = found["culprit"] or {}
        named = (culprit.get("pattern"), culprit.get("function"))
        return found["verdict"] == "leaking" and named == (pattern, function)

    return is_right


def row_of(name: str, rows: list[dict]) -> str:
    verdicts = ", ".join(row["verdict"] for row in rows)
    slopes = ", ".join(slope_text(row) for row in rows)
    culprits = {
        f"{row['culprit']['function']}: {row['culprit']['pattern']}"
        for row in rows
        if row["culprit"]
    }
    return f"{name:<24}{verdicts:<34}{slopes:<28}{'; '.join(sorted(culprits)) or '-'}"


def slope_text(row: dict) -> str:
    if row.get("mb_per_epoch") is not None:
        return f"{row['mb_per_epoch']:.2f}"
    per_step = row.get("mb_per_step")
    return "-" if per_step is None else f"{per_step * 1000:.2f} kB/step"
