"""The numbers of a microphone's chunks."""

from __future__ import annotations

import pytest

from bench.numbered import CHUNK_BYTES, chunk, number
from livechat.core.levels import rms_dbfs


@pytest.mark.parametrize("loud", [False, True])
@pytest.mark.parametrize("told", [0, 1, 4_711, 2**32 - 1])
def test_a_chunk_tells_its_number(told: int, loud: bool) -> None:
    """Whether somebody speaks in it or not."""
    pcm = chunk(told, loud=loud)
    assert number(pcm) == told
    assert len(pcm) == CHUNK_BYTES


def test_only_a_loud_chunk_sounds_like_speech() -> None:
    """Its number is no louder than a quiet room."""
    assert rms_dbfs(chunk(2**32 - 1)) < -60
    assert rms_dbfs(chunk(0, loud=True)) > -20
