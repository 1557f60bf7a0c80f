"""What the service is told before the first word: a `SetupSpec` and the model's row → the setup."""

from __future__ import annotations

from google.genai import types

from livechat.app.ports import Opening
from livechat.catalog.models import Model
from livechat.core.setup_spec import SetupSpec

_START = {
    "low": types.StartSensitivity.START_SENSITIVITY_LOW,
    "high": types.StartSensitivity.START_SENSITIVITY_HIGH,
}
_END = {
    "low": types.EndSensitivity.END_SENSITIVITY_LOW,
    "high": types.EndSensitivity.END_SENSITIVITY_HIGH,
}


_COVERAGE = {
    "activity": types.TurnCoverage.TURN_INCLUDES_ONLY_ACTIVITY,
    "activity-and-video": types.TurnCoverage.TURN_INCLUDES_AUDIO_ACTIVITY_AND_ALL_VIDEO,
}


def make_setup(opening: Opening, row: Model, *, gemini_api: bool = True) -> types.LiveConnectConfig:
    """The session's configuration. What the user did not set is left to the service.

    Both sides are always transcribed: the transcript is half of what livechat is for.

    Args:
        opening: How the connection begins.
        row: What the model can do.
        gemini_api: Whether the service is known to be the Gemini API. Vertex AI, which may stand
            behind a gateway too, closes a connection that is told that pictures count (users'
            reports, 2026), and has long refused `behavior`.
    """
    spec = opening.spec
    spoken = spec.modality == "audio"
    return types.LiveConnectConfig(
        response_modalities=[types.Modality.AUDIO if spoken else types.Modality.TEXT],
        temperature=spec.temperature,
        max_output_tokens=spec.max_tokens,
        speech_config=_speech(spec),
        thinking_config=_thinking(spec, row),
        system_instruction=spec.system,
        input_audio_transcription=types.AudioTranscriptionConfig(
            language_codes=[spec.language] if spec.language else None
        ),
        output_audio_transcription=types.AudioTranscriptionConfig() if spoken else None,
        realtime_input_config=_realtime_input(spec, row, pictures=gemini_api),
        tools=[*_search(spec, row), *_functions(spec, row, gemini_api=gemini_api)] or None,
        # Without a handle the field is left out: `null` would be refused with 1007.
        session_resumption=types.SessionResumptionConfig(handle=opening.handle or None),
        context_window_compression=_compression(spec),
        history_config=_history(opening, row),
    )


def _search(spec: SetupSpec, row: Model) -> list[types.Tool]:
    """What lets the model search the web; nothing where it cannot, or need not."""
    wanted = spec.search and row.search
    return [types.Tool(google_search=types.GoogleSearch())] if wanted else []


def _functions(spec: SetupSpec, row: Model, *, gemini_api: bool) -> list[types.Tool]:
    """The functions that the model may ask for."""
    if row.tools == "none" or not spec.tools:
        return []
    behavior = _behavior(spec, row, gemini_api=gemini_api)
    declarations = [
        types.FunctionDeclaration(
            name=one.name,
            description=one.description or None,
            parameters_json_schema=dict(one.parameters) or None,
            behavior=behavior,
        )
        for one in spec.tools
    ]
    return [types.Tool(function_declarations=declarations)]


def _behavior(spec: SetupSpec, row: Model, *, gemini_api: bool) -> types.Behavior | None:
    """How functions behave, by name, so that a default that changes some day changes nothing here.

    Where it may be refused, it is said only if the model would behave otherwise.
    """
    blocks = row.blocks(wanted=spec.blocking)
    if not gemini_api and blocks == (row.tool_default == "blocking"):
        return None
    return types.Behavior.BLOCKING if blocks else types.Behavior.NON_BLOCKING


def _compression(spec: SetupSpec) -> types.ContextWindowCompressionConfig | None:
    if not spec.compression:
        return None
    return types.ContextWindowCompressionConfig(
        trigger_tokens=spec.compress_at_tokens,
        sliding_window=types.SlidingWindow(target_tokens=spec.compress_to_tokens),
    )


def _history(opening: Opening, row: Model) -> types.HistoryConfig | None:
    if not (opening.history and row.history):
        return None
    return types.HistoryConfig(initial_history_in_client_content=True)


def _speech(spec: SetupSpec) -> types.SpeechConfig | None:
    if spec.voice is None and spec.language is None:
        return None
    voice = spec.voice and types.VoiceConfig(
        prebuilt_voice_config=types.PrebuiltVoiceConfig(voice_name=spec.voice)
    )
    return types.SpeechConfig(voice_config=voice or None, language_code=spec.language)


def _thinking(spec: SetupSpec, row: Model) -> types.ThinkingConfig | None:
    wanted = spec.thinking if spec.thinking is not None else row.thinking.default
    if wanted is None:
        return None
    if isinstance(wanted, int):
        return types.ThinkingConfig(thinking_budget=wanted)
    return types.ThinkingConfig(thinking_level=types.ThinkingLevel(wanted.upper()))


def _realtime_input(
    spec: SetupSpec, row: Model, *, pictures: bool
) -> types.RealtimeInputConfig | None:
    """How the service is to listen; None where it may do as it always does."""
    manual = types.AutomaticActivityDetection(disabled=True)
    config = types.RealtimeInputConfig(
        automatic_activity_detection=manual if spec.manual else _detection(spec),
        activity_handling=None if spec.interrupt else types.ActivityHandling.NO_INTERRUPTION,
        turn_coverage=_coverage(spec, row, pictures=pictures),
    )
    return config if config.model_dump(exclude_none=True) else None


def _coverage(spec: SetupSpec, row: Model, *, pictures: bool) -> types.TurnCoverage | None:
    """What of the input counts as the user's turn, by name.

    With manual detection 3.1 has been seen to answer without sound where pictures counted (users'
    reports, 2026).
    """
    if spec.manual:
        return types.TurnCoverage.TURN_INCLUDES_ONLY_ACTIVITY
    return _COVERAGE[row.turn_coverage] if pictures and row.turn_coverage else None


def _detection(spec: SetupSpec) -> types.AutomaticActivityDetection | None:
    if (spec.vad_start, spec.vad_end, spec.vad_silence_ms, spec.vad_prefix_ms) == (None,) * 4:
        return None
    return types.AutomaticActivityDetection(
        start_of_speech_sensitivity=_START[spec.vad_start] if spec.vad_start else None,
        end_of_speech_sensitivity=_END[spec.vad_end] if spec.vad_end else None,
        prefix_padding_ms=spec.vad_prefix_ms,
        silence_duration_ms=spec.vad_silence_ms,
    )
