"""Layers that stand in several models of a source at once. Pure: no Qt, no keras."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from designer.importing.serialized import Json, config_of, is_object, name_of


def lost_sharing(model: Mapping[str, Json]) -> list[str]:
    """A sentence for each layer that a nested model shares with what is around it: the graphs of a
    design share layers within themselves alone."""
    return [
        f"{name_of(entry)} is one layer in several models. Here each of them has its own, with "
        "weights of its own: draw them in one graph (unpack the block) and link them there to "
        "share weights again."
        for entry in _met_again(model, set())
    ]


def _met_again(model: Mapping[str, Json], met: set[str]) -> Iterator[Mapping[str, Json]]:
    """Keras numbers what it meets for the second time, and not always where it met it first; what
    is inside of that was met with it."""
    for entry in _inside(model):
        number = entry.get("shared_object_id")
        if number is None:
            yield from _met_again(entry, met)
        # What was never built has no weights to share.
        elif str(number) not in met and "build_config" in entry:
            met.add(str(number))
            yield entry


def _inside(entry: Mapping[str, Json]) -> Iterator[Mapping[str, Json]]:
    config = config_of(entry)
    layers = config.get("layers")
    candidates = [*(layers if isinstance(layers, list) else ()), config.get("layer")]
    yield from (plain for plain in candidates if is_object(plain))
