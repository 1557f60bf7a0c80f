"""Links in a terminal (OSC 8): where they are known to work, and what may become one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote, urlsplit

MAX_URI_CHARS: Final = 2_083
"""What VTE takes; iTerm2 takes 2,097. Longer ones are cut off or refused."""

_TERMS: Final = ("xterm-kitty", "foot", "xterm-ghostty", "wezterm")
"""Beginnings of TERM; ssh passes them on."""

_PROGRAMS: Final = ("kitty", "WezTerm", "iTerm.app", "ghostty")
"""TERM_PROGRAM."""

_VTE: Final = 5000
"""VTE_VERSION 0.50, the first with links: GNOME Terminal, Tilix, xfce4-terminal and others."""

_TMUX: Final = (3, 4)
"""The first tmux that passes links on."""

_PRINTABLE: Final = "".join(map(chr, range(0x21, 0x7F)))
"""All that a link may consist of."""

_VERSION: Final = re.compile(r"(\d{1,3})\.(\d{1,3})")


def shows_links(environ: Mapping[str, str]) -> bool:
    """Whether the terminal is known to show links, by the environment.

    A terminal that does not would show the title alone, without the address. tmux takes links away
    unless it knows that its own terminal shows them, which by itself it only knows of iTerm2.
    """
    term = environ.get("TERM", "")
    if environ.get("TMUX") or term.startswith("tmux"):
        return _tmux_version(environ) >= _TMUX and environ.get("LC_TERMINAL") == "iTerm2"
    if environ.get("STY") or environ.get("XTERM_VERSION") or term.startswith("screen"):
        return False
    if term in ("", "dumb", "linux"):
        return bool(environ.get("WT_SESSION")) and term == ""
    vte = environ.get("VTE_VERSION", "")
    return (
        term.startswith(_TERMS)
        or environ.get("TERM_PROGRAM") in _PROGRAMS
        or environ.get("LC_TERMINAL") == "iTerm2"
        or bool(environ.get("WT_SESSION"))
        or (vte.isdecimal() and int(vte[:9]) >= _VTE)
    )


def _tmux_version(environ: Mapping[str, str]) -> tuple[int, int]:
    """Return the version of tmux that the terminal is; 0.0 if it does not say."""
    found = _VERSION.match(environ.get("TERM_PROGRAM_VERSION", ""))
    if environ.get("TERM_PROGRAM") != "tmux" or found is None:
        return 0, 0
    return int(found[1]), int(found[2])


def linkable(uri: str) -> str:
    """Return an address as a link may have it; empty where it may be none.

    Only web pages are opened, and nothing in an address may end the link and steer the terminal.
    """
    if not all(char.isprintable() and not char.isspace() for char in uri):
        return ""
    if not uri.isascii():
        uri = quote(uri.encode(errors="replace"), safe=_PRINTABLE)
    if len(uri) > MAX_URI_CHARS or not host_of(uri):
        return ""
    return uri


def host_of(uri: str) -> str:
    """Return the host of a web page's address; empty if it is none."""
    try:
        parts = urlsplit(uri)
        host = parts.hostname
    except ValueError:
        return ""
    return host or "" if parts.scheme.lower() in ("http", "https") else ""
