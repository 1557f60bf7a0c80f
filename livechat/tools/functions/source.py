"""A Python file as a source of functions: `--functions shop.py`."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

from livechat.core.tools.tool import Result
from livechat.tools.functions.calling import call
from livechat.tools.functions.describing import Described, Undescribable, describe
from livechat.tools.functions.loading import load, refusal
from livechat.tools.source import Events, Offer, Progress


def make(what: Mapping[str, object]) -> FunctionsFile:
    """Make the source of one file.

    Args:
        what: `file`, its path; `server`, how its functions are grouped, its name if left out.
    """
    path = Path(str(what["file"]))
    return FunctionsFile(path, str(what.get("server") or path.stem))


class FunctionsFile:
    """Offers the public functions of a file.

    Args:
        path: Of the file.
        server: The name that all of its functions share.
    """

    def __init__(self, path: Path, server: str) -> None:
        self._path = path
        self._server = server
        self._functions: dict[str, Described] = {}

    async def run(self, events: Events) -> None:
        """Load the file, here on the main thread, as if it was run by itself.

        Raises:
            FileError: It cannot be read or run, or a function cannot be described.
        """
        for name, function in load(self._path).items():
            try:
                self._functions[name] = describe(name, function)
            except Undescribable as error:
                raise refusal(self._path, function, name, str(error)) from error
        events.offers([self._offer(one) for one in self._functions.values()])
        await asyncio.get_running_loop().create_future()

    async def call(self, offer: Offer, args: Mapping[str, object], progress: Progress) -> Result:
        """Call a function of the file."""
        return await call(self._functions[offer.name], args, progress)

    def _offer(self, one: Described) -> Offer:
        return Offer(
            name=one.name,
            server=self._server,
            origin=self._path.name,
            description=one.description,
            parameters=one.parameters,
            reads=one.reads,
            key=one.key,
        )
