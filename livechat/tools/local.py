"""Functions of the settings and `fetch_url`, in a process of their own."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from livechat.core.tools.tool import CALL_S, Result
from livechat.tools import fetch, parameters
from livechat.tools.commands import Command
from livechat.tools.source import Events, Offer, Progress
from livechat.tools.urls import Address

if TYPE_CHECKING:
    from livechat.config.tool_tables import ToolTable

SERVER: Final = "settings"


def spec_of(
    tables: Mapping[str, ToolTable], *, fetch_url: bool, timeout_s: float = CALL_S
) -> dict[str, object]:
    """Return what `make` needs, as JSON knows it.

    Args:
        tables: `[tools.NAME]` by their names.
        fetch_url: Whether the model may fetch pages.
        timeout_s: Seconds for a call of a table that says nothing of it.
    """
    return {
        "tools": {name: _spec(table, timeout_s) for name, table in tables.items()},
        "fetch_url": fetch_url,
    }


def _spec(table: ToolTable, timeout_s: float) -> dict[str, object]:
    known = {"description", "command", "url", "headers", "body", "env", "key"}
    return {
        **table.model_dump(mode="json", include=known, exclude_none=True),
        "parameters": {
            name: {**about.model_dump(mode="json", exclude_none=True), "required": about.needed}
            for name, about in table.parameters.items()
        },
        "method": table.verb,
        "reads": not table.changes,
        "timeout_s": table.timeout_s or timeout_s,
        **({"cwd": str(table.cwd)} if table.cwd is not None else {}),
    }


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
            self._offers.append(fetch.OFFER)

    async def run(self, events: Events) -> None:
        """Tell what there is and what is wrong with it, until cancelled."""
        for name, tool in self._tools.items():
            if why := tool.trouble(self._environ):
                events.trouble(f"tools.{name} cannot work. {why}")
        events.offers(self._offers)
        await asyncio.Event().wait()

    async def call(self, offer: Offer, args: Mapping[str, object], progress: Progress) -> Result:
        """Call a function; cancelling ends it."""
        if offer.server == fetch.SERVER:
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
