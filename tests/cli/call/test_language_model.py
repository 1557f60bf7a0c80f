"""The language model behind the practice partner, and its key."""

from __future__ import annotations

import asyncio
import shlex
import sys
from pathlib import Path

import pytest

from livechat.cli.call.language_model import chosen, find_llm_key, language_model
from livechat.config.language_model import KEY_VARIABLE
from livechat.config.settings import Practice
from livechat.errors import CredentialError

URL = "http://127.0.0.1:9/v1"


def printing(text: str) -> str:
    return shlex.join([sys.executable, "-c", f"print({text!r})"])


def test_the_key_in_the_environment_goes_to_the_endpoint_that_is_named() -> None:
    """Blanks around it are no part of it."""
    assert find_llm_key(Practice(llm=URL), {KEY_VARIABLE: " s3cret\n"}) == "s3cret"
    assert find_llm_key(Practice(llm=URL), {}) == ""


@pytest.mark.parametrize("llm", ["auto", "off", "model.gguf"])
def test_whatever_is_found_on_this_machine_gets_no_key(llm: str) -> None:
    """Nor is the command run for it."""
    practice = Practice(llm=llm, api_key_command="no-such-program")
    assert find_llm_key(practice, {KEY_VARIABLE: "s3cret"}) == ""


@pytest.mark.process
def test_a_command_prints_the_key_where_the_environment_has_none() -> None:
    """With a variable set it is not run."""
    practice = Practice(llm=URL, api_key_command=printing("k3y"))
    assert find_llm_key(practice, {}) == "k3y"
    broken = Practice(llm=URL, api_key_command="no-such-program")
    assert find_llm_key(broken, {KEY_VARIABLE: "s3cret"}) == "s3cret"
    with pytest.raises(CredentialError, match=r"the command in practice\.api_key_command"):
        find_llm_key(broken, {})


@pytest.mark.parametrize("key", ["a key", "kéy", "one\ntwo"])
def test_what_cannot_be_a_key_is_refused_without_showing_it(key: str) -> None:
    """It travels in a header."""
    with pytest.raises(CredentialError) as caught:
        find_llm_key(Practice(llm=URL), {KEY_VARIABLE: key})
    assert KEY_VARIABLE in caught.value.what
    assert key not in f"{caught.value}"


def test_a_scenario_says_itself_what_is_answered() -> None:
    """Unless settings name a model."""
    assert chosen(Practice()) == "auto"
    assert chosen(Practice(scenario=Path("a.toml"))) == "off"
    assert chosen(Practice(scenario=Path("a.toml"), llm=URL)) == URL


def test_the_model_asks_where_settings_say() -> None:
    """None answers where it is off."""
    assert asyncio.run(language_model(Practice(llm="off"), "")) is None
    model = asyncio.run(language_model(Practice(llm=URL, model="one"), "s3cret"))
    assert model is not None
    assert model.label.startswith("one at 127.0.0.1:9")
