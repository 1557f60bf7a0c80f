# ruff: noqa: E501 - sentences as they are printed
"""Every fault, as users of the program and of the Python SDK meet it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from google import genai
from google.genai import errors, types
from google.genai.live import AsyncSession
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus

from livechat.sim.faults import KINDS, parse
from livechat.sim.mind.brain import HELLO
from livechat.sim.scenario import Scenario, Scripted
from livechat.sim.server import Server, ServerOptions
from livechat.ui.plain import PRACTICE
from tests.sim.peer import faulty, limited
from tests.support.hostile import chosen, together
from tests.support.program import KEY, SPEECH, Done, livechat

MODEL = "gemini-3.8-live"

PONG_S = 2.0
"""Seconds that a pong is waited for: a busy machine takes some tenths."""

QUIET_S = 3.0
"""Seconds after which nothing more is expected, however many wait beside."""


@asynccontextmanager
async def talking(server: Server, **config: Any) -> AsyncIterator[AsyncSession]:
    """A session of the SDK's."""
    tls = server.client_context()
    sockets = {
        "ssl": tls,
        "verify": tls,
        "close_timeout": 0.1,
        "ping_interval": 0.3,
        "ping_timeout": PONG_S,
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
    "unknown-fields": " ".join([*["TypeError"] * 4, HELLO]),
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
    "rate-limit": "APIError 1011 Rate limit exceeded; try again in 5 s",
    "too-many-sessions": "APIError 1011 There are too many concurrent sessions.",
    "no-credits": "APIError 1011 Your prepayment credits are depleted.",
    "aborted-at-age:seconds=0": "APIError 1008 The operation was aborted.",
    "go-away-untimed:seconds=0": "APIError 1011 Deadline expired",
    "handle-expires": HELLO,
    "early-resume": HELLO,
    "locked-session": HELLO,
    "forgotten-session": HELLO,
    "late-turn-complete:seconds=0.1": HELLO,
    "missing-turn-complete": "silence",
    "interrupted-without-end": HELLO,
    "interrupted-when-done": "silence",
    "only-updates:seconds=0.1": "silence",
    "only-usage:seconds=0.1": "silence",
    "silent-after-result": HELLO,
    "null-messages": " ".join([*["TypeError"] * 4, HELLO]),
    "snake-case": "silence",
    "sound-format": HELLO,
    "late-transcript": HELLO,
    "trailing-words:turn=2": HELLO,
    "finished-pieces": HELLO,
    "finished-early": HELLO,
    "noise-label": HELLO,
    "repeated-sentence:seconds=0.1": HELLO * 3,
    "text-aside": HELLO,
    "text-doubled": HELLO,
    "call-in-parts": HELLO,
    "call-doubled": HELLO,
    "call-again": HELLO,
    "late-usage:seconds=0.1": HELLO,
    # Nothing is searched for: tests/integration/test_search.py
    "sources-growing": HELLO,
    "sources-missing": HELLO,
    "sources-misplaced": HELLO,
    "late-sources:seconds=0.1": HELLO,
}


async def met(line: str, folder: Path) -> str:
    """What `meets` finds, on a server of its own."""
    return await meets(line)


@pytest.fixture(scope="module")
def shown(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], str]:
    """How each fault shows; most of the time they wait, and do so together."""
    cases = {name: partial(met, name) for name in chosen(request, SDK)}
    return together(cases, tmp_path_factory.mktemp("sdk"), at_once=5)


@pytest.mark.parametrize("name", SDK)
def test_the_sdk_meets_a_fault(name: str, shown: Callable[[str], str]) -> None:
    """It shows as users know it, and where the connection stays open, the talk goes on."""
    found, usual = shown(name), SDK[name]
    assert found.startswith(usual)
    assert usual or HELLO.startswith(found)


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
            assert (await received(session)).time_left == "0.200s"
            with pytest.raises(errors.APIError, match="Deadline expired"):
                await received(session)

    limited(main())


# The program

WHOLE = "Nor was she. Nor were they."

PARTNER = Scenario(
    voice="synthetic",
    ears="none",
    pace="instant",
    # What is met of a fault is told apart from what a resumed session says by itself.
    handles="per-turn",
    early_resume="allowed",
    turns=(Scripted(hears="was he", says=WHOLE),) * 9,
)

BRIEF_S, PATIENT_S = 6, 60
"""Seconds it waits for an answer: where none comes, and where one does."""

COMMANDS = {
    "say": ("say", "--no-play", "hi"),
    "talk": ("talk", "--plain", "--fast", "--mic", str(SPEECH)),
}

ROWS: dict[tuple[str, str], tuple[int, tuple[str, ...], tuple[str, ...]]] = {
    ("say", "refuse"): (
        5,
        (),
        (
            "livechat: Cannot reach 127.0.0.1: the connection was cut while it opened. Try again in a moment; if it persists, check for a firewall in between.",
        ),
    ),
    ("say", "unauthorized"): (
        3,
        (),
        (
            "livechat: 127.0.0.1 does not accept the credential from the environment variable GEMINI_API_KEY (HTTP 401): “API key not valid. Please pass a valid API key”. Check it, or create a new one at https://aistudio.google.com/apikey.",
        ),
    ),
    ("say", "forbidden"): (
        3,
        (),
        (
            "livechat: The credential from the environment variable GEMINI_API_KEY has no permission for this (HTTP 403): “The caller does not have permission”. Check its restrictions, and that its project has enabled the Gemini API.",
        ),
    ),
    ("say", "slow-handshake:seconds=0.5"): (0, (WHOLE,), ()),
    ("say", "silent-setup"): (
        5,
        (),
        (
            "livechat: 127.0.0.1 did not respond in time. Check the network, or wait longer with --timeout.",
        ),
    ),
    ("say", "quota"): (
        6,
        (),
        (
            "livechat: The credits for this credential from the environment variable GEMINI_API_KEY are used up (close code 1011): “You exceeded your current quota, please check your plan and billing details”. Check your plan and billing in Google AI Studio.",
        ),
    ),
    ("say", "invalid-argument"): (
        6,
        (),
        (
            "livechat: The service refused one of this session's settings (close code 1007): “Request contains an invalid argument”. Check with `livechat models` what gemini-3.8-live accepts, or try another --model.",
        ),
    ),
    ("say", "not-found"): (
        6,
        (),
        (
            "livechat: The service does not know the model gemini-3.8-live for API version v1beta (close code 1008): “models/gemini-3.8-live is not found for API version in use, or is not supported for bidiGenerateContent”. Try --model gemini-3.1-flash-live-preview, or another api_version than v1beta.",
        ),
    ),
    ("say", "go-away:seconds=20"): (0, (WHOLE,), ()),
    ("say", "tool-call-across-go-away"): (0, (WHOLE,), ()),
    ("say", "lost-session"): (0, (WHOLE,), ()),
    ("say", "never-resumable"): (0, (WHOLE,), ()),
    ("say", "stall:seconds=0"): (
        5,
        ("Nor was she.",),
        (
            "livechat: The answer stopped midway, and nothing more came for # s. Try again, or wait longer with --timeout SECONDS.",
        ),
    ),
    ("say", "slow-link:bytes_per_second=300000"): (0, (WHOLE,), ()),
    ("say", "slow-start:seconds=0.3"): (0, (WHOLE,), ()),
    ("say", "malformed"): (
        0,
        (WHOLE,),
        ("The service sent an unknown message: a message that is not JSON",),
    ),
    ("say", "wrong-types"): (
        0,
        (WHOLE,),
        (
            "The service sent an unknown message: a wrong value in serverContent.outputTranscription.text",
            "The service sent an unknown message: a wrong value in serverContent.modelTurn.parts.0.inlineData.data",
            "The service sent an unknown message: a wrong value in serverContent.modelTurn.parts",
            "The service sent an unknown message: a wrong value in serverContent.turnComplete",
            "The service sent an unknown message: a wrong value in usageMetadata.promptTokenCount, usageMetadata.promptTokensDetails",
        ),
    ),
    ("say", "oversized"): (0, (WHOLE,), ()),
    ("say", "empty-frame"): (0, (WHOLE,), ()),
    ("say", "unknown-fields"): (
        0,
        (WHOLE,),
        ("The service sent an unknown message: fields livechatUnknown",),
    ),
    ("say", "text-frames"): (0, (WHOLE,), ()),
    ("say", "late-audio"): (0, (WHOLE,), ()),
    ("say", "audio-after-complete"): (0, (WHOLE,), ()),
    ("say", "transcripts-shuffled"): (0, ("Nor were they.Nor was she.",), ()),
    ("say", "empty-turn"): (
        5,
        (),
        (
            "The model ended its turn without saying anything. Say it again, or type it.",
            "livechat: The model ended its turn without an answer, and nothing came for # s. Ask again, or rephrase.",
        ),
    ),
    ("say", "short-turn"): (0, ("Nor was she.",), ()),
    ("say", "deaf"): (
        5,
        (),
        ("livechat: No answer came for # s. Wait longer with --timeout SECONDS.",),
    ),
    ("say", "repeated-turn-complete"): (0, (WHOLE,), ()),
    ("say", "false-interruption"): (
        5,
        ("Nor was she.",),
        (
            "livechat: The answer was interrupted, and nothing more came for # s. Ask again, or rephrase.",
        ),
    ),
    ("say", "usage-cumulative"): (0, (WHOLE,), ()),
    ("say", "usage-missing"): (0, (WHOLE,), ()),
    ("say", "usage-mismatched"): (0, (WHOLE,), ()),
    ("say", "deadline"): (
        5,
        ("Nor was she.",) * 3,  # a question is asked three times
        (
            "Reconnected after # s: session resumed.",
            "The service timed out this connection (close code 1011): “Deadline expired before operation could complete”. Retrying in # s.",
            "livechat: The service timed out this connection (close code 1011): “Deadline expired before operation could complete”. Start a new one.",
        ),
    ),
    ("say", "close:connection=1"): (
        0,
        ("Nor was she.", WHOLE),
        ("Reconnected after # s: session resumed.",),
    ),
    ("say", "internal-error:connection=1"): (
        0,
        ("Nor was she.", WHOLE),
        ("Reconnected after # s: session resumed.",),
    ),
    ("say", "deadline:connection=1"): (
        0,
        ("Nor was she.", WHOLE),
        ("Reconnected after # s: session resumed.",),
    ),
    ("say", "abort:connection=1"): (
        0,
        (WHOLE,),
        ("Reconnected after # s: session resumed.",),
    ),
    ("say", "unavailable:connection=1"): (
        0,
        (WHOLE,),
        (
            "127.0.0.1 is overloaded or down (HTTP 503): “The service is currently unavailable”. Retrying in # s.",
        ),
    ),
    ("say", "unavailable"): (
        5,
        (),
        (
            "127.0.0.1 is overloaded or down (HTTP 503): “The service is currently unavailable”. Retrying in # s.",
            "livechat: 127.0.0.1 is overloaded or down (HTTP 503): “The service is currently unavailable”. Try again in a moment.",
        ),
    ),
    ("talk", "audio-after-complete"): (0, ("you: was he", f"model: {WHOLE}"), ()),
    ("talk", "false-interruption"): (
        5,
        ("you: was he", "model:  [interrupted] [unheard: Nor was she.]"),
        (
            "livechat: The answer was interrupted, and nothing more came for # s. Ask again, or rephrase.",
        ),
    ),
    ("talk", "usage-missing"): (0, ("you: was he", f"model: {WHOLE}"), ()),
    ("talk", "usage-mismatched"): (0, ("you: was he", f"model: {WHOLE}"), ()),
    ("talk", "empty-turn"): (
        7,
        ("you: was he",),
        (
            "livechat: The model heard “was he” but did not answer. Ask again, and make clear that you mean the model.",
        ),
    ),
    ("talk", "transcripts-shuffled"): (0, ("you: was he", f"model: {WHOLE}"), ()),
    ("talk", "unauthorized"): (
        3,
        (),
        (
            "livechat: 127.0.0.1 does not accept the credential from the environment variable GEMINI_API_KEY (HTTP 401): “API key not valid. Please pass a valid API key”. Check it, or create a new one at https://aistudio.google.com/apikey.",
        ),
    ),
    ("talk", "malformed"): (
        0,
        ("you: was he", f"model: {WHOLE}"),
        ("The service sent an unknown message: a message that is not JSON",),
    ),
    ("talk", "late-audio"): (0, ("you: was he", f"model: {WHOLE}"), ()),
    ("talk", "stall:seconds=0"): (
        5,
        ("you: was he", "model: Nor was she."),
        (
            "livechat: The answer stopped midway, and nothing more came for # s. Try again, or wait longer with --timeout SECONDS.",
        ),
    ),
    ("talk", "deaf"): (
        5,
        (),
        (
            "livechat: No answer came for # s. Check that you sent speech, or wait longer with --timeout SECONDS.",
        ),
    ),
    ("talk", "abort:connection=1"): (
        0,
        ("you: was he", f"model: {WHOLE}"),
        ("Reconnected after # s: session resumed; sending # s of your speech.",),
    ),
    ("talk", "deadline:connection=1"): (
        0,
        ("you: was he", "model: Nor was she. [connection lost]", f"model: {WHOLE}"),
        ("Reconnected after # s: session resumed; sending # s of your speech.",),
    ),
    ("talk", "invalid-argument"): (
        6,
        (),
        (
            "livechat: The service refused one of this session's settings (close code 1007): “Request contains an invalid argument”. Check with `livechat models` what gemini-3.8-live accepts, or try another --model.",
        ),
    ),
    ("talk", "quota"): (
        6,
        (),
        (
            "livechat: The credits for this credential from the environment variable GEMINI_API_KEY are used up (close code 1011): “You exceeded your current quota, please check your plan and billing details”. Check your plan and billing in Google AI Studio.",
        ),
    ),
    ("talk", "silent-setup"): (
        5,
        (),
        (
            "livechat: 127.0.0.1 did not respond in time. Check the network, or wait longer with --timeout.",
        ),
    ),
    ("talk", "refuse"): (
        5,
        (),
        (
            "livechat: Cannot reach 127.0.0.1: the connection was cut while it opened. Try again in a moment; if it persists, check for a firewall in between.",
        ),
    ),
    ("talk", "short-turn"): (0, ("you: was he", "model: Nor was she."), ()),
    ("talk", "slow-link:bytes_per_second=300000"): (0, ("you: was he", f"model: {WHOLE}"), ()),
    ("say", "close:code=1000,reason=Bye.,when=before,connection=1"): (
        0,
        (WHOLE,),
        ("Reconnected after # s: session resumed.",),
    ),
    ("talk", "close:code=1000,reason=Bye.,when=during,connection=1"): (
        0,
        ("you: was he", "model: Nor was she. [connection lost]", f"model: {WHOLE}"),
        ("Reconnected after # s: session resumed; sending # s of your speech.",),
    ),
    ("say", "close:code=1001,reason=going away,when=before,connection=1"): (
        0,
        (WHOLE,),
        ("Reconnected after # s: session resumed.",),
    ),
    ("talk", "close:code=1001,reason=going away,when=during,connection=1"): (
        0,
        ("you: was he", "model: Nor was she. [connection lost]", f"model: {WHOLE}"),
        ("Reconnected after # s: session resumed; sending # s of your speech.",),
    ),
    (
        "say",
        "close:code=1007,reason=Request contains an invalid argument.,when=before,connection=1",
    ): (
        6,
        (),
        (
            "livechat: The service refused one of this session's settings (close code 1007): “Request contains an invalid argument”. Check with `livechat models` what gemini-3.8-live accepts, or try another --model.",
        ),
    ),
    (
        "talk",
        "close:code=1007,reason=Request contains an invalid argument.,when=during,connection=1",
    ): (
        5,
        ("you: was he", "model: Nor was she. [connection lost]"),
        (
            "The service did not answer the last question. Ask again, or rephrase.",
            "The service refused one of this session's settings (close code 1007): “Request contains an invalid argument”. Not sending your last words again.",
            "livechat: The service did not answer the last question. Ask again, or rephrase.",
        ),
    ),
    (
        "say",
        "close:code=1007,reason=Thinking level is not supported for this model,when=before,connection=1",
    ): (
        6,
        (),
        (
            "livechat: The service refused one of this session's settings (close code 1007): “Thinking level is not supported for this model”. Check with `livechat models` what gemini-3.8-live accepts, or try another --model.",
        ),
    ),
    (
        "talk",
        "close:code=1007,reason=Thinking level is not supported for this model,when=during,connection=1",
    ): (
        5,
        ("you: was he", "model: Nor was she. [connection lost]"),
        (
            "The service did not answer the last question. Ask again, or rephrase.",
            "The service refused one of this session's settings (close code 1007): “Thinking level is not supported for this model”. Not sending your last words again.",
            "livechat: The service did not answer the last question. Ask again, or rephrase.",
        ),
    ),
    (
        "say",
        "close:code=1008,reason=models/X is not found for API version v1beta,when=before,connection=1",
    ): (
        0,
        (WHOLE,),
        (
            "The service does not know the model gemini-3.8-live for API version v1beta (close code 1008): “models/X is not found for API version v1beta”. Retrying once.",
            "Reconnected after # s: session resumed.",
        ),
    ),
    (
        "talk",
        "close:code=1008,reason=models/X is not found for API version v1beta,when=during,connection=1",
    ): (
        0,
        ("you: was he", "model: Nor was she. [connection lost]", f"model: {WHOLE}"),
        (
            "The service does not know the model gemini-3.8-live for API version v1beta (close code 1008): “models/X is not found for API version v1beta”. Retrying once.",
            "Reconnected after # s: session resumed; sending # s of your speech.",
        ),
    ),
    (
        "say",
        "close:code=1008,reason=Operation is not implemented, or supported, or enabled.,when=before,connection=1",
    ): (
        0,
        (WHOLE,),
        (
            "The service aborted the call (close code 1008): “Operation is not implemented, or supported, or enabled”. Retrying once.",
            "Reconnected after # s: session resumed.",
        ),
    ),
    (
        "talk",
        "close:code=1008,reason=Operation is not implemented, or supported, or enabled.,when=during,connection=1",
    ): (
        0,
        ("you: was he", "model: Nor was she. [connection lost]", f"model: {WHOLE}"),
        (
            "The service aborted the call (close code 1008): “Operation is not implemented, or supported, or enabled”. Retrying once.",
            "Reconnected after # s: session resumed; sending # s of your speech.",
        ),
    ),
    (
        "say",
        "close:code=1008,reason=BidiGenerateContent session not found,when=before,connection=1",
    ): (0, (WHOLE,), ("Reconnected after # s: new session.",)),
    (
        "talk",
        "close:code=1008,reason=BidiGenerateContent session not found,when=during,connection=1",
    ): (
        0,
        ("you: was he", "model: Nor was she. [connection lost]", f"model: {WHOLE}"),
        ("Reconnected after # s: new session from the transcript; sending # s of your speech.",),
    ),
    ("say", "close:code=1008,reason=Requested entity was not found,when=before,connection=1"): (
        0,
        (WHOLE,),
        (
            "The service aborted the call (close code 1008): “Requested entity was not found”. Retrying once.",
            "Reconnected after # s: session resumed.",
        ),
    ),
    ("talk", "close:code=1008,reason=Requested entity was not found,when=during,connection=1"): (
        0,
        ("you: was he", "model: Nor was she. [connection lost]", f"model: {WHOLE}"),
        (
            "The service aborted the call (close code 1008): “Requested entity was not found”. Retrying once.",
            "Reconnected after # s: session resumed; sending # s of your speech.",
        ),
    ),
    ("say", "close:code=1011,reason=Internal error encountered.,when=before,connection=1"): (
        0,
        (WHOLE,),
        ("Reconnected after # s: session resumed.",),
    ),
    ("talk", "close:code=1011,reason=Internal error encountered.,when=during,connection=1"): (
        0,
        ("you: was he", "model: Nor was she. [connection lost]", f"model: {WHOLE}"),
        ("Reconnected after # s: session resumed; sending # s of your speech.",),
    ),
    (
        "say",
        "close:code=1011,reason=The service is currently unavailable.,when=before,connection=1",
    ): (0, (WHOLE,), ("Reconnected after # s: session resumed.",)),
    (
        "talk",
        "close:code=1011,reason=The service is currently unavailable.,when=during,connection=1",
    ): (
        0,
        ("you: was he", "model: Nor was she. [connection lost]", f"model: {WHOLE}"),
        ("Reconnected after # s: session resumed; sending # s of your speech.",),
    ),
    (
        "say",
        "close:code=1011,reason=Deadline expired before operation could complete.,when=before,connection=1",
    ): (0, (WHOLE,), ("Reconnected after # s: session resumed.",)),
    (
        "talk",
        "close:code=1011,reason=Deadline expired before operation could complete.,when=during,connection=1",
    ): (
        0,
        ("you: was he", "model: Nor was she. [connection lost]", f"model: {WHOLE}"),
        ("Reconnected after # s: session resumed; sending # s of your speech.",),
    ),
    ("say", "close:code=1011,reason=Quota exceeded for this project.,when=before,connection=1"): (
        0,
        (WHOLE,),
        (
            "The service accepts no more requests for now (close code 1011): “Quota exceeded for this project”. Retrying in # s.",
            "Reconnected after # s: session resumed.",
        ),
    ),
    ("talk", "close:code=1011,reason=Quota exceeded for this project.,when=during,connection=1"): (
        0,
        ("you: was he", "model: Nor was she. [connection lost]", f"model: {WHOLE}"),
        (
            "The service accepts no more requests for now (close code 1011): “Quota exceeded for this project”. Retrying in # s.",
            "Reconnected after # s: session resumed; sending # s of your speech.",
        ),
    ),
    ("say", "abort:when=before,connection=1"): (
        0,
        (WHOLE,),
        ("Reconnected after # s: session resumed.",),
    ),
    ("talk", "abort:when=during,connection=1"): (
        0,
        ("you: was he", f"model: {WHOLE}"),
        ("Reconnected after # s: session resumed; sending # s of your speech.",),
    ),
    ("say", "too-many-requests:seconds=1,connection=1"): (
        0,
        (WHOLE,),
        (
            "127.0.0.1 accepts no more requests for now (HTTP 429): “Resource has been exhausted (e.g. check quota)”. Retrying in # s.",
        ),
    ),
}
"""Command and fault → exit code, lines of stdout, and each line of stderr once. Numbers of seconds
and of tries are left out there, as is the receipt."""

QUIETLY = (
    *("aborted-at-age:seconds=60", "go-away-untimed:seconds=20", "handle-expires", "early-resume"),
    *("locked-session", "forgotten-session", "late-turn-complete:seconds=1"),
    *("missing-turn-complete", "interrupted-without-end", "interrupted-when-done"),
    *("silent-after-result", "null-messages", "snake-case", "sound-format", "late-transcript"),
    *("trailing-words", "finished-pieces", "finished-early", "noise-label", "text-aside"),
    *("text-doubled", "call-in-parts", "call-doubled", "call-again", "late-usage"),
    *("sources-growing", "sources-missing", "sources-misplaced", "late-sources"),
    "rate-limit:seconds=0.5,when=before,connection=1",
    "too-many-sessions:when=before,connection=1",
)
"""Faults after which everything was heard, once, in one answer."""

OUTCOMES: dict[tuple[str, str], tuple[int, tuple[str, ...] | None]] = {
    **{("say", fault): (0, (WHOLE,)) for fault in QUIETLY},
    ("say", "no-credits:when=before"): (6, ()),
    ("say", "only-updates:seconds=0.5"): (5, ("Nor was she.",)),
    ("say", "only-usage:seconds=0.5"): (5, ("Nor was she.",)),
    ("say", "repeated-sentence:seconds=0.2"): (0, None),
    ("say", "transcripts-repeated"): (
        0,
        ("Nor was she.Nor was she. Nor were they. Nor were they.",),
    ),
    ("say", "abort:turn=0"): (5, ()),
    ("talk", "transcripts-repeated"): (
        0,
        ("you: was hewas he", "model: Nor was she.Nor was she. Nor were they. Nor were they."),
    ),
    ("say", "half-open"): (5, None),
    ("talk", "missing-turn-complete"): (0, ("you: was he", f"model: {WHOLE}")),
    ("talk", "trailing-words"): (0, ("you: was he", f"model: {WHOLE}")),
    ("talk", "noise-label"): (0, ("you: was he", f"model: {WHOLE}")),
    ("talk", "text-doubled"): (0, ("you: was he", f"model: {WHOLE}")),
    ("talk", "finished-pieces"): (0, ("you: was he", f"model: {WHOLE}")),
    ("talk", "interrupted-when-done"): (0, ("you: was he", f"model: {WHOLE}")),
    ("talk", "sound-format:mime=audio/L16;rate=24000"): (0, ("you: was he", f"model: {WHOLE}")),
}
"""Command and fault → exit code and lines of stdout (None: any) where what is told beside them is
the promise of other tests."""

EXPECTED: dict[tuple[str, str], tuple[int, tuple[str, ...] | None, tuple[str, ...] | None]] = {
    **ROWS,
    **{key: (*outcome, None) for key, outcome in OUTCOMES.items()},
}

NAMES = {f"{command}, {fault}": (command, fault) for command, fault in EXPECTED}

SECTION_6 = (1000, 1001, 1007, 1008, 1011)
"""Close codes that the service is known for."""


def told(lines: Iterable[str]) -> tuple[str, ...]:
    """Each line once, without numbers that differ from run to run, and without the receipt."""
    kept = [line.replace("Retrying now", "Retrying in 0 s") for line in printed(lines)]
    kept = [re.sub(r"\b\d+(\.\d+)? s\b", "# s", line) for line in kept]
    kept = [re.sub(r"`\S*/livechat ", "`livechat ", line) for line in kept]  # as it was called
    return tuple(dict.fromkeys(re.sub(r" \(attempt \d+\)", "", line) for line in kept))


def printed(lines: Iterable[str]) -> tuple[str, ...]:
    """Every line as often as it was printed, but for the receipt and the partner's own word."""
    receipt = rf"\d+:\d\d · |tokens: |resume: |{re.escape(PRACTICE)}|$"
    return tuple(line for line in lines if not re.match(receipt, line))


LEFT_OVER = r"^Nor( was( she\.)?)?$|connection lost"
"""What there is of an answer that was cut off."""


async def program(name: str, folder: Path) -> Done:
    """The program's run with a fault."""
    command, fault = NAMES[name]
    timeout_s = BRIEF_S if EXPECTED[NAMES[name]][0] in (5, 7) else PATIENT_S
    scenario = replace(PARTNER, faults=(parse(fault),))
    async with Server(ServerOptions(api_key=KEY, scenario=scenario)) as server:
        cert = folder / "cert.pem"
        cert.write_bytes(server.cert_pem)
        first, *rest = COMMANDS[command]
        args = (first, "--timeout", str(timeout_s), "--debug", "--log", "log.txt", *rest)
        run = partial(livechat, *args, home=folder / "home", url=server.tls_url, cert=cert)
        return await asyncio.to_thread(run)


@pytest.fixture(scope="module")
def ended(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Done]:
    """What each run came to."""
    cases = {name: partial(program, name) for name in chosen(request, NAMES)}
    return together(cases, tmp_path_factory.mktemp("faults"), at_once=3)


@pytest.mark.parametrize("name", NAMES)
def test_the_program_meets_a_fault(name: str, ended: Callable[[str], Done]) -> None:
    """It says what happened, in these words and no others, and its exit code tells the rest."""
    command, fault = NAMES[name]
    code, out, notes = EXPECTED[command, fault]
    done = ended(name)
    said = printed(done.out.splitlines())
    if fault.startswith("abort"):  # how much came before it is left to the network
        said = tuple(line for line in said if not re.search(LEFT_OVER, line))
    traces = re.sub(r"(?ms)^Traceback.*?^(?=livechat: )", "", done.notes)
    if fault.startswith("abort"):  # nor is it certain that the handle came
        traces = traces.replace(": new session.", ": session resumed.")
    found = told(traced(traces))
    wanted = (code, said if out is None else out, found if notes is None else notes)
    assert (done.code, said, found) == wanted
    assert KEY not in done.everything
    assert "livechat.events" in done.written["log.txt"]


def traced(notes: str) -> list[str]:
    """Lines of stderr without what `--debug` adds to an error: from its traceback to its name."""
    lines = notes.splitlines()
    ours = [n for n, line in enumerate(lines) if line.startswith("livechat: ")]
    begun = [n for n, line in enumerate(lines) if _TRACE.match(line)]
    return lines if not begun else [*lines[: begun[0]], *(lines[n] for n in ours)]


_TRACE = re.compile(r"Traceback |  \+ Exception Group|  [+|] ")


def test_the_program_meets_every_kind_and_every_close() -> None:
    """None is left out, of the server's faults and of the codes the service is known for."""
    assert {parse(fault).kind for _, fault in EXPECTED} == set(KINDS)
    for command in COMMANDS:
        closes = {parse(fault).code for one, fault in ROWS if one == command and "code=" in fault}
        assert closes == set(SECTION_6)
