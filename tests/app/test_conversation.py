"""Conversations over fakes, in virtual time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence

import pytest

from livechat.app.conversation import (
    CALLS,
    LOUDEST,
    SECOND_ANSWER_S,
    SETTLE_S,
    WISHES,
    Configure,
    Conversation,
)
from livechat.app.ports import Devices, Emit, Pause, Speaker
from livechat.audio.file_speaker import FileSpeaker
from livechat.config.layers import changed
from livechat.config.settings import Settings
from livechat.core.face.commands import Act, Change, Intent, Say
from livechat.core.pcm import OUTPUT_RATE
from livechat.core.state import ConversationState
from livechat.core.talk.events import (
    AudioReceived,
    AudioSent,
    Connected,
    Ended,
    Event,
    GenerationComplete,
    InputTranscribed,
    Interrupted,
    Muted,
    Notice,
    OutputTranscribed,
    PlaybackFinished,
    ResumptionUpdated,
    SettingChanged,
    SpeechDetected,
    TextReceived,
    TextSent,
    ToolAnswered,
    ToolCall,
    ToolCalled,
    TurnComplete,
    VolumeChanged,
)
from livechat.core.talk.transcript import Utterance
from livechat.errors import AnswerTimeoutError, NetworkError
from tests.support.fakes import (
    FakeDevices,
    FakeLink,
    FakeMicrophone,
    FakeSpeaker,
    Notebook,
    OpenMicrophone,
)
from tests.support.virtual_time import run

CHUNK = bytes(640)
Reply = Callable[[], Iterable[tuple[float, Event]]]


def spoken(text: str, seconds: float = 1.0, *, wait: float = 0.5) -> Reply:
    """An answer that arrives in a burst and is closed after it has been played."""

    def reply() -> Iterable[tuple[float, Event]]:
        yield wait, AudioReceived(at=0, pcm=bytes(int(seconds * OUTPUT_RATE) * 2))
        yield 0, OutputTranscribed(at=0, text=text)
        yield 0, GenerationComplete(at=0)
        yield seconds, TurnComplete(at=0)

    return reply


def nothing() -> Iterable[tuple[float, Event]]:
    """No answer at all."""
    return ()


def hold(
    link: FakeLink, *, lines: tuple[str, ...] = (), microphone: FakeMicrophone | None = None
) -> tuple[ConversationState, Notebook, float]:
    """Hold a conversation; return its state, what was observed, and how long it took."""
    notebook = Notebook()

    async def main() -> tuple[ConversationState, Notebook, float]:
        began = asyncio.get_running_loop().time()
        conversation = Conversation(
            link,
            FileSpeaker(None),
            lines=lines,
            microphone=microphone,
            observers=[notebook],
            answer_timeout_s=30,
        )
        state = await conversation.run()
        return state, notebook, asyncio.get_running_loop().time() - began

    return run(main())


def test_a_typed_line_is_answered_and_heard_to_the_end() -> None:
    """It ends shortly after the last sample, with everything observed."""
    link = FakeLink(spoken("Noon.", seconds=2))
    state, notebook, took = hold(link, lines=("What time is it?",))
    assert link.sent == ["What time is it?"]
    assert [said.words for said in notebook.utterances] == ["What time is it?", "Noon."]
    [played] = notebook.of(PlaybackFinished)
    assert isinstance(played, PlaybackFinished)
    assert played.heard == 2 * OUTPUT_RATE
    assert took == pytest.approx(0.5 + 2 + SETTLE_S, abs=0.05)
    assert isinstance(notebook.events[-1], Ended)
    assert state.answers == 1
    assert link.closed


def test_each_line_waits_for_the_answer_to_the_one_before() -> None:
    """The second is sent when the first answer was heard."""
    link = FakeLink(spoken("One."), spoken("Two."))
    _, notebook, _ = hold(link, lines=("first", "second"))
    assert [said.words for said in notebook.utterances] == ["first", "One.", "second", "Two."]


def test_sound_is_sent_in_order_and_finished_with_an_end() -> None:
    """Two recordings are two turns."""
    link = FakeLink(spoken("One."), spoken("Two."))
    microphone = FakeMicrophone(b"a", b"b", Pause(last=False), b"c", Pause(last=True))
    state, _, _ = hold(link, microphone=microphone)
    assert link.sent == [b"a", b"b", "end", b"c", "end"]
    assert state.answers == 2


def test_a_long_reply_that_came_in_a_burst_is_no_timeout() -> None:
    """Nothing arrives for two minutes, but it is being heard."""
    state, _, took = hold(FakeLink(spoken("Long.", seconds=120)), lines=("A story",))
    assert state.answers == 1
    assert took > 120


def test_no_answer_is_an_error_that_says_so() -> None:
    """After the time-out, not before."""
    with pytest.raises(AnswerTimeoutError, match="No answer came for 30 s"):
        hold(FakeLink(nothing), lines=("Hello?",))


def test_an_empty_turn_is_told_from_silence() -> None:
    """The model ended its turn without a word, and nothing followed."""
    link = FakeLink(lambda: [(0.5, TurnComplete(at=0))])
    with pytest.raises(AnswerTimeoutError, match="without saying anything"):
        hold(link, lines=("Hello?",))


def test_an_answer_that_stops_in_the_middle_is_told_from_silence() -> None:
    """What was said is kept; the rest is missing."""
    link = FakeLink(lambda: [(0.5, OutputTranscribed(at=0, text="Once"))])
    with pytest.raises(AnswerTimeoutError, match="stopped in the middle"):
        hold(link, lines=("A story",))


def test_an_answer_that_was_interrupted_and_does_not_go_on_is_told_from_silence() -> None:
    """By whom is not known: services have been seen to do it on their own."""
    link = FakeLink(
        lambda: [
            (0.5, OutputTranscribed(at=0, text="Once")),
            (0, Interrupted(at=0)),
            (0, TurnComplete(at=0)),
        ]
    )
    with pytest.raises(AnswerTimeoutError, match="was interrupted, and nothing more came for 30 s"):
        hold(link, lines=("A story",))


def test_a_late_sound_behind_an_answer_is_not_waited_for_as_another() -> None:
    """What was asked is answered."""
    link = FakeLink(
        lambda: [
            (0.1, OutputTranscribed(at=0, text="Yes.")),
            (0, TurnComplete(at=0)),
            (0, AudioReceived(at=0, pcm=bytes(100))),
        ]
    )
    state, _, took = hold(link, lines=("Is it?",))
    assert state.answers == 1
    assert took < 10


def test_an_answer_given_before_the_recording_ended_is_enough() -> None:
    """Trailing silence in the file: nothing more will come, and nobody waits for ever."""
    link = FakeLink(nothing)
    link.unasked = [(0.1, OutputTranscribed(at=0, text="Yes.")), (0.1, TurnComplete(at=0))]
    microphone = FakeMicrophone(*[CHUNK] * 50, Pause(last=True))
    state, _, took = hold(link, microphone=microphone)
    assert state.answers == 1
    assert took == pytest.approx(50 * 0.02 + SECOND_ANSWER_S, abs=0.1)


def test_an_interruption_stops_the_voice_and_the_next_answer_is_awaited() -> None:
    """The dead turn's sound is faded and dropped, its late sound refused."""

    def reply() -> Iterable[tuple[float, Event]]:
        yield 0.1, AudioReceived(at=0, pcm=bytes(10 * OUTPUT_RATE * 2))
        yield 0, OutputTranscribed(at=0, text="Once upon a time")
        yield 1.0, InputTranscribed(at=0, text="Stop")
        yield 0, Interrupted(at=0)
        yield 0, AudioReceived(at=0, pcm=bytes(OUTPUT_RATE * 2))
        yield 0, TurnComplete(at=0)
        yield 0.4, AudioReceived(at=0, pcm=bytes(OUTPUT_RATE * 2))
        yield 0, OutputTranscribed(at=0, text="Fine.")
        yield 1, TurnComplete(at=0)

    state, notebook, _ = hold(FakeLink(reply), microphone=FakeMicrophone(CHUNK, Pause(last=True)))
    first, second = notebook.of(PlaybackFinished)
    assert isinstance(first, PlaybackFinished)
    assert isinstance(second, PlaybackFinished)
    assert first.heard == pytest.approx(1.0 * OUTPUT_RATE, abs=0.05 * OUTPUT_RATE)
    assert first.heard + first.unheard == 10 * OUTPUT_RATE
    assert second.heard == OUTPUT_RATE
    assert state.interruptions == 1
    assert [said.interrupted for said in notebook.utterances if said.speaker == "model"] == [
        True,
        False,
    ]


def test_words_that_interrupted_an_answer_are_owed_one() -> None:
    """An earlier answer in the same recording does not settle it, however long it takes."""

    def reply() -> Iterable[tuple[float, Event]]:
        yield 0, OutputTranscribed(at=0, text="Once")
        yield 0, Interrupted(at=0)
        yield 0, TurnComplete(at=0)
        yield 9, OutputTranscribed(at=0, text="Fine.")
        yield 0, TurnComplete(at=0)

    link = FakeLink(reply)
    link.unasked = [(0.01, OutputTranscribed(at=0, text="Yes.")), (0, TurnComplete(at=0))]
    microphone = FakeMicrophone(*[CHUNK] * 5, Pause(last=True))
    _, notebook, _ = hold(link, microphone=microphone)
    assert [said.words for said in notebook.utterances] == ["Yes.", "Once", "Fine."]


def test_an_exchange_that_goes_on_is_not_cut_off() -> None:
    """IN_PROGRESS: speaks, works for ten seconds, speaks again."""

    def reply() -> Iterable[tuple[float, Event]]:
        yield 0.1, OutputTranscribed(at=0, text="Let me think.")
        yield 0, TurnComplete(at=0, more=True)
        yield 10, OutputTranscribed(at=0, text=" Forty-two.")
        yield 0, TurnComplete(at=0)

    _, notebook, _ = hold(FakeLink(reply), lines=("Why?",))
    assert notebook.utterances[-1].words == "Forty-two."


def test_an_unexpected_tool_call_is_answered_with_an_error() -> None:
    """Silence would block the session."""

    def reply() -> Iterable[tuple[float, Event]]:
        yield 0.1, ToolCalled(at=0, calls=(ToolCall("7", "get_weather", {}),))
        yield 0.1, OutputTranscribed(at=0, text="I cannot look.")
        yield 0, TurnComplete(at=0)

    link = FakeLink(reply)
    _, notebook, _ = hold(link, lines=("Weather?",))
    assert link.sent[1] == ("refused", ("7",), "This client has no such function.")
    [answered] = notebook.of(ToolAnswered)
    assert isinstance(answered, ToolAnswered)
    assert (answered.name, answered.turn) == ("get_weather", 1)


def test_a_polite_end_after_the_answer_is_no_error() -> None:
    """What was received is played to its end first."""
    link = FakeLink(spoken("Bye.", seconds=3))
    link.ends_after = 1
    state, notebook, _ = hold(link, lines=("Bye",))
    assert state.answers == 1
    assert len(notebook.of(PlaybackFinished)) == 1


def test_a_polite_end_in_mid_answer_plays_what_came_and_says_so() -> None:
    """The listener hears it; the error tells that it was not all."""
    link = FakeLink(lambda: [(0.1, AudioReceived(at=0, pcm=bytes(OUTPUT_RATE * 2)))])
    link.ends_after = 1
    notebook = Notebook()

    async def main() -> None:
        speaker = FileSpeaker(None)
        await Conversation(link, speaker, lines=("Hi",), observers=[notebook]).run()

    with pytest.raises(NetworkError, match="in the middle of its answer"):
        run(main())
    [played] = notebook.of(PlaybackFinished)
    assert isinstance(played, PlaybackFinished)
    assert played.heard == OUTPUT_RATE


def test_a_lost_connection_is_raised_as_itself() -> None:
    """Not as a group of exceptions; the words so far are kept."""

    def reply() -> Iterable[tuple[float, Event]]:
        yield 0.1, OutputTranscribed(at=0, text="Once upon")

    link = FakeLink(reply)
    link.fails = NetworkError("The connection was lost.")
    notebook = Notebook()

    async def main() -> None:
        speaker = FileSpeaker(None)
        await Conversation(link, speaker, lines=("Hi",), observers=[notebook]).run()

    with pytest.raises(NetworkError, match="lost"):
        run(main())
    assert notebook.utterances[-1].words == "Once upon"


def test_errors_of_others_are_raised_as_themselves() -> None:
    """A broken pipe of the display reaches the top as such."""

    class Broken(Notebook):
        def observe(self, *args: object) -> None:
            raise BrokenPipeError

    async def main() -> None:
        await Conversation(FakeLink(), FileSpeaker(None), observers=[Broken()]).run()

    with pytest.raises(BrokenPipeError):
        run(main())


def test_stopping_ends_at_once_and_keeps_the_words() -> None:
    """A polite end of a live microphone."""
    notebook = Notebook()

    async def main() -> float:
        link = FakeLink()
        link.unasked = [(1, InputTranscribed(at=0, text="Hello"))]
        microphone = FakeMicrophone(*[CHUNK] * 10_000)
        conversation = Conversation(
            link, FileSpeaker(None), microphone=microphone, observers=[notebook]
        )
        began = asyncio.get_running_loop().time()
        asyncio.get_running_loop().call_later(5, conversation.stop)
        await conversation.run()
        assert link.closed
        return asyncio.get_running_loop().time() - began

    assert run(main()) == pytest.approx(5)
    assert [said.words for said in notebook.utterances] == ["Hello"]


def test_cancelling_is_not_swallowed() -> None:
    """Whoever cancels the conversation sees it cancelled."""

    async def main() -> None:
        async with asyncio.timeout(3):
            await Conversation(FakeLink(nothing), FileSpeaker(None), lines=("Hi",)).run()

    with pytest.raises(TimeoutError):
        run(main())


def test_a_service_that_hangs_up_on_a_silent_microphone_is_noticed() -> None:
    """What was said is played to its end, then the conversation is over."""
    notebook = Notebook()
    link = FakeLink()
    link.unasked = [(1, AudioReceived(at=0, pcm=bytes(OUTPUT_RATE * 4)))]
    link.ends_after = 0

    class Silent(FakeMicrophone):
        async def listen(self) -> AsyncIterator[bytes | Pause]:
            await asyncio.Event().wait()
            yield b""

    async def main() -> None:
        speaker = FileSpeaker(None)
        await Conversation(link, speaker, microphone=Silent(), observers=[notebook]).run()

    with pytest.raises(NetworkError, match="has ended the session"):
        run(main())
    [played] = notebook.of(PlaybackFinished)
    assert isinstance(played, PlaybackFinished)
    assert played.heard == 2 * OUTPUT_RATE


def test_a_tool_answer_that_comes_too_late_is_none() -> None:
    """Whoever reads the events learns why the connection closed."""
    link = FakeLink(lambda: [(0.1, ToolCalled(at=0, calls=(ToolCall("7", "f", {}),)))])
    link.deaf = True
    link.ends_after = 1
    notebook = Notebook()

    async def main() -> None:
        await Conversation(link, FileSpeaker(None), lines=("Hi",), observers=[notebook]).run()

    with pytest.raises(NetworkError, match="middle of its answer"):
        run(main())
    assert not notebook.of(ToolAnswered)


def test_a_link_is_told_what_still_sounds() -> None:
    """A new session is to know the answer that the listener is hearing."""
    told: list[list[str]] = []

    class Asking(FakeLink):
        async def run(self, emit: Emit, said: Callable[[], Sequence[Utterance]]) -> None:
            loop = asyncio.get_running_loop()
            loop.call_later(2, lambda: told.append([one.words for one in said()]))
            await super().run(emit, said)

    def reply() -> Iterable[tuple[float, Event]]:
        yield 0.5, AudioReceived(at=0, pcm=bytes(10 * OUTPUT_RATE * 2))
        yield 0, OutputTranscribed(at=0, text="Noon.")
        yield 0, TurnComplete(at=0)

    hold(Asking(reply), lines=("What time is it?",))
    assert told == [["What time is it?", "Noon."]]


def test_handles_are_no_sign_of_life() -> None:
    """They come whether or not an answer does."""
    handle = ResumptionUpdated(at=0, resumable=True, handle="h")
    link = FakeLink(lambda: [(1, handle)] * 100)
    with pytest.raises(AnswerTimeoutError):
        hold(link, lines=("Hi",))


def steer(
    *script: float | Intent,
    link: FakeLink | None = None,
    speaker: FakeSpeaker | None = None,
    microphone: OpenMicrophone | None = None,
    push_to_talk: bool = False,
    devices: Devices | None = None,
    configure: Configure | None = None,
) -> tuple[FakeLink, FakeSpeaker, Notebook]:
    """A call with an open microphone, steered by wishes and waits in seconds, then hung up."""
    link, speaker = link or FakeLink(), speaker or FakeSpeaker()
    notebook = Notebook()

    async def main() -> None:
        conversation = Conversation(
            link,
            speaker,
            microphone=microphone or OpenMicrophone(),
            observers=[notebook],
            push_to_talk=push_to_talk,
            devices=devices,
            configure=configure,
        )

        async def wishes() -> None:
            for step in script:
                if isinstance(step, float):
                    await asyncio.sleep(step)
                else:
                    conversation.wish(step)
            conversation.wish(Act.QUIT)

        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(wishes())
            await conversation.run()

    run(main())
    return link, speaker, notebook


def test_an_open_microphone_talks_until_hung_up() -> None:
    """Fifty chunks a second."""
    link, _, notebook = steer(1.0)
    assert 45 <= link.sent.count(CHUNK) <= 50
    assert isinstance(notebook.events[-1], Ended)


def test_a_muted_microphone_sends_nothing() -> None:
    """From the wish on, and sound again after the next one."""
    link, _, notebook = steer(0.5, Act.MUTE, 1.0, Act.MUTE, 0.5)
    assert link.sent.count("end") == 1
    muted, live = notebook.of(Muted)
    assert live.at - muted.at == pytest.approx(1.0, abs=0.01)
    assert link.sent.count(CHUNK) < 52


def test_a_press_stops_the_voice_and_a_release_does_not() -> None:
    """Playback stops at the press, held or not."""
    for down, up in ((Act.TALK, Act.TALK), (Act.PRESS, Act.RELEASE)):
        link, speaker, _ = steer(0.1, down, 0.1, up, 0.1, push_to_talk=True)
        assert speaker.done == [("interrupt", 0)]
        assert [one for one in link.sent if isinstance(one, tuple)] == [
            ("activity", True),
            ("activity", False),
        ]


def test_who_says_when_speech_begins_can_be_asked() -> None:
    """As it is now: keys depend on it."""
    link, speaker = FakeLink(), FakeSpeaker()
    assert Conversation(link, speaker, push_to_talk=True).push_to_talk
    assert not Conversation(link, speaker).push_to_talk


def test_the_voice_can_be_stopped_at_once() -> None:
    """Without a word to the service; what still comes for the turn is refused."""
    link = FakeLink()
    link.unasked = [(0.1, AudioReceived(at=0, pcm=bytes(100)))]
    _, speaker, notebook = steer(
        0.5, Act.INTERRUPT, 0.1, link=link, speaker=FakeSpeaker(sounds=True)
    )
    assert speaker.done == [("interrupt", 1)]
    [finished] = notebook.of(PlaybackFinished)
    assert isinstance(finished, PlaybackFinished)
    assert finished.unheard


def test_louder_and_quieter_have_their_ends() -> None:
    """Between silence and twice as loud."""
    _, speaker, notebook = steer(0.1, *[Act.LOUDER] * 12, Act.QUIETER, 0.1)
    assert speaker.done[:2] == [("volume", 110), ("volume", 120)]
    assert speaker.done[-2:] == [("volume", LOUDEST), ("volume", LOUDEST - 10)]
    assert len(notebook.of(VolumeChanged)) == 13


def test_typing_goes_to_the_model_while_the_call_goes_on() -> None:
    """An empty line does not, nor does anything wait for the answer."""
    link = FakeLink(nothing, nothing)
    steer(0.1, Say("one"), Say(""), Say("two"), 0.1, link=link)
    assert [one for one in link.sent if isinstance(one, str)] == ["one", "two"]


def test_typing_stops_an_answer_that_the_service_is_done_with() -> None:
    """It would not interrupt that one; one under way it interrupts itself."""
    over, under_way = FakeLink(nothing), FakeLink(nothing)
    over.unasked = [(0.1, AudioReceived(at=0, pcm=bytes(100))), (0.1, TurnComplete(at=0))]
    under_way.unasked = over.unasked[:1]
    for link, stopped in ((over, True), (under_way, False)):
        _, speaker, _ = steer(0.5, Say("stop"), 0.1, link=link, speaker=FakeSpeaker(sounds=True))
        assert (("interrupt", 1) in speaker.done) is stopped


def test_speaking_over_an_answer_that_the_service_is_done_with_stops_it() -> None:
    """When this machine and the service both heard it; either alone may be mistaken."""
    over = [(0.1, AudioReceived(at=0, pcm=bytes(100))), (0.1, TurnComplete(at=0))]
    heard = (0.3, InputTranscribed(at=0, text="Stop."))
    onset = (0.3, SpeechDetected(at=0, speaking=True))
    for transcript, detected in ((True, True), (True, False), (False, True)):
        link = FakeLink()
        link.unasked = [*over, heard] if transcript else list(over)
        microphone = OpenMicrophone(onset) if detected else OpenMicrophone()
        _, speaker, _ = steer(
            1.0, link=link, speaker=FakeSpeaker(sounds=True), microphone=microphone
        )
        assert (("interrupt", 1) in speaker.done) is (transcript and detected)


def test_devices_are_opened_anew_where_there_are_any() -> None:
    """And nothing happens where there are none."""
    devices = FakeDevices()
    steer(0.1, Act.REOPEN, 0.1, devices=devices)
    assert devices.done == ["renew"]
    steer(0.1, Act.REOPEN, 0.1)


@pytest.mark.parametrize(
    ("key", "end"), [("sound.mic", "microphone"), ("sound.speaker", "loudspeaker")]
)
def test_another_device_is_taken_without_another_connection(key: str, end: str) -> None:
    """It is no matter of the service's; where there are no devices, that is told."""
    devices, link = FakeDevices(), FakeLink()
    change = Change(key, "USB")
    _, _, notebook = steer(0.1, change, 0.1, link=link, devices=devices, configure=changed)
    assert devices.done == [(end, "USB")]
    assert not [sent for sent in link.sent if isinstance(sent, Settings)]
    assert [getattr(event, "key", "") for event in notebook.of(SettingChanged)] == [key]
    _, _, notebook = steer(0.1, change, 0.1, configure=changed)
    assert "could be another one" in getattr(notebook.of(Notice)[0], "text", "")
    assert not notebook.of(SettingChanged)


def test_who_mutes_before_there_is_a_connection_is_muted() -> None:
    """And what is typed is kept by the link."""

    class Slow(FakeLink):
        async def run(self, emit: Emit, said: Callable[[], Sequence[Utterance]]) -> None:
            await asyncio.sleep(1)
            await super().run(emit, said)

    _, _, notebook = steer(0.1, Act.MUTE, Say("Hello"), 3.0, link=Slow())
    happened = [type(event) for event in notebook.events]
    assert happened.index(Muted) < happened.index(TextSent) < happened.index(Connected)
    assert AudioSent not in happened


def test_too_many_wishes_at_once_are_told() -> None:
    """A pipe can bring them faster than they are followed."""
    _, _, notebook = steer(0.1, *[Act.LOUDER] * (WISHES + 5), 0.1)
    assert len(notebook.of(Notice)) == 5


def test_what_an_event_leads_to_comes_after_it() -> None:
    """For everybody who reads the stream."""
    microphone = OpenMicrophone((0.1, SpeechDetected(at=0, speaking=True)))
    _, _, notebook = steer(0.5, microphone=microphone)
    names = [type(event).__name__ for event in notebook.events]
    assert names.index("SpeechDetected") < names.index("Ducked")


# Settings, hanging up in time, tools


def test_settings_are_changed_while_the_call_goes_on() -> None:
    """Told before they count; the link takes the session on with them."""
    link, _, notebook = steer(
        0.1, Change("voice", "kore"), Change("voice", "Puck"), 0.1, configure=changed
    )
    assert [one.voice for one in link.sent if isinstance(one, Settings)] == ["Kore", "Puck"]
    told = [one for one in notebook.events if isinstance(one, SettingChanged)]
    assert [(one.key, one.value) for one in told] == [("voice", "kore"), ("voice", "Puck")]


def test_a_value_that_does_not_fit_is_told_and_changes_nothing() -> None:
    """In a sentence; the call goes on as it was."""
    link, _, notebook = steer(0.1, Change("temperature", "hot"), 0.1, configure=changed)
    assert not [one for one in link.sent if isinstance(one, Settings)]
    assert not notebook.of(SettingChanged)
    [notice] = notebook.of(Notice)
    assert isinstance(notice, Notice)
    assert notice.level == "warning"
    assert "hot" in notice.text


def test_without_anybody_who_knows_settings_none_is_changed() -> None:
    """The wish is followed no further."""
    link, _, notebook = steer(0.1, Change("voice", "Kore"), 0.1)
    assert not [one for one in link.sent if isinstance(one, Settings)]
    assert not notebook.of(SettingChanged)


def test_push_to_talk_can_be_switched_on_in_a_call() -> None:
    """From then on, nothing leaves without a press."""
    link, _, _ = steer(
        0.1,
        Change("sound.push_to_talk", "on"),
        0.1,
        Act.TALK,
        0.1,
        Act.TALK,
        0.1,
        configure=changed,
    )
    marks = [one for one in link.sent if not isinstance(one, bytes | Settings)]
    assert marks == ["end", ("activity", True), ("activity", False)]


def test_a_wish_for_new_devices_also_hurries_the_connection() -> None:
    """Whatever is missing is tried again now."""
    link, _, _ = steer(0.1, Act.REOPEN, 0.1)
    assert "hurry" in link.sent


def hang_up(
    *,
    link: FakeLink | None = None,
    microphone: OpenMicrophone | None = None,
    speaker: Speaker | None = None,
    max_s: float | None = None,
    idle_s: float | None = None,
) -> tuple[float, list[str]]:
    """When a call ends by itself, in seconds, and what is told."""
    notebook = Notebook()

    async def main() -> float:
        began = asyncio.get_running_loop().time()
        await Conversation(
            link or FakeLink(),
            speaker or FileSpeaker(None),
            microphone=microphone or OpenMicrophone(),
            observers=[notebook],
            max_s=max_s,
            idle_s=idle_s,
        ).run()
        return asyncio.get_running_loop().time() - began

    took = run(main())
    return took, [one.text for one in notebook.events if isinstance(one, Notice)]


def test_a_call_that_has_lasted_long_enough_is_ended() -> None:
    """Politely, and told once."""
    took, notices = hang_up(max_s=60)
    assert took == pytest.approx(60, abs=0.1)
    assert notices == ["The call has lasted 1 minute: hanging up."]


def test_a_call_in_which_nobody_says_anything_is_ended() -> None:
    """Words move the end; so does a voice, until it was heard."""
    took, notices = hang_up(idle_s=90)
    assert took == pytest.approx(90, abs=0.1)
    assert notices == ["Nobody has said anything for 1.5 minutes: hanging up."]
    link = FakeLink()
    link.unasked = [(60, InputTranscribed(at=0, text="Hm."))]
    assert hang_up(link=link, idle_s=90)[0] == pytest.approx(150, abs=0.1)
    link = FakeLink()
    link.unasked = list(spoken("Long.", seconds=200, wait=60)())
    assert hang_up(link=link, idle_s=90)[0] == pytest.approx(350, abs=0.1)
    link = FakeLink()
    link.unasked = [(60, TextReceived(at=0, text="Hm."))]
    assert hang_up(link=link, idle_s=90)[0] == pytest.approx(150, abs=0.1)


def test_the_sooner_end_counts() -> None:
    """Whichever it is."""
    assert "lasted" in hang_up(max_s=60, idle_s=61)[1][0]
    assert "Nobody" in hang_up(max_s=61, idle_s=60)[1][0]


def test_more_calls_for_functions_than_can_wait_are_told() -> None:
    """The rest is answered."""
    calls: list[tuple[float, Event]] = [
        (0, ToolCalled(at=0, calls=(ToolCall(str(number), "f", {}),)))
        for number in range(CALLS + 3)
    ]
    _, _, notebook = steer(1.0, link=Deaf(calls))
    assert len(notebook.of(Notice)) == 2  # one is being answered


def test_a_new_session_is_told_what_still_sounds() -> None:
    """It was said, though not yet heard."""
    link = Curious()
    link.unasked = [
        (0.1, AudioReceived(at=0, pcm=bytes(48_000))),
        (0, OutputTranscribed(at=0, text="Noon.")),
        (0, TurnComplete(at=0)),
    ]
    steer(0.5, Act.REOPEN, 0.1, link=link, speaker=FakeSpeaker(sounds=True))
    assert link.told == ["Noon."]


class Deaf(FakeLink):
    """Never done with an answer to a function call."""

    def __init__(self, unasked: list[tuple[float, Event]]) -> None:
        super().__init__()
        self.unasked = unasked

    async def refuse_tools(self, calls: Sequence[ToolCall], error: str) -> bool:
        await asyncio.Event().wait()
        return True


class Curious(FakeLink):
    """Asks what was said when it is to hurry."""

    async def run(self, emit: Emit, said: Callable[[], Sequence[Utterance]]) -> None:
        self._said = said
        await super().run(emit, said)

    def hurry(self) -> None:
        self.told = [one.words for one in self._said()]
