"""Runs kept beside their design: `name.runs/`, one JSON file each. No Qt."""

from __future__ import annotations

import json
import re
from pathlib import Path

from designer.session.run_record import RunRecord
from designer.storage import write_text

FOLDER_SUFFIX = ".runs"
SUFFIX = ".json"


def folder_of(design: Path) -> Path:
    """Where the runs of a design file are kept: `mnist.kdesign` has `mnist.runs`."""
    return design.with_suffix(FOLDER_SUFFIX)


def stored_in(design: Path) -> list[Path]:
    """The files of the runs of a design, oldest first by name."""
    folder = folder_of(design)
    return sorted(folder.glob(f"*{SUFFIX}")) if folder.is_dir() else []


def store(record: RunRecord, design: Path) -> Path:
    """Write a run, over its own file where it has one. Raises `OSError`, `SaveError`."""
    folder = folder_of(design)
    path = Path(record.stored) if record.stored else _free_path(folder, record)
    folder.mkdir(exist_ok=True)
    write_text(path, json.dumps(record.to_json(), sort_keys=True) + "\n")
    return path


def read(path: Path, run_id: str) -> RunRecord:
    """A stored run. Raises `ValueError` and `OSError`."""
    record = RunRecord.from_json(json.loads(path.read_text(encoding="utf-8")), run_id)
    record.stored = str(path)
    return record


def _free_path(folder: Path, record: RunRecord) -> Path:
    when = re.sub(r"\D", "", record.began)[:14]
    name = re.sub(r"[^\w-]+", "_", record.name).strip("_")[:60]
    stem = f"{when}-{name}".strip("-") or "run"
    path, number = folder / f"{stem}{SUFFIX}", 2
    while path.exists():
        path, number = folder / f"{stem}-{number}{SUFFIX}", number + 1
    return path
