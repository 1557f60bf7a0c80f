"""Settings against their model's row."""

from __future__ import annotations

from pathlib import Path

import pytest

from livechat.catalog.models import MODELS, resolve
from livechat.config.check import check, check_file, suspects
from livechat.config.layers import load
from livechat.config.settings import Settings
from livechat.config.spec import setup_spec
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
            "gemini-3.8-live accepts no thinking setting, but thinking is low (--thinking). Change "
            "the setting, or use a model that accepts it, such as "
            "gemini-3.8-live-extended-thinking.",
        ),
        (
            {"thinking": 512},
            "gemini-3.8-live accepts no thinking setting, but thinking is 512 (--thinking). Change "
            "the setting, or use a model that accepts it, such as "
            "gemini-live-2.5-flash-native-audio.",
        ),
        (
            {"thinking": "minimal", "model": "gemini-3.8-live-extended-thinking"},
            "gemini-3.8-live-extended-thinking accepts thinking only as one of low, medium, high, "
            "but thinking is minimal (--thinking). Change the setting.",
        ),
        (
            {"thinking": 512, "model": "models/gemini-3.1-flash-live-preview"},
            "gemini-3.1-flash-live-preview accepts thinking only as one of minimal, low, medium, "
            "high, but thinking is 512 (--thinking). Change the setting, or use a model that "
            "accepts it, such as gemini-live-2.5-flash-native-audio.",
        ),
        (
            {"thinking": "high", "model": "gemini-2.5-flash-native-audio-preview-12-2025"},
            "gemini-2.5-flash-native-audio-preview-12-2025 accepts thinking only as a number of "
            "tokens, but thinking is high (--thinking). Change the setting, or use a model that "
            "accepts it, such as gemini-3.8-live-extended-thinking.",
        ),
        (
            {"modality": "text"},
            "gemini-3.8-live answers in audio only, but modality is text. Change the setting.",
        ),
        (
            {"model": "gemini-3.5-transcribe-live"},
            "gemini-3.5-transcribe-live answers in text only, but modality is audio. Change the "
            "setting, or use a model that accepts it, such as gemini-3.8-live.",
        ),
        (
            {"temperature": 0.5, "model": "gemini-3.5-live-translate-preview"},
            "gemini-3.5-live-translate-preview accepts no temperature, but temperature is 0.5. "
            "Change the setting, or use a model that accepts it, such as gemini-3.8-live.",
        ),
        (
            {"system": "Sing.", "model": "gemini-3.5-live-translate-preview"},
            "gemini-3.5-live-translate-preview accepts no system instruction, but system is set. "
            "Change the setting, or use a model that accepts it, such as gemini-3.8-live.",
        ),
        (
            {"calls": {"blocking": True}, "model": "gemini-3.8-live-extended-thinking"},
            "gemini-3.8-live-extended-thinking does not wait for functions, but calls.blocking is "
            "true. Change the setting, or use a model that accepts it, such as gemini-3.8-live.",
        ),
        (
            {"search": True, "model": "gemini-3.5-live-translate-preview"},
            "gemini-3.5-live-translate-preview cannot search the web, but search is true. "
            "Change the setting, or use a model that accepts it, such as gemini-3.8-live.",
        ),
        (
            {"builtin": ["timer"], "model": "gemini-3.5-live-translate-preview"},
            "gemini-3.5-live-translate-preview calls no functions, but builtin is set. "
            "Remove it, or use a model that calls functions, such as gemini-3.8-live.",
        ),
        (
            {"functions": [Path("a.py")], "search": True, "vertex": True},
            "Vertex AI takes search or functions, not both, but search is true and functions is "
            "set. Use --no-search, or leave the functions out.",
        ),
        (
            {"tools": {"t": {"command": ["a"]}}, "search": True, "vertex": True},
            "Vertex AI takes search or functions, not both, but search is true and tools.t is "
            "set. Use --no-search, or leave the functions out.",
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
        "livechat does not know the model voice-1. Treating it like gemini-3.8-live.",
        "voice-1 accepts no thinking setting, but thinking is low.",
        "voice-1 answers in audio only, but modality is text.",
    ]


def test_a_file_is_checked_with_each_of_its_profiles(tmp_path: Path) -> None:
    """What only goes wrong in one profile is found."""
    path = tmp_path / "c.toml"
    path.write_text('language = "eo"\n[profiles.a]\nvoice = "Puck"\n[profiles.b]\n')
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


@pytest.mark.parametrize(
    ("session", "sentence"),
    [
        (
            {"compress_at_tokens": 131_073},
            "gemini-3.8-live has room for 131072 tokens, but session.compress_at_tokens is 131073 "
            "(--compress-at-tokens). Change the setting.",
        ),
        (
            {"compress_to_tokens": 200_000},
            "gemini-3.8-live has room for 131072 tokens, but session.compress_to_tokens is 200000. "
            "Change the setting.",
        ),
        (
            {"compress_at_tokens": 500, "compress_to_tokens": 500},
            "session.compress_to_tokens is 500, but must be below session.compress_at_tokens, "
            "which is 500 (--compress-at-tokens). Change one of the two.",
        ),
    ],
)
def test_what_would_never_be_forgotten_is_an_error(session: dict[str, int], sentence: str) -> None:
    """Compression that begins beyond the model's window, or that leaves as much as there was."""
    with pytest.raises(SettingsError) as caught:
        check(settings(session=session), {"session.compress_at_tokens": "--compress-at-tokens"})
    assert str(caught.value) == sentence


@pytest.mark.parametrize(
    "session",
    [
        {"compress_at_tokens": 131_072, "compress_to_tokens": 131_071},
        {"compress_at_tokens": 2},
        {"compress_to_tokens": 131_072},
    ],
)
def test_compression_within_the_window_passes(session: dict[str, int]) -> None:
    """To the last token."""
    assert check(settings(session=session)) == []


def test_settings_that_contradict_each_other_are_refused_for_any_model() -> None:
    """No model makes sense of them, known or not; a large window may well be an unknown one's."""
    with pytest.raises(SettingsError, match="must be below"):
        check(
            settings(
                model="house/voice-1",
                session={"compress_at_tokens": 10, "compress_to_tokens": 20},
            )
        )
    doubts = check(settings(model="house/voice-1", session={"compress_at_tokens": 1_000_000}))
    assert doubts[1:] == [
        "voice-1 has room for 131072 tokens, but session.compress_at_tokens is 1000000."
    ]


UNKNOWN, LEVELS = "house/voice-1", "gemini-3.1-flash-live-preview"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, ()),
        ({"model": LEVELS, "thinking": "low", "voice": "Kore"}, ("thinking",)),
        ({"model": UNKNOWN, "thinking": "low", "modality": "text"}, ("thinking", "modality")),
        (
            {"model": UNKNOWN, "session": {"compress_at_tokens": 10**6}, "voice": "Kore"},
            ("session.compress_at_tokens",),
        ),
        # Every conversation model takes these: any of them may be it
        (
            {"voice": "Kore", "temperature": 0.5, "vad": {"silence_ms": 500}},
            ("voice", "temperature", "vad.silence_ms"),
        ),
        (
            {
                "interrupt": False,
                "sound": {"push_to_talk": True},
                "session": {"compression": False},
            },
            ("interrupt", "sound.push_to_talk", "session.compression"),
        ),
        # What the service never hears of
        (
            {
                "timeout_s": 5,
                "base_url": "https://g.example",
                "api_version": "v1",
                "offline": True,
                "api_key": "a-key",
                "api_key_command": "pass show key",
                "headers": ["X-Team: a"],
                "vertex": True,
                "project": "my-project",
                "location": "us-central1",
                "sound": {"volume": 50},
                "session": {"save": False},
                "practice": {"seed": 3},
            },
            (),
        ),
        # Set to what it is anyway
        ({"modality": "audio", "interrupt": True, "voice": None}, ()),
    ],
)
def test_who_is_suspected_when_the_service_calls_an_argument_invalid(
    values: dict[str, object], expected: tuple[str, ...]
) -> None:
    """What the model, or one of its kind, does not take; else all that was changed and sent."""
    chosen = settings(**values)
    assert suspects(setup_spec(chosen), resolve(chosen.model)[0]) == expected


def test_a_short_form_is_not_suspected_beside_what_it_stands_for(tmp_path: Path) -> None:
    """`vad.sensitivity` sets both ends."""
    path = tmp_path / "c.toml"
    path.write_text('[vad]\nsensitivity = "low"\n')
    found = load(flags={}, environ={}, config_file=path).settings
    assert suspects(setup_spec(found), resolve(found.model)[0]) == ("vad.start", "vad.end")
