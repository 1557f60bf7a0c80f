"""What `livechat doctor` finds out about everything but sound: one small function a part."""

from __future__ import annotations

import base64
import http.client
import os
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import unquote, urlsplit

from livechat import installing
from livechat.config.layers import Loaded
from livechat.config.settings import FIELDS, Practice, Settings
from livechat.errors import LivechatError

if TYPE_CHECKING:
    from livechat.live.credentials import Credential

Verdict = Literal["ok", "warning", "problem"]
"""A warning leaves a conversation possible, a problem does not."""

_HTTPS_PORT = 443

_TRY_S = 5.0
"""Seconds that each step to the service may take: name, connection, TLS."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found out about one part."""

    part: str
    verdict: Verdict
    words: str
    """One sentence."""
    fix: str = ""
    """What to do; empty when all is well."""
    exit_code: int = 0
    """Of a problem: what a conversation would end with."""
    data: Mapping[str, object] = field(default_factory=dict)
    """The figures behind the words, of JSON's kinds."""


def problem(part: str, error: LivechatError) -> Finding:
    """An error as a finding."""
    return Finding(part, "problem", error.what, error.remedy, error.exit_code)


def check_settings(loaded: Loaded, doubts: list[str]) -> list[Finding]:
    """Where the settings come from, and what is doubtful about them."""
    there = loaded.file is not None and os.path.exists(loaded.file)  # noqa: PTH110 - never raises
    words = f"Using {loaded.file}." if there else "No settings file; none is needed."
    if loaded.profile:
        words = f"Using profile {loaded.profile} of {loaded.file}."
    data = {"file": str(loaded.file) if there else None, "profile": loaded.profile}
    look = "`livechat config show` shows where each setting comes from."
    return [
        Finding("settings", "ok", words, data=data),
        *(Finding("settings", "warning", doubt, look) for doubt in doubts),
    ]


def check_versions(lines: list[str]) -> Finding:
    """Versions for a bug report; a part that is missing is a problem of the installation."""
    missing = [line.removesuffix(" missing") for line in lines if line.endswith(" missing")]
    data = {"versions": lines}
    if missing:
        return Finding(
            "versions",
            "problem",
            f"The installation is incomplete: {', '.join(missing)} is missing.",
            f"Install livechat again: {installing.whole()}",
            1,
            data,
        )
    return Finding("versions", "ok", f"{'; '.join(lines)}.", data=data)


def check_credential(
    environ: Mapping[str, str], loaded: Loaded | None
) -> tuple[Finding, Credential | None]:
    """Whether there is something to sign in with, and from where; it is never shown, nor sent.

    Args:
        environ: The environment.
        loaded: The settings; None when they cannot be read.

    Returns:
        What was found, and the credential itself if there is one.
    """
    from livechat.live.credentials import find_credential

    loaded = loaded or Loaded(Settings(), dict.fromkeys(FIELDS, "default"), (), Path(), None)
    try:
        found = find_credential(loaded, environ)
        if found.adc is not None:
            found.adc.find()
    except LivechatError as error:
        return problem("credentials", error), None
    words = f"Sessions sign in with {found.phrase}."
    data = {"kind": found.kind, "source": found.source}
    return Finding("credentials", "ok", words, data=data), found


def check_partner(practice: Practice) -> Finding:
    """Whether the practice partner would understand what it hears."""
    from livechat.sim.senses.ears import can_whisper

    understands = practice.scenario is not None or can_whisper(practice.ears)
    data = {"understands_speech": understands}
    if understands:
        return Finding("service", "ok", "The practice partner is on this machine.", data=data)
    if practice.ears == "none":
        words = "The practice partner is on this machine, and told not to understand speech."
        return Finding(
            "service", "warning", words, "Unset practice.ears, or type to it.", data=data
        )
    return Finding(
        "service",
        "warning",
        "The practice partner is on this machine, but will not understand speech.",
        f"Type to it, or run: {installing.extra('offline')}",
        data=data,
    )


def check_service(
    url: str,
    *,
    proxy: str | None,
    reach: Callable[[str, int, str | None], float] | None = None,
) -> Finding:
    """Whether the service's host answers and proves who it is. No key is sent.

    Args:
        url: The service's base URL.
        proxy: The proxy to go through; None for none.
        reach: Shakes hands with a host and port through a proxy and returns the seconds it took.
    """
    from livechat.live.explain import explain_connect

    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or _HTTPS_PORT
    data = {"host": host, "port": port, "proxy": proxy is not None}
    if proxy is not None and urlsplit(proxy).scheme != "http":
        return Finding(
            "service",
            "warning",
            f"Cannot check {host} through this kind of proxy.",
            "Try it with `livechat say hello --no-play`.",
            data=data,
        )
    try:
        seconds = (reach or shake_hands)(host, port, proxy)
    except (OSError, http.client.HTTPException) as error:
        found = problem("service", explain_connect(error, host, "", via_proxy=proxy is not None))
        return Finding(found.part, found.verdict, found.words, found.fix, found.exit_code, data)
    except LivechatError as error:  # certificates that cannot be read
        return problem("service", error)
    way = " through the proxy" if proxy is not None else ""
    return Finding(
        "service",
        "ok",
        f"{host} answers{way}, in {seconds * 1000:.0f} ms.",
        data=data | {"handshake_ms": round(seconds * 1000, 1)},
    )


def shake_hands(host: str, port: int, proxy: str | None) -> float:
    """Resolve, connect, shake TLS hands, close; return the seconds it took.

    Args:
        host: The service's host.
        port: Its TCP port.
        proxy: An `http://` proxy to go through; None for none.

    Raises:
        OSError: Any step fails: `socket.gaierror`, `ConnectionRefusedError`, `TimeoutError`,
            `ssl.SSLError`.
        SettingsError: The certificates that `SSL_CERT_FILE` names cannot be read.
    """
    from livechat.config.authorities import authorities
    from livechat.threads import bounded

    context = authorities()
    # Looking up a name knows no limit of its own.
    return bounded(3 * _TRY_S, lambda: _shake_hands(host, port, proxy, context))


def _shake_hands(host: str, port: int, proxy: str | None, context: ssl.SSLContext) -> float:
    began = time.monotonic()
    first, first_port, headers = host, port, {}
    if proxy is not None:
        parts = urlsplit(proxy)
        first, first_port = parts.hostname or "", parts.port or 80
        if parts.username is not None:
            pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
            headers["Proxy-Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    connection = http.client.HTTPSConnection(first, first_port, timeout=_TRY_S, context=context)
    if proxy is not None:
        connection.set_tunnel(host, port, headers)
    try:
        connection.connect()
    finally:
        connection.close()
    return time.monotonic() - began
