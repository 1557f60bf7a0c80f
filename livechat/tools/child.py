"""The process that holds one source of functions: `python -m livechat.tools.child`.

    stdin ── lines ──► reader ──► loop ──► Source.call, side by side
    stdout ◄─ lines ── writer ◄── results, progress, what is printed
             (threads of their own)

The first line says what to hold. What functions print never mixes with the protocol: both
streams are moved elsewhere before any code of the user's is imported. The process ends when stdin
does, even if its functions hang and even if livechat was killed.
"""

from __future__ import annotations

import asyncio
import ctypes
import importlib
import io
import logging
import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import BinaryIO, Final, cast

from livechat.core.tools.tool import Result
from livechat.errors import LivechatError, NotInstalledError
from livechat.threads import in_thread
from livechat.tools import wire
from livechat.tools.pace import Pace
from livechat.tools.source import Events, Offer, Source
from livechat.tools.wire import Call, Cancel, End, Hold

MAKERS: Final[Mapping[str, str]] = {
    "functions": "livechat.tools.functions.source:make",
    "servers": "livechat.tools.mcp.source:make",
    "local": "livechat.tools.local:make",
}
"""Kinds of sources, and what makes each from what the first line holds."""

_FIT: Final = "livechat.tools.schema:fit"
"""Makes JSON Schema fit the service; returns it and what had to be left out."""

_GRACE_S: Final = 1.0
"""Seconds that a source has to put everything away, once nobody listens any more."""

_SAID: Final = 100
"""Lines a second that are logged of what functions print: more than anybody reads."""

log = logging.getLogger(__name__)


def main() -> None:
    """Hold what the first line says, until stdin ends."""
    reading, writing = _apart()
    _end_with_parent()
    # asyncio would end at this signal, and it is not meant for us. What we start must not inherit
    # that it is ignored, so it is caught.
    signal.signal(signal.SIGINT, lambda number, frame: None)
    writer = _Writer(writing)
    printed = _Printed(lambda text: writer.send(wire.Said(text)))
    for name in ("stdout", "stderr", "__stdout__", "__stderr__"):
        setattr(sys, name, printed.file())
    ours = logging.getLogger("livechat")  # where a function failed: the host has its own log
    ours.addHandler(logging.StreamHandler(sys.stderr))
    ours.setLevel(logging.DEBUG)
    ours.propagate = False
    code = 1
    try:
        asyncio.run(_hold(reading, writer))
        code = 0
    except BaseException:
        log.debug("the child fails", exc_info=True)
    writer.close(_GRACE_S)
    if code:
        os._exit(code)
    _end_all()


async def _hold(reading: BinaryIO, writer: _Writer) -> None:
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[bytes] = asyncio.Queue()
    in_thread(lambda: _read(reading, loop, lines), "lines")
    try:
        hold = wire.down(await lines.get())
        if not isinstance(hold, Hold):
            return
        source = make(hold)
    except wire.StrangeLine:
        return
    except LivechatError as error:
        writer.send(wire.Failed(type(error).__name__, error.what, error.remedy))
        return
    await Child(source, writer.send).run(lines)


def make(hold: Hold) -> Source:
    """Make the source that is to be held.

    Raises:
        LivechatError: There is no such kind here, or nothing to be had of it.
    """
    try:
        found = _named(MAKERS[hold.kind])
    except (KeyError, ImportError) as error:
        raise NotInstalledError(
            f'Cannot use functions of the kind "{hold.kind}".',
            "Install livechat again, with all its parts.",
        ) from error
    return cast(Callable[[Mapping[str, object]], Source], found)(hold.what)


class Child:
    """Runs a source, and calls its functions as it is told.

    Args:
        source: Where the functions come from.
        send: Takes what the host is to be told.
    """

    def __init__(self, source: Source, send: Callable[[wire.Up], None]) -> None:
        self._source = source
        self._send = send
        self._offers: dict[tuple[str, str], Offer] = {}
        self._calls: dict[int, asyncio.Task[None]] = {}

    async def run(self, lines: asyncio.Queue[bytes]) -> None:
        """Do what the lines say until they end, or until there is nothing to be had."""
        running = asyncio.create_task(self._run())
        reading = asyncio.create_task(self._follow(lines))
        done, others = await asyncio.wait({running, reading}, return_when=asyncio.FIRST_COMPLETED)
        for one in (*others, *self._calls.values()):
            one.cancel()
        await asyncio.gather(*others, *self._calls.values(), return_exceptions=True)
        await asyncio.gather(*done)

    async def _run(self) -> None:
        try:
            await self._source.run(Events(self._offer, self._trouble))
        except LivechatError as error:
            self._send(wire.Failed(type(error).__name__, error.what, error.remedy))

    async def _follow(self, lines: asyncio.Queue[bytes]) -> None:
        while True:
            match wire.down(await lines.get()):
                case Call() as call:
                    task = asyncio.create_task(self._call(call))
                    self._calls[call.id] = task
                    task.add_done_callback(partial(self._over, call.id))
                case Cancel(number) if number in self._calls:
                    self._calls[number].cancel()
                case End():
                    return

    def _over(self, number: int, task: asyncio.Task[None]) -> None:
        self._calls.pop(number, None)
        if task.cancelled():  # before it began
            self._return(number, None)

    async def _call(self, call: Call) -> None:
        """Call a function, and tell how far it is and what comes of it."""
        pace = Pace(lambda text: self._send(wire.Progressed(call.id, text)))
        result: Result | None
        try:
            offer = self._offers.get((call.server, call.name))
            if offer is None:
                result = Result(value=f"The function {call.name} no longer exists.", failed=True)
            else:
                result = await self._source.call(offer, call.args, pace.tell)
        except asyncio.CancelledError:
            result = None
        except BaseException as error:
            log.debug("call %d failed", call.id, exc_info=error)
            result = Result(value=f"{type(error).__name__}.", failed=True)
        pace.close()
        self._return(call.id, result)

    def _return(self, number: int, result: Result | None) -> None:
        try:
            self._send(wire.Returned(number, result))
        except Exception as error:
            log.debug("the result of call %d cannot be sent", number, exc_info=error)
            what = "It ran, but livechat cannot read what it returned."
            self._send(wire.Returned(number, Result(value=what, failed=True)))

    def _offer(self, offers: Sequence[Offer]) -> None:
        fitting = [fitted for offer in offers if (fitted := self._fitted(offer)) is not None]
        if len(fitting) > wire.OFFERS:
            many, fitting = len(fitting), fitting[: wire.OFFERS]
            self._trouble(f"There are {many} functions. livechat uses the first {wire.OFFERS}.")
        self._offers = {(one.server, one.name): one for one in fitting}
        self._send(wire.Offers(tuple(self._offers.values())))

    def _fitted(self, offer: Offer) -> Offer | None:
        """Return a function as the service takes it; None: it cannot be made to fit."""
        try:
            parameters, left_out = fit(offer.parameters)
        except Exception as error:
            log.debug("the parameters of %s do not fit", offer.name, exc_info=error)
            self._trouble(f"Skipping {offer.name}: livechat cannot describe its parameters.")
            return None
        for what in left_out:
            log.debug("%s: %s", offer.name, what)
        fitted = replace(offer, parameters=parameters)
        if not wire.fits(fitted):
            self._trouble(f"Skipping {offer.name}: its description is too long.")
            return None
        return fitted

    def _trouble(self, text: str) -> None:
        self._send(wire.Trouble(text))


def fit(parameters: Mapping[str, object]) -> tuple[Mapping[str, object], list[str]]:
    """Return parameters as the service takes them, and what was left out of them."""
    try:
        found = _named(_FIT)
    except ImportError:
        return parameters, []
    fitting = cast(Callable[[Mapping[str, object]], tuple[Mapping[str, object], list[str]]], found)
    return fitting(parameters)


def _named(place: str) -> object:
    module, _, name = place.partition(":")
    return getattr(importlib.import_module(module), name)


# --- streams ---


def _apart() -> tuple[BinaryIO, BinaryIO]:
    """Take stdin and stdout for the protocol, and leave others nothing but an empty stream."""
    reading, writing = os.dup(0), os.dup(1)  # not inherited by what functions start
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
    os.close(nowhere)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - as long as the process
    if hasattr(os, "register_at_fork"):
        # Else a forked process would keep the host from seeing that this one has ended.
        for number in (reading, writing):
            os.register_at_fork(after_in_child=partial(os.close, number))
    return os.fdopen(reading, "rb"), os.fdopen(writing, "wb", buffering=0)


def _read(reading: BinaryIO, loop: asyncio.AbstractEventLoop, lines: asyncio.Queue[bytes]) -> None:
    """Hand lines over to the loop; at their end, end the process, whatever the loop does."""
    ending = b"".join(wire.to_lines(End()))
    while line := reading.readline(wire.LINE_BYTES + 1):
        loop.call_soon_threadsafe(lines.put_nowait, line)
    try:
        loop.call_soon_threadsafe(lines.put_nowait, ending)
    except RuntimeError:  # the loop has ended before
        return
    time.sleep(_GRACE_S)
    _end_all()


class _Writer:
    """Writes lines in a thread of its own, so that nobody waits for the host.

    What waits is bounded by those who send: a result for each call, progress and prints at their
    pace. `SimpleQueue` may be used by code that interrupts itself, such as `__del__`.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._lines: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._done = threading.Event()
        in_thread(self._write, "writer")

    def send(self, message: wire.Up) -> None:
        """Take a message. Raises `StrangeLine` as `to_lines` does, and takes none of it then."""
        for line in list(wire.to_lines(message)):
            self._lines.put(line)

    def close(self, seconds: float) -> None:
        """Wait until all is written, for some seconds."""
        self._lines.put(None)
        self._done.wait(seconds)

    def _write(self) -> None:
        try:
            while (line := self._lines.get()) is not None:
                left = memoryview(line)
                while left:
                    left = left[self._file.write(left) :]
        except OSError:  # nobody reads any more: the reader ends the process
            pass
        finally:
            self._done.set()


class _Printed(io.RawIOBase):
    """What functions print: told line by line, bounded in length and number.

    Args:
        tell: Takes a line.
    """

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._line = b""
        self._second = 0
        self._told = 0
        self._left_out = 0
        self._lock = threading.RLock()

    def file(self) -> io.TextIOWrapper:
        """Return a file to print to."""
        return io.TextIOWrapper(
            io.BufferedWriter(self, 8192), encoding="utf-8", errors="replace", line_buffering=True
        )

    def writable(self) -> bool:
        """Say so."""
        return True

    def fileno(self) -> int:
        """Return the descriptor of stdout, which leads nowhere: for what functions start."""
        return 1

    def close(self) -> None:
        """Stay open: code may replace one of the files that write here, and Python closes it."""

    def write(self, data: object) -> int:
        """Take what was printed; a line is told when it is whole."""
        taken = bytes(cast(bytes, data))
        with self._lock:
            *whole, rest = (self._line + taken).split(b"\n")
            self._line = rest[: 4 * wire.SAID_CHARS]  # what is longer is cut in any case
            for line in whole:
                self._line_ends(line)
        return len(taken)

    def _line_ends(self, line: bytes) -> None:
        second = int(time.monotonic())
        if second != self._second:
            self._second, self._told = second, 0
            if left_out := self._left_out:
                self._left_out = 0
                self._tell(f"({left_out:,} lines more)")
        self._told += 1
        if self._told > _SAID:
            self._left_out += 1
            return
        self._tell(line[: 4 * wire.SAID_CHARS].decode(errors="replace"))


# --- the end ---


def _end_with_parent() -> None:
    """Let Linux end this process soon after the host, even while a function holds all threads.

    Not at once: the end of stdin lets it end what functions have started, too.
    """
    if sys.platform == "linux":
        libc = ctypes.CDLL(None)
        parent_death_signal = 1  # prctl(2), PR_SET_PDEATHSIG
        # No code of Python's may be able to run then: `alarm` is the handler, and is given the
        # number of the signal, 3, as its seconds.
        libc.signal.argtypes = (ctypes.c_int, ctypes.c_void_p)
        libc.signal.restype = ctypes.c_void_p
        libc.signal(signal.SIGQUIT, ctypes.cast(libc.alarm, ctypes.c_void_p))
        libc.prctl(parent_death_signal, signal.SIGQUIT)


def _end_all() -> None:
    """End this process and what it has started, at once."""
    if sys.platform != "win32" and os.getpgrp() == os.getpid():  # the host made it so
        os.killpg(0, signal.SIGKILL)
    os._exit(0)


if __name__ == "__main__":
    main()
