"""Server-sent events out of bytes, as they come (WHATWG HTML, "Server-sent events")."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

MOST_BYTES: Final = 1 << 20
"""Bytes of a line, and of the data of an event. A chunk of an answer has some hundred; one with a
whole function call in it some thousand."""

DONE: Final = "[DONE]"
"""The data of the event after which nothing comes."""

_TAKEN: Final = (b"data", b"error")
"""Fields that are read; older servers of llama.cpp tell in `error:` that they failed."""

_BOM: Final = b"\xef\xbb\xbf"


class TooLongError(Exception):
    """A line or an event is longer than any of an answer can be."""


class Events:
    """Takes bytes, cut anywhere, and gives the data of events.

    Names, ids and comments of events are dropped: answers of language models have none that count.

    Args:
        most: Bytes that a line, and the data of one event, may have.
    """

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most = most
        self._line = bytearray()
        self._data: list[bytes] = []
        self._size = 0
        self._returned = False  # a CR came last: an LF after it belongs to it
        self._first = True

    def feed(self, chunk: bytes) -> Iterator[str]:
        """Yield the data of each event that `chunk` completes.

        Raises:
            TooLongError: a line, or the data of an event, has more bytes than it may have.
        """
        if self._returned and chunk:
            self._returned = False
            chunk = chunk.removeprefix(b"\n")
        self._returned = chunk.endswith(b"\r")
        lines = chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        for part in lines[:-1]:
            self._extend(part)
            line = bytes(self._line)
            self._line.clear()
            yield from self._take(line)
        self._extend(lines[-1])

    def end(self) -> Iterator[str]:
        """Yield the data of an event that the end of the bytes cut off before its empty line.

        The standard drops it; some servers forget the line, and what is no whole JSON is seen to
        be none.
        """
        line = bytes(self._line)
        self._line.clear()
        yield from self._take(line)
        yield from self._take(b"")

    def _extend(self, part: bytes) -> None:
        if len(self._line) + len(part) > self._most:
            raise TooLongError
        self._line += part

    def _take(self, line: bytes) -> Iterator[str]:
        if self._first:
            self._first = False
            line = line.removeprefix(_BOM)
        if not line:
            if self._data:
                data = b"\n".join(self._data)
                self._data, self._size = [], 0
                yield data.decode(errors="replace")
            return
        name, _, value = line.partition(b":")
        if name not in _TAKEN:
            return
        value = value.removeprefix(b" ")
        self._size += len(value) + 1
        if self._size > self._most:
            raise TooLongError
        self._data.append(value)


class Body:
    """The JSON of a body, whatever it is: events, or one object that came at once.

    A server's `Content-Type` is not asked: it is wrong too often, and the first sign tells.

    Args:
        most: Bytes of a line, of an event's data, and of an object.
    """

    def __init__(self, most: int = MOST_BYTES) -> None:
        self.complete = False
        """Whether it came to its end: `[DONE]`, or all of the object."""
        self._most = most
        self._events: Events | None = None
        self._held = b""

    def feed(self, chunk: bytes) -> Iterator[str]:
        """Yield the JSON that `chunk` completes.

        Raises:
            TooLongError: there is more of something than there can be of an answer.
            ValueError: it is a web page.
        """
        if self._events is None:
            self._held += chunk
            begin = self._held.removeprefix(_BOM).lstrip()
            if len(self._held) > self._most:
                raise TooLongError
            if begin[:1] == b"<":
                raise ValueError
            if begin[:1] in (b"{", b"[", b"") or _BOM.startswith(self._held):
                return
            self._events, chunk, self._held = Events(self._most), self._held, b""
        yield from self._datas(self._events.feed(chunk))

    def end(self) -> Iterator[str]:
        """Yield what is left: the body is over."""
        if self._events is not None:
            yield from self._datas(self._events.end())
        elif held := self._held.strip():
            self.complete = True
            yield held.decode("utf-8-sig", errors="replace")

    def _datas(self, found: Iterator[str]) -> Iterator[str]:
        for data in found:
            if data.strip() == DONE:
                self.complete = True
            elif not self.complete and data.strip():
                yield data
