"""One connection to the service over the SDK, as events."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, aclosing, suppress
from dataclasses import replace
from urllib.parse import urlsplit

from google.genai import errors as sdk_errors
from google.genai.live import AsyncSession
from websockets.exceptions import ConnectionClosed, WebSocketException

from livechat.app.ports import Dial, Opening
from livechat.catalog.models import resolve
from livechat.catalog.practice import is_practice, llm_of
from livechat.config.authorities import authorities
from livechat.config.check import suspects
from livechat.config.secrets import LEAST_PREFIX
from livechat.core.link.items import Item
from livechat.core.talk.events import (
    Connected,
    Connecting,
    Disconnected,
    Event,
    NotUnderstood,
    ResumptionUpdated,
)
from livechat.errors import LivechatError, NetworkError
from livechat.live.connecting import connect
from livechat.live.credentials import Credential
from livechat.live.endpoint import Endpoint
from livechat.live.explain import explain_close, explain_connect
from livechat.live.meanings import POLITE
from livechat.live.sdk_session import build_soon, is_open, next_message, reason_of
from livechat.live.sending import Takes, put, tell_history
from livechat.live.socket import server_of, socket_of
from livechat.live.spelling import StrangeMessage
from livechat.live.translate import Translator
from livechat.live.words import repeatable

log = logging.getLogger(__name__)

_CLOSED = "The connection is closed."

MOST_STRANGE = 10
"""Strange messages of one connection that are told: more of them tell nothing more."""

_DETAIL_CHARS = 300
"""Characters of a strange message worth showing."""


def dialer(endpoint: Endpoint, credential: Credential) -> Dial:
    """What connects to `endpoint` as often as it is asked to.

    Raises:
        SettingsError: The certificates that `SSL_CERT_FILE` names cannot be read.
    """
    # Loading the authorities takes 60 to 180 ms: once is enough.
    endpoint = replace(endpoint, tls=endpoint.tls or authorities())

    async def dial(opening: Opening) -> LiveConnection:
        return LiveConnection(endpoint, credential, opening)

    return dial


SENDING_S = 0.02
"""Seconds after a connection began in which what waited for it is sent, before anything else."""


class LiveConnection:
    """A connection to `endpoint`.

    Args:
        endpoint: Where the service is.
        credential: What to sign in with.
        opening: How the connection begins.
    """

    def __init__(self, endpoint: Endpoint, credential: Credential, opening: Opening) -> None:
        self._endpoint = endpoint
        self._credential = credential
        self._opening = opening
        self._spec = opening.spec
        self._row, _ = resolve(self._spec.model)
        self._takes = Takes(
            self._row, self._row.blocks(wanted=self._spec.blocking), credential.is_gemini
        )
        self._host = urlsplit(endpoint.base_url).hostname or endpoint.base_url
        self._session: AsyncSession | None = None
        self._handle = ""
        """The newest that the service gave out."""
        self._strange = 0
        """Messages that were not understood."""

    async def events(self) -> AsyncGenerator[Event, None]:
        """Connect, and yield what the service says until it closes the connection politely.

        Raises:
            LivechatError: The service cannot be reached, refused, or the connection was lost.
        """
        loop = asyncio.get_running_loop()
        yield Connecting(at=loop.time(), model=self._spec.model, host=self._host)
        async with AsyncExitStack() as stack:
            session = await self._begin(stack)
            self._session = session
            stack.callback(self._end)
            server = server_of(session)
            yield Connected(
                at=loop.time(),
                model=self._spec.model,
                practice=self._endpoint.practice or is_practice(server),
                llm=llm_of(server),
            )
            loop.call_later(SENDING_S, build_soon)
            if session.setup_complete is None:
                yield NotUnderstood(at=loop.time(), detail="an answer to the setup")
            async with aclosing(self._messages(session)) as events:
                async for event in events:
                    if not isinstance(event, NotUnderstood):
                        yield event
                    elif strange := self._repeatable(event):
                        yield strange

    async def send(self, item: Item) -> None:
        """Send one item, in the way this model takes it.

        Raises:
            NetworkError: There is no connection, or it has closed; its events tell why.
        """
        session = self._open_session()
        try:
            await put(session, item, self._takes)
        except ConnectionClosed as closed:
            raise NetworkError(_CLOSED) from closed
        if not is_open(session):  # and the item may be lost with it
            raise NetworkError(_CLOSED)

    async def ping(self) -> None:
        """Send a WebSocket ping; return when its pong has come.

        Raises:
            NetworkError: There is no connection, or it has closed; its events tell why.
        """
        session = self._open_session()
        try:
            await (await socket_of(session).ping())
        except ConnectionClosed as closed:
            raise NetworkError(_CLOSED) from closed

    def _open_session(self) -> AsyncSession:
        if self._session is None:
            raise NetworkError("There is no connection to the service.")
        return self._session

    async def _begin(self, stack: AsyncExitStack) -> AsyncSession:
        """Connect, set up and tell the history, all within the time given."""
        try:
            async with asyncio.timeout(self._opening.timeout_s):
                session = await connect(
                    self._endpoint, self._credential, self._opening, self._row, stack
                )
                # Whoever reads learns why it closed.
                with suppress(ConnectionClosed):
                    await tell_history(session, self._opening.history, self._row)
                return session
        except sdk_errors.APIError as error:
            raise self._closed(error) from error
        except (OSError, WebSocketException, ImportError, ValueError) as error:
            raise explain_connect(
                error,
                self._host,
                self._credential.source,
                via_proxy=self._endpoint.via_proxy,
                secrets=self._secrets,
            ) from error

    @property
    def _secrets(self) -> tuple[str, ...]:
        """What is not repeated: the credential, and handles, which are as good as passwords."""
        handles = (self._opening.handle, self._handle)
        return (*self._credential.secrets, *(one for one in handles if len(one) >= LEAST_PREFIX))

    def _end(self) -> None:
        self._session = None

    def _closed(self, error: sdk_errors.APIError, *, established: bool = False) -> LivechatError:
        return explain_close(
            error.code,
            reason_of(error),
            self._spec.model,
            source=self._credential.source,
            api_version=self._endpoint.api_version,
            suspects=suspects(self._spec, self._row),
            resuming=bool(self._opening.handle),
            established=established,
            secrets=self._secrets,
        )

    async def _messages(self, session: AsyncSession) -> AsyncGenerator[Event, None]:
        now = asyncio.get_running_loop().time
        translator = Translator()
        while True:
            try:
                message = await next_message(session)
            except StrangeMessage as strange:
                yield NotUnderstood(at=now(), detail=str(strange))
                continue  # the next one may be fine
            except sdk_errors.APIError as error:
                reason = repeatable(reason_of(error), self._secrets)
                log.info("closed by the service: %s %s", error.code, reason)
                yield Disconnected(at=now(), code=error.code, reason=reason)
                if error.code in POLITE:
                    return
                raise self._closed(error, established=True) from error
            for event in translator.translate(message, now()):
                if isinstance(event, ResumptionUpdated) and event.handle:
                    self._handle = event.handle
                yield event

    def _repeatable(self, event: NotUnderstood) -> NotUnderstood | None:
        """The event as it may be shown; None if those before it have told enough."""
        self._strange += 1
        detail = repeatable(event.detail, self._secrets)[:_DETAIL_CHARS]
        log.debug("not understood: %s", detail)
        if self._strange > MOST_STRANGE:
            return None
        if self._strange == MOST_STRANGE:
            detail += " (livechat reports no more of them)"
        return replace(event, detail=detail)
