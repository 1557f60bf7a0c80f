"""The fold of everything."""

from __future__ import annotations

import pytest

from livechat.core.pcm import OUTPUT_RATE, SAMPLE_BYTES
from livechat.core.state import REMEMBERED, ConversationState
from livechat.core.talk.events import (
    ActivityMarked,
    AudioReceived,
    Connected,
    Disconnected,
    Ended,
    Event,
    GenerationComplete,
    HandingOver,
    InputPaused,
    InputTranscribed,
    Interrupted,
    LineEntered,
    Muted,
    OutputTranscribed,
    PlaybackFinished,
    Retrying,
    SoundTroubled,
    TextReceived,
    ToolCall,
    ToolCalled,
    TurnComplete,
    TurnSettled,
    UsageReported,
)
from livechat.core.talk.turn_state import TurnState
from livechat.core.talk.turns import Turns
from livechat.core.talk.usage import Usage

SECOND = AudioReceived(at=0, turn=1, pcm=bytes(OUTPUT_RATE * SAMPLE_BYTES))


def after(*events: Event) -> ConversationState:
    state = ConversationState()
    for event in events:
        state.fold(event)
    return state


def call(*story: Event) -> ConversationState:
    """The state after a connection's events went through the ledger; a line asks."""
    state, turns = ConversationState(), Turns()
    for event in story:
        if isinstance(event, LineEntered):
            turns.user_asked(event.at)
            state.fold(event)
        for numbered in [*turns.tick(event.at), *turns.number(event)]:
            if not isinstance(event, LineEntered):
                state.fold(numbered)
    for numbered in turns.tick(story[-1].at + 60):
        state.fold(numbered)
    return state


def sound(at: float, turn: int) -> AudioReceived:
    return AudioReceived(at=at, turn=turn, pcm=b"\0\0")


def test_connecting_and_disconnecting() -> None:
    """The state knows the model and whether it is the practice partner."""
    state = after(Connected(at=3, model="m", practice=True))
    assert (state.connected, state.model, state.practice, state.started_at) == (True, "m", True, 3)
    state.fold(Disconnected(at=4, code=1000, reason=""))
    assert not state.connected


def test_answers_are_counted_when_the_model_ends_them_itself() -> None:
    """An interrupted turn is none, nor is an empty one, nor a part of one."""
    state = after(
        LineEntered(at=0, text="?"),
        TextReceived(at=1, turn=1, text="thinking", thought=True),
        sound(2, 1),
        sound(3, 1),
        TurnComplete(at=4, turn=1, more=True),
    )
    assert (state.answers, state.answering) == (0, True)
    state.fold(TurnComplete(at=5, turn=1))
    assert (state.answers, state.last_answer_began_at, state.handed_over_at) == (1, 2, 0)
    for event in (sound(6, 2), Interrupted(at=7, turn=2), TurnComplete(at=8, turn=2)):
        state.fold(event)
    assert (state.answers, state.interruptions, state.turns) == (1, 1, 2)
    state.fold(TurnComplete(at=9, turn=3, empty=True))
    assert (state.answers, state.empty_turns) == (1, 1)


@pytest.mark.parametrize(
    "asks",
    [
        LineEntered(at=9, text="?"),
        InputPaused(at=9, last=False),
        ActivityMarked(at=9, speaking=False),
    ],
)
def test_empty_turns_are_counted_since_the_question(asks: Event) -> None:
    """What was empty before says nothing about this one (C21)."""
    state = after(TurnComplete(at=1, turn=1, empty=True), TurnComplete(at=2, turn=2, empty=True))
    assert state.empty_turns == 2
    state.fold(asks)
    assert state.empty_turns == 0


def test_a_call_alone_is_no_empty_turn_and_no_answer() -> None:
    """Nor is what was interrupted or lost before it said anything."""
    calls = (ToolCall("1", "f", {}),)
    state = after(ToolCalled(at=1, turn=1, calls=calls), TurnComplete(at=2, turn=1))
    state.fold(Interrupted(at=3, turn=2))
    state.fold(TurnComplete(at=3, turn=2, empty=True))
    state.fold(TurnComplete(at=4, turn=3, empty=True, lost=True))
    assert (state.answers, state.empty_turns, state.answering) == (0, 0, False)


def test_a_repeated_end_is_no_empty_turn() -> None:
    """It says nothing about the question (A6)."""
    state = call(
        LineEntered(at=0, text="x"),
        SECOND,
        TurnComplete(at=2),
        TurnComplete(at=2.1),
    )
    assert (state.empty_turns, state.answers, state.turns) == (0, 1, 1)


def test_words_after_the_end_open_no_turn() -> None:
    """The next answer is its own (A5)."""
    state = ConversationState()
    turns = Turns()

    def happens(event: Event) -> None:
        for numbered in [*turns.tick(event.at), *turns.number(event)]:
            state.fold(numbered)

    def asks(at: float, text: str) -> None:
        turns.user_asked(at)
        state.fold(LineEntered(at=at, text=text))

    asks(0, "hello")
    happens(AudioReceived(at=1, pcm=bytes(4800)))
    happens(OutputTranscribed(at=1, text="It is "))
    happens(TurnComplete(at=2))
    state.fold(PlaybackFinished(at=2.1, turn=1, heard=2400))
    happens(OutputTranscribed(at=2.2, text="noon."))
    assert (state.turn, state.answering, state.turns) == (TurnState.LISTENING, False, 1)
    settled = [state.settled]
    for numbered in turns.tick(5):
        state.fold(numbered)
    assert [*settled, state.settled] == [False, True]
    asks(60, "and where?")
    assert state.turn is TurnState.THINKING
    happens(OutputTranscribed(at=61, text="In Lisbon."))
    happens(AudioReceived(at=61, pcm=bytes(4800)))
    happens(TurnComplete(at=62))
    state.fold(PlaybackFinished(at=62.1, turn=2, heard=2400))
    happens(GenerationComplete(at=65))
    assert [said.words for said in state.transcript.finished] == [
        "hello",
        "It is noon.",
        "and where?",
        "In Lisbon.",
    ]


@pytest.mark.parametrize(
    "trouble",
    [
        [TurnComplete(at=2, turn=1)],
        [Interrupted(at=2, turn=1), TurnComplete(at=2, turn=1)],
    ],
)
def test_sound_that_is_refused_leaves_nothing_open(trouble: list[Event]) -> None:
    """Stopped by the listener or by the service, before it was heard (A7)."""
    state = after(
        LineEntered(at=0, text="hello"),
        OutputTranscribed(at=1, turn=1, text="Well, "),
        *trouble[:-1],
        AudioReceived(at=1.1, turn=1, pcm=bytes(48000), refused=True),
        OutputTranscribed(at=1.2, turn=1, text="a long story"),
        *trouble[-1:],
        TurnSettled(at=4, turn=1),
    )
    assert state.turn in (TurnState.LISTENING, TurnState.HEARING)
    assert not state.transcript.open
    assert state.interruptions == 1
    assert state.transcript.finished[-1].unheard_words == "Well, a long story"


def test_usage_is_counted_by_turn() -> None:
    """A turn's records belong to it until it completes."""
    state = after(
        sound(0, 1),
        UsageReported(at=0, turn=1, usage=Usage(prompt=5)),
        UsageReported(at=0, turn=1, usage=Usage(prompt=5)),
        TurnComplete(at=0, turn=1),
        UsageReported(at=0, turn=2, usage=Usage(prompt=5)),
    )
    assert state.usage.total.prompt == 10


def test_folding_returns_what_was_finished() -> None:
    """When it is certain that nothing trails it."""
    state = after(TextReceived(at=0, turn=1, text="yes"), TurnComplete(at=1, turn=1))
    assert [said.words for said in state.fold(TurnSettled(at=1, turn=1))] == ["yes"]
    assert state.turn is TurnState.LISTENING


def test_a_stray_interruption_spoils_no_answer() -> None:
    """Told after its turn was closed, it says nothing about the next one."""
    state = call(
        LineEntered(at=0, text="?"),
        OutputTranscribed(at=0, text="one"),
        TurnComplete(at=1),
        Interrupted(at=2),
        LineEntered(at=2.5, text="?"),
        OutputTranscribed(at=3, text="two"),
        TurnComplete(at=4),
    )
    assert (state.answers, state.interruptions) == (2, 0)
    assert not any(said.interrupted for said in state.transcript.finished)


def test_an_answer_cut_short_after_the_service_was_done_is_an_interruption() -> None:
    """Counted once, also when the service interrupted as well; one heard to its end is none."""
    cut = PlaybackFinished(at=2, turn=1, heard=1, unheard=9)
    state = after(sound(0, 1), TurnComplete(at=1, turn=1), cut)
    assert state.interruptions == 1
    for event in (
        sound(3, 2),
        Interrupted(at=4, turn=2),
        PlaybackFinished(at=5, turn=2, heard=1, unheard=9),
    ):
        state.fold(event)
    assert state.interruptions == 2
    state.fold(PlaybackFinished(at=6, turn=3, heard=10))
    assert state.interruptions == 2


def test_hanging_up_is_no_interruption() -> None:
    """In the middle of an answer or at its sounding end; what was cut before is one (A6)."""
    cut = PlaybackFinished(at=2, turn=1, heard=0, unheard=1)
    for over in ([], [TurnComplete(at=1, turn=1)]):
        assert after(sound(0, 1), *over, cut, Ended(at=2.1)).interruptions == 0
    assert after(sound(0, 1), cut, Ended(at=9)).interruptions == 1
    assert after(sound(0, 1), Interrupted(at=1, turn=1), cut, Ended(at=2)).interruptions == 1


def test_who_heard_all_of_an_answer_was_not_interrupted() -> None:
    """It is an answer, whatever is told first (case 13)."""
    cut, over = Interrupted(at=2.6, turn=1), TurnComplete(at=2.6, turn=1)
    heard = PlaybackFinished(at=2.5, turn=1, heard=24_000)
    begun = [SECOND, GenerationComplete(at=1, turn=1)]
    for order in ([heard, cut, over], [cut, heard, over], [cut, over, heard]):
        state = after(*begun, *order)
        assert (state.answers, state.interruptions) == (1, 0)
    part = PlaybackFinished(at=2.5, turn=1, heard=23_000, unheard=1_000)
    state = after(*begun, cut, over, part)
    assert (state.answers, state.interruptions) == (0, 1)
    written = TextReceived(at=1, turn=1, text="x")
    state = after(written, GenerationComplete(at=1, turn=1), cut, over)
    assert (state.answers, state.interruptions) == (1, 0)


def test_muting_and_troubles_are_known() -> None:
    """Troubles are added up by what happened."""
    state = after(
        Muted(at=0, on=True),
        SoundTroubled(at=1, device="microphone", what="overrun", count=2),
        SoundTroubled(at=2, device="microphone", what="overrun", count=1),
        SoundTroubled(at=3, device="loudspeaker", what="underrun", count=1),
    )
    assert state.muted
    assert state.troubles == {"overrun": 3, "underrun": 1}
    state.fold(Muted(at=4, on=False))
    assert not state.muted


def test_a_session_outlives_its_connections() -> None:
    """They are counted, and the next try has its time, until there is one or another end."""
    state = after(
        Connected(at=0, model="m", practice=False),
        Disconnected(at=1, code=1006, reason=""),
        Retrying(at=2, in_s=3, attempt=1, reason="Lost."),
    )
    assert (state.connected, state.connections, state.retry_at) == (False, 1, 5)
    state.fold(Connected(at=5, model="m", practice=False))
    assert (state.connected, state.connections, state.retry_at) == (True, 2, None)
    state.fold(Retrying(at=6, in_s=3, attempt=1, reason="Lost."))
    assert not state.connected
    state.fold(HandingOver(at=7, why="limit"))
    assert (state.connected, state.retry_at) == (False, None)


def test_an_answer_that_broke_off_is_none() -> None:
    """Though its beginning is heard to the end; the next one counts."""
    state = after(sound(0, 1), TurnComplete(at=1, turn=1, lost=True))
    state.fold(PlaybackFinished(at=2, turn=1, heard=1))
    assert (state.answers, state.empty_turns, state.answering) == (0, 0, False)
    for event in (sound(3, 2), TurnComplete(at=4, turn=2)):
        state.fold(event)
    assert (state.answers, state.last_answer_began_at) == (1, 3)


def test_what_is_kept_of_turns_is_bounded() -> None:
    """What is told of one that has long been over is not counted."""
    state = after(*(sound(turn, turn) for turn in range(1, 2 * REMEMBERED)))
    state.fold(TurnComplete(at=99, turn=1))
    assert state.answers == 0


CASES: dict[str, tuple[list[Event], list[tuple[str, str]]]] = {
    "2: words that trail": (
        [
            SECOND,
            OutputTranscribed(at=1, text="Hello wor"),
            GenerationComplete(at=1),
            TurnComplete(at=2),
            OutputTranscribed(at=4, text="ld."),
        ],
        [("speech", "Hello world.")],
    ),
    "3: no end": (
        [SECOND, OutputTranscribed(at=1, text="All of it."), GenerationComplete(at=1)],
        [("speech", "All of it.")],
    ),
    "9: text before speech": (
        [
            TextReceived(at=0, text="Greeting them."),
            SECOND,
            OutputTranscribed(at=1, text="Hi there."),
            TurnComplete(at=2),
        ],
        [("speech", "Hi there."), ("thought", "Greeting them.")],
    ),
    "10: text as spoken": (
        [
            TextReceived(at=0, text="Hi there."),
            SECOND,
            OutputTranscribed(at=1, text="Hi there."),
            TurnComplete(at=2),
        ],
        [("speech", "Hi there.")],
    ),
    "8: noise": (
        [InputTranscribed(at=0, text="<noise>"), InputTranscribed(at=1, text="<noise>")],
        [],
    ),
}


@pytest.mark.parametrize("case", [*CASES])
def test_the_transcript_says_once_what_was_said(case: str) -> None:
    """Through the ledger, then in time; nothing is left open."""
    story, said = CASES[case]
    state, turns = ConversationState(), Turns()
    turns.user_asked(0)
    for event in story:
        for numbered in turns.number(event):
            state.fold(numbered)
    state.fold(PlaybackFinished(at=5, turn=1, heard=OUTPUT_RATE))
    for now in (6, 8, 12):
        for numbered in turns.tick(now):
            state.fold(numbered)
    assert [(one.kind, one.words) for one in state.transcript.finished] == said
    assert (state.answering, state.turn, turns.open) == (False, TurnState.LISTENING, False)
    assert state.answers == (1 if said else 0)
