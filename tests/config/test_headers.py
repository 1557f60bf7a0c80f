"""Header fields for a gateway, in which secrets are only named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.config.headers import check, fill, split
from livechat.config.layers import load
from livechat.errors import CredentialError, SettingsError


def refusal(line: str) -> str:
    with pytest.raises(ValueError, match="header") as caught:
        split(line)
    return str(caught.value)


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("Authorization: Bearer ${TOKEN}", ("Authorization", "Bearer ${TOKEN}")),
        ("authorization:${TOKEN}", ("authorization", "${TOKEN}")),
        ("Proxy-Authorization: Basic ${PAIR}", ("Proxy-Authorization", "Basic ${PAIR}")),
        ("X-Api-Key:  ${A}${B} ", ("X-Api-Key", "${A}${B}")),
        ("X-Team: blue: green", ("X-Team", "blue: green")),
        ("X-Author: somebody", ("X-Author", "somebody")),
        ("Origin: https://app.example", ("Origin", "https://app.example")),
    ],
)
def test_what_may_be_sent(line: str, field: tuple[str, str]) -> None:
    """Secrets as variables, anything else as it is."""
    assert split(line) == field


@pytest.mark.parametrize(
    "line",
    [
        "Authorization: Bearer s3cret",
        "authorization: s3cret",
        "Authorization: Bearer $TOKEN",
        "Authorization: Bearer ${my-token}",
        "Authorization: Bearer s3cret${X}",
        "Proxy-Authorization: s3cret",
        "Cookie: a=s3cret",
        "X-API-Key: s3cret",
        "api-key: s3cret",
        "x-goog-api-key: s3cret",
        "X-Auth-Token: s3cret",
        "X-Secret: s3cret",
        "X-Password: s3cret",
        "X-Other: sk-s3cret-s3cret",
        "X-Other: AIzas3crets3cret",
        "X-Other: bearer s3cret",
        "X-Other: Basic s3cret",
        "X-Other: eyJs3crets3cret",
        "X-Other: ya29.s3cret",
        "X-Other: auth_tokens/s3cret",
        "X-Other: ghp_s3crets3cret",
    ],
)
def test_a_literal_secret_is_refused_and_not_repeated(line: str) -> None:
    """By the header's name or by how the value looks; the way out is named."""
    said = refusal(line)
    assert "seems to contain a secret" in said
    assert "${VARIABLE}" in said
    assert "s3cret" not in said


@pytest.mark.parametrize(
    "name",
    [
        "Host", "connection", "Upgrade", "TE", "Transfer-Encoding", "Content-Length", "Keep-Alive",
        "Sec-WebSocket-Key", "sec-websocket-protocol", "Trailer", "Expect", "Proxy-Connection",
    ],
)  # fmt: skip
def test_fields_of_the_connection_are_refused(name: str) -> None:
    """They would break the handshake, or lie about it."""
    assert "belongs to the connection" in refusal(f"{name}: x")


@pytest.mark.parametrize("line", ["", "s3cret", ": s3cret", "A B: s3cret", "X-A:", "X-A: ", "ä: x"])
def test_what_is_no_header_is_refused(line: str) -> None:
    """And not repeated: it may be a secret out of place."""
    said = refusal(line)
    assert said == 'a header is written as "Name: value"'


@pytest.mark.parametrize("value", ["a\r\nX: b", "a\x00", "ä", "a\x7f", "a\tb"])
def test_what_could_add_a_header_is_refused(value: str) -> None:
    """In the text, and in a variable."""
    assert "characters" in refusal(f"X-A: {value}")
    with pytest.raises(CredentialError, match="TOKEN contains characters") as caught:
        fill(["X-A: ${TOKEN}"], {"TOKEN": value})
    assert value not in str(caught.value)


def test_the_environment_fills_in() -> None:
    """Once: what a variable holds is not looked through again. Line ends around it go."""
    environ = {"A": "${B}\n", "B": "b"}
    filled = fill(["X-One: <${A}${B}${A}>", "X-Two: two"], environ)
    assert filled.fields == {"X-One": "<${B}b${B}>", "X-Two": "two"}
    assert filled.source == "the headers X-One (from A, B), X-Two"
    assert filled.secrets == ("${B}", "b")
    assert "<${B}" not in repr(filled)


@pytest.mark.parametrize(("environ", "state"), [({}, "not set"), ({"TOKEN": " "}, "empty")])
def test_a_variable_without_a_value_is_named(environ: dict[str, str], state: str) -> None:
    """Exit code 3, instead of a request with half a header."""
    with pytest.raises(CredentialError) as caught:
        fill(["Authorization: Bearer ${TOKEN}"], environ)
    assert f"TOKEN, which the header Authorization needs, is {state}" in caught.value.what
    assert "export TOKEN=" in caught.value.remedy


def test_a_name_comes_once() -> None:
    """In any case; which of the two a gateway would take nobody knows."""
    check(["X-A: 1", "X-B: 2"])
    with pytest.raises(ValueError, match="x-a appears twice"):
        check(["X-A: 1", "x-a: 2"])


@given(st.text(max_size=60))
def test_any_text_is_a_field_or_a_refusal(line: str) -> None:
    """And what passes can be sent."""
    try:
        name, value = split(line)
    except ValueError:
        return
    assert "\n" not in name + value
    assert (name + value).isascii()


def test_each_place_names_itself() -> None:
    """A flag of its own name, a variable with one header a line."""
    with pytest.raises(SettingsError, match=r"^--header: the header X-Key seems to contain"):
        load(flags={"headers": ["X-Key: s3cret"]}, environ={})
    with pytest.raises(SettingsError, match=r"^LIVECHAT_HEADERS: a header is written as"):
        load(flags={}, environ={"LIVECHAT_HEADERS": "X-A: 1\noops"})
    loaded = load(flags={}, environ={"LIVECHAT_HEADERS": "X-A: 1\nX-B: 2"})
    assert loaded.settings.headers == ["X-A: 1", "X-B: 2"]
