"""Memory is given back, and what nobody needs is forgotten."""

from __future__ import annotations

import asyncio
import ctypes
import sys
from pathlib import Path

import pytest

from livechat.sim import server as server_module
from livechat.sim.senses import housekeeping, workers
from livechat.sim.senses.ears import WhisperEars, can_whisper
from livechat.sim.senses.housekeeping import give_back, share_arenas
from livechat.sim.senses.voice import NeuralVoice, can_speak
from livechat.sim.senses.workers import Worker
from livechat.sim.server import Server, ServerOptions
from tests.sim.peer import QUICK, limited, peer, recording

BLOCK = 100_000
"""Bytes that glibc takes from its heap, and keeps when they are freed."""


def resident() -> int:
    """Bytes of memory this process has."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096


@pytest.mark.skipif(sys.platform != "linux", reason="other systems' libraries give back themselves")
def test_freed_memory_goes_back_to_the_system() -> None:
    """Where glibc keeps it."""
    library = ctypes.CDLL(None)
    if not hasattr(library, "malloc_trim"):
        pytest.skip("this C library keeps nothing")
    library.malloc.restype = ctypes.c_void_p
    share_arenas()
    give_back()
    blocks = [ctypes.c_void_p(library.malloc(BLOCK)) for _ in range(500)]
    for block in blocks:
        ctypes.memset(block, 1, BLOCK)
    for block in blocks[:-1]:  # the last one keeps the heap from shrinking by itself
        library.free(block)
    held = resident()
    give_back()
    assert resident() < held - 400 * BLOCK
    library.free(blocks[-1])


def test_other_libraries_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing fails where there is nothing to call."""
    monkeypatch.setattr(housekeeping, "_glibc", lambda: None)
    share_arenas()
    give_back()
    monkeypatch.undo()
    monkeypatch.setattr(sys, "platform", "darwin")
    assert housekeeping._glibc.__wrapped__() is None


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was tidied up, without having to wait for it."""
    done: list[str] = []
    monkeypatch.setattr(workers, "TIDY_AFTER_S", 0.01)
    monkeypatch.setattr(server_module, "TIDY_AFTER_S", 0.01)
    monkeypatch.setattr(workers, "give_back", lambda: done.append("back"))
    monkeypatch.setattr(server_module, "give_back", lambda: done.append("back"))
    return done


async def until(found: list[str], wanted: list[str]) -> None:
    """Wait for it; the test's own limit ends that."""
    while found != wanted:  # noqa: ASYNC110 - who tidies up tells nobody
        await asyncio.sleep(0.001)


def test_a_worker_tidies_up_once_for_all_it_did(found: list[str]) -> None:
    """Then again for what it does after that."""

    async def main() -> None:
        worker = Worker("test")
        await asyncio.gather(*(worker.do(lambda: None) for _ in range(5)))
        await until(found, ["back"])
        await worker.do(lambda: None)
        await until(found, ["back", "back"])
        await worker.aclose(1)

    limited(main())


def test_a_worker_forgets_when_it_has_rested(
    found: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And gives back what that frees."""
    monkeypatch.setattr(workers, "FORGET_AFTER_S", 0.05)

    async def main() -> None:
        worker = Worker("test", lambda: found.append("forgot"))
        await worker.do(lambda: None)
        await until(found, ["back", "forgot", "back"])
        await worker.do(lambda: None)
        await until(found, ["back", "forgot", "back", "back", "forgot", "back"])
        await worker.aclose(1)

    limited(main())


def test_work_puts_off_forgetting(found: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """What is in use is kept."""
    monkeypatch.setattr(workers, "FORGET_AFTER_S", 0.0)

    async def main() -> None:
        worker = Worker("test", lambda: found.append("forgot"))
        for _ in range(3):
            await worker.do(lambda: None)  # the next begins before the loop looks at its timers
        assert "forgot" not in found
        await worker.aclose(1)
        await worker.aclose(1)

    limited(main())
    assert "forgot" not in found


def test_a_closed_worker_plans_nothing(found: list[str]) -> None:
    """Work that ends after the closing leaves no timer behind."""

    async def main() -> None:
        worker = Worker("test")
        late = asyncio.create_task(worker.do(lambda: None))
        await asyncio.sleep(0)
        await worker.aclose(1)
        await asyncio.gather(late, return_exceptions=True)
        await asyncio.sleep(0.05)

    limited(main())
    assert found == []


@pytest.mark.network
def test_a_server_tidies_up_when_the_last_client_has_left(found: list[str]) -> None:
    """Not while one is there, and not after it was closed."""

    async def main() -> None:
        async with Server(ServerOptions(scenario=QUICK)) as server:
            async with peer(server) as first:
                async with peer(server) as second:
                    await second.setup()
                await first.setup()
                await first.ask("hello")
                assert found == []
            await until(found, ["back"])
            async with peer(server) as third:
                await third.setup()
        await asyncio.sleep(0.05)

    limited(main())
    assert found in (["back"], ["back", "back"])  # the third may have left before the closing


@pytest.mark.network
def test_a_server_can_keep_nothing_of_what_clients_sent() -> None:
    """A program that nobody asks for it has no use for it."""

    async def main() -> None:
        async with Server(ServerOptions(scenario=QUICK, remember_bytes=0)) as server:
            async with peer(server) as client:
                await client.setup()
                await client.ask("hello")
            assert not server.received

    limited(main())


@pytest.mark.skipif(not (can_whisper() and can_speak()), reason="needs the offline extra")
def test_models_are_loaded_again_after_they_were_forgotten() -> None:
    """Words and sound are as before."""

    async def main() -> None:
        ears, voice = WhisperEars(), NeuralVoice()
        pcm = recording("austen-0880")
        heard, said = await ears.transcribe(pcm), await voice.say("Hello.", "")
        for one in (ears, voice):
            await one._worker.do(one._forget)
        assert (ears._loaded, voice._voice) == (None, None)
        assert await ears.transcribe(pcm) == heard
        assert len(await voice.say("Hello.", "")) > len(said) // 2
        await asyncio.gather(ears.aclose(5), voice.aclose(5))

    limited(main(), 60)
