"""What the values of a parameter look like in words: its shape, told by its type, its name and
its description.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto
from typing import Final

from livechat.sim.mind.declared import Parameter
from livechat.sim.mind.words import stem


class Shape(Enum):
    """What the values of a parameter look like in words."""

    CHOICE = auto()
    SWITCH = auto()
    NUMBER = auto()
    TIME = auto()
    DATE = auto()
    DURATION = auto()
    LINK = auto()
    LANGUAGE = auto()
    START = auto()
    GOAL = auto()
    PLACE = auto()
    PERSON = auto()
    NAME = auto()
    MAKER = auto()
    CODE = auto()
    MESSAGE = auto()
    TITLE = auto()
    WORDS = auto()


def _stems(words: str) -> frozenset[str]:
    return frozenset(map(stem, words.split()))


_SHAPES: Final = (
    (Shape.PERSON, _stems("email mail")),
    (Shape.PLACE, _stems("zone timezone")),
    (Shape.LINK, _stems("url link website uri")),
    (Shape.LANGUAGE, _stems("language lang locale")),
    (Shape.DURATION, _stems("duration")),
    (Shape.START, _stems("origin from source departure pickup")),
    (Shape.GOAL, _stems("destination arrival dropoff target")),
    (Shape.PLACE, _stems("city location place town country region area where room venue address")),
    (Shape.DATE, _stems("date day deadline")),
    (Shape.TIME, _stems("time when datetime hour start end")),
    (
        Shape.PERSON,
        _stems("to recipient contact person attendee guest participant friend who receiver"),
    ),
    (Shape.NUMBER, _stems("quantity amount count percent percentage level brightness volume")),
    (Shape.CODE, _stems("id code number sku phone zip")),
    (Shape.MESSAGE, _stems("message body text content note reminder task todo comment reason")),
    (Shape.TITLE, _stems("title subject label summary")),
    (Shape.MAKER, _stems("artist author band singer composer brand")),
    (Shape.NAME, _stems("symbol ticker company stock team player coin currency")),
    (Shape.WORDS, _stems("query search term keyword question prompt topic song item product")),
)
"""By a word in a string's name; the first row that has one counts."""

_DESCRIBED: Final = (Shape.LINK, Shape.LANGUAGE, Shape.DURATION, Shape.PLACE, Shape.DATE)
"""Shapes that a description tells as well."""

_PASSABLE: Final = (Shape.TITLE, Shape.MESSAGE, Shape.WORDS, Shape.PERSON, Shape.NAME)
"""Shapes that can hold whatever is asked about."""


def shape_of(parameter: Parameter) -> Shape:
    """What the values of a parameter, no object or list, look like in words."""
    if parameter.choices:
        return Shape.CHOICE
    if parameter.kind == "boolean":
        return Shape.SWITCH
    if parameter.kind in ("number", "integer"):
        return Shape.NUMBER
    if len(parameter.stems) > 1 and parameter.stems[0] == "to":
        return Shape.GOAL
    for shape, stems in _SHAPES:
        if stems.intersection(parameter.stems):
            return shape
    for shape, stems in _SHAPES:
        if shape in _DESCRIBED and stems & parameter.described:
            return shape
    return Shape.WORDS


def takes_words(parameters: Sequence[Parameter]) -> bool:
    """Whether whatever is asked about fits one of the parameters."""
    return any(
        leaf.kind == "string" and shape_of(leaf) in _PASSABLE for leaf in leaves_of(parameters)
    )


def leaves_of(parameters: Sequence[Parameter]) -> list[Parameter]:
    """Parameters without objects and lists, those of lists included; required ones first."""
    found: list[Parameter] = []
    for parameter in parameters:
        inner = parameter
        while inner.kind == "array" and inner.item is not None:
            inner = inner.item
        if inner.kind == "object":
            found += leaves_of(inner.fields)
        elif inner.kind != "array":
            found.append(inner)
    return sorted(found, key=lambda leaf: not leaf.required)
