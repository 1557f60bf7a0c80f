"""What a setup that fits its model comes to: the terms of the session."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal

from livechat.catalog import voices
from livechat.catalog.models import Model
from livechat.sim.protocol.routes import Route
from livechat.sim.protocol.schema import WireError, unknown_name
from livechat.sim.protocol.terms import (
    Compression,
    Detection,
    Resumption,
    Sensitivity,
    Terms,
    Transcription,
)
from livechat.sim.protocol.toolbox import read_tools
from livechat.sim.protocol.wire import text_of

MODALITIES: Final = ("AUDIO", "TEXT")

USUAL_WINDOW: Final = 131_072
"""Tokens of context where the model's row does not tell; those of the newest models."""


def agree(
    setup: Mapping[str, Any], route: Route, row: Model | None, *, strict: bool = False
) -> Terms:
    """What a setup asks for, with the defaults of the service and of the model's row.

    Args:
        setup: As `conform` leaves it, and nothing in it that the row refuses.
        route: Whose dialect the client speaks.
        row: The model's row; None on a gateway's path.
        strict: Whether the row's `seed-only` is kept to.

    Raises:
        WireError: settings that do not go together, or that the model does not have.
    """
    generation = setup.get("generationConfig", {})
    modalities = _modalities(generation, row)
    both = len(modalities) > 1  # one gateway's way to ask for transcription
    speech = generation.get("speechConfig") or setup.get("speechConfig", {})
    realtime = setup.get("realtimeInputConfig", {})
    thinking = generation.get("thinkingConfig", {})
    translation = generation.get("translationConfig", {})
    # At setup level through the SDK, inside generationConfig on the raw socket of translations.
    both_places = {**generation, **setup}
    heard = both_places.get("inputAudioTranscription") or generation.get(
        "audioTranscriptionConfig", {}
    )
    return Terms(
        model=setup.get("model", ""),
        instruction=text_of(setup.get("systemInstruction", {})),
        speaks="AUDIO" in modalities,
        transcribe_input=both
        or "inputAudioTranscription" in both_places
        or (row is not None and row.task == "transcription"),
        transcribe_output=both or "outputAudioTranscription" in both_places,
        voice=_voice(speech.get("voiceConfig", {}), row),
        language=speech.get("languageCode", ""),
        detection=_detection(realtime.get("automaticActivityDetection", {}), route),
        interruptible=realtime.get("activityHandling") != "NO_INTERRUPTION",
        seeds_history=(row is None or row.history)
        and setup.get("historyConfig", {}).get("initialHistoryInClientContent", False),
        content=_content(row, strict),
        scheduling=row is None or row.tool_scheduling,
        task=row.task if row else "translation" if translation else "conversation",
        target=translation.get("targetLanguageCode", ""),
        echo_target=translation.get("echoTargetLanguage", False),
        toolbox=read_tools(setup.get("tools", ()), row, strict=strict),
        row=row,
        thinks=_thinks(thinking, row),
        thoughts=thinking.get("includeThoughts", False),
        level=thinking.get("thinkingLevel", "").lower(),
        calls_end_turn=row is not None and row.calls_end_turn,
        works=row is not None and row.works,
        proactive=_proactive(setup, row),
        joined=row is not None and row.parts == "several",
        resumption=_resumption(setup, route),
        compression=_compression(setup, row),
        coverage=_COVERAGE.get(realtime.get("turnCoverage", ""), "everything"),
        picture_tokens=_PICTURE_TOKENS.get(generation.get("mediaResolution", ""), 258),
        max_tokens=generation.get("maxOutputTokens"),
        temperature=generation.get("temperature"),
        seed=generation.get("seed"),
        signals_activity=setup.get("explicitVadSignal", False),
        interim=realtime.get("interimTranscriptTimestampEnabled", False),
        input_options=_transcription(heard, "inputAudioTranscription"),
        output_options=_transcription(
            both_places.get("outputAudioTranscription", {}), "outputAudioTranscription"
        ),
    )


_COVERAGE: Final[Mapping[str, Literal["activity", "activity-and-video"]]] = {
    "TURN_INCLUDES_ONLY_ACTIVITY": "activity",
    "TURN_INCLUDES_AUDIO_ACTIVITY_AND_ALL_VIDEO": "activity-and-video",
}

_PICTURE_TOKENS: Final[Mapping[str, int]] = {
    "MEDIA_RESOLUTION_LOW": 64,
    "MEDIA_RESOLUTION_MEDIUM": 256,
    "MEDIA_RESOLUTION_HIGH": 256,
}
"""Tokens of a picture (Live API reference, `MediaResolution`); 258 when nothing is asked for."""


def _thinks(asked: Mapping[str, Any], row: Model | None) -> bool:
    if asked.get("thinkingBudget") == 0:  # "0 is DISABLED" (SDK, ThinkingConfig)
        return False
    return asked.get("includeThoughts", False) or (row is not None and row.thinking.kind != "none")


def _modalities(generation: Mapping[str, Any], row: Model | None) -> frozenset[str]:
    taken = MODALITIES if row is None else tuple(name.upper() for name in row.modalities)
    asked = generation.get("responseModalities") or taken[:1]
    for modality in asked:
        if modality not in taken:
            raise WireError(
                f"Response modality {modality} is not supported for this model "
                "(generationConfig.responseModalities)"
            )
    return frozenset(asked)


def _voice(asked: Mapping[str, Any], row: Model | None) -> str:
    prebuilt = asked.get("prebuiltVoiceConfig", {}).get("voiceName", "")
    name: str = prebuilt or asked.get("voice", "")
    known = voices.find(name)
    if prebuilt and known is None and row is not None:
        raise WireError(f"Voice {prebuilt[:40]} is not available for this model (voiceName)")
    return name if known is None else known.name


def _detection(asked: Mapping[str, Any], route: Route) -> Detection:
    # The SDK documents HIGH as the Gemini API's default and LOW as Vertex AI's.
    usual: Sensitivity = "LOW" if route.flavour == "vertex" else "HIGH"
    return Detection(
        automatic=not asked.get("disabled", False),
        start=_sensitivity(asked.get("startOfSpeechSensitivity", ""), usual),
        end=_sensitivity(asked.get("endOfSpeechSensitivity", ""), usual),
        prefix_ms=asked.get("prefixPaddingMs"),
        silence_ms=asked.get("silenceDurationMs"),
    )


def _sensitivity(word: str, usual: Sensitivity) -> Sensitivity:
    if word.endswith("_HIGH"):
        return "HIGH"
    return "LOW" if word.endswith("_LOW") else usual


def _content(row: Model | None, strict: bool) -> Literal["yes", "seed-only", "no"]:
    """Users have seen `seed-only` refused, but Google's own tests go on by client content."""
    if row is None or (row.client_content == "seed-only" and not strict):
        return "yes"
    return row.client_content


def _proactive(setup: Mapping[str, Any], row: Model | None) -> bool:
    if row is not None and row.proactive != "opt-in":
        return row.proactive == "always"
    flat = setup.get("proactiveAudio", False)
    return bool(setup.get("proactivity", {}).get("proactiveAudio", flat))


def _resumption(setup: Mapping[str, Any], route: Route) -> Resumption | None:
    asked = setup.get("sessionResumption")
    if asked is None:
        return None
    if route.flavour == "gemini" and "transparent" in asked:
        raise unknown_name("transparent", "setup.sessionResumption")
    return Resumption(asked.get("handle") or None, asked.get("transparent", False))


def _compression(setup: Mapping[str, Any], row: Model | None) -> Compression | None:
    """Defaults are those of the API reference: 80 % of the window, and half of that."""
    asked = setup.get("contextWindowCompression")
    if asked is None:
        return None
    window = (row.input_tokens if row is not None else None) or USUAL_WINDOW
    trigger = asked.get("triggerTokens") or window * 4 // 5
    target = asked.get("slidingWindow", {}).get("targetTokens") or trigger // 2
    if target >= trigger:
        raise WireError(
            "Invalid value at 'setup.contextWindowCompression.slidingWindow.targetTokens': "
            "less than triggerTokens is needed."
        )
    return Compression(trigger, target)


def _transcription(asked: Mapping[str, Any], name: str) -> Transcription:
    smart = asked.get("mode") == "SMART"
    for option in ("wordTimestamp", "diarization"):
        if smart and asked.get(option):
            raise WireError(f"Invalid value at 'setup.{name}.{option}': not in mode SMART.")
    hints = asked.get("languageHints", {})
    return Transcription(
        languages=tuple(asked.get("languageCodes") or hints.get("languageCodes", ())),
        vocabulary=tuple(asked.get("customVocabulary") or asked.get("adaptationPhrases", ())),
        smart=smart,
        timestamps=asked.get("wordTimestamp", False),
        diarization=asked.get("diarization", False),
    )
