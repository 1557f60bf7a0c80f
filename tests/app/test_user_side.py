"""What the user does, in calls over stand-ins for the ports."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import pytest

from livechat.app.conversation import Conversation
from livechat.app.ports import Emit
from livechat.app.user_side import HEARD_CHARS, LOUDEST, TAIL_LIMIT_S
from livechat.core.face.commands import Act, Change, Intent, Say, of_line
from livechat.core.link.endpointing import Judgement, exactly
from livechat.core.link.speech_gate import PREROLL_MS, SpeechGate
from livechat.core.setup_spec import SetupSpec
from livechat.core.talk.events import (
    ActivityMarked,
    AudioReceived,
    AudioSent,
    Connected,
    DeviceLost,
    DeviceMissing,
    DeviceOpened,
    Event,
    InputPaused,
    InputTranscribed,
    MicrophoneHeld,
    Muted,
    Notice,
    OutputTranscribed,
    PlaybackFinished,
    PlaybackStarted,
    SettingChanged,
    SpeechDetected,
    SpeechUnanswered,
    TurnComplete,
    VolumeChanged,
)
from livechat.core.talk.transcript import Utterance
from livechat.core.talk.turn_state import TurnState
from tests.support.conversing import Steered, changed, nothing, sound, steer
from tests.support.fakes import (
    CHANGES_AFTER_S,
    MANUAL,
    SPEC,
    DeviceLike,
    FakeDevices,
    FakeLink,
    FakeSpeaker,
    Judged,
    OpenMicrophone,
    said_in,
)

CHUNK = bytes(640)
VOICE = (0.1, AudioReceived(at=0, pcm=bytes(4_800)))
PRESS, RELEASE = ("activity", True), ("activity", False)


def said(sent: Sequence[object]) -> list[tuple[str, int]]:
    """What a device-like microphone said in what was sent, with the numbers of its chunks."""
    return [said_in(one) for one in sent if isinstance(one, bytes)]


def specs(sent: Sequence[object]) -> list[SetupSpec]:
    return [one for one in sent if isinstance(one, SetupSpec)]


# The microphone


def test_a_muted_microphone_sends_nothing() -> None:
    """From the wish on, and sound again after the next one."""
    steered = steer(0.5, Act.MUTE, 1.0, Act.MUTE, 0.5)
    muted, live = steered.notebook.of(Muted)
    assert live.at - muted.at == pytest.approx(1.0, abs=0.01)
    assert steered.link.sent.count("end") == 1
    assert steered.link.sent.count(CHUNK) < 52


def test_what_is_said_while_muted_never_leaves_wherever_it_waited() -> None:
    """The loop stood still meanwhile: the microphone's sound is taken after the key."""
    microphone = DeviceLike()

    steered = steer(
        0.5,
        Act.MUTE,
        microphone.hold,
        partial(setattr, microphone, "says", "private"),
        5.0,
        partial(setattr, microphone, "says", "public"),
        Act.MUTE,
        0.5,
        microphone.let_go,
        0.5,
        microphone=microphone,
    )
    sent = said(steered.link.sent)
    assert not [one for one, _ in sent if one == "private"]
    assert [number for _, number in sent if number > 300]


def test_who_mutes_before_there_is_a_connection_is_muted() -> None:
    """Nothing of the microphone leaves with it."""
    link = FakeLink()
    link.connects_after_s = 1.0
    happened = [type(one) for one in steer(0.1, Act.MUTE, 3.0, link=link).notebook.events]
    assert happened.index(Muted) < happened.index(Connected)
    assert AudioSent not in happened


def test_sound_counts_as_sent_when_it_leaves() -> None:
    """With the time at which it was in the air; until then the microphone is not live."""
    link = FakeLink()
    link.connects_after_s = 2.0
    seen: list[str] = []

    def look(call: Callable[[], Conversation]) -> None:
        now = asyncio.get_running_loop().time()
        seen.append(call().state.view.microphone(now))

    calls: list[Conversation] = []
    steered = steer(
        1.0, partial(look, lambda: calls[0]), 2.0, partial(look, lambda: calls[0]), link=link,
        microphone=OpenMicrophone(), began=calls.append,
    )  # fmt: skip
    assert seen == ["none", "live"]
    early = [one for one in steered.notebook.of(AudioSent) if one.at - one.captured_at > 0.5]
    assert not early  # nobody listens before there is a connection


# What this machine hears

END_MS = 320


def spoken_to(
    *script: float | Intent | Callable[[], None],
    microphone: Judged,
    gate: SpeechGate | None = None,
    **options: Any,
) -> Steered:
    gate = gate or SpeechGate(exactly(END_MS))
    return steer(*script, microphone=microphone, gate=gate, **options)


def names(steered: Steered, *kinds: type[Event]) -> list[str]:
    return [type(one).__name__ for one in steered.notebook.events if isinstance(one, kinds)]


def test_the_end_of_speech_is_told_to_the_service_and_to_the_user() -> None:
    """As soon as the silence has lasted; the model is thinking from then on."""
    microphone, calls, seen = Judged(), list[Conversation](), list[TurnState]()

    def look() -> None:
        seen.append(calls[0].state.turn)

    steered = spoken_to(
        0.5, microphone.speak, 1.0, microphone.stop, 0.15, look, 0.15, look,
        microphone=microphone, began=calls.append,
    )  # fmt: skip
    began, ended = steered.notebook.of(SpeechDetected)
    [told] = steered.notebook.of(InputPaused)
    assert (began.speaking, ended.speaking, told.last) == (True, False, False)
    assert told.at - began.at == pytest.approx(1.0 + END_MS / 1000 * 20 / 32, abs=0.07)
    assert steered.link.items == ["end"]
    assert seen == [TurnState.HEARING, TurnState.THINKING]


def test_a_chunk_in_which_no_window_ended_is_as_voiced_as_the_one_before() -> None:
    """Windows are longer than chunks: in some chunks none ends."""
    microphone = Judged()
    script = (microphone.speak, 0.1, partial(setattr, microphone, "judgement", Judgement()), 0.1)
    steered = spoken_to(0.1, *script, microphone=microphone)
    voiced = [one.voiced for one in steered.notebook.of(AudioSent)]
    assert voiced == sorted(voiced)
    assert voiced.count(True) in (9, 10, 11)


def test_speech_that_nobody_confirms_and_nobody_answers_is_let_go() -> None:
    """It may have been a cough. The microphone's silence is kept here meanwhile."""
    microphone = Judged()
    steered = spoken_to(0.5, microphone.speak, 0.2, microphone.stop, 10.0, microphone=microphone)
    assert names(steered, SpeechDetected, InputPaused, MicrophoneHeld, SpeechUnanswered) == [
        "SpeechDetected",
        "SpeechDetected",
        "InputPaused",
        "MicrophoneHeld",
        "SpeechUnanswered",
    ]
    assert steered.call.state.turn is TurnState.LISTENING
    assert steered.call.state.view.microphone(_LATER) == "ready"


_LATER = 1e9


def test_a_long_silence_stays_here_until_somebody_speaks() -> None:
    """What was kept back just before goes first."""
    microphone = Judged()
    steered = spoken_to(60.0, microphone.speak, 1.0, microphone=microphone)
    held, open_again = steered.notebook.of(MicrophoneHeld)
    assert (held.on, open_again.on) == (True, False)
    assert steered.call.state.view.unsent(_LATER) == pytest.approx(57, abs=0.2)
    early = [one for one in steered.notebook.of(AudioSent) if one.at - one.captured_at > 0.1]
    assert early[0].at - early[0].captured_at == pytest.approx(PREROLL_MS / 1000, abs=0.05)


def test_a_microphone_that_dies_while_somebody_speaks_ends_the_speech() -> None:
    """Or the service would wait for the rest of it."""
    lost = DeviceLost(at=0, device="microphone", name="USB", reason="gone")
    microphone = Judged((0.8, lost))
    microphone.speak()
    steered = spoken_to(0.85, microphone=microphone)
    assert steered.link.items == ["end"]
    assert names(steered, DeviceLost, InputPaused) == ["DeviceLost", "InputPaused"]


def test_a_microphone_that_is_opened_anew_on_purpose_begins_anew() -> None:
    """Who changes it in mid-sentence has stopped; what the one before kept back is not sent."""
    opened = DeviceOpened(at=0, device="microphone", name="USB", rate=48_000, latency_ms=5)
    microphone = Judged((0.0, opened), (0.8, opened))
    microphone.speak()
    steered = spoken_to(0.85, microphone=microphone)
    assert steered.link.items == ["end"]
    assert [one.speaking for one in steered.notebook.of(SpeechDetected)][:2] == [True, False]
    assert len(steered.notebook.of(InputPaused)) == 1
    microphone = Judged((9.8, opened))
    steered = spoken_to(9.9, microphone.speak, 0.5, microphone=microphone)
    assert [one.on for one in steered.notebook.of(MicrophoneHeld)] == [True, False]
    assert not [one for one in steered.notebook.of(AudioSent) if one.at - one.captured_at > 0.1]


def test_a_model_that_ends_of_speech_disturb_is_not_told_them() -> None:
    """By its row, which may be another one's after a change."""
    microphone = Judged()
    steered = spoken_to(
        0.5, microphone.speak, 1.0, microphone.stop, 1.0, microphone=microphone,
        tells_ends=lambda model: model != SPEC.model,
    )  # fmt: skip
    assert steered.link.items == []
    assert [one.speaking for one in steered.notebook.of(SpeechDetected)] == [True, False]
    assert steered.notebook.of(InputPaused) == []


# Push-to-talk


def test_a_press_stops_the_voice_and_a_release_does_not() -> None:
    """Held or not; the press itself tells the service."""
    for down, up in ((Act.TALK, Act.TALK), (Act.PRESS, Act.RELEASE)):
        link = FakeLink(spec=MANUAL)
        link.unasked = [VOICE]
        steered = steer(0.5, down, 0.1, up, 0.5, link=link, speaker=FakeSpeaker(sounds=True))
        assert steered.speaker.done == [("interrupt", 1)]
        assert link.items == [("stop", 1, None), PRESS, RELEASE]
        marks = [one.speaking for one in steered.notebook.of(ActivityMarked)]
        assert marks == [True, False]


def test_a_key_that_is_held_is_pressed_once_and_released_once() -> None:
    """However often a terminal repeats either."""
    script = (0.1, Act.RELEASE, Act.PRESS, Act.PRESS, 0.1, Act.RELEASE, Act.RELEASE, 0.5)
    steered = steer(*script, link=FakeLink(spec=MANUAL))
    assert steered.link.items == [("stop", 0, None), PRESS, RELEASE]
    assert steered.notices == []


def test_a_release_whose_last_sound_never_comes_is_told_all_the_same() -> None:
    """The microphone died: the service must not wait for the rest."""
    for waits_s, marks in ((-0.1, [PRESS]), (0.1, [PRESS, RELEASE])):
        link, microphone = FakeLink(spec=MANUAL), DeviceLike()
        script = (0.5, Act.PRESS, 0.5, microphone.hold, Act.RELEASE, TAIL_LIMIT_S + waits_s)
        steer(*script, link=link, microphone=microphone)
        assert link.items == [("stop", 0, None), *marks]


def test_who_presses_again_within_the_tail_goes_on() -> None:
    """It is one utterance, whose tail is that of the last release."""
    script = (0.5, Act.PRESS, 0.5, Act.RELEASE, 0.1, Act.PRESS, 2.0, Act.RELEASE, 0.1)
    steered = steer(*script, link=FakeLink(spec=MANUAL))
    assert [one for one in steered.link.items if one in (PRESS, RELEASE)] == [PRESS]
    assert len(steered.link.sent) > 2.5 / 0.02


def test_muting_lets_go_of_the_key() -> None:
    """And while muted, it cannot be pressed."""
    script = (0.1, Act.TALK, 0.1, Act.MUTE, Act.TALK, 0.1, Act.MUTE, 0.1)
    steered = steer(*script, link=FakeLink(spec=MANUAL))
    assert steered.link.items == [("stop", 0, None), PRESS, RELEASE]
    assert steered.notices == ["The microphone is muted. Unmute it to talk."]
    assert [one.speaking for one in steered.notebook.of(ActivityMarked)] == [True, False]


@pytest.mark.parametrize("muted", [False, True])
def test_a_press_that_cannot_be_one_silences_nobody(muted: bool) -> None:
    """Enter on an empty line, in a pipe: the answer goes on, and the user learns why."""
    link = FakeLink(spec=MANUAL) if muted else FakeLink()
    link.unasked = [VOICE]
    script = (0.5, *[Act.MUTE] * muted, of_line("\n"), 0.1)
    steered = steer(*script, link=link, speaker=FakeSpeaker(sounds=True))
    assert steered.speaker.done == []
    told = (
        "The microphone is muted. Unmute it to talk."
        if muted
        else "Push to talk is off. Turn it on with /push-to-talk on."
    )
    assert steered.notices == [told]


@pytest.mark.parametrize("manual", [False, True])
def test_whoever_has_no_microphone_can_neither_mute_it_nor_talk(manual: bool) -> None:
    """They learn why; an empty line is nothing to tell of where only lines are typed."""

    class Missing(FakeLink):
        async def run(
            self, emit: Emit, said: Callable[[], Sequence[Utterance]], account: Callable[[], str]
        ) -> None:
            emit(DeviceMissing(at=0, device="microphone", reason=""))
            await super().run(emit, said, account)

    link = Missing(spec=MANUAL) if manual else Missing()
    steered = steer(0.1, Act.TALK, Act.PRESS, Act.RELEASE, Act.MUTE, 0.5, link=link)
    why = "This call has no microphone. Type instead."
    assert steered.notices == [why] * (3 if manual else 1)
    assert steered.link.items == []
    assert not steered.notebook.of(Muted)


SWITCH_ON = Change("sound.push_to_talk", "on")
SWITCH_OFF = Change("sound.push_to_talk", "off")


def test_push_to_talk_begins_with_the_wish() -> None:
    """From then on nothing leaves without a press, which the service understands at once."""
    script = (0.1, SWITCH_ON, Act.TALK, 0.1, Act.TALK, 1.0, Act.TALK, 0.1, Act.TALK, 0.5)
    steered = steer(*script, configure=changed)
    marks = [one for one in steered.link.items if isinstance(one, str | tuple)]
    stop = ("stop", 0, None)
    assert marks == ["end", stop, PRESS, RELEASE, stop, PRESS, RELEASE]
    assert steered.call.push_to_talk
    assert [one.manual for one in specs(steered.link.sent)] == [True]


def test_a_refused_push_to_talk_leaves_everything_as_it_was() -> None:
    """The gate, what is shown, and the session; the key that is down is let go."""
    link = FakeLink()
    link.refuses = "The service does not take push-to-talk."
    steered = steer(
        0.1, SWITCH_ON, Change("voice", "Puck"), 0.1, Act.TALK, 1.0, link=link, configure=changed
    )
    assert not steered.call.push_to_talk
    assert not link.spec.manual
    assert steered.call.state.view.spec == FakeLink().spec
    last = [one for one in link.sent if not isinstance(one, SetupSpec)]
    assert last.count(RELEASE) == 1
    after = last[last.index(RELEASE) + 1 :]
    assert len(after) > (0.8 - CHANGES_AFTER_S) / 0.02
    assert set(after) == {CHUNK}
    assert [one.speaking for one in steered.notebook.of(ActivityMarked)] == [True, False]


def test_an_end_of_push_to_talk_loses_no_words() -> None:
    """What is said until the service has agreed leaves then; what was said before does not."""
    microphone = DeviceLike()
    steered = steer(
        1.0, SWITCH_OFF, 1.0, link=FakeLink(spec=MANUAL), microphone=microphone, configure=changed
    )
    assert not steered.call.push_to_talk
    numbers = [number for _, number in said(steered.link.sent)]
    assert numbers == [*range(54, 54 + len(numbers))]  # 20 ms each, and what may hold older sound
    assert len(numbers) > 43


@pytest.mark.parametrize("key", [Act.MUTE, SWITCH_ON])
def test_what_was_said_under_another_change_of_mind_is_not_among_them(key: Intent) -> None:
    """Muted, or with push-to-talk wished for again: it was not meant for the model."""
    microphone = DeviceLike()
    private, public = (partial(setattr, microphone, "says", word) for word in ("private", "public"))
    back = key if key is Act.MUTE else SWITCH_OFF
    script = (1.0, SWITCH_OFF, private, key, 0.1, public, back, 1.0)
    link = FakeLink(spec=MANUAL)
    steered = steer(*script, link=link, microphone=microphone, configure=changed)
    assert {one for one, _ in said(steered.link.sent)} == {"public"}


# The model's voice


def test_the_voice_is_stopped_and_the_service_is_told_what_was_heard() -> None:
    """The last words; what still comes of the turn is refused. Once: it stops at the first."""
    link = FakeLink()
    link.unasked = [
        (0.1, AudioReceived(at=0, pcm=sound(10))),
        (0, OutputTranscribed(at=0, text="one two three four five six seven eight nine ten")),
        (0, PlaybackStarted(at=0)),
        (3, AudioReceived(at=0, pcm=sound(1))),
    ]
    script = (2.1, Act.INTERRUPT, 0.1, Act.INTERRUPT, 2.0)
    steered = steer(*script, link=link, speaker=FakeSpeaker(sounds=True))
    assert steered.speaker.done == [("interrupt", 1)] * 2
    assert link.items == [("stop", 1, "one two"), ("stop", 1, None)]
    [finished] = steered.notebook.of(PlaybackFinished)
    assert finished.unheard
    assert len(steered.speaker.played) == 1
    assert [one.refused for one in steered.notebook.of(AudioReceived)] == [False, True]


def test_of_a_long_answer_the_last_words_are_told() -> None:
    """The model knows the others."""
    link = FakeLink()
    link.unasked = [(0.1, OutputTranscribed(at=0, text="word " * 200 + "end"))]
    steer(0.5, Act.INTERRUPT, 0.1, link=link)
    [(_, _, heard)] = [one for one in link.items if isinstance(one, tuple)]
    assert len(heard) == HEARD_CHARS
    assert heard.endswith("word end")


def test_where_nothing_was_said_there_is_nothing_to_stop() -> None:
    """The key does no harm."""
    assert steer(0.1, Act.INTERRUPT, 0.1).link.items == [("stop", 0, None)]


def test_louder_and_quieter_have_their_ends() -> None:
    """Between silence and twice as loud."""
    steered = steer(0.1, *[Act.LOUDER] * 12, Act.QUIETER, 0.1)
    assert steered.speaker.done[:2] == [("volume", 110), ("volume", 120)]
    assert steered.speaker.done[-2:] == [("volume", LOUDEST), ("volume", LOUDEST - 10)]
    assert len(steered.notebook.of(VolumeChanged)) == 13


# Typed lines


def test_typing_goes_to_the_model_while_the_call_goes_on() -> None:
    """An empty line does not, nor does anything wait for the answer; muting is for the ears."""
    link = FakeLink(nothing, nothing)
    steer(0.1, Say("one"), Act.MUTE, Say(""), Say("two"), 0.1, link=link)
    assert [one for one in link.items if isinstance(one, str)] == ["one", "end", "two"]


def test_typing_stops_an_answer_that_the_service_is_done_with() -> None:
    """It would not interrupt that one; one under way it interrupts itself."""
    over, under_way = FakeLink(nothing), FakeLink(nothing)
    over.unasked = [VOICE, (0.1, TurnComplete(at=0))]
    under_way.unasked = over.unasked[:1]
    for link, stopped in ((over, True), (under_way, False)):
        steered = steer(0.5, Say("stop"), 0.1, link=link, speaker=FakeSpeaker(sounds=True))
        assert (("interrupt", 1) in steered.speaker.done) is stopped
        assert (("stop", 1, None) in link.sent) is stopped


def test_speaking_over_an_answer_that_the_service_is_done_with_stops_it() -> None:
    """When this machine and the service both heard it; either alone may be mistaken."""
    over: list[tuple[float, Event]] = [VOICE, (0.1, TurnComplete(at=0))]
    heard = (0.3, InputTranscribed(at=0, text="Stop."))
    onset = (0.3, SpeechDetected(at=0, speaking=True))
    for transcript, detected in ((True, True), (True, False), (False, True)):
        link = FakeLink()
        link.unasked = [*over, heard] if transcript else over
        microphone = OpenMicrophone(onset) if detected else OpenMicrophone()
        steered = steer(1.0, link=link, speaker=FakeSpeaker(sounds=True), microphone=microphone)
        assert (("interrupt", 1) in steered.speaker.done) is (transcript and detected)


# Devices and settings


def test_whatever_is_missing_is_tried_again_now() -> None:
    """Devices, where there are any, and the connection."""
    devices = FakeDevices()
    assert "hurry" in steer(0.1, Act.REOPEN, 0.1, devices=devices).link.sent
    assert devices.done == ["renew"]
    assert "hurry" in steer(0.1, Act.REOPEN, 0.1).link.sent


@pytest.mark.parametrize(
    ("key", "end"), [("sound.mic", "microphone"), ("sound.speaker", "loudspeaker")]
)
def test_another_device_is_taken_without_another_connection(key: str, end: str) -> None:
    """It is no matter of the service's; where there are no devices, that is told."""
    devices = FakeDevices()
    change = Change(key, "USB")
    steered = steer(0.1, change, 0.1, devices=devices, configure=changed)
    assert devices.done == [(end, "USB")]
    assert specs(steered.link.sent) == []
    assert [one.key for one in steered.notebook.of(SettingChanged)] == [key]
    steered = steer(0.1, change, 0.1, configure=changed)
    assert "uses no sound device" in steered.notices[0]
    assert not steered.notebook.of(SettingChanged)


def test_the_volume_can_be_set() -> None:
    """To a number of percent, from which louder and quieter go on."""
    wishes = (Change("sound.volume", "40"), Act.LOUDER, Change("sound.volume", "loud"))
    steered = steer(0.1, *wishes, 0.1, configure=changed)
    assert [one.percent for one in steered.notebook.of(VolumeChanged)] == [40, 50]
    assert steered.notices == ["sound.volume cannot be loud. Give another one."]
    assert specs(steered.link.sent) == []


def test_settings_are_changed_while_the_call_goes_on() -> None:
    """Told at once; they count, and are shown, when the service has taken them."""
    shown: list[object] = []
    calls: list[Conversation] = []

    def look() -> None:
        shown.append(calls[0].state.view.spec)

    steered = steer(
        0.1, Change("voice", "Kore"), 0.1, look, 1.0, look, Change("voice", "Puck"), 1.0,
        configure=changed, began=calls.append,
    )  # fmt: skip
    assert [one.voice for one in specs(steered.link.sent)] == ["Kore", "Puck"]
    told = [(one.key, one.value) for one in steered.notebook.of(SettingChanged)]
    assert told == [("voice", "Kore"), ("voice", "Puck")]
    assert shown == [FakeLink().spec, specs(steered.link.sent)[0]]


def test_a_value_that_does_not_fit_is_told_and_changes_nothing() -> None:
    """In two sentences; the call goes on as it was."""
    steered = steer(0.1, Change("temperature", "hot"), 0.1, configure=changed)
    assert specs(steered.link.sent) == []
    assert not steered.notebook.of(SettingChanged)
    [notice] = steered.notebook.of(Notice)
    assert (notice.text, notice.level) == (
        "temperature cannot be hot. Give another one.",
        "warning",
    )


def test_without_anybody_who_knows_settings_none_is_changed() -> None:
    """The wish is followed no further."""
    steered = steer(0.1, Change("voice", "Kore"), 0.1)
    assert specs(steered.link.sent) == []
    assert not steered.notebook.of(SettingChanged)


def test_a_new_session_is_told_what_still_sounds() -> None:
    """It was said, though not yet heard."""
    told: list[str] = []

    class Curious(FakeLink):
        """Asks what was said when it is to hurry."""

        async def run(
            self, emit: Emit, said: Callable[[], Sequence[Utterance]], account: Callable[[], str]
        ) -> None:
            self._said = said
            await super().run(emit, said, account)

        def hurry(self) -> None:
            told.extend(one.words for one in self._said())

    link = Curious()
    link.unasked = [
        (0.1, AudioReceived(at=0, pcm=sound(1))),
        (0, OutputTranscribed(at=0, text="Noon.")),
        (0, TurnComplete(at=0)),
    ]
    steer(0.5, Act.REOPEN, 0.1, link=link, speaker=FakeSpeaker(sounds=True))
    assert told == ["Noon."]
