"""Arguments for a function, found in the words that ask for it.

Each parameter has a shape, told by its type, its name and its description. The shapes take
their words in the order of `FINDERS`, the surest first; what is left over goes to those that
take any words.

| said                                   | declared                 | arguments                  |
|----------------------------------------|--------------------------|----------------------------|
| the weather in San Francisco, CA       | city: STRING             | San Francisco, CA          |
| dim the lights to fifty percent        | brightness: INTEGER      | 50                         |
| an e-mail to Bob saying "See you"      | to, body: STRING         | Bob; See you               |
| a timer for 2 minutes                  | seconds: NUMBER          | 120                        |
| search for cheap flights               | query: STRING            | cheap flights              |
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from livechat.sim.mind.amounts import next_number
from livechat.sim.mind.clauses import Clause
from livechat.sim.mind.declared import Parameter, Scalar
from livechat.sim.mind.finders import ELSEWHERE, FINDERS, Finder, left_over
from livechat.sim.mind.shapes import Shape, leaves_of, shape_of
from livechat.sim.mind.words import stems_of

MOST_VALUES: Final = 8
"""Values of one list, and calls that one request leads to."""


Found = dict[tuple[str, ...], list[Scalar]]
"""By the path of a parameter, the values that words give it."""


def find(parameters: Sequence[Parameter], clause: Clause) -> Found:
    """What the words of a request give."""
    leaves = leaves_of(parameters)
    shapes = {leaf.path: shape_of(leaf) for leaf in leaves}
    found: Found = {}
    choosy = _choosy(leaves, shapes)
    for shape, finder in FINDERS:
        for leaf in leaves:
            if shapes[leaf.path] is not shape or leaf.path in found:
                continue
            if not leaf.required and finder in choosy:
                continue
            if spoken := finder(clause, leaf):
                found[leaf.path] = [_fit(leaf, value) for value in spoken[:MOST_VALUES]]
    return found


def complete(
    parameters: Sequence[Parameter], found: Found, others: Sequence[Clause], *, told: bool = False
) -> Found:
    """What was found, and for required parameters that lack a value, what other words give.

    Args:
        parameters: Those of the function.
        found: By the path of a parameter, its values so far.
        others: Words beside the request, the nearest first.
        told: Whether the function was called by its name, so that any words may be meant for it.
    """
    whole = dict(found)
    finders = [*ELSEWHERE, *FINDERS] if told else ELSEWHERE
    needed = [leaf for leaf in leaves_of(parameters) if leaf.required]
    for shape, finder in finders:
        for leaf in needed:
            if leaf.path in whole or shape_of(leaf) is not shape:
                continue
            if spoken := next(filter(None, (finder(one, leaf) for one in others)), None):
                whole[leaf.path] = [_fit(leaf, value) for value in spoken[:MOST_VALUES]]
    return whole


def build(parameters: Sequence[Parameter], found: Found) -> list[dict[str, Any]]:
    """Arguments, one set for each call, from the values of each parameter."""
    several = next(
        (
            path
            for path, values_ in found.items()
            if len(values_) > 1 and any(path == (one.name,) for one in parameters if not one.item)
        ),
        None,
    )
    if several is None:
        return [_object(parameters, found)]
    return [_object(parameters, {**found, several: [value]}) for value in found[several]]


def _choosy(leaves: Sequence[Parameter], shapes: Mapping[tuple[str, ...], Shape]) -> list[Finder]:
    """Finders that would give optional parameters what was not meant for them."""
    found: list[Finder] = [left_over] if any(leaf.required for leaf in leaves) else []
    return found if list(shapes.values()).count(Shape.NUMBER) == 1 else [*found, next_number]


# Putting together


def _object(
    fields: Sequence[Parameter], found: Mapping[tuple[str, ...], list[Scalar]]
) -> dict[str, Any]:
    return {
        field.name: _value(field, found)
        for field in fields
        if field.required or _given(field, found)
    }


def _given(parameter: Parameter, found: Mapping[tuple[str, ...], list[Scalar]]) -> bool:
    depth = len(parameter.path)
    return any(path[:depth] == parameter.path for path in found)


def _value(parameter: Parameter, found: Mapping[tuple[str, ...], list[Scalar]]) -> Any:
    if parameter.kind == "object":
        return _object(parameter.fields, found)
    if parameter.kind == "array":
        if parameter.item is None or not _given(parameter, found):
            return []
        if parameter.item.kind in ("object", "array"):
            return [_value(parameter.item, found)]
        return found[parameter.path]
    if parameter.path in found:
        return found[parameter.path][0]
    return _default(parameter)


def _default(parameter: Parameter) -> Scalar:
    if parameter.default is not None:
        return parameter.default
    if parameter.choices:
        return parameter.choices[0]
    if parameter.kind == "boolean":
        return False
    if parameter.kind in ("number", "integer"):
        return _fit(parameter, "1" if _COUNTED.intersection(parameter.stems) else "0")
    usual = {Shape.PLACE: "here", Shape.DATE: "today", Shape.TIME: "now"}
    return usual.get(shape_of(parameter), "")


_COUNTED: Final = frozenset(stems_of("quantity count people guests party size copies"))
"""Of these nobody wants none."""


def _fit(parameter: Parameter, value: Scalar) -> Scalar:
    """A value as the parameter's type has it; numbers within its limits."""
    if shape_of(parameter) is not Shape.NUMBER or parameter.kind == "string":
        return value
    number = float(value)
    if parameter.lowest is not None:
        number = max(number, parameter.lowest)
    if parameter.highest is not None:
        number = min(number, parameter.highest)
    return round(number) if parameter.kind == "integer" or number.is_integer() else number
