"""What crosses the wire when a session is opened, in an environment that means it ill."""

from __future__ import annotations

import asyncio
import json
import ssl
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from google.genai import types
from google.oauth2.credentials import Credentials
from websockets.exceptions import InvalidStatus

from livechat.config.headers import fill
from livechat.live import adc
from livechat.live.client import make_client, sdk_name
from livechat.live.credentials import Credential
from livechat.live.endpoint import Endpoint
from livechat.sim.doors.tls import client_context
from tests.sim.peer import limited
from tests.support.listener import Knocks, listening

pytestmark = pytest.mark.network

POISON = {
    "GOOGLE_GENAI_USE_VERTEXAI": "true",
    "GOOGLE_GENAI_USE_ENTERPRISE": "true",
    "GOOGLE_GENAI_API_VERSION": "v9poison",
    "GEMINI_API_KEY": "poison-gemini",
    "GOOGLE_API_KEY": "poison-google",
    "GOOGLE_CLOUD_PROJECT": "poison-project",
    "GOOGLE_CLOUD_LOCATION": "poison-location",
    "GOOGLE_GEMINI_BASE_URL": "https://poison.invalid",
    "GOOGLE_VERTEX_BASE_URL": "https://poison.invalid",
    "GOOGLE_API_USE_MTLS_ENDPOINT": "always",
    "GOOGLE_API_USE_CLIENT_CERTIFICATE": "true",
    "HTTPS_PROXY": "http://poison.invalid:1",
    "ALL_PROXY": "http://poison.invalid:1",
}
"""A fair proxy is used, by Endpoint.proxied; these tests are on this machine, where none counts."""

GEMINI = "/ws/google.ai.generativelanguage.{}.GenerativeService.{}"
VERTEX = "/ws/google.cloud.aiplatform.v1beta1.LlmBidiService/BidiGenerateContent"

PROOFS = ("authorization", "x-goog-api-key", "x-goog-user-project", "cookie", "x-team")
"""Headers that may say who we are."""


class Adc(adc.DefaultCredentials):
    """Credentials that were found; no server gives their token."""

    def _find(self) -> tuple[Any, str]:
        credentials = Credentials("ya29.token", quota_project_id="quota-p")  # type: ignore[no-untyped-call]
        # Naive, as google-auth wants it, and in UTC.
        credentials.expiry = (datetime.now(UTC) + timedelta(hours=1)).replace(tzinfo=None)
        return credentials, "own-project"


KEY = Credential("a-key", "a test")
TOKEN = Credential("auth_tokens/t", "a test", "token")
EXPRESS = Credential("an-express-key", "a test", "express")
ADC = Credential("", "a test", "vertex", adc=Adc())
FILLED = fill(["Authorization: Bearer ${TOKEN}", "X-Team: blue"], {"TOKEN": "gw-token"})
HEADERS = Credential("", "a test", "headers", FILLED.fields)


@pytest.fixture(autouse=True)
def poisoned(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything that the SDK, or what it stands on, would rather believe."""
    for name, value in POISON.items():
        monkeypatch.setenv(name, value)
        if name.endswith("PROXY"):
            monkeypatch.setenv(name.lower(), value)


async def knock(
    knocks: Knocks, credential: Credential, *, path: str = "", model: str = "gemini-3.8-live",
    **where: Any,
) -> None:  # fmt: skip
    """Open a session and leave."""
    tls = client_context(knocks.identity.cert_pem)
    endpoint = Endpoint(knocks.url + path, tls=tls, proxied=False)
    client = await asyncio.to_thread(make_client, replace(endpoint, **where), credential)
    config = types.LiveConnectConfig(response_modalities=[types.Modality.AUDIO])
    name = sdk_name(model, credential)
    async with client.aio.live.connect(model=name, config=config) as session:
        await session.close()


def proofs(knocks: Knocks) -> dict[str, str]:
    """The headers that say who we are, all of them sent once."""
    sent = [(name.lower(), value) for name, value in knocks.headers[-1].raw_items()]
    found = [(name, value) for name, value in sent if name in PROOFS]
    assert len(found) == len(dict(found))
    return dict(found)


@pytest.mark.parametrize(
    ("credential", "where", "path", "proof", "model"),
    [
        pytest.param(
            KEY, {}, GEMINI.format("v1beta", "BidiGenerateContent"),
            {"x-goog-api-key": "a-key"}, "models/gemini-3.8-live", id="key",
        ),
        pytest.param(
            TOKEN, {"api_version": "v1alpha"},
            GEMINI.format("v1alpha", "BidiGenerateContentConstrained"),
            {"x-goog-api-key": "auth_tokens/t", "authorization": "Token auth_tokens/t"},
            "models/gemini-3.8-live", id="token",
        ),
        pytest.param(
            EXPRESS, {"api_version": "v1beta1"}, VERTEX,
            {"x-goog-api-key": "an-express-key"},
            "publishers/google/models/gemini-3.8-live", id="express",
        ),
        pytest.param(
            ADC, {"api_version": "v1beta1", "project": "p-1", "location": "us-east4"}, VERTEX,
            {"authorization": "Bearer ya29.token", "x-goog-user-project": "quota-p"},
            "projects/p-1/locations/us-east4/publishers/google/models/gemini-3.8-live", id="adc",
        ),
        pytest.param(
            ADC, {"api_version": "v1beta1", "location": "global"}, VERTEX,
            {"authorization": "Bearer ya29.token", "x-goog-user-project": "quota-p"},
            "projects/own-project/locations/global/publishers/google/models/gemini-3.8-live",
            id="adc with a project of its own",
        ),
        pytest.param(
            HEADERS, {"path": "/v1beta/models/gemini-3.8-live/liveStream"},
            "/v1beta/models/gemini-3.8-live/liveStream",
            {"authorization": "Bearer gw-token", "x-team": "blue"},
            "gemini-3.8-live", id="headers",
        ),
        pytest.param(
            HEADERS, {"path": "/"}, "/", {"authorization": "Bearer gw-token", "x-team": "blue"},
            "gemini-3.8-live", id="headers, at the root",
        ),
    ],
)  # fmt: skip
def test_each_kind_goes_where_it_should_with_what_it_should(
    credential: Credential, where: dict[str, Any], path: str, proof: dict[str, str], model: str
) -> None:
    """Path, model and every proof are its own; nothing of the environment is anywhere."""

    async def main() -> None:
        async with listening() as knocks:
            await knock(knocks, credential, **where)
            assert knocks.paths == [path]
            assert proofs(knocks) == proof
            assert _model(knocks) == model
            assert "poison" not in knocks.everything

    limited(main())


SUBSETS = [
    ("GEMINI_API_KEY",),
    ("GOOGLE_API_KEY", "GEMINI_API_KEY"),
    ("GOOGLE_CLOUD_PROJECT", "GOOGLE_CLOUD_LOCATION"),
    ("GOOGLE_CLOUD_LOCATION", "GOOGLE_API_KEY"),
    ("GOOGLE_GENAI_USE_VERTEXAI", "GOOGLE_CLOUD_PROJECT"),
]
"""Variables that mean something else to the SDK when the others are missing."""


@pytest.mark.parametrize("left", SUBSETS, ids=" ".join)
def test_a_part_of_the_poison_is_no_worse_than_all_of_it(
    monkeypatch: pytest.MonkeyPatch, left: tuple[str, ...]
) -> None:
    """A key alone would go along to a gateway; beside a project the SDK itself drops it."""
    for name in POISON:
        if name not in left:
            monkeypatch.delenv(name)

    async def main() -> None:
        async with listening() as knocks:
            for credential, sent in (
                (HEADERS, {"authorization", "x-team"}),
                (KEY, {"x-goog-api-key"}),
                (EXPRESS, {"x-goog-api-key"}),
                (ADC, {"authorization", "x-goog-user-project"}),
            ):
                await knock(knocks, credential, location="global")
                assert proofs(knocks).keys() == sent
            assert "poison" not in knocks.everything

    limited(main())


@pytest.mark.parametrize(
    "model", ["foo", "openai/gpt-realtime", "models/foo", "publishers/google/models/foo"]
)
def test_a_gateways_model_is_left_as_it_is(model: str) -> None:
    """Whatever it looks like."""

    async def main() -> None:
        async with listening() as knocks:
            await knock(knocks, HEADERS, model=model)
            assert _model(knocks) == model

    limited(main())


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("credential", [KEY, TOKEN, EXPRESS, HEADERS], ids=lambda one: one.kind)
def test_nobody_is_followed_elsewhere(credential: Credential, status: int) -> None:
    """The library takes headers along to another host that it does not know for credentials."""

    async def main() -> None:
        async with listening() as other:
            elsewhere = f"{other.url.replace('https', 'wss')}/x"
            async with listening(elsewhere, other.identity, status) as first:
                with pytest.raises(InvalidStatus) as caught:
                    await knock(first, credential)
            assert caught.value.response.status_code == status
            assert len(first.paths) == 1
            assert other.paths == []

    limited(main())


def test_on_googles_hosts_nothing_of_the_environment_counts_either() -> None:
    """Neither another host for client certificates, nor a project for a gateway there."""
    url = "https://us-central1-aiplatform.googleapis.com"
    vertex = make_client(Endpoint(url, "v1beta1", project="p", location="us-central1"), ADC)
    assert vertex._api_client._websocket_base_url() == url.replace("https", "wss")
    gateway = make_client(Endpoint(url), HEADERS)._api_client
    assert gateway._websocket_base_url() == url.replace("https", "wss")
    assert (gateway.api_key, gateway.project, gateway.location) == (None, None, None)


def test_nothing_is_printed(
    capfd: pytest.CaptureFixture[str], recwarn: pytest.WarningsRecorder
) -> None:
    """Not which key of the environment the SDK prefers, nor that tokens are an experiment."""

    async def main() -> None:
        async with listening() as knocks:
            for credential in (KEY, TOKEN, HEADERS):
                await knock(knocks, credential)

    limited(main())
    assert capfd.readouterr() == ("", "")
    assert not recwarn.list


def test_own_certificates_count_for_every_kind(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    """Those that SSL_CERT_FILE names, and without it nobody of that authority is trusted."""

    async def main() -> None:
        async with listening() as knocks:
            for credential in (KEY, TOKEN, EXPRESS, ADC, HEADERS):
                pem = tmp_path / "ca.pem"
                pem.write_bytes(knocks.identity.cert_pem)
                monkeypatch.setenv("SSL_CERT_FILE", str(pem))
                await knock(knocks, credential, tls=None, location="global")
                monkeypatch.delenv("SSL_CERT_FILE")
                with pytest.raises(ssl.SSLCertVerificationError):
                    await knock(knocks, credential, tls=None, location="global")
            assert len(knocks.setups) == 5

    limited(main())


@pytest.mark.parametrize(
    "credential", [KEY, TOKEN, EXPRESS, ADC, HEADERS], ids=lambda one: one.kind
)
def test_every_kind_goes_through_the_proxy_that_is_named(
    credential: Credential, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which sees the host's name and no proof; with NO_PROXY the proxy sees nothing at all."""
    asked: list[bytes] = []

    async def main() -> None:
        async with listening() as knocks:

            async def proxy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
                asked.append(await reader.readuntil(b"\r\n\r\n"))
                there = await asyncio.open_connection("127.0.0.1", knocks.port)
                writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
                await asyncio.gather(_pass(reader, there[1]), _pass(there[0], writer))

            async with await asyncio.start_server(proxy, "127.0.0.1", 0) as server:
                port = server.sockets[0].getsockname()[1]
                for name in ("https_proxy", "all_proxy"):
                    monkeypatch.delenv(name)
                    monkeypatch.delenv(name.upper())
                monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
                monkeypatch.setenv("NO_PROXY", "")
                await knock(knocks, credential, proxied=True, location="global")
                monkeypatch.setenv("NO_PROXY", "127.0.0.1")
                await knock(knocks, credential, proxied=True, location="global")
            assert len(knocks.setups) == 2

    limited(main())
    assert len(asked) == 1
    assert asked[0].startswith(b"CONNECT 127.0.0.1:")
    for secret in (b"a-key", b"auth_tokens", b"express", b"ya29", b"gw-token"):
        assert secret not in asked[0]


def _model(knocks: Knocks) -> str:
    name: str = json.loads(knocks.setups[0])["setup"]["model"]
    return name


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while piece := await reader.read(65536):
            writer.write(piece)
    except ConnectionError:
        pass
    finally:
        writer.close()
