"""What was said, as a new session is told of it when an old one cannot be resumed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from livechat.core.link.exchange import NEVER
from livechat.core.talk.transcript import Utterance

MOST_CHARS: Final = 40_000
"""Characters told, the newest: some 10,000 tokens, less than a tenth of the context window of the
models in use, and an hour of talk."""


@dataclass(frozen=True, slots=True)
class HistoryTurn:
    """What one side said, until the other began."""

    role: Literal["user", "model"]
    text: str


def seed_history(
    utterances: Sequence[Utterance], *, asked_again: bool, answered_at: float = NEVER
) -> tuple[HistoryTurn, ...]:
    """The conversation in turns, one side after the other.

    Args:
        utterances: In the order in which they were finished; thoughts are left out, and what of
            an answer was not heard.
        asked_again: Whether the user's words after the last answer are sent again anyway; an
            answer that broke off is none.
        answered_at: When the newest answer began that is complete. What the user had said by then
            is not sent again, whether or not anything of the answer was heard.
    """
    told = [one for one in utterances if one.kind != "thought" and one.words]
    if asked_again:
        while told and told[-1].at >= answered_at and (told[-1].speaker == "user" or told[-1].lost):
            told.pop()
    turns: list[HistoryTurn] = []
    left = MOST_CHARS
    for one in reversed(told):
        words = one.words[-left:]
        if turns and turns[-1].role == one.speaker:
            turns[-1] = HistoryTurn(one.speaker, f"{words}\n{turns[-1].text}")
        else:
            turns.append(HistoryTurn(one.speaker, words))
        left -= len(words) + 1
        if left <= 0:
            break
    return tuple(reversed(turns))
