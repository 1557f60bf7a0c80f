"""The process that holds one source of functions, seen from its pipes."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from livechat.core.tools.tool import Result
from livechat.errors import LivechatError
from livechat.tools import child, wire
from livechat.tools.child import Child, make
from livechat.tools.source import Events, Offer, Progress
from tests.support.hosted import run, written

ROOT = Path(__file__).parents[2]
LIMIT_S = 60.0


def started(**more: Any) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "livechat.tools.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        start_new_session=True,
        **more,
    )


def said(first: bytes, *more: bytes) -> list[dict[str, Any]]:
    """What a child says to some lines, until it ends."""
    done, _ = started().communicate(first + b"".join(more), timeout=LIMIT_S)
    return [json.loads(line) for line in done.splitlines()]


def lines(*messages: wire.Down) -> bytes:
    return b"".join(line for one in messages for line in wire.to_lines(one))


@pytest.mark.process
@pytest.mark.parametrize("first", [b"", b"hello\n", b'{"is": "end"}\n', b"[" * 10_000 + b"\n"])
def test_without_a_first_line_it_says_nothing_and_ends(first: bytes) -> None:
    assert said(first) == []


@pytest.mark.process
def test_it_offers_what_it_holds_and_ends_with_its_stdin(tmp_path: Path) -> None:
    path = written(tmp_path, "def price(): return 12")
    told = said(lines(wire.Hold("functions", {"file": str(path)})))
    assert [one["is"] for one in told] == ["offer", "offers"]


@pytest.mark.process
def test_what_cannot_be_held_is_told(tmp_path: Path) -> None:
    told = said(lines(wire.Hold("functions", {"file": str(tmp_path / "missing.py")})))
    assert [(one["is"], one["kind"]) for one in told] == [("failed", "FileError")]


@pytest.mark.process
@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
@pytest.mark.parametrize(
    ("begin", "body"),
    [
        ("pass", "while True: pass"),
        ("pass", "time.sleep(3600)"),
        (
            "child = subprocess.Popen([sys.executable, '-c', SLEEPS]); pid = child.pid",
            "child.wait()",
        ),
        pytest.param(
            "pass",
            "re.match(r'(a+)+$', 'a' * 60 + 'b')",
            marks=pytest.mark.skipif(sys.platform != "linux", reason="no other thread runs"),
        ),
    ],
    ids=["burns", "sleeps", "has started a program", "holds all threads"],
)
def test_it_ends_when_livechat_is_killed(tmp_path: Path, begin: str, body: str) -> None:
    """Whatever its functions do at that moment, and with what they have started."""
    written(
        tmp_path,
        f"""
        import os, re, subprocess, sys, time
        from pathlib import Path

        SLEEPS = "import time; time.sleep(3600)"

        def hang():
            pid = os.getpid()
            {begin}
            Path({str(tmp_path / "pid")!r}).write_text(str(pid) + ".")
            {body}
        """,
    )
    program = f"""
import asyncio
from livechat.tools.host import Host
from livechat.tools.source import Events

async def main():
    host = Host("functions", {{"file": {str(tmp_path / "shop.py")!r}}}, label="shop.py")

    def offered(offers):
        calls.append(asyncio.ensure_future(host.call(offers[0], {{}}, print)))

    calls = []
    await host.run(Events(offered, print))

asyncio.run(main())
"""
    parent = subprocess.Popen(
        [sys.executable, "-c", program], env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    try:
        pid = int(waited(tmp_path / "pid").rstrip("."))
        os.kill(pid, 0)
    finally:
        parent.send_signal(signal.SIGKILL)
        parent.wait(LIMIT_S)
    ended(pid)


def waited(path: Path) -> str:
    """What a process writes, once all of it is there."""
    until = time.monotonic() + LIMIT_S
    while time.monotonic() < until:
        if path.exists() and (text := path.read_text()).endswith("."):
            return text
        time.sleep(0.01)
    raise TimeoutError


def ended(pid: int) -> None:
    """Wait until a process has ended; whoever has inherited it may not have noticed."""
    until = time.monotonic() + LIMIT_S
    while time.monotonic() < until:
        state = subprocess.run(
            ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
        ).stdout.strip()
        if not state or state.startswith("Z"):
            return
        time.sleep(0.01)
    raise TimeoutError


# --- without a process ---


class Fixed:
    """A source that does what it is made with."""

    def __init__(self, offers: Sequence[Offer], outcome: object = None) -> None:
        self._offers = offers
        self._outcome = outcome
        self.asked: list[Mapping[str, object]] = []

    async def run(self, events: Events) -> None:
        events.offers(self._offers)
        events.trouble("Something is odd.")
        if isinstance(self._outcome, LivechatError):
            raise self._outcome
        await asyncio.get_running_loop().create_future()

    async def call(self, offer: Offer, args: Mapping[str, object], progress: Progress) -> Result:
        self.asked.append(args)
        for number in range(100):
            progress(str(number))
        if isinstance(self._outcome, BaseException):
            raise self._outcome
        if self._outcome == "wait":
            await asyncio.get_running_loop().create_future()
        assert isinstance(self._outcome, Result)
        return self._outcome


OFFER = Offer(name="order", server="shop", origin="shop.py")
CALL = wire.Call(1, "shop", "order", {"count": 3})


def told(source: Fixed, *messages: wire.Down) -> list[wire.Up]:
    """What a child tells, until each call is over."""

    async def main() -> list[wire.Up]:
        up: list[wire.Up] = []
        over = asyncio.Event()
        calls = sum(isinstance(one, wire.Call) for one in messages)

        def send(message: wire.Up) -> None:
            list(wire.to_lines(message))  # raises what the real one raises
            up.append(message)
            if sum(isinstance(one, wire.Returned) for one in up) >= calls:
                over.set()

        incoming: asyncio.Queue[bytes] = asyncio.Queue()
        running = asyncio.create_task(Child(source, send).run(incoming))
        while not up:  # noqa: ASYNC110 - it tells what there is at its first step
            await asyncio.sleep(0)
        for line in lines(*messages).splitlines(keepends=True):
            incoming.put_nowait(line)
        await over.wait()
        incoming.put_nowait(lines(wire.End()))
        await running
        return up

    return run(main())


def test_a_call_is_answered_with_what_the_source_returns() -> None:
    source = Fixed([OFFER], Result(value=3))
    assert told(source, CALL) == [
        wire.Offers((OFFER,)),
        wire.Trouble("Something is odd."),
        wire.Progressed(1, "0"),
        wire.Progressed(1, "99"),
        wire.Returned(1, Result(value=3)),
    ]
    assert source.asked == [{"count": 3}]


@pytest.mark.parametrize("error", [RuntimeError("x"), SystemExit(1), KeyboardInterrupt()])
def test_a_source_that_raises_makes_a_failed_result(error: BaseException) -> None:
    [*_, last] = told(Fixed([OFFER], error), CALL)
    assert last == wire.Returned(1, Result(value=f"{type(error).__name__}.", failed=True))


def test_a_call_that_was_cancelled_before_it_began_has_no_result() -> None:
    [*_, last] = told(Fixed([OFFER], "wait"), CALL, wire.Cancel(1))
    assert last == wire.Returned(1, None)


def test_a_call_that_was_cancelled_while_it_ran_has_no_result() -> None:
    async def main() -> list[wire.Up]:
        up: list[wire.Up] = []
        progressed = asyncio.Event()

        def send(message: wire.Up) -> None:
            up.append(message)
            if isinstance(message, wire.Progressed):
                progressed.set()

        incoming: asyncio.Queue[bytes] = asyncio.Queue()
        running = asyncio.create_task(Child(Fixed([OFFER], "wait"), send).run(incoming))
        incoming.put_nowait(lines(CALL))
        await progressed.wait()
        incoming.put_nowait(lines(wire.Cancel(1)))
        while up[-1] != wire.Returned(1, None):  # noqa: ASYNC110 - in a few steps
            await asyncio.sleep(0)
        incoming.put_nowait(lines(wire.End()))
        await running
        return up

    assert run(main())[-1] == wire.Returned(1, None)


def test_cancelling_what_is_over_does_nothing() -> None:
    [*_, last] = told(Fixed([OFFER], Result(value=3)), wire.Cancel(7), CALL)
    assert last == wire.Returned(1, Result(value=3))


def test_a_function_that_is_not_there_any_more_is_a_failed_result() -> None:
    [*_, last] = told(Fixed([], Result(value=3)), CALL)
    assert isinstance(last, wire.Returned)
    assert last.result == Result(value="The function order no longer exists.", failed=True)


def test_a_source_that_gives_up_is_told_and_the_process_ends() -> None:
    async def main() -> list[wire.Up]:
        up: list[wire.Up] = []
        source = Fixed([OFFER], LivechatError("It is gone.", "Look for it."))
        await Child(source, up.append).run(asyncio.Queue())
        return up

    assert run(main())[-1] == wire.Failed("LivechatError", "It is gone.", "Look for it.")


def test_what_cannot_be_told_of_is_left_out_and_named() -> None:
    long = replace(OFFER, name="long", description="x" * wire.LINE_BYTES)
    up = told(Fixed([OFFER, long], Result()), CALL)
    assert up[:2] == [
        wire.Trouble("Skipping long: its description is too long."),
        wire.Offers((OFFER,)),
    ]


def test_of_too_many_functions_the_first_are_used() -> None:
    many = [replace(OFFER, name=f"order_{number}") for number in range(600)]
    up = told(Fixed(many, Result()))
    assert up[0] == wire.Trouble("There are 600 functions. livechat uses the first 512.")
    assert isinstance(up[1], wire.Offers)
    assert len(up[1].offers) == wire.OFFERS


def test_parameters_are_made_to_fit_before_they_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """And what cannot be is left out."""

    def fit(parameters: Mapping[str, object]) -> tuple[Mapping[str, object], list[str]]:
        if "broken" in parameters:
            raise ValueError("it is broken")
        return {"type": "object"}, ["$schema"]

    monkeypatch.setattr(child, "fit", fit)
    broken = replace(OFFER, name="broken", parameters={"broken": 1})
    up = told(Fixed([replace(OFFER, parameters={"$schema": "x"}), broken], Result()))
    assert up[:2] == [
        wire.Trouble("Skipping broken: livechat cannot describe its parameters."),
        wire.Offers((replace(OFFER, parameters={"type": "object"}),)),
    ]


def test_a_kind_that_is_not_there_is_an_error() -> None:
    with pytest.raises(LivechatError, match="nonsense"):
        make(wire.Hold("nonsense"))
