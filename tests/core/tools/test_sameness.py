"""Which calls mean the same, and which only look alike."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from livechat.core.tools.sameness import same_key

SAME: list[tuple[object, ...]] = [
    (
        "tomorrow at 3pm",
        "tomorrow 3pm",
        "Tomorrow, 15:00",
        "tomorrow at 3 p.m.",
        "tomorrow 15.00 Uhr",
        "Tomorrow at 3:00 PM.",
        "tomorrow three pm",
        "TOMORROW AT 3 P. M.",
        "tomorrow 15:00:00",
        "tomorrow – 3pm",
        "  tomorrow\tat\n3 pm".replace("\n", " "),
    ),
    (12, "12", 12.0, "12.00", "twelve", "Twelve", " 12 ", "１２", "12."),
    (1000000, 1e6, "1000000", "1000000.0"),
    (10**22, 1e22),
    (0, -0.0, 0.0, "0", "zero", "0.00", "-0"),
    (0.5, "0.5", ".5", "0.50"),
    (-5, "-5", "−5", "–5", -5.0),
    (25, "twenty-five", "twenty five", "25"),
    ("eighty gloves", "80 gloves"),
    (
        "the work gloves",
        "work gloves",
        "Work  Gloves!",
        "work gloves.",
        "WORK GLOVES",
        '"Work gloves"',
    ),
    ("a table for two", "table for 2", "Table for two", "A table, for two", "TABLE FOR TWO"),
    ("die Handschuhe am Montag", "Handschuhe Montag"),
    ("le gant pour lundi", "gant lundi"),
    ("los guantes para el lunes", "guantes lunes"),
    ("l’hôtel", "l'hôtel", "hôtel", "Ho\u0302tel"),
    ("joe's", "joe’s", "Joe′s"),
    ("a–b", "a-b", "a‑b"),
    (
        "2026-12-01",
        "2026/12/01",
        "December 1, 2026",
        "1 December 2026",
        "1st of December 2026",
        "the 1st of December, 2026",
        "01.12.2026",
        "1. Dezember 2026",
        "Dec. 1st 2026",
        "1 décembre 2026",
        "1 de diciembre de 2026",
    ),
    (
        "2026-12-01T15:00:00",
        "2026-12-01T15:00",
        "1 December 2026 at 3pm",
        "2026-12-01 15:00:00.000",
    ),
    ("12/13/2026", "13/12/2026", "2026-12-13"),
    ("05/05/2026", "2026-05-05"),
    ("December 1", "1 Dec", "1st of December"),
    ("noon", "12pm", "12:00", "12 noon"),
    ("midnight", "12am", "0:00", "24:00", "00:00"),
    ("15h30", "15:30", "3:30pm", "15 Uhr 30", "15:30 Uhr", "15.30 uhr"),
    ("15 heures", "15 h", "3 pm"),
    (True, "true", "TRUE", "yes", "True."),
    (False, "false", "no"),
    (None, "", "  ", [], {}, "?!", {"deep": None}, {"deep": {"er": ""}}),
    (["Gloves", 2], ["gloves", "2"], ("gloves ", 2.0)),
    ({"a": 1, "b": 2}, {"b": "2", "a": "1", "c": None}),
    ("x " * 9_000, "X  " * 9_000),
    ("é" * 11_000, "e\u0301" * 11_000),
    (float("inf"), float("inf")),
]

DIFFERENT: list[tuple[object, ...]] = [
    (12, 13, -12, 1.2, 120, "twelve gloves"),
    ("gloves", "not gloves", "no gloves", "work gloves", "gloves work"),
    ("3pm", "3am", "3", "13:00", "15:01"),
    ("3pm to 5pm", "5pm to 3pm"),
    ("from A to B", "from B to A"),
    ("A to B", "B to A", "to B"),
    ("to Rome", "from Rome"),
    ("with sugar", "without sugar", "sugar"),
    ("turn on the light", "turn off the light"),
    ("a/b", "a b", "a-b", "a_b", "A/b", "/a/b", "a/b/"),
    ("a.b@c.com", "ab@c.com"),
    ("1.5", "15", 1.6, "1,5"),
    ("1,500", "1.500", "1500"),
    ("007", 7, "07"),
    ("12/01/2026", "01/12/2026", "2026-01-12", "2026-12-01"),
    ("2026-13-45", "2026-01-13"),
    ("2026-12-01T15:00:00Z", "2026-12-01T15:00:00+02:00", "2026-12-01T15:00:00"),
    ("December 1", "December 2", "December 1 2026", "November 1"),
    ("vitamin A", "vitamin", "vitamin B"),
    ("vitamin A tablets", "vitamin tablets"),
    ("LA hotel", "hotel"),
    ("x²", "x2", "x"),
    ("1½", "11/2", "1"),
    ("C++", "C", "C#"),
    (".env", "env"),
    ("-v", "v"),
    ("$5", "5", "5%", "#5", "€5"),
    ("5 - 3", "5 3", "5 -3"),
    ("10.0.0.1", "10.0.0.10", "10.0.0"),
    ("dQw4w9WgXcQ", "dqw4w9wgxcq"),
    ("C:\\Temp", "c:\\temp"),
    ("/log/3pm", "/log/15:00"),
    ("select a, b from t", "select b from t"),
    ("x = a", "x = b", "X = a"),
    (True, 1, "on", False, 0, None),
    ([1, 2], [2, 1], [1, 2, None], [[1, 2]], "1 2"),
    ([None], [], [[]] * 2),
    ({"a": 1}, {"b": 1}, {"A": 1}, ["a", 1]),
    (10**5000, 10**5000 + 1, -(10**5000)),
    ("1" * 50, "1" * 49 + "2"),
    ("x " * 20_000 + "a", "x " * 20_000 + "b"),
    ("x" * 20_000 + "a", "x" * 20_000 + "b"),
    ([*range(20_000)], [*range(1, 20_001)], [*range(19_999)]),
    (float("inf"), float("-inf"), float("nan")),
    ("\ud800", "\ud801"),
    ("monday", "tuesday"),
    ("one", "two", "someone"),
]


def key(value: object) -> str:
    return same_key("order", {"x": value})


@pytest.mark.parametrize(
    "values", SAME, ids=lambda values: str(values[0])[:30] if isinstance(values[0], str) else None
)
def test_the_same_spelled_otherwise_has_one_key(values: tuple[object, ...]) -> None:
    assert {
        value_key: value for value in values if (value_key := key(value)) != key(values[0])
    } == {}


@pytest.mark.parametrize(
    "values",
    DIFFERENT,
    ids=lambda values: str(values[0])[:30] if isinstance(values[0], str) else None,
)
def test_different_things_have_different_keys(values: tuple[object, ...]) -> None:
    keys = [key(value) for value in values]
    assert len(set(keys)) == len(keys), keys


def test_another_function_is_another_call() -> None:
    assert same_key("order", {}) != same_key("cancel", {})
    assert same_key("order", {"a": 1}) != same_key("order", {"b": 1})
    assert same_key("order", {"a": ""}) == same_key("order", {})


def test_a_key_is_short_whatever_the_arguments() -> None:
    assert len(key("gloves " * 1_000)) < 600
    assert len(key(["gloves"] * 100_000)) < 600
    assert len(key("x" * 1_000_000)) < 600


def nested(depth: int, leaf: object) -> object:
    value = leaf
    for _ in range(depth):
        value = {"a": [value]}
    return value


@pytest.mark.parametrize("depth", [1, 10, 30, 300, 20_000])
def test_any_depth_is_compared(depth: int) -> None:
    assert key(nested(depth, 1)) == key(nested(depth, 1))
    assert key(nested(depth, 1)) != key(nested(depth, 2))
    assert key(nested(depth, 1)) != key(nested(depth + 1, 1))
    assert key(nested(depth, {"x": 1, "y": 2})) == key(nested(depth, {"y": 2, "x": 1}))


def test_what_lies_deep_is_not_read_as_words() -> None:
    assert key(nested(10, "3pm")) == key(nested(10, "15:00"))
    assert key(nested(100, "3pm")) != key(nested(100, "15:00"))
    assert key(nested(100, 10**5000)) != key(nested(100, 10**5000 + 1))


def test_what_is_no_json_has_a_key_too() -> None:
    assert key(b"a") != key(b"b")
    assert key({1: "a"}) == key({"1": "a"})


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(codec=None), max_size=40)
    | st.sampled_from([text for values in SAME for text in values if isinstance(text, str)][:60]),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=12,
)


def shuffled(value: object, rng: random.Random) -> object:
    if isinstance(value, dict):
        keys = list(value)
        rng.shuffle(keys)
        return {name: shuffled(value[name], rng) for name in keys}
    if isinstance(value, list):
        return [shuffled(item, rng) for item in value]
    return value


@given(
    st.dictionaries(st.text(st.characters(codec=None), max_size=5), JSON, max_size=4), st.randoms()
)
@settings(max_examples=200, deadline=None)
def test_the_order_of_keys_does_not_count(args: dict[str, object], rng: random.Random) -> None:
    other = shuffled(args, rng)
    assert isinstance(other, dict)
    assert same_key("order", args) == same_key("order", other)
    assert same_key("order", args) == same_key("order", {**args, "\x00missing": None})


@given(st.text(st.characters(codec="ascii", categories=["L", "Zs"]), max_size=40))
@settings(max_examples=200, deadline=None)
def test_blanks_and_marks_at_the_edges_do_not_count(text: str) -> None:
    assert key(f"  {text} ") == key(text) == key(f"{text}!") == key(text.replace(" ", "  "))


@given(
    st.lists(
        st.sampled_from(["order", "the", "gloves", "at", "three", "pm", "for", "not", "tomorrow"])
    )
)
def test_capitals_do_not_count(words: list[str]) -> None:
    text = " ".join(words)
    assert key(text) == key(text.upper()) == key(text.title()) == key(text.capitalize())


@pytest.mark.parametrize(
    "sign",
    ["a ", "a", "1", "-", "- ", "(", "the ", "12:", "1.", "²", "\ud800", "december ", "a/", "one-"],
)
def test_long_texts_are_bounded(sign: str) -> None:
    for size in (9_990, 1_000_000):
        assert key(sign * (size // len(sign)))
