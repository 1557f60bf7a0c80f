"""Which service a request's path speaks to, and whether its credentials are the right ones.

Paths are those of the Live API reference, of Vertex AI, and of gateways that end theirs in
`liveStream`. Clients that double the slash before `ws/` are served too.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import parse_qs, urlsplit

Flavour = Literal["gemini", "vertex", "gateway"]


@dataclass(frozen=True, slots=True)
class Route:
    """Whose dialect a session speaks."""

    flavour: Flavour
    version: str
    """API version, for words to the client."""


_PATHS: Final = (
    (
        "gemini",
        re.compile(
            r"(?:/.*)?/ws/google\.ai\.generativelanguage\.(?P<version>v1|v1alpha|v1beta)"
            r"\.GenerativeService\.BidiGenerateContent(?:Constrained)?"
        ),
    ),
    (
        "vertex",
        re.compile(
            r"(?:/.*)?/ws/google\.cloud\.aiplatform\.(?P<version>v1|v1beta1)"
            r"\.LlmBidiService/BidiGenerateContent"
        ),
    ),
    ("gateway", re.compile(r"/(?:.*/)?(?:(?P<version>v1\w*)/.*)?[^/]*liveStream")),
)  # fmt: skip


def find(target: str) -> Route | None:
    """The route of a request target (path and query), or None where nothing lives."""
    path = re.sub(r"/{2,}", "/", urlsplit("http://host" + target).path)
    for flavour, pattern in _PATHS:
        if found := pattern.fullmatch(path):
            return Route(flavour, found["version"] or "v1beta")  # type: ignore[arg-type]
    return None


def accepts(key: str | None, target: str, headers: Iterable[tuple[str, str]]) -> bool:
    """Whether a request proves that it knows `key`; without a key every request does.

    Args:
        key: What the client must know.
        target: Path and query of the request.
        headers: Names and values of the header fields; a name may come more than once.
    """
    if key is None:
        return True
    return any(
        hmac.compare_digest(offered.encode(errors="replace"), key.encode())
        for offered in _offered(target, headers)
    )


def query_names(target: str) -> frozenset[str]:
    """Names, never values, of the query parameters."""
    return frozenset(parse_qs(urlsplit("http://host" + target).query, keep_blank_values=True))


def _offered(target: str, headers: Iterable[tuple[str, str]]) -> Iterator[str]:
    for name, value in headers:
        if name.lower() == "x-goog-api-key":
            yield value
        elif name.lower() == "authorization":
            scheme, _, token = value.partition(" ")
            if scheme.lower() in ("bearer", "token"):
                yield token.strip()
    query = parse_qs(urlsplit("http://host" + target).query)
    for name in ("key", "access_token"):
        yield from query.get(name, ())
