"""Addresses of the settings: a real service, and arguments that are made to lead elsewhere."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.core.picture import Picture
from livechat.core.tools.tool import Result
from livechat.tools.parameters import BadArgumentError, Parameter
from livechat.tools.request import Way, look_up
from livechat.tools.urls import Address
from tests.support.web import Asked, Reply, serving

WAY = Way(look_up, proxy=lambda _: None)

NETWORK = pytest.mark.network


def address(
    url: str,
    method: str = "GET",
    body: object = None,
    headers: Sequence[str] = (),
    **about: Parameter,
) -> Address:
    """Return an address with text parameters, for what is not said otherwise."""
    names = ("a", "b")
    said = f"{url} {body}"
    used = {name: Parameter() for name in names if f"{{{name}}}" in said}
    return Address(url, method, used | about, headers, body)


def ask(tool: Address, environ: Mapping[str, str] | None = None, **args: object) -> Result:
    """Send the request."""
    return asyncio.run(tool.request(args, environ or {}, WAY))


@pytest.mark.parametrize(
    ("value", "filled"),
    [
        ("Berlin", "Berlin"),
        ("New York", "New%20York"),
        ("a/b", "a%2Fb"),
        ("../../admin", "..%2F..%2Fadmin"),
        ("a?b=c#d", "a%3Fb%3Dc%23d"),
        ("a&b;c", "a%26b%3Bc"),
        ("%2e%2e", "%252e%252e"),
        ("\\..\\", "%5C..%5C"),
        ("a\r\nX: y", "a%0D%0AX%3A%20y"),
        ("ü", "%C3%BC"),
        ("@evil.example", "%40evil.example"),
    ],
)
def test_a_value_stays_within_its_place(value: str, filled: str) -> None:
    """It adds no segment, no parameter, no host and no line."""
    tool = address("https://a.example/x/{a}/y?q={a}&r=1")
    url, _ = tool.filled({"a": value})
    assert url == f"https://a.example/x/{filled}/y?q={filled}&r=1"


@pytest.mark.parametrize("value", ["", ".", ".."])
def test_a_value_that_would_name_another_place_is_refused(value: str) -> None:
    """An empty one too: without its segment an address may mean everything."""
    with pytest.raises(BadArgumentError, match="a must not be empty"):
        address("https://a.example/x/{a}").filled({"a": value})
    with pytest.raises(BadArgumentError):
        address("https://a.example/x/{a}{b}").filled({"a": value, "b": ""})


@given(st.text(st.characters(codec="utf-8")))
def test_no_value_changes_anything_but_its_segment_and_its_parameter(value: str) -> None:
    """Whatever it is."""
    try:
        url, _ = address("https://a.example/x/{a}/y?q={a}&r=1").filled({"a": value})
    except BadArgumentError:
        return
    parts = urlsplit(url)
    assert parts.netloc == "a.example"
    assert parts.path.split("/")[1::2] == ["x", "y"]
    assert len(parts.path.split("/")) == 4
    assert [pair.partition("=")[0] for pair in parts.query.split("&")] == ["q", "r"]
    assert parts.fragment == ""


def test_a_body_keeps_types_and_leaves_out_what_was_left_out() -> None:
    """A text around a parameter is a text."""
    tool = address(
        "https://a.example",
        "POST",
        {"count": "{n}", "who": "for {a}", "list": ["{n}", "{b}", 1], "other": "{b}", "t": True},
        n=Parameter(type="integer"),
        b=Parameter(required=False),
    )
    _, body = tool.filled({"n": 3, "a": '"}'})
    assert json.loads(body or b"") == {"count": 3, "who": 'for "}', "list": [3, 1], "t": True}


def test_a_parameter_of_the_query_that_was_left_out_takes_its_name_with_it() -> None:
    """The others stay."""
    tool = address("https://a.example/?a={a}&b={b}&c=1", b=Parameter(required=False))
    assert tool.filled({"a": "x"})[0] == "https://a.example/?a=x&c=1"


@NETWORK
def test_a_request_is_sent_with_its_headers_and_body() -> None:
    """The secret comes from the environment."""
    with serving(
        lambda _: (200, {"Content-Type": "application/json"}, b'{"ok": 1}'), plain=True
    ) as web:
        tool = address(f"{web.url}/o/{{a}}", "PUT", {"n": "{a}"}, ["Authorization: Bearer ${KEY}"])
        assert ask(tool, {"KEY": "t0ken-xyz"}, a="x y") == Result(value={"ok": 1})
    asked = web.asked[0]
    assert (asked.method, asked.path, asked.body) == ("PUT", "/o/x%20y", b'{"n": "x y"}')
    assert asked.headers["authorization"] == "Bearer t0ken-xyz"
    assert asked.headers["content-type"] == "application/json"


def test_a_variable_that_is_not_set_is_told_when_listed_and_when_called() -> None:
    """Nothing is sent."""
    tool = address("https://a.example", headers=["X-Key: ${SHOP_KEY}"])
    sentence = "The environment variable SHOP_KEY, which the header X-Key needs, is not set."
    assert tool.trouble({}).startswith(sentence)
    result = ask(tool)
    assert result.failed
    assert str(result.value).startswith(sentence)
    assert tool.trouble({"SHOP_KEY": "x"}) == ""


@NETWORK
@pytest.mark.parametrize(
    ("reply", "result"),
    [
        ((200, {"Content-Type": "text/plain"}, b" words \n"), Result(value="words")),
        ((200, {"Content-Type": "application/ld+json"}, b"[1]"), Result(value=[1])),
        (
            (204, {}, b""),
            Result(value="127.0.0.1 answered 204 No Content, with nothing in it."),
        ),
        (
            (200, {"Content-Type": "image/png"}, b"\x89PNG"),
            Result(value="(picture 1)", pictures=(Picture(b"\x89PNG", "image/png"),)),
        ),
        (
            (200, {"Content-Type": "application/pdf"}, b"%PDF"),
            Result(value="127.0.0.1 answered 4 bytes of application/pdf."),
        ),
        (
            (404, {"Content-Type": "application/json"}, b'{"error":\n "no \x1b[2J such item"}'),
            Result(
                value='127.0.0.1 answered 404 Not Found: {"error": "no ␛[2J such item"}',
                failed=True,
            ),
        ),
        (
            (503, {}, b""),
            Result(value="127.0.0.1 answered 503 Service Unavailable.", failed=True, retry=True),
        ),
    ],
)
def test_what_is_answered_is_told_as_it_is(reply: Reply, result: Result) -> None:
    """Status, reason and a part of what was said."""
    with serving(lambda _: reply, plain=True) as web:
        assert ask(address(f"{web.url}/")) == result


@NETWORK
def test_a_secret_that_a_service_repeats_goes_no_further() -> None:
    """Such as one that shows what it was sent."""

    def answer(asked: Asked) -> Reply:
        return 200, {"Content-Type": "text/plain"}, asked.headers["x-key"].encode()

    with serving(answer, plain=True) as web:
        tool = address(web.url, headers=["X-Key: ${KEY}"])
        assert ask(tool, {"KEY": "t0ken-xyz"}).value == "…"


@NETWORK
def test_a_redirect_within_the_server_is_followed() -> None:
    """With the method and the body, or as a page after a form."""

    def answer(asked: Asked) -> Reply:
        if asked.path == "/end":
            return 200, {"Content-Type": "text/plain"}, asked.method.encode() + asked.body
        if asked.path == "/x%20y":
            return 302, {"Location": "/end"}, b""
        there = "/x y#z" if asked.path == "/308" else "/end"
        return int(asked.path[1:]), {"Location": there}, b""

    with serving(answer, plain=True) as web:
        assert ask(address(f"{web.url}/307", "PUT", {"a": 1})).value == 'PUT{"a": 1}'
        assert ask(address(f"{web.url}/303", "PUT", {"a": 1})).value == "GET"
        assert ask(address(f"{web.url}/302", "POST", {"a": 1})).value == "GET"
        assert ask(address(f"{web.url}/301")).value == "GET"
        assert ask(address(f"{web.url}/308")).value == "GET"
        assert ask(address(f"{web.url}/301", "DELETE")).failed


@NETWORK
@pytest.mark.parametrize(
    "place",
    [
        "http://localhost:1/",
        "https://evil.example/",
        "//evil.example",
        "ftp://x",
        "http://[",
        "file:///etc",
    ],
)
def test_a_redirect_to_another_server_is_not_followed(place: str) -> None:
    """It would be sent the headers."""
    with serving(lambda _: (302, {"Location": place}, b""), plain=True) as web:
        result = ask(address(web.url, headers=["X-Key: ${KEY}"]), {"KEY": "k" * 9})
    assert result.failed
    assert len(web.asked) == 1


@NETWORK
def test_a_server_that_redirects_for_ever_is_left() -> None:
    """After five times."""
    with serving(lambda _: (302, {"Location": "/"}, b""), plain=True) as web:
        assert ask(address(web.url)).value == "127.0.0.1 redirected more than 5 times."
    assert len(web.asked) == 6
