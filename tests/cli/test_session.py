"""What `talk` and `say` have in common."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from livechat.cli.session import Prepared, prepare, service
from livechat.errors import CredentialError, SettingsError, UsageError
from livechat.live.client import GEMINI_URL, Endpoint


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No settings and no keys but the test's."""
    for name in ("GEMINI_API_KEY", "GOOGLE_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))


def prepared(**flags: object) -> Prepared:
    return prepare(flags, config=None, profile=None, log=None, debug=False)


def endpoint(one: Prepared) -> Endpoint:
    async def main() -> Endpoint:
        async with service(one, fast=False) as (found, _):
            return found

    return asyncio.run(main())


def test_no_key_and_no_offline_is_an_error_that_names_both() -> None:
    """There is no silent fallback."""
    with pytest.raises(CredentialError, match="--offline"):
        prepared()


def test_offline_needs_no_key_and_ignores_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """The practice partner has a key of its own."""
    monkeypatch.setenv("GEMINI_API_KEY", "real")
    one = prepared(offline=True)
    assert one.credential is None
    found = endpoint(one)
    assert found.practice
    assert found.base_url.startswith("https://127.0.0.1:")
    assert not found.proxied


def test_a_key_talks_to_the_service(monkeypatch: pytest.MonkeyPatch) -> None:
    """Through the proxy that the environment names, if it names one."""
    monkeypatch.setenv("GEMINI_API_KEY", "real")
    assert endpoint(prepared()) == Endpoint(GEMINI_URL, "v1beta")


@pytest.mark.parametrize(
    ("url", "proxied"),
    [
        ("https://127.0.0.1:8766", False),
        ("https://localhost:8766", False),
        ("https://[::1]:8766", False),
        ("https://gateway.example", True),
    ],
)
def test_this_machine_is_never_reached_through_a_proxy(
    monkeypatch: pytest.MonkeyPatch, url: str, proxied: bool
) -> None:
    """The others are, as the environment says."""
    monkeypatch.setenv("GEMINI_API_KEY", "real")
    assert endpoint(prepared(base_url=url)).proxied is proxied


def test_a_terminal_is_told_what_signs_in(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """By its source; a script is not bothered."""
    monkeypatch.setenv("GEMINI_API_KEY", "s3cret")
    prepared()
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    prepared()
    said = capsys.readouterr().err
    assert (
        said == "livechat: signing in with the key from the environment variable GEMINI_API_KEY\n"
    )


def test_vertex_and_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """Flags, variables and a region's own host."""
    monkeypatch.setenv("GOOGLE_CLOUD_PROJECT", "p-1")
    found = endpoint(prepared(vertex=True, location="europe-west4"))
    assert found.base_url == "https://europe-west4-aiplatform.googleapis.com"
    assert (found.project, found.location) == ("p-1", "europe-west4")


@pytest.mark.parametrize(
    ("flags", "name"),
    [
        ({"base_url": "https://localhost"}, "--base-url"),
        ({"headers": ["X-A: 1"]}, "--header"),
        ({"vertex": True}, "--vertex"),
    ],
)
def test_nobody_is_on_this_machine_and_elsewhere(flags: dict[str, object], name: str) -> None:
    """Two flags that contradict each other; a setting for elsewhere may stand beside --offline."""
    with pytest.raises(UsageError, match=name):
        prepared(offline=True, **flags)


def test_a_doubtful_setting_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """And allowed."""
    prepared(offline=True, model="gemini-9-live")
    assert "gemini-9-live" in capsys.readouterr().err


def test_a_setting_the_model_refuses_is_an_error() -> None:
    """Before connecting."""
    with pytest.raises(SettingsError, match="takes no thinking"):
        prepared(offline=True, thinking="low")


@pytest.mark.parametrize(
    ("key", "value", "flag"),
    [
        ("session.max_minutes", 0.0, "--max-minutes"),
        ("session.idle_minutes", -1.0, "--idle-minutes"),
        ("session.compression", "perhaps", "--no-compression"),
        ("session.save", "perhaps", "--no-save"),
    ],
)
def test_a_mistake_about_the_session_names_the_flag(key: str, value: object, flag: str) -> None:
    """As it was typed, without the table it belongs to."""
    with pytest.raises(SettingsError, match=f"^{flag} "):
        prepared(**{"offline": True, key: value})
