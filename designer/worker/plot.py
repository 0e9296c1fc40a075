"""Keras's own picture of a model, drawn by Graphviz.

Keras writes nothing at all where Graphviz is missing, not even the text of the graph. Here
`model_to_dot` gives the graph, and `dot` is started only for what it must draw.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras

from designer.protocol import FailureKind
from designer.worker.builds import Built
from designer.worker.failures import RequestError

HOW_TO_GET_GRAPHVIZ = (
    "Install it with `sudo apt install graphviz` on Debian and Ubuntu, `brew install graphviz` on"
    " macOS, or `winget install graphviz` on Windows, and open the plot again."
)
_FORMATS = ("svg", "png", "pdf", "dot")
_CHOICES = {
    "rankdir": ("TB", "LR", "BT", "RL"),
    "splines": ("ortho", "curved", "polyline", "spline", "line"),
    "format": _FORMATS,
}
_SWITCHES = (
    "show_shapes",
    "show_dtype",
    "show_layer_names",
    "show_layer_activations",
    "show_trainable",
    "expand_nested",
)
_DPI = {"svg": 72, "pdf": 72, "dot": 72, "png": 150}
"""Graphviz counts vector pictures in points; any other number only scales them."""
_DRAWING_TIMEOUT_S = 300
_NO_CONSOLE = getattr(subprocess, "CREATE_NO_WINDOW", 0)
"""On Windows a console would flash up for each plot; elsewhere there is no such flag."""
_BOX = re.compile(r"^(\d+) \[", re.MULTILINE)
_END_OF_EDGE = re.compile(r"^\d+(?= \[| ->)|(?<=-> )\d+", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class PlotOptions:
    """What `model_to_dot` is asked for, and where the picture goes."""

    format: str
    path: Path | None
    dpi: int
    keras_options: Mapping[str, Any]

    @staticmethod
    def from_json(plain: Any) -> PlotOptions:
        """Raises `RequestError` naming the option that is wrong."""
        options = dict(plain or {})
        for name, choices in _CHOICES.items():
            if name in options and options[name] not in choices:
                raise _wrong(name, options[name], ", ".join(choices))
        for name in _SWITCHES:
            if not isinstance(options.get(name, False), bool):
                raise _wrong(name, options[name], "true or false")
        kind = options.pop("format", "svg")
        path = options.pop("path", None)
        dpi = options.pop("dpi", None) or _DPI[kind]
        if type(dpi) is not int or not 10 <= dpi <= 1200:
            raise _wrong("dpi", dpi, "a whole number from 10 to 1200")
        if kind in ("png", "pdf") and path is None:
            raise RequestError(FailureKind.BAD_REQUEST, f"A {kind} needs a `path` to go to.")
        if unknown := sorted(options.keys() - {*_SWITCHES, *_CHOICES}):
            raise RequestError(
                FailureKind.BAD_REQUEST, f"A plot has no option {', '.join(unknown)}."
            )
        # Keras shows class names only unless told otherwise; a design's names are its own.
        options = {"show_layer_names": True, **options}
        return PlotOptions(kind, None if path is None else Path(path), dpi, options)


def _wrong(name: str, value: Any, expected: str) -> RequestError:
    return RequestError(
        FailureKind.BAD_REQUEST, f"`{name}` of a plot must be {expected}, not {value!r}."
    )


def plot(built: Built, options: PlotOptions) -> dict[str, Any]:
    """The picture as text under `svg` or `dot`, or the path of the file that was written.

    `boxes` says the layer, and the path to its node, of every box; an SVG has the same ids.
    Raises `RequestError` with the kind `graphviz_missing` where only Graphviz could draw it.
    """
    text, boxes = dot_text(built.model, options)
    picture = text.encode() if options.format == "dot" else _drawn(text, options.format)
    answer = {
        "format": options.format,
        "boxes": {
            box: {"name": layer.name, "path": list(built.path_of(layer))}
            for box, layer in boxes.items()
        },
    }
    if options.path is None:
        return {**answer, options.format: picture.decode()}
    try:
        options.path.write_bytes(picture)
    except OSError as error:
        said = f"The plot cannot be written: {error}."
        raise RequestError(FailureKind.BAD_REQUEST, said) from error
    return {**answer, "path": str(options.path)}


def dot_text(model: Any, options: PlotOptions) -> tuple[str, dict[str, Any]]:
    """The graph in the language of Graphviz, and which layer each of its boxes stands for.

    Keras calls the boxes by the addresses of the layers. They are numbered instead: the same
    model gives the same text, and a click on the picture can be led to a node.
    """
    try:
        graph = keras.utils.model_to_dot(model, dpi=options.dpi, **options.keras_options)
    except ImportError as error:
        said = "Plots need pydot: `pip install pydot` in the worker's Python."
        raise RequestError(FailureKind.INTERNAL, said) from error
    except ValueError as error:
        raise RequestError(FailureKind.PROGRAM, str(error)) from error
    text = str(graph.to_string())
    layers = {str(id(layer)): layer for layer in _all_layers(model)}
    addresses = [address for address in re.findall(_BOX, text) if address in layers]
    numbers = {address: f"n{index}" for index, address in enumerate(dict.fromkeys(addresses))}
    text = re.sub(_BOX, lambda match: f'{match[1]} [id="{numbers.get(match[1], match[1])}", ', text)
    text = re.sub(_END_OF_EDGE, lambda match: numbers.get(match[0], match[0]), text)
    return text, {number: layers[address] for address, number in numbers.items()}


def _all_layers(model: Any) -> list[Any]:
    """The model itself, and every layer and op in it at any depth."""
    found = []
    waiting = [model]
    while waiting:
        layer = waiting.pop()
        found.append(layer)
        waiting.extend(getattr(layer, "operations", None) or getattr(layer, "layers", None) or ())
    return found


def _drawn(text: str, kind: str) -> bytes:
    program = shutil.which("dot")
    if program is None:
        raise RequestError(
            FailureKind.GRAPHVIZ_MISSING,
            f"This plot is drawn by Graphviz, which is not installed. {HOW_TO_GET_GRAPHVIZ}",
        )
    try:
        drawn = subprocess.run(
            [program, f"-T{kind}"],
            input=text.encode(),
            capture_output=True,
            timeout=_DRAWING_TIMEOUT_S,
            creationflags=_NO_CONSOLE,
        )
    except subprocess.TimeoutExpired as error:
        raise RequestError(
            FailureKind.INTERNAL,
            f"Graphviz did not finish in {_DRAWING_TIMEOUT_S} seconds. An SVG takes it least.",
        ) from error
    except OSError as error:
        raise RequestError(
            FailureKind.GRAPHVIZ_MISSING, f"Graphviz does not start: {error}. {HOW_TO_GET_GRAPHVIZ}"
        ) from error
    if drawn.returncode != 0 or not drawn.stdout:
        said = drawn.stderr.decode(errors="replace").strip()
        raise RequestError(
            FailureKind.INTERNAL, "Graphviz could not draw this graph.", details=said
        )
    return drawn.stdout
