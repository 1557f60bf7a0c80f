"""`livechat token create`."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from livechat.cli.commands.token import app
from livechat.errors import CredentialError, LivechatError, SettingsError, UsageError
from livechat.live import keyrings
from tests.support.web import Web, serving

pytestmark = pytest.mark.network


@pytest.fixture(autouse=True)
def web(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Web]:
    """A service that makes tokens; no settings and no key but the test's."""
    for name in os.environ:
        if name.startswith(("LIVECHAT_", "GEMINI_", "GOOGLE_")) or "proxy" in name.lower():
            monkeypatch.delenv(name)
    monkeypatch.setattr("livechat.config.file.usual_path", lambda: tmp_path / "config.toml")
    monkeypatch.setattr(keyrings, "installed", lambda: False)
    monkeypatch.setenv("GEMINI_API_KEY", "s3cret")
    with serving(lambda _: (200, {}, b'{"name": "auth_tokens/t"}')) as web:
        (tmp_path / "ca.pem").write_bytes(web.cert_pem)
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        monkeypatch.setenv("LIVECHAT_BASE_URL", web.url)
        yield web


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["create", *arguments], catch_exceptions=False)


def failure(kind: type[LivechatError], *arguments: str) -> str:
    with pytest.raises(kind) as caught:
        run(*arguments)
    return str(caught.value)


def body(web: Web) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(web.asked[-1].body)
    return content


def test_the_name_is_all_that_is_printed(web: Web) -> None:
    """It fits into `$(…)`."""
    result = run()
    assert (result.stdout, result.stderr) == ("auth_tokens/t\n", "")
    assert web.asked[0].headers["x-goog-api-key"] == "s3cret"


def test_json_tells_what_it_is_good_for(web: Web) -> None:
    """Until when, for how much, and what is locked."""
    shown = json.loads(run("--json", "--uses", "3", "--model", "m", "--lock", "voice=kore").stdout)
    assert shown.keys() == {"name", "uses", "expires", "starts_by", "model", "locked"}
    assert (shown["uses"], shown["model"], shown["locked"]) == (3, "m", ["voice"])
    assert body(web)["uses"] == 3


def test_a_lock_takes_its_value_from_the_settings_or_brings_it(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Spelled as settings are; what is not locked is not sent."""
    monkeypatch.setenv("LIVECHAT_SYSTEM", "Be brief.")
    monkeypatch.setenv("LIVECHAT_MAX_TOKENS", "9")
    run("--lock", "system", "--lock", "temperature=0.5")
    assert body(web)["bidiGenerateContentSetup"] == {
        "systemInstruction": {"parts": [{"text": "Be brief."}]},
        "generationConfig": {"temperature": 0.5},
    }
    assert body(web)["fieldMask"] == "systemInstruction,generationConfig.temperature"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--lock", "voice"], "voice is not set"),
        (["--lock", "voise=Kore"], "did you mean voice?"),
        (["--lock", "voice=Kore", "--lock", "voice"], "twice"),
        (["--lock", "voice=Korre"], '--lock voice is "Korre"'),
        (["--lock", "temperature=9"], "--lock temperature is"),
        (["--uses", "-1"], "--uses is -1"),
        (["--expires", "30"], '--expires is "30"'),
        (["--expires", "0m"], "--expires"),
        (["--expires", "20h"], "must be less than 20h"),
        (["--starts-within", "999999999h"], "must be less than 20h"),
        (["--lock", "thinking=low"], "accepts no thinking"),
    ],
)
def test_what_does_not_fit_is_said_before_anything_is_sent(
    web: Web, arguments: list[str], words: str
) -> None:
    """In the words of the command line."""
    assert words in failure(UsageError, *arguments)
    assert web.asked == []


def test_no_session_can_start_after_the_end(web: Web) -> None:
    """A short token needs no second flag."""
    run("--expires", "30s")
    assert body(web)["newSessionExpireTime"] == body(web)["expireTime"]


def test_only_a_key_makes_tokens(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    """A token cannot, nothing cannot, and a gateway's headers are not asked for any."""
    monkeypatch.setenv("GEMINI_API_KEY", "auth_tokens/s3cret")
    assert "cannot create others" in failure(CredentialError)
    monkeypatch.delenv("GEMINI_API_KEY")
    assert "No API key" in failure(CredentialError)
    monkeypatch.setenv("LIVECHAT_HEADERS", "X-Token: ${GEMINI_API_KEY}")
    monkeypatch.setenv("GEMINI_API_KEY", "s3cret")
    assert "Only the Gemini API creates tokens" in failure(SettingsError)
    monkeypatch.delenv("LIVECHAT_HEADERS")
    monkeypatch.setenv("LIVECHAT_VERTEX", "true")
    assert "Only the Gemini API creates tokens" in failure(SettingsError)
    assert web.asked == []
