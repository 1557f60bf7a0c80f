"""Chunking and converting raw sound."""

from __future__ import annotations

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.core.pcm import (
    CHUNK_MS,
    INPUT_RATE,
    OUTPUT_RATE,
    Chunker,
    from_samples,
    samples_in,
    seconds_in,
    silence,
    to_samples,
)


@given(st.lists(st.binary(max_size=2000)), st.sampled_from([8_000, 16_000, 24_000, 44_100]))
def test_chunking_never_changes_audio(pieces: list[bytes], rate: int) -> None:
    """Whatever sizes go in, the same bytes come out, in chunks of one size and a last rest."""
    chunker = Chunker(rate)
    chunks = [chunk for piece in pieces for chunk in chunker.push(piece)]
    rest = chunker.flush()
    assert b"".join(chunks) + rest == b"".join(pieces)
    assert {len(chunk) for chunk in chunks} <= {chunker.chunk_bytes}
    assert len(rest) < chunker.chunk_bytes


def test_a_chunk_is_20_ms_of_16_khz() -> None:
    """The default is what the service advises."""
    assert Chunker().chunk_bytes == INPUT_RATE * CHUNK_MS // 1000 * 2 == 640


def test_a_chunk_too_short_for_a_sample_is_refused() -> None:
    """Misuse raises at once."""
    with pytest.raises(ValueError, match="no sample fits"):
        Chunker(rate=16_000, chunk_ms=0)


def test_flushing_empties_the_chunker() -> None:
    """What was flushed does not come again."""
    chunker = Chunker()
    chunker.push(b"\1\2")
    assert chunker.flush() == b"\1\2"
    assert chunker.flush() == b""


@given(st.lists(st.integers(-32_768, 32_767)))
def test_samples_survive_the_way_to_bytes_and_back(values: list[int]) -> None:
    """Integers and bytes are two spellings of the same sound."""
    assert list(to_samples(from_samples(array("h", values)))) == values


def test_bytes_are_little_endian() -> None:
    """1 is 01 00, whatever the machine."""
    assert from_samples(array("h", [1])) == b"\x01\x00"
    assert list(to_samples(b"\x00\x80\xff")) == [-32_768]


def test_lengths_in_time() -> None:
    """Samples, seconds and bytes agree."""
    assert samples_in(0.5, OUTPUT_RATE) == 12_000
    assert seconds_in(48_000, OUTPUT_RATE) == 1.0
    assert silence(0.01, INPUT_RATE) == bytes(320)
