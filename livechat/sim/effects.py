"""What a session, or a fault in its way, wants done; `livechat.sim.doors.connection` does it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from livechat.sim.events import AlarmKind, Event
from livechat.sim.mind.question import Question
from livechat.sim.protocol.terms import Terms
from livechat.sim.protocol.wire import ActivityEnd, ActivityStart, Audio, Close, StreamEnd
from livechat.sim.recordings.script import Timed


@dataclass(frozen=True, slots=True)
class Send:
    """Send a message to the client."""

    message: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OpenEars:
    """Begin to listen as agreed in the setup."""

    terms: Terms
    understood: int = 0
    """Utterances of the session that were understood on other connections."""


@dataclass(frozen=True, slots=True)
class Hear:
    """Give the listener sound, or a sign that belongs between sounds."""

    what: Audio | ActivityStart | ActivityEnd | StreamEnd


@dataclass(frozen=True, slots=True)
class Transcribe:
    """Find the words of an utterance: s16le mono, 16 kHz."""

    pcm: bytes


@dataclass(frozen=True, slots=True)
class Guess:
    """Find the words of an utterance that seems to be over: s16le mono, 16 kHz."""

    number: int
    """Comes back with the words."""
    pcm: bytes


@dataclass(frozen=True, slots=True)
class Speak:
    """Voice some words, piece by piece."""

    ticket: int
    """Comes back with every piece."""
    text: str


@dataclass(frozen=True, slots=True)
class Prepare:
    """Voice some words ahead of the `Speak` that will ask for them."""

    text: str


@dataclass(frozen=True, slots=True)
class Foresee:
    """Have the language model begin with an answer that a `Ponder` may ask for."""

    question: Question | None
    """None: what was begun is not needed any more."""


@dataclass(frozen=True, slots=True)
class ReadAhead:
    """Have the language model read what the next question begins with."""

    question: Question
    """Something stands for its last message."""


@dataclass(frozen=True, slots=True)
class Ponder:
    """Have the language model answer."""

    ticket: int
    """Comes back with every part."""
    question: Question


@dataclass(frozen=True, slots=True)
class Replay:
    """Send recorded messages, each at its time."""

    ticket: int
    messages: tuple[Timed, ...]


@dataclass(frozen=True, slots=True)
class Hush:
    """Stop voicing, replaying and waiting."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Come back after some seconds, unless hushed before."""

    ticket: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Alarm:
    """Come back after some seconds, whatever happens until then."""

    kind: AlarmKind
    seconds: float


@dataclass(frozen=True, slots=True)
class SendRaw:
    """Send a frame as it is."""

    frame: bytes | str
    """Bytes go out as a binary frame, a string as a text frame."""


@dataclass(frozen=True, slots=True)
class Throttle:
    """Let only so many bytes a second through from now on, in each direction."""

    bytes_per_second: int


@dataclass(frozen=True, slots=True)
class Stall:
    """Send nothing for a while; what comes after this waits."""

    seconds: float | None
    """None is until the connection ends."""


@dataclass(frozen=True, slots=True)
class Abort:
    """Reset the connection, without a close frame."""


@dataclass(frozen=True, slots=True)
class Freeze:
    """Do nothing any more on the connection, but leave it open."""


@dataclass(frozen=True, slots=True)
class Later:
    """Do some things after a while, unless the connection is over by then."""

    seconds: float
    effects: tuple[Effect, ...]
    turn: int = 0
    """Only while this answer is the newest; 0: in any case."""
    again: bool = False
    """Whether to do them again and again, each time after as many seconds."""


@dataclass(frozen=True, slots=True)
class Imagine:
    """Let the session believe that something happened."""

    event: Event


Effect = (
    Send
    | OpenEars
    | Hear
    | Transcribe
    | Guess
    | Speak
    | Prepare
    | Foresee
    | ReadAhead
    | Ponder
    | Replay
    | Hush
    | Wait
    | Alarm
    | Close
    | SendRaw
    | Throttle
    | Stall
    | Abort
    | Freeze
    | Later
    | Imagine
)
