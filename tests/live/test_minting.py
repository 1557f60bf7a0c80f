"""Making ephemeral tokens, over HTTPS, in an environment that means it ill."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from livechat.catalog import models
from livechat.config.settings import Settings
from livechat.errors import (
    CredentialError,
    InvalidArgumentError,
    LivechatError,
    NetworkError,
    RateLimitError,
    RefusedError,
)
from livechat.live.credentials import Credential
from livechat.live.endpoint import Endpoint
from livechat.live.minting import LOCKABLE, Token, Wanted, locked, mint
from livechat.sim.doors.tls import client_context
from tests.support.web import Asked, Web, serving

pytestmark = pytest.mark.network

KEY = Credential("s3cret-key", "the environment variable GEMINI_API_KEY")
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
ROW, _ = models.resolve(models.DEFAULT)


def made(web: Web, wanted: Wanted | None = None, path: str = "") -> Token:
    endpoint = Endpoint(web.url + path, tls=client_context(web.cert_pem), proxied=False)
    return mint(endpoint, KEY, wanted or Wanted(), NOON, 10)


def asked(wanted: Wanted) -> dict[str, Any]:
    """The body that is sent."""
    with serving(lambda _: (200, {}, b'{"name": "auth_tokens/t"}')) as web:
        made(web, wanted)
        body: dict[str, Any] = json.loads(web.asked[0].body)
    return body


def test_the_key_is_sent_once_and_a_name_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a header, never in the address; whatever the environment says."""
    for name in ("GEMINI_API_KEY", "GOOGLE_API_KEY", "HTTPS_PROXY", "GOOGLE_GEMINI_BASE_URL"):
        monkeypatch.setenv(name, "https://poison.invalid")
    with serving(lambda _: (200, {}, b'{"name": "auth_tokens/t"}')) as web:
        token = made(web, path="/behind/a/proxy/")
        (request,) = web.asked
    assert token == Token(
        "auth_tokens/t", NOON + timedelta(minutes=30), NOON + timedelta(minutes=1)
    )
    assert (request.method, request.path) == ("POST", "/behind/a/proxy/v1beta/auth_tokens")
    assert request.headers["x-goog-api-key"] == KEY.value
    assert "authorization" not in request.headers
    assert "poison" not in repr(request)
    assert "auth_tokens" not in repr(token)


def test_what_is_asked_for_is_said_as_the_reference_says_it() -> None:
    """Times in UTC; nothing is locked that was not named."""
    assert asked(Wanted(0, timedelta(hours=2), timedelta(hours=1))) == {
        "uses": 0,
        "expireTime": "2026-11-21T14:00:00Z",
        "newSessionExpireTime": "2026-11-21T13:00:00Z",
    }
    only_model = asked(Wanted(model="gemini-3.8-live"))
    assert only_model["bidiGenerateContentSetup"] == {"model": "models/gemini-3.8-live"}
    assert only_model["fieldMask"] == "model"


def test_settings_are_locked_at_their_values() -> None:
    """Voice and language are one field; the system instruction lies beside the others."""
    settings = Settings(voice="Kore", language="de-DE", system="Be brief.", temperature=0.5)
    locks = locked(settings, ROW, ["voice", "language", "system", "temperature"])
    body = asked(Wanted(model="models/m", locks=locks))
    assert body["fieldMask"] == (
        "model,generationConfig.speechConfig,systemInstruction,generationConfig.temperature"
    )
    assert body["bidiGenerateContentSetup"] == {
        "model": "models/m",
        "generationConfig": {
            "speechConfig": {
                "voiceConfig": {"prebuiltVoiceConfig": {"voiceName": "Kore"}},
                "languageCode": "de-DE",
            },
            "temperature": 0.5,
        },
        "systemInstruction": {"parts": [{"text": "Be brief."}]},
    }


def test_everything_that_can_be_locked_has_its_field() -> None:
    """A setting that the setup left out would be locked at nothing."""
    row, _ = models.resolve("gemini-3.1-flash-live-preview")
    settings = Settings(
        voice="Kore", language="de-DE", system="x", temperature=1, max_tokens=9, thinking="low"
    )
    assert locked(settings, row, list(LOCKABLE)).keys() == set(LOCKABLE.values())


@pytest.mark.parametrize(
    ("status", "message", "kind", "words"),
    [
        (400, "API key not valid.", CredentialError, "GEMINI_API_KEY"),
        (401, "", CredentialError, "GEMINI_API_KEY"),
        (403, "PERMISSION", CredentialError, "PERMISSION"),
        (400, "Invalid value at 'uses'\x1b", InvalidArgumentError, "Invalid value at 'uses'"),
        (400, "oh s3cret-key", InvalidArgumentError, "refused to create this token."),
        (404, "", RefusedError, "HTTP 404"),
        (429, "", RateLimitError, "HTTP 429"),
        (503, "", NetworkError, "HTTP 503"),
        (302, "", NetworkError, "HTTP 302"),
    ],
)
def test_a_refusal_is_told_in_words(
    status: int, message: str, kind: type[LivechatError], words: str
) -> None:
    """With the service's reason, where it has one; never with the key."""
    body = json.dumps({"error": {"code": status, "message": message}}).encode()
    with (
        serving(lambda _: (status, {"Location": "/elsewhere"}, body)) as web,
        pytest.raises(kind) as caught,
    ):
        made(web)
    assert type(caught.value) is kind
    assert words in caught.value.what
    assert "s3cret" not in str(caught.value)
    assert "\x1b" not in str(caught.value)
    assert len(web.asked) == (2 if status == 404 else 1)


@pytest.mark.parametrize(
    "answer", [b"", b"not json", b"[]", b'{"name": 1}', b'{"name": "auth_tokens/\\u001b"}', b"{}"]
)
def test_an_answer_without_a_token_is_an_error(answer: bytes) -> None:
    """Nothing else is printed in its place."""
    reply: Callable[[Asked], Any] = lambda _: (200, {}, answer)  # noqa: E731
    with serving(reply) as web, pytest.raises(RefusedError, match="without a token"):
        made(web)


def test_what_cannot_be_reached_is_a_matter_of_the_network() -> None:
    """Exit code 5, in the words of every connection."""
    with serving(lambda _: (200, {}, b"")) as web:
        pass
    with pytest.raises(NetworkError, match="nothing listens on its port"):
        made(web)


def test_an_older_service_is_asked_as_it_wants_to_be_and_that_is_remembered() -> None:
    """The newer address first; what has worked is asked at once the next time."""

    def older(asked: Asked) -> tuple[int, dict[str, str], bytes]:
        known = "/v1alpha/" in asked.path
        return (200, {}, b'{"name": "auth_tokens/t"}') if known else (404, {}, b"")

    with serving(older) as web:
        assert made(web).name == made(web).name == "auth_tokens/t"
        paths = [request.path for request in web.asked]
    assert paths == ["/v1beta/auth_tokens", "/v1alpha/auth_tokens", "/v1alpha/auth_tokens"]


def test_a_newer_service_is_asked_once() -> None:
    """A refusal that is no 404 is one, whatever the other address would say."""
    for status in (200, 400):
        with serving(lambda _: (status, {}, b'{"name": "auth_tokens/t"}')) as web:  # noqa: B023
            if status == 200:
                made(web)
            else:
                with pytest.raises(InvalidArgumentError):
                    made(web)
            assert [request.path for request in web.asked] == ["/v1beta/auth_tokens"]
