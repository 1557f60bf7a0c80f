"""Dataclasses as values that JSON knows, and back, by their annotations.

A private field (`metadata["private"]`) is never encoded. What JSON lacks is replaced as strict
readers demand: a number that is not finite by null, half a character by U+FFFD. Decoding ignores
unknown fields, takes defaults for missing ones, and believes no type: what does not fit is a
`DecodeError`, never a value of another kind.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

MAX_NUMBER = 1e15
"""Beyond any second or count, and exact as a float."""


class DecodeError(ValueError):
    """A value that is not of the type it should be."""


Decoder = Callable[[object], object]
"""Makes a value of one type of one of JSON's; raises `DecodeError`."""


def public_fields(kind: type) -> tuple[str, ...]:
    """Return the names of a dataclass's fields that may be written."""
    return tuple(
        field.name for field in dataclasses.fields(kind) if not field.metadata.get("private")
    )


def encoded(value: object) -> object:
    """Return the value as JSON knows it."""
    match value:
        case str():
            return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        case float():
            return value if math.isfinite(value) else None
        case Mapping():
            return {encoded(str(key)): encoded(inner) for key, inner in value.items()}
        case tuple() | list():
            return [encoded(inner) for inner in value]
        case _ if dataclasses.is_dataclass(value):
            return {name: encoded(getattr(value, name)) for name in public_fields(type(value))}
        case _:
            return value


def decoded(kind: type, value: object, private: Mapping[str, object] | None = None) -> Any:
    """Return the dataclass that a JSON object holds.

    Args:
        kind: The dataclass.
        value: The object, as `json` reads it.
        private: Values for private fields, which no object holds.

    Raises:
        DecodeError: A field is of another type, or lacks though it has no default.
    """
    if not isinstance(value, Mapping):
        raise DecodeError
    decoders, required = _plan(kind)
    fields = {name: decode(value[name]) for name, decode in decoders.items() if name in value}
    fields |= private or {}
    if not required <= fields.keys():
        raise DecodeError
    return kind(**fields)


@cache
def _plan(kind: type) -> tuple[Mapping[str, Decoder], frozenset[str]]:
    """Return the decoders of a dataclass's public fields, and the names of fields it must have."""
    hints = get_type_hints(kind)
    required = frozenset(
        field.name
        for field in dataclasses.fields(kind)
        if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
    )
    return {name: _decoder(hints[name]) for name in public_fields(kind)}, required


@cache
def _decoder(kind: Any) -> Decoder:
    if get_origin(kind) in _GENERIC:
        return _GENERIC[get_origin(kind)](get_args(kind))
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        return lambda value: decoded(kind, value)
    return _SIMPLE[kind]


def _literal(allowed: tuple[Any, ...]) -> Decoder:
    return lambda value: _checked(value, isinstance(value, str) and value in allowed)


def _union(kinds: tuple[Any, ...]) -> Decoder:
    def decode(value: object) -> object:
        for kind in kinds:
            try:
                return _decoder(kind)(value)
            except DecodeError:
                continue
        raise DecodeError

    return decode


def _tuple(kinds: tuple[Any, ...]) -> Decoder:
    """Decode `tuple[kind, ...]`, the only form in use."""
    decode = _decoder(kinds[0])
    return lambda value: tuple(map(decode, _list(value)))


def _mapping(kinds: tuple[Any, ...]) -> Decoder:
    """Decode `Mapping[str, kind]`: keys of JSON are texts."""
    decode = _decoder(kinds[1])
    return lambda value: MappingProxyType(
        {key: decode(inner) for key, inner in _object(value).items()}
    )


def _checked(value: object, fits: bool) -> object:
    if not fits:
        raise DecodeError
    return value


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise DecodeError
    return value


def _object(value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise DecodeError
    return value


def _float(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise DecodeError
    if not abs(value) < MAX_NUMBER:  # NaN, too
        raise DecodeError
    return float(value)


_GENERIC: Mapping[Any, Callable[[tuple[Any, ...]], Decoder]] = {
    Literal: _literal,
    Union: _union,
    UnionType: _union,
    tuple: _tuple,
    Mapping: _mapping,
}
"""By what `get_origin` says of an annotation."""

_SIMPLE: Mapping[Any, Decoder] = {
    str: lambda value: _checked(value, isinstance(value, str)),
    bool: lambda value: _checked(value, isinstance(value, bool)),
    int: lambda value: _checked(value, type(value) is int and abs(value) < MAX_NUMBER),
    float: _float,
    type(None): lambda value: _checked(value, value is None),
    object: lambda value: value,
}
