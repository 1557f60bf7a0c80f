"""Any value of Python as JSON text."""

from __future__ import annotations

import json
import math
import sqlite3
from array import array
from collections import OrderedDict, deque
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum, IntEnum
from fractions import Fraction
from pathlib import PurePosixPath
from types import MappingProxyType
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from livechat.core.picture import Picture
from livechat.tools.plain import DEPTH, described, picture_type, to_json, to_text, too_deep

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


@dataclass
class Goods:
    item: str
    until: date | None = None


class Order(BaseModel):
    goods: list[str]
    at: datetime


class Colour(Enum):
    RED = "red"


class Size(IntEnum):
    SMALL = 1


class Broken:
    def __str__(self) -> str:
        raise RuntimeError("broken")


class Drawing:
    """Saves itself as images of Pillow's do."""

    mode, size = "RGB", (2, 2)

    def save(self, file: object, format: str) -> None:  # noqa: A002
        assert format == "PNG"
        file.write(PNG)  # type: ignore[attr-defined]


def row() -> sqlite3.Row:
    shop = sqlite3.connect(":memory:")
    shop.row_factory = sqlite3.Row
    found = shop.execute("SELECT 'gloves' AS item, 12 AS count").fetchone()
    shop.close()
    assert isinstance(found, sqlite3.Row)
    return found


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Goods("gloves", date(2026, 11, 30)), {"item": "gloves", "until": "2026-11-30"}),
        (
            Order(goods=["a"], at=datetime(2026, 11, 30, 12, tzinfo=UTC)),
            {"goods": ["a"], "at": "2026-11-30T12:00:00+00:00"},
        ),
        ([Colour.RED, Size.SMALL], ["red", 1]),
        ({Colour.RED: 1, 2: 3, (4, 5): 6}, {"red": 1, "2": 3, "(4, 5)": 6}),
        (time(12, 30), "12:30:00"),
        (timedelta(minutes=2), "0:02:00"),
        (Decimal("12.50"), "12.50"),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (PurePosixPath("/a/b"), "/a/b"),
        (Fraction(1, 3), "1/3"),
        ({1}, [1]),
        (frozenset(), []),
        (deque([1, 2]), [1, 2]),
        (range(3), [0, 1, 2]),
        ({"a": 1}.keys(), ["a"]),
        (OrderedDict(a=(1, 2)), {"a": [1, 2]}),
        (MappingProxyType({"a": 1}), {"a": 1}),
        (np.arange(3), [0, 1, 2]),
        (np.float32(0.5), 0.5),
        (array("i", [1]), [1]),
        (row(), {"item": "gloves", "count": 12}),
        (b"text", "text"),
        (b"\xff\xfe", "(2 bytes)"),
        (bytes(2_000), "(2,000 bytes)"),
        (ValueError("no"), "no"),
        (Goods, "Goods"),
        (Broken(), "(Broken)"),
        ([math.nan, math.inf, -math.inf, 1.5], ["nan", "inf", "-inf", 1.5]),
        (10**30, 10**30),
    ],
)
def test_a_value_becomes_what_it_holds(value: object, expected: object) -> None:
    assert json.loads(to_json(value)) == expected


def test_a_number_with_more_digits_than_python_writes_is_counted() -> None:
    assert json.loads(to_json([10**5000])) == ["(a number of 16,610 bits)"]


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats()
        | st.text()
        | st.binary()
        | st.dates()
        | st.decimals()
        | st.uuids()
        | st.builds(object)
        | st.builds(Broken),
        lambda inner: (
            st.lists(inner)
            | st.tuples(inner)
            | st.dictionaries(st.text() | st.integers() | st.none() | st.dates(), inner)
        ),
        max_leaves=10,
    )
)
def test_no_value_makes_it_fail(value: object) -> None:
    """What it returns is JSON without NaN."""
    json.loads(to_json(value), parse_constant=pytest.fail)


def test_a_list_that_holds_itself_ends_somewhere() -> None:
    circle: list[object] = [1]
    circle += [circle, circle]
    assert to_json(circle).startswith("[1, [1, [1")


def test_very_deep_values_end_somewhere() -> None:
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    assert to_json(deep) == "[" * (DEPTH + 1) + '"…"' + "]" * (DEPTH + 1)
    while deep:  # else Python's own stack would not do to forget it
        deep = deep.pop()  # type: ignore[assignment]


def test_pictures_are_taken_out_and_numbered() -> None:
    pictures: list[Picture] = []
    jpeg = b"\xff\xd8\xff\xe0"
    text = to_json({"front": PNG, "back": [bytearray(jpeg)], "plan": Drawing()}, pictures)
    assert json.loads(text) == {
        "front": "(picture 1)",
        "back": ["(picture 2)"],
        "plan": "(picture 3)",
    }
    assert pictures == [
        Picture(PNG, "image/png"),
        Picture(jpeg, "image/jpeg"),
        Picture(PNG, "image/png"),
    ]


def test_pictures_are_taken_out_once_where_json_gives_up_in_the_middle() -> None:
    pictures: list[Picture] = []
    assert json.loads(to_json([PNG, math.nan], pictures)) == ["(picture 1)", "nan"]
    assert len(pictures) == 1


def test_bytes_are_no_picture_unless_pictures_are_wanted() -> None:
    assert json.loads(to_json(PNG)) == f"({len(PNG)} bytes)"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xdb", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"RIFF\0\0\0\0WAVEfmt ", ""),
        (b"", ""),
    ],
)
def test_a_picture_is_known_by_how_it_begins(data: bytes, kind: str) -> None:
    assert picture_type(data) == kind


def test_text_is_read_as_it_is() -> None:
    assert (to_text("12 left"), to_text({"left": 12})) == ("12 left", '{"left": 12}')


def test_depth_counts_levels() -> None:
    value: object = 1
    for _ in range(DEPTH):
        value = [value, {}]
    assert not too_deep(value)
    assert too_deep({"a": value})


def test_a_text_that_cannot_be_written_is_the_name_of_its_class() -> None:
    assert described(Broken()) == "(Broken)"
