"""How a turn of the model's goes on, as the service tells it: one table.

`livechat.core.talk.turns` says which signal an event is, and does what the table says.
"""

from __future__ import annotations

from enum import Enum, auto


class Phase(Enum):
    """How far the newest turn is."""

    CLOSED = auto()
    """Over, or none has begun."""
    OPEN = auto()
    WORKING = auto()
    """A part is over; the model works on the next one."""
    DEAD = auto()
    """Interrupted, and not over yet."""


class Signal(Enum):
    """What the table looks at."""

    OUTPUT = auto()
    """Something of the model's that belongs to the turn under way, or to a new one."""
    ANSWER = auto()
    """Output that answers something newer than the turn under way."""
    TRAILING = auto()
    """Words or sound of what is over."""
    UNCLEAR = auto()
    """Sound of which only what follows will tell whether it belongs to what is over."""
    INTERRUPT = auto()
    PART = auto()
    COMPLETE = auto()


class Deed(Enum):
    """What is done with an event."""

    TELL = auto()
    """It belongs to the newest turn."""
    BEGIN = auto()
    """It begins a turn."""
    REPLACE = auto()
    """It begins a turn; the one under way is over."""
    END = auto()
    """It ends the turn."""
    EMPTY = auto()
    """It ends a turn in which nothing came."""
    HOLD = auto()
    """It waits."""


_P, _S, _D = Phase, Signal, Deed

# A pair that is missing says nothing new: the event is dropped.
TABLE: dict[tuple[Phase, Signal], tuple[Deed, Phase]] = {
    (_P.CLOSED, _S.OUTPUT): (_D.BEGIN, _P.OPEN),
    (_P.CLOSED, _S.TRAILING): (_D.TELL, _P.CLOSED),
    (_P.CLOSED, _S.UNCLEAR): (_D.HOLD, _P.CLOSED),
    (_P.CLOSED, _S.INTERRUPT): (_D.TELL, _P.CLOSED),
    (_P.CLOSED, _S.PART): (_D.BEGIN, _P.WORKING),
    (_P.CLOSED, _S.COMPLETE): (_D.EMPTY, _P.CLOSED),
    (_P.OPEN, _S.OUTPUT): (_D.TELL, _P.OPEN),
    (_P.OPEN, _S.ANSWER): (_D.REPLACE, _P.OPEN),
    (_P.OPEN, _S.INTERRUPT): (_D.TELL, _P.DEAD),
    (_P.OPEN, _S.PART): (_D.TELL, _P.WORKING),
    (_P.OPEN, _S.COMPLETE): (_D.END, _P.CLOSED),
    (_P.WORKING, _S.OUTPUT): (_D.TELL, _P.OPEN),
    (_P.WORKING, _S.TRAILING): (_D.TELL, _P.WORKING),
    (_P.WORKING, _S.INTERRUPT): (_D.TELL, _P.DEAD),
    (_P.WORKING, _S.COMPLETE): (_D.END, _P.CLOSED),
    (_P.DEAD, _S.OUTPUT): (_D.TELL, _P.DEAD),
    (_P.DEAD, _S.ANSWER): (_D.REPLACE, _P.OPEN),
    (_P.DEAD, _S.COMPLETE): (_D.END, _P.CLOSED),
}
