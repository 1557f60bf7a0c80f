"""Whether the model has said what a function of the settings needs."""

from __future__ import annotations

import pytest

from livechat.tools.parameters import LONGEST, BadArgumentError, Parameter, checked, schema

DECLARED = {
    "item": Parameter(description="Name", choices=("gloves", "hats")),
    "count": Parameter(type="integer", default=1, required=False, minimum=1, maximum=12),
    "price": Parameter(type="number", required=False),
    "wrap": Parameter(type="boolean", required=False),
}


def test_they_are_declared_as_json_schema() -> None:
    """Only what was said of them."""
    assert schema(DECLARED) == {
        "type": "object",
        "properties": {
            "item": {"type": "string", "description": "Name", "enum": ["gloves", "hats"]},
            "count": {"type": "integer", "default": 1, "minimum": 1, "maximum": 12},
            "price": {"type": "number"},
            "wrap": {"type": "boolean"},
        },
        "required": ["item"],
    }
    assert schema({}) == {}


@pytest.mark.parametrize(
    ("args", "values"),
    [
        ({"item": "hats"}, {"item": "hats", "count": 1}),
        ({"item": "hats", "count": 3.0}, {"item": "hats", "count": 3}),
        ({"item": "hats", "count": " 3"}, {"item": "hats", "count": 3}),
        ({"item": "hats", "count": None, "price": 2}, {"item": "hats", "count": 1, "price": 2}),
        ({"item": "hats", "price": "2.5"}, {"item": "hats", "count": 1, "price": 2.5}),
        ({"item": "hats", "wrap": "True"}, {"item": "hats", "count": 1, "wrap": True}),
    ],
)
def test_values_get_their_types_and_defaults(args: dict[str, object], values: object) -> None:
    """Models write 3.0 and "3" where a whole number is wanted."""
    assert checked(DECLARED, args) == values


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        ({}, "The parameter item is missing."),
        ({"item": None}, "The parameter item is missing."),
        ({"item": "socks"}, "item must be one of gloves, hats."),
        ({"item": ["hats"]}, "item must be a string."),
        ({"item": {"a": 1}}, "item must be a string."),
        ({"item": "hats", "count": 2.5}, "count must be an integer."),
        ({"item": "hats", "count": "many"}, "count must be an integer."),
        ({"item": "hats", "count": True}, "count must be an integer."),
        ({"item": "hats", "count": 0}, "count must be at least 1."),
        ({"item": "hats", "count": 13}, "count must be at most 12."),
        ({"item": "hats", "price": "nan"}, "price must be a number."),
        ({"item": "hats", "price": float("inf")}, "price must be a number."),
        ({"item": "hats", "wrap": 1}, "wrap must be a boolean."),
        (
            {"item": "hats", "colour": "red"},
            'There is no parameter "colour". There are: item, count, price, wrap.',
        ),
    ],
)
def test_what_does_not_fit_is_a_sentence_for_the_model(
    args: dict[str, object], sentence: str
) -> None:
    """It says what would fit."""
    with pytest.raises(BadArgumentError) as caught:
        checked(DECLARED, args)
    assert str(caught.value) == sentence


@pytest.mark.parametrize("value", ["x" * (LONGEST + 1), "half \ud800"])
def test_text_that_no_program_can_be_given_is_refused(value: str) -> None:
    """Neither 1 MB nor half of a character."""
    with pytest.raises(BadArgumentError):
        checked({"a": Parameter()}, {"a": value})
