"""Where the key comes from."""

from __future__ import annotations

import pytest

from livechat.errors import CredentialError
from livechat.live.credentials import find_credential


def test_the_environment_wins_over_the_file() -> None:
    """GEMINI_API_KEY before GOOGLE_API_KEY before the settings file; the source is named."""
    both = {"GEMINI_API_KEY": "one", "GOOGLE_API_KEY": "two"}
    assert find_credential(both, "three").value == "one"
    assert "GEMINI_API_KEY" in find_credential(both, "three").source
    assert find_credential({"GOOGLE_API_KEY": "two"}, "three").value == "two"
    found = find_credential({"GEMINI_API_KEY": " "}, "three", "file config.toml")
    assert (found.value, found.source) == ("three", "file config.toml")


def test_no_key_names_both_ways_on() -> None:
    """Set one, or go offline; never a silent fallback."""
    with pytest.raises(CredentialError) as caught:
        find_credential({}, None)
    assert "GEMINI_API_KEY" in caught.value.remedy
    assert "--offline" in caught.value.remedy
    assert caught.value.exit_code == 3


@pytest.mark.parametrize("key", ["a b", "schlüssel", "a\nb", "a\x00"])
def test_what_cannot_be_a_key_is_told_without_showing_it(key: str) -> None:
    """It would break the request's header, or smuggle another one in."""
    with pytest.raises(CredentialError) as caught:
        find_credential({"GEMINI_API_KEY": key}, None)
    assert key not in str(caught.value)


def test_a_credential_never_shows_its_value() -> None:
    """Not even to a debugger's print."""
    assert "secret" not in repr(find_credential({"GEMINI_API_KEY": "secret"}, None))
