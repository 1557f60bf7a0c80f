"""Whose turn it is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from livechat.core.talk.events import (
    ActivityMarked,
    AudioReceived,
    Event,
    GenerationComplete,
    InputPaused,
    InputTranscribed,
    Interrupted,
    Muted,
    OutputTranscribed,
    PlaybackFinished,
    SpeechDetected,
    TextReceived,
    TextSent,
    TurnComplete,
    TurnEvent,
    VoiceActivity,
)
from livechat.core.talk.turn import TABLE, Signal, TurnState, TurnTracker

S = TurnState
audio = AudioReceived(at=0, pcm=b"\0\0")
played = PlaybackFinished(at=0, turn=1, heard=1)


def states(*events: Event) -> list[TurnState]:
    tracker = TurnTracker()
    seen = []
    for event in events:
        tracker.number(event)
        seen.append(tracker.state)
    return seen


def test_a_question_and_its_answer() -> None:
    """Heard, handed over, answered, closed by the service, heard to the end."""
    assert states(
        InputTranscribed(at=0, text="hi"),
        InputPaused(at=0, last=True),
        audio,
        GenerationComplete(at=0),
        TurnComplete(at=0),
        played,
    ) == [S.HEARING, S.THINKING, S.SPEAKING, S.SPEAKING, S.FINISHING, S.LISTENING]


def test_an_answer_in_text_ends_with_its_turn() -> None:
    """There is no sound to wait for."""
    assert states(TextSent(at=0, text="?"), TextReceived(at=0, text="!"), TurnComplete(at=0)) == [
        S.THINKING,
        S.SPEAKING,
        S.LISTENING,
    ]


def test_an_interruption_then_the_interrupted_turn_closes() -> None:
    """What still arrives changes nothing; then the user has the word."""
    assert states(
        audio,
        Interrupted(at=0),
        audio,
        played,
        TurnComplete(at=0),
        VoiceActivity(at=0, speaking=False),
    ) == [S.SPEAKING, S.INTERRUPTED, S.INTERRUPTED, S.INTERRUPTED, S.HEARING, S.THINKING]


def test_extended_thinking_speaks_works_and_speaks_again() -> None:
    """Only IDLE ends the exchange, and all of it is one turn."""
    tracker = TurnTracker()
    turns = []
    for event in (
        audio,
        TurnComplete(at=0, more=True),
        audio,
        TurnComplete(at=0),
        played,
        OutputTranscribed(at=0, text="next"),
    ):
        numbered = tracker.number(event)
        assert isinstance(numbered, TurnEvent)
        turns.append(numbered.turn)
    assert turns == [1, 1, 1, 1, 1, 2]
    assert tracker.open


def test_part_of_an_exchange_leaves_the_model_at_work() -> None:
    """Between two pieces it thinks."""
    assert states(audio, TurnComplete(at=0, more=True))[-1] is S.THINKING


def test_speaking_while_the_end_still_plays() -> None:
    """The turn is over for the service: the user simply begins the next."""
    assert states(audio, TurnComplete(at=0), VoiceActivity(at=0, speaking=True)) == [
        S.SPEAKING,
        S.FINISHING,
        S.HEARING,
    ]


def test_transcripts_during_an_answer_do_not_take_the_turn() -> None:
    """They may belong to what was said before it."""
    assert states(audio, InputTranscribed(at=0, text="late"))[-1] is S.SPEAKING


def test_an_event_that_is_numbered_keeps_its_number() -> None:
    """Playback knows its turn."""
    assert TurnTracker().number(played) == played


def test_every_state_can_be_left() -> None:
    """No state of the table is a trap."""
    assert {state for state, _ in TABLE} == set(TurnState)
    assert {signal for _, signal in TABLE} == set(Signal)


@given(
    st.lists(
        st.sampled_from(
            [
                audio,
                TextReceived(at=0, text="x"),
                Interrupted(at=0),
                TurnComplete(at=0),
                TurnComplete(at=0, more=True),
                TextSent(at=0, text="x"),
                InputTranscribed(at=0, text="x"),
                VoiceActivity(at=0, speaking=True),
                SpeechDetected(at=0, speaking=True),
                SpeechDetected(at=0, speaking=False),
                PlaybackFinished(at=0, turn=1, heard=1, unheard=1),
            ]
        )
    )
)
def test_any_order_leaves_a_conversation_that_can_go_on(events: list[Event]) -> None:
    """Numbers never fall, and a fresh answer is always followed to its end."""
    tracker = TurnTracker()
    numbers = [
        event.turn
        for event in map(tracker.number, events)
        if isinstance(event, TurnEvent) and not isinstance(event, PlaybackFinished)
    ]
    assert numbers == sorted(numbers)
    tracker.number(TurnComplete(at=0))
    for turn in range(1, tracker.turn + 1):
        tracker.number(PlaybackFinished(at=0, turn=turn, heard=0))
    before = tracker.turn
    tracker.number(TextReceived(at=0, text="fresh"))
    tracker.number(TurnComplete(at=0))
    assert tracker.turn == before + 1
    assert tracker.state is TurnState.LISTENING


def test_muting_hands_over_what_was_said() -> None:
    """The service finishes it; unmuting, and muting when nothing was said, change nothing."""
    assert states(
        Muted(at=0, on=True),
        Muted(at=0, on=False),
        InputTranscribed(at=0, text="hi"),
        Muted(at=0, on=True),
        Muted(at=0, on=False),
    ) == [S.LISTENING, S.LISTENING, S.HEARING, S.THINKING, S.THINKING]


def test_the_key_says_who_speaks() -> None:
    """Push-to-talk: its press is the beginning, its release the end."""
    assert states(
        ActivityMarked(at=0, speaking=True),
        ActivityMarked(at=0, speaking=False),
    ) == [S.HEARING, S.THINKING]


def test_who_is_heard_by_this_machine_alone_is_heard_as_long_as_he_speaks() -> None:
    """It may have been a cough: nothing was handed over. Over the model's voice it says nothing."""
    speaks, ends = SpeechDetected(at=0, speaking=True), SpeechDetected(at=0, speaking=False)
    assert states(speaks, ends, speaks, audio, ends, TurnComplete(at=0), speaks, played) == [
        S.HEARING,
        S.LISTENING,
        S.HEARING,
        S.SPEAKING,
        S.SPEAKING,
        S.FINISHING,
        S.FINISHING,
        S.LISTENING,
    ]


def test_a_voice_that_was_stopped_does_not_speak_however_long_its_turn_goes_on() -> None:
    """What still comes of it is never played, so nobody waits for its end."""
    cut = PlaybackFinished(at=0, turn=1, heard=1, unheard=1)
    late = OutputTranscribed(at=0, text="words")
    assert states(audio, cut, audio, late, TurnComplete(at=0), audio) == [
        S.SPEAKING,
        S.STOPPED,
        S.STOPPED,
        S.STOPPED,
        S.LISTENING,
        S.SPEAKING,
    ]
    assert states(audio, cut, Interrupted(at=0), TurnComplete(at=0))[1:] == [
        S.STOPPED,
        S.INTERRUPTED,
        S.HEARING,
    ]
