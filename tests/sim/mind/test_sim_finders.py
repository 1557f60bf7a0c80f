"""Which words become which argument, a parameter at a time."""

from __future__ import annotations

from typing import Any

import pytest

from livechat.sim.mind.functions import Functions
from livechat.sim.protocol.toolbox import Function, Toolbox


def arguments(text: str, **properties: Any) -> list[dict[str, Any]]:
    """What a function with these parameters is called with."""
    kinds = {
        name: {"type": kind} if isinstance(kind, str) else kind for name, kind in properties.items()
    }
    schema = {"type": "OBJECT", "properties": kinds, "required": list(kinds)}
    answer = Functions(Toolbox((Function("make_tea", "", schema),))).answer(text)
    return [dict(call.args) for call in answer.calls] if answer else []


STRINGS = {"type": "ARRAY", "items": {"type": "STRING"}}
NUMBERS = {"type": "ARRAY", "items": {"type": "NUMBER"}}
PAIR = {"type": "OBJECT", "properties": {"city": {"type": "STRING"}}, "required": ["city"]}


@pytest.mark.parametrize(
    ("said", "name", "declared", "value"),
    [
        ("at 7:30 pm", "hour", "INTEGER", 19),
        ("at 7:30 pm", "minute", "INTEGER", 30),
        ("at 12 am", "hour", "INTEGER", 0),
        ("for 8", "hour", "INTEGER", 8),
        ("for half an hour", "duration", "STRING", "half an hour"),
        ("for half an hour", "minutes", "INTEGER", 30),
        (
            "for two hours",
            "length",
            {"type": "INTEGER", "description": "How long, in minutes"},
            120,
        ),
        ("at noon", "time", "STRING", "noon"),
        ("for twenty past", "time", "STRING", "twenty"),
        ("in the morning", "time", "STRING", "in the morning"),
        ("on the 3rd of May", "date", "STRING", "the 3rd of May"),
        ("on May 3, 2027", "date", "STRING", "May 3, 2027"),
        ("on 2027-05-03", "date", "STRING", "2027-05-03"),
        ("next Monday", "day", "STRING", "next Monday"),
        ("in 3 days", "date", "STRING", "in 3 days"),
        ("with one hundred and five leaves", "leaves", "INTEGER", 105),
        ("with minus five", "warmth", "NUMBER", -5),
        ("with 1,000.5 leaves", "leaves", "NUMBER", 1000.5),
        ("at 50 percent", "share", {"type": "NUMBER", "maximum": 1}, 0.5),
        ("at 50%", "strength", {"type": "NUMBER", "maximum": 100}, 50),
        ("at 50%", "strength", {"type": "INTEGER", "maximum": 20}, 20),
        ("this one", "leaves", "INTEGER", 0),
        ("7", "quantity", "STRING", "7"),
        ("with sugar", "sugar", "BOOLEAN", True),
        ("without sugar", "with_sugar", "BOOLEAN", False),
        ("plain", "sugar", "BOOLEAN", False),
        ("yes", "enabled", "BOOLEAN", True),
        ("off", "is_on", "BOOLEAN", False),
        ("in light blue", "colour", {"enum": ["blue", "LIGHT_BLUE"]}, "LIGHT_BLUE"),
        ("in cup 2", "cup", {"type": "INTEGER", "enum": [1, 2]}, 2),
        ("in Tokyo", "timezone", "STRING", "Tokyo"),
        ("near the Isle of Man", "place", "STRING", "Isle of Man"),
        ("to 10 Downing Street", "delivery_address", "STRING", "Downing Street"),
        ("in french", "language", "STRING", "french"),
        ("for my mum", "recipient", "STRING", "mum"),
        ("with Bob, Alice and Carol", "guests", STRINGS, ["Bob", "Alice", "Carol"]),
        ("with 3", "sizes", NUMBERS, [3]),
        ("for code AB-12", "code", "STRING", "AB-12"),
        ("from http://a.example/x, please", "link", "STRING", "http://a.example/x"),
        ("with the title High Tea and guests", "title", "STRING", "High Tea and guests"),
        ("called 'Five o'clock'", "title", "STRING", "Five o'clock"),
        ("that is hot", "note", "STRING", "is hot"),
        ("by Earl Grey", "brand", "STRING", "Earl Grey"),
        ("in Paris", "where_to", PAIR, {"city": "Paris"}),
        ("like a king", "manner", "STRING", "king"),
    ],
)
def test_an_argument_is_found(said: str, name: str, declared: Any, value: Any) -> None:
    """By its name, its type and its description."""
    assert arguments(f"make tea {said}", **{name: declared}) == [{name: value}]


def test_values_of_a_list_are_one_call_and_others_several() -> None:
    """A list takes them all."""
    said = "make tea in Paris, London and San Francisco, CA"
    cities = ["Paris", "London", "San Francisco, CA"]
    assert arguments(said, cities=STRINGS) == [{"cities": cities}]
    assert arguments(said, city="STRING") == [{"city": city} for city in cities]


def test_several_times_and_choices() -> None:
    """Of the first that has several; the others are the same for all."""
    assert arguments("make tea at 7 am and at 8 am on Monday", time="STRING") == [
        {"time": "7 am"},
        {"time": "8 am on Monday"},
    ]
    rooms = {"enum": ["kitchen", "living room"]}
    assert arguments("make tea in the kitchen and the living room", room=rooms, cups="INTEGER") == [
        {"room": "kitchen", "cups": 0},
        {"room": "living room", "cups": 0},
    ]
    assert arguments("make tea for 5 minutes and for 10 minutes", duration="STRING") == [
        {"duration": "5 minutes"},
        {"duration": "10 minutes"},
    ]


def test_each_word_is_used_once() -> None:
    """Hours and minutes share a time of day; nothing else shares."""
    assert arguments("make tea at 6:45", hour="INTEGER", minute="INTEGER") == [
        {"hour": 6, "minute": 45}
    ]
    assert arguments("make tea for 2 guests with 3 spoons", spoons="INTEGER", guests="INTEGER") == [
        {"spoons": 3, "guests": 2}
    ]
    assert arguments("make tea tomorrow at 5", date="STRING", time="STRING", note="STRING") == [
        {"date": "tomorrow", "time": "5", "note": ""}
    ]
