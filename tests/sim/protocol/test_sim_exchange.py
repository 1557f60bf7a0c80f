"""One HTTP request and its answer, as bytes."""

from __future__ import annotations

import json
from typing import Any

import h11
import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.sim.protocol.exchange import (
    BODY_BYTES,
    HEADER_BYTES,
    Answer,
    Asked,
    Exchange,
    refusal,
)

POST = b"POST /a?b=c HTTP/1.1\r\nHost: x\r\nX-Goog-Api-Key: k\r\nContent-Length: 4\r\n\r\nbody"


def read(sent: bytes, method: str = "POST") -> tuple[int, dict[str, str], bytes]:
    """Status, header fields and body of an answer, which must be a proper one."""
    client = h11.Connection(h11.CLIENT)
    client.send(h11.Request(method=method, target="/", headers=[("Host", "x")]))
    client.send(h11.EndOfMessage())
    client.receive_data(sent)
    client.receive_data(b"")
    status, headers, body = 0, {}, b""
    while not isinstance(event := client.next_event(), h11.EndOfMessage):
        assert not isinstance(event, type), "the answer is not whole"
        if isinstance(event, h11.Response):
            status = event.status_code
            headers = {name.decode(): value.decode() for name, value in event.headers}
        elif isinstance(event, h11.Data):
            body += event.data
    return status, headers, body


def error_of(sent: bytes) -> dict[str, Any]:
    """The error an answer holds."""
    error: dict[str, Any] = json.loads(read(sent)[2])["error"]
    return error


class Desk:
    """Answers, and remembers what it was asked."""

    def __init__(self, answer: Answer | None = None) -> None:
        self.asked: list[Asked] = []
        self._answer = answer or Answer(200, {"very": "well"})

    def __call__(self, asked: Asked) -> Answer:
        self.asked.append(asked)
        return self._answer


def test_a_request_and_its_answer() -> None:
    """All of the request is seen; the answer is JSON, closes, and any page may read it."""
    desk = Desk()
    exchange = Exchange(desk)
    status, headers, body = read(exchange.feed(POST))
    assert (status, json.loads(body)) == (200, {"very": "well"})
    assert headers["connection"] == "close"
    assert headers["content-type"] == "application/json; charset=utf-8"
    assert headers["access-control-allow-origin"] == "*"
    assert headers["server"] == "livechat practice partner"
    assert exchange.answered
    assert exchange.read
    (asked,) = desk.asked
    assert (asked.method, asked.target, asked.body) == ("POST", "/a?b=c", b"body")
    assert asked.header("x-goog-api-key") == "k"
    assert asked.header("other") == ""


@pytest.mark.parametrize("size", [1, 3, 50])
def test_a_request_may_come_in_pieces(size: int) -> None:
    """Nothing is sent before it is whole."""
    desk = Desk()
    exchange = Exchange(desk)
    sent = [exchange.feed(POST[at : at + size]) for at in range(0, len(POST), size)]
    assert not any(sent[:-1])
    assert read(sent[-1])[0] == 200
    assert desk.asked[0].body == b"body"


def test_a_body_may_be_chunked() -> None:
    """As clients send one whose length they do not know."""
    desk = Desk()
    head = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    Exchange(desk).feed(head + b"2\r\nbo\r\n2\r\ndy\r\n0\r\n\r\n")
    assert desk.asked[0].body == b"body"


def test_who_waits_to_be_told_to_go_on_is_told() -> None:
    """Then it sends the body, and gets its answer."""
    exchange = Exchange(Desk())
    head, body = POST.replace(b"\r\n\r\n", b"\r\nExpect: 100-continue\r\n\r\n|").split(b"|")
    assert exchange.feed(head).startswith(b"HTTP/1.1 100 ")
    assert read(exchange.feed(body))[0] == 200


def test_nothing_is_sent_after_the_answer() -> None:
    """Not even to a second request."""
    desk = Desk()
    exchange = Exchange(desk)
    exchange.feed(POST)
    assert exchange.feed(POST) == b""
    assert exchange.feed(b"") == b""
    assert len(desk.asked) == 1


def test_head_gets_no_body() -> None:
    """But all that is said about it."""
    sent = Exchange(Desk()).feed(b"HEAD / HTTP/1.1\r\nHost: x\r\n\r\n")
    status, headers, body = read(sent, "HEAD")
    assert (status, body) == (200, b"")
    assert headers["content-length"] == str(len(Answer(200, {"very": "well"}).body))


def test_an_answer_without_a_body() -> None:
    """Has neither a length nor a type."""
    desk = Desk(Answer(204, None, (("Allow", "POST"),)))
    status, headers, body = read(Exchange(desk).feed(POST))
    assert (status, body, headers["allow"]) == (204, b"", "POST")
    assert not {"content-length", "content-type"} & headers.keys()


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(600), 400),
        (b"POST\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
        (b"POST / HTTP/1.1\r\nHost: x\r\nX: " + b"x" * HEADER_BYTES, 431),
        (b"POST / HTTP/1.1\r\nHost: x\r\nX: " + b"x" * HEADER_BYTES + b"\r\n\r\n", 431),
        (b"POST /" + b"x" * 2 * HEADER_BYTES, 431),
        (f"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {BODY_BYTES + 1}\r\n\r\n".encode(), 413),
        (f"HEAD / HTTP/1.1\r\nHost: x\r\nContent-Length: {BODY_BYTES + 1}\r\n\r\n".encode(), 413),
        (
            b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
            + f"{BODY_BYTES + 1:x}\r\n".encode()
            + bytes(BODY_BYTES + 1),
            413,
        ),
    ],
)
def test_what_cannot_be_read_or_is_too_large(request_: bytes, status: int) -> None:
    """Is refused at once, without having asked anybody."""
    desk = Desk()
    exchange = Exchange(desk)
    sent = exchange.feed(request_)
    assert sent.startswith(f"HTTP/1.1 {status} ".encode())
    assert exchange.answered
    assert not exchange.read
    assert not desk.asked


@pytest.mark.parametrize("sent", [b"POST", POST[:-2]])
def test_who_stops_in_the_middle_is_told(sent: bytes) -> None:
    """It may still be reading."""
    exchange = Exchange(Desk())
    assert exchange.feed(sent) == b""
    assert error_of(exchange.feed(b""))["code"] == 400
    assert exchange.read


def test_who_leaves_without_a_word_gets_none() -> None:
    """Nothing was asked."""
    exchange = Exchange(Desk())
    assert exchange.feed(b"") == b""
    assert exchange.answered
    assert exchange.read


def test_an_error_looks_like_googles() -> None:
    """A code, a message, a status."""
    answer = refusal(401, "No.", ("Allow", "GET"))
    assert json.loads(answer.body) == {
        "error": {"code": 401, "message": "No.", "status": "UNAUTHENTICATED"}
    }
    assert ("Allow", "GET") in answer.fields


def test_what_may_hold_credentials_is_not_shown() -> None:
    """Where requests are printed, no secrets are."""
    asked = Asked("GET", "/?key=secret", (("authorization", "Bearer secret"),), b"secret")
    assert "secret" not in repr(asked)


@given(st.lists(st.binary(max_size=40) | st.sampled_from([POST, POST[:9], b"\r\n\r\n"])))
def test_nothing_is_too_strange(pieces: list[bytes]) -> None:
    """Whatever arrives: at most one answer, a proper one, and nothing raised."""
    exchange = Exchange(Desk())
    sent = b"".join(exchange.feed(piece) for piece in [*filter(None, pieces), b""])
    assert exchange.answered
    assert exchange.read
    assert sent.count(b"HTTP/1.1 ") <= 1
    if sent:
        read(sent)
