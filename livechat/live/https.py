"""One HTTPS request, for signing in: limited, through the user's proxy, never redirected."""

from __future__ import annotations

import ssl
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError

from livechat.config.proxies import proxy_for

MOST_BYTES = 1 << 20
"""Of an answer; a token has some 1,000."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered, whatever its status."""

    status: int
    headers: Any
    """Like a mapping; names in any case."""
    data: bytes


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """What is sent to one server is not for another."""

    def redirect_request(self, *_: Any) -> None:
        """Do not follow."""


def exchange(
    url: str,
    method: str = "GET",
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    *,
    tls: ssl.SSLContext,
    proxied: bool = True,
    limit_s: float,
) -> Answer:
    """Send a request and read the answer.

    Args:
        url: https; or http, for metadata servers on this machine or beside it, which no proxy
            reaches.
        method: HTTP's.
        body: What to send.
        headers: Fields of the request.
        tls: Whom to trust.
        proxied: Whether `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` count.
        limit_s: Seconds for each step; looking up a name knows no limit.

    Raises:
        OSError: There is no answer; `URLError` is taken off.
    """
    proxy = proxy_for(url, websocket=False) if proxied else None
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({"https": proxy} if proxy else {}),
        urllib.request.HTTPSHandler(context=tls),
        _NoRedirect(),
    )
    request = urllib.request.Request(url, body, dict(headers or {}), method=method)
    try:
        with opener.open(request, timeout=limit_s) as answer:
            return Answer(answer.status, answer.headers, answer.read(MOST_BYTES))
    except HTTPError as error:
        with error:
            return Answer(error.code, error.headers, error.read(MOST_BYTES))
    except URLError as error:
        raise (error.reason if isinstance(error.reason, OSError) else error) from error
    except HTTPException as error:
        raise OSError(f"no HTTP came back ({type(error).__name__})") from error
