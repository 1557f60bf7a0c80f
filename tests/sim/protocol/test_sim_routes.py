"""Which paths are served, and who may come in."""

from __future__ import annotations

import pytest

from livechat.sim.protocol.routes import Route, accepts, find, query_names

SERVICE = "google.ai.generativelanguage"
METHOD = "GenerativeService.BidiGenerateContent"


@pytest.mark.parametrize(
    ("target", "route"),
    [
        (f"/ws/{SERVICE}.v1.{METHOD}", Route("gemini", "v1")),
        (f"/ws/{SERVICE}.v1beta.{METHOD}", Route("gemini", "v1beta")),
        (f"/ws/{SERVICE}.v1alpha.{METHOD}Constrained", Route("gemini", "v1alpha")),
        (f"/ws/{SERVICE}.v1beta.{METHOD}?key=abc", Route("gemini", "v1beta")),
        (f"//ws/{SERVICE}.v1beta.{METHOD}", Route("gemini", "v1beta")),
        (f"/behind/a/proxy/ws/{SERVICE}.v1beta.{METHOD}", Route("gemini", "v1beta")),
        (
            "/ws/google.cloud.aiplatform.v1beta1.LlmBidiService/BidiGenerateContent",
            Route("vertex", "v1beta1"),
        ),
        ("/v1beta/models/some-model/liveStream", Route("gateway", "v1beta")),
        ("/liveStream", Route("gateway", "v1beta")),
        ("/any/thing/liveStream?x=1", Route("gateway", "v1beta")),
        ("/", None),
        ("/liveStream/no", None),
        (f"/ws/{SERVICE}.v2.{METHOD}", None),
        (f"/ws/{SERVICE}.v1beta.GenerativeService.GenerateContent", None),
        (f"/ws/{SERVICE}.v1betaX{METHOD}", None),
    ],
)
def test_paths(target: str, route: Route | None) -> None:
    """Each service's path is known, and nothing else is."""
    assert find(target) == route


@pytest.mark.parametrize(
    ("target", "headers", "let_in"),
    [
        ("/", {"x-goog-api-key": "secret"}, True),
        ("/", {"Authorization": "Bearer secret"}, True),
        ("/", {"Authorization": "token secret"}, True),
        ("/?key=secret", {}, True),
        ("/?access_token=secret&x=1", {}, True),
        ("/", {}, False),
        ("/", {"x-goog-api-key": "secre"}, False),
        ("/", {"x-goog-api-key": "é"}, False),
        ("/", {"Authorization": "Basic secret"}, False),
        ("/", {"Authorization": "secret"}, False),
        ("/?key=", {}, False),
        ("/?other=secret", {}, False),
    ],
)
def test_keys(target: str, headers: dict[str, str], let_in: bool) -> None:
    """A key is taken from each place clients put it, and only the right one."""
    assert accepts("secret", target, headers.items()) is let_in


def test_a_header_may_come_twice() -> None:
    """One of two keys being right is enough."""
    assert accepts("right", "/", [("X-Goog-Api-Key", "wrong"), ("x-goog-api-key", "right")])


def test_without_a_key_everybody_may_come_in() -> None:
    """A server of one's own asks for nothing."""
    assert accepts(None, "/", ())


def test_query_names_hold_no_values() -> None:
    """What is kept of a request must not be its credentials."""
    assert query_names("/x?key=secret&alt=&key=b") == {"key", "alt"}
