"""Streams of each kind of host API, and a loudspeaker on them; the clock moves when it waits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from livechat.audio import output_stream
from livechat.audio.devices import Device
from livechat.audio.loudspeaker import Loudspeaker
from livechat.audio.output_stream import (
    BlockingOutput,
    CallbackOutput,
    OutputStream,
    open_output,
)
from livechat.audio.playback_queue import PlaybackQueue
from livechat.core.pcm import OUTPUT_RATE
from livechat.core.play.buffer_target import BURST_S, PIECE_S, UNDERRUNS, UNDERRUNS_S
from livechat.core.play.playback import FADE_MS
from livechat.core.talk.events import Event, PlaybackFinished, PlaybackStarted, SoundTroubled
from livechat.dsp.gain import Gain
from tests.support.streams import Clock, FakeCallbacks, FakeOutput, without_threads

FILL_S = 0.006

CORE_AUDIO: dict[str, Any] = {"block": 120, "buffers": 2}
MME: dict[str, Any] = {"block": 480, "buffers": 4}
JITTERY: dict[str, Any] = {"block": 240, "buffers": 2, "late_s": (0.0, 0.003, 0.001, 0.0, 0.004)}
WORDLESS: dict[str, Any] = {"block": 240, "buffers": 2, "tells": False}


def device(host_api: str) -> Device:
    return Device(0, "Speaker", host_api, 0, 2, 48_000, False, True)


def ramp(seconds: float, start: int = 0) -> bytes:
    """No two samples alike for 1.3 s, and none of them zero."""
    count = round(seconds * OUTPUT_RATE)
    return ((np.arange(start, start + count) % 32_000) + 1).astype("<i2").tobytes()


class Tape:
    def __init__(self) -> None:
        self.pieces: list[tuple[bytes, float]] = []

    def put(self, pcm: bytes, at: float) -> None:
        self.pieces.append((pcm, at))


class Stage:
    """A loudspeaker on a stream of callbacks."""

    def __init__(
        self, patch: pytest.MonkeyPatch, stream: dict[str, Any], *, steady: bool = False
    ) -> None:
        self.clock = Clock()
        self._threads = without_threads(patch, self.clock)
        self.stream = FakeCallbacks(self.clock, **stream)
        patch.setattr(output_stream, "open_stream", self.stream.open)
        self.queue = PlaybackQueue()
        self.tape = Tape()
        self.events: list[Event] = []
        self.output = CallbackOutput(device("Core Audio"), OUTPUT_RATE, 0.02)
        self.speaker = Loudspeaker(
            "Speaker",
            self.output,
            self.queue,
            Gain(),
            FILL_S,
            self._tell,
            [self.tape],
            steady=steady,
        )

    def _tell(self, event: Event) -> None:
        self.events.append(event)
        if isinstance(event, PlaybackFinished):
            self.queue.told()

    def at(self, seconds: float, do: Callable[[], object]) -> None:
        self.clock.at(seconds, do)

    def say(self, seconds: float, turn: int, pcm: bytes, *, over: bool = True) -> None:
        self.at(seconds, lambda: self.queue.play(turn, pcm))
        if over:
            self.at(seconds, lambda: self.queue.complete(turn))

    def late(self, seconds: float, by_s: float, for_s: float) -> None:
        """Have the thread that writes be late for a while."""
        self.at(seconds, lambda: setattr(self.clock, "late_s", by_s))
        self.at(seconds + for_s, lambda: setattr(self.clock, "late_s", 0.0))

    def run(self, seconds: float) -> None:
        """Play until then; then the device is closed."""
        self.stream.closable = False
        self.at(seconds, self.speaker.close)
        self._threads.run()
        self.stream.closable = True
        self.speaker.close()

    @property
    def heard(self) -> np.ndarray[Any, np.dtype[np.int16]]:
        return np.frombuffer(bytes(self.stream.heard), "<i2")[:: self.stream.channels]

    def last_at(self) -> float:
        """When the last sound was heard."""
        return self.stream.times[int(np.flatnonzero(self.heard)[-1])]

    def troubles(self) -> list[str]:
        return [event.what for event in self.events if isinstance(event, SoundTroubled)]


@pytest.mark.parametrize("kind", [CORE_AUDIO, MME, JITTERY, WORDLESS])
def test_an_answer_is_heard_whole_as_soon_as_the_device_takes_it(
    monkeypatch: pytest.MonkeyPatch, kind: dict[str, Any]
) -> None:
    """There are no holes in it, and nobody believes that there were."""
    stage = Stage(monkeypatch, kind)
    stage.say(0.5, 1, ramp(3.0))
    stage.run(5.0)
    heard = stage.heard
    assert heard[heard != 0].tobytes() == ramp(3.0)
    assert stage.stream.holes == []
    assert stage.troubles() == []
    assert not stage.speaker.struggles()
    first_at = stage.stream.times[int(np.flatnonzero(heard)[0])]
    block_s = kind["block"] / 24_000
    assert first_at - 1000.5 <= stage.stream.latency + block_s + 0.004 + 1e-6


@pytest.mark.parametrize("kind", [CORE_AUDIO, MME, JITTERY])
def test_events_and_taps_know_when_each_sample_sounds(
    monkeypatch: pytest.MonkeyPatch, kind: dict[str, Any]
) -> None:
    """Callbacks come late, their samples do not."""
    stage = Stage(monkeypatch, kind)
    stage.say(0.5, 1, ramp(2.0))
    stage.run(4.0)
    begin = int(np.flatnonzero(stage.heard)[0])
    place = begin
    for pcm, at in stage.tape.pieces:
        assert at == pytest.approx(stage.stream.times[place], abs=0.001)
        place += len(pcm) // 2
    began, over = stage.events
    assert isinstance(began, PlaybackStarted)
    assert isinstance(over, PlaybackFinished)
    assert began.at == pytest.approx(stage.stream.times[begin], abs=0.001)
    assert over.at == pytest.approx(stage.last_at(), abs=0.001)
    assert (over.heard, over.unheard) == (48_000, 0)


@pytest.mark.parametrize("kind", [CORE_AUDIO, MME, JITTERY])
@pytest.mark.parametrize("after_s", [0.3, 1.0, 2.003])
def test_an_interruption_waits_for_a_block_and_what_the_driver_holds(
    monkeypatch: pytest.MonkeyPatch, kind: dict[str, Any], after_s: float
) -> None:
    """The rest is our own ring, which is kept nearly empty. What was heard is known exactly."""
    stage = Stage(monkeypatch, kind)
    stage.say(0.5, 1, ramp(5.0), over=False)
    stage.at(0.5 + after_s, lambda: stage.queue.interrupt(1))
    stage.run(5.0)
    block_s = kind["block"] / 24_000
    ring_s = FILL_S + PIECE_S + BURST_S * (after_s < 0.5)
    fade_s = FADE_MS / 1000
    waited = stage.last_at() - (1000.5 + after_s)
    assert waited <= stage.stream.latency + block_s + ring_s + fade_s
    [over] = [event for event in stage.events if isinstance(event, PlaybackFinished)]
    assert over.heard == pytest.approx(np.count_nonzero(stage.heard), abs=2)  # a fade ends in zeros
    assert over.heard + over.unheard == 5 * OUTPUT_RATE


def test_a_thread_that_is_late_is_told_once_and_more_is_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Silence was played in the middle of the answer, and nothing is lost."""
    stage = Stage(monkeypatch, CORE_AUDIO)
    stage.say(0.5, 1, ramp(2.0))
    stage.late(1.5, 0.05, 0.04)
    stage.run(4.0)
    heard = stage.heard
    assert heard[heard != 0].tobytes() == ramp(2.0)
    assert len(stage.stream.holes) == 1
    assert stage.troubles() == ["underrun"]


@pytest.mark.parametrize(("every_s", "struggles"), [(1.0, True), (UNDERRUNS_S / 2 + 0.1, False)])
def test_only_a_driver_that_is_late_again_and_again_is_opened_anew(
    monkeypatch: pytest.MonkeyPatch, every_s: float, struggles: bool
) -> None:
    """By its own flags, and only while something plays."""
    stage = Stage(monkeypatch, {"block": 240, "buffers": 2})
    seconds = UNDERRUNS * every_s + 1
    stage.at(0.2, lambda: setattr(stage.stream, "underflows", True))
    stage.at(0.3, lambda: setattr(stage.stream, "underflows", False))
    stage.say(0.5, 1, ramp(seconds), over=False)
    for number in range(UNDERRUNS):
        when = 1.0005 + number * every_s
        stage.at(when, lambda: setattr(stage.stream, "underflows", True))
        stage.at(when + 0.01, lambda: setattr(stage.stream, "underflows", False))
    seen: list[bool] = []
    stage.at(seconds, lambda: seen.append(stage.speaker.struggles()))
    stage.run(seconds + 1)
    assert stage.troubles() == ["underrun"] * UNDERRUNS
    assert seen == [struggles]


def test_a_stream_that_ends_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    """While it plays, and while it waits."""
    for told_at in (0.8, 3.0):
        stage = Stage(monkeypatch, CORE_AUDIO)
        stage.say(0.5, 1, ramp(1.0))
        stage.at(told_at, stage.stream.end)
        stage.run(told_at + 0.5)
        assert stage.speaker.trouble() == "its stream ended"


def test_callbacks_that_stop_without_a_word_are_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The ring does not move any more."""
    stage = Stage(monkeypatch, CORE_AUDIO)
    stage.say(0.5, 1, ramp(3.0))
    stage.at(1.0, lambda: setattr(stage.stream, "frozen", True))
    seen: list[str | None] = []
    for when in (0.9, 1.9):
        stage.at(when, lambda: seen.append(stage.speaker.trouble()))
    stage.run(2.5)
    assert seen == [None, "it stopped playing sound"]


@pytest.mark.parametrize(("rate", "channels"), [(48_000, 1), (24_000, 2), (44_100, 2)])
def test_other_rates_and_channels_are_heard_to_the_end(
    monkeypatch: pytest.MonkeyPatch, rate: int, channels: int
) -> None:
    """With what the filter holds."""
    kind = {"rate": rate, "channels": channels, "block": rate // 200, "buffers": 2}
    stage = Stage(monkeypatch, kind)
    stage.say(0.5, 1, ramp(1.0))
    stage.run(3.0)
    loud = np.flatnonzero(stage.heard)
    assert (loud[-1] - loud[0]) / rate == pytest.approx(1.0, abs=0.002)
    assert stage.troubles() == []
    [_, over] = stage.events
    assert over.at == pytest.approx(stage.last_at(), abs=0.003)


def test_a_steady_loudspeaker_plays_silence_between_answers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Both answers are whole, and each comes at once."""
    stage = Stage(monkeypatch, CORE_AUDIO, steady=True)
    stage.say(1.0, 1, ramp(0.5))
    stage.say(2.0, 2, ramp(0.5, 12_000))
    stage.run(4.0)
    heard = stage.heard
    assert heard[heard != 0].tobytes() == ramp(1.0)
    assert stage.troubles() == []
    assert len(stage.stream.holes) == 1
    first = stage.stream.times[int(np.flatnonzero(heard)[0])]
    assert first - 1001.0 < stage.stream.latency + 0.03


@given(
    st.lists(st.tuples(st.floats(0, 0.3), st.integers(1, 6000)), min_size=1, max_size=10),
    st.sampled_from([60, 120, 240, 512]),
    st.integers(1, 4),
    st.floats(0, 0.003),
)
@settings(deadline=None, max_examples=40)
def test_however_it_comes_it_is_heard_once_and_in_order(
    pieces: list[tuple[float, int]], block: int, buffers: int, late_s: float
) -> None:
    """Every sample of it, whatever the callbacks, with a thread that is a little late."""
    with pytest.MonkeyPatch.context() as patch:
        stage = Stage(patch, {"block": block, "buffers": buffers})
        stage.clock.late_s = late_s
        voice = ramp(3.0)[: 2 * sum(samples for _, samples in pieces)]
        now, place = 0.1, 0
        for wait, samples in pieces:
            now += wait
            stage.say(now, 1, voice[2 * place : 2 * (place + samples)], over=False)
            place += samples
        stage.at(now, lambda: stage.queue.complete(1))
        stage.run(now + 5.0)
        heard = stage.heard
        assert heard[heard != 0].tobytes() == voice
        [over] = [event for event in stage.events if isinstance(event, PlaybackFinished)]
        assert (over.heard, over.unheard) == (len(voice) // 2, 0)


class Ring(FakeOutput):
    """Core Audio's ring behind blocking writes, which starts full of zeros, or MME's buffers."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock, capacity=2048, starts_at=0)
        self._held += bytes(2 * 2048)
        self._plays, self._at = True, clock.now

    def _play(self) -> None:
        super()._play()
        self._plays = True
        if not self._held:
            self._at = self._clock.now


def test_how_much_a_device_holds_is_not_what_is_free_when_it_starts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is the most that was ever free, so that an interruption is short even there."""
    clock = Clock()
    without_threads(monkeypatch, clock)
    stream = BlockingOutput(Ring(clock))
    assert stream.holds_s == 0
    clock.pass_until(1001.0)
    assert stream.held().seconds == 0
    assert stream.holds_s == 2048 / 24_000
    stream.write(ramp(0.01))
    assert stream.held().seconds == pytest.approx(0.01)


def test_a_device_that_never_tells_is_followed_by_the_clock(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What was written lasts as long as it is."""
    clock = Clock()
    without_threads(monkeypatch, clock)
    stream = BlockingOutput(FakeOutput(clock, capacity=0))
    stream.write(ramp(0.03))
    clock.pass_until(clock.now + 0.01)
    held = stream.held()
    assert held.seconds == pytest.approx(0.02)
    assert held.until == pytest.approx(clock.now + 0.02 + stream.latency_s)
    assert stream.underruns() == 0


@pytest.mark.parametrize(
    ("host_api", "kind"),
    [
        ("ALSA", BlockingOutput),
        ("Windows WASAPI", BlockingOutput),
        ("Core Audio", CallbackOutput),
        ("MME", CallbackOutput),
        ("Windows WDM-KS", CallbackOutput),
        ("JACK Audio Connection Kit", CallbackOutput),
        ("something new", CallbackOutput),
    ],
)
def test_each_host_api_has_its_kind_of_stream(
    monkeypatch: pytest.MonkeyPatch, host_api: str, kind: type[OutputStream]
) -> None:
    """Blocking writes only where they are real."""
    clock = Clock()
    without_threads(monkeypatch, clock)
    asked: list[dict[str, Any]] = []

    def open_stream(*_: object, **how: Any) -> Any:
        asked.append(how)
        return FakeOutput(clock)

    monkeypatch.setattr(output_stream, "open_stream", open_stream)
    stream = open_output(device(host_api), OUTPUT_RATE, 0.02)
    assert type(stream) is kind
    [how] = asked
    assert ("callback" in how) == (kind is CallbackOutput)
    assert how.get("block_s", 0.005) == 0.005
