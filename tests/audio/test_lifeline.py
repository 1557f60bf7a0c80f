"""Sound devices that die, freeze, and come back, in virtual time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from livechat.audio import lifeline, portaudio
from livechat.audio.devices import Device, Kind
from livechat.audio.lifeline import (
    CLOSE_S,
    LOOK_S,
    MEETING_S,
    MOST_ROOM,
    OPEN_S,
    RETRY_S,
    House,
    Lifeline,
)
from livechat.core.talk.events import DeviceLost, DeviceOpened, Event, Notice
from livechat.errors import SoundError
from tests.support.errands import Errands
from tests.support.virtual_time import run

SPEAKER = Device(0, "Speaker", "ALSA", 2, 2, 48_000, True, True)


class FakeUnit:
    """A device that does what it is told to."""

    name, rate, latency_s = "Speaker", 24_000, 0.02

    def __init__(self, world: World, room: float) -> None:
        self.room = room
        self.dead: str | None = None
        self.struggling = False
        self.closed = False
        self.close_fails: Exception | None = None
        self._world = world
        assert not world.starting_anew, "opened while PortAudio starts"
        world.open.append(self)

    def trouble(self) -> str | None:
        return self.dead

    def struggles(self) -> bool:
        return self.struggling

    def close(self) -> None:
        assert not self.closed
        self.closed = True
        self._world.open.remove(self)
        if self.close_fails:
            raise self.close_fails


class World:
    """What stands behind the devices: PortAudio, the sound server, threads."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.errands = Errands()
        self.open: list[FakeUnit] = []
        self.units: list[FakeUnit] = []
        self.refused: str = ""
        """Why nothing can be opened."""
        self.new = False
        """Whether there is a device that PortAudio has not seen."""
        self.known = True
        """Whether PortAudio sees the device."""
        self.renewals = 0
        self.refresh_fails = 0
        self.starting_anew = False
        self.abandoned = 0
        patch.setattr(lifeline, "in_thread", self._in_thread)
        self.choose: Callable[..., Device] = self._choose

        def choose(*args: Any) -> Device:
            return self.choose(*args)

        patch.setattr(lifeline, "choose", choose)
        patch.setattr(lifeline, "list_in_child", lambda _: [SPEAKER] if self.new else None)
        patch.setattr(portaudio, "refresh", self._refresh)
        patch.setattr(portaudio, "abandon", self._abandon)

    def line(self, house: House, kind: Kind = "output") -> Lifeline:
        return Lifeline(kind, None, lambda device, room: self._open(room), house)

    def _in_thread(self, work: Callable[[], object], name: str) -> object:
        if name == "portaudio":
            assert not self.open, "PortAudio starts anew under an open device"
            self.starting_anew = True
        return self.errands.in_thread(work, name)

    def _choose(self, kind: Kind, wanted: str | None, among: object = None) -> Device:
        if not (self.known if among is None else among):
            raise SoundError("There is no such device.", "")
        return SPEAKER

    def _open(self, room: float) -> FakeUnit:
        if self.refused:
            raise SoundError(self.refused, "")
        unit = FakeUnit(self, room)
        self.units.append(unit)
        return unit

    def _refresh(self) -> None:
        self.starting_anew = False
        self.renewals += 1
        if self.refresh_fails:
            self.refresh_fails -= 1
            raise SoundError("PortAudio failed to restart.", "")
        self.known = self.known or self.new

    def _abandon(self) -> None:
        self.abandoned += 1


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    return World(monkeypatch)


def keep(
    world: World, how: Callable[[House, list[Lifeline]], Awaitable[None]], lines: int = 1
) -> list[Event]:
    """Keep devices alive while something happens; the events."""

    async def main() -> list[Event]:
        events: list[Event] = []
        house = House()
        kinds: tuple[Kind, Kind] = ("output", "input")
        alive = [world.line(house, kind) for kind in kinds[:lines]]
        tasks = [asyncio.create_task(line.run(events.append)) for line in alive]
        using = asyncio.ensure_future(how(house, alive))
        await asyncio.wait([using, *tasks], return_when=asyncio.FIRST_COMPLETED)
        for task in (using, *tasks):
            task.cancel()
        await asyncio.wait([using, *tasks])
        for task in (using, *tasks):
            if not task.cancelled():
                task.result()
        return events

    return run(main())


def kinds(events: list[Event]) -> list[type[Event]]:
    return [type(event) for event in events]


def test_a_device_is_opened_told_of_and_closed(world: World) -> None:
    """With its latency in milliseconds."""

    async def use(house: House, lines: list[Lifeline]) -> None:
        await asyncio.sleep(1)
        assert lines[0].unit is world.units[0]

    [opened] = keep(world, use)
    assert isinstance(opened, DeviceOpened)
    assert (opened.device, opened.name, opened.rate) == ("loudspeaker", "Speaker", 24_000)
    assert opened.latency_ms == 20
    assert world.units[0].closed
    assert not world.abandoned


def test_what_cannot_be_opened_the_first_time_is_an_error(world: World) -> None:
    """The user is there to read it."""
    world.refused = "It is held by another program."

    async def use(house: House, lines: list[Lifeline]) -> None:
        await asyncio.sleep(5)

    with pytest.raises(SoundError, match="held by another"):
        keep(world, use)


def test_a_server_that_never_answers_is_an_error_and_its_device_closed_when_it_comes(
    world: World,
) -> None:
    """And the program's end does not wait for it."""
    world.errands.takes["open_output"] = OPEN_S + 5

    async def main() -> None:
        line = world.line(House())
        began = asyncio.get_running_loop().time()
        with pytest.raises(SoundError, match="does not respond"):
            await line.run(lambda _: None)
        assert asyncio.get_running_loop().time() - began == pytest.approx(OPEN_S)
        assert world.abandoned
        await asyncio.sleep(10)

    run(main())
    assert world.units[0].closed


def test_a_device_that_dies_is_told_of_and_opened_again(world: World) -> None:
    """It is noticed at the next look."""

    async def use(house: House, lines: list[Lifeline]) -> None:
        await asyncio.sleep(5)
        world.units[0].dead = "its stream ended"
        await asyncio.sleep(2 * LOOK_S)
        assert lines[0].unit is world.units[1]

    events = keep(world, use)
    assert kinds(events) == [DeviceOpened, DeviceLost, DeviceOpened]
    assert isinstance(events[1], DeviceLost)
    assert events[1].reason == "its stream ended"
    assert events[1].at - events[0].at == pytest.approx(5, abs=2 * LOOK_S)
    assert not world.open


def test_a_device_that_dies_at_once_again_and_again_is_opened_once_a_second(
    world: World,
) -> None:
    """Not five times."""

    async def use(house: House, lines: list[Lifeline]) -> None:
        until = asyncio.get_running_loop().time() + 10
        while asyncio.get_running_loop().time() < until:
            world.units[-1].dead = "gone"
            await asyncio.sleep(0.01)

    keep(world, lambda house, lines: _after_opening(use(house, lines)))
    assert len(world.units) <= 11


async def _after_opening(work: Awaitable[None]) -> None:
    await asyncio.sleep(0.05)
    await work


def test_a_device_that_is_away_is_said_once_and_tried_every_second(world: World) -> None:
    """What it says is the opening's own sentence."""

    async def use(house: House, lines: list[Lifeline]) -> None:
        await asyncio.sleep(5)
        world.refused, world.units[0].dead = "It is away.", "gone"
        await asyncio.sleep(10 * RETRY_S)
        assert lines[0].unit is None
        world.refused = ""
        await asyncio.sleep(RETRY_S + LOOK_S)
        assert lines[0].unit is not None

    events = keep(world, use)
    assert kinds(events) == [DeviceOpened, DeviceLost, Notice, DeviceOpened]
    assert isinstance(events[2], Notice)
    assert events[2].text.startswith("It is away.")
    assert 9 <= world.errands.begun.count("open-output") - 2 <= 11
    assert world.renewals == 0


def test_a_name_that_returns_is_found_although_portaudio_did_not_see_it_come(
    world: World,
) -> None:
    """The other device is closed for a moment, and opened again."""

    async def use(house: House, lines: list[Lifeline]) -> None:
        await asyncio.sleep(5)
        world.known, world.units[0].dead = False, "gone"
        await asyncio.sleep(5)
        world.new = True
        await asyncio.sleep(3)
        assert all(line.unit for line in lines)

    events = keep(world, use, lines=2)
    assert world.renewals == 1
    assert kinds(events).count(DeviceOpened) == 4
    assert kinds(events).count(DeviceLost) == 1


def test_a_device_that_freezes_is_left_behind(world: World) -> None:
    """Its closing may take for ever; it is opened again meanwhile, and PortAudio left alone."""
    world.errands.takes["close_output"] = 60

    async def use(house: House, lines: list[Lifeline]) -> None:
        await asyncio.sleep(5)
        world.units[0].dead = "frozen"
        await asyncio.sleep(LOOK_S + CLOSE_S + 0.1)
        assert lines[0].unit is world.units[1]
        world.errands.takes["close_output"] = 0
        house.renew()
        await asyncio.sleep(1)
        assert lines[0].unit is world.units[2]
        assert world.renewals == 0
        await asyncio.sleep(60)
        house.renew()
        await asyncio.sleep(1)
        assert world.renewals == 1

    keep(world, use)
    assert world.abandoned
    assert not world.open


def test_hanging_up_does_not_wait_for_a_frozen_device(world: World) -> None:
    """Nor does the end of the program, which is told."""
    world.errands.takes["close_output"] = 60

    async def main() -> float:
        line = world.line(House())
        task = asyncio.create_task(line.run(lambda _: None))
        await asyncio.sleep(1)
        began = asyncio.get_running_loop().time()
        task.cancel()
        await asyncio.wait([task])
        assert task.cancelled()
        return asyncio.get_running_loop().time() - began

    assert run(main()) == pytest.approx(CLOSE_S)
    assert world.abandoned == 1


@pytest.mark.parametrize("after", [0.0, 0.1, 0.3, 0.5])
def test_hanging_up_while_a_device_is_being_opened_waits_and_closes_it(
    world: World, after: float
) -> None:
    """However far it has come: a stream that outlives Python crashes it."""
    world.errands.takes["open_output"] = 0.3

    async def main() -> None:
        line = world.line(House())
        task = asyncio.create_task(line.run(lambda _: None))
        await asyncio.sleep(after)
        task.cancel()
        await asyncio.wait([task])
        assert task.cancelled()
        assert not world.open

    run(main())
    assert not world.abandoned


def test_hanging_up_does_not_wait_for_a_device_that_does_not_open(world: World) -> None:
    """It is closed should it open after all; the end of the program is told."""
    world.errands.takes["open_output"] = 5

    async def main() -> None:
        line = world.line(House())
        task = asyncio.create_task(line.run(lambda _: None))
        await asyncio.sleep(1)
        task.cancel()
        began = asyncio.get_running_loop().time()
        await asyncio.wait([task])
        assert asyncio.get_running_loop().time() - began == pytest.approx(CLOSE_S)
        await asyncio.sleep(10)
        assert not world.open

    run(main())
    assert world.abandoned == 1
    assert world.units


def test_a_closing_that_fails_is_survived(world: World) -> None:
    """The stream has gone either way."""

    async def use(house: House, lines: list[Lifeline]) -> None:
        await asyncio.sleep(5)
        world.units[0].close_fails = RuntimeError("PortAudio says no")
        world.units[0].dead = "gone"
        await asyncio.sleep(1)
        assert lines[0].unit is world.units[1]

    assert kinds(keep(world, use)) == [DeviceOpened, DeviceLost, DeviceOpened]


def test_a_device_that_loses_sound_gets_larger_buffers_up_to_a_limit(world: World) -> None:
    """Then it is left as it is: it would be opened again and again for nothing."""

    async def use(house: House, lines: list[Lifeline]) -> None:
        until = asyncio.get_running_loop().time() + 20
        while asyncio.get_running_loop().time() < until:
            world.units[-1].struggling = True
            await asyncio.sleep(0.01)

    events = keep(world, lambda house, lines: _after_opening(use(house, lines)))
    assert [unit.room for unit in world.units] == [1, 2, 4, MOST_ROOM]
    assert set(kinds(events)) == {DeviceOpened}


def test_another_device_is_taken_and_the_one_before_where_it_cannot_be_opened(
    world: World,
) -> None:
    """With a word about it; the other end is left alone."""
    asked: list[tuple[Kind, str | None]] = []
    there = world.choose

    def choose(kind: Kind, wanted: str | None, among: object = None) -> Device:
        asked.append((kind, wanted))
        if wanted == "Nowhere":
            raise SoundError("No speaker matches Nowhere.", "Choose one of: Speaker.")
        return there(kind, wanted, among)

    world.choose = choose

    async def use(house: House, lines: list[Lifeline]) -> None:
        await asyncio.sleep(1)
        house.use("loudspeaker", "Headset")
        await asyncio.sleep(1)
        house.use("loudspeaker", "Nowhere")
        await asyncio.sleep(1)
        assert all(line.unit is not None for line in lines)

    events = keep(world, use, lines=2)
    assert kinds(events) == [DeviceOpened] * 3 + [Notice, DeviceOpened]
    notice = events[3]
    assert isinstance(notice, Notice)
    assert notice.text.endswith("Choose one of: Speaker. Keeping the current speaker.")
    opened = [wanted for kind, wanted in asked if kind == "output"]
    assert (opened[0], opened[1], opened[-1]) == (None, "Headset", "Headset")
    assert {wanted for kind, wanted in asked if kind == "input"} == {None}


def test_a_device_that_was_plugged_in_meanwhile_can_be_taken(world: World) -> None:
    """PortAudio starts anew to see it."""

    async def use(house: House, lines: list[Lifeline]) -> None:
        await asyncio.sleep(1)
        world.known, world.new = False, True
        house.use("loudspeaker", "Headset")
        await asyncio.sleep(3)
        assert lines[0].unit is not None

    assert kinds(keep(world, use)) == [DeviceOpened] * 2
    assert world.renewals == 1


def test_the_last_of_several_choices_counts(world: World) -> None:
    """And if it cannot be opened, what worked before all of them."""
    world.errands.takes["open_output"] = 0.5
    there = world.choose

    def choose(kind: Kind, wanted: str | None, among: object = None) -> Device:
        if wanted is not None:
            raise SoundError(f"No speaker matches {wanted}.", "")
        return there(kind, wanted, among)

    world.choose = choose

    async def use(house: House, lines: list[Lifeline]) -> None:
        await asyncio.sleep(1)
        house.use("loudspeaker", "One")
        house.use("loudspeaker", "Two")
        await asyncio.sleep(3)
        assert lines[0].unit is not None

    events = keep(world, use)
    assert kinds(events) == [DeviceOpened, Notice, DeviceOpened]
    assert "Two" in getattr(events[1], "text", "")


def test_wishing_for_new_devices_closes_all_and_starts_portaudio_anew(world: World) -> None:
    """No device is lost, and a second wish during the first changes nothing."""

    async def use(house: House, lines: list[Lifeline]) -> None:
        await asyncio.sleep(1)
        world.errands.takes["portaudio"] = 5.0
        house.renew()
        await asyncio.sleep(MEETING_S + 1)
        house.renew()
        assert [line.unit for line in lines] == [None, None]
        await asyncio.sleep(5)
        assert all(line.unit for line in lines)

    events = keep(world, use, lines=2)
    assert kinds(events) == [DeviceOpened] * 4
    assert world.renewals == 1


def test_a_wish_while_a_device_is_being_opened_is_not_lost(world: World) -> None:
    """It closes again as soon as it is there, and the others do not wait in vain."""

    async def use(house: House, lines: list[Lifeline]) -> None:
        await asyncio.sleep(1)
        world.errands.takes["open_output"] = 1.0
        world.units[0].dead = world.units[1].dead = "gone"
        await asyncio.sleep(LOOK_S + 0.5)
        house.renew()
        await asyncio.sleep(4)
        assert all(line.unit for line in lines)

    keep(world, use, lines=2)
    assert world.renewals == 1


def test_who_is_still_being_opened_holds_up_the_others_for_a_while_only(world: World) -> None:
    """They go on with the devices that PortAudio knows."""

    async def use(house: House, lines: list[Lifeline]) -> None:
        await asyncio.sleep(1)
        world.errands.takes["open_output"] = 60.0
        speaker = next(unit for unit in world.units if lines[0].unit is unit)
        speaker.dead = "gone"
        await asyncio.sleep(1)
        house.renew()
        await asyncio.sleep(MEETING_S + 1)
        assert lines[0].unit is None
        assert lines[1].unit is not None

    keep(world, use, lines=2)
    assert world.renewals == 0


def test_portaudio_that_does_not_start_again_is_tried_until_it_does(world: World) -> None:
    """The conversation lives on meanwhile, and hears of it."""
    world.refresh_fails = 2

    async def use(house: House, lines: list[Lifeline]) -> None:
        await asyncio.sleep(1)
        world.known, world.new = False, True
        house.renew()
        await asyncio.sleep(10)
        assert lines[0].unit is not None

    events = keep(world, use)
    assert world.renewals == 3
    assert kinds(events) == [DeviceOpened, Notice, DeviceOpened]


def test_a_wish_before_there_is_a_device_is_no_wish() -> None:
    """Nobody would fulfil it, and the next would be ignored."""

    async def main() -> None:
        house = House()
        house.renew()
        await house.closed(Lifeline("output", None, lambda device, room: FakeUnit, house))  # type: ignore[arg-type,return-value]

    run(main())


deaths = st.tuples(st.just("death"), st.integers(0, 1), st.floats(0, 5))
renewals = st.tuples(st.just("renew"), st.just(0), st.floats(0, 5))
slow = st.tuples(
    st.sampled_from(["close_output", "close_input", "open_output", "open_input", "portaudio"]),
    st.sampled_from([0, 0, 1, 4, 20]),
    st.floats(0, 5),
)


@given(st.lists(st.one_of(deaths, renewals, slow), max_size=25))
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_order_of_deaths_wishes_and_slow_closings_ends_with_every_device_open(
    happened: list[tuple[str, int, float]],
) -> None:
    """And PortAudio never starts under an open device, nor a device under a starting PortAudio."""

    async def use(world: World, house: House, lines: list[Lifeline]) -> None:
        await asyncio.sleep(0.1)
        for what, number, then in happened:
            if what == "death":
                unit = lines[number].unit
                if isinstance(unit, FakeUnit):
                    unit.dead = "gone"
            elif what == "renew":
                house.renew()
            else:
                world.errands.takes[what] = number
            await asyncio.sleep(then)
        world.errands.takes.clear()
        await asyncio.sleep(120)
        assert all(isinstance(line.unit, FakeUnit) and not line.unit.closed for line in lines)
        assert len(world.open) == 2
        began = world.renewals
        house.renew()
        await asyncio.sleep(5)
        assert world.renewals == began + 1
        assert len(world.open) == 2

    with pytest.MonkeyPatch.context() as patch:
        world = World(patch)
        keep(world, lambda house, lines: use(world, house, lines), lines=2)


def test_two_devices_know_of_each_other_only_as_long_as_they_live(world: World) -> None:
    """Nobody waits for one that has left."""

    async def main() -> None:
        house = House()
        tasks = [
            asyncio.create_task(world.line(house, kind).run(lambda _: None)) for kind in _kinds()
        ]
        await asyncio.sleep(1)
        tasks[0].cancel()
        await asyncio.wait(tasks[:1])
        house.renew()
        await asyncio.sleep(1)
        assert world.renewals == 1
        tasks[1].cancel()
        await asyncio.wait(tasks)

    run(main())


def _kinds() -> Iterator[Kind]:
    yield "output"
    yield "input"
