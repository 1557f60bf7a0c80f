"""Keys, or the beginning of a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.core.face.keys import KEYS
from livechat.core.face.letters import TOGETHER_S, WAIT_S, WAITS_S, WORD_S, Key, Letters, Text

Step = tuple[float, str]


def typed(*steps: Step) -> list[str]:
    """What has become of characters that came at these times: keys, or a text in quotes."""
    letters = Letters()
    found: list[Key | Text] = []
    for at, text in [*steps, (99.0, "")]:
        due = letters.due
        if due is not None and due <= at:
            found += letters.tick(due)
        if text:
            found += letters.typed(text, at)
        if found and isinstance(found[-1], Text):
            break
    return [one.name if isinstance(one, Key) else f"'{one.text}'" for one in found]


def words(text: str, pause: float) -> list[Step]:
    return [(number * pause, char) for number, char in enumerate(text)]


@pytest.mark.parametrize("text", ["quick mix", "quit", "mid\n", "i m\nq\n", "- item", " no", "mi"])
def test_letters_that_arrive_together_are_a_text(text: str) -> None:
    """Also with line feeds and spaces in it, and keys."""
    assert typed((0, text)) == [f"'{text}'"]


@given(
    st.lists(st.floats(0, TOGETHER_S * 0.9), min_size=8, max_size=8),
    st.sampled_from(["quick mix", "m\nquit\n", "dim light", "i think"]),
)
def test_so_are_letters_that_arrive_in_pieces(gaps: list[float], text: str) -> None:
    """However it is cut, nothing acts."""
    at, steps = 0.0, []
    for char, gap in zip(text, [0.0, *gaps], strict=False):
        at += gap
        steps.append((at, char))
    found = typed(*steps)
    assert len(found) == 1
    assert text.startswith(found[0].strip("'"))


@pytest.mark.parametrize("char", ["h", "1", "é", "漢", "😀", ".", "x", "H", "п", "\u0301"])
def test_a_character_that_is_no_key_begins_a_line(char: str) -> None:
    """With itself, at once."""
    assert Letters().typed(char, 0) == [Text(char, 0)]


@pytest.mark.parametrize("key", [*" +-=?/", "\n"])
def test_a_key_that_is_no_letter_acts_at_once(key: str) -> None:
    """No word begins with it."""
    assert Letters().typed(key, 0) == [Key("enter" if key == "\n" else key, 0)]


@pytest.mark.parametrize("key", [one for one in KEYS if one.isalpha() and len(one) == 1])
def test_a_letter_acts_when_nothing_follows(key: str) -> None:
    """Soon, unless what it does cannot be taken back; as it was pressed, not as it acts.

    A voice stops sooner than anybody notices.
    """
    letters = Letters()
    assert letters.typed(key, 1.0) == []
    wait = WAITS_S.get(key, WAIT_S)
    assert letters.due == 1.0 + wait
    assert (key == "i") is (wait <= 0.05)
    assert (key in "rc") is (wait > WAIT_S)
    assert letters.tick(letters.due - 0.01) == []
    assert letters.tick(letters.due) == [Key(key, 1.0)]
    assert letters.tick(9) == []


@pytest.mark.parametrize("pause", [0.05, 0.1, 0.15, 0.25, 0.35, 0.45, 0.55])
@pytest.mark.parametrize("text", ["more", "quit now", "it rains", "i think", "Did you", "tick"])
def test_a_text_that_is_typed_becomes_a_line_with_all_of_it(text: str, pause: float) -> None:
    """At any speed of typing. What acted before is told, and can be taken back."""
    *acted, line = typed(*words(text, pause))
    assert text.startswith(line.strip("'"))
    assert line.startswith(f"'{text[0]}")
    assert acted == list(text[: len(acted)])


def test_a_text_tells_since_when_it_was_typed() -> None:
    """From its first letter on."""
    letters = Letters()
    letters.typed("m", 5.0)
    letters.tick(5.2)
    assert letters.typed("o", 5.3) == [Text("mo", 5.0)]


def test_keys_that_are_pressed_apart_are_keys() -> None:
    """Those of the volume and the space bar also together."""
    assert typed((0, "m"), (1, "i"), (2, "d")) == ["m", "i", "d"]
    assert typed((0, "i"), (0.2, "m")) == ["i", "m"]
    assert typed((0, "m"), (WORD_S, "i"), (2 * WORD_S, "t")) == ["m", "i", "t"]
    assert typed((0, "+-"), (0.1, "  "), (0.2, "+")) == ["+", "-", " ", " ", "+"]


@pytest.mark.parametrize(("second", "name"), [(" ", " "), ("\n", "enter"), ("+", "+")])
def test_a_key_soon_after_a_letter_does_not_wait_for_it(second: str, name: str) -> None:
    """Nobody types a word's second character so, and a finger may be that fast."""
    assert typed((0, "i"), (0.06, second)) == ["i", name]


@pytest.mark.parametrize("apart", [0.0, 0.1, 0.3, 0.5])
def test_a_key_that_is_pressed_twice_or_held_is_no_text(apart: float) -> None:
    """Whatever its repeats are taken for."""
    assert typed(*[(number * apart, "m") for number in range(5)]) == ["m"] * 5
    assert typed((0, "mmm")) == ["m"] * 3


def test_a_letter_doubled_in_a_word_is_kept() -> None:
    """Where it was no repeat."""
    assert typed((0, "i"), (0.15, "m"), (0.3, "m"), (0.45, "e"))[-1] == "'imme'"


def test_a_deed_that_waits_longer_is_done_before_the_next_key() -> None:
    """In the order in which they were pressed."""
    assert typed((0, "c"), (0.3, "m")) == ["c", "m"]
    assert typed((0, "c"), (0.3, "a")) == ["'ca'"]


def test_something_else_ends_a_flow() -> None:
    """An arrow, say."""
    letters = Letters()
    letters.typed("c", 0)
    assert letters.flush() == [Key("c", 0)]
    letters.clear()
    assert letters.flush() == []
    assert letters.typed("a", 0.1) == [Text("a", 0.1)]


def test_a_letter_in_another_script_is_a_key_by_its_place() -> None:
    """And a text where it is none."""
    assert typed((0, "ь")) == ["ь"]
    assert typed((0, "мы")) == ["'мы'"]
    assert typed((0, "ь"), (0.1, "н")) == ["'ьн'"]


@given(st.lists(st.tuples(st.floats(0, 1), st.text("mirqcdt +-=?/\nxй", min_size=1, max_size=4))))
def test_nothing_that_is_typed_is_lost(pieces: list[Step]) -> None:
    """Every character has acted, or is in the text."""
    at, steps = 0.0, []
    for gap, text in pieces:
        at += gap
        steps.append((at, text))
    found = typed(*steps)
    whole = "".join(text for _, text in steps)
    if found and found[-1].startswith("'"):
        assert found[-1][1:-1] in whole
    else:
        assert ["\n" if one == "enter" else one for one in found] == list(whole)
