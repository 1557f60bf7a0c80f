"""What a file or a stream is, by its first bytes, and the command that makes WAV of it.

One table for files and pipes alike. A pipe may also hold raw sound, which begins with anything: a
mark counts only if it has at least 24 bits that raw speech hardly ever begins with, and the short
ones of MP3, AAC and AC-3 only if the next frame begins exactly where the first one says.
"""

from __future__ import annotations

import codecs
import os
import shlex
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

LOOK_BYTES = 640
"""Bytes that tell most kinds: no more than the first 20 ms of raw sound, so nobody waits."""

LOOK_LONG_BYTES = 4096
"""Bytes that hold three frames of MP3 or AAC at usual bit rates; only read where one may begin."""

_TEXT_BYTES = 16
"""Printable bytes in a row that are text: eight samples of raw sound between 8,224 and 32,382."""

_TEXT_CHARS = 5
"""Different characters that text has at least: sound that stands still has two bytes."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A format that is not read here."""

    name: str
    """With its article: "an MP3 file"."""
    is_sound: bool = True
    """Whether it may hold sound, so that ffmpeg can make WAV of it."""
    remedy: str = ""
    """What to do instead of converting it."""


_PACKED = "Unpack it first."

_MARKS: tuple[tuple[int, bytes, Kind], ...] = (
    (0, b"fLaC", Kind("a FLAC file")),
    (0, b"\x1aE\xdf\xa3", Kind("a WebM or Matroska file")),
    (0, b"caff", Kind("a CAF file")),
    (0, b"#!AMR", Kind("an AMR file")),
    (0, b"#!SILK", Kind("a SILK file")),
    (0, b"\x02#!SILK", Kind("a SILK file")),
    (0, b"riff\x2e\x91\xcf\x11", Kind("a Wave64 file")),
    (0, b"0&\xb2u\x8ef\xcf\x11", Kind("a WMA or ASF file")),
    (0, b"wvpk", Kind("a WavPack file")),
    (0, b"MAC ", Kind("a Monkey's Audio file")),
    (0, b"TTA1", Kind("a TTA file")),
    (0, b"DSD ", Kind("a DSF file")),
    (0, b"FRM8", Kind("a DSDIFF file")),
    (0, b"Creative Voice File", Kind("a VOC file")),
    (0, b"NIST_1A\n", Kind("a SPHERE file")),
    (0, b"MPCK", Kind("a Musepack file")),
    (0, b"MP+", Kind("a Musepack file")),
    (0, b"ajkg", Kind("a Shorten file")),
    (0, b"ADIF", Kind("an AAC file")),
    (0, b".RMF", Kind("a RealMedia file")),
    (0, b".ra\xfd", Kind("a RealAudio file")),
    (0, b"FLV\x01", Kind("an FLV file")),
    (0, b"\0\0\x01\xba", Kind("an MPEG video")),
    (4, b"ftyp", Kind("an MP4 or M4A file")),
    (4, b"moov", Kind("a QuickTime file")),
    (4, b"mdat", Kind("a QuickTime file")),
    (0, b"MThd", Kind("a MIDI file", is_sound=False, remedy="Use a recording.")),
    (0, b"\x1f\x8b\x08", Kind("a gzip archive", is_sound=False, remedy=_PACKED)),
    (0, b"BZh", Kind("a bzip2 archive", is_sound=False, remedy=_PACKED)),
    (0, b"\xfd7zXZ\0", Kind("an xz archive", is_sound=False, remedy=_PACKED)),
    (0, b"(\xb5/\xfd", Kind("a zstd archive", is_sound=False, remedy=_PACKED)),
    (0, b"PK\x03\x04", Kind("a zip archive", is_sound=False, remedy=_PACKED)),
    (0, b"7z\xbc\xaf\x27\x1c", Kind("a 7z archive", is_sound=False, remedy=_PACKED)),
    (0, b"Rar!\x1a\x07", Kind("a RAR archive", is_sound=False, remedy=_PACKED)),
    (257, b"ustar", Kind("a tar archive", is_sound=False, remedy=_PACKED)),
    (0, b"%PDF-", Kind("a PDF", is_sound=False)),
    (0, b"%!PS", Kind("a PostScript file", is_sound=False)),
    (0, b"\x89PNG", Kind("a picture", is_sound=False)),
    (0, b"\xff\xd8\xff", Kind("a picture", is_sound=False)),
    (0, b"GIF8", Kind("a picture", is_sound=False)),
    (0, b"\x7fELF", Kind("a program", is_sound=False)),
)
"""Where a mark stands, what it is, and what begins so."""

_INSIDE = {
    b"AIFF": Kind("an AIFF file"),
    b"AIFC": Kind("an AIFF file"),
    b"8SVX": Kind("an 8SVX file"),
    b"16SV": Kind("a 16SV file"),
    b"AVI ": Kind("an AVI file"),
    b"WEBP": Kind("a picture", is_sound=False),
    b"ILBM": Kind("a picture", is_sound=False),
}
"""What RIFF and IFF containers hold, by bytes 8 to 11."""

_OGG = {
    b"OpusHead": "an Ogg Opus file",
    b"\x01vorbis": "an Ogg Vorbis file",
    b"Speex   ": "an Ogg Speex file",
}
"""Codecs of Ogg, by bytes 28 on."""

_WORDS = (
    ("<!doctype html", Kind("an HTML page", is_sound=False)),
    ("<html", Kind("an HTML page", is_sound=False)),
    ("<?xml", Kind("an XML file", is_sound=False)),
    ("<svg", Kind("a picture", is_sound=False)),
    ("#extm3u", Kind("a playlist", is_sound=False, remedy="Use the files that it lists.")),
    ("{", Kind("JSON", is_sound=False)),
    ("[", Kind("JSON", is_sound=False)),
    ("", Kind("text", is_sound=False)),
)
"""How text begins, in lower case, and what it is then."""


def recognise(head: bytes, *, ended: bool = False) -> Kind | None:
    """What begins like this; None: nothing that is known.

    Args:
        head: The first bytes, `LOOK_LONG_BYTES` at most.
        ended: Whether these are all there are.
    """
    for at, mark, kind in _MARKS:
        if head.startswith(mark, at):
            return kind
    if head[:3] == b"ID3" and len(head) >= 10 and max(head[3:5]) < 0x20 and max(head[6:10]) < 0x80:
        return Kind("an MP3 file")
    if head[:4] == b"OggS":
        codec = next((name for mark, name in _OGG.items() if head.startswith(mark, 28)), "")
        return Kind(codec or "an Ogg file")
    if head[:4] in (b"RIFF", b"RIFX", b"FORM") and len(head) >= 12:
        other = "an IFF file" if head[:4] == b"FORM" else "a RIFF file"
        return _INSIDE.get(head[8:12], Kind(other))
    for kind, frame in _FRAMED:
        if _repeats(head, frame, ended=ended):
            return kind
    return _words(head, ended=ended)


def may_be_framed(head: bytes) -> bool:
    """Whether a frame of MP3, AAC, AC-3 or a transport stream may begin here: see further on."""
    return any(frame(head) for _, frame in _FRAMED)


def conversion(path: str | None, *, piped: bool) -> str:
    """The command that converts, for this system's shell.

    Args:
        path: The file; None: whatever goes into the pipe.
        piped: Whether it is a pipe, and goes on through one.
    """
    if path is not None and (path.startswith("-") or ":" in path[2:]):
        path = os.path.join(".", path)  # noqa: PTH118 - a Path drops the dot
    source = "-" if path is None else path
    if piped:
        words = ["ffmpeg", "-i", source, "-ar", "16000", "-ac", "1", "-f", "s16le", "-"]
        return f"Convert it: {quoted(words)} | livechat talk --mic -"
    named = Path(source)
    target = named.with_suffix(".16k.wav" if named.suffix.lower() == ".wav" else ".wav")
    out = os.path.join(".", target) if source.startswith(f".{os.sep}") else str(target)  # noqa: PTH118
    return f"Convert it: {quoted(['ffmpeg', '-i', source, '-ar', '16000', '-ac', '1', out])}"


def quoted(words: list[str]) -> str:
    """A command as this system's shell takes it."""
    return subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)


_BLANKS: Final = frozenset(b"\t\n\f\r\x1b")
"""Controls that texts hold."""


def _words(head: bytes, *, ended: bool) -> Kind | None:
    if not ended and (len(head) < _TEXT_BYTES or len(set(head)) < _TEXT_CHARS):
        return None
    if not head or any(set(head[at::2]) <= _BLANKS for at in (0, 1)):
        return None  # nothing, or samples of 16 bits that hardly move
    try:  # the last character may be cut off
        text = codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return None
    if not all(char.isprintable() or char == "\ufeff" or ord(char) in _BLANKS for char in text):
        return None
    begin = text.lstrip("\ufeff\t\n\f\r ").lower()
    return next(kind for words, kind in _WORDS if begin.startswith(words))


Frame = Callable[[bytes], "tuple[int, bytes] | None"]
"""Takes bytes at which a frame may begin; gives its length and what the next one begins with."""


def _repeats(head: bytes, frame: Frame, *, ended: bool) -> bool:
    """Whether frames follow each other: three, or as many as the bytes hold, but two."""
    at, count, sign = 0, 0, b""
    while (found := frame(head[at : at + 8])) and (not sign or found[1] == sign):
        count += 1
        at += found[0]
        sign = found[1]
        if count == 3 or at + 8 > len(head):
            # A stream that ends exactly with its first frame is one as well.
            return count > 1 or (ended and at == len(head))
    return False


_L1, _L2, _L3 = (
    (32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    (32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
)
_LOW_L1, _LOW = (
    (32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
)
"""Bit rates in kbit/s (ISO 11172-3, 2.4.2.3, and 13818-3) of MPEG-1, then of lower rates."""


def _mpeg(at: bytes) -> tuple[int, bytes] | None:
    """MPEG audio, layers I to III (ISO 11172-3, 2.4.1.3)."""
    if len(at) < 4 or at[0] != 0xFF or at[1] < 0xE0:
        return None
    version, layer = at[1] >> 3 & 3, 4 - (at[1] >> 1 & 3)
    index, rate_index, padding = at[2] >> 4, at[2] >> 2 & 3, at[2] >> 1 & 1
    if version == 1 or layer == 4 or index in (0, 15) or rate_index == 3:
        return None
    rate = (44_100, 48_000, 32_000)[rate_index] >> {3: 0, 2: 1, 0: 2}[version]
    tables = (_L1, _L2, _L3) if version == 3 else (_LOW_L1, _LOW, _LOW)
    bits = tables[layer - 1][index - 1] * 1000
    if layer == 1:
        length = (12 * bits // rate + padding) * 4
    else:
        length = (144 if version == 3 or layer == 2 else 72) * bits // rate + padding
    return length, bytes((at[1] & 0xFE, at[2] & 0x0C))


def _adts(at: bytes) -> tuple[int, bytes] | None:
    """AAC with a header before each frame (ISO 13818-7, 6.2)."""
    if len(at) < 7 or at[0] != 0xFF or at[1] & 0xF6 != 0xF0 or at[2] >> 2 & 15 > 12:
        return None
    length = (at[3] & 3) << 11 | at[4] << 3 | at[5] >> 5
    return (length, bytes((at[1], at[2] & 0xFC))) if length > 7 else None


def _loas(at: bytes) -> tuple[int, bytes] | None:
    """AAC in LATM (ISO 14496-3, 1.7.2)."""
    if len(at) < 3 or at[0] != 0x56 or at[1] & 0xE0 != 0xE0:
        return None
    return ((at[1] & 0x1F) << 8 | at[2]) + 3, b"\x56"


_AC3 = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 576, 640)
"""Bit rates in kbit/s (ATSC A/52, table 5.18)."""


def _ac3(at: bytes) -> tuple[int, bytes] | None:
    """AC-3 and E-AC-3 (ATSC A/52, 5.3.1 and annex E)."""
    if len(at) < 6 or at[:2] != b"\x0bw":
        return None
    if at[5] >> 3 > 10:
        return ((at[2] & 7) << 8 | at[3]) * 2 + 2, b"\x0bw"
    rate_index, size = at[4] >> 6, at[4] & 63
    if rate_index == 3 or size >= 2 * len(_AC3):
        return None
    bits, rate = _AC3[size // 2] * 1000, (48_000, 44_100, 32_000)[rate_index]
    return 2 * (bits * 96 // rate + (size & 1 if rate_index == 1 else 0)), b"\x0bw"


def _transport(at: bytes) -> tuple[int, bytes] | None:
    """An MPEG transport stream: packets of 188 bytes (ISO 13818-1, 2.4.3)."""
    if len(at) < 4 or at[0] != 0x47 or at[1] & 0x80 or at[3] & 0xC0 or not at[3] & 0x30:
        return None
    return 188, b"G"


_FRAMED: tuple[tuple[Kind, Frame], ...] = (
    (Kind("an MP3 file"), _mpeg),
    (Kind("an AAC file"), _adts),
    (Kind("an AAC file"), _loas),
    (Kind("an AC-3 file"), _ac3),
    (Kind("an MPEG transport stream"), _transport),
)
