"""A WAV file as a loudspeaker: it takes sound at the pace at which it would be heard."""

from __future__ import annotations

import asyncio
from functools import partial

from livechat.app.ports import Emit
from livechat.audio.wav_write import WavWriter
from livechat.core.pcm import CHUNK_MS, OUTPUT_RATE, samples_in, seconds_in
from livechat.core.play.playback import PlaybackBuffer
from livechat.core.talk.events import Notice, PlaybackFinished, PlaybackStarted
from livechat.errors import FileError
from livechat.threads import in_thread

_FAST_S = 1.0
"""Seconds written at a time when nothing has to be heard in real time."""

_LAST_WRITE_S = 1.0
"""Seconds a write under way may take at the end."""


class FileSpeaker:
    """Plays into a file, or into nothing.

    When the file cannot be written any more, the conversation goes on unsaved and `failure`
    says why.

    Args:
        writer: Where the sound goes; None plays it to nobody. The owner closes it.
        fast: Take sound as fast as it comes, instead of in real time.
    """

    def __init__(self, writer: WavWriter | None, *, fast: bool = False) -> None:
        self.failure: FileError | None = None
        self.empty = True
        """Whether nothing was played so far."""
        self._writer = writer
        self._fast = fast
        self._block = samples_in(_FAST_S if fast else CHUNK_MS / 1000, OUTPUT_RATE)
        self._buffer = PlaybackBuffer(OUTPUT_RATE)
        self._changed = asyncio.Event()

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
        """Play until cancelled."""
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            self._changed.clear()
            played = self._buffer.pull(self._block)
            if played.first:
                emit(PlaybackStarted(at=loop.time(), turn=played.turn))
            if played.pcm:
                self.empty = False
                await self._write(played.pcm, emit)
                due = max(due, loop.time() - CHUNK_MS / 1000)
                due += seconds_in(len(played.pcm), OUTPUT_RATE)
                await asyncio.sleep(0 if self._fast else due - loop.time())
            for turn in self._buffer.finished():
                emit(
                    PlaybackFinished(
                        at=loop.time(), turn=turn.turn, heard=turn.heard, unheard=turn.unheard
                    )
                )
            if not played.pcm:
                await self._changed.wait()
                due = loop.time()

    async def _write(self, pcm: bytes, emit: Emit) -> None:
        """Write in a thread: a disk or the reader of a pipe may take its time."""
        if self._writer is None:
            return
        writing = asyncio.wrap_future(in_thread(partial(self._writer.write, pcm), "file-speaker"))
        try:
            await asyncio.shield(writing)
        except asyncio.CancelledError:
            # The file must not be closed under the thread.
            await asyncio.wait([writing], timeout=_LAST_WRITE_S)
            if not writing.cancel():  # else: a pipe that nobody reads, left behind
                self._note_failure(writing)
            raise
        except FileError as error:
            if isinstance(error.__cause__, BrokenPipeError):
                raise  # whoever reads the sound has gone: so has the point of it
            self.failure, self._writer = error, None
            emit(Notice(at=asyncio.get_running_loop().time(), text=str(error), level="warning"))

    def _note_failure(self, writing: asyncio.Future[None]) -> None:
        try:
            writing.result()
        except FileError as error:
            self.failure = error
