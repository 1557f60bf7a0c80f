"""Recordings and pipes as a microphone: each is something the user says.

A thread reads each of them, for a disk may be slow and a pipe may have nothing to say for ever. It
is a daemon, so that it can be left behind when the conversation ends first.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import AsyncIterator, Iterator, Sequence

from livechat.app.ports import Chunk, Emit, Pause
from livechat.audio.chunks import chunk_of
from livechat.audio.sources import Source, find
from livechat.core.levels import QUIETEST_DBFS
from livechat.core.pcm import CHUNK_MS, INPUT_RATE, SAMPLE_BYTES, Chunker
from livechat.core.talk.events import Notice

_AHEAD_CHUNKS = 500
"""Chunks read ahead: ten seconds, 320 kB. A live source is not held up by a link that stalls,
and of an endless pipe no more than this is ever in memory."""

_BURST_S = 0.3
"""Seconds of live sound that may leave early: recorders hand over in bursts (arecord: 125 ms, sox:
256 ms), and to hold a burst back would be delay for nothing."""

_SPEED = 1.001
"""How much faster than real time a full pipe is sent. The clocks of sound cards differ by up to
0.02 %; at exactly our pace the sound of a faster one would pile up."""


_SILENT_DBFS = -70.0
"""A recording whose loudest 20 ms are below this holds no speech: dither and the noise of good
converters are, and a whisper into a badly set microphone is not."""

_NO_SOUND_CHUNKS = 150
"""Chunks of exact silence, three seconds, after which something is wrong before a live source."""


class FileMicrophone:
    """Speaks recordings and pipes one after the other, pausing after each for the answer.

    Headers of files are read at once, so that a broken one is known before anything is sent. What
    was cut off and what is silent is told: a service says nothing to either.

    Args:
        sources: What `sources.find` takes or returns: paths, `-` for standard input.
        fast: Send as fast as the link takes it, instead of in real time.

    Raises:
        FileError: One of them cannot be read, or holds no sound.
    """

    def __init__(
        self, sources: Sequence[str | os.PathLike[str] | Source], *, fast: bool = False
    ) -> None:
        self._sources = [one if isinstance(one, Source) else find(one) for one in sources]
        self._fast = fast
        self._emit: Emit = lambda _: None
        self._cut_off = [told for source in self._sources if (told := source.check())]

    async def run(self, emit: Emit) -> None:
        """Tell which recordings are cut off; there is no device that could go away."""
        self._emit = emit
        for told in self._cut_off:
            self._warn(told)

    async def listen(self) -> AsyncIterator[Chunk | Pause]:
        """Yield 20 ms chunks, each when it would have been spoken to its end, and pauses.

        The last of a recording may be shorter. A link that was slow is caught up with.

        Raises:
            FileError: One cannot be read any more, is empty, or turns out to be no sound.
        """
        loop = asyncio.get_running_loop()
        for number, source in enumerate(self._sources, start=1):
            reader = _Reader(source, loop)
            reader.start()
            silence = _Silence(source)
            try:
                pace = _Pace(live=source.live)
                while found := await reader.next():
                    came_at, chunks = found
                    for chunk in chunks:
                        due = pace.due(came_at)
                        await asyncio.sleep(0 if self._fast else due - loop.time())
                        heard = chunk_of(chunk, loop.time())
                        self._warn(silence.after(heard))
                        yield heard
            finally:
                reader.leave()
            self._warn(silence.at_the_end())
            yield Pause(last=number == len(self._sources))

    def _warn(self, text: str) -> None:
        """Tell something that may explain why no answer comes; empty: there is nothing."""
        if text:
            at = asyncio.get_running_loop().time()
            self._emit(Notice(at=at, text=text, level="warning"))


class _Silence:
    """Finds, once, that a source gives no sound."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._count = 0
        self._loudest_dbfs = QUIETEST_DBFS
        self._told = False

    def after(self, chunk: Chunk) -> str:
        """What is to be told after the next chunk; empty: nothing."""
        self._count += 1
        self._loudest_dbfs = max(self._loudest_dbfs, chunk.dbfs)
        dead = self._count == _NO_SOUND_CHUNKS and self._loudest_dbfs <= QUIETEST_DBFS
        return self._tell() if dead and self._source.live else ""

    def at_the_end(self) -> str:
        """What is to be told when nothing more comes; empty: nothing."""
        return self._tell() if self._loudest_dbfs < _SILENT_DBFS and not self._told else ""

    def _tell(self) -> str:
        self._told = True
        advice = "Check the recorder" if self._source.live else "Use a recording with speech in it"
        return f"{self._source.origin.subject} is silent. {advice}."


class _Pace:
    """When each chunk of a source may leave, in seconds on the loop's clock.

    A recording begins when its first chunk is there, and takes as long as it lasts. A live source
    that was late sets the pace anew, and may be a little early.
    """

    def __init__(self, *, live: bool) -> None:
        self._live = live
        self._due = 0.0
        """When a recording began, or when the next live chunk is due."""
        self._count = 0

    def due(self, came_at: float) -> float:
        """When the next chunk may leave, which was there at `came_at`."""
        if self._live:
            due = max(self._due, came_at)
            self._due = due + CHUNK_MS / 1000 / _SPEED
            return due - _BURST_S
        if not self._count:
            self._due = came_at
        self._count += 1
        return self._due + self._count * CHUNK_MS / 1000


class _Reader(threading.Thread):
    """Reads a source ahead of the loop, so far and no further."""

    def __init__(self, source: Source, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(name="recording", daemon=True)
        self._source = source
        self._loop = loop
        self._found: asyncio.Queue[tuple[float, list[bytes]] | Exception | None] = asyncio.Queue()
        """Has no bound of its own: `_room` is the bound."""
        self._room = threading.Semaphore(_AHEAD_CHUNKS)
        self._left = False

    async def next(self) -> tuple[float, list[bytes]] | None:
        """The next chunks and when they came, in seconds on the loop's clock; None at the end."""
        found = await self._found.get()
        if isinstance(found, Exception):
            raise found
        if found is not None:
            self._room.release(len(found[1]))
        return found

    def leave(self) -> None:
        """Let the thread end, as soon as it sees that nobody listens any more."""
        self._left = True
        self._room.release(_AHEAD_CHUNKS)

    def run(self) -> None:
        """Read to the end, in the thread."""
        try:
            for chunks in _chunks(self._source):
                came_at = self._loop.time()
                for _ in chunks:
                    self._room.acquire()
                if self._left:
                    return
                self._hand_over((came_at, chunks))
            self._hand_over(None)
        except Exception as error:  # noqa: BLE001 - raised where it is awaited
            self._hand_over(error)

    def _hand_over(self, found: tuple[float, list[bytes]] | Exception | None) -> None:
        try:
            self._loop.call_soon_threadsafe(self._found.put_nowait, found)
        except RuntimeError:  # the loop has closed: nobody listens any more
            self._left = True


def _chunks(source: Source) -> Iterator[list[bytes]]:
    """20 ms chunks of s16le mono 16 kHz, as many as come at a time.

    The last may be shorter; half a sample is dropped.
    """
    from livechat.audio.wav_read import sound_blocks  # numpy: imported while the call connects

    chunker = Chunker()
    silent = True
    for pcm in sound_blocks(source, INPUT_RATE):
        if chunks := chunker.push(pcm):
            silent = False
            yield chunks
    rest = chunker.flush()
    rest = rest[: len(rest) - len(rest) % SAMPLE_BYTES]
    if rest:
        yield [rest]
    elif silent:
        raise source.silent()
