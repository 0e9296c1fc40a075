"""What keeps a custom layer from being saved, loaded, or run as people expect, one function each.

Each answers with the text that mends it, where there is one. Pure: nothing is run.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from designer.catalog.custom import spec_of_source
from designer.catalog.source import KERAS_MODULES, dotted, parameters_of
from designer.diagnosis.layers import fixes
from designer.diagnosis.layers.names import (
    BACKEND,
    KEEPS_SHAPE,
    RANDOM_PATHS,
    STILL_THERE,
    TENSORFLOW,
    WELL_KNOWN,
)
from designer.diagnosis.layers.text import is_self, names_in, with_import
from designer.diagnosis.layers.view import View

ERROR, WARNING, HINT = "error", "warning", "hint"
SEVERITIES = (ERROR, WARNING, HINT)

_SEES_PLAIN = frozenset({"int", "float", "bool", "text", "choice", "ints", "floats", "dtype"})
"""Kinds of arguments that Keras writes down by itself where a layer has no `get_config`."""


@dataclass(frozen=True, slots=True)
class Lint:
    """One thing that is wrong with a source, or better done otherwise."""

    code: str
    severity: str
    line: int
    sentence: str
    fix: str = ""
    """What the fix does, as a button says it; empty where there is none."""
    fixed: str = ""
    """The whole source with it mended."""


def lints_of(text: str, name: str, known: Collection[str] = ()) -> tuple[Lint, ...]:
    """What is wrong with a definition, the worst first. `known` are names that other sources of
    the design define. A text that is no Python has no lints: its fault comes first."""
    view = View.of(text, name)
    if view.source.fault:
        return ()
    found: list[Lint] = []
    if view.cls:
        for lint in LAYER_LINTS:
            found += lint(view)
    elif view.function:
        found += _unregistered_function(view)
    found += _gone_functions(view)
    found += _tensorflow(view)
    found += _undefined(view, known)
    found = [each if each.fixed else replace(each, fix="") for each in found]
    return tuple(sorted(found, key=lambda each: (SEVERITIES.index(each.severity), each.line)))


def _mended(view: View, fix: Callable[..., str], *more: object) -> str:
    """The text after a fix; "" where the code is written in a way that a fix cannot edit: a body on
    the line of its own head."""
    found = [each for each in (view.cls, view.function, *view.methods.values()) if each]
    if any(each.body[0].lineno == each.lineno for each in found):
        return ""
    return fix(view.source.text, view.name, *more)


def _no_super_init(view: View) -> Iterator[Lint]:
    make = view.methods.get("__init__")
    if make and not view.super_call("__init__"):
        yield Lint(
            "no-super-init",
            ERROR,
            make.lineno,
            "The constructor never calls `super().__init__()`, so Keras cannot track this layer.",
            "Call super().__init__(**kwargs)",
            _mended(view, fixes.with_super_init),
        )


def _drops_kwargs(view: View) -> Iterator[Lint]:
    make, call = view.methods.get("__init__"), view.super_call("__init__")
    if not make or not call:
        return
    hands_on = any(keyword.arg is None for keyword in call.keywords)
    if not view.takes_kwargs or not hands_on:
        yield Lint(
            "drops-kwargs",
            ERROR,
            make.lineno,
            "The constructor does not hand `**kwargs` on: a saved model cannot be loaded, since"
            " Keras gives the layer its `name`, `dtype` and `trainable` again.",
            "Take and hand on **kwargs",
            _mended(view, fixes.with_kwargs),
        )


def _get_config(view: View) -> Iterator[Lint]:
    if not view.arguments or not view.super_call("__init__"):
        return
    text, method = view.source.text, view.methods.get("get_config")
    if method is None:
        spec = spec_of_source(text, view.name)
        kinds = {each.name: each.kind for each in spec.arguments} if spec else {}
        is_plain = all(kinds.get(each.name) in _SEES_PLAIN for each in view.arguments)
        yield Lint(
            "no-get-config",
            HINT if is_plain and view.is_plain_layer else WARNING,
            view.cls.lineno if view.cls else 1,
            "There is no `get_config`. Keras then writes down what the constructor was given, which"
            " works for numbers and texts and for nothing else.",
            "Write get_config",
            _mended(view, fixes.with_get_config),
        )
        return
    written = {
        tree.value
        for tree in ast.walk(method)
        if isinstance(tree, ast.Constant) and isinstance(tree.value, str)
    } | {tree.arg for tree in ast.walk(method) if isinstance(tree, ast.keyword) and tree.arg}
    missing = [each.name for each in view.arguments if each.name not in written]
    has_return = any(isinstance(item, ast.Return) for item in method.body)
    if missing and has_return:
        yield Lint(
            "get-config-lacks",
            WARNING,
            method.lineno,
            f"`get_config` leaves out {_marked(missing)}: a loaded layer would take the default, or"
            " could not be made.",
            f"Add {_listed(missing)} to get_config",
            _mended(view, fixes.with_config_entries, missing),
        )


def _unregistered(view: View) -> Iterator[Lint]:
    if view.cls and not _is_registered(view.cls):
        yield _registration(view, view.cls.lineno, "class")


def _unregistered_function(view: View) -> Iterator[Lint]:
    if view.function and not _is_registered(view.function):
        yield _registration(view, view.function.lineno, "function")


def _registration(view: View, line: int, what: str) -> Lint:
    return Lint(
        "not-registered",
        WARNING,
        line,
        f"The {what} is not registered, so a model that uses it is loaded only where"
        " `custom_objects` names it.",
        "Register it",
        _mended(view, fixes.with_registration),
    )


def _is_registered(found: ast.ClassDef | ast.FunctionDef) -> bool:
    written = " ".join(ast.unparse(each) for each in found.decorator_list)
    return "register_keras_serializable" in written


def _no_call(view: View) -> Iterator[Lint]:
    if view.is_plain_layer and "call" not in view.methods:
        yield Lint(
            "no-call",
            ERROR,
            view.cls.lineno if view.cls else 1,
            "There is no call(self, inputs), so the layer computes nothing.",
            "Add call",
            _mended(view, fixes.with_call),
        )


def _weights_in_call(view: View) -> Iterator[Lint]:
    call = view.methods.get("call")
    made = [
        tree
        for tree in (ast.walk(call) if call else ())
        if isinstance(tree, ast.Call)
        and (dotted(tree.func) == "self.add_weight" or view.path(tree.func) in _VARIABLES)
    ]
    if not call or not made:
        return
    inputs = parameters_of(call)[0].name if parameters_of(call) else ""
    own = _stored(call) | {each.name for each in parameters_of(call)}
    movable = [item for item in call.body if fixes.is_weight(item)]
    needed = set().union(*(names_in(item) for item in movable)) if movable else set()
    can_move = len(movable) == len(made) and not (needed & own) - {inputs}
    yield Lint(
        "weights-in-call",
        ERROR,
        made[0].lineno,
        "Weights are made in `call`. Keras locks a layer once it is built; make them in `build`.",
        "Move them to build" if can_move else "",
        _mended(view, fixes.with_weights_in_build) if can_move else "",
    )


_VARIABLES = ("keras.Variable", "tensorflow.Variable")


def _stored(function: ast.AST) -> set[str]:
    return {
        each.id
        for each in ast.walk(function)
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
    }


def _unbuilt_layers(view: View) -> Iterator[Lint]:
    make, build = view.methods.get("__init__"), view.methods.get("build")
    if not make or not build or not parameters_of(build):
        return
    inner = [
        tree.targets[0].attr
        for tree in ast.walk(make)
        if isinstance(tree, ast.Assign)
        and isinstance(tree.targets[0], ast.Attribute)
        and isinstance(tree.value, ast.Call)
        and view.path(tree.value.func).startswith("keras.layers.")
    ]
    used = {
        tree.attr
        for name in view.reached("build")
        for tree in ast.walk(view.methods[name])
        if isinstance(tree, ast.Attribute)
    }
    unbuilt = [attribute for attribute in inner if attribute not in used]
    if unbuilt:
        one = unbuilt if len(unbuilt) == 1 else []
        yield Lint(
            "unbuilt-layers",
            WARNING,
            build.lineno,
            f"`build` does not build {_marked(f'self.{each}' for each in unbuilt)}: a loaded model"
            " has no place for their weights yet. Build every inner layer with the shape that"
            " reaches it.",
            f"Build self.{one[0]}" if one else "",
            _mended(view, fixes.with_built_layers, one) if one else "",
        )


def _training(view: View) -> Iterator[Lint]:
    call = view.methods.get("call")
    if not call or not parameters_of(call):
        return
    if any(each.name == "training" or each.is_starred for each in parameters_of(call)):
        return
    random = [each for each in view.calls_in("call") if _is_random(view, each)]
    if random:
        keeps_shape = _shape_of_output(view) == "input_shape"
        yield Lint(
            "no-training",
            WARNING,
            call.lineno,
            "`call` draws random numbers but takes no `training`, so the layer is random after"
            " training too. Take `training=None`, and leave the noise out without it.",
            "Take training, and hand the inputs on without it" if keeps_shape else "",
            _mended(view, fixes.with_training) if keeps_shape else "",
        )


def _is_random(view: View, call: ast.Call) -> bool:
    path = view.path(call.func)
    return path in RANDOM_PATHS or path.startswith(
        ("tensorflow.random.", "keras.backend.random_", "numpy.random.")
    )


def _seeds(view: View) -> Iterator[Lint]:
    without = fixes.unseeded(view)
    if without:
        yield Lint(
            "no-seed",
            HINT,
            without[0].lineno,
            "Random numbers come from one generator for all of Keras. A `SeedGenerator` of its own"
            " makes the layer repeatable and works on every backend.",
            "Give the layer a SeedGenerator",
            _mended(view, fixes.with_seeds),
        )


def _numpy_random(view: View) -> Iterator[Lint]:
    for call in view.calls_in("call"):
        path = view.path(call.func)
        if path.startswith(("numpy.random.", "random.")):
            yield Lint(
                "python-random",
                WARNING,
                call.lineno,
                f"`{dotted(call.func)}` runs once, when the model is traced, and gives the same"
                " numbers ever after. Use `keras.random` with a `SeedGenerator`.",
            )
            return


def _output_shape(view: View) -> Iterator[Lint]:
    methods = view.methods
    if not view.is_plain_layer or "call" not in methods:
        return
    if "compute_output_shape" in methods or "compute_output_spec" in methods:
        return
    shape = _shape_of_output(view)
    if shape:
        yield Lint(
            "no-output-shape",
            HINT,
            methods["call"].lineno,
            "There is no `compute_output_shape`: Keras has to trace `call` to know what comes out.",
            "Write compute_output_shape",
            _mended(view, fixes.with_output_shape, shape),
        )


def _shape_of_output(view: View) -> str:
    """The shape of what comes out as an expression of `input_shape`, where a known pattern says
    it; "" elsewhere."""
    spec = spec_of_source(view.source.text, view.name)
    if spec is None or len(spec.outputs) > 1 or len(spec.slots) > 1 or spec.slots[0].many:
        return ""
    call = view.methods["call"]
    calls = [each for each in view.calls_in("call") if not is_self(each.func)]
    paths = {view.path(each.func) for each in calls}
    multiplied = any(isinstance(each, ast.MatMult) for each in ast.walk(call))
    multiplied = multiplied or bool(paths & {"keras.ops.matmul", "keras.ops.dot"})
    inner = any(
        is_self(each.func) and each.func.attr not in view.methods
        for each in view.calls_in("call")
        if isinstance(each.func, ast.Attribute)
    )
    if inner or any(isinstance(each, ast.Subscript) for each in ast.walk(call)):
        return ""
    rest = paths - {"keras.ops.matmul", "keras.ops.dot"}
    if any(not _keeps_shape(path) for path in rest):
        return ""
    if not multiplied:
        return "input_shape"
    last = _last_sizes(view)
    return f"(*input_shape[:-1], {last})" if last else ""


def _keeps_shape(path: str) -> bool:
    module, _, function = path.rpartition(".")
    return (
        (module in ("keras.ops", "keras.activations") and function in KEEPS_SHAPE)
        or path in RANDOM_PATHS
        or path == "keras.ops.shape"
    )


def _last_sizes(view: View) -> str:
    """The one attribute that the matrices among the weights have as their last size."""
    found = set()
    for call in view.calls_in("build", "__init__"):
        if dotted(call.func) != "self.add_weight":
            continue
        shapes = [each.value for each in call.keywords if each.arg == "shape"] or call.args[:1]
        for shape in shapes:
            if isinstance(shape, ast.Tuple) and len(shape.elts) == 2:
                last = shape.elts[-1]
                found.add(ast.unparse(last) if is_self(last) else "")
    return found.pop() if len(found) == 1 else ""


def _gone_functions(view: View) -> Iterator[Lint]:
    old: dict[str, str] = {}
    lines: list[int] = []
    unknown: list[str] = []
    for call in fixes.calls_of(view):
        path = view.path(call.func)
        short = path.removeprefix("keras.backend.")
        if short == path or short in STILL_THERE:
            continue
        lines.append(call.lineno)
        if short in BACKEND:
            old[path] = BACKEND[short]
        else:
            unknown.append(dotted(call.func))
    if lines:
        names = [path.removeprefix("keras.") for path in old] + unknown
        yield Lint(
            "gone-function",
            ERROR,
            min(lines),
            f"Keras 3 has no {_marked(names)} any more. `keras.ops` and `keras.random` took their"
            " place.",
            "Use keras.ops and keras.random" if old else "",
            _mended(view, fixes.with_functions_of_keras, old) if old else "",
        )


def _tensorflow(view: View) -> Iterator[Lint]:
    old: dict[str, str] = {}
    lines: list[int] = []
    names: list[str] = []
    for call in fixes.calls_of(view):
        path = view.path(call.func)
        short = path.removeprefix("tensorflow.")
        if short == path or path in _VARIABLES or path.startswith("tensorflow.function"):
            continue
        lines.append(call.lineno)
        names.append(dotted(call.func))
        if short in TENSORFLOW:
            old[path] = TENSORFLOW[short]
    if lines:
        yield Lint(
            "tensorflow-function",
            WARNING,
            min(lines),
            f"{_marked(dict.fromkeys(names))} of TensorFlow: the layer then runs on one backend"
            " alone, and fails on symbolic tensors outside a layer.",
            "Use keras.ops" if old else "",
            _mended(view, fixes.with_functions_of_keras, old) if old else "",
        )


def _undefined(view: View, known: Collection[str]) -> Iterator[Lint]:
    """Names that nothing in the source defines: a closure that was lost on the way, an import."""
    tree = view.source.tree
    bound = {*KERAS_MODULES, "keras", "__name__", "__file__", *known, *dir(builtins)}
    bound.update(name for each in ast.walk(tree) for name in _bound_by(each))
    missing: dict[str, int] = {}
    for each in ast.walk(tree):
        if isinstance(each, ast.Name) and each.id not in bound:
            missing.setdefault(each.id, each.lineno)
    for name, line in missing.items():
        statement = WELL_KNOWN.get(name, "")
        yield Lint(
            "undefined-name",
            ERROR,
            line,
            f"`{name}` is defined nowhere in this source. A saved layer brings no variables from"
            " around it: import it, or define it here.",
            f"Add {statement}" if statement else "",
            with_import(view.source.text, statement) if statement else "",
        )


def _bound_by(tree: ast.AST) -> Iterator[str]:
    if isinstance(tree, ast.Name):
        if isinstance(tree.ctx, ast.Store | ast.Del):
            yield tree.id
    elif isinstance(tree, ast.arg):
        yield tree.arg
    elif isinstance(tree, ast.alias):
        yield tree.asname or tree.name.partition(".")[0]
    elif isinstance(tree, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
        yield tree.name
    elif isinstance(tree, ast.ExceptHandler):
        yield tree.name or ""


def _listed(names: Iterable[str]) -> str:
    given = list(names)
    return given[0] if len(given) == 1 else f"{', '.join(given[:-1])} and {given[-1]}"


def _marked(names: Iterable[str]) -> str:
    """The same in a sentence."""
    return _listed(f"`{name}`" for name in names)


LAYER_LINTS: tuple[Callable[[View], Iterator[Lint]], ...] = (
    _no_super_init,
    _drops_kwargs,
    _get_config,
    _unregistered,
    _no_call,
    _weights_in_call,
    _unbuilt_layers,
    _training,
    _seeds,
    _numpy_random,
    _output_shape,
)
