"""A Python function as the model is told of it, and arguments as it takes them."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from functools import cache, wraps
from pathlib import Path
from typing import Annotated, Any, Literal, NotRequired, Optional, TypedDict, Union
from uuid import UUID

import pytest
from pydantic import BaseModel, Field

from livechat.tools.functions import needs_key, reads
from livechat.tools.functions.describing import (
    Described,
    Undescribable,
    WrongArguments,
    describe,
)


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


@dataclass
class Address:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012 - pydantic's word
    city: str
    street: str = "Main Street"


class Customer(BaseModel):
    name: str
    age: int = Field(ge=18)


class Parcel(TypedDict):
    weight: float
    note: NotRequired[str]


Count = Annotated[int, Field(ge=1, description="how many")]


def described(function: Callable[..., Any]) -> Described:
    return describe(function.__name__, function)


def properties(function: Callable[..., Any]) -> Any:
    return described(function).parameters["properties"]


def given(function: Callable[..., Any], **args: object) -> Any:
    """What a function is called with, by parameter."""
    by_position, by_name = described(function).bind(args)
    return inspect.signature(function).bind(*by_position, **by_name).arguments


def refusal(function: Callable[..., Any], **args: object) -> str:
    with pytest.raises(WrongArguments) as caught:
        described(function).bind(args)
    return str(caught.value)


def google(item: str, count: int = 1) -> dict[str, int]:
    """Order some of an item.

    It is taken out of the stock.

    Args:
        item: What the customer wants,
            as the catalogue calls it.
        count (int): How many of it.

    Returns:
        The number of the order.

    Raises:
        ValueError: Too few are left.
    """
    raise NotImplementedError


def numpy(item: str, count: int = 1) -> dict[str, int]:
    raise NotImplementedError


numpy.__doc__ = """Order some of an item.

    It is taken out of the stock.

    Parameters
    ----------
    item : str
        What the customer wants,
        as the catalogue calls it.
    count : int, optional
        How many of it.

    Returns
    -------
    dict
        The number of the order.
    """


def rest(item: str, count: int = 1) -> dict[str, int]:
    """Order some of an item.

    It is taken out of the stock.

    :param item: What the customer wants,
        as the catalogue calls it.
    :param count: How many of it.
    :returns: The number of the order.
    """
    raise NotImplementedError


@pytest.mark.parametrize("function", [google, numpy, rest])
def test_docstrings_of_every_style_describe_function_and_parameters(
    function: Callable[..., Any],
) -> None:
    one = described(function)
    assert one.description.startswith("Order some of an item.\n\nIt is taken out of the stock.\n\n")
    assert one.description.endswith(" The number of the order.")
    for word in ("customer", "catalogue", "How many", "Too few"):
        assert word not in one.description
    assert one.parameters == {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "item": {
                "type": "string",
                "description": "What the customer wants,\nas the catalogue calls it.",
            },
            "count": {"type": "integer", "default": 1, "description": "How many of it."},
        },
        "required": ["item"],
    }


def test_a_plain_docstring_is_the_description() -> None:
    def order() -> None:
        """Order: now, or never.

        Note that nothing is sent - yet:
            not even on Sundays.
        """

    one = described(order)
    assert one.description.startswith("Order: now, or never.\n\nNote that nothing is sent")
    assert "not even on Sundays." in one.description
    assert one.parameters == {}


def test_nothing_else_of_a_docstring_is_lost() -> None:
    """A note may be what matters most."""

    def order() -> None:
        """Order.

        Args:
            item: What.

        Note:
            Never twice.

        Example:
            >>> order()
        """

    assert described(order).description == (
        "Order.\n\nNote:\n    Never twice.\n\nExample:\n    >>> order()"
    )


def test_a_function_without_a_docstring_has_no_description() -> None:
    def order(item: str) -> None: ...

    assert described(order).description == ""


@pytest.mark.parametrize(
    ("hint", "schema", "sent", "taken"),
    [
        (str, {"type": "string"}, "a", "a"),
        (str, {"type": "string"}, 12, "12"),
        (int, {"type": "integer"}, "12", 12),
        (int, {"type": "integer"}, 12.0, 12),
        (float, {"type": "number"}, 1, 1.0),
        (bool, {"type": "boolean"}, "true", True),
        (None, {"type": "null"}, None, None),
        (list[int], {"type": "array", "items": {"type": "integer"}}, [1, "2"], [1, 2]),
        (
            dict[str, float],
            {"type": "object", "additionalProperties": {"type": "number"}},
            {"a": 1},
            {"a": 1.0},
        ),
        (
            set[str],
            {"type": "array", "items": {"type": "string"}, "uniqueItems": True},
            ["a", "a"],
            {"a"},
        ),
        (Literal["x", 1], {"enum": ["x", 1]}, "x", "x"),
        (int | None, {"anyOf": [{"type": "integer"}, {"type": "null"}]}, None, None),
        (Optional[int], {"anyOf": [{"type": "integer"}, {"type": "null"}]}, 3, 3),  # noqa: UP045
        (
            Union[int, str],  # noqa: UP007
            {"anyOf": [{"type": "integer"}, {"type": "string"}]},
            "a",
            "a",
        ),
        (Any, {}, {"a": [1]}, {"a": [1]}),
        (date, {"type": "string", "format": "date"}, "2026-11-30", date(2026, 11, 30)),
        (
            datetime,
            {"type": "string", "format": "date-time"},
            "2026-11-30T12:30",
            datetime(2026, 11, 30, 12, 30),
        ),
        (time, {"type": "string", "format": "time"}, "12:30", time(12, 30)),
        (Path, {"type": "string", "format": "path"}, "/a", Path("/a")),
        (
            UUID,
            {"type": "string", "format": "uuid"},
            "00000000-0000-0000-0000-000000000001",
            UUID(int=1),
        ),
        (
            Annotated[int, Field(ge=1, le=9)],
            {"type": "integer", "minimum": 1, "maximum": 9},
            5,
            5,
        ),
        (Annotated[int, "how many"], {"type": "integer", "description": "how many"}, 5, 5),
        (
            Annotated[int, Field(description="how many")],
            {"type": "integer", "description": "how many"},
            5,
            5,
        ),
    ],
)
def test_a_hint_becomes_a_schema_and_checks_what_comes(
    hint: Any, schema: object, sent: object, taken: object
) -> None:
    def order(one: object) -> None: ...

    order.__annotations__["one"] = hint
    assert properties(order) == {"one": schema}
    assert given(order, one=sent) == {"one": taken}


def test_decimals_enums_and_tuples_arrive_as_what_they_are() -> None:
    def order(price: Decimal, colour: Colour, at: tuple[int, str]) -> None: ...

    assert described(order).parameters["$defs"] == {
        "Colour": {"enum": ["red", "blue"], "title": "Colour", "type": "string"}
    }
    assert given(order, price="12.50", colour="blue", at=[1, "a"]) == {
        "price": Decimal("12.50"),
        "colour": Colour.BLUE,
        "at": (1, "a"),
    }


def test_dataclasses_models_and_typed_dicts_are_parameters() -> None:
    def send(
        to: Address, who: Customer, parcels: list[Parcel], other: Parcel | None = None
    ) -> None: ...

    defined: Any = described(send).parameters["$defs"]
    assert set(defined) == {"Address", "Customer", "Parcel"}
    assert defined["Parcel"]["required"] == ["weight"]
    assert defined["Parcel"]["properties"] == {
        "weight": {"type": "number"},
        "note": {"type": "string"},
    }
    args = given(
        send,
        to={"city": "Oslo"},
        who={"name": "Ann", "age": "30"},
        parcels=[{"weight": 1}, {"weight": 2, "note": "glass"}],
    )
    assert args["to"] == Address("Oslo")
    assert args["who"] == Customer(name="Ann", age=30)
    assert args["parcels"] == [{"weight": 1.0}, {"weight": 2.0, "note": "glass"}]


def test_without_a_hint_the_docstring_the_default_or_text_decides() -> None:
    def order(item, count, size=1.5, note=None, gift=False):  # type: ignore[no-untyped-def]
        """Order.

        Args:
            count (int): How many.
        """

    kinds = {name: one.get("type") for name, one in properties(order).items()}
    assert kinds == {
        "item": "string", "count": "integer", "size": "number", "note": None, "gift": "boolean",
    }  # fmt: skip
    assert properties(order)["note"]["anyOf"] == [{"type": "string"}, {"type": "null"}]


def test_a_parameter_whose_default_is_none_takes_none() -> None:
    def order(count: int = None) -> None: ...  # type: ignore[assignment]  # noqa: RUF013

    assert given(order, count=None) == {"count": None}


def test_what_describes_a_parameter_stays_where_its_default_is_none() -> None:
    def order(count: Count = None) -> None: ...  # type: ignore[assignment]

    assert properties(order)["count"]["description"] == "how many"
    assert "count is" in refusal(order, count=0)
    assert given(order, count=None) == {"count": None}


def test_fields_of_pydantic_are_defaults() -> None:
    def order(
        item: str = Field(description="What."), count: int = Field(2, ge=1, description="How many.")
    ) -> None: ...

    assert described(order).parameters["required"] == ["item"]
    assert properties(order) == {
        "item": {"type": "string", "description": "What."},
        "count": {"type": "integer", "minimum": 1, "default": 2, "description": "How many."},
    }
    assert given(order, item="a") == {"item": "a", "count": 2}
    assert "count is" in refusal(order, item="a", count=0)


def test_every_kind_of_parameter_is_passed_as_it_must_be() -> None:
    def order(first: int, /, second: int = 2, *more: int, third: int, fourth: int = 4) -> Any:
        return first, second, more, third, fourth

    one = described(order)
    args, named = one.bind({"first": 1, "more": [7, 8], "third": 3})
    assert order(*args, **named) == (1, 2, (7, 8), 3, 4)
    args, named = one.bind({"first": 1, "second": 5, "third": 3})
    assert order(*args, **named) == (1, 5, (), 3, 4)


def test_parameters_may_be_called_what_models_call_their_own() -> None:
    def order(copy: str, json: int, model_config: str, self: str, _hidden: int = 0) -> None: ...

    args = {"copy": "a", "json": 1, "model_config": "b", "self": "c", "_hidden": 3}
    assert given(order, **args) == args


def test_a_default_that_json_does_not_know_is_left_out_of_the_schema() -> None:
    missing = object()

    def order(item: Any = missing, size: float = math.inf) -> Any:
        return item, size

    assert "required" not in described(order).parameters
    args, named = described(order).bind({})
    assert order(*args, **named) == (missing, math.inf)


def test_functions_behind_decorators_are_described_as_what_they_are() -> None:
    def logged(function: Any) -> Any:
        @wraps(function)
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            return function(*args, **kwargs)

        return wrapper

    assert described(cache(google)).parameters == described(google).parameters
    assert described(logged(google)).parameters == described(google).parameters


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ({}, "item is missing"),
        ({"item": "a", "count": "warm"}, 'count is "warm", but must be a valid integer'),
        ({"item": "a", "count": 1.5}, 'count is "1.5"'),
        ({"item": "a", "colour": 1}, "order has no parameter colour (it has: item, count, size)"),
        ({"item": "a", "size": "XL"}, "size is \"XL\", but must be 'S' or 'M'"),
        ({"item": ["x" * 10_000]}, "item is \"['xxx"),
        ({"item": "a", "count": None}, 'count is "None"'),
    ],
)
def test_wrong_arguments_are_named_with_the_choices_there_are(
    args: dict[str, object], said: str
) -> None:
    def order(item: str, count: int = 1, size: Literal["S", "M"] = "S") -> None: ...

    sentence = refusal(order, **args)
    assert sentence.startswith("Wrong arguments for order: ")
    assert said in sentence
    assert len(sentence) < 300


def test_places_inside_of_a_parameter_are_named() -> None:
    def send(to: list[Address]) -> None: ...

    said = refusal(send, to=[{"street": "x", "zip": 1}])
    assert "to.0.city is missing" in said
    assert "there is no to.0.zip" in said


def test_many_mistakes_are_counted() -> None:
    def order(counts: list[int]) -> None: ...

    assert refusal(order, counts=["x"] * 100).endswith("; 95 more mistakes.")


def test_a_function_without_parameters_takes_none() -> None:
    def now() -> None: ...

    assert described(now).bind({}) == ((), {})
    assert "now has no parameter zone (it has: none)" in refusal(now, zone="UTC")


@pytest.mark.parametrize(
    ("hint", "why"),
    [
        ("Missing", "name 'Missing' is not defined"),
        (inspect.Signature, "JSON has no type for its parameter one (Signature)"),
        (Callable[[int], int], "JSON has no type for its parameter one ("),
    ],
)
def test_what_json_cannot_describe_is_told_with_the_parameter(hint: Any, why: str) -> None:
    def order(fine: int, one: object) -> None: ...

    order.__annotations__["one"] = hint
    with pytest.raises(Undescribable) as caught:
        described(order)
    assert why in str(caught.value)


@pytest.mark.parametrize(
    ("text", "only_reads"),
    [
        ("Look.\n\nRead-only.", True),
        ("Look.\n\n    READ-ONLY.   \n\nArgs:\n    item: What.", True),
        ("Only reads.", True),
        ("Look.\n\nArgs:\n    item: What.\n\nRead-only.\n", True),
        ("Look, read-only.", False),
        ("Look.\n\nRead-only", False),
        ("Look.\n\nRead-only. Not.", False),
        ("", False),
    ],
)
def test_a_line_of_the_docstring_says_that_it_only_reads(text: str, only_reads: bool) -> None:
    def look(item: str = "") -> None: ...

    look.__doc__ = text
    one = described(look)
    assert one.reads is only_reads
    assert not only_reads or "read" not in one.description.lower()


def test_marks_say_that_it_only_reads_and_that_a_key_is_needed() -> None:
    @reads
    def look() -> None: ...

    @needs_key
    def pay() -> None: ...

    assert (described(look).reads, described(look).key) == (True, False)
    assert (described(pay).reads, described(pay).key) == (False, True)
