"""Ends a call on an error where nobody waits for it: in a callback of the loop."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

log = logging.getLogger(__name__)


@contextmanager
def stops_on_errors(stop: Callable[[], None]) -> Iterator[None]:
    """While in the context, an error in a callback of the loop that runs calls `stop`.

    The first one is raised at the end, unless the context is left with another. asyncio would
    print each of them in the middle of the picture and go on, with whatever it was left undone.
    """
    loop = asyncio.get_running_loop()
    first: BaseException | None = None

    def take(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        nonlocal first
        error = context.get("exception")
        log.error("%s", context["message"], exc_info=error)
        # What else is told is history: tasks nobody asked for their end, transports that closed.
        if error is not None and "handle" in context:
            first = first or error
            stop()

    loop.set_exception_handler(take)
    try:
        yield
    finally:
        loop.set_exception_handler(None)
    if first is not None:
        raise first
