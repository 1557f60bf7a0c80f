"""From settings to what decides on the ends of speech, and on what leaves an open microphone."""

from __future__ import annotations

from dataclasses import replace

from livechat.catalog import models
from livechat.config.settings import Settings
from livechat.core.link.endpointing import AUTO, PATIENT, EndRule, exactly
from livechat.core.link.speech_gate import SpeechGate
from livechat.core.setup_spec import SetupSpec


def gate(settings: Settings) -> SpeechGate:
    """Return the gate of a conversation's microphone."""
    return SpeechGate(
        _rule(settings),
        tells=tells_ends(settings, settings.model),
        holds=not settings.sound.always_send,
    )


def tells_ends(settings: Settings, model: str) -> bool:
    """Return whether a model is told where speech ends: as its row says, unless the user says it.

    Args:
        settings: The user's.
        model: A model's name.
    """
    wanted = settings.sound.end_silence
    if wanted is None:
        return models.resolve(model)[0].takes_ends
    return wanted != "service"


def patient(spec: SetupSpec, settings: Settings) -> SetupSpec:
    """Return a setup in which the service waits longer than this machine for the end of speech.

    Only where it is told of ends, and where the user has not said how long it is to wait.
    """
    if settings.vad.silence_ms is not None:
        return spec
    tells = tells_ends(settings, spec.model)
    return replace(spec, vad_silence_ms=_rule(settings).backstop_ms if tells else None)


def judges_recordings(settings: Settings) -> bool:
    """Return whether speech in recordings and pipes is judged on this machine, too."""
    return settings.sound.end_silence not in (None, "service")


def _rule(settings: Settings) -> EndRule:
    wanted: int | str | None = settings.sound.end_silence
    if wanted in (None, "service"):  # what the service is to wait for is waited for here, too
        wanted = settings.vad.silence_ms
    if isinstance(wanted, int):
        return exactly(wanted)
    return PATIENT if settings.vad.end == "low" else AUTO
