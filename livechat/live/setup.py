"""What the service is told before the first word: settings and the model's row → the setup."""

from __future__ import annotations

from google.genai import types

from livechat.app.ports import Opening
from livechat.catalog.models import Model
from livechat.config.settings import Session, Settings, Vad

_START = {
    "low": types.StartSensitivity.START_SENSITIVITY_LOW,
    "high": types.StartSensitivity.START_SENSITIVITY_HIGH,
}
_END = {
    "low": types.EndSensitivity.END_SENSITIVITY_LOW,
    "high": types.EndSensitivity.END_SENSITIVITY_HIGH,
}


def make_setup(opening: Opening, row: Model) -> types.LiveConnectConfig:
    """The session's configuration. What the user did not set is left to the service.

    Both sides are always transcribed: the transcript is half of what livechat is for.
    """
    settings = opening.settings
    spoken = settings.modality == "audio"
    return types.LiveConnectConfig(
        response_modalities=[types.Modality.AUDIO if spoken else types.Modality.TEXT],
        temperature=settings.temperature,
        max_output_tokens=settings.max_tokens,
        speech_config=_speech(settings),
        thinking_config=_thinking(settings, row),
        system_instruction=settings.system,
        input_audio_transcription=types.AudioTranscriptionConfig(),
        output_audio_transcription=types.AudioTranscriptionConfig() if spoken else None,
        realtime_input_config=_realtime_input(settings),
        # Without a handle the field is left out: `null` would be refused with 1007.
        session_resumption=types.SessionResumptionConfig(handle=opening.handle or None),
        context_window_compression=_compression(settings.session),
        history_config=_history(opening, row),
    )


def _compression(session: Session) -> types.ContextWindowCompressionConfig | None:
    if not session.compression:
        return None
    return types.ContextWindowCompressionConfig(
        trigger_tokens=session.compress_at_tokens,
        sliding_window=types.SlidingWindow(target_tokens=session.compress_to_tokens),
    )


def _history(opening: Opening, row: Model) -> types.HistoryConfig | None:
    if not (opening.history and row.history):
        return None
    return types.HistoryConfig(initial_history_in_client_content=True)


def _speech(settings: Settings) -> types.SpeechConfig | None:
    if settings.voice is None and settings.language is None:
        return None
    voice = settings.voice and types.VoiceConfig(
        prebuilt_voice_config=types.PrebuiltVoiceConfig(voice_name=settings.voice)
    )
    return types.SpeechConfig(voice_config=voice or None, language_code=settings.language)


def _thinking(settings: Settings, row: Model) -> types.ThinkingConfig | None:
    wanted = settings.thinking if settings.thinking is not None else row.thinking.default
    if wanted is None:
        return None
    if isinstance(wanted, int):
        return types.ThinkingConfig(thinking_budget=wanted)
    return types.ThinkingConfig(thinking_level=types.ThinkingLevel(wanted.upper()))


def _realtime_input(settings: Settings) -> types.RealtimeInputConfig | None:
    detection = (
        types.AutomaticActivityDetection(disabled=True)
        if settings.sound.push_to_talk
        else _detection(settings.vad)
    )
    if detection is None and settings.interrupt:
        return None
    return types.RealtimeInputConfig(
        automatic_activity_detection=detection,
        activity_handling=None if settings.interrupt else types.ActivityHandling.NO_INTERRUPTION,
    )


def _detection(vad: Vad) -> types.AutomaticActivityDetection | None:
    start, end = vad.start or vad.sensitivity, vad.end or vad.sensitivity
    if (start, end, vad.silence_ms, vad.prefix_ms) == (None,) * 4:
        return None
    return types.AutomaticActivityDetection(
        start_of_speech_sensitivity=_START[start] if start else None,
        end_of_speech_sensitivity=_END[end] if end else None,
        prefix_padding_ms=vad.prefix_ms,
        silence_duration_ms=vad.silence_ms,
    )
