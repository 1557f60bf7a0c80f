"""Whether a function runs, asks or never runs: patterns first, then what it says of itself.

never  >  ask  >  allow  >  its own hint: what only reads is allowed, what writes asks
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from livechat.core.tools.tool import Level

SEPARATOR = "__"
"""Between a server and a function of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Patterns over `name`, `server` or `server__name`; `*` stands for any text."""

    never: tuple[str, ...] = ()
    ask: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()
    key: tuple[str, ...] = ()
    """Whose leave must be given by a key."""
    trusted: tuple[str, ...] = ()
    """Servers, by their very names, whose functions need no leave unless a pattern says so."""

    def level(self, names: Iterable[str], hint: Level) -> Level:
        """Return the level of a function.

        Args:
            names: All that it is called, as `names` returns.
            hint: Its level where no pattern says anything.
        """
        known = tuple(names)
        if matches(self.never, known):
            return "never"
        if matches(self.ask, known):
            return "ask"
        server = known[0]
        # A function may be named like one of another server; that must not give it leave.
        own = [server, *(name for name in known[1:] if _is_own(name, server))]
        return "allow" if server in self.trusted or matches(self.allow, own) else hint

    def needs_key(self, names: Iterable[str]) -> bool:
        """Whether leave must be given by a key."""
        return matches(self.key, tuple(names))


def names(server: str, *named: str) -> tuple[str, ...]:
    """Return all that patterns know a function by.

    Args:
        server: Whose it is.
        named: Its name where it comes from, and the one that the service is told.
    """
    return (server, *named, *(f"{server}{SEPARATOR}{name}" for name in named))


def _is_own(name: str, server: str) -> bool:
    """Whether a function's name names no other server."""
    return SEPARATOR not in name or name.startswith(f"{server}{SEPARATOR}")


def matches(patterns: Iterable[str], known: Iterable[str]) -> bool:
    """Whether any pattern fits any name. Capitals count, as they do in names of functions."""
    listed = tuple(known)
    return any(fnmatchcase(name, pattern) for pattern in patterns for name in listed)
