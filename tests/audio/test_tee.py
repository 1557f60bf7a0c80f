"""Two speakers at once, in virtual time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from livechat.app.ports import Emit
from livechat.audio.tee import Tee
from livechat.core.talk.events import (
    DeviceOpened,
    Event,
    Notice,
    PlaybackFinished,
    PlaybackStarted,
)
from tests.support.virtual_time import run


class Mouth:
    """A speaker that remembers what it is told, and says what a test says."""

    def __init__(self) -> None:
        self.told: list[tuple[object, ...]] = []
        self.idle = True
        self.pending_s = 0.0
        self.emit: Emit
        self.fails: Exception | None = None
        self.at_the_end: list[Event] = []

    def play(self, turn: int, pcm: bytes) -> None:
        self.told.append(("play", turn, pcm))

    def complete(self, turn: int) -> None:
        self.told.append(("complete", turn))

    def interrupt(self, turn: int) -> None:
        self.told.append(("interrupt", turn))

    def duck(self, on: bool) -> None:
        self.told.append(("duck", on))

    def set_volume(self, percent: int) -> None:
        self.told.append(("volume", percent))

    async def run(self, emit: Emit) -> None:
        self.emit = emit
        if self.fails:
            raise self.fails
        try:
            await asyncio.Event().wait()
        finally:
            for event in self.at_the_end:
                emit(event)


def use(heard: Mouth, kept: Mouth, how: Callable[[list[Event]], Awaitable[None]]) -> list[Event]:
    async def main() -> list[Event]:
        events: list[Event] = []
        running = asyncio.create_task(Tee(heard, kept).run(events.append))
        await asyncio.sleep(0.1)
        await how(events)
        running.cancel()
        await asyncio.wait([running])
        assert running.cancelled()
        return events

    return run(main())


def finished(turn: int, at: float = 0.0, heard: int = 10) -> PlaybackFinished:
    return PlaybackFinished(at=at, turn=turn, heard=heard)


def test_both_play_and_only_what_is_heard_is_ducked() -> None:
    """A recording keeps the voice as it came."""
    heard, kept = Mouth(), Mouth()
    tee = Tee(heard, kept)
    tee.play(1, b"ab")
    tee.complete(1)
    tee.interrupt(1)
    both: list[tuple[object, ...]] = [("play", 1, b"ab"), ("complete", 1), ("interrupt", 1)]
    tee.duck(True)
    tee.set_volume(50)
    assert kept.told == both
    assert heard.told == [*both, ("duck", True), ("volume", 50)]


@pytest.mark.parametrize(
    ("heard_idle", "kept_idle", "idle"),
    [(True, True, True), (False, True, False), (True, False, False), (False, False, False)],
)
def test_it_waits_for_what_is_heard_and_is_idle_when_both_are(
    heard_idle: bool, kept_idle: bool, idle: bool
) -> None:
    """The slower one decides."""
    heard, kept = Mouth(), Mouth()
    heard.idle, kept.idle = heard_idle, kept_idle
    heard.pending_s, kept.pending_s = 2.0, 3.0
    tee = Tee(heard, kept)
    assert (tee.pending_s, tee.idle) == (2.0, idle)


def test_what_was_played_is_the_first_ones_word() -> None:
    """And whatever else happens to either."""
    heard, kept = Mouth(), Mouth()
    opened = DeviceOpened(at=0, device="loudspeaker", name="x", rate=24_000, latency_ms=1)
    full = Notice(at=0, text="The disk is full.")

    async def how(events: list[Event]) -> None:
        heard.emit(opened)
        kept.emit(full)
        kept.emit(PlaybackStarted(at=1, turn=1))
        heard.emit(PlaybackStarted(at=2, turn=1))
        kept.emit(finished(1, at=3, heard=7))
        heard.emit(finished(1, at=4, heard=5))

    assert use(heard, kept, how) == [
        opened,
        full,
        PlaybackStarted(at=2, turn=1),
        finished(1, at=4, heard=5),
    ]


def test_a_turn_is_over_when_it_is_kept_as_well() -> None:
    """Whoever is told looks whether the speaker is idle, and would not look again."""
    heard, kept = Mouth(), Mouth()

    async def how(events: list[Event]) -> None:
        heard.emit(finished(1))
        assert not events
        heard.emit(finished(2))
        kept.emit(finished(1))
        assert len(events) == 1
        kept.emit(finished(2))

    assert use(heard, kept, how) == [finished(1), finished(2)]


def test_the_end_loses_no_word_of_what_was_heard() -> None:
    """Though the file never came so far."""
    heard, kept = Mouth(), Mouth()
    heard.at_the_end = [finished(1)]

    async def how(events: list[Event]) -> None:
        """Nothing happens."""

    assert use(heard, kept, how) == [finished(1)]


@pytest.mark.parametrize("which", [0, 1])
def test_the_failure_of_one_is_the_failure_of_both(which: int) -> None:
    """Neither is left behind."""
    mouths = (Mouth(), Mouth())
    mouths[which].fails = OSError("gone")

    async def main() -> None:
        with pytest.raises(ExceptionGroup) as caught:
            await Tee(*mouths).run(lambda _: None)
        assert [str(error) for error in caught.value.exceptions] == ["gone"]

    run(main())
