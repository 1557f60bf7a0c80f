"""What follows when a connection ends: one table.

Rules:
1. What is said of a connection that was never accepted differs from what is said of one that was:
   at the setup a refusal is final, in mid-call it is tried again once, with the handle.
2. A refusal of a setup with a handle may mean the handle: that is dropped first. Only a refusal
   without one can mean a changed setup, which is then taken back.
3. A resumption may come too early, or while the service believes the old connection alive: both are
   refused as if the service were busy (1011), and neither is a fault (PROTOCOL §11.2).
4. Trouble of the network's or the service's is waited out.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import Final

from livechat.errors import (
    Cause,
    CreditsError,
    InvalidArgumentError,
    LivechatError,
    NetworkError,
    RateLimitError,
    RefusedError,
    UnknownSessionError,
)


class When(Enum):
    """What the connection was doing."""

    BEGINNING = auto()
    """It was the first, and not accepted yet."""
    RESUMING = auto()
    """It was to resume a session, and not accepted yet."""
    RENEWING = auto()
    """It was to begin a new session in the place of an old one, and not accepted yet."""
    TALKING = auto()
    """It was accepted."""


class Ending(Enum):
    """How it ended."""

    TROUBLED = auto()
    """It was closed, lost or could not be made, or too many requests were made; a while later it
    may be better."""
    BUSY = auto()
    """The service has trouble of its own (1011, 503)."""
    NOWHERE = auto()
    """Nothing could be reached."""
    UNFIT = auto()
    """Something that was sent does not fit the model (1007)."""
    FORGOTTEN = auto()
    """The session to be resumed is not known."""
    REFUSED = auto()
    """The service refused or aborted it for another reason (1008)."""
    FINAL = auto()
    """Nothing that livechat can do would help: no credential, no credits."""


class Deed(Enum):
    """What is done."""

    RETRY = auto()
    """Wait and try again, for as long as that makes sense."""
    RESUME_LATER = auto()
    """Try again soon, without a word; after some seconds begin a new session."""
    DROP_HANDLE = auto()
    """Begin a new session that is told what was said; if there was no handle, fail."""
    TAKE_BACK = auto()
    """Go on with the setup that was in force; if nothing was changed, fail."""
    FORGET_QUESTION = auto()
    """Go on without what was sent last; fail if that was done just before."""
    ONCE_MORE = auto()
    """Go on; fail if that was done just before."""
    FAIL = auto()


_W, _E, _D = When, Ending, Deed

TABLE: Final[dict[tuple[When, Ending], Deed]] = {
    (_W.BEGINNING, _E.TROUBLED): _D.RETRY,
    (_W.BEGINNING, _E.BUSY): _D.RETRY,
    (_W.BEGINNING, _E.NOWHERE): _D.FAIL,  # whoever has just typed a command wants to know
    (_W.BEGINNING, _E.UNFIT): _D.FAIL,
    (_W.BEGINNING, _E.FORGOTTEN): _D.FAIL,
    (_W.BEGINNING, _E.REFUSED): _D.FAIL,
    (_W.RESUMING, _E.TROUBLED): _D.RETRY,
    (_W.RESUMING, _E.BUSY): _D.RESUME_LATER,
    (_W.RESUMING, _E.NOWHERE): _D.RETRY,
    (_W.RESUMING, _E.UNFIT): _D.DROP_HANDLE,
    (_W.RESUMING, _E.FORGOTTEN): _D.DROP_HANDLE,
    (_W.RESUMING, _E.REFUSED): _D.DROP_HANDLE,
    (_W.RENEWING, _E.TROUBLED): _D.RETRY,
    (_W.RENEWING, _E.BUSY): _D.RETRY,
    (_W.RENEWING, _E.NOWHERE): _D.RETRY,
    (_W.RENEWING, _E.UNFIT): _D.TAKE_BACK,
    (_W.RENEWING, _E.FORGOTTEN): _D.TAKE_BACK,
    (_W.RENEWING, _E.REFUSED): _D.TAKE_BACK,
    (_W.TALKING, _E.TROUBLED): _D.RETRY,
    (_W.TALKING, _E.BUSY): _D.RETRY,
    (_W.TALKING, _E.NOWHERE): _D.RETRY,
    (_W.TALKING, _E.UNFIT): _D.FORGET_QUESTION,
    (_W.TALKING, _E.FORGOTTEN): _D.DROP_HANDLE,
    (_W.TALKING, _E.REFUSED): _D.ONCE_MORE,
    **{(when, _E.FINAL): _D.FAIL for when in When},
}


def ending_of(error: LivechatError) -> Ending:
    """How a connection ended, by its error."""
    match error:
        case NetworkError(cause="busy"):
            return Ending.BUSY
        case NetworkError(cause="unreachable"):
            return Ending.NOWHERE
        case NetworkError() | RateLimitError():
            return Ending.TROUBLED
        case InvalidArgumentError():
            return Ending.UNFIT
        case UnknownSessionError():
            return Ending.FORGOTTEN
        case CreditsError():
            return Ending.FINAL
        case RefusedError():
            return Ending.REFUSED
        case _:
            return Ending.FINAL


def cause_of(error: LivechatError) -> Cause:
    """What kind of trouble an error is, for the time to wait."""
    match error:
        case NetworkError(cause=cause):
            return cause
        case RateLimitError():
            return "limited"
        case _:
            return "ended"


def retry_after_s(error: LivechatError) -> float:
    """Seconds after which the service wants to be tried again; 0: it did not say."""
    match error:
        case NetworkError(retry_after_s=seconds) | RateLimitError(retry_after_s=seconds):
            return seconds or 0.0
        case _:
            return 0.0
