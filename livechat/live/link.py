"""One session with the service over the SDK, as events."""

from __future__ import annotations

import asyncio
import logging
from base64 import b64encode
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, suppress
from urllib.parse import urlsplit

from google.genai import errors as sdk_errors
from google.genai import types
from google.genai.live import AsyncSession
from pydantic import ValidationError
from websockets.exceptions import ConnectionClosed, WebSocketException

from livechat.catalog.models import Model
from livechat.core.events import Connected, Connecting, Disconnected, Event, NotUnderstood, ToolCall
from livechat.core.pcm import INPUT_RATE
from livechat.core.text import visible
from livechat.errors import NetworkError
from livechat.live.client import Endpoint, make_client, sdk_name
from livechat.live.credentials import Credential
from livechat.live.explain import POLITE, explain_close, explain_connect
from livechat.live.socket import socket_of
from livechat.live.translate import Translator
from livechat.threads import in_thread

log = logging.getLogger(__name__)

_AUDIO_MIME = f"audio/pcm;rate={INPUT_RATE}"

_AUDIO_HEAD, _AUDIO_TAIL = (
    '{"realtime_input":{"audio":{"data":"',
    (f'","mime_type":"{_AUDIO_MIME}"}}}}}}'),
)
"""A message of sound, around the sound."""

_FIRST_CLOSE_CODE = 1000
"""The SDK raises the same error for a close and for an error message; codes tell them apart."""

_DRAIN_S = 5.0
"""Seconds to wait for the last messages of a connection that has closed."""

_DETAIL_CHARS = 300
"""Characters of a strange message worth showing."""


class LiveLink:
    """A session of `model` at `endpoint`.

    Args:
        endpoint: Where the service is.
        credential: What to sign in with.
        model: The id, as the service names it.
        row: What that model can do.
        config: The session's setup.
        connect_timeout_s: Seconds until the service must have accepted the setup. The SDK
            itself would wait for ever.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        credential: Credential,
        model: str,
        row: Model,
        config: types.LiveConnectConfig,
        *,
        connect_timeout_s: float = 30.0,
    ) -> None:
        self._endpoint = endpoint
        self._credential = credential
        self._model = model
        self._row = row
        self._config = config
        self._connect_timeout_s = connect_timeout_s
        self._host = urlsplit(endpoint.base_url).hostname or endpoint.base_url
        self._session: AsyncSession | None = None
        self._drained = asyncio.Event()
        """Set when everything the service sent has been yielded."""

    async def events(self) -> AsyncGenerator[Event, None]:
        """Connect, and yield what the service says until it ends the session politely.

        Raises:
            LivechatError: The service cannot be reached, refused, or the connection was lost.
        """
        loop = asyncio.get_running_loop()
        yield Connecting(at=loop.time(), model=self._model, host=self._host)
        async with AsyncExitStack() as stack:
            session = self._session = await self._connect(stack)
            try:
                yield Connected(at=loop.time(), model=self._model, practice=self._endpoint.practice)
                if session.setup_complete is None:
                    yield NotUnderstood(at=loop.time(), detail="an answer to the setup")
                async for event in self._messages(session):
                    yield event
            finally:
                self._drained.set()
                # Else the library would take our leaving for a failure, and close with 1011.
                await session.close()

    async def send_audio(self, pcm: bytes) -> None:
        """Send s16le mono 16 kHz sound."""
        # Written by hand, fifty times a second: the SDK would look at each of it through three
        # models and spend forty times as long (40 to 100 µs).
        frame = f"{_AUDIO_HEAD}{b64encode(pcm).decode('ascii')}{_AUDIO_TAIL}"
        await self._send(lambda session: socket_of(session).send(frame))

    async def send_audio_end(self) -> None:
        """Say that the microphone has stopped, so that the utterance is finished at once."""
        await self._send(lambda session: session.send_realtime_input(audio_stream_end=True))

    async def send_activity(self, *, speaking: bool) -> None:
        """Say that the user begins or stops to speak, where detection is manual."""
        if speaking:
            start = types.ActivityStart()
            await self._send(lambda session: session.send_realtime_input(activity_start=start))
        else:
            end = types.ActivityEnd()
            await self._send(lambda session: session.send_realtime_input(activity_end=end))

    async def send_text(self, text: str) -> None:
        """Send a typed line as the user's turn, in the way this model takes it."""
        if self._row.client_content == "yes":
            turn = types.Content(role="user", parts=[types.Part(text=text)])
            await self._send(lambda session: session.send_client_content(turns=turn))
        else:
            await self._send(lambda session: session.send_realtime_input(text=text))

    async def refuse_tools(self, calls: Sequence[ToolCall], error: str) -> bool:
        """Answer function calls with an error. False: the connection has closed meanwhile.

        Safe to call by whoever reads `events`, which tell why it closed.
        """
        answers = [
            types.FunctionResponse(id=call.id, name=call.name, response={"error": error})
            for call in calls
        ]
        if self._session is None:
            return False
        try:
            await self._session.send_tool_response(function_responses=answers)
        except ConnectionClosed:
            log.info("closed before %d tool calls could be answered", len(calls))
            return False
        return True

    async def _connect(self, stack: AsyncExitStack) -> AsyncSession:
        try:
            async with asyncio.timeout(self._connect_timeout_s):
                # Signing in to Google Cloud can take long; the program's end does not wait for it.
                building = in_thread(
                    lambda: make_client(self._endpoint, self._credential), "client"
                )
                client = await asyncio.wrap_future(building)
                model = sdk_name(self._model, self._credential)
                return await stack.enter_async_context(
                    client.aio.live.connect(model=model, config=self._config)
                )
        except sdk_errors.APIError as error:
            raise explain_close(error.code, _reason(error), self._model) from error
        except (OSError, WebSocketException, ValueError, TypeError, ImportError) as error:
            raise explain_connect(
                error, self._host, self._credential.source, via_proxy=self._endpoint.via_proxy
            ) from error

    async def _messages(self, session: AsyncSession) -> AsyncGenerator[Event, None]:
        now = asyncio.get_running_loop().time
        translator = Translator()
        while True:
            try:
                # It ends after every turn, and is entered again for the next.
                async for message in session.receive():
                    for event in translator.translate(message, now()):
                        yield event
            except sdk_errors.APIError as error:
                if error.code < _FIRST_CLOSE_CODE:
                    yield _not_understood(error, now())
                    continue
                log.info("closed by the service: %s %s", error.code, _reason(error))
                if error.code in POLITE:
                    yield Disconnected(at=now(), code=error.code, reason=_reason(error))
                    return
                raise explain_close(error.code, _reason(error), self._model) from error
            except (TypeError, ValueError, AttributeError, RecursionError) as error:
                # What the SDK raises for a message it does not know; the next one may be fine.
                yield _not_understood(error, now())

    async def _send(self, send: Callable[[AsyncSession], Awaitable[None]]) -> None:
        if self._session is None:
            raise NetworkError("There is no connection to the service.", "Start a new session.")
        try:
            await send(self._session)
        except ConnectionClosed as closed:
            # What the service said last may still wait to be read; nothing of it is lost.
            with suppress(TimeoutError):
                async with asyncio.timeout(_DRAIN_S):
                    await self._drained.wait()
            frame = closed.rcvd
            code, reason = (frame.code, frame.reason) if frame else (1006, "")
            raise explain_close(code, reason, self._model) from closed


def _not_understood(error: Exception, at: float) -> NotUnderstood:
    if isinstance(error, ValidationError):
        fields = {".".join(map(str, one["loc"])) for one in error.errors()}
        words = f"a wrong value in {', '.join(sorted(fields))}"
    else:
        words = str(error)
    detail = " ".join(visible(words).split())[:_DETAIL_CHARS]
    log.warning("not understood: %s: %s", type(error).__name__, detail)
    return NotUnderstood(at=at, detail=detail)


def _reason(error: sdk_errors.APIError) -> str:
    """The close frame's reason, which the SDK keeps in `details`."""
    return error.details if isinstance(error.details, str) else ""
