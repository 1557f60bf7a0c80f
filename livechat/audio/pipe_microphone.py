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

from livechat.app.ports import Pause
from livechat.audio.wav_read import parse_header, pcm_blocks
from livechat.core.pcm import CHUNK_MS, INPUT_RATE, Chunker
from livechat.errors import FileError

_QUEUED_CHUNKS = 50
"""Chunks read ahead: one second. Enough for a burst; a fast pipe is then made to wait."""

_HEAD_BYTES = 12
"""Bytes that tell WAV from raw sound: `RIFF....WAVE`."""

_End = FileError | OSError | None
"""How reading ended; None at the end of the stream."""


class PipeMicrophone:
    """Speaks what comes through a pipe, in real time at most.

    Args:
        descriptor: The file descriptor to read; 0 is standard input.
        fast: Send as fast as the link takes it.
    """

    def __init__(self, descriptor: int = 0, *, fast: bool = False) -> None:
        self._descriptor = descriptor
        self._fast = fast

    async def listen(self) -> AsyncIterator[bytes | Pause]:
        """Yield 20 ms chunks as they come, no faster than real time, then the last pause.

        Raises:
            FileError: The stream is empty, or is WAV that cannot be understood.
        """
        loop = asyncio.get_running_loop()
        queue: asyncio.Queue[bytes | _End] = asyncio.Queue(_QUEUED_CHUNKS)
        threading.Thread(
            target=self._read, args=(loop, queue), name="pipe-microphone", daemon=True
        ).start()
        due = loop.time()
        while True:
            if queue.empty():
                due = loop.time()  # a live source sets the pace itself
            item = await queue.get()
            if isinstance(item, OSError):
                raise FileError(f"Standard input cannot be read: {item.strerror}.") from item
            if isinstance(item, FileError):
                raise item
            if item is None:
                break
            due += CHUNK_MS / 1000
            if not self._fast:
                await asyncio.sleep(due - CHUNK_MS / 1000 - loop.time())
            yield item
        yield Pause(last=True)

    def _read(self, loop: asyncio.AbstractEventLoop, queue: asyncio.Queue[bytes | _End]) -> None:
        def put(item: bytes | _End) -> None:
            asyncio.run_coroutine_threadsafe(queue.put(item), loop).result()

        chunker = Chunker()
        try:
            with os.fdopen(self._descriptor, "rb", buffering=0, closefd=False) as stream:
                for pcm in _sound(stream):
                    for chunk in chunker.push(pcm):
                        put(chunk)
            rest = chunker.flush()
            if rest:
                put(rest)
            end: _End = None
        except (FileError, OSError) as error:
            end = error
        except RuntimeError:
            return  # the loop has closed: nobody listens any more
        put(end)


def _sound(stream: BinaryIO) -> Iterator[bytes]:
    """S16le mono 16 kHz pieces of the stream."""
    head = b""
    while len(head) < _HEAD_BYTES and (piece := stream.read(_HEAD_BYTES - len(head))):
        head += piece
    if not head:
        raise FileError(
            "Standard input is empty.", "Pipe sound into it: raw s16le mono 16 kHz, or WAV."
        )
    if head.startswith(b"RIFF"):
        fmt = parse_header(stream, head=head)
        yield from pcm_blocks(stream, fmt, INPUT_RATE, seconds=CHUNK_MS / 1000)
        return
    yield head
    while piece := stream.read(Chunker().chunk_bytes):
        yield piece
