"""Who takes which words of a request, in order: the surest first.

| shape  | words                                          | value   |
|--------|------------------------------------------------|---------|
| CHOICE | one of its values is said: "make it warm"      | warm    |
| SWITCH | on, off, or its name: "an urgent message"      | true    |
| NUMBER | stands with its name or unit, or is left over  | 50      |
| PLACE  | after "in", "at", ..., or in capitals          | Paris   |
| WORDS  | what nobody else has taken                     | rock    |
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final

from livechat.sim.mind import amounts, names
from livechat.sim.mind.clauses import Clause, Span
from livechat.sim.mind.declared import Parameter, Scalar
from livechat.sim.mind.shapes import Shape
from livechat.sim.mind.words import stems_of, word_set

Finder = Callable[[Clause, Parameter], list[Scalar]]
"""Takes words of a clause for a parameter; an empty list when none fit."""


def _choices(clause: Clause, parameter: Parameter) -> list[Scalar]:
    """The values named; the longest first, so that "light blue" is not "blue"."""
    found: list[tuple[Span, Scalar]] = []
    rows = [(stems_of(str(value)), value) for value in parameter.choices]
    for stems, value in sorted(rows, key=lambda row: -len(row[0])):
        if span := names.choice(clause, stems):
            clause.use(span)
            found.append((span, value))
    found.sort(key=lambda pair: pair[0].first)
    kept = found[:1]
    for (before, _), (span, value) in pairwise(found):
        between = {clause.words[at].plain for at in range(before.last, span.first)}
        if not between <= amounts.BETWEEN or "and" not in between:
            break
        kept.append((span, value))
    return [value for _, value in kept]


_SWITCHES: Final = {
    **dict.fromkeys(("on", "yes", "true", "enable", "enabled", "activate"), True),
    **dict.fromkeys(("off", "no", "false", "disable", "disabled", "deactivate"), False),
}
_WITHOUT: Final = frozenset(("without", "not", "no", "non", "off", "disable"))
_STATES: Final = frozenset(stems_of("on state power enabled active is status enable"))


def _switch(clause: Clause, parameter: Parameter) -> list[Scalar]:
    """On and off for states; else whether its name is said, or said to be missing."""
    own = [one for one in parameter.stems if one not in _STATES and one not in ("with", "has")]
    for name in own:
        for at in clause.places(name):
            before = {word.plain for word in clause.words[max(0, at - 2) : at]}
            clause.use(Span(at, at + 1))
            return [not before & _WITHOUT]
    if own and len(own) == len(parameter.stems):
        return []
    for word in clause.words:
        if word.plain in _SWITCHES:
            return [_SWITCHES[word.plain]]
    return []


def _link(clause: Clause, parameter: Parameter) -> list[Scalar]:
    for match, span in clause.search(names.LINK):
        clause.use(span)
        return [match.group().rstrip(".,;:!?)")]
    return []


def _language(clause: Clause, parameter: Parameter) -> list[Scalar]:
    span = names.language(clause)
    return [clause.use(span)] if span else []


def _places(*prepositions: str, anywhere: bool, capitals: bool = False) -> Finder:
    after = frozenset(prepositions)

    def find(clause: Clause, parameter: Parameter) -> list[Scalar]:
        everywhere = anywhere and parameter.required
        return [clause.use(span) for span in names.places(clause, after, everywhere, capitals)]

    return find


_people: Final = _places("to", "with", "for", "invite", anywhere=True)


def _person(clause: Clause, parameter: Parameter) -> list[Scalar]:
    for match, span in clause.search(names.MAIL):
        clause.use(span)
        return [match.group()]
    return _people(clause, parameter)


def _code(clause: Clause, parameter: Parameter) -> list[Scalar]:
    for _, span in clause.search(names.CODE):
        return [clause.use(span)]
    for number in amounts.numbers(clause):
        clause.use(number.span)
        return [number.value]
    return []


def _text_after(*words: str) -> Finder:
    introducing = frozenset(words)

    def find(clause: Clause, parameter: Parameter) -> list[Scalar]:
        if pair := names.quoted(clause):
            clause.use(pair[0])
            return [pair[1]]
        if labelled := _labelled(clause, parameter):
            return labelled
        span = names.after(clause, introducing)
        return [clause.use(span)] if span else []

    return find


def _labelled(clause: Clause, parameter: Parameter) -> list[Scalar]:
    """What follows the parameter's own name: "with the title Lunch"."""
    for at in clause.places(parameter.stems[-1]) if parameter.stems else ():
        begin = at + 1
        while begin < len(clause) and clause.words[begin].plain in ("is", "as", "called", "named"):
            begin += 1
        if begin < len(clause) and clause.words[begin].plain not in _NOT_LABELLED:
            span = names.until_used(clause, begin)
            if span is not None:
                return [clause.use(span)]
    return []


_NOT_LABELLED: Final = word_set(
    "to for from with at on in of that saying about and by please is are was"
)


def left_over(clause: Clause, parameter: Parameter) -> list[Scalar]:
    """What is left of the words."""
    if pair := names.quoted(clause):
        clause.use(pair[0])
        return [pair[1]]
    span = clause.rest()
    return [clause.use(span)] if span else []


def _left_name(clause: Clause, parameter: Parameter) -> list[Scalar]:
    """What is left of the words but those that ask for the function: "rain" is no city."""
    span = clause.rest(without=clause.telling)
    return [clause.use(span)] if span else []


_MESSAGES: Final = _text_after("saying", "says", "say", "that", "telling")
_TITLES: Final = _text_after("called", "named", "titled", "labelled", "labeled", "about")

FINDERS: Final[Sequence[tuple[Shape, Finder]]] = (
    (Shape.LINK, _link),
    (Shape.CHOICE, _choices),
    (Shape.SWITCH, _switch),
    (Shape.LANGUAGE, _language),
    (Shape.DURATION, amounts.duration),
    (Shape.NUMBER, amounts.pointed_number),
    (Shape.DATE, amounts.date),
    (Shape.TIME, amounts.time),
    (Shape.CODE, _code),
    (Shape.NUMBER, amounts.next_number),
    (Shape.START, _places("from", anywhere=False)),
    (Shape.GOAL, _places("to", "into", anywhere=False)),
    (Shape.PLACE, _places("in", "at", "for", "near", "of", "to", anywhere=True)),
    (Shape.MAKER, _places("by", anywhere=False)),
    (Shape.NAME, _places("of", "for", "on", anywhere=True)),
    (Shape.MESSAGE, _MESSAGES),
    (Shape.PERSON, _person),
    (Shape.TITLE, _TITLES),
    (Shape.WORDS, _labelled),
    (Shape.WORDS, left_over),
    (Shape.MESSAGE, left_over),
    (Shape.TITLE, left_over),
    (Shape.PERSON, left_over),
    (Shape.MAKER, left_over),
    (Shape.NAME, _left_name),
    (Shape.START, left_over),
    (Shape.GOAL, left_over),
    (Shape.PLACE, _left_name),
)
"""The surest first."""

ELSEWHERE: Final[Sequence[tuple[Shape, Finder]]] = (
    (Shape.LINK, _link),
    (Shape.CHOICE, _choices),
    (Shape.LANGUAGE, _language),
    (Shape.DURATION, amounts.duration),
    (Shape.NUMBER, amounts.pointed_number),
    (Shape.DATE, amounts.date),
    (Shape.TIME, amounts.time),
    (Shape.CODE, _code),
    (Shape.START, _places("from", anywhere=False, capitals=True)),
    (Shape.GOAL, _places("to", "into", anywhere=False, capitals=True)),
    (Shape.PLACE, _places("in", "at", "for", "near", "of", anywhere=True, capitals=True)),
    (Shape.START, _labelled),
    (Shape.GOAL, _labelled),
    (Shape.PLACE, _labelled),
    (Shape.PLACE, _places("in", "at", "near", anywhere=False)),
    (Shape.MAKER, _places("by", anywhere=False, capitals=True)),
    (Shape.MAKER, _labelled),
    (Shape.NAME, _places("of", "for", "on", anywhere=True, capitals=True)),
    (Shape.MESSAGE, _MESSAGES),
    (Shape.PERSON, _person),
    (Shape.TITLE, _TITLES),
    (Shape.WORDS, _labelled),
)
"""Those that are sure enough for words beside the request itself; the surest first."""
