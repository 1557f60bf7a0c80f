"""A Python file as a source, and what its page says of it."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from livechat.core.tools.tool import Result
from livechat.errors import FileError
from livechat.tools.functions.source import make
from livechat.tools.source import Events, Offer
from tests.support.hosted import written

PAGE = Path(__file__).parents[3] / "docs" / "functions.md"


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    """Forget the folders and modules that a test brings along."""
    path, modules = list(sys.path), set(sys.modules)
    yield
    sys.path[:] = path
    for name in set(sys.modules) - modules:
        del sys.modules[name]


def used(
    path: Path, *calls: tuple[str, dict[str, object]], **more: object
) -> tuple[dict[str, Offer], list[Result], list[str]]:
    """What a file offers, what comes of calls, and their progress."""

    async def main() -> tuple[dict[str, Offer], list[Result], list[str]]:
        source = make({"file": str(path), **more})
        offered: asyncio.Future[Sequence[Offer]] = asyncio.get_running_loop().create_future()
        running = asyncio.create_task(source.run(Events(offered.set_result, pytest.fail)))
        either: list[asyncio.Future[Any]] = [running, offered]
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            running.result()
        offers = {one.name: one for one in offered.result()}
        told: list[str] = []
        results = [await source.call(offers[name], args, told.append) for name, args in calls]
        running.cancel()
        return offers, results, told

    return asyncio.run(main())


def test_the_functions_of_a_file_belong_together(tmp_path: Path) -> None:
    """By the name of the file, unless another is given: two files may be called the same."""
    path = written(tmp_path, "def order(): return 1")
    offers, results, _ = used(path, ("order", {}))
    assert (offers["order"].server, offers["order"].origin) == ("shop", "shop.py")
    assert results == [Result(value=1)]
    assert used(path, server="other")[0]["order"].server == "other"


def test_a_function_that_cannot_be_described_is_named_with_its_line(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        """
        import sqlite3

        def fine(): ...

        def order(shop: sqlite3.Connection): ...
        """,
    )
    with pytest.raises(FileError) as caught:
        used(path)
    assert caught.value.what == (
        "Cannot describe order of shop.py, line 6: JSON has no type for its parameter shop "
        "(Connection)."
    )


def test_what_the_page_shows_works(tmp_path: Path) -> None:
    first, second = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.S)
    offers, results, told = used(
        written(tmp_path, first),
        ("check_stock", {"item": "gloves"}),
        ("check_stock", {"item": "hat"}),
        ("search", {"words": "wool"}),
    )
    assert {name: one.reads for name, one in offers.items()} == {
        "check_stock": True,
        "search": False,
    }
    stock, wrong, found = results
    assert stock.value == {"item": "gloves", "size": "M", "in_stock": 12}
    assert "'gloves', 'scarf' or 'boots'" in str(wrong.value)
    assert found.value == {"found": ["wool"]}
    assert told[-1] == "Looking at page 3"

    offers, _, _ = used(written(tmp_path, second))
    assert {name: (one.reads, one.key) for name, one in offers.items()} == {
        "get_price": (True, False),
        "pay": (False, True),
    }
