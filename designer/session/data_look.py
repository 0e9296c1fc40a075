"""What the data of the next run are like, as the worker found them, and whether they fit the model.

The run checks them again before its first step; this is told while there is time to choose.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, Signal

from designer.codegen.training.losses import CLASS_IDS
from designer.codegen.training.training import Training
from designer.graph.run_settings import LEARNABLE, NPZ, RANDOM, TABLE, DataSource
from designer.protocol import Failure, FailureKind
from designer.session.asking import Asking
from designer.worker_client.client import WorkerClient

_MOST_ARRAYS = 8
_MOST_VALUES = 100
"""More different values than these are no classes: their number tells nothing."""

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class Look:
    """What there is, in a few lines; or why there is nothing."""

    found: Mapping[str, Any]
    failure: str = ""

    @property
    def words(self) -> str:
        if self.failure:
            return self.failure
        arrays = self.found.get("arrays", [])
        lines = [_array_words(each) for each in arrays[:_MOST_ARRAYS]]
        if len(arrays) > _MOST_ARRAYS:
            more = translate("run", "and {count} more")
            lines.append(more.format(count=len(arrays) - _MOST_ARRAYS))
        samples = self.found.get("samples")
        if samples is not None:
            lines.insert(0, translate("run", "{count} samples").format(count=f"{samples:,}"))
        return "\n".join([*lines, *self.found.get("notes", [])])

    def faults(self, training: Training) -> list[str]:
        """What of it does not fit the settings, in sentences."""
        arrays = {str(each["name"]): each for each in self.found.get("arrays", [])}
        data = training.settings.data
        if not arrays or data.kind not in (NPZ, TABLE):
            return []
        named = [*data.inputs.values(), *data.targets.values()]
        missing = [name for names in named for name in names if name not in arrays]
        words = translate("run", "There is no {name}; there are {names}.")
        shown = ", ".join(list(arrays)[:_MOST_ARRAYS])
        found = [words.format(name=name, names=shown) for name in dict.fromkeys(missing)]
        for output in training.outputs:
            names = data.targets.get(output.key, ())
            if output.targets == CLASS_IDS and len(names) == 1 and names[0] in arrays:
                found += _label_faults(arrays[names[0]], output.key, output.size)
        return found


class DataLook(QObject):
    """Asks the worker about the data that the settings name, once for each of them."""

    changed = Signal()

    def __init__(self, client: WorkerClient, needs_trust: Callable[[], bool], parent: QObject):
        super().__init__(parent)
        self.look: Look | None = None
        self._needs_trust = needs_trust
        self._asked: tuple[str, str, str, bool] | None = None
        self._asking = Asking(client, "look_at_data", self._on_found, self._on_failed, self)
        client.restarted.connect(self._asking.ask_again)

    def ask(self, data: DataSource) -> None:
        """`changed` follows where these are other data than those asked about last."""
        wanted = (data.kind, data.name, data.path, self._needs_trust())
        if wanted == self._asked:
            return
        self._asked = wanted
        self._asking.drop()
        has_place = bool(data.name or data.path) and data.kind not in (LEARNABLE, RANDOM)
        if has_place and not self._needs_trust():
            params = {"kind": data.kind, "name": data.name, "path": data.path}
            self._asking.ask(lambda: params)
        self._set(None)

    def _on_found(self, result: Mapping[str, Any]) -> None:
        self._set(Look(result))

    def _on_failed(self, failure: Failure) -> None:
        if failure.kind != FailureKind.CANCELLED:
            self._set(Look({}, failure.message))

    def _set(self, look: Look | None) -> None:
        self.look = look
        self.changed.emit()


def _array_words(array: Mapping[str, Any]) -> str:
    """`quality: int64, 3 to 8, 6 different values`."""
    parts = [str(array["dtype"])]
    if array["shape"]:
        parts.insert(0, "(" + ", ".join(map(str, array["shape"])) + ")")
    if array["least"] is not None:
        parts.append(translate("run", "{least:.4g} to {most:.4g}").format_map(array))
    if array["distinct"] is not None and array["distinct"] <= _MOST_VALUES:
        parts.append(translate("run", "{distinct} different values").format_map(array))
    if array["missing"]:
        parts.append(translate("run", "{missing} missing").format_map(array))
    return f"{array['name']}: {', '.join(parts)}"


def _label_faults(array: Mapping[str, Any], key: str, size: int | None) -> list[str]:
    least, most = array["least"], array["most"]
    if least is None or most is None or size is None:
        return []
    if least < 0 or most >= size:
        words = translate(
            "run",
            "The labels of {key} go from {least:g} to {most:g}, and its {size} units stand for 0 to"
            " {last}.",
        )
        return [words.format(key=key, least=least, most=most, size=size, last=size - 1)]
    return []
