"""How each kind of item is kept in the outbox: one table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from livechat.core.link.items import (
    Activity,
    Item,
    Note,
    Sound,
    SoundEnd,
    System,
    ToolResult,
    Typed,
)

NEVER: Final = float("-inf")

MAX_ASKED: Final = 3
"""Times that one question is sent. Each time the whole context is billed; a question on which the
service failed three times fails the fourth time, too."""


@dataclass(frozen=True, slots=True)
class Policy:
    """How one kind of item is kept."""

    until: Literal["answered", "arrived", "sent"]
    """When it may be forgotten: an answer to it is complete; a sign of life came from the service
    after it was sent; it was sent."""
    asks: bool = False
    """Whether it is part of a question, which is sent `MAX_ASKED` times at most. Sound is, where
    somebody speaks in it."""
    newest_only: bool = False
    """Whether a newer one takes the place of one that waits."""
    one_session: bool = False
    """Whether only the service's session that asked for it can understand it."""


POLICIES: Final[dict[type[Item], Policy]] = {
    Sound: Policy("answered", asks=True),
    SoundEnd: Policy("answered"),
    Activity: Policy("answered", asks=True),
    Typed: Policy("answered", asks=True),
    Note: Policy("sent"),
    System: Policy("sent", newest_only=True),
    ToolResult: Policy("arrived", one_session=True),
}

_PROGRESS: Final = Policy("sent", one_session=True)
"""Of a function that has not returned: the next one is as good."""

_TOLD: Final = Policy("arrived")
"""Of a note that the model is to answer."""


def policy_of(item: Item) -> Policy:
    """How an item is kept."""
    match item:
        case ToolResult(more=True):
            return _PROGRESS
        case Note(answered=True):
            return _TOLD
        case _:
            return POLICIES[type(item)]


@dataclass(slots=True)
class Spell:
    """Speech without a long pause in it: it is answered, or forgotten, as a whole."""

    at: float
    """Seconds: when the newest of it was handed over."""
    sent_at: float = NEVER
    """Seconds: when some of it was last sent."""


@dataclass(slots=True)
class Entry:
    """An item that is kept."""

    item: Item
    at: float
    """Seconds: when it was handed over."""
    sent_at: float = NEVER
    """Seconds: when it was last sent."""
    times: int = 0
    """How often it was given to a connection; whether it got through that time is not known."""
    in_words: bool = False
    """Whether it was given to a session that does not know its call."""
    spell: Spell | None = None
    """Where somebody speaks in it: what it is part of."""

    @property
    def policy(self) -> Policy:
        """How it is kept."""
        return policy_of(self.item)

    @property
    def voiced(self) -> bool:
        """Whether somebody speaks in it."""
        return isinstance(self.item, Sound) and self.item.voiced

    @property
    def says(self) -> bool:
        """Whether the service would miss it: more than silence, and than a mark of silence."""
        item = self.item
        return item.voiced if isinstance(item, Sound) else self.policy.asks

    @property
    def must_arrive(self) -> bool:
        """Whether it is kept until it has arrived, whatever is answered meanwhile."""
        # Of sound there are thousands: it is not looked up.
        return not isinstance(self.item, Sound) and self.policy.until == "arrived"


def as_taken(entry: Entry, *, manual: bool, session: int, told_at: float = NEVER) -> Item | None:
    """What waits as a connection takes it; None: the connection would refuse it, or need not know.

    Args:
        entry: What waits.
        manual: Whether the connection expects marks of speech (`Activity`).
        session: Number of the service's session.
        told_at: Seconds: what was handed over before, a session that is not the first was told of
            when it began.
    """
    item, told = entry.item, entry.at < told_at
    match item:
        case Activity(speaking=True) if not manual:
            return None
        case Activity() if not manual:
            return SoundEnd()  # the microphone stops all the same
        case SoundEnd() if manual:
            return None
        case ToolResult() if item.session != session and (told or item.more):
            return None
        case Note() if told:
            return None
        case _:
            return item


def size_of(item: Item) -> int:
    """Bytes of sound in it."""
    return len(item.pcm) if isinstance(item, Sound) else 0
