"""Headers of WAV, AU and AIFF: how the bytes behind them are to be understood.

After Microsoft's "Multiple Channel Audio Data and WAVE Files", EBU Tech 3306 (RF64), Sun's
audio_filehdr(5) and Apple's "Audio Interchange File Format AIFF-C". A stream is only ever read
forwards, so standard input works like a file. Headers of unfinished or streamed recordings, whose
sizes are unknown, made up or too large, are read as far as the sound goes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, Literal

from livechat.audio.file_kinds import LOOK_LONG_BYTES, Kind, conversion, quoted, recognise
from livechat.audio.wav_write import UNKNOWN_SIZE
from livechat.errors import FileError

MIN_RATE = 1_000
"""Hertz. No recorder goes lower, and resampling from far below would blow a file up."""

MAX_RATE = 768_000
"""Hertz of the fastest converters sold; more is a damaged header."""

MAX_CHANNELS: Final = 1_024
"""Channels: twice as many as the widest networks for sound carry; more is a damaged header, and
would take gigabytes to mix."""

MAX_HEADER: Final = 64 << 20
"""Bytes of chunks before the sound. Cover pictures fit; an endless pipe of junk ends here."""

MAX_CHUNKS: Final = 4096
"""Chunks before the sound: more than any program writes, and gone through in milliseconds."""

HEAD_BYTES = 12
"""Bytes that tell whether this is a header: `RIFF....WAVE`."""

_RAW = (".raw", ".pcm", ".s16", ".s16le", ".sw", ".lpcm", ".bin", ".dat")
"""How names of raw sound end, of which ffmpeg makes nothing without being told its form."""

_UNSURE = 0x7F00_0000
"""Sizes from here on are made up by programs that write into a pipe: sox 0x7ffff000 (AIFF:
0x7f000008), arecord 0x7fffffff and 0x80000000, ffmpeg 0xffffffff. A true one is 2 GB."""

_MADE_UP = (0x7FFF_F000, 0x7FFF_FFFF, 0x8000_0000, UNKNOWN_SIZE)
"""Sizes that are made up even where the file is long enough to hold so much."""

_PCM, _FLOAT, _ALAW, _MULAW, _EXTENSIBLE = 0x0001, 0x0003, 0x0006, 0x0007, 0xFFFE

_PLAIN_GUID = bytes.fromhex("000000001000800000aa00389b71")
_AMBISONIC_GUID = bytes.fromhex("000021071d11d38644c8c1ca0000")
"""Bytes 2 to 15 of the GUIDs that stand for a plain format tag: KSDATAFORMAT_SUBTYPE, and that of
ambisonic B-format, whose first channel is all there is to hear in one place."""

_CODECS = {
    0x0002: "Microsoft ADPCM",
    0x0011: "IMA ADPCM",
    0x0031: "GSM 6.10",
    0x0045: "G.726",
    0x0050: "MPEG audio",
    0x0055: "MP3",
    0x00FF: "AAC",
    0x0161: "Windows Media Audio",
    0x2000: "AC-3",
}

_KNOWN_IDS = frozenset(
    (
        b"fmt |data|fact|LIST|ds64|bext|cue |plst|smpl|inst|JUNK|junk|PAD |FLLR|PEAK|iXML|axml|"
        b"chna|cart|acid|id3 |ID3 |wavl|slnt|levl|link|DISP|note|labl|_PMX|strc|r64m|afsp|umid|"
        b"COMM|SSND|FVER|MARK|INST|NAME|AUTH|(c) |ANNO|APPL|COMT|CHAN|AESD|MIDI|SAXL"
    ).split(b"|")
)
"""Chunks that are known by name: what tells whether a pad byte was left out."""

_AU_CODINGS = {1: "ulaw", 2: "i1", 3: "i2", 4: "i3", 5: "i4", 6: "f4", 7: "f8", 27: "alaw"}

_AIFC_CODINGS = {
    **{b"alaw": "alaw", b"ALAW": "alaw", b"ulaw": "ulaw", b"ULAW": "ulaw", b"raw ": "u1"},
    **{b"fl32": ">f4", b"FL32": ">f4", b"fl64": ">f8", b"FL64": ">f8"},
    **{b"in24": ">i3", b"in32": ">i4", b"42ni": "<i3", b"23ni": "<i4"},
}

_AS_WRITTEN = {b"NONE": ">", b"twos": ">", b"sowt": "<"}
"""Compression types of AIFF-C that are none, and the order of their bytes."""


@dataclass(frozen=True, slots=True)
class SoundFormat:
    """How the bytes of sound are to be understood."""

    rate: int
    """Hertz."""

    channels: int

    coding: str
    """`<` or `>` for the order of bytes, i, u or f for integers and floats, bytes of a sample of
    one channel (1, 2, 3 or 4; 4 or 8 for floats); or alaw, ulaw (ITU-T G.711)."""

    data_bytes: int | None
    """Bytes of sound that the header announces; None when they go on to the end of the stream."""

    first_only: bool = False
    """Whether the first channel is all that is to be heard."""

    @property
    def sample_bytes(self) -> int:
        """Bytes of one sample of one channel."""
        return int(self.coding[-1]) if self.coding[-1].isdigit() else 1

    @property
    def frame_bytes(self) -> int:
        """Bytes of one sample of every channel."""
        return self.channels * self.sample_bytes

    def seconds(self, size: int) -> float:
        """How long so many bytes last."""
        return size / self.frame_bytes / self.rate


@dataclass(frozen=True, slots=True)
class Origin:
    """Where bytes come from, for sentences and for what their header may be believed."""

    name: str
    """How sentences call it."""
    path: str | None = None
    """What ffmpeg is to read; None: what comes through a pipe."""
    length: int | None = None
    """Bytes there are; None: nobody knows, it is no regular file."""

    @property
    def subject(self) -> str:
        """The name at the beginning of a sentence."""
        return self.name if self.path else self.name[:1].upper() + self.name[1:]

    @property
    def convert(self) -> str:
        """The line that converts it."""
        return conversion(self.path, piped=self.length is None or self.path is None)

    def cut_off(self) -> FileError:
        """Return the error of a header that is not whole."""
        return FileError(
            f"{self.subject} ends in the middle of its header.", "Record or copy it again."
        )

    def refused(self, kind: Kind | None) -> FileError:
        """Return the error of something that is not read here."""
        if kind is None:
            remedy = self.convert
            if self.path and Path(self.path).suffix.lower() in _RAW:
                remedy = f"If it is raw s16le mono 16 kHz, pipe it: --mic - < {quoted([self.path])}"
            return FileError(f"{self.subject} is not a WAV file.", remedy)
        if kind.is_sound:
            return FileError(f"{self.subject} is {kind.name}, not WAV.", self.convert)
        remedy = kind.remedy or "Use a WAV file with speech in it."
        return FileError(f"{self.subject} is {kind.name}, not a WAV file.", remedy)


STDIN = Origin("standard input")


def has_header(head: bytes) -> bool:
    """Whether these 12 bytes are, or may be, the beginning of a header that is read here."""
    if head[:4] in (b".snd", b"dns.", b"RIFF", b"RF64", b"BW64"):
        return True
    return head[:4] in (b"RIFX", b"FORM") and head[8:12] in (b"WAVE", b"AIFF", b"AIFC")


def parse_header(stream: BinaryIO, origin: Origin = STDIN, head: bytes = b"") -> SoundFormat:
    """Read up to the first byte of sound.

    Args:
        stream: Bytes, read forwards only.
        origin: Where they come from.
        head: Bytes already taken from the stream, at most 12 of them.

    Raises:
        FileError: This is not WAV, AU or AIFF, or none that livechat understands.
        OSError: The stream itself failed.
    """
    head += read_whole(stream, HEAD_BYTES - len(head))
    mark, inside = head[:4], head[8:]
    if not head:
        raise FileError(f"{origin.subject} is empty.", "Use a WAV file with sound in it.")
    if mark in (b"RIFF", b"RF64", b"BW64", b"RIFX") and inside == b"WAVE":
        fmt = _riff(stream, origin, head)
    elif mark == b"FORM" and inside in (b"AIFF", b"AIFC"):
        fmt = _aiff(stream, origin)
    elif mark in (b".snd", b"dns."):
        fmt = _au(stream, origin, head)
    elif len(head) < HEAD_BYTES and b"RIFF".startswith(mark) and b"WAVE".startswith(inside):
        raise origin.cut_off()
    else:
        head += read_whole(stream, LOOK_LONG_BYTES - len(head))
        raise origin.refused(recognise(head, ended=len(head) < LOOK_LONG_BYTES))
    if fmt.channels == 0:
        raise FileError(f"The header of {origin.name} names no channels.", origin.convert)
    if fmt.channels > MAX_CHANNELS:
        raise FileError(
            f"{origin.subject} has {fmt.channels} channels, more than {MAX_CHANNELS}.",
            "Its header is damaged; record or convert it again.",
        )
    if not MIN_RATE <= fmt.rate <= MAX_RATE:
        raise FileError(
            f"{origin.subject} has a sampling rate of {fmt.rate} Hz, outside {MIN_RATE} to "
            f"{MAX_RATE}.",
            "Its header is damaged; record or convert it again.",
        )
    return fmt


def read_whole(stream: BinaryIO, size: int) -> bytes:
    """`size` bytes, fewer only at the end of the stream; a pipe hands them over in pieces."""
    pieces = bytearray()
    while len(pieces) < size and (piece := stream.read(size - len(pieces))):
        pieces += piece
    return bytes(pieces)


def _skip(stream: BinaryIO, size: int) -> None:
    """Pass over `size` bytes, fewer at the end of a pipe."""
    if stream.seekable():
        stream.seek(size, 1)
        return
    while size > 0 and (piece := stream.read(min(size, 1 << 16))):
        size -= len(piece)


class _Chunks:
    """The chunks of an IFF or RIFF file, one after the other.

    Args:
        stream: Behind the first 12 bytes.
        origin: Where it comes from.
        order: `<` or `>`: how sizes are written.
    """

    def __init__(self, stream: BinaryIO, origin: Origin, order: Literal["<", ">"]) -> None:
        self._stream = stream
        self._origin = origin
        self._order = order
        self._left = 0
        """Bytes of the newest chunk that were not read."""
        self._odd = False
        self.position = HEAD_BYTES
        """Bytes read so far."""

    def __iter__(self) -> Iterator[tuple[bytes, int]]:
        """Yield the identifier and the size of each; what is not read of one is passed over.

        Raises:
            FileError: It ends in the middle of a chunk's header.
        """
        for _ in range(MAX_CHUNKS):
            if self._left:
                _skip(self._stream, min(self._left, MAX_HEADER))
                self.position += self._left
            if self.position > MAX_HEADER or not (head := self._head()):
                return
            if len(head) < 8:
                raise self._origin.cut_off()
            self.position += 8
            kind, size = struct.unpack(f"{self._order}4sI", head)
            self._left, self._odd = size, bool(size % 2)
            yield kind, size

    def body(self, most: int) -> bytes:
        """Up to `most` bytes of the newest chunk.

        Raises:
            FileError: It ends before.
        """
        wanted = min(most, self._left)
        read = read_whole(self._stream, wanted)
        if len(read) < wanted:
            raise self._origin.cut_off()
        self._left -= wanted
        self.position += wanted
        return read

    def _head(self) -> bytes:
        """The next chunk's first 8 bytes, behind a pad byte where one was written."""
        if not self._odd:
            return read_whole(self._stream, 8)
        pad = read_whole(self._stream, 1)
        if pad == b"\0":
            self.position += 1
            return read_whole(self._stream, 8)
        head = pad + read_whole(self._stream, 7)
        here, next_ = head[:4], head[1:5]
        if len(head) < 8 or here in _KNOWN_IDS or (_is_id(here) and not _is_id(next_)):
            return head
        self.position += 1  # a pad byte that is not 0
        return head[1:] + read_whole(self._stream, 1)


def _is_id(four: bytes) -> bool:
    """Whether these are four characters, as identifiers are."""
    return all(0x20 <= byte < 0x7F for byte in four)


def _riff(stream: BinaryIO, origin: Origin, head: bytes) -> SoundFormat:
    order: Literal["<", ">"] = ">" if head[:4] == b"RIFX" else "<"
    (riff_size,) = struct.unpack(f"{order}I", head[4:8])
    chunks = _Chunks(stream, origin, order)
    fmt: bytes | None = None
    long_size: int | None = None
    nothing: SoundFormat | None = None
    for kind, size in chunks:
        if kind == b"fmt ":
            fmt = chunks.body(40)
        elif kind == b"ds64" and size >= 16:
            long_size = int.from_bytes(chunks.body(16)[8:], "little") or None
        elif kind == b"data":
            if fmt is None:
                raise FileError(
                    f"{origin.subject} is damaged: its sound comes before its format.",
                    "Record or convert it again.",
                )
            length = _data_bytes(size, riff_size, chunks.position, origin.length)
            found = _riff_format(fmt, long_size if length is None else length, origin, order)
            if length != 0:
                return found
            nothing = found  # some programs write an empty chunk first
    if nothing is not None:
        return nothing
    raise _no_data(origin) if fmt is not None else origin.cut_off()


def _data_bytes(size: int, riff_size: int, position: int, length: int | None) -> int | None:
    """Bytes of sound that a data chunk has; None: its size is not to be believed.

    Args:
        size: What it says.
        riff_size: What the whole file says.
        position: Bytes before the sound.
        length: Bytes of the whole file; None: a pipe.
    """
    if size >= _UNSURE:
        return None if length is None or size in _MADE_UP else size
    if size:
        return size
    # A recorder that crashed, or writes to a pipe, leaves no sense in both places.
    stale = riff_size >= _UNSURE or riff_size + 8 <= position
    return None if stale or (length is not None and abs(riff_size + 8 - length) > 1) else 0


def _riff_format(
    fmt: bytes, data_bytes: int | None, origin: Origin, order: Literal["<", ">"]
) -> SoundFormat:
    if len(fmt) < 14:
        raise origin.cut_off()
    tag, channels, rate, _, frame_bytes = struct.unpack_from(f"{order}HHIIH", fmt)
    container = frame_bytes // channels if channels else 0
    # The oldest header has no bits.
    bits = struct.unpack_from(f"{order}H", fmt, 14)[0] if len(fmt) >= 16 else 8 * container
    ambisonic = False
    if tag == _EXTENSIBLE:
        guid = fmt[26:40]
        ambisonic = guid == _AMBISONIC_GUID
        if len(fmt) < 26 and bits in (8, 16, 24, 64):  # there is but one way to read these
            tag = _FLOAT if bits == 64 else _PCM
        elif len(fmt) >= 26 and (_PLAIN_GUID.startswith(guid) or ambisonic):
            (tag,) = struct.unpack_from(f"{order}H", fmt, 24)
    if tag in (_ALAW, _MULAW):
        coding = "alaw" if tag == _ALAW else "ulaw"
    elif tag not in (_PCM, _FLOAT):
        codec = _CODECS.get(tag, f"codec 0x{tag:04x}")
        raise FileError(f"{origin.subject} is a WAV file compressed with {codec}.", origin.convert)
    else:
        # A sample of 17 to 24 bits may sit in four bytes; it is left-justified there.
        size = (bits + 7) // 8
        size = 4 if size == 3 and container == 4 and tag == _PCM else size
        if size not in ((4, 8) if tag == _FLOAT else (1, 2, 3, 4)):
            kind = "float" if tag == _FLOAT else "integer"
            raise FileError(f"{origin.subject} has {bits}-bit {kind} samples.", origin.convert)
        coding = "u1" if size == 1 else f"{order}{'f' if tag == _FLOAT else 'i'}{size}"
    return SoundFormat(rate, channels, coding, data_bytes, first_only=ambisonic)


def _au(stream: BinaryIO, origin: Origin, head: bytes) -> SoundFormat:
    order = ">" if head[:4] == b".snd" else "<"
    head += read_whole(stream, 12)
    if len(head) < 24:
        raise origin.cut_off()
    offset, size, encoding, rate, channels = struct.unpack_from(f"{order}5I", head, 4)
    coding = _AU_CODINGS.get(encoding)
    if coding is None:
        raise FileError(f"{origin.subject} is an AU file with encoding {encoding}.", origin.convert)
    _skip(stream, min(max(0, offset - 24), MAX_HEADER))
    if coding[0] in "if":
        coding = coding if coding == "i1" else order + coding
    unknown = size in (0, UNKNOWN_SIZE) or (size >= _UNSURE and origin.length is None)
    return SoundFormat(rate, channels, coding, None if unknown else size)


def _aiff(stream: BinaryIO, origin: Origin) -> SoundFormat:
    chunks = _Chunks(stream, origin, ">")
    common: bytes | None = None
    for kind, size in chunks:
        if kind == b"COMM":
            common = chunks.body(22)
        elif kind == b"SSND":
            if common is None:
                raise FileError(
                    f"{origin.subject} has its sound before its format.", origin.convert
                )
            (offset,) = struct.unpack_from(">I", read_whole(stream, 8).ljust(8, b"\0"))
            _skip(stream, min(offset, MAX_HEADER))
            left = max(0, size - 8 - offset)
            unknown = size == 0 or (size >= _UNSURE and (origin.length is None or size in _MADE_UP))
            return _aiff_format(common, None if unknown else left, origin)
    raise _no_data(origin) if common is not None else origin.cut_off()


def _aiff_format(common: bytes, data_bytes: int | None, origin: Origin) -> SoundFormat:
    if len(common) < 18:
        raise origin.cut_off()
    channels, _, bits, exponent, mantissa = struct.unpack_from(">HIHHQ", common)
    # An 80-bit float; beyond 2**40 Hz it is nonsense, and no float of ours.
    rate = round(mantissa * 2.0 ** (exponent - 16383 - 63)) if exponent < 16383 + 40 else 0
    how = common[18:22] or b"NONE"
    coding = _AIFC_CODINGS.get(how)
    if coding is None:
        order = _AS_WRITTEN.get(how)
        if order is None:
            codec = how.decode("ascii", "replace").strip()
            raise FileError(
                f"{origin.subject} is an AIFF file compressed with {codec}.", origin.convert
            )
        size = (bits + 7) // 8
        if size not in (1, 2, 3, 4):
            raise FileError(f"{origin.subject} has {bits}-bit integer samples.", origin.convert)
        coding = "i1" if size == 1 else f"{order}i{size}"
    return SoundFormat(rate, channels, coding, data_bytes)


def _no_data(origin: Origin) -> FileError:
    return FileError(
        f"{origin.subject} contains no sound: it has no data chunk.", "Record or convert it again."
    )
