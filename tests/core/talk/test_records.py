"""Records: what happened, as JSON knows it, and back."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.core.setup_spec import Declaration
from livechat.core.state import ConversationState
from livechat.core.talk import events as e
from livechat.core.talk.citations import Cited
from livechat.core.talk.codec import public_fields
from livechat.core.talk.records import (
    EVENTS,
    MAX_SAMPLES,
    Record,
    Records,
    citations_in,
    event_of,
    field_names,
    fitted,
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
    number=st.integers(1, 10_000),
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
        found.append(records.event(event))
        found += [records.utterance(said, event.at) for said in state.fold(event)]
    return found


def whole(text: str) -> str:
    """The text as a strict reader of JSON may have it, in one line."""
    mended = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return " ".join(mended.split())


# --- events ---


def values(kind: Any) -> st.SearchStrategy[Any]:
    """What a field of that type may hold, as far as JSON can tell it."""
    if kind is float:
        return st.integers(-(10**9), 10**9).map(lambda ms: ms / 1000)
    if kind is int:
        return st.integers(-(10**9), 10**9)
    if kind is str:
        return st.text(max_size=10)
    if kind is bytes:
        return st.binary(max_size=10).map(lambda half: half * 2)
    if kind is object:
        return st.recursive(
            st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=5),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.text(max_size=5), inner, max_size=3)
            ),
            max_leaves=5,
        )
    if get_origin(kind) is Literal:
        return st.sampled_from(get_args(kind))
    if get_origin(kind) is tuple:
        return st.lists(values(get_args(kind)[0]), max_size=3).map(tuple)
    if get_origin(kind) is Mapping:
        return st.dictionaries(st.text(max_size=5), values(get_args(kind)[1]), max_size=3)
    if get_origin(kind) in (UnionType, Union):
        return st.one_of(*map(values, get_args(kind)))
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        hints = get_type_hints(kind)
        names = (field.name for field in dataclasses.fields(kind))
        return st.builds(kind, **{name: values(hints[name]) for name in names})
    return {bool: st.booleans(), type(None): st.none()}[kind]


def bare(event: e.Event) -> e.Event:
    """The event as it is read back: silence for sound, no handle, names of functions alone."""
    if isinstance(event, e.AudioReceived | e.AudioSent):
        return dataclasses.replace(event, pcm=bytes(len(event.pcm)))
    if isinstance(event, e.ResumptionUpdated):
        return dataclasses.replace(event, handle="")
    if isinstance(event, e.SetupAccepted | e.SetupRefused):
        named = tuple(Declaration(name=tool.name) for tool in event.spec.tools)
        return dataclasses.replace(event, spec=dataclasses.replace(event.spec, tools=named))
    return event


@pytest.mark.parametrize("kind", EVENTS.values(), ids=EVENTS)
@given(data=st.data())
def test_an_event_is_read_back_as_it_was_written(kind: type[e.Event], data: st.DataObject) -> None:
    """Every field, in whatever order they stand, whatever stands beside them."""
    event = data.draw(values(kind))
    records = Records()
    records.since(0.0)
    record = json.loads(line_of(records.event(event)))
    assert list(record)[:3] == ["v", "event", "at"]
    assert list(record)[3:] == field_names(kind)
    record["a_field_of_tomorrow"] = [1]
    shuffled = data.draw(st.permutations(list(record)))
    assert event_of({name: record[name] for name in shuffled}) == bare(event)


@pytest.mark.parametrize("kind", EVENTS.values(), ids=EVENTS)
@given(data=st.data())
def test_a_value_of_another_type_makes_no_event(kind: type[e.Event], data: st.DataObject) -> None:
    """Somebody may have written into the file: nothing of it is believed."""
    record = json.loads(line_of(Records().event(data.draw(values(kind)))))
    name = data.draw(st.sampled_from(["at", *field_names(kind)]))
    wrong = data.draw(st.sampled_from([[[None]], 10**400, float("nan")]))
    assert event_of(record | {name: wrong}) is None
    del record["at"]
    assert event_of(record) is None


def test_a_missing_field_is_its_default() -> None:
    """A journal of yesterday lacks what was added since."""
    record: Record = {"event": "turn_complete", "at": 1}
    assert event_of(record) == e.TurnComplete(at=1.0)


@pytest.mark.parametrize(
    "record",
    [
        {},
        {"event": "utterance", "at": 1.0},
        {"event": "event", "at": 1.0},
        {"event": "line_entered", "at": 1.0},
        {"event": "muted", "at": 1.0, "on": 1},
        {"event": "muted", "at": True, "on": True},
        {"event": "volume_changed", "at": 1.0, "percent": 80.5},
        {"event": "volume_changed", "at": 1.0, "percent": True},
        {"event": "playback_finished", "at": 1.0, "heard": None},
        {"event": "notice", "at": 1.0, "text": "x", "level": "fatal"},
        {"event": "notice", "at": 1.0, "text": "x", "level": ["info"]},
        {"event": "usage_reported", "at": 1.0, "usage": {"prompt": "9"}},
        {"event": "usage_reported", "at": 1.0, "usage": {"prompt_by": {"AUDIO": "9"}}},
        {"event": "setup_accepted", "at": 1.0, "spec": {"voice": "Kore"}},
        {"event": "setup_accepted", "at": 1.0, "spec": {"model": "m", "thinking": [1]}},
        {"event": "tool_called", "at": 1.0, "calls": [{"id": "1", "name": "f"}]},
        {"event": "tool_called", "at": 1.0, "calls": [{"id": "1", "name": "f", "args": [1]}]},
        {"event": "tool_called", "at": 1.0, "calls": {"id": "1", "name": "f", "args": {}}},
        {"event": "audio_received", "at": 1.0, "turn": 1},
        {"event": "audio_received", "at": 1.0, "samples": -1, "rate": 24_000},
        {"event": "audio_received", "at": 1.0, "samples": MAX_SAMPLES + 1, "rate": 24_000},
        {"event": "audio_received", "at": 1.0, "samples": 1, "rate": 48_000},
    ],
    ids=repr,
)
def test_what_is_no_event_is_none(record: Record) -> None:
    """Another line, a required field that lacks, a value out of its range."""
    assert event_of(record) is None


def test_an_event_of_a_call_that_began_later_counts_from_there() -> None:
    """All its times do, when sound was in the air, too."""
    records = Records()
    records.since(1000.0)
    record = records.event(e.AudioSent(at=1002.5, pcm=b"1234", captured_at=1002.25))
    assert (record["at"], record["captured_at"], record["samples"]) == (2.5, 2.25, 2)
    assert record["rate"] == 16_000


def test_what_is_private_is_written_nowhere() -> None:
    """A list of all of it: whoever adds an event with a secret adds a line here."""
    private = {
        (name, field.name)
        for name, kind in EVENTS.items()
        for field in dataclasses.fields(kind)
        if field.metadata.get("private")
    }
    assert private == {
        ("audio_sent", "pcm"),
        ("audio_received", "pcm"),
        ("resumption_updated", "handle"),
    }
    for name, field in private:
        assert field not in field_names(EVENTS[name])
    # Neither is it shown, in a log or a traceback.
    shown = repr(
        [
            e.AudioSent(at=1, pcm=b"QRST"),
            e.AudioReceived(at=1, pcm=b"QRST"),
            e.ResumptionUpdated(at=1, resumable=True, handle="QRST"),
        ]
    )
    assert "QRST" not in shown


def test_hidden_and_private_are_two_things() -> None:
    """What `repr` hides for being long may be written; what is private may not, shown or not."""

    @dataclasses.dataclass(frozen=True)
    class Long:
        text: str = dataclasses.field(default="x", repr=False)
        secret: str = dataclasses.field(default="y", metadata=e.PRIVATE)

    assert public_fields(Long) == ("text",)
    assert line_of({"a": Long()}) == '{"a": {"text": "x"}}'


# --- what was said ---


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
        assert back.number == one.number
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
        e.LineEntered(at=10, text="Hi"),
        e.OutputTranscribed(at=11, turn=1, text="Hello."),
        e.TurnComplete(at=12, turn=1),
        e.InputTranscribed(at=13, text="Tell"),
        e.InputTranscribed(at=13.5, text=" me"),
    ]
    found = [(one.speaker, one.words, one.at) for one in said_in(told(*events))]
    assert found == [("user", "Hi", 0.0), ("model", "Hello.", 1.0), ("user", "Tell me", 3.0)]


LINES = [e.LineEntered(at=number, text=f"line {number}") for number in range(1, 5)]


@pytest.mark.parametrize("lost", [[0, 1], [0], [1], [2, 3], [0, 1, 4, 5], [3], []], ids=str)
def test_lines_that_a_full_disk_has_swallowed_cost_themselves_alone(lost: list[int]) -> None:
    """Events and utterances take turns; what is in neither is lost, nothing is told twice."""
    records = [one for place, one in enumerate(told(*LINES)) if place not in lost]
    said = [one.words for one in said_in(records)]
    gone = {f"line {place // 2 + 1}" for place in lost if place ^ 1 in lost}
    assert sorted(said) == [
        f"line {number}" for number in range(1, 5) if f"line {number}" not in gone
    ]


def test_a_session_of_yesterday_has_no_numbers() -> None:
    """Its utterances are known by when they began."""
    records = [
        {name: value for name, value in one.items() if name != "number"} for one in told(*LINES)
    ]
    assert [one.words for one in said_in(records)] == [f"line {number}" for number in range(1, 5)]
    assert [one.words for one in said_in(records[:-1])][-1] == "line 4"


def test_two_lines_of_the_same_moment_are_two() -> None:
    """Numbers tell them apart, though the crash came before the second was finished."""
    records = told(e.LineEntered(at=1, text="one"), e.LineEntered(at=1, text="two"))
    assert [one.words for one in said_in(records[:-1])] == ["one", "two"]


def test_a_session_that_ended_has_every_word_in_an_utterance() -> None:
    """Fragments are not looked at then: how they were cut depended on the sound."""
    records = told(e.OutputTranscribed(at=11, turn=1, text="Hello."))
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
        {"began_at": "1"},
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
        {"event": "line_entered", "at": 1.0},
        {"event": "line_entered", "at": 1.0, "text": 7},
        {"event": "line_entered", "at": "1", "text": "Hi"},
        {"event": ["line_entered"], "at": 1.0, "text": "Hi"},
        {"event": "output_transcribed", "at": 1.0, "text": "Hi", "turn": "1"},
    ],
)
def test_what_is_no_fragment_is_left_out(strange: dict[str, object]) -> None:
    """The rest is read."""
    known: Record = {"event": "line_entered", "at": 1.0, "text": "Hi"}
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


def test_sources_are_read_back_turn_by_turn() -> None:
    """Of all turns, not of the newest alone; also where the session was broken off."""
    source = e.Source("T", "https://a.example/")
    records = told(
        *(
            event
            for turn in range(1, 30)
            for event in (
                e.OutputTranscribed(at=turn, turn=turn, text="Yes."),
                e.SourcesCited(at=turn, turn=turn, queries=("q",), sources=(source,) * (turn % 2)),
            )
        )
    )
    lines = [record_in(line_of(record)) or {} for record in records]
    citations = citations_in([{"event": "nonsense"}, *lines])
    for turn in range(1, 30):
        assert citations.of(turn) == Cited(("q",), (source,) * (turn % 2), settled=True)


def test_a_record_that_no_function_call_made_is_written_as_it_is() -> None:
    """Nobody looks for credentials where no function has brought them."""
    records = Records()
    for record in (
        records.other("summary", 1.0, {"turns": 2}),
        records.event(e.Muted(at=1, on=True)),
    ):
        assert fitted(record, lambda text: "") is record


def test_arguments_without_a_bottom_are_cut() -> None:
    """A model may send them."""
    args: dict[str, object] = {}
    for _ in range(500):
        args = {"inner": args}
    called = e.ToolCalled(at=0, turn=1, calls=(e.ToolCall("1", "f", args),))
    line = line_of(fitted(Records().event(called)))
    assert line.count("inner") < 100
    assert event_of(json.loads(line)) is not None
