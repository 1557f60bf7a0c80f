"""The seed history: what a new session is told of the conversation before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from livechat.core.link.policies import NEVER
from livechat.core.talk.transcript import Utterance
from livechat.core.text import unhidden

MAX_CHARS: Final = 40_000
"""Characters told, the newest: some 10,000 tokens, less than a tenth of the context window of the
models in use, and an hour of talk."""


@dataclass(frozen=True, slots=True)
class HistoryTurn:
    """What one side said until the other began."""

    role: Literal["user", "model"]
    text: str


def seed_history(
    before: Sequence[Utterance],
    said: Sequence[Utterance],
    *,
    resending: bool,
    answered_at: float = NEVER,
    given_up: Sequence[tuple[float, float]] = (),
    calls: str = "",
) -> tuple[HistoryTurn, ...]:
    """Return the conversation so far as turns, one side after the other.

    Thoughts are left out, and what of an answer was not heard.

    Args:
        before: What was said in the session that this one continues, on a clock of its own.
        said: What was said in this one, in the order in which it was finished.
        resending: Whether the user's words after the newest complete answer are sent again: then
            they are left out here, and so is an answer to them that broke off.
        answered_at: Seconds: when the newest complete answer began.
        given_up: From when to when questions were asked that were given up; the service failed on
            them, and is not told of them again.
        calls: What became of the function calls (`livechat.core.tools.account`).
    """
    own = [one for one in said if not _given_up(one, given_up)]
    own = [one for one in own if one.kind != "thought" and one.words]
    if resending:
        while own and own[-1].at >= answered_at and (own[-1].speaker == "user" or own[-1].lost):
            own.pop()
    told = [one for one in before if one.kind != "thought" and one.words] + own
    turns: list[HistoryTurn] = []
    if calls:
        turns.append(HistoryTurn("user", f"(Function calls so far:\n{calls})"))
    left = MAX_CHARS - len(calls)
    for one in reversed(told):
        if left <= 0:
            break
        words = unhidden(one.words)[-left:]
        if not words:
            continue
        if turns and turns[-1].role == one.speaker:
            turns[-1] = HistoryTurn(one.speaker, f"{words}\n{turns[-1].text}")
        else:
            turns.append(HistoryTurn(one.speaker, words))
        left -= len(words) + 1
    return tuple(reversed(turns))


def _given_up(one: Utterance, given_up: Sequence[tuple[float, float]]) -> bool:
    return one.speaker == "user" and any(since <= one.at <= until for since, until in given_up)
