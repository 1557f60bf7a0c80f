"""Where speech begins and ends, by what a voice detector says of each 32 ms of sound.

Rules:
1. Speech begins after `ONSET_WINDOWS` windows in a row that are likely speech.
2. Speech goes on while windows are likely speech; a lower probability is enough for that.
3. Speech ends after a silence: a short one where what was said sounds finished, a longer one where
   it does not, and in any case a longer one than the speaker's own pauses (`EndRule`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

THRESHOLD: Final = 0.5
"""Probability from which a window counts as speech: Silero's own."""

HYSTERESIS: Final = 0.15
"""Speech under way goes on down to this much under the threshold (Silero's advice)."""

ONSET_WINDOWS: Final = 2
"""Windows in a row: a word is noticed in 64 ms, a click is not."""

PAUSE_WINDOWS: Final = 4
"""Windows of silence, 128 ms, that are a pause; a stop consonant is shorter."""

BRIEF_WINDOWS: Final = 31
"""Windows of speech, 1 s, below which an utterance is a word or two."""

MARGIN_MS: Final = 100
"""Milliseconds more than the speaker's own pauses."""

WINDOW_MS: Final = 32
"""Milliseconds of a window (`livechat.dsp.vad`)."""


BACKSTOP_MS: Final = 400
"""Milliseconds by which the service is to be more patient than this machine, where this machine
tells it of ends: else it would end a sentence of its own accord while this machine still waits."""


@dataclass(frozen=True, slots=True)
class EndRule:
    """How long a silence ends speech, in milliseconds."""

    finished_ms: int
    """After words that sound like the end of a sentence."""
    unfinished_ms: int
    """After words that do not."""
    brief_ms: int
    """After less than `BRIEF_WINDOWS` of speech, at most: a yes does not fall away as a sentence
    does."""
    sure: float = 0.55
    """From which judgement on, 0 to 1, words sound finished."""

    @property
    def backstop_ms(self) -> int:
        """Milliseconds of silence after which the service may end speech by itself."""
        return max(self.finished_ms, self.unfinished_ms) + BACKSTOP_MS

    def silence_ms(self, finished: float, longest_pause_ms: int, *, brief: bool) -> int:
        """Return how long a silence is the end.

        Args:
            finished: How finished the last words sound, 0 to 1.
            longest_pause_ms: The longest silence within the utterance so far. Who has paused before
                is given more time than that.
            brief: Whether hardly more than a word was said.
        """
        if finished < self.sure:
            return self.brief_ms if brief else self.unfinished_ms
        usual_ms = longest_pause_ms + MARGIN_MS if longest_pause_ms else 0
        return min(max(self.finished_ms, usual_ms), self.unfinished_ms)


AUTO: Final = EndRule(finished_ms=400, unfinished_ms=900, brief_ms=640)
"""Measured on read sentences of 34 speakers. The end is told 500 ms after the last sound at the
median, and 2 to 4 in 100 short sentences are cut in two; a fixed 450 ms would cut 13, the service
alone at 640 ms cuts 5."""


def exactly(silence_ms: int) -> EndRule:
    """Return the rule that ends speech after so many milliseconds, whatever was said."""
    return EndRule(silence_ms, silence_ms, silence_ms)


class Endpointer:
    """Windows' probabilities in, the beginning and the end of speech out.

    Args:
        rule: Which silence is the end.
    """

    def __init__(self, rule: EndRule = AUTO) -> None:
        self.speaking = False
        self._rule = rule
        self._run = 0
        """Windows in a row that speak against the present state."""
        self._longest_pause = self._spoken = 0
        """Windows of the longest pause within the utterance, and of its speech."""

    def window(self, probability: float, finished: float = 0.0) -> bool | None:
        """Take the next window; tell when speech began or ended.

        Args:
            probability: That somebody speaks in it, 0 to 1.
            finished: How finished what was said last sounds, 0 to 1.

        Returns:
            True: it has begun; False: it has ended; None: nothing has changed.
        """
        if self.speaking:
            over = self._silent(probability < THRESHOLD - HYSTERESIS, finished)
        else:
            self._run = self._run + 1 if probability >= THRESHOLD else 0
            over = self._run >= ONSET_WINDOWS
        if not over:
            return None
        self._run = self._longest_pause = self._spoken = 0
        self.speaking = not self.speaking
        return self.speaking

    def _silent(self, silent: bool, finished: float) -> bool:
        """Follow speech under way; return whether its end has come."""
        if not silent:
            if self._run >= PAUSE_WINDOWS:
                self._longest_pause = max(self._longest_pause, self._run)
            self._run = 0
            self._spoken += 1
            return False
        self._run += 1
        longest_ms, brief = self._longest_pause * WINDOW_MS, self._spoken < BRIEF_WINDOWS
        enough_ms = self._rule.silence_ms(finished, longest_ms, brief=brief)
        return self._run * WINDOW_MS >= enough_ms

    def reset(self) -> None:
        """Forget everything heard."""
        self.speaking = False
        self._run = self._longest_pause = self._spoken = 0
