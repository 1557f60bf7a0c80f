"""What a field of a client's message may hold: the kinds the table in `fields` is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from typing import Final, Literal

Scalar = Literal[
    "string", "number", "integer", "boolean", "bytes", "language", "duration", "any"
]  # fmt: skip
"""`bytes` is base64 text, `language` a BCP-47 code, `duration` seconds such as `1.5s` and never
negative, `any` whatever the user likes."""


@dataclass(frozen=True, slots=True)
class Within:
    """A number between two limits, both allowed."""

    of: Literal["number", "integer"]
    least: float
    most: float = inf


@dataclass(frozen=True, slots=True)
class Words:
    """One word of a list, in capitals. The `…UNSPECIFIED` ones mean that nothing was asked for."""

    allowed: frozenset[str]


@dataclass(frozen=True, slots=True)
class Many:
    """A repeated field. A single object is taken as a list of one, as some gateways send it."""

    of: Kind


@dataclass(frozen=True, slots=True)
class Named:
    """An object whose keys belong to the user and are left as they are."""

    of: Kind


Kind = Scalar | Within | Words | Many | Named | Mapping[str, "Kind"]
"""A mapping is an object with these fields, by their camelCase names."""

NOTHING: Final[Mapping[str, Kind]] = {}
"""An object that says all by being there."""

OWN: Final = Named("any")
"""An object that belongs to the user altogether: a schema, arguments, a result."""

COUNT: Final = Within("integer", 0)
POSITIVE: Final = Within("integer", 1)


def words(names: str, prefix: str = "") -> Words:
    """The words of a list written in one line, each with `prefix` before it."""
    return Words(frozenset(prefix + name for name in names.split()))
