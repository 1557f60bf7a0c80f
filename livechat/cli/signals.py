"""Ctrl-C and SIGTERM: the first asks politely, the second ends at once."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from types import FrameType
from typing import Self


class Signals:
    """While in the context, the first signal calls `stop`; after it, signals act as usual.

    Args:
        stop: Called on the loop.
    """

    INTERRUPT = signal.SIGINT

    def __init__(self, stop: Callable[[], None]) -> None:
        self.received: int | None = None
        """The signal that came, if one did."""
        self._stop = stop
        self._loop = asyncio.get_running_loop()
        # SIGHUP (the terminal was closed) does not exist on Windows.
        numbers = [signal.SIGINT, signal.SIGTERM, *filter(None, [_sighup()])]
        self._before = {
            number: handler
            for number in numbers
            # What is ignored stays ignored: that is what nohup is for.
            if (handler := signal.getsignal(number)) is not signal.SIG_IGN
        }

    def __enter__(self) -> Self:
        for number in self._before:
            signal.signal(number, self._receive)
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._restore()

    def _receive(self, number: int, frame: FrameType | None) -> None:
        self.received = number
        self._restore()
        self._loop.call_soon_threadsafe(self._stop)

    def _restore(self) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)


def _sighup() -> signal.Signals | None:
    return getattr(signal, "SIGHUP", None)
