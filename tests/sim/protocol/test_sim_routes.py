"""Which paths are served, and which credentials a request brings."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.sim.protocol.routes import (
    Listed,
    Route,
    credentials,
    find,
    knows,
    lists,
    mints,
    path_of,
    query_names,
)

SERVICE = "google.ai.generativelanguage"
METHOD = "GenerativeService.BidiGenerateContent"
VERTEX = "google.cloud.aiplatform"


@pytest.mark.parametrize(
    ("target", "route"),
    [
        (f"/ws/{SERVICE}.v1.{METHOD}", Route("gemini", "v1")),
        (f"/ws/{SERVICE}.v1alpha.{METHOD}", Route("gemini", "v1alpha")),
        (f"/ws/{SERVICE}.v1beta.{METHOD}", Route("gemini", "v1beta")),
        (f"/ws/{SERVICE}.v1.{METHOD}Constrained", Route("gemini", "v1", constrained=True)),
        (
            f"/ws/{SERVICE}.v1alpha.{METHOD}Constrained?access_token=auth_tokens/1",
            Route("gemini", "v1alpha", constrained=True),
        ),
        (f"/ws/{SERVICE}.v1beta.{METHOD}?key=abc", Route("gemini", "v1beta")),
        (f"//ws/{SERVICE}.v1beta.{METHOD}", Route("gemini", "v1beta")),
        (f"/ws/{SERVICE}.v1beta.{METHOD}/", Route("gemini", "v1beta")),
        (f"/ws/{SERVICE}.v1beta.GenerativeService/BidiGenerateContent", Route("gemini", "v1beta")),
        (f"/behind/a/proxy/ws/{SERVICE}.v1beta.{METHOD}", Route("gemini", "v1beta")),
        ("/%77s/google%2Eai.generativelanguage.v1beta." + METHOD, Route("gemini", "v1beta")),
        (f"ws://127.0.0.1:1/ws/{SERVICE}.v1beta.{METHOD}?key=a", Route("gemini", "v1beta")),
        (f"/ws/{VERTEX}.v1.LlmBidiService/BidiGenerateContent", Route("vertex", "v1")),
        (f"/ws/{VERTEX}.v1beta1.LlmBidiService/BidiGenerateContent", Route("vertex", "v1beta1")),
        (f"//ws/{VERTEX}.v1beta1.LlmBidiService/BidiGenerateContent", Route("vertex", "v1beta1")),
        (
            f"/v1/projects/p/locations/l/ws/{VERTEX}.v1beta1.LlmBidiService/BidiGenerateContent",
            Route("vertex", "v1beta1"),
        ),
        ("/v1beta/models/some-model/liveStream", Route("gateway", "v1beta", model="some-model")),
        ("/v1/models/some-model/liveStream/", Route("gateway", "v1", model="some-model")),
        ("/v1alpha/models/a%20b:liveStream", Route("gateway", "v1alpha", model="a b")),
        ("/models/vendor/m.1/liveStream?x=1", Route("gateway", "v1beta", model="vendor/m.1")),
        (
            "/v1/projects/p/locations/l/publishers/google/models/m/liveStream",
            Route("gateway", "v1", model="m"),
        ),
        ("/liveStream", Route("gateway", "v1beta")),
        ("/models/liveStream", Route("gateway", "v1beta")),
        ("/any/thing/liveStream?x=1", Route("gateway", "v1beta")),
        ("", None),
        ("/", None),
        ("liveStream", None),
        ("/liveStream/no", None),
        ("/no?path=/liveStream", None),
        (f"/ws/{SERVICE}.v2.{METHOD}", None),
        (f"/ws/{SERVICE}.v1beta.GenerativeService.GenerateContent", None),
        (f"/ws/{SERVICE}.v1betaX{METHOD}", None),
        (f"/ws/{SERVICE}.v1beta.{METHOD}ConstrainedX", None),
        (f"/ws{SERVICE}.v1beta.{METHOD}", None),
        (f"/ws/{VERTEX}.v1alpha.LlmBidiService/BidiGenerateContent", None),
        (f"/ws/{VERTEX}.v1.LlmBidiService/BidiGenerateContentConstrained", None),
    ],
)
def test_paths(target: str, route: Route | None) -> None:
    """Each service's path is known, however clients write it, and nothing else is."""
    assert find(target) == route


@pytest.mark.parametrize(
    ("target", "version"),
    [
        ("/v1alpha/auth_tokens", "v1alpha"),
        ("/v1/auth_tokens/", "v1"),
        ("/v1beta/authTokens?key=a", "v1beta"),
        ("//before/it/v1alpha//auth_tokens", "v1alpha"),
        ("/v1alpha/auth%5Ftokens", "v1alpha"),
        ("/auth_tokens", None),
        ("/v1alpha/auth_tokens/abc", None),
        ("/v1alpha/authtokens", None),
        ("/v1alpha?/auth_tokens", None),
    ],
)
def test_where_tokens_are_made(target: str, version: str | None) -> None:
    """Under any version, in both spellings."""
    assert mints(target) == version


@pytest.mark.parametrize(
    ("target", "listed"),
    [
        ("/v1beta/models", Listed("gemini", "v1beta")),
        ("/v1/models/?pageSize=50", Listed("gemini", "v1")),
        ("//before/it/v1alpha//models", Listed("gemini", "v1alpha")),
        ("/v1beta/models/gemini-3.8-live", Listed("gemini", "v1beta", "gemini-3.8-live")),
        ("/v1beta1/publishers/google/models", Listed("vertex", "v1beta1")),
        ("/v1/publishers/google/models/m", Listed("vertex", "v1", "m")),
        (
            "/proxy/v1beta1/projects/p/locations/l/publishers/google/models/m",
            Listed("vertex", "v1beta1", "m"),
        ),
        ("/v1beta/models/gemini-3.8-live:generateContent", None),
        ("/v1beta/models/any/liveStream", None),
        ("/v1/publishers/other/models", None),
        ("/v1/projects/p/publishers/google/models", None),
        ("/v1/publishers/google/models/m/liveStream", None),
        ("/v2/models", None),
        ("/models", None),
    ],
)
def test_where_models_are_listed(target: str, listed: Listed | None) -> None:
    """All of them, or one by its name, as either service spells it."""
    assert lists(target) == listed


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("/", ""),
        ("", ""),
        ("//", ""),
        ("/?key=x", ""),
        ("http://127.0.0.1:8765", ""),
        ("http://127.0.0.1:8765/a", "/a"),
        ("//a//b/", "/a/b"),
        ("/proxy/http://h/b", "/proxy/http:/h/b"),
        ("/a%2fb%3Fc", "/a/b?c"),
    ],
)
def test_a_path_has_one_spelling(target: str, path: str) -> None:
    """Decoded, slashes single and none at the end, without host and query."""
    assert path_of(target) == path


@given(st.text() | st.text(alphabet="/:%?&=#[]@.v1wsliveStreammodels", max_size=60))
def test_no_target_is_too_strange(target: str) -> None:
    """Whatever was sent, there is an answer."""
    find(target)
    mints(target)
    query_names(target)
    assert all(credentials(target, [("Authorization", target), ("x-goog-api-key", target)]))


@pytest.mark.parametrize(
    "target",
    [
        "/v1" * 2_600 + "/liveStrea",
        "/" * 7_900 + "liveStream",
        "/models/" * 900 + ":" * 700 + "liveStream",
        "/ws" * 2_700,
        "/v1a" * 2_000 + "/auth_token",
    ],
)
def test_no_target_takes_long(target: str) -> None:
    """The longest that get here. A pattern that tries every way of reading one takes for ever."""
    began = time.perf_counter()
    find(target)
    mints(target)
    assert time.perf_counter() - began < 5


@pytest.mark.parametrize(
    ("target", "headers", "offered"),
    [
        ("/", {"x-goog-api-key": "secret"}, ["secret"]),
        ("/", {"X-Goog-Api-Key": " secret "}, ["secret"]),
        ("/", {"Authorization": "Bearer secret"}, ["secret"]),
        ("/", {"authorization": "token secret"}, ["secret"]),
        ("/?key=secret", {}, ["secret"]),
        ("/?access_token=auth_tokens%2Fab&x=1", {}, ["auth_tokens/ab"]),
        (
            "/?key=a&key=b",
            {"x-goog-api-key": "c", "Authorization": "Token d"},
            ["c", "d", "a", "b"],
        ),
        ("/", {}, []),
        ("/", {"x-goog-api-key": ""}, []),
        ("/", {"Authorization": "Basic secret"}, []),
        ("/", {"Authorization": "secret"}, []),
        ("/", {"Authorization": "Bearer "}, []),
        ("/?key=", {}, []),
        ("/?other=secret", {}, []),
    ],
)
def test_credentials(target: str, headers: dict[str, str], offered: list[str]) -> None:
    """They are found in each place clients put them; what is empty or elsewhere is none."""
    assert list(credentials(target, headers.items())) == offered


def test_a_header_may_come_twice() -> None:
    """Both of its values count."""
    headers = [("X-Goog-Api-Key", "wrong"), ("x-goog-api-key", "right")]
    assert credentials("/", headers) == ("wrong", "right")


@pytest.mark.parametrize(
    ("offered", "known"),
    [
        ((), False),
        (("secret",), True),
        (("wrong", "secret"), True),
        (("secre", "secrets", "Secret", "é", "\udc80"), False),
    ],
)
def test_one_right_key_is_enough(offered: tuple[str, ...], known: bool) -> None:
    """And nothing but the whole of it is right."""
    assert knows("secret", offered) is known


def test_query_names_hold_no_values() -> None:
    """What is kept of a request must not be its credentials."""
    assert query_names("/x?key=secret&alt=&key=b") == {"key", "alt"}
