"""The options of a run on the command line, over what the design has stored."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from designer.catalog.table import shipped_catalog
from designer.catalog.values import Call, Value, ValueSyntaxError, parse_value
from designer.codegen.training.known_sets import KERAS_SETS, SKLEARN_SETS
from designer.graph.design import Design
from designer.graph.run_settings import (
    IMAGES,
    KERAS,
    LEARNABLE,
    LOOPS,
    NPZ,
    RANDOM,
    SKLEARN,
    TABLE,
    DataSource,
    RunSettings,
)
from designer.verbs.command_line import Refusal
from designer.worker_client.command import WorkerCommand

_MADE = {"synthetic": LEARNABLE, "learnable": LEARNABLE, "random": RANDOM}
_FILES = {".npz": NPZ, ".csv": TABLE, ".tsv": TABLE, ".parquet": TABLE, ".pq": TABLE}


def add_run_options(parser: ArgumentParser) -> None:
    """What is not given stays as the design says, and else as its outputs suggest."""
    sets = ", ".join((*SKLEARN_SETS, *KERAS_SETS))
    parser.add_argument(
        "--data",
        metavar="DATA",
        help="synthetic (made so that it can be learned), random, a set "
        f"({sets}), or a path: .npz, .csv, .parquet, or a folder with a folder of images a class",
    )
    parser.add_argument(
        "--samples", metavar="N", type=count, help="how many samples are made of synthetic data"
    )
    parser.add_argument(
        "--inputs",
        metavar="[INPUT=]NAME,...",
        action="append",
        default=[],
        help="columns or arrays of an input; once for each input",
    )
    parser.add_argument(
        "--target",
        metavar="[OUTPUT=]NAME,...",
        action="append",
        default=[],
        help="columns or arrays of an output's targets; once for each output",
    )
    parser.add_argument("--epochs", metavar="N", type=count)
    parser.add_argument("--batch-size", metavar="N", type=count)
    parser.add_argument(
        "--loop",
        choices=LOOPS,
        help="model.fit; a step of its own, compiled; or a GradientTape loop, nothing compiled",
    )
    parser.add_argument(
        "--optimizer", metavar="NAME", help='for example adam, or "SGD(learning_rate=0.1)"'
    )
    parser.add_argument(
        "--loss", metavar="[OUTPUT=]NAME", action="append", default=[], help="once for each output"
    )
    parser.add_argument(
        "--metric", metavar="[OUTPUT=]NAME", action="append", default=[], help="may be repeated"
    )
    parser.add_argument("--validation-share", metavar="SHARE", type=_share, help="0 <= SHARE < 1")
    parser.add_argument("--seed", metavar="N", type=int)
    parser.add_argument("--mixed-precision", action="store_true", default=None)


def settings_from(options: Namespace, design: Design) -> RunSettings:
    """The run that the design tells of, with what the options change. Raises `Refusal`."""
    settings = RunSettings.from_values(design.settings.run)
    plain = {
        name: getattr(options, name)
        for name in ("epochs", "batch_size", "loop", "validation_share", "seed", "mixed_precision")
        if getattr(options, name) is not None
    }
    settings = replace(settings, **plain, data=_data(options, settings.data, design))
    if options.optimizer:
        settings = replace(settings, optimizer=optimizer_named(options.optimizer))
    outputs = [node.key or node.name for node in design.main.outputs()]
    losses = _by_key(options.loss, outputs, "--loss", "output")
    if losses:
        chosen = {key: _choice(texts[-1], "keras.losses.") for key, texts in losses.items()}
        settings = replace(settings, losses={**settings.losses, **chosen})
    metrics = _by_key(options.metric, outputs, "--metric", "output")
    if metrics:
        found = {
            key: tuple(_choice(each, "keras.metrics.") for each in texts)
            for key, texts in metrics.items()
        }
        settings = replace(settings, metrics={**settings.metrics, **found})
    return settings


def _data(options: Namespace, stored: DataSource, design: Design) -> DataSource:
    data = stored if options.data is None else _source(options.data, stored, _is_far(options))
    if options.samples is not None:
        data = replace(data, samples=options.samples)
    inputs = [node.key or node.name for node in design.main.inputs()]
    outputs = [node.key or node.name for node in design.main.outputs()]
    named = _by_key(options.inputs, inputs, "--inputs", "input")
    targets = _by_key(options.target, outputs, "--target", "output")
    if named:
        data = replace(data, inputs={**data.inputs, **_names(named)})
    return replace(data, targets={**data.targets, **_names(targets)}) if targets else data


def _is_far(options: Namespace) -> bool:
    """Whether the run is on another machine, whose files cannot be seen from here."""
    worker: WorkerCommand = options.worker
    return worker.is_on_another_machine


def _source(text: str, stored: DataSource, is_far: bool) -> DataSource:
    if text in _MADE:
        return DataSource(_MADE[text], samples=stored.samples)
    if text in SKLEARN_SETS:
        return DataSource(SKLEARN, text)
    if text in KERAS_SETS:
        return DataSource(KERAS, text)
    path = Path(text)
    if is_far:
        return DataSource(_FILES.get(path.suffix.lower(), IMAGES), path=text)
    if not path.exists():
        sets = ", ".join((*_MADE, *SKLEARN_SETS, *KERAS_SETS))
        raise Refusal(f"--data {text}: there is no such file or folder, and no such set ({sets}).")
    if path.is_dir():
        return DataSource(IMAGES, path=str(path.resolve()))
    kind = _FILES.get(path.suffix.lower())
    if kind is None:
        known = ", ".join(_FILES)
        raise Refusal(f"--data {text}: a file of samples ends in {known}.")
    return DataSource(kind, path=str(path.resolve()))


def _by_key(
    texts: Sequence[str], keys: Sequence[str], option: str, word: str
) -> dict[str, list[str]]:
    """`KEY=TEXT` by key; without a key it is for the only one there is."""
    found: dict[str, list[str]] = {}
    for text in texts:
        key, equals, rest = text.partition("=")
        if not equals or "(" in key:
            key, rest = "", text
        if not key and len(keys) == 1:
            key = keys[0]
        if key not in keys:
            said = f"there is no {word} {key!r}" if key else f"say for which {word}"
            raise Refusal(f"{option} {text}: {said}; there are {', '.join(keys)}.")
        found.setdefault(key, []).append(rest)
    return found


def _names(texts: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {
        key: tuple(name.strip() for each in found for name in each.split(",") if name.strip())
        for key, found in texts.items()
    }


def _choice(text: str, module: str) -> Value:
    """`mse` as it stands, `Huber(delta=2.0)` as a call."""
    return _call(text, module) if "(" in text else text


def optimizer_named(text: str) -> Call:
    """`adam` or `SGD(learning_rate=0.1)`. Raises `Refusal`."""
    return _call(text, "keras.optimizers.")


def _call(text: str, module: str) -> Call:
    """A class of the module by its name, with or without arguments. Raises `Refusal`."""
    head, bracket, rest = text.partition("(")
    head = head.removeprefix(module)
    known = [part.name for part in shipped_catalog().run_parts if part.path == module + part.name]
    name = next((each for each in known if each.lower() == head.lower()), "")
    if not name:
        raise Refusal(f"{text}: Keras has no {head!r} there; it has {', '.join(known)}.")
    try:
        value = parse_value(f"{module}{name}{bracket or '('}{rest or ')'}")
    except ValueSyntaxError as error:
        raise Refusal(f"{text}: this is no call like SGD(learning_rate=0.1): {error}.") from error
    if not isinstance(value, Call):
        raise Refusal(f"{text}: this is no call like SGD(learning_rate=0.1).")
    return value


def count(text: str) -> int:
    """Raises `ValueError` for what is out of range; the parser makes a line of it."""
    if int(text) < 1:
        raise ValueError(text)
    return int(text)


def _share(text: str) -> float:
    if not 0 <= float(text) < 1:
        raise ValueError(text)
    return float(text)
