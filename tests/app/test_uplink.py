"""What leaves for the service, and what does not."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from livechat.app.uplink import PREROLL_MS, Uplink
from livechat.core.pcm import CHUNK_MS
from livechat.core.talk.events import ActivityMarked, AudioSent, Event, Muted, Notice, TextSent
from tests.support.fakes import FakeLink
from tests.support.virtual_time import run

PREROLL = PREROLL_MS // CHUNK_MS


def sent(
    work: Callable[[Uplink], Awaitable[None]], *, push_to_talk: bool = False
) -> tuple[list[object], list[Event]]:
    """What the link was given, and what was told."""
    link, events = FakeLink(), list[Event]()

    async def main() -> None:
        await work(Uplink(link, events.append, push_to_talk=push_to_talk))

    run(main())
    return link.sent, events


def chunk(number: int) -> bytes:
    return b"%03d" % number


def test_an_open_microphone_is_sent_as_it_comes() -> None:
    """Chunk by chunk, each told."""

    async def work(uplink: Uplink) -> None:
        await uplink.sound(b"one")
        await uplink.sound(b"two")

    passed, events = sent(work)
    assert passed == [b"one", b"two"]
    assert [type(event) for event in events] == [AudioSent, AudioSent]


def test_nothing_of_a_muted_microphone_leaves() -> None:
    """The service is told that the stream has ended, once, and hears again after it."""

    async def work(uplink: Uplink) -> None:
        await uplink.sound(b"one")
        await uplink.toggle_mute()
        await uplink.sound(b"secret")
        await uplink.toggle_mute()
        await uplink.sound(b"two")

    passed, events = sent(work)
    assert passed == [b"one", "end", b"two"]
    assert [event.on for event in events if isinstance(event, Muted)] == [True, False]


def test_a_mute_holds_up_what_waits_behind_a_slow_link() -> None:
    """A chunk that waited for its turn when the key was pressed does not leave after it."""

    async def work(uplink: Uplink) -> None:
        async with uplink._sending:  # a send that takes its time
            waiting = asyncio.create_task(uplink.sound(b"secret"))
            await asyncio.sleep(0.01)
            muting = asyncio.create_task(uplink.toggle_mute())
            await asyncio.sleep(0.01)
        await asyncio.gather(waiting, muting)

    passed, _ = sent(work)
    assert passed == ["end"]


def test_typed_lines_go_out_although_the_microphone_is_muted() -> None:
    """Muting is for the ears."""

    async def work(uplink: Uplink) -> None:
        await uplink.toggle_mute()
        await uplink.text("hello")

    passed, events = sent(work)
    assert passed == ["end", "hello"]
    assert isinstance(events[-1], TextSent)


def test_a_press_sends_half_a_second_from_before_it() -> None:
    """Hands are slower than mouths; what is older stays here, and so does what follows."""

    async def work(uplink: Uplink) -> None:
        for number in range(100):
            await uplink.sound(chunk(number))
        await uplink.toggle_talk()
        await uplink.sound(chunk(100))
        await uplink.toggle_talk()
        await uplink.sound(chunk(101))

    passed, events = sent(work, push_to_talk=True)
    assert passed == [
        ("activity", True),
        *map(chunk, range(100 - PREROLL, 101)),
        ("activity", False),
    ]
    assert [event.speaking for event in events if isinstance(event, ActivityMarked)] == [
        True,
        False,
    ]


def test_a_key_that_is_held_is_pressed_once_and_released_once() -> None:
    """However often a terminal repeats either."""

    async def work(uplink: Uplink) -> None:
        await uplink.release()
        await uplink.press()
        await uplink.press()
        await uplink.sound(b"one")
        await uplink.release()
        await uplink.release()

    passed, events = sent(work, push_to_talk=True)
    assert passed == [("activity", True), b"one", ("activity", False)]
    assert not [event for event in events if isinstance(event, Notice)]


def test_muting_lets_go_of_the_key() -> None:
    """And while muted, it cannot be pressed; what was said before is forgotten."""

    async def work(uplink: Uplink) -> None:
        await uplink.toggle_talk()
        await uplink.toggle_mute()
        await uplink.toggle_talk()
        await uplink.sound(b"secret")
        await uplink.toggle_mute()
        await uplink.toggle_talk()

    passed, events = sent(work, push_to_talk=True)
    assert passed == [("activity", True), ("activity", False), ("activity", True)]
    [notice] = [event for event in events if isinstance(event, Notice)]
    assert "muted" in notice.text


def test_muting_without_a_key_down_says_nothing_to_the_service() -> None:
    """There is no bracket to close."""

    async def work(uplink: Uplink) -> None:
        await uplink.toggle_mute()

    assert sent(work, push_to_talk=True)[0] == []


def test_the_talk_key_of_an_open_microphone_is_explained() -> None:
    """It does nothing there."""

    async def work(uplink: Uplink) -> None:
        await uplink.toggle_talk()

    passed, [notice] = sent(work)
    assert passed == []
    assert isinstance(notice, Notice)
    assert "push-to-talk" in notice.text


def test_push_to_talk_stops_an_open_microphone_until_a_press() -> None:
    """The service finishes what it has heard; what is said from then on leaves with a press."""

    async def work(uplink: Uplink) -> None:
        await uplink.sound(b"one")
        await uplink.set_push_to_talk(True)
        await uplink.sound(b"two")
        await uplink.toggle_talk()
        await uplink.sound(b"three")

    assert sent(work)[0] == [b"one", "end", ("activity", True), b"two", b"three"]


def test_a_muted_microphone_has_already_stopped() -> None:
    """Nothing is said twice."""

    async def work(uplink: Uplink) -> None:
        await uplink.toggle_mute()
        await uplink.set_push_to_talk(True)

    assert sent(work)[0] == ["end"]


def test_an_end_of_push_to_talk_lets_go_of_the_key() -> None:
    """And what was kept from before a press does not leave any more."""

    async def work(uplink: Uplink) -> None:
        await uplink.sound(b"before")
        await uplink.toggle_talk()
        await uplink.sound(b"one")
        await uplink.set_push_to_talk(False)
        await uplink.sound(b"two")

    passed, events = sent(work, push_to_talk=True)
    assert passed == [("activity", True), b"before", b"one", ("activity", False), b"two"]

    async def released(uplink: Uplink) -> None:
        await uplink.sound(b"before")
        await uplink.set_push_to_talk(False)
        await uplink.sound(b"one")

    assert sent(released, push_to_talk=True)[0] == [b"one"]
    assert isinstance(events[-1], AudioSent)


def test_the_same_again_changes_nothing() -> None:
    """Not even the half second before a press: another setting may have been changed."""

    async def work(uplink: Uplink) -> None:
        await uplink.sound(b"before")
        await uplink.set_push_to_talk(True)
        await uplink.toggle_talk()
        await uplink.set_push_to_talk(True)

    assert sent(work, push_to_talk=True)[0] == [("activity", True), b"before"]
