"""Close codes, HTTP statuses and network failures as sentences with a remedy.

Codes are WebSocket's (RFC 6455) and HTTP's. What they mean here follows the reasons the service
gives with them, as users and Google's Live API documentation report them.
"""

from __future__ import annotations

import socket
import ssl

from websockets.exceptions import InvalidProxy, InvalidStatus, InvalidURI, ProxyError

from livechat.core.text import visible
from livechat.errors import CredentialError, LivechatError, NetworkError, RefusedError

POLITE = (1000, 1001)
"""Close codes of an ordinary goodbye."""

_DETAIL_CHARS = 200
"""Characters of somebody else's error message worth repeating."""


def explain_close(code: int, reason: str, model: str) -> LivechatError:
    """The error for a connection that the service closed."""
    said = _said(reason)
    lowered = reason.lower()
    if "quota" in lowered or "resource_exhausted" in lowered or "rate limit" in lowered:
        return RefusedError(
            f"The service has no quota left for this key{said}.",
            "Wait a while, or look at the plan's limits in Google AI Studio.",
        )
    if "api key" in lowered or "unauthenticated" in lowered:
        return CredentialError(
            f"The service does not accept the key{said}.",
            "Check the key and what it may be used for.",
        )
    match code:
        case 1007:
            return RefusedError(
                f"The service refused a setting of this session{said}.",
                f"A setting may not fit the model {model}; `livechat models` lists what it takes.",
            )
        case 1008 if "not found for api version" in lowered or "model" in lowered:
            return RefusedError(
                f"The service does not know the model {model}{said}.",
                "`livechat models` lists the ones that are known; --model chooses.",
            )
        case 1008:
            return RefusedError(
                f"The service refused the session{said}.",
                "The model may not take this kind of input or setting; try another --model.",
            )
        case 1011:
            return NetworkError(
                f"The service had an error of its own{said}.", "Try again in a moment."
            )
        case 1006:
            return NetworkError("The connection was lost.", "Check the network and try again.")
        case 1009:
            return NetworkError(
                f"A message was larger than the other side takes{said}.",
                "Try again with less at once.",
            )
        case _ if code in POLITE:
            return NetworkError(f"The service has ended the session{said}.", "Start a new one.")
        case _:
            return NetworkError(
                f"The connection was closed with code {code}{said}.", "Try again in a moment."
            )


def explain_connect(
    error: Exception, host: str, source: str, *, via_proxy: bool = False
) -> LivechatError:
    """The error for a connection that could not be made.

    Args:
        error: What the SDK or the WebSocket library raised.
        host: The service's host name.
        source: Where the credential came from, in words.
        via_proxy: Whether the connection was to go through a proxy.
    """
    match error:
        case ImportError():
            return NetworkError(
                f"The proxy to {host} is of a kind that is not supported: {_detail(error)}.",
                "Use an HTTP proxy in HTTPS_PROXY, or install python-socks.",
            )
        case ssl.SSLError() | TimeoutError():
            pass
        case OSError() if via_proxy:
            return NetworkError(
                f"The proxy to {host} cannot be reached: {_detail(error)}.",
                "Check HTTPS_PROXY, or exempt the host with NO_PROXY.",
            )
        case _:
            pass
    match error:
        case InvalidStatus():
            return _explain_status(error.response.status_code, host, source)
        case TimeoutError():
            return NetworkError(
                f"{host} did not answer in time.", "Check the network; --timeout waits longer."
            )
        case ssl.SSLCertVerificationError():
            return NetworkError(
                f"The certificate of {host} is not trusted: {_detail(error)}.",
                "Behind a company's proxy, SSL_CERT_FILE=FILE adds its certificate authority.",
            )
        case ssl.SSLError():
            return NetworkError(
                f"{host} does not speak TLS as expected: {_detail(error)}.",
                "Check --base-url, and that no proxy stands in between.",
            )
        case socket.gaierror():
            return NetworkError(
                f"The name {host} cannot be resolved.", "Check the network and --base-url."
            )
        case ConnectionRefusedError():
            return NetworkError(
                f"Nothing answers at {host}.", "Check --base-url, and that the service runs."
            )
        case InvalidProxy() | ProxyError():
            return NetworkError(
                f"The proxy did not let the connection to {host} through.",
                "Check HTTPS_PROXY, or exempt the host with NO_PROXY.",
            )
        case InvalidURI():
            return NetworkError(f"{host} is not an address to connect to.", "Check --base-url.")
        case OSError():
            return NetworkError(
                f"{host} cannot be reached: {_detail(error)}.",
                "Check the network and --base-url.",
            )
        case _:
            return NetworkError(
                f"The connection to {host} failed: {_detail(error)}.",
                "Check --base-url, and try again.",
            )


def _explain_status(status: int, host: str, source: str) -> LivechatError:
    match status:
        case 400 | 401:
            return CredentialError(
                f"{host} does not accept the key from {source} (HTTP {status}).",
                "Make a new key at https://aistudio.google.com/apikey, or correct this one.",
            )
        case 403:
            return CredentialError(
                f"The key from {source} may not use this service (HTTP 403).",
                "Check that the Gemini API is enabled for it, and where it may be used from.",
            )
        case 404:
            return RefusedError(
                f"{host} has no Live API at this address (HTTP 404).",
                "Check --base-url and the setting api_version.",
            )
        case 429:
            return RefusedError(
                f"{host} takes no more requests from this key for now (HTTP 429).",
                "Wait a minute, or look at the plan's limits in Google AI Studio.",
            )
        case _ if status >= 500:
            return NetworkError(
                f"{host} is overloaded or down (HTTP {status}).", "Try again in a moment."
            )
        case _:
            return NetworkError(
                f"{host} answered with HTTP {status} instead of a Live session.",
                "Check --base-url and the setting api_version.",
            )


def _detail(error: Exception) -> str:
    """The error's own words, without the numbers and the punctuation around them."""
    words = getattr(error, "verify_message", "") or getattr(error, "strerror", "") or str(error)
    return visible(words)[:_DETAIL_CHARS].rstrip(".") or type(error).__name__


def _said(reason: str) -> str:
    reason = " ".join(visible(reason).split()).rstrip(".")
    return f": “{reason}”" if reason else ""
