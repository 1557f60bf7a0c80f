"""The rest of a prompt: words that are no part of a request, where an argument may stand.

I live in Paris. Is it cold? Please call get_weather.
└ rest ───────┘  └ rest ───┘        └ the request ─┘
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from livechat.sim.mind.clauses import Clause
from livechat.sim.mind.vocabulary import (
    ASKING_VERBS,
    AUXILIARIES,
    DOING_VERBS,
    FINITE,
    GREETINGS,
    NEGATIONS,
    ORDERS,
    OTHER_VERBS,
    PLAIN_VERBS,
    PRONOUNS,
    QUESTION_WORDS,
    VAGUE,
    WISHES,
)
from livechat.sim.mind.words import Word, words_of

MOST_RUNS: Final = 16
"""Pieces of a prompt that are looked at for an argument, the nearest ones."""

MOST_WORDS: Final = 200
"""Words of one of them that are looked at."""

Place = tuple[int, int]
"""Where words stand in a text: from and to, in characters."""


def runs(text: str, taken: Iterable[Place], near: int) -> list[tuple[Word, ...]]:
    """Words in a row in one sentence, none of them taken; the nearest before a place first.

    Args:
        text: The prompt.
        taken: What belongs to requests.
        near: Where the request stands that lacks something, in characters.
    """
    places = list(taken)
    found: list[list[Word]] = [[]]
    end = 0
    for word in words_of(text):
        free = not any(first <= word.start < last for first, last in places)
        if not free or _END.search(text, end, word.start):
            found.append([])
        if free:
            found[-1].append(word)
        end = word.end
    rows = [tuple(row[:MOST_WORDS]) for row in found if row]
    before = [row for row in rows if row[0].start < near]
    after = [row for row in rows if row[0].start >= near]
    return [*reversed(before), *after][:MOST_RUNS]


def clauses(
    text: str, rows: Iterable[Sequence[Word]], naming: AbstractSet[str], labels: AbstractSet[str]
) -> list[Clause]:
    """Rows of words to look for arguments in.

    Args:
        text: The prompt.
        rows: The words of each.
        naming: Stems that name the function, which are no argument.
        labels: Stems that name a parameter.
    """

    def matched(row: Sequence[Word]) -> AbstractSet[int]:
        names = {at for at, word in enumerate(row) if word.stem in naming}
        return names | {0} if row[0].plain in OPENING else names

    return [Clause(text, row, matched(row), labels) for row in rows]


_END: Final = re.compile(r"[.!?;][\"'”’)]*\s|\n")

OPENING: Final = (
    frozenset(word for phrase in GREETINGS | WISHES | ORDERS for word in phrase)
    | (ASKING_VERBS | AUXILIARIES | DOING_VERBS | FINITE | NEGATIONS | OTHER_VERBS)
    | (PLAIN_VERBS | PRONOUNS | QUESTION_WORDS | VAGUE)
)
"""Words that are written with a capital only because a sentence begins with them."""
