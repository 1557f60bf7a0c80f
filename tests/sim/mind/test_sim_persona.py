"""What the partner makes of an instruction."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.sim.mind.persona import read


@pytest.mark.parametrize(
    ("instruction", "words"),
    [
        ("", "I am I."),
        ("Be brief.", "I am I."),
        ("Your name is Ada.", "My name here is Ada, and I am I."),
        ('Your name is "Ada Lovelace".', "My name here is Ada Lovelace, and I am I."),
        ("You are Ada, a helpful assistant.", "My name here is Ada, and I am I."),
        ("You are a pirate who likes rum.", "I am asked to be a pirate, and I am I."),
        ("You are not a cat. Act as a dog", "I am asked to be a dog, and I am I."),
        ("you're called Bob and you're a clown", "My name here is Bob, and I am I."),
    ],
)
def test_names_and_parts(instruction: str, words: str) -> None:
    """Told before the honest answer, which stays."""
    assert read(instruction).introduced("I am I.") == words


@pytest.mark.parametrize(
    ("instruction", "words"),
    [
        ("Speak English.", "One, two. Three."),
        ("Answer in one sentence.", "One, two."),
        ("Always respond with exactly one word!", "One"),
        ("Reply briefly, in a single short sentence, please", "One, two."),
        ('Always end your answers with "Over."', "One, two. Three. Over."),
        ("Begin at once. Every answer begins with the word Well", "Well One, two. Three."),
        ("Finish each answer with 'Ahoy!'", "One, two. Three. Ahoy!"),
    ],
)
def test_styles(instruction: str, words: str) -> None:
    """So that it shows which instruction holds; nothing stays nothing."""
    assert read(instruction).styled("One, two. Three.") == words
    assert read(instruction).styled("") == ""


@given(st.text(max_size=300), st.text(min_size=1, max_size=100))
def test_any_instruction_can_be_read(instruction: str, words: str) -> None:
    """And leaves an answer one."""
    for text in (instruction, f"You are {instruction}", f"always end with {instruction}"):
        persona = read(text)
        assert persona.introduced(words)
        assert persona.told()
        assert persona.styled(words) or not words.strip()
