"""When the parts of a turn come: as measured on the hosted service, or at once.

The figures are those of 120 sessions with `gemini-3.8-live`, published with their wire logs
(2026-09-29 to 10-04): an open microphone, chunks of 100 ms, automatic detection, all defaults.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

PaceChoice = Literal["real", "instant"]

Span = tuple[float, float]
"""Seconds: the shortest and the longest."""

SILENCE_USUAL_MS: Final = 640
"""Milliseconds of silence that end speech where a session is to begin and end it readily."""

_NONE: Final[Span] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Timeline:
    """Seconds between what happens and what is told about it."""

    setup: Span = _NONE
    """From the setup to `setupComplete`. Measured from the start of the connection: 255 to 340 ms,
    some 20 of which are spent before the setup even on one machine."""
    handle: Span = _NONE
    """From `setupComplete` to the handle of a new session; that of a resumed one is not waited
    for."""
    refused: Span = _NONE
    """From the setup to the refusal of its handle."""
    noticed: Span = _NONE
    """From the detection of speech, some 64 ms into it, to `ACTIVITY_START` and `interrupted`."""
    understood: Span = _NONE
    """From the silence that ended speech, 640 ms after its last sound, to its words and the answer:
    1,150 to 1,300 ms in all. Only the sum was measured."""
    flushed: Span = _NONE
    """From the client's word that speech has ended to its words and the answer."""
    generated: Span = _NONE
    """From the last piece of sound to `generationComplete`."""
    result: Span = _NONE
    """From a function's result to the answer that it makes."""
    speed: float = 0.0
    """Seconds of sound sent in a second; 0 sends it all at once."""
    playback: float = 0.0
    """Share of the sound's length, counted from its first piece, until `turnComplete`."""
    work: float = 0.0
    """Seconds of work between two parts of an extended-thinking answer."""

    def waiting(self, silence_ms: int) -> Timeline:
        """The same where speech ends after other milliseconds of silence than usual: the answer
        comes when it ever did, unless there is not time enough.
        """
        more_s = (silence_ms - SILENCE_USUAL_MS) / 1000
        least, most = (max(0.0, seconds - more_s) for seconds in self.understood)
        return replace(self, understood=(least, most) if any(self.understood) else _NONE)

    def prompt(self) -> Timeline:
        """The same where nothing is held back: who thinks and hears takes time by itself."""
        return Timeline(
            refused=self.refused, speed=self.speed, playback=self.playback, work=self.work
        )


TIMELINES: Final[Mapping[PaceChoice, Timeline]] = {
    "real": Timeline(
        setup=(0.235, 0.3),
        handle=(0.102, 0.116),
        refused=(0.48, 0.69),
        noticed=(0.12, 0.16),
        understood=(0.52, 0.64),
        flushed=(0.25, 0.25),
        generated=(0.03, 0.03),
        result=(0.51, 0.73),
        speed=4.0,
        playback=1.0,
        work=1.0,
    ),
    "instant": Timeline(),
}
"""By the name of the pace."""


class Tempo:
    """Draws the times of one session.

    Args:
        line: Between which limits.
        dice: Decide where in between.
    """

    def __init__(self, line: Timeline, dice: random.Random) -> None:
        self.line = line
        self._dice = dice

    def draw(self, span: Span) -> float:
        """Seconds within a span of the time line."""
        return self._dice.uniform(*span)
