"""How a user writes which ears and which voice the practice partner is to have."""

from __future__ import annotations

import pytest

from livechat.config.senses import ears, is_path, suggest_ears, suggest_voice, voice


@pytest.mark.parametrize("choice", ["auto", "whisper", "none"])
def test_ears_have_names(choice: str) -> None:
    """Which are no folders."""
    assert ears(choice) == choice
    assert not is_path(choice)


@pytest.mark.parametrize("choice", ["./small", "~/models/base", "models/base", "C:\\models\\base"])
def test_ears_may_be_a_folder(choice: str) -> None:
    """Known by its path."""
    assert ears(choice) == choice
    assert is_path(choice)


@pytest.mark.parametrize("choice", ["", "wisper", "neural", "de.onnx", "./a\0b"])
def test_no_other_word_is_ears(choice: str) -> None:
    """A folder of that name is written with ./ before it."""
    with pytest.raises(ValueError, match="none of them"):
        ears(choice)


@pytest.mark.parametrize("choice", ["auto", "synthetic", "neural", "de.onnx", "~/V/de.ONNX"])
def test_a_voice_has_a_name_or_is_a_file(choice: str) -> None:
    """Known by its ending."""
    assert voice(choice) == choice
    assert is_path(choice) == choice.lower().endswith("onnx")


@pytest.mark.parametrize("choice", ["", "Kore", "./voice", "de.onnx.json", "a\0.onnx"])
def test_no_other_word_is_a_voice(choice: str) -> None:
    """Nor is a folder."""
    with pytest.raises(ValueError, match="none of them"):
        voice(choice)


def test_what_is_nearly_a_name_is_told() -> None:
    """Else nothing is."""
    assert (suggest_ears("wisper"), suggest_voice("nerual")) == ("whisper", "neural")
    assert suggest_voice("Kore") is None
