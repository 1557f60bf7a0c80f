"""What a connection does when its client is slow."""

from __future__ import annotations

import asyncio
import base64
import itertools
import json
from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest
from websockets.asyncio.server import ServerConnection

from livechat.core.pcm import silence
from livechat.sim.doors.connection import WAITING_FRAMES, WAITING_UTTERANCES, Connection, Senses
from livechat.sim.faults import Faults, parse
from livechat.sim.mind.brain import Brain
from livechat.sim.protocol.routes import Route
from livechat.sim.scenario import Scenario
from livechat.sim.senses.ears import Ears, ScriptedEars
from livechat.sim.senses.voice import SyntheticVoice
from livechat.sim.talk.handles import Handles, Saved
from livechat.sim.talk.session import House, Session
from tests.sim.peer import limited, recording


class Socket:
    """A client that talks without end, or up to a number of messages; it listens when it likes."""

    protocol = SimpleNamespace(close_rcvd=None, close_sent=None)

    def __init__(
        self, messages: list[dict[str, Any]], endless: dict[str, Any], most: int | None = None
    ) -> None:
        self.most = most
        self.read = 0
        self.reading = asyncio.Event()
        self._messages = messages
        self._endless = endless

    async def recv(self) -> str:
        await asyncio.sleep(0)
        if self.read == self.most:
            await asyncio.Event().wait()
        self.read += 1
        return json.dumps(self._messages.pop(0) if self._messages else self._endless)

    async def send(self, frame: bytes) -> None:
        await self.reading.wait()

    async def wait_closed(self) -> None:
        await asyncio.Event().wait()


class Slow(ScriptedEars):
    """Never done with the first utterance."""

    async def transcribe(self, pcm: bytes) -> str:
        await asyncio.Event().wait()
        return ""


async def stalled(
    socket: Socket, ears: Ears, full: Callable[[Connection], bool], *lines: str
) -> Connection:
    """Run a connection until it is full and has stopped reading."""
    scenario = Scenario(voice="synthetic", pace="instant")
    connection = Connection(
        cast(ServerConnection, socket),
        Session(
            House(scenario, lambda terms: Brain(datetime.now), Handles(), itertools.count(1)),
            Route("gemini", "v1"),
        ),
        scenario,
        Senses(lambda understood, language: ears, SyntheticVoice()),
        lambda message, size: None,
        Faults([parse(line) for line in lines]),
    )
    running = asyncio.create_task(connection.run())
    before = -1
    while before != socket.read or not full(connection):
        before = socket.read
        await asyncio.sleep(0.1)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    return connection


SETUP: dict[str, Any] = {"setup": {"model": "gemini-3.8-live", "outputAudioTranscription": {}}}


def test_a_client_that_does_not_read_is_not_read_either() -> None:
    """However many questions it asks, only so many answers wait for it."""

    async def main() -> None:
        socket = Socket([SETUP], {"realtimeInput": {"text": "tell me a story"}})
        connection = await stalled(
            socket, ScriptedEars([]), lambda one: one._outbox.qsize() >= WAITING_FRAMES
        )
        assert socket.read < WAITING_FRAMES
        assert connection._outbox.qsize() < 2 * WAITING_FRAMES

    limited(main())


@pytest.mark.parametrize(
    "line",
    ["stall:seconds=0", "empty-frame:turn=0", "malformed:turn=0", "transcripts-repeated:turn=0"],
)
def test_faults_do_not_let_messages_pile_up(line: str) -> None:
    """A writer that waits for ever, or has more to write, holds the client up as well."""

    async def main() -> None:
        socket = Socket([SETUP], {"realtimeInput": {"text": "tell me a story"}})
        if "stall" in line:
            socket.reading.set()
        connection = await stalled(
            socket, ScriptedEars([]), lambda one: one._outbox.qsize() >= WAITING_FRAMES, line
        )
        assert socket.read < WAITING_FRAMES
        assert connection._outbox.qsize() < 2 * WAITING_FRAMES

    limited(main())


def test_a_silent_connection_does_not_hold_its_client_up() -> None:
    """What is not sent does not wait either."""

    async def main() -> None:
        socket = Socket([SETUP], {"realtimeInput": {"text": "tell me a story"}}, most=60)
        connection = await stalled(
            socket, ScriptedEars([]), lambda one: socket.read == socket.most, "silent-setup"
        )
        assert connection._outbox.qsize() == 0

    limited(main())


def test_whoever_is_cut_off_can_come_back_at_once() -> None:
    """Its session is over when the close is decided, not when it has been sent."""

    async def main() -> None:
        setup = {"setup": {**SETUP["setup"], "sessionResumption": {}}}
        socket = Socket([setup], {"realtimeInput": {"text": "hello"}}, most=2)
        connection = await stalled(
            socket, ScriptedEars([]), lambda one: one._faults.over, "close:when=before"
        )
        handles = connection._session._house.handles
        (handle,) = handles._states
        assert isinstance(handles.find(handle, asyncio.get_running_loop().time()), Saved)

    limited(main())


def test_ears_that_fall_behind_hold_the_sound_up() -> None:
    """Utterances do not pile up."""
    spoken = recording("austen-0880")[:40_000] + silence(0.7, 16_000)
    data = base64.b64encode(spoken).decode()

    async def main() -> None:
        socket = Socket([SETUP], {"realtimeInput": {"audio": {"data": data}}})
        socket.reading.set()
        await stalled(socket, Slow([]), lambda one: one._utterances.full())
        assert socket.read < WAITING_UTTERANCES + 5

    limited(main())
