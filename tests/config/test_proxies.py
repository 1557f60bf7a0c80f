"""Which proxy the environment names."""

from __future__ import annotations

import pytest

from livechat.config.proxies import proxy_for

URL = "https://service.example"
NAMES = ("https_proxy", "all_proxy", "no_proxy", "http_proxy", "wss_proxy", "socks_proxy")


@pytest.fixture(autouse=True)
def _none(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"])
def test_a_variable_in_either_case_names_it(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    assert proxy_for(URL) is None
    monkeypatch.setenv(name, "http://proxy.example:3128")
    assert proxy_for(URL) == "http://proxy.example:3128"
    assert proxy_for(URL, websocket=False) == "http://proxy.example:3128"


def test_a_proxy_for_plain_http_is_for_something_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://proxy.example")
    assert proxy_for(URL) is None


def test_the_more_special_one_is_preferred(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("all_proxy", "http://all")
    monkeypatch.setenv("https_proxy", "http://https")
    assert proxy_for(URL) == "http://https"
    monkeypatch.setenv("socks_proxy", "http://mac:1080")
    assert proxy_for(URL) == "socks5h://mac:1080"
    monkeypatch.setenv("wss_proxy", "http://wss")
    assert proxy_for(URL) == "http://wss"
    assert proxy_for(URL, websocket=False) == "http://https"


def test_a_request_cannot_go_through_socks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A WebSocket can, where its package is installed."""
    monkeypatch.setenv("all_proxy", "socks5://proxy.example")
    assert proxy_for(URL) == "socks5://proxy.example"
    assert proxy_for(URL, websocket=False) is None


@pytest.mark.parametrize("name", ["NO_PROXY", "no_proxy"])
@pytest.mark.parametrize(
    "exempt", ["*", "example", ".example", "service.example:443", "a, example"]
)
def test_an_exempt_host_is_reached_directly(
    monkeypatch: pytest.MonkeyPatch, name: str, exempt: str
) -> None:
    monkeypatch.setenv("all_proxy", "http://proxy.example")
    monkeypatch.setenv(name, exempt)
    assert proxy_for(URL) is None
    assert proxy_for("https://elsewhere.test") == (
        None if exempt == "*" else "http://proxy.example"
    )
    assert proxy_for("https://elsewhere.test:99999999") is not None or exempt == "*"


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "ALL_PROXY"])
def test_an_empty_variable_names_none(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "")
    assert proxy_for(URL) is None
