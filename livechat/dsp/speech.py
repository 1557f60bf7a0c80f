"""Chunks of a microphone, judged: does somebody speak in them, and has the sentence ended?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from livechat.dsp.finished import STILL_SPEECH, Cadence
from livechat.dsp.vad import WINDOW_BYTES, VoiceDetector

LOOK_WINDOWS: Final = 6
"""Windows of silence, 192 ms, after which it is judged whether the sentence has ended: by then the
last word has been taken whole."""


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
    """Judges one microphone, chunk by chunk. For one thread.

    A chunk of speech takes 0.1 ms of one core, a quiet one 0.01 ms.
    """

    def __init__(self) -> None:
        self._detector = VoiceDetector()
        self._cadence = Cadence()
        self._window = bytearray()
        self._silent = 0
        """Windows of silence in a row."""
        self._finished = 0.0

    def take(self, pcm: bytes) -> Judged:
        """Judge a chunk: s16le mono, 16 kHz, of any length."""
        self._window += pcm
        speech: list[float] = []
        while len(self._window) >= WINDOW_BYTES:
            window = bytes(self._window[:WINDOW_BYTES])
            del self._window[:WINDOW_BYTES]
            speech.append(self._judge(window))
        return Judged(pcm, tuple(speech), self._finished)

    def _judge(self, window: bytes) -> float:
        probability = self._detector.probability(window)
        self._cadence.take(window, probability)
        self._silent = 0 if probability >= STILL_SPEECH else self._silent + 1
        if self._silent == 0:
            self._finished = 0.0
        elif self._silent == LOOK_WINDOWS:
            self._finished = self._cadence.finished()
        return probability
