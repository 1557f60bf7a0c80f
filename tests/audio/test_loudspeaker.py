"""The thread that plays, on a clock that only moves when it waits."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from livechat.audio.audio_stream import LAST_S, STILL_S
from livechat.audio.loudspeaker import Loudspeaker
from livechat.audio.output_stream import BlockingOutput
from livechat.audio.playback_queue import PlaybackQueue
from livechat.core.pcm import OUTPUT_RATE
from livechat.core.play.buffer_target import PIECE_S, UNDERRUNS
from livechat.core.play.playback import FADE_MS
from livechat.core.talk.events import Event, PlaybackFinished, PlaybackStarted, SoundTroubled
from livechat.dsp.gain import Gain
from livechat.dsp.resample import StreamResampler
from tests.support.streams import Clock, FakeOutput, without_threads

FILL_S = 0.008


def ramp(seconds: float, start: int = 0) -> bytes:
    """No two samples alike for 1.3 s, and none of them zero."""
    count = round(seconds * OUTPUT_RATE)
    return ((np.arange(start, start + count) % 32_000) + 1).astype("<i2").tobytes()


class Tape:
    """Remembers what it is told is played."""

    def __init__(self) -> None:
        self.pieces: list[tuple[bytes, float]] = []

    def put(self, pcm: bytes, at: float) -> None:
        self.pieces.append((pcm, at))


class Stage:
    """A loudspeaker, what it plays on, and what it tells."""

    def __init__(
        self,
        patch: pytest.MonkeyPatch,
        *,
        fill_s: float = FILL_S,
        steady: bool = False,
        near: bool | None = None,
        **stream: int,
    ) -> None:
        self._steady = steady
        self.near = near
        self.clock = Clock()
        self._threads = without_threads(patch, self.clock)
        self.out = PlaybackQueue()
        self.stream = FakeOutput(self.clock, **stream)
        self.gain = Gain()
        self.tape = Tape()
        self.events: list[Event] = []
        self.speaker = self.open(fill_s)

    def open(self, fill_s: float = FILL_S) -> Loudspeaker:
        return Loudspeaker(
            "Speaker",
            BlockingOutput(self.stream),
            self.out,
            self.gain,
            fill_s,
            self._tell,
            [self.tape],
            lambda: self.near,
            steady=self._steady,
        )

    def _tell(self, event: Event) -> None:
        self.events.append(event)
        if isinstance(event, PlaybackFinished):
            self.out.told()

    def at(self, seconds: float, do: Callable[[], object]) -> None:
        self.clock.at(seconds, do)

    def say(self, seconds: float, turn: int, pcm: bytes, *, over: bool = True) -> None:
        """Have sound of a turn come then, and perhaps the word that it is over."""
        self.clock.at(seconds, lambda: self.out.play(turn, pcm))
        if over:
            self.clock.at(seconds, lambda: self.out.complete(turn))

    def run(self, seconds: float) -> None:
        """Play until then; then the device is closed."""
        self.stream.closable = False
        self.at(seconds, self.speaker.close)
        self._threads.run()
        self.stream.closable = True
        self.speaker.close()

    @property
    def heard(self) -> bytes:
        """Without the silence that starts a device."""
        samples = np.frombuffer(bytes(self.stream.heard), "<i2")
        return samples[: np.flatnonzero(samples)[-1] + 1].tobytes()

    def began(self) -> list[PlaybackStarted]:
        return [event for event in self.events if isinstance(event, PlaybackStarted)]

    def over(self) -> list[PlaybackFinished]:
        return [event for event in self.events if isinstance(event, PlaybackFinished)]

    def troubles(self) -> list[str]:
        return [event.what for event in self.events if isinstance(event, SoundTroubled)]


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Stage:
    return Stage(monkeypatch)


def test_an_answer_in_one_burst_is_heard_whole_and_without_a_hole(stage: Stage) -> None:
    """As soon as it comes; its beginning and its end are told when they sound."""
    voice = ramp(1.0)
    stage.say(2.0, 1, voice)
    stage.run(5.0)
    assert stage.heard == voice
    assert stage.stream.holes == []
    assert stage.stream.times[0] == pytest.approx(1002.0)
    [began] = stage.began()
    assert began.turn == 1
    assert began.at == pytest.approx(1002.0)
    [over] = stage.over()
    assert (over.turn, over.heard, over.unheard) == (1, 24_000, 0)
    assert over.at == pytest.approx(1003.0, abs=1e-3)
    assert stage.troubles() == []
    assert stage.out.idle


def test_answers_follow_each_other(stage: Stage) -> None:
    """Each told of; the second begins where the first has ended, if it waits."""
    for turn, start in ((1, 0), (2, 5000)):
        stage.say(0.1, turn, ramp(0.2, start))
    stage.run(2.0)
    assert stage.heard == ramp(0.2) + ramp(0.2, 5000)
    assert stage.stream.holes == []
    assert [event.turn for event in stage.began()] == [1, 2]
    assert [event.turn for event in stage.over()] == [1, 2]


def test_the_end_is_told_when_the_last_sample_sounds(stage: Stage) -> None:
    """Not when it was written."""
    told: list[float] = []
    stage.speaker._tell = lambda event: told.append(stage.clock.now)
    stage.say(0.1, 1, ramp(0.5))
    stage.run(2.0)
    assert told[-1] == pytest.approx(stage.stream.times[-1], abs=2e-3)


def test_a_short_answer_is_filled_up_to_what_starts_the_device(stage: Stage) -> None:
    """Two milliseconds would wait in it for the next answer."""
    stage.say(0.1, 1, ramp(0.002))
    stage.run(1.0)
    assert stage.heard == ramp(0.002)
    [over] = stage.over()
    assert over.heard == 48


@pytest.mark.parametrize("capacity", [600, 6_000, 24_000])
def test_the_device_is_kept_nearly_empty(monkeypatch: pytest.MonkeyPatch, capacity: int) -> None:
    """What it holds is what an interruption waits for, however much it could hold."""
    stage = Stage(monkeypatch, capacity=capacity, starts_at=capacity // 4)
    stage.say(0.1, 1, ramp(3.0), over=False)
    stage.at(2.0, lambda: stage.out.interrupt(1))
    stage.run(4.0)
    [over] = stage.over()
    assert stage.stream.times[-1] - 1002.0 < FILL_S + 0.01 + FADE_MS / 1000 + 0.001
    assert stage.heard[: 2 * (over.heard - 300)] == ramp(3.0)[: 2 * (over.heard - 300)]
    assert over.unheard == 72_000 - over.heard
    assert stage.stream.holes == []


@pytest.mark.parametrize(("near", "waits_s"), [(True, 0.005), (None, PIECE_S)])
def test_an_interruption_waits_for_least_while_somebody_speaks(
    monkeypatch: pytest.MonkeyPatch, near: bool | None, waits_s: float
) -> None:
    """Pieces are short as soon as speech is noticed, long before the service interrupts."""
    stage = Stage(monkeypatch, near=False)
    stage.say(0.1, 1, ramp(3.0), over=False)
    stage.at(1.5, lambda: setattr(stage, "near", near))
    stage.at(1.7, lambda: stage.out.interrupt(1))
    stage.run(4.0)
    waited = stage.stream.times[-1] - 1001.7 - FADE_MS / 1000
    assert waited <= FILL_S + waits_s + 0.001
    assert stage.stream.holes == []


def test_sound_that_comes_too_slowly_is_told_when_more_of_it_comes(stage: Stage) -> None:
    """A hole was heard then, once; nothing is lost."""
    stage.say(0.1, 1, ramp(0.1), over=False)
    stage.say(0.5, 1, ramp(0.1, 2400), over=False)
    stage.at(0.55, lambda: stage.out.complete(1))
    stage.run(2.0)
    assert stage.heard == ramp(0.2)
    assert stage.stream.holes == [pytest.approx(0.3, abs=0.03)]
    assert stage.troubles() == ["starved"]


@pytest.mark.parametrize("late_ms", [-1, 0, 1])
def test_sound_that_comes_as_the_device_runs_dry_starts_it_again(
    monkeypatch: pytest.MonkeyPatch, late_ms: int
) -> None:
    """It holds less than what starts it, and would keep that for ever."""
    stage = Stage(monkeypatch, capacity=4_800, starts_at=1_200)
    voice = ramp(0.11)
    stage.say(0.1, 1, voice[:4_800], over=False)
    stage.say(0.2 + late_ms / 1000, 1, voice[4_800:])
    stage.run(1.0)
    samples = np.frombuffer(stage.heard, "<i2")
    assert samples[samples != 0].tobytes() == voice
    assert [event.heard for event in stage.over()] == [len(voice) // 2]
    assert stage.out.idle
    assert stage.speaker.trouble() is None


@pytest.mark.parametrize("seconds", [0.024, 0.03, 0.042])
def test_a_thread_that_is_late_at_the_very_beginning_leaves_no_sound_in_the_device(
    monkeypatch: pytest.MonkeyPatch, seconds: float
) -> None:
    """The device has run dry within the milliseconds in which it may say so by mistake."""
    stage = Stage(monkeypatch, capacity=1_200, starts_at=300)
    voice = ramp(seconds)
    stage.clock.late_s = 0.03
    stage.say(0.1, 1, voice)
    stage.run(1.0)
    samples = np.frombuffer(stage.heard, "<i2")
    assert samples[samples != 0].tobytes() == voice


def test_an_answer_that_is_called_over_late_was_not_starved(stage: Stage) -> None:
    """The service says so at its own pace."""
    stage.say(0.1, 1, ramp(0.1), over=False)
    stage.at(0.4, lambda: stage.out.complete(1))
    stage.say(0.6, 2, ramp(0.1))
    stage.run(2.0)
    assert stage.troubles() == []
    assert [event.turn for event in stage.over()] == [1, 2]


def test_a_thread_that_is_late_is_an_underrun_after_which_more_is_kept(stage: Stage) -> None:
    """Told, and the device starts again although it needs more than a piece for that."""
    stage.say(0.1, 1, ramp(1.2))
    stage.at(0.7, lambda: setattr(stage.clock, "late_s", 0.05))
    stage.at(0.75, lambda: setattr(stage.clock, "late_s", 0.0))
    stage.run(4.0)
    assert stage.heard == ramp(1.2)
    assert stage.troubles() == ["underrun"]
    assert len(stage.stream.holes) == 1
    assert not stage.speaker.struggles()


def test_a_sound_server_that_ran_dry_unseen_is_an_underrun(stage: Stage) -> None:
    """Its own buffer was filled again in time. Before an answer it means nothing."""
    stage.say(0.1, 1, ramp(1.0))
    for when in (0.05, 0.6):
        stage.at(when, lambda: setattr(stage.stream, "underflowed", True))
    stage.run(2.0)
    assert stage.troubles() == ["underrun"]
    assert stage.heard == ramp(1.0)


def test_the_end_of_an_answer_is_no_underrun(stage: Stage) -> None:
    """Whenever the word comes that it is over, and whatever the estimate of what is held."""
    for number in range(60):
        stage.say(0.1 + number, number + 1, ramp(0.1), over=False)
        stage.at(0.18 + number * 1.0005, partial(stage.out.complete, number + 1))
    stage.run(80.0)
    assert stage.troubles() == []
    assert len(stage.over()) == 60


def test_a_device_that_underruns_when_it_is_full_struggles(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is to be opened with a larger buffer."""
    stage = Stage(monkeypatch, capacity=240, starts_at=60)
    stage.say(0.1, 1, ramp(1.3), over=False)
    for number in range(UNDERRUNS + 1):
        stage.at(0.3 + number / 5, lambda: setattr(stage.clock, "late_s", 0.05))
        stage.at(0.34 + number / 5, lambda: setattr(stage.clock, "late_s", 0.0))
    stage.run(3.0)
    assert stage.speaker.struggles()


def test_what_is_played_is_told_with_its_time(stage: Stage) -> None:
    """To the sample, for the echo canceller; also what waited for its sound while some sounded."""
    stage.say(0.1, 1, ramp(0.0503), over=False)
    stage.say(0.1455, 1, ramp(0.2, 1207), over=False)
    stage.run(1.0)
    place = 0
    for pcm, at in stage.tape.pieces:
        assert at == pytest.approx(stage.stream.times[place], abs=1e-4)
        assert stage.stream.heard[2 * place :].startswith(pcm)
        place += len(pcm) // 2
    assert stage.stream.holes == []


def test_volume_is_in_what_is_heard_and_told(stage: Stage) -> None:
    """The canceller must know how loud it was."""
    stage.gain.target = 0.5
    stage.say(0.1, 1, ramp(0.5))
    stage.run(1.0)
    sound = np.frombuffer(bytes(stage.stream.heard), "<i2")[2400:10_000]
    assert np.allclose(sound, (np.arange(2400, 10_000) + 1) / 2, atol=1)
    assert b"".join(pcm for pcm, _ in stage.tape.pieces).startswith(bytes(stage.stream.heard))


@pytest.mark.parametrize("channels", [2, 6])
def test_a_device_with_more_channels_plays_the_voice_on_all(
    monkeypatch: pytest.MonkeyPatch, channels: int
) -> None:
    """As loud on each."""
    stage = Stage(monkeypatch, channels=channels)
    stage.say(0.1, 1, ramp(0.3))
    stage.run(1.0)
    frames = np.frombuffer(bytes(stage.stream.heard), "<i2").reshape(-1, channels)
    for channel in range(channels):
        assert frames[:7200, channel].tobytes() == ramp(0.3)


def whole(voice: bytes, rate: int) -> bytes:
    one = StreamResampler(OUTPUT_RATE, rate)
    return one.process(voice) + one.flush()


@pytest.mark.parametrize("rate", [44_100, 48_000])
@pytest.mark.parametrize("capacity_s", [0.025, 0.1, 0.6])
def test_at_another_rate_the_last_syllable_is_heard_too(
    monkeypatch: pytest.MonkeyPatch, rate: int, capacity_s: float
) -> None:
    """In one piece with the rest: what the filter holds is written as soon as the turn is over."""
    capacity = round(capacity_s * rate)
    stage = Stage(monkeypatch, rate=rate, capacity=capacity, starts_at=capacity // 4)
    voice = ramp(0.7)
    stage.say(0.1, 1, voice)
    stage.run(3.0)
    expected = whole(voice, rate)
    assert bytes(stage.stream.heard[: len(expected)]) == expected
    assert not any(stage.stream.heard[len(expected) :])
    assert stage.stream.holes == []
    assert stage.troubles() == []


def test_at_another_rate_what_has_come_is_heard_before_what_is_late(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The filter keeps nothing back while it waits."""
    stage = Stage(monkeypatch, rate=48_000, capacity=1200, starts_at=300)
    stage.say(0.1, 1, ramp(0.3), over=False)
    stage.say(1.0, 1, ramp(0.3))
    stage.run(3.0)
    assert len(stage.stream.holes) == 1
    assert stage.stream.holes[0] == pytest.approx(0.6, abs=0.01)
    before = sum(at < 1000.9 for at in stage.stream.times)
    assert before == pytest.approx(0.3 * 48_000, abs=20)


def test_at_another_rate_the_canceller_is_told_when_it_really_sounds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Later than it was written, by what the filter holds."""
    stage = Stage(monkeypatch, rate=48_000, capacity=1200, starts_at=300)
    stage.say(0.1, 1, ramp(0.5))
    stage.run(2.0)
    place = 0
    for pcm, at in stage.tape.pieces:
        assert at == pytest.approx(stage.stream.times[2 * place], abs=1e-3)
        place += len(pcm) // 2


def test_a_device_that_does_not_say_what_it_holds_is_written_to_as_it_takes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing is lost, and the end is told."""
    stage = Stage(monkeypatch, capacity=0)
    stage.say(0.1, 1, ramp(0.7))
    stage.run(3.0)
    assert stage.heard == ramp(0.7)
    assert stage.stream.holes == []
    assert len(stage.over()) == 1


def test_closing_lets_what_the_device_holds_be_heard(stage: Stage) -> None:
    """What was taken out is heard, and the rest waits for the next device."""
    stage.say(0.1, 1, ramp(1.0), over=False)
    stage.run(0.5)
    assert stage.stream.closed
    assert stage.clock.now < 1000.5 + LAST_S
    left = round(stage.out.pending_s * OUTPUT_RATE)
    assert len(stage.heard) // 2 + left == 24_000
    first, stage.stream = stage.heard, FakeOutput(stage.clock)
    stage.speaker = stage.open()
    stage.out.complete(1)
    stage.run(5.0)
    assert first + stage.heard == ramp(1.0)
    assert stage.troubles() == []
    assert [event.turn for event in stage.began()] == [1]


def test_an_idle_device_is_closed_without_a_sound(stage: Stage) -> None:
    """And at once."""
    stage.run(1.0)
    assert stage.stream.heard == b""
    assert stage.clock.now == pytest.approx(1001.0, abs=1e-3)


@pytest.mark.parametrize("capacity", [600, 0])
def test_a_device_that_dies_says_so_and_the_piece_waits_for_the_next(
    monkeypatch: pytest.MonkeyPatch, capacity: int
) -> None:
    """What it did not take was not heard, whether it was asked first or written to."""
    stage = Stage(monkeypatch, capacity=capacity)
    stage.say(0.1, 1, ramp(1.0), over=False)
    stage.at(0.5, lambda: setattr(stage.stream, "error", OSError("Unanticipated host error.")))
    stage.run(0.6)
    assert stage.speaker.trouble() == "Unanticipated host error"
    stage.stream.error = None
    rest = stage.out.next(24_000, 0.0, lambda: False)
    assert rest.pcm == ramp(1.0)[2 * rest.before :]


def test_an_idle_device_that_dies_is_missed_before_it_is_needed(stage: Stage) -> None:
    """It is asked something a few times a second."""
    stage.at(5.0, lambda: setattr(stage.stream, "error", OSError("gone")))
    seen: list[str | None] = []
    stage.at(4.9, lambda: seen.append(stage.speaker.trouble()))
    stage.run(5.5)
    assert seen == [None]
    assert stage.speaker.trouble() == "gone"


def test_a_frozen_device_is_in_trouble_before_a_second_has_passed(stage: Stage) -> None:
    """It is full and nothing moves; and closing does not write into it."""
    seen: list[str | None] = []
    stage.say(0.1, 1, ramp(1.0), over=False)
    stage.at(0.5, lambda: setattr(stage.stream, "frozen", True))
    for after in (0.5, 0.5 + STILL_S - 0.05, 0.5 + STILL_S + 0.15):
        stage.at(after, lambda: seen.append(stage.speaker.trouble()))
    stage.run(3.0)
    assert seen == [None, None, "it stopped playing sound"]
    assert stage.stream.closed


def test_a_large_buffer_that_empties_slowly_is_no_trouble(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Four seconds of it: the first piece is a second long."""
    stage = Stage(monkeypatch, capacity=96_000, starts_at=24_000)
    seen: set[str | None] = set()
    stage.say(0.1, 1, ramp(3.0))
    for tenths in range(1, 40):
        stage.at(tenths / 10 + 0.05, lambda: seen.add(stage.speaker.trouble()))
    stage.run(5.0)
    assert seen == {None}
    assert stage.heard == ramp(3.0)
    assert stage.stream.holes == []


@pytest.mark.parametrize("capacity", [600, 2_400, 15_000])
def test_a_steady_device_is_never_dry_and_counts_no_silence(
    monkeypatch: pytest.MonkeyPatch, capacity: int
) -> None:
    """Answers are heard whole, each as soon as what is held has sounded; it is silence between."""
    stage = Stage(monkeypatch, steady=True, capacity=capacity, starts_at=capacity // 4)
    stage.say(2.0, 1, ramp(0.5))
    stage.say(3.0, 2, ramp(0.3), over=False)
    stage.say(4.0, 2, ramp(0.3, 7200))
    stage.run(6.0)
    samples = np.frombuffer(bytes(stage.stream.heard), "<i2")
    assert samples[samples != 0].tobytes() == ramp(0.5) + ramp(0.6)
    assert stage.stream.holes == []
    assert stage.troubles() == ["starved"]
    assert [(one.turn, one.heard, one.unheard) for one in stage.over()] == [
        (1, 12_000, 0),
        (2, 14_400, 0),
    ]
    began = int(np.flatnonzero(samples)[0])
    assert stage.stream.times[began] - 1002.0 < FILL_S + 0.012
    assert stage.began()[0].at == pytest.approx(stage.stream.times[began], abs=1e-3)
    assert stage.over()[0].at == pytest.approx(stage.stream.times[began + 12_000], abs=1e-3)


@pytest.mark.parametrize("capacity", [600, 15_000])
def test_a_steady_device_that_ran_dry_in_silence_starts_again(
    monkeypatch: pytest.MonkeyPatch, capacity: int
) -> None:
    """Nobody has heard that; the next answer is whole, and the device in no trouble."""
    stage = Stage(monkeypatch, steady=True, capacity=capacity, starts_at=capacity // 4)
    seen: set[str | None] = set()
    stage.at(1.0, lambda: setattr(stage.clock, "late_s", 0.8))
    stage.at(1.1, lambda: setattr(stage.clock, "late_s", 0.0))
    for tenths in range(20, 40):
        stage.at(tenths / 10, lambda: seen.add(stage.speaker.trouble()))
    stage.say(3.0, 1, ramp(0.5))
    stage.run(5.0)
    assert seen == {None}
    assert len(stage.over()) == 1
    samples = np.frombuffer(bytes(stage.stream.heard), "<i2")
    assert samples[samples != 0].tobytes() == ramp(0.5)


def test_a_frozen_steady_device_is_not_written_to_when_it_is_closed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Closing would wait for the freeze to end."""
    stage = Stage(monkeypatch, steady=True)
    seen: list[str | None] = []
    stage.at(1.0, lambda: setattr(stage.stream, "frozen", True))
    for after in (0.9, 2.0):
        stage.at(after, lambda: seen.append(stage.speaker.trouble()))
    stage.run(3.0)
    assert seen == [None, "it stopped playing sound"]
    assert stage.clock.now < 1003.5


def test_at_another_rate_a_steady_device_keeps_its_filter(monkeypatch: pytest.MonkeyPatch) -> None:
    """All of the answer is heard, pushed out by the silence."""
    stage = Stage(monkeypatch, steady=True, rate=48_000, capacity=1200, starts_at=300)
    stage.say(1.0, 1, ramp(0.5))
    stage.run(3.0)
    expected = np.frombuffer(whole(ramp(0.5), 48_000), "<i2").astype(int)
    heard = np.frombuffer(bytes(stage.stream.heard), "<i2").astype(int)
    place = round((stage.began()[0].at - stage.stream.times[0]) * 48_000)
    shifts = [heard[place + shift :][: len(expected)] for shift in range(-5, 6)]
    assert min(np.abs(one - expected).max() for one in shifts) <= 2
    assert stage.stream.holes == []
    assert stage.troubles() == []


@given(
    st.lists(st.tuples(st.floats(0, 0.3), st.integers(1, 6000)), min_size=1, max_size=12),
    st.sampled_from([24_000, 48_000]),
    st.sampled_from([0.025, 0.05, 0.625]),
    st.floats(0, 0.003),
)
@settings(deadline=None, max_examples=60)
def test_however_it_comes_it_is_heard_once_and_in_order(
    pieces: list[tuple[float, int]], rate: int, capacity_s: float, late_s: float
) -> None:
    """Every sample of it, on any device, with a thread that is a little late."""
    with pytest.MonkeyPatch.context() as patch:
        capacity = round(capacity_s * rate)
        stage = Stage(patch, rate=rate, capacity=capacity, starts_at=capacity // 4)
        stage.clock.late_s = late_s
        voice = ramp(3.0)[: 2 * sum(samples for _, samples in pieces)]
        now, place = 0.1, 0
        for wait, samples in pieces:
            now += wait
            part = voice[2 * place : 2 * (place + samples)]
            stage.say(now, 1, part, over=False)
            place += samples
        stage.at(now, lambda: stage.out.complete(1))
        stage.run(now + 5.0)
        if rate == OUTPUT_RATE:
            heard = np.frombuffer(bytes(stage.stream.heard), "<i2")
            assert heard[heard != 0].tobytes() == voice
        else:
            assert len(stage.stream.heard) >= 2 * len(voice) - 4 * len(pieces)
        [over] = stage.over()
        assert (over.heard, over.unheard) == (len(voice) // 2, 0)
        assert stage.out.idle
