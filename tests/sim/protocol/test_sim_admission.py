"""Setups held against the catalogue."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.catalog.models import MODELS, Model
from livechat.sim.protocol.admission import admit, retool, tool_refusal
from livechat.sim.protocol.routes import Route
from livechat.sim.protocol.schema import conform
from livechat.sim.protocol.terms import Terms
from livechat.sim.protocol.toolbox import Toolbox
from livechat.sim.protocol.wire import INVALID, POLICY, REASON_BYTES, Close

GEMINI = Route("gemini", "v1beta")
VERTEX = Route("vertex", "v1beta1")
GATEWAY = Route("gateway", "v1beta")
NEWEST = "models/gemini-3.8-live"
EXTENDED = "models/gemini-3.8-live-extended-thinking"
LIVE_31 = "models/gemini-3.1-flash-live-preview"
NATIVE_25 = "models/gemini-2.5-flash-native-audio-preview-12-2025"
VERTEX_25 = "gemini-live-2.5-flash-native-audio"
TRANSLATE = "models/gemini-3.5-live-translate-preview"
TRANSCRIBE = "models/gemini-3.5-transcribe-live"
RETIRED = "models/gemini-2.0-flash-live-001"

GEMINI_NAMES = ("models/", "", "projects/p/locations/l/publishers/google/models/")


def asked(row: Model | str) -> dict[str, Any]:
    """The least setup that fits a model."""
    name = row if isinstance(row, str) else row.id
    thinking = {"thinkingConfig": {"thinkingLevel": "LOW"}}
    return {"model": name} | ({"generationConfig": thinking} if "extended" in name else {})


def admitted(setup: dict[str, Any], route: Route = GEMINI, *, strict: bool = False) -> Terms:
    agreed = admit({"model": NEWEST, **setup}, route, strict=strict)
    assert isinstance(agreed, Terms), agreed
    return agreed


def refused(setup: dict[str, Any], route: Route = GEMINI, *, strict: bool = False) -> Close:
    close = admit({"model": NEWEST, **setup}, route, strict=strict)
    assert isinstance(close, Close), close
    assert len(close.reason.encode()) <= REASON_BYTES
    return close


def voiced(name: str) -> dict[str, Any]:
    return {"voiceConfig": {"prebuiltVoiceConfig": {"voiceName": name}}}


def generation(**fields: Any) -> dict[str, Any]:
    return {"generationConfig": fields}


# Models


@pytest.mark.parametrize("row", [row for row in MODELS if "gemini" in row.platforms])
def test_the_gemini_path_serves_its_models(row: Model) -> None:
    """A plain setup fits every row, whatever path its name is written with."""
    for prefix in GEMINI_NAMES:
        setup = asked(row) | {"model": prefix + row.id}
        agreed = admitted(setup)
        assert (agreed.model, agreed.row) == (prefix + row.id, row)


@pytest.mark.parametrize("row", [row for row in MODELS if row.status != "preview"])
def test_the_vertex_path_serves_what_is_no_preview(row: Model) -> None:
    """What is generally available, or was, is so on both."""
    assert admitted(asked(row), VERTEX).row is row


def test_a_model_only_vertex_has_is_not_found_on_the_gemini_path() -> None:
    """Google's own tests say where it is served."""
    close = refused({"model": f"models/{VERTEX_25}"})
    assert close == Close(
        POLICY,
        f"models/{VERTEX_25} is not found for API version v1beta, or is not supported for "
        "bidiGenerateContent.",
    )


@pytest.mark.parametrize("model", [LIVE_31, NATIVE_25, TRANSLATE, "models/gemini-9"])
def test_a_model_vertex_does_not_have_is_not_found_there(model: str) -> None:
    """Previews of the Gemini API, and names that nobody knows."""
    bare = model.removeprefix("models/")
    for prefix in GEMINI_NAMES:
        close = refused({"model": prefix + bare}, VERTEX)
        assert close == Close(POLICY, f"Publisher model {bare} is not found on Vertex AI.")


def test_an_unknown_model_is_not_found() -> None:
    """In the service's words, which name the model and the version."""
    close = refused({"model": "models/gemini-9"})
    assert close.code == POLICY
    assert close.reason.startswith("models/gemini-9 is not found for API version v1beta")


@pytest.mark.parametrize("route", [GEMINI, VERTEX])
def test_a_very_long_name_still_makes_a_reason(route: Route) -> None:
    """As much of it as fits beside what is wrong with it."""
    for letter in "xé":
        reason = refused({"model": letter * 300}, route).reason
        assert f"{letter}… is not found " in reason
        assert len(reason.encode()) <= 123


@pytest.mark.parametrize("name", ["x" * 80, "é" * 40])
def test_a_name_that_just_fits_is_whole(name: str) -> None:
    """80 bytes of it, with the longest version."""
    reason = refused({"model": name}, Route("gemini", "v1alpha")).reason
    assert reason.startswith(f"{name} is not found for API version v1alpha")
    assert f" {name} is not found on Vertex AI." in refused({"model": name}, VERTEX).reason


@pytest.mark.parametrize("route", [GEMINI, VERTEX])
@pytest.mark.parametrize("setup", [{}, {"model": ""}])
def test_a_model_is_required(setup: dict[str, Any], route: Route) -> None:
    """And its absence named."""
    close = admit(setup, route)
    assert isinstance(close, Close)
    assert close.code == INVALID
    assert "'setup.model'" in close.reason


@pytest.mark.parametrize("setup", [{}, {"model": ""}, {"model": "house-special"}])
def test_a_gateway_names_its_models_as_it_likes(setup: dict[str, Any]) -> None:
    """On its path every name is taken, and none too, for the path may hold it."""
    agreed = admit(setup, GATEWAY, strict=True)
    assert isinstance(agreed, Terms)
    assert (agreed.model, agreed.row) == (setup.get("model", ""), None)


@pytest.mark.parametrize("row", [row for row in MODELS if row.status == "retired"])
def test_a_retired_model_is_served_unless_it_is_strict(row: Model) -> None:
    """Then the replacement is named."""
    admitted({"model": row.id})
    close = refused({"model": row.id}, strict=True)
    assert close.code == POLICY
    assert row.id in close.reason
    assert str(row.replacement) in close.reason


# Settings


@pytest.mark.parametrize(
    ("setup", "reason"),
    [
        (generation(thinkingConfig={"thinkingLevel": "LOW"}), "Thinking level is not supported"),
        (generation(thinkingConfig={"thinkingBudget": 0}), "Thinking budget is not supported"),
        (generation(thinkingConfig={"includeThoughts": True}), "Thinking is not supported"),
        (
            {"model": EXTENDED, **generation(thinkingConfig={"thinkingLevel": "MINIMAL"})},
            "Thinking level is not supported",
        ),
        (
            {"model": NATIVE_25, **generation(thinkingConfig={"thinkingLevel": "LOW"})},
            "Thinking level is not supported",
        ),
        (
            {"model": LIVE_31, **generation(thinkingConfig={"thinkingBudget": 1})},
            "Thinking budget is not supported",
        ),
        (generation(enableAffectiveDialog=True), "Affective dialog is not supported"),
        (generation(enableAffectiveDialog=False), "Affective dialog is not supported"),
        (
            {"model": LIVE_31, **generation(enableAffectiveDialog=True)},
            "Affective dialog is not supported",
        ),
        ({"proactivity": {"proactiveAudio": False}}, "Proactive audio cannot be turned off"),
        (
            {"model": LIVE_31, "proactivity": {"proactiveAudio": True}},
            "Proactive audio is not supported",
        ),
        (generation(responseModalities=["TEXT"]), "Response modality TEXT is not supported"),
        (
            generation(responseModalities=["AUDIO", "VIDEO"]),
            "Response modality VIDEO is not supported",
        ),
        (
            {"model": TRANSCRIBE, **generation(responseModalities=["AUDIO"])},
            "Response modality AUDIO is not supported",
        ),
        (
            {
                "model": EXTENDED,
                **generation(thinkingConfig={"thinkingLevel": "LOW"}),
                "tools": [{"functionDeclarations": [{"name": "f", "behavior": "BLOCKING"}]}],
            },
            "Function behavior BLOCKING is not supported",
        ),
        (
            {
                "model": LIVE_31,
                "tools": [{"functionDeclarations": [{"name": "f", "behavior": "NON_BLOCKING"}]}],
            },
            "Function behavior NON_BLOCKING is not supported",
        ),
        ({"model": TRANSCRIBE, "tools": [{"googleSearch": {}}]}, "Tools are not supported"),
        (
            {"model": TRANSCRIBE, "systemInstruction": {"parts": [{"text": "Be kind."}]}},
            "System instruction is not supported",
        ),
        ({"proactiveAudio": False}, "Proactive audio cannot be turned off"),
        (
            {"model": TRANSCRIBE, **generation(translationConfig={})},
            "Translation is not supported",
        ),
        ({"avatarConfig": {"avatarName": "Ada"}}, "Avatars are not supported"),
        (
            generation(speechConfig={"multiSpeakerVoiceConfig": {"speakerVoiceConfigs": []}}),
            "More than one speaker is not supported",
        ),
        (
            generation(speechConfig={"voiceConfig": {"prebuiltVoiceConfig": {"voiceName": "Hal"}}}),
            "Voice Hal is not available",
        ),
    ],
)
def test_what_does_not_fit_the_model_is_refused(setup: dict[str, Any], reason: str) -> None:
    """Closed with 1007; the reason says what it was, and where there is one names the field."""
    close = refused(setup)
    assert close.code == INVALID
    assert close.reason.startswith(f"{reason} for this model")
    if "unction" not in reason:
        field = re.fullmatch(r".* \((?:\w+\.)*(\w+)\)", close.reason)
        assert field is not None
        assert field[1] in str(setup)


@pytest.mark.parametrize("thinking", [{}, {"thinkingConfig": {"includeThoughts": True}}])
def test_a_level_of_thinking_may_be_required(thinking: dict[str, Any]) -> None:
    """In the service's words, to the letter."""
    close = refused({"model": EXTENDED, "generationConfig": thinking})
    assert close == Close(INVALID, "Thinking level must be specified")


@pytest.mark.parametrize(
    ("setup", "reason"),
    [
        ({"model": TRANSLATE, "tools": [{"googleSearch": {}}]}, "Tools are not supported"),
        (
            {"model": TRANSLATE, "systemInstruction": {"parts": [{"text": "Be kind."}]}},
            "System instruction is not supported",
        ),
        ({"model": TRANSLATE, **generation(temperature=1)}, "Temperature is not supported"),
        (
            generation(translationConfig={"targetLanguageCode": "de"}),
            "Translation is not supported",
        ),
        (
            {"model": LIVE_31, **generation(translationConfig={})},
            "Translation is not supported",
        ),
    ],
)
def test_what_was_measured_to_be_taken_is_taken_unless_it_is_strict(
    setup: dict[str, Any], reason: str
) -> None:
    """Though the documentation rules it out."""
    assert admitted(setup)
    assert refused(setup, strict=True).reason.startswith(f"{reason} for this model")


def test_a_translation_takes_all_that_was_measured_at_once() -> None:
    """Instruction, voice, tools, temperature, and transcriptions in either place."""
    inside: dict[str, Any] = {"inputAudioTranscription": {}, "outputAudioTranscription": {}}
    usual: dict[str, Any] = {
        "model": TRANSLATE,
        "systemInstruction": {"parts": [{"text": "Be kind."}]},
        "tools": [{"functionDeclarations": [{"name": "f"}]}],
    }
    generated: dict[str, Any] = {
        "temperature": 0.5,
        "speechConfig": voiced("Kore"),
        "translationConfig": {"targetLanguageCode": "pl"},
    }
    for setup in (
        {**usual, "generationConfig": {**generated, **inside}},
        {**usual, "generationConfig": generated, **inside},
    ):
        agreed = admitted(setup)
        assert (agreed.transcribe_input, agreed.transcribe_output) == (True, True)
        assert (agreed.target, agreed.voice) == ("pl", "Kore")
        assert [one.name for one in agreed.toolbox.functions] == ["f"]


def test_transparent_resumption_is_no_field_of_the_gemini_api() -> None:
    """Refused with the service's words; Vertex AI and gateways take it."""
    setup = {"sessionResumption": {"transparent": False}}
    assert refused(setup) == Close(
        INVALID,
        'Invalid JSON payload received. Unknown name "transparent" at '
        "'setup.session_resumption': Cannot find field.",
    )
    assert admitted({**setup, "model": VERTEX_25}, VERTEX)
    assert admitted(setup, GATEWAY)


@pytest.mark.parametrize(
    "setup",
    [
        {"model": NATIVE_25, "proactiveAudio": True},
        {"model": NATIVE_25, "proactivity": {"proactiveAudio": True}},
        {"proactiveAudio": True},
        {"model": NATIVE_25, "proactiveAudio": True, **generation(enableAffectiveDialogue=True)},
    ],
)
def test_spellings_that_users_found_to_be_taken(setup: dict[str, Any]) -> None:
    """Flat, and British."""
    assert admitted(setup, strict=True).proactive


@pytest.mark.parametrize(
    "setup",
    [
        {"model": EXTENDED, **generation(thinkingConfig={"thinkingLevel": "LOW"})},
        {"model": LIVE_31, **generation(thinkingConfig={"thinkingLevel": "MINIMAL"})},
        {"model": LIVE_31, **generation(thinkingConfig={"includeThoughts": True})},
        {"model": NATIVE_25, **generation(thinkingConfig={"thinkingBudget": 100})},
        {"model": NATIVE_25, **generation(thinkingConfig={"includeThoughts": True})},
        {"model": NATIVE_25, **generation(enableAffectiveDialog=True)},
        {"model": NATIVE_25, "proactivity": {"proactiveAudio": False}},
        {"model": LIVE_31, "proactivity": {"proactiveAudio": False}},
        {"model": RETIRED, **generation(responseModalities=["TEXT"])},
        {"model": TRANSLATE, **generation(translationConfig={"targetLanguageCode": "de"})},
        {"model": TRANSLATE, "tools": []},
        {"tools": [{"functionDeclarations": [{"name": "f", "behavior": "BLOCKING"}]}]},
        {"proactivity": {"proactiveAudio": True}},
        generation(thinkingConfig={}),
        generation(temperature=0),
        {"sessionResumption": {"handle": "H"}},
        {"explicitVadSignal": True},
    ],
)
def test_what_fits_is_admitted(setup: dict[str, Any]) -> None:
    """The row decides, not a general dislike."""
    assert admitted(setup, strict="2.0" not in setup.get("model", ""))


@pytest.mark.parametrize(
    "setup",
    [
        generation(thinkingConfig={"thinkingLevel": "HIGH", "thinkingBudget": 1}),
        generation(temperature=1, enableAffectiveDialog=True),
        generation(translationConfig={"targetLanguageCode": "de"}),
        generation(speechConfig={"voiceConfig": {"prebuiltVoiceConfig": {"voiceName": "Hal"}}}),
        {"avatarConfig": {}},
        {"proactivity": {"proactiveAudio": False}},
        {"tools": [{"functionDeclarations": [{"name": "f", "behavior": "NON_BLOCKING"}]}]},
    ],
)
def test_a_gateway_takes_every_setting(setup: dict[str, Any]) -> None:
    """There is no row to refuse it."""
    assert admitted(setup, GATEWAY, strict=True)


@pytest.mark.parametrize("modality", ["IMAGE", "VIDEO"])
def test_nobody_is_answered_in_pictures(modality: str) -> None:
    """Not even on a gateway's path."""
    close = refused(generation(responseModalities=[modality]), GATEWAY)
    assert close.code == INVALID
    assert f"Response modality {modality}" in close.reason


def test_wrong_tools_are_refused_by_their_place() -> None:
    """The words of the toolbox, with 1007."""
    close = refused({"tools": [{"functionDeclarations": [{"description": "?"}]}]})
    assert close.code == INVALID
    assert "'setup.tools[0].functionDeclarations[0].name'" in close.reason


# In mid-session


def test_new_tools_are_held_against_the_row() -> None:
    """As those of the setup are."""
    function = {"name": "f", "behavior": "NON_BLOCKING"}
    toolbox = retool([{"functionDeclarations": [function]}, {"googleSearch": {}}], admitted({}))
    assert isinstance(toolbox, Toolbox)
    assert ([one.name for one in toolbox.functions], toolbox.search) == (["f"], True)
    assert retool([], admitted({})) == Toolbox()
    close = retool([{"functionDeclarations": [function]}], admitted({"model": LIVE_31}))
    reason = "Function behavior NON_BLOCKING is not supported for this model"
    assert close == Close(INVALID, reason)


def test_new_tools_without_a_name_are_refused_by_their_place() -> None:
    """Which lies in the update, not in the setup."""
    close = retool([{"functionDeclarations": [{}]}], admitted({}, GATEWAY))
    assert isinstance(close, Close)
    assert close.code == INVALID
    assert "'contextUpdate.tools.tools[0].functionDeclarations[0].name'" in close.reason


def test_scheduling_of_function_responses_asks_the_row() -> None:
    """One model takes it, another closes with 1007."""
    scheduled = [{"id": "1", "scheduling": "WHEN_IDLE"}]
    extended = admitted(asked(EXTENDED))
    assert tool_refusal(scheduled, admitted({})) is None
    assert tool_refusal([{"id": "1"}], extended) is None
    close = tool_refusal(scheduled, extended)
    assert close is not None
    assert close.code == INVALID


# Anything at all

SOMETHING = st.fixed_dictionaries(
    {},
    optional={
        "model": st.sampled_from(["", *(row.id for row in MODELS)]),
        "generationConfig": st.fixed_dictionaries(
            {},
            optional={
                "responseModalities": st.lists(st.sampled_from(["AUDIO", "TEXT", "IMAGE"])),
                "thinkingConfig": st.fixed_dictionaries(
                    {},
                    optional={
                        "thinkingLevel": st.sampled_from(["low", "XHIGH"]),
                        "thinkingBudget": st.integers(-1, 9),
                        "includeThoughts": st.booleans(),
                    },
                ),
                "speechConfig": st.sampled_from(
                    [None, {}, {"voiceConfig": {}}, {"voiceConfig": {"voice": "x"}}]
                ),
                "translationConfig": st.sampled_from([{}, {"targetLanguageCode": "de"}]),
                "audioTranscriptionConfig": st.just({"mode": "SMART"}),
            },
        ),
        "tools": st.lists(
            st.sampled_from([{}, {"googleSearch": {}}, {"functionDeclarations": [{"name": "f"}]}])
        ),
        "inputAudioTranscription": st.sampled_from([{}, {"mode": "SMART", "diarization": True}]),
        "realtimeInputConfig": st.sampled_from([{}, {"turnCoverage": "TURN_INCLUDES_ALL_INPUT"}]),
        "contextWindowCompression": st.fixed_dictionaries(
            {},
            optional={
                "triggerTokens": st.integers(0, 9),
                "slidingWindow": st.fixed_dictionaries(
                    {}, optional={"targetTokens": st.integers(0, 9)}
                ),
            },
        ),
        "systemInstruction": st.sampled_from([{}, {"parts": [{"text": "a"}]}]),
    },
)


@given(SOMETHING, st.sampled_from([GEMINI, VERTEX, GATEWAY]), st.booleans())
def test_every_setup_is_admitted_or_refused(
    setup: dict[str, Any], route: Route, strict: bool
) -> None:
    """With terms that hold together, or a reason that fits into a close frame."""
    outcome = admit(conform({"setup": setup})["setup"], route, strict=strict)
    if isinstance(outcome, Close):
        assert outcome.code in (INVALID, POLICY)
        assert 0 < len(outcome.reason.encode()) <= REASON_BYTES
        return
    assert (outcome.row is None) == (route.flavour == "gateway")
    if outcome.compression is not None:
        assert 0 <= outcome.compression.target < outcome.compression.trigger
