"""A loudspeaker's stream and a clock that only moves when somebody waits: no thread, no card."""

from __future__ import annotations

import heapq
import itertools
import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from livechat.audio import loudspeaker, output_stream, playback_queue

Action = Callable[[], object]


class Clock:
    """Time passes in `sleep`, and what was planned happens meanwhile."""

    def __init__(self) -> None:
        self.now = 1000.0
        self._plan: list[tuple[float, int, Action]] = []
        self._order = itertools.count()
        self.late_s = 0.0
        """Seconds by which whoever sleeps wakes up too late."""

    def at(self, when: float, action: Action) -> None:
        """Have something done, `when` seconds after the beginning."""
        heapq.heappush(self._plan, (1000.0 + when, next(self._order), action))

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        # No system sleeps for less; and what is smaller than a clock's digits would be for ever.
        self.pass_until(self.now + max(seconds, 5e-5) + self.late_s)

    def pass_until(self, end: float) -> None:
        while self._plan and self._plan[0][0] <= end:
            self.next_action()
        self.now = max(self.now, end)

    def next_within(self, seconds: float) -> None:
        """Let time pass until something planned was done, or it is over."""
        if self._plan and self._plan[0][0] <= self.now + seconds:
            self.next_action()
        else:
            self.now += seconds

    def next_action(self) -> None:
        when, _, action = heapq.heappop(self._plan)
        self.now = max(self.now, when)
        action()


class Threadless:
    """In place of the module `threading`: the one thread is the test's own.

    A thread that was started runs when a test says so (`run`), and joining it does nothing.
    """

    def __init__(self, clock: Clock) -> None:
        self.targets: list[Callable[[], None]] = []
        threadless = self

        class Condition:
            def __init__(self) -> None:
                self._lock = threading.RLock()

            def __enter__(self) -> None:
                self._lock.acquire()

            def __exit__(self, *_: object) -> None:
                self._lock.release()

            def wait(self, timeout: float) -> None:
                clock.next_within(timeout)

            def notify_all(self) -> None:
                """Nobody waits: time does not pass."""

        class Thread:
            def __init__(self, target: Callable[[], None], name: str, daemon: bool) -> None:
                assert daemon
                self._target = target

            def start(self) -> None:
                threadless.targets.append(self._target)

            def join(self, timeout: float | None = None) -> None:
                """It is this thread."""

        self.module = SimpleNamespace(Condition=Condition, Thread=Thread, Event=threading.Event)

    def run(self) -> None:
        """Be the thread that was started last, to its end."""
        self.targets.pop()()


class FakeOutput:
    """A stream for blocking writes, as PortAudio has it on ALSA.

    Args:
        clock: Its clock.
        rate: Hertz.
        channels: Of a frame.
        capacity: Frames it holds; 0: it does not say, and holds a fifth of a second.
        starts_at: Frames from which on it plays.
    """

    def __init__(
        self,
        clock: Clock,
        rate: int = 24_000,
        channels: int = 1,
        capacity: int = 600,
        starts_at: int = 150,
    ) -> None:
        self.samplerate = float(rate)
        self.channels = channels
        self.latency = 0.02
        self.heard = bytearray()
        """Frames that have sounded, one after the other."""
        self.times: list[float] = []
        """When each of them sounded."""
        self.closed = False
        self.closable = True
        """Whether `close` does it: a thread that is joined first may have more to say."""
        self.frozen = False
        self.error: Exception | None = None
        """Raised by everything from now on."""
        self.underflowed = False
        """Whether the next write says that the sound server had run dry."""
        self._clock = clock
        self._says = capacity > 0
        self._capacity = capacity or rate // 5
        self._starts_at = starts_at
        self._frame = 2 * channels
        self._held = bytearray()
        self._plays = False
        self._at = 0.0
        """Up to when it has played."""

    @property
    def write_available(self) -> int:
        self._play()
        return self._capacity - len(self._held) // self._frame if self._says else 0

    def write(self, frames: bytes) -> bool:
        assert not self.closed
        assert len(frames) % self._frame == 0
        while frames:
            self._play()
            room = self._capacity * self._frame - len(self._held)
            if room:
                self._held += frames[:room]
                frames = frames[room:]
                if not self._plays and len(self._held) >= self._starts_at * self._frame:
                    self._plays, self._at = True, self._clock.now
            else:
                self._clock.pass_until(self._clock.now + (0.05 if self.frozen else 1e-4))
        self._play()
        told, self.underflowed = self.underflowed, False
        return told

    def close(self, ignore_errors: bool = False) -> None:
        if not self.closable:
            return
        if self.error is None:
            self._play()
        self.closed = True

    def _play(self) -> None:
        if self.error:
            raise self.error
        if self.frozen or not self._plays:
            self._at = self._clock.now
            return
        # A hair more than none: times are sums.
        count = int((self._clock.now - self._at) * self.samplerate + 1e-6)
        count = min(count, len(self._held) // self._frame)
        self.heard += self._held[: count * self._frame]
        self.times += [self._at + number / self.samplerate for number in range(count)]
        del self._held[: count * self._frame]
        self._at += count / self.samplerate
        if not self._held:
            self._plays = False

    @property
    def holes(self) -> list[float]:
        """Seconds of each silence between what has sounded."""
        gaps = (b - a - 1 / self.samplerate for a, b in itertools.pairwise(self.times))
        return [gap for gap in gaps if gap > 1e-4]


class FakeCallbacks:
    """A stream of callbacks, as Core Audio and MME have it.

    It hands over what it has got when it was opened, as `open_stream` does.

    Args:
        clock: Its clock.
        rate: Hertz.
        channels: Of a frame.
        block: Frames of a callback.
        buffers: Blocks between a callback and its sound. MME queues all of its buffers when it
            starts; Core Audio asks for one block ahead.
        late_s: Seconds by which callbacks come too late, in turns.
        tells: Whether it says when a block sounds.
    """

    def __init__(
        self,
        clock: Clock,
        rate: int = 24_000,
        channels: int = 1,
        block: int = 120,
        buffers: int = 1,
        late_s: tuple[float, ...] = (0.0,),
        *,
        tells: bool = True,
    ) -> None:
        self.samplerate = float(rate)
        self.channels = channels
        self.latency = buffers * block / rate
        self.heard = bytearray()
        """Frames that sound or have sounded, silence too."""
        self.times: list[float] = []
        """When each of them does."""
        self.closed = False
        self.closable = True
        self.underflows = False
        """Whether the driver says that sound was missing."""
        self.frozen = False
        self._clock = clock
        self._block = block
        self._late_s = itertools.cycle(late_s)
        self._tells = tells
        self._count = 0
        self._began = 0.0
        self._callback: Callable[..., None] | None = None
        self._finished: Action = lambda: None

    def open(
        self, *_: object, callback: Callable[..., None], finished: Action, **__: object
    ) -> Any:
        """In the place of `open_stream`."""
        self._callback, self._finished = callback, finished
        self._began = self._clock.now + self.latency
        self._plan()
        return self

    def end(self) -> None:
        """It dies."""
        self.frozen = True
        self._finished()

    def close(self, ignore_errors: bool = False) -> None:
        if self.closable:
            self.closed = True

    @property
    def holes(self) -> list[float]:
        """Seconds of each silence within what has sounded."""
        frames = memoryview(self.heard).cast("h")[:: self.channels]
        loud = [place for place, sample in enumerate(frames) if sample]
        return [(b - a - 1) / self.samplerate for a, b in itertools.pairwise(loud) if b - a > 1]

    def _plan(self) -> None:
        due = self._began - self.latency + self._count * self._block / self.samplerate
        self._clock.at(due - 1000.0 + next(self._late_s), self._call)

    def _call(self) -> None:
        if self.closed or self.frozen:
            return
        assert self._callback
        sounds_at = self._began + self._count * self._block / self.samplerate
        out = bytearray(b"\xff" * (self._block * 2 * self.channels))
        now = self._clock.now
        # Its clock has another beginning than ours.
        dac = sounds_at - 900.0 if self._tells else 0.0
        times = SimpleNamespace(currentTime=now - 900.0, outputBufferDacTime=dac)
        status = SimpleNamespace(output_underflow=self.underflows)
        self._callback(memoryview(out), self._block, times, status)
        self.heard += out
        self.times += [sounds_at + number / self.samplerate for number in range(self._block)]
        self._count += 1
        self._plan()


def without_threads(patch: pytest.MonkeyPatch, clock: Clock) -> Threadless:
    """Have the loudspeaker's parts live on a clock, in the test's own thread."""
    threadless = Threadless(clock)
    for module in (playback_queue, loudspeaker, output_stream):
        patch.setattr(module, "time", clock)
        patch.setattr(module, "threading", threadless.module)
    return threadless


def planned(clock: Clock, plan: dict[float, Any]) -> None:
    """Plan several actions at once, by their seconds."""
    for when, action in plan.items():
        clock.at(when, action)
