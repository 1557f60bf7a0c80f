"""What the partner says of a language model that fails."""

from __future__ import annotations

import re
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.sim.llm import problems
from livechat.sim.llm.place import place_of

OLLAMA = place_of("http://127.0.0.1:11434/v1")
FAR = place_of("https://user:secret@models.example.com/v1")

SENTENCES = re.compile(r"[A-Z][^\x00-\x1f]*[.?!…]")


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("http://127.0.0.1:11434/v1", "Is Ollama running?"),
        ("http://localhost:8080/v1", "Is llama.cpp's server running?"),
        ("http://[::1]:1234/v1", "Is LM Studio running?"),
        ("http://127.0.0.2:8000/v1", "Is vLLM running?"),
        ("http://127.0.0.1:5000/v1", "Is a server running at port 5000?"),
        ("http://box.lan:11434/v1", "Is box.lan running, and can this machine reach it?"),
    ],
)
def test_nothing_that_listens_is_asked_after_by_its_name(url: str, says: str) -> None:
    words = problems.unreachable("unreachable", place_of(url))
    assert words == f"My language model does not answer. {says}"


@pytest.mark.parametrize(
    "kind", ["unknown host", "unreachable", "certificate", "proxy", "broken", "no HTTP"]
)
def test_every_kind_of_failure_is_a_sentence_or_two(kind: str) -> None:
    words = problems.unreachable(kind, FAR)
    assert SENTENCES.fullmatch(words)
    assert "secret" not in words


@pytest.mark.parametrize(
    ("status", "words", "says"),
    [
        (401, "Incorrect API key provided: sk-abc", "refuses the key"),
        (403, "", "refuses the key"),
        (402, "", "no credits left"),
        (429, "You exceeded your current quota", "no credits left"),
        (429, "", "Try again in a minute"),
        (301, "", "redirects"),
        (404, "model 'small' not found", "does not have the model small"),
        (404, "The model `small` does not exist.", "does not have the model small"),
        (400, "Invalid model name", "does not have the model small"),
        (404, "page not found", "to end in /v1"),
        (404, "", "to end in /v1"),
        (400, "context size exceeded", "too long"),
        (503, "Loading model", "still loading"),
        (500, "CUDA out of memory", "It says: CUDA out of memory"),
        (500, "", "error 500"),
        (0, "", "failed in the middle"),
    ],
)
def test_an_error_is_told_with_what_to_do(status: int, words: str, says: str) -> None:
    told = problems.refused(status, words, "small", OLLAMA)
    assert says in told
    assert "sk-abc" not in told


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"error": {"message": "Too hot"}}', "Too hot"),
        (b'{"error": "Too\\n\\u001b[31m hot"}', "Too ␛[31m hot"),
        (b"Internal Server Error", "Internal Server Error"),
        (b"<html><body>502</body></html>", ""),
        (b"", ""),
        (b"\xff\xfe", "��"),
        (b'{"error": "at http://me:pass@host/x with sk-1"}', "at http://host/x with …"),
    ],
)
def test_an_endpoints_own_words_are_made_fit_to_be_said(body: bytes, words: str) -> None:
    assert problems.own_words(body, ["sk-1", ""]) == words


@given(st.text(max_size=600))
def test_own_words_are_short_and_hold_no_secret_and_no_control_character(text: str) -> None:
    words = problems.sayable(f"{text} key-12345 {text}", ["key-12345"])
    assert len(words) <= 170
    assert "key-12345" not in words
    assert not any(category(sign) in ("Cc", "Cs") for sign in words)
