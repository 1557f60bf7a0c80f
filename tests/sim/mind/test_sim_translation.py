"""What a model for translation says."""

from __future__ import annotations

import pytest

from livechat.sim.mind.translation import language_name, translated


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("de-DE", "German"),
        ("de", "German"),
        ("DE-at", "German"),
        ("cmn-CN", "Chinese"),
        ("pt-PT", "Portuguese"),
        ("xx", "xx"),
        ("x" * 99, "x" * 35 + "…"),
    ],
)
def test_languages_have_names(code: str, name: str) -> None:
    """By their code, whatever the country."""
    assert language_name(code) == name


@pytest.mark.parametrize(
    ("text", "target", "echo", "words"),
    [
        ("Good\n morning.", "fr-FR", False, "Here I would say in French: Good morning."),
        ("Good morning.", "en-GB", False, ""),
        ("Good morning.", "en-GB", True, "Good morning."),
        ("Good morning.", "", True, "Good morning."),
        ("Доброе утро", "", False, "Here I would say in English: Доброе утро"),
        (" . ", "fr-FR", True, ""),
        ("", "", True, ""),
    ],
)
def test_words_for_a_text(text: str, target: str, echo: bool, words: str) -> None:
    """It knows only English, so it says what it would translate."""
    assert translated(text, target, echo) == words
