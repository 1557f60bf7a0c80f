"""What in a prompt is a request."""

from __future__ import annotations

import pytest

from livechat.sim.mind.requests import MOST_REQUESTS, MOST_WORDS, Aim, requests


def found(text: str) -> list[tuple[Aim, str]]:
    return [(one.aim, " ".join(word.text for word in one.words)) for one in requests(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Turn it on.", [(Aim.DO, "Turn it on")]),
        ("Hello, could you please turn it on?", [(Aim.EITHER, "turn it on")]),
        ("what is it", [(Aim.ASK, "what is it")]),
        ("show me what you have", [(Aim.ASK, "what you have")]),
        ("I would like to know the price", [(Aim.EITHER, "the price")]),
        ("The price of gold", [(Aim.THING, "price of gold")]),
        ("get it", [(Aim.EITHER, "get it")]),
        (
            "It is dark, turn on the lights and play some jazz. What is the weather in Paris?",
            [
                (Aim.DO, "turn on the lights"),
                (Aim.DO, "play some jazz"),
                (Aim.ASK, "What is the weather in Paris"),
            ],
        ),
        ("Ask Mr. Bean at 5 p.m. please", [(Aim.EITHER, "Ask Mr Bean at 5 p m please")]),
        ("open a.b.c now", [(Aim.DO, "open a b c now")]),
        ("play salt and pepper", [(Aim.DO, "play salt and pepper")]),
        ("Email Bob and Mark", [(Aim.DO, "Email Bob and Mark")]),
        ("what is\nthe time\nI am Bob", [(Aim.ASK, "what is the time")]),
    ],
)
def test_requests_are_found(text: str, expected: list[tuple[Aim, str]]) -> None:
    """Without what is said around them, one by one."""
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Hello!",
        "I like it.",
        "The lights were on.",
        "never do that",
        "do not play",
        "Who are you?",
        "What do you think?",
        "How nice of you",
        "did you hear me",
        "Remember it and play it",
        "he asked me to go and play",
        "can you dance",
        "look at that",
        "talk to you later",
    ],
)
def test_other_words_are_none(text: str) -> None:
    """Statements, small talk, what is not to be done."""
    assert found(text) == []


def test_subjects_begin_requests_of_their_own() -> None:
    """When they are new; they share the verb of the one before."""
    first, second = requests("turn on the lights and the heating", subjects={"heat", "light"})
    assert [word.text for word in first.words] == ["turn", "on", "the", "lights"]
    assert [word.text for word in second.words] == ["the", "heating"]
    assert (first.follows, second.follows) == (False, True)
    assert second.verb == "turn"
    assert len(requests("turn on the lights and more lights", subjects={"light"})) == 1


def test_verbs_can_be_added() -> None:
    """Functions have names of their own."""
    assert requests("frobnicate it") != requests("frobnicate it", verbs={"frobnicate"})


def test_both_ends_of_many_requests_count() -> None:
    """A pasted page is not looked at whole."""
    many = requests(" ".join(f"Play {number}." for number in range(100)))
    assert len(many) < MOST_REQUESTS
    assert (many[0].words[1].text, many[-1].words[1].text) == ("0", "99")
    assert len(requests("play " * 1_000)[0].words) == MOST_WORDS
