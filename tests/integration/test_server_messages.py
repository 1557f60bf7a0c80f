"""Every kind of server message crosses a real WebSocket and the real SDK."""

from __future__ import annotations

from typing import Any

import pytest

from livechat.core.talk.events import (
    AudioReceived,
    Connected,
    Event,
    GoingAway,
    InputTranscribed,
    NotUnderstood,
    OutputTranscribed,
    ResumptionUpdated,
    SourcesCited,
    TextReceived,
    ToolCall,
    ToolCallCancelled,
    ToolCalled,
    TurnComplete,
    UsageReported,
    VoiceActivity,
    WaitingForInput,
)
from livechat.errors import NetworkError, RefusedError
from livechat.sim.protocol.wire import Close
from livechat.sim.scenario import Scripted
from tests.support.link import crossed, script, wire


def heard(*messages: dict[str, Any]) -> list[Event]:
    """The events of a turn in which the server says these messages first."""
    before = tuple(wire(message) for message in messages)
    return crossed(script(Scripted(says="Yes.", before=before)))


def content(**parts: Any) -> dict[str, Any]:
    return {"serverContent": parts}


@pytest.mark.parametrize(
    ("message", "kind", "fields"),
    [
        (
            content(modelTurn={"parts": [{"text": "hm", "thought": True}]}),
            TextReceived,
            {"text": "hm", "thought": True},
        ),
        (content(modelTurn={"parts": [{"text": "hi"}]}), TextReceived, {"text": "hi"}),
        (
            content(
                modelTurn={"parts": [{"inlineData": {"mimeType": "audio/pcm", "data": b"\1\2"}}]}
            ),
            AudioReceived,
            {"pcm": b"\1\2"},
        ),
        (
            content(inputTranscription={"text": "a", "finished": True, "languageCode": "en-US"}),
            InputTranscribed,
            {"text": "a", "finished": True, "language": "en-US"},
        ),
        (
            content(interimInputTranscription={"text": "a"}),
            InputTranscribed,
            {"text": "a", "interim": True},
        ),
        (
            content(outputTranscription={"text": "We", "words": [], "speakerLabel": "1"}),
            OutputTranscribed,
            {"text": "We"},
        ),
        (content(waitingForInput=True), WaitingForInput, {}),
        (
            content(groundingMetadata={"webSearchQueries": ["q"]}),
            SourcesCited,
            {"queries": ("q",)},
        ),
        (
            content(urlContextMetadata={"urlMetadata": [{"retrievedUrl": "https://a.example"}]}),
            SourcesCited,
            {},
        ),
        (
            {"toolCall": {"functionCalls": [{"id": "7", "name": "f", "args": {"x": 1}}]}},
            ToolCalled,
            {},
        ),
        (
            content(modelTurn={"parts": [{"functionCall": {"id": "7", "name": "f", "args": {}}}]}),
            ToolCalled,
            {"calls": (ToolCall("7", "f", {}),)},
        ),
        (
            {
                "server_content": {
                    "model_turn": {
                        "parts": [
                            {
                                "inline_data": {
                                    "mime_type": "audio/L16;codec=pcm;rate=24000",
                                    "data": b"\1\2",
                                }
                            }
                        ]
                    }
                }
            },
            AudioReceived,
            {"pcm": b"\1\2"},
        ),
        (
            content(
                modelTurn={"parts": [{"inlineData": {"mimeType": "audio/pcmu", "data": b"\1"}}]}
            ),
            NotUnderstood,
            {"detail": "audio/pcmu, which cannot be played"},
        ),
        ({"toolCallCancellation": {"ids": ["7"]}}, ToolCallCancelled, {"ids": ("7",)}),
        ({"goAway": {"timeLeft": "50s"}}, GoingAway, {"time_left_s": 50.0}),
        ({"goAway": {"timeLeft": 50}}, GoingAway, {"time_left_s": 50.0}),
        ({"goAway": {"timeLeft": ["50s"]}}, GoingAway, {"time_left_s": None}),
        ({"go_away": {}}, GoingAway, {"time_left_s": None}),
        (
            {"sessionResumptionUpdate": {"newHandle": "h", "resumable": True}},
            ResumptionUpdated,
            {"resumable": True, "handle": "h"},
        ),
        (
            {"session_resumption_update": {"new_handle": "h", "resumable": True}},
            ResumptionUpdated,
            {"resumable": True, "handle": "h"},
        ),
        ({"sessionResumptionUpdate": {}}, ResumptionUpdated, {"resumable": False}),
        (
            {"voiceActivity": {"voiceActivityType": "ACTIVITY_START", "audioOffset": "1s"}},
            VoiceActivity,
            {"speaking": True},
        ),
        ({"voiceActivity": {"type": "ACTIVITY_END"}}, VoiceActivity, {"speaking": False}),
        (
            {"voiceActivityDetectionSignal": {"vadSignalType": "VAD_SIGNAL_TYPE_EOS"}},
            VoiceActivity,
            {"speaking": False},
        ),
        ({"error": {"code": 13, "message": "odd"}}, NotUnderstood, {}),
        ({"code": 400, "message": "odd"}, NotUnderstood, {}),
        ({"somethingNew": {}}, NotUnderstood, {}),
        (
            {"serverContent": None},
            NotUnderstood,
            {"detail": "a message with nothing in it but null, in serverContent"},
        ),
        (
            {"serverContent": [1]},
            NotUnderstood,
            {"detail": "a wrong value in serverContent"},
        ),
        (content(inputTranscription={"text": ["not", "text"]}), NotUnderstood, {}),
        (content(turnComplete="perhaps"), NotUnderstood, {}),
    ],
)
def test_every_kind_arrives_and_the_answer_follows(
    message: dict[str, Any], kind: type[Event], fields: dict[str, object]
) -> None:
    """It becomes its event, and whatever it was, the conversation goes on."""
    events = heard(message)
    same = [event for event in events if isinstance(event, kind)]
    assert any(
        all(getattr(one, name) == value for name, value in fields.items()) for one in same
    ), same
    assert any(isinstance(event, TurnComplete) for event in events)


@pytest.mark.parametrize(
    "usage",
    [
        {
            "promptTokenCount": 5,
            "responseTokenCount": 7,
            "promptTokensDetails": [
                {"modality": "TEXT", "tokenCount": 3},
                {"modality": "AUDIO", "tokenCount": 2},
            ],
            "responseTokensDetails": [{"modality": "AUDIO", "tokenCount": 7}],
        },
        {
            "promptTokenCount": 5,
            "candidatesTokenCount": 7,
            "promptTokensDetails": [
                {"modality": "TEXT", "tokenCount": 3},
                {"modality": "AUDIO", "tokenCount": 2},
            ],
            "candidatesTokensDetails": [{"modality": "AUDIO", "tokenCount": 7}],
        },
        {
            "inputTokenCount": 5,
            "outputTokenCount": 7,
            "inputTokenDetails": {"textTokens": 3, "audioTokens": 2},
            "outputTokenDetails": {"audioTokens": 7},
        },
    ],
)
def test_usage_arrives_in_all_three_spellings(usage: dict[str, Any]) -> None:
    """The Gemini API's, Vertex AI's and a gateway's come to the same."""
    first = next(e for e in heard({"usageMetadata": usage}) if isinstance(e, UsageReported))
    assert (first.usage.prompt, first.usage.response) == (5, 7)
    assert first.usage.prompt_by == {"TEXT": 3, "AUDIO": 2}
    assert first.usage.response_by == {"AUDIO": 7}


@pytest.mark.parametrize("empty", [{}, content(), content(modelTurn={"parts": []})])
def test_what_says_nothing_is_not_worth_a_word(empty: dict[str, Any]) -> None:
    """The service sends such between two pieces of sound."""
    assert not [event for event in heard(empty) if isinstance(event, NotUnderstood)]


def test_a_call_in_both_places_is_told_once() -> None:
    """A second answer to it would be refused, or do it again."""
    call = {"id": "7", "name": "f", "args": {"x_y": 1}}
    events = heard(
        content(modelTurn={"parts": [{"functionCall": call}]}),
        {"toolCall": {"functionCalls": [call]}, "interactionStatus": "IN_PROGRESS"},
    )
    [called] = [event for event in events if isinstance(event, ToolCalled)]
    assert called.calls == (ToolCall("7", "f", {"x_y": 1}),)


def test_a_resumption_by_no_handle_is_no_news() -> None:
    """The handle before stays good."""
    events = heard({"sessionResumptionUpdate": {"resumable": True}})
    updates = [event for event in events if isinstance(event, ResumptionUpdated)]
    assert all(update.handle for update in updates if update.resumable)


def test_several_parts_in_one_message_all_arrive() -> None:
    """Sound and words together."""
    message = content(
        modelTurn={"parts": [{"inlineData": {"mimeType": "audio/pcm", "data": b"\1\2"}}]},
        outputTranscription={"text": "We"},
    )
    kinds = [type(event) for event in heard(message)]
    assert kinds.index(AudioReceived) < kinds.index(OutputTranscribed)


def test_an_exchange_in_parts_is_heard_to_its_end() -> None:
    """`interactionStatus`: the SDK's `receive` goes on, and so does the conversation."""
    progress = content(turnComplete=True, interactionStatus="IN_PROGRESS")
    events = heard(progress)
    turns = [event for event in events if isinstance(event, TurnComplete)]
    assert [turn.more for turn in turns] == [True, False]


def test_messages_ahead_of_the_first_turn_arrive_too() -> None:
    """What follows the setup is not lost."""
    scenario = script(after_setup=[{"goAway": {"timeLeft": "9s"}}])
    kinds = [type(event) for event in crossed(scenario)]
    assert kinds.index(Connected) < kinds.index(GoingAway)


@pytest.mark.parametrize(
    ("code", "reason", "kind", "says"),
    [
        (1011, "Internal error encountered.", NetworkError, "Internal error encountered"),
        (1007, "Request contains an invalid argument.", RefusedError, "invalid argument"),
        (1008, "models/x is not found for API version v1beta", RefusedError, "not found"),
        (4000, "odd", NetworkError, "4000"),
    ],
)
def test_a_close_in_mid_turn_is_explained(
    code: int, reason: str, kind: type[Exception], says: str
) -> None:
    """With the service's own reason."""
    scenario = script(Scripted(says="Well,", close=Close(code, reason)))
    with pytest.raises(kind, match=says):
        crossed(scenario)
