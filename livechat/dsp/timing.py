"""Times of the echo path that depend on each other, each derived from the one before it."""

from __future__ import annotations

from typing import Final

from livechat.core.pcm import INPUT_RATE

BLOCK: Final = INPUT_RATE // 100
"""Samples at 16 kHz that are processed at once: 10 ms."""
