"""Which sound of the service's can be played: raw 16-bit PCM of one channel, by its media type.

The Gemini API says `audio/pcm;rate=24000`, Vertex AI `audio/pcm`, Google's speech models
`audio/L16;codec=pcm;rate=24000`. All three mean samples in little-endian order, though RFC 2586 has
`audio/L16` in network order. Whatever says that it is something else is not played: mu-law, Opus
or two channels taken for it are noise at full volume.
"""

from __future__ import annotations

from functools import lru_cache

from livechat.core.pcm import OUTPUT_RATE

_SUBTYPES = frozenset(
    {"pcm", "x-pcm", "lpcm", "l16", "x-l16", "raw", "x-raw"}
    | {"linear16", "pcm16", "pcm_s16le", "s16le"}
)

_PLAIN = frozenset(
    {"pcm", "lpcm", "l16", "linear16", "pcm16", "pcm_s16le", "s16le", "s16", "signed-integer"}
)

_ALLOWED: dict[str, frozenset[str]] = {
    **dict.fromkeys(("codec", "codecs", "encoding", "format"), _PLAIN),
    **dict.fromkeys(("channels", "channel", "ch"), frozenset({"1", "mono"})),
    **dict.fromkeys(
        ("bits", "bit", "bitdepth", "bit-depth", "bits-per-sample", "samplesize"), frozenset({"16"})
    ),
    **dict.fromkeys(
        ("endian", "endianness", "byte-order", "byteorder"),
        frozenset({"little", "little-endian", "le"}),
    ),
    "signed": frozenset({"true", "1"}),
}
"""Parameter → the values that mean what can be played. Other parameters say nothing about that."""

_RATE_NAMES = (
    *("rate", "samplerate", "sample-rate", "sample_rate"),
    *("sampleratehertz", "sample-rate-hertz", "sample_rate_hertz"),
)

_RATES = range(4_000, 192_001)
"""Hertz that a voice can sensibly have."""


@lru_cache(maxsize=64)
def rate_of(media_type: str) -> int | None:
    """Return the sample rate of playable sound in hertz; None: it cannot be played.

    Args:
        media_type: As the service says it; empty, it is the service's usual sound. Without a rate,
            or with an absurd one, its sound has 24,000 Hz.
    """
    kind, *parameters = media_type.lower().split(";")
    rate = ""
    for parameter in parameters:
        name, _, value = (part.strip(" \t\"'") for part in parameter.partition("="))
        if name in _RATE_NAMES:
            rate = value
        if value not in _ALLOWED.get(name, (value,)):
            return None
    family, _, subtype = kind.strip().partition("/")
    if kind.strip() and (family != "audio" or subtype not in _SUBTYPES):
        return None
    hertz = int(rate) if rate.isascii() and rate.isdigit() and len(rate) < 7 else 0
    return hertz if hertz in _RATES else OUTPUT_RATE
