"""A loop that ends while a name is looked up."""

from __future__ import annotations

import asyncio
import socket
import threading
from typing import Any

import pytest

from livechat.cli.call.event_loop import EventLoop, run


async def connect(host: str, port: int) -> None:
    _, writer = await asyncio.open_connection(host, port)
    writer.close()
    await writer.wait_closed()


def test_the_end_does_not_wait_for_a_name_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """The one of asyncio's own loop does: Ctrl-C seems to do nothing then."""
    answer = threading.Event()

    async def main() -> None:
        loop, asked = asyncio.get_running_loop(), asyncio.Event()

        def hang(*_: Any, **__: Any) -> Any:
            loop.call_soon_threadsafe(asked.set)
            answer.wait(30)
            raise OSError

        monkeypatch.setattr(socket, "getaddrinfo", hang)
        connecting = asyncio.create_task(connect("host.example", 9))
        await asked.wait()
        connecting.cancel()
        await asyncio.wait([connecting])

    try:
        run(main())
        assert not answer.is_set(), "nobody has waited for it"
        assert [one.name for one in threading.enumerate() if one.name == "lookup"]
    finally:
        answer.set()


@pytest.mark.network
def test_names_are_looked_up_as_ever() -> None:
    """Every hint reaches the system."""

    async def main() -> list[Any]:
        server = await asyncio.start_server(lambda _, writer: writer.close(), "localhost", 0)
        async with server:
            await connect("localhost", server.sockets[0].getsockname()[1])
        loop = asyncio.get_running_loop()
        assert isinstance(loop, EventLoop)
        kind = socket.SOCK_STREAM
        flags = socket.AI_NUMERICHOST
        return list(await loop.getaddrinfo("127.0.0.1", 80, type=kind, flags=flags))

    [found] = run(main())
    assert found[4] == ("127.0.0.1", 80)


def test_a_name_that_cannot_be_looked_up_says_so() -> None:
    """With the system's own error."""

    async def main() -> None:
        await asyncio.get_running_loop().getaddrinfo(
            "not a number", 80, flags=socket.AI_NUMERICHOST
        )

    with pytest.raises(socket.gaierror):
        run(main())


def test_what_it_runs_returns_and_raises() -> None:
    """As under asyncio.run."""

    async def seven() -> int:
        return 7

    async def fail() -> None:
        raise KeyError("x")

    assert run(seven()) == 7
    with pytest.raises(KeyError):
        run(fail())
