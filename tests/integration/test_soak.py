"""Many connections through the real SDK and the real server, with limits of seconds for minutes.

What must hold is what holds in virtual time (`tests/app/test_session_soak.py`).
"""

from __future__ import annotations

import asyncio
import gc
import threading
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from livechat.app.conversation import Conversation
from livechat.app.ports import Chunk, Emit, Microphone, Pause
from livechat.app.session import Session
from livechat.audio.chunks import chunk_of
from livechat.audio.file_speaker import FileSpeaker
from livechat.audio.wav_read import read_wav
from livechat.config.settings import Settings
from livechat.config.spec import setup_spec
from livechat.core.pcm import INPUT_RATE, SAMPLE_BYTES
from livechat.core.talk.events import (
    AudioReceived,
    Connected,
    InputTranscribed,
    OutputTranscribed,
    PlaybackFinished,
    TextSent,
)
from livechat.live.connection import dialer
from livechat.live.credentials import Credential
from livechat.sim.faults.fault import parse
from livechat.sim.scenario import Scenario, Scripted
from livechat.sim.server import Server, ServerOptions
from tests.support.fakes import Notebook
from tests.support.practice import KEY, endpoint, limited

TALKS: Final = 6
"""Conversations at once."""

LINES: Final = 24

LIMITED_S: Final = 4.0
"""Seconds a connection lasts, in place of ten minutes."""

PRACTICE: Final = Scenario(
    voice="synthetic",
    ears="none",
    pace="instant",
    playback_pause=0.05,
    early_resume="allowed",
    speed=4.0,
    connection_limit=LIMITED_S,
)

EXAMPLES = Path(__file__).parents[2] / "examples"


class Ears(FileSpeaker):
    """A speaker that counts what it is given, turn by turn."""

    def __init__(self) -> None:
        super().__init__(None, fast=True)
        self.given: dict[int, int] = {}

    def play(self, turn: int, pcm: bytes) -> None:
        self.given[turn] = self.given.get(turn, 0) + len(pcm)
        super().play(turn, pcm)


class Speaking:
    """A microphone: says something, again and again, and is silent in between.

    Args:
        times: How often.
    """

    def __init__(self, times: int) -> None:
        self._times = times

    async def run(self, emit: Emit) -> None:
        """No device."""

    async def listen(self) -> AsyncIterator[Chunk | Pause]:
        pcm = read_wav(EXAMPLES / "austen-0880.wav", INPUT_RATE)[: INPUT_RATE * SAMPLE_BYTES * 2]
        pcm += bytes(INPUT_RATE * SAMPLE_BYTES)
        loop = asyncio.get_running_loop()
        for spoken in range(self._times):
            due = loop.time()
            for at in range(0, len(pcm), 640):
                due += 0.02
                await asyncio.sleep(due - loop.time())
                yield chunk_of(pcm[at : at + 640], loop.time())
            yield Pause(last=spoken == self._times - 1)


def line(number: int, talk: int) -> str:
    """What is typed; the partner says the words again."""
    return f"say {' '.join(words_of(number, talk))}."


def words_of(number: int, talk: int) -> list[str]:
    return [f"word{number}of{talk}{letter}" for letter in "abc"]


async def talk(
    scenario: Scenario, *, lines: Sequence[str] = (), microphone: Microphone | None = None
) -> tuple[Notebook, Ears, Server]:
    """Hold a conversation with a server of its own."""
    notebook, speaker = Notebook(), Ears()
    async with Server(ServerOptions(api_key=KEY, scenario=scenario)) as server:
        link = Session(dialer(endpoint(server), Credential(KEY, "a test")), setup_spec(Settings()))
        await Conversation(
            link, speaker, lines=lines, microphone=microphone, observers=[notebook]
        ).run()
    return notebook, speaker, server


def check(notebook: Notebook, speaker: Ears) -> None:
    """What holds of every conversation."""
    # Every delivered word is in the journal once, and in order.
    heard = "".join(e.text for e in notebook.events if isinstance(e, InputTranscribed))
    typed = [e.text for e in notebook.events if isinstance(e, TextSent)]
    user = [one for one in notebook.utterances if one.speaker == "user"]
    assert [one.text for one in user if one.kind == "text"] == typed
    spoken = "".join(one.text for one in user if one.kind == "speech")
    assert spoken.split() == heard.split()
    said = "".join(f"{e.text}" for e in notebook.events if isinstance(e, OutputTranscribed))
    model = [one for one in notebook.utterances if one.speaker == "model"]
    assert "".join(one.text + one.unheard for one in model).split() == said.split()
    # No sound is lost.
    came: dict[int, int] = {}
    for event in notebook.events:
        if isinstance(event, AudioReceived):
            came[event.turn] = came.get(event.turn, 0) + len(event.pcm)
    assert speaker.given == came
    played = {e.turn: e.heard for e in notebook.events if isinstance(e, PlaybackFinished)}
    assert played == {turn: count // SAMPLE_BYTES for turn, count in came.items()}


def answered(notebook: Notebook, number: int, of: int) -> bool:
    """Whether there is a whole answer to a line."""
    return any(
        one.words.rstrip(".").casefold().split() == words_of(number, of) and not one.lost
        for one in notebook.utterances
        if one.speaker == "model"
    )


def of(notebook: Notebook, kind: type[Any]) -> list[Any]:
    return [event for event in notebook.events if isinstance(event, kind)]


def held() -> tuple[int, int]:
    """Threads, and open files: sockets, mostly."""
    gc.collect()
    return threading.active_count(), len(list(Path("/dev/fd").iterdir()))


def settled(before: tuple[int, int]) -> bool:
    """Whether nothing more is held than before, after some seconds at the latest."""
    for _ in range(50):
        if all(now <= then for now, then in zip(held(), before, strict=True)):
            return True
        time.sleep(0.1)
    return False


def soak(*talks: Callable[[], Any]) -> list[tuple[Notebook, Ears, Server]]:
    """Hold conversations at the same time; nothing may be left of them."""

    async def main() -> list[tuple[Notebook, Ears, Server]]:
        results = await asyncio.gather(*(one() for one in talks))
        async with asyncio.timeout(5):
            while len(asyncio.all_tasks()) > 1:  # noqa: ASYNC110 - who goes tells nobody
                await asyncio.sleep(0.01)
        return list(results)

    limited(talk(PRACTICE, lines=["say hello"]))  # makes what is made once
    before = held()
    results = limited(main())
    assert settled(before), (before, held(), threading.enumerate())
    return results


def test_a_connection_after_the_other_is_handed_over() -> None:
    """Each at its limit, and no line goes without an answer."""

    def one(number: int) -> Callable[[], Any]:
        lines = [line(at, number) for at in range(LINES)]
        return lambda: talk(replace(PRACTICE, seed=number), lines=lines)

    for number, (notebook, speaker, _) in enumerate(soak(*map(one, range(TALKS)))):
        check(notebook, speaker)
        assert all(answered(notebook, at, number) for at in range(LINES))
        assert len(of(notebook, Connected)) >= 3
        assert max(event.gap_s for event in of(notebook, Connected)) < 5


def test_what_is_spoken_is_answered_whatever_becomes_of_the_connection() -> None:
    """Sound that was cut off is heard again, and its words are told once."""
    turns = tuple(Scripted(hears="tell me a word", says="A word then.") for _ in range(20))
    scenario = replace(PRACTICE, turns=turns)
    # A handle that names the session would have it answered without its words being told again.
    faults = (parse("abort:turn=1,connection=1"), parse("abort:turn=2"))
    broken = replace(scenario, handles="per-turn", connection_limit=6.0, faults=faults)

    def one(behaviour: Scenario) -> Callable[[], Any]:
        return lambda: talk(behaviour, microphone=Speaking(4))

    for notebook, speaker, _ in soak(one(scenario), one(replace(scenario, seed=1)), one(broken)):
        check(notebook, speaker)
        heard = [one.words for one in notebook.utterances if one.speaker == "user"]
        assert heard == ["tell me a word"] * 4
        whole = [one for one in notebook.utterances if one.words == "A word then." and not one.lost]
        assert len(whole) >= 4
        assert len(of(notebook, Connected)) >= 3


FAULTS: Final = (
    "abort",
    "close:code=1011",
    "close:code=1000",
    "deadline:when=before",
    "internal-error:when=after",
    "go-away:seconds=0.2",
    "unavailable",
    "refuse",
    "abort:when=after",
    "abort:when=before",
    "close:code=1001,when=before",
    "slow-handshake:seconds=0.3",
    "malformed",
    "unknown-fields",
    "empty-frame",
    "text-frames",
    "late-audio",
    "audio-after-complete",
    "transcripts-shuffled",
    "usage-missing",
    "slow-start:seconds=0.5",
    "stall:seconds=1",
    "never-resumable",
)


def test_connections_that_fail_are_replaced() -> None:
    """Every second one fails, each in another way; no line goes without an answer."""

    def one(number: int) -> Callable[[], Any]:
        kinds = [parse(kind) for kind in FAULTS[number::TALKS]]
        faults = tuple(
            replace(kind, connection=2 + 2 * at, turn=2 if kind.turn else 0)
            for at, kind in enumerate(kinds)
        )
        scenario = replace(PRACTICE, seed=number, faults=faults, connection_limit=3.0)
        return lambda: talk(scenario, lines=[line(at, number) for at in range(LINES)])

    for number, (notebook, speaker, _) in enumerate(soak(*map(one, range(TALKS)))):
        check(notebook, speaker)
        assert [at for at in range(LINES) if not answered(notebook, at, number)] == []
