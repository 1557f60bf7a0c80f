"""The SDK's client, built with every field explicit.

Left alone, the SDK reads the environment: `GOOGLE_GENAI_USE_VERTEXAI` turns a keyed client into
a Vertex one, `GOOGLE_GEMINI_BASE_URL` sends it elsewhere, `GOOGLE_API_KEY` replaces the key,
`HTTPS_PROXY` proxies even this machine. livechat decides these itself.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from google import genai
from google.genai import types

from livechat.live.authorities import authorities
from livechat.live.credentials import Credential
from livechat.live.socket import LiveSocket

GEMINI_URL = "https://generativelanguage.googleapis.com"
"""The Gemini API's base URL."""

MAX_MESSAGE_BYTES = 64 << 20
"""A message larger than this closes the connection. websockets' own 1 MiB is too small: long
audio and long transcripts can share one message, and the close would show as a bare 1006."""

PING_INTERVAL_S = 8.0
"""Seconds between pings: so often at least there is something for the peer to acknowledge."""

PING_TIMEOUT_S = 60.0
"""Seconds to wait for a pong. Users saw the service answer after 8 to 30 in healthy sessions,
which websockets' own 20 would close."""

CLOSE_TIMEOUT_S = 0.5
"""Seconds the closing handshake may take: the next connection waits for it, and so does whoever
ends a call."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the service is."""

    base_url: str = GEMINI_URL
    api_version: str = "v1beta"
    tls: ssl.SSLContext | None = None
    """None: the public certificate authorities, or those in `SSL_CERT_FILE`."""
    proxied: bool = True
    """Whether `HTTPS_PROXY` and `NO_PROXY` count."""
    practice: bool = False
    """Whether this is the embedded practice partner."""

    @property
    def via_proxy(self) -> bool:
        """Whether a connection goes through a proxy that the environment names."""
        host = urlsplit(self.base_url).hostname or ""
        named = {"https", "wss", "all", "socks"} & set(getproxies())
        return self.proxied and bool(named) and not proxy_bypass(host)


class _NoHttp:
    """Stands where the SDK would load an HTTP stack (57 ms) that a Live session never uses."""

    def close(self) -> None:
        """Nothing is open."""

    async def aclose(self) -> None:
        """Nothing is open."""


def make_client(endpoint: Endpoint, credential: Credential) -> genai.Client:
    """A client that talks to this endpoint with this credential and nothing else.

    Raises:
        SettingsError: The certificates that `SSL_CERT_FILE` names cannot be read.
    """
    # One context for everything: the SDK would load the authorities three times over.
    tls = endpoint.tls or authorities()
    http = {"verify": tls, "transport": _NoHttp(), "trust_env": False}
    socket: dict[str, Any] = {
        "ssl": tls,
        "ping_interval": PING_INTERVAL_S,
        "ping_timeout": PING_TIMEOUT_S,
        "max_size": MAX_MESSAGE_BYTES,
        "close_timeout": CLOSE_TIMEOUT_S,
        # Speech in base64 shrinks by a quarter, for as much work again as sending it takes.
        "compression": None,
        "create_connection": LiveSocket,
    }
    if not endpoint.proxied:
        socket["proxy"] = None  # else websockets asks the environment, as it does by default
    return genai.Client(
        vertexai=False,
        api_key=credential.value,
        http_options=types.HttpOptions(
            base_url=endpoint.base_url,
            api_version=endpoint.api_version,
            client_args=http,
            async_client_args=http | socket,
        ),
    )
