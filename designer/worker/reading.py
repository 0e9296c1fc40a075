"""Models as the designer imports them: their configs as JSON, from whatever can only be read with
Keras at hand.

Nothing is allocated: constructors run `weightless`. Code is executed only on the request `code`,
which is sent after the person has said that they trust it.
"""

from __future__ import annotations

import contextlib
import difflib
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import keras
from keras.src.saving import serialization_lib

from designer.protocol import FailureKind
from designer.worker.class_sources import SourceText
from designer.worker.failures import (
    PROGRAM_FILE,
    RequestError,
    details_of,
    kind_of,
    lines_in,
    sentence,
    show_source,
)
from designer.worker.preamble import MODULE_NAME, fresh_module
from designer.worker.settings import start_afresh
from designer.worker.weightless import weightless

Json = Any

_MAKERS = ("build", "make", "create", "get", "model")
"""How the names of functions begin that are called for a model where no variable holds one."""


def read_model(params: Mapping[str, Any]) -> dict[str, Json]:
    """The models of a source: `{"models": [description, …], "chosen": place}`.

    `params` has `application` (a name of `keras.applications`), `h5` (a path) or `code` (text, with
    its `path` and the `name` of the one that is wanted, where there are such; with `strict`
    code that stops half-way counts as failed). Raises `RequestError`.
    """
    for kind, read in _READERS.items():
        if isinstance(params.get(kind), str):
            start_afresh()
            return read(params[kind], params)
    kinds = ", ".join(_READERS)
    raise RequestError(FailureKind.BAD_REQUEST, f"A source is one of {kinds}.")


def applications() -> list[str]:
    """The names of the architectures that Keras ships."""
    return sorted(
        name
        for name, made in vars(keras.applications).items()
        if name[0].isupper() and callable(made)
    )


def _application(name: str, params: Mapping[str, Any]) -> dict[str, Json]:
    if name not in applications():
        close = difflib.get_close_matches(name, applications(), n=1, cutoff=0.4)
        hint = f" Did you mean {close[0]}?" if close else ""
        raise RequestError(
            FailureKind.PROGRAM, f"keras.applications has no architecture {name!r}.{hint}"
        )
    with weightless():
        model = getattr(keras.applications, name)(weights=None)
        return {"models": [_description(model, name)], "chosen": 0}


def _h5(path: str, params: Mapping[str, Any]) -> dict[str, Json]:
    """The config in a file of the older format. It is read and not built, so no code in it runs."""
    import h5py

    try:
        with h5py.File(path, "r") as file:
            text = file.attrs.get("model_config")
    except OSError as error:
        raise RequestError(FailureKind.PROGRAM, f"{path} cannot be read: {error}") from error
    if text is None:
        raise RequestError(
            FailureKind.PROGRAM,
            f"{path} holds weights and no model. Import the code that makes the model.",
        )
    plain = json.loads(text.decode() if isinstance(text, bytes) else text)
    return {"models": [{**plain, "name": Path(path).stem}], "chosen": 0}


def _code(text: str, params: Mapping[str, Any]) -> dict[str, Json]:
    source = SourceText.parsed(text)
    module = fresh_module()
    show_source(PROGRAM_FILE, text)
    stopped = None
    with _importable_beside(params.get("path")), weightless():
        try:
            exec(compile(text, PROGRAM_FILE, "exec", dont_inherit=True), module.__dict__)
        except (Exception, SystemExit) as error:
            stopped = error
        if stopped is not None and params.get("strict"):
            raise _failed(stopped)
        found = dict(_models_in(module.__dict__)) or dict(_made_in(module.__dict__, source))
        wanted = params.get("name") or ""
        if wanted and wanted not in found:
            found.update(_called(module.__dict__, wanted))
        if not found and stopped is not None:
            raise _failed(stopped)
        if not found:
            raise RequestError(
                FailureKind.PROGRAM,
                "The code makes no keras.Model: no variable holds one, and no function without "
                "arguments returns one.",
            )
        notices = [_stopped_early(stopped)] if stopped is not None else []
        models = [_description(model, name, source, notices) for name, model in found.items()]
    return {"models": models, "chosen": _choice(found, wanted)}


def _choice(found: Mapping[str, Any], wanted: str) -> int:
    """The model that was asked for; else `model`; else the last that stands in no other."""
    names = list(found)
    if wanted:
        if wanted not in found:
            raise RequestError(
                FailureKind.PROGRAM,
                f"The code has no model {wanted!r}. It has: {', '.join(names)}.",
            )
        return names.index(wanted)
    if "model" in found:
        return names.index("model")
    inner = {id(layer) for model in found.values() for layer in _layers_in(model)}
    outer = [name for name in names if id(found[name]) not in inner]
    return names.index((outer or names)[-1])


def _layers_in(model: Any) -> list[Any]:
    return [layer for layer in model._flatten_layers(include_self=False) if layer is not model]


def _models_in(namespace: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Variables that hold a model; one model under two names counts once."""
    seen: set[int] = set()
    for name, value in namespace.items():
        if isinstance(value, keras.Model) and not name.startswith("_") and id(value) not in seen:
            seen.add(id(value))
            yield name, value


def _made_in(namespace: Mapping[str, Any], source: SourceText) -> Iterator[tuple[str, Any]]:
    """What functions make that look as if they made a model and need nothing for it."""
    for name in source.functions_without_arguments():
        if name.startswith(_MAKERS) or name.endswith("model"):
            yield from _called(namespace, name).items()


def _called(namespace: Mapping[str, Any], name: str) -> dict[str, Any]:
    make = namespace.get(name)
    if not callable(make) or isinstance(make, type):
        return {}
    try:
        model = make()
    except (Exception, SystemExit) as error:
        raise _failed(error) from error
    return {name: model} if isinstance(model, keras.Model) else {}


def _failed(error: BaseException) -> RequestError:
    lines = lines_in(error, PROGRAM_FILE)
    return RequestError(
        kind_of(error), sentence(error), details_of(error), line=lines[-1] if lines else None
    )


def _stopped_early(error: BaseException) -> str:
    lines = lines_in(error, PROGRAM_FILE)
    where = f"line {lines[-1]}" if lines else "its first line"
    return (
        f"The code stopped at {where} ({type(error).__name__}: {sentence(error)}). What it had "
        "made until then was imported."
    )


@contextlib.contextmanager
def _importable_beside(path: Any) -> Iterator[None]:
    """Let the code import what lies beside its file, as it does when it is run."""
    before = list(sys.path)
    if isinstance(path, str) and path:
        sys.path.insert(0, str(Path(path).resolve().parent))
    try:
        yield
    finally:
        sys.path[:] = before


def _description(
    model: Any, name: str, source: SourceText | None = None, notices: list[str] | None = None
) -> dict[str, Json]:
    """A live model as JSON. A class of its own that cannot tell its config has an empty one."""
    try:
        # In the scope, as in a `.keras` file, a layer that stands in several models has a number.
        with serialization_lib.ObjectSharingScope():
            config = json.loads(json.dumps(model.get_config(), default=_plain))
    except (NotImplementedError, TypeError, ValueError):
        config = {}
    description: dict[str, Json] = {
        "class_name": type(model).__name__,
        "module": type(model).__module__,
        "config": config,
        "name": name,
        "notices": notices or [],
    }
    if source is not None:
        classes = [layer for layer in _layers_in(model) if type(layer).__module__ == MODULE_NAME]
        names = {type(layer).__name__ for layer in classes}
        description["sources"] = source.classes(names)
        description["lambdas"] = source.lambdas(_layers_in(model))
    return description


def _plain(value: Any) -> Any:
    """What a config holds besides JSON: dtypes, policies, tracked lists and dicts, functions."""
    return keras.saving.serialize_keras_object(value)


_READERS: Mapping[str, Callable[[str, Mapping[str, Any]], dict[str, Json]]] = {
    "application": _application,
    "h5": _h5,
    "code": _code,
}
