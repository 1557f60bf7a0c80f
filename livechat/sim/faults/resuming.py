"""Faults of a client that comes back with a handle."""

from __future__ import annotations

from livechat.sim.events import Event
from livechat.sim.faults.rule import Knock, Rule
from livechat.sim.protocol import wire
from livechat.sim.protocol.wire import INTERNAL, Close
from livechat.sim.talk.handles import UNKNOWN

BUSY = Close(INTERNAL, "Internal error encountered.")
"""How the service refuses a handle it knows (measured on 3.8, 2026-10)."""


class HandleExpires(Rule):
    """Refuses a handle that is too old."""

    def refuse(self, knock: Knock) -> Close | None:
        """The words for a session that nobody knows."""
        old = knock.now - knock.known.given_at >= self.fault.seconds
        return UNKNOWN if old and self.meets(0) else None


class EarlyResume(Rule):
    """Refuses whoever comes back at once."""

    def refuse(self, knock: Knock) -> Close | None:
        """An internal error, soon after the last connection ended in a pause."""
        past = knock.known.past
        if past.ended_at is None or past.answering or not self.meets(0):
            return None
        return BUSY if knock.now - past.ended_at < self.fault.seconds else None


class LockedSession(Rule):
    """Refuses whoever comes back while the lost connection is believed to be alive."""

    def refuse(self, knock: Knock) -> Close | None:
        """An internal error; after a while, the session is not known any more."""
        past = knock.known.past
        if past.politely or not self.meets(0):
            return None
        believed = past.ended_at is None or knock.now - past.ended_at < self.fault.seconds
        return BUSY if believed else UNKNOWN


class ForgottenSession(Rule):
    """Accepts a handle, and begins anew all the same."""

    def believe(self, event: Event) -> Event:
        """A setup without its handle."""
        if not isinstance(event, wire.Setup) or not self.meets(0):
            return event
        resumption = event.fields.get("sessionResumption") or {}
        if "handle" not in resumption:
            return event
        rest = {key: value for key, value in resumption.items() if key != "handle"}
        return wire.Setup({**event.fields, "sessionResumption": rest})
