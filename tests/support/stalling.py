"""A real session over connections whose socket can stall: what is sent waits until it goes on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field

from livechat.app.ports import Opening
from livechat.app.session import Session
from livechat.core.link.items import Item, Sound
from livechat.core.setup_spec import SetupSpec
from livechat.core.talk.events import Connected, Disconnected, Event, ResumptionUpdated
from livechat.errors import LivechatError, NetworkError
from tests.support.fakes import SPEC, at, said_in


@dataclass(slots=True)
class Network:
    """What lies between a session and its service.

    Args:
        refuses: The error that a setup leads to; None: it is accepted.
    """

    refuses: Callable[[SetupSpec], LivechatError | None] = lambda _: None
    reachable: bool = True
    """Whether another connection can be made."""
    answers: list[tuple[float, Event]] = field(default_factory=list)
    """Yielded by each connection: (seconds to wait, event) pairs; a line or an end begins them."""
    handle: str = ""
    """Given at the beginning of each connection; empty: none is."""
    connections: list[Stalling] = field(default_factory=list)
    _open: asyncio.Event | None = None

    def stall(self) -> None:
        """Let nothing through any more, in either direction."""
        self.flows.clear()

    def go_on(self) -> None:
        """Let everything through that waits, and what follows."""
        self.flows.set()

    @property
    def flows(self) -> asyncio.Event:
        """Set while something gets through."""
        if self._open is None:
            self._open = asyncio.Event()
            self._open.set()
        return self._open

    def session(self, spec: SetupSpec = SPEC) -> Session:
        """A session over it."""

        async def dial(opening: Opening) -> Stalling:
            self.connections.append(Stalling(self, opening))
            return self.connections[-1]

        return Session(dial, spec, chance=lambda: 0.5, asleep=lambda: 0.0)

    @property
    def sent(self) -> list[Item]:
        """What got through, over all connections."""
        return [item for one in self.connections for _, item in one.sent]

    @property
    def heard(self) -> list[tuple[str, int]]:
        """What a device-like microphone said in it, with the numbers of its chunks."""
        return [said_in(item.pcm) for item in self.sent if isinstance(item, Sound)]


class Stalling:
    """One connection."""

    def __init__(self, network: Network, opening: Opening) -> None:
        self.opening = opening
        self.sent: list[tuple[float, Item]] = []
        """When each item got through, in seconds, and what it was."""
        self._network = network
        self._lost = asyncio.Event()

    def lose(self) -> None:
        """Break the connection."""
        self._lost.set()

    async def events(self) -> AsyncGenerator[Event, None]:
        if not self._network.reachable:
            raise NetworkError("The service cannot be reached.", cause="unreachable")
        await self._network.flows.wait()
        if error := self._network.refuses(self.opening.spec):
            raise error
        yield Connected(at=_now(), model=self.opening.spec.model, practice=False)
        if self._network.handle:
            yield ResumptionUpdated(at=_now(), resumable=True, handle=self._network.handle)
        for wait_s, event in self._network.answers:
            await asyncio.sleep(wait_s)
            yield at(event, _now())
        await self._lost.wait()
        yield Disconnected(at=_now(), code=1006, reason="")
        raise NetworkError("The connection was lost.")

    async def send(self, item: Item) -> None:
        await self._network.flows.wait()
        self.sent.append((_now(), item))

    async def ping(self) -> None:
        await self._network.flows.wait()


def _now() -> float:
    return asyncio.get_running_loop().time()
