"""Faults of words: late, in pieces, labels, text beside speech, nothing but other messages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.sim.effects import Later, Send, Speak, Stall
from livechat.sim.faults import Faults, make
from livechat.sim.faults.pieces import words_of
from tests.sim.line import (
    CUT_OFF,
    GENERATED,
    INTERRUPTED,
    PIECES,
    WHOLE,
    Line,
    complete,
    content,
    handle,
    heard,
    names,
    opened,
    said,
    sound,
)


@pytest.mark.parametrize("seconds", ["2", "55"])
def test_the_users_words_come_late(seconds: str) -> None:
    """Everything else is on time, and they come though another answer has begun."""
    line = Line(f"late-transcript:seconds={seconds}")
    assert line.answer() == ["later", *WHOLE[1:]]
    line.do([Speak(2, "Two.")], 2)
    assert line.later() == [f"{seconds} s: heard Hm?"]


def test_the_users_words_are_taken_out_of_a_message_with_more() -> None:
    """What comes with them is on time."""
    line = Line("late-transcript")
    both = content(inputTranscription={"text": "Hm?"}, modelTurn={"parts": []})
    (now, late) = line.do([both], 1)
    assert now == content(modelTurn={"parts": []})
    assert late == Later(2.0, (heard("Hm?"),))


def test_the_last_words_trail() -> None:
    """Cut in the middle of a word, the rest after the end; sound stays where it was."""
    line = Line("trailing-words")
    assert line.answer() == [
        *("heard Hm?", "speak One two three four five."),
        *("sound", "sound", "said One", "sound", "said two"),
        *("said th", "generationComplete", "turnComplete", "later"),
    ]
    assert line.later() == ["0.2 s: said ree"]
    assert line.answer(2) == WHOLE


@pytest.mark.parametrize("end", [[GENERATED, complete()], [INTERRUPTED, complete()], [complete()]])
def test_the_last_words_trail_whatever_the_end(end: list[Send]) -> None:
    """Also of an answer that is interrupted, with words and sound in one message."""
    line = Line("trailing-words:seconds=2")
    both = content(modelTurn={"parts": []}, outputTranscription={"text": "Hello world."})
    line.do([both, *end], 1)
    assert "said Hello ".strip() in names(line.done)
    assert line.later() == ["2 s: said world."]


@given(st.lists(st.text("ab c", min_size=1, max_size=6), max_size=5))
def test_no_word_is_lost_or_added_when_they_trail(pieces: list[str]) -> None:
    """All pieces together are what they were."""
    line = Faults([make("trailing-words")])
    done = line.filter([sound(1), *map(said, pieces), GENERATED, complete()], 1)
    done += [one for later in done if isinstance(later, Later) for one in line.due(later)]
    assert "".join(words_of(one, "outputTranscription") for one in done) == "".join(pieces)


@pytest.mark.parametrize(
    ("kind", "marks"),
    [("finished-pieces", [True, True, True]), ("finished-early", [True, None, None])],
)
def test_the_users_words_are_finished_too_soon(kind: str, marks: list[bool | None]) -> None:
    """Piece by piece, all of them marked, or the first alone."""
    line = Line(kind)
    done = line.do([heard("What is the time now?"), Speak(1, "Noon.")], 1)
    pieces = [
        one.message["serverContent"]["inputTranscription"] for one in done if isinstance(one, Send)
    ]
    assert [piece["text"] for piece in pieces] == ["What is", " the time", " now?"]
    assert [piece.get("finished") for piece in pieces] == marks
    assert [one for one in done if isinstance(one, Stall)] == [Stall(0.1)] * 2
    assert line.do([heard("And now?")], 1)[0] != heard("And now?")


def test_a_noise_is_called_by_its_label() -> None:
    """Three times, a second apart, after the answer."""
    line = Line("noise-label")
    assert line.answer() == [*WHOLE, "heard <noise>", "later", "later"]
    assert line.later() == ["1 s: heard <noise>", "2 s: heard <noise>"]


def test_a_noise_may_come_before_anything_is_said() -> None:
    """With a label of one's own."""
    line = Line("noise-label:when=setup,label=[door, slammed]")
    assert line.setup() == ["setupComplete", "heard [door, slammed]", "later", "later", "openears"]


def test_an_answer_is_said_three_times() -> None:
    """In one turn, with its sound and words, seven seconds apart; calls are not repeated."""
    line = Line("repeated-sentence")
    once = ["sound", "said One", "sound", "said two", "sound", "said three"]
    again = ["stall 7.0", *once]
    assert line.answer() == [*WHOLE[:2], *once, *again, *again, *WHOLE[-2:]]
    call = Send({"toolCall": {"functionCalls": []}})
    other = Line("repeated-sentence:seconds=1")
    assert names(other.do([sound(1), call, GENERATED], 1)).count("toolCall") == 1


def test_a_text_that_is_not_spoken() -> None:
    """Before the first sound, in other words than the spoken ones."""
    line = Line("text-aside")
    answer = line.answer()
    assert answer == [*WHOLE[:2], "sound", *WHOLE[2:]]
    part = line.done[2]
    assert isinstance(part, Send)
    (text,) = part.message["serverContent"]["modelTurn"]["parts"]
    assert text.keys() == {"text"}


def test_spoken_words_come_as_text_too() -> None:
    """Piece by piece."""
    line = Line("text-doubled")
    line.answer()
    parts = [
        part["text"]
        for one in line.done
        if isinstance(one, Send)
        for part in one.message.get("serverContent", {}).get("modelTurn", {}).get("parts", ())
        if "text" in part
    ]
    assert parts == ["One", " two", " three"]


@pytest.mark.parametrize(
    ("kind", "noise"),
    [("only-updates:seconds=0.9", "sessionResumptionUpdate"), ("only-usage", "usageMetadata")],
)
def test_an_answer_goes_on_in_nothing_but_other_messages(kind: str, noise: str) -> None:
    """Its first piece, then updates or counts again and again, until the next answer begins."""
    line = Line(kind)
    line.do([*opened(), handle("0")], 0)
    assert line.answer() == ["heard Hm?", "speak One two three", "sound", "later"]
    (late,) = (one for one in line.done if isinstance(one, Later))
    assert late.again
    assert late.turn == 1
    assert names(line.faults.due(late)) == names(line.faults.due(late)) == [noise]
    assert line.answer(2) == WHOLE
    assert line.faults.due(late) == []


def test_updates_say_what_the_last_one_said() -> None:
    """Or that there is no handle."""
    line = Line("only-updates:seconds=0")
    line.do([*opened(), handle("7"), CUT_OFF], 0)
    line.do([sound(1), *PIECES], 1)
    (late,) = (one for one in line.done if isinstance(one, Later))
    assert late.effects == (CUT_OFF,)
    assert late.seconds > 0
