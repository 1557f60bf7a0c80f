"""Tokens of a session, in three spellings."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from livechat.sim.protocol.usage import Tokens, spelled, text_tokens


def test_the_whole_context_is_counted_again_every_turn() -> None:
    """What was said before is billed again, the answers among it."""
    tokens = Tokens()
    tokens.instruct("abcdefgh")
    tokens.read("abcd")
    first = spelled(tokens.turn("four words make it", 2.0), "gemini")
    tokens.hear(1.5)
    second = spelled(tokens.turn("", 0.0), "gemini")
    assert first == {
        "promptTokenCount": 3,
        "responseTokenCount": 50,
        "totalTokenCount": 53,
        "promptTokensDetails": [{"modality": "TEXT", "tokenCount": 3}],
        "responseTokensDetails": [{"modality": "AUDIO", "tokenCount": 50}],
    }
    assert second["promptTokensDetails"] == [
        {"modality": "TEXT", "tokenCount": 8},
        {"modality": "AUDIO", "tokenCount": 38},
    ]
    assert second["responseTokenCount"] == 0


def test_spellings() -> None:
    """The same numbers under each service's names."""
    tokens = Tokens()
    tokens.hear(2)
    tokens.see()
    record = tokens.turn("word", 0.0)
    assert spelled(record, "vertex") == {
        "promptTokenCount": 308,
        "candidatesTokenCount": 1,
        "totalTokenCount": 309,
        "promptTokensDetails": [
            {"modality": "AUDIO", "tokenCount": 50},
            {"modality": "VIDEO", "tokenCount": 258},
        ],
        "candidatesTokensDetails": [{"modality": "TEXT", "tokenCount": 1}],
    }
    assert spelled(record, "gateway") == {
        "inputTokenCount": 308,
        "outputTokenCount": 1,
        "inputTokenDetails": {"audioTokens": 50, "videoTokens": 258},
        "outputTokenDetails": {"textTokens": 1},
    }


@given(st.lists(st.integers(0, 5000), max_size=50))
def test_sound_tokens_are_the_seconds_sent(milliseconds: list[int]) -> None:
    """However the sound was cut."""
    tokens = Tokens()
    for duration in milliseconds:
        tokens.hear(duration / 1000)
    prompt = tokens.turn("some words", 3.0)["prompt"]
    assert abs(prompt["AUDIO"] - sum(milliseconds) / 40) <= 0.51


def test_a_new_instruction_replaces_the_old() -> None:
    """Only the one in force is billed."""
    tokens = Tokens()
    tokens.instruct("a" * 400)
    tokens.instruct("a" * 4)
    assert tokens.turn("", 0.0)["prompt"] == {"TEXT": 1}


def test_blank_text_costs_nothing() -> None:
    """And part of four characters costs one token."""
    assert [text_tokens(text) for text in ("", "  ", "a", "abcd", "abcde")] == [0, 0, 1, 1, 2]
