"""Values are read back by what their fields are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import pytest

from livechat.core.talk import codec
from livechat.core.talk.codec import DecodeError, decoded


@dataclass(frozen=True)
class Lid:
    """What is in it."""

    note: str | None = None


@dataclass(frozen=True)
class Box:
    """What is read."""

    size: Literal["large", "small"]
    parts: tuple[str, ...] = ()
    lid: Lid = Lid()
    counts: Mapping[str, int] = field(default_factory=dict)


def test_a_kind_is_taken_apart_once_and_read_each_time() -> None:
    """Whoever came first in this process."""
    codec._plan.cache_clear()
    codec._decoder.cache_clear()
    for note in ("a", None):
        value = {"size": "small", "parts": ["b"], "lid": {"note": note}, "counts": {"c": 1}}
        assert decoded(Box, value) == Box("small", ("b",), Lid(note), {"c": 1})
    assert codec._plan.cache_info().misses == 2


@pytest.mark.parametrize("value", [{}, {"size": "tiny"}, {"size": "small", "parts": "ab"}, []])
def test_what_does_not_fit_is_refused(value: object) -> None:
    """Another word, another type, nothing where something must be."""
    with pytest.raises(DecodeError):
        decoded(Box, value)
