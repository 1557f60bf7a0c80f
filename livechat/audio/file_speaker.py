"""A WAV file as a loudspeaker: it takes sound at the pace at which it would be heard."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import Future

from livechat.app.ports import Emit
from livechat.audio.tap import Tap
from livechat.audio.wav_write import WavWriter
from livechat.core.pcm import CHUNK_MS, OUTPUT_RATE, samples_in, seconds_in
from livechat.core.play.playback import Finished, PlaybackBuffer, Played
from livechat.core.talk.events import Notice, PlaybackFinished, PlaybackStarted
from livechat.errors import FileError
from livechat.threads import Worker

_FAST_S = 1.0
"""Seconds written at a time when nothing has to be heard in real time."""

READER_S = 1.0
"""Seconds after which it is told that nobody reads a named pipe: who starts both programs at once
needs less."""

_LAST_WRITE_S = 1.0
"""Seconds a write under way may take at the end."""


class FileSpeaker:
    """Plays into a file, or into nothing.

    When the file cannot be written any more, the conversation goes on unsaved and `failure`
    says why.

    Args:
        writer: Where the sound goes; None plays it to nobody. The owner closes it.
        fast: Take sound as fast as it comes, instead of in real time.
        taps: Take all that is played, 24 kHz, when it would be heard.
    """

    def __init__(
        self, writer: WavWriter | None, *, fast: bool = False, taps: Sequence[Tap] = ()
    ) -> None:
        self.failure: FileError | None = None
        self.empty = True
        """Whether nothing was played so far."""
        self._writer = writer
        self._fast = fast
        self._taps = tuple(taps)
        self._thread = Worker("file-speaker", bound=2)
        """Writes: a disk or the reader of a pipe may take its time."""
        self._writing: Future[None] | None = None
        """The newest piece; the next one waits for it."""
        self._block = samples_in(_FAST_S if fast else CHUNK_MS / 1000, OUTPUT_RATE)
        self._buffer = PlaybackBuffer(OUTPUT_RATE)
        self._changed = asyncio.Event()

    @property
    def unread(self) -> bool:
        """Whether it is a named pipe that nobody has begun to read."""
        return self._writer is not None and self._writer.waits

    @property
    def pending_s(self) -> float:
        """Seconds of sound that wait to be heard."""
        return self._buffer.pending / OUTPUT_RATE

    @property
    def idle(self) -> bool:
        """Whether every turn has finished playing."""
        return self._buffer.idle

    def play(self, turn: int, pcm: bytes) -> None:
        """Queue s16le mono 24 kHz sound of a turn; an interrupted turn's is refused."""
        self._buffer.push(turn, pcm)
        self._changed.set()

    def complete(self, turn: int) -> None:
        """Say that nothing more comes for a turn."""
        self._buffer.complete(turn)
        self._changed.set()

    def interrupt(self, turn: int) -> None:
        """Fade out, drop what waits, refuse what still comes up to this turn."""
        self._buffer.interrupt(turn)
        self._changed.set()

    def duck(self, on: bool) -> None:
        """A file has no listener who could be spoken over."""

    def set_volume(self, percent: int) -> None:
        """A file holds the voice as it came."""

    async def run(self, emit: Emit) -> None:
        """Play until cancelled; what was not played by then is told as unheard.

        Raises:
            FileError: Whoever reads the sound has gone.
        """
        loop = asyncio.get_running_loop()
        played = Played(b"", 0)
        due = loop.time()
        missing = loop.call_later(READER_S, self._miss_reader, emit)
        if self.unread:
            self._write(b"")  # opens it: its reader is there before the first sound, or is missed
        try:
            while True:
                self._changed.clear()
                played = self._buffer.pull(self._block)
                if played.first:
                    emit(PlaybackStarted(at=loop.time(), turn=played.turn))
                if played.pcm:
                    self.empty = False
                    due = max(due, loop.time() - CHUNK_MS / 1000)
                    for tap in self._taps:
                        tap.put(played.pcm, due)
                    self._write(played.pcm)
                    due += seconds_in(len(played.pcm), OUTPUT_RATE)
                    await asyncio.sleep(0 if self._fast else due - loop.time())
                    await self._written(emit)
                self._tell(emit, self._buffer.finished())
                if not played.pcm:
                    await self._changed.wait()
                    due = loop.time()
        finally:
            missing.cancel()
            if not await self._last_written():
                self._buffer.put_back(played)
            self._tell(emit, self._buffer.abandon())

    def _tell(self, emit: Emit, finished: Sequence[Finished]) -> None:
        at = asyncio.get_running_loop().time()
        for one in finished:
            emit(PlaybackFinished(at=at, turn=one.turn, heard=one.heard, unheard=one.unheard))

    def _write(self, pcm: bytes) -> None:
        """Begin to write a piece, in the thread."""
        if self._writer is None:
            return
        writer, done = self._writer, Future[None]()
        done.set_running_or_notify_cancel()  # it cannot be taken back

        def work() -> None:
            try:
                writer.write(pcm)
            except Exception as error:  # noqa: BLE001 - raised where it is awaited
                done.set_exception(error)
            else:
                done.set_result(None)

        self._writing = done
        self._thread.begin(work)

    def _miss_reader(self, emit: Emit) -> None:
        """Say that nobody reads, if so."""
        if self._writer is not None and self._writer.waits:
            text = f"Nobody reads {self._writer.name} yet. The voice waits until somebody does."
            emit(Notice(at=asyncio.get_running_loop().time(), text=text, level="warning"))

    async def _written(self, emit: Emit) -> None:
        """Wait until the newest piece is written, which it mostly is."""
        if self._writing is None:
            return
        try:
            if self._writing.done():
                self._writing.result()
            else:
                await asyncio.shield(asyncio.wrap_future(self._writing))
        except FileError as error:
            if isinstance(error.__cause__, BrokenPipeError):
                raise  # whoever reads the sound has gone: so has the point of it
            self.failure, self._writer, self._writing = error, None, None
            emit(Notice(at=asyncio.get_running_loop().time(), text=str(error), level="warning"))

    async def _last_written(self) -> bool:
        """End the thread: the file must not be closed under it. False: a piece is not written."""
        writing = self._writing
        if writing is not None and not writing.done():
            waiting = asyncio.gather(asyncio.wrap_future(writing), return_exceptions=True)
            await asyncio.wait([waiting], timeout=_LAST_WRITE_S)
        self._thread.close(0)
        if writing is None:
            return True
        if not writing.done():  # a pipe that nobody reads: left behind
            return False
        error = writing.exception()
        if isinstance(error, FileError):
            self.failure = error
        return error is None
