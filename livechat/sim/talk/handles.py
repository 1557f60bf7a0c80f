"""Resumption handles: what a session was, kept for whoever comes back for it.

A handle given out `once` names its session: whoever resumes finds everything up to the drop. One
given out with a state stands for the session as it was then. Either is valid for two hours after
the session's last connection ("Session management with Live API") and may be used more than once.

A resume is refused while the connection before it is believed to be alive, and, on models measured
to do so, for a moment after a connection in which the model was silent has ended, however politely.
"""

from __future__ import annotations

import uuid
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from livechat.sim.mind.answer import Call
from livechat.sim.protocol.usage import Context
from livechat.sim.protocol.wire import INTERNAL, POLICY, Close
from livechat.sim.talk.calls import Returned
from livechat.sim.talk.steps import Step

LIFETIME_S: Final = 2 * 3600.0
"""Seconds a handle is valid, as documented."""

MOST_A_SESSION: Final = 8
"""Handles kept of one session, the newest; it may give out two a turn."""

MOST_SESSIONS: Final = 2_000
"""Sessions whose handles are kept; those of the oldest are forgotten."""

UNKNOWN: Final = Close(POLICY, "BidiGenerateContent session not found")
FAILED: Final = Close(INTERNAL, "Internal error encountered.")
"""The hosted service's words, for whoever resumes too early and for whoever finds the session
open."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A session as it was."""

    owner: str
    """Name of the session, which it keeps over all its connections."""
    context: Context
    unanswered: tuple[str, ...] = ()
    due: bool = False
    """Whether what is unanswered was a complete question."""
    utterances: tuple[bytes, ...] = ()
    """Speech whose words were not known yet: s16le mono, 16 kHz."""
    understood: int = 0
    """Utterances whose words were known."""
    steps: tuple[Step, ...] = ()
    """What was still to be said of the answer under way, and the last words before."""
    turns: int = 0
    """Answers that were given."""
    calls: Mapping[str, Call] = field(default_factory=dict)
    """Function calls without a result, by their ids."""
    made: tuple[str, ...] = ()
    """Ids of all function calls, the newest of them."""
    dropped: tuple[Call, ...] = ()
    """Calls that an interruption ended, to be made again."""
    results: tuple[Returned, ...] = ()
    """Results of functions that were not told yet."""
    seconds_received: float = 0.0
    """Sound received since the session began."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a handle is not taken."""

    close: Close
    why: str
    """For the server's log: the hosted service's words do not tell."""


NOT_FOUND: Final = Refused(UNKNOWN, "the handle is unknown or has expired")
STILL_OPEN: Final = Refused(FAILED, "the session is still open on another connection")
TOO_EARLY: Final = Refused(FAILED, "resumed too early after the end of an idle connection")


@dataclass(slots=True)
class _Session:
    """What is kept of one session."""

    names: deque[str] = field(default_factory=deque)
    """Its handles, oldest first."""
    open: bool = False
    ended: float = 0.0
    """When its last connection ended; while it is open, when the last handle was given out."""
    idle: bool = False
    """Whether the model was silent then."""
    state: Saved | None = None
    """As it was at that end."""


class Handles:
    """All handles of one server.

    Args:
        lifetime_s: Seconds a handle is valid after its session's end.
        make_name: A new handle, 36 characters as measured; nobody else's may be guessed from it.
    """

    def __init__(
        self,
        lifetime_s: float = LIFETIME_S,
        make_name: Callable[[], str] = lambda: str(uuid.uuid4()),
    ) -> None:
        self._lifetime_s = lifetime_s
        self._make_name = make_name
        self._states: dict[str, tuple[str, Saved | None]] = {}
        self._sessions: OrderedDict[str, _Session] = OrderedDict()

    def opened(self, owner: str) -> None:
        """A connection of a session began; its handles cannot be used until it has ended."""
        self._sessions.setdefault(owner, _Session()).open = True

    def ended(self, owner: str, now: float, state: Saved | None = None, *, idle: bool) -> None:
        """A connection of a session ended, however; only its first end counts.

        Args:
            owner: The session.
            now: Seconds on the server's clock.
            state: The session as it was; None: its handles bring states of their own.
            idle: Whether the model was silent.
        """
        session = self._sessions.get(owner)
        if session is None or not session.open:
            return
        session.open, session.ended, session.idle = False, now, idle
        session.state = state
        self._sessions.move_to_end(owner)
        if not session.names:
            del self._sessions[owner]

    def give(self, owner: str, now: float, state: Saved | None = None) -> str:
        """A new handle to an open session.

        Args:
            owner: The session.
            now: Seconds on the server's clock.
            state: What the handle stands for; None: the session up to its end.
        """
        handle = self._make_name()
        session = self._sessions.setdefault(owner, _Session(open=True))
        session.names.append(handle)
        session.ended = now
        self._states[handle] = owner, state
        if len(session.names) > MOST_A_SESSION:
            del self._states[session.names.popleft()]
        self._sessions.move_to_end(owner)
        self._forget_expired(now)
        if len(self._sessions) > MOST_SESSIONS:
            self.forget(next(iter(self._sessions)))
        return handle

    def forget(self, owner: str) -> None:
        """A session can never be resumed again."""
        session = self._sessions.pop(owner, None)
        for handle in session.names if session else ():
            del self._states[handle]

    def find(self, handle: str, now: float, early_s: float = 0.0) -> Saved | Refused:
        """What a handle stands for, or why it is not taken.

        Args:
            handle: What the client sent.
            now: Seconds on the server's clock.
            early_s: Seconds after an idle end in which the session cannot be resumed.
        """
        owner, state = self._states.get(handle, ("", None))
        session = self._sessions.get(owner)
        if session is None:
            return NOT_FOUND
        if session.open:
            return STILL_OPEN
        if now - session.ended >= self._lifetime_s:
            return NOT_FOUND
        if session.idle and now - session.ended < early_s:
            return TOO_EARLY
        found = state or session.state
        assert found is not None
        return found

    def _forget_expired(self, now: float) -> None:
        for owner, session in tuple(self._sessions.items()):
            if session.open:
                continue
            if now - session.ended < self._lifetime_s:
                break  # the others are younger
            self.forget(owner)
