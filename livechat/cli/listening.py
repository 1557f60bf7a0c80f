"""From settings to what decides on the ends of speech, and on what leaves an open microphone."""

from __future__ import annotations

from livechat.catalog import models
from livechat.config.settings import Settings
from livechat.core.link.endpointing import AUTO, exactly
from livechat.core.link.speech_gate import SpeechGate


def gate(settings: Settings) -> SpeechGate:
    """Return the gate of a conversation's microphone."""
    wanted = settings.sound.end_silence
    return SpeechGate(
        exactly(wanted) if isinstance(wanted, int) else AUTO,
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


def judges_recordings(settings: Settings) -> bool:
    """Return whether speech in recordings and pipes is judged on this machine, too."""
    return settings.sound.end_silence not in (None, "service")
