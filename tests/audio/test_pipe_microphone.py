"""A pipe as a microphone: real pipes on a real loop, and its pace in virtual time."""

from __future__ import annotations

import asyncio
import io
import os
import struct
import subprocess
import sys
import threading
import time
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing, contextmanager, suppress
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from livechat.app.ports import Chunk, Pause
from livechat.audio import pipe_microphone
from livechat.audio.pipe_microphone import PipeMicrophone
from livechat.audio.wav_write import WavWriter
from livechat.errors import FileError
from tests.support.virtual_time import run

CHUNK = 640
"""Bytes in 20 ms at 16 kHz."""

Heard = AsyncGenerator[Chunk | Pause, None]


def pattern(size: int) -> bytes:
    """Bytes that tell where they come from; no file begins like this."""
    return bytes((at * 7 + at // 251 + 1) % 256 for at in range(size))


def wav(pcm: bytes, rate: int = 16_000) -> bytes:
    """A WAV as a program writes it into a pipe: its length unknown."""
    stream = io.BytesIO()
    with WavWriter(stream, rate) as writer:
        writer.write(pcm)
    return stream.getvalue()


def whole(pcm: bytes) -> bytes:
    return pcm[: len(pcm) - len(pcm) % 2]


@contextmanager
def fed(pieces: Sequence[bytes], *, pause: float = 0.0) -> Iterator[int]:
    """A pipe into which somebody writes the pieces and then hangs up; its reading end."""
    read, write = os.pipe()

    def feed() -> None:
        with suppress(BrokenPipeError), os.fdopen(write, "wb", buffering=0) as pipe:
            for piece in pieces:
                rest = memoryview(piece)
                while rest:
                    rest = rest[pipe.write(rest) :]
                time.sleep(pause)

    feeder = threading.Thread(target=feed, daemon=True)
    feeder.start()
    try:
        yield read
    finally:
        os.close(read)
        feeder.join(10)
        assert not feeder.is_alive()


def listen(descriptor: int, *, fast: bool = True) -> Heard:
    return cast(Heard, PipeMicrophone(descriptor, fast=fast).listen())


def hear(*pieces: bytes, pause: float = 0.0) -> list[Chunk | Pause]:
    """Everything that is said when the pieces come through a pipe."""

    async def main(descriptor: int) -> list[Chunk | Pause]:
        async with asyncio.timeout(10):
            return [item async for item in listen(descriptor)]

    with fed(pieces, pause=pause) as descriptor:
        return asyncio.run(main(descriptor))


def sound(heard: list[Chunk | Pause]) -> bytes:
    """The sound, which must be 20 ms chunks, a rest, and the last pause."""
    *chunks, pause = heard
    assert isinstance(pause, Pause)
    assert pause.last
    said = [chunk.pcm for chunk in chunks if isinstance(chunk, Chunk)]
    assert len(said) == len(chunks)
    assert all(len(chunk) == CHUNK for chunk in said[:-1])
    assert all(0 < len(chunk) <= CHUNK for chunk in said)
    return b"".join(said)


@given(pieces=st.lists(st.binary(max_size=1500), min_size=1, max_size=5))
@settings(max_examples=40, deadline=None)
def test_raw_sound_comes_through_unchanged(pieces: list[bytes]) -> None:
    """However it is cut; half a sample at the end is no sound."""
    pcm = whole(b"\1\2" + b"".join(pieces))
    assert sound(hear(b"\1\2", *pieces)) == pcm


@pytest.mark.parametrize("size", [2, 3, 11, 12, 13, CHUNK, CHUNK + 1, 10 * CHUNK + 7])
def test_any_number_of_bytes_will_do(size: int) -> None:
    """Fewer than a WAV header has, too."""
    assert sound(hear(pattern(size))) == whole(pattern(size))


def test_a_wav_of_unknown_length_is_read_to_its_end() -> None:
    """As other programs stream it; every sample, and none of the header."""
    pcm = pattern(10 * CHUNK + 34)
    assert sound(hear(wav(pcm))) == pcm


def test_a_header_that_trickles_in() -> None:
    """Pipes cut where they like."""
    pcm = pattern(2 * CHUNK)
    stream = wav(pcm)
    assert sound(hear(*[stream[at : at + 1] for at in range(60)], stream[60:])) == pcm


def test_a_wav_of_another_rate_lasts_as_long() -> None:
    """A second at 24 kHz is a second at 16 kHz."""
    assert len(sound(hear(wav(bytes(48_000), 24_000)))) == pytest.approx(32_000, abs=64)


def test_a_wav_of_known_length_ends_there() -> None:
    """What a file holds behind its sound is not sound."""
    pcm = pattern(3 * CHUNK)
    stream = bytearray(wav(pcm)) + b"LIST" + bytes(100)
    stream[40:44] = struct.pack("<I", len(pcm))
    assert sound(hear(bytes(stream))) == pcm


@pytest.mark.parametrize("left", [0, 1, 2, CHUNK + 1])
def test_a_writer_that_dies_is_heard_so_far(left: int) -> None:
    """WAV cut off in the middle: up to the last whole sample."""
    pcm = pattern(4 * CHUNK)
    stream = wav(pcm)
    assert sound(hear(stream[: 44 + 2 * CHUNK + left])) == whole(pcm[: 2 * CHUNK + left])


@pytest.mark.parametrize(
    ("stream", "message"),
    [
        (b"", "Standard input is empty"),
        (b"\1", "Standard input contains no sound"),
        (wav(b""), "Standard input contains no sound"),
        (b"RIFF", "ends in the middle of its header"),
        (wav(b"\1\2")[:30], "ends in the middle of its header"),
        (b"RIFF\0\0\0\0AVI " + bytes(100), "not a WAV file"),
        (b"fLaC" + bytes(100), "a FLAC file, not WAV"),
        (b"OggS" + bytes(100), "an Ogg file, not WAV"),
        (b"ID3\4" + bytes(100), "an MP3 file, not WAV"),
        (b"\x1aE\xdf\xa3" + bytes(100), "a WebM or Matroska file, not WAV"),
    ],
    ids=[
        "nothing",
        "half a sample",
        "a WAV without sound",
        "a magic word",
        "half a header",
        "AVI",
        "FLAC",
        "Ogg",
        "MP3",
        "WebM",
    ],
)
def test_what_is_no_sound_is_an_error_that_says_so(stream: bytes, message: str) -> None:
    """Noise is never sent in the place of a file that is not understood."""
    with pytest.raises(FileError, match=message) as caught:
        hear(stream)
    assert caught.value.remedy


def test_what_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    """A closed standard input (`<&-`), or a folder."""

    async def main(descriptor: int) -> None:
        async for _ in listen(descriptor):
            pass

    with pytest.raises(FileError, match="Cannot read standard input"):
        asyncio.run(main(1_000_000))
    if os.name == "posix":
        folder = os.open(tmp_path, os.O_RDONLY)
        with pytest.raises(FileError, match="Cannot read standard input: Is a directory"):
            asyncio.run(main(folder))
        os.close(folder)


def test_a_file_is_as_good_as_a_pipe(tmp_path: Path) -> None:
    """`--mic - < question.wav`."""
    pcm = pattern(5 * CHUNK)
    (tmp_path / "x.wav").write_bytes(wav(pcm))

    async def main() -> list[Chunk | Pause]:
        with (tmp_path / "x.wav").open("rb") as file:
            return [item async for item in listen(file.fileno())]

    assert sound(asyncio.run(main())) == pcm


@pytest.mark.skipif(os.name != "posix", reason="needs non-blocking pipes")
def test_a_pipe_that_does_not_block_is_waited_for() -> None:
    """Somebody before us left it so; nothing yet is not the end."""

    async def main(descriptor: int) -> list[Chunk | Pause]:
        os.set_blocking(descriptor, False)
        return [item async for item in listen(descriptor)]

    with fed([b"", pattern(100)], pause=0.02) as descriptor:
        assert sound(asyncio.run(main(descriptor))) == pattern(100)


def test_the_unforeseen_is_raised_and_does_not_hang(monkeypatch: pytest.MonkeyPatch) -> None:
    """An error in the reading thread reaches whoever listens."""

    def broken(*args: object) -> object:
        raise ZeroDivisionError

    monkeypatch.setattr(pipe_microphone, "parse_header", broken)
    with pytest.raises(ZeroDivisionError):
        hear(wav(bytes(CHUNK)))


def test_live_sound_is_forwarded_as_it_comes() -> None:
    """A chunk is heard before the next is written."""
    read, write = os.pipe()

    async def main() -> None:
        async with asyncio.timeout(10), aclosing(listen(read, fast=False)) as heard:
            for number in range(5):
                chunk = bytes([number]) * CHUNK
                os.write(write, chunk)
                one = await anext(heard)
                assert isinstance(one, Chunk)
                assert one.pcm == chunk
            os.close(write)
            assert isinstance(await anext(heard), Pause)

    asyncio.run(main())
    os.close(read)


def test_an_endless_pipe_is_held_back() -> None:
    """Ten seconds are read ahead, and not a second more."""
    taken = 0
    read, write = os.pipe()

    def feed() -> None:
        nonlocal taken
        with suppress(BrokenPipeError), os.fdopen(write, "wb", buffering=0) as pipe:
            while taken < 20_000_000:
                taken += pipe.write(bytes(65_536))

    async def main() -> None:
        async with asyncio.timeout(10), aclosing(listen(read)) as heard:
            await anext(heard)
            before = -1
            while taken < 500 * CHUNK or before != taken:  # until the writer stands still
                before = taken
                await asyncio.sleep(0.05)

    feeder = threading.Thread(target=feed, daemon=True)
    feeder.start()
    asyncio.run(main())
    os.close(read)
    feeder.join(10)
    assert not feeder.is_alive()
    in_pipe = 2 * 65_536
    assert 500 * CHUNK <= taken <= 502 * CHUNK + in_pipe + 65_536


def readers() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "pipe-microphone"]


@pytest.mark.parametrize("queued", [b"", bytes(600 * CHUNK)], ids=["silent", "full"])
def test_leaving_waits_for_nobody(queued: bytes) -> None:
    """Cancelled while the pipe stays open: at once; the thread ends when the pipe does."""
    read, write = os.pipe()
    feeder = threading.Thread(target=os.write, args=(write, queued), daemon=True)
    feeder.start()

    async def forever() -> None:
        async with aclosing(listen(read, fast=False)) as heard:
            async for _ in heard:
                pass

    async def main() -> None:
        task = asyncio.create_task(forever())
        await asyncio.sleep(0.05)
        task.cancel()
        await asyncio.wait([task])
        assert task.cancelled()
        assert all(thread.daemon for thread in readers())

    asyncio.run(main())
    left = readers()
    if queued:
        os.read(read, 65_536)  # lets a feeder that is still writing finish
    os.close(write)
    for thread in left:
        thread.join(10)
    assert not readers()
    os.close(read)


LEFT = """
import asyncio, os, sys
from livechat.audio.pipe_microphone import PipeMicrophone

async def main():
    async def forever():
        async for _ in PipeMicrophone(0).listen():
            os.write(1, b".")
    task = asyncio.create_task(forever())
    await asyncio.sleep(0.2)
    task.cancel()
    await asyncio.wait([task])

asyncio.run(main())
os.write(1, b"over")
"""


@pytest.mark.process
@pytest.mark.parametrize("queued", [b"", bytes(40 * CHUNK)], ids=["silent", "speaking"])
def test_an_open_pipe_does_not_keep_the_program(queued: bytes) -> None:
    """It ends while its standard input is still open, without a word on stderr."""
    process = subprocess.Popen(
        [sys.executable, "-c", LEFT],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        process.stdin.write(queued)
        process.stdin.flush()
        assert process.wait(20) == 0
        assert process.stdout.read().lstrip(b".") == b"over"
        assert process.stderr.read() == b""
    finally:
        process.kill()
        process.communicate()


class Source:
    """Takes the reading thread's place: chunks that come at given times, in virtual time."""

    times: Sequence[float] = ()
    """Seconds from the beginning at which each chunk comes."""

    def __init__(self, descriptor: int, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._zero = loop.time()
        self._times = iter(self.times)

    def start(self) -> None:
        pass

    def leave(self) -> None:
        pass

    async def next(self) -> tuple[float, bytes] | None:
        came_at = next(self._times, None)
        if came_at is None:
            return None
        await asyncio.sleep(self._zero + came_at - self._loop.time())
        return self._zero + came_at, bytes(CHUNK)


def paced(
    monkeypatch: pytest.MonkeyPatch,
    times: Sequence[float],
    *,
    stall_at: int = -1,
    stall: float = 0.0,
    fast: bool = False,
) -> list[float]:
    """When each chunk and the pause leave, in seconds, if the chunks come at `times`."""

    async def main() -> list[float]:
        now = asyncio.get_running_loop().time
        zero, left = now(), list[float]()
        async for _ in PipeMicrophone(fast=fast).listen():
            left.append(now() - zero)
            if len(left) == stall_at:
                await asyncio.sleep(stall)
        return left

    monkeypatch.setattr(Source, "times", times)
    monkeypatch.setattr(pipe_microphone, "_Reader", Source)
    return run(main())


def test_a_recording_in_a_pipe_is_spoken_in_real_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """All there at once, a minute takes a minute, but for a third of a second's start."""
    left = paced(monkeypatch, [0.0] * 3000)
    ideal = [max(0.0, n * 0.020 - 0.3) for n in range(3000)]
    assert left[:3000] == pytest.approx(ideal, abs=0.07)
    assert left[14] == 0.0
    assert left[-1] == left[-2]


def test_a_recording_in_a_pipe_may_be_hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """`--fast`: in no time."""
    assert set(paced(monkeypatch, [0.0] * 3000, fast=True)) == {0.0}


@pytest.mark.parametrize("late", [0.0, 5.0])
def test_bursts_of_a_recorder_are_not_held_back(
    monkeypatch: pytest.MonkeyPatch, late: float
) -> None:
    """A recorder hands over eighths of a second: each chunk leaves when it comes."""
    times = [late + (n // 6 + 1) * 0.12 for n in range(600)]
    assert paced(monkeypatch, times)[:-1] == pytest.approx(times)


def test_a_fast_clock_does_not_pile_up_delay(monkeypatch: pytest.MonkeyPatch) -> None:
    """A source that runs 0.05 % faster than we do is followed, hour after hour."""
    times = [n * 0.020 / 1.0005 for n in range(60_000)]
    assert paced(monkeypatch, times)[:-1] == pytest.approx(times)


def test_a_stalled_link_is_caught_up_with(monkeypatch: pytest.MonkeyPatch) -> None:
    """After three seconds without a network live sound is live again at once."""
    times = [n * 0.020 for n in range(1000)]
    left = paced(monkeypatch, times, stall_at=100, stall=3.0)
    assert left[:100] == pytest.approx(times[:100])
    assert left[100:249] == pytest.approx([times[99] + 3.0] * 149)
    assert left[250:-1] == pytest.approx(times[250:])


def test_a_gap_in_a_live_source_is_no_debt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Afterwards it is forwarded as it comes, and not faster than it is spoken."""
    times = [n * 0.020 for n in range(50)] + [60.0] * 200
    left = paced(monkeypatch, times)
    assert left[50:65] == pytest.approx([60.0] * 15)
    assert left[249] == pytest.approx(60 + 199 * 0.020 - 0.3, abs=0.01)
