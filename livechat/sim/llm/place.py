"""Where a language model's endpoint is: the parts of its URL."""

from __future__ import annotations

import ipaddress
import re
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from livechat.errors import SettingsError

PORTS: Final = {"http": 80, "https": 443}
"""Usual port of each scheme."""

CHAT: Final = "/chat/completions"
"""What an answer is asked of, behind the base URL."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an endpoint is."""

    scheme: str
    host: str
    port: int
    path: str
    """What the endpoint's paths begin with, "/v1" usually; without a slash at its end."""
    login: str = field(default="", repr=False)
    """`user:password` of the URL, if it had one."""

    @property
    def authority(self) -> str:
        """Host and port, as users read them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def loopback(self) -> bool:
        """Whether it is on this machine."""
        if self.host == "localhost" or self.host.endswith(".localhost"):
            return True
        with suppress(ValueError):
            return ipaddress.ip_address(self.host).is_loopback
        return False


def place_of(url: str) -> Place:
    """Where the base URL of an OpenAI-compatible endpoint leads.

    Args:
        url: "http://127.0.0.1:11434/v1"; "/v1" is added where there is no path.

    Raises:
        SettingsError: it is no `http://` or `https://` address.
    """
    wrong = SettingsError(
        "The language model's address must begin with http:// or https://.",
        "Use one such as http://127.0.0.1:11434/v1.",
    )
    try:
        parts = urlsplit(url.strip())
        port, host = parts.port, parts.hostname or ""
        if ":" not in host:
            host = host.encode("idna").decode()
    except ValueError:
        raise wrong from None
    if parts.scheme not in PORTS or not re.fullmatch(r"[\w.:%-]+", host, re.ASCII):
        raise wrong
    path = quote(parts.path, safe="/:@!$&'()*+,;=~%-._").rstrip("/").removesuffix(CHAT)
    login = ""
    if parts.username is not None:
        login = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return Place(parts.scheme, host, port or PORTS[parts.scheme], path or "/v1", login)
