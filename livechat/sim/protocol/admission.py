"""Whether a setup fits its model, and what was agreed. Asks the catalogue's row, never the name.

A gateway names its models as it likes; on its path any name is taken, with everything allowed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from livechat.catalog.models import Model, find
from livechat.sim.protocol.routes import Route
from livechat.sim.protocol.toolbox import Toolbox
from livechat.sim.protocol.wire import INVALID, POLICY, Close, text_of

MODALITIES: Final = ("AUDIO", "TEXT")

Sensitivity = Literal["HIGH", "LOW"]


@dataclass(frozen=True, slots=True)
class Detection:
    """How the server is to find the user's speech in the sound."""

    automatic: bool
    """False: the client brackets speech with activityStart and activityEnd."""
    start: Sensitivity
    """How readily speech is taken to begin."""
    end: Sensitivity
    """How readily speech is taken to be over."""
    prefix_ms: int | None
    """Milliseconds of speech before its start is believed; None: by `start`."""
    silence_ms: int | None
    """Milliseconds of silence before its end is believed; None: by `end`."""


@dataclass(frozen=True, slots=True)
class Resumption:
    """How a session is to be resumed."""

    handle: str | None
    """Handle of the state to go on from; None begins anew."""
    transparent: bool
    """Whether updates tell the index of the last client message they cover."""


@dataclass(frozen=True, slots=True)
class Compression:
    """When the oldest turns are forgotten."""

    trigger: int
    """Tokens of context from which it is shortened."""
    target: int
    """Tokens it is shortened to, or less."""


@dataclass(frozen=True, slots=True)
class Transcription:
    """Options of one transcription."""

    languages: tuple[str, ...] = ()
    """BCP-47 hints; the first is told back as `languageCode`."""
    vocabulary: tuple[str, ...] = ()
    """Phrases to be recognised, as they are to be written."""
    smart: bool = False
    """Whether hesitations and repetitions are left out (`mode: SMART`)."""
    timestamps: bool = False
    """Whether `words` carry their times (`wordTimestamp`)."""
    diarization: bool = False
    """Whether the speaker is labelled."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a setup agreed on."""

    model: str
    """As the client wrote it."""
    instruction: str
    """System instruction; may be empty."""
    speaks: bool
    """Whether answers are sound; otherwise they are text."""
    transcribe_input: bool
    transcribe_output: bool
    voice: str
    """Name of a prebuilt voice; empty when none was asked for."""
    language: str
    """BCP-47; empty when none was asked for."""
    detection: Detection
    interruptible: bool
    """Whether speech and realtime text cut an answer short."""
    seeds_history: bool
    """Whether the first client content is history, not a prompt."""
    content: Literal["yes", "seed-only", "no"]
    """Whether client content is taken: always, before the first answer, never."""
    scheduling: bool
    """Whether function responses may carry `scheduling`."""
    task: Literal["conversation", "translation", "transcription"] = "conversation"
    """What the model is for."""
    target: str = ""
    """BCP-47 of the language to translate into; empty when none was asked for."""
    echo_target: bool = False
    """Whether speech in the target language is said again rather than passed over."""
    toolbox: Toolbox = field(default_factory=Toolbox)
    row: Model | None = None
    """The model's row; None on a gateway's path."""
    thoughts: bool = False
    """Whether thoughts are shown."""
    level: str = ""
    """Thinking level, lower case; empty when none was asked for."""
    works: bool = False
    """Whether the model goes on working after it has spoken (`interactionStatus`)."""
    proactive: bool = False
    """Whether the model may leave unanswered what was not said to it."""
    joined: bool = False
    """Whether one event carries sound and its words together."""
    resumption: Resumption | None = None
    """None: no `sessionResumptionUpdate` is sent."""
    compression: Compression | None = None
    coverage: Literal["everything", "activity", "activity-and-video"] = "everything"
    """Which input joins the context. Everything unless the client says otherwise."""
    picture_tokens: int = 258
    """Tokens of one picture, by `mediaResolution`."""
    max_tokens: int | None = None
    """Most tokens of an answer (`maxOutputTokens`)."""
    temperature: float | None = None
    seed: int | None = None
    """For what temperature leaves to chance."""
    signals_activity: bool = False
    """Whether `voiceActivity` tells when speech begins and ends (`explicitVadSignal`)."""
    interim: bool = False
    """Whether the user's words are sent while they are still being spoken."""
    input_options: Transcription = field(default_factory=Transcription)
    output_options: Transcription = field(default_factory=Transcription)


def admit(setup: Mapping[str, Any], route: Route) -> Terms | Close:
    """Hold a setup (keys in camelCase, types checked) against its model's row."""
    name = setup.get("model", "")
    row = None
    if route.flavour != "gateway":
        row = find(name)
        if row is None:
            return Close(
                POLICY,
                f"{name} is not found for API version {route.version}, or is not supported "
                "for bidiGenerateContent.",
            )
    if "handle" in setup.get("sessionResumption", {}):
        return Close(POLICY, "BidiGenerateContent session not found")
    unfit = _words(setup) or (_against(row, setup) if row else None)
    if unfit:
        return Close(INVALID, unfit)
    return _terms(setup, route, row)


def tool_refusal(responses: Sequence[Mapping[str, Any]], terms: Terms) -> Close | None:
    """Why function responses do not fit the model, or None."""
    if not terms.scheduling and any("scheduling" in response for response in responses):
        return Close(INVALID, "Scheduling of function responses is not supported for this model")
    return None


def _terms(setup: Mapping[str, Any], route: Route, row: Model | None) -> Terms:
    generation = setup.get("generationConfig", {})
    usual = "TEXT" if row is not None and "audio" not in row.modalities else "AUDIO"
    modalities = generation.get("responseModalities") or [usual]
    speech = generation.get("speechConfig") or setup.get("speechConfig", {})
    realtime = setup.get("realtimeInputConfig", {})
    both = len(set(modalities)) > 1  # one gateway's way to ask for transcription
    return Terms(
        model=setup.get("model", ""),
        instruction=text_of(setup.get("systemInstruction", {})),
        speaks="AUDIO" in modalities,
        transcribe_input=both or "inputAudioTranscription" in setup,
        transcribe_output=both or "outputAudioTranscription" in setup,
        voice=speech.get("voiceConfig", {}).get("prebuiltVoiceConfig", {}).get("voiceName", ""),
        language=speech.get("languageCode", ""),
        detection=_detection(realtime.get("automaticActivityDetection", {}), route),
        interruptible=realtime.get("activityHandling") != "NO_INTERRUPTION",
        seeds_history=setup.get("historyConfig", {}).get("initialHistoryInClientContent", False),
        content="yes" if row is None else row.client_content,
        scheduling=row is None or row.tool_scheduling,
    )


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


def _words(setup: Mapping[str, Any]) -> str | None:
    """Why a word or number of the setup is no use to any model."""
    generation = setup.get("generationConfig", {})
    for at, modality in enumerate(generation.get("responseModalities", ())):
        if modality not in MODALITIES:
            return (
                f"Invalid value at 'setup.generationConfig.responseModalities[{at}]': "
                "AUDIO or TEXT is needed."
            )
    realtime = setup.get("realtimeInputConfig", {})
    detection = realtime.get("automaticActivityDetection", {})
    for key in ("prefixPaddingMs", "silenceDurationMs"):
        if detection.get(key, 0) < 0:
            return (
                "Invalid value at 'setup.realtimeInputConfig.automaticActivityDetection."
                f"{key}': not negative."
            )
    for key, words in (
        ("startOfSpeechSensitivity", _START),
        ("endOfSpeechSensitivity", _END),
    ):
        if detection.get(key, words[0]) not in words:
            return f"Invalid value at 'automaticActivityDetection.{key}': unknown name."
    if realtime.get("activityHandling", _HANDLING[0]) not in _HANDLING:
        return "Invalid value at 'setup.realtimeInputConfig.activityHandling': unknown name."
    return None


_START: Final = tuple(f"START_SENSITIVITY_{word}" for word in ("UNSPECIFIED", "HIGH", "LOW"))
_END: Final = tuple(f"END_SENSITIVITY_{word}" for word in ("UNSPECIFIED", "HIGH", "LOW"))
_HANDLING: Final = (
    "ACTIVITY_HANDLING_UNSPECIFIED",
    "START_OF_ACTIVITY_INTERRUPTS",
    "NO_INTERRUPTION",
)


def _against(row: Model, setup: Mapping[str, Any]) -> str | None:
    """Why the setup does not fit the model's row."""
    generation = setup.get("generationConfig", {})
    for modality in generation.get("responseModalities", ()):
        if modality.lower() not in row.modalities:
            return f"Response modality {modality} is not supported for this model"
    if "temperature" in generation and not row.temperature:
        return "Temperature is not supported for this model"
    proactive = setup.get("proactivity", {}).get("proactiveAudio")
    if proactive and row.proactive == "no":
        return "Proactive audio is not supported for this model"
    if proactive is False and row.proactive == "always":
        return "Proactive audio cannot be turned off for this model"
    if "enableAffectiveDialog" in generation and row.affective != "opt-in":
        return "Affective dialog is not supported for this model"
    return _thinking(row, generation.get("thinkingConfig", {})) or _tools(row, setup)


def _thinking(row: Model, asked: Mapping[str, Any]) -> str | None:
    level = asked.get("thinkingLevel")
    if level is not None and (
        row.thinking.kind != "level" or level.lower() not in row.thinking.levels
    ):
        return "Thinking level is not supported for this model"
    if "thinkingBudget" in asked and row.thinking.kind != "budget":
        return "Thinking budget is not supported for this model"
    if asked and row.thinking.kind == "none":
        return "Thinking is not supported for this model"
    return None


def _tools(row: Model, setup: Mapping[str, Any]) -> str | None:
    unfit = {"blocking": "NON_BLOCKING", "non-blocking": "BLOCKING"}.get(row.tools)
    for tool in setup.get("tools", ()):
        if row.tools == "none":
            return "Tools are not supported for this model"
        for declaration in tool.get("functionDeclarations", ()):
            if unfit and declaration.get("behavior") == unfit:
                return f"Function behavior {unfit} is not supported for this model"
    return None
