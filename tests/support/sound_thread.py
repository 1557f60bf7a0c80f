"""A stand-in for the sound thread: requests that take as long as a test says, in virtual time."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from livechat.audio.sound_thread import SoundThread

T = TypeVar("T")


class VirtualSoundThread(SoundThread):
    """Does one request after the other on the loop, each after a while of the loop's time.

    Args:
        takes: Seconds that a request of a name takes; 0 unless given.
    """

    def __init__(self, **takes: float) -> None:
        super().__init__()
        self.takes = takes
        self.begun: list[str] = []
        """Names of the requests begun, in order."""
        self._waiting: deque[tuple[Callable[[], Any], str, Future[Any]]] = deque()
        self._busy = False

    def begin(self, work: Callable[[], T], name: str) -> Future[T]:
        done: Future[T] = Future()
        self._waiting.append((work, name, done))
        if not self._busy:
            self._next()
        return done

    def write_off(self) -> None:
        self.written_off = True
        self._late = self._running

    def _next(self) -> None:
        self._busy = False
        while self._waiting and not self._busy:
            work, name, done = self._waiting.popleft()
            if done.set_running_or_notify_cancel():
                self._busy, self._running = True, done
                self.begun.append(name)
                takes = self.takes.get(name.replace("-", "_"), 0.0)
                asyncio.get_running_loop().call_later(takes, self._do, work, done)

    def _do(self, work: Callable[[], Any], done: Future[Any]) -> None:
        try:
            done.set_result(work())
        except Exception as error:  # noqa: BLE001 - raised where it is awaited
            done.set_exception(error)
        self._next()
