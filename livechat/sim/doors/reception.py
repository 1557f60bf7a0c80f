"""What a client meets before its first message: who is let in, and what HTTP is answered.

    WebSocket, ordinary method      the API key, if the server has one
    WebSocket, ephemeral tokens     a token made here that has not expired
    POST …/auth_tokens              makes a token; the API key, if the server has one
    GET …/models, …/models/NAME     the models it stands for; the API key, if the server has one
    GET /                           says that the server is there
    OPTIONS                         tells browsers that pages from anywhere may ask

No credential of a client is kept or told back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from livechat import __version__
from livechat.sim.doors.tokens import VERSIONS, Pass, Tokens
from livechat.sim.protocol import listing, minting, routes
from livechat.sim.protocol.exchange import Answer, Asked, refusal
from livechat.sim.protocol.schema import WireError

UNREGISTERED: Final = (
    "Method doesn't allow unregistered callers (callers without established identity). "
    "Please use API Key or other form of API consumer identity to call this API."
)
"""The hosted service's words for a request without any credential."""

UNKNOWN_KEY: Final = "API key not valid. Please pass a valid API key."
UNKNOWN_TOKEN: Final = "The auth token is unknown or has expired."
MISPLACED_TOKEN: Final = "An auth token is valid for BidiGenerateContentConstrained only."
SEVERAL: Final = "Multiple authentication credentials received. Please pass only one."

_JSON: Final = ("", "application/json", "text/plain")
"""Media types of a JSON body; plain text is what a page sends that wants no preflight."""

_Handlers = Mapping[str, Callable[[Asked], Answer]]


class Reception:
    """Answers a server's clients until they are in.

    Args:
        key: What they must know; None asks for nothing.
        tokens: The server's ephemeral tokens.
        strict: Whether requests with unknown fields are refused, and those that bring the same
            credential twice.
        versions: API versions that know ephemeral tokens.
    """

    def __init__(
        self,
        key: str | None,
        tokens: Tokens,
        *,
        strict: bool = False,
        versions: Sequence[str] = VERSIONS,
    ) -> None:
        self._key = key
        self._tokens = tokens
        self._strict = strict
        self._versions = versions

    def admit(self, asked: Asked) -> Pass | Answer:
        """Let a WebSocket in, or say why not."""
        route = routes.find(asked.target)
        if route is None:
            return _nowhere()
        if route.constrained and route.version not in self._versions:
            return _nowhere()
        offered = routes.credentials(asked.target, asked.headers)
        # A gateway has rules of its own, and Google's SDK sends a token as its key, too.
        if route.flavour != "gateway" and self._several(offered, alike=route.constrained):
            return refusal(400, SEVERAL)
        if not route.constrained:
            return self._against_key(offered) or Pass()
        for name in offered:
            token = self._tokens.find(name)
            if token is not None and not token.expired(self._tokens.now()):
                return Pass(token)
        return refusal(401, UNKNOWN_TOKEN) if offered else refusal(403, UNREGISTERED)

    def answer(self, asked: Asked) -> Answer:
        """Answer a request that is no WebSocket's."""
        handlers = self._handlers(asked.target)
        if handlers is None:
            return _nowhere()
        methods = ", ".join([*handlers, "OPTIONS"])
        if asked.method == "OPTIONS":
            return _preflight(asked, methods)
        if asked.method not in handlers:
            return refusal(405, f"{asked.method} is not allowed here.", ("Allow", methods))
        return handlers[asked.method](asked)

    def _handlers(self, target: str) -> _Handlers | None:
        """What can be done at a path, by method; None: nothing is there."""
        if routes.path_of(target) == "":
            return {"GET": _present, "HEAD": _present}
        if routes.mints(target) in self._versions:
            return {"POST": self._mint}
        if (listed := routes.lists(target)) is not None:
            return {"GET": lambda asked: self._list(asked, listed)}
        return {"GET": _not_upgraded} if routes.find(target) else None

    def _list(self, asked: Asked, listed: routes.Listed) -> Answer:
        _, _, query = asked.target.partition("?")
        return self._unfit(asked) or listing.answer(listed, query)

    def _mint(self, asked: Asked) -> Answer:
        if unfit := self._unfit(asked):
            return unfit
        media, _, _ = asked.header("content-type").partition(";")
        if media.strip().lower() not in _JSON:
            return refusal(415, "Content-Type must be application/json.")
        try:
            wanted = minting.read(asked.body, self._tokens.now(), strict=self._strict)
        except WireError as error:
            return refusal(400, str(error))
        token = self._tokens.mint(wanted)
        return Answer(
            200,
            {
                "name": token.name,
                "expireTime": minting.stamp(token.expires),
                "newSessionExpireTime": minting.stamp(token.starts_by),
                "uses": token.uses,
            },
        )

    def _unfit(self, asked: Asked) -> Answer | None:
        """Why a request that is no WebSocket's has no access, or None."""
        offered = routes.credentials(asked.target, asked.headers)
        if self._several(offered):
            return refusal(400, SEVERAL)
        return self._against_key(offered)

    def _several(self, offered: Sequence[str], *, alike: bool = False) -> bool:
        """Whether a request brings more credentials than one.

        Args:
            offered: All of them.
            alike: Whether the same one in two places is one for a strict server, too.
        """
        return len(offered if self._strict and not alike else set(offered)) > 1

    def _against_key(self, offered: Sequence[str]) -> Answer | None:
        """Why what a client offers does not do in place of the key, or None."""
        if self._key is not None and routes.knows(self._key, offered):
            return None
        if any(one.startswith(routes.TOKEN_PREFIX) for one in offered):
            return refusal(401, MISPLACED_TOKEN)
        if self._key is None:
            return None
        return refusal(401, UNKNOWN_KEY) if offered else refusal(403, UNREGISTERED)


def _nowhere() -> Answer:
    return refusal(404, "No Live API here.")


def _present(asked: Asked) -> Answer:
    return Answer(200, {"practice partner": __version__})


def _not_upgraded(asked: Asked) -> Answer:
    return refusal(
        426,
        "The Live API is spoken over a WebSocket: a client for WebSockets is needed here.",
        ("Upgrade", "websocket"),
    )


def _preflight(asked: Asked, methods: str) -> Answer:
    return Answer(
        204,
        None,
        (
            ("Allow", methods),
            ("Access-Control-Allow-Methods", methods),
            ("Access-Control-Allow-Headers", asked.header("access-control-request-headers") or "*"),
        ),
    )
