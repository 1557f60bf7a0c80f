"""Where speech begins and ends, by what a voice detector says of each 32 ms of sound.

Rules:
1. Speech begins after `ONSET_WINDOWS` windows in a row that are likely speech. More is asked for
   while nothing plays, where a street or music must not open the microphone, than over the model's
   voice, which must stop at once.
2. Speech goes on while windows are likely speech; a lower probability is enough for that.
3. Speech ends after a silence (`EndRule`): a short one where what was said sounds finished, a
   longer one where it does not, and a longer one than the speaker's own pauses.
4. Who goes on right after an end was told had not finished: the next silences are waited for
   longer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

WINDOW_MS: Final = 32
"""Milliseconds of a window (`livechat.dsp.vad`)."""

ONSET: Final = 0.8
"""Probability from which a window begins speech. Ten minutes of recorded typing, music and traffic
each begin it once at most, and at 0.7 three times; of 92 voices, also at −55 dBFS, all begin it,
100 ms after their first sound at the median, 83 to 87 of them within 300 ms."""

ONSET_OVER_VOICE: Final = 0.5
"""The same over the model's voice: Silero's own threshold. Ten minutes of the model's echo never
pass it."""

STILL_SPEECH: Final = 0.6
"""Probability down to which speech under way goes on. With Silero's usual 0.35 half of the ends
are told 60 ms later (`bench/ends.py`)."""

STILL_OVER_VOICE: Final = 0.35
"""The same over the model's voice: 0.15 under its threshold, as Silero's authors advise."""

ONSET_WINDOWS: Final = 2
"""Windows in a row: a word is noticed in 64 ms, a click is not."""

PAUSE_WINDOWS: Final = 4
"""Windows of silence, 128 ms, that are a pause; a stop consonant is shorter."""

BRIEF_WINDOWS: Final = 31
"""Windows of speech, 1 s, below which an utterance is a word or two."""

MARGIN_MS: Final = 100
"""Milliseconds more than the speaker's own pauses."""

RESUMED_WINDOWS: Final = 16
"""Windows, 0.5 s, after an end within which the same speaker goes on with the same sentence: the
answer begins 0.25 s after an end, and nobody replies to it within another 0.25 s."""

PATIENCE_STEP_MS: Final = 200
"""Milliseconds more of silence after each end that was told too soon."""

PATIENCE_DECAY_MS: Final = 10
"""Milliseconds less after each other end."""

BACKSTOP_MS: Final = 200
"""Milliseconds by which the service is to be more patient than this machine, where this machine
tells it of ends: else it would end a sentence of its own accord while this machine still waits."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What this machine thinks of a chunk of the microphone."""

    speech: tuple[float, ...] = ()
    """For each window that ended in it, how likely somebody speaks, 0 to 1."""
    finished: float = 0.0
    """How finished what was said last sounds, 0 to 1."""
    over_voice: bool = False
    """Whether the model's voice sounded meanwhile."""


@dataclass(frozen=True, slots=True)
class EndRule:
    """How long a silence ends speech, in milliseconds."""

    finished_ms: int
    """After words that sound like the end of a sentence."""
    unfinished_ms: int
    """After words that do not."""
    brief_ms: int
    """After less than `BRIEF_WINDOWS` of speech that does not: a yes does not fall away as a
    sentence does."""
    most_ms: int
    """Maximum, however often the speaker has gone on after an end."""
    sure: float = 0.45
    """From which judgement on, 0 to 1, words sound finished."""

    @property
    def backstop_ms(self) -> int:
        """Milliseconds of silence after which the service may end speech by itself."""
        return self.most_ms + BACKSTOP_MS

    def silence_ms(
        self, finished: float, *, longest_pause_ms: int, patience_ms: int, brief: bool
    ) -> int:
        """Return how long a silence is the end.

        Args:
            finished: How finished the last words sound, 0 to 1.
            longest_pause_ms: The longest silence within the utterance so far.
            patience_ms: What is added for a speaker who has gone on after an end.
            brief: Whether hardly more than a word was said.
        """
        unfinished_ms = min(
            (self.brief_ms if brief else self.unfinished_ms) + patience_ms, self.most_ms
        )
        if finished < self.sure:
            return unfinished_ms
        usual_ms = longest_pause_ms + MARGIN_MS if longest_pause_ms else 0
        return min(max(self.finished_ms + patience_ms, usual_ms), unfinished_ms)


AUTO: Final = EndRule(finished_ms=350, unfinished_ms=850, brief_ms=640, most_ms=1_200)
"""Chosen on 384 read sentences, plain, quick, slow and with pauses of 0.3 to 1.2 s between words
(`bench/ends.py`)."""


PATIENT: Final = EndRule(finished_ms=700, unfinished_ms=1_150, brief_ms=1_000, most_ms=1_500)
"""For who asks that a pause be not readily taken for the end: the service waits 1 s then."""


def exactly(silence_ms: int) -> EndRule:
    """Return the rule that ends speech after so many milliseconds, whatever was said."""
    return EndRule(silence_ms, silence_ms, silence_ms, silence_ms)


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
        self._since_end: int | None = None
        """Windows since the last end; None: there was none, or it is not worth a thought."""
        self._patience_ms = 0

    def window(
        self, probability: float, finished: float = 0.0, *, over_voice: bool = False
    ) -> bool | None:
        """Take the next window; tell when speech began or ended.

        Args:
            probability: That somebody speaks in it, 0 to 1.
            finished: How finished what was said last sounds, 0 to 1.
            over_voice: Whether the model's voice sounds.

        Returns:
            True: it has begun; False: it has ended; None: nothing has changed.
        """
        if self._since_end is not None:
            self._since_end += 1
        if self.speaking:
            least = STILL_OVER_VOICE if over_voice else STILL_SPEECH
            changes = self._ends(probability < least, finished)
        else:
            likely = probability >= (ONSET_OVER_VOICE if over_voice else ONSET)
            self._run = self._run + 1 if likely else 0
            changes = self._run >= ONSET_WINDOWS
        if not changes:
            return None
        self.speaking = not self.speaking
        self._learn()
        self._run = self._longest_pause = self._spoken = 0
        return self.speaking

    def reset(self) -> None:
        """Forget everything heard, but not how patient the speaker wants it."""
        self.speaking, self._since_end = False, None
        self._run = self._longest_pause = self._spoken = 0

    def _ends(self, silent: bool, finished: float) -> bool:
        """Follow speech under way; return whether its end has come."""
        if not silent:
            if self._run >= PAUSE_WINDOWS:
                self._longest_pause = max(self._longest_pause, self._run)
            self._run = 0
            self._spoken += 1
            return False
        self._run += 1
        enough_ms = self._rule.silence_ms(
            finished,
            longest_pause_ms=self._longest_pause * WINDOW_MS,
            patience_ms=self._patience_ms,
            brief=self._spoken < BRIEF_WINDOWS,
        )
        return self._run * WINDOW_MS >= enough_ms

    def _learn(self) -> None:
        """Take note of an end, or of whether the one before came too soon."""
        if not self.speaking:
            self._since_end = 0
        elif self._since_end is not None:
            soon = self._since_end <= RESUMED_WINDOWS
            step = PATIENCE_STEP_MS if soon else -PATIENCE_DECAY_MS
            self._patience_ms = min(max(0, self._patience_ms + step), self._rule.most_ms)
            self._since_end = None
