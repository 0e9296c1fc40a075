"""How images and their labels are made to fit what a model takes and gives. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass

from designer.codegen.training.data.code import input_names, output_names
from designer.codegen.training.known_sets import KnownSet
from designer.codegen.training.losses import CLASS_IDS, FLAGS, ONE_HOT
from designer.codegen.training.training import Training, TrainingInput, TrainingOutput
from designer.graph.answers import shape_text


@dataclass(frozen=True, slots=True)
class Fitted:
    """Lines that turn `images` of (samples, height, width, channels) into the arrays of inputs and
    outputs, or why that cannot be."""

    fault: str = ""
    inputs: tuple[str, ...] = ()
    targets: tuple[tuple[str, str], ...] = ()
    """Variables, and what becomes of the labels: `{}`, `np.eye(10)[{}]`."""

    @property
    def needs_numpy(self) -> bool:
        return any("np." in form for _, form in self.targets)

    def lines(self, labels: str) -> list[str]:
        """The lines, from an expression for the labels."""
        return [*self.inputs, *(f"{name} = {form.format(labels)}" for name, form in self.targets)]


@dataclass(frozen=True, slots=True)
class Frame:
    """The image in an input: how it is resized, and whether it is passed flat."""

    height: int
    width: int
    channels: int

    @property
    def count(self) -> int:
        return self.height * self.width * self.channels


def images_for(training: Training, known: KnownSet) -> Fitted:
    """What the images of a set become for a model."""
    lines: list[str] = []
    for name, given in zip(input_names(training), training.inputs, strict=True):
        frame = frame_of(given, known)
        if frame is None:
            return Fitted(
                f"the input {given.key!r} takes {shape_text((None, *given.shape))}, and the samples"
                f" are images of {shape_text(known.shape)}. Give the input the shape of an image,"
                " or choose other data."
            )
        lines += _image_lines(name, given, frame, known)
    targets = []
    for name, output in zip(output_names(training), training.outputs, strict=True):
        form = label_form(output, known.classes)
        if not form:
            return Fitted(
                f"its labels are {known.classes} classes, and the output {output.key!r} gives"
                f" {_of(output)} with the loss {output.targets!r} targets. End the model in"
                f" {known.classes} units with softmax, or choose other data."
            )
        targets.append((name, form))
    return Fitted("", tuple(lines), tuple(targets))


def label_form(output: TrainingOutput, classes: int) -> str:
    """What becomes of class ids for the loss of an output; empty where nothing can."""
    size = output.size
    if output.shape is not None and len(output.shape) > 1:
        return ""
    if output.targets == CLASS_IDS:
        return "{}" if size is None or size >= classes else ""
    if output.targets == ONE_HOT:
        count = classes if size is None else size
        return f'np.eye({count}, dtype="float32")[{{}}]' if count >= classes else ""
    if output.targets == FLAGS:
        if classes == 2 and size in (1, None):
            return '{}.astype("float32")[:, None]'
        many = size is not None and size >= classes
        return f'np.eye({size}, dtype="float32")[{{}}]' if many else ""
    if size == 1:
        return '{}.astype("float32")[:, None]'
    return ""


def _of(output: TrainingOutput) -> str:
    return "one number" if output.size == 1 else f"{output.size or 'some'} numbers"


def frame_of(given: TrainingInput, known: KnownSet) -> Frame | None:
    own_height, own_width, own_channels = known.shape
    shape = given.shape
    if len(shape) == 1:
        return _flat_frame(shape[0], known)
    if len(shape) not in (2, 3):
        return None
    channels = shape[2] if len(shape) == 3 else 1
    if channels not in (1, 3, own_channels, None):
        return None
    return Frame(
        own_height if shape[0] is None else shape[0],
        own_width if shape[1] is None else shape[1],
        own_channels if channels is None else channels,
    )


def _flat_frame(count: int | None, known: KnownSet) -> Frame | None:
    """The square image whose numbers fill a vector."""
    if count is None or count == math.prod(known.shape):
        return Frame(*known.shape)
    for channels in (1, 3):
        side = math.isqrt(count // channels)
        if side and side * side * channels == count:
            return Frame(side, side, channels)
    return None


def _image_lines(name: str, given: TrainingInput, frame: Frame, known: KnownSet) -> list[str]:
    height, width, channels = known.shape
    lines, made = [], "images"
    if (frame.height, frame.width) != (height, width):
        size = f"({frame.height}, {frame.width})"
        lines.append(f"{name} = keras.ops.image.resize({made}, {size})")
        made = f"keras.ops.convert_to_numpy({name})"
    if frame.channels == 1 != channels:
        made = f"{made}.mean(axis=-1, keepdims=True)"
    elif frame.channels != channels:
        made = f"{made}.repeat({frame.channels}, axis=-1)"
    if len(given.shape) == 1:
        made = f"{made}.reshape(len(images), {frame.count})"
    elif len(given.shape) == 2:
        made = f"{made}[..., 0]"
    if given.is_integer:
        made = f'({made} * 255).astype("{given.dtype}")'
    elif given.dtype != "float32":
        made = f'{made}.astype("{given.dtype}")'
    return [*lines, f"{name} = {made}"]
