"""A service's events through the ledger into the state, with a loudspeaker that plays them."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from livechat.core.pcm import OUTPUT_RATE, SAMPLE_BYTES
from livechat.core.play.playback import PlaybackBuffer
from livechat.core.setup_spec import SetupSpec
from livechat.core.state import ConversationState
from livechat.core.talk.events import (
    ActivityMarked,
    AudioReceived,
    Ended,
    Event,
    GenerationComplete,
    InputTranscribed,
    Interrupted,
    LineEntered,
    OutputTranscribed,
    PlaybackFinished,
    PlaybackStarted,
    TextReceived,
    ToolCall,
    ToolCalled,
    TurnComplete,
)
from livechat.core.talk.transcript import Utterance
from livechat.core.talk.turn_state import TurnState
from livechat.core.talk.turns import Turns

STEP_S = 0.1
"""Seconds between two looks at the clock and at the loudspeaker."""


class Call:
    """One connection, the user and a loudspeaker."""

    def __init__(self) -> None:
        self.state = ConversationState()
        self.turns = Turns()
        self.turns.accepted(SetupSpec(model="m"), 1)
        self.now = 0.0
        self.told: list[Event] = []
        self.utterances: list[Utterance] = []
        self._buffer = PlaybackBuffer()
        self._started: set[int] = set()

    def service(self, event: Event) -> None:
        for numbered in self.turns.number(replace(event, at=self.now)):
            self._emit(numbered)

    def line(self, text: str) -> None:
        if not self.state.answering:
            self.stop()
        self._emit(LineEntered(at=self.now, text=text))
        self.turns.user_asked(self.now)

    def key(self, *, down: bool) -> None:
        if down:
            self.stop()
            self.turns.user_spoke(self.now)
        else:
            self.turns.user_asked(self.now)
        self._emit(ActivityMarked(at=self.now, speaking=down))

    def stop(self) -> None:
        self._buffer.interrupt(self.state.turns)
        self.turns.stopped(self.state.turns)
        self._finish()

    def lost(self) -> None:
        for event in self.turns.close(self.now):
            self._emit(event)

    def wait(self, seconds: float) -> None:
        for _ in range(round(seconds / STEP_S)):
            self.now += STEP_S
            self._play()
            for event in self.turns.tick(self.now):
                self._emit(event)

    def end(self) -> None:
        self._emit(Ended(at=self.now))

    def _emit(self, event: Event) -> None:
        self.told.append(event)
        self.utterances += self.state.fold(event)
        match event:
            case AudioReceived(refused=False):
                assert self._buffer.push(event.turn, event.pcm)
            case Interrupted():
                self._buffer.interrupt(event.turn)
            case TurnComplete(more=False):
                self._buffer.complete(event.turn)
            case _:
                pass
        if not isinstance(event, PlaybackFinished | PlaybackStarted):
            self._finish()

    def _play(self) -> None:
        played = self._buffer.pull(round(STEP_S * OUTPUT_RATE))
        if played.first:
            self._emit(PlaybackStarted(at=self.now, turn=played.turn))
        self._finish()

    def _finish(self) -> None:
        for over in self._buffer.finished():
            finished = PlaybackFinished(
                at=self.now, turn=over.turn, heard=over.heard, unheard=over.unheard
            )
            self._emit(finished)

    def said(self, *, thoughts: bool = True) -> list[tuple[str, str, bool]]:
        return [
            (one.speaker, one.words, one.interrupted)
            for one in self.utterances
            if thoughts or one.kind != "thought"
        ]


def aud(seconds: float = 1.0) -> AudioReceived:
    return AudioReceived(at=0, pcm=bytes(round(seconds * OUTPUT_RATE) * SAMPLE_BYTES))


def tr(text: str) -> OutputTranscribed:
    return OutputTranscribed(at=0, text=text)


def it(text: str, *, finished: bool = False) -> InputTranscribed:
    return InputTranscribed(at=0, text=text, finished=finished)


GC, TC, INT = GenerationComplete(at=0), TurnComplete(at=0), Interrupted(at=0)
PART = TurnComplete(at=0, more=True)


def come(call: Call, *events: Event) -> None:
    for event in events:
        call.service(event)


def settled(call: Call) -> None:
    """Nothing is due or open any more."""
    call.wait(60)
    assert (call.state.answering, call.turns.open, call.turns.interrupted) == (False, False, False)
    assert call.state.transcript.open == []
    assert call.state.turn in (TurnState.LISTENING, TurnState.HEARING)


def test_two_answers_without_an_end_are_two() -> None:
    """Each was heard to its end before the next question (case 3)."""
    call = Call()
    for question, answer in (("One?", "First."), ("Two?", "Second.")):
        call.line(question)
        call.wait(0.5)
        come(call, aud(), tr(answer), GC)
        call.wait(1.5)
    settled(call)
    assert [words for _, words, _ in call.said()] == ["One?", "First.", "Two?", "Second."]
    assert (call.state.answers, call.state.interruptions) == (2, 0)


def test_the_answer_after_an_interruption_without_end_is_heard() -> None:
    """Typed or spoken (case 4)."""
    for spoken in (False, True):
        call = Call()
        call.line("A story")
        call.wait(0.5)
        come(call, aud(5), tr("Once upon a time"))
        call.wait(1)
        call.service(INT)
        call.wait(0.5)
        if spoken:
            call.turns.user_spoke(call.now)
            call.wait(1)
            call.service(it("Stop."))
        else:
            call.line("Stop.")
        call.wait(1)
        come(call, aud(), tr("Fine."), GC, TC)
        settled(call)
        assert call.said()[-1] == ("model", "Fine.", False)
        heard = [event.heard for event in call.told if isinstance(event, PlaybackFinished)]
        assert heard[-1] == OUTPUT_RATE
        assert (call.state.answers, call.state.interruptions) == (1, 1)


def test_who_has_heard_all_presses_the_key_in_peace() -> None:
    """Nothing was interrupted, and nothing is counted (case 13)."""
    call = Call()
    call.line("One?")
    call.wait(0.5)
    come(call, aud(), tr("First."), GC)
    call.wait(1.5)
    call.key(down=True)
    call.wait(0.2)
    come(call, INT, TC)
    call.wait(1)
    call.key(down=False)
    assert call.said() == [("user", "One?", False), ("model", "First.", False)]
    assert (call.state.answers, call.state.interruptions) == (1, 0)
    assert call.state.turn is TurnState.THINKING


def test_an_answer_that_was_stopped_before_it_sounded_ends() -> None:
    """The key was pressed after the first words and before the first sound (A7)."""
    call = Call()
    call.line("hello")
    call.service(tr("Well, "))
    call.stop()
    call.wait(0.1)
    come(call, aud(), tr("a long story"), TC)
    settled(call)
    [said] = [one for one in call.utterances if one.speaker == "model"]
    assert (said.words, said.unheard_words) == ("", "Well, a long story")
    assert not any(isinstance(event, PlaybackFinished) for event in call.told)


def test_the_second_part_of_a_stopped_turn_is_not_heard() -> None:
    """With extended thinking the turn goes on after the first part (A7)."""
    call = Call()
    call.line("hello")
    come(call, aud(), tr("Let me see."), PART)
    call.wait(0.5)
    call.stop()
    call.wait(3)
    come(call, aud(), tr(" Seven."), TC)
    settled(call)
    heard = sum(event.heard for event in call.told if isinstance(event, PlaybackFinished))
    assert heard < OUTPUT_RATE
    assert call.utterances[-1].unheard_words == "Seven."


def test_words_come_after_everything_else() -> None:
    """Of the model's voice; nothing waits for them, and nothing is opened by them (case 2)."""
    call = Call()
    call.line("hello")
    come(call, aud(), GC)
    call.wait(1)
    call.service(TC)
    call.wait(2)
    call.service(tr("Hello "))
    call.wait(0.3)
    call.service(tr("world."))
    settled(call)
    assert call.said()[-1] == ("model", "Hello world.", False)
    assert call.state.turns == 1


WORDS = st.sampled_from(["one ", "two, ", "three. "])
STEPS = st.one_of(
    st.sampled_from([0.1, 0.5, 1.0, 3.0, 12.0]),
    st.sampled_from([aud(0.3), aud(2), GC, TC, PART, INT]),
    st.sampled_from(
        [
            tr("one "), tr("two, "), tr("three. "), it("who? "), it("<noise>"),
            it("hey ", finished=True), TextReceived(at=0, text="one "),
            TextReceived(at=0, text="hm ", thought=True),
            ToolCalled(at=0, calls=(ToolCall("1", "f", {}),)),
        ]
    ),
    st.sampled_from(["line", "press", "release", "stop", "speak", "lost"]),
)  # fmt: skip


@given(st.lists(STEPS, max_size=40))
def test_no_order_of_things_leaves_anything_open_or_lost(story: list[float | Event | str]) -> None:
    """Every spoken word is in one utterance, sound of a stopped turn is never played, and the
    counts agree with what happened.
    """
    call, sent, asked = Call(), "", 0
    for step in story:
        match step:
            case float():
                call.wait(step)
            case "line":
                call.line("Line.")
                asked += 1
            case "press" | "release":
                call.key(down=step == "press")
            case "stop":
                call.stop()
            case "speak":
                call.turns.user_spoke(call.now)
            case "lost":
                call.lost()
            case Event():
                call.service(step)
                sent += step.text if isinstance(step, OutputTranscribed) else ""
            case _:
                raise AssertionError(step)
    call.wait(10)
    call.lost()
    call.wait(40)
    assert (call.state.answering, call.turns.open, call.turns.interrupted) == (False, False, False)
    assert [one for one in call.state.transcript.open if one.speaker == "model"] == []
    call.end()
    said = [one for one in call.utterances if one.speaker == "model" and one.kind == "speech"]
    whole = "".join(one.text + one.unheard for one in said)
    assert sorted(whole.split()) == sorted(sent.split())
    assert len([one for one in call.utterances if one.words == "Line."]) == asked
    ends = [event.turn for event in call.told if isinstance(event, TurnComplete) and not event.more]
    assert ends == list(range(1, call.state.turns + 1))
    assert call.state.answers <= len(ends)
    assert [one.number for one in call.utterances] == list(range(1, len(call.utterances) + 1))
    assert "noise" not in "".join(one.text for one in call.utterances)
