"""Every fault, as users of the Python SDK meet it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
from google import genai
from google.genai import errors, types
from google.genai.live import AsyncSession
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus

from livechat.sim.faults import KINDS, parse
from livechat.sim.mind.brain import HELLO
from livechat.sim.server import Server
from tests.sim.peer import faulty, limited

MODEL = "gemini-3.8-live"

QUIET_S = 1.2
"""Seconds after which nothing more is expected."""


@asynccontextmanager
async def talking(server: Server, **config: Any) -> AsyncIterator[AsyncSession]:
    """A session of the SDK's."""
    tls = server.client_context()
    sockets = {
        "ssl": tls,
        "verify": tls,
        "close_timeout": 0.1,
        "ping_interval": 0.3,
        "ping_timeout": 0.3,
    }
    client = genai.Client(
        api_key="a-key-for-tests",
        http_options=types.HttpOptions(
            base_url=server.tls_url, client_args={"verify": tls}, async_client_args=sockets
        ),
    )
    usual = {"response_modalities": ["AUDIO"], "output_audio_transcription": {}}
    async with client.aio.live.connect(model=MODEL, config={**usual, **config}) as session:  # type: ignore[arg-type]
        yield session


@dataclass
class Heard:
    """What a user of the SDK got of one question."""

    messages: list[types.LiveServerMessage] = field(default_factory=list)
    raised: list[str] = field(default_factory=list)
    """Names of what `receive` raised and could go on after."""

    @property
    def said(self) -> str:
        contents = [message.server_content for message in self.messages]
        return "".join(
            content.output_transcription.text or ""
            for content in contents
            if content and content.output_transcription
        )

    @property
    def completed(self) -> bool:
        last = self.messages[-1].server_content if self.messages else None
        return bool(last and last.turn_complete)


async def asked(session: AsyncSession) -> Heard:
    """Ask, and go on receiving after whatever can be gone on after."""
    heard = Heard()
    with suppress(ConnectionClosed):  # receiving says why
        await session.send_realtime_input(text="hello")
    while not heard.completed:
        try:
            async for message in session.receive():
                heard.messages.append(message)
        except (TypeError, ValueError) as error:
            heard.raised.append(type(error).__name__)
    return heard


async def meets(line: str) -> str:
    """How a fault shows to the SDK's user: an error, silence, or what came of a question."""
    async with faulty(line) as server:
        try:
            async with asyncio.timeout(QUIET_S), talking(server) as session:
                heard = await asked(session)
                second = await asked(session)
        except errors.APIError as error:
            return f"APIError {error.code} {error.details}"
        except InvalidStatus as error:
            return f"InvalidStatus {error.response.status_code}"
        except (InvalidHandshake, OSError) as error:
            return "silence" if isinstance(error, TimeoutError) else "cut"
    assert second.said or "usage" in line
    return " ".join([*heard.raised, heard.said or "nothing"])


SDK = {
    "refuse": "cut",
    "unauthorized": "InvalidStatus 401",
    "forbidden": "InvalidStatus 403",
    "too-many-requests": "InvalidStatus 429",
    "unavailable": "InvalidStatus 503",
    "slow-handshake:seconds=0.1": HELLO,
    "silent-setup": "silence",
    "close:code=1000,reason=Bye.": "APIError 1000 Bye.",
    "close:code=4999,reason=Bye.,when=setup": "APIError 4999 Bye.",
    "internal-error": "APIError 1011 Internal error encountered.",
    "quota": "APIError 1011 You exceeded your current quota",
    "deadline": "APIError 1011 Deadline expired before operation could complete.",
    "invalid-argument": "APIError 1007 Request contains an invalid argument.",
    "not-found": "APIError 1008 models/gemini-3.8-live is not found for API version",
    "abort": "APIError 1006",
    "go-away:seconds=0": "APIError 1011 Deadline expired",
    "tool-call-across-go-away": HELLO,
    "lost-session": HELLO,
    "never-resumable": HELLO,
    "stall:seconds=0": "silence",
    "stall:seconds=0.1": HELLO,
    "half-open": "APIError 1006",
    "slow-link:bytes_per_second=5000000": HELLO,
    "slow-start:seconds=0.1": HELLO,
    "malformed": f"ValueError UnicodeDecodeError {HELLO}",
    "wrong-types": " ".join([*["ValidationError"] * 5, HELLO]),
    "oversized": "APIError 1006",
    "empty-frame": HELLO,
    "unknown-fields": f"TypeError {HELLO}",
    "text-frames": HELLO,
    "late-audio": HELLO,
    "audio-after-complete": HELLO,
    "transcripts-shuffled:turn=2": HELLO,
    "transcripts-repeated:turn=2": HELLO,
    "empty-turn": "nothing",
    "short-turn": " ".join(HELLO.split()[:3]),
    "deaf": "silence",
    "repeated-turn-complete:turn=2": HELLO,
    "false-interruption": "",
    "usage-cumulative": HELLO,
    "usage-missing": HELLO,
    "usage-mismatched": HELLO,
}


@pytest.mark.parametrize(("line", "shown"), SDK.items())
def test_the_sdk_meets_a_fault(line: str, shown: str) -> None:
    """It shows as users know it, and where the connection stays open, the talk goes on."""
    found = limited(meets(line))
    assert found.startswith(shown)
    assert shown or HELLO.startswith(found)


def test_the_sdk_meets_every_kind() -> None:
    """None is left out."""
    assert {parse(line).kind for line in SDK} == set(KINDS)


def test_the_sdk_loses_its_session() -> None:
    """A handle that was good is refused; without it there is a new session."""

    async def main() -> None:
        async with faulty("lost-session") as server:
            handle = None
            async with talking(server, session_resumption={}) as session:
                for message in (await asked(session)).messages:
                    update = message.session_resumption_update
                    handle = (update and update.new_handle) or handle
            assert handle
            with pytest.raises(errors.APIError, match="session not found"):
                async with talking(server, session_resumption={"handle": handle}) as session:
                    await asked(session)
            async with talking(server, session_resumption={}) as session:
                assert (await asked(session)).said == HELLO

    limited(main())


def test_the_sdk_calls_a_tool_across_go_away() -> None:
    """It gets the call and the announcement, sends its result, and is cut off."""

    async def received(session: AsyncSession) -> types.LiveServerGoAway:
        going = None
        while going is None:
            async for message in session.receive():
                going = message.go_away or going
                for call in (message.tool_call and message.tool_call.function_calls) or ():
                    response = types.FunctionResponse(
                        id=call.id, name=call.name, response={"output": 1}
                    )
                    await session.send_tool_response(function_responses=[response])
                if going is not None:
                    break
        return going

    async def main() -> None:
        tools = [{"function_declarations": [{"name": "get_weather"}]}]
        line = "tool-call-across-go-away:seconds=0.2"
        async with faulty(line) as server, talking(server, tools=tools) as session:
            await session.send_realtime_input(text="call get_weather")
            assert (await received(session)).time_left == "0.2s"
            with pytest.raises(errors.APIError, match="Deadline expired"):
                await received(session)

    limited(main())
