"""A small shop: what is in stock, what it costs, and an order.

    livechat talk --functions examples/shop.py

The goods are in a SQLite file: the one that SHOP_DB names, or shop.db beside this file. Where
there is none, one with a few goods is made.
"""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Literal

Item = Literal["gloves", "scarf", "boots", "umbrella"]

GOODS = [("gloves", 40, 12.50), ("scarf", 7, 19.00), ("boots", 3, 89.00), ("umbrella", 0, 15.00)]


def check_stock(item: Item) -> dict:
    """Tell how many of an item are in stock.

    Read-only.

    Args:
        item: What the customer asks for.
    """
    with closing(_shop()) as shop:
        (count,) = shop.execute("SELECT count FROM goods WHERE item = ?", [item]).fetchone()
    return {"item": item, "in_stock": count}


def get_price(item: Item, count: int = 1) -> dict:
    """Tell what an item costs, in euros.

    Read-only.

    Args:
        item: What the customer asks for.
        count: How many of it.
    """
    with closing(_shop()) as shop:
        (price,) = shop.execute("SELECT price FROM goods WHERE item = ?", [item]).fetchone()
    return {"item": item, "count": count, "euros": round(count * price, 2)}


def order(item: Item, count: int) -> dict:
    """Order some of an item, and take them out of the stock.

    Args:
        item: What the customer wants.
        count: How many of it, at least 1.
    """
    if count < 1:
        raise ValueError("An order needs at least 1.")
    with closing(_shop()) as shop, shop:  # all of it or nothing
        taken = shop.execute(
            "UPDATE goods SET count = count - ? WHERE item = ? AND count >= ?",
            [count, item, count],
        )
        if not taken.rowcount:
            (left,) = shop.execute("SELECT count FROM goods WHERE item = ?", [item]).fetchone()
            raise ValueError(f"There are {left} of {item} in stock. Nothing was ordered.")
        placed = shop.execute("INSERT INTO orders (item, count) VALUES (?, ?)", [item, count])
    return {"order": placed.lastrowid, "item": item, "count": count, "status": "ordered"}


def _shop() -> sqlite3.Connection:
    """Open the shop; make it first, where there is none."""
    path = Path(os.environ.get("SHOP_DB") or Path(__file__).with_name("shop.db"))
    shop = sqlite3.connect(path)
    if not shop.execute("SELECT 1 FROM sqlite_master WHERE name = 'goods'").fetchone():
        with shop:
            shop.execute("BEGIN IMMEDIATE")  # two calls at once make it once
            shop.execute("CREATE TABLE IF NOT EXISTS goods (item PRIMARY KEY, count, price)")
            shop.execute("CREATE TABLE IF NOT EXISTS orders (id INTEGER PRIMARY KEY, item, count)")
            shop.executemany("INSERT OR IGNORE INTO goods VALUES (?, ?, ?)", GOODS)
    return shop
