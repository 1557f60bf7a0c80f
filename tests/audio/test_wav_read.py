"""Whatever recorders write is read; whatever else is there gives one clear error."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from livechat.audio.wav_read import (
    WavFormat,
    decode,
    parse_header,
    pcm_blocks,
    read_wav,
)
from livechat.audio.wav_write import UNKNOWN_SIZE
from livechat.errors import FileError

PCM, FLOAT, EXTENSIBLE = 1, 3, 0xFFFE
GUID_TAIL = bytes.fromhex("000000001000800000aa00389b71")


def chunk(kind: bytes, body: bytes, size: int | None = None) -> bytes:
    """One RIFF chunk, padded to an even length."""
    size = len(body) if size is None else size
    return kind + struct.pack("<I", size) + body + bytes(len(body) % 2)


def fmt_chunk(
    *, tag: int = PCM, channels: int = 1, rate: int = 16_000, bits: int = 16, wide: int = 0
) -> bytes:
    """A format chunk; `wide` is the container's bits when they differ from the sample's."""
    frame = channels * ((wide or bits) + 7) // 8
    return chunk(b"fmt ", struct.pack("<HHIIHH", tag, channels, rate, rate * frame, frame, bits))


def extensible(subtype: int, *, channels: int, bits: int, valid: int, tail: bytes) -> bytes:
    """A WAVE_FORMAT_EXTENSIBLE format chunk."""
    frame = channels * bits // 8
    head = struct.pack("<HHIIHH", EXTENSIBLE, channels, 16_000, 16_000 * frame, frame, bits)
    return chunk(b"fmt ", head + struct.pack("<HHIH", 22, valid, 0, subtype) + tail)


def wav(*chunks: bytes, magic: bytes = b"RIFF", riff_size: int | None = None) -> bytes:
    """A whole file."""
    body = b"WAVE" + b"".join(chunks)
    return magic + struct.pack("<I", len(body) if riff_size is None else riff_size) + body


def read(raw: bytes, rate: int = 16_000) -> bytes:
    """What `read_wav` does, without a disk."""
    stream = io.BytesIO(raw)
    return b"".join(pcm_blocks(stream, parse_header(stream, "x.wav"), rate))


def read_or_refused(raw: bytes) -> bool:
    """Whether the bytes give whole samples, or a refusal that names the file."""
    try:
        return len(read(raw)) % 2 == 0
    except FileError as error:
        return error.what.startswith("x.wav ") and error.what.endswith(".")


def encode(samples: NDArray[np.float64], bits: int, is_float: bool) -> bytes:
    """Samples in −1..1 as the bytes of a data chunk."""
    if is_float:
        return samples.astype(f"<f{bits // 8}").tobytes()
    scaled = [round(value * (1 << (bits - 1))) for value in samples.flatten().tolist()]
    if bits == 8:
        return bytes(value + 128 for value in scaled)
    return b"".join(value.to_bytes(bits // 8, "little", signed=True) for value in scaled)


class Dribble(io.RawIOBase):
    """A pipe: forwards only, a few bytes at a time."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self.taken = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        assert size > 0
        piece = self._raw[self.taken : self.taken + min(size, 7)]
        self.taken += len(piece)
        return piece


SOUND = struct.pack("<6h", 0, 1, -1, 32767, -32768, 1234)
PLAIN = wav(fmt_chunk(), chunk(b"data", SOUND))


@pytest.mark.parametrize("channels", [1, 2, 6])
@pytest.mark.parametrize(
    ("bits", "is_float"),
    [(8, False), (16, False), (24, False), (32, False), (32, True), (64, True)],
)
def test_a_sine_survives_every_width_and_channel_count(
    bits: int, is_float: bool, channels: int
) -> None:
    """Each sample is right to within one step of its own width, or of float32."""
    sine = 0.7 * np.sin(np.arange(800) / 9)
    spread = np.linspace(0.4, 1.0, channels)
    frames = sine[:, None] * (spread / spread.mean())[None, :] * 0.9
    raw = encode(frames, bits, is_float)
    fmt = WavFormat(16_000, channels, bits // 8, is_float, None)
    step = 2.0 ** -(min(bits, 23) - 1)
    assert np.abs(decode(raw, fmt) - sine * 0.9).max() <= step
    header = fmt_chunk(tag=FLOAT if is_float else PCM, channels=channels, bits=bits)
    heard = np.frombuffer(read(wav(header, chunk(b"data", raw))), dtype="<i2") / 32768
    assert np.abs(heard - sine * 0.9).max() <= step + 2.0**-15


def test_sixteen_bit_mono_passes_unchanged() -> None:
    """At its own rate a plain file comes back byte for byte."""
    assert read(PLAIN) == SOUND


def test_another_rate_is_resampled() -> None:
    """A second at 44.1 kHz is a second at 16 kHz, with its tone."""
    tone = np.sin(np.arange(44_100) * 2 * np.pi * 500 / 44_100) * 0.5
    raw = wav(fmt_chunk(rate=44_100), chunk(b"data", encode(tone, 16, False)))
    heard = np.frombuffer(read(raw), dtype="<i2") / 32768
    expected = np.sin(np.arange(16_000) * 2 * np.pi * 500 / 16_000) * 0.5
    assert len(heard) == 16_000
    assert np.abs(heard - expected)[200:-200].max() < 0.001


def test_chunks_before_the_sound_are_passed_over() -> None:
    """LIST, fact, bext and unknown chunks, odd lengths too, and one after the sound."""
    raw = wav(
        chunk(b"LIST", b"INFOISFT\x03\0\0\0abc"),
        fmt_chunk(),
        chunk(b"fact", bytes(4)),
        chunk(b"bext", bytes(603)),
        chunk(b"odd!", b"x"),
        chunk(b"data", SOUND),
        chunk(b"LIST", b"after the sound!"),
    )
    assert read(raw) == SOUND


@pytest.mark.parametrize(
    "raw",
    [
        wav(fmt_chunk(), chunk(b"data", SOUND, size=UNKNOWN_SIZE), riff_size=UNKNOWN_SIZE),
        wav(fmt_chunk(), chunk(b"data", SOUND, size=0x7FFF_F000), riff_size=0x7FFF_F024),
        wav(fmt_chunk(), chunk(b"data", SOUND, size=0), riff_size=0),
        wav(fmt_chunk(), chunk(b"data", SOUND, size=0), riff_size=36),
        wav(fmt_chunk(), chunk(b"data", SOUND, size=0), riff_size=UNKNOWN_SIZE),
        wav(fmt_chunk(), chunk(b"data", SOUND, size=len(SOUND) + 1_000)),
    ],
)
def test_a_length_that_is_unknown_or_too_long_reads_to_the_end(raw: bytes) -> None:
    """Pipes and crashed recorders leave such headers; the sound is all there."""
    assert read(raw) == SOUND


def test_an_empty_recording_followed_by_notes_is_silence() -> None:
    """A true length of zero is believed when the file goes on for another reason."""
    assert read(wav(fmt_chunk(), chunk(b"data", b""), chunk(b"LIST", b"INFO"))) == b""


@pytest.mark.parametrize("magic", [b"RF64", b"BW64"])
def test_the_64_bit_variant_takes_its_length_from_ds64(magic: bytes) -> None:
    """Its data chunk says "unknown"; what follows the sound is not sound."""
    sizes = chunk(b"ds64", struct.pack("<QQQI", 0, len(SOUND), 6, 0))
    sound = chunk(b"data", SOUND, size=UNKNOWN_SIZE)
    raw = wav(sizes, fmt_chunk(), sound, chunk(b"LIST", b"INFO"), magic=magic)
    assert read(raw) == SOUND


def test_sound_cut_off_in_a_frame_is_kept_to_the_last_whole_one() -> None:
    """Half a stereo frame at the end is dropped, the rest is heard."""
    raw = wav(fmt_chunk(channels=2), chunk(b"data", struct.pack("<4h", 10, 20, 30, 50)))
    assert read(raw[:-1]) == struct.pack("<h", 15)


def test_an_extensible_header_is_understood() -> None:
    """The real tag is in its GUID, and 24 bits may sit in 32."""
    left_justified = struct.pack("<2i", 1 << 30, -(1 << 30))
    header = extensible(PCM, channels=1, bits=32, valid=24, tail=GUID_TAIL)
    assert read(wav(header, chunk(b"data", left_justified))) == struct.pack("<2h", 16384, -16384)
    header = extensible(FLOAT, channels=2, bits=32, valid=32, tail=GUID_TAIL)
    assert read(wav(header, chunk(b"data", struct.pack("<2f", 0.5, 0)))) == struct.pack("<h", 8192)


def test_samples_narrower_than_their_bytes_are_left_justified() -> None:
    """20 bits in three bytes, and 24 bits in a four-byte container."""
    raw = wav(fmt_chunk(bits=20), chunk(b"data", b"\0\0\x40"))
    assert read(raw) == struct.pack("<h", 16384)
    raw = wav(fmt_chunk(bits=24, wide=32), chunk(b"data", b"\0\0\0\x40"))
    assert read(raw) == struct.pack("<h", 16384)


@pytest.mark.parametrize("width", ["f", "d"])
def test_floats_beyond_sound_are_tamed(width: str) -> None:
    """Too loud and infinite clip; what is not a number is silence and does not spread."""
    values = (2.0, -2.0, float("inf"), float("-inf"), float("nan"), 0.25)
    body = struct.pack(f"<6{width}", *values)
    header = fmt_chunk(tag=FLOAT, bits=struct.calcsize(width) * 8)
    expected = struct.pack("<6h", 32767, -32768, 32767, -32768, 0, 8192)
    assert read(wav(header, chunk(b"data", body))) == expected


def test_a_pipe_is_read_forwards_and_no_further_than_the_header() -> None:
    """Parsing stops at the first byte of sound, also when the first four were taken already."""
    pipe = Dribble(PLAIN)
    fmt = parse_header(pipe, head=pipe.read(4))  # type: ignore[arg-type]
    assert (fmt.rate, fmt.channels, fmt.data_bytes) == (16_000, 1, len(SOUND))
    assert pipe.taken == len(PLAIN) - len(SOUND)
    assert b"".join(pcm_blocks(pipe, fmt, 16_000, seconds=0.02)) == SOUND  # type: ignore[arg-type]


def test_live_blocks_come_in_the_asked_size() -> None:
    """A pipe read in 20 ms pieces yields 20 ms pieces."""
    stream = io.BytesIO(wav(fmt_chunk(), chunk(b"data", bytes(1_600))))
    sizes = [len(piece) for piece in pcm_blocks(stream, parse_header(stream), 16_000, 0.02)]
    assert sizes == [640, 640, 320, 0]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "x.wav is empty."),
        (b"RIFF\x10\0", "x.wav ends in the middle of its header."),
        (PLAIN[:16], "x.wav ends in the middle of its header."),
        (PLAIN[:30], "x.wav ends in the middle of its header."),
        (wav(chunk(b"fmt ", bytes(14)), chunk(b"data", b"")), "in the middle of its header."),
        (b"hello, this is no sound at all", "x.wav is not a WAV file."),
        (b"RIFF\0\0\0\0AVI LIST", "x.wav is not a WAV file."),
        (b"ID3\x04" + bytes(40), "x.wav is an MP3 file, not WAV."),
        (b"\xff\xfb\x90\x64" + bytes(40), "x.wav is an MP3 file, not WAV."),
        (b"fLaC" + bytes(40), "x.wav is a FLAC file, not WAV."),
        (b"OggS" + bytes(40), "x.wav is an Ogg file, not WAV."),
        (b"\0\0\0 ftypM4A " + bytes(40), "x.wav is an MP4 or M4A file, not WAV."),
        (wav(fmt_chunk(tag=0x55)), "no data chunk"),
        (wav(fmt_chunk(tag=0x55), chunk(b"data", b"")), "compressed with MP3."),
        (wav(fmt_chunk(tag=6, bits=8), chunk(b"data", b"")), "compressed with A-law."),
        (wav(fmt_chunk(tag=7, bits=8), chunk(b"data", b"")), "compressed with mu-law."),
        (wav(fmt_chunk(tag=0x1234), chunk(b"data", b"")), "compressed with codec 0x1234."),
        (
            wav(
                extensible(PCM, channels=1, bits=16, valid=16, tail=b"no-plain-GUID!"),
                chunk(b"data", b""),
            ),
            "compressed with codec 0xfffe.",
        ),
        (wav(fmt_chunk(channels=0), chunk(b"data", b"")), "names no channels."),
        (wav(fmt_chunk(rate=0), chunk(b"data", b"")), "has a sampling rate of 0 Hz"),
        (wav(fmt_chunk(rate=999), chunk(b"data", b"")), "has a sampling rate of 999 Hz"),
        (wav(fmt_chunk(rate=768_001), chunk(b"data", b"")), "sampling rate of 768001 Hz"),
        (wav(fmt_chunk(bits=0), chunk(b"data", b"")), "has 0-bit integer samples."),
        (wav(fmt_chunk(bits=64), chunk(b"data", b"")), "has 64-bit integer samples."),
        (wav(fmt_chunk(tag=FLOAT, bits=16), chunk(b"data", b"")), "has 16-bit float samples."),
        (
            wav(fmt_chunk(), chunk(b"LIST", b"INFO")),
            "x.wav contains no sound: it has no data chunk.",
        ),
        (wav(chunk(b"data", b"")), "is damaged: its sound comes before its format."),
    ],
)
def test_what_cannot_be_read_is_named(raw: bytes, said: str) -> None:
    """One sentence says what is wrong."""
    with pytest.raises(FileError) as caught:
        read(raw)
    assert said in caught.value.what
    assert caught.value.exit_code == 2


def test_the_remedy_is_a_command_that_works_in_a_shell() -> None:
    """A name with spaces and quotes is quoted; without a name the command has placeholders."""
    flac = io.BytesIO(b"fLaC" + bytes(40))
    with pytest.raises(FileError) as caught:
        parse_header(flac, "my talk's.flac")
    assert caught.value.remedy == (
        """Convert it: ffmpeg -i 'my talk'"'"'s.flac' -c:a pcm_s16le 'my talk'"'"'s.pcm.wav'"""
    )
    flac.seek(0)
    with pytest.raises(FileError) as caught:
        parse_header(flac)
    assert caught.value.remedy == "Convert it: ffmpeg -i INPUT -c:a pcm_s16le OUTPUT.wav"


def test_an_endless_pipe_of_junk_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks without sound are followed only so far."""

    class Endless(io.RawIOBase):
        given = 0

        def read(self, size: int = -1) -> bytes:
            Endless.given += size
            return b"\x10\0\0\0" * (size // 4) + b"\x10\0\0\0"[: size % 4]

    monkeypatch.setattr("livechat.audio.wav_read._MAX_HEADER", 1 << 20)
    with pytest.raises(FileError, match="no data chunk"):
        parse_header(Endless(), head=PLAIN[:12])  # type: ignore[arg-type]
    assert Endless.given < 3 << 20


def test_a_file_is_read_from_the_disk(tmp_path: Path) -> None:
    """The name may have spaces and umlauts."""
    path = tmp_path / "zwei Wörter.wav"
    path.write_bytes(PLAIN)
    assert read_wav(path, 16_000) == SOUND
    assert len(read_wav(str(path), 48_000)) == 3 * len(SOUND)


def test_names_that_lead_nowhere_are_explained(tmp_path: Path) -> None:
    """Missing, a folder, impossible: each says so."""
    with pytest.raises(FileError, match=r"There is no file .*none\.wav"):
        read_wav(tmp_path / "none.wav", 16_000)
    with pytest.raises(FileError, match="is a folder, not a file"):
        read_wav(tmp_path, 16_000)
    with pytest.raises(FileError, match="null"):
        read_wav("nul\0byte.wav", 16_000)
    (tmp_path / "file").touch()
    with pytest.raises(FileError, match="Cannot open "):
        read_wav(tmp_path / "file" / "x.wav", 16_000)


@pytest.mark.parametrize(
    ("folder", "said"), [(False, "You have no permission to read"), (True, "is a folder")]
)
def test_a_forbidden_file_is_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: bool, said: str
) -> None:
    """Tests may run as root, to whom nothing is forbidden; so the system's answer is given."""

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(FileError, match=said):
        read_wav(tmp_path if folder else tmp_path / "x.wav", 16_000)


def test_a_disk_that_fails_while_reading_is_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An input error half way is no traceback."""

    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "open", lambda *_: Broken())
    with pytest.raises(FileError, match=r"Cannot read .*: Input/output error"):
        read_wav(tmp_path / "x.wav", 16_000)


@given(raw=st.binary(max_size=300))
@example(b"RIFF\0\0\0\0WAVE")
def test_random_bytes_are_read_or_refused(raw: bytes) -> None:
    """Nothing but FileError ever comes out, with or without a RIFF magic in front."""
    for attempt in (raw, b"RIFF\xff\xff\xff\xffWAVE" + raw, PLAIN[:36] + raw):
        assert read_or_refused(attempt)


@given(data=st.data())
@settings(max_examples=300)
def test_a_damaged_file_is_read_or_refused(data: st.DataObject) -> None:
    """Flipped, cut and inserted bytes in a valid file give sound or a FileError."""
    header = data.draw(
        st.sampled_from(
            [
                fmt_chunk(channels=2, bits=24, rate=48_000),
                fmt_chunk(tag=FLOAT, bits=32),
                extensible(FLOAT, channels=1, bits=64, valid=64, tail=GUID_TAIL),
            ]
        )
    )
    sizes = chunk(b"ds64", struct.pack("<QQQI", 0, 480, 6, 0))
    raw = bytearray(wav(sizes, header, chunk(b"LIST", b"odd"), chunk(b"data", bytes(480))))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, min(len(raw), 130) - 1))
        raw[at : at + data.draw(st.integers(0, 2))] = data.draw(st.binary(max_size=2))
    assert read_or_refused(bytes(raw))
