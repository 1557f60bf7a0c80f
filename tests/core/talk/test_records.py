"""Records: what happened, as JSON knows it, and back."""

from __future__ import annotations

import json
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.core.state import ConversationState
from livechat.core.talk import events as e
from livechat.core.talk.records import (
    Record,
    Records,
    line_of,
    number_in,
    record_in,
    said_in,
    text_in,
)
from livechat.core.talk.transcript import Kind, Utterance

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=30)

UTTERANCES = st.builds(
    Utterance,
    speaker=st.sampled_from(["user", "model"]),
    text=ANY_TEXT,
    at=st.integers(0, 10**8).map(lambda ms: ms / 1000),
    turn=st.integers(0, 10_000),
    kind=st.sampled_from(get_args(Kind)),
    interrupted=st.booleans(),
    lost=st.booleans(),
    unheard=ANY_TEXT,
)

SAID: Record = {
    "event": "utterance", "at": 2.0, "speaker": "user", "text": "Hi", "began_at": 1.0, "turn": 0,
    "kind": "text", "interrupted": False, "lost": False, "unheard": "",
}  # fmt: skip


def told(*events: e.Event) -> list[Record]:
    """The records of events and of what they finish, as a journal has them."""
    records, state = Records(), ConversationState()
    found: list[Record] = []
    for event in events:
        numbered, finished = state.fold(event)
        found.append(records.event(numbered))
        found += [records.utterance(said, event.at) for said in finished]
    return found


def whole(text: str) -> str:
    """The text as a strict reader of JSON may have it, in one line."""
    mended = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return " ".join(mended.split())


@given(said=st.lists(UTTERANCES, max_size=5))
def test_what_was_said_comes_back_from_its_lines(said: list[Utterance]) -> None:
    """Whatever it was: every word, whose, when and how much of it was heard."""
    records = Records()
    lines = [line_of(records.other("session", 0.0, {}))]
    lines += [line_of(records.utterance(one, one.at)) for one in said]
    lines += [line_of(records.other("ended", 1e6, {}))]
    found = said_in([record for line in lines if (record := record_in(line))])
    assert len(found) == len(said)
    for back, one in zip(found, said, strict=True):
        assert (back.speaker, back.kind, back.turn) == (one.speaker, one.kind, one.turn)
        assert (back.at, back.interrupted) == (one.at, one.interrupted)
        assert (back.words, back.unheard_words) == (whole(one.words), whole(one.unheard_words))


@given(said=UTTERANCES)
def test_a_line_is_one_line_of_ascii(said: Utterance) -> None:
    """No terminal obeys it, and no encoding spoils it."""
    line = line_of(Records().utterance(said, said.at))
    assert all(" " <= char <= "~" for char in line)


def test_words_that_no_utterance_holds_yet_are_put_together() -> None:
    """A session that was broken off has the last words as fragments only."""
    events = [
        e.TextSent(at=10, text="Hi"),
        e.OutputTranscribed(at=11, text="Hello."),
        e.TurnComplete(at=12),
        e.InputTranscribed(at=13, text="Tell"),
        e.InputTranscribed(at=13.5, text=" me"),
    ]
    found = [(one.speaker, one.words, one.at) for one in said_in(told(*events))]
    assert found == [("user", "Hi", 0.0), ("model", "Hello.", 1.0), ("user", "Tell me", 3.0)]


def test_a_session_that_ended_has_every_word_in_an_utterance() -> None:
    """Fragments are not looked at then: how they were cut depended on the sound."""
    records = told(e.OutputTranscribed(at=11, text="Hello."))
    assert [one.words for one in said_in(records)] == ["Hello."]
    assert said_in([*records, {"event": "ended", "at": 1.0}]) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"event": "utterances"},
        {"began_at": None},
        {"began_at": True},
        {"began_at": float("inf")},
        {"began_at": 10**400},
        {"kind": "song"},
        {"kind": ["text"]},
        {"speaker": "nobody"},
    ],
)
def test_what_is_no_utterance_is_left_out(wrong: dict[str, object]) -> None:
    """Somebody may have written into the file."""
    assert len(said_in([SAID])) == 1
    assert said_in([dict(SAID) | wrong]) == []


@pytest.mark.parametrize(
    "strange",
    [
        {"event": "text_sent", "at": 1.0},
        {"event": "text_sent", "at": 1.0, "text": 7},
        {"event": "text_sent", "at": "1", "text": "Hi"},
        {"event": ["text_sent"], "at": 1.0, "text": "Hi"},
    ],
)
def test_what_is_no_fragment_is_left_out(strange: dict[str, object]) -> None:
    """The rest is read."""
    known: Record = {"event": "text_sent", "at": 1.0, "text": "Hi"}
    assert [one.words for one in said_in([strange, known])] == ["Hi"]


@pytest.mark.parametrize(
    "line", ["", "{", "[1]", "7", '{"a": ' + "[" * 100_000, b'{"a": "\xff"}', "1" * 5000]
)
def test_what_is_no_record_is_none(line: str | bytes) -> None:
    """Half a line, another kind of JSON, or none."""
    assert record_in(line) is None


def test_single_values_are_read_or_missing() -> None:
    """Of the wrong kind is missing."""
    record = json.loads('{"n": 1, "x": 1.5, "t": "a", "b": true, "nan": NaN}')
    assert (number_in(record, "n"), number_in(record, "x")) == (1.0, 1.5)
    assert [number_in(record, key) for key in ("t", "b", "nan", "none")] == [None] * 4
    assert (text_in(record, "t"), text_in(record, "n"), text_in(record, "none")) == ("a", "", "")
