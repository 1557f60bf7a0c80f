"""Observers that need neither a screen nor a disk of their own."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from livechat.core.state import ConversationState
from livechat.core.talk.events import (
    AudioReceived,
    AudioSent,
    CallEnded,
    Event,
    Notice,
    NotUnderstood,
)
from livechat.core.talk.transcript import Utterance

RESULT_CHARS: Final = 1_000
"""Characters of a function's result that are logged; all of it is in the session's journal."""


class EventLog:
    """Writes every event to a logger: sound and small talk as debug, the rest as info."""

    def __init__(self, logger: logging.Logger) -> None:
        self._logger = logger

    def observe(
        self, event: Event, finished: Sequence[Utterance], state: ConversationState
    ) -> None:
        """Log the event. Sound and handles are not in an event's `repr`."""
        match event:
            case AudioReceived() | AudioSent():
                self._logger.debug("%s %d bytes", event, len(event.pcm))
            case Notice() | NotUnderstood():
                self._logger.warning("%s", event)
            case CallEnded():
                brief = replace(event, result=event.result[:RESULT_CHARS])
                self._logger.info("%s %d characters", brief, len(event.result))
            case _:
                self._logger.info("%s", event)
        for said in finished:
            self._logger.info("%s", said)
