"""The gate of an open microphone: silence stays here, and the service is told where speech ends.

    HELD ── speech begins: what was just before it, then it ──► SPEAKING
     ▲                                                          │  ▲
     └── HOLD_MS of silence: end of the stream ── OPEN ◄────────┘  │
                                                   └─ speech begins┘
             SPEAKING → OPEN: end of the stream, so that the service answers at once

Why: an automatic detection waits some 800 ms before it believes that speech is over, and cuts that
short when the stream ends (PROTOCOL §11.6); and silence is billed as sound where the model listens
all the time, 0.30 USD an hour (§11.5).
"""

from __future__ import annotations

from collections import deque
from enum import Enum, auto
from typing import Final

from livechat.core.link.endpointing import (
    AUTO,
    ONSET_OVER_VOICE,
    STILL_OVER_VOICE,
    Endpointer,
    EndRule,
    Judgement,
)
from livechat.core.link.items import Item, Sound, SoundEnd

PREROLL_MS: Final = 1_000
"""Milliseconds from before speech was noticed that are sent too. Of 92 voices none is noticed
later, two at −55 dBFS in noise later than 500 ms; the slowest took 935 ms."""

HOLD_MS: Final = 3_000
"""Milliseconds of silence after which nothing more leaves: whoever goes on soon, or so quietly that
this machine does not notice, is heard by the service itself."""


class Stage(Enum):
    """What becomes of the sound now."""

    HELD = auto()
    """It is kept here until speech begins."""
    OPEN = auto()
    """It leaves; nobody speaks."""
    SPEAKING = auto()
    """It leaves; somebody speaks."""


class SpeechGate:
    """Follows the sound of one open microphone.

    Args:
        rule: Which silence ends speech.
        tells: Whether the service is told of the end of speech.
        holds: Whether long silence is kept here.
    """

    def __init__(self, rule: EndRule = AUTO, *, tells: bool = True, holds: bool = True) -> None:
        self.tells = tells
        self.stage = Stage.OPEN
        self._holds = holds
        self._endpointer = Endpointer(rule)
        self._preroll: deque[Sound] = deque()
        self._kept_ms = 0
        """Milliseconds of it."""
        self._silent_ms = 0

    @property
    def speaking(self) -> bool:
        """Whether somebody speaks, or has so recently that it is the same utterance."""
        return self.stage is Stage.SPEAKING

    @property
    def fresh(self) -> bool:
        """Whether it has taken nothing since it was made or reset."""
        return self.stage is Stage.OPEN and self._silent_ms == 0

    def voiced(self, probability: float) -> bool:
        """Whether a window of this probability holds speech, where the sound stands now."""
        return probability >= (STILL_OVER_VOICE if self.speaking else ONSET_OVER_VOICE)

    def take(self, chunk: Sound, judgement: Judgement) -> list[Item]:
        """Take a chunk, of 20 or 40 ms, and what is thought of it; return what leaves."""
        finished, over_voice = judgement.finished, judgement.over_voice
        items: list[Item] = []
        if self.stage is Stage.HELD:
            self._keep(chunk)
        else:
            items.append(chunk)
        for probability in judgement.speech:
            change = self._endpointer.window(probability, finished, over_voice=over_voice)
            if change is True:
                items += self._preroll
                self._forget_preroll()
                self.stage = Stage.SPEAKING
            elif change is False:
                items += [SoundEnd()] * self.tells
                self.stage = Stage.OPEN
        self._silent_ms = 0 if self.speaking else self._silent_ms + chunk.ms
        if self._holds and self.stage is Stage.OPEN and self._silent_ms >= HOLD_MS:
            items.append(SoundEnd())
            self.stage = Stage.HELD
        return items

    def watch(self, judgement: Judgement) -> None:
        """Follow who speaks in sound that leaves in any case: the talk key is down."""
        for probability in judgement.speech:
            change = self._endpointer.window(
                probability, judgement.finished, over_voice=judgement.over_voice
            )
            if change is not None:
                self.stage = Stage.SPEAKING if change else Stage.OPEN

    def reset(self) -> None:
        """Begin anew with an open gate: the sound before has nothing to do with what follows."""
        self.stage = Stage.OPEN
        self._endpointer.reset()
        self._forget_preroll()
        self._silent_ms = 0

    def _keep(self, chunk: Sound) -> None:
        self._preroll.append(chunk)
        self._kept_ms += chunk.ms
        while self._kept_ms > PREROLL_MS:
            self._kept_ms -= self._preroll.popleft().ms

    def _forget_preroll(self) -> None:
        self._preroll.clear()
        self._kept_ms = 0
