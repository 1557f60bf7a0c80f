"""What a display shows beside the conversation."""

from __future__ import annotations

from dataclasses import replace

import pytest

from livechat.core.face.view import LIVE_S, Microphone, View
from livechat.core.setup_spec import SetupSpec
from livechat.core.talk.events import (
    ActivityMarked,
    AudioSent,
    Connected,
    Connecting,
    DeviceLost,
    DeviceMissing,
    DeviceOpened,
    Disconnected,
    EchoControlled,
    Ended,
    Event,
    GoingAway,
    HandingOver,
    InputPaused,
    MicrophoneHeld,
    Muted,
    Preparing,
    Retrying,
    SettingChanged,
    SetupAccepted,
    SetupRefused,
    SoundTroubled,
)


def after(*events: Event) -> View:
    view = View()
    for event in events:
        view.fold(event)
    return view


OPENED = DeviceOpened(at=0, device="microphone", name="USB", rate=48_000, latency_ms=5)
LOST = DeviceLost(at=2, device="microphone", name="USB", reason="gone")
SENT = AudioSent(at=1, pcm=b"")
UP = Connected(at=0, model="m", practice=False)
HELD, SPOKEN = MicrophoneHeld(at=1, on=True), MicrophoneHeld(at=5, on=False)


@pytest.mark.parametrize(
    ("events", "is_"),
    [
        ([], "none"),
        ([OPENED], "paused"),
        ([SENT], "live"),
        ([SENT, InputPaused(at=1, last=False)], "live"),
        ([SENT, HELD], "live"),
        ([OPENED, HELD], "ready"),
        ([OPENED, HELD, SPOKEN], "paused"),
        ([OPENED, HELD, Muted(at=1, on=True)], "muted"),
        ([OPENED, HELD, LOST], "lost"),
        ([SENT, InputPaused(at=1, last=True)], "none"),
        ([SENT, Muted(at=1, on=True)], "muted"),
        ([SENT, Muted(at=1, on=True), Muted(at=1, on=False)], "paused"),
        ([SENT, ActivityMarked(at=1, speaking=False)], "paused"),
        ([SENT, ActivityMarked(at=1, speaking=True)], "live"),
        ([SENT, LOST], "lost"),
        ([SENT, LOST, OPENED], "paused"),
        ([SENT, LOST, SENT], "live"),
        ([SENT, Ended(at=1)], "live"),
    ],
)
def test_the_microphone_is_live_when_something_of_it_is_sent(
    events: list[Event], is_: Microphone
) -> None:
    """Not when it should be."""
    assert after(*events).microphone(1.1) == is_


def test_a_microphone_that_sends_nothing_is_not_live() -> None:
    """Whyever it stopped."""
    assert after(SENT).microphone(1 + LIVE_S) == "paused"


@pytest.mark.parametrize(
    "over",
    [
        Connected(at=3, model="m", practice=False),
        Disconnected(at=3, code=1000, reason=""),
        HandingOver(at=3, why="limit"),
    ],
)
def test_an_announced_end_is_that_of_its_connection(over: Event) -> None:
    """The next one has its own."""
    view = after(GoingAway(at=2, time_left_s=50))
    assert view.closes_at == 52
    view.fold(over)
    assert view.closes_at is None


def test_the_rest_is_the_newest_of_each() -> None:
    """Who is called, how the echo fares."""
    echo = EchoControlled(at=1, rung="aec", cancelled_db=31)
    view = after(
        Connecting(at=0, model="m", host="example.org"),
        EchoControlled(at=1, rung="aec", cancelled_db=None),
        echo,
    )
    assert (view.host, view.echo) == ("example.org", echo)


def test_the_setup_shown_is_the_one_in_force() -> None:
    """Not what was wished, and not what was refused (A8)."""
    kore, puck = SetupSpec(model="m", voice="Kore"), SetupSpec(model="m", voice="Puck")
    wish = SettingChanged(at=2, key="voice", value="Puck")
    assert after(wish).spec is None
    view = after(SetupAccepted(at=1, spec=kore), wish, SetupRefused(at=3, spec=puck, reason="No."))
    assert view.spec == kore
    view.fold(SetupAccepted(at=4, spec=puck))
    assert view.spec == puck


def test_a_step_is_there_when_it_is_told_or_its_device_is_open() -> None:
    """In the order in which they were asked for; a device that nobody asked for is no step."""
    view = after(
        Preparing(at=0, what="microphone"),
        Preparing(at=0, what="google-genai"),
        DeviceOpened(at=1, device="loudspeaker", name="USB", rate=48_000, latency_ms=5),
    )
    assert [*view.steps.items()] == [("microphone", False), ("google-genai", False)]
    view.fold(OPENED)
    view.fold(Preparing(at=2, what="google-genai", done=True))
    assert [*view.steps.items()] == [("microphone", True), ("google-genai", True)]
    assert view.microphone(2) == "paused"


def test_nothing_waits_for_a_device_that_is_missing() -> None:
    """The call begins without it, and it is known why; whoever wants none waits for none."""
    view = after(
        Preparing(at=0, what="microphone"),
        DeviceMissing(at=1, device="microphone", reason="No microphone found."),
        DeviceMissing(at=1, device="loudspeaker", reason=""),
    )
    assert view.steps == {"microphone": True}
    assert view.missing == {"microphone": "No microphone found.", "loudspeaker": ""}


def test_silence_that_was_not_sent_is_counted() -> None:
    """What is being kept back now, too."""
    held = after(OPENED, HELD, SPOKEN, MicrophoneHeld(at=10, on=True))
    assert held.unsent(10) == 4
    assert held.unsent(12.5) == 6.5
    assert after(OPENED).unsent(10) == 0


@pytest.mark.parametrize(
    "gone",
    [
        Disconnected(at=3, code=1006, reason=""),
        HandingOver(at=3, why="limit"),
        Retrying(at=3, in_s=1, attempt=1, reason=""),
    ],
)
def test_without_a_connection_nothing_could_have_been_sent(gone: Event) -> None:
    """That is no silence saved; from the next connection on it is again."""
    held = after(OPENED, UP, HELD, gone)
    assert held.unsent(10) == 2
    held.fold(replace(UP, at=20))
    assert held.unsent(25) == 7
    assert after(OPENED, UP, HELD, gone, SPOKEN, replace(UP, at=20)).unsent(25) == 2
    assert after(OPENED, UP, gone, MicrophoneHeld(at=10, on=True)).unsent(15) == 0
    assert after(OPENED, UP, HELD, gone).microphone(10) == "ready"


def test_it_is_known_when_sound_last_did_not_flow() -> None:
    """A display shows it for a while."""
    assert after().troubled_at is None
    gap = SoundTroubled(at=7, device="loudspeaker", what="underrun", count=1)
    assert after(gap).troubled_at == 7
