"""When it is told that the model replies."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.core.face.alerts import Alerts
from livechat.core.talk.events import (
    AudioReceived,
    CallEnded,
    Event,
    Interrupted,
    LeaveAnswered,
    LeaveAsked,
    OutputTranscribed,
    PlaybackStarted,
    TextReceived,
    ToolCalled,
    TurnComplete,
)

SOUND = AudioReceived(at=1, turn=1, pcm=b"\x01\x00")
WORD = OutputTranscribed(at=1, turn=1, text="Good")
TEXT = TextReceived(at=1, turn=1, text="Good")


def told(*happened: Event | bool, always: bool = False) -> list[Event]:
    """The events at which it is told; truth values are the focus."""
    alerts = Alerts(always=always)
    found = []
    for one in happened:
        if isinstance(one, bool):
            alerts.focus(one)
        elif alerts.fold(one):
            found.append(one)
    return found


@pytest.mark.parametrize("first", [SOUND, WORD, TEXT])
def test_a_reply_out_of_sight_is_told_once_as_it_begins(first: Event) -> None:
    """By its first sound or word, whichever comes first."""
    assert told(False, first, SOUND, WORD, TEXT, TurnComplete(at=2, turn=1)) == [first]


@pytest.mark.parametrize("focus", [[], [True], [False, True]])
def test_a_reply_in_sight_is_not_told(focus: list[bool]) -> None:
    """Nor where the terminal has never reported its focus, nor later on."""
    assert told(*focus, SOUND, False, WORD) == []


def test_always_is_in_sight_too() -> None:
    """Each reply, once."""
    again = AudioReceived(at=3, turn=2, pcm=b"\x01\x00")
    assert told(SOUND, WORD, True, again, always=True) == [SOUND, again]


@pytest.mark.parametrize(
    "event",
    [
        TextReceived(at=1, turn=1, text="Hm.", thought=True),
        ToolCalled(at=1, turn=1, calls=()),
        PlaybackStarted(at=1, turn=1),
        Interrupted(at=1, turn=1),
        AudioReceived(at=1, turn=1, pcm=b""),
        OutputTranscribed(at=1, turn=1, text="", finished=True),
    ],
)
def test_what_is_no_sound_and_no_word_begins_no_reply(event: Event) -> None:
    """What follows it does."""
    assert told(False, event, WORD) == [WORD]


def asks(call: int) -> LeaveAsked:
    return LeaveAsked(at=1, call=call, name="f", args={})


def test_a_question_out_of_sight_is_told_once_until_it_is_answered() -> None:
    """Others that come meanwhile ring no bell of their own."""
    answered = LeaveAnswered(at=2, call=1, name="f", answer="no", by="key")
    over = CallEnded(at=2, call=2, name="f", outcome="withdrawn")
    assert told(False, asks(1), asks(2), answered, asks(3)) == [asks(1)]
    assert told(False, asks(1), asks(2), answered, over, asks(3)) == [asks(1), asks(3)]


def test_a_question_in_sight_is_told_only_where_all_is() -> None:
    """As replies are."""
    assert told(asks(1)) == []
    assert told(asks(1), always=True) == [asks(1)]


KINDS = st.sampled_from(
    [
        lambda turn: AudioReceived(at=0, turn=turn, pcm=b"\x01\x00"),
        lambda turn: OutputTranscribed(at=0, turn=turn, text="word"),
        lambda turn: TextReceived(at=0, turn=turn, text="word"),
        lambda turn: TextReceived(at=0, turn=turn, text="hm", thought=True),
        lambda turn: ToolCalled(at=0, turn=turn, calls=()),
    ]
)
PIECES = st.lists(st.one_of(st.booleans(), st.tuples(KINDS, st.booleans())), max_size=30)


@given(PIECES, st.booleans())
def test_what_is_told_is_what_began_out_of_focus(
    pieces: list[bool | tuple[object, bool]], always: bool
) -> None:
    """For any order of replies and focus: the first output of each turn decides it, alone."""
    happened: list[Event | bool] = []
    expected: list[Event] = []
    turn, in_focus, begun = 1, True, False
    for piece in pieces:
        if isinstance(piece, bool):
            happened.append(in_focus := piece)
            continue
        kind, new = piece
        if new:
            turn, begun = turn + 1, False
        assert callable(kind)
        event = kind(turn)
        happened.append(event)
        if not isinstance(event, ToolCalled) and not getattr(event, "thought", False):
            if not begun and (always or not in_focus):
                expected.append(event)
            begun = True
    assert told(*happened, always=always) == expected
