"""What happens to a session besides its client's messages."""

from __future__ import annotations

from dataclasses import dataclass

from livechat.sim.protocol.wire import ClientInput


@dataclass(frozen=True, slots=True)
class Malformed:
    """The client sent something that cannot be read."""

    reason: str


@dataclass(frozen=True, slots=True)
class SpeechBegan:
    """The user began to speak."""


@dataclass(frozen=True, slots=True)
class SpeechEnded:
    """The user stopped speaking."""

    pcm: bytes
    """s16le mono, 16 kHz: the utterance. Empty when there was no speech in it."""


@dataclass(frozen=True, slots=True)
class Transcribed:
    """The words of one utterance are known, or why they cannot be."""

    text: str
    problem: str = ""
    """What the partner says instead of an answer, when the ears failed."""


@dataclass(frozen=True, slots=True)
class Voiced:
    """A piece of the answer is ready to be sent."""

    turn: int
    pcm: bytes
    """s16le mono, 24 kHz; empty for an answer in text."""
    words: str
    """What belongs to it of the answer's text; often empty."""


@dataclass(frozen=True, slots=True)
class VoiceEnded:
    """The whole answer has been voiced."""

    turn: int


@dataclass(frozen=True, slots=True)
class Waited:
    """The time asked for with `Wait` has passed."""

    turn: int


Happening = Malformed | SpeechBegan | SpeechEnded | Transcribed | Voiced | VoiceEnded | Waited

Event = ClientInput | Happening
