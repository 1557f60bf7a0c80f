"""The one thread that makes every control call to PortAudio: load, list, open, close, restart, end.

PortAudio is not thread-safe (PortAudio #254). On Windows it opens a WASAPI device only in a thread
for which COM is initialised (PortAudio #250, #713), and a sound server that is frozen blocks
whoever asks it anything. So requests wait in one queue, each has a deadline, and whoever asked is
told when it has passed.

A request that takes longer than its deadline has PortAudio written off: the end of the program
does not touch it any more. The thread stays the only one. When the sound server thaws, it does
what still waits, in order.
"""

from __future__ import annotations

import asyncio
import ctypes
import logging
import queue
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from contextlib import contextmanager, suppress
from typing import Any, Final, TypeVar

from livechat.audio import portaudio
from livechat.errors import SoundError

ANSWER_S = 10.0
"""Seconds to wait for the sound server: a slow one takes 2, a frozen one for ever."""

END_S = 0.5
"""Seconds that ending PortAudio may take. It takes some milliseconds, or hangs."""

WAITING: Final = 32
"""Requests that wait at most. Two devices have two each; a call that asks more has a hung one."""

_COINIT_MULTITHREADED: Final = 0
"""All threads that do not say otherwise share this apartment (objbase.h), so that a loudspeaker's
thread may write to a stream which this one has opened."""

T = TypeVar("T")

log = logging.getLogger(__name__)


class SoundThread:
    """A thread that begins with the first request, and does one after the other."""

    def __init__(self) -> None:
        self._requests: queue.Queue[Callable[[], None] | None] = queue.Queue(WAITING)
        self._beginning = threading.Lock()
        self._thread: threading.Thread | None = None
        self._running: Future[Any] | None = None
        """The request under way, or the last one."""
        self._late: Future[Any] | None = None
        """The request that was under way when a deadline last passed."""
        self.written_off = False
        """Whether PortAudio is not to be touched when the program ends."""

    @property
    def hangs(self) -> bool:
        """Whether a request still runs that was too slow for somebody."""
        return self._late is not None and not self._late.done()

    def begin(self, work: Callable[[], T], name: str) -> Future[T]:
        """Have `work` done after all that was asked for before.

        Args:
            work: What to do; what it returns or raises is in the future.
            name: What it is, for the log.

        Returns:
            Its future. It may be cancelled until it begins. It holds a `SoundError` if too many
            requests wait.
        """
        done: Future[T] = Future()

        def fulfil() -> None:
            if not done.set_running_or_notify_cancel():
                return
            self._running = done
            try:
                result = work()
            except BaseException as error:  # noqa: BLE001 - raised where it is awaited
                log.debug("%s failed: %s", name, error)
                done.set_exception(error)
            else:
                done.set_result(result)

        with self._beginning:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="sound", daemon=True)
                self._thread.start()
        try:
            self._requests.put_nowait(fulfil)
        except queue.Full:
            done.set_exception(no_answer())
        return done

    def ask(self, work: Callable[[], T], within_s: float = ANSWER_S) -> T:
        """Have `work` done, and wait for it. Not to be called on the event loop.

        Args:
            work: What to do; whatever it raises is raised here.
            within_s: Seconds to wait at most. Nobody waits for a thread that hangs already.

        Raises:
            SoundError: It takes too long.
        """
        if self.hangs:
            raise no_answer()
        done = self.begin(work, "request")
        try:
            if not wait([done], within_s).done:
                self.write_off()
                raise no_answer()
        finally:
            done.cancel()
        return done.result()

    def write_off(self) -> None:
        """Have the end of the program leave PortAudio alone: a call into it does not return."""
        if not self.written_off:
            self.written_off = True
            portaudio.abandon()
        self._late = self._running

    def end(self) -> bool:
        """End PortAudio and the thread, if it ever began.

        Returns:
            Whether the program may end as usual. If not, a thread still runs in PortAudio.
        """
        if self._thread is None:
            return True
        if not self.written_off:
            with suppress(SoundError):
                self.ask(portaudio.end, END_S)
        if self.written_off:
            portaudio.abandon()  # again: it may have been loaded since
            return False
        self._requests.put(None)
        self._thread.join(END_S)
        self._thread = None
        return True

    def _run(self) -> None:
        with _com(_ole32()):
            while (fulfil := self._requests.get()) is not None:
                fulfil()


SOUND: Final = SoundThread()
"""The program's: there is one PortAudio."""


def no_answer() -> SoundError:
    """What a user is told of sound devices that do not answer in time."""
    return SoundError(
        "The sound devices do not respond.", "Restart the sound server, which may be stuck."
    )


async def over_within(seconds: float | None, work: Future[Any]) -> bool:
    """Wait for a request, and leave it as it is.

    Args:
        seconds: How long to wait at most; None: as long as it takes.
        work: The request.

    Returns:
        Whether it is over.
    """
    loop = asyncio.get_running_loop()
    over = asyncio.Event()

    def tell(_: object) -> None:
        with suppress(RuntimeError):  # the loop has closed while a device was frozen
            loop.call_soon_threadsafe(over.set)

    work.add_done_callback(tell)
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await over.wait()
    return work.done()


def _ole32() -> Any:
    """Windows' library of COM; None elsewhere."""
    if sys.platform == "win32":
        return ctypes.windll.ole32
    return None


@contextmanager
def _com(ole32: Any) -> Iterator[None]:
    """COM for the thread that runs, where there is any."""
    if ole32 is None:
        yield
        return
    result: int = ole32.CoInitializeEx(None, _COINIT_MULTITHREADED)
    try:
        yield
    finally:
        if result >= 0:  # S_OK or S_FALSE; what failed is not to be undone
            ole32.CoUninitialize()
