"""What goes wrong without anybody saying so: told, instead of silence.

Turns can complete empty or too early, utterances can be ignored, transcripts can repeat, as users
of the Live API report.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from livechat.core.link.exchange import Exchange
from livechat.core.talk.events import Event, OutputTranscribed, ServiceTroubled, TurnComplete

NO_ANSWER_S: Final = 10.0
"""Seconds after the user's words. Published medians for the first sound are 1.2 to 1.6 s."""

STALLED_S: Final = 10.0
"""Seconds without a message in the middle of an answer, which comes faster than it is played."""

REPEATS: Final = 3
"""Pieces of one answer's words that came twice in a row; people say “no, no”, not three times."""

_AGAIN: Final = "Say it again, or type it."
_REASKED: Final = "If nothing comes, it is asked again over a new connection."
_SHOWN: Final = "The words are shown as they come."


class Watchdog:
    """Follows one connection.

    Args:
        exchange: Where the exchange stands; folded by whoever holds both.
    """

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._told: tuple[str, float] | None = None
        """The silence that was told: what was waited for, and since when."""
        self._piece = ""
        self._repeats = 0

    def fold(self, event: Event) -> ServiceTroubled | None:
        """Take an event of the connection, before the exchange takes it."""
        match event:
            case OutputTranscribed(text=text) if any(map(str.isalpha, text)):
                if self._repeats_itself(text):
                    return ServiceTroubled(at=event.at, what="repeated_transcript", doing=_SHOWN)
            case TurnComplete(more=False):
                self._piece, self._repeats = "", 0
                if self._asked and not (self._exchange.said or self._exchange.interrupted):
                    return ServiceTroubled(at=event.at, what="empty_turn", doing=_AGAIN)
            case _:
                pass
        return None

    def _repeats_itself(self, text: str) -> bool:
        """Whether this piece is the one by which it becomes certain."""
        if text == self._piece:
            self._piece = ""
            self._repeats += 1
            return self._repeats == REPEATS
        if self._piece and self._repeats < REPEATS:  # the last one came once
            self._repeats = 0
        self._piece = text
        return False

    @property
    def _asked(self) -> bool:
        """Whether the user has said anything since the last turn."""
        now = self._exchange
        return now.due or now.spoken_at > now.closed_at

    def due(self, now: float) -> ServiceTroubled | None:
        """What is to be told at this time; each silence is told once."""
        waiting = self._waiting()
        if waiting is None or now < waiting.until:
            return None
        silence = (waiting.what, waiting.since)
        if silence == self._told:
            return None
        self._told = silence
        return ServiceTroubled(at=now, what=waiting.what, doing=waiting.doing)

    def _waiting(self) -> _Waiting | None:
        now = self._exchange
        if now.calls or now.working or now.talking:
            return None
        if now.open and not now.generated:
            until = max(now.message_at, now.sounds_until) + STALLED_S
            return _Waiting("stalled", now.message_at, until, _REASKED)
        if now.owed_since is not None:
            until = max(now.owed_since, now.sounds_until) + NO_ANSWER_S
            return _Waiting("no_answer", now.owed_since, until, _REASKED)
        if now.understood_at is not None and not now.open:
            until = max(now.understood_at, now.spoken_at) + NO_ANSWER_S
            return _Waiting("no_answer", now.understood_at, until, _AGAIN)
        return None


@dataclass(frozen=True, slots=True)
class _Waiting:
    """What is waited for."""

    what: Literal["no_answer", "stalled"]
    since: float
    """Seconds: what came last before it."""
    until: float
    """When it has lasted too long, in seconds."""
    doing: str
