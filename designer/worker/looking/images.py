"""A folder with a folder of images for each class; of the images only the heads are read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from designer.worker.jobs import Job

SUFFIXES = (".bmp", ".gif", ".jpeg", ".jpg", ".png", ".webp")
_OPENED = 200
_CHANNELS = {"1": 1, "L": 1, "I;16": 1, "P": 3, "RGB": 3, "RGBA": 4, "LA": 2, "CMYK": 4}


def look_at_images(folder: Path, job: Job, refuse: Callable[[str], Exception]) -> dict[str, Any]:
    """The classes, how many images each has, and the sizes of some."""
    if not folder.is_dir():
        raise refuse(f"{folder} is a file; a folder with a folder for each class is expected.")
    found: dict[str, list[Path]] = {}
    for inner in sorted(each for each in folder.iterdir() if each.is_dir()):
        images = [each for each in inner.iterdir() if each.suffix.lower() in SUFFIXES]
        if images:
            found[inner.name] = sorted(images)
        job.check()
    if not found:
        flat = sum(each.suffix.lower() in SUFFIXES for each in folder.iterdir())
        has = f"{flat} images, and no folders with images" if flat else "no folders with images"
        raise refuse(f"{folder} has {has}: put the images of each class into a folder of its name.")
    sizes, channels, broken = _opened(found, job)
    notes = [f"{path} cannot be read as an image." for path in broken[:5]]
    if len(sizes) > 1:
        notes.append("The images differ in size; they are scaled to that of the input.")
    if max(map(len, found.values())) > 10 * min(map(len, found.values())):
        notes.append("Some classes have more than ten times as many images as others.")
    commonest = sizes.most_common(1)
    shape = [*commonest[0][0], channels.most_common(1)[0][0]] if commonest else []
    count = sum(map(len, found.values()))
    image = {"name": "images", "shape": shape, "dtype": "uint8", "least": 0.0, "most": 255.0}
    label = {"name": "labels", "shape": [], "dtype": "int64", "least": 0.0}
    names = list(found)
    return {
        "samples": count,
        "arrays": [
            {**image, "missing": len(broken), "distinct": None, "values": []},
            {**label, "most": len(names) - 1.0, "missing": 0, "distinct": len(names)}
            | {"values": names[:12]},
        ],
        "classes": {name: len(images) for name, images in found.items()},
        "sizes": [[*size, number] for size, number in sizes.most_common(10)],
        "notes": notes,
    }


def _opened(
    found: dict[str, list[Path]], job: Job
) -> tuple[Counter[tuple[int, int]], Counter[int], list[Path]]:
    """Heights and widths, channels, and what is no image, of some images of each class."""
    from PIL import Image

    sizes: Counter[tuple[int, int]] = Counter()
    channels: Counter[int] = Counter()
    broken = []
    each_class = max(1, _OPENED // len(found))
    for images in found.values():
        job.check()
        for path in images[:: max(1, len(images) // each_class)][:each_class]:
            try:
                with Image.open(path) as image:
                    sizes[image.height, image.width] += 1
                    channels[_CHANNELS.get(image.mode, 3)] += 1
            except (OSError, ValueError, SyntaxError):
                broken.append(path)
    return sizes, channels, broken
