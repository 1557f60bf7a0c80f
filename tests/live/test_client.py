"""The SDK's client, built for each kind of endpoint."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest

from livechat.errors import SettingsError
from livechat.live.client import Endpoint, make_client
from livechat.live.credentials import Credential

KEY = Credential("a-key", "a test")


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """None but the test's."""
    for name in ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)


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
