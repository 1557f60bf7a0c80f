"""The whole server but for its sockets, in virtual time, and a client that notes when what came."""

from __future__ import annotations

import asyncio
import base64
import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace
from typing import Any, ClassVar, cast

from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosedOK

from livechat.core.pcm import INPUT_RATE, SAMPLE_BYTES
from livechat.dsp.vad import WINDOW_BYTES, VoiceDetector
from livechat.sim.doors.connection import Connection, Senses
from livechat.sim.llm.model import LanguageModel
from livechat.sim.mind.asking import Asking
from livechat.sim.mind.brain import Brain
from livechat.sim.protocol.routes import Route
from livechat.sim.protocol.terms import Terms
from livechat.sim.scenario import Scenario
from livechat.sim.senses.ears import Ears, ScriptedEars
from livechat.sim.senses.voice import SyntheticVoice, Voice
from livechat.sim.talk.handles import Handles
from livechat.sim.talk.minds import Mind
from livechat.sim.talk.session import House, Session
from tests.sim.peer import recording
from tests.support import virtual_time

CHUNK_S = 0.1
CHUNK_BYTES = 3_200

SAYS = "He had leisure to consider how much it was."
"""Three seconds and a third."""

SPEECH = recording("austen-0880")


@dataclass
class Client:
    """Sends what is due, and notes when what came."""

    due: list[tuple[float, dict[str, Any]]]
    """Seconds after the first message, and messages."""
    came: list[tuple[float, dict[str, Any]]] = field(default_factory=list)

    protocol: ClassVar[object] = SimpleNamespace(close_rcvd=None, close_sent=None)

    async def recv(self) -> str:
        if not hasattr(self, "began"):
            self.began = self._now()
        if not self.due:
            await asyncio.sleep(10.0)
            raise ConnectionClosedOK(None, None)
        at, message = self.due.pop(0)
        await asyncio.sleep(self.began + at - self._now())
        return json.dumps(message)

    async def send(self, frame: bytes) -> None:
        self.came.append((self._now() - self.began, json.loads(frame)))

    async def wait_closed(self) -> None:
        await asyncio.Event().wait()

    def _now(self) -> float:
        return asyncio.get_running_loop().time()

    def at(self, what: str) -> list[float]:
        """When messages came that hold something."""
        return [when for when, message in self.came if f'"{what}"' in json.dumps(message)]


def audio(pcm: bytes) -> dict[str, Any]:
    data = base64.b64encode(pcm).decode()
    return {"realtimeInput": {"audio": {"data": data, "mimeType": "audio/pcm;rate=16000"}}}


def streamed(
    pcm: bytes, begins: float, chunk_s: float = CHUNK_S
) -> Iterator[tuple[float, dict[str, Any]]]:
    """An open microphone, in chunks of so many seconds, each sent when it has been heard."""
    size = round(chunk_s * INPUT_RATE) * SAMPLE_BYTES
    for number, at in enumerate(range(0, len(pcm), size), 1):
        yield begins + number * chunk_s, audio(pcm[at : at + size])


def voiced_chunks(pcm: bytes, begins: float) -> tuple[float, float]:
    """When the first and the last chunk with speech in them are sent."""
    detector = VoiceDetector()
    windows = (pcm[at : at + WINDOW_BYTES] for at in range(0, len(pcm), WINDOW_BYTES))
    voiced = [
        at * WINDOW_BYTES // CHUNK_BYTES + 1
        for at, window in enumerate(windows)
        if len(window) == WINDOW_BYTES and detector.probability(window) >= 0.5
    ]
    return begins + voiced[0] * CHUNK_S, begins + voiced[-1] * CHUNK_S


def held(
    client: Client,
    scenario: Scenario,
    voice: Voice | None = None,
    llm: LanguageModel | None = None,
    ears: Ears | None = None,
) -> Client:
    """A whole session with the client."""

    def mind(terms: Terms) -> Mind:
        return Brain(datetime.now) if llm is None else Asking(terms)

    async def main() -> None:
        numbers = itertools.count(1)
        house = House(scenario, mind, Handles(), numbers)
        await Connection(
            cast(ServerConnection, client),
            Session(house, Route("gemini", "v1beta")),
            scenario,
            Senses(
                lambda understood, language: ears or ScriptedEars(scenario.hears()),
                voice or SyntheticVoice(),
                llm,
                guesses=ears is not None,
            ),
            lambda message, size: None,
        ).run()

    virtual_time.run(main())
    return client


SETUP = {
    "setup": {
        "model": "models/gemini-3.8-live",
        "inputAudioTranscription": {},
        "outputAudioTranscription": {},
        "sessionResumption": {},
    }
}
