"""Files, FIFOs, `<(…)`, devices of the system: real ones, opened and read as they are."""

from __future__ import annotations

import asyncio
import hashlib
import math
import os
import shutil
import socket
import struct
import subprocess
import sys
import threading
import wave
from collections.abc import Callable, Iterator
from contextlib import aclosing, contextmanager
from pathlib import Path
from typing import Any, cast

import pytest

from livechat.app.ports import Chunk, Pause
from livechat.audio.file_microphone import FileMicrophone
from livechat.audio.sources import find, standard_input
from livechat.audio.wav_read import read_wav, sound_blocks
from livechat.core.pcm import INPUT_RATE
from livechat.errors import FileError
from tests.support.sound_files import chunk, fmt_chunk, wav

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs FIFOs and devices with names")

CHUNK = 640
"""Bytes in 20 ms at 16 kHz."""

UNKNOWN = 0xFFFF_FFFF


def pattern(size: int) -> bytes:
    """Bytes that tell where they come from; no file begins like this."""
    return bytes((at * 7 + at // 251 + 1) % 256 for at in range(size))


def recording(pcm: bytes, size: int | None = None) -> bytes:
    return wav(fmt_chunk(), chunk(b"data", pcm, size))


@contextmanager
def fifo(path: Path, write: Callable[[int], object]) -> Iterator[Path]:
    """A FIFO, and somebody who opens it, writes and hangs up."""
    os.mkfifo(path)

    def feed() -> None:
        descriptor = os.open(path, os.O_WRONLY)
        try:
            write(descriptor)
        except BrokenPipeError:
            pass
        finally:
            os.close(descriptor)

    feeder = threading.Thread(target=feed, daemon=True)
    feeder.start()
    yield path
    feeder.join(10)
    assert not feeder.is_alive()


def hear(name: str | Path) -> bytes:
    """All that is said, as fast as it comes."""

    async def main() -> bytes:
        async with asyncio.timeout(20):
            heard = [item async for item in FileMicrophone([name], fast=True).listen()]
        assert isinstance(heard[-1], Pause)
        return b"".join(item.pcm for item in heard if isinstance(item, Chunk))

    return asyncio.run(main())


@pytest.mark.parametrize("head", [b"", recording(b"", UNKNOWN)], ids=["raw", "wav"])
def test_a_fifo_is_read_like_standard_input(tmp_path: Path, head: bytes) -> None:
    """Raw sound, and WAV of unknown length."""
    pcm = pattern(10 * CHUNK + 34)
    with fifo(tmp_path / "pipe", lambda to: os.write(to, head + pcm)) as path:
        assert hear(path) == pcm


def test_a_recorder_that_never_ends_is_heard_while_it_speaks(tmp_path: Path) -> None:
    """Each chunk before the next is written; leaving waits for nobody."""
    go_on = threading.Event()
    written = 0

    def speak(to: int) -> None:
        nonlocal written
        os.write(to, recording(b"", UNKNOWN))
        for number in range(1, 4):
            os.write(to, bytes([number]) * CHUNK)
            written = number
            assert go_on.wait(10)
            go_on.clear()

    async def main(path: Path) -> None:
        listening = cast(Any, FileMicrophone([path]).listen())
        async with asyncio.timeout(20), aclosing(listening) as heard:
            for number in range(1, 4):
                one = await anext(heard)
                assert one.pcm == bytes([number]) * CHUNK
                assert written <= number
                go_on.set()

    with fifo(tmp_path / "pipe", speak) as path:
        asyncio.run(main(path))


def test_a_fifo_without_a_writer_holds_nobody_up(tmp_path: Path) -> None:
    """To open it takes until there is one, and that in a thread that can be left behind."""
    path = tmp_path / "pipe"
    os.mkfifo(path)

    async def main() -> None:
        async def listen() -> None:
            async for _ in FileMicrophone([path]).listen():
                pass

        task = asyncio.create_task(listen())
        await asyncio.sleep(0.05)
        task.cancel()
        await asyncio.wait([task])
        assert task.cancelled()

    asyncio.run(main())
    os.close(os.open(path, os.O_RDWR | os.O_NONBLOCK))  # lets the thread go


def test_an_endless_device_takes_no_memory(tmp_path: Path) -> None:
    """/dev/zero: its silence is sent as it is due, ten seconds of it are read ahead."""
    taken = 0

    async def main() -> None:
        nonlocal taken
        async with asyncio.timeout(20):
            listening = cast(Any, FileMicrophone(["/dev/zero"], fast=True).listen())
            async with aclosing(listening) as heard:
                async for one in heard:
                    assert not any(one.pcm)
                    taken += 1
                    if taken == 3_000:
                        return

    asyncio.run(main())
    assert taken == 3_000


READ = """
import asyncio, hashlib, sys
from livechat.app.ports import Chunk
from livechat.audio.file_microphone import FileMicrophone
from livechat.errors import FileError

async def heard(name):
    microphone = FileMicrophone([name], fast=True)
    return b"".join([one.pcm async for one in microphone.listen() if isinstance(one, Chunk)])

for name in sys.argv[1:]:
    try:
        print(hashlib.sha256(asyncio.run(heard(name))).hexdigest())
    except FileError as error:
        print(error)
"""


@pytest.mark.process
@pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")
@pytest.mark.parametrize(
    ("command", "lines"),
    [
        (
            "READ x.wav <(cat x.wav) <(head -c 999 x.wav; sleep 0.1; tail -c +1000 x.wav) "
            "<(tail -c +45 x.wav) /dev/fd/7 <(echo '<!DOCTYPE html>') /dev/null a.flac 7< x.wav",
            [
                *(["HEARD"] * 5),
                "is an HTML page, not a WAV file.",
                "/dev/null is empty.",
                "Convert it: ffmpeg -i a.flac -ar 16000 -ac 1 a.wav",
            ],
        ),
        ("cat x.wav | READ -", ["HEARD"]),
        ("cat x.wav | READ /dev/stdin", ["HEARD"]),
        ("READ - < x.wav", ["HEARD"]),
        ("READ /dev/stdin < x.raw", ["HEARD"]),
        ("READ - x.wav <&-", ["Standard input is closed. Pipe sound into it.", "HEARD"]),
        (
            "cat a.flac | READ -",
            [
                "Standard input is a FLAC file, not WAV. Convert it: "
                "ffmpeg -i - -ar 16000 -ac 1 -f s16le - | livechat talk --mic -"
            ],
        ),
    ],
)
def test_whatever_way_a_shell_hands_it_over(tmp_path: Path, command: str, lines: list[str]) -> None:
    """A pipe under a name, a descriptor, a file in the place of a pipe: the same, or one error."""
    pcm = pattern(20 * CHUNK + 10)
    (tmp_path / "x.wav").write_bytes(recording(pcm))
    (tmp_path / "x.raw").write_bytes(pcm)
    (tmp_path / "a.flac").write_bytes(b"fLaC" + bytes(99))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PROGRAM": READ}
    done = subprocess.run(
        ["bash", "-c", f'READ() {{ "{sys.executable}" -c "$PROGRAM" "$@"; }}; {command}'],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.stderr == b""
    said = done.stdout.decode().replace(hashlib.sha256(pcm).hexdigest(), "HEARD").splitlines()
    assert len(said) == len(lines)
    for one, wanted in zip(said, lines, strict=True):
        assert wanted in one


@pytest.mark.process
@pytest.mark.skipif(not shutil.which("sox"), reason="needs sox")
@pytest.mark.parametrize(
    "options",
    [
        "-r 16000 -b 16 -t wav -", "-r 16000 -b 24 -t wav -", "-r 16000 -e float -b 32 -t wav -",
        "-r 16000 -e a-law -t wav -", "-r 16000 -e mu-law -t wav -", "-r 16000 -t au -",
        "-r 16000 -t aiff -", "-r 16000 -t aifc -", "-r 16000 -B -b 16 -t wav -",
        "-r 16000 -b 16 -t raw -", "-r 44100 -c 2 -b 16 -t wav -", "-r 8000 -e mu-law -t au -",
    ],
)  # fmt: skip
def test_what_sox_writes_into_a_pipe_is_heard(tmp_path: Path, options: str) -> None:
    """In every format that is read, with the lengths that sox makes up."""
    with wave.open(str(tmp_path / "x.wav"), "wb") as file:
        file.setparams((1, 2, INPUT_RATE, 0, "NONE", ""))
        tone = [round(8000 * math.sin(n * math.pi / 32)) for n in range(INPUT_RATE)]
        file.writeframes(struct.pack(f"<{len(tone)}h", *tone))
    os.mkfifo(tmp_path / "pipe")
    command = f"sox -V1 -D x.wav {options} > pipe"
    writer = subprocess.Popen(["sh", "-c", command], cwd=tmp_path)
    heard = hear(tmp_path / "pipe")
    assert writer.wait(20) == 0
    assert len(heard) == pytest.approx(2 * INPUT_RATE, rel=0.01)
    levels = memoryview(heard).cast("h").tolist()[2_000:-2_000]
    assert max(levels) == pytest.approx(8000, rel=0.03)
    assert min(levels) == pytest.approx(-8000, rel=0.03)


def test_hours_start_at_once_and_cost_no_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of ten hours only the header is read before, and ten seconds ahead of the first chunk."""
    path = tmp_path / "long.wav"
    hours = 10 * 3600 * INPUT_RATE * 2
    path.write_bytes(recording(b"", hours))
    os.truncate(path, 44 + hours)  # a file with a hole: it takes no room
    taken = 0
    opened = Path.open

    class Counted:
        def __init__(self, stream: Any) -> None:
            self._stream = stream

        def read(self, size: int = -1) -> bytes:
            nonlocal taken
            piece: bytes = self._stream.read(size)
            taken += len(piece)
            return piece

        def seekable(self) -> bool:
            return True

        def tell(self) -> int:
            return int(self._stream.tell())

        def __enter__(self) -> Counted:
            return self

        def __exit__(self, *_: object) -> None:
            self._stream.close()

    monkeypatch.setattr(Path, "open", lambda *args, **more: Counted(opened(*args, **more)))
    microphone = FileMicrophone([path, path])
    assert taken < 200

    async def main() -> None:
        listening = cast(Any, microphone.listen())
        async with asyncio.timeout(20), aclosing(listening) as heard:
            await anext(heard)
            before = -1
            while before != taken:  # until the reader stands still
                before = taken
                await asyncio.sleep(0.1)

    asyncio.run(main())
    assert taken < 13 * INPUT_RATE * 2


def test_a_file_that_grows_is_heard_as_far_as_it_is_there_when_it_is_read(tmp_path: Path) -> None:
    """What a recorder adds while the beginning is sent is sent as well."""
    path = tmp_path / "growing.wav"
    begin, more = pattern(INPUT_RATE * 4), bytes(INPUT_RATE * 4)
    path.write_bytes(wav(fmt_chunk(), chunk(b"data", begin, 0), riff_size=36))
    blocks = sound_blocks(find(path), INPUT_RATE)
    first = next(blocks)
    with path.open("ab") as file:
        file.write(more)
    assert first + b"".join(blocks) == begin + more


@pytest.mark.parametrize(
    ("missing", "told"),
    [
        (0, ""),
        (2_000, ""),
        (INPUT_RATE * 3, "is cut off: it has 2.5 s of 4.0 s. Record or copy it again."),
    ],
)
def test_a_recording_that_was_cut_off_is_told(tmp_path: Path, missing: int, told: str) -> None:
    """The header says how long it was; a few milliseconds are nobody's loss."""
    path = tmp_path / "x.wav"
    whole = recording(pattern(INPUT_RATE * 8))
    path.write_bytes(whole[: len(whole) - missing])
    assert find(path).check() == (f"{path} {told}" if told else "")


def test_a_recording_of_unknown_length_is_not_cut_off(tmp_path: Path) -> None:
    """A recorder that wrote into a pipe made up what the header says."""
    path = tmp_path / "x.wav"
    sound = chunk(b"data", pattern(INPUT_RATE), 0xFFFF_FFFF)
    path.write_bytes(wav(fmt_chunk(), sound, riff_size=0xFFFF_FFFF))
    assert find(path).check() == ""


def test_a_file_that_is_cut_while_it_is_read_ends_there(tmp_path: Path) -> None:
    """No error: what was there was heard."""
    path = tmp_path / "cut.wav"
    pcm = pattern(INPUT_RATE * 20)
    path.write_bytes(recording(pcm))
    blocks = sound_blocks(find(path), INPUT_RATE)
    first = next(blocks)
    os.truncate(path, 44)
    heard = first + b"".join(blocks)
    assert pcm.startswith(heard)
    assert len(heard) < len(pcm) / 2


def test_what_was_good_may_be_gone_when_its_turn_comes(tmp_path: Path) -> None:
    """Its name is told then."""
    path = tmp_path / "x.wav"
    path.write_bytes(recording(pattern(CHUNK)))
    microphone = FileMicrophone([path])
    path.unlink()

    async def main() -> None:
        async for _ in microphone.listen():
            pass

    with pytest.raises(FileError, match=r"There is no file .*x\.wav"):
        asyncio.run(main())


def test_a_pipe_may_follow_a_recording(tmp_path: Path) -> None:
    """Each is a turn of its own; the pipe is opened when it is its turn."""
    (tmp_path / "x.wav").write_bytes(recording(pattern(CHUNK)))

    async def main(path: Path) -> list[str]:
        names = [tmp_path / "x.wav", path, tmp_path / "x.wav"]
        said = []
        async with asyncio.timeout(20):
            async for item in FileMicrophone(names, fast=True).listen():
                said.append(
                    "last" if isinstance(item, Pause) and item.last else type(item).__name__
                )
        return said

    with fifo(tmp_path / "pipe", lambda to: os.write(to, pattern(CHUNK))) as path:
        said = asyncio.run(main(path))
    assert said == ["Chunk", "Pause", "Chunk", "Pause", "Chunk", "last"]


def test_places_that_hold_no_sound_are_named(tmp_path: Path) -> None:
    """A folder, nothing, a name that is too long: before anything is sent."""
    for name, said in (
        (tmp_path, "is a folder, not a file"),
        (tmp_path / "none.wav", "There is no file"),
        ("/dev/fd/1000", "There is no file"),
        ("x" * 300 + ".wav", "is too long for a file's name"),
        ("nul\0byte.wav", "Cannot open"),
    ):
        with pytest.raises(FileError, match=said):
            FileMicrophone([name])


@pytest.mark.network
def test_a_socket_is_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has a name in a folder, but cannot be opened."""
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as one:
        one.bind("sock.wav")
        with pytest.raises(FileError, match=r"sock\.wav is a socket, not a file"):
            FileMicrophone(["sock.wav"])


def test_what_may_not_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests may run as root, to whom nothing is forbidden; so the system's answer is given."""
    path = tmp_path / "x.wav"
    path.write_bytes(recording(pattern(CHUNK)))
    path.chmod(0)
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(FileError, match="You have no permission to read"):
        FileMicrophone([path])


def test_a_terminal_is_no_microphone() -> None:
    """By its name, and as standard input."""
    master, slave = os.openpty()
    try:
        with pytest.raises(FileError, match="is a terminal, and no sound comes from it"):
            FileMicrophone([os.ttyname(slave)])
        with pytest.raises(FileError, match="Standard input is a terminal"):
            standard_input(slave)
    finally:
        os.close(master)
        os.close(slave)


def test_live_sound_is_held_back_less_than_a_recording(tmp_path: Path) -> None:
    """48 kHz in pieces of 20 ms: what the filter keeps is half of what a file's keeps."""
    sound = wav(fmt_chunk(rate=48_000), chunk(b"data", bytes(48_000 * 2), UNKNOWN))
    with fifo(tmp_path / "pipe", lambda to: os.write(to, sound)) as path:
        blocks = sound_blocks(find(path), INPUT_RATE)
        out = sum(len(next(blocks)) for _ in range(10))
        rest = b"".join(blocks)
    assert 200 - out / 32 <= 21
    assert out + len(rest) == pytest.approx(32_000, abs=4)


def test_a_name_is_read_whole_too(tmp_path: Path) -> None:
    """`read_wav` takes what a microphone takes."""
    with fifo(tmp_path / "pipe", lambda to: os.write(to, recording(pattern(CHUNK)))) as path:
        assert read_wav(path, INPUT_RATE) == pattern(CHUNK)
