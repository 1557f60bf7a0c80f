"""Gemini's schemas as JSON schema."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.sim.llm.schemas import converted, parameters


@pytest.mark.parametrize(
    ("declared", "schema"),
    [
        ({"type": "STRING"}, {"type": "string"}),
        ({"type": "string"}, {"type": "string"}),
        ({"type": "STRING", "nullable": True}, {"type": ["string", "null"]}),
        (
            {"type": "STRING", "enum": ["a", "b"], "format": "enum"},
            {"type": "string", "enum": ["a", "b"]},
        ),
        (
            {"type": "STRING", "enum": ["a"], "nullable": True},
            {"type": ["string", "null"], "enum": ["a", None]},
        ),
        ({"type": "STRING", "format": "date-time"}, {"type": "string", "format": "date-time"}),
        (
            {"type": "ARRAY", "items": {"type": "INTEGER"}, "minItems": "1", "maxItems": "3"},
            {"type": "array", "items": {"type": "integer"}, "minItems": 1, "maxItems": 3},
        ),
        (
            {"anyOf": [{"type": "NUMBER"}, {"type": "BOOLEAN"}]},
            {"anyOf": [{"type": "number"}, {"type": "boolean"}]},
        ),
        ({"type": "TYPE_UNSPECIFIED", "description": "x"}, {"description": "x"}),
        ({"type": ["string", "null"]}, {"type": ["string", "null"]}),
        (
            {"$ref": "#/$defs/x", "$defs": {"x": {"type": "STRING"}}},
            {"$ref": "#/$defs/x", "$defs": {"x": {"type": "string"}}},
        ),
        ({"type": "STRING", "propertyOrdering": ["a"], "example": "x"}, {"type": "string"}),
        (
            {"additionalProperties": {"type": "STRING"}},
            {"additionalProperties": {"type": "string"}},
        ),
        ({"additionalProperties": False}, {"additionalProperties": False}),
        ({"enum": ["STRING"], "default": "OBJECT"}, {"enum": ["STRING"], "default": "OBJECT"}),
    ],
)
def test_a_schema_is_written_as_json_schema(
    declared: dict[str, Any], schema: dict[str, Any]
) -> None:
    assert converted(declared) == schema
    assert converted(schema) == schema


def test_a_property_may_be_named_as_a_field_is() -> None:
    named = {"type": "OBJECT", "properties": {"type": {"type": "STRING"}, "title": {}}}
    expected = {"type": "object", "properties": {"type": {"type": "string"}, "title": {}}}
    assert converted(named) == expected


@pytest.mark.parametrize("declared", [{}, {"type": "STRING"}, {"type": "OBJECT"}])
def test_arguments_are_an_object_always(declared: dict[str, Any]) -> None:
    assert parameters(declared) == {"type": "object", "properties": {}}


def test_what_must_be_given_stays() -> None:
    declared = {
        "type": "OBJECT",
        "properties": {"city": {"type": "STRING", "description": "Where"}},
        "required": ["city"],
    }
    assert parameters(declared) == {
        "type": "object",
        "properties": {"city": {"type": "string", "description": "Where"}},
        "required": ["city"],
    }


def test_a_schema_within_a_schema_without_end_ends() -> None:
    schema: dict[str, Any] = {"type": "OBJECT"}
    for _ in range(500):
        schema = {"type": "ARRAY", "items": schema}
    assert json.dumps(converted(schema)).count("array") < 100


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4) | st.sampled_from(["OBJECT"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "properties", "items", "enum", "anyOf", "nullable", "format"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(st.dictionaries(st.sampled_from(["type", "properties", "items", "enum"]), _VALUES))
def test_no_schema_crashes(schema: dict[str, Any]) -> None:
    found = parameters(schema)
    assert found["type"] == "object"
    json.dumps(found)
