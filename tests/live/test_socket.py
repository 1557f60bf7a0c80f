"""One thing, several spellings."""

from __future__ import annotations

import asyncio
import json
import socket as tcp
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.live.client import PING_INTERVAL_S
from livechat.live.socket import (
    UNACKNOWLEDGED_S,
    LiveSocket,
    described,
    normalise,
    notice_a_dead_peer,
)


def test_vertex_names_become_gemini_names() -> None:
    """Counts and details."""
    message = {
        "serverContent": {"turnComplete": True},
        "usageMetadata": {
            "promptTokenCount": 5,
            "candidatesTokenCount": 7,
            "candidatesTokensDetails": [{"modality": "AUDIO", "tokenCount": 7}],
        },
    }
    assert json.loads(normalise(json.dumps(message).encode())) == {
        "serverContent": {"turnComplete": True},
        "usageMetadata": {
            "promptTokenCount": 5,
            "responseTokenCount": 7,
            "responseTokensDetails": [{"modality": "AUDIO", "tokenCount": 7}],
        },
    }


def test_a_gateways_details_become_a_list() -> None:
    """One entry a modality."""
    message = {
        "usageMetadata": {
            "inputTokenCount": 5,
            "outputTokenCount": 7,
            "inputTokenDetails": {"textTokens": 3, "audioTokens": 2},
            "outputTokenDetails": {"audioTokens": 7},
        }
    }
    assert json.loads(normalise(json.dumps(message).encode()))["usageMetadata"] == {
        "promptTokenCount": 5,
        "responseTokenCount": 7,
        "promptTokensDetails": [
            {"modality": "TEXT", "tokenCount": 3},
            {"modality": "AUDIO", "tokenCount": 2},
        ],
        "responseTokensDetails": [{"modality": "AUDIO", "tokenCount": 7}],
    }


def test_the_gemini_spelling_wins_where_both_are_given() -> None:
    """Nothing that the SDK would have read is replaced."""
    message = b'{"usageMetadata": {"responseTokenCount": 1, "candidatesTokenCount": 2}}'
    assert json.loads(normalise(message))["usageMetadata"] == {"responseTokenCount": 1}


def test_voice_activity_is_understood_as_the_reference_names_it() -> None:
    """The SDK calls it `type`."""
    message = b'{"voiceActivity": {"voiceActivityType": "ACTIVITY_START"}}'
    assert json.loads(normalise(message)) == {"voiceActivity": {"type": "ACTIVITY_START"}}


@pytest.mark.parametrize(
    "message",
    [
        b'{"voiceActivity": "voiceActivityType", "inputTokenCount": 1}',
        b'{"serverContent": {}}',
        b'"candidatesTokenCount"',
        b'{"candidatesTokenCount": 1}',
        b'{"usageMetadata": "candidatesTokenCount", "inputTokenCount": 0}',
        b'not json but "inputTokenCount"',
        b"\xff\xfe",
    ],
)
def test_everything_else_passes_untouched(message: bytes) -> None:
    """Byte for byte."""
    assert normalise(message) == message


@given(
    st.recursive(
        st.none() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(["usageMetadata", "inputTokenCount", "inputTokenDetails", "x"]),
                inner,
            )
        ),
    )
)
def test_no_message_breaks_it(message: object) -> None:
    """Whatever JSON comes, JSON leaves."""
    json.loads(normalise(json.dumps(message).encode()))


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (b'{"error": {"code": 429, "message": "Quota exceeded"}}', "error 429: Quota exceeded"),
        (b'{"code": 400, "message": "odd"}', "error 400: odd"),
        (b'{"error": "odd"}', "error: odd"),
        (b'{"error": {"message": "odd"}}', "error: odd"),
        (b'{"novelty": 1, "other": 2}', "fields novelty, other"),
        (b"{}", "an empty message"),
        (b"[]", "a message that is not an object"),
        (b"no json", "a message that is not JSON"),
        (b"\xff", "a message that is not JSON"),
        (b"[" * 100_000, "a message that is not JSON"),
    ],
)
def test_a_message_of_no_known_kind_is_told_by_what_it_says(message: bytes, words: str) -> None:
    """An error by its own words, anything else by its fields."""
    assert described(message) == words


def over(raw: object) -> LiveSocket:
    """A connection over this socket."""
    told: dict[str, Any] = {"socket": raw}
    return cast(LiveSocket, SimpleNamespace(transport=SimpleNamespace(get_extra_info=told.get)))


@pytest.mark.network
@pytest.mark.skipif(not hasattr(tcp, "TCP_USER_TIMEOUT"), reason="Linux alone has the option")
def test_a_dead_peer_is_noticed_by_the_system() -> None:
    """Within 30 s of what was last sent: something is under way at least with every ping."""

    async def main() -> int:
        with tcp.create_server(("127.0.0.1", 0)) as server:
            _, writer = await asyncio.open_connection(*server.getsockname())
            raw = writer.get_extra_info("socket")
            notice_a_dead_peer(over(raw))
            option: int = raw.getsockopt(tcp.IPPROTO_TCP, tcp.TCP_USER_TIMEOUT)
            writer.close()
            return option

    assert asyncio.run(main()) == UNACKNOWLEDGED_S * 1000
    assert UNACKNOWLEDGED_S + PING_INTERVAL_S < 30


def test_a_system_without_the_option_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """There, silence has to tell."""
    monkeypatch.delattr(tcp, "TCP_USER_TIMEOUT", raising=False)
    notice_a_dead_peer(over(None))


@pytest.mark.parametrize(
    "usage",
    [
        {"responseTokenCount": 7, "responseTokensDetails": [{"modality": "AUDIO"}]},
        {"candidatesTokenCount": 7, "candidatesTokensDetails": [{"modality": "AUDIO"}]},
        {"candidatesTokenCount": 9, "responseTokenCount": 7,
         "responseTokensDetails": [{"modality": "AUDIO"}]},
    ],
)  # fmt: skip
def test_where_the_sdk_reads_vertex_names_it_gets_them(usage: dict[str, object]) -> None:
    """Whatever the service calls them; Vertex AI's own is what the SDK would drop otherwise."""
    message = json.dumps({"usageMetadata": usage}).encode()
    assert json.loads(normalise(message, vertex=True))["usageMetadata"] == {
        "candidatesTokenCount": 7,
        "candidatesTokensDetails": [{"modality": "AUDIO"}],
    }


def test_a_gateways_counts_reach_the_sdk_as_vertex_names() -> None:
    """It takes a gateway for Vertex AI."""
    usage = {"outputTokenCount": 7, "outputTokenDetails": {"audioTokens": 7}}
    message = json.dumps({"usageMetadata": usage}).encode()
    assert json.loads(normalise(message, vertex=True))["usageMetadata"] == {
        "candidatesTokenCount": 7,
        "candidatesTokensDetails": [{"modality": "AUDIO", "tokenCount": 7}],
    }
