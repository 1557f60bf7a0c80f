"""What becomes of a microphone's sound on its way to the wire: cleaned, judged, cut into chunks.

frames → mono → 16 kHz → 20 ms chunks ┬→ frontend (echo, noise, gain) → 20 ms chunks
                                      │      ↑
                                      │  what is played at the time
                                      └→ who speaks?  over the model's voice: of the clean sound
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from livechat.audio.tap import Tap
from livechat.core.link.endpointing import Judgement
from livechat.core.pcm import INPUT_RATE, SAMPLE_BYTES, Chunker
from livechat.dsp.downmix import Downmix
from livechat.dsp.far_end import FarEnd, FarEndReference
from livechat.dsp.frontend import Frontend
from livechat.dsp.resample import StreamResampler, from_float, to_float
from livechat.dsp.speech import SpeechJudge
from livechat.dsp.timing import BLOCK

PAUSE_S, PATIENCE = 0.002, 8
"""Seconds to wait for what is played to be known, and how often: 16 ms at most."""

_NOTHING = np.zeros(BLOCK, np.float32)


@dataclass(frozen=True, slots=True)
class CaptureResult:
    """What came of some frames."""

    chunks: list[tuple[bytes, Judgement | None]] = field(default_factory=list)
    """s16le mono 16 kHz, 20 ms each, for the wire; and what is thought of it."""
    until: float = 0.0
    """Seconds of `time.monotonic`: when the last frame that was taken was in the air. What has left
    of it by then is at most a few blocks older."""
    silent: bool = False
    """Whether all of it was exact silence at the microphone, before anything was done to it."""


class CapturePipeline:
    """One microphone's, as long as it is open. For one thread.

    Args:
        rate: Hertz of the device; other than 16 kHz is resampled.
        channels: Of the device; all are mixed into one.
        frontend: Cleans; None leaves the sound as it is.
        reference: What is played.
        taps: Take the sound as it is at the microphone, mono at 16 kHz, before it is cleaned.
    """

    def __init__(
        self,
        rate: int,
        channels: int,
        frontend: Frontend | None,
        reference: FarEndReference,
        taps: Sequence[Tap] = (),
    ) -> None:
        self._rate = rate
        self._channels = channels
        self._downmix = Downmix(channels, rate)
        self._resampler = StreamResampler(rate, INPUT_RATE)
        self._frontend = frontend
        self._reference = reference
        self._taps = taps
        self._tapped = 0
        """Samples that the taps were given, at 16 kHz."""
        self._blocks = Chunker(INPUT_RATE)
        self._judge = SpeechJudge()
        self._taken = 0
        """Samples taken, at the device's rate."""
        self._done = 0
        """Blocks that have left again; the rest waits here or in the resampler."""

    @property
    def trouble(self) -> str:
        """Why speech is not detected, in words for the user; empty: it is."""
        return self._judge.trouble

    def process(self, frames: bytes, at: float) -> CaptureResult:
        """Take frames.

        Args:
            frames: s16le, at the device's rate and channels, interleaved; whole frames.
            at: When the first of them was in the air, in seconds of `time.monotonic`.
        """
        pcm = frames
        if self._channels > 1:
            wide = to_float(frames).reshape(-1, self._channels)
            pcm = from_float(self._downmix.mix(wide))
        started = at - self._taken / self._rate
        self._taken += len(pcm) // SAMPLE_BYTES
        pcm = self._resampler.process(pcm)
        for tap in self._taps:
            tap.put(pcm, started + self._tapped / INPUT_RATE)
        self._tapped += len(pcm) // SAMPLE_BYTES
        result = CaptureResult(
            until=started + self._taken / self._rate,
            silent=not frames.strip(b"\0"),
        )
        for near in self._blocks.push(pcm):
            begins = started + self._done * BLOCK / INPUT_RATE
            self._done += 1
            clean, over_voice = self._cleaned(near, begins)
            # The detector takes traffic for speech five times as often once noise was taken from
            # it: only over the model's voice does it judge the cleaned sound.
            judged = clean if over_voice else near
            result.chunks.append((clean, self._judge.take(judged, over_voice=over_voice)))
        return result

    def _cleaned(self, near: bytes, begins: float) -> tuple[bytes, bool]:
        """A block, cleaned, and whether the loudspeaker sounds meanwhile."""
        if self._frontend is None:
            return near, self._reference.playing(begins)
        if not self._frontend.needs_far_end:
            return self._frontend.process(near, _NOTHING), self._reference.playing(begins)
        far = self._far_end(begins)
        return self._frontend.process(near, far.sound, far.lead), far.playing

    def _far_end(self, begins: float) -> FarEnd:
        # What plays is known some 10 ms ahead, but a sound server may hand a block over earlier
        # than the one before it.
        for _ in range(PATIENCE):
            far = self._reference.read_if_known(begins, BLOCK)
            if far is not None:
                return far
            time.sleep(PAUSE_S)
        return self._reference.read(begins, BLOCK)
