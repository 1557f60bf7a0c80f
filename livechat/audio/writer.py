"""The thread that writes the model's voice into a loudspeaker, a few milliseconds at a time.

Between answers the device runs dry (unless it is to be steady, for an echo canceller), so an answer
sounds at once: a stream of callbacks would be filled with silence that speech must queue behind
(58 ms instead of 3, on the same card). What the device holds is what an interruption must wait for;
`core.play.buffer_target` says how little that may be.

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
from livechat.audio.audio_stream import LAST_S, STILL_S
from livechat.audio.playback_queue import PlaybackQueue
from livechat.core.pcm import OUTPUT_RATE, SAMPLE_BYTES, samples_in, seconds_in
from livechat.core.play.buffer_target import BufferTarget
from livechat.core.play.playback import Played
from livechat.core.talk.events import Event, PlaybackFinished, PlaybackStarted, SoundTroubled
from livechat.dsp.gain import Gain
from livechat.dsp.resample import StreamResampler

PIECE_S = 0.01
"""Seconds written at once. With 5 ms an interruption is silent 3 ms sooner, for twice the work."""

BEGINNING_S = 0.05
"""Seconds after silence in which the device tells that it had run dry, as it was meant to."""

PROBE_S = 0.3
"""Seconds between two looks at an idle device. A dead one says so; a frozen one, only when it is
to play."""

PAUSE_S = 0.1
"""Seconds slept at once until there is room: a device that is to be closed is so soon."""

AHEAD_S = 0.004
"""Seconds before the device runs dry at which the rest of a sound is written: a thread is late by
less."""

UNDERRUNS = 3
"""Underruns, kept as full as can be, after which the device is opened with a larger buffer."""

log = logging.getLogger(__name__)


class Reference(Protocol):
    """Wants to know what is played, and when (`dsp.far_end`)."""

    def put(self, pcm: bytes, at: float) -> None:
        """S16le mono 24 kHz sound whose first sample is heard at `at` (`time.monotonic`)."""
        ...


class Writer:
    """An open loudspeaker.

    Args:
        name: The device's.
        stream: Started, for blocking writes.
        queue: Where sound comes from.
        gain: What makes it louder or quieter.
        fill_s: Seconds of sound to keep the device filled with.
        tell: Takes events, in the writer's thread.
        reference: Told everything that is played.
        steady: Whether silence is played between answers. An answer then waits for what is held,
            but its echo comes when echoes always came: each start of a device is a few
            milliseconds earlier or later than the one before, and an echo canceller that has
            learnt the one lets the beginning of the next answer through.
    """

    def __init__(
        self,
        name: str,
        stream: Any,
        queue: PlaybackQueue,
        gain: Gain,
        fill_s: float,
        tell: Callable[[Event], None],
        reference: Reference | None = None,
        *,
        steady: bool = False,
    ) -> None:
        self.name = name
        self._steady = steady
        self._hushed = True
        """Whether silence is being played."""
        self.rate: int = round(stream.samplerate)
        self.latency_s = float(stream.latency)
        self._stream = stream
        self._queue = queue
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
        self._least: int = samples_in(self._first / OUTPUT_RATE, self.rate)
        """Frames from which on it surely plays."""
        self._fill = BufferTarget(fill_s, max(fill_s, held_s - PIECE_S))
        self._dry = True
        self._primed = False
        """Whether it holds, or held since it was dry, enough to play."""
        self._began = 0.0
        self._sounds_until = 0.0
        """When the last sample written is heard."""
        self._ending: deque[tuple[float, PlaybackFinished]] = deque()
        self._busy_since: float | None = None
        """Since when the device is to take a piece; None: nothing waits for it."""
        self._underruns = 0
        self._turn = 0
        """Whose sound was written last."""
        self._starved = 0
        """The turn that ran out of sound before it was over; 0: none."""
        self._tail_s = 0.0
        """Seconds of what was written that are still in the resampler."""
        self._error: str | None = None
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="speaker", daemon=True)
        self._thread.start()

    def trouble(self) -> str | None:
        """Why nothing can be heard, if so."""
        since = self._busy_since
        if self._error is None and since is not None and time.monotonic() - since > STILL_S:
            return "it stopped playing sound"
        return self._error

    def struggles(self) -> bool:
        """Whether it ran dry again and again, kept as full as it can be."""
        return self._underruns >= UNDERRUNS

    def rate_is_wrong(self) -> bool:
        """Nobody has seen a loudspeaker that takes sound at the wrong speed."""
        return False

    def close(self) -> None:
        """Let what the device holds be heard, and close it. May block while it is frozen."""
        self._closing = True
        self._queue.wake()
        self._thread.join()
        self._stream.close(ignore_errors=True)

    def _run(self) -> None:
        try:
            while not self._closing:
                self._step()
            self._let_it_sound()
        except Exception as error:  # noqa: BLE001 - PortAudio's own class; told by `trouble`
            self._error = portaudio.reason(error)
            log.info("the loudspeaker's stream has ended: %s", self._error)
        finally:
            self._report(float("inf"))

    def _step(self) -> None:
        # Room first: what is taken out of the queue can no longer be interrupted.
        free_at = 0.0 if self._dry else self._make_room()
        samples = self._first if self._dry else samples_in(PIECE_S, OUTPUT_RATE)
        look_at = 0.0 if self._steady else self._next_look()
        played = self._queue.next(samples, look_at, lambda: self._closing)
        now = time.monotonic()
        if played.pcm:
            self._play(played, samples, max(now, free_at))
        elif self._steady:
            if not self._closing:
                self._hush(samples, max(now, free_at))
        elif self._dry:
            self._probe(now)
        elif now >= self._next_look() and not self._write_rest() and now >= self._sounds_until:
            self._run_dry()
        self._note_endings()
        self._report(time.monotonic())

    def _play(self, played: Played, samples: int, at: float) -> None:
        pcm = self._gain.apply(played.pcm)
        if self._dry:
            self._dry, self._primed = False, False
            self._began = time.monotonic()
            self._fill.began(self._began)
            pcm += bytes(max(0, samples * SAMPLE_BYTES - len(pcm)))
        elif self._hushed:
            self._fill.began(time.monotonic())
        self._hushed = False
        try:
            at = self._write(pcm, at)
        except BaseException:
            self._queue.put_back(played)
            raise
        if played.first:
            self._tell(PlaybackStarted(at=at, turn=played.turn))
        elif played.turn == self._starved:  # only now is it known that there was more to come
            self._tell(SoundTroubled(at=at, device="loudspeaker", what="starved", count=1))
        self._turn, self._starved = played.turn, 0

    def _hush(self, samples: int, at: float) -> None:
        """Play silence, which is not counted as heard."""
        if not self._hushed and self._queue.starving():
            self._starved = self._turn
        if self._dry:
            self._dry, self._primed, self._began = False, False, time.monotonic()
        until, self._hushed = self._sounds_until, True
        self._write(bytes(samples * SAMPLE_BYTES), at)
        self._sounds_until = until

    def _next_look(self) -> float:
        """When to look again, if no sound comes."""
        if not self._dry:
            return self._sounds_until - (0.0 if self._primed and not self._tail_s else AHEAD_S)
        return self._ending[0][0] if self._ending else time.monotonic() + PROBE_S

    def _probe(self, now: float) -> None:
        """Ask the idle device something, so that it is missed before it is needed."""
        self._busy_since = now
        self._held_s()
        self._busy_since = None

    def _make_room(self) -> float:
        """Wait until the device holds no more than it is to hold; return when that has sounded."""
        self._busy_since = now = time.monotonic()
        if not self._capacity:  # it does not say; a write blocks until there is room
            self._busy_since, self._primed = None, True
            return now + self.latency_s
        least_s = float("inf")
        while True:
            held_s = self._held_s()
            if held_s < least_s:  # it moves
                least_s, self._busy_since = held_s, now
            if not held_s and now - self._began > BEGINNING_S:
                if self._queue.pending_s:
                    self._underrun()
                else:  # nothing came: it has run dry a little sooner than it was expected to
                    self._sounds_until = min(self._sounds_until, now)
                    self._primed = self._primed and not self._steady
            self._primed = self._primed or held_s * self.rate >= self._least
            excess_s = held_s - self._fill.level_s(now)
            if excess_s <= 0 or not self._primed or self._closing:
                self._busy_since = None
                return now + held_s
            pause_s = min(excess_s, PAUSE_S)
            time.sleep(pause_s)
            woke = time.monotonic()
            self._fill.late(woke - now - pause_s, woke)
            now = woke

    def _held_s(self) -> float:
        free: int = self._stream.write_available
        return float(max(0, self._capacity - free)) / self.rate

    def _write(self, pcm: bytes, at: float) -> float:
        """Write s16le mono 24 kHz sound; what leaves now is heard from `at` on.

        Returns:
            When the first of `pcm` is heard: later, by what the resampler holds.
        """
        frames = pcm if self._resampler is None else self._resampler.process(pcm)
        self._put(frames)
        heard_at = at + self._tail_s
        if self._resampler is not None:
            self._tail_s += seconds_in(len(pcm), OUTPUT_RATE) - seconds_in(len(frames), self.rate)
        if self._reference is not None:
            self._reference.put(pcm, heard_at)
        self._sounds_until = at + seconds_in(len(frames), self.rate)
        return heard_at

    def _write_rest(self) -> bool:
        """Write what the resampler still holds, and silence that lets a device begin to play.

        Returns:
            Whether there was something to be written.
        """
        rest = b""
        if self._resampler is not None and self._tail_s:
            rest, self._tail_s = self._resampler.flush(), 0.0
        if not self._primed:
            held = samples_in(self._held_s(), self.rate) + len(rest) // SAMPLE_BYTES
            rest += bytes(max(0, self._least - held) * SAMPLE_BYTES)
            self._primed = True
        if rest:
            self._put(rest)
            begins = max(self._sounds_until, time.monotonic())
            self._sounds_until = begins + seconds_in(len(rest), self.rate)
        return bool(rest)

    def _put(self, frames: bytes) -> None:
        """Hand s16le mono sound at the device's rate to the device."""
        self._busy_since = time.monotonic()
        self._stream.write(self._spread(frames))
        self._busy_since = None
        self._primed = self._primed or len(frames) // SAMPLE_BYTES >= self._least

    def _run_dry(self) -> None:
        self._dry = True
        if self._queue.starving():
            self._starved = self._turn

    def _let_it_sound(self) -> None:
        """Give the device the time it needs for what it holds: closing it would drop that."""
        if not self._dry:
            self._write_rest()
        time.sleep(min(LAST_S, max(0.0, self._sounds_until - time.monotonic())))

    def _underrun(self) -> None:
        if not self._fill.underrun():
            self._underruns += 1
        self._primed = False
        self._began = time.monotonic()
        self._tell(SoundTroubled(at=self._began, device="loudspeaker", what="underrun", count=1))

    def _spread(self, pcm: bytes) -> bytes:
        """Mono as frames of the device."""
        if self._channels == 1:
            return pcm
        return np.repeat(np.frombuffer(pcm, "<i2"), self._channels).tobytes()

    def _note_endings(self) -> None:
        over_now = self._queue.finished()
        if over_now and self._tail_s and not self._steady:
            self._write_rest()
        for over in over_now:
            event = PlaybackFinished(
                at=self._sounds_until, turn=over.turn, heard=over.heard, unheard=over.unheard
            )
            self._ending.append((self._sounds_until, event))

    def _report(self, now: float) -> None:
        while self._ending and self._ending[0][0] <= now:
            self._tell(self._ending.popleft()[1])
