"""The options of settings, as data."""

from __future__ import annotations

import subprocess
import sys
from typing import get_args

import pytest

from livechat.config.layers import load
from livechat.config.options import BOTH, OPTIONS, keys_of
from livechat.config.settings import FIELDS, FILE_ONLY, value_of
from livechat.errors import SettingsError


def test_every_option_sets_a_setting_that_an_option_may_set() -> None:
    """A key is none of them."""
    assert OPTIONS.keys() <= FIELDS.keys() - FILE_ONLY


def test_no_name_means_two_settings() -> None:
    """Neither short nor long, on nor off."""
    names = [
        name
        for option in OPTIONS.values()
        for names in option.flags.split()
        for name in names.split("/")
    ]
    assert len({*names}) == len(names)


@pytest.mark.parametrize("key", [key for key, option in OPTIONS.items() if option.words])
def test_an_option_offers_the_words_that_its_setting_takes(key: str) -> None:
    """All of them, and no others."""
    words = get_args(OPTIONS[key].words)
    for word in words:
        assert value_of(load(flags={key: word}, environ={}).settings, key) == word
    with pytest.raises(SettingsError, match=", ".join(words[:-1]) + f" or {words[-1]}"):
        load(flags={key: "zzz"}, environ={})


def test_the_help_tells_the_defaults_that_settings_have() -> None:
    """Where it does not describe them."""
    settings = load(flags={}, environ={}).settings
    told = {key: option.default for key, option in OPTIONS.items() if option.default}
    described = {"voice", "language", "temperature", "sound.speaker", "sound.end_silence"}
    for key in told.keys() - described - {"location", "practice.model"}:
        value = value_of(settings, key)
        assert told[key] == (f"{value:g}" if isinstance(value, float) else f"{value}")


def test_an_option_that_may_stand_alone_means_a_word_of_its_own() -> None:
    """One that the setting takes."""
    alone = {key: option.alone for key, option in OPTIONS.items() if option.alone}
    assert alone == {"notify": "auto"}
    assert load(flags=alone, environ={}).settings.notify == "auto"


@pytest.mark.parametrize(
    ("key", "value", "flag"),
    [
        ("voice", "Kore", "--voice"),
        ("headers", ["A: b"], "--header"),
        ("sound.gain", True, "--gain"),
        ("sound.gain", False, "--no-gain"),
        ("sound.gain", None, "--gain"),
        ("sound.duck", True, "--duck"),
        ("sound.duck", False, "--no-duck"),
        ("sound.duck", "perhaps", "--no-duck"),
        ("sound.push_to_talk", False, "--open-mic"),
        ("offline", False, "--online"),
    ],
)
def test_an_option_is_named_as_it_is_typed(key: str, value: object, flag: str) -> None:
    """Of two names, the one that gives the value; else the one that the help explains."""
    assert OPTIONS[key].flag(value) == flag


def test_talk_and_say_have_what_both_need() -> None:
    """And nothing that stands in neither."""
    assert {*keys_of("talk")} | {*keys_of("say")} == OPTIONS.keys()
    assert [key for key in OPTIONS if OPTIONS[key].commands == BOTH] == [
        key for key in keys_of("talk") if key in keys_of("say")
    ]


@pytest.mark.process
def test_the_options_need_no_settings() -> None:
    """They are read before the first picture; settings take a tenth of a second to import."""
    code = "import sys, livechat.config.options; print('pydantic' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
