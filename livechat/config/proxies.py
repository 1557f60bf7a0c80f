"""Which proxy the environment names: `HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`, in either case.

Each library below reads only some of these. So it is looked up here, and they are told.
"""

from __future__ import annotations

from urllib.parse import urlsplit

_WEBSOCKETS = ("wss", "socks", "https", "all")
"""Kinds of proxies that serve a secure WebSocket, best first, as the library has it; `ALL_PROXY`,
which it does not know, comes last."""

_REQUESTS = {"https": ("https", "all"), "http": ("http", "all")}
"""For the scheme of a request."""

_HTTPS_PORT = 443
_HTTP_PORT = 80


def proxy_for(url: str, *, websocket: bool = True) -> str | None:
    """The proxy to go through to a place; None: there is none, or it is exempt.

    Args:
        url: The place.
        websocket: Whether a WebSocket is wanted there; else a request.
    """
    # Late: it brings an HTTP client along, which nothing that is seen first needs.
    from urllib.request import getproxies, proxy_bypass

    parts = urlsplit(url)
    usual = _HTTP_PORT if parts.scheme == "http" else _HTTPS_PORT
    try:
        port = parts.port or usual
    except ValueError:
        port = usual
    if proxy_bypass(f"{parts.hostname or ''}:{port}"):
        return None
    proxies = getproxies()
    kinds = _WEBSOCKETS if websocket else _REQUESTS.get(parts.scheme, _REQUESTS["https"])
    kind = next((kind for kind in kinds if proxies.get(kind)), None)
    if kind is None:
        return None
    proxy = proxies[kind]
    if kind == "all" and not websocket and not proxy.startswith(("http://", "https://")):
        return None  # what sends requests knows no SOCKS
    if kind == "socks" and proxy.startswith("http://"):  # as macOS has it
        return f"socks5h://{proxy.removeprefix('http://')}"
    return proxy
