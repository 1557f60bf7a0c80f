"""An event loop that ends at once, also while a name is being looked up.

asyncio looks names up in threads that it waits for at its end, for as long as the name servers
take (5 s each and more, resolv.conf(5)): Ctrl-C would seem to do nothing. Here they are looked up
in threads that nobody waits for.
"""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import Coroutine
from typing import Any, TypeVar

from livechat.threads import in_thread

T = TypeVar("T")

if sys.platform == "win32":
    _Usual = asyncio.ProactorEventLoop
else:
    _Usual = asyncio.SelectorEventLoop


class EventLoop(_Usual):
    """The platform's loop, whose look-ups nobody waits for."""

    async def getaddrinfo(self, host: Any, port: Any, **hints: int) -> Any:
        """Look a name up, as `socket.getaddrinfo` does."""
        found = in_thread(lambda: socket.getaddrinfo(host, port, **hints), "lookup")
        return await asyncio.wrap_future(found)


def run(main: Coroutine[Any, Any, T]) -> T:
    """Run `main` on such a loop, as `asyncio.run` would."""
    with asyncio.Runner(loop_factory=EventLoop) as runner:
        return runner.run(main)
