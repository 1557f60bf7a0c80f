"""Telling a display what happened, as a conversation would."""

from __future__ import annotations

from collections.abc import Iterable

from livechat.app.ports import Observer
from livechat.core.state import ConversationState
from livechat.core.talk.events import Event


def tell(
    display: Observer, events: Iterable[Event], state: ConversationState | None = None
) -> ConversationState:
    """Fold the events one by one and show each to the display; return the state at the end."""
    state = state or ConversationState()
    for event in events:
        numbered, finished = state.fold(event)
        display.observe(numbered, finished, state)
    return state
