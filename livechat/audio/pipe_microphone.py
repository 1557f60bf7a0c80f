"""Standard input as a microphone: raw s16le mono 16 kHz, or WAV if it starts with RIFF.

A thread reads, because a pipe may have nothing to say for ever; it is a daemon on the bare file
descriptor, so that it can be left behind when the conversation ends first.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import AsyncIterator, Iterator
from typing import BinaryIO

from livechat.app.ports import Chunk, Emit, Pause
from livechat.audio.wav_read import parse_header, pcm_blocks
from livechat.core.pcm import CHUNK_MS, INPUT_RATE, SAMPLE_BYTES, Chunker
from livechat.errors import FileError

_AHEAD_CHUNKS = 500
"""Chunks read ahead: ten seconds, 320 kB. A live source is not held up by a link that stalls,
and of an endless pipe no more than this is ever in memory."""

_BURST_S = 0.3
"""Seconds of sound that may leave early: recorders hand over in bursts (arecord: 125 ms, sox:
256 ms), and to hold a burst back would be delay for nothing."""

_SPEED = 1.001
"""How much faster than real time a full pipe is sent. The clocks of sound cards differ by up to
0.02 %; at exactly our pace the sound of a faster one would pile up."""

_HEAD_BYTES = 12
"""Bytes that tell WAV from raw sound: `RIFF....WAVE`."""

_CONTAINERS = (b"RIFF", b"RF64", b"BW64", b"fLaC", b"OggS", b"ID3", b"\x1aE\xdf\xa3")
"""How files begin that are no raw sound: WAV, and what would be noise if it were taken for it."""


class PipeMicrophone:
    """Speaks what comes through a pipe, in real time at most.

    Args:
        descriptor: The file descriptor to read; 0 is standard input.
        fast: Send as fast as the link takes it.
    """

    def __init__(self, descriptor: int = 0, *, fast: bool = False) -> None:
        self._descriptor = descriptor
        self._fast = fast

    async def run(self, emit: Emit) -> None:
        """There is no device that could go away."""

    async def listen(self) -> AsyncIterator[Chunk | Pause]:
        """Yield 20 ms chunks as they come, hardly faster than real time, then the last pause.

        Raises:
            FileError: The stream is empty, or is WAV that cannot be understood.
        """
        loop = asyncio.get_running_loop()
        reader = _Reader(self._descriptor, loop)
        reader.start()
        try:
            due = loop.time()
            while found := await reader.next():
                came_at, chunk = found
                # A source that was late sets the pace anew; a link that was is caught up with.
                due = max(due, came_at)
                await asyncio.sleep(0 if self._fast else due - _BURST_S - loop.time())
                yield Chunk(chunk, loop.time())
                due += CHUNK_MS / 1000 / _SPEED
        finally:
            reader.leave()
        yield Pause(last=True)


class _Reader(threading.Thread):
    """Reads ahead of the loop, so far and no further."""

    def __init__(self, descriptor: int, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(name="pipe-microphone", daemon=True)
        self._descriptor = descriptor
        self._loop = loop
        self._found: asyncio.Queue[tuple[float, bytes] | Exception | None] = asyncio.Queue()
        """Has no bound of its own: `_room` is the bound."""
        self._room = threading.Semaphore(_AHEAD_CHUNKS)
        self._left = False

    async def next(self) -> tuple[float, bytes] | None:
        """The next chunk and when it came, in seconds on the loop's clock; None at the end."""
        found = await self._found.get()
        self._room.release()
        if isinstance(found, Exception):
            raise found
        return found

    def leave(self) -> None:
        """Let the thread end, as soon as it sees that nobody listens any more."""
        self._left = True
        self._room.release()

    def run(self) -> None:
        """Read to the end, in the thread."""
        try:
            for chunk in _chunks(self._descriptor):
                came_at = self._loop.time()
                self._room.acquire()
                if self._left:
                    return
                self._hand_over((came_at, chunk))
            self._hand_over(None)
        except Exception as error:  # noqa: BLE001 - raised where it is awaited
            self._hand_over(error)

    def _hand_over(self, found: tuple[float, bytes] | Exception | None) -> None:
        try:
            self._loop.call_soon_threadsafe(self._found.put_nowait, found)
        except RuntimeError:  # the loop has closed: nobody listens any more
            self._left = True


def _chunks(descriptor: int) -> Iterator[bytes]:
    """20 ms chunks of s16le mono 16 kHz; the last may be shorter, half a sample is dropped."""
    chunker = Chunker()
    silent = True
    try:
        with os.fdopen(descriptor, "rb", buffering=0, closefd=False) as stream:
            if os.name == "posix":  # whoever had the pipe before may have left it so
                os.set_blocking(descriptor, True)
            for pcm in _sound(stream):
                for chunk in chunker.push(pcm):
                    silent = False
                    yield chunk
    except OSError as error:
        raise FileError(
            f"Cannot read standard input: {error.strerror or error}.", "Pipe sound into it."
        ) from error
    rest = chunker.flush()
    rest = rest[: len(rest) - len(rest) % SAMPLE_BYTES]
    if rest:
        yield rest
    elif silent:
        raise FileError("Standard input contains no sound.", "Pipe a recording with sound into it.")


def _sound(stream: BinaryIO) -> Iterator[bytes]:
    """S16le mono 16 kHz pieces of the stream, cut anywhere."""
    head = b""
    while len(head) < _HEAD_BYTES and (piece := stream.read(_HEAD_BYTES - len(head))):
        head += piece
    if not head:
        raise FileError(
            "Standard input is empty.", "Pipe sound into it: raw s16le mono 16 kHz, or WAV."
        )
    if head.startswith(_CONTAINERS):
        fmt = parse_header(stream, "Standard input", head)
        yield from pcm_blocks(stream, fmt, INPUT_RATE, seconds=CHUNK_MS / 1000)
        return
    yield head
    while piece := stream.read(Chunker().chunk_bytes):
        yield piece
