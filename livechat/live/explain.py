"""Close codes, HTTP statuses and network failures as sentences with a remedy.

What they mean stands in `live.meanings`; here it is looked up and said, and what others said is
made fit to be repeated: one line, bounded, nothing that steers a terminal, no credential.
"""

from __future__ import annotations

import errno
import http.client
import json
import math
import re
import socket
import ssl
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from websockets.exceptions import (
    InvalidMessage,
    InvalidProxy,
    InvalidProxyMessage,
    InvalidProxyStatus,
    InvalidStatus,
    InvalidURI,
    ProxyError,
)
from websockets.http11 import Response

from livechat.catalog.models import MODELS, find
from livechat.catalog.nearest import nearest
from livechat.config.secrets import masked
from livechat.core.text import visible
from livechat.errors import LivechatError, NetworkError, RateLimitError
from livechat.live.delays import retry_after, wait_named
from livechat.live.meanings import (
    CERTIFICATES,
    ELSEWHERE,
    FOREIGN_AUTHORITY,
    POLITE,
    PROXY,
    PROXYING,
    REACHING,
    TABLE,
    UNRESOLVED,
    Failure,
)

__all__ = ["POLITE", "explain_close", "explain_connect", "repeatable"]

_DETAIL_CHARS = 200
"""Characters of somebody else's words worth repeating; a close's reason has at most 123 bytes."""

_MOST_SECONDS = 120
"""Longer waits are told in minutes."""

_BODY_BYTES = 64 << 10
"""Bytes of the largest body that is looked into; Google's errors are far smaller."""


_ERROR_MESSAGE = re.compile(r"error (\d{3}): (.*)", re.S)
"""How `live.socket` tells that the service sent an error in place of a session."""


def explain_close(
    code: int,
    reason: str,
    model: str,
    *,
    source: str = "",
    api_version: str = "",
    suspects: Sequence[str] = (),
    resuming: bool = False,
    established: bool = False,
    secrets: Sequence[str] = (),
) -> LivechatError:
    """The error for a connection that the service closed.

    Args:
        code: The close code (RFC 6455, 7.4), 1006 when there was no close frame; or the number of
            an error message in place of the session, an HTTP status.
        reason: The close frame's words: data.
        model: The id of the model, as it was asked for.
        source: Where the credential came from, in words; "": not told.
        api_version: The version of the API; "": not told.
        suspects: Settings that may not fit the model (`config.check.suspects`).
        resuming: Whether the setup held a handle to resume a session with.
        established: Whether the service had accepted the setup before.
        secrets: Of the credential, cut out of the reason should that repeat them.
    """
    model, version = _line(model), _line(api_version)
    return _explained(
        code,
        reason,
        label=""
        if code in POLITE
        else f" ({'close code' if code >= POLITE[0] else 'error'} {code})",
        resuming=resuming,
        established=established,
        secrets=secrets,
        facts={
            "who": "The service",
            "source": _from(source),
            "model": model,
            "version": f" for API version {version}" if version else "",
            "instead": _instead(model, version),
            "suspects": _suspects(suspects, model),
        },
    )


def explain_connect(
    error: Exception,
    host: str,
    source: str,
    *,
    via_proxy: bool = False,
    secrets: Sequence[str] = (),
) -> LivechatError:
    """The error for a connection that could not be made.

    Args:
        error: What the SDK, the WebSocket library or `http.client` raised.
        host: The service's host name.
        source: Where the credential came from, in words.
        via_proxy: Whether the connection was to go through a proxy.
        secrets: Of the credential, cut out of others' words should those repeat them.
    """
    host = _line(host)
    if isinstance(error, InvalidStatus):
        return _explain_status(error.response, host, source, secrets)
    if isinstance(error, ValueError) and (sent := _ERROR_MESSAGE.match(str(error))):
        return _explained(
            int(sent[1]),
            sent[2],
            label=f" (error {sent[1]})",
            secrets=secrets,
            facts={"who": host, "source": _from(source)},
        )
    proxy = _explain_proxy(error, host) if via_proxy or _of_a_proxy(error) else None
    if proxy is not None:
        return proxy
    what, remedy = _failure(error, host, via_proxy, secrets)
    return NetworkError(what, remedy, cause="unreachable")


def _explain_status(
    response: Response, host: str, source: str, secrets: Sequence[str]
) -> LivechatError:
    content = _content(response)
    return _explained(
        response.status_code,
        str(content.get("message") or ""),
        label=f" (HTTP {response.status_code})",
        secrets=secrets,
        retry_after_s=retry_after(response, content),
        facts={"who": host, "source": _from(source)},
    )


def _explained(
    code: int,
    words: str,
    *,
    label: str,
    facts: Mapping[str, str],
    secrets: Sequence[str],
    resuming: bool = False,
    established: bool = False,
    retry_after_s: float | None = None,
) -> LivechatError:
    words = _line(words)
    row = next(row for row in TABLE if row.fits(code, words.lower(), resuming=resuming))
    said = masked(words, secrets)
    quote = f": “{_cut(said)}”" if said.strip(" .") else ""
    after_s = wait_named(words) if retry_after_s is None else retry_after_s
    wait = _seconds(after_s) if after_s else "a moment"
    known = {**facts, "said": label + quote, "wait": wait}
    texts = row.in_call if established and row.in_call else (row.what, row.remedy)
    what, remedy = (text.format_map(known) for text in texts)
    if issubclass(row.kind, NetworkError):
        return row.kind(what, remedy, cause=row.cause, retry_after_s=after_s)
    if issubclass(row.kind, RateLimitError):
        return row.kind(what, remedy, retry_after_s=after_s)
    return row.kind(what, remedy)


def _instead(model: str, version: str) -> str:
    """What to do about a model that the service does not have."""
    row = find(model)
    in_use = [one.id for one in MODELS if one.status != "retired" and one is not row]
    other = (row.replacement if row else None) or nearest(model.rpartition("/")[2], in_use)
    known = (
        f"Try --model {other}" if other else "Choose another --model that `livechat models` lists"
    )
    return f"{known}, or another api_version{f' than {version}' if version else ''}."


def _suspects(suspects: Sequence[str], model: str) -> str:
    """What to do about settings that do not fit."""
    if not suspects:
        return f"`livechat models` lists what {model} takes; another --model may take more."
    if len(suspects) == 1:
        return f"Leave out {suspects[0]}, which may not fit {model}."
    return f"Leave out, one after the other, what may not fit {model}: {', '.join(suspects)}."


def _of_a_proxy(error: Exception) -> bool:
    return isinstance(error, ProxyError | InvalidProxy | ImportError)


def _explain_proxy(error: Exception, host: str) -> NetworkError | None:
    """The error for what only a proxy does; None: the way beyond it fails, or the way to it."""
    # Words about a proxy's address are never repeated: they may hold a password.
    match error:
        case ImportError():
            return _proxy_error(
                f"The proxy to {host} is a SOCKS proxy, for which python-socks is missing.",
                "Install python-socks beside livechat, or name an HTTP proxy in HTTPS_PROXY.",
            )
        case InvalidProxy():
            return _not_a_proxy()
        case ValueError() if isinstance(error, UnicodeError) or str(error).startswith("Port "):
            return _not_a_proxy()
        case InvalidProxyMessage() | http.client.BadStatusLine() if not isinstance(error, OSError):
            return _proxy_error(
                f"What HTTPS_PROXY names does not answer as an HTTP proxy would to reach {host}.",
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
        "HTTPS_PROXY does not name a proxy.",
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
                f"{host} did not answer in time{way}.",
                "Check the network; --timeout waits longer.",
            )
        case ssl.SSLCertVerificationError():
            bad = _find(CERTIFICATES, [getattr(error, "verify_code", 0)])
            if bad is None:
                return (
                    f"The certificate of {host} is not trusted: {_detail(error, secrets)}.",
                    FOREIGN_AUTHORITY,
                )
            return f"The certificate of {host} {bad.why}.", bad.remedy
        case ssl.SSLError():
            return (
                f"{host} does not speak TLS as expected{way}: {_detail(error, secrets)}.",
                ELSEWHERE,
            )
        case InvalidURI():
            return f"{host} is not an address to connect to.", "Check --base-url."
        case InvalidMessage() if not isinstance(error.__cause__, EOFError):
            return f"What answers at {host} does not speak HTTP.", ELSEWHERE
        case socket.gaierror():
            found: Failure | None = _find(UNRESOLVED, [error.errno or 0]) or UNRESOLVED[-1]
        case InvalidMessage():
            found = _find(REACHING, [errno.ECONNRESET])
        case OSError():
            found = _find(REACHING, _errnos(error))
        case _:
            return (
                f"The connection to {host}{way} failed: {_detail(error, secrets)}.",
                "Check --base-url, and try again.",
            )
    why = found.why if found else _detail(error, secrets)
    if via_proxy:
        return f"The proxy to {host} cannot be reached: {why}.", PROXY
    remedy = found.remedy if found else "Check the network and --base-url."
    return f"{host} cannot be reached: {why}.", remedy


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


def _content(response: Response) -> dict[str, Any]:
    """The error in a small body as Google's APIs write it (google.rpc.Status), else nothing."""
    if len(response.body or b"") > _BODY_BYTES:
        return {}
    try:
        content = json.loads(response.body or b"")
    except (ValueError, RecursionError):
        return {}
    if isinstance(content, list) and content:
        content = content[0]
    error = content.get("error") if isinstance(content, dict) else None
    return error if isinstance(error, dict) else {"message": error} if error else {}


def _seconds(seconds: float) -> str:
    if seconds <= _MOST_SECONDS:
        return f"{math.ceil(seconds)} s"
    return f"{math.ceil(seconds / 60)} minutes"


def _detail(error: Exception, secrets: Sequence[str]) -> str:
    """The error's own words, without the numbers and the punctuation around them."""
    words = getattr(error, "verify_message", "") or getattr(error, "strerror", "") or str(error)
    return _cut(masked(_line(words), secrets)) or type(error).__name__


def repeatable(text: str, secrets: Sequence[str]) -> str:
    """Others' words, fit to be shown and logged: one line, nothing that steers, no credential."""
    return masked(_line(text), secrets)


def _line(text: str) -> str:
    """Text from outside on one line, with nothing in it that steers."""
    return " ".join(visible(text).split())


def _from(source: str) -> str:
    return f" from {_line(source)}" if source else ""


def _cut(text: str) -> str:
    text = text if len(text) <= _DETAIL_CHARS else f"{text[: _DETAIL_CHARS - 1]}…"
    return text.rstrip(" .")
