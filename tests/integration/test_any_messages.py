"""Whatever clients send: valid messages leave a session that answers, invalid ones end only it."""

from __future__ import annotations

import base64
import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed

from livechat.sim.server import Server, ServerOptions
from tests.sim.peer import MODEL, QUICK, Peer, limited, peer, recording

EXAMPLES = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])

SPEECH = recording("austen-0880")[:48_000]


def sound(pcm: bytes, rate: int) -> dict[str, Any]:
    data = base64.urlsafe_b64encode(pcm).decode().rstrip("=")
    return {"realtime_input": {"audio": {"data": data, "mime_type": f"audio/pcm;rate={rate}"}}}


TOOLS = [
    {
        "functionDeclarations": [
            {"name": "look", "description": "Looks at the sea.", "behavior": behaviour}
        ]
    }
    for behaviour in ("BLOCKING", "NON_BLOCKING")
]

TEXTS = st.sampled_from(
    ["", " ", ".", "look at the sea", "count to five", "and", "hello", "é\ud83d"]
)

VALID: st.SearchStrategy[dict[str, Any]] = st.one_of(
    TEXTS.map(lambda text: {"realtimeInput": {"text": text}}),
    st.builds(
        lambda text, role, complete: {
            "client_content": {
                "turns": [{"role": role, "parts": [{"text": text}]}],
                "turn_complete": complete,
            }
        },
        TEXTS,
        st.sampled_from(["user", "model"]),
        st.booleans(),
    ),
    st.builds(
        sound,
        st.sampled_from([b"", b"\1", bytes(640), SPEECH, SPEECH[:-1]]),
        st.sampled_from([8_000, 16_000, 44_100]),
    ),
    st.builds(
        lambda data, mime: {"realtimeInput": {"video": {"data": data, "mimeType": mime}}},
        st.sampled_from(["", "_9g=", "/9j/4AAQ", "iVBORw0KGgo"]),
        st.sampled_from(["image/jpeg", "image/png"]),
    ),
    st.builds(
        lambda name, scheduling: {
            "toolResponse": {
                "functionResponses": [
                    {"id": name, "name": "look", "response": {"output": 1}, **scheduling}
                ]
            }
        },
        st.sampled_from(["function-call-1", "function-call-2", "unknown"]),
        st.sampled_from([{}, {"scheduling": "SILENT"}, {"scheduling": "INTERRUPT"}]),
    ),
    st.sampled_from(TOOLS).map(lambda tool: {"contextUpdate": {"tools": {"tools": [tool]}}}),
    st.sampled_from(
        [
            {"realtimeInput": {"activityStart": {}}},
            {"realtimeInput": {"activityEnd": {}}},
            {"realtimeInput": {"audioStreamEnd": True}},
            {"contextUpdate": {"systemInstruction": {"parts": [{"text": "Be brief."}]}}},
            {"somethingNew": {"a": 1}},
            {},
        ]
    ),
)

SETUPS = st.fixed_dictionaries(
    {"tools": st.sampled_from(TOOLS).map(lambda tool: [tool])},
    optional={
        "sessionResumption": st.just({}),
        "realtimeInputConfig": st.sampled_from(
            [
                {"automaticActivityDetection": {"disabled": True}},
                {"activityHandling": "NO_INTERRUPTION"},
                {"turnCoverage": "TURN_INCLUDES_ONLY_ACTIVITY"},
            ]
        ),
        "contextWindowCompression": st.just({"triggerTokens": "20"}),
    },
)

INVALID = st.sampled_from(
    [
        {"setup": {"model": MODEL}},
        {"realtimeInput": {"text": 5}},
        {"realtimeInput": {"audio": {"data": "not base64!", "mimeType": "audio/pcm"}}},
        {"realtimeInput": {"audio": {"data": "AAAA", "mimeType": "audio/mp3"}}},
        {"clientContent": {"turns": "text"}},
        {"clientContent": {}, "realtimeInput": {}},
        {"toolResponse": {"functionResponses": [5]}},
        {"contextUpdate": {"tools": {"tools": [{"functionDeclarations": [{}]}]}}},
        [],
        "text",
    ]
)


async def repeats(client: Peer, word: str) -> None:
    """Ask for a word and read until a turn with it is complete."""
    turns = [{"role": "user", "parts": [{"text": f"repeat after me: {word}"}]}]
    await client.send({"clientContent": {"turns": turns, "turnComplete": True}})
    said = ""
    while True:
        content = (await client.receive()).get("serverContent", {})
        said += content.get("outputTranscription", {}).get("text", "")
        if content.get("turnComplete"):
            if word in said:
                return
            said = ""


@EXAMPLES
@given(SETUPS, st.lists(VALID, max_size=12))
def test_any_valid_messages_leave_a_session_that_answers(
    setup: dict[str, Any], messages: list[dict[str, Any]]
) -> None:
    """The next turn comes, with the right words, and ends."""

    async def main() -> None:
        async with Server(ServerOptions(scenario=QUICK)) as server, peer(server) as client:
            assert await client.setup(**setup) == {"setupComplete": {}}
            for message in messages:
                await client.send(message)
            await repeats(client, "zebra")

    limited(main())


@EXAMPLES
@given(st.lists(VALID, max_size=4), INVALID, st.booleans())
def test_an_invalid_message_ends_only_its_own_session(
    before: list[dict[str, Any]], invalid: Any, binary: bool
) -> None:
    """With 1007; the neighbour notices nothing."""

    async def main() -> None:
        async with (
            Server(ServerOptions(scenario=QUICK)) as server,
            peer(server) as neighbour,
            peer(server) as client,
        ):
            await neighbour.setup()
            await client.setup(tools=[TOOLS[1]])
            for message in before:
                await client.send(message)
            frame = json.dumps(invalid)
            try:
                await client.socket.send(frame.encode() if binary else frame)
            except ConnectionClosed:
                raise AssertionError("a valid message ended the session") from None
            code, reason = await client.closed()
            assert code == 1007
            assert reason
            await repeats(neighbour, "zebra")

    limited(main())


def test_bytes_that_are_no_message_end_only_their_own_session() -> None:
    """Neither bytes that are no text nor text that is no JSON disturbs anybody else."""

    async def main() -> None:
        async with Server(ServerOptions(scenario=QUICK)) as server, peer(server) as neighbour:
            await neighbour.setup()
            for frame in (b"\xff\xfe", "{", b"", "null"):
                async with peer(server) as client:
                    await client.setup()
                    await client.socket.send(frame)
                    assert (await client.closed())[0] == 1007
            await repeats(neighbour, "zebra")

    limited(main())
