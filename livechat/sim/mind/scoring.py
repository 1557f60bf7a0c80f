"""How much of a declared function the words of a request say.

A function is asked for by the share of the telling words in its name that are said, or related
ones, or those of its description. A verb adds to it when it is a telling one, or when the
function takes whatever is asked about.

| said                   | function             | points                                      |
|------------------------|----------------------|---------------------------------------------|
| the weather in Paris   | get_weather          | 1.0: "get" does not tell it from others     |
| will it rain in Paris? | get_weather          | 0.8: related                                |
| order a pizza          | order_food(item)     | 1.5: half the name, related, and its verb   |
| turn on the television | turn_on_the_lights   | 0.0: "turn" and "on" tell nothing           |
| turn off the lights    | turn_on_the_lights   | 0.0: the contrary                           |
| is the light on?       | turn_on_the_lights   | 0.5: a question, and it only does something |
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from livechat.sim.mind.declared import LONGEST_DESCRIPTION, Parameter, read
from livechat.sim.mind.requests import Aim, Request
from livechat.sim.mind.shapes import takes_words
from livechat.sim.mind.vocabulary import (
    DOING_VERBS,
    EMPTY,
    FUNCTION_ASKS,
    OPENERS,
    OPPOSITES,
    RELATED,
    VAGUE,
)
from livechat.sim.mind.words import stem, words_of
from livechat.sim.protocol.toolbox import Function

THRESHOLD: Final = 0.6
"""Points from which a function is asked for."""

_RELATED: Final = 0.8
"""What a related word counts, next to the word itself."""

_DESCRIBED: Final = 0.9
"""What the words of a description count, next to those of the name."""

_VERB: Final = 0.6
_CONTRARY: Final = 0.5
"""Taken off what asks when something is to be done, and for an "on" or "off" nobody said."""

_SPELLED: Final = 1.0
"""For a name that is spelled out with its underscores or humps."""

_LONGEST_NAME: Final = 200
_DESCRIBING: Final = 8
"""Words of a description that count; they tell best at its beginning."""

_SIDES: Final = frozenset(("on", "off", "up", "down"))
_NONE: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Known:
    """A declared function and what gives it away."""

    function: Function
    parameters: tuple[Parameter, ...]
    words: tuple[str, ...]
    """Of its name, lower case."""
    stems: frozenset[str]
    """Of its name."""
    telling: frozenset[str]
    """Those of them that tell it from others."""
    described: frozenset[str]
    """The same of its description, without what its parameters are about."""
    about: frozenset[str]
    """Stems of everything its parameters are declared with."""
    takes_words: bool
    """Whether it can be asked about anything."""


def know(function: Function) -> Known:
    """A function as its declaration gives it away."""
    name = function.name[:_LONGEST_NAME]
    words = tuple(word.plain for word in words_of(name)) or (name.lower(),)
    stems = frozenset(map(stem, words))
    parameters = read(function.parameters)
    named = frozenset(one for parameter in parameters for one in parameter.stems)
    sentence = re.split(r"[.\n]", function.description[:LONGEST_DESCRIPTION].strip())[0]
    described = [word.stem for word in words_of(sentence) if word.stem not in named]
    described = [one for one in described if one not in VAGUE and one not in EMPTY]
    return Known(
        function,
        parameters,
        words,
        stems,
        stems - VAGUE or stems,
        frozenset(described[:_DESCRIBING]),
        named.union(*(parameter.described for parameter in parameters)) - EMPTY,
        takes_words(parameters),
    )


def points(
    known: Known, request: Request, stems: AbstractSet[str], spelled: AbstractSet[str]
) -> float:
    """How much of a function is said.

    Args:
        known: The function.
        request: What was said.
        stems: The stems of its words.
        spelled: Names of functions that stand in the prompt just as they were declared.
    """
    if _opposed(known, request):
        return 0.0
    said = known.telling & stems
    related = [RELATED.get(one, _NONE) & stems for one in known.telling - said]
    # A word that is related to two of them still stands for one.
    hinted = min(sum(map(bool, related)), len(_NONE.union(*related) - said))
    total = (len(said) + _RELATED * hinted) / len(known.telling)
    if known.described:
        share = len(known.described & stems) / len(known.described)
        total = max(total, _DESCRIBED * share)
    if _takes_verb(known, request.verb):
        total += _VERB
    asks, does = known.words[0] in FUNCTION_ASKS, known.words[0] in DOING_VERBS
    if (request.aim is Aim.ASK and does) or (request.aim is Aim.DO and asks):
        total -= _CONTRARY
    if _SIDES.intersection(known.words) and not _SIDES & stems:
        total -= _CONTRARY
    return total + _SPELLED * (known.function.name in spelled)


def overlap(known: Known, stems: AbstractSet[str]) -> int:
    """How many words fit a function and its parameters in any way, to tell equals apart."""
    return len((known.stems | known.described | known.about) & stems)


def telltales(known: Known) -> frozenset[str]:
    """Stems that give a function away."""
    related = (RELATED.get(one, _NONE) for one in known.telling)
    return known.stems.union(known.described, *related)


def _takes_verb(known: Known, verb: str) -> bool:
    """Whether a verb is the function's, which takes whatever is to be done with it."""
    if not verb or not known.takes_words:
        return False
    one = stem(verb)
    telling = (RELATED.get(one, _NONE) | {one}) & known.telling - VAGUE
    return bool(telling) or (verb in OPENERS and one in known.stems)


def _opposed(known: Known, request: Request) -> bool:
    """Whether the request wants the contrary: "turn off" against `turn_on`."""
    said = [word.plain for word in request.words[:12]]
    return any(
        mark not in known.words and OPPOSITES.get(mark, _NONE).intersection(known.words)
        for mark in {request.verb} | _SIDES.intersection(said)
    )
