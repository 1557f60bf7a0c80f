"""What a loudspeaker's device is doing, as the thread that writes into it knows.

Rules:
1. A device starts to play when it holds enough, which its system decides. Until then what is
   written waits in it, and nobody waits for it to sound.
2. Between answers it plays silence, or runs dry: that is a policy of its owner, who writes silence
   or does not.
3. A device that was found empty starts anew, whatever it was doing.
"""

from __future__ import annotations

from enum import Enum, auto


class Output(Enum):
    """What the device is doing."""

    DRY = auto()
    """It holds nothing."""
    STARTING = auto()
    """It holds something, but not enough to play."""
    PLAYING = auto()
    """It plays the voice."""
    SILENT = auto()
    """It plays silence."""


class Signal(Enum):
    """What the table looks at."""

    VOICE = auto()
    """A piece of the voice was written."""
    SILENCE = auto()
    """A piece of silence was written."""
    ENOUGH = auto()
    """It holds enough to play."""
    EMPTY = auto()
    """It holds nothing any more."""


_O, _S = Output, Signal

# A pair that is missing keeps its state.
TABLE: dict[tuple[Output, Signal], Output] = {
    (_O.DRY, _S.VOICE): _O.STARTING,
    (_O.DRY, _S.SILENCE): _O.STARTING,
    (_O.STARTING, _S.ENOUGH): _O.PLAYING,
    (_O.STARTING, _S.EMPTY): _O.DRY,
    (_O.PLAYING, _S.SILENCE): _O.SILENT,
    (_O.PLAYING, _S.EMPTY): _O.DRY,
    (_O.SILENT, _S.VOICE): _O.PLAYING,
    (_O.SILENT, _S.EMPTY): _O.DRY,
}
