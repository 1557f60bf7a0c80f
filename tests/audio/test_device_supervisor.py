"""Sound devices that die, freeze, and come back, in virtual time."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from livechat.audio import device_supervisor, portaudio
from livechat.audio.audio_stream import CLOSE_S, LAST_S, STOP_S, Opening
from livechat.audio.device_manager import DeviceManager
from livechat.audio.device_supervisor import (
    LONGEST_S,
    LOOK_S,
    MOST_ROOM,
    OPEN_S,
    RETRY_S,
    DeviceSupervisor,
)
from livechat.audio.devices import Device, Kind
from livechat.audio.sound_thread import SoundThread
from livechat.core.talk.events import DeviceLost, DeviceOpened, Event, Notice
from livechat.errors import SoundError
from tests.support.errands import Errands
from tests.support.sound_thread import VirtualSoundThread
from tests.support.virtual_time import VirtualTimeLoop, run

SPEAKER = Device(0, "Speaker", "ALSA", 2, 2, 48_000, True, True)


class FakeStream:
    """A device that does what it is told to."""

    name, latency_s = "Speaker", 0.02

    def __init__(self, world: World, opening: Opening) -> None:
        self.room = opening.room
        self.rate = opening.rate(24_000)
        self.dead: str | None = None
        self.struggling = False
        self.runs_wrong = False
        self.closed = False
        self.close_fails: Exception | None = None
        self._world = world
        world.open.append(self)

    def trouble(self) -> str | None:
        return self.dead

    def struggles(self) -> bool:
        return self.struggling

    def rate_is_wrong(self) -> bool:
        return self.runs_wrong

    def close(self) -> None:
        assert not self.closed
        self.closed = True
        self._world.open.remove(self)
        if self.close_fails:
            raise self.close_fails


class World:
    """What stands behind the devices: PortAudio, the sound server, threads."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.sound = VirtualSoundThread()
        self.errands = Errands()
        self.open: list[FakeStream] = []
        self.streams: list[FakeStream] = []
        self.refused: str = ""
        """Why nothing can be opened."""
        self.new = False
        """Whether there is a device that PortAudio has not seen."""
        self.known = True
        """Whether PortAudio sees the device."""
        self.device = SPEAKER
        self.restarts = 0
        self.refresh_fails = 0
        self.choose: Callable[..., Device] = self._choose

        def choose(*args: Any) -> Device:
            return self.choose(*args)

        patch.setattr(device_supervisor, "in_thread", self.errands.in_thread)
        patch.setattr(device_supervisor, "choose", choose)
        patch.setattr(device_supervisor, "list_in_child", lambda _: [SPEAKER] if self.new else None)
        patch.setattr(portaudio, "load", lambda: None)
        patch.setattr(portaudio, "refresh", self._refresh)

    def supervisor(self, manager: DeviceManager, kind: Kind = "output") -> DeviceSupervisor:
        return DeviceSupervisor(kind, None, self._open, manager)

    def _choose(self, kind: Kind, wanted: str | None, among: object = None) -> Device:
        if not (self.known if among is None else among):
            raise SoundError("There is no such device.", "")
        return self.device

    def _open(self, opening: Opening) -> FakeStream:
        if self.refused:
            raise SoundError(self.refused, "")
        stream = FakeStream(self, opening)
        self.streams.append(stream)
        return stream

    def _refresh(self) -> None:
        assert not self.open, "PortAudio starts anew under an open device"
        self.restarts += 1
        if self.refresh_fails:
            self.refresh_fails -= 1
            self.known = False
            raise SoundError("PortAudio failed to restart.", "")
        self.known = self.known or self.new


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    return World(monkeypatch)


def keep(
    world: World,
    how: Callable[[DeviceManager, list[DeviceSupervisor]], Awaitable[None]],
    devices: int = 1,
) -> list[Event]:
    """Keep devices alive while something happens; the events."""

    async def main() -> list[Event]:
        events: list[Event] = []
        manager = DeviceManager(world.sound)
        kinds: tuple[Kind, Kind] = ("output", "input")
        alive = [world.supervisor(manager, kind) for kind in kinds[:devices]]
        tasks = [asyncio.create_task(one.run(events.append)) for one in alive]
        using = asyncio.ensure_future(how(manager, alive))
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

    async def use(manager: DeviceManager, supervisors: list[DeviceSupervisor]) -> None:
        await asyncio.sleep(1)
        assert supervisors[0].stream is world.streams[0]

    [opened] = keep(world, use)
    assert isinstance(opened, DeviceOpened)
    assert (opened.device, opened.name, opened.rate) == ("loudspeaker", "Speaker", 24_000)
    assert opened.latency_ms == 20
    assert world.streams[0].closed
    assert not world.sound.written_off


def test_what_cannot_be_opened_the_first_time_is_an_error(world: World) -> None:
    """The user is there to read it."""
    world.refused = "It is held by another program."

    async def use(manager: DeviceManager, supervisors: list[DeviceSupervisor]) -> None:
        await asyncio.sleep(5)

    with pytest.raises(SoundError, match="held by another"):
        keep(world, use)


def test_a_server_that_never_answers_is_an_error_and_its_device_closed_when_it_comes(
    world: World,
) -> None:
    """And the program's end does not wait for it."""
    world.sound.takes["open_output"] = OPEN_S + 5

    async def main() -> None:
        supervisor = world.supervisor(DeviceManager(world.sound))
        began = asyncio.get_running_loop().time()
        with pytest.raises(SoundError, match="does not respond"):
            await supervisor.run(lambda _: None)
        assert asyncio.get_running_loop().time() - began == pytest.approx(OPEN_S)
        assert world.sound.written_off
        await asyncio.sleep(10)

    run(main())
    assert not world.open


def test_a_device_that_dies_is_told_of_and_opened_again(world: World) -> None:
    """It is noticed at the next look."""

    async def use(manager: DeviceManager, supervisors: list[DeviceSupervisor]) -> None:
        await asyncio.sleep(5)
        world.streams[0].dead = "its stream ended"
        await asyncio.sleep(2 * LOOK_S)
        assert supervisors[0].stream is world.streams[1]

    events = keep(world, use)
    assert kinds(events) == [DeviceOpened, DeviceLost, DeviceOpened]
    assert isinstance(events[1], DeviceLost)
    assert events[1].reason == "its stream ended"
    assert events[1].at - events[0].at == pytest.approx(5, abs=2 * LOOK_S)
    assert not world.open


@pytest.mark.parametrize(("goes_on", "lost"), [(True, 0), (False, 1)])
def test_a_program_that_was_stopped_does_not_blame_the_device(
    world: World, *, goes_on: bool, lost: int
) -> None:
    """Ctrl-Z and fg: nothing came meanwhile. A device that is really dead is told a look later."""

    async def use(manager: DeviceManager, supervisors: list[DeviceSupervisor]) -> None:
        await asyncio.sleep(5)
        world.streams[0].dead = "it stopped playing sound"
        cast("VirtualTimeLoop", asyncio.get_running_loop()).stand_still(8)
        await asyncio.sleep(LOOK_S / 2)  # the sound begins to flow again
        world.streams[0].dead = None if goes_on else "it stopped playing sound"
        await asyncio.sleep(2 * LOOK_S)

    assert kinds(keep(world, use)).count(DeviceLost) == lost


def test_a_device_that_dies_at_once_again_and_again_is_opened_once_a_second(
    world: World,
) -> None:
    """Not five times."""

    async def use(manager: DeviceManager, supervisors: list[DeviceSupervisor]) -> None:
        until = asyncio.get_running_loop().time() + 10
        while asyncio.get_running_loop().time() < until:
            world.streams[-1].dead = "gone"
            await asyncio.sleep(0.01)

    keep(world, lambda manager, supervisors: _after_opening(use(manager, supervisors)))
    assert len(world.streams) <= 11


async def _after_opening(work: Awaitable[None]) -> None:
    await asyncio.sleep(0.05)
    await work


def test_a_device_that_is_away_is_said_once_and_tried_every_second(world: World) -> None:
    """That it cannot be opened either is no news to who has read that it is tried again."""

    async def use(manager: DeviceManager, supervisors: list[DeviceSupervisor]) -> None:
        await asyncio.sleep(5)
        world.refused, world.streams[0].dead = "It is away.", "gone"
        await asyncio.sleep(10 * RETRY_S)
        assert supervisors[0].stream is None
        world.refused = ""
        await asyncio.sleep(RETRY_S + LOOK_S)
        assert supervisors[0].stream is not None

    events = keep(world, use)
    assert kinds(events) == [DeviceOpened, DeviceLost, DeviceOpened]
    assert 9 <= world.sound.begun.count("open-output") - 2 <= 11
    assert world.restarts == 0


def test_a_name_that_returns_is_found_although_portaudio_did_not_see_it_come(
    world: World,
) -> None:
    """The other device is closed for a moment, and opened again."""

    async def use(manager: DeviceManager, supervisors: list[DeviceSupervisor]) -> None:
        await asyncio.sleep(5)
        world.known, world.streams[0].dead = False, "gone"
        await asyncio.sleep(5)
        world.new = True
        await asyncio.sleep(LONGEST_S)
        assert all(one.stream for one in supervisors)

    events = keep(world, use, devices=2)
    assert world.restarts == 1
    assert kinds(events).count(DeviceOpened) == 4
    assert kinds(events).count(DeviceLost) == 1


def test_a_device_that_freezes_is_opened_again_when_the_server_thaws(world: World) -> None:
    """Not a second later; the end of the program leaves PortAudio alone from now on."""
    world.sound.takes["close_output"] = 60

    async def use(manager: DeviceManager, supervisors: list[DeviceSupervisor]) -> None:
        await asyncio.sleep(5)
        world.streams[0].dead = "frozen"
        await asyncio.sleep(LOOK_S + CLOSE_S + 30)
        assert world.sound.written_off
        assert world.sound.hangs
        assert len(world.streams) == 1
        world.sound.takes.clear()
        await asyncio.sleep(30)
        assert supervisors[0].stream is world.streams[1]
        assert not world.sound.hangs

    keep(world, use)
    assert not world.open


def test_a_frozen_device_leaves_the_other_one_open(world: World) -> None:
    """Also where all are to be opened anew: that waits until the server thaws."""
    world.sound.takes["close_output"] = 60

    async def use(manager: DeviceManager, supervisors: list[DeviceSupervisor]) -> None:
        await asyncio.sleep(5)
        speaker, microphone = supervisors[0].stream, supervisors[1].stream
        assert isinstance(speaker, FakeStream)
        speaker.dead = "frozen"
        await asyncio.sleep(5)
        manager.renew()
        await asyncio.sleep(20)
        assert supervisors[1].stream is microphone
        assert world.restarts == 0
        world.sound.takes.clear()
        await asyncio.sleep(60)
        assert world.restarts == 1
        assert all(one.stream for one in supervisors)
        assert len(world.open) == 2

    keep(world, use, devices=2)


def test_hanging_up_does_not_wait_for_a_frozen_device(world: World) -> None:
    """Nor does the end of the program, which is told."""
    world.sound.takes["close_output"] = 60

    async def main() -> float:
        supervisor = world.supervisor(DeviceManager(world.sound))
        task = asyncio.create_task(supervisor.run(lambda _: None))
        await asyncio.sleep(1)
        began = asyncio.get_running_loop().time()
        task.cancel()
        await asyncio.wait([task])
        assert task.cancelled()
        return asyncio.get_running_loop().time() - began

    assert run(main()) == pytest.approx(CLOSE_S)
    assert world.sound.written_off


@pytest.mark.parametrize("after", [0.0, 0.1, 0.3, 0.5])
def test_hanging_up_while_a_device_is_being_opened_waits_and_closes_it(
    world: World, after: float
) -> None:
    """However far it has come: a stream that outlives Python crashes it."""
    world.sound.takes["open_output"] = 0.3

    async def main() -> None:
        supervisor = world.supervisor(DeviceManager(world.sound))
        task = asyncio.create_task(supervisor.run(lambda _: None))
        await asyncio.sleep(after)
        task.cancel()
        await asyncio.wait([task])
        assert task.cancelled()
        assert not world.open

    run(main())
    assert not world.sound.written_off


def test_hanging_up_does_not_wait_for_a_device_that_does_not_open(world: World) -> None:
    """It is closed should it open after all; the end of the program is told."""
    world.sound.takes["open_output"] = 5

    async def main() -> None:
        supervisor = world.supervisor(DeviceManager(world.sound))
        task = asyncio.create_task(supervisor.run(lambda _: None))
        await asyncio.sleep(1)
        task.cancel()
        began = asyncio.get_running_loop().time()
        await asyncio.wait([task])
        assert asyncio.get_running_loop().time() - began == pytest.approx(CLOSE_S)
        await asyncio.sleep(10)
        assert not world.open

    run(main())
    assert world.sound.written_off


def test_a_closing_that_fails_is_survived(world: World) -> None:
    """The stream has gone either way."""

    async def use(manager: DeviceManager, supervisors: list[DeviceSupervisor]) -> None:
        await asyncio.sleep(5)
        world.streams[0].close_fails = RuntimeError("PortAudio says no")
        world.streams[0].dead = "gone"
        await asyncio.sleep(1)
        assert supervisors[0].stream is world.streams[1]

    assert kinds(keep(world, use)) == [DeviceOpened, DeviceLost, DeviceOpened]


def test_a_device_that_loses_sound_gets_larger_buffers_up_to_a_limit(world: World) -> None:
    """Then it is left as it is: it would be opened again and again for nothing."""

    async def use(manager: DeviceManager, supervisors: list[DeviceSupervisor]) -> None:
        until = asyncio.get_running_loop().time() + 20
        while asyncio.get_running_loop().time() < until:
            world.streams[-1].struggling = True
            await asyncio.sleep(0.01)

    events = keep(world, lambda manager, supervisors: _after_opening(use(manager, supervisors)))
    assert [stream.room for stream in world.streams] == [1, 2, 4, MOST_ROOM]
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

    async def use(manager: DeviceManager, supervisors: list[DeviceSupervisor]) -> None:
        await asyncio.sleep(1)
        manager.use("loudspeaker", "Headset")
        await asyncio.sleep(1)
        manager.use("loudspeaker", "Nowhere")
        await asyncio.sleep(1)
        assert all(one.stream is not None for one in supervisors)

    events = keep(world, use, devices=2)
    assert kinds(events) == [DeviceOpened] * 3 + [Notice, DeviceOpened]
    notice = events[3]
    assert isinstance(notice, Notice)
    assert notice.text.endswith("Choose one of: Speaker. Keeping the current speaker.")
    opened = [wanted for kind, wanted in asked if kind == "output"]
    assert (opened[0], opened[1], opened[-1]) == (None, "Headset", "Headset")
    assert {wanted for kind, wanted in asked if kind == "input"} == {None}


def test_a_device_that_was_plugged_in_meanwhile_can_be_taken(world: World) -> None:
    """PortAudio starts anew to see it."""

    async def use(manager: DeviceManager, supervisors: list[DeviceSupervisor]) -> None:
        await asyncio.sleep(1)
        world.known, world.new = False, True
        manager.use("loudspeaker", "Headset")
        await asyncio.sleep(3)
        assert supervisors[0].stream is not None

    assert kinds(keep(world, use)) == [DeviceOpened] * 2
    assert world.restarts == 1


def test_a_chosen_device_that_a_new_portaudio_does_not_see_either_is_given_up(
    world: World,
) -> None:
    """Though another process sees it. PortAudio starts anew once, not for ever."""
    world.errands.takes["list_devices"] = 0.1

    async def use(manager: DeviceManager, _: list[DeviceSupervisor]) -> None:
        def choose(kind: Kind, wanted: str | None, among: object = None) -> Device:
            if wanted == "USB" and among is None:
                raise SoundError("There is no such device.", "")
            return SPEAKER

        await asyncio.sleep(1)
        world.choose, world.new = choose, True
        for _choice in range(2):
            manager.use("loudspeaker", "USB")
            await asyncio.sleep(20)

    events = keep(world, use)
    told = "There is no such device. Keeping the current speaker."
    assert [event.text for event in events if isinstance(event, Notice)] == [told, told]
    assert kinds(events)[-1] is DeviceOpened
    assert world.restarts == 2


def test_a_choice_while_the_one_before_is_being_looked_for_is_kept(world: World) -> None:
    """Nobody goes back to what was wanted before both."""
    world.errands.takes["list_devices"] = 5.0
    wanted: list[str | None] = []

    async def use(manager: DeviceManager, _: list[DeviceSupervisor]) -> None:
        def choose(kind: Kind, name: str | None, among: object = None) -> Device:
            wanted.append(name)
            if name == "USB" or among is not None:
                raise SoundError("There is no such device.", "")
            return SPEAKER

        await asyncio.sleep(1)
        world.choose = choose
        manager.use("loudspeaker", "USB")
        await asyncio.sleep(2)
        manager.use("loudspeaker", "Headset")
        await asyncio.sleep(10)

    events = keep(world, use)
    assert wanted[-1] == "Headset"
    assert kinds(events) == [DeviceOpened, DeviceOpened]


def test_the_last_of_several_choices_counts(world: World) -> None:
    """And if it cannot be opened, what worked before all of them."""
    world.sound.takes["open_output"] = 0.5
    there = world.choose

    def choose(kind: Kind, wanted: str | None, among: object = None) -> Device:
        if wanted is not None:
            raise SoundError(f"No speaker matches {wanted}.", "")
        return there(kind, wanted, among)

    world.choose = choose

    async def use(manager: DeviceManager, supervisors: list[DeviceSupervisor]) -> None:
        await asyncio.sleep(1)
        manager.use("loudspeaker", "One")
        manager.use("loudspeaker", "Two")
        await asyncio.sleep(3)
        assert supervisors[0].stream is not None

    events = keep(world, use)
    assert kinds(events) == [DeviceOpened, Notice, DeviceOpened]
    assert "Two" in getattr(events[1], "text", "")


def test_wishing_for_new_devices_closes_all_and_starts_portaudio_anew(world: World) -> None:
    """No device is lost, and a second wish during the first changes nothing."""

    async def use(manager: DeviceManager, supervisors: list[DeviceSupervisor]) -> None:
        await asyncio.sleep(1)
        world.sound.takes["restart"] = 5.0
        manager.renew()
        await asyncio.sleep(4)
        manager.renew()
        await asyncio.sleep(5)
        assert all(one.stream for one in supervisors)

    events = keep(world, use, devices=2)
    assert kinds(events) == [DeviceOpened] * 4
    assert world.restarts == 1


def test_a_wish_while_a_device_is_being_opened_is_not_lost(world: World) -> None:
    """It closes again as soon as it is there, and the others do not wait in vain."""

    async def use(manager: DeviceManager, supervisors: list[DeviceSupervisor]) -> None:
        await asyncio.sleep(1)
        world.sound.takes["open_output"] = 1.0
        world.streams[0].dead = world.streams[1].dead = "gone"
        await asyncio.sleep(LOOK_S + 0.5)
        manager.renew()
        await asyncio.sleep(4)
        assert all(one.stream for one in supervisors)

    keep(world, use, devices=2)
    assert world.restarts == 1


def test_who_is_still_being_opened_holds_up_no_device_that_is_open(world: World) -> None:
    """A wish for new devices waits for it."""

    async def use(manager: DeviceManager, supervisors: list[DeviceSupervisor]) -> None:
        await asyncio.sleep(1)
        world.sound.takes["open_output"] = 60.0
        speaker, microphone = supervisors[0].stream, supervisors[1].stream
        assert isinstance(speaker, FakeStream)
        speaker.dead = "gone"
        await asyncio.sleep(1)
        manager.renew()
        await asyncio.sleep(30)
        assert supervisors[0].stream is None
        assert supervisors[1].stream is microphone

    keep(world, use, devices=2)
    assert world.restarts == 0


def test_portaudio_that_does_not_start_again_is_tried_until_it_does(world: World) -> None:
    """The conversation lives on meanwhile, and hears of it."""
    world.refresh_fails = 2

    async def use(manager: DeviceManager, supervisors: list[DeviceSupervisor]) -> None:
        await asyncio.sleep(1)
        world.known, world.new = False, True
        manager.renew()
        await asyncio.sleep(10)
        assert supervisors[0].stream is not None

    events = keep(world, use)
    assert world.restarts == 3
    assert kinds(events) == [DeviceOpened, Notice, DeviceOpened]


def test_a_wish_for_new_devices_before_there_is_one_is_no_wish(world: World) -> None:
    """Those that are about to be opened are new."""

    async def main() -> None:
        manager = DeviceManager(world.sound)
        manager.renew()
        supervisor = world.supervisor(manager)
        manager.renew()
        task = asyncio.create_task(supervisor.run(lambda _: None))
        await asyncio.sleep(1)
        manager.renew()
        await asyncio.sleep(1)
        task.cancel()
        await asyncio.wait([task])

    run(main())
    assert world.restarts == 1


def test_a_device_that_is_chosen_before_any_is_opened_is_the_one(world: World) -> None:
    """Keys act from the first second on. One that is not there gives way to the one before."""
    there = world.choose
    asked: list[str | None] = []

    def choose(kind: Kind, wanted: str | None, among: object = None) -> Device:
        asked.append(wanted)
        if wanted == "Nowhere":
            raise SoundError("No speaker matches Nowhere.", "Choose one of: Speaker.")
        return there(kind, wanted, among)

    world.choose = choose

    async def main(name: str) -> list[Event]:
        events: list[Event] = []
        manager = DeviceManager(world.sound)
        supervisor = world.supervisor(manager)
        manager.use("loudspeaker", name)
        manager.use("microphone", "Something")
        task = asyncio.create_task(supervisor.run(events.append))
        await asyncio.sleep(1)
        task.cancel()
        await asyncio.wait([task])
        return events

    assert kinds(run(main("Headset"))) == [DeviceOpened]
    assert asked == ["Headset"]
    told = run(main("Nowhere"))
    assert kinds(told) == [Notice, DeviceOpened]
    assert asked[-1] is None


def test_a_choice_during_an_opening_that_fails_is_the_next_to_be_opened(world: World) -> None:
    """The failure of what was chosen before it says nothing about it."""
    world.sound.takes["open_output"] = 0.5
    there = world.choose

    def choose(kind: Kind, wanted: str | None, among: object = None) -> Device:
        if wanted == "Nowhere":
            raise SoundError("No speaker matches Nowhere.", "")
        return there(kind, wanted, among)

    world.choose = choose

    async def use(manager: DeviceManager, supervisors: list[DeviceSupervisor]) -> None:
        await asyncio.sleep(1)
        manager.use("loudspeaker", "Nowhere")
        await asyncio.sleep(0.2)
        world.sound.takes["open_output"] = 0.0
        manager.use("loudspeaker", "Headset")
        await asyncio.sleep(3)
        assert supervisors[0].stream is not None

    assert kinds(keep(world, use)) == [DeviceOpened, DeviceOpened]


def test_a_missing_device_is_looked_for_less_and_less_often(world: World) -> None:
    """Each look starts a process. At once, then after 1, 2, 4, 8 s, and every 10 s."""

    async def use(manager: DeviceManager, supervisors: list[DeviceSupervisor]) -> None:
        await asyncio.sleep(5)
        world.known, world.streams[0].dead = False, "gone"
        await asyncio.sleep(60)
        looks = world.errands.begun.count("list-devices")
        assert looks == pytest.approx(5 + 60 / LONGEST_S, abs=2)
        await asyncio.sleep(60)
        more = world.errands.begun.count("list-devices") - looks
        assert more == pytest.approx(60 / LONGEST_S, abs=1)
        world.new = True
        await asyncio.sleep(LONGEST_S + 2 * RETRY_S)
        assert supervisors[0].stream is not None

    keep(world, use)
    assert world.restarts == 1


def test_a_device_at_the_wrong_speed_is_opened_at_its_own_rate(world: World) -> None:
    """And told of. If that does not help, it is told once more, and left as it is."""

    async def use(manager: DeviceManager, supervisors: list[DeviceSupervisor]) -> None:
        await asyncio.sleep(5)
        world.streams[0].runs_wrong = True
        await asyncio.sleep(5)
        world.streams[1].runs_wrong = True
        await asyncio.sleep(5)
        manager.use("loudspeaker", "Headset")
        await asyncio.sleep(1)

    events = keep(world, use)
    assert [stream.rate for stream in world.streams] == [24_000, 48_000, 24_000]
    assert [event.text for event in events if isinstance(event, Notice)] == [
        "The speaker runs at the wrong speed. Reopening it at its own rate, 48 kHz.",
        "The speaker runs at the wrong speed. Choose another one from `livechat devices`.",
    ]
    assert kinds(events).count(DeviceLost) == 0


def test_a_device_at_the_wrong_speed_that_has_its_own_rate_is_only_told_of(world: World) -> None:
    """There is no other rate to try."""
    world.device = replace(SPEAKER, default_rate=24_000)

    async def use(manager: DeviceManager, supervisors: list[DeviceSupervisor]) -> None:
        await asyncio.sleep(1)
        world.streams[0].runs_wrong = True
        await asyncio.sleep(5)

    assert kinds(keep(world, use)) == [DeviceOpened, Notice]
    assert len(world.streams) == 1


def test_what_closing_consists_of_fits_into_its_time() -> None:
    """Both devices are closed one after the other."""
    assert LAST_S + STOP_S < CLOSE_S


deaths = st.tuples(st.just("death"), st.integers(0, 1), st.floats(0, 5))
wishes = st.tuples(st.just("renew"), st.just(0), st.floats(0, 5))
choices = st.tuples(st.just("use"), st.integers(0, 1), st.floats(0, 5))
slow = st.tuples(
    st.sampled_from(["close_output", "close_input", "open_output", "open_input", "restart"]),
    st.sampled_from([0, 0, 1, 4, 20]),
    st.floats(0, 5),
)


@given(st.lists(st.one_of(deaths, wishes, choices, slow), max_size=25))
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_order_of_deaths_wishes_and_slow_closings_ends_with_every_device_open(
    happened: list[tuple[str, int, float]],
) -> None:
    """And PortAudio never starts anew under an open device."""

    async def use(
        world: World, manager: DeviceManager, supervisors: list[DeviceSupervisor]
    ) -> None:
        await asyncio.sleep(0.1)
        for what, number, then in happened:
            if what == "death":
                stream = supervisors[number].stream
                if isinstance(stream, FakeStream):
                    stream.dead = "gone"
            elif what == "renew":
                manager.renew()
            elif what == "use":
                manager.use(supervisors[number].end, f"Device {number}")
            else:
                world.sound.takes[what] = number
            await asyncio.sleep(then)
        world.sound.takes.clear()
        # What is under way, and a closing, an opening and a restart of 20 s each.
        await asyncio.sleep(200)
        streams = [one.stream for one in supervisors]
        assert all(isinstance(one, FakeStream) and not one.closed for one in streams)
        assert len(world.open) == 2
        began = world.restarts
        manager.renew()
        await asyncio.sleep(5)
        assert world.restarts == began + 1
        assert len(world.open) == 2

    with pytest.MonkeyPatch.context() as patch:
        world = World(patch)
        keep(world, lambda manager, supervisors: use(world, manager, supervisors), devices=2)
    assert not world.open


def test_a_device_that_has_ended_is_not_opened_by_a_restart(world: World) -> None:
    """Nor does anybody wait for it."""

    async def main() -> None:
        manager = DeviceManager(world.sound)
        kinds: tuple[Kind, Kind] = ("output", "input")
        tasks = [
            asyncio.create_task(world.supervisor(manager, kind).run(lambda _: None))
            for kind in kinds
        ]
        await asyncio.sleep(1)
        tasks[0].cancel()
        await asyncio.wait(tasks[:1])
        manager.renew()
        await asyncio.sleep(1)
        assert world.restarts == 1
        assert len(world.open) == 1
        tasks[1].cancel()
        await asyncio.wait(tasks)

    run(main())


@pytest.mark.parametrize("after", [0.5, 1.5])
def test_hanging_up_during_a_restart_leaves_nothing_open(world: World, after: float) -> None:
    """Before it has begun to open the devices, and after."""
    world.sound.takes["restart"] = 1.0

    async def main() -> None:
        manager = DeviceManager(world.sound)
        task = asyncio.create_task(world.supervisor(manager).run(lambda _: None))
        await asyncio.sleep(1)
        manager.renew()
        await asyncio.sleep(after)
        task.cancel()
        await asyncio.wait([task])
        await asyncio.sleep(5)
        assert not world.open

    run(main())


def test_a_device_that_is_still_being_prepared_is_not_opened_by_a_restart(world: World) -> None:
    """What it is opened with is not there yet."""
    prepared: list[str] = []
    world.errands.takes["prepare_input"] = 5.0

    async def main() -> None:
        manager = DeviceManager(world.sound)

        def opened(opening: Opening) -> FakeStream:
            assert prepared
            return FakeStream(world, opening)

        late = DeviceSupervisor("input", None, opened, manager, lambda: prepared.append("now"))
        both = (world.supervisor(manager), late)
        tasks = [asyncio.create_task(one.run(lambda _: None)) for one in both]
        await asyncio.sleep(1)
        manager.renew()
        await asyncio.sleep(1)
        assert world.restarts == 1
        assert (len(world.open), late.stream) == (1, None)
        await asyncio.sleep(5)
        assert len(world.open) == 2
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)

    run(main())


@pytest.mark.parametrize("cut", [False, True])
def test_a_device_that_opens_when_nobody_wants_it_any_more_is_closed(
    monkeypatch: pytest.MonkeyPatch, cut: bool
) -> None:
    """Whether the call ended while it was being opened, or because of that."""
    entered, thaw, gone = threading.Event(), threading.Event(), threading.Event()
    monkeypatch.setattr(device_supervisor, "choose", lambda *_: SPEAKER)
    monkeypatch.setattr(device_supervisor, "OPEN_S", 30 if cut else 0.01)
    monkeypatch.setattr(device_supervisor, "CLOSE_S", 0.01)
    monkeypatch.setattr(portaudio, "load", lambda: None)
    monkeypatch.setattr(portaudio, "abandon", lambda: None)
    monkeypatch.setattr(portaudio, "end", lambda: None)
    sound = SoundThread()

    class Late(FakeStream):
        def __init__(self) -> None:
            self.rate = 24_000
            entered.set()
            assert thaw.wait(30)

        def close(self) -> None:
            gone.set()

    async def main() -> None:
        manager = DeviceManager(sound)
        supervisor = DeviceSupervisor("output", None, lambda _: Late(), manager)
        task = asyncio.create_task(supervisor.run(lambda _: None))
        assert await asyncio.to_thread(entered.wait, 30)
        if cut:
            task.cancel()
        await asyncio.wait([task])
        assert task.cancelled() == cut
        assert cut or isinstance(task.exception(), SoundError)

    asyncio.run(main())
    assert sound.hangs
    thaw.set()
    assert gone.wait(30)
    assert not sound.end()


@pytest.mark.parametrize("during", ["close", "open"])
def test_hanging_up_waits_for_what_a_restart_does_to_the_device(
    monkeypatch: pytest.MonkeyPatch, during: str
) -> None:
    """It may still tell what was heard, and one that it opens would never be closed."""
    entered, thaw = threading.Event(), threading.Event()
    streams: list[Held] = []
    monkeypatch.setattr(device_supervisor, "choose", lambda *_: SPEAKER)
    monkeypatch.setattr(device_supervisor, "CLOSE_S", 30)
    monkeypatch.setattr(portaudio, "load", lambda: None)
    monkeypatch.setattr(portaudio, "refresh", lambda: None)
    monkeypatch.setattr(portaudio, "end", lambda: None)
    sound = SoundThread()

    def hold() -> None:
        entered.set()
        assert thaw.wait(30)

    class Held(FakeStream):
        def __init__(self) -> None:
            self.dead = None
            self.closed = False
            self.rate = 24_000
            if during == "open" and streams:
                hold()
            streams.append(self)

        def close(self) -> None:
            if during == "close":
                hold()
            self.closed = True

    async def main() -> None:
        opened = asyncio.Event()
        manager = DeviceManager(sound)
        supervisor = DeviceSupervisor("output", None, lambda _: Held(), manager)
        task = asyncio.create_task(supervisor.run(lambda _: opened.set()))
        await opened.wait()
        manager.renew()
        assert await asyncio.to_thread(entered.wait, 30)
        task.cancel()
        await asyncio.sleep(0)
        assert not task.done()
        thaw.set()
        await asyncio.wait([task])
        assert all(stream.closed for stream in streams)

    asyncio.run(main())
    assert sound.end()
    assert len(streams) == (1 if during == "close" else 2)
