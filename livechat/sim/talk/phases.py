"""What the model is doing, as one table.

```text
phase       cue           next
OPENING     SETUP         LISTENING    the first message was a setup that fits
LISTENING   ANSWER        SPEAKING     there is something to answer, and nobody is talking
SPEAKING    ASK           WAITING      functions are being run; nothing to say before
WAITING     RESUME        SPEAKING     their results are there, or have been waited for enough
SPEAKING    GENERATED     PLAYING      the last word has been sent: generationComplete
PLAYING     WORK          WORKING      turnComplete, but more is to come: IN_PROGRESS
WORKING     RESUME        SPEAKING     what was worked on is known
PLAYING     PLAYED        LISTENING    the client is believed to have played it: turnComplete
SPEAKING    WITHDRAW      LISTENING    nothing was sent yet, and the user goes on: no word of it
SPEAKING    INTERRUPT     LISTENING    the user spoke or typed: interrupted, turnComplete
WAITING     INTERRUPT     LISTENING    likewise; toolCallCancellation
WORKING     INTERRUPT     LISTENING    likewise
PLAYING     INTERRUPT     LISTENING    likewise; generationComplete had gone out before
any         CLOSE         CLOSED       nothing more is sent
```
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto
from typing import Final


class Phase(Enum):
    """What the model is doing."""

    OPENING = auto()
    LISTENING = auto()
    SPEAKING = auto()
    WAITING = auto()
    WORKING = auto()
    PLAYING = auto()
    CLOSED = auto()


class Cue(Enum):
    """What moves a session from one phase to the next."""

    SETUP = auto()
    ANSWER = auto()
    ASK = auto()
    RESUME = auto()
    GENERATED = auto()
    WORK = auto()
    PLAYED = auto()
    WITHDRAW = auto()
    INTERRUPT = auto()
    CLOSE = auto()


ANSWERING: Final = frozenset({Phase.SPEAKING, Phase.WAITING, Phase.WORKING, Phase.PLAYING})
"""Phases with an answer under way."""

PHASES: Final[Mapping[tuple[Phase, Cue], Phase]] = {
    (Phase.OPENING, Cue.SETUP): Phase.LISTENING,
    (Phase.LISTENING, Cue.ANSWER): Phase.SPEAKING,
    (Phase.SPEAKING, Cue.ASK): Phase.WAITING,
    (Phase.WAITING, Cue.RESUME): Phase.SPEAKING,
    (Phase.SPEAKING, Cue.GENERATED): Phase.PLAYING,
    (Phase.PLAYING, Cue.WORK): Phase.WORKING,
    (Phase.WORKING, Cue.RESUME): Phase.SPEAKING,
    (Phase.PLAYING, Cue.PLAYED): Phase.LISTENING,
    (Phase.SPEAKING, Cue.WITHDRAW): Phase.LISTENING,
    **{(phase, Cue.INTERRUPT): Phase.LISTENING for phase in ANSWERING},
    **{(phase, Cue.CLOSE): Phase.CLOSED for phase in (Phase.OPENING, Phase.LISTENING, *ANSWERING)},
}
