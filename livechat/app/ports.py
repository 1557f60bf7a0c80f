"""What a conversation needs from the world, so that any edge with this shape fits.

All of it is called on the asyncio loop. An edge with threads of its own hands over to the loop
itself. Times are the loop's: `asyncio.get_running_loop().time()`.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from livechat.core.link.endpointing import Judgement
from livechat.core.link.items import Item
from livechat.core.link.opening import Opening as Opening
from livechat.core.setup_spec import SetupSpec
from livechat.core.state import ConversationState
from livechat.core.talk.events import Device, Event
from livechat.core.talk.transcript import Utterance
from livechat.core.tools.tool import Result, Tool

Emit = Callable[[Event], None]
"""Takes an event into the conversation."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Sound of the microphone."""

    pcm: bytes
    """s16le mono, 16 kHz; 20 ms as a rule, 40 while the room is quiet."""
    captured_at: float
    """Seconds on the loop's clock: when its last sample was in the air."""
    dbfs: float
    """How loud it is: root mean square, −96.0 to 0.0."""
    judgement: Judgement | None = None
    """What this machine thinks of it; None: nothing judges this microphone."""


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

    def listen(self) -> AsyncIterator[Chunk | Pause]:
        """Yield chunks, each when it is due, and pauses.

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


class Connection(Protocol):
    """One connection to the service. It lives as long as its events are read."""

    def events(self) -> AsyncGenerator[Event, None]:
        """Connect and yield what the service says, `Connected` before anything can be sent.

        Ends when the service closes the connection politely. Closing it disconnects politely: the
        close is given to the system at once, so that it arrives even where the way is blocked now.

        Raises:
            LivechatError: The connection was lost or the service refused.
        """
        ...

    async def send(self, item: Item) -> None:
        """Send one item; returns when it was given to the system, which may take long.

        Raises:
            NetworkError: The connection has closed; its events tell why.
        """
        ...

    async def ping(self) -> None:
        """Send a WebSocket ping; return when its pong has come.

        Raises:
            NetworkError: The connection has closed; its events tell why.
        """
        ...


Dial = Callable[[Opening], Awaitable[Connection]]
"""Makes a connection, which connects when its events are read.

Raises:
    LivechatError: There is nobody to connect to.
"""


class Link(Protocol):
    """A session with the service, over as many connections as it takes. Nothing here waits."""

    async def run(
        self, emit: Emit, said: Callable[[], Sequence[Utterance]], account: Callable[[], str]
    ) -> None:
        """Connect and tell what the service says, `Connected` before anything can be sent.

        Ends when the service ends the session politely and there is nothing left to say.

        Args:
            emit: Takes the events, numbered and cleaned.
            said: What was said so far, for a new session to be told.
            account: What became of each function call so far, a line each, for the same.

        Raises:
            LivechatError: The service refused, or could not be reached any more.
        """
        ...

    def send(self, item: Item) -> None:
        """Take an item, to be sent in order as soon as there is a connection."""
        ...

    def stop(self, turn: int, heard: str | None) -> None:
        """Say that the rest of a turn will not be heard.

        Args:
            turn: Its number.
            heard: The last words that were heard, for the service, which is to stop; None: the
                service is told otherwise.
        """
        ...

    @property
    def spec(self) -> SetupSpec:
        """What the session is to be set up with; `SetupAccepted` tells what is in force."""
        ...

    def change(self, spec: SetupSpec) -> None:
        """Let the session go on with another setup."""
        ...

    def hurry(self) -> None:
        """Try again now, if there is no connection."""
        ...


class Toolbox(Protocol):
    """The functions of this machine, wherever they come from."""

    @property
    def tools(self) -> Sequence[Tool]:
        """Those that there are now, names unique; what the service is told follows from them."""
        ...

    async def run(self, emit: Emit, changed: Callable[[], None]) -> None:
        """Keep the sources alive until cancelled.

        Args:
            emit: Takes `Notice` and `Preparing` (step `functions`), what the user is told of them.
            changed: Told whenever `tools` are others than before.
        """
        ...

    async def ready(self) -> None:
        """Wait until every source has told what it has, or that it has nothing.

        Raises:
            LivechatError: Something that the user named cannot be used, such as a file.
        """
        ...

    async def call(
        self, tool: Tool, args: Mapping[str, object], progress: Callable[[str], None]
    ) -> Result:
        """Call a function; cancelling ends it. Failures are results, never exceptions.

        A call that takes longer than `tool.timeout_s` is ended.
        """
        ...


class Observer(Protocol):
    """A display, a recording, a meter: whoever wants to know."""

    def observe(
        self, event: Event, finished: Sequence[Utterance], state: ConversationState
    ) -> None:
        """Take an event, the utterances it finished, and the state after it. Must not block."""
        ...
