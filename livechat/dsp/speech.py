"""Chunks of a microphone, judged: does somebody speak in them, and has the sentence ended?"""

from __future__ import annotations

from collections import deque
from typing import Final

from livechat.core.link.endpointing import Judgement
from livechat.dsp.finished import STILL_SPEECH, Cadence
from livechat.dsp.vad import WINDOW_BYTES, VoiceDetector
from livechat.errors import SoundError

LOOK_WINDOWS: Final = 6
"""Windows of silence, 192 ms, after which it is judged whether the sentence has ended: by then the
last word has been taken whole."""


KEPT_WINDOWS: Final = 2
"""Windows kept while nothing can be speech: what makes the frontend suspect some began in them."""


class SpeechJudge:
    """Judges one microphone, chunk by chunk. For one thread.

    Each window of 32 ms is judged once. While nothing can be speech, the newest two wait: they are
    shown to the detector as soon as something can be, and count as silence otherwise.
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
        self._kept: deque[bytes] = deque()
        self._skipped = False
        """Whether windows were not shown to the detector since the last that was."""
        self._silent = LOOK_WINDOWS
        """Windows of silence in a row."""
        self._finished = 0.0

    def take(
        self, pcm: bytes, *, over_voice: bool = False, maybe_speech: bool = True
    ) -> Judgement | None:
        """Judge a chunk.

        Args:
            pcm: s16le mono, 16 kHz, of any length.
            over_voice: Whether the model's voice sounds meanwhile. What is left of its echo is
                quiet, and must not be listened for.
            maybe_speech: Whether any of it can be speech (`Frontend.maybe_speech`). Speech under
                way is judged to its end in any case.

        Returns:
            None while there is no detector: such a chunk passes.
        """
        if self._detector is None:
            return None
        self._detector.hears_quiet = not over_voice
        self._window += pcm
        while len(self._window) >= WINDOW_BYTES:
            self._kept.append(bytes(self._window[:WINDOW_BYTES]))
            del self._window[:WINDOW_BYTES]
        speech: list[float] = []
        if maybe_speech or self._silent < LOOK_WINDOWS:
            if self._skipped:  # what the detector heard last is no longer what came before
                self._detector.reset()
                self._skipped = False
            while self._kept:
                window = self._kept.popleft()
                speech.append(self._note(window, self._detector.probability(window)))
        while len(self._kept) > KEPT_WINDOWS:
            speech.append(self._note(self._kept.popleft(), 0.0))
            self._skipped = True
        return Judgement(tuple(speech), self._finished, over_voice)

    def _note(self, window: bytes, probability: float) -> float:
        self._cadence.take(window, probability)
        self._silent = 0 if probability >= STILL_SPEECH else self._silent + 1
        if self._silent == 0:
            self._finished = 0.0
        elif self._silent == LOOK_WINDOWS:
            self._finished = self._cadence.finished()
        return probability
