"""A raw client and raw recordings: what the tests of the local server share."""

from __future__ import annotations

import asyncio
import base64
import json
import wave
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from livechat.sim.faults import parse
from livechat.sim.scenario import Scenario
from livechat.sim.server import Server, ServerOptions

T = TypeVar("T")

GEMINI = "/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent"
VERTEX = "/ws/google.cloud.aiplatform.v1beta1.LlmBidiService/BidiGenerateContent"
GATEWAY = "/v1beta/models/any-model/liveStream"
MODEL = "models/gemini-3.8-live"

AT_ONCE_S = 5.0
"""Seconds. More than a busy machine takes for what waits for nothing, and less than any time-out
that might be waited for: the shortest is the ten seconds of a closing handshake."""

QUICK = Scenario(voice="synthetic", ears="none", pace="instant", early_resume="allowed")
"""Answers at once, and lets whoever comes back go on at once."""

RECORDINGS = {
    "austen-0870": (
        "and mister john dashwood had then leisure to consider how much there might be "
        "prudently in his power to do for them"
    ),
    "austen-0880": "he was not an ill disposed young man",
    "austen-0920": (
        "had he married a more amiable woman he might have been made still more "
        "respectable than he was"
    ),
}
"""Recorded speech and its words."""


def recording(name: str) -> bytes:
    """Recorded speech: s16le mono, 16 kHz."""
    with wave.open(str(Path(__file__).parents[2] / "examples" / f"{name}.wav")) as file:
        return bytes(file.readframes(file.getnframes()))


def limited(work: Coroutine[Any, Any, T], seconds: float = 90) -> T:
    """Run in real time, but not for ever."""

    async def main() -> T:
        async with asyncio.timeout(seconds):
            return await work

    return asyncio.run(main())


@dataclass
class Answered:
    """One turn, gathered."""

    messages: list[dict[str, Any]]
    """Every message up to turnComplete."""

    @property
    def contents(self) -> list[dict[str, Any]]:
        """The serverContent of every message that has one with something in it."""
        return [m["serverContent"] for m in self.messages if m.get("serverContent")]

    @property
    def pieces(self) -> list[bytes]:
        """Pieces of sound: s16le mono, 24 kHz."""
        return [
            base64.b64decode(part["inlineData"]["data"], validate=True)
            for content in self.contents
            for part in content.get("modelTurn", {}).get("parts", ())
            if "inlineData" in part
        ]

    @property
    def pcm(self) -> bytes:
        """All sound."""
        return b"".join(self.pieces)

    @property
    def heard(self) -> str:
        """Transcript of the user."""
        return self._joined("inputTranscription")

    @property
    def said(self) -> str:
        """Transcript of the partner."""
        return self._joined("outputTranscription")

    @property
    def written(self) -> str:
        """The answer in text."""
        return "".join(
            part["text"]
            for content in self.contents
            for part in content.get("modelTurn", {}).get("parts", ())
            if "text" in part
        )

    @property
    def signs(self) -> list[str]:
        """What the turn went through, without its sound and words."""
        names = ("interrupted", "generationComplete", "turnComplete")
        return [name for content in self.contents for name in names if content.get(name)]

    @property
    def usage(self) -> dict[str, Any]:
        """The usage record of the turn."""
        usage: dict[str, Any] = self.messages[-1]["usageMetadata"]
        return usage

    def _joined(self, kind: str) -> str:
        return "".join(c[kind]["text"] for c in self.contents if kind in c)


class Peer:
    """A client that sends and receives plain JSON."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    async def send(self, message: dict[str, Any]) -> None:
        await self.socket.send(json.dumps(message))

    async def receive(self) -> dict[str, Any]:
        message: dict[str, Any] = json.loads(await self.socket.recv())
        return message

    async def setup(self, **fields: Any) -> dict[str, Any]:
        """Set up with both transcriptions on; return the answer."""
        usual = {"model": MODEL, "inputAudioTranscription": {}, "outputAudioTranscription": {}}
        await self.send({"setup": {**usual, **fields}})
        return await self.receive()

    async def turn(self) -> Answered:
        """Receive up to and with the next turnComplete."""
        messages: list[dict[str, Any]] = []
        while not (messages and messages[-1].get("serverContent", {}).get("turnComplete")):
            messages.append(await self.receive())
        return Answered(messages)

    async def ask(self, text: str) -> Answered:
        """Type something and get the answer."""
        await self.send({"realtimeInput": {"text": text}})
        return await self.turn()

    async def stream(self, pcm: bytes, rate: int = 16_000, chunk_bytes: int = 640) -> None:
        """Send sound, as fast as it goes."""
        for at in range(0, len(pcm), chunk_bytes):
            data = base64.b64encode(pcm[at : at + chunk_bytes]).decode()
            audio = {"data": data, "mimeType": f"audio/pcm;rate={rate}"}
            await self.send({"realtimeInput": {"audio": audio}})

    async def closed(self) -> tuple[int | None, str | None]:
        """Read on to the end; return its code and reason."""
        with suppress(ConnectionClosed):
            while True:
                await self.socket.recv()
        return self.socket.close_code, self.socket.close_reason


def faulty(*lines: str, scenario: Scenario = QUICK) -> Server:
    """A server on which things go wrong, each as `livechat.sim.faults.parse` reads it."""
    return Server(ServerOptions(scenario=replace(scenario, faults=tuple(map(parse, lines)))))


@asynccontextmanager
async def peer(
    server: Server,
    path: str = GEMINI,
    *,
    tls: bool = False,
    headers: Mapping[str, str] | None = None,
) -> AsyncIterator[Peer]:
    """A connection to a server."""
    url = server.tls_url.replace("https", "wss") if tls else server.ws_url
    async with connect(
        url + path,
        ssl=server.client_context() if tls else None,
        additional_headers=headers,
        proxy=None,
        max_size=None,
    ) as socket:
        yield Peer(socket)
