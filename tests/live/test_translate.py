"""Server messages become events: every part of every message."""

from __future__ import annotations

import math
from array import array
from typing import Any

import pytest
from google.genai import types

from livechat.core.pcm import OUTPUT_RATE, from_samples, to_samples
from livechat.core.talk.events import (
    AudioReceived,
    Event,
    GenerationComplete,
    GoingAway,
    InputTranscribed,
    Interrupted,
    NotUnderstood,
    OutputTranscribed,
    ResumptionUpdated,
    Source,
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
from livechat.core.talk.usage import Usage
from livechat.live.translate import Translator


def events(*messages: dict[str, Any]) -> list[Event]:
    translator = Translator()
    return [
        event
        for message in messages
        for event in translator.translate(types.LiveServerMessage.model_validate(message), 1.0)
    ]


def content(**parts: Any) -> dict[str, Any]:
    return {"serverContent": parts}


def sound(data: bytes, mime: str = "audio/pcm;rate=24000") -> dict[str, Any]:
    return content(modelTurn={"parts": [{"inlineData": {"mimeType": mime, "data": data}}]})


ONE_EACH: list[tuple[dict[str, Any], Event]] = [
    (sound(b"\1\2"), AudioReceived(at=1.0, pcm=b"\1\2")),
    (sound(b"\1\2", "audio/pcm"), AudioReceived(at=1.0, pcm=b"\1\2")),
    (content(modelTurn={"parts": [{"text": "hi"}]}), TextReceived(at=1.0, text="hi")),
    (
        content(modelTurn={"parts": [{"text": "hm", "thought": True}]}),
        TextReceived(at=1.0, text="hm", thought=True),
    ),
    (
        content(modelTurn={"parts": [{"executableCode": {"code": "1+1", "language": "PYTHON"}}]}),
        TextReceived(at=1.0, text="1+1", thought=True),
    ),
    (
        content(modelTurn={"parts": [{"codeExecutionResult": {"output": "2"}}]}),
        TextReceived(at=1.0, text="2", thought=True),
    ),
    (
        content(inputTranscription={"text": "a", "finished": True, "languageCode": "en"}),
        InputTranscribed(at=1.0, text="a", finished=True, language="en"),
    ),
    (
        content(interimInputTranscription={"text": "a"}),
        InputTranscribed(at=1.0, text="a", interim=True),
    ),
    (content(outputTranscription={"text": "We"}), OutputTranscribed(at=1.0, text="We")),
    (content(interrupted=True), Interrupted(at=1.0)),
    (content(generationComplete=True), GenerationComplete(at=1.0)),
    (content(waitingForInput=True), WaitingForInput(at=1.0)),
    (content(turnComplete=True), TurnComplete(at=1.0)),
    (
        content(turnComplete=True, interactionStatus="IN_PROGRESS"),
        TurnComplete(at=1.0, more=True),
    ),
    (content(turnComplete=True, interactionStatus="IDLE"), TurnComplete(at=1.0)),
    (
        content(turnComplete=True, turnCompleteReason="MALFORMED_FUNCTION_CALL"),
        TurnComplete(at=1.0, reason="MALFORMED_FUNCTION_CALL"),
    ),
    (
        {"toolCall": {"functionCalls": [{"id": "7", "name": "f", "args": {"x": 1}}]}},
        ToolCalled(at=1.0, calls=(ToolCall("7", "f", {"x": 1}),)),
    ),
    (
        {"toolCall": {"functionCalls": [{"name": "f"}]}},
        ToolCalled(at=1.0, calls=(ToolCall("", "f", {}),)),
    ),
    ({"toolCallCancellation": {"ids": ["7"]}}, ToolCallCancelled(at=1.0, ids=("7",))),
    ({"goAway": {"timeLeft": "50.5s"}}, GoingAway(at=1.0, time_left_s=50.5)),
    ({"goAway": {"timeLeft": "0s"}}, GoingAway(at=1.0, time_left_s=0.0)),
    ({"goAway": {}}, GoingAway(at=1.0, time_left_s=None)),
    ({"goAway": {"timeLeft": "soon"}}, GoingAway(at=1.0, time_left_s=None)),
    ({"goAway": {"timeLeft": "-1s"}}, GoingAway(at=1.0, time_left_s=None)),
    ({"goAway": {"timeLeft": "50"}}, GoingAway(at=1.0, time_left_s=None)),
    (
        {"sessionResumptionUpdate": {"newHandle": "h", "resumable": True}},
        ResumptionUpdated(at=1.0, resumable=True, handle="h"),
    ),
    ({"sessionResumptionUpdate": {}}, ResumptionUpdated(at=1.0, resumable=False)),
    (
        {"voiceActivity": {"voiceActivityType": "ACTIVITY_START"}},
        VoiceActivity(at=1.0, speaking=True),
    ),
    (
        {"voiceActivity": {"voiceActivityType": "ACTIVITY_END"}},
        VoiceActivity(at=1.0, speaking=False),
    ),
    (
        {"voiceActivityDetectionSignal": {"vadSignalType": "VAD_SIGNAL_TYPE_SOS"}},
        VoiceActivity(at=1.0, speaking=True),
    ),
    (
        content(
            groundingMetadata={
                "webSearchQueries": ["q"],
                "groundingChunks": [{"web": {"title": "T", "uri": "U"}}, {}],
                "searchEntryPoint": {"renderedContent": "<html>"},
            },
            urlContextMetadata={"urlMetadata": [{"retrievedUrl": "V"}, {}]},
        ),
        SourcesCited(at=1.0, queries=("q",), sources=(Source("T", "U"), Source("", "V"))),
    ),
    (
        {
            "usageMetadata": {
                "promptTokenCount": 515,
                "responseTokenCount": 31,
                "totalTokenCount": 546,
                "thoughtsTokenCount": 3,
                "toolUsePromptTokenCount": 2,
                "cachedContentTokenCount": 1,
                "promptTokensDetails": [
                    {"modality": "TEXT", "tokenCount": 500},
                    {"modality": "TEXT", "tokenCount": 15},
                ],
                "responseTokensDetails": [{"modality": "AUDIO", "tokenCount": 31}, {}],
            }
        },
        UsageReported(
            at=1.0,
            usage=Usage(
                515, 31, 3, 2, 1, 546, {"TEXT": 515}, {"AUDIO": 31, "MODALITY_UNSPECIFIED": 0}
            ),
        ),
    ),
]


@pytest.mark.parametrize(("message", "event"), ONE_EACH)
def test_every_kind_of_message_has_its_event(message: dict[str, Any], event: Event) -> None:
    """Nothing the service says is lost."""
    assert events(message) == [event]


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"setupComplete": {}},
        content(),
        content(modelTurn={}),
        content(modelTurn={"parts": [{}]}),
        content(groundingMetadata={}),
        content(interactionStatus="IDLE"),
        {"toolCall": {}},
        {"toolCall": {"functionCalls": []}},
        {"voiceActivity": {}},
        {"voiceActivityDetectionSignal": {}},
        # Resumable by nothing new: the handle before stays good
        {"sessionResumptionUpdate": {"resumable": True}},
        {"sessionResumptionUpdate": {"resumable": True, "newHandle": ""}},
        {"toolCallCancellation": {}} | content(interactionStatus="IN_PROGRESS"),
    ],
)
def test_empty_messages_say_nothing(message: dict[str, Any]) -> None:
    """Absent parts are no errors."""
    assert [event for event in events(message) if event != ToolCallCancelled(at=1.0, ids=())] == []


def test_an_exchange_left_open_is_closed_by_its_status_alone() -> None:
    """Once."""
    idle = content(interactionStatus="IDLE")
    assert events(content(turnComplete=True, interactionStatus="IN_PROGRESS"), idle, idle) == [
        TurnComplete(at=1.0, more=True),
        TurnComplete(at=1.0),
    ]


def test_one_message_carries_several_parts_in_order() -> None:
    """Sound and words before the end of the turn, and usage before it too."""
    message = content(
        modelTurn={
            "parts": [{"inlineData": {"mimeType": "audio/pcm", "data": b"\1\2"}}, {"text": "x"}]
        },
        outputTranscription={"text": "We"},
        generationComplete=True,
        turnComplete=True,
    ) | {"usageMetadata": {"promptTokenCount": 1}}
    assert [type(event) for event in events(message)] == [
        AudioReceived,
        TextReceived,
        OutputTranscribed,
        UsageReported,
        GenerationComplete,
        TurnComplete,
    ]


def call(name: str = "f", **fields: Any) -> dict[str, Any]:
    return {"name": name, "args": {"x": 1}} | fields


def asked(*calls: dict[str, Any]) -> dict[str, Any]:
    """Function calls where they belong."""
    return {"toolCall": {"functionCalls": list(calls)}}


def in_parts(*calls: dict[str, Any]) -> dict[str, Any]:
    """Function calls where some services put them."""
    return content(modelTurn={"parts": [{"functionCall": one} for one in calls]})


DONE = content(turnComplete=True)


@pytest.mark.parametrize(
    ("messages", "told"),
    [
        ([in_parts(call(id="7"))], ["7"]),
        ([in_parts(call(id="7"), call(id="8"))], ["7", "8"]),
        ([in_parts(call(id="7")), asked(call(id="7"))], ["7"]),
        ([asked(call(id="7")), in_parts(call(id="7"))], ["7"]),
        ([asked(call(id="7")), asked(call(id="7"), call(id="8"))], ["7", "8"]),
        ([asked(call(id="7"), call(id="7"))], ["7"]),
        ([asked(call(id="7")) | in_parts(call(id="7"))], ["7"]),
        # Also after the end of the turn: an id is never used twice
        ([asked(call(id="7")), DONE, asked(call(id="7"))], ["7"]),
        # Without an id: what is asked again in the same turn, elsewhere
        ([in_parts(call()), asked(call())], [""]),
        ([asked(call(id="7")), in_parts(call())], ["7"]),
        ([asked(call(id="7")) | in_parts(call())], ["7"]),
        ([asked(call(), call())], ["", ""]),
        ([in_parts(call()), asked(call("g"))], ["", ""]),
        ([in_parts(call()), DONE, in_parts(call())], ["", ""]),
        # The one with an id waits for an answer of its own
        ([in_parts(call()), asked(call(id="7"))], ["", "7"]),
    ],
)
def test_a_function_call_is_told_once_wherever_it_stands(
    messages: list[dict[str, Any]], told: list[str]
) -> None:
    """Unanswered, it blocks the session; answered twice, it was done twice."""
    calls = [event.calls for event in events(*messages) if isinstance(event, ToolCalled)]
    assert [one.id for group in calls for one in group] == told
    assert all(calls), "nobody is told of no calls"


def test_a_call_among_words_comes_after_them() -> None:
    """And before what ends the turn."""
    parts = [{"text": "Let me see."}, {"functionCall": call(id="7")}]
    both = content(modelTurn={"parts": parts}, turnComplete=True)
    assert [type(event) for event in events(both)] == [TextReceived, ToolCalled, TurnComplete]


@pytest.mark.parametrize("mime", ["image/jpeg", "audio/pcmu;rate=8000", "audio/opus"])
def test_what_cannot_be_played_is_told_once(mime: str) -> None:
    """It is neither sound nor silence: mu-law taken for PCM is noise at full volume."""
    [event, *others] = events(sound(b"\xff\xd8", mime), sound(b"\xff\xd8", mime), DONE)
    assert isinstance(event, NotUnderstood)
    assert mime in event.detail
    assert [type(other) for other in others] == [TurnComplete]


def test_types_without_end_are_told_some_times() -> None:
    """More of them tell nothing more."""
    hostile = [sound(b"\1\2", f"audio/{number}") for number in range(100)]
    assert len(events(*hostile)) == 8


def test_a_voice_of_another_rate_is_resampled() -> None:
    """A second at 16 kHz is a second at 24 kHz, wherever it is cut; nothing is held back."""
    tone = from_samples(array("h", (round(8000 * math.sin(i / 5)) for i in range(16_000))))
    pieces = [sound(tone[at : at + 999], "audio/pcm;rate=16000") for at in range(0, 32_000, 999)]
    heard = [
        event.pcm
        for event in events(*pieces, content(generationComplete=True))
        if isinstance(event, AudioReceived)
    ]
    assert len(b"".join(heard)) == pytest.approx(OUTPUT_RATE * 2, rel=0.01)


@pytest.mark.parametrize("rates", [(16_000, 24_000), (44_100, 24_000, 48_000), (8_000, 16_000)])
def test_a_voice_whose_rate_changes_in_mid_answer_is_heard_whole_and_in_order(
    rates: tuple[int, ...],
) -> None:
    """What one filter holds comes before what has the next rate."""
    levels = (4_000, 8_000, 12_000)[: len(rates)]
    pieces = [
        sound(level.to_bytes(2, "little") * (rate // 10), f"audio/pcm;rate={rate}")
        for level, rate in zip(levels, rates, strict=True)
    ]
    voice = b"".join(
        event.pcm
        for event in events(*pieces, content(turnComplete=True))
        if isinstance(event, AudioReceived)
    )
    heard = to_samples(voice)
    assert len(heard) == pytest.approx(2_400 * len(rates), abs=4)
    for number, level in enumerate(levels):  # but where the filters begin and end
        middle = heard[2_400 * number + 150 : 2_400 * number + 2_250]
        assert all(abs(sample - level) < 200 for sample in middle)


def test_an_interruption_forgets_what_the_resampler_holds() -> None:
    """The next turn does not begin with the end of the dead one."""
    dead = events(
        sound(bytes(3200), "audio/pcm;rate=16000"),
        content(interrupted=True),
        content(turnComplete=True),
    )
    assert not isinstance(dead[-2], AudioReceived)
    assert isinstance(dead[-1], TurnComplete)


@pytest.mark.parametrize(
    "mime", ["audio/pcm;rate=0", "AUDIO/PCM", "audio/L16;codec=pcm;rate=24000"]
)
def test_sound_is_known_in_each_spelling(mime: str) -> None:
    """An absurd rate counts as none; `livechat.live.sound_format` has the rest."""
    assert events(sound(b"\1\2", mime)) == [AudioReceived(at=1.0, pcm=b"\1\2")]


def test_arguments_nested_without_end_are_cut() -> None:
    """Displays walk through all of them."""
    args: dict[str, Any] = {"a": 1}
    for _ in range(500):
        args = {"a": args}
    call = types.FunctionCall(id="1", name="f", args=args)
    message = types.LiveServerMessage(tool_call=types.LiveServerToolCall(function_calls=[call]))
    [event] = Translator().translate(message, 0.0)
    assert isinstance(event, ToolCalled)
    assert str(event.calls[0].args).count("{") == 32


def test_counts_beyond_all_measure_are_no_counts() -> None:
    """Neither a sum nor a price could be made of them."""
    for many in (10**400, 10**9 + 1):
        usage = types.UsageMetadata(prompt_token_count=many, response_token_count=-3)
        [event] = Translator().translate(types.LiveServerMessage(usage_metadata=usage), 0.0)
        assert isinstance(event, UsageReported)
        assert (event.usage.prompt, event.usage.response) == (0, 0)


def test_a_cancellation_of_nothing_is_none() -> None:
    """It says nothing, so it is no sign of life either."""
    nobody: list[list[str] | None] = [None, []]
    for ids in nobody:
        message = types.LiveServerMessage(
            tool_call_cancellation=types.LiveServerToolCallCancellation(ids=ids)
        )
        assert list(Translator().translate(message, 0.0)) == []
