"""Function calls as text."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from livechat.config.secrets import masked
from livechat.core.face.hands import Call
from livechat.ui import calls
from livechat.ui.calls import (
    MOST_CHARS,
    NARROW,
    NARROW_ROWS,
    ROWS,
    became,
    call_line,
    passage,
    spelled,
)
from livechat.ui.themes import DARK
from tests.support.called import ORDER, ended
from tests.ui.test_panels import texts


def over(outcome: str = "done", **more: Any) -> Call:
    return Call(1, "order", ORDER, 1.0, ended=ended(2, outcome=outcome, **more))


def rows(call: Call, width: int) -> list[str]:
    return [row.text.plain for row in passage(call, width, DARK).rows(width, "", 0, 99)]


def test_of_a_long_result_only_the_beginning_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """The loop has other things to do than to look for credentials that nobody sees."""
    looked: list[int] = []

    def looking(text: str) -> str:
        looked.append(len(text))
        return masked(text)

    monkeypatch.setattr(calls, "masked", looking)
    call = over(result="key=AIzaSyD-00000000000000000 " + "word " * 200_000)
    assert "AIzaSyD" not in call_line(call)
    assert call_line(call).endswith("…")
    assert max(looked) <= MOST_CHARS


@pytest.mark.parametrize(
    ("args", "text"),
    [
        ({}, "order()"),
        (ORDER, 'order(item="work gloves", count=12)'),
        ({"a": None, "b": [1, {"c": True}]}, 'order(a=null, b=[1, {"c": true}])'),
        ({"a": 'x") writes y'}, r'order(a="x\") writes y")'),
        ({") writes   y once": 1}, 'order(") writes   y once"=1)'),
        ({"a": "two\nrows\t\x1b[31m[red]"}, r'order(a="two\nrows\t\u001b[31m[red]")'),
        ({"a": "left\u202eright", "b": "\ud83d"}, 'order(a="left�right", b="�")'),
        ({"a": (1, 2), "b": object}, "order(a=[1, 2], b=\"<class 'object'>\")"),
    ],
)
def test_a_call_is_written_as_data(args: dict[str, object], text: str) -> None:
    """What could end a text or a name is escaped, and nothing steers the terminal."""
    assert spelled("order", args).text() == text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("shop__order.v2:a-b", "shop__order.v2:a-b()"),
        ("f() writes", '"f() writes"()'),
        ("", '""()'),
    ],
)
def test_a_name_that_is_none_stands_in_quotes(name: str, text: str) -> None:
    """The model can make one up."""
    assert spelled(name, {}).text() == text


def test_what_is_too_deep_is_not_written() -> None:
    """It ends nothing."""
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    assert spelled("f", {"a": deep}).text() == 'f(a="…")'


def test_of_what_is_too_long_the_longest_values_are_cut_and_say_so() -> None:
    """The others are whole, wherever they stand."""
    text = spelled("order", {"text": "x" * 1_000_000, "to": "eve"}).text(120)
    assert len(text) <= 120
    found = re.fullmatch(r'order\(text="(x+)…" \(([\d,]+) more characters\), to="eve"\)', text)
    assert found
    assert len(found[1]) + int(found[2].replace(",", "")) == 1_000_000
    many = spelled("order", {str(n): n for n in range(5_000)}).text(100)
    assert many.startswith('order("0"=0, "1"=1, ')
    assert many.endswith("more characters)")
    assert len(many) <= 140
    assert re.fullmatch(
        r"f\(a=\[1, 1[1, ]*… \(\d+ more characters\)\)", spelled("f", {"a": [1] * 99}).text(50)
    )


@given(
    st.dictionaries(texts, texts | st.integers() | st.lists(texts), max_size=6), st.integers(9, 300)
)
@settings(max_examples=100, deadline=None)
def test_a_call_is_one_harmless_line(args: dict[str, object], most: int) -> None:
    """Whatever the model makes up."""
    for text in (spelled("f", args).text(most), call_line(Call(1, "f", args, 0.0))):
        assert not any(ord(char) < 32 or 0x7F <= ord(char) < 0xA0 for char in text)
        assert text.isprintable() or not set(text) & set("\n\r\x1b\u202e\u2028")


@pytest.mark.parametrize(
    ("outcome", "more", "text"),
    [
        ("done", {"result": "18 °C,\n clear"}, "18 °C, clear"),
        ("done", {}, "done"),
        ("done", {"pictures": 1}, "1 picture"),
        ("done", {"result": "a shelf", "pictures": 2}, "a shelf · 2 pictures"),
        ("done", {"result": '{"key": "AIzaSyD-0000000000"}'}, '{"key": "…"}'),
        ("failed", {"result": "No \x1b[31mgloves."}, "failed: No ␛[31mgloves."),
        ("failed", {}, "failed"),
        ("refused", {"by": "key", "result": "The user said no."}, "refused"),
        ("refused", {"by": "voice"}, "refused"),
        (
            "refused",
            {"by": "nobody", "result": "There is nobody to ask."},
            "refused: nobody could be asked; --allow order allows it",
        ),
        ("refused", {"by": "rule"}, "refused"),
        ("refused", {"by": "rule", "result": "No function order."}, "refused: No function order."),
        ("withdrawn", {"by": "voice"}, "withdrawn"),
        ("withdrawn", {"by": "service"}, "no longer wanted"),
        ("repeated", {"result": "ordered 12"}, "the same call again, not run"),
        ("timed_out", {"result": "after 60 s"}, "timed out: after 60 s"),
        ("lost", {}, "lost: the session that asked is gone"),
    ],
)
def test_what_became_of_a_call_is_told_in_words(
    outcome: str, more: dict[str, Any], text: str
) -> None:
    """What it returned is data."""
    assert became(over(outcome, **more)) == text
    assert call_line(over(outcome, **more)) == f'call: order(item="work gloves", count=12) → {text}'


def test_a_call_that_was_not_over_has_no_result() -> None:
    """A session that was broken off."""
    assert call_line(Call(1, "order", {}, 1.0)) == "call: order() → no result"


def test_a_call_is_a_row_of_the_transcript() -> None:
    """Under the words, with how long it took where that is worth telling."""
    assert rows(over(result="12 ordered", took_s=0.2), 80) == [
        '  ↳    order(item="work gloves", count=12) → 12 ordered · 0.2 s'
    ]
    assert rows(over(result="12 ordered", took_s=0.01), 80)[0].endswith("12 ordered")


@pytest.mark.parametrize("width", [20, 33, 40, 70, 110, 200])
@pytest.mark.parametrize("result", ["word " * 400, "x" * 3_000, "漢字" * 900, ""])
def test_a_long_result_is_cut_so_that_it_takes_few_rows(width: int, result: str) -> None:
    """The time that it took is seen nevertheless."""
    found = rows(over(result=result, took_s=3.21), width)
    assert len(found) <= (ROWS if width - 7 >= NARROW else NARROW_ROWS)
    assert max(map(cell_len, found)) <= width
    assert " ".join(row.strip() for row in found).endswith("3.2 s")


def test_a_failure_is_seen() -> None:
    """By its colour, too."""
    words = passage(over("failed", result="No."), 80, DARK).words
    assert [str(span.style) for span in words.spans] == [DARK.warning]


def test_a_plain_line_is_bounded() -> None:
    """Whatever was returned, and with whatever arguments."""
    long = Call(1, "f", {"a": "x" * 10_000}, 1.0, ended=ended(2, result="y" * 4_000))
    assert len(call_line(long)) < 450
