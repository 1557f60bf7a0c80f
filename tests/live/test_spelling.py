"""One thing, several spellings."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.live.spelling import StrangeMessage, spelled


def read(message: object, *, vertex: bool = False) -> Any:
    """What google-genai gets to read."""
    return json.loads(spelled(json.dumps(message).encode(), vertex=vertex))


def strange(message: bytes) -> str:
    """What is said of a message that is none."""
    with pytest.raises(StrangeMessage) as caught:
        spelled(message)
    return str(caught.value)


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
    assert read(message) == {
        "serverContent": {"turnComplete": True},
        "usageMetadata": {
            "promptTokenCount": 5,
            "responseTokenCount": 7,
            "responseTokensDetails": [{"modality": "AUDIO", "tokenCount": 7}],
        },
    }


@pytest.mark.parametrize("snake", [False, True])
def test_a_gateways_details_become_a_list(snake: bool) -> None:
    """One entry a modality."""
    message: dict[str, Any] = {
        "inputTokenCount": 5,
        "outputTokenCount": 7,
        "inputTokenDetails": {"textTokens": 3, "audioTokens": 2},
        "outputTokenDetails": {"audioTokens": 7},
    }
    if snake:
        message = {
            "input_token_count": 5,
            "output_token_count": 7,
            "input_token_details": {"text_tokens": 3, "audio_tokens": 2},
            "output_token_details": {"audio_tokens": 7},
        }
    assert read({"usageMetadata": message})["usageMetadata"] == {
        "promptTokenCount": 5,
        "responseTokenCount": 7,
        "promptTokensDetails": [
            {"modality": "TEXT", "tokenCount": 3},
            {"modality": "AUDIO", "tokenCount": 2},
        ],
        "responseTokensDetails": [{"modality": "AUDIO", "tokenCount": 7}],
    }


def test_the_gemini_spelling_wins_where_both_are_given() -> None:
    """Nothing that google-genai would have read is replaced."""
    message = {"usageMetadata": {"responseTokenCount": 1, "candidatesTokenCount": 2}}
    assert read(message)["usageMetadata"] == {"responseTokenCount": 1}
    message = {"usageMetadata": {"prompt_token_count": 2, "promptTokenCount": 1}}
    assert read(message)["usageMetadata"] == {"promptTokenCount": 1}


@pytest.mark.parametrize(
    "usage",
    [
        {"responseTokenCount": 7, "responseTokensDetails": [{"modality": "AUDIO"}]},
        {"candidatesTokenCount": 7, "candidatesTokensDetails": [{"modality": "AUDIO"}]},
        {"candidatesTokenCount": 9, "responseTokenCount": 7,
         "responseTokensDetails": [{"modality": "AUDIO"}]},
        {"response_token_count": 7, "response_tokens_details": [{"modality": "AUDIO"}]},
    ],
)  # fmt: skip
def test_where_google_genai_reads_vertex_names_it_gets_them(usage: dict[str, object]) -> None:
    """Whatever the service calls them."""
    assert read({"usageMetadata": usage}, vertex=True)["usageMetadata"] == {
        "candidatesTokenCount": 7,
        "candidatesTokensDetails": [{"modality": "AUDIO"}],
    }


def test_a_gateways_counts_reach_google_genai_as_vertex_names() -> None:
    """It takes a gateway for Vertex AI."""
    usage = {"outputTokenCount": 7, "outputTokenDetails": {"audioTokens": 7}}
    assert read({"usageMetadata": usage}, vertex=True)["usageMetadata"] == {
        "candidatesTokenCount": 7,
        "candidatesTokensDetails": [{"modality": "AUDIO", "tokenCount": 7}],
    }


@pytest.mark.parametrize("name", ["type", "voiceActivityType", "voice_activity_type"])
def test_voice_activity_is_understood_by_each_of_its_names(name: str) -> None:
    """The service and google-genai say `type`, the API reference says otherwise."""
    message = {"voiceActivity": {name: "ACTIVITY_START"}}
    assert read(message) == {"voiceActivity": {"type": "ACTIVITY_START"}}


def test_snake_case_is_taken_at_every_level() -> None:
    """Except in what a function's author named."""
    message = {
        "server_content": {
            "model_turn": {"parts": [{"inline_data": {"mime_type": "audio/pcm", "data": "AA=="}}]},
            "output_transcription": {"language_code": "de-DE"},
        },
        "tool_call": {
            "function_calls": [{"id": "1", "name": "do_it", "args": {"user_name": "a_b"}}]
        },
    }
    assert read(message) == {
        "serverContent": {
            "modelTurn": {"parts": [{"inlineData": {"mimeType": "audio/pcm", "data": "AA=="}}]},
            "outputTranscription": {"languageCode": "de-DE"},
        },
        "toolCall": {"functionCalls": [{"id": "1", "name": "do_it", "args": {"user_name": "a_b"}}]},
    }
    assert read({"setup_complete": {"session_id": "s"}}) == {"setupComplete": {"sessionId": "s"}}


def test_null_is_nothing() -> None:
    """As in protobuf's JSON, at every level but in a function's arguments."""
    call = {"id": "1", "name": "f", "args": {"x": None}}
    message = {
        "usageMetadata": None,
        "serverContent": {"modelTurn": {"parts": [None, {"text": "a", "thought": None}]}},
        "toolCall": {"functionCalls": [call]},
    }
    assert read(message) == {
        "serverContent": {"modelTurn": {"parts": [{"text": "a"}]}},
        "toolCall": {"functionCalls": [call]},
    }


@pytest.mark.parametrize(
    ("time_left", "expected"),
    [
        ("50s", {"timeLeft": "50s"}),
        (50, {"timeLeft": "50s"}),
        (1.5, {"timeLeft": "1.5s"}),
        ({"seconds": 50}, {"timeLeft": "50s"}),
        ({"seconds": "50", "nanos": 0}, {"timeLeft": "50s"}),
        ("50", {"timeLeft": "50s"}),
        (" 1.5 ", {"timeLeft": "1.5s"}),
        ("1.5.2", {"timeLeft": "1.5.2"}),
        (True, {}),
        (["50s"], {}),
        ({"minutes": 1}, {}),
        (None, {}),
    ],
)
def test_an_announced_end_is_read_whatever_its_time_looks_like(
    time_left: object, expected: object
) -> None:
    """google-genai would drop the whole message for a number."""
    assert read({"goAway": {"timeLeft": time_left}}) == {"goAway": expected}
    if not isinstance(time_left, dict) and time_left is not None:
        assert read({"go_away": time_left}) == {"goAway": expected}


CALL = {"id": "1", "name": "f", "args": {"x": 1}}


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ({**CALL, "id": 1}, CALL),
        ({**CALL, "args": '{"x": 1}'}, CALL),
        ({**CALL, "args": ""}, {**CALL, "args": {}}),
        ({**CALL, "args": "[1]"}, {**CALL, "args": {"arguments": [1]}}),
        ({**CALL, "args": "x: 1"}, {**CALL, "args": {"arguments": "x: 1"}}),
        ({**CALL, "id": True}, {**CALL, "id": True}),
        ("f", "f"),
    ],
)
def test_a_function_call_is_read_whatever_it_looks_like(call: object, expected: object) -> None:
    """One that google-genai drops is never answered, and blocks the session."""
    as_list = {"toolCall": {"functionCalls": [expected]}}
    assert read({"toolCall": {"functionCalls": [call]}}) == as_list
    assert read({"tool_call": {"function_call": [call]}}) == as_list
    if isinstance(call, dict):
        assert read({"toolCall": {"functionCalls": call}}) == as_list
        assert read({"toolCall": {"functionCall": call}}) == as_list
    part = {"parts": ["", {"text": "a"}, {"functionCall": call}]}
    said = {"parts": ["", {"text": "a"}, {"functionCall": expected}]}
    assert read({"serverContent": {"modelTurn": part}}) == {"serverContent": {"modelTurn": said}}


def test_what_belongs_beside_the_content_may_stand_in_it() -> None:
    """What stands in its own place wins."""
    usage = {"promptTokenCount": 5}
    message = {"serverContent": {"turnComplete": True, "usage_metadata": usage, "goAway": {}}}
    beside = {"serverContent": {"turnComplete": True}, "usageMetadata": usage, "goAway": {}}
    assert read(message) == beside
    message = {"serverContent": {"toolCall": {"functionCall": CALL}}}
    assert read(message) == {"serverContent": {}, "toolCall": {"functionCalls": [CALL]}}
    both = {"serverContent": {"usageMetadata": {"promptTokenCount": 1}}, "usageMetadata": usage}
    assert read(both) == {"serverContent": {}, "usageMetadata": usage}


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (
            {"toolCall": {"functionCalls": []}, "interactionStatus": "IN_PROGRESS"},
            {
                "toolCall": {"functionCalls": []},
                "serverContent": {"interactionStatus": "IN_PROGRESS"},
            },
        ),
        (
            {"serverContent": {"turnComplete": True}, "interaction_status": "IDLE"},
            {"serverContent": {"turnComplete": True, "interactionStatus": "IDLE"}},
        ),
        ({"interactionStatus": "IDLE"}, {"serverContent": {"interactionStatus": "IDLE"}}),
        (
            {"serverContent": {"interactionStatus": "IDLE"}, "interactionStatus": "IN_PROGRESS"},
            {"serverContent": {"interactionStatus": "IDLE"}},
        ),
        ({"serverContent": {}, "interactionStatus": 1}, {"serverContent": {}}),
        ({"serverContent": [1], "interactionStatus": "IDLE"}, {"serverContent": [1]}),
    ],
)
def test_a_status_beside_a_function_call_counts_as_that_of_the_content(
    message: object, expected: object
) -> None:
    """google-genai looks for it there alone."""
    assert read(message) == expected


@pytest.mark.parametrize(
    "message",
    [
        b'{"voiceActivity": "voiceActivityType", "inputTokenCount": 1}',
        b'{"serverContent": {}}',
        b'{"usageMetadata": "candidatesTokenCount", "inputTokenCount": 0}',
        b'\n{ "serverContent" : { "turnComplete" : true } }',
        b'{"usageMetadata": {"inputTokenDetails": 1, "promptTokensDetails": []}}',
    ],
)
def test_what_is_well_spelled_or_hopeless_is_not_touched(message: bytes) -> None:
    """Byte for byte, or without the name that nobody reads."""
    kept = message.replace(b'"inputTokenDetails": 1, ', b"")
    assert spelled(message) == kept


def test_an_empty_object_says_nothing() -> None:
    """The service sends such between two pieces of sound."""
    assert spelled(b" {} ") == b""


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (b'{"error": {"code": 429, "message": "Quota exceeded"}}', "error 429: Quota exceeded"),
        (b'{"code": 400, "message": "odd"}', "error 400: odd"),
        (b'{"error": "odd"}', "error: odd"),
        (b'{"error": {"message": "odd"}}', "error: odd"),
        (b'{"novelty": 1, "other": 2}', "fields novelty, other"),
        (b'{"candidatesTokenCount": 1}', "fields candidatesTokenCount"),
        (b"[]", "a message that is not an object"),
        (b'"candidatesTokenCount"', "a message that is not an object"),
        (b"null", "a message that is not an object"),
        (b"no json", "a message that is not JSON"),
        (b"\xff", "a message that is not JSON"),
        (b"[" * 100_000, "a message that is not JSON"),
        (b'{"serverContent": ' + b"1" * 5000 + b"}", "a message that is not JSON"),
        (b'{"serverContent": null}', "a message with nothing in it but null, in serverContent"),
        (b'{"toolCall":null,"x":null}', "a message with nothing in it but null, in toolCall, x"),
    ],
)
def test_a_message_of_no_known_kind_is_told_by_what_it_says(message: bytes, words: str) -> None:
    """An error by its own words, anything else by its fields."""
    assert strange(message) == words


def test_a_message_that_is_almost_json_is_not_repeated() -> None:
    """It may hold a handle, which is as good as a password."""
    broken = b'{"sessionResumptionUpdate": {"newHandle": "HANDLE", "resumable": true,}}'
    assert strange(broken) == "a message that is not JSON"


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "usageMetadata",
                        "usage_metadata",
                        "inputTokenCount",
                        "inputTokenDetails",
                        "goAway",
                        "time_left",
                        "serverContent",
                        "interactionStatus",
                        "voiceActivity",
                        "args",
                        "x",
                        "_",
                    ]
                ),
                inner,
            )
        ),
    )
)
def test_no_message_breaks_it(message: object) -> None:
    """Whatever JSON comes, JSON leaves, or a named error."""
    for vertex in (False, True):
        try:
            found = spelled(json.dumps(message).encode(), vertex=vertex)
        except StrangeMessage:
            continue
        assert not found or isinstance(json.loads(found), dict)
