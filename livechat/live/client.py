"""The SDK's client, built with every field explicit.

Left alone, the SDK reads the environment: `GOOGLE_GENAI_USE_VERTEXAI` turns a keyed client into
a Vertex one, `GOOGLE_GEMINI_BASE_URL` sends it elsewhere, `GOOGLE_API_KEY` replaces the key or
goes along to a gateway, `GOOGLE_CLOUD_PROJECT` turns a gateway into Vertex AI,
`GOOGLE_API_USE_MTLS_ENDPOINT` changes the host, `HTTPS_PROXY` proxies even this machine. livechat
decides these itself.
"""

from __future__ import annotations

import logging
import warnings
from typing import Any
from urllib.parse import urlsplit

from google import genai
from google.auth.credentials import AnonymousCredentials
from google.genai import types
from google.genai.errors import ExperimentalWarning

from livechat.config.authorities import authorities
from livechat.errors import CredentialError
from livechat.live.credentials import Credential
from livechat.live.endpoint import Endpoint
from livechat.live.socket import LEAVING_S, MASK, GatewaySocket, LiveSocket, VertexSocket

MAX_MESSAGE_BYTES = 64 << 20
"""A message larger than this closes the connection. websockets' own 1 MiB is too small: long
audio and long transcripts can share one message, and the close would show as a bare 1006."""

PING_INTERVAL_S = 8.0
"""Seconds between pings: so often at least there is something for the peer to acknowledge."""

PING_TIMEOUT_S = 60.0
"""Seconds to wait for a pong. Users saw the service answer after 8 to 30 in healthy sessions,
which websockets' own 20 would close."""


# It names which key of the environment it prefers, though none of them is used; nobody listens, so
# Python would print that.
logging.getLogger("google_genai").addHandler(logging.NullHandler())

_SOCKETS = {"vertex": VertexSocket, "express": VertexSocket, "headers": GatewaySocket}


def sdk_name(model: str, credential: Credential) -> str:
    """The name by which a client with this credential is asked for a model, a gateway's exactly."""
    return MASK + model if credential.kind == "headers" else model


class _NoHttp:
    """Stands where the SDK would load an HTTP stack (57 ms) that a Live session never uses."""

    def close(self) -> None:
        """Nothing is open."""

    async def aclose(self) -> None:
        """Nothing is open."""


def make_client(endpoint: Endpoint, credential: Credential) -> genai.Client:
    """A client that talks to this endpoint with this credential and nothing else.

    Of kind vertex, it blocks until there is an access token; the credential says for how long.

    Raises:
        CredentialError: Application default credentials cannot be used, or know no project.
        NetworkError: Their token cannot be refreshed.
        SettingsError: The certificates that `SSL_CERT_FILE` names cannot be read.
    """
    # One context for everything: the SDK would load the authorities three times over.
    tls = endpoint.tls or authorities()
    vertexai = credential.kind in ("vertex", "express", "headers")
    http = {"verify": tls, "transport": _NoHttp(), "trust_env": False}
    socket: dict[str, Any] = {
        "ssl": tls,
        "ping_interval": PING_INTERVAL_S,
        "ping_timeout": PING_TIMEOUT_S,
        "max_size": MAX_MESSAGE_BYTES,
        "close_timeout": LEAVING_S,
        # Whoever dials has a limit of its own; the library's 10 s would cut a longer one short.
        "open_timeout": None,
        # Speech in base64 shrinks by a quarter, for as much work again as sending it takes.
        "compression": None,
        "create_connection": _SOCKETS.get(credential.kind, LiveSocket),
    }
    url = endpoint.base_url
    if credential.kind == "headers":
        # Used as it is; https would be no address of a WebSocket to the SDK.
        url = urlsplit(url)._replace(scheme="wss").geturl()
    # What the SDK thinks of ephemeral tokens is not for users.
    warnings.filterwarnings("ignore", category=ExperimentalWarning)
    client = genai.Client(
        vertexai=vertexai,
        http_options=types.HttpOptions(
            base_url=url,
            api_version=endpoint.api_version,
            headers=dict(credential.headers),
            client_args=http,
            async_client_args=http | socket,
        ),
        **_identity(endpoint, credential),
    )
    # Not among the arguments above, since the SDK makes an HTTP client of them, too. Left alone,
    # websockets asks the environment, but not for ALL_PROXY.
    client._api_client._websocket_ssl_ctx["proxy"] = endpoint.proxy
    _unpoison(client, credential)
    return client


def _identity(endpoint: Endpoint, credential: Credential) -> dict[str, Any]:
    """The arguments of the SDK's client that say who we are."""
    match credential.kind:
        case "vertex":
            assert credential.adc is not None
            credentials, project = credential.adc.fresh()
            if not (project := endpoint.project or project):
                raise CredentialError(
                    f"Vertex AI needs a Google Cloud project, but {credential.source} name none.",
                    "Use --project, or set GOOGLE_CLOUD_PROJECT.",
                )
            return {"credentials": credentials, "project": project, "location": endpoint.location}
        case "headers":
            # Of nobody; without them the SDK takes a key from the environment.
            return {"credentials": AnonymousCredentials()}  # type: ignore[no-untyped-call]
        case _:
            return {"api_key": credential.value}


def _unpoison(client: genai.Client, credential: Credential) -> None:
    """Take back what the SDK reads from the environment and no argument of its client prevents."""
    inner = client._api_client
    inner._websocket_use_mtls_endpoint = False
    if credential.kind == "headers":
        # With both it would not use the address as it is, but ask for a token for Vertex AI.
        inner.project = inner.location = None
