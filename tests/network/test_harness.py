"""The network and the relay of the other tests, measured with plain sockets."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path

import pytest

from tests.support.cable import Cable, End, NetworkMissing, network
from tests.support.relay import FLOW_S, STALL_S, Line, Relay, listening, stalls
from tests.support.talking import ROOT

LIMIT_S = 90.0
"""Seconds after which anything that hangs fails its test."""

ECHO_PACKETS = f"""
import socket
end = socket.socket(type=socket.SOCK_DGRAM)
end.bind(("{Cable.SERVER}", 7))
print("ready", flush=True)
while True:
    end.sendto(*end.recvfrom(9))
"""

ECHO_STREAM = f"""
import socket
with socket.create_server(("{Cable.SERVER}", 7)) as door:
    print("ready", flush=True)
    end, _ = door.accept()
while piece := end.recv(9):
    end.sendall(piece)
"""

PACKET = f"""
import errno, socket
end = socket.socket(type=socket.SOCK_DGRAM)
end.settimeout(0.4)
try:
    end.sendto(b"hello", ("{Cable.SERVER}", 7))
    print(end.recv(9).decode())
except TimeoutError:
    print("nothing")
except OSError as error:
    print(errno.errorcode[error.errno])
"""

STREAM = f"""
import socket, sys
end = socket.create_connection(("{Cable.SERVER}", 7), {LIMIT_S})
print("ready", flush=True)
for line in sys.stdin.buffer:
    end.sendall(line)
    print(end.recv(9).decode(), end="", flush=True)
"""

MAKER = """
import time
from tests.support.cable import Cable
cable = Cable()
print(*cable.command("server", []), flush=True)
time.sleep(60)
"""


class Child:
    """A process that is spoken with in lines; it is killed in the end."""

    def __init__(self, stack: ExitStack, command: Sequence[str]) -> None:
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        stack.enter_context(self.process)
        stack.callback(self.process.kill)

    def line(self) -> str:
        """The next line it prints; empty when it has ended."""
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def say(self, line: str) -> None:
        """Give it a line."""
        assert self.process.stdin
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def end(self) -> str:
        """End its standard input; return what it still printed."""
        return self.process.communicate(timeout=LIMIT_S)[0]


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


# The cable


def packet(cable: Cable) -> str:
    """What becomes of one packet to the server and back."""
    return subprocess.run(
        cable.command("client", [sys.executable, "-c", PACKET]),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=LIMIT_S,
    ).stdout.strip()


def test_a_pulled_cable_lets_nothing_pass_and_a_plugged_one_everything(stack: ExitStack) -> None:
    """Near: the client's kernel says so at once. Far: nobody does."""
    cable = stack.enter_context(network())
    server = Child(stack, cable.command("server", [sys.executable, "-c", ECHO_PACKETS]))
    assert server.line() == "ready"
    assert packet(cable) == "hello"
    cable.pull("near")
    assert packet(cable) == "ENETUNREACH"
    cable.plug("near")
    assert packet(cable) == "hello"
    cable.pull("far")
    assert packet(cable) == "nothing"
    cable.plug("far")
    assert packet(cable) == "hello"


@pytest.mark.parametrize("end", ["near", "far"])
def test_a_connection_outlives_a_short_cut(stack: ExitStack, end: End) -> None:
    """What is sent meanwhile arrives when the cable is back, and not before."""
    cable = stack.enter_context(network())
    server = Child(stack, cable.command("server", [sys.executable, "-c", ECHO_STREAM]))
    assert server.line() == "ready"
    client = Child(stack, cable.command("client", [sys.executable, "-c", STREAM]))
    assert client.line() == "ready"
    client.say("one")
    assert client.line() == "one"
    cable.pull(end)
    client.say("two")
    answers: list[tuple[str, float]] = []
    reader = threading.Thread(target=lambda: answers.append((client.line(), time.monotonic())))
    reader.start()
    time.sleep(1.0)
    plugged = time.monotonic()
    cable.plug(end)
    reader.join(LIMIT_S)
    [(answer, came)] = answers
    assert answer == "two"
    assert came > plugged


def test_nothing_is_left_of_a_network_whose_test_failed() -> None:
    """The processes that hold it are gone, and nothing was ever made outside it."""

    def interfaces() -> list[str]:
        return sorted(name for _, name in socket.if_nameindex())

    before = interfaces()
    holders: list[str] = []

    def fail() -> None:
        with network() as cable:
            holders.extend((cable.command("client", [])[1], cable.command("server", [])[1]))
            assert all(map(lives, holders))
            assert interfaces() == before
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert not any(map(lives, holders))
    assert interfaces() == before


def test_nothing_is_left_of_a_network_whose_maker_was_killed(stack: ExitStack) -> None:
    """Not even then."""
    with network():
        pass
    maker = Child(stack, [sys.executable, "-c", MAKER])
    holder = maker.line().split()[1]
    assert lives(holder)
    maker.process.send_signal(signal.SIGKILL)
    limit = time.monotonic() + LIMIT_S
    while lives(holder) and time.monotonic() < limit:
        time.sleep(0.01)
    assert not lives(holder)


def lives(target: str) -> bool:
    """Whether the process of a `--target=` still holds a network; one that has ended does not,
    even if nobody has asked for its exit code.
    """
    return os.path.lexists(f"/proc/{target.removeprefix('--target=')}/ns/net")


def test_without_the_programs_there_is_no_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reason says what to install."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "platform", "linux")
    with pytest.raises(NetworkMissing, match=r"ip, .*apt-get install iproute2 util-linux"):
        Cable()


@pytest.mark.parametrize(
    ("program", "says", "reason"),
    [
        ("unshare", "unshare failed: Operation not permitted", "allowed here: unshare failed"),
        ("ip", "Error: Unknown device type.", "made here: ip: Error: Unknown device type"),
    ],
)
def test_where_it_is_not_allowed_the_reason_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str, says: str, reason: str
) -> None:
    """And nobody waits for it."""
    with network():
        pass
    stub = tmp_path / program
    stub.write_text(f"#!/bin/sh\necho '{says}' >&2\nexit 1\n")
    stub.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(NetworkMissing, match=reason):
        Cable()


# The relay


@contextmanager
def echo() -> Iterator[str]:
    """A server on loopback that sends back what one client sends; its address."""
    with socket.create_server(("127.0.0.1", 0)) as door:

        def serve() -> None:
            end, _ = door.accept()
            with end:
                while piece := end.recv(65_536):
                    end.sendall(piece)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"127.0.0.1:{door.getsockname()[1]}"
        thread.join(LIMIT_S)
        assert not thread.is_alive()


@contextmanager
def relayed(stack: ExitStack, *options: str) -> Iterator[tuple[Child, socket.socket]]:
    """A relay before an echo, and a connection to it."""
    with echo() as address:
        relay = Child(
            stack, [sys.executable, "-m", "tests.support.relay", f"--to={address}", *options]
        )
        with socket.create_connection(("127.0.0.1", int(relay.line())), LIMIT_S) as client:
            assert echoed(client, b"!")[0] == b"!"  # it has been accepted
            yield relay, client


def echoed(client: socket.socket, data: bytes) -> tuple[bytes, float]:
    """What comes back, and the seconds until all of it has."""
    began = time.monotonic()
    sender = threading.Thread(target=client.sendall, args=(data,))
    sender.start()
    back = bytearray()
    while len(back) < len(data) and (piece := client.recv(65_536)):
        back += piece
    sender.join(LIMIT_S)
    return bytes(back), time.monotonic() - began


def test_a_relay_delays_by_what_it_says_each_way(stack: ExitStack) -> None:
    """Not less, and not more than a busy machine makes of it."""
    with relayed(stack, "--delay-ms=150") as (_, client):
        took = [echoed(client, b"hello")[1] for _ in range(3)]
    assert 0.3 <= min(took) < 0.4


def test_what_comes_in_fits_and_starts_comes_whole_and_in_order(stack: ExitStack) -> None:
    """For as long as several stalls take, and however much is on its way."""
    chance = random.Random(1)
    with relayed(stack, "--stalls=5", "--delay-ms=20") as (relay, client):
        took = []
        for size in (1_000_000, *[1_000] * 60):
            sent = chance.randbytes(size)
            back, seconds = echoed(client, sent)
            assert back == sent
            took.append(seconds)
        client.shutdown(socket.SHUT_WR)
        assert client.recv(1) == b""
        counts = json.loads(relay.end())
    assert counts["connections"] == 1
    assert counts["passed"] == {"up": 1_060_001, "down": 1_060_001}
    assert counts["stalled"] > 0
    assert max(took[1:]) >= STALL_S[0]


def test_what_is_held_waits_for_the_release_and_the_other_way_stays_open(stack: ExitStack) -> None:
    """Down: the server hears everything, and nothing of its answer comes."""
    with relayed(stack) as (relay, client):
        relay.say("hold down")
        time.sleep(0.2)
        client.sendall(b"hello")
        client.settimeout(0.5)
        with pytest.raises(TimeoutError):
            client.recv(9)
        relay.say("release")
        client.settimeout(LIMIT_S)
        assert client.recv(9) == b"hello"
        relay.say("hold up")
        time.sleep(0.2)
        client.sendall(b"hello")
        client.settimeout(0.5)
        with pytest.raises(TimeoutError):
            client.recv(9)
        relay.say("release")
        client.settimeout(LIMIT_S)
        assert client.recv(9) == b"hello"


def test_a_delay_can_begin_and_end_in_between(stack: ExitStack) -> None:
    """What was sent late is not overtaken by what comes after it."""
    with relayed(stack) as (relay, client):
        relay.say("delay down 500")
        time.sleep(0.2)
        began = time.monotonic()
        client.sendall(b"one")
        time.sleep(0.1)
        relay.say("delay down 0")
        time.sleep(0.1)
        client.sendall(b"two")
        assert client.recv(3) == b"one"
        assert time.monotonic() - began >= 0.5
        assert client.recv(3) == b"two"
        assert echoed(client, b"three")[1] < 0.3


def test_a_lost_connection_is_silent_for_ever_while_others_can_be_made() -> None:
    """Not even its end arrives; a cut ends, and holds what connects meanwhile."""
    ended: list[bool] = []

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while piece := await reader.read(100):
                writer.write(piece)
            ended.append(True)
        finally:
            writer.transport.abort()

    async def hello(port: int, writers: list[asyncio.StreamWriter], *, within_s: float) -> bool:
        """Whether an echo comes over a new connection, which stays open."""
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writers.append(writer)
        writer.write(b"hello")
        try:
            async with asyncio.timeout(within_s):
                return await reader.readexactly(5) == b"hello"
        except TimeoutError:
            return False

    async def main() -> None:
        async with await asyncio.start_server(echo, "127.0.0.1", 0) as server:
            relay = Relay(server.sockets[0].getsockname()[:2])
            writers: list[asyncio.StreamWriter] = []
            async with listening(relay) as port:
                assert await hello(port, writers, within_s=LIMIT_S)
                relay.steer("lose")
                writers[0].write_eof()
                relay.steer("cut")
                assert not await hello(port, writers, within_s=0.5)
                relay.steer("release")
                assert await hello(port, writers, within_s=LIMIT_S)
                assert ended == []
                for writer in writers:
                    writer.transport.abort()
            async with asyncio.timeout(LIMIT_S):
                while len(asyncio.all_tasks()) > 1:  # noqa: ASYNC110 - who goes tells nobody
                    await asyncio.sleep(0.01)

    asyncio.run(main())


def test_where_nobody_listens_the_relay_hangs_up(stack: ExitStack) -> None:
    """And goes on for the next."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        nobody = door.getsockname()[1]
    relay = Child(stack, [sys.executable, "-m", "tests.support.relay", f"--to=127.0.0.1:{nobody}"])
    port = int(relay.line())
    for _ in range(2):
        with socket.create_connection(("127.0.0.1", port), LIMIT_S) as client:
            assert client.recv(1) == b""
    assert json.loads(relay.end())["connections"] == 2


def test_the_same_seed_stalls_at_the_same_times() -> None:
    """And all stalls are as long, and as far apart, as they are said to be."""
    some = list(islice(stalls(random.Random(7)), 50))
    assert some == list(islice(stalls(random.Random(7)), 50))
    assert some != list(islice(stalls(random.Random(8)), 50))
    free = 0.0
    for began, ended in some:
        assert FLOW_S[0] <= began - free <= FLOW_S[1]
        assert STALL_S[0] <= ended - began <= STALL_S[1]
        free = ended


def test_what_a_stall_holds_up_arrives_at_its_end() -> None:
    """The rest is as late as the line is long; nothing overtakes anything."""
    line = Line(iter([(1.0, 2.0), (5.0, 6.0)]))
    due = [line.due(at, 0.1, 0) for at in (0.0, 0.85, 0.95, 1.5, 1.95, 2.5, 4.95)]
    assert due == pytest.approx([0.1, 0.95, 2.0, 2.0, 2.05, 2.6, 6.0])
    assert line.stalled == 2
