"""`livechat auth`."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from livechat import installing
from livechat.cli.commands import auth
from livechat.cli.commands.auth import app
from livechat.errors import CredentialError, LivechatError, NotInstalledError, UsageError
from livechat.live.adc import DefaultCredentials
from tests.support.keyring import FakeKeyring, missing


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No settings, no keys and no projects but the test's."""
    for name in os.environ:
        if name.startswith(("LIVECHAT_", "GEMINI_", "GOOGLE_")):
            monkeypatch.delenv(name)
    monkeypatch.setattr("livechat.config.file.usual_path", lambda: tmp_path / "config.toml")


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> FakeKeyring:
    """An empty one."""
    return FakeKeyring(monkeypatch)


def run(*arguments: str, stdin: str = "") -> Result:
    return CliRunner().invoke(app, [*arguments], input=stdin, catch_exceptions=False)


def failure(kind: type[LivechatError], *arguments: str, stdin: str = "") -> LivechatError:
    with pytest.raises(kind) as caught:
        run(*arguments, stdin=stdin)
    return caught.value


def test_a_key_from_a_pipe_is_kept_and_used(keyring: FakeKeyring) -> None:
    """It is named by its place, and never shown."""
    result = run("set", stdin="s3cret\n")
    assert result.stdout == ""
    assert result.stderr == "livechat: Saved the key in the system's keyring.\n"
    assert list(keyring.kept.values()) == ["s3cret"]
    assert run("status").stdout == "Sessions sign in with the key from the system's keyring.\n"
    run("clear")
    assert keyring.kept == {}
    assert failure(CredentialError, "clear").exit_code == 3


def test_a_key_that_is_typed_is_not_echoed(
    keyring: FakeKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is asked for as pass words are."""
    monkeypatch.setattr(auth, "_is_terminal", lambda: True)
    monkeypatch.setattr("getpass.getpass", lambda prompt: " s3cret ")
    assert "s3cret" not in run("set").output
    assert list(keyring.kept.values()) == ["s3cret"]


def test_no_key_comes_from_an_argument(keyring: FakeKeyring) -> None:
    """Everybody on the machine would see it."""
    assert CliRunner().invoke(app, ["set", "s3cret"]).exit_code == 2
    assert keyring.kept == {}


@pytest.mark.parametrize("typed", ["", " \n", "s3cret\nb\n", "s3cret b", "s3crät", "s3cret" * 1000])
def test_what_cannot_be_a_key_is_refused(keyring: FakeKeyring, typed: str) -> None:
    """Nothing is kept, and nothing repeated."""
    assert "s3cr" not in str(failure(UsageError, "set", stdin=typed))
    assert keyring.kept == {}


def test_without_the_package_nothing_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """First of all it is said what to install."""
    missing(monkeypatch)
    assert installing.extra("keyring") in failure(NotInstalledError, "set", stdin="s3cret\n").remedy


def test_status_tells_every_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    """By its source; a gateway's headers and a project by the same flags as a session."""
    missing(monkeypatch)
    monkeypatch.setattr(DefaultCredentials, "find", lambda self: "own-project")
    assert failure(CredentialError, "status").exit_code == 3
    assert "application default" in run("status", "--vertex").stdout
    monkeypatch.setenv("GEMINI_API_KEY", "auth_tokens/s3cret")
    assert "the ephemeral token from the environment variable" in run("status").stdout
    monkeypatch.setenv("GEMINI_API_KEY", "s3cret")
    assert json.loads(run("status", "--json").stdout) == {
        "kind": "key",
        "source": "the key from the environment variable GEMINI_API_KEY",
    }
    assert "the express key from" in run("status", "--vertex").stdout
    assert "application default" in run("status", "--vertex", "--project", "p-1").stdout
    gateway = ("--base-url", "https://gw.example", "--header", "X-Token: ${GW}")
    assert failure(CredentialError, "status", *gateway).exit_code == 3
    monkeypatch.setenv("GW", "s3cret")
    shown = run("status", *gateway)
    assert shown.stdout == "Sessions sign in with the header X-Token (from GW).\n"
    monkeypatch.setenv("LIVECHAT_OFFLINE", "true")
    assert "practice partner needs no key" in run("status").stdout


def test_status_says_when_default_credentials_are_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 3, as a session would end."""

    def none(self: DefaultCredentials) -> str:
        raise CredentialError("none")

    monkeypatch.setattr(DefaultCredentials, "find", none)
    assert failure(CredentialError, "status", "--vertex", "--project", "p-1").exit_code == 3
