"""What a recording of a server's connections holds."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from livechat.errors import FileError
from livechat.sim.faults import make
from livechat.sim.scenario import Scenario
from livechat.sim.server import Server, ServerOptions
from tests.sim.peer import GEMINI, MODEL, QUICK, Peer, limited, peer

pytestmark = pytest.mark.network

Scene = Callable[[Peer], Awaitable[Any]]


def recorded(
    path: Path, *scenes: Scene, scenario: Scenario = QUICK, at: str = GEMINI
) -> list[dict[str, Any]]:
    """What is recorded of some clients, one after the other; times are left out."""

    async def main() -> None:
        options = ServerOptions(scenario=scenario, record=path, api_key="made-up")
        async with Server(options) as server:
            for scene in scenes:
                async with peer(server, at, headers={"x-goog-api-key": "made-up"}) as someone:
                    await scene(someone)

    limited(main())
    assert "made-up" not in path.read_text()
    lines = [json.loads(line) for line in path.read_bytes().splitlines()[1:]]
    times = [line.pop("at") for line in lines]
    assert times == sorted(times)
    return lines


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "r.jsonl"


SETUP = {"setup": {"model": MODEL}}


async def set_up(someone: Peer) -> None:
    await someone.send(SETUP)
    await someone.receive()


async def chat(someone: Peer) -> None:
    await set_up(someone)
    await someone.ask("count to one")


def test_everything_that_crosses_is_recorded_in_order(path: Path) -> None:
    """Messages of both sides, and how connections began and ended; no query, no key."""
    lines = recorded(path, chat, at=f"{GEMINI}?key=made-up&alt=json")
    assert lines[0] == {"session": 1, "from": "connection", "open": GEMINI}
    assert lines[1] == {"session": 1, "from": "client", "message": SETUP}
    assert lines[2] == {"session": 1, "from": "server", "message": {"setupComplete": {}}}
    assert lines[3]["message"] == {"realtimeInput": {"text": "count to one"}}
    assert all(line["from"] == "server" for line in lines[4:-1])
    assert lines[-2]["message"]["serverContent"] == {"turnComplete": True}
    assert lines[-1] == {**GOODBYE, "close": 1000, "by": "client"}


GOODBYE = {"session": 1, "from": "connection", "reason": ""}


async def leave(someone: Peer) -> None:
    await someone.socket.close(4000, "bored")


async def vanish(someone: Peer) -> None:
    someone.socket.transport.abort()


async def no_setup(someone: Peer) -> None:
    await someone.send({"realtimeInput": {"text": "hello"}})
    await someone.closed()


async def be_cut(someone: Peer) -> None:
    await set_up(someone)
    await someone.send({"realtimeInput": {"text": "hello"}})
    await someone.closed()


@pytest.mark.parametrize(
    ("scene", "faults", "end"),
    [
        (leave, (), {"close": 4000, "reason": "bored", "by": "client"}),
        (vanish, (), {"close": 1006, "reason": "", "by": "client"}),
        (
            no_setup,
            (),
            {"close": 1007, "reason": "The first message must be a setup.", "by": "server"},
        ),
        (be_cut, (make("abort"),), {"close": 1006, "reason": "", "by": "server"}),
    ],
)
def test_it_is_told_who_ended_a_connection(
    path: Path, scene: Scene, faults: Any, end: dict[str, Any]
) -> None:
    """With the code and reason of its close frame; 1006 is a connection that was cut."""
    lines = recorded(path, scene, scenario=replace(QUICK, faults=faults))
    assert lines[-1] == {"session": 1, "from": "connection", **end}


def test_the_servers_own_end_is_recorded(path: Path) -> None:
    """Its sessions are closed before the file is."""

    async def main() -> None:
        options = ServerOptions(scenario=QUICK, record=path)
        async with Server(options) as server, peer(server) as someone:
            await set_up(someone)
            await server.aclose()

    limited(main())
    last = json.loads(path.read_bytes().splitlines()[-1])
    assert (last["close"], last["by"]) == (1001, "server")


def test_what_is_made_wrong_is_recorded_as_it_was_sent(path: Path) -> None:
    """Frames no client can read are kept raw; sessions have numbers of their own."""

    async def garbage(someone: Peer) -> None:
        await someone.socket.send(b"\xff\xfe")
        await someone.closed()

    lines = recorded(path, chat, garbage)
    assert {line["session"] for line in lines} == {1, 2}
    assert {"session": 2, "from": "client", "raw": "//4="} in lines


def test_a_file_that_cannot_be_written_keeps_the_server_from_listening(tmp_path: Path) -> None:
    """It is said before any client can come."""

    async def main() -> None:
        server = Server(ServerOptions(scenario=QUICK, record=tmp_path / "none" / "r.jsonl"))
        with pytest.raises(FileError, match="Cannot write "):
            async with server:
                raise AssertionError("it listens")
        assert server.ws_port == 0

    limited(main())
