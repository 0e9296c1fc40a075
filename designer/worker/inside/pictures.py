"""Small pictures of tensors: grey values that a window can show as they are. Pure numpy.

Of an image the image, of feature maps up to sixteen channels side by side, of a vector its bars,
of a sequence or of attention the matrix.
"""

from __future__ import annotations

import base64
from typing import Any

import numpy as np

MOST_CHANNELS = 16
LARGEST = 96
"""Pixels of a side; of feature maps together."""
BARS, BARS_HEIGHT = 64, 24

IMAGE, MAPS, BARS_KIND, MATRIX = "image", "maps", "bars", "matrix"


def picture_of(array: Any) -> dict[str, Any] | None:
    """`kind`, `width`, `height`, and the rows of bytes as base64; three bytes a pixel where
    `channels` is 3. None for a single number and for what are no numbers. `array` is one sample."""
    values = np.asarray(array)
    if values.dtype.kind not in "fiub" or values.size < 2:
        return None
    values = np.nan_to_num(values.astype(np.float32), nan=0.0, posinf=0.0, neginf=0.0)
    values = values.reshape([size for size in values.shape if size != 1] or [1])
    kind, pixels = _drawn(values)
    return {
        "kind": kind,
        "width": int(pixels.shape[1]),
        "height": int(pixels.shape[0]),
        "channels": int(pixels.shape[2]) if pixels.ndim == 3 else 1,
        "data": base64.b64encode(np.ascontiguousarray(pixels).tobytes()).decode("ascii"),
    }


def _drawn(values: Any) -> tuple[str, Any]:
    if values.ndim == 1:
        return BARS_KIND, _bars(values)
    if values.ndim == 2:
        return MATRIX, _shrunk(_grey(values), LARGEST)
    if values.ndim == 3 and values.shape[-1] == 3:
        return IMAGE, _shrunk(_grey(values), LARGEST)
    if (
        values.ndim == 3
        and values.shape[0] <= values.shape[-1]
        and values.shape[1] != values.shape[0]
    ):
        return MAPS, _tiled(values)  # Attention: heads first.
    while values.ndim > 3:
        values = values[values.shape[0] // 2]  # The middle of a volume or of a film.
    return MAPS, _tiled(np.moveaxis(values, -1, 0))


def _grey(values: Any) -> Any:
    least, most = float(values.min()), float(values.max())
    if most <= least:
        return np.full(values.shape, 0 if most == 0 else 127, np.uint8)
    return ((values - least) / (most - least) * 255).astype(np.uint8)


def _tiled(maps: Any) -> Any:
    """Channels in a square, each with its own range: a weak one can be seen beside a strong."""
    maps = maps[:MOST_CHANNELS]
    columns = int(np.ceil(np.sqrt(len(maps))))
    rows = -(-len(maps) // columns)
    side = max(LARGEST // columns, 4)
    tiles = [_shrunk(_grey(each), side - 1) for each in maps]
    height, width = tiles[0].shape[0] + 1, tiles[0].shape[1] + 1
    sheet = np.zeros((rows * height - 1, columns * width - 1), np.uint8)
    for number, tile in enumerate(tiles):
        top, left = number // columns * height, number % columns * width
        sheet[top : top + tile.shape[0], left : left + tile.shape[1]] = tile
    return sheet


def _shrunk(pixels: Any, side: int) -> Any:
    """No larger than this either way, by leaving out rows and columns."""
    height, width = pixels.shape[:2]
    step = max(1, -(-max(height, width) // side))
    return pixels[::step, ::step]


def _bars(values: Any) -> Any:
    """White bars from the zero line, which lies where the range has it."""
    groups = np.array_split(values, min(len(values), BARS))
    heights = np.array([each[np.abs(each).argmax()] for each in groups])
    least, most = min(float(heights.min()), 0.0), max(float(heights.max()), 0.0)
    spread = (most - least) or 1.0
    places = (most - heights) / spread * (BARS_HEIGHT - 1)
    zero = most / spread * (BARS_HEIGHT - 1)
    rows = np.arange(BARS_HEIGHT)[:, None]
    low, high = np.minimum(places, zero), np.maximum(places, zero)
    inside = (rows >= np.floor(low)[None]) & (rows <= np.ceil(high)[None])
    return np.where(inside, 230, 0).astype(np.uint8)
