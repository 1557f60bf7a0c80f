"""While a room is quiet, two chunks make one: half the messages, half the work for each.

The service advises pieces of 20 to 40 ms. A chunk that is quiet waits for the next one; with the
first that is louder, or may be speech, both leave at once. So only silence is late, by 20 ms; an
interruption of the model's voice never is.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Final

from livechat.app.ports import Chunk
from livechat.core.levels import SpeechLevel

UNLIKELY: Final = 0.15
"""Probability below which a window is nothing like speech."""


class QuietPairs:
    """Pairs the quiet chunks of one microphone. For one thread."""

    def __init__(self) -> None:
        self._level = SpeechLevel()
        self._waiting: Chunk | None = None

    def take(self, chunk: Chunk) -> list[Chunk]:
        """Take a chunk that was judged; return what leaves now: nothing, a pair, or each alone."""
        quiet = self._is_quiet(chunk)
        before, self._waiting = self._waiting, None
        if before is None and quiet:
            self._waiting = chunk
            return []
        if before is None:
            return [chunk]
        return [_joined(before, chunk)] if quiet else [before, chunk]

    def _is_quiet(self, chunk: Chunk) -> bool:
        louder = self._level.voiced(chunk.dbfs)
        judgement = chunk.judgement
        if louder or judgement is None:
            return False
        return max(judgement.speech, default=0.0) < UNLIKELY


def _joined(first: Chunk, second: Chunk) -> Chunk:
    assert first.judgement is not None
    assert second.judgement is not None
    speech = first.judgement.speech + second.judgement.speech
    power = (10 ** (first.dbfs / 10) + 10 ** (second.dbfs / 10)) / 2
    return replace(
        second,
        pcm=first.pcm + second.pcm,
        dbfs=10 * math.log10(power),
        judgement=replace(second.judgement, speech=speech),
    )
