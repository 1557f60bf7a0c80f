"""How loud both sides are, at the time at which they are heard."""

from __future__ import annotations

import pytest

from livechat.core.face.meters import FALL_DB_S, LONGEST, SHOWN_S, STEP_S, TURNS, Meters
from livechat.core.levels import QUIETEST_DBFS, rms_dbfs
from livechat.core.pcm import OUTPUT_RATE
from livechat.core.play.bargein import DUCKED_DB
from livechat.core.talk.events import (
    AudioReceived,
    AudioSent,
    Ducked,
    Ended,
    Event,
    Muted,
    PlaybackFinished,
    PlaybackStarted,
    VolumeChanged,
)

STEP = round(OUTPUT_RATE * STEP_S)
LOUD, SOFT = b"\x00\x40", b"\x00\x04"
LOUD_DBFS, SOFT_DBFS = rms_dbfs(LOUD), rms_dbfs(SOFT)


def after(*events: Event) -> Meters:
    meters = Meters()
    for event in events:
        meters.fold(event)
    return meters


def answer(*events: Event, pcm: bytes) -> Meters:
    return after(AudioReceived(at=1, turn=1, pcm=pcm), PlaybackStarted(at=2, turn=1), *events)


def test_nothing_is_silence() -> None:
    """Before a sound both needles rest."""
    meters = after(Ended(at=0))
    assert meters.mic(5) == meters.voice(5) == QUIETEST_DBFS
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


def test_refused_sound_does_not_move_the_meter() -> None:
    """Nobody hears it."""
    refused = AudioReceived(at=2.02, turn=1, pcm=LOUD * 20 * STEP, refused=True)
    assert answer(refused, pcm=SOFT * STEP).voice(2.5) == QUIETEST_DBFS


def test_a_muted_microphone_is_silent_at_once() -> None:
    """Whatever was said before."""
    assert (
        after(AudioSent(at=1, pcm=b"", dbfs=LOUD_DBFS), Muted(at=1, on=True)).mic(1)
        == QUIETEST_DBFS
    )


def test_the_voice_is_shown_when_it_sounds_not_when_it_comes() -> None:
    """All at once it came; step by step it is heard."""
    meters = answer(pcm=SOFT * 10 * STEP + LOUD * 10 * STEP)
    assert meters.voice(1.9) == QUIETEST_DBFS
    assert meters.voice(2.01) == pytest.approx(SOFT_DBFS, abs=0.5)
    assert meters.voice(2.51) == pytest.approx(LOUD_DBFS, abs=0.5)
    assert meters.moving(2.9)
    assert meters.voice(3.01) == QUIETEST_DBFS
    assert meters.moving(3.01)  # a display shows what has just been
    assert not meters.moving(3.01 + SHOWN_S)


def test_pieces_of_any_size_are_the_same_sound() -> None:
    """A step may be cut anywhere."""
    pieces = [AudioReceived(at=1, turn=1, pcm=LOUD * 100) for _ in range(24)]
    meters = after(*pieces, PlaybackStarted(at=2, turn=1))
    assert meters.voice(2.09) == pytest.approx(LOUD_DBFS, abs=0.5)
    assert meters.voice(2.11) == QUIETEST_DBFS


def test_after_a_hole_the_voice_goes_on_when_it_comes() -> None:
    """A network that is too slow does not put the needle ahead of the sound."""
    late = AudioReceived(at=7, turn=1, pcm=LOUD * STEP)
    meters = answer(late, pcm=SOFT * STEP)
    assert meters.voice(6.9) == QUIETEST_DBFS
    assert meters.voice(7.01) == pytest.approx(LOUD_DBFS, abs=0.5)


def test_the_next_answer_waits_for_its_own_beginning() -> None:
    """Its sound came while the one before was still heard."""
    second = AudioReceived(at=2, turn=2, pcm=LOUD * 20 * STEP)
    meters = answer(second, pcm=SOFT * 20 * STEP)
    assert meters.voice(2.9) == pytest.approx(SOFT_DBFS, abs=0.5)
    meters.fold(PlaybackStarted(at=3, turn=2))
    meters.fold(PlaybackFinished(at=3, turn=1, heard=1))
    assert meters.voice(3.5) == pytest.approx(LOUD_DBFS, abs=0.5)


def test_a_silenced_answer_falls_silent() -> None:
    """What was cut off does not go on in the meter."""
    meters = answer(PlaybackFinished(at=2.1, turn=1, heard=1, unheard=9), pcm=LOUD * 20 * STEP)
    assert meters.voice(2.2) == QUIETEST_DBFS
    assert not meters.moving(2.2)


def test_volume_and_ducking_count() -> None:
    """It is the level that leaves the loudspeaker."""
    pcm = LOUD * 20 * STEP
    assert answer(VolumeChanged(at=2, percent=10), pcm=pcm).voice(2.5) == pytest.approx(-26, abs=1)
    assert answer(VolumeChanged(at=2, percent=0), pcm=pcm).voice(2.5) == QUIETEST_DBFS
    ducked = answer(Ducked(at=2, on=True), pcm=pcm)
    assert ducked.voice(2.5) == pytest.approx(LOUD_DBFS + DUCKED_DB, abs=0.5)
    ducked.fold(Ducked(at=3, on=False))
    assert ducked.voice(2.5) == pytest.approx(LOUD_DBFS, abs=0.5)
    assert answer(VolumeChanged(at=2, percent=200), pcm=b"\xff\x7f" * 20 * STEP).voice(2.5) == 0


def test_what_is_kept_is_bounded() -> None:
    """Answers without end and turns that never sound cost no memory without end."""
    meters = answer(pcm=LOUD * STEP)
    for _ in range(3):
        meters.fold(AudioReceived(at=1, turn=1, pcm=bytes(LONGEST * STEP)))
    assert meters.voice(2 + LONGEST * STEP_S + 0.01) == QUIETEST_DBFS
    for turn in range(2, 3 + TURNS):
        meters.fold(AudioReceived(at=1, turn=turn, pcm=LOUD * STEP))
    assert meters.voice(2.01) == QUIETEST_DBFS  # the oldest went
