"""Functions of the settings and `fetch_url`, in a process of their own."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from typing import Any

from livechat.core.tools.tool import Result
from livechat.tools import builtin, fetch, parameters
from livechat.tools.commands import Command
from livechat.tools.local_spec import SERVER
from livechat.tools.source import Events, Offer, Progress
from livechat.tools.urls import Address


class Local:
    """Commands, addresses and pages.

    Args:
        spec: As `spec_of` makes it.
        environ: The environment, for what tables name.
    """

    def __init__(self, spec: Mapping[str, Any], environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._tools: dict[str, Command | Address] = {}
        self._offers: list[Offer] = []
        for name, table in spec["tools"].items():
            self._tools[name] = made = _made(table)
            self._offers.append(_offer(name, table, made))
        self._fetcher = fetch.Fetcher()
        if spec["fetch_url"]:
            self._offers.append(builtin.FETCH_URL)

    async def run(self, events: Events) -> None:
        """Tell what there is and what is wrong with it, until cancelled."""
        for name, tool in self._tools.items():
            if why := tool.trouble(self._environ):
                events.trouble(f"tools.{name} cannot work. {why}")
        events.offers(self._offers)
        await asyncio.Event().wait()

    async def call(self, offer: Offer, args: Mapping[str, object], progress: Progress) -> Result:
        """Call a function; cancelling ends it."""
        if offer.server == builtin.SERVER:
            return await self._fetcher.fetch(args)
        tool = self._tools[offer.name]
        if isinstance(tool, Command):
            return await tool.run(args, self._environ)
        return await tool.request(args, self._environ)


def make(spec: Mapping[str, Any]) -> Local:
    """Return the source, for the process that it runs in."""
    return Local(spec, os.environ)


def _made(table: Mapping[str, Any]) -> Command | Address:
    declared = parameters.read(table["parameters"])
    if "command" in table:
        return Command(table["command"], declared, table.get("cwd"), table.get("env", {}))
    return Address(
        table["url"],
        table["method"],
        declared,
        table.get("headers", ()),
        table.get("body"),
        table["timeout_s"],
    )


def _offer(name: str, table: Mapping[str, Any], tool: Command | Address) -> Offer:
    usual = f"Run {tool.program}." if isinstance(tool, Command) else "Send a request."
    return Offer(
        name=name,
        server=SERVER,
        origin=f"tools.{name}",
        description=table["description"] or usual,
        parameters=parameters.schema(tool.parameters),
        reads=table["reads"],
        key=table["key"],
        timeout_s=table["timeout_s"],
    )
