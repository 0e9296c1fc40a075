"""`.kdesign` files: JSON text that reads well in a diff, written atomically, tolerant when read.

Loading has two stages, text → plain values → design. What cannot be understood in a single node or
wire costs that node or wire and is reported; the rest of the file is loaded.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from designer.graph.block_arguments import fault_in_argument_name
from designer.graph.design import (
    FORMS,
    PASSING,
    Block,
    BlockHead,
    CustomLayer,
    Design,
    Settings,
)
from designer.graph.graph import Graph, GraphError
from designer.storage.codec import (
    FormatError,
    Json,
    edge_from_json,
    edge_to_json,
    expect,
    node_from_json,
    node_to_json,
    value_to_json,
    values_from_json,
)
from designer.storage.migration import VERSION, migrated

FORMAT = "kdesign"
SUFFIX = ".kdesign"


_HALF_CHARACTER = re.compile(r"\\u[dD][89a-fA-F]")
"""The escape of a surrogate: alone it is no character, and no file could hold it."""


@dataclass(frozen=True)
class Loaded:
    """A design, and sentences about what in its file could not be kept."""

    design: Design
    notices: tuple[str, ...] = ()


class SaveError(OSError):
    """The file could not be written; the sentence says why. The old file is as it was."""


class LoadError(ValueError):
    """The file could not be read as a design; the sentence names the place."""


def save(design: Design, path: Path) -> None:
    """Write the design to a temporary file beside `path`, sync it, and put it in its place.

    Raises `SaveError`; then the old file is untouched.
    """
    write_text(path, to_text(design))


def write_text(path: Path, text: str) -> None:
    """Write a text file atomically; into a pipe or a device, which stay what they are. Raises
    `SaveError`."""
    temporary = ""
    try:
        if path.exists() and not path.is_file():
            path.write_text(text, encoding="utf-8", newline="\n")
            return
        target = path.resolve()
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", newline="\n", dir=target.parent, prefix=".", delete=False
        ) as file:
            temporary = file.name
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        _keep_mode(target, Path(temporary))
        Path(temporary).replace(target)
    except OSError as error:
        if temporary:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
        raise SaveError(f"{path} could not be written: {error.strerror or error}.") from error


def _keep_mode(target: Path, temporary: Path) -> None:
    """Temporary files are private; the new file gets the old one's mode, or the usual one."""
    if target.exists():
        mode = target.stat().st_mode & 0o777
    else:
        mask = os.umask(0)
        os.umask(mask)
        mode = 0o666 & ~mask
    temporary.chmod(mode)


def load(path: Path) -> Loaded:
    """The design in a file. Raises `LoadError` with the path and the place in it."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise LoadError(f"{path} could not be read: {error.strerror or error}.") from error
    except UnicodeDecodeError:
        raise LoadError(f"{path} is not a design: it is not a text file.") from None
    try:
        return from_text(text)
    except FormatError as error:
        raise LoadError(f"{path}: {error}") from error


def _lines_of(source: str) -> list[str]:
    """Lines that joined again make the same source: `splitlines` parts it at other signs, too."""
    return source.removesuffix("\n").split("\n")


def to_text(design: Design) -> str:
    """Sorted keys, one node or wire a line, format name and version first."""
    lines = ["{", f'"format": "{FORMAT}",', f'"version": {VERSION},']
    if design.blocks:
        blocks = ",\n".join(
            f"{_line(name)}: {{\n{_block_head_text(block)}{_graph_text(block.graph)}\n}}"
            for name, block in sorted(design.blocks.items())
        )
        lines.append(f'"blocks": {{\n{blocks}\n}},')
    if design.custom_layers:
        layers = ",\n".join(
            f"{_line(name)}: {json.dumps(_lines_of(layer.source), indent=0, ensure_ascii=False)}"
            for name, layer in sorted(design.custom_layers.items())
        )
        lines.append(f'"custom_layers": {{\n{layers}\n}},')
    lines.append(f"{_graph_text(design.main)},")
    lines.append(f'"settings": {_line(settings_to_json(design.settings))}')
    lines.append("}")
    return "\n".join(lines) + "\n"


def from_text(text: str) -> Loaded:
    """The design in a text. Raises `FormatError`."""
    try:
        data = json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise FormatError(f"{where}: this is not JSON ({error.msg}).") from error
    except RecursionError:
        raise FormatError("this is not a design: it is nested too deeply.") from None
    except ValueError as error:
        # Python refuses to read numbers of more than 4,300 digits.
        raise FormatError(f"a number in it cannot be read: {error}") from error
    if _HALF_CHARACTER.search(text):
        data = _mended(data)
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise FormatError(f'this is not a design: "format" should be "{FORMAT}".')
    try:
        return _Reader().design(migrated(data))
    except RecursionError:
        raise FormatError("this is not a design: a value is nested too deeply.") from None


def _mended(data: Json) -> Json:
    """The same with every lone surrogate replaced, so that it can be written again."""
    text = json.dumps(data, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8")
    return json.loads(text)


@dataclass
class _Reader:
    notices: list[str] = field(default_factory=list)

    def design(self, data: dict[str, Json]) -> Loaded:
        design = Design(
            main=self.graph(data, "the design"),
            settings=settings_from_json(data.get("settings", {})),
        )
        for name, inner in _objects(data, "blocks"):
            head = head_from_json(name, inner)
            design.blocks[name] = Block.of(head, self.graph(inner, f"block {name!r}"))
        for name, lines in _objects(data, "custom_layers"):
            is_source = isinstance(lines, list) and all(isinstance(line, str) for line in lines)
            if not is_source or not name.isidentifier():
                raise FormatError(f"custom layer {name!r}: its source should be a list of lines.")
            design.custom_layers[name] = CustomLayer(name, "\n".join(lines) + "\n")
        return Loaded(design, tuple(self.notices))

    def graph(self, data: dict[str, Json], place: str) -> Graph:
        graph = Graph()
        for number, item in enumerate(expect(data, "nodes", list, place)):
            with self.noticing():
                graph.add(node_from_json(item, f"node number {number + 1}"))
        for number, item in enumerate(expect(data, "edges", list, place)):
            with self.noticing():
                graph.connect(edge_from_json(item, f"wire number {number + 1}"))
        return graph

    @contextlib.contextmanager
    def noticing(self) -> Iterator[None]:
        try:
            yield
        except (FormatError, GraphError) as error:
            self.notices.append(f"Left out: {error}")


def _objects(data: dict[str, Json], key: str) -> list[tuple[str, Json]]:
    return list(expect({key: data.get(key, {})}, key, dict, "the design").items())


_BLOCK_WAYS = {"form": FORMS, "inputs_as": PASSING, "outputs_as": PASSING}
"""What a block says beside its arguments and its graph; the first of each goes without saying."""


def head_to_json(head: BlockHead) -> dict[str, Json]:
    """All of a block's head but its name; what goes without saying is left out."""
    data: dict[str, Json] = {
        "arguments": {name: value_to_json(value) for name, value in head.arguments.items()}
    }
    for key, known in _BLOCK_WAYS.items():
        if getattr(head, key) != known[0]:
            data[key] = getattr(head, key)
    return data


def head_from_json(name: str, data: Json) -> BlockHead:
    """The head of a block from what stands under its name. Raises `FormatError`."""
    place = f"block {name!r}"
    if not name.isidentifier() or not isinstance(data, dict):
        raise FormatError(f"{place}: this is no block.")
    arguments = values_from_json(data.get("arguments", {}), place)
    for argument in arguments:
        if fault_in_argument_name(argument):
            raise FormatError(f"{place}: {fault_in_argument_name(argument)}")
    ways = {key: _one_of(data, key, known, place) for key, known in _BLOCK_WAYS.items()}
    return BlockHead(name, arguments, **ways)


def _block_head_text(block: Block) -> str:
    return "".join(f'"{key}": {_line(value)},\n' for key, value in head_to_json(block.head).items())


def _one_of(data: dict[str, Json], key: str, known: tuple[str, ...], place: str) -> str:
    value = expect({key: data.get(key, known[0])}, key, str, place)
    if value not in known:
        raise FormatError(f"{place}: {key!r} should be one of {', '.join(known)}.")
    return value


def _graph_text(graph: Graph) -> str:
    nodes = ",\n".join(_line(node_to_json(node)) for node in graph.nodes())
    edges = ",\n".join(_line(edge_to_json(edge)) for edge in graph.edges())
    return f'"edges": [\n{edges}\n],\n"nodes": [\n{nodes}\n]'


def _line(data: Json) -> str:
    return json.dumps(data, ensure_ascii=False, allow_nan=False)


def settings_to_json(settings: Settings) -> dict[str, Json]:
    run = {name: value_to_json(value) for name, value in settings.run.items()}
    data = {
        "inputs_as": settings.inputs_as,
        "name": settings.name,
        "outputs_as": settings.outputs_as,
    }
    if settings.weights:
        data["weights"] = settings.weights
    return {**data, "run": run} if run else data


def settings_from_json(data: Json) -> Settings:
    if not isinstance(data, dict):
        raise FormatError("settings: expected an object.")
    return Settings(
        name=expect({"name": data.get("name", "model")}, "name", str, "settings"),
        inputs_as=_one_of(data, "inputs_as", PASSING, "settings"),
        outputs_as=_one_of(data, "outputs_as", PASSING, "settings"),
        weights=expect({"weights": data.get("weights", "")}, "weights", str, "settings"),
        run=values_from_json(data.get("run", {}), "settings.run"),
    )


def _no_constant(name: str) -> None:
    raise FormatError(f"{name} is not a number that a design can hold.")
