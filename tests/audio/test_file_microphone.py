"""Recordings and pipes as a microphone: files in virtual time, real pipes on a real loop."""

from __future__ import annotations

import asyncio
import io
import os
import struct
import subprocess
import sys
import threading
import time
import wave
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing, contextmanager, suppress
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from livechat.app.ports import Chunk, Pause
from livechat.audio import file_microphone
from livechat.audio.file_microphone import FileMicrophone
from livechat.audio.sound_header import Origin
from livechat.audio.sources import Source, standard_input
from livechat.audio.wav_write import WavWriter
from livechat.core.talk.events import Event, Notice
from livechat.errors import FileError
from tests.support.virtual_time import run

CHUNK = 640
"""Bytes in 20 ms at 16 kHz."""


def record(path: Path, pcm: bytes, rate: int = 16_000) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(pcm)
    return path


def pattern(size: int) -> bytes:
    """Bytes that tell where they come from; no file begins like this."""
    return bytes((at * 7 + at // 251 + 1) % 256 for at in range(size))


def hear(
    microphone: FileMicrophone, *, slow: float = 0.0, answer: float = 0.0
) -> list[tuple[float, Chunk | Pause]]:
    """Everything it says and when, in seconds from the first breath.

    Args:
        microphone: Listened to.
        slow: Seconds that each chunk takes to send.
        answer: Seconds until the answer to each recording was heard.
    """

    async def main() -> list[tuple[float, Chunk | Pause]]:
        now = asyncio.get_running_loop().time
        began = now()
        heard: list[tuple[float, Chunk | Pause]] = []
        async for item in microphone.listen():
            heard.append((now() - began, item))
            await asyncio.sleep(answer if isinstance(item, Pause) else slow)
        return heard

    return run(main())


def sound(heard: list[tuple[float, Chunk | Pause]]) -> bytes:
    return b"".join(item.pcm for _, item in heard if isinstance(item, Chunk))


def pauses(heard: list[tuple[float, Chunk | Pause]]) -> list[tuple[float, bool]]:
    return [(round(when, 6), item.last) for when, item in heard if isinstance(item, Pause)]


def test_each_chunk_leaves_when_it_was_spoken(tmp_path: Path) -> None:
    """Chunk n leaves n × 20 ms after the start, after ten minutes as after one."""
    count = 30_000
    microphone = FileMicrophone([record(tmp_path / "x.wav", bytes(count * CHUNK))])
    heard = hear(microphone)
    times = [when for when, item in heard if isinstance(item, Chunk)]
    assert len(times) == count
    assert times == pytest.approx([n * 0.020 for n in range(1, count + 1)], abs=1e-6)
    assert pauses(heard) == [(600.0, True)]


def test_every_sample_is_said_once_and_unchanged(tmp_path: Path) -> None:
    """In 20 ms chunks, the last one shorter."""
    pcm = pattern(10 * CHUNK + 34)
    heard = hear(FileMicrophone([record(tmp_path / "x.wav", pcm)]))
    assert sound(heard) == pcm
    assert [len(item.pcm) for _, item in heard if isinstance(item, Chunk)] == [CHUNK] * 10 + [34]


def test_other_rates_last_as_long(tmp_path: Path) -> None:
    """A second at 44.1 kHz is a second at 16 kHz."""
    heard = hear(FileMicrophone([record(tmp_path / "x.wav", bytes(2 * 44_100), 44_100)]))
    assert len(sound(heard)) == pytest.approx(32_000, abs=4)


def test_fast_waits_for_nothing(tmp_path: Path) -> None:
    """The same sound, in no time."""
    pcm = pattern(100 * CHUNK)
    heard = hear(FileMicrophone([record(tmp_path / "x.wav", pcm)], fast=True))
    assert sound(heard) == pcm
    assert {when for when, _ in heard} == {0.0}


def test_files_are_turns(tmp_path: Path) -> None:
    """A pause after each, the last one marked; the next begins when the answer was heard."""
    one, two = pattern(50 * CHUNK), pattern(25 * CHUNK)[::-1]
    paths = [record(tmp_path / "1.wav", one), record(tmp_path / "2.wav", two)]
    heard = hear(FileMicrophone(paths), answer=3)
    assert sound(heard) == one + two
    assert pauses(heard) == [(1.0, False), (4.5, True)]
    after = [when for when, _ in heard if when > 1.01]
    assert after[0] == pytest.approx(4.02)


def notices(microphone: FileMicrophone) -> list[str]:
    """What it tells from its beginning to its end."""

    async def main() -> list[str]:
        events: list[Event] = []
        await microphone.run(events.append)
        async for _ in microphone.listen():
            pass
        return [event.text for event in events if isinstance(event, Notice)]

    return run(main())


def tone(peak: int, count: int) -> bytes:
    """Square waves of 20 ms chunks."""
    return b"".join(value.to_bytes(2, "little", signed=True) for value in (peak, -peak)) * (
        count * CHUNK // 4
    )


def test_a_recording_without_a_voice_is_said_to_be_silent(tmp_path: Path) -> None:
    """Dither is no voice, a whisper is one. Each recording is told of by itself."""
    quiet = [(peak, record(tmp_path / f"{peak}.wav", tone(peak, 50))) for peak in (0, 1, 20, 8000)]
    told = notices(FileMicrophone([path for _, path in quiet], fast=True))
    assert told == [
        f"{tmp_path / '0.wav'} is silent. Use a recording with speech in it.",
        f"{tmp_path / '1.wav'} is silent. Use a recording with speech in it.",
    ]


def test_a_recording_that_is_cut_off_is_told_before_it_is_said(tmp_path: Path) -> None:
    """What is there is said all the same."""
    path = record(tmp_path / "x.wav", tone(8000, 100))
    path.write_bytes(path.read_bytes()[: 44 + 25 * CHUNK])
    microphone = FileMicrophone([path], fast=True)
    assert notices(microphone) == [
        f"{path} is cut off: it has 0.5 s of 2.0 s. Record or copy it again."
    ]
    assert sound(hear(microphone)) == tone(8000, 25)


@pytest.mark.skipif(os.name != "posix", reason="needs a pipe")
@pytest.mark.parametrize(
    ("chunks", "told"),
    [
        ((0, 500), ["Standard input is silent. Check the recorder."]),
        ((0, 10), ["Standard input is silent. Check the recorder."]),
        ((8000, 500), []),
    ],
)
def test_a_recorder_that_gives_nothing_is_told_once(
    chunks: tuple[int, int], told: list[str]
) -> None:
    """It is muted, or another device is meant."""
    read, write = os.pipe()
    writing = threading.Thread(target=_fill, args=(write, tone(*chunks)))
    writing.start()
    try:
        assert notices(FileMicrophone([standard_input(read)], fast=True)) == told
    finally:
        writing.join()
        os.close(read)


def _fill(descriptor: int, pcm: bytes) -> None:
    with os.fdopen(descriptor, "wb") as pipe:
        pipe.write(pcm)


def test_a_slow_link_is_caught_up_with(tmp_path: Path) -> None:
    """A stall delays what was meanwhile spoken, and nothing after it."""
    microphone = FileMicrophone([record(tmp_path / "x.wav", bytes(100 * CHUNK))])

    async def main() -> list[float]:
        now = asyncio.get_running_loop().time
        began, times = now(), []
        async for item in microphone.listen():
            times.append(now() - began)
            if len(times) == 10 and isinstance(item, Chunk):
                await asyncio.sleep(0.5)
        return times

    times = run(main())
    assert times[9] == pytest.approx(0.2)
    assert times[10:34] == pytest.approx([0.7] * 24)
    assert times[50] == pytest.approx(1.02)


def test_a_link_that_is_always_slow_gets_everything(tmp_path: Path) -> None:
    """Late, but whole."""
    pcm = pattern(20 * CHUNK)
    heard = hear(FileMicrophone([record(tmp_path / "x.wav", pcm)]), slow=0.05)
    assert sound(heard) == pcm


def test_a_recording_without_sound_is_named(tmp_path: Path) -> None:
    """Before anything is sent, and by the name of the one that is empty."""
    good, empty = record(tmp_path / "good.wav", bytes(CHUNK)), record(tmp_path / "no.wav", b"")
    with pytest.raises(FileError, match=r"no\.wav contains no sound"):
        FileMicrophone([good, empty])


def test_a_missing_or_broken_recording_is_named(tmp_path: Path) -> None:
    """The same for what is not there, and what is not sound."""
    with pytest.raises(FileError, match=r"gone\.wav"):
        FileMicrophone([tmp_path / "gone.wav"])
    (tmp_path / "text.wav").write_text("Call me Ishmael. Some years ago")
    with pytest.raises(FileError, match=r"text\.wav"):
        FileMicrophone([tmp_path / "text.wav"])


Heard = AsyncGenerator[Chunk | Pause, None]


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
    return cast(Heard, FileMicrophone([standard_input(descriptor)], fast=fast).listen())


def hear_pipe(*pieces: bytes, pause: float = 0.0) -> list[Chunk | Pause]:
    """Everything that is said when the pieces come through a pipe."""

    async def main(descriptor: int) -> list[Chunk | Pause]:
        async with asyncio.timeout(10):
            return [item async for item in listen(descriptor)]

    with fed(pieces, pause=pause) as descriptor:
        return asyncio.run(main(descriptor))


def sound_of(heard: list[Chunk | Pause]) -> bytes:
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
    assert sound_of(hear_pipe(b"\1\2", *pieces)) == pcm


@pytest.mark.parametrize("size", [2, 3, 11, 12, 13, CHUNK, CHUNK + 1, 10 * CHUNK + 7])
def test_any_number_of_bytes_will_do(size: int) -> None:
    """Fewer than a WAV header has, too."""
    assert sound_of(hear_pipe(pattern(size))) == whole(pattern(size))


def test_a_wav_of_unknown_length_is_read_to_its_end() -> None:
    """As other programs stream it; every sample, and none of the header."""
    pcm = pattern(10 * CHUNK + 34)
    assert sound_of(hear_pipe(wav(pcm))) == pcm


def test_a_header_that_trickles_in() -> None:
    """Pipes cut where they like."""
    pcm = pattern(2 * CHUNK)
    stream = wav(pcm)
    assert sound_of(hear_pipe(*[stream[at : at + 1] for at in range(60)], stream[60:])) == pcm


def test_a_wav_of_another_rate_lasts_as_long() -> None:
    """A second at 24 kHz is a second at 16 kHz."""
    assert len(sound_of(hear_pipe(wav(bytes(48_000), 24_000)))) == pytest.approx(32_000, abs=64)


def test_a_wav_of_known_length_ends_there() -> None:
    """What a file holds behind its sound is not sound."""
    pcm = pattern(3 * CHUNK)
    stream = bytearray(wav(pcm)) + b"LIST" + bytes(100)
    stream[40:44] = struct.pack("<I", len(pcm))
    assert sound_of(hear_pipe(bytes(stream))) == pcm


@pytest.mark.parametrize("left", [0, 1, 2, CHUNK + 1])
def test_a_writer_that_dies_is_heard_so_far(left: int) -> None:
    """WAV cut off in the middle: up to the last whole sample."""
    pcm = pattern(4 * CHUNK)
    stream = wav(pcm)
    assert sound_of(hear_pipe(stream[: 44 + 2 * CHUNK + left])) == whole(pcm[: 2 * CHUNK + left])


@pytest.mark.parametrize(
    ("stream", "message"),
    [
        (b"", "Standard input is empty"),
        (b"\1", "Standard input contains no sound"),
        (wav(b""), "Standard input contains no sound"),
        (b"RIFF", "ends in the middle of its header"),
        (wav(b"\1\2")[:30], "ends in the middle of its header"),
        (b"fLaC" + bytes(100), "a FLAC file, not WAV"),
        (b"words", "Standard input is text"),
    ],
    ids=[
        "nothing",
        "half a sample",
        "a WAV without sound",
        "a magic word",
        "half a header",
        "FLAC",
        "text",
    ],
)
def test_what_is_no_sound_is_an_error_that_says_so(stream: bytes, message: str) -> None:
    """Noise is never sent in the place of a file that is not understood."""
    with pytest.raises(FileError, match=message) as caught:
        hear_pipe(stream)
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
        with pytest.raises(FileError, match="Standard input is a folder"):
            asyncio.run(main(folder))
        os.close(folder)


def test_a_file_is_as_good_as_a_pipe(tmp_path: Path) -> None:
    """`--mic - < question.wav`."""
    pcm = pattern(5 * CHUNK)
    (tmp_path / "x.wav").write_bytes(wav(pcm))

    async def main() -> list[Chunk | Pause]:
        with (tmp_path / "x.wav").open("rb") as file:
            return [item async for item in listen(file.fileno())]

    assert sound_of(asyncio.run(main())) == pcm


@pytest.mark.skipif(os.name != "posix", reason="needs non-blocking pipes")
def test_a_pipe_that_does_not_block_is_waited_for() -> None:
    """Somebody before us left it so; nothing yet is not the end."""

    async def main(descriptor: int) -> list[Chunk | Pause]:
        os.set_blocking(descriptor, False)
        return [item async for item in listen(descriptor)]

    with fed([b"", pattern(100)], pause=0.02) as descriptor:
        assert sound_of(asyncio.run(main(descriptor))) == pattern(100)


def test_the_unforeseen_is_raised_and_does_not_hang(monkeypatch: pytest.MonkeyPatch) -> None:
    """An error in the reading thread reaches whoever listens."""

    def broken(*args: object) -> object:
        raise ZeroDivisionError

    monkeypatch.setattr(file_microphone, "_chunks", broken)
    with pytest.raises(ZeroDivisionError):
        hear_pipe(wav(bytes(CHUNK)))


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
    return [thread for thread in threading.enumerate() if thread.name == "recording"]


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
from livechat.audio.file_microphone import FileMicrophone

async def main():
    async def forever():
        async for _ in FileMicrophone(["-"]).listen():
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


class Clockwork:
    """Takes the reading thread's place: chunks that come at given times, in virtual time."""

    times: Sequence[float] = ()
    """Seconds from the beginning at which each chunk comes."""

    def __init__(self, source: Source, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._zero = loop.time()
        self._times = iter(self.times)

    def start(self) -> None:
        pass

    def leave(self) -> None:
        pass

    async def next(self) -> tuple[float, list[bytes]] | None:
        came_at = next(self._times, None)
        if came_at is None:
            return None
        await asyncio.sleep(self._zero + came_at - self._loop.time())
        return self._zero + came_at, [bytes(CHUNK)]


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
        pipe = Source(Origin("a pipe"), None)
        async for _ in FileMicrophone([pipe], fast=fast).listen():
            left.append(now() - zero)
            if len(left) == stall_at:
                await asyncio.sleep(stall)
        return left

    monkeypatch.setattr(Clockwork, "times", times)
    monkeypatch.setattr(file_microphone, "_Reader", Clockwork)
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
