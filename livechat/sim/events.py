"""What happens to a session besides its client's messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Literal

from livechat.sim.mind.question import Part
from livechat.sim.protocol.wire import ClientInput


@dataclass(frozen=True, slots=True)
class Malformed:
    """The client sent something that cannot be read."""

    reason: str


EndedBy = Literal["silence", "client", "length"]
"""What ended speech: silence after it, a sign of the client's, or that it was too long."""


@dataclass(frozen=True, slots=True)
class SpeechBegan:
    """The user began to speak."""


@dataclass(frozen=True, slots=True)
class SpeechEnded:
    """The user stopped speaking."""

    pcm: bytes
    """s16le mono, 16 kHz: the utterance. Empty when there was no speech in it."""
    by: EndedBy = "silence"


@dataclass(frozen=True, slots=True)
class SpeechLasts:
    """The user has spoken for longer than a small word takes."""


@dataclass(frozen=True, slots=True)
class SpeechPaused:
    """The user has fallen silent, and may have finished."""

    pcm: bytes
    """s16le mono, 16 kHz: the utterance so far."""


@dataclass(frozen=True, slots=True)
class SpeechWentOn:
    """The user speaks on after a pause."""


@dataclass(frozen=True, slots=True)
class Guessed:
    """The words of an utterance are known that seemed to be over."""

    number: int
    """That of the `Guess`."""
    words: Transcribed


@dataclass(frozen=True, slots=True)
class Transcribed:
    """The words of one utterance are known, or why they cannot be."""

    text: str
    problem: str = ""
    """What the partner says instead of an answer, when the ears failed."""


@dataclass(frozen=True, slots=True)
class Voiced:
    """A piece of the answer is ready to be sent."""

    ticket: int
    """That of the `Speak` it belongs to."""
    pcm: bytes
    """s16le mono, 24 kHz; empty for an answer in text."""
    words: str
    """What belongs to it of the answer's text; often empty."""


@dataclass(frozen=True, slots=True)
class VoiceEnded:
    """All words have been voiced, or all recorded messages been sent."""

    ticket: int


@dataclass(frozen=True, slots=True)
class Pondered:
    """The language model has come to a part of its answer."""

    ticket: int
    """That of the `Ponder` it belongs to."""
    part: Part


@dataclass(frozen=True, slots=True)
class Replayed:
    """A recorded message is due."""

    ticket: int
    message: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Waited:
    """The time asked for with `Wait` has passed."""

    ticket: int


class AlarmKind(Enum):
    """What the time is for."""

    GO_AWAY = auto()
    """To announce that the connection will end."""
    LIMIT = auto()
    """The connection has lasted long enough."""
    TOKEN = auto()
    """The ephemeral token has expired."""
    SILENCE = auto()
    """Nothing has come from the client for so long that it is believed to be gone."""
    HANDLE = auto()
    """Another handle is due."""
    NOTICED = auto()
    """The beginning of speech is noticed."""
    UNDERSTOOD = auto()
    """The end of speech, and its words, are understood."""
    RESULT = auto()
    """A function's result takes effect."""
    UNFINISHED = auto()
    """The user has not finished a sentence."""


@dataclass(frozen=True, slots=True)
class Alarmed:
    """The time asked for with `Alarm` has passed."""

    kind: AlarmKind


@dataclass(frozen=True, slots=True)
class Overheard:
    """Words of an utterance that is still going on; they may change."""

    text: str


Happening = (
    Malformed
    | SpeechBegan
    | SpeechLasts
    | SpeechPaused
    | SpeechWentOn
    | SpeechEnded
    | Guessed
    | Transcribed
    | Overheard
    | Voiced
    | VoiceEnded
    | Pondered
    | Replayed
    | Waited
    | Alarmed
)

Event = ClientInput | Happening
