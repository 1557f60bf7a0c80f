"""One connection to the service over the SDK, as events."""

from __future__ import annotations

import asyncio
import logging
from base64 import b64encode
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import replace
from urllib.parse import urlsplit

from google.genai import errors as sdk_errors
from google.genai import types
from google.genai.live import AsyncSession
from pydantic import ValidationError
from websockets.exceptions import ConnectionClosed, WebSocketException

from livechat.app.ports import Dial, Opening
from livechat.catalog.models import resolve
from livechat.config.check import suspects
from livechat.core.pcm import INPUT_RATE
from livechat.core.talk.events import (
    Connected,
    Connecting,
    Disconnected,
    Event,
    NotUnderstood,
    ToolCall,
)
from livechat.errors import LivechatError, NetworkError
from livechat.live.authorities import authorities
from livechat.live.client import CLOSE_TIMEOUT_S, make_client, sdk_name
from livechat.live.credentials import Credential
from livechat.live.endpoint import Endpoint
from livechat.live.explain import POLITE, explain_close, explain_connect, repeatable
from livechat.live.setup import make_setup
from livechat.live.socket import notice_a_dead_peer, socket_of
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

_STRANGE = (TypeError, ValueError, AttributeError, RecursionError)
"""What the SDK raises for a message it does not know."""

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
        self._model = opening.settings.model
        self._row, _ = resolve(self._model)
        self._host = urlsplit(endpoint.base_url).hostname or endpoint.base_url
        self._session: AsyncSession | None = None
        self._strange = 0
        """Messages that were not understood."""

    async def events(self) -> AsyncGenerator[Event, None]:
        """Connect, and yield what the service says until it closes the connection politely.

        Raises:
            LivechatError: The service cannot be reached, refused, or the connection was lost.
        """
        loop = asyncio.get_running_loop()
        yield Connecting(at=loop.time(), model=self._model, host=self._host)
        async with AsyncExitStack() as stack:
            session = await self._connect(stack)
            try:
                notice_a_dead_peer(socket_of(session))
                await self._tell_history(session)
                self._session = session
                yield Connected(at=loop.time(), model=self._model, practice=self._endpoint.practice)
                if session.setup_complete is None:
                    yield NotUnderstood(at=loop.time(), detail="an answer to the setup")
                async for event in self._messages(session):
                    if not isinstance(event, NotUnderstood):
                        yield event
                    elif strange := self._strange_enough(event):
                        yield strange
            finally:
                self._session = None
                await _leave(session)

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

    async def send_system(self, instruction: str) -> None:
        """Give the model another system instruction."""
        await self._send(
            lambda session: session.send_context_update(system_instruction=instruction)
        )

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
            # The SDK itself would wait for the answer to the setup for ever.
            async with asyncio.timeout(self._opening.timeout_s):
                # It may sign in to Google Cloud, and the program's end must not wait for that.
                building = in_thread(
                    lambda: make_client(self._endpoint, self._credential), "client"
                )
                client = await asyncio.wrap_future(building)
                model = sdk_name(self._model, self._credential)
                config = make_setup(self._opening, self._row)
                return await stack.enter_async_context(
                    client.aio.live.connect(model=model, config=config)
                )
        except sdk_errors.APIError as error:
            raise self._closed(error) from error
        except (OSError, WebSocketException, ImportError, *_STRANGE) as error:
            if isinstance(error, ValidationError):
                error = ValueError(_words(error))
            raise explain_connect(
                error,
                self._host,
                self._credential.source,
                via_proxy=self._endpoint.via_proxy,
                secrets=self._credential.secrets,
            ) from error

    def _closed(self, error: sdk_errors.APIError) -> LivechatError:
        return explain_close(
            error.code,
            _reason(error),
            self._model,
            source=self._credential.source,
            api_version=self._endpoint.api_version,
            suspects=suspects(self._opening.settings, self._row),
            resuming=bool(self._opening.handle),
            secrets=self._credential.secrets,
        )

    async def _tell_history(self, session: AsyncSession) -> None:
        """Tell a new session what was said before it, in the way this model takes it."""
        if not self._opening.history or self._row.client_content == "no":
            return
        turns: list[types.Content | types.ContentDict] = [
            types.Content(role=said.role, parts=[types.Part(text=said.text)])
            for said in self._opening.history
        ]
        # Announced as a history, it is complete; else a complete one would be answered.
        with suppress(ConnectionClosed):  # whoever reads learns why
            await session.send_client_content(turns=turns, turn_complete=self._row.history)

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
                    yield self._not_understood(error, now())
                    continue
                reason = repeatable(_reason(error), self._credential.secrets)
                log.info("closed by the service: %s %s", error.code, reason)
                yield Disconnected(at=now(), code=error.code, reason=reason)
                if error.code in POLITE:
                    return
                raise self._closed(error) from error
            except _STRANGE as error:
                yield self._not_understood(error, now())  # the next one may be fine

    def _not_understood(self, error: Exception, at: float) -> NotUnderstood:
        detail = repeatable(_words(error), self._credential.secrets)[:_DETAIL_CHARS]
        log.debug("not understood: %s: %s", type(error).__name__, detail)
        return NotUnderstood(at=at, detail=detail)

    def _strange_enough(self, event: NotUnderstood) -> NotUnderstood | None:
        """The event, if it is worth telling after those before it."""
        self._strange += 1
        if self._strange == MOST_STRANGE:
            return replace(event, detail=f"{event.detail} (what else there is, is not told)")
        return event if self._strange < MOST_STRANGE else None

    async def _send(self, send: Callable[[AsyncSession], Awaitable[None]]) -> None:
        if self._session is None:
            raise NetworkError("There is no connection to the service.")
        try:
            await send(self._session)
        except ConnectionClosed as closed:
            raise NetworkError("The connection is closed.") from closed


async def _leave(session: AsyncSession) -> None:
    """Close politely if that is quick; else the library would close with 1011, as for a failure."""
    try:
        # Its own limit begins only when what was sent before has left this machine.
        async with asyncio.timeout(CLOSE_TIMEOUT_S):
            await session.close()
    except TimeoutError:
        socket_of(session).transport.abort()


def _words(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    fields = {".".join(map(str, one["loc"])) for one in error.errors()}
    return f"a wrong value in {', '.join(sorted(fields))}"


def _reason(error: sdk_errors.APIError) -> str:
    """The close frame's reason, which the SDK keeps in `details`."""
    return error.details if isinstance(error.details, str) else ""
