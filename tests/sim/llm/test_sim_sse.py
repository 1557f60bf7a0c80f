"""Events out of bytes, however these are cut."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.sim.llm.sse import Body, Events, TooLongError


def read(chunks: Sequence[bytes], most: int = 1000) -> list[str]:
    events = Events(most)
    return [data for chunk in chunks for data in events.feed(chunk)] + [*events.end()]


@pytest.mark.parametrize(
    ("stream", "datas"),
    [
        (b"data: a\n\ndata: b\n\n", ["a", "b"]),
        (b"data: a\r\n\r\ndata: b\r\n\r\n", ["a", "b"]),
        (b"data: a\r\rdata: b\r\r", ["a", "b"]),
        (b"data: a\r\n\ndata: b\n\r\n", ["a", "b"]),
        (b"\xef\xbb\xbfdata: a\n\n", ["a"]),
        (b"data:a\n\n", ["a"]),
        (b"data:  a\n\n", [" a"]),
        (b"data: a\ndata: b\n\n", ["a\nb"]),
        (b"data\ndata: b\n\n", ["\nb"]),
        (b": a comment\n\nevent: x\nid: 7\nretry: 3\ndata: a\n\n", ["a"]),
        (b"event: x\n\n\n\n", []),
        (b"data: a", ["a"]),
        (b"data: a\n", ["a"]),
        (b'error: {"code": 400}\n\n', ['{"code": 400}']),
        (b"dataset: a\n\n", []),
        (b"data: \xff\xfe!\n\n", ["��!"]),
        (b"", []),
    ],
)
def test_events_are_read_by_the_standard(stream: bytes, datas: list[str]) -> None:
    assert read([stream]) == datas
    assert read([bytes([byte]) for byte in stream]) == datas


_NEWLINES = st.sampled_from(["\n", "\r\n", "\r"])
_LINES = st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=20)


@given(
    st.lists(st.lists(_LINES, min_size=1, max_size=3), max_size=5),
    _NEWLINES,
    st.lists(st.integers(0, 400), max_size=20),
)
def test_events_come_out_as_they_went_in_wherever_the_bytes_are_cut(
    events: list[list[str]], newline: str, cuts: list[int]
) -> None:
    lines = [f"data: {line}" for event in events for line in (*event, None) if line is not None]
    text = ""
    for event in events:
        text += "".join(f"data: {line}{newline}" for line in event) + newline
    assert len(lines) == sum(map(len, events))
    stream = text.encode()
    places = sorted({min(cut, len(stream)) for cut in cuts} | {0, len(stream)})
    chunks = [stream[a:b] for a, b in pairwise(places)]
    assert read(chunks, 10_000) == ["\n".join(event) for event in events]


def test_a_line_without_an_end_is_refused_before_it_fills_the_memory() -> None:
    events = Events(1000)
    assert not [*events.feed(b"data: " + b"x" * 900)]
    with pytest.raises(TooLongError):
        [*events.feed(b"x" * 200)]


def test_an_event_without_an_end_is_refused_too() -> None:
    events = Events(1000)
    [*events.feed(b"data: xxxxxxxxx\n" * 100)]
    with pytest.raises(TooLongError):
        [*events.feed(b"data: x\n")]


def body(chunks: Sequence[bytes]) -> tuple[list[str], bool]:
    found = Body(1000)
    datas = [data for chunk in chunks for data in found.feed(chunk)] + [*found.end()]
    return datas, found.complete


@pytest.mark.parametrize(
    ("stream", "datas", "complete"),
    [
        (b'data: {"a": 1}\n\ndata: [DONE]\n\n', ['{"a": 1}'], True),
        (b'data: {"a": 1}\n\ndata: [DONE]\n\ndata: {"b": 1}\n\n', ['{"a": 1}'], True),
        (b'data: {"a": 1}\n\n', ['{"a": 1}'], False),
        (b'\n\n  {"a": 1}\n', ['{"a": 1}'], True),
        (b'\xef\xbb\xbf{"a": 1}', ['{"a": 1}'], True),
        (b"\n\n", [], False),
        (b"", [], False),
    ],
)
def test_a_body_is_events_or_one_object_whatever_its_type_says(
    stream: bytes, datas: list[str], complete: bool
) -> None:
    assert body([stream]) == (datas, complete)
    assert body([bytes([byte]) for byte in stream]) == (datas, complete)


def test_a_web_page_is_no_answer() -> None:
    with pytest.raises(ValueError, match=r"^$"):
        body([b"<!doctype html>"])


def test_an_object_without_an_end_is_refused() -> None:
    with pytest.raises(TooLongError):
        body([b"{", *[b"x" * 100] * 20])
