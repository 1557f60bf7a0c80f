"""Chunks of a microphone, judged: does somebody speak in them, and has the sentence ended?"""

from __future__ import annotations

from typing import Final

from livechat.core.link.endpointing import Judgement
from livechat.dsp.finished import STILL_SPEECH, Cadence
from livechat.dsp.vad import WINDOW_BYTES, VoiceDetector
from livechat.errors import SoundError

LOOK_WINDOWS: Final = 6
"""Windows of silence, 192 ms, after which it is judged whether the sentence has ended: by then the
last word has been taken whole."""


class SpeechJudge:
    """Judges one microphone, chunk by chunk. For one thread.

    Each window of 32 ms is judged, also while the model's voice is all there is: a detector that
    was spared then noticed speech over that voice 50 ms later, and saved nothing to speak of.
    """

    def __init__(self) -> None:
        self.trouble = ""
        """Why nothing is judged, in two sentences; empty: all is well."""
        self._detector: VoiceDetector | None = None
        try:
            self._detector = VoiceDetector(hears_quiet=True)
        except SoundError as error:
            self.trouble = str(error)
        self._cadence = Cadence()
        self._window = bytearray()
        self._silent = 0
        """Windows of silence in a row."""
        self._finished = 0.0

    def take(self, pcm: bytes, *, over_voice: bool = False) -> Judgement | None:
        """Judge a chunk.

        Args:
            pcm: s16le mono, 16 kHz, of any length.
            over_voice: Whether the model's voice sounds meanwhile. What is left of its echo is
                quiet, and must not be listened for.

        Returns:
            None while there is no detector: such a chunk passes.
        """
        if self._detector is None:
            return None
        self._detector.hears_quiet = not over_voice
        self._window += pcm
        speech: list[float] = []
        while len(self._window) >= WINDOW_BYTES:
            window = bytes(self._window[:WINDOW_BYTES])
            del self._window[:WINDOW_BYTES]
            speech.append(self._note(window, self._detector.probability(window)))
        return Judgement(tuple(speech), self._finished, over_voice)

    def _note(self, window: bytes, probability: float) -> float:
        self._cadence.take(window, probability)
        self._silent = 0 if probability >= STILL_SPEECH else self._silent + 1
        if self._silent == 0:
            self._finished = 0.0
        elif self._silent == LOOK_WINDOWS:
            self._finished = self._cadence.finished()
        return probability
