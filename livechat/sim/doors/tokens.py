"""Ephemeral tokens: made with the API key by a backend, used in its place by a client.

A token starts a number of sessions, within a minute as a rule, and what goes on in them ends when
it expires. It may fix parts of their setup. Nothing here looks at a clock of its own.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from livechat.sim.protocol.locks import lock
from livechat.sim.protocol.minting import Wanted
from livechat.sim.protocol.routes import TOKEN_PREFIX
from livechat.sim.protocol.wire import POLICY, Close

VERSIONS: Final = ("v1alpha", "v1beta")
"""API versions that know ephemeral tokens: the older pages and SDKs name the first, the newest
pages the second."""

LIFETIME: Final = timedelta(minutes=30)
"""From the making of a token to its end, unless asked otherwise."""

STARTING_TIME: Final = timedelta(seconds=60)
"""From the making of a token to its last new session, unless asked otherwise."""

USES: Final = 1
"""New sessions of a token, unless asked otherwise."""

MOST_TOKENS: Final = 10_000
"""Tokens kept; a load test makes thousands, and the oldest have long expired."""

MOST_BYTES: Final = 64 << 20
"""Bytes of what tokens were asked for, all together; a setup may be long."""

EXPIRED: Final = "auth token expired"
"""Reason for the end of a session whose token has expired."""


@dataclass(slots=True)
class Token:
    """One token and what is left of it. All times are aware."""

    name: str = field(repr=False)
    """`auth_tokens/…`: the credential."""
    uses: int
    """New sessions in all; 0 for any number."""
    expires: datetime
    starts_by: datetime
    """The last moment for a new session."""
    setup: Mapping[str, Any] | None
    mask: tuple[str, ...]
    size: int
    """Bytes of the request for it."""
    used: int = 0
    """New sessions so far."""

    def expired(self, now: datetime) -> bool:
        """Whether it is worth nothing any more."""
        return now >= self.expires

    def begin(self, now: datetime, resuming: bool) -> str | None:
        """Begin a session.

        Args:
            now: Aware.
            resuming: Whether a session goes on; that is no use, and no matter of `starts_by`.

        Returns:
            Why it cannot begin, or None.
        """
        if self.expired(now):
            return EXPIRED
        if resuming:
            return None
        if now >= self.starts_by:
            return "auth token is too old to start a new session"
        if self.uses and self.used >= self.uses:
            return "auth token has been used up"
        self.used += 1
        return None


class Tokens:
    """The tokens of one server.

    Args:
        clock: The time; naive times are taken as local.
    """

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._tokens: dict[str, Token] = {}
        self._bytes = 0

    def now(self) -> datetime:
        """The time, aware."""
        return self._clock().astimezone()

    def mint(self, wanted: Wanted) -> Token:
        """Make a token and keep it; the oldest are forgotten when there are too many."""
        now = self.now()
        token = Token(
            TOKEN_PREFIX + secrets.token_hex(16),
            USES if wanted.uses is None else wanted.uses,
            wanted.expires or now + LIFETIME,
            wanted.starts_by or now + STARTING_TIME,
            wanted.setup,
            wanted.mask,
            wanted.size,
        )
        self._tokens[token.name] = token
        self._bytes += token.size
        while len(self._tokens) > MOST_TOKENS or self._bytes > MOST_BYTES:
            self._bytes -= self._tokens.pop(next(iter(self._tokens))).size
        return token

    def find(self, name: str) -> Token | None:
        """The token of that name, expired or not, or None if there is none."""
        return self._tokens.get(name)


@dataclass(frozen=True, slots=True)
class Pass:
    """What let a client in: a token, or something that sets no bounds."""

    token: Token | None = None

    def admit_setup(self, fields: Mapping[str, Any], now: datetime) -> Mapping[str, Any] | Close:
        """The setup the session is to have instead of the client's, or why there is to be none.

        Args:
            fields: The client's, known keys in camelCase.
            now: Aware.
        """
        if self.token is None:
            return fields
        refusal = self.token.begin(now, _resuming(fields))
        if refusal is not None:
            return Close(POLICY, refusal)
        return lock(fields, self.token.setup, self.token.mask)

    def refused(self, fields: Mapping[str, Any]) -> None:
        """The setup from `admit_setup` was refused for another reason: that is no use.

        Args:
            fields: The client's, as given to `admit_setup`.
        """
        if self.token is not None and not _resuming(fields):
            self.token.used -= 1

    def expires_in(self, now: datetime) -> float | None:
        """Seconds until the connection is to be closed with `EXPIRED`; None: no such end."""
        if self.token is None:
            return None
        return max(0.0, (self.token.expires - now).total_seconds())


def _resuming(fields: Mapping[str, Any]) -> bool:
    return bool(fields.get("sessionResumption", {}).get("handle"))
