"""The thread that writes the model's voice into a loudspeaker, a few milliseconds at a time.

    PlaybackQueue ── gain ─► taps ─► resampler ─► OutputStream
    (what is next)  (volume)  (who listens in)    (what the device holds)
          BufferTarget: how much it may hold     HeardClock: what has sounded

Between answers the device runs dry (unless it is to be steady, for an echo canceller), so an answer
sounds at once: a stream of callbacks would be filled with silence that speech must queue behind
(58 ms instead of 3, on the same card). What the device holds is what an interruption must wait for.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence

from livechat.audio import portaudio
from livechat.audio.audio_stream import LAST_S, STILL_S
from livechat.audio.output_stream import Held, OutputStream
from livechat.audio.playback_queue import PlaybackQueue
from livechat.audio.tap import Tap
from livechat.core.pcm import OUTPUT_RATE, SAMPLE_BYTES, samples_in, seconds_in
from livechat.core.play.buffer_target import PIECE_S, BufferTarget
from livechat.core.play.output_state import TABLE, Output, Signal
from livechat.core.play.playback import Played
from livechat.core.talk.events import Event, SoundTroubled
from livechat.core.talk.heard_clock import HeardClock
from livechat.dsp.gain import Gain
from livechat.dsp.resample import StreamResampler

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

PUNCTUAL_S = 0.001
"""Seconds of sound too many that are not waited for: a sleep costs more than it would save."""

log = logging.getLogger(__name__)


class Loudspeaker:
    """An open loudspeaker.

    Args:
        name: The device's.
        stream: Where sound is written.
        queue: Where it comes from.
        gain: What makes it louder or quieter.
        fill_s: Seconds of sound to keep the device filled with.
        tell: Takes events, in this thread.
        taps: Given everything that is played, silence between answers included.
        near: Whether somebody speaks near the microphone; None: nobody knows.
        steady: Whether silence is played between answers. An answer then waits for what is held,
            but its echo comes when echoes always came: each start of a device is a few
            milliseconds earlier or later than the one before, and an echo canceller that has
            learnt the one lets the beginning of the next answer through.
    """

    def __init__(
        self,
        name: str,
        stream: OutputStream,
        queue: PlaybackQueue,
        gain: Gain,
        fill_s: float,
        tell: Callable[[Event], None],
        taps: Sequence[Tap] = (),
        near: Callable[[], bool | None] = lambda: None,
        *,
        steady: bool = False,
    ) -> None:
        self.name = name
        self.rate = stream.rate
        self.latency_s = stream.latency_s
        self._stream = stream
        self._queue = queue
        self._gain = gain
        self._target = BufferTarget(fill_s, max(fill_s, stream.holds_s - PIECE_S))
        self._tell = tell
        self._taps = taps
        self._near = near
        self._first = samples_in(stream.starts / stream.rate, OUTPUT_RATE)
        """Samples to begin with: less would not start it."""
        self._steady = steady
        self._resampler = StreamResampler(OUTPUT_RATE, self.rate)
        self._tail_s = 0.0
        """Seconds of what was written that are still in the resampler."""
        self._clock = HeardClock()
        self._state = Output.DRY
        self._given = 0
        """Frames written since the device was dry."""
        self._began = 0.0
        """When it was given the first of them."""
        self._dry_at = 0.0
        """When the stream has nothing left of what was written."""
        self._busy_since: float | None = None
        """Since when the device is to take a piece; None: nothing waits for it."""
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
        """Whether it ran dry again and again of late, kept as full as it can be."""
        return self._target.struggles(time.monotonic())

    def rate_is_wrong(self) -> bool:
        """Nobody has seen a loudspeaker that takes sound at the wrong speed."""
        return False

    def close(self) -> None:
        """Let what the device holds be heard, and close it. May block while it is frozen."""
        self._closing = True
        self._queue.wake()
        self._thread.join()
        self._stream.close()

    def _run(self) -> None:
        try:
            while not self._closing:
                self._step()
            self._let_it_sound()
        except Exception as error:  # noqa: BLE001 - PortAudio's own class; told by `trouble`
            self._error = portaudio.reason(error)
            log.info("the loudspeaker's stream has ended: %s", error)
        finally:
            self._report(float("inf"))

    def _step(self) -> None:
        # Room first: what is taken out of the queue can no longer be interrupted.
        held = self._make_room()
        dry = self._state is Output.DRY
        samples = self._samples()
        looked_at = time.monotonic()
        played = self._queue.next(samples, self._look_at(), lambda: self._closing)
        now = time.monotonic()
        if dry or now - looked_at > PUNCTUAL_S:
            held = self._ask(now)
            if not held.seconds:  # meanwhile: it starts anew, when it holds enough
                self._follow(Signal.EMPTY)
        if played.pcm:
            self._play(played, held)
        elif self._steady:
            if not self._closing:
                self._write(bytes(samples * SAMPLE_BYTES), held, Signal.SILENCE)
        elif not dry and now >= self._look_at() and not self._write_rest():
            self._follow(Signal.EMPTY)
        self._note_endings()
        self._report(time.monotonic())

    def _samples(self) -> int:
        """How much to write at once, at 24 kHz."""
        silent = self._state is Output.SILENT
        piece = samples_in(self._target.piece_s(silent=silent, near=self._near()), OUTPUT_RATE)
        return max(piece, self._first) if self._state is Output.DRY else piece

    def _look_at(self) -> float:
        """When to look again, if no sound comes."""
        if self._steady:
            return 0.0
        if self._state is Output.DRY:
            return min(self._clock.next_at, time.monotonic() + PROBE_S)
        rest = self._tail_s or self._state is Output.STARTING
        return self._dry_at - (AHEAD_S if rest else 0.0)

    def _play(self, played: Played, held: Held) -> None:
        pcm = self._gain.apply(played.pcm)
        if self._state in (Output.DRY, Output.SILENT):
            self._target.began(time.monotonic())
        if self._state is Output.DRY:  # a device that does not start would keep it for ever
            pcm += bytes(max(0, self._first * SAMPLE_BYTES - len(pcm)))
        try:
            at = self._write(pcm, held, Signal.VOICE)
        except BaseException:
            self._queue.put_back(played)
            raise
        seconds = seconds_in(len(played.pcm), OUTPUT_RATE)
        for event in self._clock.voice(played, at, seconds):
            self._tell(event)

    def _make_room(self) -> Held:
        """Wait until the device holds no more than it is to hold; return what that is."""
        now = time.monotonic()
        if self._state is Output.DRY:
            return Held(0.0, now)
        self._busy_since, least_s = now, float("inf")
        if self._state is not Output.STARTING:  # asked afterwards, when it tells most
            self._sleep(self._dry_at - now - self._target.level_s(now))
        while True:
            held, now = self._stream.held(), time.monotonic()
            if held.seconds < least_s:  # it moves
                least_s, self._busy_since = held.seconds, now
            self._look_for_holes(held, now)
            excess_s = held.seconds - self._target.level_s(now)
            starting = self._state in (Output.DRY, Output.STARTING)
            if excess_s <= PUNCTUAL_S or starting or self._closing:
                self._busy_since = None
                return held
            self._sleep(excess_s)

    def _ask(self, now: float) -> Held:
        """Ask the device what it holds; a dead one says so, and is missed before it is needed."""
        self._busy_since = now
        held = self._stream.held()
        self._busy_since = None
        return held

    def _sleep(self, seconds: float) -> None:
        if seconds <= PUNCTUAL_S / 2 or self._closing:
            return
        due = time.monotonic() + min(seconds, PAUSE_S)
        time.sleep(min(seconds, PAUSE_S))
        woke = time.monotonic()
        self._target.late(woke - due, woke)

    def _look_for_holes(self, held: Held, now: float) -> None:
        """Tell when the device had nothing to play though there was something."""
        playing = self._state is Output.PLAYING
        lost, settled = self._stream.underruns(), now - self._began > BEGINNING_S
        if lost and playing and settled:
            self._underrun(now, driver=not self._stream.runs_dry)
        if held.seconds:
            return
        if playing and settled and self._queue.pending_s > 0:
            self._underrun(now)
        self._clock.until = min(self._clock.until, now)
        self._follow(Signal.EMPTY)

    def _underrun(self, now: float, *, driver: bool = False) -> None:
        self._target.underrun(now, driver=driver)
        self._tell(SoundTroubled(at=now, device="loudspeaker", what="underrun", count=1))

    def _write(self, pcm: bytes, held: Held, signal: Signal) -> float:
        """Write s16le mono 24 kHz sound.

        Returns:
            When the first of it sounds: later than it is written, also by what the resampler holds.
        """
        frames = self._resampler.process(pcm)
        now = time.monotonic()
        at = max(now, held.until)
        if self._state is Output.DRY:
            self._given, self._began = 0, now
            self._stream.underruns()  # which nobody has heard
        self._put(frames, now + held.seconds, signal)
        sounds_at = at + self._tail_s
        self._tail_s += seconds_in(len(pcm), OUTPUT_RATE) - seconds_in(len(frames), self.rate)
        for tap in self._taps:
            tap.put(pcm, sounds_at)
        return sounds_at

    def _write_rest(self) -> bool:
        """Write what the resampler still holds, and silence that lets a device begin to play.

        Returns:
            Whether there was something to be written.
        """
        rest = b""
        if self._tail_s:
            rest, self._tail_s = self._resampler.flush(), 0.0
        if self._state is Output.STARTING:
            given = self._given + len(rest) // SAMPLE_BYTES
            rest += bytes(max(0, self._stream.starts - given) * SAMPLE_BYTES)
        if rest:
            self._put(rest, max(self._dry_at, time.monotonic()), Signal.VOICE)
        return bool(rest)

    def _put(self, frames: bytes, at: float, signal: Signal) -> None:
        """Hand s16le mono sound at the device's rate to the stream, which has some until `at`."""
        self._busy_since = time.monotonic()
        self._stream.write(frames)
        self._busy_since = None
        self._given += len(frames) // SAMPLE_BYTES
        self._dry_at = at + seconds_in(len(frames), self.rate)
        self._follow(signal)
        if self._state is Output.STARTING and self._given >= self._stream.starts:
            self._follow(Signal.ENOUGH)

    def _follow(self, signal: Signal) -> None:
        before = self._state
        self._state = TABLE.get((before, signal), before)
        if before is Output.PLAYING and self._state is not before:
            self._clock.paused(starving=self._queue.starving())

    def _let_it_sound(self) -> None:
        """Give the device the time it needs for what it holds: closing it would drop that."""
        if self._state is not Output.DRY and not self._steady:
            self._write_rest()
        time.sleep(min(LAST_S, max(0.0, self._clock.until - time.monotonic())))

    def _note_endings(self) -> None:
        over = self._queue.finished()
        if over and self._tail_s and not self._steady:
            self._write_rest()
        self._clock.over(over)

    def _report(self, now: float) -> None:
        for event in self._clock.due(now):
            self._tell(event)
