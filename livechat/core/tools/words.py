"""What the user's own words mean for a function call that is asked, held or running.

In doubt words withdraw a call, and in doubt they are no leave for one: a withdrawn call can be
asked for again, and a call that ran cannot be undone.

How a text is read: labels of noise go, and capitals, apostrophes and marks that speech does not
know. Punctuation divides it into sentences and clauses. In each clause the longest phrases of the
table (`stop_words`) are found. Then it withdraws where

- a clause is made of nothing but stop phrases, hesitations and words such as `please`;
- a sentence opens with a stop phrase that may open one (`no …`), or ends with one (`… nicht`); a
  comma is enough for a phrase of several words;
- two such phrases stand side by side, or one that counts anywhere (`… never mind …`) is there.

All languages are looked at together, since a transcript carries no certain language. The language
of the session, where known, sets words right that mean something else in it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain, pairwise
from typing import Final

from livechat.core.talk.labels import without_labels
from livechat.core.tools.stop_words import TABLE

_STOP, _OPENS, _ENDS, _ANYWHERE, _TAG, _HARMLESS, _FILLER, _YES, _POLITE = (
    1 << bit for bit in range(9)
)
_PLAIN: Final = _YES | _POLITE

_ENOUGH: Final = 2_000
"""Characters that are read at each end of a text: more than a minute of speech."""
_PLAIN_YES: Final = 8
"""Phrases of an utterance in which commas are overlooked to find a yes."""

_JOINED: Final = (
    "\u1100-\u11ff\u3005-\u3007\u3041-\u30ff\u3130-\u318f\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
)
"""Chinese, Japanese and Korean: blanks are missing, or not reliable."""
_LINKED: Final = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
"""Thai, Lao, Burmese, Khmer: blanks divide clauses, not words."""

_UNSPACED: Final = re.compile(f"[{_JOINED}{_LINKED}]")
_RUN: Final = re.compile(f"[{_JOINED}{_LINKED}]+|[^{_JOINED}{_LINKED}]+")
_BLANK_JOINED: Final = re.compile(rf"(?<=[{_JOINED}])\s+(?=[{_JOINED}])")
_BLANK_LINKED: Final = re.compile(rf"(?<=[{_LINKED}])\s+(?=[{_LINKED}])")

_ASKS: Final = "?？؟՞\u037e⁇⁈⁉︖"
_SENTENCE: Final = re.compile(rf"[.!{_ASKS}…。！｡।॥۔։።\n\r\u2028\u2029]+")
_CLAUSE: Final = re.compile(
    r"[,;:¿¡()\[\]{}<>*\"“”„«»‹›‚‘|/\\~=+_#&%@^$—–―‒−•、，；：（）「」『』【】〈〉《》،؛፣፤၊]+|\s-+\s|-+\s|\s-+"
)
_UNFINISHED: Final = re.compile(r"(?:[,;:，、،…—–-]|\.\.)\s*$")
"""What a plain yes does not end with: more is to come."""

_EDGES: Final = "-'’‘`´"
_APOSTROPHE: Final = re.compile(r"(?<=\w)['’‘ʼʻ`´ʹ＇](?=\w)")
_SILENT: Final = re.compile(
    "[\u00ad\u0307\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u200b-\u200f\u202a-\u202e"
    "\u2060\u2066-\u2069\ufe00-\ufe0f\ufeff]"
)
"""Marks that writers leave out or put in: points of vowels, joiners, directions."""

_ALIKE: Final = str.maketrans("ı‐şţёάέήίόύώأإآٱىيكةہھۂے", "i-șțеαεηιουωااااییکههههی")
"""Letters that keyboards, capitals and languages write differently."""

_MARK: Final = re.compile("[\u0300-\u036f]")
_LATIN: Final = re.compile("[a-z]")
_ACCENTS_MATTER: Final = frozenset({"vi", "et"})
"""Languages where another accent makes another word."""


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """The phrases of all languages, as one language of a session leaves them."""

    phrases: dict[str, int]
    words: dict[str, int]
    """For the first word of a phrase: how many words the longest one has."""
    signs: dict[str, int]
    """The same for the first sign, in scripts without blanks."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A phrase of the table, or a word that is in none."""

    means: int
    long: bool = False
    """Whether it has several words."""


def says_stop(text: str, language: str | None = None) -> bool:
    """Whether words of the user's withdraw a function call.

    Args:
        text: A transcript, perhaps of a part of what the user is saying.
        language: The session's language as a BCP 47 code, where it is known.
    """
    lexicon = _lexicon(_base(language))
    return any(_withdraws(sentence, asks) for sentence, asks in _sentences(text, lexicon))


def says_yes(text: str, language: str | None = None) -> bool:
    """Whether words of the user's are a plain yes and nothing else.

    Args:
        text: A whole utterance.
        language: The session's language as a BCP 47 code, where it is known: its words count and
            the English ones, and no others.
    """
    if len(text) > _ENOUGH or "¿" in text or _UNFINISHED.search(text):
        return False
    lexicon = _lexicon(_base(language))
    said = list(_sentences(text, lexicon))
    if any(asks or any(map(_stops_in, clauses)) for clauses, asks in said):
        return False
    if _agrees(said):
        return True
    if sum(map(len, chain.from_iterable(clauses for clauses, _ in said))) > _PLAIN_YES:
        return False
    return _agrees(list(_sentences(_CLAUSE.sub(" ", without_labels(text)), lexicon)))


def only_stops(text: str, language: str | None = None) -> bool:
    """Whether words of the user's withdraw a function call and say nothing else.

    Args:
        text: A whole utterance.
        language: The session's language as a BCP 47 code, where it is known.
    """
    if len(text) > 2 * _ENOUGH:
        return False
    lexicon = _lexicon(_base(language))
    clauses = [clause for sentence, _ in _sentences(text, lexicon) for clause in sentence]
    pieces = [piece for clause in clauses for piece in clause]
    if not all(piece.means & (_STOP | _FILLER | _PLAIN) for piece in pieces):
        return False
    said = [piece for piece in pieces if piece.means & _STOP or piece.means & _PLAIN == _YES]
    return bool(said) and bool(said[-1].means & _STOP)


def languages_covered() -> tuple[str, ...]:
    """Return the codes of the languages in which stop and yes are known, as ISO 639 has them."""
    return tuple(sorted(TABLE))


def _withdraws(sentence: list[list[_Piece]], asks: bool) -> bool:
    if asks and len(sentence) > 1 and [piece.means & _TAG for piece in sentence[-1]] == [_TAG]:
        sentence = sentence[:-1]  # …, no?
    for clause in sentence:
        if _only_stops(clause) or any(piece.means & _ANYWHERE for piece in clause):
            return True
        if _first(clause, _OPENS, long=True) or _first(clause[::-1], _ENDS, long=True):
            return True
    flat = [piece for clause in sentence for piece in clause]
    if _first(flat, _OPENS) or (not asks and _first(flat[::-1], _ENDS)):
        return True
    edges = [bool(piece.means & (_OPENS | _ENDS)) for piece in flat]
    return any(one and other for one, other in pairwise(edges))


def _stops_in(clause: list[_Piece]) -> bool:
    return any(piece.means & _STOP for piece in clause)


def _agrees(said: list[tuple[list[list[_Piece]], bool]]) -> bool:
    pieces = [piece for clauses, _ in said for clause in clauses for piece in clause]
    return any(piece.means & _YES for piece in pieces) and all(
        piece.means & _PLAIN and not piece.means & _STOP for piece in pieces
    )


def _only_stops(clause: list[_Piece]) -> bool:
    return _stops_in(clause) and all(piece.means & (_STOP | _FILLER | _PLAIN) for piece in clause)


def _first(pieces: list[_Piece], where: int, *, long: bool = False) -> bool:
    """Whether the first piece that is more than a hesitation stops at that place."""
    for piece in pieces:
        if piece.means & _STOP or not piece.means & (_FILLER | _PLAIN):
            return bool(piece.means & where) and (piece.long or not long)
    return False


def _sentences(text: str, lexicon: _Lexicon) -> Iterator[tuple[list[list[_Piece]], bool]]:
    """Yield each sentence as clauses of phrases, and whether it is a question."""
    if len(text) > 2 * _ENOUGH:
        text = f"{text[:_ENOUGH]} x {text[-_ENOUGH:]}"
    text = _plain(without_labels(text))
    if _UNSPACED.search(text):
        text = _BLANK_LINKED.sub(", ", _BLANK_JOINED.sub("", text))
    at = 0
    for end in (*_SENTENCE.finditer(text), None):
        words = text[at : end.start() if end else None]
        asks = end is not None and any(sign in _ASKS for sign in end[0])
        at = end.end() if end else at
        clauses = [_pieces(clause, lexicon) for clause in _CLAUSE.split(words)]
        if any(clauses):
            yield [clause for clause in clauses if clause], asks


def _pieces(clause: str, lexicon: _Lexicon) -> list[_Piece]:
    words = [word for said in clause.split() if (word := said.strip(_EDGES))]
    if any("-" in word for word in words) or _UNSPACED.search(clause):
        words = [part for word in words for part in _parts(word, lexicon)]
    found: list[_Piece] = []
    at = 0
    while at < len(words):
        for size in range(lexicon.words.get(words[at], 0), 0, -1):
            means = lexicon.phrases.get(" ".join(words[at : at + size]), 0)
            if means and at + size <= len(words):
                found.append(_Piece(means, size > 1))
                at += size
                break
        else:
            found.append(_Piece(0))
            at += 1
    return found


def _parts(word: str, lexicon: _Lexicon) -> Iterable[str]:
    """Divide a word of a script without blanks into phrases and signs; join what was stammered."""
    if _UNSPACED.search(word):
        for run in _RUN.findall(word):
            yield from _signs(run, lexicon) if _UNSPACED.match(run) else [run]
        return
    *begun, last = word.strip("-").split("-")
    if begun and last and all(last.startswith(part) for part in begun):
        yield from [last] * (len(begun) + 1)  # s-stop, no-no-no
    elif word not in lexicon.phrases and (apart := word.replace("-", " ")) in lexicon.phrases:
        yield from apart.split()  # vas-y
    else:
        yield word


def _signs(run: str, lexicon: _Lexicon) -> Iterator[str]:
    at = 0
    while at < len(run):
        size = lexicon.signs.get(run[at], 1)
        while size > 1 and run[at : at + size] not in lexicon.phrases:
            size -= 1
        yield run[at : at + size]
        at += size


def _plain(text: str) -> str:
    """Return a text as the table is written: without capitals, apostrophes and silent marks."""
    if not text.isascii():
        text = _SILENT.sub("", unicodedata.normalize("NFKC", text.casefold()))
        text = unicodedata.normalize("NFC", text).translate(_ALIKE)
    return _APOSTROPHE.sub("", text.casefold())


def _base(language: str | None) -> str | None:
    base = (language or "").partition("-")[0].casefold()
    base = {"cmn": "zh", "yue": "zh", "no": "nb", "nn": "nb", "tl": "fil", "iw": "he"}.get(
        base, base
    )
    return base if base in TABLE else None


@lru_cache(maxsize=8)
def _lexicon(language: str | None) -> _Lexicon:
    phrases: dict[str, int] = {}
    for code, words in TABLE.items():
        here = code == language
        for stop in (words.stop, words.stop_here if here else ""):
            for phrase, means in _stops(stop, code):
                phrases[phrase] = phrases.get(phrase, 0) | means
    if language is not None:
        for phrase, means in _stops(TABLE[language].not_stop, language):
            edges = means & ~_STOP  # `no …` means something else in front, and is a stop alone
            phrases[phrase] = phrases.get(phrase, 0) & ~edges if edges else 0
    for code, words in TABLE.items():
        kinds = [(words.harmless, _HARMLESS), (words.tag, _TAG), (words.filler, _FILLER)]
        if language in (None, code) or code == "en":
            kinds += [(words.yes, _YES), (words.polite, _POLITE)]
        if language == code:
            kinds += [(words.yes_here, _YES)]
        for listed, kind in kinds:
            for phrase in _phrases(listed, code):
                phrases[phrase] = phrases.get(phrase, 0) | kind
    return _indexed({phrase: means for phrase, means in phrases.items() if means})


@cache
def _phrases(listed: str, code: str) -> tuple[str, ...]:
    """Return the phrases of a list, and Latin ones without their accents too."""
    found: list[str] = []
    for entry in listed.split(","):
        phrase = " ".join(word.strip(_EDGES) for word in _plain(entry).split())
        if _UNSPACED.search(phrase):
            phrase = phrase.replace(" ", "")
        found.append(phrase)
        if code not in _ACCENTS_MATTER and not phrase.isascii() and _LATIN.search(phrase):
            found.append(_MARK.sub("", unicodedata.normalize("NFD", phrase)))
    return tuple(phrase for phrase in found if phrase)


@cache
def _stops(listed: str, code: str) -> tuple[tuple[str, int], ...]:
    """Return each stop phrase with where it counts: `no …`, `… nicht`, `… forget it …`."""
    found: list[tuple[str, int]] = []
    for entry in listed.split(","):
        opens, ends = entry.rstrip().endswith("…"), entry.lstrip().startswith("…")
        means = _STOP | (_OPENS if opens else 0) | (_ENDS if ends else 0)
        if opens and ends:
            means |= _ANYWHERE
        for phrase in _phrases(entry.strip(" …\n"), code):
            # several words that open a sentence are as clear at its end
            found.append((phrase, means | (_ENDS if opens and " " in phrase else 0)))
    return tuple(found)


def _indexed(phrases: dict[str, int]) -> _Lexicon:
    words: dict[str, int] = {}
    signs: dict[str, int] = {}
    for phrase in phrases:
        first, *others = phrase.split()
        words[first] = max(words.get(first, 0), 1 + len(others))
        if _UNSPACED.match(phrase):
            signs[phrase[0]] = max(signs.get(phrase[0], 0), len(phrase))
    return _Lexicon(phrases, words, signs)
