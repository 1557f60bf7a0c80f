"""Functions of the settings as a source, in a process of their own and without one."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from livechat.config.tool_tables import read
from livechat.core.tools.tool import Result
from livechat.tools.host import Host
from livechat.tools.local import Local, make, spec_of
from livechat.tools.source import Events, Offer, Source
from tests.support.web import serving

TABLES = {
    "count": {
        "description": "How many there are",
        "command": [sys.executable, "-c", "import sys; print(sys.argv[1:])", "{item}"],
        "parameters": {"item": "Name"},
        "writes": False,
        "timeout_s": 7,
    },
    "order": {
        "url": "https://shop.example/{item}",
        "method": "POST",
        "body": {"n": "{n}"},
        "parameters": {"item": "Name", "n": {"type": "integer", "default": 1}},
        "key": True,
    },
    "broken": {"command": ["no-such-program"]},
}


def spec(tables: dict[str, object] | None = None, *, fetch_url: bool = True) -> dict[str, object]:
    """Return what the process is told; JSON knows all of it."""
    told = spec_of(read(tables or TABLES, Path()), fetch_url=fetch_url, timeout_s=30)
    found = json.loads(json.dumps(told))
    assert found == told
    return dict(found)


async def started(source: Source) -> tuple[asyncio.Task[None], Sequence[Offer], list[str]]:
    """Run a source until it has told what it has."""
    offers: asyncio.Queue[Sequence[Offer]] = asyncio.Queue()
    troubles: list[str] = []
    task = asyncio.create_task(source.run(Events(offers.put_nowait, troubles.append)))
    return task, await offers.get(), troubles


async def ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def test_each_table_is_a_function() -> None:
    """With what the user said of it; a program that is not there is told at once."""

    async def main() -> None:
        task, offers, troubles = await started(Local(spec(), {"PATH": "/usr/bin:/bin"}))
        await ended(task)
        found = {each.name: each for each in offers}
        assert list(found) == ["count", "order", "broken", "fetch_url"]
        count, order = found["count"], found["order"]
        assert (count.server, count.origin, count.reads) == ("settings", "tools.count", True)
        assert (count.timeout_s, order.timeout_s) == (7, 30)
        assert (order.key, order.reads) == (True, False)
        assert order.parameters == {
            "type": "object",
            "properties": {
                "item": {"type": "string", "description": "Name"},
                "n": {"type": "integer", "default": 1},
            },
            "required": ["item"],
        }
        assert found["broken"].description == "Run no-such-program."
        assert found["fetch_url"].server == "built-in"
        assert troubles == ["tools.broken cannot work. Cannot find the program no-such-program."]

    asyncio.run(main())


def test_pages_are_offered_only_where_they_are_wanted() -> None:
    """The user names them."""

    async def main() -> None:
        task, offers, _ = await started(make(spec(fetch_url=False)))
        await ended(task)
        assert "fetch_url" not in [each.name for each in offers]

    asyncio.run(main())


@pytest.mark.process
@pytest.mark.network
def test_a_process_of_its_own_runs_commands_and_requests() -> None:
    """And fetches pages, but none of this machine."""
    with serving(
        lambda _: (200, {"Content-Type": "application/json"}, b'{"ok": 1}'), plain=True
    ) as web:
        tables = TABLES | {"ask": {"url": f"{web.url}/{{a}}", "parameters": {"a": "A"}}}

        async def main() -> None:
            host = Host("local", spec(tables), label="the settings")
            task, offers, _ = await started(host)
            found = {each.name: each for each in offers}

            async def call(name: str, **args: object) -> Result:
                return await host.call(found[name], args, print)

            assert await call("count", item="$(id)\n") == Result(value="['$(id)\\n']")
            assert await call("ask", a="x/y") == Result(value={"ok": 1})
            assert (await call("broken")).failed
            inside = await call("fetch_url", url=web.url.replace("127.0.0.1", "localhost"))
            assert inside.failed
            await ended(task)

        asyncio.run(main())
    assert [asked.path for asked in web.asked] == ["/x%2Fy"]
