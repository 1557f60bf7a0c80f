"""When an answer counts, and what is said when there is none."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from livechat.app.ports import Pause
from livechat.app.waiting import ANOTHER_S, RESULT_S, SECOND_ANSWER_S
from livechat.core.pcm import OUTPUT_RATE
from livechat.core.talk.events import (
    AudioReceived,
    CallEnded,
    CallStarted,
    Disconnected,
    Event,
    GenerationComplete,
    InputTranscribed,
    Interrupted,
    LeaveAsked,
    Notice,
    OutputTranscribed,
    PlaybackFinished,
    ResumptionUpdated,
    ServiceTroubled,
    ToolAnswered,
    ToolCall,
    ToolCalled,
    TurnComplete,
)
from livechat.core.talk.newest_turn import TRAIL_S
from livechat.errors import AnswerTimeoutError, NetworkError, NoAnswerError
from tests.support.conversing import hold, nothing, sound, spoken, try_to_hold
from tests.support.fakes import FakeLink, FakeMicrophone, Reply

CHUNK = bytes(640)
LOUD = b"\x00\x20\x00\xe0" * 160


def told(text: str, *, wait: float = 0.1) -> list[tuple[float, Event]]:
    """A short answer in words."""
    return [(wait, OutputTranscribed(at=0, text=text)), (0, TurnComplete(at=0))]


def heard(text: str, *, interim: bool = False) -> InputTranscribed:
    return InputTranscribed(at=0, text=text, interim=interim)


def test_a_long_reply_that_came_in_a_burst_is_no_timeout() -> None:
    """Nothing arrives for two minutes, but it is being heard."""
    held = hold(FakeLink(spoken("Long.", seconds=120)), lines=("A story",))
    assert held.state.answers == 1
    assert held.took_s > 120


def test_no_answer_is_an_error_that_says_so() -> None:
    """After the time-out, not before."""
    held = try_to_hold(FakeLink(nothing), lines=("Hello?",))
    assert isinstance(held.error, AnswerTimeoutError)
    assert str(held.error) == "No answer came for 30 s. Wait longer with --timeout SECONDS."
    assert held.took_s == pytest.approx(30)


def test_an_empty_turn_is_told_from_silence() -> None:
    """The model ended its turn without a word, and nothing followed."""
    with pytest.raises(AnswerTimeoutError, match="ended its turn without an answer"):
        hold(FakeLink(lambda: [(0.5, TurnComplete(at=0))]), lines=("Hello?",))


def test_an_empty_turn_of_before_is_no_reason() -> None:
    """Each question has its own."""
    link = FakeLink(
        lambda: [(0.5, TurnComplete(at=0)), *told("One.", wait=1)],
        nothing,
    )
    microphone = FakeMicrophone(CHUNK, Pause(last=False), CHUNK, Pause(last=True))
    with pytest.raises(AnswerTimeoutError, match="No answer came"):
        hold(link, microphone=microphone)


def test_an_answer_that_stops_in_the_middle_is_told_from_silence() -> None:
    """What was said is kept; the rest is missing."""
    link = FakeLink(lambda: [(0.5, OutputTranscribed(at=0, text="Once"))])
    with pytest.raises(AnswerTimeoutError, match="stopped midway"):
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


def test_handles_and_counts_are_no_sign_of_life() -> None:
    """They come whether or not an answer does."""
    handle = ResumptionUpdated(at=0, resumable=True, handle="h")
    with pytest.raises(AnswerTimeoutError):
        hold(FakeLink(lambda: [(1, handle)] * 100), lines=("Hi",))


def test_words_that_trail_are_waited_for() -> None:
    """A one-shot prints them; a sentence that has ended is not waited for."""
    begun = [(0.1, AudioReceived(at=0, pcm=sound(0.1))), (0, GenerationComplete(at=0))]

    def cut() -> Iterable[tuple[float, Event]]:
        yield from begun
        yield 0, OutputTranscribed(at=0, text="Hello wor")
        yield 0.1, TurnComplete(at=0)
        yield 2.0, OutputTranscribed(at=0, text="ld.")

    held = hold(FakeLink(cut), lines=("Greet me",))
    assert held.words == ["Greet me", "Hello world."]
    assert held.took_s < 0.1 + 0.1 + TRAIL_S + 1

    def whole() -> Iterable[tuple[float, Event]]:
        yield from begun
        yield 0, OutputTranscribed(at=0, text="Hello world.")
        yield 0.1, TurnComplete(at=0)

    assert hold(FakeLink(whole), lines=("Greet me",)).took_s < 1


def test_a_late_sound_behind_an_answer_is_not_waited_for_as_another() -> None:
    """What was asked is answered."""
    held = hold(
        FakeLink(lambda: [*told("Yes."), (0, AudioReceived(at=0, pcm=bytes(100)))]),
        lines=("Is it?",),
    )
    assert held.state.answers >= 1
    assert held.took_s <= 0.1 + ANOTHER_S + 0.5


def test_what_goes_on_behind_an_answer_for_long_is_not_waited_for() -> None:
    """It gives no more sign of life."""

    def reply() -> Iterable[tuple[float, Event]]:
        yield from told("Yes.")
        yield 0.1, AudioReceived(at=0, pcm=sound(3))

    held = hold(FakeLink(reply), lines=("Is it?",))
    assert held.took_s == pytest.approx(0.2 + 3 + ANOTHER_S, abs=0.2)


def test_an_answer_given_before_the_recording_ended_is_enough() -> None:
    """Trailing silence in the file: nothing more will come, and nobody waits for ever."""
    link = FakeLink(nothing)
    link.unasked = told("Yes.")
    held = hold(link, microphone=FakeMicrophone(*[CHUNK] * 50, Pause(last=True)))
    assert held.state.answers == 1
    assert held.took_s == pytest.approx(50 * 0.02 + SECOND_ANSWER_S, abs=0.1)


def test_words_that_interrupted_an_answer_are_owed_one() -> None:
    """An earlier answer in the same recording does not settle it, however long it takes."""

    def reply() -> Iterable[tuple[float, Event]]:
        yield 0.5, OutputTranscribed(at=0, text="Once")
        yield 0, Interrupted(at=0)
        yield 0, TurnComplete(at=0)
        yield 9, OutputTranscribed(at=0, text="Fine.")
        yield 0, TurnComplete(at=0)

    link = FakeLink(reply)
    link.unasked = told("Yes.", wait=0.01)
    microphone = FakeMicrophone(*[LOUD] * 5, *[CHUNK] * 25, Pause(last=True))
    assert hold(link, microphone=microphone).words == ["Yes.", "Once", "Fine."]


def test_an_exchange_that_goes_on_is_not_cut_off() -> None:
    """IN_PROGRESS: speaks, works for ten seconds, speaks again."""

    def reply() -> Iterable[tuple[float, Event]]:
        yield 0.1, OutputTranscribed(at=0, text="Let me think.")
        yield 0, TurnComplete(at=0, more=True)
        yield 10, OutputTranscribed(at=0, text=" Forty-two.")
        yield 0, TurnComplete(at=0)

    assert hold(FakeLink(reply), lines=("Why?",)).words[-1].endswith("Forty-two.")


def test_a_polite_end_after_the_answer_is_no_error() -> None:
    """What was received is played to its end first."""
    link = FakeLink(spoken("Bye.", seconds=3))
    link.ends_after = 1
    held = hold(link, lines=("Bye",))
    assert held.state.answers == 1
    assert len(held.notebook.of(PlaybackFinished)) == 1


@pytest.mark.parametrize(
    ("reply", "when"),
    [
        (lambda: [(0.1, AudioReceived(at=0, pcm=sound(1)))], "in the middle of its answer"),
        (nothing, "before it answered"),
    ],
    ids=["in mid-answer", "before"],
)
def test_a_polite_end_without_a_whole_answer_plays_what_came_and_says_so(
    reply: Reply, when: str
) -> None:
    """The listener hears it; the error tells that it was not all."""
    link = FakeLink(reply)
    link.ends_after = 1
    held = try_to_hold(link, lines=("Hi",))
    assert isinstance(held.error, NetworkError)
    assert when in str(held.error)
    assert [one.heard for one in held.notebook.of(PlaybackFinished)] in ([], [OUTPUT_RATE])


# Recordings


def test_a_question_that_the_model_does_not_answer_has_its_own_words_and_code() -> None:
    """It heard, and chose to say nothing; guesses are replaced by words."""
    link = FakeLink(lambda: [(0.5, heard("my love?", interim=True)), (0.1, heard(" my dear?"))])
    link.unasked = [(0.1, heard("Shall we go,"))]
    microphone = FakeMicrophone(*[LOUD] * 20, Pause(last=True))
    held = try_to_hold(link, microphone=microphone, answer_timeout_s=10)
    assert isinstance(held.error, NoAnswerError)
    assert held.error.exit_code == 7
    assert held.error.what == "The model heard “Shall we go, my dear?” but did not answer."


@pytest.mark.parametrize(
    "reply",
    [
        [(0.5, heard("Shall we go?")), (0.5, TurnComplete(at=0))],
        [(0.5, heard("Shall ")), (0.5, TurnComplete(at=0)), (0.5, heard("we go?"))],
        [(0.5, heard("Shall we go?", interim=True))],
    ],
    ids=["an empty turn", "an empty turn between words", "a guess alone"],
)
def test_an_empty_turn_may_be_how_a_model_says_that_it_does_not_answer(
    reply: list[tuple[float, Event]],
) -> None:
    """What it has heard is known all the same, though it be a guess."""
    microphone = FakeMicrophone(*[LOUD] * 20, Pause(last=True))
    held = try_to_hold(FakeLink(lambda: reply), microphone=microphone, answer_timeout_s=10)
    assert isinstance(held.error, NoAnswerError)
    assert held.error.what == "The model heard “Shall we go?” but did not answer."


def test_what_is_said_before_a_function_is_called_is_not_the_answer() -> None:
    """What came of the function is answered in a turn of its own, 0.5 to 0.75 s later."""
    call = ToolCalled(at=0, calls=(ToolCall("1", "f", {}),))
    result = ToolAnswered(at=0, id="1", name="f")
    filler: list[tuple[float, Event]] = [(0.5, OutputTranscribed(at=0, text="One moment."))]
    filler += [(0.1, call), (0, result)]
    ended: list[tuple[float, Event]] = [(0, GenerationComplete(at=0)), (0, TurnComplete(at=0))]
    held = hold(FakeLink(lambda: [*filler, *ended, *told("Noon.", wait=1)]), lines=("Time?",))
    assert held.words == ["Time?", "One moment.", "Noon."]
    held = hold(FakeLink(lambda: [*filler, *ended]), lines=("Time?",))
    assert held.took_s == pytest.approx(0.6 + RESULT_S)


ASKED = ToolCalled(at=0, calls=(ToolCall("1", "f", {}), ToolCall("2", "f", {})))
LEAVE = LeaveAsked(at=0, call=1, name="f", args={})
RUNS = CallStarted(at=0, call=2, name="f", args={})
DONE = TurnComplete(at=0)


def ended(call: int, *, silent: bool = False) -> list[tuple[float, Event]]:
    """A function has returned, and the service has its result."""
    return [
        (0, CallEnded(at=0, call=call, name="f", outcome="done")),
        (0.1, ToolAnswered(at=0, id=str(call), name="f", silent=silent)),
    ]


@pytest.mark.parametrize("words", ["", "Just a moment."])
def test_no_time_runs_while_functions_are_under_way(words: str) -> None:
    """Not for the user's leave, nor while they run; the answer comes after their results.

    The turn that asked for them is over at once, with words before them or without any.
    """
    before: list[tuple[float, Event]] = [(0.5, OutputTranscribed(at=0, text=words))] * bool(words)
    story: list[tuple[float, Event]] = [
        *before,
        (0.1, ASKED),
        (0, DONE),
        (0, LEAVE),
        (300, RUNS),
        *ended(1),
        *told("One is done.", wait=0.7),
        (300, ServiceTroubled(at=0, what="no_answer", doing="")),
        *ended(2),
        *told("Two is done.", wait=0.7),
    ]
    held = hold(FakeLink(lambda: story), lines=("Do both",))
    assert held.words == ["Do both", *[words] * bool(words), "One is done.", "Two is done."]
    assert held.took_s < 610


def test_a_function_whose_result_is_not_answered_is_no_answer() -> None:
    """As when nothing comes at all; a short time-out holds for it too."""
    story: list[tuple[float, Event]] = [(0.1, ASKED), (0, DONE), *ended(1), *ended(2)]
    with pytest.raises(AnswerTimeoutError, match="No answer came for 30 s"):
        hold(FakeLink(lambda: story), lines=("Do both",))
    words: list[tuple[float, Event]] = [(0.1, OutputTranscribed(at=0, text="A moment."))]
    held = hold(FakeLink(lambda: [*words, *story]), lines=("Do both",), answer_timeout_s=4)
    assert held.took_s == pytest.approx(0.4 + 4)


def test_a_result_of_which_the_model_need_not_speak_is_not_waited_for() -> None:
    """The answer was given before it."""
    story: list[tuple[float, Event]] = [
        *told("The timer runs."),
        (0.1, ToolCalled(at=0, calls=(ToolCall("1", "f", {}),))),
        (0, DONE),
        *ended(1, silent=True),
    ]
    held = hold(FakeLink(lambda: story), lines=("Set a timer",))
    assert held.took_s < 0.4 + SECOND_ANSWER_S


def test_speech_that_nobody_heard_is_told_from_that() -> None:
    """The microphone may be at fault."""
    held = try_to_hold(FakeLink(nothing), microphone=FakeMicrophone(CHUNK, Pause(last=True)))
    assert isinstance(held.error, AnswerTimeoutError)
    assert "Check that you sent speech" in str(held.error)


def test_what_was_heard_of_an_answered_recording_is_not_what_the_next_one_said() -> None:
    """Each has its own words."""
    link = FakeLink(lambda: [(0.1, heard("First?")), *told("One.", wait=0.5)], nothing)
    microphone = FakeMicrophone(LOUD, Pause(last=False), LOUD, Pause(last=True))
    held = try_to_hold(link, microphone=microphone)
    assert isinstance(held.error, AnswerTimeoutError)


def test_a_recording_without_an_answer_does_not_stop_the_next_ones() -> None:
    """It is told, and raised when all were spoken."""
    link = FakeLink(lambda: [(0.1, heard("Well?"))], spoken("Two."))
    microphone = FakeMicrophone(LOUD, Pause(last=False), LOUD, Pause(last=True))
    held = try_to_hold(link, microphone=microphone)
    assert held.words[-1] == "Two."
    assert isinstance(held.error, NoAnswerError)
    assert held.notices == [str(held.error)]


GIVEN_UP = ServiceTroubled(at=0, what="given_up", doing="Ask again, or rephrase.")
GONE = Disconnected(at=0, code=1007, reason="invalid")


def test_a_question_that_the_session_gave_up_is_not_waited_for() -> None:
    """Though there is no connection at that moment; the next recordings go on."""
    link = FakeLink(lambda: [(0.5, GONE), (0, GIVEN_UP)], spoken("Two."))
    microphone = FakeMicrophone(LOUD, Pause(last=False), LOUD, Pause(last=True))
    held = try_to_hold(link, microphone=microphone)
    assert held.words == ["Two."]
    assert isinstance(held.error, AnswerTimeoutError)
    assert str(held.error) == (
        "The service did not answer the last question. Ask again, or rephrase."
    )
    assert held.notices == [str(held.error)]
    assert held.took_s < 5


@pytest.mark.parametrize(("after", "waits"), [(CHUNK, False), (LOUD, True)])
def test_a_question_given_up_while_it_is_spoken_is_waited_for_if_words_follow(
    after: bytes, waits: bool
) -> None:
    """They are another question; silence is none."""
    link = FakeLink(spoken("Yes.") if waits else nothing)
    link.unasked = [(0.1, GIVEN_UP)]
    microphone = FakeMicrophone(*[LOUD] * 5, *[after] * 20, Pause(last=True))
    held = try_to_hold(link, microphone=microphone)
    assert (held.error is None) is waits
    assert held.took_s < 5


def test_the_last_recording_that_was_given_up_is_raised_at_once() -> None:
    """Nothing follows it."""
    link = FakeLink(lambda: [(0.5, GIVEN_UP)])
    held = try_to_hold(link, microphone=FakeMicrophone(LOUD, Pause(last=True)))
    assert isinstance(held.error, AnswerTimeoutError)
    assert not held.notebook.of(Notice)
