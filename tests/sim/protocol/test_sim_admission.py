"""Setups held against the catalogue."""

from __future__ import annotations

from typing import Any

import pytest

from livechat.catalog.models import MODELS
from livechat.sim.protocol.admission import Detection, Terms, admit, tool_refusal
from livechat.sim.protocol.routes import Route
from livechat.sim.protocol.wire import INVALID, POLICY, Close, close_reason

GEMINI = Route("gemini", "v1beta")
VERTEX = Route("vertex", "v1beta1")
GATEWAY = Route("gateway", "v1beta")
NEWEST = "models/gemini-3.8-live"
EXTENDED = "models/gemini-3.8-live-extended-thinking"
LIVE_31 = "models/gemini-3.1-flash-live-preview"
NATIVE_25 = "models/gemini-2.5-flash-native-audio-preview-12-2025"


def terms(setup: dict[str, Any], route: Route = GEMINI) -> Terms:
    agreed = admit({"model": NEWEST, **setup}, route)
    assert isinstance(agreed, Terms), agreed
    return agreed


def refusal(setup: dict[str, Any], route: Route = GEMINI) -> Close:
    refused = admit({"model": NEWEST, **setup}, route)
    assert isinstance(refused, Close)
    return refused


@pytest.mark.parametrize("model", [row.id for row in MODELS])
def test_every_model_of_the_catalogue_is_admitted(model: str) -> None:
    """A plain setup fits every row, whatever path its name is written with."""
    for prefix in ("models/", "", "projects/p/locations/l/publishers/google/models/"):
        assert terms({"model": prefix + model}).model == prefix + model


def test_an_unknown_model_is_not_found() -> None:
    """In the service's words, which name the model and the version."""
    refused = refusal({"model": "models/gemini-9"})
    assert refused.code == POLICY
    assert refused.reason.startswith("models/gemini-9 is not found for API version v1beta")


def test_a_gateway_names_its_models_as_it_likes() -> None:
    """On its path every name is taken, and none too."""
    assert terms({"model": "house-special"}, GATEWAY).content == "yes"
    assert terms({"model": ""}, GATEWAY).speaks


@pytest.mark.parametrize(
    ("setup", "word"),
    [
        ({"generationConfig": {"thinkingConfig": {"thinkingLevel": "LOW"}}}, "Thinking level"),
        ({"generationConfig": {"thinkingConfig": {"thinkingBudget": 0}}}, "Thinking budget"),
        ({"generationConfig": {"thinkingConfig": {"includeThoughts": True}}}, "Thinking is not"),
        (
            {
                "model": EXTENDED,
                "generationConfig": {"thinkingConfig": {"thinkingLevel": "MINIMAL"}},
            },
            "Thinking level is not supported for this model",
        ),
        (
            {"model": NATIVE_25, "generationConfig": {"thinkingConfig": {"thinkingLevel": "LOW"}}},
            "Thinking level",
        ),
        ({"generationConfig": {"enableAffectiveDialog": True}}, "Affective"),
        ({"proactivity": {"proactiveAudio": False}}, "Proactive"),
        ({"model": LIVE_31, "proactivity": {"proactiveAudio": True}}, "Proactive"),
        ({"generationConfig": {"responseModalities": ["TEXT"]}}, "TEXT"),
        ({"generationConfig": {"responseModalities": ["SMELL"]}}, "responseModalities[0]"),
        (
            {
                "model": EXTENDED,
                "tools": [{"functionDeclarations": [{"name": "f", "behavior": "BLOCKING"}]}],
            },
            "BLOCKING",
        ),
        (
            {
                "model": LIVE_31,
                "tools": [{"functionDeclarations": [{"name": "f", "behavior": "NON_BLOCKING"}]}],
            },
            "NON_BLOCKING",
        ),
        (
            {"realtimeInputConfig": {"automaticActivityDetection": {"silenceDurationMs": -1}}},
            "silenceDurationMs",
        ),
        (
            {
                "realtimeInputConfig": {
                    "automaticActivityDetection": {"startOfSpeechSensitivity": "HIGH"}
                }
            },
            "startOfSpeechSensitivity",
        ),
        ({"realtimeInputConfig": {"activityHandling": "SHOUT"}}, "activityHandling"),
    ],
)
def test_what_does_not_fit_the_model_is_refused(setup: dict[str, Any], word: str) -> None:
    """Closed with 1007, and the reason, as far as a close frame takes it, says what it was."""
    refused = refusal(setup)
    assert refused.code == INVALID
    assert word in close_reason(refused.reason)


@pytest.mark.parametrize(
    "setup",
    [
        {"model": EXTENDED, "generationConfig": {"thinkingConfig": {"thinkingLevel": "LOW"}}},
        {"model": NATIVE_25, "generationConfig": {"thinkingConfig": {"thinkingBudget": 100}}},
        {"model": NATIVE_25, "generationConfig": {"enableAffectiveDialog": True}},
        {"tools": [{"functionDeclarations": [{"name": "f", "behavior": "BLOCKING"}]}]},
        {"proactivity": {"proactiveAudio": True}},
        {"generationConfig": {"thinkingConfig": {}}},
    ],
)
def test_what_fits_is_admitted(setup: dict[str, Any]) -> None:
    """The row decides, not a general dislike."""
    assert terms(setup)


def test_a_resumption_handle_is_unknown() -> None:
    """Sessions cannot be resumed; asking for future handles is fine."""
    assert refusal({"sessionResumption": {"handle": "H"}}) == Close(
        POLICY, "BidiGenerateContent session not found"
    )
    assert terms({"sessionResumption": {}})


def test_sensitivity_defaults_differ_between_the_services() -> None:
    """HIGH on the Gemini API, LOW on Vertex AI."""
    assert terms({}).detection == Detection(True, "HIGH", "HIGH", None, None)
    assert terms({}, VERTEX).detection == Detection(True, "LOW", "LOW", None, None)


def test_detection_is_as_asked() -> None:
    """Each setting arrives where it belongs."""
    asked = {
        "disabled": True,
        "startOfSpeechSensitivity": "START_SENSITIVITY_LOW",
        "endOfSpeechSensitivity": "END_SENSITIVITY_UNSPECIFIED",
        "prefixPaddingMs": 20,
        "silenceDurationMs": 0,
    }
    setup = {"realtimeInputConfig": {"automaticActivityDetection": asked}}
    assert terms(setup).detection == Detection(False, "LOW", "HIGH", 20, 0)


def test_terms_follow_the_setup() -> None:
    """What the client asked for is what was agreed."""
    agreed = terms(
        {
            "systemInstruction": {"parts": [{"text": "Be"}, {"text": "kind."}]},
            "generationConfig": {
                "speechConfig": {
                    "voiceConfig": {"prebuiltVoiceConfig": {"voiceName": "Kore"}},
                    "languageCode": "de-DE",
                }
            },
            "outputAudioTranscription": {},
            "realtimeInputConfig": {"activityHandling": "NO_INTERRUPTION"},
            "historyConfig": {"initialHistoryInClientContent": True},
        }
    )
    assert (agreed.instruction, agreed.voice, agreed.language) == ("Be kind.", "Kore", "de-DE")
    assert (agreed.transcribe_input, agreed.transcribe_output) == (False, True)
    assert (agreed.interruptible, agreed.seeds_history, agreed.speaks) == (False, True, True)


def test_gateway_dialects() -> None:
    """Speech settings at the top, and both modalities as the wish for transcripts."""
    agreed = terms(
        {
            "generationConfig": {"responseModalities": ["AUDIO", "TEXT"]},
            "speechConfig": {"voiceConfig": {"prebuiltVoiceConfig": {"voiceName": "Puck"}}},
        },
        GATEWAY,
    )
    assert (agreed.voice, agreed.speaks) == ("Puck", True)
    assert agreed.transcribe_input
    assert agreed.transcribe_output
    assert not terms({"generationConfig": {"responseModalities": ["TEXT"]}}, GATEWAY).speaks


def test_a_model_that_only_writes_writes_unasked() -> None:
    """The row says which modality is usual."""
    assert not terms({"model": "gemini-3.5-transcribe-live"}).speaks


def test_scheduling_of_function_responses_asks_the_row() -> None:
    """One model takes it, another closes with 1007."""
    scheduled = [{"id": "1", "scheduling": "WHEN_IDLE"}]
    assert tool_refusal(scheduled, terms({})) is None
    assert tool_refusal([{"id": "1"}], terms({"model": EXTENDED})) is None
    refused = tool_refusal(scheduled, terms({"model": EXTENDED}))
    assert refused is not None
    assert refused.code == INVALID
