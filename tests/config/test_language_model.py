"""How a user writes which language model is to answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.config.language_model import MUST_BE, checked, is_file, is_url, suggest


@pytest.mark.parametrize(
    ("choice", "kind"),
    [
        ("auto", ""),
        ("off", ""),
        ("http://127.0.0.1:11434/v1", "url"),
        ("http://[::1]:8080/v1", "url"),
        ("https://models.example/openai/v1/", "url"),
        ("model.gguf", "file"),
        ("MODEL.GGUF", "file"),
        ("my models/a b.gguf", "file"),
        ("~/.ollama/models/blobs/sha256-abc", "file"),
        ("./model", "file"),
        ("/models/one", "file"),
        ("C:\\models\\one", "file"),
    ],
)
def test_words_addresses_and_files_are_told_apart(choice: str, kind: str) -> None:
    """A file need not end in .gguf where it is plainly one."""
    assert checked(choice) == choice
    assert (is_url(choice), is_file(choice)) == (kind == "url", kind == "file")


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ("localhost:11434", "http://localhost:11434/v1"),
        ("127.0.0.1:8080/v1", "http://127.0.0.1:8080/v1"),
        ("[::1]:1234", "http://[::1]:1234/v1"),
        (":8000", "http://127.0.0.1:8000/v1"),
        ("atuo", "auto"),
        ("of", "off"),
        ("llama3.2:1b", None),
        ("", None),
        ("ollama", None),
        ("ftp://127.0.0.1/model.gguf", None),
        ("http://", None),
        ("http://host:0/v1", None),
        ("http://host:99999/v1", None),
        ("http://host/v1?key=s3cret", None),
        ("http://host/v1#x", None),
        ("http://me:s3cret@host/v1", None),
        ("http://host/a b", None),
        ("a\0b.gguf", None),
        ("http://[::1/v1", None),
        ("localhost:11434/v1?key=s3cret", None),
    ],
)
def test_anything_else_is_refused_and_the_nearest_is_suggested(
    wrong: str, meant: str | None
) -> None:
    """The name of a model is what many type; the sentence says where it goes."""
    with pytest.raises(ValueError):  # noqa: PT011 - whoever catches it writes the sentence
        checked(wrong)
    assert suggest(wrong) == meant
    assert "--llm-model" in MUST_BE


@given(st.text())
def test_whatever_is_suggested_is_accepted(text: str) -> None:
    """And a text is at most one of them."""
    meant = suggest(text)
    assert meant is None or checked(meant) == meant
    assert not (is_url(text) and is_file(text))
