"""One HTTPS request, for signing in."""

from __future__ import annotations

import socket
import ssl
import threading

import pytest

from livechat.live.https import MOST_BYTES, exchange
from livechat.sim.doors.tls import client_context
from tests.support.web import Web, proxying, serving

pytestmark = pytest.mark.network


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """None but the test's."""
    for name in ("https_proxy", "http_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def ask(web: Web, *, proxied: bool = True) -> bytes:
    tls = client_context(web.cert_pem)
    headers = {"X-Key": "s3cret"}
    return exchange(web.url, "POST", b"x", headers, tls=tls, proxied=proxied, limit_s=10).data


def test_the_proxy_that_is_named_is_used_and_sees_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not for hosts that NO_PROXY exempts, and not where none is to be used."""
    with serving(lambda _: (200, {}, b"yes")) as web, proxying() as (proxy, asked):
        monkeypatch.setenv("HTTPS_PROXY", proxy)
        assert ask(web) == b"yes"
        assert len(asked) == 1
        assert asked[0].startswith("CONNECT 127.0.0.1:")
        assert ask(web, proxied=False) == b"yes"
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        assert ask(web) == b"yes"
        assert len(asked) == 1
        assert [one.headers["x-key"] for one in web.asked] == ["s3cret"] * 3


def test_a_metadata_server_is_never_behind_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is on this machine or beside it, and speaks plain HTTP."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    with _answering(b"HTTP/1.0 200 OK\r\n\r\nhere") as url:
        tls = ssl.create_default_context()
        assert exchange(url, tls=tls, limit_s=10).data == b"here"


@pytest.mark.parametrize("words", [b"", b"garbage\r\n\r\n", b"HTTP/1.0 two hundred\r\n\r\n"])
def test_what_is_no_answer_is_an_error_of_the_system(words: bytes) -> None:
    """Whoever asks has words for that."""
    with _answering(words) as url, pytest.raises(OSError, match=r"no HTTP|without response"):
        exchange(url, tls=ssl.create_default_context(), limit_s=10)


def test_a_flood_is_cut_off() -> None:
    """No answer is as long as that."""
    with serving(lambda _: (200, {}, bytes(2 * MOST_BYTES))) as web:
        assert len(ask(web)) == MOST_BYTES


class _answering:  # noqa: N801 - read as a verb
    """A plain server that says some words to its first client, and hangs up."""

    def __init__(self, words: bytes) -> None:
        self._words = words
        self._door = socket.create_server(("127.0.0.1", 0))

    def __enter__(self) -> str:
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        return f"http://127.0.0.1:{self._door.getsockname()[1]}/"

    def __exit__(self, *_: object) -> None:
        self._thread.join(10)
        self._door.close()

    def _serve(self) -> None:
        client, _ = self._door.accept()
        with client:
            client.recv(65536)
            client.sendall(self._words)
