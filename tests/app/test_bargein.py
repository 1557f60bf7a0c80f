"""The model's voice while the user speaks over it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from livechat.app.bargein import BargeIn
from livechat.app.ports import Emit
from livechat.core.play.bargein import RELEASE_S, RESTORE_S
from livechat.core.talk.events import (
    AudioSent,
    Ducked,
    Ended,
    Event,
    Interrupted,
    PlaybackFinished,
    PlaybackStarted,
    SpeechDetected,
)
from tests.support.virtual_time import run


class Ears:
    """A speaker of which only ducking matters."""

    def __init__(self) -> None:
        self.idle = True
        self.pending_s = 0.0
        self.ducked: list[bool] = []

    def duck(self, on: bool) -> None:
        self.ducked.append(on)

    def set_volume(self, percent: int) -> None: ...

    def play(self, turn: int, pcm: bytes) -> None: ...

    def complete(self, turn: int) -> None: ...

    def interrupt(self, turn: int) -> None: ...

    async def run(self, emit: Emit) -> None: ...


ONSET, RELEASE = SpeechDetected(at=0, speaking=True), SpeechDetected(at=0, speaking=False)


def ducked(
    script: Iterable[float | Event], *, idle: bool = True, on: bool = True
) -> tuple[list[bool], list[bool]]:
    """What the speaker was told and what was emitted, after events and waits in seconds.

    Args:
        script: Those.
        idle: Whether nothing sounds any more when playback of a turn has finished.
        on: Whether the voice is to be lowered at all.
    """
    ears, events = Ears(), list[Event]()
    ears.idle = False

    async def main() -> None:
        barge_in = BargeIn(ears, events.append, on=on)
        for step in script:
            if isinstance(step, Event):
                if isinstance(step, PlaybackStarted | PlaybackFinished):
                    ears.idle = idle and isinstance(step, PlaybackFinished)
                barge_in.observe(step)
            else:
                await asyncio.sleep(step)

    run(main())
    return ears.ducked, [event.on for event in events if isinstance(event, Ducked)]


def test_speech_over_the_voice_lowers_it_at_once() -> None:
    """The service has said nothing yet."""
    assert ducked([PlaybackStarted(at=0, turn=1), ONSET]) == ([True], [True])


def test_speech_while_nothing_sounds_lowers_nothing() -> None:
    """The answer to it is full. One that begins while the user goes on is lowered."""
    over = PlaybackFinished(at=0, turn=1, heard=1)
    answer = PlaybackStarted(at=0, turn=2)
    assert ducked([over, 0.1, ONSET, RELEASE, answer])[0] == []
    assert ducked([over, 0.1, ONSET, answer])[0] == [True]


def test_an_answer_to_somebody_who_has_just_fallen_silent_is_not_lowered() -> None:
    """The end of speech is not known yet: it takes longer than the service took to answer."""
    over = PlaybackFinished(at=0, turn=1, heard=1)
    for silent_s, lowered in (RELEASE_S - 0.1, [True]), (RELEASE_S + 0.1, []):
        spoken = [AudioSent(at=5, captured_at=5, pcm=b"", voiced=True)]
        answer = PlaybackStarted(at=5 + silent_s, turn=2)
        assert ducked([over, ONSET, *spoken, answer])[0] == lowered


def test_who_does_not_want_it_hears_the_voice_as_it_is() -> None:
    """Whatever is said over it."""
    assert ducked([PlaybackStarted(at=0, turn=1), ONSET], on=False) == ([], [])


def test_an_interruption_ends_it() -> None:
    """The next answer is full again, and no alarm comes late."""
    assert ducked([ONSET, RELEASE, Interrupted(at=0), 2 * RESTORE_S])[0] == [True, False]


def test_a_cough_is_forgiven() -> None:
    """When no interruption follows, the voice comes back by itself, not before."""
    assert ducked([ONSET, RELEASE, RESTORE_S - 0.01])[0] == [True]
    assert ducked([ONSET, RELEASE, RESTORE_S + 0.01])[0] == [True, False]


def chunks(voiced: bool, since_s: float, until_s: float) -> list[float | Event]:
    """Sound of the microphone, chunk by chunk, in real time."""
    count = round((until_s - since_s) / 0.02)
    times = [since_s + (number + 1) * 0.02 for number in range(count)]
    sent = [AudioSent(at=at, captured_at=at, pcm=b"", voiced=voiced) for at in times]
    return [step for one in sent for step in (0.02, one)]


def test_a_cough_is_forgiven_long_before_the_end_of_speech_is_certain() -> None:
    """For the service an end is a longer silence."""
    cough = [ONSET, *chunks(True, 0, 0.2), *chunks(False, 0.2, 0.84), RELEASE]
    until_s = 0.2 + RELEASE_S + RESTORE_S
    assert ducked([*cough, *chunks(False, 0.84, until_s - 0.06)])[0] == [True]
    assert ducked([*cough, *chunks(False, 0.84, until_s + 0.06)])[0] == [True, False]


def test_who_goes_on_after_a_pause_keeps_it_low() -> None:
    """Though no new beginning is told: it is the same speech."""
    pause_s = RELEASE_S + RESTORE_S / 2
    story = [
        *chunks(True, 0, 0.2),
        *chunks(False, 0.2, 0.2 + pause_s),
        *chunks(True, 0.2 + pause_s, 2.0),
    ]
    assert ducked([ONSET, *story])[0] == [True]


def test_sound_that_is_no_speech_over_the_voice_changes_nothing() -> None:
    """Before, after, and where nobody speaks."""
    assert ducked([*chunks(True, 0, 0.2), *chunks(False, 0.2, 2.0)])[0] == []


def test_speech_that_goes_on_keeps_it_low() -> None:
    """A pause between two words is not the end."""
    pause = RESTORE_S / 2
    assert ducked([ONSET, RELEASE, pause, ONSET, 3 * RESTORE_S])[0] == [True]


def test_the_end_of_the_voice_ends_it_unless_another_answer_sounds() -> None:
    """Nothing is left to be lowered."""
    over = PlaybackFinished(at=0, turn=1, heard=1)
    assert ducked([ONSET, over])[0] == [True, False]
    assert ducked([ONSET, over], idle=False)[0] == [True]


def test_the_end_of_the_call_ends_it() -> None:
    """No alarm comes after it: whoever observes may be closed."""
    assert ducked([ONSET, RELEASE, Ended(at=0), 2 * RESTORE_S]) == ([True], [True])
