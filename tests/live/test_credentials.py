"""What proves who we are, and where it comes from."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from livechat.config.layers import Loaded, load
from livechat.errors import CredentialError, SettingsError
from livechat.live import keyrings
from livechat.live.credentials import (
    COMMAND,
    Credential,
    find_credential,
    find_key,
    location_for,
    project_for,
)

ENVIRON = {"GEMINI_API_KEY": "one", "GOOGLE_API_KEY": "two"}

GATEWAY: dict[str, object] = {
    "base_url": "https://gw.example/live",
    "headers": ["Authorization: Bearer ${TOKEN}"],
}


@pytest.fixture(autouse=True)
def keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody's own is looked into."""
    monkeypatch.setattr(keyrings, "installed", lambda: False)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A settings file that only its owner reads."""
    file = tmp_path / "c.toml"
    file.touch(0o600)
    return file


def loaded(path: Path, content: str = "", /, **flags: object) -> Loaded:
    path.write_text(content)
    return load(flags=flags, environ={}, config_file=path)


def printing(words: str, code: int = 0) -> str:
    """A settings line: a command that prints words."""
    program = f"import sys; print({words!r}); sys.exit({code})"
    return f"api_key_command = '''{sys.executable} -c \"{program}\"'''\n"


@pytest.mark.process
def test_a_key_comes_from_the_first_place_that_has_one(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """GEMINI_API_KEY, GOOGLE_API_KEY, the file, the command, the keyring; the place is named."""
    monkeypatch.setattr(keyrings, "installed", lambda: True)
    monkeypatch.setattr(keyrings, "read", lambda: "five")
    text = 'api_key = "three"\n' + printing("four")
    for environ, settings, value, source in (
        (ENVIRON, text, "one", "the environment variable GEMINI_API_KEY"),
        ({"GOOGLE_API_KEY": "two"}, text, "two", "the environment variable GOOGLE_API_KEY"),
        ({"GEMINI_API_KEY": " "}, text, "three", f"file {path}"),
        ({}, printing("four"), "four", COMMAND),
        ({}, "", "five", "the system's keyring"),
    ):
        found = find_credential(loaded(path, settings), environ)
        assert (found.value, found.source, found.kind) == (value, source, "key")
        assert found.phrase == f"the key from {source}"


def test_later_places_are_not_looked_into(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No command runs and no keyring is unlocked for a key that is in the environment."""
    monkeypatch.setattr(keyrings, "installed", lambda: pytest.fail("looked for a keyring"))
    marker = path.parent / "ran"
    text = f"api_key_command = '''{sys.executable} -c \"open('{marker}', 'w')\"'''\n"
    assert find_credential(loaded(path, text), ENVIRON).value == "one"
    assert not marker.exists()


def test_the_command_need_not_run_to_be_named(path: Path) -> None:
    """For those who only want to know what would be used."""
    marker = path.parent / "ran"
    text = f"api_key_command = '''{sys.executable} -c \"open('{marker}', 'w')\"'''\n"
    found = find_key(loaded(path, text), {}, run=False)
    assert found is not None
    assert (found.value, found.source) == ("", COMMAND)
    assert not marker.exists()


def test_no_key_names_both_ways_on(path: Path) -> None:
    """Set one, or go offline; never a silent fallback."""
    with pytest.raises(CredentialError) as caught:
        find_credential(loaded(path), {})
    assert "GEMINI_API_KEY" in caught.value.remedy
    assert "--offline" in caught.value.remedy
    assert caught.value.exit_code == 3
    assert find_key(loaded(path), {}) is None


@pytest.mark.parametrize("key", ["a b", "schlüssel", "a\nb", "a\x00"])
def test_what_cannot_be_a_key_is_told_without_showing_it(path: Path, key: str) -> None:
    """It would break the request's header, or smuggle another one in."""
    with pytest.raises(CredentialError) as caught:
        find_credential(loaded(path), {"GEMINI_API_KEY": key})
    assert key not in str(caught.value)


def test_a_token_is_known_by_its_name_wherever_it_was_found(path: Path) -> None:
    """In a variable or in the file."""
    for environ, text in (
        ({"GOOGLE_API_KEY": "auth_tokens/t"}, ""),
        ({}, 'api_key = "auth_tokens/t"\n'),
    ):
        found = find_credential(loaded(path, text), environ)
        assert (found.value, found.kind) == ("auth_tokens/t", "token")
        assert "ephemeral token" in found.phrase


def test_headers_go_alone(path: Path) -> None:
    """Beside keys and a project, only the headers are used; their source names no value."""
    environ = {**ENVIRON, "TOKEN": "s3cret", "GOOGLE_CLOUD_PROJECT": "p"}
    found = find_credential(loaded(path, 'api_key = "three"\n', **GATEWAY), environ)
    assert (found.kind, found.value, found.adc) == ("headers", "", None)
    assert found.headers == {"Authorization": "Bearer s3cret"}
    assert found.phrase == "the header Authorization (from TOKEN)"
    assert found.secrets == ("s3cret",)


def test_headers_without_an_address_go_nowhere(path: Path) -> None:
    """Least of all to Google."""
    with pytest.raises(SettingsError, match="--base-url"):
        find_credential(loaded(path, headers=GATEWAY["headers"]), {"TOKEN": "s3cret"})
    with pytest.raises(SettingsError, match="cannot be used together"):
        find_credential(loaded(path, **GATEWAY | {"vertex": True}), {"TOKEN": "s3cret"})


def test_vertex_with_a_project_takes_default_credentials(path: Path) -> None:
    """From a setting or the environment, whatever keys there are."""
    by_setting = find_credential(loaded(path, vertex=True, project="p-1"), ENVIRON)
    assert (by_setting.kind, by_setting.value) == ("vertex", "")
    environ = {**ENVIRON, "GOOGLE_CLOUD_PROJECT": "p-2"}
    assert find_credential(loaded(path, vertex=True), environ).kind == "vertex"
    assert find_credential(loaded(path, vertex=True, location="us-east4"), ENVIRON).kind == "vertex"
    named = {"GOOGLE_APPLICATION_CREDENTIALS": "/f.json"}
    assert (
        "GOOGLE_APPLICATION_CREDENTIALS" in find_credential(loaded(path, vertex=True), named).source
    )


def test_vertex_without_a_project_takes_a_key_for_an_express_one(path: Path) -> None:
    """And default credentials where there is no key; a token is not for Vertex."""
    found = find_credential(loaded(path, vertex=True), ENVIRON)
    assert (found.kind, found.value) == ("express", "one")
    assert find_credential(loaded(path, vertex=True), {}).kind == "vertex"
    with pytest.raises(CredentialError, match="does not work with Vertex AI"):
        find_credential(loaded(path, vertex=True), {"GEMINI_API_KEY": "auth_tokens/t"})


def test_project_and_location_from_the_environment_are_checked(path: Path) -> None:
    """They become parts of a path and of a host's name; settings come first."""
    environ = {"GOOGLE_CLOUD_PROJECT": "p-1", "GOOGLE_CLOUD_LOCATION": "evil.example/"}
    assert project_for(loaded(path).settings, environ) == "p-1"
    assert project_for(loaded(path, project="p-2").settings, environ) == "p-2"
    assert location_for(loaded(path).settings, {}) == ""
    with pytest.raises(SettingsError, match="GOOGLE_CLOUD_LOCATION"):
        location_for(loaded(path).settings, environ)


def test_a_credential_never_shows_its_value() -> None:
    """Not even to a debugger's print."""
    for credential in (
        Credential("s3cret", "a test"),
        Credential("", "a test", "headers", {"Authorization": "Bearer s3cret"}, ("s3cret",)),
    ):
        assert "s3cret" not in repr(credential)
