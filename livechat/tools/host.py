"""This program's end of a source of functions: starts its process, calls, and starts it again.

                   dies, is killed                    Failed at the first start: `run` raises it
    ┌──────────────────────────────────────┐
    ▼                                      │
    starting ── Offers ──► ready ── calls ─┴─► run cancelled: End, then killed within 2 s

A process that dies by itself is started again at once, then after growing waits. One that was
killed, because a call did not end in time, is started again at once. Whatever ran then fails with
a result that says so: nobody knows what it had done by then.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing, suppress
from functools import partial
from typing import Any, Final

from livechat import errors
from livechat.config.secrets import is_ours
from livechat.core.text import visible
from livechat.core.tools.tool import Result
from livechat.environment import inherited
from livechat.errors import LivechatError, UsageError
from livechat.threads import in_thread
from livechat.tools import wire
from livechat.tools.source import Events, Offer, Progress

AT_ONCE: Final = 16
"""Calls that run at the same time; more wait. Models ask for a few."""

START_S: Final = 30.0
"""Seconds in which a process tells its functions: a file may import large libraries."""

CANCEL_S: Final = 2.0
"""Seconds that a call has to end, once it was told to."""

END_S: Final = 1.0
"""Seconds that a process has to end by itself, and as many again once it was killed."""

WAITS_S: Final = (0.0, 1.0, 2.0, 5.0, 10.0, 30.0)
"""Seconds before each new start of a process that dies again and again."""

STEADY_S: Final = 60.0
"""Seconds after which a process that lives counts as one that does not die again and again."""

log = logging.getLogger(__name__)


def environment(given: Mapping[str, str]) -> dict[str, str]:
    """Return the variables for what runs functions: without livechat's own credentials."""
    return {name: value for name, value in inherited(given).items() if not is_ours(name)}


class Host:
    """One source of functions, in a process of its own. It is a `Source` itself.

    Args:
        kind: The kind of source: a key of `livechat.tools.child.MAKERS`.
        what: What its maker needs; JSON knows all of it.
        label: What the user calls it: `shop.py`.
        start_s: Seconds in which it has to tell its functions for the first time.
        environ: The variables that are passed on, but for those of livechat.
    """

    def __init__(
        self,
        kind: str,
        what: Mapping[str, object],
        *,
        label: str,
        start_s: float = START_S,
        environ: Mapping[str, str] = os.environ,
    ) -> None:
        self._hold = wire.Hold(kind, what)
        self._label = label
        self._start_s = start_s
        self._environ = environ
        self._child: _Child | None = None
        self._ready = asyncio.Event()
        self._room = asyncio.Semaphore(AT_ONCE)
        self._numbers = 0
        self._watching: set[asyncio.Task[None]] = set()
        self._ended = False
        self._told = ""

    async def run(self, events: Events) -> None:
        """Keep the process alive until cancelled, and tell what there is.

        Raises:
            LivechatError: There is nothing to be had of it, at its first start.
        """
        loop = asyncio.get_running_loop()
        first, deaths = True, 0
        try:
            while True:
                began = loop.time()
                failure = await self._live(events)
                if failure is not None and first:
                    raise failure
                first = False
                killed = failure is None and self._child is not None and self._child.killed
                if killed or loop.time() - began > STEADY_S:
                    deaths, self._told = 0, ""
                wait_s = WAITS_S[min(deaths, len(WAITS_S) - 1)]
                if not killed:
                    deaths += 1
                self._tell(events, self._account(failure, killed, wait_s))
                await asyncio.sleep(wait_s)
        finally:
            self._ended = True
            self._ready.set()  # whoever waits learns that there is nothing to wait for

    async def call(self, offer: Offer, args: Mapping[str, object], progress: Progress) -> Result:
        """Call a function, `offer.timeout_s` at most; cancelling ends it.

        A call that does not end when it is told to is ended with its process.
        """
        loop = asyncio.get_running_loop()
        until = loop.time() + offer.timeout_s
        try:
            async with asyncio.timeout_at(until):
                await self._room.acquire()
        except TimeoutError:
            return _not_run(f"{AT_ONCE} other functions were still running")
        try:
            try:
                async with asyncio.timeout_at(until):
                    while not self._ready.is_set():
                        await self._ready.wait()
            except TimeoutError:
                return _not_run(f"the process of {self._label} did not start")
            if self._ended or self._child is None:
                return _not_run(f"{self._label} is closed")
            return await self._call(self._child, offer, args, progress, until)
        finally:
            self._room.release()

    async def _call(
        self,
        child: _Child,
        offer: Offer,
        args: Mapping[str, object],
        progress: Progress,
        until: float,
    ) -> Result:
        self._numbers += 1
        number = self._numbers
        try:
            answer = child.call(wire.Call(number, offer.server, offer.name, args), progress)
        except wire.StrangeLine:
            what = "It did not run: its arguments are too long or not valid JSON."
            return Result(value=what, failed=True)
        loop = asyncio.get_running_loop()
        try:
            done, _ = await asyncio.wait([answer], timeout=until - loop.time())
        except asyncio.CancelledError:
            self._watch(child, number, answer)
            raise
        if not done:
            return await self._overdue(child, number, answer, offer)
        result = answer.result()
        if result is None:  # nobody has cancelled it: its process ends
            return Result(value="It was stopped. It may have had an effect.", failed=True)
        return result

    async def _overdue(
        self, child: _Child, number: int, answer: asyncio.Future[Result | None], offer: Offer
    ) -> Result:
        """End a call whose time is over; return its result if it has one at the last moment."""
        child.cancel(number)
        try:
            await asyncio.wait([answer], timeout=CANCEL_S)
        finally:
            if not answer.done():
                child.kill()
        if answer.done() and (result := answer.result()) is not None:
            return result
        return Result(
            value=f"It was stopped after {offer.timeout_s:g} s. It may have had an effect.",
            failed=True,
            timed_out=True,
        )

    def _watch(self, child: _Child, number: int, answer: asyncio.Future[Result | None]) -> None:
        """See to it that a cancelled call ends, without keeping whoever cancelled it waiting."""

        async def watch() -> None:
            child.cancel(number)
            await asyncio.wait([answer], timeout=CANCEL_S)
            if not answer.done():
                child.kill()

        task = asyncio.create_task(watch())
        self._watching.add(task)
        task.add_done_callback(self._watching.discard)

    async def _live(self, events: Events) -> LivechatError | None:
        """Start a process and listen to it until it is gone.

        Returns:
            Why it cannot be used; None: it could be used, until it ended.
        """
        try:
            process = await asyncio.create_subprocess_exec(
                *_command(),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                env=environment(self._environ),
                limit=wire.LINE_BYTES,
                **_apart(),
            )
        except OSError as error:
            why = (error.strerror or "no reason is known").lower()
            return LivechatError(f"Cannot start the process of {self._label}: {why}.")
        self._child = child = _Child(process, self._label)
        alarm = asyncio.get_running_loop().call_later(self._start_s, child.too_slow)
        told = False
        try:
            child.send(self._hold)
            async with aclosing(child.messages()) as messages:
                async for message in messages:
                    match message:
                        case wire.Offers(offers):
                            told = True
                            alarm.cancel()
                            self._ready.set()
                            events.offers(offers)
                        case wire.Trouble(text):
                            events.trouble(visible(text))
                        case wire.Failed(kind, what, remedy):
                            return _error(kind, visible(what), visible(remedy))
                        case wire.Said(text):
                            log.debug("%s: %s", self._label, visible(text))
        except wire.StrangeLine as error:
            log.debug("%s: %s", self._label, error)
            child.why = "it sent something that livechat does not understand"
        finally:
            self._ready.clear()
            alarm.cancel()
            await child.end()
        if told:
            return None
        if child.slow:
            return UsageError(
                f"{self._label} did not start within {self._start_s:g} s.",
                "Check what it does at its start.",
            )
        return UsageError(
            f"The process of {self._label} ended while it was starting{child.how()}.",
            "Check what it does at its start.",
        )

    def _account(self, failure: LivechatError | None, killed: bool, wait_s: float) -> str:
        """Return what the user is told of the end of a process: what happened, what follows."""
        follows = "Starting it again." if wait_s == 0 else f"Trying again in {wait_s:g} s."
        if failure is not None:
            return f"{failure.what} {follows}"
        child = self._child
        if killed:
            return f"A function of {self._label} did not stop, so its process was ended. {follows}"
        how = child.how() if child is not None else ""
        return f"The process of {self._label} ended unexpectedly{how}. {follows}"

    def _tell(self, events: Events, text: str) -> None:
        """Tell trouble, unless it is the same as before."""
        if text != self._told:
            self._told = text
            events.trouble(text)


class _Child:
    """One process, and the calls that it has not answered yet."""

    def __init__(self, process: asyncio.subprocess.Process, label: str) -> None:
        self._process = process
        self._label = label
        self._calls: dict[int, tuple[asyncio.Future[Result | None], Progress]] = {}
        self._gone = False
        self.killed = False
        """Whether it was killed because a call did not end."""
        self.slow = False
        """Whether it was killed because it told no functions in time."""
        self.why = ""

    def send(self, message: wire.Down) -> None:
        """Send a message. Raises `StrangeLine` as `to_lines` does."""
        lines = list(wire.to_lines(message))
        stdin = self._process.stdin
        if not self._gone and stdin is not None and not stdin.is_closing():
            stdin.writelines(lines)

    def call(self, call: wire.Call, progress: Progress) -> asyncio.Future[Result | None]:
        """Call a function; the future holds its result, None where it was cancelled."""
        answer: asyncio.Future[Result | None] = asyncio.get_running_loop().create_future()
        self.send(call)
        self._calls[call.id] = answer, progress
        if self._gone:
            self._lose()
        return answer

    def cancel(self, number: int) -> None:
        """Tell a call to end; how far it is is of no use any more."""
        if found := self._calls.get(number):
            self._calls[number] = found[0], _ignored
        self.send(wire.Cancel(number))

    async def messages(self) -> AsyncGenerator[wire.Up, None]:
        """Yield what it says but for what concerns calls, until it is gone.

        Raises:
            StrangeLine: It does not keep to the protocol.
        """
        stdout = self._process.stdout
        joining = wire.Joining()
        while stdout is not None:
            try:
                line = await stdout.readline()
            except ValueError:
                raise wire.StrangeLine("is too long") from None
            if not line.endswith(b"\n"):
                return
            if joining.completes_pictures(line):
                joined = in_thread(partial(joining.take, line), "pictures")
                message = await asyncio.wrap_future(joined)
            else:
                message = joining.take(line)
            match message:
                case wire.Progressed(number, text):
                    if number in self._calls:
                        self._calls[number][1](visible(text))
                case wire.Returned(number, result):
                    if found := self._calls.pop(number, None):
                        found[0].set_result(result)
                case None:
                    pass
                case _:
                    yield message
            await asyncio.sleep(0)  # however much it says, others get their turn

    def too_slow(self) -> None:
        """Kill it because it told no functions in time."""
        self.slow = True
        self._kill()

    def kill(self) -> None:
        """Kill it because a call does not end."""
        if not self._gone:
            self.killed = True
            self._kill()

    async def end(self) -> None:
        """End it, politely where it still lives, within some seconds whatever it does."""
        try:
            if self._process.returncode is None and not (self.killed or self.slow or self.why):
                self.send(wire.End())
                if self._process.stdin is not None:
                    self._process.stdin.close()
                await self._exited()
        finally:
            self._kill()  # and what it has left behind
            self._gone = True
            self._lose()
        await self._exited()

    def how(self) -> str:
        """Return how it ended, to be put behind a sentence."""
        code = self._process.returncode
        if self.why:
            return f": {self.why}"
        if code is None:
            return ""
        return f" (signal {-code})" if code < 0 else f" (exit status {code})"

    def _lose(self) -> None:
        """Answer the calls that it will not answer."""
        for answer, _ in self._calls.values():
            if not answer.done():
                answer.set_result(self._lost())
        self._calls.clear()

    def _lost(self) -> Result:
        if self.killed:
            what = f"Another function of {self._label} had to be stopped, and this one with it."
        else:
            what = f"The process of {self._label} ended while this function ran."
        return Result(value=f"{what} It may have had an effect.", failed=True)

    async def _exited(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(END_S):
                await self._process.wait()

    def _kill(self) -> None:
        with suppress(ProcessLookupError, PermissionError):
            if sys.platform == "win32":
                self._process.kill()
            else:
                os.killpg(self._process.pid, signal.SIGKILL)  # its own group: `_apart`


def _command() -> list[str]:
    """Return what starts a child that finds the same modules as this program."""
    path = [str(folder) for folder in sys.path]
    begin = f"import sys; sys.path[:] = {path!r}; from livechat.tools import child; child.main()"
    return [sys.executable, "-P", "-c", begin]


def _apart() -> dict[str, Any]:
    """Return what keeps Ctrl-C in the terminal from a process."""
    if sys.platform == "win32":
        import subprocess

        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}


def _error(kind: str, what: str, remedy: str) -> LivechatError:
    """Return the error that a child has told."""
    found = getattr(errors, kind, None)
    if not (isinstance(found, type) and issubclass(found, LivechatError)):
        found = UsageError
    return found(what, remedy)


def _ignored(text: str) -> None:
    """Take progress that nobody wants."""


def _not_run(why: str) -> Result:
    return Result(value=f"It did not run: {why}.", failed=True, retry=True)
