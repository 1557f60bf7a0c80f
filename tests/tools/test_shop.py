"""The shop of the pages: examples/shop.py."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections import Counter
from pathlib import Path

import pytest

from livechat.core.tools.tool import Result
from tests.support.hosted import Hosted, hosted, run

SHOP = Path(__file__).parents[2] / "examples" / "shop.py"

pytestmark = pytest.mark.process


def shop(folder: Path) -> dict[str, str]:
    return {**os.environ, "SHOP_DB": str(folder / "goods.db")}


def test_the_shop_tells_stock_and_price_and_takes_orders(tmp_path: Path) -> None:
    async def main() -> None:
        async with hosted(SHOP, environ=shop(tmp_path)) as one:
            assert {name: offer.reads for name, offer in one.offers.items()} == {
                "check_stock": True,
                "get_price": True,
                "order": False,
            }
            assert await one.call("check_stock", item="gloves") == Result(
                value={"item": "gloves", "in_stock": 40}
            )
            assert await one.call("get_price", item="scarf", count=3) == Result(
                value={"item": "scarf", "count": 3, "euros": 57.0}
            )
            assert await one.call("order", item="gloves", count=12) == Result(
                value={"order": 1, "item": "gloves", "count": 12, "status": "ordered"}
            )
            assert await left(one, "gloves") == 28

    run(main())


async def left(one: Hosted, item: str) -> object:
    value = (await one.call("check_stock", item=item)).value
    assert isinstance(value, dict)
    return value["in_stock"]


def test_nothing_is_ordered_that_is_not_there(tmp_path: Path) -> None:
    async def main() -> None:
        async with hosted(SHOP, environ=shop(tmp_path)) as one:
            refused = await one.call("order", item="boots", count=4)
            assert refused == Result(
                value="ValueError: There are 3 of boots in stock. Nothing was ordered.", failed=True
            )
            assert (await one.call("order", item="boots", count=0)).failed
            wrong = await one.call("order", item="hats", count=1)
            assert wrong.retry
            assert "'gloves', 'scarf', 'boots' or 'umbrella'" in str(wrong.value)
            assert await left(one, "boots") == 3

    run(main())


def test_orders_at_the_same_time_take_no_more_than_there_is(tmp_path: Path) -> None:
    """The shop is new: it is made once, whoever comes first."""

    async def main() -> None:
        async with hosted(SHOP, environ=shop(tmp_path)) as one:
            orders = [one.call("order", item="scarf", count=2) for _ in range(8)]
            done = await asyncio.gather(*orders)
            assert Counter(one.failed for one in done) == {False: 3, True: 5}
            assert await left(one, "scarf") == 1

    run(main())
    with sqlite3.connect(tmp_path / "goods.db") as goods:
        assert goods.execute("SELECT count(*), sum(count) FROM orders").fetchone() == (3, 6)
    goods.close()
