"""How loud the microphone is, at the time at which it hears."""

from __future__ import annotations

import pytest

from livechat.core.face.meters import FALL_DB_S, Meters
from livechat.core.levels import QUIETEST_DBFS, rms_dbfs
from livechat.core.talk.events import AudioSent, Ended, Event, Muted

LOUD, SOFT = b"\x00\x40", b"\x00\x04"
LOUD_DBFS, SOFT_DBFS = rms_dbfs(LOUD), rms_dbfs(SOFT)


def after(*events: Event) -> Meters:
    meters = Meters()
    for event in events:
        meters.fold(event)
    return meters


def test_nothing_is_silence() -> None:
    """Before a sound the needle rests."""
    meters = after(Ended(at=0))
    assert meters.mic(5) == QUIETEST_DBFS
    assert not meters.moving(5)


def test_the_microphone_rises_at_once_and_falls_slowly() -> None:
    """A louder chunk counts; a quieter one does not hide it before its time."""
    meters = after(
        AudioSent(at=1, pcm=b"", dbfs=LOUD_DBFS), AudioSent(at=1.02, pcm=b"", dbfs=SOFT_DBFS)
    )
    assert meters.mic(1.02) == pytest.approx(LOUD_DBFS - 0.02 * FALL_DB_S)
    assert meters.moving(1.1)
    meters.fold(AudioSent(at=3, pcm=b"", dbfs=SOFT_DBFS))
    assert meters.mic(3) == SOFT_DBFS
    assert meters.mic(9) == QUIETEST_DBFS
    assert not meters.moving(9)


def test_the_last_second_can_be_looked_back_at() -> None:
    """As a display does that shows how the level moved."""
    meters = after(
        AudioSent(at=1, pcm=b"", dbfs=SOFT_DBFS), AudioSent(at=1.3, pcm=b"", dbfs=LOUD_DBFS)
    )
    assert meters.mic(0.9) == QUIETEST_DBFS
    assert meters.mic(1) == SOFT_DBFS
    assert meters.mic(1.3) == LOUD_DBFS


def test_sound_that_left_late_is_not_shown_as_new() -> None:
    """The meter shows what is said now, not what waited for the link."""
    late = AudioSent(at=5, pcm=b"", captured_at=1, dbfs=LOUD_DBFS)
    assert after(late).mic(5) == QUIETEST_DBFS


def test_a_muted_microphone_is_silent_at_once() -> None:
    """Whatever was said before."""
    assert (
        after(AudioSent(at=1, pcm=b"", dbfs=LOUD_DBFS), Muted(at=1, on=True)).mic(1)
        == QUIETEST_DBFS
    )
