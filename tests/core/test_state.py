"""The fold of everything."""

from __future__ import annotations

from livechat.core.state import ConversationState
from livechat.core.talk.events import (
    AudioReceived,
    Connected,
    Disconnected,
    Event,
    HandingOver,
    Interrupted,
    Muted,
    PlaybackFinished,
    Retrying,
    SoundTroubled,
    TextReceived,
    TextSent,
    TurnComplete,
    UsageReported,
)
from livechat.core.talk.turn import TurnState
from livechat.core.talk.usage import Usage


def after(*events: Event) -> ConversationState:
    state = ConversationState()
    for event in events:
        state.fold(event)
    return state


def test_connecting_and_disconnecting() -> None:
    """The state knows the model and whether it is the practice partner."""
    state = after(Connected(at=3, model="m", practice=True))
    assert (state.connected, state.model, state.practice, state.started_at) == (True, "m", True, 3)
    state.fold(Disconnected(at=4, code=1000, reason=""))
    assert not state.connected


def test_answers_are_counted_when_the_model_ends_them_itself() -> None:
    """An interrupted turn is none, nor is an empty one, nor a part of one."""
    state = after(
        TextSent(at=0, text="?"),
        TextReceived(at=1, text="thinking", thought=True),
        AudioReceived(at=2, pcm=b"\0\0"),
        AudioReceived(at=3, pcm=b"\0\0"),
        TurnComplete(at=4, more=True),
    )
    assert state.answers == 0
    assert state.answering
    state.fold(TurnComplete(at=5))
    assert (state.answers, state.last_answer_began_at, state.handed_over_at) == (1, 2, 0)
    for event in (AudioReceived(at=6, pcm=b"\0\0"), Interrupted(at=7), TurnComplete(at=8)):
        state.fold(event)
    assert (state.answers, state.interruptions, state.turns) == (1, 1, 2)
    state.fold(TurnComplete(at=9))
    assert (state.answers, state.empty_turns) == (1, 1)
    state.fold(Interrupted(at=9))
    state.fold(TurnComplete(at=9))
    assert state.empty_turns == 1


def test_usage_is_counted_by_turn() -> None:
    """A record told again after its turn's end counts once, one with another prompt adds."""
    state = after(
        AudioReceived(at=0, pcm=b"\0\0"),
        UsageReported(at=0, usage=Usage(prompt=5)),
        UsageReported(at=0, usage=Usage(prompt=5)),
        TurnComplete(at=0),
        UsageReported(at=0, usage=Usage(prompt=5)),
        AudioReceived(at=1, pcm=b"\0\0"),
        UsageReported(at=1, usage=Usage(prompt=7)),
    )
    assert state.usage.total.prompt == 12


def test_an_event_comes_back_numbered() -> None:
    """With the utterances it finished."""
    state = after(TextReceived(at=0, text="yes"))
    event, finished = state.fold(TurnComplete(at=1))
    assert event == TurnComplete(at=1, turn=1)
    assert [said.words for said in finished] == ["yes"]
    assert state.turn is TurnState.LISTENING


def test_a_stray_interruption_spoils_no_answer() -> None:
    """Told after its turn was closed, it says nothing about the next one."""
    state = after(
        TextReceived(at=0, text="one"),
        TurnComplete(at=1),
        Interrupted(at=2),
        TextReceived(at=3, text="two"),
        TurnComplete(at=4),
    )
    assert state.answers == 2
    assert [said.interrupted for said in state.transcript.finished] == [False, False]


def test_an_answer_cut_short_after_the_service_was_done_is_an_interruption() -> None:
    """Counted once, also when the service interrupted as well; one heard to its end is none."""
    state = after(
        AudioReceived(at=0, pcm=b"\0\0"),
        TurnComplete(at=1),
        PlaybackFinished(at=2, turn=1, heard=1, unheard=9),
    )
    assert state.interruptions == 1
    for event in (
        AudioReceived(at=3, pcm=b"\0\0"),
        Interrupted(at=4),
        PlaybackFinished(at=5, turn=2, heard=1, unheard=9),
    ):
        state.fold(event)
    assert state.interruptions == 2
    state.fold(PlaybackFinished(at=6, turn=3, heard=10))
    assert state.interruptions == 2


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
    """Nor is a turn that broke off before it said anything an empty one."""
    state = after(AudioReceived(at=0, pcm=b"\0\0"), TurnComplete(at=1, lost=True))
    state.fold(TurnComplete(at=2, lost=True))
    assert (state.answers, state.empty_turns, state.answering) == (0, 0, False)
    for event in (AudioReceived(at=3, pcm=b"\0\0"), TurnComplete(at=4)):
        state.fold(event)
    assert (state.answers, state.last_answer_began_at) == (1, 3)
