"""A service that answers the setup, and then does what a test tells it to."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Coroutine,
    Iterable,
    Iterator,
    Mapping,
)
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pytest
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from tests.support.program import trusted

READY = json.dumps({"setupComplete": {}})

Behaviour = Callable[[ServerConnection], Awaitable[None]]


@dataclass
class Service:
    """Where it is, and what became of its connections."""

    url: str = ""
    cert: Path | None = None
    sockets: list[ServerConnection] = field(default_factory=list)
    setups: list[dict[str, Any]] = field(default_factory=list)

    @property
    def closes(self) -> list[tuple[int | None, str | None]]:
        """How each connection ended: code and reason of the client's close frame."""
        return [(one.close_code, one.close_reason) for one in self.sockets]


@asynccontextmanager
async def service(
    behave: Behaviour, folder: Path, *, ready: str | bytes | None = READY
) -> AsyncIterator[Service]:
    """A service on this machine.

    Args:
        behave: Does what is to be done with a connection whose setup was answered.
        folder: Where the certificate is put.
        ready: The answer to the setup; None: `behave` gives it.
    """
    here = Service()

    async def session(socket: ServerConnection) -> None:
        here.sockets.append(socket)
        with suppress(ConnectionClosed):
            here.setups.append(json.loads(await socket.recv()))
            if ready is not None:
                await socket.send(ready)
            await behave(socket)

    identity, here.cert = trusted(folder)
    async with serve(
        session,
        "127.0.0.1",
        0,
        ssl=identity.server,
        compression=None,
        ping_interval=None,
        close_timeout=0.1,
        max_size=None,
    ) as server:
        here.url = f"https://127.0.0.1:{next(iter(server.sockets)).getsockname()[1]}"
        yield here


@contextmanager
def serving(behave: Behaviour, folder: Path, *, ready: bool) -> Iterator[Service]:
    """A service in a thread of its own."""
    up, down = threading.Event(), asyncio.Event()
    found: list[tuple[Service, asyncio.AbstractEventLoop]] = []

    async def main() -> None:
        options = {} if ready else {"ready": None}
        async with service(behave, folder, **options) as there:
            found.append((there, asyncio.get_running_loop()))
            up.set()
            await down.wait()
            for socket in there.sockets:
                socket.transport.abort()

    thread = threading.Thread(target=lambda: asyncio.run(main()), daemon=True)
    thread.start()
    assert up.wait(20)
    there, loop = found[0]
    try:
        yield there
    finally:
        loop.call_soon_threadsafe(down.set)
        thread.join(20)


async def question(socket: ServerConnection) -> str:
    """Read until something is to be answered: a typed line, or the end of what was spoken."""
    while True:
        message = await socket.recv()
        text = message if isinstance(message, str) else message.decode()
        if '"audio_stream_end"' in text or '"audioStreamEnd"' in text:
            return text
        if '"text"' in text:
            return text


def said(text: str) -> dict[str, Any]:
    """A message with words of the model's voice."""
    return {"serverContent": {"outputTranscription": {"text": text}}}


DONE = {"serverContent": {"turnComplete": True}}


async def answer(socket: ServerConnection, text: str = "Fine.") -> None:
    """A proper answer."""
    await send(socket, said(text), {"serverContent": {"generationComplete": True}}, DONE)


async def send(socket: ServerConnection, *messages: object) -> None:
    """Send messages as the service does: JSON in binary frames."""
    for message in messages:
        await socket.send(json.dumps(message).encode())


def after_question(*messages: object, closing: tuple[int, str] | None = None) -> Behaviour:
    """Wait for a question, send these, answer it, and wait for the end."""

    async def behave(socket: ServerConnection) -> None:
        while True:
            await question(socket)
            await send(socket, *messages)
            if closing:
                await socket.close(*closing)
            await answer(socket)

    return behave


T = TypeVar("T")


def together(
    cases: Mapping[str, Callable[[Path], Coroutine[Any, Any, T]]], folder: Path, *, at_once: int = 3
) -> Callable[[str], T]:
    """Run all, a few at once, each with a folder of its own; return what gives each one's result.

    Most of the time they wait, so that one after the other they would take far longer.
    """

    async def main() -> dict[str, T | BaseException]:
        free = asyncio.Semaphore(at_once)

        async def run(number: int, case: Callable[[Path], Coroutine[Any, Any, T]]) -> T:
            async with free:
                home = folder / str(number)
                home.mkdir()
                return await case(home)

        done = await asyncio.gather(
            *(run(number, case) for number, case in enumerate(cases.values())),
            return_exceptions=True,
        )
        return dict(zip(cases, done, strict=True))

    came = asyncio.run(main())

    def result(name: str) -> T:
        one = came[name]
        if isinstance(one, BaseException):
            raise one
        return one

    return result


def chosen(request: pytest.FixtureRequest, names: Iterable[str]) -> list[str]:
    """Those of the names for which this run has tests in the module, by the parameter `name`."""
    wanted = {
        item.callspec.params.get("name")
        for item in request.session.items
        if isinstance(item, pytest.Function)
        and item.module is request.module
        and hasattr(item, "callspec")
    }
    return [name for name in names if name in wanted]
