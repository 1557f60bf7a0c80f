"""Names, places and texts in the words of a request.

Every finder takes a clause and returns words that no other value has used.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from livechat.catalog.languages import LANGUAGES
from livechat.sim.mind.clauses import Clause, Span
from livechat.sim.mind.numbers import NUMERALS
from livechat.sim.mind.words import word_set

_MOST_PLACE_WORDS: Final = 3

_STOPS: Final = word_set(
    "today tomorrow tonight yesterday now right currently please this next on at and or for with "
    "is are was like in during using when if to by from that then be will so but about the a an "
    "it me my you your of morning afternoon evening monday tuesday wednesday thursday friday "
    "saturday sunday general advance case order particular total there here minutes minute "
    "seconds second hours hour percent degrees noon midnight"
)
_JOINTS: Final = frozenset(("de", "la", "le", "of", "the", "del", "da", "di", "upon", "von"))
_COUNTRIES: Final = word_set(
    "france germany spain italy england scotland ireland wales uk usa japan china india canada "
    "brazil mexico australia austria switzerland portugal greece poland sweden norway denmark "
    "finland netherlands belgium turkey egypt kenya california texas florida washington oregon "
    "ontario illinois massachusetts"
)


def named(clause: Clause, at: int) -> Span | None:
    """The name in capitals that begins at a word: "San Francisco, CA", "Rio de Janeiro"."""
    if not clause.open(at) or not clause.capital(at) or clause.words[at].plain in _STOPS:
        return None
    last = at + 1
    while last < len(clause) and clause.open(last):
        word, gap = clause.words[last], clause.gap(last).strip(" ")
        if gap == "," and not (
            (len(word.text) == 2 and word.text.isupper()) or word.plain in _COUNTRIES
        ):
            break
        if gap not in ("", ",", "-", ".", "'", "’"):
            break
        if clause.capital(last) and word.plain not in _STOPS:
            last += 1
        elif (
            word.plain in _JOINTS
            and last + 1 < len(clause)
            and clause.open(last + 1)
            and clause.capital(last + 1)
        ):
            last += 2
        else:
            break
    return Span(at, last)


def _spelled_small(clause: Clause, at: int) -> Span | None:
    """A place in small letters that begins at a word; at most a few words."""
    last = at
    while last < min(at + _MOST_PLACE_WORDS, len(clause)) and clause.open(last):
        word = clause.words[last]
        if word.plain in _STOPS or word.plain in NUMERALS or word.plain[0].isdecimal():
            break
        if last > at and clause.gap(last).strip(" -'’"):
            break
        last += 1
    return Span(at, last) if last > at else None


def _after_article(clause: Clause, at: int) -> int:
    articles = ("the", "a", "an", "my", "our")
    return at + 1 if at < len(clause) and clause.words[at].plain in articles else at


def places(
    clause: Clause, prepositions: AbstractSet[str], anywhere: bool = True, capitals: bool = False
) -> list[Span]:
    """What follows one of the prepositions, or any name in capitals; with "and", several.

    Args:
        clause: Words.
        prepositions: Lower case.
        anywhere: Whether a name in capitals will do without any of them.
        capitals: Whether it must be a name in capitals.
    """
    small = None
    for at in range(len(clause) - 1):
        if clause.words[at].plain not in prepositions or not clause.free(at):
            continue
        begin = _after_article(clause, at + 1)
        if span := named(clause, begin):
            return _listed(clause, span, prepositions)
        small = small or (None if capitals else _spelled_small(clause, begin))
    if small is not None:
        return _listed(clause, small, prepositions)
    if anywhere:
        for at in range(len(clause)):
            if span := named(clause, at):
                return _listed(clause, span, prepositions)
    return []


def _listed(clause: Clause, span: Span, prepositions: AbstractSet[str]) -> list[Span]:
    """The span and those joined to it; commas alone only make one longer ("Bern, Kansas")."""
    finder = named if clause.capital(span.first) else _spelled_small
    found, several = [span], False
    while (at := found[-1].last) < len(clause):
        joined = clause.words[at].plain == "and"
        if not joined and "," not in clause.gap(at):
            break
        at += joined
        if at < len(clause) and clause.words[at].plain in prepositions:
            at += 1
        following = finder(clause, _after_article(clause, at)) if at < len(clause) else None
        if following is None:
            break
        several = several or joined
        found.append(following)
    return found if several else [Span(span.first, found[-1].last)]


_QUOTED: Final = re.compile(
    r'"(?P<double>[^"\n]{1,300})"|“(?P<curly>[^”\n]{1,300})”'
    r"|(?<!\w)['‘](?P<single>[^'’\n]{1,300})['’](?!\w)"
)
MAIL: Final = re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,8}")
LINK: Final = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)
CODE: Final = re.compile(r"\b(?=[A-Za-z-]{0,20}\d)[A-Za-z\d][A-Za-z\d-]{0,40}\b")
"""Letters and digits, one digit at least: an order's number."""


def quoted(clause: Clause) -> tuple[Span, str] | None:
    """Text between quotation marks."""
    for match, span in clause.search(_QUOTED):
        return span, next(filter(None, match.groups()))
    return None


def after(clause: Clause, words: AbstractSet[str]) -> Span | None:
    """What follows one of the words or a colon, up to the next value."""
    for at in range(len(clause) - 1):
        said = clause.free(at) and clause.words[at].plain in words
        if (said or clause.gap(at + 1).startswith(":")) and clause.open(at + 1):
            return until_used(clause, at + 1)
    return None


def until_used(clause: Clause, first: int) -> Span | None:
    """Free words from `first` on, up to a value or the name of another parameter."""
    last = first
    while clause.free(last) and not (
        last > first
        and clause.words[last].stem in clause.labels
        and clause.words[last - 1].plain in ("and", "with")
    ):
        last += 1
    while last > first and clause.words[last - 1].plain in _TRAILING:
        last -= 1
    return Span(first, last) if last > first else None


_TRAILING: Final = word_set(
    "and with at on in for to the a an please by then from of about as saying"
)


def language(clause: Clause) -> Span | None:
    """A language's name."""
    for at, word in enumerate(clause.words):
        if word.plain in _LANGUAGES and clause.free(at):
            return Span(at, at + 1)
    return None


_LANGUAGES: Final = frozenset(
    language.english.partition(" (")[0].partition(",")[0].lower() for language in LANGUAGES
) | word_set("danish swedish norwegian finnish greek hebrew hungarian latin swahili czech")


def choice(clause: Clause, stems: Sequence[str]) -> Span | None:
    """Where all the stems stand in a row."""
    for at in clause.places(stems[0]) if stems else ():
        row = range(at, at + len(stems))
        if all(clause.free(i) and clause.words[i].stem == stems[i - at] for i in row):
            return Span(at, at + len(stems))
    return None
