"""Recordings as a microphone, in virtual time."""

from __future__ import annotations

import asyncio
import wave
from pathlib import Path

import pytest

from livechat.app.ports import Chunk, Pause
from livechat.audio.file_microphone import FileMicrophone
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
    """Bytes that tell where they come from."""
    return bytes((at * 7 + at // 251) % 256 for at in range(size))


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
