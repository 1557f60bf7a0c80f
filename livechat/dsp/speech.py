"""Chunks of a microphone, judged: does somebody speak in them, and has the sentence ended?"""

from __future__ import annotations

from dataclasses import dataclass

from livechat.dsp.vad import WINDOW_BYTES, VoiceDetector


@dataclass(frozen=True, slots=True)
class Judged:
    """A chunk and what is thought of it."""

    pcm: bytes
    """s16le mono, 16 kHz."""
    speech: tuple[float, ...]
    """For each window of 32 ms that ended in it, how likely somebody speaks, 0 to 1."""
    finished: float
    """How finished what was said last sounds, 0 to 1."""


class SpeechJudge:
    """Judges one microphone, chunk by chunk. For one thread."""

    def __init__(self) -> None:
        self._detector = VoiceDetector()
        self._window = bytearray()

    def take(self, pcm: bytes) -> Judged:
        """Judge a chunk: s16le mono, 16 kHz, of any length."""
        self._window += pcm
        speech: list[float] = []
        while len(self._window) >= WINDOW_BYTES:
            window = bytes(self._window[:WINDOW_BYTES])
            del self._window[:WINDOW_BYTES]
            speech.append(self._detector.probability(window))
        return Judged(pcm, tuple(speech), 0.0)
