"""Google's SDK for Python, pointed at the local server as its users would."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from google import genai
from google.genai import types
from google.genai.live import AsyncSession

from livechat.sim.server import Server

MODEL = "gemini-3.8-live"


def client(
    server: Server, *, key: str = "a-key", vertex: bool = False, **options: Any
) -> genai.Client:
    """The SDK's client; `options` are fields of its HttpOptions."""
    context = server.client_context()
    return genai.Client(
        api_key=key,
        vertexai=vertex,
        http_options=types.HttpOptions(
            base_url=server.tls_url,
            client_args={"verify": context},
            async_client_args={"verify": context, "ssl": context},
            **options,
        ),
    )


@asynccontextmanager
async def session(
    server: Server,
    *,
    model: str = MODEL,
    vertex: bool = False,
    key: str = "a-key",
    api_version: str | None = None,
    **config: Any,
) -> AsyncIterator[AsyncSession]:
    """A live session with both transcriptions on, unless `config` says otherwise."""
    usual: dict[str, Any] = {
        "response_modalities": ["AUDIO"],
        "input_audio_transcription": {},
        "output_audio_transcription": {},
    }
    given = {name: value for name, value in {**usual, **config}.items() if value is not None}
    sdk = client(server, key=key, vertex=vertex, api_version=api_version)
    async with sdk.aio.live.connect(
        model=model, config=types.LiveConnectConfig(**given)
    ) as connected:
        yield connected


@dataclass
class Received:
    """Messages of one turn, as the SDK gives them."""

    messages: list[types.LiveServerMessage] = field(default_factory=list)

    @property
    def contents(self) -> list[types.LiveServerContent]:
        return [m.server_content for m in self.messages if m.server_content is not None]

    @property
    def parts(self) -> list[types.Part]:
        turns = [content.model_turn for content in self.contents if content.model_turn]
        return [part for turn in turns for part in turn.parts or ()]

    @property
    def pcm(self) -> bytes:
        """All sound: s16le mono, 24 kHz."""
        blobs = [part.inline_data for part in self.parts if part.inline_data is not None]
        return b"".join(blob.data or b"" for blob in blobs)

    @property
    def said(self) -> str:
        """Transcript of the model, or its text."""
        spoken = [c.output_transcription for c in self.contents if c.output_transcription]
        written = [part.text or "" for part in self.parts if not part.thought]
        return "".join([one.text or "" for one in spoken] + written)

    @property
    def heard(self) -> str:
        """Transcript of the user."""
        found = [c.input_transcription for c in self.contents if c.input_transcription]
        return "".join(one.text or "" for one in found)

    @property
    def thoughts(self) -> str:
        return "".join(part.text or "" for part in self.parts if part.thought)

    @property
    def calls(self) -> list[types.FunctionCall]:
        return [
            call for m in self.messages if m.tool_call for call in m.tool_call.function_calls or ()
        ]

    @property
    def handles(self) -> list[str]:
        updates = [m.session_resumption_update for m in self.messages]
        return [one.new_handle for one in updates if one is not None and one.new_handle]

    @property
    def usage(self) -> types.UsageMetadata:
        """The last record."""
        return next(m.usage_metadata for m in reversed(self.messages) if m.usage_metadata)

    def prompt(self) -> dict[str, int]:
        """Tokens of the prompt by modality."""
        details = self.usage.prompt_tokens_details or ()
        return {str(one.modality and one.modality.value): one.token_count or 0 for one in details}


async def turn(session: AsyncSession, *, until_call: bool = False) -> Received:
    """Receive one turn, or up to a function call."""
    received = Received()
    async for message in session.receive():
        received.messages.append(message)
        if until_call and message.tool_call:
            break
    return received


async def ask(session: AsyncSession, text: str) -> Received:
    """Type something as realtime text, and receive the answer."""
    await session.send_realtime_input(text=text)
    return await turn(session)
