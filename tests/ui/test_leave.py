"""The rows of what asks for leave, is about to run, and runs."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.text import Text

from livechat.core.talk.events import CallProgressed, Event
from livechat.ui.leave import LEAST_ROWS, SHARE, LeaveRows
from livechat.ui.themes import DARK
from tests.support.called import asked, hands, held, started
from tests.ui.test_panels import texts


def drawn(
    events: Sequence[Event], now: float, width: int, *, height: int = 24, typing: bool = False
) -> list[Text]:
    return LeaveRows().rows(hands(*events), now, width, height, DARK, typing=typing)


def rows(
    *events: Event, now: float = 3.0, width: int = 80, height: int = 24, typing: bool = False
) -> list[str]:
    return [row.plain for row in drawn(events, now, width, height=height, typing=typing)]


def test_where_there_is_room_a_question_is_one_row() -> None:
    """What would run, whether it writes, and the keys."""
    assert rows(asked(1), width=120) == [
        '? order(item="work gloves", count=12)   writes   '
        "y once · a always · s always all of shop.py · n no"
    ]
    assert rows(asked(1, args={}, writes=False, server=""), width=80) == [
        "? order()   reads   y once · a always · n no"
    ]


def test_elsewhere_the_keys_stand_below_the_call() -> None:
    """At 80 columns and at 40."""
    assert rows(asked(1)) == [
        '? order(item="work gloves", count=12)   writes',
        "  y once · a always · s always all of shop.py · n no",
    ]
    assert rows(asked(1), width=40) == [
        '? order(item="work gloves", count=12)',
        "  writes",
        "  y once · a always · s server · n no",
    ]
    assert rows(asked(1, args={"item": "gloves" * 6}, server="x"), width=60) == [
        f'? order(item="{"gloves" * 6}")',
        "  writes   y once · a always · s always all of x · n no",
    ]


def test_what_is_to_be_known_for_the_answer_stands_beside_the_keys() -> None:
    """A yes that can be spoken, what was withdrawn before, and a line that is open."""
    found = rows(asked(1, voice=True, withdrawn=True), width=120, typing=True)
    assert found[1:] == [
        "  y once · a always · s always all of shop.py · n no"
        " · you withdrew this before · or say yes · then Enter"
    ]
    assert rows(asked(1, voice=True, withdrawn=True), width=40)[2:] == [
        "  y once · a always · s server · n no",
        "  you withdrew this before · or say yes",
    ]


def test_in_very_few_columns_the_first_answers_stay() -> None:
    """Once and no."""
    assert rows(asked(1), width=18)[-1] == "  y once · n no"


FAKES = [
    ") writes   y once · a always · n no",
    'gloves")   writes   y once · a always · s always all of shop.py · n no' + " " * 60,
    "x" + " " * 75 + "  y once · a always · s always all of shop.py · n no",
    "\n  y once · n no\n",
    "\x1b[2J\x1b[31m[red]y once[/red]",
    "\u202e\u2066y once",
]


@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize("fake", FAKES)
def test_nothing_in_a_call_looks_like_the_keys(fake: str, width: int) -> None:
    """Rows of data begin with a sign of their own, and are in no key's style."""
    for args in ({"item": fake}, {fake: 1}, {"a": 1, "b": [fake]}):
        found = drawn([asked(1, args=args)], 3, width)
        assert found[0].plain.startswith("? order(")
        keys = [row for row in found if any(span.style == DARK.key for span in row.spans)]
        marked = [(s, keys[0].plain[s.start : s.end]) for s in keys[0].spans if s.style == DARK.key]
        assert [key for _, key in marked] == ["y", "a", "s", "n"]
        ours = [row for row in found[1:] if not row.plain.startswith("│ ")]
        assert [row.plain for row in ours if row is not keys[0]] in ([], ["  writes"])


def test_blanks_in_an_argument_do_not_end_it() -> None:
    """Then the keys have a row of their own, though there would be room."""
    assert len(rows(asked(1, args={"a": "x  "}), width=120)) == 2


def test_a_call_without_an_end_leaves_room_and_says_what_is_left_out() -> None:
    """What decides is seen: each argument, and the keys."""
    args = {"text": "x " * 500_000, "to": "eve@example.org"}
    found = rows(asked(1, args=args))
    assert len(found) == 24 // SHARE
    assert "more characters" in "".join(found)
    assert 'to="eve@example.org")' in "".join(found)
    assert found[-1].endswith("n no")
    low = rows(asked(1, args=args), width=40, height=6)
    assert low[-1] == "  y once · a always · s server · n no"
    assert len(low) == LEAST_ROWS


def test_what_waits_behind_a_question_has_a_row_each_and_a_count() -> None:
    """The keys answer the oldest one."""
    found = rows(*(asked(1, number) for number in range(1, 7)))
    assert found[2:] == [
        '  waits: order(item="work gloves", count=12)',
        '  waits: order(item="work gloves", count=12)',
        "  and 3 more",
    ]
    assert rows(*(asked(1, number) for number in range(1, 4)))[2:] == [found[2]] * 2
    assert rows(*(asked(1, number) for number in range(1, 4)), height=9)[2:] == ["  waits: 2"]


def test_what_is_about_to_run_counts_down() -> None:
    """Until then it can be withdrawn."""
    assert rows(held(1), now=1.3, width=120) == [
        '▸ about to: order(item="work gloves", count=12) · 1.2 s   esc or "stop" withdraws it'
    ]
    assert rows(held(1), now=9, width=40) == [
        '▸ about to: order(item="work gloves",',
        "│ count=12)",
        '  0.0 s · esc or "stop" withdraws it',
    ]
    assert len(rows(held(1, args={"a": "x  "}), width=120)) == 2
    assert rows(held(1), held(1, 2), now=1.3, width=120)[1:] == [
        '  about to: order(item="work gloves", count=12)'
    ]


def test_what_is_about_to_run_leaves_room_for_a_question() -> None:
    """And its keys."""
    args = {"text": "x " * 5_000}
    found = rows(held(1, args=args), asked(1, 2, args=args), now=1.3)
    assert len(found) <= 24 // SHARE
    assert found[0].startswith("▸ about to: ")
    assert found[-1].endswith("n no")
    assert [row for row in found if "withdraws it" in row]


def test_what_runs_for_long_is_shown_with_how_far_it_is() -> None:
    """What is quick is not."""
    progress = CallProgressed(at=2, call=1, name="order", text="40 %\x1b[2J")
    assert rows(started(1), now=1.9) == []
    assert rows(started(1), progress, now=9.2) == [
        '↳ order(item="work gloves", count=12) · 8 s · 40 %␛[2J'
    ]
    assert rows(started(1), progress, now=9.2, width=40) == ["↳ order · 8 s · 40 %␛[2J"]
    assert rows(*(started(1, number) for number in range(1, 6)), now=9)[2:] == [
        "  and 3 more",
    ]
    many = [asked(1, 9, args={"a": "x " * 999}), *(started(1, n) for n in range(1, 6))]
    assert not [row for row in rows(*many, now=9) if row.startswith("↳")]
    one = [asked(1, 9), *(started(1, n) for n in range(1, 6))]
    assert rows(*one, now=9, height=9)[2:] == ["  running: 5"]


def test_how_a_call_is_written_is_kept_while_it_goes_on() -> None:
    """It may be a megabyte, and is drawn ten times a second."""
    leave, now = LeaveRows(), hands(asked(1))
    first = leave.rows(now, 3, 80, 24, DARK)
    before = leave._spelled[1]
    assert leave.rows(now, 4, 80, 24, DARK) == first
    assert leave._spelled[1] is before
    assert leave.rows(hands(), 5, 80, 24, DARK) == []
    assert leave._spelled == {}


@given(
    st.dictionaries(texts, texts, max_size=4),
    st.lists(st.sampled_from([asked, held, started]), min_size=1, max_size=6),
    st.integers(18, 140),
    st.integers(4, 60),
    st.booleans(),
)
@settings(max_examples=150, deadline=None)
def test_no_row_is_too_wide_and_none_a_command(
    args: dict[str, object], makers: list[object], width: int, height: int, typing: bool
) -> None:
    """Whatever the model makes up, in whatever window."""
    events = [make(1, number, args) for number, make in enumerate(makers)]  # type: ignore[operator]
    found = drawn(events, 9, width, height=height, typing=typing)
    for row in found:
        assert row.cell_len <= width
        assert not any(ord(char) < 32 or 0x7F <= ord(char) < 0xA0 for char in row.plain)
    if asked in makers:
        assert [row for row in found if "y once" in row.plain and "n no" in row.plain]
