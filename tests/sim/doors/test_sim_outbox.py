"""What leaves, in which order, and what holds it back."""

from __future__ import annotations

import asyncio
from typing import cast

import pytest
from websockets.asyncio.server import ServerConnection

from livechat.sim.doors.outbox import Outbox
from livechat.sim.effects import Stall, Throttle
from livechat.sim.protocol.wire import Close
from tests.sim.peer import limited


class Socket:
    """Takes frames at once, until it is closed."""

    def __init__(self) -> None:
        self.frames: list[bytes | str] = []
        self.closed = asyncio.Event()
        self.close_code = 0

    async def send(self, frame: bytes | str) -> None:
        self.frames.append(frame)

    async def close(self, code: int, reason: str) -> None:
        self.close_code = code

    async def wait_closed(self) -> None:
        await self.closed.wait()


def outbox(socket: Socket, most: int = 10) -> Outbox:
    return Outbox(cast(ServerConnection, socket), most)


def test_frames_leave_in_order_until_the_close() -> None:
    """Bytes and strings are different frames; nothing follows a close."""

    async def main() -> None:
        socket = Socket()
        box = outbox(socket)
        for item in (b"a", "b", Close(1008, "x"), b"c"):
            box.put_nowait(item)
        await box.write()
        assert socket.frames == [b"a", "b"]
        assert socket.close_code == 1008

    limited(main())


def test_what_comes_after_a_stall_waits() -> None:
    """As long as it lasts; one without a time lasts until the client goes."""

    async def main() -> None:
        socket = Socket()
        box = outbox(socket)
        for item in (b"a", Stall(0.01), b"b", Stall(None), b"c", Close(1000)):
            box.put_nowait(item)
        writing = asyncio.create_task(box.write())
        done, _ = await asyncio.wait([writing], timeout=0.2)
        assert not done
        assert socket.frames == [b"a", b"b"]
        socket.closed.set()
        await writing

    limited(main())


def test_a_narrow_link_takes_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second for as many bytes as go through in one, in both directions."""

    async def main() -> None:
        slept: list[float] = []

        async def sleep(seconds: float) -> None:
            slept.append(seconds)

        monkeypatch.setattr(asyncio, "sleep", sleep)
        box = outbox(Socket())
        await box.crossed(1000)
        for item in (b"x" * 1000, Throttle(4000), b"x" * 1000, Close(1000)):
            box.put_nowait(item)
        await box.write()
        await box.crossed(2000)
        assert slept == [0.25, 0.5]

    limited(main())


def test_whoever_fills_it_waits_for_room() -> None:
    """Until fewer wait than may."""

    async def main() -> None:
        box = outbox(Socket(), most=2)
        await box.room()
        box.put_nowait(b"a")
        box.put_nowait(b"b")
        waiting = asyncio.create_task(box.room())
        await asyncio.sleep(0)
        assert not waiting.done()
        assert box.qsize() == 2
        box.put_nowait(Close(1000))
        await box.write()
        await waiting

    limited(main())
