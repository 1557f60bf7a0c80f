"""What in a prompt is a request, and where one ends and the next begins.

    It is dark, turn on the lights and play some jazz. What is the weather in Paris?
                └ DO ──────────────┘   └ DO ─────────┘ └ ASK ───────────────────┘

Statements, small talk about the partner and what is not to be done are no requests.
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise
from typing import Final

from livechat.sim.mind.vocabulary import (
    ASKING_VERBS,
    AUXILIARIES,
    DOING_VERBS,
    FINITE,
    GREETINGS,
    LONGEST_LEAD,
    NEGATIONS,
    ORDERS,
    OTHER_VERBS,
    PLAIN_VERBS,
    PRONOUNS,
    QUESTION_WORDS,
    WISHES,
)
from livechat.sim.mind.words import Word, words_of

MOST_REQUESTS: Final = 16
"""Requests of one prompt that are looked at, half from each end."""

MOST_WORDS: Final = 200
"""Words of one request that are looked at; a page without a full stop is none."""

MOST_LEADS: Final = 8
"""Greetings and wishes before a request that are stepped over."""

_VERBS: Final = ASKING_VERBS | DOING_VERBS | PLAIN_VERBS
_ARTICLES: Final = frozenset(("the", "a", "an", "some", "any"))
_SUBJECT_REACH: Final = 4
"""Words after an "and" in which a new subject is looked for."""

_CLAUSES: Final = QUESTION_WORDS | {"if", "that"}
"""Words that begin a clause with a verb of its own."""

_ABBREVIATIONS: Final = frozenset(("mr", "mrs", "ms", "dr", "st", "vs", "etc"))
_END: Final = re.compile(r"(?P<mark>[.!?;])[\"'”’)]*\s")
_OFFERS: Final = frozenset(("have", "know", "sell", "offer", "recommend", "need"))
"""What somebody is asked that a function may know: "do you have it in red?"."""


class Aim(Enum):
    """What kind of request it is."""

    ASK = auto()
    """Something is to be told."""
    DO = auto()
    """Something is to be done."""
    EITHER = auto()
    THING = auto()
    """No verb at all: "weather in Paris"."""


@dataclass(frozen=True, slots=True)
class Request:
    """Words that ask for something."""

    aim: Aim
    words: tuple[Word, ...]
    """Without what was said before it out of politeness."""
    verb: str
    """What is to be done, in lower case; empty when nothing is."""
    follows: bool = False
    """Whether it shares the verb of the one before it: "the lights and the heating"."""


def requests(
    text: str, verbs: AbstractSet[str] = frozenset(), subjects: AbstractSet[str] = frozenset()
) -> list[Request]:
    """The requests in `text`, in order.

    Args:
        text: What was said.
        verbs: Further verbs, lower case, such as those functions are named with.
        subjects: Stems that begin a request of their own after an "and".
    """
    words = words_of(text)
    known = _VERBS | verbs
    found: list[Request] = []
    cuts = [*_cuts(text, words, known, subjects), (len(words), False)]
    if len(cuts) > MOST_REQUESTS:
        cuts = cuts[: MOST_REQUESTS // 2] + cuts[-MOST_REQUESTS // 2 :]
    before: Request | None = None
    told = False
    for (first, joined), (last, _) in pairwise(cuts):
        clause = words[first : min(last, first + MOST_WORDS)]
        begun, wished, ordered = _skip(clause, 0)
        if begun == len(clause) or (joined and told):
            continue  # "he asked me to go and turn off the lights"
        own = wished or ordered or _begins(clause, begun, known)
        if joined and before is not None and not own:
            before = Request(before.aim, tuple(clause[begun:]), before.verb, True)
        else:
            asks = "?" in text[clause[-1].end : clause[-1].end + 2]
            before = _request(clause, asks, known)
        told = before is None
        if before is not None and before.words:
            found.append(before)
    return found


def _cuts(
    text: str, words: list[Word], verbs: AbstractSet[str], subjects: AbstractSet[str]
) -> list[tuple[int, bool]]:
    """Where clauses begin, and whether by an "and" that joins them to the one before."""
    cuts = [(0, False)] if words else []
    said: set[str] = set()
    for at in range(1, len(words)):
        said.add(words[at - 1].stem)
        gap = text[words[at - 1].end : words[at].start]
        joins = words[at].plain in ("and", "then", "also")
        ends = _END.search(gap)
        if ends and (ends["mark"] != "." or not _abbreviated(words[at - 1])):
            cut = (at, False)
        elif joins and (_joins(words, at, verbs) or _new(words, at, subjects, said)):
            cut = (at, True)
        elif ("," in gap or "\n" in gap) and (
            _begins(words, _skip(words, at)[0], verbs)
            or ("\n" in gap and words[at].plain in PRONOUNS)
        ):
            cut = (at, False)
        else:
            continue
        if cuts[-1][0] < at - 1 or words[at - 1].plain not in ("and", "then"):
            cuts.append(cut)
            said.clear()
    return cuts


def _abbreviated(word: Word) -> bool:
    return len(word.text) == 1 or word.plain in _ABBREVIATIONS


def _joins(words: list[Word], at: int, verbs: AbstractSet[str]) -> bool:
    """Whether another request follows an "and"; a word in capitals is a name, no verb."""
    begun = _skip(words, at)[0]
    return _begins(words, begun, verbs) and not words[begun].text[0].isupper()


def _new(words: list[Word], at: int, subjects: AbstractSet[str], said: AbstractSet[str]) -> bool:
    """Whether a subject follows that has not been said in the clause before."""
    near = words[at + 1 : at + 1 + _SUBJECT_REACH]
    return any(word.stem in subjects and word.stem not in said for word in near)


def _skip(words: list[Word], at: int) -> tuple[int, bool, bool]:
    """Where a clause goes on after what is said out of politeness; wished for? a verb due?"""
    wished = ordered = False
    for _ in range(MOST_LEADS):
        for length in range(LONGEST_LEAD, 0, -1):
            phrase = tuple(word.plain for word in words[at : at + length])
            if phrase in WISHES:
                wished, ordered = True, False
            elif phrase in ORDERS:
                ordered = True
            elif phrase not in GREETINGS:
                continue
            at += len(phrase)
            break
        else:
            break
    return at, wished, ordered


def _begins(words: list[Word], at: int, verbs: AbstractSet[str]) -> bool:
    """Whether a request plainly begins there."""
    if at >= len(words):
        return False
    word = words[at].plain
    return word in verbs or word in QUESTION_WORDS


def _request(clause: list[Word], asks: bool, verbs: AbstractSet[str]) -> Request | None:
    at, wished, ordered = _skip(clause, 0)
    said = tuple(clause[at:])
    if not said:
        return None
    plain = [word.plain for word in said[:5]]
    first, second = plain[0], plain[1] if len(plain) > 1 else ""
    if first in NEGATIONS or (first == "do" and second == "not"):
        return None
    if first in QUESTION_WORDS:
        return None if _small_talk(plain) else Request(Aim.ASK, said, "")
    if first in AUXILIARIES:
        if second == "you" and not _OFFERS.intersection(plain):
            return None
        return Request(Aim.ASK, said, "")
    if first in verbs:
        return _order(said, plain, asks)
    if first in OTHER_VERBS:
        return None
    wished = wished or any(word.plain == "please" for word in clause)
    if ordered:
        return None  # "can you see the lights"
    if wished or asks:
        return Request(Aim.EITHER, said, "")
    if first in PRONOUNS or any(word.plain in FINITE for word in said):
        return None
    start = 1 if first in _ARTICLES else 0
    return Request(Aim.THING, said[start:], "")


def _order(said: tuple[Word, ...], plain: list[str], asks: bool) -> Request | None:
    """A request that begins with a verb; "Order number 3 is late" only seems to."""
    if FINITE.intersection(plain[1:4]) and not _CLAUSES.intersection(plain):
        return None
    if plain[:2] in (["call", "me"], ["look", "at"]):
        return None
    if plain[0] in ("talk", "speak") and (plain[1:2] not in (["to"], ["with"]) or "you" in plain):
        return None
    aim = Aim.EITHER
    if plain[0] in ASKING_VERBS:
        aim = Aim.ASK
    elif plain[0] in DOING_VERBS and not asks:
        aim = Aim.DO
    return Request(aim, said, plain[0])


def _small_talk(plain: list[str]) -> bool:
    """Whether a question is about the partner, about what was said, or none at all."""
    after = plain[1:]
    for at, word in enumerate(after[:-1]):
        pair = after[at + 1]
        if word in ("do", "did", "are", "were", "have", "would") and pair == "you":
            return not _OFFERS.intersection(after)
        if word == "your" and pair in ("name", "instructions", "tools", "functions"):
            return True
        if (word, pair) == ("did", "i"):
            return True
    return plain[0] in ("what", "how") and bool(after) and after[0] in ("a", "an", "nice")
