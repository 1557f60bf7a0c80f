"""The event log."""

from __future__ import annotations

import logging

import pytest

from livechat.app.observers import EventLog
from livechat.core.state import ConversationState
from livechat.core.talk.events import AudioSent, Event, LineEntered, Notice, ResumptionUpdated


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
