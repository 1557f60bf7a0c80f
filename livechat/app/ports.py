"""What a conversation needs from the world, so that any edge with this shape fits.

All of it is called on the asyncio loop. An edge with threads of its own hands over to the loop
itself. Times are the loop's: `asyncio.get_running_loop().time()`.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from livechat.core.link.recall import Said
from livechat.core.state import ConversationState
from livechat.core.talk.events import Device, Event, ToolCall
from livechat.core.talk.transcript import Utterance

if TYPE_CHECKING:
    from livechat.config.settings import Settings

Emit = Callable[[Event], None]
"""Takes an event into the conversation."""


class Pause:
    """The microphone stops here until the answer has been heard (the end of a recording)."""

    def __init__(self, *, last: bool) -> None:
        self.last = last
        """Whether nothing follows."""


class Microphone(Protocol):
    """Where the user's speech comes from."""

    async def run(self, emit: Emit) -> None:
        """Keep the device open until cancelled, and tell what becomes of it; a file has none.

        Raises:
            LivechatError: There is no sound to be had.
        """
        ...

    def listen(self) -> AsyncIterator[bytes | Pause]:
        """Yield s16le mono 16 kHz chunks of 20 ms, each when it is due, and pauses.

        Ends when there is nothing more; a microphone that never ends is live.

        Raises:
            LivechatError: There is no sound to be had.
        """
        ...


class Devices(Protocol):
    """The sound devices behind a microphone and a speaker."""

    def renew(self) -> None:
        """Open them anew, soon, and see those that are new."""
        ...

    def use(self, end: Device, name: str) -> None:
        """Go on with another one, soon; with the one before where that cannot be opened."""
        ...


class Speaker(Protocol):
    """Where the model's voice goes."""

    async def run(self, emit: Emit) -> None:
        """Play what comes, until cancelled; emit `PlaybackStarted` and `PlaybackFinished`."""
        ...

    def play(self, turn: int, pcm: bytes) -> None:
        """Queue s16le mono 24 kHz sound of a turn; an interrupted turn's is refused."""
        ...

    def complete(self, turn: int) -> None:
        """Say that nothing more comes for a turn."""
        ...

    def interrupt(self, turn: int) -> None:
        """Fade out, drop what waits, refuse what still comes up to this turn."""
        ...

    def duck(self, on: bool) -> None:
        """Lower the voice at once, or bring it back to full. Not while nothing plays."""
        ...

    def set_volume(self, percent: int) -> None:
        """Make the voice louder or quieter, 0 to 200 percent."""
        ...

    @property
    def pending_s(self) -> float:
        """Seconds of sound that wait to be heard."""
        ...

    @property
    def idle(self) -> bool:
        """Whether every turn has finished playing."""
        ...


@dataclass(frozen=True, slots=True)
class Opening:
    """How a connection begins."""

    settings: Settings
    handle: str = field(default="", repr=False)
    """What the session is resumed by; empty: it is a new one."""
    history: tuple[Said, ...] = ()
    """What a new session is told of the conversation so far."""
    timeout_s: float = 30.0
    """Seconds until the service must have accepted it."""


class Sending(Protocol):
    """What the user's side sends to the service."""

    async def send_audio(self, pcm: bytes) -> None:
        """Send s16le mono 16 kHz sound."""
        ...

    async def send_audio_end(self) -> None:
        """Say that the microphone has stopped, so that the utterance is finished at once."""
        ...

    async def send_activity(self, *, speaking: bool) -> None:
        """Say that the user begins or stops to speak, where detection is manual."""
        ...

    async def send_text(self, text: str) -> None:
        """Send a typed line as the user's turn."""
        ...

    async def refuse_tools(self, calls: Sequence[ToolCall], error: str) -> bool:
        """Answer function calls with an error. False: the connection has closed meanwhile.

        Safe to call by whoever takes the events, which tell why it closed.
        """
        ...


class Connection(Sending, Protocol):
    """One connection to the service. It lives as long as its events are read.

    What is sent raises `NetworkError` when the connection has closed; its events tell why.
    """

    def events(self) -> AsyncGenerator[Event, None]:
        """Connect and yield what the service says, `Connected` before anything can be sent.

        Ends when the service closes the connection politely; closing it disconnects.

        Raises:
            LivechatError: The connection was lost or the service refused.
        """
        ...

    async def send_system(self, instruction: str) -> None:
        """Give the model another system instruction."""
        ...


Dial = Callable[[Opening], Awaitable[Connection]]
"""Makes a connection, which connects when its events are read.

Raises:
    LivechatError: There is nobody to connect to.
"""


class Link(Sending, Protocol):
    """A session with the service, over as many connections as it takes.

    What is sent while there is none is kept, and sent when there is one again.
    """

    async def run(self, emit: Emit, said: Callable[[], Sequence[Utterance]]) -> None:
        """Connect and tell what the service says, `Connected` before anything can be sent.

        Ends when the service ends the session politely and there is nothing left to say.

        Args:
            emit: Takes the events.
            said: What was said so far, for a new session to be told.

        Raises:
            LivechatError: The service refused, or could not be reached any more.
        """
        ...

    @property
    def settings(self) -> Settings:
        """What it is set up with, or is to be soon."""
        ...

    async def change(self, settings: Settings) -> None:
        """Let the session go on with other settings, with a new setup where one is needed."""
        ...

    def hurry(self) -> None:
        """Try again now, if there is no connection."""
        ...


class Observer(Protocol):
    """A display, a recording, a meter: whoever wants to know."""

    def observe(
        self, event: Event, finished: Sequence[Utterance], state: ConversationState
    ) -> None:
        """Take an event, the utterances it finished, and the state after it. Must not block."""
        ...
