"""What begins like what, so that nobody hears an MP3 file as noise."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from livechat.audio.file_kinds import (
    LOOK_BYTES,
    LOOK_LONG_BYTES,
    conversion,
    may_be_framed,
    recognise,
)

MP3 = b"\xff\xfb\x90\x64" + bytes(413)
"""A frame: MPEG-1 layer III, 128 kbit/s, 44.1 kHz."""

ADTS = b"\xff\xf1\x50\x80\x02\x1f\xfc" + bytes(9)
"""A frame of 16 bytes."""

AC3 = b"\x0bw\0\0\x14\x40" + bytes(762)
"""A frame: 48 kHz, 192 kbit/s."""

LOAS = b"\x56\xe0\x0d" + bytes(13)
EAC3 = b"\x0bw\0\x07\x34\x86" + bytes(10)
MP2_LOW = b"\xff\xf5\x80\x04" + bytes(413)
MP1 = b"\xff\xff\x60\x04" + bytes(204)
TRANSPORT = b"G\x40\0\x10" + bytes(184)


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"ID3\4\0\0\0\0\x01\x7f" + bytes(40), "an MP3 file"),
        (MP3 * 3, "an MP3 file"),
        (MP2_LOW * 3, "an MP3 file"),
        (MP1 * 3, "an MP3 file"),
        (ADTS * 3, "an AAC file"),
        (LOAS * 3, "an AAC file"),
        (b"ADIF" + bytes(40), "an AAC file"),
        (AC3 * 3, "an AC-3 file"),
        (EAC3 * 3, "an AC-3 file"),
        (TRANSPORT * 3, "an MPEG transport stream"),
        (b"\0\0\0\x20ftypM4A \0\0\0\0", "an MP4 or M4A file"),
        (b"\0\0\0\x14ftypqt  ", "an MP4 or M4A file"),
        (b"#!AMR\n" + bytes(40), "an AMR file"),
        (b"#!AMR-WB\n" + bytes(40), "an AMR file"),
        (b"fLaC" + bytes(40), "a FLAC file"),
        (b"OggS" + bytes(24) + b"OpusHead", "an Ogg Opus file"),
        (b"OggS" + bytes(24) + b"\x01vorbis", "an Ogg Vorbis file"),
        (b"OggS" + bytes(24) + b"\x7fFLAC", "an Ogg file"),
        (b"\x1aE\xdf\xa3" + bytes(40), "a WebM or Matroska file"),
        (b"caff\0\1\0\0" + bytes(40), "a CAF file"),
        (b"riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb" + bytes(40), "a Wave64 file"),
        (b"FORM\0\0\0\x408SVXVHDR", "an 8SVX file"),
        (b"FORM\0\0\0\x40ILBMBMHD", "a picture"),
        (b"FORM\0\0\0\x40SMUSSHDR", "an IFF file"),
        (b"RIFF\0\0\0\x40AVI LIST", "an AVI file"),
        (b"RIFF\0\0\0\x40RMIDdata", "a RIFF file"),
        (b"0&\xb2u\x8ef\xcf\x11\xa6\xd9" + bytes(40), "a WMA or ASF file"),
        (b"\x1f\x8b\x08\0" + bytes(40), "a gzip archive"),
        (b"PK\x03\x04\x14\0" + bytes(40), "a zip archive"),
        (b"a.wav".ljust(257, b"\0") + b"ustar\x0000", "a tar archive"),
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF"),
        (b"<!DOCTYPE html>\n<html lang=en>", "an HTML page"),
        (b"\xef\xbb\xbf  \r\n<HTML><head></head>", "an HTML page"),
        (b'<?xml version="1.0"?><Error>', "an XML file"),
        (b'{"error": {"code": 404, "message"', "JSON"),
        (b"[1, 2, 3, 4, 5, 6, 7, 8]", "JSON"),
        (b"#EXTM3U\nhttp://example.org/one.mp3", "a playlist"),
        ("Nennt mich Ismael. Vor einigen Jahren ä".encode()[:-1], "text"),
        (b"#!/bin/sh\necho hello\nexit 1\n", "text"),
        (b"\x1b[31mcommand not found\x1b[0m\n", "text"),
    ],
)
def test_every_format_is_called_by_its_name(head: bytes, name: str) -> None:
    """What is sound, and what is not."""
    kind = recognise(head)
    assert kind is not None
    assert kind.name == name


@pytest.mark.parametrize("frame", [MP3, ADTS, AC3, LOAS, EAC3, MP2_LOW, MP1, TRANSPORT])
def test_a_short_mark_counts_only_where_it_repeats(frame: bytes) -> None:
    """Raw sound may begin with two bytes of anything, but not again where a frame would end."""
    assert may_be_framed(frame)
    assert recognise(frame * 3)
    assert recognise((frame * 3)[: len(frame) + 8])
    assert recognise(frame, ended=True)
    assert recognise(frame) is None
    assert recognise(frame + bytes(len(frame)) + frame) is None
    assert recognise(frame[:-1] + frame + frame) is None
    assert recognise(frame * 2 + bytes(len(frame))) is None


def test_a_few_letters_are_text_only_if_there_is_nothing_more() -> None:
    """Three samples may be anything; a stream of three letters is no sound."""
    assert recognise(b"no\n") is None
    kind = recognise(b"no\n", ended=True)
    assert kind is not None
    assert kind.name == "text"
    assert recognise(b"", ended=True) is None


@given(seed=st.integers(0, 10_000), level=st.integers(1, 8_000), step=st.integers(1, 2_000))
@example(seed=3600, level=3571, step=1)  # 35, 9, 36, 9, …: letters and tabs in turns
@settings(max_examples=300, deadline=None)
def test_raw_sound_is_taken_for_nothing_else(seed: int, level: int, step: int) -> None:
    """Whatever value it begins with, and however fast it moves."""
    rng = np.random.default_rng(seed)
    start = rng.integers(-level, level + 1)
    moved = start + np.cumsum(rng.integers(-step, step + 1, LOOK_LONG_BYTES // 2))
    samples = (moved + level) % (4 * level) - level  # there and back, for ever
    samples = np.where(samples > level, 2 * level - samples, samples)
    sound = samples.astype("<i2").tobytes()
    assert recognise(sound[:LOOK_BYTES]) is None
    assert recognise(sound) is None


def test_a_level_that_stands_still_is_taken_for_nothing_else() -> None:
    """Cheap converters give such silence."""
    for level in range(-4096, 4096):
        assert recognise(level.to_bytes(2, "little", signed=True) * (LOOK_BYTES // 2)) is None


@pytest.mark.parametrize("first", range(256))
def test_no_first_byte_is_refused(first: int) -> None:
    """Nor a pair of bytes that a format begins with."""
    for second in (0, 0x3F, 0x77, 0x8B, 0xE0, 0xF1, 0xFB, 0xFF):
        head = bytes((first, second)) + bytes((at * 7) % 251 for at in range(LOOK_LONG_BYTES - 2))
        assert recognise(head) is None


@given(head=st.binary(max_size=LOOK_BYTES), ended=st.booleans())
@settings(max_examples=300)
def test_any_bytes_are_looked_at(head: bytes, ended: bool) -> None:
    """Nothing is raised, whatever comes."""
    may_be_framed(head)
    recognise(head, ended=ended)


@pytest.mark.skipif(os.name != "posix", reason="quotes for POSIX shells")
@pytest.mark.parametrize(
    ("path", "command"),
    [
        ("a.mp3", "ffmpeg -i a.mp3 -ar 16000 -ac 1 a.wav"),
        (
            "my talk's.flac",
            """ffmpeg -i 'my talk'"'"'s.flac' -ar 16000 -ac 1 'my talk'"'"'s.wav'""",
        ),
        ("x.wav", "ffmpeg -i x.wav -ar 16000 -ac 1 x.16k.wav"),
        ("noise", "ffmpeg -i noise -ar 16000 -ac 1 noise.wav"),
        ("-x.mp3", "ffmpeg -i ./-x.mp3 -ar 16000 -ac 1 ./-x.wav"),
        ("12:30.mp3", "ffmpeg -i ./12:30.mp3 -ar 16000 -ac 1 ./12:30.wav"),
        ("/a:b/c.mp3", "ffmpeg -i /a:b/c.mp3 -ar 16000 -ac 1 /a:b/c.wav"),
    ],
)
def test_the_remedy_is_a_command_that_works_in_a_shell(path: str, command: str) -> None:
    """Quoted, and no name is taken for an option or a protocol."""
    assert conversion(path, piped=False) == f"Convert it: {command}"


def test_a_pipe_is_converted_in_a_pipe() -> None:
    """Where nothing has a name, or where the name is a FIFO's."""
    rest = "-ar 16000 -ac 1 -f s16le - | livechat talk --mic -"
    assert conversion(None, piped=True) == f"Convert it: ffmpeg -i - {rest}"
    assert conversion("radio", piped=True) == f"Convert it: ffmpeg -i radio {rest}"


@pytest.mark.process
@pytest.mark.skipif(not shutil.which("ffmpeg"), reason="needs ffmpeg")
@pytest.mark.parametrize(
    ("ending", "name"),
    [
        ("mp3", "an MP3 file"), ("mp2", "an MP3 file"), ("aac", "an AAC file"),
        ("ac3", "an AC-3 file"), ("eac3", "an AC-3 file"), ("m4a", "an MP4 or M4A file"),
        ("flac", "a FLAC file"), ("ogg", "an Ogg Vorbis file"), ("opus", "an Ogg Opus file"),
        ("mka", "a WebM or Matroska file"), ("caf", "a CAF file"), ("w64", "a Wave64 file"),
        ("wma", "a WMA or ASF file"), ("tta", "a TTA file"), ("wv", "a WavPack file"),
        ("voc", "a VOC file"), ("ts", "an MPEG transport stream"), ("avi", "an AVI file"),
        ("latm", "an AAC file"), ("mov", "an MP4 or M4A file"), ("flv", "an FLV file"),
    ],
)  # fmt: skip
def test_what_ffmpeg_writes_is_recognised(tmp_path: Path, ending: str, name: str) -> None:
    """From a second of a tone, without tags; where this ffmpeg can write it."""
    path = tmp_path / f"x.{ending}"
    command = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "sine=440:d=1", "-ar", "44100"]
    more = ["-id3v2_version", "0", "-write_xing", "0"] if ending == "mp3" else []
    more = ["-c:a", "aac"] if ending == "latm" else more
    done = subprocess.run([*command, *more, str(path)], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("this ffmpeg cannot write it")
    kind = recognise(path.read_bytes()[:LOOK_LONG_BYTES])
    assert kind is not None
    assert kind.name == name
