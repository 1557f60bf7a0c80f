"""Answers from the JSON of their chunks to their parts."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.sim.llm import problems
from livechat.sim.llm.reading import EndlessError, FailedError, Most, Reading
from livechat.sim.llm.sse import Body, TooLongError
from livechat.sim.mind.question import Clause, Over, Part, Thought, Wish, Wishes

DECLARED = frozenset({"weather"})


def chunk(finish: str | None = None, **delta: Any) -> str:
    return json.dumps({"choices": [{"delta": delta, "finish_reason": finish}]})


def read(*chunks: str, whole: bool = True) -> list[Part]:
    reading = Reading(DECLARED)
    return [part for one in chunks for part in reading.take(one)] + [*reading.over(whole=whole)]


def text(*pieces: str, finish: str = "stop") -> list[str]:
    return [*(chunk(content=piece) for piece in pieces), chunk(finish)]


CALL = {"index": 0, "function": {"name": "weather", "arguments": '{"city": "Paris"}'}}
PARIS = Wishes((Wish("weather", {"city": "Paris"}),))


def test_words_become_clauses() -> None:
    assert read(*text("It ra", "ins. It po", "urs.")) == [
        Clause("It rains."),
        Clause("It pours."),
        Over(),
    ]


def test_a_thought_is_never_said() -> None:
    chunks = [chunk(reasoning_content="Hm, "), chunk(reasoning_content="well."), *text("Yes.")]
    assert read(*chunks) == [Thought("Hm, well."), Clause("Yes."), Over()]
    assert read(*text("<thi", "nk>Hm.</th", "ink>Yes.")) == [Thought("Hm."), Clause("Yes."), Over()]


def test_a_long_thought_comes_in_pieces() -> None:
    chunks = [chunk(reasoning="word ") for _ in range(200)]
    thoughts = [part.words for part in read(*chunks, *text("Yes.")) if isinstance(part, Thought)]
    assert 3 < len(thoughts) < 10
    assert "".join(thoughts) == "word " * 200


def test_calls_end_the_answer_after_its_words() -> None:
    chunks = [*text("Let me look."), chunk("tool_calls", tool_calls=[CALL])]
    assert read(*chunks) == [Clause("Let me look."), PARIS]


def test_a_call_written_as_text_is_no_speech() -> None:
    written = '<tool_call>{"name": "weather", "arguments": {"city": "Paris"}}</tool_call>'
    assert read(*text("Let me look.\n", *written)) == [Clause("Let me look."), PARIS]


def test_a_function_that_is_not_declared_is_not_called() -> None:
    other = {"index": 1, "function": {"name": "launch", "arguments": "{}"}}
    assert read(chunk(tool_calls=[CALL, other])) == [PARIS]
    assert read(chunk(tool_calls=[other])) == [Over(problems.no_function("launch"))]
    assert read(*text("Well."), chunk(tool_calls=[other])) == [Clause("Well."), Over()]


@pytest.mark.parametrize(
    ("chunks", "problem"),
    [
        (text(), problems.SILENT),
        ([], problems.SILENT),
        (text(" \n"), problems.SILENT),
        (text("🎉"), problems.SILENT),
        (text(finish="content_filter"), problems.FILTERED),
        (text("<think>Hm", finish="length"), problems.ONLY_THOUGHT),
        (text("<tool_call>weather!</tool_call>"), problems.UNFIT_CALL),
        (
            [chunk(tool_calls=[{"function": {"name": "weather", "arguments": "{"}}])],
            problems.UNFIT_CALL,
        ),
    ],
)
def test_an_answer_without_words_is_told(chunks: list[str], problem: str) -> None:
    assert read(*chunks)[-1] == Over(problem)


def test_a_filter_that_stops_an_answer_is_told_after_its_words() -> None:
    chunks = text("It rains.", finish="content_filter")
    assert read(*chunks) == [Clause("It rains."), Over(problems.FILTERED)]


def test_an_answer_that_its_limit_cuts_is_said_as_far_as_it_goes() -> None:
    assert read(*text("It rains. It po", finish="length")) == [
        Clause("It rains."),
        Clause("It po"),
        Over(),
    ]


def test_an_answer_that_broke_off_calls_nothing() -> None:
    chunks = [chunk(content="Well. It"), chunk(tool_calls=[CALL])]
    assert read(*chunks, whole=False) == [Clause("Well."), Clause("It"), Over(problems.BROKE_OFF)]


def test_an_error_inside_is_raised_in_the_endpoints_words() -> None:
    with pytest.raises(FailedError, match="Too hot"):
        read('{"error": {"message": "Too hot"}}')


def test_an_answer_that_says_too_much_is_ended() -> None:
    reading = Reading(most=Most(characters=1000))
    for _ in range(1000 // len("It rains. ")):
        [*reading.take(chunk(content="It rains. "))]
    with pytest.raises(EndlessError):
        [*reading.take(chunk(content="It rains. "))]
    assert [*reading.rest()] == [Clause("It rains.")]


def test_an_answer_that_thinks_too_much_is_ended() -> None:
    reading = Reading(most=Most(thoughts=1000))
    for _ in range(10):
        [*reading.take(chunk(reasoning="x" * 100))]
    with pytest.raises(EndlessError):
        [*reading.take(chunk(reasoning="x"))]


def test_a_call_that_never_ends_is_ended() -> None:
    reading = Reading(DECLARED, most=Most(calls=10))
    piece = {"index": 0, "function": {"name": "weather", "arguments": "x"}}
    for _ in range(10):
        [*reading.take(chunk(tool_calls=[piece]))]
    with pytest.raises(EndlessError):
        [*reading.take(chunk(tool_calls=[piece]))]


def test_words_thoughts_and_calls_are_progress_and_nothing_else_is() -> None:
    reading = Reading(DECLARED)
    seen = []
    for one in (
        chunk(role="assistant", content=""),
        chunk(content="a"),
        chunk(content="\n \n"),
        chunk(reasoning="b"),
        '{"choices": [], "usage": {}}',
        chunk(tool_calls=[CALL]),
    ):
        before = reading.progress
        [*reading.take(one)]
        seen.append(reading.progress > before)
    assert seen == [False, True, False, True, False, True]


def test_an_answer_that_begins_inside_a_thought_is_noticed() -> None:
    reading = Reading()
    [*reading.take(chunk(content="Hm.</think>Yes."))]
    assert reading.began_inside


_STREAM = b"".join(
    b"data: " + one.encode() + b"\n\n"
    for one in (
        chunk(role="assistant", content=""),
        chunk(reasoning="Hm. "),
        chunk(content="<think>Well.</think>It rains. It "),
        chunk(content='pours.\n{"name": "weather", "arguments": {}}'),
        chunk(tool_calls=[CALL]),
        chunk("tool_calls"),
        "[DONE]",
    )
)


@given(
    st.lists(
        st.tuples(st.integers(0, len(_STREAM)), st.integers(0, 30), st.binary(max_size=8)),
        max_size=4,
    ),
    st.integers(1, 200),
)
def test_no_damage_to_a_stream_leads_to_anything_but_what_is_told(
    damages: list[tuple[int, int, bytes]], size: int
) -> None:
    stream = _STREAM
    for at, gone, put in damages:
        stream = stream[:at] + put + stream[at + gone :]
    body, reading = Body(), Reading(DECLARED)
    found: list[Part] = []
    try:
        for at in range(0, len(stream), size):
            for data in body.feed(stream[at : at + size]):
                found += reading.take(data)
        for data in body.end():
            found += reading.take(data)
        found += reading.over()
        assert isinstance(found[-1], Wishes | Over)
    except (ValueError, TooLongError, FailedError, EndlessError):
        found += reading.rest()
    assert not any(isinstance(part, Wishes | Over) for part in found[:-1])
    assert all(part.words for part in found if isinstance(part, Clause | Thought))
