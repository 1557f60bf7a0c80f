"""Recordings as a microphone: each file is something the user says, in real time or faster."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from livechat.app.ports import Chunk, Emit, Pause
from livechat.audio.wav_read import read_wav
from livechat.core.pcm import CHUNK_MS, INPUT_RATE, SAMPLE_BYTES
from livechat.errors import FileError

_CHUNK_BYTES = INPUT_RATE * CHUNK_MS // 1000 * SAMPLE_BYTES


class FileMicrophone:
    """Speaks WAV files one after the other, pausing after each for the answer.

    The files are read at once, so that a broken one is known before anything is sent.

    Args:
        paths: WAV files of any rate, channel count and width.
        fast: Send as fast as the link takes it, instead of in real time.

    Raises:
        FileError: A file cannot be read, or holds no sound.
    """

    def __init__(self, paths: Sequence[Path], *, fast: bool = False) -> None:
        self._recordings = [_read(path) for path in paths]
        self._fast = fast

    async def run(self, emit: Emit) -> None:
        """There is no device that could go away."""

    async def listen(self) -> AsyncIterator[Chunk | Pause]:
        """Yield 20 ms chunks, each when it would have been spoken to its end.

        The last of a recording may be shorter. A link that was slow is caught up with.
        """
        loop = asyncio.get_running_loop()
        for number, pcm in enumerate(self._recordings, start=1):
            began = loop.time()
            for spoken, at in enumerate(range(0, len(pcm), _CHUNK_BYTES), start=1):
                due = began + spoken * CHUNK_MS / 1000
                await asyncio.sleep(0 if self._fast else due - loop.time())
                yield Chunk(pcm[at : at + _CHUNK_BYTES], loop.time())
            yield Pause(last=number == len(self._recordings))


def _read(path: Path) -> bytes:
    pcm = read_wav(path, INPUT_RATE)
    if not pcm:
        raise FileError(f"{path} contains no sound.", "Use a WAV file with sound in it.")
    return pcm
