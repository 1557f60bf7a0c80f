"""Telling a display what happened, as a conversation would."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from livechat.app.ports import Observer
from livechat.core.setup_spec import SetupSpec
from livechat.core.state import ConversationState
from livechat.core.talk.events import Ended, Event, TurnComplete, TurnEvent
from livechat.core.talk.turns import Turns

LATER_S = 10.0
"""Seconds after which nothing trails a turn."""


def numbered(events: Iterable[Event]) -> Iterator[Event]:
    """The events of a story as the ledger tells them, where each turn has been asked for.

    A turn settles as soon as it is over. What has its number already is told as it is.
    """
    turns = Turns()
    turns.accepted(SetupSpec(model="m", modality="text"), 1)
    turns.user_asked(0)
    for event in events:
        match event:
            case TurnEvent(turn=turn) if turn:
                yield event
            case Ended():
                yield from turns.close(event.at, lost=False)
                yield event
            case TurnComplete():
                yield from turns.number(event)
                yield from (replace(one, at=event.at) for one in turns.tick(event.at + LATER_S))
                turns.user_asked(event.at)
            case _:
                yield from turns.number(event)


def tell(
    display: Observer, events: Iterable[Event], state: ConversationState | None = None
) -> ConversationState:
    """Fold the events one by one and show each to the display; return the state at the end."""
    state = state or ConversationState()
    for event in numbered(events):
        display.observe(event, state.fold(event), state)
    return state
