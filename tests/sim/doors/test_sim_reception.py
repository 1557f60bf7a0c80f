"""Who is let in, and what HTTP requests are answered."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from livechat import __version__
from livechat.sim.doors.reception import UNREGISTERED, Reception
from livechat.sim.doors.tokens import Pass, Tokens
from livechat.sim.protocol.exchange import Answer, Asked
from livechat.sim.protocol.minting import Wanted
from tests.sim.peer import GATEWAY, GEMINI, VERTEX

KEY = "a-key-for-tests"
CONSTRAINED = GEMINI.replace("v1beta", "v1alpha") + "Constrained"
MINT = "/v1alpha/auth_tokens"


class House:
    """A reception with a clock to be set."""

    def __init__(self, key: str | None = KEY, **options: Any) -> None:
        self.now = datetime(2026, 11, 21, 12, tzinfo=UTC)
        self.tokens = Tokens(lambda: self.now)
        self.reception = Reception(key, self.tokens, **options)

    def knock(self, target: str, *headers: tuple[str, str]) -> Pass | int:
        """Ask for a WebSocket; the pass, or the status of the refusal."""
        entry = self.reception.admit(Asked("GET", target, headers))
        return entry.status if isinstance(entry, Answer) else entry

    def ask(self, method: str, target: str, body: Any = None, **headers: str) -> Answer:
        """Ask for something else, with the key."""
        fields = {"x-goog-api-key": KEY, **headers}
        named = tuple((name.replace("_", "-"), value) for name, value in fields.items())
        content = body if isinstance(body, bytes) else json.dumps(body or {}).encode()
        return self.reception.answer(Asked(method, target, named, content))


def error_of(answer: Answer) -> dict[str, Any]:
    """The error an answer holds."""
    error: dict[str, Any] = json.loads(answer.body)["error"]
    assert error["code"] == answer.status
    return error


@pytest.mark.parametrize("path", [GEMINI, VERTEX, GATEWAY, "/" + GEMINI])
def test_the_key_lets_in(path: str) -> None:
    """On every service's path; a wrong one is not known, and none is not allowed."""
    house = House()
    assert house.knock(f"{path}?key={KEY}") == Pass()
    assert house.knock(path, ("authorization", f"Bearer {KEY}")) == Pass()
    assert house.knock(f"{path}?key=wrong") == 401
    assert house.knock(path, ("x-goog-api-key", KEY + "x")) == 401
    assert house.knock(path) == 403
    assert house.knock("/nowhere", ("x-goog-api-key", KEY)) == 404


def test_without_a_key_everybody_may_come_in() -> None:
    """A server of one's own asks for nothing."""
    house = House(None)
    assert house.knock(GEMINI) == Pass()
    assert house.knock(GEMINI, ("x-goog-api-key", "any")) == Pass()


@pytest.mark.parametrize("key", [KEY, None])
@pytest.mark.parametrize(
    "place",
    ["authorization: Token", "authorization: Bearer", "x-goog-api-key:", "key", "access_token"],
)
def test_a_token_lets_in_on_its_own_path(key: str | None, place: str) -> None:
    """In all the places of a key."""
    house = House(key)
    token = house.tokens.mint(Wanted())
    name, colon, scheme = place.partition(":")
    if colon:
        entry = house.knock(CONSTRAINED, (name, f"{scheme} {token.name}".strip()))
    else:
        entry = house.knock(f"{CONSTRAINED}?{name}={token.name}")
    assert entry == Pass(token)


def test_the_sdk_sends_a_token_twice() -> None:
    """As its key and as its token."""
    house = House()
    token = house.tokens.mint(Wanted())
    headers = (("x-goog-api-key", token.name), ("authorization", f"Token {token.name}"))
    assert house.knock(CONSTRAINED, *headers) == Pass(token)


@pytest.mark.parametrize("key", [KEY, None])
def test_only_a_living_token_lets_in_there(key: str | None) -> None:
    """Not a made-up one, not one that has expired, not the server's key, if it has one."""
    house = House(key)
    token = house.tokens.mint(Wanted())
    assert house.knock(f"{CONSTRAINED}?access_token=auth_tokens/made-up") == 401
    assert house.knock(f"{CONSTRAINED}?key={KEY}") == 401
    assert house.knock(CONSTRAINED) == 403
    house.now += timedelta(minutes=30)
    assert house.knock(f"{CONSTRAINED}?access_token={token.name}") == 401


@pytest.mark.parametrize("key", [KEY, None])
@pytest.mark.parametrize("path", [GEMINI, VERTEX, GATEWAY])
def test_a_token_lets_in_nowhere_else(key: str | None, path: str) -> None:
    """It is for the constrained method."""
    house = House(key)
    token = house.tokens.mint(Wanted())
    assert house.knock(path, ("authorization", f"Token {token.name}")) == 401


@pytest.mark.parametrize(
    ("target", "status", "name"),
    [
        (GEMINI + "?key=wrong-value", 401, "UNAUTHENTICATED"),
        (GEMINI, 403, "PERMISSION_DENIED"),
        (CONSTRAINED + "?key=wrong-value", 401, "UNAUTHENTICATED"),
        ("/nowhere?key=wrong-value", 404, "NOT_FOUND"),
    ],
)
def test_refusals_look_like_googles(target: str, status: int, name: str) -> None:
    """And tell back nothing that was offered."""
    answer = House().reception.admit(Asked("GET", target))
    assert isinstance(answer, Answer)
    assert (error_of(answer)["code"], error_of(answer)["status"]) == (status, name)
    assert b"wrong-value" not in answer.body


def test_none_at_all_is_told_in_googles_words() -> None:
    """Clients look for them."""
    answer = House().reception.admit(Asked("GET", GEMINI))
    assert isinstance(answer, Answer)
    assert error_of(answer)["message"] == UNREGISTERED


def test_a_token_is_made() -> None:
    """With what was asked for, which is told back."""
    house = House()
    body = {"uses": 2, "expireTime": "2026-11-21T13:00:00Z", "field_mask": "model"}
    answer = house.ask("POST", MINT, body)
    told = json.loads(answer.body)
    token = house.tokens.find(told["name"])
    assert answer.status == 200
    assert token is not None
    assert (token.uses, token.mask) == (2, ("model",))
    assert told["expireTime"] == "2026-11-21T13:00:00Z"
    assert told["newSessionExpireTime"] == "2026-11-21T12:01:00Z"
    assert told["uses"] == 2


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", "text/plain", ""])
def test_json_by_several_names(content_type: str) -> None:
    """Plain text spares a page the question whether it may ask."""
    assert House().ask("POST", MINT, {}, content_type=content_type).status == 200


@pytest.mark.parametrize(
    ("offered", "status"), [(None, 403), ("wrong", 401), ("auth_tokens/0", 401), (KEY, 200)]
)
def test_making_a_token_takes_the_key(offered: str | None, status: int) -> None:
    """A token makes no others."""
    headers = (("x-goog-api-key", offered),) if offered else ()
    answer = House().reception.answer(Asked("POST", MINT, headers))
    assert answer.status == status


def test_without_a_key_everybody_may_make_tokens() -> None:
    """The SDK must have some key; any will do."""
    assert House(None).ask("POST", MINT).status == 200


def test_a_request_that_does_not_fit_is_told_why() -> None:
    """By the name of the field."""
    answer = House().ask("POST", MINT, {"uses": "many"})
    assert error_of(answer)["status"] == "INVALID_ARGUMENT"
    assert "'uses'" in error_of(answer)["message"]


def test_a_strict_server_refuses_unknown_fields() -> None:
    """Others leave them alone."""
    assert House().ask("POST", MINT, {"colour": "blue"}).status == 200
    assert House(strict=True).ask("POST", MINT, {"colour": "blue"}).status == 400


def test_other_types_are_not_taken() -> None:
    """Such as forms, which some tools send unless told otherwise."""
    form = "application/x-www-form-urlencoded"
    assert House().ask("POST", MINT, content_type=form).status == 415


def test_tokens_are_made_and_let_in_by_two_versions() -> None:
    """The newest pages write v1beta, older ones and the SDK v1alpha."""
    for version in ("v1alpha", "v1beta"):
        house = House()
        answer = house.ask("POST", f"/{version}/auth_tokens")
        name = json.loads(answer.body)["name"]
        path = CONSTRAINED.replace("v1alpha", version)
        assert isinstance(house.knock(f"{path}?access_token={name}"), Pass)


@pytest.mark.parametrize(("version", "known"), [("v1alpha", True), ("v1beta", False)])
def test_a_version_may_know_no_tokens(version: str, known: bool) -> None:
    """Whether v1beta does for every client is not known: then there is nothing at its paths."""
    house = House(versions=("v1alpha",))
    token = house.tokens.mint(Wanted())
    path = CONSTRAINED.replace("v1alpha", version)
    entry = house.knock(f"{path}?access_token={token.name}")
    assert entry == (Pass(token) if known else 404)
    assert house.ask("POST", f"/{version}/auth_tokens").status == (200 if known else 404)
    assert House().ask("POST", "/v1/auth_tokens").status == 404


@pytest.mark.parametrize("path", [GEMINI, CONSTRAINED])
def test_more_than_one_credential_is_refused(path: str) -> None:
    """In the service's words; the same one twice is one."""
    house = House()
    asked = Asked("GET", f"{path}?key=another", (("x-goog-api-key", KEY),))
    answer = house.reception.admit(asked)
    assert isinstance(answer, Answer)
    assert answer.status == 400
    assert error_of(answer)["message"] == (
        "Multiple authentication credentials received. Please pass only one."
    )
    assert house.knock(f"{GEMINI}?key={KEY}", ("x-goog-api-key", KEY)) == Pass()
    assert house.knock(f"{GATEWAY}?key=another", ("x-goog-api-key", KEY)) == Pass()
    for method, target in (("POST", MINT), ("GET", "/v1beta/models")):
        assert house.ask(method, target, authorization="Bearer another").status == 400


@pytest.mark.parametrize("path", [GEMINI, VERTEX])
def test_a_strict_server_takes_one_credential_in_one_place(path: str) -> None:
    """The same key in the header and in the query, or as a bearer's, is two."""
    house = House(strict=True)
    key, bearer = ("x-goog-api-key", KEY), ("authorization", f"Bearer {KEY}")
    assert house.knock(path, key) == house.knock(f"{path}?key={KEY}") == Pass()
    for target, headers in (
        (f"{path}?key={KEY}", (key,)),
        (f"{path}?key={KEY}&key={KEY}", ()),
        (path, (key, bearer)),
        (f"{path}?access_token={KEY}", (bearer,)),
    ):
        assert house.knock(target, *headers) == 400
    assert house.knock(f"{GATEWAY}?key={KEY}", key) == Pass()
    for method, target in (("POST", MINT), ("GET", "/v1beta/models")):
        assert house.ask(method, target).status == 200
        assert house.ask(method, f"{target}?key={KEY}").status == 400
    token = house.tokens.mint(Wanted())
    twice = (("x-goog-api-key", token.name), ("authorization", f"Token {token.name}"))
    assert house.knock(CONSTRAINED, *twice) == Pass(token)  # as the SDK does


def test_the_list_of_models_takes_the_key() -> None:
    """As everything of the service does."""
    house = House()
    for path in ("/v1beta/models", "/v1/publishers/google/models"):
        assert house.reception.answer(Asked("GET", path)).status == 403
        assert house.reception.answer(Asked("GET", f"{path}?key=wrong")).status == 401
        assert house.reception.answer(Asked("GET", f"{path}?key={KEY}")).status == 200
    assert House(None).reception.answer(Asked("GET", "/v1beta/models")).status == 200


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_the_server_says_that_it_is_there(method: str) -> None:
    """To whoever waits for it, without a key."""
    answer = House().reception.answer(Asked(method, "/"))
    assert (answer.status, answer.content) == (200, {"practice partner": __version__})


@pytest.mark.parametrize("path", [GEMINI, VERTEX, GATEWAY, CONSTRAINED])
def test_a_live_path_needs_a_websocket(path: str) -> None:
    """Which is said."""
    answer = House().ask("GET", path)
    assert answer.status == 426
    assert ("Upgrade", "websocket") in answer.headers
    assert "WebSocket" in error_of(answer)["message"]


@pytest.mark.parametrize(
    ("method", "target", "allowed"),
    [
        ("GET", MINT, "POST, OPTIONS"),
        ("DELETE", MINT, "POST, OPTIONS"),
        ("POST", "/", "GET, HEAD, OPTIONS"),
        ("POST", GEMINI, "GET, OPTIONS"),
    ],
)
def test_other_methods_are_not_allowed(method: str, target: str, allowed: str) -> None:
    """And it is said which are."""
    answer = House().ask(method, target)
    assert answer.status == 405
    assert ("Allow", allowed) in answer.headers


@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS", "HEAD"])
def test_nothing_is_elsewhere(method: str) -> None:
    """Whatever is asked."""
    assert House().ask(method, "/v1alpha/files").status == 404


@pytest.mark.parametrize("target", ["/", MINT, GEMINI])
def test_browsers_may_ask(target: str) -> None:
    """From any page, with the headers they need, without a key."""
    wanted = ("access-control-request-headers", "content-type,x-goog-api-key")
    answer = House().reception.answer(Asked("OPTIONS", target, (wanted,)))
    headers = dict(answer.fields)
    assert answer.status == 204
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert headers["Access-Control-Allow-Headers"] == "content-type,x-goog-api-key"
    assert headers["Access-Control-Allow-Methods"] == headers["Allow"]
