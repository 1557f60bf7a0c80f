"""Connecting with an ephemeral token, at a version of the API that knows it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from http import HTTPStatus

import pytest
from websockets.asyncio.server import ServerConnection, serve
from websockets.http11 import Request, Response

from livechat.app.ports import Opening
from livechat.core.talk.events import Connected
from livechat.errors import CredentialError, LivechatError, NetworkError, RefusedError
from livechat.live.connection import dialer
from livechat.live.credentials import Credential
from livechat.live.endpoint import Endpoint
from livechat.live.token_version import remember, token_versions
from livechat.sim.doors import tls
from tests.support.link import READY, SPEC, limited

pytestmark = pytest.mark.network

TOKEN = Credential("auth_tokens/t", "a test", "token")

Close = tuple[int, str]

Versions = Callable[[str], int | Close | None]
"""What becomes of a session at a version: an HTTP status, a close of the setup, or nothing bad."""


class Service:
    """A service that knows tokens at some versions."""

    def __init__(self, at: Versions) -> None:
        self.asked: list[str] = []
        """Versions, in order."""
        self.endpoint = Endpoint()
        self._at = at

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Endpoint]:
        identity = tls.throwaway()
        async with serve(
            self._session, "127.0.0.1", 0, ssl=identity.server, process_request=self._knock
        ) as server:
            port = next(iter(server.sockets)).getsockname()[1]
            trusted = tls.client_context(identity.cert_pem)
            yield Endpoint(f"https://127.0.0.1:{port}", tls=trusted, proxied=False)

    def _knock(self, socket: ServerConnection, request: Request) -> Response | None:
        assert request.path.endswith("GenerativeService.BidiGenerateContentConstrained")
        self.asked.append("v1beta" if ".v1beta." in request.path else "v1alpha")
        status = self._at(self.asked[-1])
        return socket.respond(HTTPStatus(status), "") if isinstance(status, int) else None

    async def _session(self, socket: ServerConnection) -> None:
        await socket.recv()
        close = self._at(self.asked[-1])
        if isinstance(close, tuple):
            await socket.close(*close)
            return
        await socket.send(READY)
        await socket.wait_closed()


def dialled(at: Versions, *, times: int = 1) -> tuple[list[str], LivechatError | None]:
    """The versions that are asked for, and what connecting ends with."""

    async def main() -> tuple[list[str], LivechatError | None]:
        service = Service(at)
        async with service.running() as endpoint:
            dial = dialer(endpoint, TOKEN)
            for _ in range(times):
                connection = await dial(Opening(SPEC))
                try:
                    async with aclosing(connection.events()) as events:
                        async for event in events:
                            if isinstance(event, Connected):
                                break
                except LivechatError as error:
                    return service.asked, error
        return service.asked, None

    return limited(main())


@pytest.mark.parametrize("elsewhere", [404, (1008, "Method not found.")])
def test_a_token_is_tried_where_it_was_known_before(elsewhere: int | Close) -> None:
    """Once: what has worked is asked at once the next time."""
    asked, error = dialled(lambda version: None if version == "v1alpha" else elsewhere, times=3)
    assert error is None
    assert asked == ["v1beta", "v1alpha", "v1alpha", "v1alpha"]


def test_a_token_that_was_known_at_the_newer_version_is_refused_there() -> None:
    """The older one would say something else about the same session."""
    # Of the handshake and of the setup, twice
    answers = iter([None, None, None, (1008, "BidiGenerateContent session not found")])
    asked, error = dialled(lambda _: next(answers), times=2)
    assert "close code 1008" in str(error)
    assert asked == ["v1beta", "v1beta"]


@pytest.mark.parametrize(
    ("newer", "older", "kind", "words"),
    [
        # What is said where tokens are known counts
        (404, (1008, "Token has expired: auth_token"), CredentialError, "close code 1008"),
        ((1008, "Token has expired: auth_token"), 404, CredentialError, "close code 1008"),
        (404, 404, RefusedError, "HTTP 404"),
        ((1008, "one"), (1008, "two"), RefusedError, "“two”"),
        # Anything else means the same at each version
        (401, None, CredentialError, "HTTP 401"),
        (503, None, NetworkError, "HTTP 503"),
        ((1011, "Internal error encountered."), None, NetworkError, "close code 1011"),
        ((1007, "Request contains an invalid argument."), None, RefusedError, "close code 1007"),
    ],
)
def test_a_token_that_is_refused_everywhere_is_refused(
    newer: int | Close, older: int | Close | None, kind: type[LivechatError], words: str
) -> None:
    """With the words that say most."""
    asked, error = dialled(lambda version: newer if version == "v1beta" else older)
    assert isinstance(error, kind)
    assert words in error.what
    assert asked == (["v1beta"] if older is None else ["v1beta", "v1alpha"])


def test_the_versions_of_an_address() -> None:
    """The user's own first, if it may know tokens."""
    assert token_versions("https://a.example") == ("v1beta", "v1alpha")
    assert token_versions("https://a.example", "v1") == ("v1beta", "v1alpha")
    assert token_versions("https://a.example", "v1alpha") == ("v1alpha",)
    remember("https://b.example", "v1alpha")
    assert token_versions("https://b.example", "v1beta") == ("v1alpha",)
    assert token_versions("https://a.example") == ("v1beta", "v1alpha")
