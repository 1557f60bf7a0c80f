"""Which sound can be played, by its media type."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.live.sound_format import rate_of


@pytest.mark.parametrize(
    ("media_type", "hertz"),
    [
        ("audio/pcm;rate=24000", 24_000),
        ("audio/pcm", 24_000),
        ("", 24_000),
        ("audio/pcm;rate=16000", 16_000),
        ("audio/L16;codec=pcm;rate=24000", 24_000),
        ("audio/l16; rate=16000; channels=1", 16_000),
        ('Audio/PCM ; Rate="48000" ; Channels=1 ; Bits=16', 48_000),
        ("audio/x-l16;sample-rate=8000", 8_000),
        ("audio/raw;encoding=signed-integer;bits=16;rate=24000;endianness=little", 24_000),
        ("audio/lpcm;rate=44100", 44_100),
        ("audio/linear16;sampleRateHertz=16000", 16_000),
        ("audio/s16le;sample_rate_hertz=16000", 16_000),
        ("audio/pcm;rate=24000;whatever=7", 24_000),
        ("audio/pcm;", 24_000),
        # An absurd rate counts as none
        ("audio/pcm;rate=0", 24_000),
        ("audio/pcm;rate=99999999", 24_000),
        ("audio/pcm;rate=fast", 24_000),
        ("audio/pcm;rate", 24_000),
        ("audio/pcm;rate=２４０００", 24_000),
    ],
)
def test_plain_samples_are_played(media_type: str, hertz: int) -> None:
    """However it is spelled that they are 16-bit PCM of one channel."""
    assert rate_of(media_type) == hertz


@pytest.mark.parametrize(
    "media_type",
    [
        "audio/pcmu;rate=8000",
        "audio/pcma;rate=8000",
        "audio/PCMU",
        "audio/pcmu-wb",
        "audio/opus",
        "audio/ogg;codecs=opus",
        "audio/mpeg",
        "audio/wav",
        "audio/basic",
        "audio/l8;rate=8000",
        "audio/l24;rate=48000",
        "audio/pcm;rate=24000;channels=2",
        "audio/L16;rate=24000;channels=2",
        "audio/pcm;bits=8",
        "audio/pcm;bits=32",
        "audio/pcm;encoding=float",
        "audio/pcm;codec=mulaw;rate=8000",
        "audio/L16;codec=opus",
        "audio/l16;endianness=big-endian",
        "image/jpeg",
        "video/pcm",
        "pcm",
        "audio/",
    ],
)
def test_anything_else_is_not(media_type: str) -> None:
    """It would be noise at full volume."""
    assert rate_of(media_type) is None


@given(st.text())
def test_no_media_type_breaks_it(media_type: str) -> None:
    """It is text from outside."""
    hertz = rate_of(media_type)
    assert hertz is None or 4_000 <= hertz <= 192_000
