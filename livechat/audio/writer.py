"""The thread that writes the model's voice into a loudspeaker, a few milliseconds at a time.

Between answers the device runs dry, so an answer sounds at once: a stream of callbacks would be
filled with silence that speech must queue behind (58 ms instead of 3, on the same card). What the
device holds is what an interruption must wait for; `core.fill` says how little that may be.

Everything that is heard passes here, so here is known when: what is over is reported when its
last sample sounds, and the echo canceller is told what sounds and at what time.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

from livechat.audio import portaudio
from livechat.audio.lifeline import STILL_S
from livechat.audio.outgoing import Outgoing
from livechat.core.events import Event, PlaybackFinished, PlaybackStarted, SoundTroubled
from livechat.core.fill import Fill
from livechat.core.pcm import OUTPUT_RATE, SAMPLE_BYTES, samples_in, seconds_in
from livechat.dsp.gain import Gain
from livechat.dsp.resample import StreamResampler

PIECE_S = 0.01
"""Seconds written at once. With 5 ms an interruption is silent 3 ms sooner, for twice the work."""

BEGINNING_S = 0.05
"""Seconds after silence in which the device tells that it had run dry, as it was meant to."""

PROBE_S = 0.3
"""Seconds between two looks at an idle device. A dead one says so; a frozen one, only when it is
to play."""

UNDERRUNS = 3
"""Underruns, kept as full as can be, after which the device is opened with a larger buffer."""

log = logging.getLogger(__name__)


class Reference(Protocol):
    """Wants to know what is played, and when (`dsp.reference`)."""

    def put(self, pcm: bytes, at: float) -> None:
        """S16le mono 24 kHz sound whose first sample is heard at `at` (`time.monotonic`)."""
        ...


class Writer:
    """An open loudspeaker.

    Args:
        name: The device's.
        stream: Started, for blocking writes.
        outgoing: Where sound comes from.
        gain: What makes it louder or quieter.
        fill_s: Seconds of sound to keep the device filled with.
        tell: Takes events, in the writer's thread.
        reference: Told everything that is played.
    """

    def __init__(
        self,
        name: str,
        stream: Any,
        outgoing: Outgoing,
        gain: Gain,
        fill_s: float,
        tell: Callable[[Event], None],
        reference: Reference | None = None,
    ) -> None:
        self.name = name
        self.rate: int = round(stream.samplerate)
        self.latency_s = float(stream.latency)
        self._stream = stream
        self._outgoing = outgoing
        self._gain = gain
        self._tell = tell
        self._reference = reference
        self._channels: int = stream.channels
        self._resampler = (
            StreamResampler(OUTPUT_RATE, self.rate) if self.rate != OUTPUT_RATE else None
        )
        self._capacity: int = stream.write_available
        """Frames the device can hold; 0 where it does not say."""
        held_s = self._capacity / self.rate
        # ALSA begins to play when a quarter of its buffer is there (PortAudio asks for four
        # periods, and gets five).
        self._first = max(samples_in(PIECE_S, OUTPUT_RATE), samples_in(held_s / 4, OUTPUT_RATE))
        self._fill = Fill(fill_s, max(fill_s, held_s - PIECE_S))
        self._dry = True
        self._began = 0.0
        self._sounds_until = 0.0
        """When the last sample written is heard."""
        self._ending: deque[tuple[float, PlaybackFinished]] = deque()
        self._busy_since: float | None = None
        """Since when the device is to take a piece; None: nothing waits for it."""
        self._underruns = 0
        self._starved = False
        self._error: str | None = None
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="speaker", daemon=True)
        self._thread.start()

    def trouble(self) -> str | None:
        """Why nothing can be heard, if so."""
        since = self._busy_since
        if self._error is None and since is not None and time.monotonic() - since > STILL_S:
            return "it takes no sound any more"
        return self._error

    def struggles(self) -> bool:
        """Whether it ran dry again and again, kept as full as it can be."""
        return self._underruns >= UNDERRUNS

    def close(self) -> None:
        """Let what the device holds be heard, and close it. May block while it is frozen."""
        self._closing = True
        self._outgoing.wake()
        self._thread.join()
        self._stream.close(ignore_errors=True)

    def _run(self) -> None:
        try:
            while not self._closing:
                self._step()
        except Exception as error:  # noqa: BLE001 - PortAudio's own class; told by `trouble`
            self._error = portaudio.reason(error)
            log.info("the loudspeaker's stream has ended: %s", self._error)
        finally:
            self._report(float("inf"))

    def _step(self) -> None:
        samples = self._first if self._dry else samples_in(PIECE_S, OUTPUT_RATE)
        played = self._outgoing.next(samples, self._next_report(), lambda: self._closing)
        now = time.monotonic()
        if played.pcm:
            self._starved = False
            pcm = self._gain.apply(played.pcm)
            if self._dry:
                self._began = now
                self._fill.began(now)
                pcm += bytes(max(0, samples * SAMPLE_BYTES - len(pcm)))
            self._busy_since = now
            held_s = 0.0 if self._dry else self._make_room(now)
            self._dry = False
            try:
                at = self._write(pcm, held_s)
            except BaseException:
                self._outgoing.put_back(played)
                raise
            self._busy_since = None
            if played.first:
                self._tell(PlaybackStarted(at=at, turn=played.turn))
        elif now >= self._sounds_until and not self._dry:
            self._run_dry()
        elif self._dry:
            self._probe(now)
        self._note_endings()
        self._report(time.monotonic())

    def _next_report(self) -> float:
        """When to look again, if no sound comes."""
        if not self._dry:
            return self._sounds_until
        return self._ending[0][0] if self._ending else time.monotonic() + PROBE_S

    def _probe(self, now: float) -> None:
        """Ask the idle device something, so that it is missed before it is needed."""
        self._busy_since = now
        self._held_s()
        self._busy_since = None

    def _make_room(self, now: float) -> float:
        """Wait until the device holds no more than it is to hold; return how much it does hold."""
        if not self._capacity:  # it does not say; a write blocks until there is room
            return self.latency_s
        while True:
            held_s = self._held_s()
            if not held_s and now - self._began > BEGINNING_S:
                self._underrun()
            excess_s = held_s - self._fill.level_s(now)
            if excess_s <= 0 or self._closing:
                return held_s
            time.sleep(excess_s)
            woke = time.monotonic()
            self._fill.late(woke - now - excess_s, woke)
            now = woke

    def _held_s(self) -> float:
        free: int = self._stream.write_available
        return float(max(0, self._capacity - free)) / self.rate

    def _write(self, pcm: bytes, held_s: float) -> float:
        """Write s16le mono 24 kHz sound behind what is held; return when its first is heard."""
        frames = pcm if self._resampler is None else self._resampler.process(pcm)
        at = time.monotonic() + held_s
        self._stream.write(self._spread(frames))
        if self._reference is not None:
            self._reference.put(pcm, at)
        self._sounds_until = at + seconds_in(len(pcm), OUTPUT_RATE)
        return at

    def _run_dry(self) -> None:
        self._dry = True
        if self._resampler is not None and (rest := self._resampler.flush()):
            self._stream.write(self._spread(rest))
        if self._outgoing.starving() and not self._starved:
            self._starved = True
            self._tell(
                SoundTroubled(at=time.monotonic(), device="loudspeaker", what="starved", count=1)
            )

    def _underrun(self) -> None:
        if not self._fill.underrun():
            self._underruns += 1
        self._began = time.monotonic()
        self._tell(SoundTroubled(at=self._began, device="loudspeaker", what="underrun", count=1))

    def _spread(self, pcm: bytes) -> bytes:
        """Mono as frames of the device."""
        if self._channels == 1:
            return pcm
        return np.repeat(np.frombuffer(pcm, "<i2"), self._channels).tobytes()

    def _note_endings(self) -> None:
        for over in self._outgoing.finished():
            event = PlaybackFinished(
                at=self._sounds_until, turn=over.turn, heard=over.heard, unheard=over.unheard
            )
            self._ending.append((self._sounds_until, event))

    def _report(self, now: float) -> None:
        while self._ending and self._ending[0][0] <= now:
            self._tell(self._ending.popleft()[1])
