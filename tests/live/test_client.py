"""The SDK's client, built for each kind of endpoint."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest
from google.oauth2.credentials import Credentials

from livechat.config.settings import Settings
from livechat.errors import CredentialError, SettingsError
from livechat.live.adc import DefaultCredentials
from livechat.live.client import MAX_MESSAGE_BYTES, make_client
from livechat.live.credentials import Credential
from livechat.live.endpoint import GEMINI_URL, VERTEX_URL, Endpoint, find_endpoint

KEY = Credential("a-key", "a test")


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """None but the test's."""
    for name in ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.network
@pytest.mark.parametrize(
    "endpoint",
    [
        Endpoint(),
        Endpoint("https://gateway.example", "v1alpha"),
        Endpoint("https://127.0.0.1:1", tls=ssl.create_default_context(), proxied=False),
    ],
)
def test_every_kind_of_endpoint_has_a_client(endpoint: Endpoint) -> None:
    """Building one opens no connection and loads nothing that can fail later."""
    client = make_client(endpoint, KEY)
    assert client.vertexai is False
    options = client._api_client._http_options
    assert (options.base_url or "").rstrip("/") == endpoint.base_url
    assert options.api_version == endpoint.api_version


def test_whoever_dials_has_the_only_limit_of_time() -> None:
    """The WebSocket library's own 10 s would cut a longer --timeout short."""
    arguments = make_client(Endpoint(), KEY)._api_client._websocket_ssl_ctx
    assert arguments["open_timeout"] is None
    assert arguments["max_size"] == MAX_MESSAGE_BYTES
    assert arguments["compression"] is None


def test_certificates_that_cannot_be_read_are_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Before anything is sent; not taken for a fault of the network."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "missing.pem"))
    with pytest.raises(SettingsError, match="SSL_CERT_FILE"):
        make_client(Endpoint(), KEY)


def test_a_proxy_counts_unless_the_host_is_exempt(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the environment says."""
    assert not Endpoint().via_proxy
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:8080")
    assert Endpoint().via_proxy
    assert not Endpoint(proxied=False).via_proxy
    monkeypatch.setenv("NO_PROXY", "googleapis.com")
    assert not Endpoint().via_proxy


VERTEX = Credential("", "a test", "vertex")
TOKEN = Credential("auth_tokens/t", "a test", "token")


@pytest.mark.parametrize(
    ("settings", "credential", "environ", "url", "version"),
    [
        ({}, KEY, {}, GEMINI_URL, "v1beta"),
        ({"api_version": "v1"}, KEY, {}, GEMINI_URL, "v1"),
        # Tokens: v1beta first; a version that never knew them is none
        ({}, TOKEN, {}, GEMINI_URL, "v1beta"),
        ({"api_version": "v1"}, TOKEN, {}, GEMINI_URL, "v1beta"),
        ({"api_version": "v1alpha"}, TOKEN, {}, GEMINI_URL, "v1alpha"),
        ({}, Credential("k", "", "express"), {}, VERTEX_URL, "v1beta1"),
        ({}, VERTEX, {}, "https://us-central1-aiplatform.googleapis.com", "v1beta1"),
        (
            {"api_version": "v1"}, VERTEX, {"GOOGLE_CLOUD_LOCATION": "us-east4"},
            "https://us-east4-aiplatform.googleapis.com", "v1",
        ),
        ({"location": "global"}, VERTEX, {"GOOGLE_CLOUD_LOCATION": "x"}, VERTEX_URL, "v1beta1"),
        ({"location": "eu"}, VERTEX, {}, "https://aiplatform.eu.rep.googleapis.com", "v1beta1"),
    ],
)  # fmt: skip
def test_each_kind_has_its_address_and_version(
    settings: dict[str, str],
    credential: Credential,
    environ: dict[str, str],
    url: str,
    version: str,
) -> None:
    """Google's hosts; an address in the settings is taken instead, whatever the kind."""
    found = find_endpoint(Settings.model_validate(settings), credential, environ)
    assert (found.base_url, found.api_version, found.proxied) == (url, version, True)
    there = Settings.model_validate({**settings, "base_url": "https://localhost/x"})
    found = find_endpoint(there, credential, environ)
    assert (found.base_url, found.proxied) == ("https://localhost/x", False)


def test_a_project_and_a_location_are_for_default_credentials_alone() -> None:
    """The other kinds have neither, though the environment has."""
    environ = {"GOOGLE_CLOUD_PROJECT": "p-1", "GOOGLE_CLOUD_LOCATION": "us-east4"}
    found = find_endpoint(Settings(), VERTEX, environ)
    assert (found.project, found.location) == ("p-1", "us-east4")
    environ = {"GOOGLE_CLOUD_PROJECT": "/", "GOOGLE_CLOUD_LOCATION": "/"}  # nobody looks at them
    for kind in ("key", "token", "express", "headers"):
        found = find_endpoint(Settings(), Credential("k", "a test", kind), environ)
        assert (found.project, found.location) == ("", "")


def test_default_credentials_without_a_project_are_no_use() -> None:
    """Known only once they are found, and said with what to do."""

    class Poor(DefaultCredentials):
        def fresh(self) -> tuple[Credentials, str]:
            return Credentials("ya29"), ""  # type: ignore[no-untyped-call]

    credential = Credential("", "application default credentials", "vertex", adc=Poor())
    with pytest.raises(CredentialError, match="name none") as caught:
        make_client(Endpoint(location="us-central1"), credential)
    assert "--project" in caught.value.remedy
