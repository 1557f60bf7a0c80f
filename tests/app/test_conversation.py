"""Conversations over stand-ins for the ports, in virtual time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import Any

import pytest

from livechat.app.conversation import MAX_AHEAD_S, Conversation
from livechat.app.ports import Chunk, Emit, Pause
from livechat.audio.chunks import chunk_of
from livechat.audio.file_speaker import FileSpeaker
from livechat.core.face.commands import Act, Change, Intent, Say
from livechat.core.link.items import ToolResult
from livechat.core.pcm import OUTPUT_RATE
from livechat.core.talk.events import (
    AudioReceived,
    Connected,
    DeviceMissing,
    Ducked,
    Ended,
    Event,
    InputTranscribed,
    Interrupted,
    LineEntered,
    Notice,
    OutputTranscribed,
    PlaybackFinished,
    SettingChanged,
    SoundTroubled,
    SpeechDetected,
    TextSent,
    ToolAnswered,
    ToolCall,
    ToolCalled,
    TurnComplete,
)
from livechat.core.talk.transcript import Utterance
from livechat.errors import AnswerTimeoutError, LivechatError, NetworkError, SoundError
from tests.support.conversing import hold, nothing, sound, spoken, steer, try_to_hold
from tests.support.fakes import FakeLink, FakeMicrophone, FakeSpeaker, Notebook, OpenMicrophone
from tests.support.virtual_time import run

CHUNK = bytes(640)


def test_a_typed_line_is_answered_and_heard_to_the_end() -> None:
    """It ends shortly after the last sample, with everything observed."""
    link = FakeLink(spoken("Noon.", seconds=2))
    held = hold(link, lines=("What time is it?",))
    assert link.sent == ["What time is it?"]
    assert held.words == ["What time is it?", "Noon."]
    [played] = held.notebook.of(PlaybackFinished)
    assert played.heard == 2 * OUTPUT_RATE
    assert held.took_s == pytest.approx(0.5 + 2 + 0.3, abs=0.05)
    assert isinstance(held.notebook.events[-1], Ended)
    assert held.state.answers == 1
    assert link.closed


def test_each_line_waits_for_the_answer_to_the_one_before() -> None:
    """The second is sent when the first answer was heard."""
    held = hold(FakeLink(spoken("One."), spoken("Two.")), lines=("first", "second"))
    assert held.words == ["first", "One.", "second", "Two."]


def test_sound_is_sent_in_order_and_finished_with_an_end() -> None:
    """Two recordings are two turns."""
    link = FakeLink(spoken("One."), spoken("Two."))
    microphone = FakeMicrophone(b"a", b"b", Pause(last=False), b"c", Pause(last=True))
    assert hold(link, microphone=microphone).state.answers == 2
    assert link.sent == [b"a", b"b", "end", b"c", "end"]


def test_an_interruption_stops_the_voice_and_the_next_answer_is_awaited() -> None:
    """The dead turn's sound is faded and dropped, its late sound refused."""

    def reply() -> Iterable[tuple[float, Event]]:
        yield 0.1, AudioReceived(at=0, pcm=sound(10))
        yield 0, OutputTranscribed(at=0, text="Once upon a time")
        yield 1.6, InputTranscribed(at=0, text="Stop")
        yield 0, Interrupted(at=0)
        yield 0, AudioReceived(at=0, pcm=sound(1))
        yield 0, TurnComplete(at=0)
        yield 0.4, AudioReceived(at=0, pcm=sound(1))
        yield 0, OutputTranscribed(at=0, text="Fine.")
        yield 1, TurnComplete(at=0)

    held = hold(FakeLink(reply), microphone=FakeMicrophone(CHUNK, Pause(last=True)))
    first, second = held.notebook.of(PlaybackFinished)
    assert first.heard == pytest.approx(1.6 * OUTPUT_RATE, abs=0.05 * OUTPUT_RATE)
    assert first.heard + first.unheard == 10 * OUTPUT_RATE
    assert second.heard == OUTPUT_RATE
    assert held.state.interruptions == 1
    assert [one.interrupted for one in held.notebook.utterances if one.speaker == "model"] == [
        True,
        False,
    ]


def test_an_unexpected_tool_call_is_answered_with_an_error() -> None:
    """Silence would block the session."""

    def reply() -> Iterable[tuple[float, Event]]:
        yield 0.1, ToolCalled(at=0, calls=(ToolCall("7", "f", {}), ToolCall("8", "g", {})))
        yield 0, ToolAnswered(at=0, id="7", name="f")
        yield 0, ToolAnswered(at=0, id="8", name="g")
        yield 0.1, OutputTranscribed(at=0, text="I cannot look.")
        yield 0, TurnComplete(at=0)

    link = FakeLink(reply)
    hold(link, lines=("Weather?",))
    refused = {"error": "This client has no such function."}
    assert link.sent[1:] == [ToolResult(1, "7", "f", refused), ToolResult(1, "8", "g", refused)]


def test_a_lost_connection_is_raised_as_itself() -> None:
    """Not as a group of exceptions; the words so far are kept."""
    link = FakeLink(lambda: [(0.1, OutputTranscribed(at=0, text="Once upon"))])
    link.fails = NetworkError("The connection was lost.")
    held = try_to_hold(link, lines=("Hi",))
    assert isinstance(held.error, NetworkError)
    assert "lost" in str(held.error)
    assert held.words[-1] == "Once upon"


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
    link = FakeLink()
    link.unasked = [(1, InputTranscribed(at=0, text="Hello"))]
    held = hold(
        link,
        microphone=FakeMicrophone(*[CHUNK] * 10_000),
        act=lambda call: asyncio.get_running_loop().call_later(5, call.stop),
    )
    assert link.closed
    assert held.took_s == pytest.approx(5)
    assert held.words == ["Hello"]


def test_cancelling_is_not_swallowed() -> None:
    """Whoever cancels the conversation sees it cancelled."""

    async def main() -> None:
        async with asyncio.timeout(3):
            await Conversation(FakeLink(nothing), FileSpeaker(None), lines=("Hi",)).run()

    with pytest.raises(TimeoutError):
        run(main())


def test_a_service_that_hangs_up_on_a_silent_microphone_is_noticed() -> None:
    """What was said is played to its end, then the conversation is over."""
    link = FakeLink()
    link.unasked = [(1, AudioReceived(at=0, pcm=sound(2)))]
    link.ends_after = 0

    class Silent(FakeMicrophone):
        async def listen(self) -> AsyncIterator[Chunk | Pause]:
            await asyncio.Event().wait()
            yield chunk_of(b"", 0)

    held = try_to_hold(link, microphone=Silent())
    assert "ended the session" in str(held.error)
    [played] = held.notebook.of(PlaybackFinished)
    assert played.heard == 2 * OUTPUT_RATE


def test_a_link_is_told_what_still_sounds() -> None:
    """A new session is to know the answer that the listener is hearing."""
    told: list[list[str]] = []

    class Asking(FakeLink):
        async def run(
            self, emit: Emit, said: Callable[[], Sequence[Utterance]], account: Callable[[], str]
        ) -> None:
            loop = asyncio.get_running_loop()
            loop.call_later(2, lambda: told.append([one.words for one in said()]))
            await super().run(emit, said, account)

    def reply() -> Iterable[tuple[float, Event]]:
        yield 0.5, AudioReceived(at=0, pcm=sound(10))
        yield 0, OutputTranscribed(at=0, text="Noon.")
        yield 0, TurnComplete(at=0)

    hold(Asking(reply), lines=("What time is it?",))
    assert told == [["What time is it?", "Noon."]]


def test_an_open_microphone_talks_until_hung_up() -> None:
    """Fifty chunks a second."""
    steered = steer(1.0)
    assert 45 <= steered.link.sent.count(CHUNK) <= 50
    assert isinstance(steered.notebook.events[-1], Ended)


def test_a_line_is_told_when_it_is_typed_and_when_it_leaves() -> None:
    """Before there is a connection, too: the link keeps it."""
    link = FakeLink(nothing)
    link.connects_after_s = 1.0
    happened = [type(one) for one in steer(0.1, Say("Hello"), 3.0, link=link).notebook.events]
    marks = [LineEntered, Connected, TextSent]
    assert [one for one in happened if one in marks] == marks


def test_what_an_event_leads_to_comes_after_it() -> None:
    """For everybody who reads the stream."""
    microphone = OpenMicrophone((0.2, SpeechDetected(at=0, speaking=True)))
    link, speaker = FakeLink(), FakeSpeaker(sounds=True)
    link.unasked = [(0.1, AudioReceived(at=0, pcm=bytes(4_800)))]
    steered = steer(0.5, link=link, speaker=speaker, microphone=microphone)
    names = [type(one).__name__ for one in steered.notebook.events]
    assert names.index("SpeechDetected") < names.index("Ducked")


def test_after_the_end_comes_nothing() -> None:
    """Neither what an alarm tells nor what is wished for late."""
    speaking = [(at, SpeechDetected(at=0, speaking=at < 0.55)) for at in (0.5, 0.6)]
    notebook = Notebook()

    async def main() -> None:
        link = FakeLink()
        link.unasked = [(0.1, AudioReceived(at=0, pcm=bytes(4_800)))]
        call = Conversation(
            link,
            FakeSpeaker(sounds=True),
            microphone=OpenMicrophone(*speaking),
            observers=[notebook],
        )
        asyncio.get_running_loop().call_later(0.7, call.stop)
        await call.run()
        call.wish(Say("too late"))
        call.wish(Act.MUTE)
        call.emit(Notice(at=0, text="too late"))
        await asyncio.sleep(5)

    run(main())
    assert isinstance(notebook.events[-1], Ended)
    assert [one.on for one in notebook.of(Ducked)] == [True]


def test_an_answer_that_broke_off_sounds_until_the_next_one_does() -> None:
    """Both answer the same question: the one is heard from its beginning, the other no longer."""
    lost = (0.0, TurnComplete(at=0, lost=True))
    link = FakeLink(
        lambda: [
            (0.1, AudioReceived(at=0, pcm=sound(20))),
            (1.0, lost[1]),
            (3.0, AudioReceived(at=0, pcm=sound(1))),
            (0.1, AudioReceived(at=0, pcm=sound(1))),
            (0, TurnComplete(at=0)),
        ]
    )
    held = hold(link, lines=("Tell me",))
    broken, whole = held.notebook.of(PlaybackFinished)
    assert broken.heard == pytest.approx(4 * OUTPUT_RATE, abs=0.1 * OUTPUT_RATE)
    assert (whole.heard, whole.unheard) == (2 * OUTPUT_RATE, 0)
    assert held.state.interruptions == 0  # nobody spoke over it


def test_no_more_than_half_an_hour_of_sound_waits() -> None:
    """A service that sends more is broken; what is too much is counted, and the rest is played."""
    minute = (0.0, AudioReceived(at=0, pcm=sound(60)))
    link = FakeLink(lambda: [*[minute] * 40, (0, TurnComplete(at=0))])
    held = hold(link, lines=("Go on",))
    [played] = held.notebook.of(PlaybackFinished)
    assert MAX_AHEAD_S <= played.heard / OUTPUT_RATE <= MAX_AHEAD_S + 60
    dropped = held.notebook.of(SoundTroubled)
    assert {(one.device, one.what) for one in dropped} == {("loudspeaker", "dropped")}
    assert played.heard / OUTPUT_RATE + 60 * len(dropped) == 40 * 60


def test_times_never_go_back() -> None:
    """Whoever reads the stream may rely on it."""
    link = FakeLink(spoken("One."), spoken("Two."))
    times = [one.at for one in hold(link, lines=("first", "second")).notebook.events]
    assert all(one <= other for one, other in pairwise(times))


def asking(*lines: str) -> Callable[[Conversation], object]:
    """Asks these together, before the call begins."""

    def ask(call: Conversation) -> None:
        for line in lines:
            call.ask(Say(line), lambda: None, waits=True)
        call.ask_no_more(some=True)

    return ask


def test_lines_that_come_together_are_asked_one_after_the_other() -> None:
    """Each waits for the answer before it; the last ends the call, though a microphone is open."""
    link = FakeLink(spoken("One."), spoken("Two."), spoken("Three."))
    held = hold(link, microphone=OpenMicrophone(), act=asking("first", "second", "third"))
    assert held.words == ["first", "One.", "second", "Two.", "third", "Three."]
    assert held.state.answers == 3


def test_a_line_that_is_not_answered_is_told_and_the_next_is_asked() -> None:
    """At the end the call has failed."""
    link = FakeLink(nothing, spoken("Two."))
    held = try_to_hold(link, microphone=OpenMicrophone(), act=asking("first", "second"))
    assert isinstance(held.error, AnswerTimeoutError)
    assert held.words == ["first", "second", "Two."]
    assert "No answer came" in held.notices[0]


def test_a_connection_that_is_lost_ends_the_lines_that_wait() -> None:
    """It is raised as itself."""

    def lost() -> Iterable[tuple[float, Event]]:
        raise NetworkError("Gone.", "Try again.")

    held = try_to_hold(FakeLink(lost), microphone=OpenMicrophone(), act=asking("first", "second"))
    assert isinstance(held.error, NetworkError)


def test_a_service_that_hangs_up_in_the_middle_of_lines_is_told() -> None:
    """The others would fare no better."""

    def breaks_off() -> Iterable[tuple[float, Event]]:
        yield 0.5, OutputTranscribed(at=0, text="One")

    link = FakeLink(breaks_off, nothing)
    link.ends_after = 1
    held = try_to_hold(link, microphone=OpenMicrophone(), act=asking("first", "second"))
    assert isinstance(held.error, NetworkError)
    assert "ended the session" in str(held.error)
    assert "second" not in link.sent


def steering(work: Callable[[Conversation], Coroutine[Any, Any, None]]) -> Any:
    """Does something beside the call, then hangs up."""
    tasks: list[asyncio.Task[None]] = []

    def act(call: Conversation) -> None:
        async def steered() -> None:
            try:
                await work(call)
            finally:
                call.stop()

        tasks.append(asyncio.create_task(steered()))

    return act


def test_a_line_that_comes_alone_interrupts_the_answer_that_is_heard() -> None:
    """As speech does; one that comes before it sounds waits."""

    async def work(call: Conversation) -> None:
        call.ask(Say("first"), lambda: None, waits=False)
        await asyncio.sleep(0.1)
        call.ask(Say("second"), lambda: None, waits=False)
        await asyncio.sleep(15)
        call.ask(Say("third"), lambda: None, waits=False)
        await asyncio.sleep(0.1)

    link = FakeLink(spoken("One.", seconds=2), spoken("Two.", seconds=60), spoken("Three."))
    held = hold(link, microphone=OpenMicrophone(), act=steering(work))
    entered = [(event.text, event.at) for event in held.notebook.of(LineEntered)]
    assert [text for text, _ in entered] == ["first", "second", "third"]
    first, second, third = (at for _, at in entered)
    assert second - first > 2
    assert third - first == pytest.approx(15.1)


def test_stopping_the_voice_lets_the_next_line_be_asked() -> None:
    """Nobody wants the rest of that answer."""

    async def work(call: Conversation) -> None:
        for line in ("first", "second"):
            call.ask(Say(line), lambda: None, waits=True)
        await asyncio.sleep(2)
        assert "second" not in link.sent
        call.wish(Act.INTERRUPT)
        await asyncio.sleep(0.1)
        assert "second" in link.sent

    link = FakeLink(spoken("One.", seconds=60), spoken("Two."))
    hold(link, microphone=OpenMicrophone(), act=steering(work))


@pytest.mark.parametrize("early", [True, False])
@pytest.mark.parametrize(
    ("reason", "error"), [("", None), ("No microphone was found.", SoundError)]
)
def test_without_a_microphone_a_call_with_nothing_to_ask_ends(
    reason: str, error: type[LivechatError] | None, early: bool
) -> None:
    """Whichever is known first. That there is none is an error, that none is wanted is not."""

    async def work(call: Conversation) -> None:
        missing = DeviceMissing(at=0, device="microphone", reason=reason, remedy="Connect one.")
        if early:
            call.ask_no_more(some=False)
        await asyncio.sleep(1)
        call.emit(replace(missing, at=asyncio.get_running_loop().time()))
        if not early:
            call.ask_no_more(some=False)

    held = try_to_hold(FakeLink(), microphone=OpenMicrophone(), act=steering(work))
    assert type(held.error) is (error or type(None))
    if held.error:
        assert str(held.error) == f"{reason} Connect one."


def test_with_a_microphone_nothing_to_ask_ends_no_call() -> None:
    """Speech goes on."""

    async def work(call: Conversation) -> None:
        call.ask_no_more(some=False)
        await asyncio.sleep(100)
        assert link.sent
        call.stop()

    link = FakeLink()
    hold(link, microphone=OpenMicrophone(), act=steering(work))


def test_a_change_is_made_in_its_turn() -> None:
    """And whoever asks is told that there is room."""
    taken: list[int] = []

    def ask(call: Conversation) -> None:
        intents: list[Intent] = [Say("first"), Change("voice", "Kore"), Say("second")]
        for number, intent in enumerate(intents):
            call.ask(intent, partial(taken.append, number), waits=True)
        call.ask_no_more(some=True)
        assert not taken

    link = FakeLink(spoken("One."), spoken("Two."))
    held = hold(
        link,
        microphone=OpenMicrophone(),
        act=ask,
        configure=lambda spec, key, value: replace(spec, voice=value),
    )
    assert taken == [0, 1, 2]
    [finished, changed, *_] = [
        event.at
        for event in held.notebook.events
        if isinstance(event, PlaybackFinished | SettingChanged)
    ]
    assert changed > finished
