"""What a session wants done; `livechat.sim.connection` does it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from livechat.sim.protocol.admission import Terms
from livechat.sim.protocol.wire import ActivityEnd, ActivityStart, Audio, Close, StreamEnd


@dataclass(frozen=True, slots=True)
class Send:
    """Send a message to the client."""

    message: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OpenEars:
    """Begin to listen as agreed in the setup."""

    terms: Terms


@dataclass(frozen=True, slots=True)
class Hear:
    """Give the listener sound, or a sign that belongs between sounds."""

    what: Audio | ActivityStart | ActivityEnd | StreamEnd


@dataclass(frozen=True, slots=True)
class Transcribe:
    """Find the words of an utterance: s16le mono, 16 kHz."""

    pcm: bytes


@dataclass(frozen=True, slots=True)
class Speak:
    """Voice an answer, piece by piece."""

    turn: int
    text: str


@dataclass(frozen=True, slots=True)
class Hush:
    """Stop voicing and waiting."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Come back after some seconds."""

    turn: int
    seconds: float


Effect = Send | OpenEars | Hear | Transcribe | Speak | Hush | Wait | Close
