"""Who speaks over the model's voice, and when nobody can: every state of the microphone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pytest

from livechat.app.conversation import Conversation
from livechat.core.face.commands import Act, Change, Intent
from livechat.core.link.uplink import SPAN_S, TAIL_S
from livechat.core.setup_spec import SetupSpec
from livechat.core.talk.events import (
    ActivityMarked,
    AudioReceived,
    DeviceLost,
    DeviceOpened,
    Ducked,
    Event,
    MicrophoneHeld,
    Muted,
    Notice,
    SettingChanged,
    SpeechDetected,
)
from livechat.core.talk.turn_state import TurnState
from tests.support.conversing import Steered, changed, steer
from tests.support.fakes import MANUAL, SPEC, FakeDevices, FakeLink, FakeSpeaker, Judged

PTT_ON, PTT_OFF = (Change("sound.push_to_talk", value) for value in ("on", "off"))
LOST = DeviceLost(at=0, device="microphone", name="USB", reason="gone")
OPENED = DeviceOpened(at=0, device="microphone", name="USB", rate=16_000, latency_ms=5)

Script = tuple[float | Intent | Callable[[], None], ...]

VOICE_AT_S: Final = 2.0
"""Seconds: when the model's voice begins. It sounds until the end of the call."""

BEFORE: Final[dict[str, tuple[SetupSpec, Script, bool]]] = {
    "an open microphone": (SPEC, (), True),
    "muted": (SPEC, (Act.MUTE,), False),
    "muted and unmuted": (SPEC, (Act.MUTE, 0.1, Act.MUTE), True),
    "push-to-talk, key up": (MANUAL, (), False),
    "push-to-talk, key down": (MANUAL, (Act.PRESS,), True),
    "push-to-talk, tapped on": (MANUAL, (Act.TALK,), True),
    "push-to-talk, key released": (MANUAL, (Act.PRESS, 0.5, Act.RELEASE), False),
    "push-to-talk, muted": (MANUAL, (Act.MUTE,), False),
    "push-to-talk, muted with the key down": (MANUAL, (Act.PRESS, Act.MUTE, Act.PRESS), False),
    "push-to-talk, unmuted": (MANUAL, (Act.MUTE, Act.MUTE), False),
    "push-to-talk, unmuted, key down": (MANUAL, (Act.MUTE, Act.MUTE, Act.PRESS), True),
    "push-to-talk switched off": (MANUAL, (PTT_OFF,), True),
    "push-to-talk switched off and muted": (MANUAL, (PTT_OFF, Act.MUTE), False),
    "push-to-talk switched on": (SPEC, (PTT_ON,), False),
    "push-to-talk switched on, key down": (SPEC, (PTT_ON, 0.5, Act.PRESS), True),
    "push-to-talk switched on and off": (SPEC, (PTT_ON, 0.5, PTT_OFF), True),
}
"""Setup, what is done before the voice sounds, and whether speech over it is heard then."""


def talked(
    spec: SetupSpec, *script: float | Intent | Callable[[], None], microphone: Judged
) -> Steered:
    """A call whose model speaks from `VOICE_AT_S` on."""
    link = FakeLink(spec=spec)
    link.unasked = [(VOICE_AT_S, AudioReceived(at=0, pcm=bytes(4_800)))]
    return steer(
        *script,
        link=link,
        speaker=FakeSpeaker(sounds=True),
        microphone=microphone,
        configure=changed,
        devices=FakeDevices(),
    )


@pytest.mark.parametrize(("spec", "before", "heard"), BEFORE.values(), ids=BEFORE)
def test_the_voice_is_lowered_for_whom_the_microphone_hears(
    spec: SetupSpec, before: Script, heard: bool
) -> None:
    """And only then does the screen, or a program that reads events, learn that somebody speaks."""
    microphone = Judged()
    waits_s = VOICE_AT_S + 0.1 - sum(step for step in before if isinstance(step, float))
    script = (*before, waits_s, microphone.speak, 0.5)
    steered = talked(spec, *script, microphone=microphone)
    assert [one.speaking for one in steered.notebook.of(SpeechDetected)] == [True] * heard
    assert [one.on for one in steered.notebook.of(Ducked)] == [True] * heard
    assert steered.speaker.done.count(("duck", True)) == heard
    assert not steered.notebook.of(MicrophoneHeld)


@pytest.mark.parametrize(("spec", "before", "heard"), BEFORE.values(), ids=BEFORE)
def test_a_call_in_which_nobody_can_be_heard_is_idle(
    spec: SetupSpec, before: Script, heard: bool
) -> None:
    """Whoever speaks beside a muted microphone puts off nothing."""
    microphone, idle_s = Judged(), 10.0
    waits_s = 9.5 - sum(step for step in before if isinstance(step, float))
    steered = steer(
        *before, waits_s, microphone.speak, 2.5, link=FakeLink(spec=spec), microphone=microphone,
        configure=changed, idle_s=idle_s,
    )  # fmt: skip
    assert any("Hanging up." in one and "Idle" in one for one in steered.notices) is not heard


MIDST: Final[dict[str, tuple[SetupSpec, Intent | Event, type[Event], float]]] = {
    "muted": (SPEC, Act.MUTE, Muted, 0.0),
    "lost": (SPEC, LOST, DeviceLost, 0.0),
    "opened anew": (SPEC, OPENED, DeviceOpened, 0.0),
    "another one chosen": (SPEC, Change("sound.mic", "USB"), SettingChanged, 0.0),
    "push-to-talk switched on": (SPEC, PTT_ON, SettingChanged, 0.0),
    "push-to-talk, key released": (MANUAL, Act.RELEASE, ActivityMarked, TAIL_S + SPAN_S),
    "push-to-talk, muted": (MANUAL, Act.MUTE, Muted, 0.0),
    "push-to-talk, lost": (MANUAL, LOST, DeviceLost, 0.0),
}
"""What becomes of the microphone in mid-speech, what tells of it, and after how many seconds."""


@pytest.mark.parametrize(("spec", "what", "told", "after_s"), MIDST.values(), ids=MIDST)
def test_the_voice_comes_back_at_once_when_the_microphone_hears_no_more(
    spec: SetupSpec, what: Intent | Event, told: type[Event], after_s: float
) -> None:
    """Nobody says so, nobody would bring it back before the answer's end."""
    at_s = VOICE_AT_S + 0.5
    microphone = Judged((at_s, what)) if isinstance(what, Event) else Judged()
    begins: Script = (*[Act.PRESS] * spec.manual, at_s - 0.4, microphone.speak, 0.4)
    steps: Script = () if isinstance(what, Event) else (what,)
    steered = talked(spec, *begins, *steps, after_s + 0.05, microphone=microphone)
    down, up = steered.notebook.of(Ducked)[:2]
    assert (down.on, up.on) == (True, False)
    assert up.at == pytest.approx(steered.notebook.of(told)[-1].at, abs=0.001)
    assert up.at - down.at == pytest.approx(0.36 + after_s, abs=0.021)
    assert [one.speaking for one in steered.notebook.of(SpeechDetected)][:2] == [True, False]


def test_a_pause_while_the_key_is_down_ends_nothing() -> None:
    """The user says with the key when speech ends: nothing is let go of, nothing is sent."""
    microphone, seen, calls = Judged(), list[TurnState](), list[Conversation]()
    link = FakeLink(spec=MANUAL)
    steered = steer(
        0.1, Act.PRESS, microphone.speak, 1.0, microphone.stop, 30.0,
        lambda: seen.append(calls[0].state.turn),
        link=link, microphone=microphone, began=calls.append,
    )  # fmt: skip
    assert seen == [TurnState.HEARING]
    assert [one.speaking for one in steered.notebook.of(SpeechDetected)] == [True, False]
    assert not steered.notebook.of(MicrophoneHeld)
    assert not steered.notebook.of(Notice)
    assert link.items == [("stop", 0, None), ("activity", True)]
