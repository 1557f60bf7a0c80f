"""What goes out to the service: one value an item, each with the time at which it happened.

`livechat.core.link.outbox` says by a table how each kind is kept; a connection sends it
(`livechat.app.ports.Connection.send`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from livechat.core.levels import QUIETEST_DBFS
from livechat.core.pcm import CHUNK_MS, INPUT_RATE, SAMPLE_BYTES
from livechat.core.picture import Picture


@dataclass(frozen=True, slots=True)
class Sound:
    """A chunk of the microphone: 20 ms as a rule, 40 while the room is quiet."""

    pcm: bytes
    """s16le mono, 16 kHz."""
    captured_at: float
    """Seconds on the loop's clock: when its last sample was in the air."""
    voiced: bool = False
    """Whether somebody speaks in it, as far as this machine can tell."""
    dbfs: float = QUIETEST_DBFS
    """How loud it is: root mean square, −96.0 to 0.0."""

    @property
    def ms(self) -> int:
        """Milliseconds; `CHUNK_MS` at least, since the last of a recording is filled up."""
        return max(CHUNK_MS, len(self.pcm) * 1000 // (INPUT_RATE * SAMPLE_BYTES))


@dataclass(frozen=True, slots=True)
class SoundEnd:
    """The microphone stopped (`audioStreamEnd`)."""


@dataclass(frozen=True, slots=True)
class Activity:
    """Push-to-talk: the key went down or up (`activityStart`, `activityEnd`)."""

    speaking: bool


@dataclass(frozen=True, slots=True)
class Typed:
    """A typed line; the model is expected to answer it."""

    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """Text that the model is told without being asked: a client turn that is not complete.

    It interrupts the model (Live API reference, `clientContent`); nobody waits for an answer to it.
    """

    text: str
    answered: bool = False
    """Whether the model is to say something about it, as soon as it may: a complete client turn,
    or realtime text where the model takes no other."""


@dataclass(frozen=True, slots=True)
class System:
    """Another system instruction for the session under way (`contextUpdate`)."""

    instruction: str


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What came of a function call."""

    session: int
    """Number of the service's session that asked (`ToolCalled.session`); another one does not
    know the call."""
    id: str
    name: str
    response: Mapping[str, object]
    """What the model is told: a status, a message, the result."""
    more: bool = False
    """Whether this is only how far it is, and the result follows (`willContinue`)."""
    silent: bool = False
    """Whether the model need not speak of it (`scheduling` SILENT, where its row has that)."""
    pictures: tuple[Picture, ...] = ()


Item = Sound | SoundEnd | Activity | Typed | Note | System | ToolResult
