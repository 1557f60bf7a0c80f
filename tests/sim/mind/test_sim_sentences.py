"""Arguments that stand in another sentence than the function they are for."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.sim.mind.sentences import MOST_RUNS, runs
from livechat.sim.mind.told import commands
from tests.sim.mind.test_sim_functions import HOUSE, OFFICE, Calls, calls


@pytest.mark.parametrize(
    ("said", "city"),
    [
        ("What is the weather in Paris? Please call get_weather.", "Paris"),
        ("Please call get_weather. I mean the weather in Rome.", "Rome"),
        ("I live in Paris. Please call get_weather.", "Paris"),
        ("What is the weather like in Paris? Use the tool get_weather to find out.", "Paris"),
        ("I live in Paris. Use get_weather for that, please.", "Paris"),
        ("How warm is it in Paris? Call get_weather to answer this.", "Paris"),
        ("Paris is nice in spring. Please call get_weather.", "Paris"),
        ("My name is Anna and I am in Berlin now. Could you call get_weather?", "Berlin"),
        ("In Paris, please call get_weather.", "Paris"),
        ("Call get_weather, please. Paris.", "Paris"),
        ("Paris\nCall get_weather", "Paris"),
        ("Please call the get_weather function. The city is Paris.", "Paris"),
        ("The city is paris. Please call the function get_weather now.", "paris"),
        (
            "Is it cold here? I am in San Francisco, CA. Run get_weather for me.",
            "San Francisco, CA",
        ),
        ("I'd like to know the weather. I'm in Lyon. Call get_weather().", "Lyon"),
        ("Tell me about Berlin. I need the temperature there. Call get_weather.", "Berlin"),
        ("What is the weather in Paris? Please use get_weather.", "Paris"),
        ("I am in Oslo. What is the weather like?", "Oslo"),
        ("I am going to New York tomorrow. Will it rain? Please use get_weather.", "New York"),
        ("My sister lives in Lima. What is the weather there? Call get_weather.", "Lima"),
        ("Turn on the lights in the hall. I am in Bonn. Call get_weather.", "Bonn"),
        ("You have a tool, get_weather. Call it. What is the weather in Paris?", "Paris"),
    ],
)
def test_a_city_is_found_wherever_it_stands(said: str, city: str) -> None:
    """Before or after, in a question or a statement; and there is one call."""
    assert ("get_weather", {"city": city}) in calls(HOUSE, said)
    assert [name for name, _ in calls(HOUSE, said)].count("get_weather") == 1


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            "I want to fly from Rome to Paris on Friday. Please call book_flight.",
            [("book_flight", {"origin": "Rome", "destination": "Paris", "date": "Friday"})],
        ),
        (
            "I want to fly from Rome. Book a flight to Paris on Friday.",
            [("book_flight", {"origin": "Rome", "destination": "Paris", "date": "Friday"})],
        ),
        ("Ten minutes, please. Call start_timer.", [("start_timer", {"seconds": 600})]),
        ("I want to wake up at 7 am. Please call set_alarm.", [("set_alarm", {"time": "7 am"})]),
        ("I own Apple. Call get_stock_price.", [("get_stock_price", {"symbol": "Apple"})]),
        (
            "It is about Apple. What does the stock cost? Please call get_stock_price.",
            [("get_stock_price", {"symbol": "Apple"})],
        ),
        (
            "I'd like to know about black holes. Please call search_web.",
            [("search_web", {"query": "black holes"})],
        ),
        (
            "Bob should know that I am late. Please call send_email.",
            [("send_email", {"to": "Bob", "body": "I am late"})],
        ),
        (
            "The meeting is called Lunch. It is tomorrow at noon. Call create_calendar_event.",
            [("create_calendar_event", {"title": "Lunch", "date": "tomorrow", "time": "noon"})],
        ),
        (
            "The text is Good morning. The language is French. Call translate_text.",
            [("translate_text", {"text": "Good morning", "target_language": "French"})],
        ),
    ],
)
def test_any_argument_is_found_elsewhere(said: str, expected: Calls) -> None:
    """Times, people, names, texts."""
    assert calls(HOUSE, said) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            "There are four of us. We want to eat at Luigi's tomorrow at 8 pm. Call reserve_table.",
            {"party_size": 4, "date": "tomorrow", "time": "8 pm"},
        ),
        ("My order is number 4711. Please call lookup_order.", {"order_id": "4711"}),
        ("It is cold. 21 degrees would be nice. Call set_thermostat.", {"temperature": 21}),
        ("See https://example.com/a?b=1. Call open_url.", {"url": "https://example.com/a?b=1"}),
        (
            "Tell Anna that I'm late. Call send_message.",
            {"recipient": "Anna", "message": "I'm late"},
        ),
    ],
)
def test_other_schemas(said: str, expected: dict[str, Any]) -> None:
    """Numbers, codes, addresses."""
    ((_, args),) = calls(OFFICE, said)
    assert {name: args[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            "What is the weather in Paris? What does the Google stock cost? "
            "Please call get_weather and get_stock_price.",
            [("get_weather", {"city": "Paris"}), ("get_stock_price", {"symbol": "Google"})],
        ),
        (
            "What is the weather in Paris? Call get_weather. And in Rome, what is the weather? "
            "Call get_weather.",
            [("get_weather", {"city": "Paris"}), ("get_weather", {"city": "Rome"})],
        ),
        (
            "What's the weather in Paris and London? Please call get_weather.",
            [("get_weather", {"city": "Paris"}), ("get_weather", {"city": "London"})],
        ),
        (
            "Wake me at 7:30. Please call set_alarm. What is the weather in Lima? "
            "Please call get_weather.",
            [("set_alarm", {"time": "7:30"}), ("get_weather", {"city": "Lima"})],
        ),
        (
            "I fly from Rome to Paris on Friday. What is the weather in Paris? "
            "Call book_flight, then get_weather.",
            [
                ("book_flight", {"origin": "Rome", "destination": "Paris", "date": "Friday"}),
                ("get_weather", {"city": "Paris"}),
            ],
        ),
        (
            'I am in Rome. Call get_weather and call play_music with {"query": "jazz"}.',
            [("get_weather", {"city": "Rome"}), ("play_music", {"query": "jazz"})],
        ),
    ],
)
def test_each_function_gets_its_own_sentence(said: str, expected: Calls) -> None:
    """In the order in which they are to be called."""
    assert calls(HOUSE, said) == expected


@pytest.mark.parametrize(
    ("said", "args"),
    [
        ("Please call get_weather.", {}),
        ("Hello. Please call get_weather now.", {}),
        ("I am in Paris. Call get_weather with no arguments.", {}),
        ("I am in Paris. Call get_weather without arguments.", {}),
        ("I am in Paris. Call get_weather with {}.", {}),
        ('I am in Paris. Call get_weather with {"city": "Rome"}.', {"city": "Rome"}),
        ("What is the stock price of Google? Call get_weather.", {}),
    ],
)
def test_what_was_told_exactly_stays(said: str, args: dict[str, Any]) -> None:
    """Nothing is made up, nor taken from what was meant for another function."""
    assert calls(HOUSE, said) == [("get_weather", args)]


def test_a_command_names_one_function_or_several() -> None:
    """Only declared ones; what is no name of a function is no command."""
    declared = {"a_b", "cd", "e"}
    found = commands("Call a_b, cd and then e, please. Call me. Run x_y.", declared)
    assert [(one.name, one.args) for one in found] == [
        *(("a_b", None), ("cd", None), ("e", None), ("x_y", None))
    ]


def test_the_rest_is_searched_from_near_to_far() -> None:
    """First what stands before, then what follows."""
    text = "One two. Three four. Five x six. Seven."
    rows = runs(text, [(text.index("x"), text.index("x") + 1)], text.index("x"))
    assert [" ".join(word.text for word in row) for row in rows] == [
        *("Five", "Three four", "One two", "six", "Seven")
    ]


@given(st.text("ab .?!\n", max_size=200), st.integers(0, 200))
def test_the_rest_is_bounded_and_in_its_order(text: str, near: int) -> None:
    """Whatever is said."""
    rows = runs(text, [], near)
    assert len(rows) <= MOST_RUNS
    for row in rows:
        assert row
        assert list(row) == sorted(row, key=lambda word: word.start)
