"""Which service a request's path speaks to, and which credentials a request brings.

Paths are those of the Live API reference, of Vertex AI, and of gateways that end theirs in
`liveStream`. Clients put a prefix before them, double a slash, encode characters and add a slash
at the end; all are served.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import parse_qs, unquote

Flavour = Literal["gemini", "vertex", "gateway"]

TOKEN_PREFIX: Final = "auth_tokens/"
"""What the name of every ephemeral token begins with."""


@dataclass(frozen=True, slots=True)
class Route:
    """Whose dialect a session speaks."""

    flavour: Flavour
    version: str
    """API version, for words to the client."""
    constrained: bool = False
    """Whether this is the method for ephemeral tokens."""
    model: str = ""
    """Model that a gateway's path names; empty when it names none."""


@dataclass(frozen=True, slots=True)
class Listed:
    """Which models a request asks about."""

    flavour: Flavour
    version: str
    """API version, for words to the client."""
    model: str = ""
    """Name of one model; empty for all of them."""


_GOOGLE: Final[tuple[tuple[Flavour, re.Pattern[str]], ...]] = (
    (
        "gemini",
        re.compile(
            r"(?:/.*)?/ws/google\.ai\.generativelanguage\.(?P<version>v1|v1alpha|v1beta)"
            r"\.GenerativeService[./]BidiGenerateContent(?P<constrained>Constrained)?"
        ),
    ),
    (
        "vertex",
        re.compile(
            r"(?:/.*)?/ws/google\.cloud\.aiplatform\.(?P<version>v1|v1beta1)"
            r"\.LlmBidiService[./]BidiGenerateContent"
        ),
    ),
)
_VERSION: Final = re.compile(r"/(v1\w*)/")
_MINT: Final = re.compile(r"(?:/.*)?/(?P<version>v\d\w*)/auth(?:_t|T)okens")
_MODELS: Final[tuple[tuple[Flavour, re.Pattern[str]], ...]] = (
    (
        "gemini",
        re.compile(r"(?:/.*)?/(?P<version>v1|v1alpha|v1beta)/models(?:/(?P<model>[^/:]+))?"),
    ),
    (
        "vertex",
        re.compile(
            r"(?:/.*)?/(?P<version>v1|v1beta1)(?:/projects/[^/]+/locations/[^/]+)?"
            r"/publishers/google/models(?:/(?P<model>[^/:]+))?"
        ),
    ),
)


def path_of(target: str) -> str:
    """The path of a request target: decoded, single slashes, none at its end; "" is the root.

    Proxies are asked with a whole URL; its scheme and host are dropped.
    """
    path, _, _ = target.partition("?")
    path = re.sub(r"^[A-Za-z][A-Za-z0-9+.-]*://[^/]*", "", path)
    return re.sub(r"/{2,}", "/", unquote(path)).rstrip("/")


def find(target: str) -> Route | None:
    """The route of a request target (path and query), or None where nothing lives."""
    path = path_of(target)
    for flavour, pattern in _GOOGLE:
        if found := pattern.fullmatch(path):
            named = found.groupdict()
            return Route(flavour, named["version"], constrained=bool(named.get("constrained")))
    if path.startswith("/") and path.endswith("liveStream"):
        version = _VERSION.search(path)
        return Route("gateway", version[1] if version else "v1beta", model=_model(path))
    return None


def mints(target: str) -> str | None:
    """The API version of a request target where ephemeral tokens are made; None elsewhere."""
    found = _MINT.fullmatch(path_of(target))
    return found["version"] if found else None


def lists(target: str) -> Listed | None:
    """The models that a request target asks about; None where it asks about none."""
    path = path_of(target)
    for flavour, pattern in _MODELS:
        if found := pattern.fullmatch(path):
            return Listed(flavour, found["version"], found["model"] or "")
    return None


def credentials(target: str, headers: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """The keys and tokens a request brings, in every place where clients put them.

    Args:
        target: Path and query of the request.
        headers: Names and values of the header fields; a name may come more than once.
    """
    return tuple(value for value in _offered(target, headers) if value)


def knows(key: str, offered: Iterable[str]) -> bool:
    """Whether one of the offered credentials is `key`; the time taken does not tell how nearly."""
    right = key.encode(errors="replace")
    return any(hmac.compare_digest(one.encode(errors="replace"), right) for one in offered)


def query_names(target: str) -> frozenset[str]:
    """Names, never values, of the query parameters."""
    return frozenset(_query(target, keep_blank_values=True))


def _offered(target: str, headers: Iterable[tuple[str, str]]) -> Iterator[str]:
    for name, value in headers:
        if name.lower() == "x-goog-api-key":
            yield value.strip()
        elif name.lower() == "authorization":
            scheme, _, token = value.strip().partition(" ")
            if scheme.lower() in ("bearer", "token"):
                yield token.strip()
    query = _query(target)
    for name in ("key", "access_token"):
        yield from query.get(name, ())


def _query(target: str, *, keep_blank_values: bool = False) -> dict[str, list[str]]:
    _, _, query = target.partition("?")
    return parse_qs(query, keep_blank_values=keep_blank_values)


def _model(path: str) -> str:
    """`{model}` of `…/models/{model}/liveStream` or `…/models/{model}:liveStream`."""
    _, found, rest = path.rpartition("/models/")
    return rest[: max(rest.rfind("/"), rest.rfind(":"), 0)] if found else ""
