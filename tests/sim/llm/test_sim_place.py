"""Addresses of language models."""

from __future__ import annotations

import pytest

from livechat.errors import SettingsError
from livechat.sim.llm.place import place_of


@pytest.mark.parametrize(
    ("url", "authority", "path"),
    [
        ("http://127.0.0.1:11434", "127.0.0.1:11434", "/v1"),
        ("http://127.0.0.1:11434/", "127.0.0.1:11434", "/v1"),
        ("http://127.0.0.1:11434/v1/", "127.0.0.1:11434", "/v1"),
        (" http://127.0.0.1:11434/v1/chat/completions ", "127.0.0.1:11434", "/v1"),
        ("https://example.com/openai/v2", "example.com", "/openai/v2"),
        ("HTTPS://Example.com:443/v1", "example.com", "/v1"),
        ("http://[::1]:8080/v1", "[::1]:8080", "/v1"),
        ("http://me:secret@box.lan/v1?x=y#z", "box.lan", "/v1"),
        ("http://bücher.example/a b", "xn--bcher-kva.example", "/a%20b"),
    ],
)
def test_an_address_may_have_any_of_its_usual_forms(url: str, authority: str, path: str) -> None:
    place = place_of(url)
    assert (place.authority, place.path) == (authority, path)
    assert "secret" not in repr(place)


@pytest.mark.parametrize(
    ("url", "loopback"),
    [
        ("http://127.0.0.1/", True),
        ("http://127.8.8.8/", True),
        ("http://localhost/", True),
        ("http://llm.localhost/", True),
        ("http://[::1]/", True),
        ("http://10.0.0.1/", False),
        ("http://localhost.example.com/", False),
        ("http://127.0.0.1.example.com/", False),
    ],
)
def test_this_machine_is_known(url: str, loopback: bool) -> None:
    assert place_of(url).loopback == loopback


@pytest.mark.parametrize(
    "url",
    [
        "",
        "localhost:11434",
        "ftp://x/v1",
        "http://",
        "http://a b/",
        "http://x:99999/",
        "http://[::1",
        "file:///etc/passwd",
        "http://" + "x" * 300,
        "http://user:secret@/",
    ],
)
def test_what_is_no_address_is_a_settings_error(url: str) -> None:
    with pytest.raises(SettingsError) as caught:
        place_of(url)
    assert "secret" not in str(caught.value)
