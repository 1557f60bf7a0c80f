"""`--log` and `--debug`: where livechat's own log goes.

Only livechat's logger is listened to: the WebSocket library's log holds the request's headers,
and with them the key.
"""

from __future__ import annotations

import logging
import sys
import time
import warnings
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Final

from livechat.config.secrets import masked
from livechat.core.text import visible
from livechat.errors import FileError
from livechat.threads import Worker

_FORMAT = "%(asctime)s.%(msecs)03dZ %(levelname)-7s %(name)s: %(message)s"


MOST_WAITING: Final = 20_000
"""Records that wait for the disk: some minutes of a call's small talk, in some MB of memory. Those
that follow are counted, and the log says how many it lacks."""

FLUSH_S: Final = 2.0
"""Seconds that the log may take at the end."""

_concealed: list[Callable[[], Iterable[str]]] = []
"""Tell the secrets of credentials, which are never written, whoever repeats them."""


def conceal(secrets: Callable[[], Iterable[str]]) -> None:
    """From now on leave out of the log and of tracebacks what this tells at the time."""
    _concealed.append(secrets)


def fit(text: str) -> str:
    """Text of several lines as it may be written: nothing in it steers, or is a credential."""
    own = chain.from_iterable(secrets() for secrets in _concealed)
    return "\n".join(map(visible, masked(text, own).split("\n")))


class _Formatter(logging.Formatter):
    """Writes what others said as data: libraries log it as it came."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """The record on one line."""
        return visible(super().formatMessage(record))

    def format(self, record: logging.LogRecord) -> str:
        """The record with its traceback, if it has one."""
        return fit(super().format(record))


def start(log: Path | None, *, debug: bool) -> None:
    """Write the log to a file, or to stderr when only `debug` is asked for.

    Raises:
        FileError: The file cannot be written.
    """
    # Warnings of libraries are for their callers, which we are; users get them in the log.
    logging.captureWarnings(True)
    logging.getLogger("py.warnings").addHandler(logging.NullHandler())
    warnings.simplefilter("default")
    # A disk that fills up must not print a traceback into the conversation.
    logging.raiseExceptions = False
    if log is None and not debug:
        logging.getLogger("livechat").addHandler(logging.NullHandler())
        return
    handler = File(log) if log else _Stderr()
    formatter = _Formatter(_FORMAT, datefmt="%Y-%m-%dT%H:%M:%S")
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    for name in ("livechat", "py.warnings"):
        logger = logging.getLogger(name)
        logger.addHandler(handler)
        logger.setLevel(logging.DEBUG if debug else logging.INFO)
        logger.propagate = False


class _Stderr(logging.Handler):
    """Writes to what `sys.stderr` is at the moment: a live picture puts itself in its place."""

    def emit(self, record: logging.LogRecord) -> None:
        """Print the record."""
        print(self.format(record), file=sys.stderr, flush=True)


class File(logging.Handler):
    """Appends to a file in a thread: a disk may be full for a while, or far away.

    Raises:
        FileError: It cannot be written.
    """

    def __init__(self, log: Path) -> None:
        super().__init__()
        try:
            # Unbuffered: Python's end would wait for the buffer of a thread that hangs.
            self.file = log.open("ab", buffering=0)
        except OSError as error:
            raise FileError(
                f"Cannot write the log {log}: {error.strerror}.", "Choose another file with --log."
            ) from error
        self.writer = Worker("log", MOST_WAITING)
        self._lost = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Have the record written."""
        lost = f"{self._lost:,} records are missing\n" if self._lost else ""
        text = f"{lost}{self.format(record)}\n"
        if self.writer.begin(partial(self.write, text.encode(errors="replace"))):
            self._lost = 0
        else:
            self._lost += 1

    def flush(self) -> None:
        """Wait until all is written, for `FLUSH_S` at most."""
        self.writer.flush(FLUSH_S)

    def close(self) -> None:
        """Write the rest, and close the file."""
        if self.writer.close(FLUSH_S):
            self.file.close()
        super().close()

    def write(self, data: bytes) -> None:
        """Write to the file, in the thread."""
        with suppress(OSError):  # a full disk must not end the log: there may be room again
            while data:
                data = data[self.file.write(data) :]
