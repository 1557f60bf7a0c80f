"""What a setup comes to, field by field."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import Any

import pytest

from livechat.catalog.models import DEFAULT, MODELS, Model, find
from livechat.sim.protocol.agreement import agree
from livechat.sim.protocol.routes import Route
from livechat.sim.protocol.schema import WireError
from livechat.sim.protocol.terms import (
    Compression,
    Detection,
    Resumption,
    Terms,
    Transcription,
)
from livechat.sim.protocol.toolbox import Function, Toolbox
from livechat.sim.protocol.wire import close_reason

GEMINI = Route("gemini", "v1beta")
VERTEX = Route("vertex", "v1beta1")
GATEWAY = Route("gateway", "v1beta")
EXTENDED = "gemini-3.8-live-extended-thinking"
LIVE_31 = "gemini-3.1-flash-live-preview"
NATIVE_25 = "gemini-2.5-flash-native-audio-preview-12-2025"
VERTEX_25 = "gemini-live-2.5-flash-native-audio"
TRANSLATE = "gemini-3.5-live-translate-preview"
TRANSCRIBE = "gemini-3.5-transcribe-live"


def row(name: str) -> Model:
    found = find(name)
    assert found is not None
    return found


def terms(setup: dict[str, Any], model: str = DEFAULT, route: Route = GEMINI) -> Terms:
    return agree(setup, route, None if route is GATEWAY else row(model))


def generation(**fields: Any) -> dict[str, Any]:
    return {"generationConfig": fields}


def voiced(name: str) -> dict[str, Any]:
    return {"voiceConfig": {"prebuiltVoiceConfig": {"voiceName": name}}}


def test_a_setup_that_asks_for_nothing() -> None:
    """Every default at once, for the newest model on the Gemini path."""
    assert terms({}) == Terms(
        model="",
        instruction="",
        speaks=True,
        transcribe_input=False,
        transcribe_output=False,
        voice="",
        language="",
        detection=Detection(True, "HIGH", "HIGH", None, None),
        interruptible=True,
        seeds_history=False,
        content="yes",
        scheduling=True,
        row=row(DEFAULT),
        proactive=True,
        joined=True,
    )


ASKED: dict[str, tuple[dict[str, Any], Any]] = {
    "model": ({"model": "models/m"}, "models/m"),
    "instruction": (
        {"systemInstruction": {"parts": [{"text": "Be"}, {"text": "kind."}]}},
        "Be kind.",
    ),
    "speaks": (generation(responseModalities=["TEXT"]), False),
    "transcribe_input": ({"inputAudioTranscription": {}}, True),
    "transcribe_output": ({"outputAudioTranscription": {}}, True),
    "voice": (generation(speechConfig=voiced("Kore")), "Kore"),
    "language": (generation(speechConfig={"languageCode": "de-DE"}), "de-DE"),
    "detection": (
        {
            "realtimeInputConfig": {
                "automaticActivityDetection": {
                    "disabled": True,
                    "startOfSpeechSensitivity": "START_SENSITIVITY_LOW",
                    "endOfSpeechSensitivity": "END_SENSITIVITY_HIGH",
                    "prefixPaddingMs": 20,
                    "silenceDurationMs": 0,
                }
            }
        },
        Detection(False, "LOW", "HIGH", 20, 0),
    ),
    "interruptible": ({"realtimeInputConfig": {"activityHandling": "NO_INTERRUPTION"}}, False),
    "seeds_history": ({"historyConfig": {"initialHistoryInClientContent": True}}, True),
    "task": (generation(translationConfig={"targetLanguageCode": "de"}), "translation"),
    "target": (generation(translationConfig={"targetLanguageCode": "de"}), "de"),
    "echo_target": (generation(translationConfig={"echoTargetLanguage": True}), True),
    "toolbox": (
        {"tools": [{"functionDeclarations": [{"name": "f"}]}, {"googleSearch": {}}]},
        Toolbox((Function("f", blocking=True),), search=True),
    ),
    "thoughts": (generation(thinkingConfig={"includeThoughts": True}), True),
    "level": (generation(thinkingConfig={"thinkingLevel": "HIGH"}), "high"),
    "proactive": ({"proactivity": {"proactiveAudio": True}}, True),
    "resumption": ({"sessionResumption": {}}, Resumption(None, False)),
    "compression": (
        {"contextWindowCompression": {"triggerTokens": 10, "slidingWindow": {"targetTokens": 9}}},
        Compression(10, 9),
    ),
    "coverage": (
        {"realtimeInputConfig": {"turnCoverage": "TURN_INCLUDES_ONLY_ACTIVITY"}},
        "activity",
    ),
    "picture_tokens": (generation(mediaResolution="MEDIA_RESOLUTION_LOW"), 64),
    "max_tokens": (generation(maxOutputTokens=7), 7),
    "temperature": (generation(temperature=0.0), 0.0),
    "seed": (generation(seed=0), 0),
    "signals_activity": ({"explicitVadSignal": True}, True),
    "interim": ({"realtimeInputConfig": {"interimTranscriptTimestampEnabled": True}}, True),
    "input_options": (
        {"inputAudioTranscription": {"wordTimestamp": True}},
        Transcription(timestamps=True),
    ),
    "output_options": (
        {"outputAudioTranscription": {"diarization": True}},
        Transcription(diarization=True),
    ),
}
"""What asks for a term, and what it comes to on a gateway's path, where all is taken."""

BY_ROW = {"content", "scheduling", "calls_end_turn", "thinks", "works", "joined", "row"}


def test_every_term_can_be_asked_for_or_is_the_rows() -> None:
    """None is forgotten here."""
    assert {field.name for field in fields(Terms)} == set(ASKED) | BY_ROW


@pytest.mark.parametrize(
    ("model", "asked", "thinks"),
    [
        (DEFAULT, {}, False),
        (LIVE_31, {}, True),
        (NATIVE_25, {"thinkingBudget": 100}, True),
        (NATIVE_25, {"thinkingBudget": 0}, False),
    ],
)
def test_a_model_that_can_thinks_unless_its_budget_is_nothing(
    model: str, asked: dict[str, Any], thinks: bool
) -> None:
    """Shown or not."""
    setup = {"generationConfig": {"thinkingConfig": asked}} if asked else {}
    assert agree(setup, GEMINI, row(model)).thinks is thinks


@pytest.mark.parametrize("name", ASKED)
def test_what_is_asked_for_is_agreed(name: str) -> None:
    """And nothing else changes with it, except that a translation has a target and options."""
    setup, expected = ASKED[name]
    plain, agreed = terms({}, route=GATEWAY), terms(setup, route=GATEWAY)
    changed = {
        field.name
        for field in fields(Terms)
        if getattr(agreed, field.name) != getattr(plain, field.name)
    }
    together = {
        "task": {"task", "target"},
        "target": {"task", "target"},
        "echo_target": {"task", "echo_target"},
        "thoughts": {"thoughts", "thinks"},
        "input_options": {"input_options", "transcribe_input"},
        "output_options": {"output_options", "transcribe_output"},
    }
    assert getattr(agreed, name) == expected
    assert changed == together.get(name, {name})


def test_sensitivity_defaults_differ_between_the_services() -> None:
    """HIGH on the Gemini API, LOW on Vertex AI; what is asked for is the same on both."""
    low = Detection(True, "LOW", "LOW", None, None)
    assert terms({}, route=VERTEX).detection == low
    asked = {"endOfSpeechSensitivity": "END_SENSITIVITY_HIGH"}
    setup = {"realtimeInputConfig": {"automaticActivityDetection": asked}}
    assert terms(setup, route=VERTEX).detection == Detection(True, "LOW", "HIGH", None, None)


def test_gateway_dialects() -> None:
    """Speech settings at the top, and both modalities as the wish for transcripts."""
    setup = {**generation(responseModalities=["AUDIO", "TEXT"]), "speechConfig": voiced("puck")}
    agreed = terms(setup, route=GATEWAY)
    assert (agreed.voice, agreed.speaks) == ("Puck", True)
    assert agreed.transcribe_input
    assert agreed.transcribe_output


def test_a_model_that_only_writes_writes_unasked() -> None:
    """The row says which modality is usual; an empty list asks for nothing."""
    assert not terms({}, TRANSCRIBE).speaks
    assert not terms(generation(responseModalities=[]), TRANSCRIBE).speaks


# What the row decides


@pytest.mark.parametrize("model", [model.id for model in MODELS])
def test_the_row_decides_on_its_own(model: str) -> None:
    """Task, scheduling, parts and work are never asked for."""
    agreed, its = terms({}, model), row(model)
    assert (agreed.task, agreed.scheduling, agreed.works) == (
        its.task,
        its.tool_scheduling,
        its.works,
    )
    assert agreed.joined == (its.parts == "several")
    assert agreed.row is its


def test_a_gateway_is_like_the_classic_models() -> None:
    """One part an event, no work after the answer, everything allowed."""
    agreed = terms({}, route=GATEWAY)
    assert (agreed.joined, agreed.works, agreed.scheduling) == (False, False, True)
    assert (agreed.content, agreed.task, agreed.proactive) == ("yes", "conversation", False)


@pytest.mark.parametrize(
    ("model", "strict", "content"),
    [
        (DEFAULT, False, "yes"),
        (DEFAULT, True, "yes"),
        (LIVE_31, False, "yes"),
        (LIVE_31, True, "seed-only"),
        (TRANSLATE, False, "no"),
        (TRANSLATE, True, "no"),
    ],
)
def test_client_content(model: str, strict: bool, content: str) -> None:
    """Seeding only is kept to by the strict alone; Google's own tests go on with it."""
    assert agree({}, GEMINI, row(model), strict=strict).content == content


@pytest.mark.parametrize(
    ("model", "asked", "proactive"),
    [
        (DEFAULT, None, True),
        (DEFAULT, True, True),
        (NATIVE_25, None, False),
        (NATIVE_25, False, False),
        (NATIVE_25, True, True),
        (LIVE_31, None, False),
        (LIVE_31, False, False),
    ],
)
def test_proactivity(model: str, asked: bool | None, proactive: bool) -> None:
    """Always, on request, or never."""
    setup = {} if asked is None else {"proactivity": {"proactiveAudio": asked}}
    assert terms(setup, model).proactive is proactive


# Settings with more than one outcome


@pytest.mark.parametrize(
    ("asked", "resumption"),
    [
        ({}, Resumption(None, False)),
        ({"handle": ""}, Resumption(None, False)),
        ({"handle": "H"}, Resumption("H", False)),
        ({"handle": "H", "transparent": True}, Resumption("H", True)),
        ({"transparent": True}, Resumption(None, True)),
    ],
)
def test_resumption(asked: dict[str, Any], resumption: Resumption) -> None:
    """The handle is looked up later; an empty one is none."""
    assert terms({"sessionResumption": asked}, VERTEX_25, VERTEX).resumption == resumption


@pytest.mark.parametrize(
    ("model", "asked", "compression"),
    [
        (DEFAULT, {}, Compression(104_857, 52_428)),
        (VERTEX_25, {}, Compression(102_400, 51_200)),
        ("gemini-2.0-flash-live-001", {}, Compression(104_857, 52_428)),
        (DEFAULT, {"slidingWindow": {}}, Compression(104_857, 52_428)),
        (DEFAULT, {"triggerTokens": 0}, Compression(104_857, 52_428)),
        (DEFAULT, {"triggerTokens": 1_001}, Compression(1_001, 500)),
        (DEFAULT, {"slidingWindow": {"targetTokens": 9}}, Compression(104_857, 9)),
        (
            DEFAULT,
            {"triggerTokens": 25_600, "slidingWindow": {"targetTokens": 12_800}},
            Compression(25_600, 12_800),
        ),
    ],
)
def test_compression(model: str, asked: dict[str, Any], compression: Compression) -> None:
    """80 % of the window, and half of what triggers it."""
    assert terms({"contextWindowCompression": asked}, model).compression == compression


@pytest.mark.parametrize(
    "asked",
    [
        {"triggerTokens": 10, "slidingWindow": {"targetTokens": 10}},
        {"slidingWindow": {"targetTokens": 104_857}},
    ],
)
def test_the_target_lies_below_the_trigger(asked: dict[str, Any]) -> None:
    """Also below the one nobody asked for; the reason fits into a close frame."""
    path = "setup.contextWindowCompression.slidingWindow.targetTokens"
    with pytest.raises(WireError) as refused:
        terms({"contextWindowCompression": asked})
    reason = str(refused.value)
    assert reason.startswith(f"Invalid value at '{path}'")
    assert close_reason(reason) == reason


@pytest.mark.parametrize(
    ("word", "coverage"),
    [
        ("TURN_INCLUDES_ONLY_ACTIVITY", "activity"),
        ("TURN_INCLUDES_ALL_INPUT", "everything"),
        ("TURN_INCLUDES_AUDIO_ACTIVITY_AND_ALL_VIDEO", "activity-and-video"),
    ],
)
def test_coverage(word: str, coverage: str) -> None:
    """Which input joins the context."""
    assert terms({"realtimeInputConfig": {"turnCoverage": word}}).coverage == coverage


@pytest.mark.parametrize(("word", "tokens"), [("LOW", 64), ("MEDIUM", 256), ("HIGH", 256)])
def test_picture_tokens(word: str, tokens: int) -> None:
    """As the Live API reference has them."""
    setup = generation(mediaResolution=f"MEDIA_RESOLUTION_{word}")
    assert terms(setup).picture_tokens == tokens


@pytest.mark.parametrize(
    ("asked", "options"),
    [
        ({"languageCodes": ["de-DE", "en"]}, Transcription(languages=("de-DE", "en"))),
        ({"languageHints": {"languageCodes": ["de"]}}, Transcription(languages=("de",))),
        (
            {"languageCodes": ["en"], "languageHints": {"languageCodes": ["de"]}},
            Transcription(languages=("en",)),
        ),
        ({"languageAuto": {}}, Transcription()),
        ({"customVocabulary": ["Dashwood"]}, Transcription(vocabulary=("Dashwood",))),
        ({"adaptationPhrases": ["Dashwood"]}, Transcription(vocabulary=("Dashwood",))),
        ({"mode": "SMART", "wordTimestamp": False}, Transcription(smart=True)),
        ({"mode": "VERBATIM"}, Transcription()),
        (
            {"wordTimestamp": True, "diarization": True},
            Transcription(timestamps=True, diarization=True),
        ),
    ],
)
@pytest.mark.parametrize("side", ["input", "output"])
def test_transcription_options(side: str, asked: dict[str, Any], options: Transcription) -> None:
    """New names and old ones, on either side."""
    agreed = terms({f"{side}AudioTranscription": asked})
    assert getattr(agreed, f"{side}_options") == options


def test_options_of_the_generation_serve_the_input_that_has_none() -> None:
    """Another place where the SDK for Vertex AI puts them."""
    setup = generation(audioTranscriptionConfig={"languageCodes": ["de"]})
    assert terms(setup).input_options.languages == ("de",)
    both = {**setup, "inputAudioTranscription": {"languageCodes": ["en"]}}
    assert terms(both).input_options.languages == ("en",)


@pytest.mark.parametrize("side", ["inputAudioTranscription", "outputAudioTranscription"])
@pytest.mark.parametrize("option", ["wordTimestamp", "diarization"])
def test_smart_transcripts_have_neither_times_nor_speakers(side: str, option: str) -> None:
    """The SDK's documentation says that they do not go together."""
    with pytest.raises(WireError, match=re.escape(f"'setup.{side}.{option}'")):
        terms({side: {"mode": "SMART", option: True}})


@pytest.mark.parametrize(
    ("asked", "voice"),
    [
        (voiced("Kore"), "Kore"),
        (voiced("kORE"), "Kore"),
        (voiced(""), ""),
        ({"voiceConfig": {"voice": "kore"}}, "Kore"),
        ({"voiceConfig": {"voice": "projects/p/voices/mine"}}, "projects/p/voices/mine"),
        ({"voiceConfig": {"replicatedVoiceConfig": {"mimeType": "audio/wav"}}}, ""),
    ],
)
def test_voices(asked: dict[str, Any], voice: str) -> None:
    """Spelled as the catalogue does; only prebuilt ones have to be in it."""
    assert terms(generation(speechConfig=asked)).voice == voice


@pytest.mark.parametrize("route", [GEMINI, VERTEX])
def test_an_unknown_prebuilt_voice_is_refused(route: Route) -> None:
    """And named."""
    with pytest.raises(WireError, match="Voice Hal is not available for this model"):
        terms(generation(speechConfig=voiced("Hal")), route=route)


def test_a_gateway_has_voices_of_its_own() -> None:
    """Whose names are left as they are."""
    assert terms(generation(speechConfig=voiced("Hal")), route=GATEWAY).voice == "Hal"
