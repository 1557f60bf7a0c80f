"""A WAV file as a loudspeaker, mostly in virtual time."""

from __future__ import annotations

import asyncio
import io
import os
import subprocess
import sys
import threading
import wave
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from livechat.app.conversation import Conversation
from livechat.app.ports import Emit
from livechat.audio.file_speaker import READER_S, FileSpeaker
from livechat.audio.wav_write import WavWriter
from livechat.core.pcm import OUTPUT_RATE
from livechat.core.play.playback import FADE_MS
from livechat.core.talk.events import (
    AudioReceived,
    Event,
    Notice,
    PlaybackFinished,
    PlaybackStarted,
    TurnComplete,
)
from livechat.errors import FileError
from livechat.threads import Worker
from tests.support.fakes import FakeLink, Notebook
from tests.support.virtual_time import run

FULL = Path("/dev/full")
Use = Callable[[FileSpeaker], Awaitable[None]]


class Paper(WavWriter):
    """A writer that keeps what it is given, and may fail."""

    def __init__(self, *, fail_after: int | None = None, cause: OSError | None = None) -> None:
        self.written = bytearray()
        self._left = fail_after
        self._cause = cause

    def write(self, pcm: bytes) -> None:
        if self._left == 0:
            raise FileError("The disk is full; 0.1 s of sound were saved.") from self._cause
        if self._left:
            self._left -= 1
        self.written += pcm

    def close(self) -> None:
        raise AssertionError("the speaker does not own the file")


def sound(seconds: float, value: int = 1) -> bytes:
    return value.to_bytes(2, "little") * round(seconds * OUTPUT_RATE)


class AtOnce(Worker):
    """Does its work where it is handed over: a real thread takes time that virtual time has not."""

    def begin(self, work: Callable[[], object]) -> bool:
        work()
        return True


def use(speaker: FileSpeaker, how: Use, *, threaded: bool = False) -> list[Event]:
    """Run the speaker while it is used; its events, timed from 0."""
    if not threaded:
        speaker._thread = AtOnce("file-speaker", 2)

    async def main() -> list[Event]:
        events: list[Event] = []
        playing = asyncio.create_task(speaker.run(events.append))
        await asyncio.sleep(0)
        using = asyncio.create_task(_use())
        await asyncio.wait([playing, using], return_when=asyncio.FIRST_COMPLETED)
        playing.cancel()
        using.cancel()
        await asyncio.wait([playing, using])
        for task in (playing, using):
            if not task.cancelled():
                task.result()
        return events

    async def _use() -> None:
        await how(speaker)

    return run(main())


async def silence(speaker: FileSpeaker) -> None:
    """Wait until everything was played."""
    for _ in range(200_000):
        if speaker.idle:
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it plays for ever")


def times(events: list[Event]) -> list[tuple[str, int, float]]:
    """What happened to which turn, and when, in seconds from the loop's beginning."""
    return [
        (type(event).__name__.removeprefix("Playback"), event.turn, round(event.at - 1000, 3))
        for event in events
        if isinstance(event, PlaybackStarted | PlaybackFinished)
    ]


def test_sound_takes_its_time() -> None:
    """A burst plays as long as it sounds; start and end are told once, when they happen."""

    async def how(speaker: FileSpeaker) -> None:
        for _ in range(10):
            speaker.play(1, sound(0.5))
        speaker.complete(1)
        await asyncio.sleep(60)

    speaker = FileSpeaker(None)
    events = use(speaker, how)
    assert times(events) == [("Started", 1, 0.0), ("Finished", 1, 5.0)]
    assert events[-1] == PlaybackFinished(at=events[-1].at, turn=1, heard=5 * OUTPUT_RATE)


def test_ten_minutes_do_not_drift() -> None:
    """Thirty thousand blocks later it is still on time."""

    async def how(speaker: FileSpeaker) -> None:
        speaker.play(1, sound(600.01))
        speaker.complete(1)
        await asyncio.sleep(700)

    assert times(use(FileSpeaker(None), how))[-1] == ("Finished", 1, 600.01)


def test_a_stream_that_stumbles_goes_on_when_it_can() -> None:
    """Silence while nothing came is not caught up: it was heard as silence."""

    async def how(speaker: FileSpeaker) -> None:
        speaker.play(1, sound(1))
        await asyncio.sleep(3)
        speaker.play(1, sound(1))
        speaker.complete(1)
        await asyncio.sleep(5)

    events = use(FileSpeaker(None), how)
    assert times(events) == [("Started", 1, 0.0), ("Finished", 1, 4.0)]


class SlowDisk(FileSpeaker):
    """Takes some of the time of each 20 ms to write them, and once much more."""

    ready_at = 0.0

    def _write(self, pcm: bytes) -> None:
        now = asyncio.get_running_loop().time()
        self.ready_at = now + (1.0 if 3.0 < now - 1000 < 3.1 else 0.015)

    async def _written(self, emit: Emit) -> None:
        await asyncio.sleep(self.ready_at - asyncio.get_running_loop().time())


def test_a_slow_disk_takes_no_time_and_a_stuck_one_is_a_gap() -> None:
    """Writing is part of the pace; what stood still is not made up for by racing."""

    async def how(speaker: FileSpeaker) -> None:
        speaker.play(1, sound(2))
        speaker.complete(1)
        await asyncio.sleep(3)
        speaker.play(2, sound(2))
        speaker.complete(2)
        await asyncio.sleep(10)

    first, second = times(use(SlowDisk(None), how))[1::2]
    assert first == ("Finished", 1, 2.0)
    assert second[2] == pytest.approx(6.0, abs=0.05)


def test_what_was_not_played_is_told_at_the_end() -> None:
    """Whoever ends the call in the middle of an answer has not heard the rest of it."""

    async def how(speaker: FileSpeaker) -> None:
        speaker.play(1, sound(3))
        speaker.complete(1)
        speaker.play(2, sound(1))
        await asyncio.sleep(0.59)

    for paper in (None, Paper()):
        events = use(FileSpeaker(paper), how)
        finished = [one for one in events if isinstance(one, PlaybackFinished)]
        assert [(one.turn, one.heard, one.unheard) for one in finished] == [
            (1, round(0.6 * OUTPUT_RATE), round(2.4 * OUTPUT_RATE)),
            (2, 0, OUTPUT_RATE),
        ]
        assert paper is None or len(paper.written) == round(0.6 * OUTPUT_RATE) * 2


def test_taps_take_what_is_played_when_it_sounds() -> None:
    """Each piece with the time of its first sample; what waits after a gap is later."""

    class Ear:
        def __init__(self) -> None:
            self.heard: list[tuple[float, int]] = []

        def put(self, pcm: bytes, at: float) -> None:
            self.heard.append((round(at - 1000, 6), len(pcm)))

    async def how(speaker: FileSpeaker) -> None:
        speaker.play(1, sound(0.1))
        await asyncio.sleep(1)
        speaker.play(1, sound(0.03))
        speaker.complete(1)
        await asyncio.sleep(1)

    ear, other = Ear(), Ear()
    use(FileSpeaker(None, taps=[ear, other]), how)
    at = [0.0, 0.02, 0.04, 0.06, 0.08, 1.0, 1.02]
    assert ear.heard == [*((one, 960) for one in at[:-1]), (at[-1], 480)]
    assert other.heard == ear.heard


def test_a_turn_is_over_when_both_sides_say_so() -> None:
    """Complete before it was played, or played before it is complete."""

    async def how(speaker: FileSpeaker) -> None:
        speaker.play(1, sound(1))
        await asyncio.sleep(2)
        assert not speaker.idle
        speaker.complete(1)
        await asyncio.sleep(0.5)
        speaker.play(2, sound(1))
        speaker.complete(2)
        await asyncio.sleep(2)

    assert times(use(FileSpeaker(None), how)) == [
        ("Started", 1, 0.0),
        ("Finished", 1, 2.0),
        ("Started", 2, 2.5),
        ("Finished", 2, 3.5),
    ]


def test_turns_queue_up() -> None:
    """The second starts where the first ends."""

    async def how(speaker: FileSpeaker) -> None:
        speaker.play(1, sound(1))
        speaker.complete(1)
        speaker.play(2, sound(1))
        speaker.complete(2)
        await asyncio.sleep(5)

    assert times(use(FileSpeaker(None), how)) == [
        ("Started", 1, 0.0),
        ("Finished", 1, 1.0),
        ("Started", 2, 1.0),
        ("Finished", 2, 2.0),
    ]


def test_pending_counts_down_to_nothing() -> None:
    """What waits to be heard, in seconds; idle only when every turn has finished."""
    seen: list[tuple[float, bool]] = []

    async def how(speaker: FileSpeaker) -> None:
        seen.append((speaker.pending_s, speaker.idle))
        speaker.play(1, sound(2))
        seen.append((speaker.pending_s, speaker.idle))
        await asyncio.sleep(1)
        seen.append((speaker.pending_s, speaker.idle))
        speaker.complete(1)
        await asyncio.sleep(0.99)
        seen.append((speaker.pending_s, speaker.idle))
        await asyncio.sleep(0.02)
        seen.append((speaker.pending_s, speaker.idle))

    use(FileSpeaker(None), how)
    assert [idle for _, idle in seen] == [True, False, False, False, True]
    assert [pending for pending, _ in seen] == pytest.approx([0, 2, 1, 0, 0], abs=0.021)


def test_an_interruption_fades_and_drops() -> None:
    """A few milliseconds are still heard; the rest, and what comes late, is not."""
    paper = Paper()

    async def how(speaker: FileSpeaker) -> None:
        speaker.play(1, sound(10, value=1000))
        await asyncio.sleep(1.005)
        speaker.interrupt(1)
        assert speaker.pending_s == pytest.approx(FADE_MS / 1000)
        speaker.play(1, sound(5, value=2000))
        await asyncio.sleep(0.1)
        assert speaker.idle
        speaker.play(2, sound(0.5, value=3000))
        speaker.complete(2)
        await asyncio.sleep(1)

    events = use(FileSpeaker(paper), how)
    first, second = (event for event in events if isinstance(event, PlaybackFinished))
    assert first.at - 1000 == pytest.approx(1.005, abs=0.04)
    assert first.heard + first.unheard == 10 * OUTPUT_RATE
    samples = memoryview(bytes(paper.written)).cast("h").tolist()
    fade = OUTPUT_RATE * FADE_MS // 1000
    heard = first.heard
    assert samples[: heard - fade] == [1000] * (heard - fade)
    assert samples[heard - fade : heard] == sorted(samples[heard - fade : heard], reverse=True)
    assert samples[heard - 1] <= 1000 / fade + 1
    assert samples[heard:] == [3000] * second.heard


def test_a_turn_that_nobody_heard_has_no_start() -> None:
    """Interrupted before its first sample: all of it unheard."""

    async def how(speaker: FileSpeaker) -> None:
        speaker.play(1, sound(1))
        speaker.play(2, sound(1))
        await asyncio.sleep(0.5)
        speaker.interrupt(2)
        await asyncio.sleep(1)

    events = use(FileSpeaker(None), how)
    assert [(name, turn) for name, turn, _ in times(events)] == [
        ("Started", 1),
        ("Finished", 1),
        ("Finished", 2),
    ]
    last = events[-1]
    assert isinstance(last, PlaybackFinished)
    assert (last.heard, last.unheard) == (0, OUTPUT_RATE)


def test_sound_queued_in_answer_to_an_event_is_not_forgotten() -> None:
    """Whoever hears that a turn has finished may start the next at once."""

    async def main() -> None:
        def react(event: Event) -> None:
            events.append(event)
            if len(events) == 2:
                speaker.play(2, sound(1))
                speaker.complete(2)

        events: list[Event] = []
        speaker = FileSpeaker(None)
        playing = asyncio.create_task(speaker.run(react))
        await asyncio.sleep(0)
        speaker.play(1, sound(1))
        speaker.complete(1)
        await asyncio.sleep(10)
        playing.cancel()
        await asyncio.wait([playing])
        assert times(events)[2:] == [("Started", 2, 1.0), ("Finished", 2, 2.0)]

    run(main())


def test_fast_takes_no_time() -> None:
    """Ten minutes are written as soon as they have come; the events are the same."""
    paper = Paper()

    async def how(speaker: FileSpeaker) -> None:
        speaker.play(1, sound(600))
        speaker.complete(1)
        await silence(speaker)

    began_and_ended = times(use(FileSpeaker(None, fast=True), how))
    assert began_and_ended == [("Started", 1, 0.0), ("Finished", 1, 0.0)]
    use(FileSpeaker(paper, fast=True), how)
    assert len(paper.written) == 600 * OUTPUT_RATE * 2


@given(
    pieces=st.lists(st.binary(max_size=3000), min_size=1, max_size=12),
    waits=st.lists(st.sampled_from([0, 0.01, 0.5]), min_size=12, max_size=12),
    fast=st.booleans(),
)
@settings(max_examples=40, deadline=None)
def test_every_byte_is_written_once_and_in_order(
    pieces: list[bytes], waits: list[float], fast: bool
) -> None:
    """However it arrives, the file holds exactly that; half a sample at the end is no sound."""
    file = io.BytesIO()

    async def how(speaker: FileSpeaker) -> None:
        for piece, wait in zip(pieces, waits, strict=False):
            speaker.play(1, piece)
            await asyncio.sleep(wait)
        speaker.complete(1)
        await silence(speaker)

    with WavWriter(file, OUTPUT_RATE) as writer:
        events = use(FileSpeaker(writer, fast=fast), how)
    told = b"".join(pieces)
    whole = told[: len(told) - len(told) % 2]
    assert file.getvalue()[44:] == whole
    finished = events[-1]
    assert isinstance(finished, PlaybackFinished)
    assert (finished.heard, finished.unheard) == (len(whole) // 2, 0)
    started = [event for event in events if isinstance(event, PlaybackStarted)]
    assert len(started) == (1 if whole else 0)


def test_a_full_disk_is_told_once_and_the_talk_goes_on() -> None:
    """The voice is still timed and finished, unsaved; the error is kept for the end."""
    paper = Paper(fail_after=5, cause=OSError(28, "No space left on device"))

    async def how(speaker: FileSpeaker) -> None:
        speaker.play(1, sound(2))
        speaker.complete(1)
        await asyncio.sleep(5)
        speaker.play(2, sound(1))
        speaker.complete(2)
        await asyncio.sleep(5)

    speaker = FileSpeaker(paper)
    events = use(speaker, how)
    [notice] = [event for event in events if isinstance(event, Notice)]
    assert (notice.text, notice.level) == (str(speaker.failure), "warning")
    assert len(paper.written) == 5 * 960
    assert [event.heard for event in events if isinstance(event, PlaybackFinished)] == [
        2 * OUTPUT_RATE,
        1 * OUTPUT_RATE,
    ]


@pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full")
def test_a_really_full_disk(tmp_path: Path) -> None:
    """The whole conversation is held and heard, though the disk takes not a byte more."""
    notebook = Notebook()
    with (tmp_path / "x.wav").open("wb", buffering=0) as stream, FULL.open("wb") as full:
        speaker = FileSpeaker(WavWriter(stream, OUTPUT_RATE))
        os.dup2(full.fileno(), stream.fileno())  # the header was the last that fitted
        link = FakeLink(
            lambda: [(0.1, AudioReceived(at=0, pcm=sound(1))), (1.0, TurnComplete(at=0))]
        )
        state = run(Conversation(link, speaker, lines=["Hi"], observers=[notebook]).run())
    assert state.answers == 1
    assert len(notebook.of(Notice)) == 1
    assert "The disk is full; nothing was saved." in str(speaker.failure)
    [played] = notebook.of(PlaybackFinished)
    assert isinstance(played, PlaybackFinished)
    assert played.heard == OUTPUT_RATE


def test_a_reader_that_has_gone_ends_it() -> None:
    """`| head`: nobody is left to speak to."""
    speaker = FileSpeaker(Paper(fail_after=1, cause=BrokenPipeError()))

    async def how(speaker: FileSpeaker) -> None:
        speaker.play(1, sound(1))
        await asyncio.sleep(5)

    with pytest.raises(FileError) as caught:
        use(speaker, how)
    assert isinstance(caught.value.__cause__, BrokenPipeError)


def test_what_a_reader_that_has_gone_did_not_take_was_not_heard() -> None:
    """Nor the piece that was on its way to it."""
    speaker = FileSpeaker(Paper(fail_after=2, cause=BrokenPipeError()))
    events: list[Event] = []

    async def main() -> None:
        speaker.play(1, sound(1))
        with pytest.raises(FileError):
            await speaker.run(events.append)

    run(main())
    finished = events[-1]
    assert isinstance(finished, PlaybackFinished)
    assert (finished.heard, finished.unheard) == (960, OUTPUT_RATE - 960)


class Slow(Paper):
    """A writer that takes as long as it is told to."""

    def __init__(self, *, fail_after: int | None = None) -> None:
        super().__init__(fail_after=fail_after)
        self.entered = threading.Event()
        self.go_on = threading.Event()
        self.writing = False

    def write(self, pcm: bytes) -> None:
        self.writing = True
        self.entered.set()
        assert self.go_on.wait(10)
        try:
            super().write(pcm)
        finally:
            self.writing = False


async def cancelled_in_a_write(paper: Slow) -> FileSpeaker:
    """A speaker cancelled while the writer writes, which goes on a moment later."""
    speaker = FileSpeaker(paper)
    playing = asyncio.create_task(speaker.run(lambda event: None))
    speaker.play(1, sound(1))
    assert await asyncio.to_thread(paper.entered.wait, 10)
    playing.cancel()
    asyncio.get_running_loop().call_later(0.02, paper.go_on.set)
    await asyncio.wait([playing])
    assert playing.cancelled()
    return speaker


def test_the_file_is_not_taken_from_under_a_write() -> None:
    """Whoever closes it next finds nobody writing; real time, for there is a thread."""
    paper = Slow()
    asyncio.run(cancelled_in_a_write(paper))
    assert not paper.writing
    assert paper.written == sound(0.02)


def test_a_last_write_that_fails_is_not_forgotten() -> None:
    """A full disk at the very end makes the recording incomplete all the same."""
    paper = Slow(fail_after=0)
    speaker = asyncio.run(cancelled_in_a_write(paper))
    assert speaker.failure is not None


STUCK = """
import asyncio, os
from livechat.audio import file_speaker
from livechat.audio.wav_write import WavWriter

file_speaker._LAST_WRITE_S = 0.05

async def main():
    with open(1, "wb", buffering=0, closefd=False) as stream:
        speaker = file_speaker.FileSpeaker(WavWriter(stream, 24_000), fast=True)
        playing = asyncio.create_task(speaker.run(lambda event: None))
        speaker.play(1, bytes(1_000_000))
        await asyncio.sleep(0.1)
        playing.cancel()
        await asyncio.wait([playing])

asyncio.run(main())
os.write(2, b"over")
"""


@pytest.mark.process
def test_a_pipe_that_nobody_reads_does_not_keep_the_program() -> None:
    """It is stopped politely while it is stuck in a write, and ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", STUCK],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    try:
        assert process.wait(20) == 0
        assert process.stderr is not None
        assert process.stderr.read() == b"over"
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("after", [0.5, 1.5])
def test_a_missing_reader_is_told_of_during_the_call_alone(after: float) -> None:
    """Not when the call has ended within the second that a reader has to begin."""
    paper = Paper()
    paper.waits, paper.name = True, "voice"
    told: list[Event] = []

    async def main() -> None:
        task = asyncio.create_task(FileSpeaker(paper).run(told.append))
        await asyncio.sleep(after)
        task.cancel()
        await asyncio.wait([task])
        await asyncio.sleep(2)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("livechat.audio.file_speaker.Worker", AtOnce)
        run(main())
    assert [isinstance(event, Notice) for event in told] == [True] * (after > READER_S)


def test_one_thread_writes_all(tmp_path: Path) -> None:
    """And is gone when the speaker is."""
    before = threading.active_count()

    async def how(speaker: FileSpeaker) -> None:
        speaker.play(1, sound(2))
        speaker.complete(1)
        while not speaker.idle:
            assert threading.active_count() <= before + 1
            await asyncio.sleep(0.02)

    with WavWriter(tmp_path / "x.wav", OUTPUT_RATE) as writer:
        use(FileSpeaker(writer), how, threaded=True)
    for thread in threading.enumerate():
        if thread.name == "file-speaker":
            thread.join(10)
            assert not thread.is_alive()
    with wave.open(str(tmp_path / "x.wav")) as file:
        assert file.getnframes() == 2 * OUTPUT_RATE
