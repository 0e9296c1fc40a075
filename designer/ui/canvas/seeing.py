"""From the looks inside the model to what the canvas paints of them. QtGui only."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QImage

from designer.ui.canvas.geometry import Geometry
from designer.ui.canvas.heat import Seen, heat_on
from designer.ui.insight_words import heat_title, terms_words

if TYPE_CHECKING:
    from designer.ui.insight import Insight

_FORMATS = {1: QImage.Format.Format_Grayscale8, 3: QImage.Format.Format_RGB888}
_SEVERE = ("nan", "exploding")
"""Gradients that would spoil the weights in one step."""


def seen_on(geometry: Geometry, insight: Insight) -> Seen | None:
    """None where nothing is shown."""
    values, flags, pictures = insight.heat(), insight.flags(), insight.pictures()
    if not (values or flags or pictures):
        return None
    heat = heat_on(geometry, values, insight.unit)
    images = {node: image_of(each) for node, each in pictures.items() if node in geometry}
    title = heat_title(insight.heat_name, heat.is_log if heat else False, insight.is_stale)
    severe = [node for node, flag in flags.items() if flag in _SEVERE]
    mild = [node for node, flag in flags.items() if flag not in _SEVERE]
    return Seen(
        heat,
        flags,
        geometry.mask_of(filter(geometry.__contains__, severe)),
        geometry.mask_of(filter(geometry.__contains__, mild)),
        images,
        title,
        terms_words(insight.terms),
    )


def image_of(picture: Mapping[str, Any]) -> QImage:
    """The rows of bytes that the worker sent."""
    pixels = base64.b64decode(picture["data"])
    width, height, channels = picture["width"], picture["height"], picture["channels"]
    image = QImage(pixels, width, height, width * channels, _FORMATS[channels])
    return image.copy()  # The bytes go with this function.
