"""Settings against their model's row."""

from __future__ import annotations

from pathlib import Path

import pytest

from livechat.catalog.models import MODELS
from livechat.config.check import check, check_file
from livechat.config.settings import Settings
from livechat.errors import SettingsError


def settings(**values: object) -> Settings:
    """Return settings without any place behind them."""
    return Settings.model_validate(values)


def test_defaults_fit_every_model_that_answers_in_sound() -> None:
    """Whoever only chooses a model is never refused."""
    for model in MODELS:
        if "audio" in model.modalities and model.status != "retired":
            assert check(settings(model=model.id)) == []


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (
            {"thinking": "low"},
            "gemini-3.8-live takes no thinking setting, but thinking is low (--thinking). Change "
            "the setting, or use a model that takes it, such as "
            "gemini-3.8-live-extended-thinking.",
        ),
        (
            {"thinking": 512},
            "gemini-3.8-live takes no thinking setting, but thinking is 512 (--thinking). Change "
            "the setting, or use a model that takes it, such as "
            "gemini-live-2.5-flash-native-audio.",
        ),
        (
            {"thinking": "minimal", "model": "gemini-3.8-live-extended-thinking"},
            "gemini-3.8-live-extended-thinking takes thinking as one of low, medium, high, but "
            "thinking is minimal (--thinking). Change the setting.",
        ),
        (
            {"thinking": 512, "model": "models/gemini-3.1-flash-live-preview"},
            "gemini-3.1-flash-live-preview takes thinking as one of minimal, low, medium, high, "
            "but thinking is 512 (--thinking). Change the setting, or use a model that takes "
            "it, such as gemini-live-2.5-flash-native-audio.",
        ),
        (
            {"thinking": "high", "model": "gemini-2.5-flash-native-audio-preview-12-2025"},
            "gemini-2.5-flash-native-audio-preview-12-2025 takes thinking as a number of tokens, "
            "but thinking is high (--thinking). Change the setting, or use a model that takes "
            "it, such as gemini-3.8-live-extended-thinking.",
        ),
        (
            {"modality": "text"},
            "gemini-3.8-live answers in audio only, but modality is text. Change the setting.",
        ),
        (
            {"model": "gemini-3.5-transcribe-live"},
            "gemini-3.5-transcribe-live answers in text only, but modality is audio. Change the "
            "setting, or use a model that takes it, such as gemini-3.8-live.",
        ),
        (
            {"temperature": 0.5, "model": "gemini-3.5-live-translate-preview"},
            "gemini-3.5-live-translate-preview takes no temperature, but temperature is 0.5. "
            "Change the setting, or use a model that takes it, such as gemini-3.8-live.",
        ),
        (
            {"system": "Sing.", "model": "gemini-3.5-live-translate-preview"},
            "gemini-3.5-live-translate-preview takes no system instruction, but system is set. "
            "Change the setting, or use a model that takes it, such as gemini-3.8-live.",
        ),
    ],
)
def test_what_a_model_refuses_is_an_error_before_connecting(
    values: dict[str, object], sentence: str
) -> None:
    """The sentence names the model, the setting, where it comes from, and a way out."""
    with pytest.raises(SettingsError) as caught:
        check(settings(**values), {"thinking": "--thinking", "modality": "default"})
    assert str(caught.value) == sentence


@pytest.mark.parametrize(
    ("model", "thinking"),
    [
        ("gemini-3.8-live-extended-thinking", "high"),
        ("gemini-3.1-flash-live-preview", "minimal"),
        ("gemini-2.5-flash-native-audio-preview-12-2025", 0),
    ],
)
def test_what_a_model_takes_passes(model: str, thinking: object) -> None:
    """Levels for some, tokens for others."""
    assert check(settings(model=model, thinking=thinking)) == []


def test_a_retired_model_is_a_doubt_that_names_its_replacement() -> None:
    """It may still answer."""
    assert check(settings(model="gemini-2.0-flash-exp", modality="text")) == [
        "gemini-2.0-flash-exp is retired and may be switched off; use gemini-3.8-live instead."
    ]


def test_nothing_is_refused_for_a_model_nobody_knows() -> None:
    """Its row is borrowed, and a gateway's model may well take more."""
    doubts = check(settings(model="house/voice-1", modality="text", thinking="low"))
    assert doubts == [
        "voice-1 is not a model livechat knows; it is taken to be like gemini-3.8-live.",
        "voice-1 takes no thinking setting, but thinking is low.",
        "voice-1 answers in audio only, but modality is text.",
    ]


def test_a_file_is_checked_with_each_of_its_profiles(tmp_path: Path) -> None:
    """What only goes wrong in one profile is found."""
    path = tmp_path / "c.toml"
    path.write_text('language = "sv-SE"\n[profiles.a]\nvoice = "Puck"\n[profiles.b]\n')
    names, warnings = check_file(path)
    assert names == ["a", "b"]
    assert len(warnings) == 1  # said once, not once a profile

    path.write_text('[profiles.a]\n[profiles.b]\nthinking = "low"\n')
    with pytest.raises(SettingsError) as caught:
        check_file(path)
    assert f"(profile b in {path})" in str(caught.value)

    path.write_text('[profiles.a]\n[profiles.b]\nvoise = "low"\n')
    with pytest.raises(SettingsError, match=r"profiles\.b\.voise is not a setting"):
        check_file(path)


def test_a_file_to_check_must_exist(tmp_path: Path) -> None:
    """Nothing is no right file."""
    with pytest.raises(SettingsError, match="There is no settings file"):
        check_file(tmp_path / "none.toml")
