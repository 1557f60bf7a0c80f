"""A recording survives crashes, full disks and second thoughts."""

from __future__ import annotations

import errno
import io
import os
import stat
import struct
import subprocess
import sys
import threading
import wave
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from livechat.audio.sound_header import parse_header
from livechat.audio.wav_read import pcm_blocks, read_wav
from livechat.audio.wav_write import WavWriter
from livechat.errors import FileError

posix_only = pytest.mark.skipif(os.name != "posix", reason="needs POSIX files")
SECOND = bytes(range(250)) * 192  # 48,000 bytes: a second at 24 kHz


def record(
    path: Path, *pieces: bytes, force: bool = False, then: BaseException | None = None
) -> None:
    """Write the pieces, then perhaps fail."""
    with WavWriter(path, 24_000, force=force) as writer:
        for piece in pieces:
            writer.write(piece)
        if then:
            raise then


@given(pieces=st.lists(st.binary(max_size=50), max_size=8), rate=st.sampled_from([16_000, 24_000]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_written_is_read(tmp_path: Path, pieces: list[bytes], rate: int) -> None:
    """However it is cut, the sound comes back byte for byte; half a sample at the end does not."""
    path = tmp_path / "x.wav"
    path.unlink(missing_ok=True)
    with WavWriter(path, rate) as writer:
        for piece in pieces:
            writer.write(piece)
    sound = b"".join(pieces)
    assert read_wav(path, rate) == sound[: len(sound) - len(sound) % 2]
    with wave.open(str(path)) as other:
        assert (other.getframerate(), other.getnchannels(), other.getsampwidth()) == (rate, 1, 2)
        assert other.readframes(1_000) == sound[: len(sound) - len(sound) % 2]


def test_the_file_is_whole_at_every_moment(tmp_path: Path) -> None:
    """Another reader sees every second that was written, before the writer is closed."""
    path = tmp_path / "x.wav"
    with WavWriter(path, 24_000) as writer:
        assert read_wav(path, 24_000) == b""
        for count in (1, 2, 3):
            writer.write(SECOND)
            assert writer.seconds == count
            with wave.open(str(path)) as other:
                assert other.getnframes() == count * 24_000


def test_an_existing_file_is_refused(tmp_path: Path) -> None:
    """Without force not a byte of it changes, and the way out is named."""
    path = tmp_path / "x.wav"
    path.write_bytes(b"precious")
    with pytest.raises(FileError, match="already exists") as caught:
        WavWriter(path, 24_000)
    assert "--force" in caught.value.remedy
    assert caught.value.exit_code == 2
    assert path.read_bytes() == b"precious"


def test_a_forced_recording_takes_the_place_only_when_done(tmp_path: Path) -> None:
    """Until then the old file is whole, and the new one grows beside it, playable."""
    path = tmp_path / "x.wav"
    path.write_bytes(b"precious")
    with WavWriter(path, 24_000, force=True) as writer:
        writer.write(SECOND)
        assert path.read_bytes() == b"precious"
        (part,) = tmp_path.glob("x.*.part.wav")
        assert read_wav(part, 24_000) == SECOND
    assert read_wav(path, 24_000) == SECOND
    assert list(tmp_path.iterdir()) == [path]


@posix_only
def test_a_forced_recording_keeps_mode_and_link(tmp_path: Path) -> None:
    """A link goes on pointing at its file, whose permissions stay."""
    real = tmp_path / "real.wav"
    real.write_bytes(b"precious")
    real.chmod(0o640)
    link = tmp_path / "link.wav"
    link.symlink_to(real)
    with WavWriter(link, 24_000, force=True) as writer:
        writer.write(SECOND)
    assert link.is_symlink()
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert read_wav(real, 24_000) == SECOND


def test_an_interrupted_recording_is_kept(tmp_path: Path) -> None:
    """Ctrl-C in the middle: what was said until then is in the file."""
    for force in (False, True):
        path = tmp_path / f"{force}.wav"
        if force:
            path.write_bytes(b"old")
        with pytest.raises(KeyboardInterrupt):
            record(path, SECOND, force=force, then=KeyboardInterrupt())
        assert read_wav(path, 24_000) == SECOND


def test_a_run_that_failed_before_any_sound_leaves_nothing(tmp_path: Path) -> None:
    """No empty file is in the way of the next try, and the old file is still there."""
    old = tmp_path / "old.wav"
    old.write_bytes(b"precious")
    for path, force in ((tmp_path / "new.wav", False), (old, True)):
        with pytest.raises(ZeroDivisionError):
            record(path, force=force, then=ZeroDivisionError())
    assert list(tmp_path.iterdir()) == [old]
    assert old.read_bytes() == b"precious"


def test_a_forced_recording_of_nothing_takes_no_old_ones_place(tmp_path: Path) -> None:
    """A call that ends in order and without a word is no reason to lose what was there."""
    path = tmp_path / "x.wav"
    path.write_bytes(b"precious")
    with WavWriter(path, 24_000, force=True) as writer:
        writer.write(b"")
        writer.write(b"\1")  # half a sample
    assert path.read_bytes() == b"precious"
    assert list(tmp_path.iterdir()) == [path]


def test_a_forced_recording_may_have_a_long_name(tmp_path: Path) -> None:
    """The longest there can be; the part beside it is called by its beginning."""
    path = tmp_path / ("ä" * 120 + ".wav")
    path.write_bytes(b"precious")
    with WavWriter(path, 24_000, force=True) as writer:
        writer.write(SECOND)
    assert read_wav(path, 24_000) == SECOND


@posix_only
def test_a_pipe_that_does_not_block_is_written_to_the_end() -> None:
    """Standard output may have been left so; a reader that is slow takes all of it in the end."""
    source, target = os.pipe()
    os.set_blocking(target, False)
    taken = bytearray()

    def read() -> None:
        while piece := os.read(source, 5_000):
            taken.extend(piece)

    reader = threading.Thread(target=read)
    with os.fdopen(target, "wb", buffering=0) as stream, WavWriter(stream, 24_000) as writer:
        filling = threading.Thread(target=writer.write, args=(SECOND * 10,))
        filling.start()
        reader.start()
        filling.join(30)
        assert not os.get_blocking(target)  # it belongs to others as well
    reader.join(30)
    os.close(source)
    assert taken[44:] == SECOND * 10


@posix_only
def test_no_sound_is_written_to_a_terminal() -> None:
    """Neither as standard output nor by its name, and not a byte of a header."""
    master, slave = os.openpty()
    try:
        with os.fdopen(os.dup(slave), "wb", buffering=0) as stream:
            for target in (stream, os.ttyname(slave)):
                with pytest.raises(FileError, match="is a terminal, which cannot take sound") as no:
                    WavWriter(target, 24_000)
                assert no.value.exit_code == 2
                assert "aplay" in no.value.remedy
        os.set_blocking(master, False)
        with pytest.raises(BlockingIOError):
            os.read(master, 1)
    finally:
        os.close(master)
        os.close(slave)


def test_an_empty_recording_is_still_a_recording(tmp_path: Path) -> None:
    """Nothing was said, nothing failed: a valid file of no length. Closing twice is harmless."""
    path = tmp_path / "x.wav"
    writer = WavWriter(path, 24_000, force=True)
    writer.close()
    writer.close()
    assert read_wav(path, 24_000) == b""


class Filling(io.FileIO):
    """A file on a disk with room for `room` bytes; what is there can be overwritten."""

    room = 0

    def write(self, data: object, /) -> int:
        piece = bytes(data)  # type: ignore[call-overload]
        fits = piece[: max(0, self.room - self.tell())]
        if piece and not fits:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(fits)


@pytest.fixture
def filling(monkeypatch: pytest.MonkeyPatch) -> type[Filling]:
    """Every new file is on a disk that fills up."""
    monkeypatch.setattr(Path, "open", lambda path, mode, **_: Filling(path, mode))
    monkeypatch.setattr(os, "fdopen", lambda handle, mode, **_: Filling(handle, mode))
    return Filling


@pytest.mark.parametrize("force", [False, True])
def test_a_full_disk_says_what_is_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, filling: type[Filling], force: bool
) -> None:
    """The seconds that fitted are named and playable; an old recording is not given up for them."""
    path = tmp_path / "x.wav"
    if force:
        path.touch()
    monkeypatch.setattr(filling, "room", 44 + 48_000 + 24_001)
    with pytest.raises(FileError, match=r"disk is full; 1\.5 s of sound were saved in .*wav\."):
        record(path, SECOND, SECOND, force=force)
    monkeypatch.undo()
    (new,) = tmp_path.glob("x.*.part.wav") if force else [path]
    assert read_wav(new, 24_000) == SECOND + SECOND[:24_000]
    assert not force or path.read_bytes() == b""


@pytest.mark.parametrize("room", [0, 44])
def test_a_disk_full_from_the_start_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, filling: type[Filling], room: int
) -> None:
    """Neither a header nor a lie about saved sound."""
    monkeypatch.setattr(filling, "room", room)
    with pytest.raises(FileError, match="disk is full; nothing was saved"):
        record(tmp_path / "x.wav", SECOND)
    assert list(tmp_path.iterdir()) == []


class Stubborn(io.FileIO):
    """A file that cannot go back to its header, nor be closed in peace."""

    def seek(self, pos: int, whence: int = 0, /) -> int:
        raise OSError(errno.EIO, "Input/output error")

    def close(self) -> None:
        was_open = not self.closed
        super().close()
        if was_open:
            raise OSError(errno.EIO, "Input/output error")


def test_other_trouble_is_told_with_what_is_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A failing disk is named while writing and while closing."""
    monkeypatch.setattr(Path, "open", lambda path, mode, **_: Stubborn(path, mode))
    writer = WavWriter(tmp_path / "x.wav", 24_000)
    with pytest.raises(FileError, match=r"Cannot write .*: Input/output error; 1\.0 s"):
        writer.write(SECOND)
    with pytest.raises(FileError, match=r"Cannot write .*: Input/output error; 1\.0 s"):
        writer.close()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_devices_need_no_force() -> None:
    """/dev/null swallows, /dev/full is full; neither can be overwritten."""
    with WavWriter("/dev/null", 24_000) as writer:
        writer.write(SECOND)
    with WavWriter("/dev/null", 24_000, force=True) as writer:
        writer.write(SECOND)
    assert Path("/dev/null").is_char_device()
    with pytest.raises(FileError, match="disk is full"):
        WavWriter("/dev/full", 24_000)


@posix_only
def test_a_named_pipe_gets_a_header_of_unknown_length(tmp_path: Path) -> None:
    """Its reader understands the sound without ever seeing an end announced.

    Nothing waits for it before there is something to write.
    """
    path = tmp_path / "pipe"
    os.mkfifo(path)
    heard: list[bytes] = []
    reader = threading.Thread(target=lambda: heard.append(path.read_bytes()))
    with WavWriter(path, 24_000) as writer:
        assert writer.waits
        reader.start()
        writer.write(SECOND)
    reader.join(timeout=10)
    stream = io.BytesIO(heard[0])
    fmt = parse_header(stream)
    assert fmt.data_bytes is None
    assert b"".join(pcm_blocks(stream, fmt, 24_000)) == SECOND


def test_a_stream_is_flushed_and_left_open() -> None:
    """Standard output gets the header at once, every piece at once, and stays open."""
    flushed: list[int] = []

    class Stream(io.BytesIO):
        def flush(self) -> None:
            flushed.append(len(self.getvalue()))

    stream = Stream()
    with WavWriter(stream, 24_000) as writer:
        writer.write(SECOND[:101])
        writer.write(SECOND[101:200])
    assert flushed == [44, 144, 244]
    assert not stream.closed
    assert stream.getvalue()[4:8] == stream.getvalue()[40:44] == b"\xff\xff\xff\xff"
    assert stream.getvalue()[44:] == SECOND[:200]


@posix_only
def test_a_reader_that_went_away_is_explained() -> None:
    """`livechat … | head` ends with a sentence, not with a traceback."""
    source, target = os.pipe()
    with os.fdopen(target, "wb", buffering=0) as stream:
        writer = WavWriter(stream, 24_000)
        os.close(source)
        with pytest.raises(FileError, match="The program that read standard output has ended"):
            writer.write(SECOND)
        with pytest.raises(FileError, match="ended; nothing was saved"):
            WavWriter(stream, 24_000)


def test_beyond_four_gigabytes_the_length_is_unknown() -> None:
    """A day of sound does not wrap its header round."""
    from livechat.audio.wav_write import _header

    assert struct.unpack("<I", _header(24_000, 5 << 30)[40:])[0] == 0xFFFF_FFFF
    assert struct.unpack("<I", _header(24_000, (1 << 32) - 2)[4:8])[0] == 0xFFFF_FFFF


def test_places_that_cannot_be_written_are_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A missing folder, a folder instead of a file, a name no system allows, a refusal."""
    (tmp_path / "file").touch()
    for force in (False, True):
        for name, said in (
            (tmp_path / "none" / "x.wav", r"The folder .*none does not exist\."),
            (tmp_path, r"is a folder\."),
            (tmp_path / ("x" * 300), "x… is too long for a file's name"),
            ("nul\0byte.wav", "null"),
        ):
            with pytest.raises(FileError, match=said):
                WavWriter(name, 24_000, force=force)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(FileError, match="You have no permission to write"):
        WavWriter(tmp_path / "x.wav", 24_000)


@pytest.mark.process
@posix_only
def test_a_killed_recorder_leaves_a_playable_file(tmp_path: Path) -> None:
    """SIGKILL between two writes: everything written is there."""
    path = tmp_path / "x.wav"
    script = (
        "import os, sys; from livechat.audio.wav_write import WavWriter\n"
        "WavWriter(sys.argv[1], 24_000).write(bytes(range(250)) * 192)\n"
        "os.kill(os.getpid(), 9)"
    )
    done = subprocess.run([sys.executable, "-c", script, path], timeout=60, check=False)
    assert done.returncode == -9
    assert read_wav(path, 24_000) == SECOND
