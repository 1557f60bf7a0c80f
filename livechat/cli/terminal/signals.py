"""Ctrl-C and SIGTERM: the first asks politely, those that follow end it at once.

A program that leaves files behind when it is ended at once can have them removed before.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Self

_early = False


def listen_early() -> None:
    """From now on remember a Ctrl-C that comes before there is a `Signals`.

    It raises KeyboardInterrupt as ever. But whoever is importing or building something may lose
    that: much of what is written in C takes every exception for "there is none".
    """
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _remember)


def was_interrupted_early() -> bool:
    """Whether Ctrl-C was pressed before there was a `Signals`."""
    return _early


def _remember(number: int, frame: FrameType | None) -> None:
    global _early
    _early = True
    raise KeyboardInterrupt


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
        import asyncio  # late: whoever only wants help needs none

        self._loop = asyncio.get_running_loop()
        # SIGHUP: the terminal was closed.
        numbers = [signal.SIGINT, signal.SIGTERM, *filter(None, [_named("SIGHUP")])]
        self._before = {
            number: handler
            for number in numbers
            # What is ignored stays ignored: that is what nohup is for.
            if (handler := signal.getsignal(number)) is not signal.SIG_IGN
        }

    def __enter__(self) -> Self:
        for number in self._before:
            signal.signal(number, self._receive)
        if _early:
            self._receive(self.INTERRUPT, None)
        return self

    def __exit__(self, *exc_info: object) -> None:
        if self.received is None:
            self._restore()

    def _receive(self, number: int, frame: FrameType | None) -> None:
        self.received = number
        self._restore()
        if self.INTERRUPT in self._before:
            signal.signal(self.INTERRUPT, self._interrupt)
        self._loop.call_soon_threadsafe(self._stop)

    def _interrupt(self, number: int, frame: FrameType | None) -> None:
        """Take a Ctrl-C that follows: contexts are left in order once, and the next is the last.

        It may come late, when nothing is left that could answer it but the interpreter's end.
        """
        signal.signal(number, _at_once)
        before = self._before[self.INTERRUPT]
        if self._loop.is_closed() or not callable(before):
            _at_once(number, frame)
        else:
            before(number, frame)

    def _restore(self) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)


@contextmanager
def cleaning(clean: Callable[[], None]) -> Iterator[None]:
    """While in the context, a signal that ends the program at once calls `clean` before.

    Args:
        clean: Called in the middle of whatever is being done; quick, and fit to be called late.
    """
    # Ctrl-C is not among them: it raises KeyboardInterrupt, so contexts are left in order.
    # SIGQUIT is Ctrl-\, which asks for no order at all.
    numbers = [
        number
        for number in filter(None, [signal.SIGTERM, _named("SIGHUP"), _named("SIGQUIT")])
        if signal.getsignal(number) is signal.SIG_DFL
    ]
    for number in numbers:
        signal.signal(number, _at_once)
    _cleaners.append(clean)
    try:
        yield
    finally:
        _cleaners.remove(clean)
        for number in numbers:
            signal.signal(number, signal.SIG_DFL)


_cleaners: list[Callable[[], None]] = []


def _at_once(number: int, frame: FrameType | None) -> None:
    # Those that come meanwhile would begin it again, one inside the other, and it would never end.
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"):
        if (other := _named(name)) is not None:
            signal.signal(other, signal.SIG_IGN)
    for clean in reversed(_cleaners):
        with suppress(OSError):  # the terminal has gone: the rest is cleaned, and the program ends
            clean()
    signal.signal(number, signal.SIG_DFL)
    signal.raise_signal(number)


def _named(name: str) -> signal.Signals | None:
    """A signal; None where there is none of that name, as on Windows."""
    return getattr(signal, name, None)
