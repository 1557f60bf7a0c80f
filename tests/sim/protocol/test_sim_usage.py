"""Tokens of a session's context, in three spellings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.sim.protocol import usage
from livechat.sim.protocol.usage import Context, spelled, text_tokens


def test_the_whole_context_is_counted_again_every_turn() -> None:
    """What was said before is billed again, the answers among it."""
    context = Context()
    context.instruct("abcdefgh")
    context.read("abcd")
    first = spelled(context.answer("four words make it", 2.0), "gemini")
    context.hear(1.5)
    second = spelled(context.answer("", 0.0), "gemini")
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
    context = Context()
    context.hear(2)
    context.see(258, "VIDEO")
    record = context.answer("word", 0.0)
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


def test_thoughts_and_function_results_are_counted_apart() -> None:
    """They have fields of their own, and the total holds them; results join the context."""
    context = Context()
    told = spelled(context.answer("word", 0.0, thought="12345678", tool_use=3), "gemini")
    assert (told["thoughtsTokenCount"], told["toolUsePromptTokenCount"]) == (2, 3)
    assert told["totalTokenCount"] == 1 + 2 + 3
    assert context.prompt() == {"TEXT": 4}


@given(st.lists(st.integers(0, 5000), max_size=50))
def test_sound_tokens_are_the_seconds_sent(milliseconds: list[int]) -> None:
    """However the sound was cut."""
    context = Context()
    for duration in milliseconds:
        context.hear(duration / 1000)
    prompt = context.answer("some words", 3.0).prompt
    assert abs(prompt["AUDIO"] - sum(milliseconds) / 40) <= 0.51


def test_a_new_instruction_replaces_the_old() -> None:
    """Only the one in force is billed."""
    context = Context()
    context.instruct("a" * 400)
    context.instruct("a" * 4)
    assert context.answer("", 0.0).prompt == {"TEXT": 1}


def test_blank_text_costs_nothing() -> None:
    """And part of four characters costs one token."""
    assert [text_tokens(text) for text in ("", "  ", "a", "abcd", "abcde")] == [0, 0, 1, 1, 2]


@given(
    st.lists(st.tuples(st.integers(0, 400), st.floats(0, 30)), max_size=20),
    st.integers(1, 2000),
    st.data(),
)
def test_compression_forgets_the_oldest_down_to_the_target(
    exchanges: list[tuple[int, float]], trigger: int, data: st.DataObject
) -> None:
    """Never before the trigger, never less than asked, never the instruction."""
    target = data.draw(st.integers(0, trigger))
    context = Context()
    context.instruct("abcdefgh")
    for at, (letters, seconds) in enumerate(exchanges):
        context.read("a" * letters)
        context.said(str(at))
        context.hear(seconds)
        context.answer("word", 0.0)
    before, lines = context.prompt().total(), context.lines()
    forgot = context.compress(trigger, target)
    assert forgot is (before > trigger and bool(exchanges))
    kept = context.lines()
    assert kept == (lines[len(lines) - len(kept) :] if kept else [])
    if forgot:
        left = context.prompt().total()
        assert left <= target + 1 or (not kept and left == 2)  # seconds are rounded as a sum
    else:
        assert kept == lines


def test_a_copy_grows_by_itself() -> None:
    """What a handle stands for does not change when its session goes on."""
    context = Context()
    context.said("before")
    context.read("abcd")
    copy = context.copy()
    context.said("after")
    context.read("abcd")
    assert copy.lines() == ["before"]
    assert copy.prompt() == {"TEXT": 1}


def test_the_oldest_words_go_when_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Their tokens stay, and copies made before keep them."""
    monkeypatch.setattr(usage, "MOST_CHARACTERS", 8)
    context = Context()
    for line in ("aaaa", "bbbb"):
        context.said(line)
        context.read(line)
        context.answer("", 0.0)
    copy = context.copy()
    context.said("cccc")
    context.read("cccc")
    context.answer("", 0.0)
    assert context.lines() == ["bbbb", "cccc"]
    assert context.prompt() == {"TEXT": 3}
    assert copy.lines() == ["aaaa", "bbbb"]


def test_very_old_exchanges_are_counted_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """The list is bounded, the bill stays right, the oldest words go."""
    monkeypatch.setattr(usage, "MOST_EXCHANGES", 3)
    context = Context()
    for at in range(10):
        context.said(str(at))
        context.read("abcd")
        context.hear(1.0)
        context.answer("", 0.0)
    assert context.prompt() == {"TEXT": 10, "AUDIO": 250}
    assert context.lines() == ["8", "9"]
