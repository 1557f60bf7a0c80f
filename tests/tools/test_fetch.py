"""`fetch_url`: pages of the web, and addresses that are made to lead into this machine."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.core.tools.tool import Result
from livechat.tools.fetch import Fetcher, checked
from livechat.tools.request import Address, RequestError, Way
from tests.support.web import Asked, Reply, Web, serving, talking

NETWORK = pytest.mark.network

PUBLIC = "93.184.215.14"


@dataclass
class World:
    """Name servers, and where each address of the world is on this machine."""

    port: int
    names: dict[str, list[Sequence[str]]] = field(default_factory=dict)
    """What a name server answers for a host, one look-up after the other."""
    dialled: list[Address] = field(default_factory=list)
    cert_pem: bytes = b""
    proxy: str | None = None

    def resolve(self, host: str, port: int) -> Sequence[str]:
        """Look a host up; a number is itself."""
        if host.replace(".", "").isdigit() or ":" in host:
            return [host]
        answers = self.names.get(host, [[PUBLIC]])
        found = answers.pop(0) if len(answers) > 1 else answers[0]
        if not found:
            raise OSError
        return found

    def dial(self, trying: socket.socket, there: Address) -> None:
        """Connect to this machine, wherever it was to be."""
        self.dialled.append(there)
        trying.connect(("127.0.0.1", self.port))

    def fetch(self, url: object, seconds: float = 60) -> Result:
        """Fetch a page."""
        way = Way(
            self.resolve,
            self.dial,
            lambda: ssl.create_default_context(cadata=self.cert_pem.decode()),
            lambda _: self.proxy,
        )
        return asyncio.run(Fetcher(way, seconds).fetch({"url": url}))


@contextmanager
def world(answer: Callable[[Asked], Reply]) -> Iterator[tuple[World, Web]]:
    """A world with one server behind all addresses."""
    with serving(answer, plain=True) as web:
        yield World(int(web.url.rpartition(":")[2])), web


def html(text: str) -> Callable[[Asked], Reply]:
    """Return what answers with a page."""
    return lambda _: (200, {"Content-Type": "text/html; charset=utf-8"}, text.encode())


@NETWORK
def test_a_page_is_read() -> None:
    """By its host's name, at the address that was looked up."""
    page = "<title>Hello</title><p>für <a href='/more'>all of you</a>"
    with world(html(page)) as (there, web):
        result = there.fetch("http://www.example.org/a b?c=d e#f")
    assert result == Result(
        value={
            "url": "http://www.example.org/a%20b?c=d%20e",
            "title": "Hello",
            "text": "für all of you",
            "links": ["all of you: http://www.example.org/more"],
        }
    )
    assert there.dialled == [(PUBLIC, 80)]
    assert (web.asked[0].path, web.asked[0].headers["host"]) == (
        "/a%20b?c=d%20e",
        "www.example.org",
    )


@NETWORK
@pytest.mark.parametrize(
    ("kind", "body", "content"),
    [
        ("application/json", b'{"a": 1}', {"a": 1}),
        ("text/plain", b"words", "words"),
        ("application/rss+xml", b"<rss/>", "<rss/>"),
    ],
)
def test_what_is_no_page_is_read_as_it_is(kind: str, body: bytes, content: object) -> None:
    """JSON as a structure."""
    with world(lambda _: (200, {"Content-Type": kind}, body)) as (there, _):
        value = there.fetch("http://a.example/").value
    assert value == {"url": "http://a.example/", "content": content}


@NETWORK
def test_what_is_no_text_is_not_read() -> None:
    """Pictures and programs."""
    with world(lambda _: (200, {"Content-Type": "image/png"}, b"x")) as (there, _):
        result = there.fetch("http://a.example/x")
    assert result == Result(
        value="http://a.example/x is image/png, which is not read.", failed=True
    )


@NETWORK
def test_a_status_is_told() -> None:
    """With its reason."""
    with world(lambda _: (404, {}, b"")) as (there, _):
        result = there.fetch("http://a.example/x")
    assert result == Result(value="a.example answered 404 Not Found.", failed=True)


INSIDE = [
    *("127.0.0.1", "10.1.2.3", "192.168.1.1", "172.20.0.1", "169.254.169.254", "100.64.1.1"),
    *("0.0.0.0", "224.0.0.1", "240.0.0.1", "::1", "fe80::1", "fd00::1", "::ffff:127.0.0.1"),
    *("64:ff9b::7f00:1", "2002:7f00:1::", "ff02::1"),
]


@NETWORK
@pytest.mark.parametrize("address", INSIDE)
def test_an_address_inside_is_not_fetched_by_number_nor_by_name(address: str) -> None:
    """Nobody is even connected to."""
    with world(html("secret")) as (there, web):
        there.names["inside.example"] = [[address]]
        there.names["both.example"] = [[PUBLIC, address]]
        host = f"[{address}]" if ":" in address else address
        for url in (f"http://{host}/", "http://inside.example/", "http://both.example/"):
            result = there.fetch(url)
            assert result.failed
            assert "this machine or its network" in str(result.value)
    assert web.asked == []
    assert there.dialled == []


@NETWORK
@pytest.mark.parametrize(
    "url",
    [
        *("http://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/", "http://127.1/"),
        *(
            "http://１２７.0.0.1/",
            "http://localhost:8080/",
            "http://a.example:22/",
            "file:///etc/passwd",
        ),
        *(
            "gopher://a.example/",
            "http://user:pw@a.example/",
            "http://user@a.example/",
            "//a.example",
        ),
        *("http://a.example\\@127.0.0.1/", "http://a.example:99999/", "http://[::1", "http://", ""),
        *("http://127.0.0.1.:80/", "http://a b/", "http://[fe80::1%25lo]/", "x" * 5_000),
    ],
)
def test_an_address_that_hides_something_is_refused(url: str) -> None:
    """Other notations, ports, schemes, names and passwords."""
    with world(html("secret")) as (there, web):
        result = there.fetch(url)
    assert result.failed
    assert web.asked == []
    assert there.dialled == []


@NETWORK
@pytest.mark.parametrize(
    "place",
    [
        "http://127.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://inside.example/",
        "https://[::1]/",
        "//localhost/",
        "http://2130706433/",
        "http://a.example:6379/",
        "file:///etc/passwd",
        "http://u:p@a.example/",
        "http://[",
    ],
)
def test_a_redirect_into_this_machine_is_not_followed(place: str) -> None:
    """Every redirect is looked at like the first address."""
    with world(lambda _: (302, {"Location": place}, b"")) as (there, web):
        there.names["inside.example"] = [["10.0.0.1"]]
        there.names["localhost"] = [["127.0.0.1"]]
        result = there.fetch("http://a.example/")
    assert result.failed
    assert len(web.asked) == 1


@NETWORK
def test_a_redirect_to_elsewhere_in_the_world_is_followed() -> None:
    """Five times at most."""

    def answer(asked: Asked) -> Reply:
        if asked.headers["host"] == "b.example":
            return 200, {"Content-Type": "text/plain"}, b"there"
        return 301, {"Location": "//b.example/x"}, b""

    with world(answer) as (there, _):
        value = there.fetch("http://a.example/").value
    assert value == {"url": "http://b.example/x", "content": "there"}
    with world(lambda _: (302, {"Location": "/"}, b"")) as (there, web):
        assert there.fetch("http://a.example/").value == "It redirects more than 5 times."
        assert len(web.asked) == 6


@NETWORK
def test_a_name_server_that_changes_its_answer_is_asked_once() -> None:
    """What was checked is what is connected to; the next redirect is checked anew."""
    with world(html("<p>words")) as (there, _):
        there.names["rebind.example"] = [[PUBLIC], ["127.0.0.1"]]
        assert not there.fetch("http://rebind.example/").failed
        assert there.dialled == [(PUBLIC, 80)]
        assert there.fetch("http://rebind.example/").failed
        assert len(there.dialled) == 1


@NETWORK
def test_a_certificate_is_checked_for_the_name() -> None:
    """Though it is the address that is connected to."""
    with serving(html("<p>words")) as web:
        there = World(int(web.url.rpartition(":")[2]), cert_pem=web.cert_pem)
        there.names["localhost.example"] = [[PUBLIC]]
        result = there.fetch("https://localhost.example/")
    assert str(result.value).startswith("The certificate of localhost.example is not valid: ")


@NETWORK
def test_a_host_that_nobody_knows_is_a_sentence() -> None:
    """And so is no address at all."""
    there = World(0, names={"gone.example": [[]]})
    assert there.fetch("http://gone.example/").value == "There is no server gone.example."
    assert there.fetch(None).value == "The parameter url is missing."


@NETWORK
def test_a_page_that_does_not_come_is_given_up() -> None:
    """All of it together has one limit."""

    def serve(there: socket.socket) -> None:
        there.recv(65536)
        there.recv(65536)  # until the other side leaves

    with talking(serve) as port:
        result = World(port).fetch("http://a.example/", seconds=0.2)
    assert (result.failed, result.timed_out) == (True, True)


@NETWORK
def test_a_long_page_is_cut() -> None:
    """And says so."""
    with world(lambda _: (200, {"Content-Type": "text/plain"}, b"x" * 3_000_000)) as (there, _):
        result = there.fetch("http://a.example/")
    assert isinstance(result.value, dict)
    assert len(str(result.value["content"])) == 20_000
    assert result.cut > 0


@NETWORK
def test_a_proxy_looks_names_up_but_leads_nowhere_inside() -> None:
    """A name that only the proxy knows is its business; a number is ours."""
    with world(lambda _: (200, {"Content-Type": "text/plain"}, b"x")) as (there, web):
        there.proxy = f"http://127.0.0.1:{there.port}"
        there.names["only.example"] = [[]]
        there.names["inside.example"] = [["10.0.0.1"]]
        assert not there.fetch("http://only.example/").failed
        assert there.fetch("http://inside.example/").failed
        assert there.fetch("http://127.0.0.1/").failed
    assert [asked.path for asked in web.asked] == ["http://only.example/"]


@given(st.text() | st.text().map("http://{}".format))
def test_any_text_is_an_address_or_a_refusal(text: str) -> None:
    """Nothing else is raised."""
    try:
        parts = checked(text)
    except RequestError:
        return
    assert parts.geturl().isascii()
    assert parts.geturl().isprintable()
