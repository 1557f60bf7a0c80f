"""The event log."""

from __future__ import annotations

import logging

import pytest

from livechat.app.observers import RESULT_CHARS, EventLog
from livechat.core.state import ConversationState
from livechat.core.talk.events import AudioSent, Event, LineEntered, Notice, ResumptionUpdated
from tests.support.called import ended


def test_events_are_logged_without_sound_and_handles(caplog: pytest.LogCaptureFixture) -> None:
    """A log may be shown to others."""
    caplog.set_level(logging.DEBUG)
    log, state = EventLog(logging.getLogger("livechat.test")), ConversationState()
    events: list[Event] = [
        AudioSent(at=1, pcm=b"\x51\x52" * 320),
        ResumptionUpdated(at=2, resumable=True, handle="secret-handle"),
        Notice(at=3, text="the disk is full", level="warning"),
        LineEntered(at=4, text="hello"),
    ]
    for event in events:
        log.observe(event, state.fold(event), state)
    assert "640 bytes" in caplog.text
    assert "QR" not in caplog.text
    assert "secret-handle" not in caplog.text
    assert [record.levelname for record in caplog.records] == [
        "DEBUG",
        "INFO",
        "WARNING",
        "INFO",
        "INFO",
    ]
    assert "Utterance" in caplog.records[-1].message


def test_of_a_long_result_the_beginning_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """All of it is in the journal."""
    caplog.set_level(logging.INFO)
    log, state = EventLog(logging.getLogger("livechat.test")), ConversationState()
    event = ended(1, result="x" * 100_000)
    log.observe(event, state.fold(event), state)
    assert "100000 characters" in caplog.text
    assert RESULT_CHARS <= caplog.text.count("x") < 2 * RESULT_CHARS
