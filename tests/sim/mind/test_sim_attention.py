"""When the partner waits for more, and when it keeps silent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.sim.mind.answer import Manner
from livechat.sim.mind.attention import attend


@pytest.mark.parametrize(
    "said",
    [
        "I would like to know the",
        "Tell me a story and",
        "because",
        "So",
        "the.",
        "um",
        "Um, hmm.",
        "Hold on.",
        "wait a minute",
        "Okay, let me think",
        "one second please",
        "I want to go to",
        "My name is Ada, but",
        "The weather is nice. And the",
        "I was thinking...",
        "First,",
        "What time is it\num",
    ],
)
def test_unfinished_words_are_waited_for(said: str) -> None:
    """They plainly want more."""
    assert attend(said) is Manner.WAIT


@pytest.mark.parametrize(
    "said",
    [
        "I am not talking to you",
        "I'm not talking to you, Gemini.",
        "I was talking to Anna.",
        "Don't answer.",
        "please do not answer this",
        "No need to answer",
        "Ignore this",
        "What time is it, Anna? I wasn't talking to you.",
        "That was not for you",
        "um\nI'm talking to Anna",
        "I am talking to my wife.",
        "Sorry, I'm talking to my little sister right now.",
        "We were just chatting with the neighbours.",
        "I'm speaking to Anna and Bob",
        "I'm talking to someone else.",
        "Not you.",
        "Not talking to you.",
        "No, not you, Gemini!",
        "I didn't mean you.",
        "I did not ask you.",
        "Nobody asked you.",
        "I'm on the phone.",
        "I am on the phone with my boss",
        "I was asking my husband.",
        "We are not speaking with you",
        "Don't listen to us.",
    ],
)
def test_what_is_meant_for_others_is_not_answered(said: str) -> None:
    """When it is said plainly."""
    assert attend(said) is Manner.SILENCE


@pytest.mark.parametrize(
    "said",
    [
        "",
        " . ",
        "Hello",
        "What time is it?",
        "Where are you from?",
        "what is this for",
        "What are you waiting for",
        "Who did you give the book to",
        "I think so",
        "I don't want to",
        "turn it on",
        "Come in.",
        "Am I not talking to you?",
        "Don't answer the phone",
        "I was talking to you",
        "I was talking to Anna about the weather yesterday",
        "wait for the bus",
        "I was talking to Anna. Hello!",
        "And what about the?",
        "this and that",
        "ignore this word in the list",
        "I was asking about the weather",
        "I'm talking to a doctor tomorrow about my knee",
        "I did not ask you to do that",
        "It's not you, it's me",
        "I'm on the phone list of the club",
        "I don't mean you any harm",
        "Call my wife",
        "Not yet",
    ],
)
def test_everything_else_is_answered(said: str) -> None:
    """In doubt too."""
    assert attend(said) is Manner.ANSWER


@given(st.text(max_size=300))
def test_anything_can_be_attended(text: str) -> None:
    """And what ends in a question mark is a question."""
    assert attend(text) in Manner
    assert attend(f"{text}?") is Manner.ANSWER
