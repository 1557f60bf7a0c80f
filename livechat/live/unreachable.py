"""Why a connection cannot be made: what the system, TLS, HTTP or a proxy says → a sentence."""

from __future__ import annotations

import errno
import http.client
import re
import socket
import ssl
from collections.abc import Collection, Sequence

from websockets.exceptions import (
    InvalidMessage,
    InvalidProxy,
    InvalidProxyMessage,
    InvalidProxyStatus,
    InvalidURI,
    ProxyError,
)

from livechat import installing
from livechat.errors import NetworkError
from livechat.live.failures import (
    CERTIFICATES,
    ELSEWHERE,
    FOREIGN_AUTHORITY,
    PROXY,
    PROXYING,
    REACHING,
    UNRESOLVED,
    Failure,
)
from livechat.live.words import detail


def explain_unreachable(
    error: Exception, host: str, *, via_proxy: bool, secrets: Sequence[str]
) -> NetworkError:
    """The error for a connection that was not even refused.

    Args:
        error: What the system, google-genai, the WebSocket library or `http.client` raised.
        host: The service's host name.
        via_proxy: Whether the connection was to go through a proxy.
        secrets: Of the credential, cut out of others' words should those repeat them.
    """
    proxy = _explain_proxy(error, host) if via_proxy or _of_a_proxy(error) else None
    if proxy is not None:
        return proxy
    what, remedy = _failure(error, host, via_proxy, secrets)
    return NetworkError(what, remedy, cause="unreachable")


def _of_a_proxy(error: Exception) -> bool:
    return isinstance(error, ProxyError | InvalidProxy | ImportError)


def _explain_proxy(error: Exception, host: str) -> NetworkError | None:
    """The error for what only a proxy does; None: the way beyond it fails, or the way to it."""
    # Words about a proxy's address are never repeated: they may hold a password.
    match error:
        case ImportError():
            return _proxy_error(
                f"The proxy to {host} is a SOCKS proxy, for which python-socks is missing.",
                f"Name an HTTP proxy in HTTPS_PROXY, or run: {installing.beside('python-socks')}.",
            )
        case InvalidProxy():
            return _not_a_proxy()
        case ValueError() if isinstance(error, UnicodeError) or str(error).startswith("Port "):
            return _not_a_proxy()
        case InvalidProxyMessage() | http.client.BadStatusLine() if not isinstance(error, OSError):
            return _proxy_error(
                f"The proxy used to reach {host} is not an HTTP proxy.",
                PROXY,
            )
        case InvalidProxyStatus():
            return _proxy_status(error.response.status_code, host)
        case ProxyError():
            return _proxy_error(f"The proxy did not let the connection to {host} through.", PROXY)
        case OSError() if tunnel := re.match(r"Tunnel connection failed: (\d{3})", str(error)):
            return _proxy_status(int(tunnel[1]), host)  # as http.client has it
        case _:
            return None


def _not_a_proxy() -> NetworkError:
    return _proxy_error(
        "The variable HTTPS_PROXY (or ALL_PROXY) does not name a proxy.",
        "Write it as http://HOST:PORT, or http://NAME:PASSWORD@HOST:PORT.",
    )


def _proxy_status(status: int, host: str) -> NetworkError:
    found = _find(PROXYING, [status]) or PROXYING[-1]
    return _proxy_error(f"The proxy to {host} {found.why} (HTTP {status}).", found.remedy)


def _proxy_error(what: str, remedy: str) -> NetworkError:
    return NetworkError(what, remedy, cause="unreachable")


def _failure(
    error: Exception, host: str, via_proxy: bool, secrets: Sequence[str]
) -> tuple[str, str]:
    """What happened on the way, and what to do."""
    way = " through the proxy" if via_proxy else ""
    match error:
        case TimeoutError():
            return (
                f"{host} did not respond in time{way}.",
                "Check the network, or wait longer with --timeout.",
            )
        case ssl.SSLCertVerificationError():
            bad = _find(CERTIFICATES, [getattr(error, "verify_code", 0)])
            if bad is None:
                return (
                    f"The certificate of {host} is not trusted: {detail(error, secrets)}.",
                    FOREIGN_AUTHORITY,
                )
            return f"The certificate of {host} {bad.why}.", bad.remedy
        case ssl.SSLError():
            return (
                f"{host} does not speak TLS as expected{way}: {detail(error, secrets)}.",
                ELSEWHERE,
            )
        case InvalidURI():
            return f"{host} is not a valid address.", "Check --base-url."
        case InvalidMessage() if not isinstance(error.__cause__, EOFError):
            return f"The server at {host} does not speak HTTP.", ELSEWHERE
        case socket.gaierror():
            found: Failure | None = _find(UNRESOLVED, [error.errno or 0]) or UNRESOLVED[-1]
        case InvalidMessage():
            found = _find(REACHING, [errno.ECONNRESET])
        case OSError():
            found = _find(REACHING, _errnos(error))
        case _:
            return (
                f"The connection to {host}{way} failed: {detail(error, secrets)}.",
                "Check --base-url, and try again.",
            )
    why = found.why if found else detail(error, secrets)
    if via_proxy:
        return f"Cannot reach the proxy to {host}: {why}.", PROXY
    remedy = found.remedy if found else "Check the network and --base-url."
    return f"Cannot reach {host}: {why}.", remedy


def _find(table: tuple[Failure, ...], numbers: Collection[int]) -> Failure | None:
    """The first failure of a table that one of the numbers means."""
    return next((one for one in table if not set(one.numbers).isdisjoint(numbers)), None)


def _errnos(error: OSError) -> list[int]:
    """The system's numbers; asyncio gives only a text where each of many addresses failed."""
    if error.errno is not None:
        return [error.errno]
    if isinstance(error, ConnectionError) and not isinstance(error, ConnectionRefusedError):
        return [errno.ECONNRESET]  # raised by a library that saw the end
    return [int(number) for number in re.findall(r"\[(?:Errno|WinError) (\d{1,9})\]", str(error))]
