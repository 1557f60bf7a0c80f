"""The list of voices."""

from __future__ import annotations

from livechat.catalog.voices import VOICES, find


def test_there_are_thirty_voices_of_different_names() -> None:
    """Google lists 30 voices."""
    assert len({voice.name.casefold() for voice in VOICES}) == 30


def test_every_voice_has_a_name_and_a_style_of_one_capitalised_word() -> None:
    """The list has no gaps."""
    for voice in VOICES:
        assert voice.name.isalpha()
        assert voice.name.istitle()
        assert voice.style.capitalize() == voice.style != ""


def test_a_voice_is_found_whatever_its_capitals() -> None:
    """The service's own spelling comes back."""
    kore = find("KORE")
    assert kore is not None
    assert (kore.name, kore.style) == ("Kore", "Firm")
    assert find("Koree") is None
