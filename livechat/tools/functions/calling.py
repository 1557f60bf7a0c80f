"""Calling a function of the user's, whatever kind it is, and what comes of it.

    def                 in a thread of its own
    async def           on the loop
    def … yield         in a thread; what it yields is progress, the last of it the result
    async def … yield   on the loop; likewise

A generator that returns something returns its result that way. Nothing that a function raises
goes any further: it becomes a failed `Result`.
"""

from __future__ import annotations

import asyncio
import inspect
import logging
import threading
from collections.abc import Awaitable, Callable, Generator, Mapping
from typing import Any, Final, cast

from livechat.core.picture import Picture
from livechat.core.tools.tool import Result
from livechat.threads import in_thread
from livechat.tools import wire
from livechat.tools.functions.describing import Described, WrongArguments
from livechat.tools.plain import described, to_json, to_text
from livechat.tools.source import Progress

log = logging.getLogger(__name__)

_ERROR_CHARS: Final = 1_000

_LAST_S: Final = 0.2
"""Seconds after which what was yielded last counts as progress: its generator still runs."""


async def call(one: Described, args: Mapping[str, object], progress: Progress) -> Result:
    """Call a function. Its failures are results; only `CancelledError` is raised.

    A function in a thread cannot be ended: if this is cancelled, it ends when the function does,
    with its result, since it had its effect. A generator ends where it yields next.
    """
    try:
        by_position, by_name = one.bind(args)
    except WrongArguments as error:
        return Result(value=str(error), failed=True, retry=True)
    except Exception as error:  # noqa: BLE001 - a check of the user's own
        return _failed(error)
    yielded = _Yielded(progress)

    def begin() -> Any:
        return one.function(*by_position, **by_name)

    try:
        if inspect.iscoroutinefunction(one.function) or inspect.isasyncgenfunction(one.function):
            outcome: Any = begin()
        else:
            outcome = await _in_thread(lambda: _ran(begin, yielded), yielded)
        if isinstance(outcome, Result):
            return outcome
        return _as_result(await _awaited(outcome, yielded))
    except asyncio.CancelledError as error:
        if (task := asyncio.current_task()) and task.cancelling():
            raise
        return _failed(error)  # of the function's own
    except BaseException as error:  # noqa: BLE001 - SystemExit and KeyboardInterrupt, too
        return _failed(error)
    finally:
        yielded.close()


async def _in_thread(work: Callable[[], Any], yielded: _Yielded) -> Any:
    running = asyncio.wrap_future(in_thread(work, "function"))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        yielded.stopped.set()
        await asyncio.wait([running])
        if yielded.cut_short:
            raise
        return running.result()


def _ran(begin: Callable[[], Any], yielded: _Yielded) -> Any:
    """Run a function to its end, in its thread: its result, or what is to be awaited."""
    try:
        outcome = begin()
        if inspect.isgenerator(outcome):
            outcome = _drained(outcome, yielded)
        if inspect.isawaitable(outcome) or inspect.isasyncgen(outcome):
            return outcome
        return _as_result(outcome)  # here, because it may take long
    except BaseException as error:  # noqa: BLE001 - futures do not take all of them
        return _failed(error)


def _drained(generator: Generator[Any, Any, Any], yielded: _Yielded) -> Any:
    try:
        while not yielded.stopped.is_set():
            yielded.add(next(generator))
    except StopIteration as end:
        return yielded.result(end.value)
    yielded.cut_short = True
    generator.close()
    return None


async def _awaited(outcome: Any, yielded: _Yielded) -> Any:
    if inspect.isasyncgen(outcome):
        async for value in outcome:
            yielded.add(value)
            await asyncio.sleep(0)  # one that never waits must not keep the others waiting
        return yielded.result(None)
    return await cast(Awaitable[Any], outcome)


class _Yielded:
    """What a generator has yielded: all but the last of it is progress.

    Takes values in any thread, and tells progress on the loop; of those that come faster than the
    loop looks, the newest.
    """

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._loop = asyncio.get_running_loop()
        self._lock = threading.Lock()
        self._last: tuple[object] | None = None
        self._told: object = None
        self._before: tuple[object] | None = None
        self._posted = False
        self._timer: asyncio.TimerHandle | None = None
        self._closed = False
        self.stopped = threading.Event()
        """Set: what it yields is of no use any more."""
        self.cut_short = False
        """Whether it was ended for that."""

    def add(self, value: object) -> None:
        """Take what was yielded."""
        with self._lock:
            if self._last is not None:
                self._before = self._last
            self._last = (value,)
            if self._posted:
                return
            self._posted = True
        self._loop.call_soon_threadsafe(self._look)

    def result(self, returned: object) -> object:
        """Return the result of a generator that has ended and returned this."""
        with self._lock:
            if returned is not None:
                self._before, self._last = self._last or self._before, None
                return returned
            return None if self._last is None else self._last[0]

    def close(self) -> None:
        """Tell the newest progress that was not told; nothing follows."""
        self._look()
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()

    def _look(self) -> None:
        if self._closed:
            return
        with self._lock:
            self._posted = False
            before, self._before = self._before, None
            last = self._last
        if before is not None:
            self._tell(before)
        if self._timer is not None:
            self._timer.cancel()
        if last is not None:
            self._timer = self._loop.call_later(_LAST_S, self._tell, last)

    def _tell(self, value: tuple[object]) -> None:
        if value is not self._told:
            self._told = value
            self._progress(to_text(value[0])[: wire.PROGRESS_CHARS])


def _as_result(value: object) -> Result:
    if isinstance(value, str):
        return wire.bounded(Result(value=value))
    pictures: list[Picture] = []
    text = to_json(value, pictures)
    return wire.bounded(Result(value=wire.known(text), pictures=tuple(pictures)))


def _failed(error: BaseException) -> Result:
    log.debug("a function failed", exc_info=error)
    what = " ".join(described(error).split())[:_ERROR_CHARS]
    kind = type(error).__name__
    return Result(value=f"{kind}: {what}" if what else f"{kind}.", failed=True)
