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

from livechat.audio.sound_header import MAX_CHANNELS, MAX_CHUNKS, Origin, SoundFormat, parse_header
from livechat.audio.wav_read import decode, pcm_blocks, read_wav
from livechat.audio.wav_write import UNKNOWN_SIZE
from livechat.errors import FileError
from tests.support.sound_files import (
    ALAW,
    AMBISONIC_TAIL,
    EXTENSIBLE,
    FLOAT,
    GUID_TAIL,
    MULAW,
    PCM,
    Order,
    aiff,
    au,
    chunk,
    common,
    extensible,
    fmt_chunk,
    wav,
)


def read(raw: bytes, rate: int = 16_000, *, file: bool = True) -> bytes:
    """What `read_wav` does, without a disk; or with a pipe, of which nobody knows the length."""
    stream = io.BytesIO(raw)
    origin = Origin("x.wav", "x.wav", len(raw) if file else None)
    return b"".join(pcm_blocks(stream, parse_header(stream, origin), rate))


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
    coding = "u1" if bits == 8 else f"<{'f' if is_float else 'i'}{bits // 8}"
    fmt = SoundFormat(16_000, channels, coding, None)
    step = 2.0 ** -(min(bits, 23) - 1)
    assert np.abs(decode(raw, fmt) - frames).max() <= step
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
    assert read(wav(header, chunk(b"data", struct.pack("<2f", 0.5, 0.5)))) == struct.pack(
        "<h", 16384
    )


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
    blocks = pcm_blocks(pipe, fmt, 16_000, live=True)  # type: ignore[arg-type]
    assert b"".join(blocks) == SOUND


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("x.raw", "If it is raw s16le mono 16 kHz, pipe it: --mic - < x.raw"),
        ("my x.PCM", "If it is raw s16le mono 16 kHz, pipe it: --mic - < 'my x.PCM'"),
        ("x.wav", "Convert it: ffmpeg -i x.wav -ar 16000 -ac 1 x.16k.wav"),
        ("x.dts", "Convert it: ffmpeg -i x.dts -ar 16000 -ac 1 x.wav"),
    ],
)
def test_raw_sound_in_a_file_is_told_how_to_be_read(name: str, remedy: str) -> None:
    """Of raw sound ffmpeg makes nothing."""
    stream = io.BytesIO(bytes(range(1, 99)))
    with pytest.raises(FileError, match="is not a WAV file") as caught:
        parse_header(stream, Origin(name, name, 98))
    assert caught.value.remedy == remedy


def test_live_blocks_come_in_the_asked_size() -> None:
    """A pipe read in 20 ms pieces yields 20 ms pieces."""
    stream = io.BytesIO(wav(fmt_chunk(), chunk(b"data", bytes(1_600))))
    sizes = [len(piece) for piece in pcm_blocks(stream, parse_header(stream), 16_000, live=True)]
    assert sizes == [640, 640, 320, 0]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "x.wav is empty."),
        (b"RIFF\x10\0", "x.wav ends in the middle of its header."),
        (PLAIN[:16], "x.wav ends in the middle of its header."),
        (PLAIN[:30], "x.wav ends in the middle of its header."),
        (wav(chunk(b"fmt ", bytes(13)), chunk(b"data", b"")), "in the middle of its header."),
        (b"hello, this is no sound at all", "x.wav is text, not a WAV file."),
        (b"RIFF\0\0\0\0AVI LIST", "x.wav is an AVI file, not WAV."),
        (bytes(range(1, 99)), "x.wav is not a WAV file."),
        (b"fLaC" + bytes(40), "x.wav is a FLAC file, not WAV."),
        (wav(fmt_chunk(tag=0x55)), "no data chunk"),
        (wav(fmt_chunk(tag=0x55), chunk(b"data", b"")), "compressed with MP3."),
        (au(b"", 23), "x.wav is an AU file with encoding 23."),
        (au(b"")[:20], "x.wav ends in the middle of its header."),
        (au(b"", rate=0), "x.wav has a sampling rate of 0 Hz"),
        (aiff(b"", common(how=b"ima4")), "x.wav is an AIFF file compressed with ima4."),
        (aiff(b"", common(bits=64)), "x.wav has 64-bit integer samples."),
        (aiff(b"", common(rate=2.0**50)), "x.wav has a sampling rate of 0 Hz"),
        (aiff(b"", chunk(b"COMM", bytes(4), order=">")), "in the middle of its header."),
        (aiff(b"", b""), "x.wav has its sound before its format."),
        (wav(common(), magic=b"FORM", kind=b"AIFF", order=">"), "it has no data chunk."),
        (wav(magic=b"FORM", kind=b"AIFF"), "in the middle of its header."),
        (
            wav(fmt_chunk(tag=EXTENSIBLE, bits=32, more=b"\0\0"), chunk(b"data", b"")),
            "compressed with codec 0xfffe.",
        ),
        (wav(fmt_chunk(tag=0x1234), chunk(b"data", b"")), "compressed with codec 0x1234."),
        (
            wav(
                extensible(PCM, channels=1, bits=16, valid=16, tail=b"no-plain-GUID!"),
                chunk(b"data", b""),
            ),
            "compressed with codec 0xfffe.",
        ),
        (wav(fmt_chunk(channels=0), chunk(b"data", b"")), "names no channels."),
        (
            wav(fmt_chunk(channels=32_767, rate=1_000), chunk(b"data", bytes(1 << 17))),
            "x.wav has 32767 channels, more than 1024.",
        ),
        (au(bytes(99), channels=0xFFFF_FFFF), "x.wav has 4294967295 channels, more than 1024."),
        (aiff(b"", common(channels=1_025)), "x.wav has 1025 channels, more than 1024."),
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


def test_as_many_channels_as_are_allowed_are_heard() -> None:
    """Their mean."""
    frames = np.full((320, MAX_CHANNELS), 1_000, "<i2").tobytes()
    heard = read(wav(fmt_chunk(channels=MAX_CHANNELS), chunk(b"data", frames)))
    assert heard == np.full(320, 1_000, "<i2").tobytes()


def endless(raw: bytes) -> io.RawIOBase:
    """A pipe that repeats itself for ever."""

    class Endless(io.RawIOBase):
        given = 0

        def read(self, size: int = -1) -> bytes:
            at = self.given % len(raw)
            self.given += size
            return (raw * (size // len(raw) + 2))[at : at + size]

    return Endless()


@pytest.mark.parametrize(
    "junk",
    [b"\x10\0\0\0", chunk(b"JUNK", b""), chunk(b"JUNK", bytes(1 << 16)), b"\xff\xff\xff\x7f"],
    ids=["small", "empty", "large", "huge"],
)
def test_an_endless_pipe_of_junk_ends(monkeypatch: pytest.MonkeyPatch, junk: bytes) -> None:
    """Chunks without sound are followed only so far, however many fit into so much."""
    monkeypatch.setattr("livechat.audio.sound_header.MAX_HEADER", 1 << 20)
    stream = endless(junk)
    header = wav(fmt_chunk())
    parts = [header, b""]

    class Joined(io.RawIOBase):
        reads = 0

        def read(self, size: int = -1) -> bytes:
            self.reads += 1
            piece, parts[0] = parts[0][:size], parts[0][size:]
            return piece or stream.read(size)

    joined = Joined()
    with pytest.raises(FileError, match="no data chunk"):
        parse_header(joined)  # type: ignore[arg-type]
    assert stream.given < 3 << 20  # type: ignore[attr-defined]
    assert joined.reads < 2 * MAX_CHUNKS + 100


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

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "x.wav").touch()
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

    (tmp_path / "x.wav").touch()
    monkeypatch.setattr(Path, "open", lambda *_, **__: Broken())
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


LIST_7 = b"INFOabc"


@pytest.mark.parametrize(
    "raw",
    [
        wav(fmt_chunk(), chunk(b"LIST", LIST_7, pad=b""), chunk(b"data", SOUND)),
        wav(fmt_chunk(), chunk(b"LIST", LIST_7, pad=b"x"), chunk(b"data", SOUND)),
        wav(chunk(b"LIST", LIST_7, pad=b""), fmt_chunk(), chunk(b"data", SOUND)),
        wav(
            *(chunk(kind, b"x", pad=b"") for kind in (b"cue ", b"odd!", b"bext")),
            *(fmt_chunk(), chunk(b"data", SOUND)),
        ),
        wav(fmt_chunk(), chunk(b"data", b""), chunk(b"data", SOUND)),
        wav(fmt_chunk(block=4), chunk(b"data", SOUND)),
        wav(fmt_chunk(block=0), chunk(b"data", SOUND)),
        wav(fmt_chunk(block=1), chunk(b"data", SOUND)),
        wav(fmt_chunk(tag=EXTENSIBLE, more=b"\0\0"), chunk(b"data", SOUND)),
        wav(chunk(b"fmt ", fmt_chunk()[8:22]), chunk(b"data", SOUND)),
        wav(extensible(PCM, channels=1, bits=16, valid=16, tail=AMBISONIC_TAIL))
        + chunk(b"data", SOUND),
        wav(fmt_chunk(), chunk(b"data", SOUND, size=0), riff_size=0x7FFF_FFFF),
        wav(fmt_chunk(), chunk(b"data", SOUND, size=0), riff_size=0xFFFF_FFD8),
        wav(chunk(b"LIST", b"INFO"), fmt_chunk(), chunk(b"data", SOUND, size=0), riff_size=4),
        *(
            wav(fmt_chunk(), chunk(b"data", SOUND, size=size), riff_size=(size + 36) & 0xFFFF_FFFF)
            for size in (0x7FFF_F000, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_F000, UNKNOWN_SIZE)
        ),
    ],
)
@pytest.mark.parametrize("file", [True, False])
def test_what_careless_programs_write_is_heard(raw: bytes, file: bool) -> None:
    """Pad bytes left out or odd, sizes made up, frames that do not fit, headers of old."""
    assert read(raw, file=file) == SOUND


def test_a_made_up_size_ends_no_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    """A day of 48 kHz stereo is longer than what sox says; a long file with a true size is not."""
    header = wav(fmt_chunk(), chunk(b"data", b"", size=0x7FFF_F000))
    assert parse_header(io.BytesIO(header)).data_bytes is None
    header = wav(fmt_chunk(), chunk(b"data", b"", size=0x9000_0000))
    assert parse_header(io.BytesIO(header)).data_bytes is None
    long = Origin("x.wav", "x.wav", 0x9000_1000)
    assert parse_header(io.BytesIO(header), long).data_bytes == 0x9000_0000


def test_an_empty_size_of_a_file_that_goes_on_is_not_believed() -> None:
    """A recorder that crashed has told the length of the whole file once, and never again."""
    raw = wav(fmt_chunk(), chunk(b"data", SOUND, size=0), riff_size=40)
    assert read(raw) == SOUND


def test_ambisonic_sound_is_what_comes_from_everywhere() -> None:
    """Its first channel; the others tell directions."""
    header = extensible(PCM, channels=4, bits=16, valid=16, tail=AMBISONIC_TAIL)
    frames = struct.pack("<8h", 100, 2000, -2000, 500, 200, -2000, 2000, 900)
    assert read(wav(header, chunk(b"data", frames))) == struct.pack("<2h", 100, 200)


MULAW_SOME = {0x00: -32124, 0x7F: 0, 0x80: 32124, 0xFF: 0, 0xEF: 132, 0x8F: 16764, 0xDA: 556}
ALAW_SOME = {0x55: -8, 0xD5: 8, 0xAA: 32256, 0x2A: -32256, 0x80: 5504, 0xD4: 24, 0xC5: 264}
"""What ITU-T G.711 says of some bytes, in 16 bits."""


@pytest.mark.parametrize(
    ("tag", "some", "encoding", "name"),
    [(MULAW, MULAW_SOME, 1, b"ulaw"), (ALAW, ALAW_SOME, 27, b"alaw")],
)
def test_telephone_sound_is_read(
    tag: int, some: dict[int, int], encoding: int, name: bytes
) -> None:
    """A-law and mu-law, in WAV, AU and AIFF-C."""
    body, samples = bytes(some), struct.pack(f"<{len(some)}h", *some.values())
    for bits in (8, 16):  # some programs tell the bits of what comes out
        raw = wav(fmt_chunk(tag=tag, bits=bits, block=1), chunk(b"data", body))
        assert read(raw) == samples
    assert read(au(body, encoding)) == samples
    assert read(aiff(body, common(how=name))) == samples


@pytest.mark.parametrize("order", ["<", ">"])
def test_other_orders_of_bytes_are_read(order: Order) -> None:
    """RIFX, and AU both ways round; notes before the sound and no length are no obstacle."""
    sound = np.frombuffer(SOUND, "<i2").astype(f"{order}i2").tobytes()
    magic = b"RIFX" if order == ">" else b"RIFF"
    header = fmt_chunk(order=order)
    raw = wav(header, chunk(b"data", sound, order=order), magic=magic, order=order)
    assert read(raw) == SOUND
    for size in (None, UNKNOWN_SIZE, 0):
        assert read(au(sound, size=size, order=order, note=b"hello\0\0\0")) == SOUND
    assert read(au(sound, size=4, order=order)) == SOUND[:4]
    for encoding, width in ((4, 3), (5, 4)):
        wide = b"".join(
            (int(one) << (8 * width - 16)).to_bytes(
                width, "big" if order == ">" else "little", signed=True
            )
            for one in np.frombuffer(SOUND, "<i2")
        )
        assert read(au(wide, encoding, order=order)) == SOUND
    floats = (np.frombuffer(SOUND, "<i2") / 32768).astype(f"{order}f4").tobytes()
    assert read(au(floats, 6, order=order)) == SOUND


def test_aiff_is_read() -> None:
    """Plain, with an offset, of unknown length, little-endian, of floats; 8 bits are signed."""
    sound = np.frombuffer(SOUND, "<i2").astype(">i2").tobytes()
    for size in (None, 0, 0x7F00_0008, UNKNOWN_SIZE):
        assert read(aiff(sound, common(), size=size), file=False) == SOUND
    assert read(aiff(sound, common(), offset=6)) == SOUND
    assert read(aiff(sound, common(how=b"NONE"))) == SOUND
    assert read(aiff(SOUND, common(how=b"sowt"))) == SOUND
    floats = (np.frombuffer(SOUND, "<i2") / 32768).astype(">f4").tobytes()
    assert read(aiff(floats, common(how=b"fl32"))) == SOUND
    assert read(aiff(b"\x40\xc0", common(bits=8))) == struct.pack("<2h", 16384, -16384)
    assert read(au(b"\x40\xc0", 2)) == struct.pack("<2h", 16384, -16384)
    assert len(read(aiff(bytes(882), common(rate=44_100)))) == pytest.approx(320, abs=2)


HEADERS = st.sampled_from(
    [
        wav(fmt_chunk(channels=2, bits=24), chunk(b"LIST", LIST_7, pad=b""), chunk(b"data", b"")),
        wav(fmt_chunk(), chunk(b"data", b"", size=UNKNOWN_SIZE)),
        wav(fmt_chunk(channels=2, rate=11_025), chunk(b"data", b"", size=0x7FFF_F000)),
        wav(fmt_chunk(tag=FLOAT, bits=32, rate=44_100), chunk(b"data", b"", size=0), riff_size=0),
        wav(fmt_chunk(tag=MULAW, bits=8, rate=8_000), chunk(b"data", b"", size=9_000)),
        au(b"", channels=2, size=UNKNOWN_SIZE),
        aiff(b"", common(channels=3, rate=22_050), size=0),
    ]
)


@given(
    header=HEADERS,
    seed=st.integers(0, 99),
    size=st.integers(0, 9_000),
    cuts=st.lists(st.integers(1, 3_000), min_size=1, max_size=20),
    live=st.booleans(),
)
@settings(max_examples=150, deadline=None)
def test_however_a_stream_is_cut_it_sounds_the_same(
    header: bytes, seed: int, size: int, cuts: list[int], live: bool
) -> None:
    """The same samples as from one piece, in order and to the last whole frame."""
    noise = np.random.default_rng(seed).integers(0, 256, size, dtype=np.uint8).tobytes()
    raw = header + noise

    class Cut(io.RawIOBase):
        at, turn = 0, 0

        def read(self, most: int = -1) -> bytes:
            self.turn += 1
            end = self.at + min(most, cuts[self.turn % len(cuts)])
            piece = raw[self.at : end]
            self.at += len(piece)
            return piece

    def heard(stream: object) -> bytes:
        fmt = parse_header(stream)  # type: ignore[arg-type]
        return b"".join(pcm_blocks(stream, fmt, 16_000, live=live))  # type: ignore[arg-type]

    assert heard(Cut()) == heard(io.BytesIO(raw))


@given(at=st.integers(0, 200), header=HEADERS)
def test_a_file_cut_anywhere_is_heard_so_far_or_refused(at: int, header: bytes) -> None:
    """In its header or behind it."""
    assert read_or_refused((header + bytes(100))[:at])
