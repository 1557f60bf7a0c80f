"""The process that holds a model: it serves whoever has the key, and ends when it is told to."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from livechat.sim.llm.llama import Order
from livechat.sim.llm.weights import packaged
from tests.support.hosted import LIMIT_S

pytestmark = [pytest.mark.process, pytest.mark.network]

KEY = "a key for this test"


def begun(order: Order) -> subprocess.Popen[bytes]:
    begin = f"import sys; sys.path[:] = {sys.path!r}; from livechat.sim.llm import llama"
    pipe = subprocess.PIPE
    process = subprocess.Popen(
        [sys.executable, "-P", "-c", f"{begin}; llama.main()"], stdin=pipe, stdout=pipe, stderr=pipe
    )
    assert process.stdin is not None
    process.stdin.write(order.line())
    process.stdin.flush()
    return process


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A process with the small model, and where it serves it."""
    pytest.importorskip("xllamacpp")
    path = packaged() or pytest.skip("the wheel with the small model is not installed")
    process = begun(Order(str(path), KEY, threads=1, slots=2, window=256))
    assert process.stdout is not None
    told = json.loads(process.stdout.readline())
    yield process, told["url"]
    out, err = process.communicate(timeout=LIMIT_S)  # closes its stdin
    assert (process.returncode, out, err) == (0, b"", b"")


def asked(url: str, method: str, path: str, key: str = KEY, **body: object) -> tuple[int, bytes]:
    place = urlsplit(url)
    assert place.hostname == "127.0.0.1"
    connection = HTTPConnection(place.hostname, place.port, timeout=LIMIT_S)
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    connection.request(method, path, json.dumps(body) if body else None, headers)
    reply = connection.getresponse()
    words = reply.read()
    connection.close()
    return reply.status, words


def test_it_answers_whoever_has_the_key(served: tuple[subprocess.Popen[bytes], str]) -> None:
    messages = [{"role": "user", "content": "Hello."}]
    for key, expected in ((KEY, 200), ("another", 401), ("", 401)):
        status, words = asked(
            served[1], "POST", "/v1/chat/completions", key, messages=messages, max_tokens=3
        )
        assert status == expected
        assert (b'"choices"' in words) == (status == 200)


@pytest.mark.parametrize("path", ["/", "/index.html", "/slots", "/metrics", "/tools"])
def test_nothing_else_is_served(served: tuple[subprocess.Popen[bytes], str], path: str) -> None:
    """No page for browsers, no texts of others."""
    for key in (KEY, ""):
        status, _ = asked(served[1], "GET", path, key)
        assert status in (401, 403, 404, 501)


def test_it_ends_with_its_stdin_while_it_answers() -> None:
    """As it does when livechat is killed."""
    pytest.importorskip("xllamacpp")
    path = packaged() or pytest.skip("the wheel with the small model is not installed")
    process = begun(Order(str(path), KEY, threads=1, slots=1, window=4096))
    assert process.stdin is not None
    assert process.stdout is not None
    place = urlsplit(json.loads(process.stdout.readline())["url"])
    connection = HTTPConnection(place.hostname or "", place.port, timeout=LIMIT_S)
    body = {
        "messages": [{"role": "user", "content": "Tell me a story."}],
        "stream": True,
        "ignore_eos": True,
        "max_tokens": 4000,
    }
    connection.request(
        "POST", "/v1/chat/completions", json.dumps(body), {"Authorization": f"Bearer {KEY}"}
    )
    assert connection.getresponse().read(10)
    process.stdin.close()
    assert process.wait(LIMIT_S) == 0
    connection.close()
    process.stdout.close()
    assert process.stderr is not None
    process.stderr.close()
