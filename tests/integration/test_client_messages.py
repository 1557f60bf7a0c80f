"""Every kind of client message crosses the real SDK and is understood by the server."""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from google.genai import types
from google.genai.live import AsyncSession

from livechat.audio.file_microphone import FileMicrophone
from livechat.audio.wav_write import WavWriter
from livechat.catalog import models
from livechat.config.settings import Settings
from livechat.core.pcm import INPUT_RATE
from livechat.core.talk.events import OutputTranscribed, TextReceived, ToolAnswered
from livechat.errors import AnswerTimeoutError, CredentialError
from livechat.live.client import make_client
from livechat.live.credentials import Credential
from livechat.sim.scenario import Scripted
from livechat.sim.server import Server, ServerOptions
from tests.support.practice import KEY, QUIET, Held, endpoint, hold, limited, script


def test_the_whole_setup_arrives() -> None:
    """Every setting is where the Live API reference puts it."""
    settings = Settings.model_validate(
        {
            "voice": "Kore",
            "language": "de-DE",
            "system": "Be kind.",
            "temperature": 0.5,
            "max_tokens": 300,
            "interrupt": False,
            "vad": {"start": "low", "end": "high", "silence_ms": 700, "prefix_ms": 40},
        }
    )
    [setup] = hold(QUIET, lines=["Hello"], settings=settings).sent("setup")
    assert setup["model"] == f"models/{models.DEFAULT}"
    generation = setup["generationConfig"]
    assert generation["responseModalities"] == ["AUDIO"]
    assert generation["temperature"] == 0.5
    assert generation["maxOutputTokens"] == 300
    assert generation["speechConfig"] == {
        "voiceConfig": {"prebuiltVoiceConfig": {"voiceName": "Kore"}},
        "languageCode": "de-DE",
    }
    assert setup["systemInstruction"]["parts"] == [{"text": "Be kind."}]
    assert setup["inputAudioTranscription"] == {"languageCodes": ["de-DE"]}
    assert setup["outputAudioTranscription"] == {}
    assert setup["realtimeInputConfig"] == {
        "automaticActivityDetection": {
            "startOfSpeechSensitivity": "START_SENSITIVITY_LOW",
            "endOfSpeechSensitivity": "END_SENSITIVITY_HIGH",
            "prefixPaddingMs": 40,
            "silenceDurationMs": 700,
        },
        "activityHandling": "NO_INTERRUPTION",
        "turnCoverage": "TURN_INCLUDES_AUDIO_ACTIVITY_AND_ALL_VIDEO",
    }
    assert "thinkingConfig" not in generation


def test_a_required_thinking_level_arrives() -> None:
    """The row's default, when the user says nothing."""
    settings = Settings(model="gemini-3.8-live-extended-thinking")
    [setup] = hold(QUIET, lines=["Hello"], settings=settings).sent("setup")
    assert setup["generationConfig"]["thinkingConfig"]["thinkingLevel"]


def test_a_typed_line_goes_as_the_model_takes_it() -> None:
    """As a turn of content, or as realtime text where content only seeds."""
    [content] = hold(QUIET, lines=["Hello"]).sent("clientContent")
    assert content == {
        "turns": [{"role": "user", "parts": [{"text": "Hello"}]}],
        "turnComplete": True,
    }
    settings = Settings(model="gemini-3.1-flash-live-preview")
    [realtime] = hold(QUIET, lines=["Hello"], settings=settings).sent("realtimeInput")
    assert realtime == {"text": "Hello"}


def test_an_answer_in_text_arrives_as_text() -> None:
    """Where the model takes the modality."""
    model = next(
        row.id for row in models.MODELS if row.task == "conversation" and "text" in row.modalities
    )
    held = hold(QUIET, lines=["Hello"], settings=Settings(model=model, modality="text"))
    assert held.notebook.of(TextReceived)
    assert not held.notebook.of(OutputTranscribed)


async def sent(speak: Callable[[AsyncSession], Awaitable[None]]) -> list[dict[str, Any]]:
    """What the server receives of what the SDK's session is made to send, after the setup."""
    async with Server(ServerOptions(api_key=KEY, scenario=QUIET)) as server:
        client = make_client(endpoint(server), Credential(KEY, "a test"))
        async with client.aio.live.connect(model=models.DEFAULT, config={}) as session:
            await speak(session)
            # An answer to a last line: everything before it has been read.
            await session.send_realtime_input(text="Are you there?")
            async for _ in session.receive():
                pass
        return [dict(one.message) for one in server.received][1:-1]


def blob(data: bytes, mime: str) -> types.Blob:
    return types.Blob(data=data, mime_type=mime)


@pytest.mark.parametrize(
    ("speak", "message"),
    [
        (
            lambda s: s.send_realtime_input(audio=blob(b"\x01\xff", "audio/pcm;rate=16000")),
            {"realtimeInput": {"audio": {"data": "Af8=", "mimeType": "audio/pcm;rate=16000"}}},
        ),
        (
            lambda s: s.send_realtime_input(video=blob(b"\xff\xd8", "image/jpeg")),
            {"realtimeInput": {"video": {"data": "_9g=", "mimeType": "image/jpeg"}}},
        ),
        (lambda s: s.send_realtime_input(text="hi"), {"realtimeInput": {"text": "hi"}}),
        (
            lambda s: s.send_realtime_input(audio_stream_end=True),
            {"realtimeInput": {"audioStreamEnd": True}},
        ),
        (
            lambda s: s.send_client_content(
                turns=types.Content(role="user", parts=[types.Part(text="a")]), turn_complete=False
            ),
            {
                "clientContent": {
                    "turns": [{"role": "user", "parts": [{"text": "a"}]}],
                    "turnComplete": False,
                }
            },
        ),
        (
            lambda s: s.send_tool_response(
                function_responses=types.FunctionResponse(
                    id="1",
                    name="get_weather",
                    response={"output": "x"},
                    scheduling=types.FunctionResponseScheduling.WHEN_IDLE,
                )
            ),
            {
                "toolResponse": {
                    "functionResponses": [
                        {
                            "id": "1",
                            "name": "get_weather",
                            "response": {"output": "x"},
                            "scheduling": "WHEN_IDLE",
                        }
                    ]
                }
            },
        ),
        (
            lambda s: s.send_context_update(system_instruction="new", tools=[]),
            {
                "contextUpdate": {
                    "systemInstruction": {"parts": [{"text": "new"}], "role": "user"},
                    "tools": {"tools": []},
                }
            },
        ),
    ],
)
def test_every_kind_of_message_is_understood(
    speak: Callable[[AsyncSession], Awaitable[None]], message: dict[str, Any]
) -> None:
    """The server reads what the SDK writes, and still answers."""
    assert limited(sent(speak)) == [message]


def test_manual_activity_is_understood() -> None:
    """Speech bracketed by the client, where detection is off."""

    async def main() -> list[dict[str, Any]]:
        async with Server(ServerOptions(api_key=KEY, scenario=QUIET)) as server:
            client = make_client(endpoint(server), Credential(KEY, "a test"))
            config = types.LiveConnectConfig(
                realtime_input_config=types.RealtimeInputConfig(
                    automatic_activity_detection=types.AutomaticActivityDetection(disabled=True)
                )
            )
            async with client.aio.live.connect(model=models.DEFAULT, config=config) as session:
                await session.send_realtime_input(activity_start=types.ActivityStart())
                await session.send_realtime_input(audio=blob(bytes(640), "audio/pcm;rate=16000"))
                await session.send_realtime_input(activity_end=types.ActivityEnd())
                await session.send_realtime_input(text="Are you there?")
                async for _ in session.receive():
                    pass
            return [dict(one.message) for one in server.received]

    realtime = [one["realtimeInput"] for one in limited(main()) if "realtimeInput" in one]
    assert realtime[0] == {"activityStart": {}}
    assert realtime[2] == {"activityEnd": {}}


def test_sound_arrives_sample_for_sample(tmp_path: Path) -> None:
    """In 20 ms pieces of 16 kHz, then the end of the stream."""
    pcm = bytes(range(256)) * 10
    with WavWriter(tmp_path / "q.wav", INPUT_RATE) as writer:
        writer.write(pcm)
    held = Held()
    with pytest.raises(AnswerTimeoutError):  # noise earns no answer
        hold(
            QUIET,
            microphone=FileMicrophone([tmp_path / "q.wav"], fast=True),
            settings=Settings(timeout_s=0.5),
            held=held,
        )
    realtime = held.sent("realtimeInput")
    pieces = [base64.urlsafe_b64decode(one["audio"]["data"]) for one in realtime[:-1]]
    assert b"".join(pieces) == pcm
    assert {len(piece) for piece in pieces} == {640}
    assert realtime[-1] == {"audioStreamEnd": True}


def test_a_wrong_key_is_told_by_its_source() -> None:
    """HTTP 401, before anything was said."""
    with pytest.raises(CredentialError, match="credential from a test"):
        hold(QUIET, lines=["Hello"], key="another-key")


def test_a_poisoned_environment_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Same address, same path, same headers, same key, whatever the variables say."""
    clean = hold(QUIET, lines=["Hello"]).server.handshakes[0]
    for name, value in {
        "GEMINI_API_KEY": "poison",
        "GOOGLE_API_KEY": "poison",
        "GOOGLE_GENAI_USE_VERTEXAI": "true",
        "GOOGLE_GENAI_USE_ENTERPRISE": "true",
        "GOOGLE_GENAI_API_VERSION": "v9",
        "GOOGLE_GEMINI_BASE_URL": "https://127.0.0.1:9",
        "GOOGLE_VERTEX_BASE_URL": "https://127.0.0.1:9",
        "GOOGLE_CLOUD_PROJECT": "poison",
        "GOOGLE_CLOUD_LOCATION": "poison",
        "GOOGLE_APPLICATION_CREDENTIALS": "/nowhere/poison.json",
        "GOOGLE_GENAI_CLIENT_MODE": "replay",
        "GOOGLE_API_USE_CLIENT_CERTIFICATE": "true",
        "GOOGLE_API_USE_MTLS_ENDPOINT": "always",
        "HTTPS_PROXY": "http://127.0.0.1:9",
        "HTTP_PROXY": "http://127.0.0.1:9",
        "ALL_PROXY": "http://127.0.0.1:9",
        "https_proxy": "http://127.0.0.1:9",
        "SSL_CERT_FILE": "/nowhere/poison.pem",
    }.items():
        monkeypatch.setenv(name, value)
    poisoned = hold(QUIET, lines=["Hello"])
    assert poisoned.server.handshakes[0] == clean
    assert clean.path == (
        "/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent"
    )
    assert "authorization" not in clean.headers
    assert not clean.query
    assert poisoned.notebook.utterances[-1].speaker == "model"


def test_an_unexpected_tool_call_is_answered() -> None:
    """With an error the model can read; unanswered, it would block the session."""
    call = {"toolCall": {"functionCalls": [{"id": "7", "name": "f", "args": {}}]}}
    held = hold(script(Scripted(says="Yes.", before=(call,))), lines=["Well?"])
    assert len(held.notebook.of(ToolAnswered)) == 1
    [response] = held.sent("toolResponse")
    [answer] = response["functionResponses"]
    assert (answer["id"], answer["name"]) == ("7", "f")
    assert "error" in answer["response"]
