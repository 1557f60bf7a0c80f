"""One HTTP request: what a server may do to it."""

from __future__ import annotations

import asyncio
import gzip
import socket
import ssl
import threading
import zlib
from urllib.parse import urlsplit

import pytest

from livechat.tools.request import Answer, Request, RequestError, Way, look_up
from tests.support.web import Web, proxying, serving, talking

pytestmark = pytest.mark.network

DIRECT = Way(look_up, proxy=lambda _: None)


def send(url: str, way: Way = DIRECT, *, most: int = 1_000_000, seconds: float = 60) -> Answer:
    """Send a GET request to a server on this machine."""
    parts = urlsplit(url)
    request = Request(
        parts,
        "GET",
        {},
        None,
        addresses=lambda: ["127.0.0.1"],
        way=way,
        most=most,
        seconds=seconds,
    )
    return asyncio.run(request.send())


def trusting(web: Web, proxy: str | None = None) -> Way:
    """Return a way on which a server's certificate is believed."""
    return Way(
        look_up,
        tls=lambda: ssl.create_default_context(cadata=web.cert_pem.decode()),
        proxy=lambda _: proxy,
    )


def refused(url: str, way: Way = DIRECT, **more: float) -> str:
    """Return the sentence of what does not answer."""
    with pytest.raises(RequestError) as caught:
        send(url, way, **more)  # type: ignore[arg-type]
    return str(caught.value)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "identity"])
def test_an_answer_is_unpacked(encoding: str) -> None:
    """As its head says."""
    packed = {"gzip": gzip.compress(b"words"), "deflate": zlib.compress(b"words")}
    body = packed.get(encoding, b"words")
    with serving(lambda _: (200, {"Content-Encoding": encoding}, body), plain=True) as web:
        assert send(web.url).data == b"words"
    assert web.asked[0].headers["accept-encoding"] == "gzip"


def test_a_small_answer_that_unpacks_to_a_gigabyte_is_cut() -> None:
    """It is never unpacked whole."""
    engine = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
    bomb = b"".join(engine.compress(bytes(1 << 20)) for _ in range(200)) + engine.flush()
    assert len(bomb) < 1_000_000
    with serving(lambda _: (200, {"Content-Encoding": "gzip"}, bomb), plain=True) as web:
        answer = send(web.url)
    assert (len(answer.data), answer.cut) == (1_000_000, True)


@pytest.mark.parametrize(
    ("head", "body", "sentence"),
    [
        ("Content-Encoding: br", b"x", "The answer is packed in an unknown way (br)."),
        ("Content-Encoding: gzip", b"no gzip", "The answer cannot be unpacked."),
        ("Content-Length: 100", b"x", "The answer ended too early."),
        ("Transfer-Encoding: chunked", b"5\r\nab", "The answer ended too early."),
    ],
)
def test_an_answer_that_cannot_be_read_is_a_sentence(head: str, body: bytes, sentence: str) -> None:
    """None of it is repeated."""

    def serve(there: socket.socket) -> None:
        there.recv(65536)
        there.sendall(b"HTTP/1.1 200 OK\r\n" + head.encode() + b"\r\n\r\n" + body)

    with talking(serve) as port:
        assert refused(f"http://127.0.0.1:{port}") == sentence


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (b"", "127.0.0.1 closed the connection without an answer."),
        (b"SSH-2.0-x\r\n", "127.0.0.1 answered what is no HTTP."),
        (b"\x00" * 100, "127.0.0.1 answered what is no HTTP."),
        (b"HTTP/1.1 xyz\r\n\r\n", "127.0.0.1 answered what is no HTTP."),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200, "127.0.0.1 answered what is no HTTP."),
    ],
)
def test_what_is_no_http_is_a_sentence(said: bytes, sentence: str) -> None:
    """Whatever it is."""

    def serve(there: socket.socket) -> None:
        there.recv(65536)
        there.sendall(said)

    with talking(serve) as port:
        assert refused(f"http://127.0.0.1:{port}") == sentence


@pytest.mark.parametrize("drip", [b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\n\r\n", b""])
def test_a_server_that_sends_a_byte_now_and_then_is_left(drip: bytes) -> None:
    """In its head and in its body; its socket is shut down at once."""
    left = threading.Event()

    def serve(there: socket.socket) -> None:
        there.sendall(drip)
        there.settimeout(0.01)
        try:
            while True:
                there.sendall(b"x")
                try:
                    if there.recv(65536) == b"":
                        break
                except TimeoutError:
                    pass
        except OSError:
            pass
        left.set()

    async def main(port: int) -> None:
        request = Request(
            urlsplit(f"http://127.0.0.1:{port}"),
            "GET",
            {},
            None,
            addresses=lambda: ["127.0.0.1"],
            way=DIRECT,
            most=1_000_000,
            seconds=600,
        )
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await request.send()

    with talking(serve) as port:
        asyncio.run(main(port))
        assert left.wait(60)


def test_an_endless_answer_is_cut() -> None:
    """As soon as there is enough of it."""

    def serve(there: socket.socket) -> None:
        there.recv(65536)
        there.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            there.sendall(b"x" * 65536)

    with talking(serve) as port:
        answer = send(f"http://127.0.0.1:{port}", most=100_000)
    assert (len(answer.data), answer.cut) == (100_000, True)


def test_a_certificate_must_be_valid_for_the_host() -> None:
    """Not only for the address that is connected to."""
    with serving(lambda _: (200, {}, b"x")) as web:
        port = web.url.rpartition(":")[2]
        assert send(web.url, trusting(web)).data == b"x"
        named = refused(f"https://other.example:{port}", trusting(web))
        assert named.startswith("The certificate of other.example is not valid: ")
        assert refused(web.url).startswith("The certificate of 127.0.0.1 is not valid: ")


def test_nobody_at_the_port_is_a_sentence() -> None:
    """With the system's reason."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    assert refused(f"http://127.0.0.1:{port}") == "Cannot reach 127.0.0.1: connection refused."


def test_the_proxy_of_the_environment_is_used() -> None:
    """By a tunnel for TLS, which nobody in between can look into."""
    with serving(lambda _: (200, {}, b"x")) as web, proxying() as (proxy, asked):
        assert send(web.url, trusting(web, proxy)).data == b"x"
        assert asked == [f"CONNECT {web.url.removeprefix('https://')} HTTP/1.1"]


def test_a_proxy_for_plain_http_is_told_the_whole_address() -> None:
    """And who asks, where its address says so."""
    with serving(lambda _: (200, {}, b"x"), plain=True) as web:
        proxy = web.url.replace("http://", "http://user:p%40ss@")
        way = Way(look_up, proxy=lambda _: proxy)
        assert send("http://a.example/b?c", way).data == b"x"
    assert web.asked[0].path == "http://a.example/b?c"
    assert web.asked[0].headers["proxy-authorization"] == "Basic dXNlcjpwQHNz"
    assert web.asked[0].headers["host"] == "a.example"


def test_a_proxy_that_refuses_or_is_of_another_kind_is_a_sentence() -> None:
    """It is not passed by."""
    with serving(lambda _: (200, {}, b"x"), plain=True) as web:
        way = Way(look_up, proxy=lambda _: web.url)
        assert refused("https://a.example/", way).startswith("The proxy refused the connection")
    way = Way(look_up, proxy=lambda _: "socks5://127.0.0.1:1")
    assert refused("https://a.example/", way) == "Cannot use this kind of proxy."
