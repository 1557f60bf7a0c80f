"""One thread for PortAudio: in order, with deadlines, left alone once it hangs."""

from __future__ import annotations

import asyncio
import ctypes
import threading
from collections.abc import Iterator
from functools import partial
from types import SimpleNamespace

import pytest

from livechat.audio import portaudio, sound_thread
from livechat.audio.sound_thread import WAITING, SoundThread, over_within
from livechat.errors import SoundError

LIMIT_S = 30.0


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What becomes of PortAudio."""
    happened: list[str] = []
    monkeypatch.setattr(portaudio, "end", lambda: happened.append("end"))
    monkeypatch.setattr(portaudio, "abandon", lambda: happened.append("abandon"))
    return happened


@pytest.fixture
def sound(calls: list[str]) -> Iterator[SoundThread]:
    thread = SoundThread()
    yield thread
    thread.begin(lambda: None, "last").result(LIMIT_S)
    thread._requests.put(None)


def frozen(sound: SoundThread) -> threading.Event:
    """Have a request hang in the thread, until the event is set."""
    begun, thaw = threading.Event(), threading.Event()

    def freeze() -> None:
        begun.set()
        assert thaw.wait(LIMIT_S)

    sound.begin(freeze, "")
    assert begun.wait(LIMIT_S)
    return thaw


def hangs(sound: SoundThread) -> bool:
    return sound.hangs


def test_every_request_runs_in_one_thread_in_order(sound: SoundThread) -> None:
    """Which is not the caller's."""
    names: list[tuple[int, str]] = []

    def work(number: int) -> None:
        names.append((number, threading.current_thread().name))

    futures = [sound.begin(partial(work, number), "") for number in range(5)]
    futures[-1].result(LIMIT_S)
    assert names == [(number, "sound") for number in range(5)]
    assert sound.ask(lambda: 42) == 42
    assert not sound.written_off


@pytest.mark.parametrize("error", [SoundError("Mine.", ""), TimeoutError("mine"), KeyError("mine")])
def test_what_is_raised_is_raised(sound: SoundThread, error: Exception) -> None:
    """As it was; the thread goes on."""

    def work() -> None:
        raise error

    with pytest.raises(type(error)) as caught:
        sound.ask(work)
    assert caught.value is error
    assert not sound.written_off
    assert sound.ask(lambda: 42) == 42


def test_what_hangs_is_written_off_once_and_who_asks_next_is_told_at_once(
    sound: SoundThread, calls: list[str]
) -> None:
    """No second thread goes into a PortAudio that hangs. When it returns, requests are served."""
    thaw = frozen(sound)
    with pytest.raises(SoundError, match="The sound devices do not respond"):
        sound.ask(lambda: None, 0.0)
    waiting = sound.begin(lambda: 42, "")
    for _ in range(2):
        with pytest.raises(SoundError, match="do not respond"):
            sound.ask(lambda: None, LIMIT_S)
    assert hangs(sound)
    thaw.set()
    assert waiting.result(LIMIT_S) == 42
    assert not hangs(sound)
    assert sound.ask(lambda: 43) == 43
    assert sound.written_off
    assert calls == ["abandon"]


def test_a_request_that_nobody_waits_for_any_more_is_not_begun(sound: SoundThread) -> None:
    """Whoever asked was told that there was no answer, and did something else."""
    thaw = frozen(sound)
    done: list[str] = []
    with pytest.raises(SoundError):
        sound.ask(lambda: done.append("late"), 0.0)
    thaw.set()
    sound.begin(lambda: None, "").result(LIMIT_S)
    assert done == []


def test_what_waits_is_bounded(sound: SoundThread) -> None:
    """More is refused like what takes too long."""
    thaw = frozen(sound)
    waiting = [sound.begin(lambda: None, "") for _ in range(WAITING)]
    with pytest.raises(SoundError, match="do not respond"):
        sound.begin(lambda: None, "").result(0)
    thaw.set()
    for one in waiting:
        one.result(LIMIT_S)


def test_the_loop_waits_for_a_request_without_standing_still(sound: SoundThread) -> None:
    """Nor does it end what it no longer waits for."""
    thaw = threading.Event()

    async def main() -> None:
        request = sound.begin(lambda: thaw.wait(LIMIT_S), "")
        assert not await over_within(0.0, request)
        assert not request.cancelled()
        thaw.set()
        assert await over_within(None, request)
        assert await over_within(0.0, request)
        assert request.result()

    asyncio.run(main())


def test_a_request_that_outlives_the_loop_disturbs_nobody(sound: SoundThread) -> None:
    """A frozen device comes back to life after the call."""
    thaw = threading.Event()

    async def main() -> None:
        assert not await over_within(0.0, request)

    request = sound.begin(lambda: thaw.wait(LIMIT_S), "")
    asyncio.run(main())
    thaw.set()
    assert request.result(LIMIT_S)


def test_at_the_end_portaudio_is_ended_where_it_was_used(calls: list[str]) -> None:
    """In its thread, which ends too; one that never began has nothing to end."""
    thread = SoundThread()
    assert thread.end()
    assert calls == []
    thread.begin(lambda: None, "").result(LIMIT_S)
    thread.begin(lambda: calls.append(threading.current_thread().name), "")
    assert thread.end()
    assert calls == ["sound", "end"]
    assert thread.ask(lambda: 42) == 42  # should anybody ask after all
    assert thread.end()


@pytest.mark.parametrize("still", [True, False])
def test_at_the_end_a_portaudio_that_was_written_off_is_left_alone(
    calls: list[str], still: bool
) -> None:
    """Whether it still hangs or not."""
    thread = SoundThread()
    thaw = frozen(thread)
    with pytest.raises(SoundError):
        thread.ask(lambda: None, 0.0)
    if not still:
        thaw.set()
        thread.begin(lambda: None, "").result(LIMIT_S)
    assert not thread.end()
    assert set(calls) == {"abandon"}
    thaw.set()
    thread._requests.put(None)


def test_a_portaudio_that_does_not_end_is_left_alone(
    monkeypatch: pytest.MonkeyPatch, calls: list[str]
) -> None:
    """The program ends without it."""
    thaw = threading.Event()
    monkeypatch.setattr(portaudio, "end", lambda: thaw.wait(LIMIT_S))
    monkeypatch.setattr(sound_thread, "END_S", 0.0)
    thread = SoundThread()
    thread.begin(lambda: None, "").result(LIMIT_S)
    assert not thread.end()
    assert set(calls) == {"abandon"}
    thaw.set()
    thread._requests.put(None)


S_OK, S_FALSE = 0, 1
RPC_E_CHANGED_MODE = ctypes.c_int32(0x80010106).value
"""What Windows answers (winerror.h), as ctypes tells it."""


@pytest.mark.parametrize(("result", "undone"), [(S_OK, 1), (S_FALSE, 1), (RPC_E_CHANGED_MODE, 0)])
def test_on_windows_com_is_there_in_the_thread_before_portaudio(
    monkeypatch: pytest.MonkeyPatch, calls: list[str], result: int, undone: int
) -> None:
    """For several threads, so that a speaker's may write; ended after PortAudio, in the same."""
    where: list[str] = []

    def note(what: str) -> None:
        calls.append(what)
        where.append(threading.current_thread().name)

    def initialise(reserved: None, model: int) -> int:
        note("COM")
        assert model == 0  # COINIT_MULTITHREADED
        return result

    ole32 = SimpleNamespace(CoInitializeEx=initialise, CoUninitialize=lambda: note("no COM"))
    monkeypatch.setattr(sound_thread, "_ole32", lambda: ole32)
    monkeypatch.setattr(portaudio, "end", lambda: note("end"))
    thread = SoundThread()
    thread.ask(lambda: note("load"))
    assert thread.end()
    assert calls == ["COM", "load", "end", *["no COM"] * undone]
    assert set(where) == {"sound"}
