"""Barge-in: what this machine does at once when you speak over the model.

Rules:
1. When speech begins over the model's voice, as this machine hears it
   (`livechat.core.link.endpointing`), the voice is ducked, long before the service can have said
   anything.
2. The service decides. When it says `interrupted`, the voice fades away, and the next answer is
   full again. When it has said nothing `RESTORE_S` after the speech ended, or the voice has ended
   by itself, the voice comes back to full.
3. When the microphone is muted, lost or changed, or waits for the key of push-to-talk, the voice
   comes back at once: nobody can speak over it then.
"""

from __future__ import annotations

from enum import Enum, auto

RELEASE_S = 0.32
"""Seconds without a voice after which speech over the model has ended, for its voice to come back:
sooner than for the service, which must not cut a sentence in two. A cough costs a second of it."""

RESTORE_S = 0.8
"""Seconds. The service's `interrupted` takes 50 to 100 ms beyond its own voice detection, which
needs up to half a second of speech; it came by then, or will not come."""

DUCKED_DB = -15.0
"""Decibels: quiet enough to hear oneself speak, loud enough to know that the model goes on."""


class Voice(Enum):
    """How the model's voice sounds."""

    FULL = auto()
    DUCKED = auto()
    """You speak."""
    WAITING = auto()
    """You spoke; still ducked, in case the service interrupts."""


class Signal(Enum):
    """What the table looks at."""

    ONSET = auto()
    """You begin to speak while the model's voice sounds."""
    RELEASE = auto()
    """You stop."""
    INTERRUPTED = auto()
    """The service has interrupted the model."""
    ENDED = auto()
    """Nothing of the model's voice sounds any more."""
    PATIENCE = auto()
    """`RESTORE_S` have passed."""
    DEAF = auto()
    """The microphone hears nothing of you any more."""


_V, _S = Voice, Signal

# A pair that is missing keeps its state.
TABLE: dict[tuple[Voice, Signal], Voice] = {
    (_V.FULL, _S.ONSET): _V.DUCKED,
    (_V.DUCKED, _S.RELEASE): _V.WAITING,
    (_V.DUCKED, _S.INTERRUPTED): _V.FULL,
    (_V.DUCKED, _S.ENDED): _V.FULL,
    (_V.DUCKED, _S.DEAF): _V.FULL,
    (_V.WAITING, _S.ONSET): _V.DUCKED,
    (_V.WAITING, _S.INTERRUPTED): _V.FULL,
    (_V.WAITING, _S.ENDED): _V.FULL,
    (_V.WAITING, _S.PATIENCE): _V.FULL,
    (_V.WAITING, _S.DEAF): _V.FULL,
}


class Ducking:
    """Follows the table."""

    def __init__(self) -> None:
        self.state = Voice.FULL

    @property
    def ducked(self) -> bool:
        """Whether the model's voice is to be quiet."""
        return self.state is not Voice.FULL

    def follow(self, signal: Signal) -> bool:
        """Take a signal; return whether `ducked` has changed."""
        before = self.ducked
        self.state = TABLE.get((self.state, signal), self.state)
        return self.ducked is not before
