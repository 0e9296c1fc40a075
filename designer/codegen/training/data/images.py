"""`images`: a folder with a folder of images for each class. Pure."""

from __future__ import annotations

from designer.codegen.expression import INDENT
from designer.codegen.training.data.code import DataCode, closing, path_constant, refused, splitting
from designer.codegen.training.data.fitting import frame_of, images_for
from designer.codegen.training.known_sets import KnownSet
from designer.codegen.training.training import Training

SIDE = 64
"""How large images are made where the input leaves that open."""


def from_folder(training: Training) -> DataCode:
    path = training.settings.data.path
    if not path:
        return refused(
            "No folder is chosen: the run settings take one with a folder for each class."
        )
    first = training.inputs[0]
    frame = frame_of(first, KnownSet((SIDE, SIDE, 3), 1))
    if frame is None:
        return refused(
            f"The input {first.key!r} takes no images. Give it the shape (height, width, channels)."
        )
    known = KnownSet((frame.height, frame.width, frame.channels), _classes(training))
    fitted = images_for(training, known)
    if fitted.fault:
        return refused(f"{path}: {fitted.fault}")
    mode = {1: "grayscale", 3: "rgb", 4: "rgba"}[frame.channels]
    lines = [
        'paths = sorted(each for each in FOLDER.glob("*/*") if each.suffix.lower() in SUFFIXES)',
        "if not paths:",
        f'{INDENT}raise ValueError(f"{{FOLDER}} has no folders with images, one for each class.")',
        "classes = sorted({each.parent.name for each in paths})",
        f"if len(classes) > {known.classes}:",
        f"{INDENT}raise ValueError(",
        f'{2 * INDENT}f"{{FOLDER}} has {{len(classes)}} classes, and the model tells'
        f' {known.classes} apart: change its units."',
        f"{INDENT})",
        "images = np.stack([load_image(each) for each in paths])",
        "labels = np.array([classes.index(each.parent.name) for each in paths])",
        *fitted.lines("labels"),
        *closing(training, "len(images)"),
    ]
    return DataCode(
        "Load the images of a folder, pixels between 0 and 1; its folders are the classes.",
        tuple(lines),
        ("import numpy as np", "from pathlib import Path"),
        (
            path_constant("FOLDER", path),
            'SUFFIXES = (".bmp", ".gif", ".jpeg", ".jpg", ".png", ".webp")',
        ),
        (_load_image(frame.height, frame.width, mode), *splitting(training)),
    )


_SUFFIXES = 'SUFFIXES = (".bmp", ".gif", ".jpeg", ".jpg", ".png", ".webp")'


def _classes(training: Training) -> int:
    """How many classes the model tells apart: two by one flag, otherwise as many as units."""
    size = training.outputs[0].size or 1
    return 2 if size == 1 else size


def _load_image(height: int, width: int, mode: str) -> str:
    size = f"target_size=({height}, {width})"
    return (
        "def load_image(path):\n"
        '    """An image in the size that the model takes."""\n'
        f'    image = keras.utils.load_img(path, color_mode="{mode}", {size})\n'
        "    return keras.utils.img_to_array(image) / 255"
    )
