"""Schemas made to fit: what the service gets is always in its words, and says what it can."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.tools.schema import DEEPEST, LARGEST, LONGEST_NAME, fit

KNOWN = {
    *("type", "format", "description", "enum", "items", "minItems", "maxItems"),
    *("minimum", "maximum", "anyOf", "properties", "required"),
}
TYPES = {"string", "integer", "number", "boolean", "array", "object", "null"}


def faults(schema: object, where: str = "", depth: int = 0) -> list[str]:
    """Return what the service would not take of a fitted schema."""
    if not isinstance(schema, dict):
        return [f"{where}: no schema"]
    found = [f"{where}: {key}" for key in schema if key not in KNOWN]
    if depth > DEEPEST:
        found.append(f"{where}: too deep")
    kind = schema.get("type")
    if isinstance(kind, list):
        if len(kind) != 2 or kind[1] != "null" or kind[0] not in TYPES:
            found.append(f"{where}: type {kind}")
    elif "type" in schema and kind not in TYPES:
        found.append(f"{where}: type {kind!r}")
    if "enum" in schema:
        values = schema["enum"]
        kinds = {type(one) for one in values}
        if not (kinds == {str} or (kinds and kinds <= {int, float})):
            found.append(f"{where}: enum {values!r}")
    for key in ("minItems", "maxItems", "minimum", "maximum"):
        if key in schema and (
            isinstance(schema[key], bool) or not isinstance(schema[key], int | float)
        ):
            found.append(f"{where}: {key} {schema[key]!r}")
    properties = schema.get("properties", {})
    for name, inner in properties.items():
        if not 0 < len(name) <= LONGEST_NAME:
            found.append(f"{where}: name {name!r}")
        found += faults(inner, f"{where}.{name}", depth + 1)
    if not set(schema.get("required", [])) <= set(properties):
        found.append(f"{where}: required {schema['required']}")
    if "items" in schema:
        found += faults(schema["items"], f"{where}[]", depth + 1)
    for inner in schema.get("anyOf", []):
        found += faults(inner, f"{where}|", depth)
    if "anyOf" in schema and len(schema["anyOf"]) < 2:
        found.append(f"{where}: anyOf of {len(schema['anyOf'])}")
    return found


def one(schema: object, **more: Any) -> Mapping[str, Any]:
    """Return how the parameter `x` of a function is told."""
    fitted, said = fit({"type": "object", "properties": {"x": schema}, **more})
    assert faults(fitted) == []
    assert said == []
    told = fitted["properties"]
    assert isinstance(told, dict)
    found = told["x"]
    assert isinstance(found, dict)
    return found


def complaints(schema: object) -> list[str]:
    """Return what is said of the parameter `x`."""
    fitted, said = fit({"type": "object", "properties": {"x": schema}})
    assert faults(fitted) == []
    return said


@pytest.mark.parametrize(
    ("given_", "told"),
    [
        ({"type": "string", "description": "a city"}, {"type": "string", "description": "a city"}),
        ({"type": "STRING"}, {"type": "string"}),
        (
            {"type": "string", "title": "Where to go"},
            {"type": "string", "description": "Where to go"},
        ),
        ({"type": "string", "title": "X"}, {"type": "string"}),
        (True, {}),
        (
            {"anyOf": [{"type": "string"}, {"type": "null"}], "default": None},
            {"type": ["string", "null"]},
        ),
        ({"type": ["string", "null"]}, {"type": ["string", "null"]}),
        ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
        ({"type": ["string", "integer"]}, {"anyOf": [{"type": "string"}, {"type": "integer"}]}),
        ({"type": ["integer", "number"]}, {"type": "number"}),
        (
            {"oneOf": [{"type": "string"}, {"type": "integer"}]},
            {"anyOf": [{"type": "string"}, {"type": "integer"}]},
        ),
        ({"anyOf": [{"type": "string"}, {"type": "string"}]}, {"type": "string"}),
        (
            {"anyOf": [{"type": "integer"}, {"type": "string"}, {"type": "null"}]},
            {"anyOf": [{"type": "integer"}, {"type": "string"}, {"type": "null"}]},
        ),
        (
            {"oneOf": [{"const": "a", "description": "first"}, {"const": "b"}]},
            {"type": "string", "enum": ["a", "b"], "description": '"a": first'},
        ),
        ({"const": "a"}, {"type": "string", "enum": ["a"]}),
        ({"enum": [1, 2, None]}, {"type": ["integer", "null"], "enum": [1, 2]}),
        ({"enum": [1, 2.5]}, {"type": "number", "enum": [1, 2.5]}),
        (
            {"enum": ["a", 1]},
            {"anyOf": [{"type": "string"}, {"type": "integer"}], "description": '(one of: "a", 1)'},
        ),
        ({"const": True}, {"type": "boolean", "description": "(one of: true)"}),
        ({"const": None}, {"type": "null"}),
        (
            {"type": "integer", "exclusiveMinimum": 0, "exclusiveMaximum": 10.5},
            {"type": "integer", "minimum": 1, "maximum": 10},
        ),
        (
            {"type": "number", "exclusiveMinimum": 0},
            {"type": "number", "description": "(more than 0)"},
        ),
        (
            {"type": "integer", "minimum": 3, "exclusiveMinimum": True},
            {"type": "integer", "minimum": 4},
        ),
        ({"type": "string", "format": "uri"}, {"type": "string", "description": "(format: uri)"}),
        ({"type": "string", "format": "date-time"}, {"type": "string", "format": "date-time"}),
        (
            {"type": "string", "minLength": 1, "maxLength": 5, "pattern": "^a"},
            {"type": "string", "description": "(1 to 5 characters; pattern: ^a)"},
        ),
        (
            {"type": "integer", "default": 5, "description": "How many."},
            {"type": "integer", "description": "How many. (default: 5)"},
        ),
        (
            {"type": "array", "items": {"type": "string"}, "uniqueItems": True},
            {"type": "array", "items": {"type": "string"}, "description": "(each only once)"},
        ),
        (
            {"type": "array", "items": [{"type": "string"}, {"type": "string"}]},
            {"type": "array", "items": {"type": "string"}},
        ),
        (
            {"prefixItems": [{"type": "string"}, {"type": "integer"}]},
            {"type": "array", "items": {"anyOf": [{"type": "string"}, {"type": "integer"}]}},
        ),
        (
            {"type": "object", "additionalProperties": {"type": "number"}},
            {"type": "object", "description": "(any keys, values: number)"},
        ),
        (
            {"allOf": [{"type": "integer", "minimum": 2}, {"minimum": 3, "maximum": 9}]},
            {"type": "integer", "minimum": 3, "maximum": 9},
        ),
        ({"type": "string", "$comment": "x", "examples": ["y"], "$id": "z"}, {"type": "string"}),
    ],
)
def test_a_parameter_is_told_in_words_that_the_service_knows(
    given_: object, told: Mapping[str, object]
) -> None:
    assert one(given_) == told


def test_what_pydantic_writes_comes_through() -> None:
    """References, titles, a default of None: as every Python MCP server writes them."""
    fitted, said = fit(
        {
            "$schema": "http://json-schema.org/draft-07/schema#",
            "$defs": {
                "Size": {"enum": ["S", "M"], "title": "Size", "type": "string"},
                "Item": {
                    "type": "object",
                    "title": "Item",
                    "properties": {"size": {"$ref": "#/$defs/Size"}, "count": {"type": "integer"}},
                    "required": ["size"],
                    "additionalProperties": False,
                },
            },
            "type": "object",
            "properties": {
                "items": {"type": "array", "items": {"$ref": "#/$defs/Item"}, "title": "Items"},
                "note": {"anyOf": [{"type": "string"}, {"type": "null"}], "default": None},
                "size": {"$ref": "#/$defs/Size", "description": "the usual size"},
            },
            "required": ["items"],
            "title": "orderArguments",
            "additionalProperties": False,
        }
    )
    assert said == []
    size = {"type": "string", "enum": ["S", "M"]}
    assert fitted == {
        "type": "object",
        "properties": {
            "items": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {"size": size, "count": {"type": "integer"}},
                    "required": ["size"],
                },
            },
            "note": {"type": ["string", "null"]},
            "size": {**size, "description": "the usual size"},
        },
        "required": ["items"],
    }


def test_an_object_that_is_one_of_several_takes_the_parameters_of_all() -> None:
    fitted, said = fit(
        {
            "type": "object",
            "anyOf": [
                {
                    "properties": {"id": {"type": "string"}, "why": {"type": "string"}},
                    "required": ["id", "why"],
                },
                {
                    "properties": {"name": {"type": "string"}, "why": {"type": "string"}},
                    "required": ["name", "why"],
                },
            ],
        }
    )
    assert said == []
    text = {"type": "string"}
    assert fitted == {
        "type": "object",
        "properties": {"id": text, "why": text, "name": text},
        "required": ["why"],
    }


def test_either_of_two_parameters_may_be_required() -> None:
    fitted, _ = fit(
        {
            "type": "object",
            "properties": {"a": {"type": "string"}, "b": {"type": "string"}},
            "oneOf": [{"required": ["a"]}, {"required": ["b"]}],
        }
    )
    assert fitted == {
        "type": "object",
        "properties": {"a": {"type": "string"}, "b": {"type": "string"}},
    }


def test_a_schema_that_contains_itself_ends() -> None:
    tree = {"type": "object", "properties": {"children": {"type": "array", "items": {"$ref": "#"}}}}
    fitted, said = fit(tree)
    assert faults(fitted) == []
    assert said == [
        'The parameter "children[].children[].children[]" is inside itself: '
        "its inner parts may be anything."
    ]


def test_references_that_only_lead_to_each_other_end() -> None:
    rings = {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}
    fitted, said = fit(
        {"type": "object", "$defs": rings, "properties": {"x": {"$ref": "#/$defs/a"}}}
    )
    assert faults(fitted) == []
    assert len(said) == 1


def test_a_few_lines_that_grow_to_millions_stay_small() -> None:
    """Twenty definitions, each of which holds the next one ten times."""
    defs: dict[str, object] = {"d20": {"type": "string"}}
    for at in range(20):
        inner = {f"p{n}": {"$ref": f"#/$defs/d{at + 1}"} for n in range(10)}
        defs[f"d{at}"] = {"type": "object", "properties": inner}
    fitted, said = fit(
        {"type": "object", "$defs": defs, "properties": {"x": {"$ref": "#/$defs/d0"}}}
    )
    assert faults(fitted) == []
    assert len(json.dumps(fitted)) <= LARGEST
    assert said


def test_objects_that_hold_themselves_in_memory_end() -> None:
    """No JSON can say this, but nothing here depends on that."""
    ring: dict[str, object] = {"type": "object"}
    ring["properties"] = {"x": ring}
    ring["allOf"] = [ring]
    fitted, said = fit(ring)
    assert faults(fitted) == []
    assert said


@pytest.mark.parametrize(
    "lie", [None, 3, "object", [], [{}], {"type": "string"}, {"type": "array"}, {"enum": [1]}]
)
def test_what_is_no_object_means_no_parameters(lie: object) -> None:
    fitted, said = fit(lie)
    assert fitted == {}
    assert said == ["Its parameters are not an object: it is called without any."]


@pytest.mark.parametrize("nothing", [{}, {"type": "object"}, {"type": "object", "properties": {}}])
def test_no_parameters_are_no_schema(nothing: object) -> None:
    assert fit(nothing) == ({}, [])


@pytest.mark.parametrize(
    ("lie", "sentence"),
    [
        ("text", 'The parameter "x" is no schema: it may be anything.'),
        ({"type": "colour"}, 'The parameter "x" is of an unknown type (colour).'),
        (
            {"$ref": "https://example.com/x.json"},
            'The parameter "x" is defined elsewhere (https://example.com/x.json): '
            "it may be anything.",
        ),
        (
            {"$ref": "#/$defs/gone"},
            'The parameter "x" is defined elsewhere (#/$defs/gone): it may be anything.',
        ),
        ({"enum": [{}]}, 'The parameter "x" is bound to values that cannot be told to the model.'),
        ({"not": {"type": "string"}}, '"not" of the parameter "x" cannot be told to the model.'),
        (
            {"allOf": [{"type": "string"}, {"type": "array"}]},
            'The parameter "x" is of two types at once: only the first is told to the model.',
        ),
    ],
)
def test_what_cannot_be_told_is_said(lie: object, sentence: str) -> None:
    assert complaints(lie) == [sentence]


def test_a_name_that_is_too_long_is_left_out_and_said() -> None:
    name = "n" * 65
    fitted, said = fit(
        {
            "type": "object",
            "properties": {name: {"type": "string"}, "ok": {"type": "string"}},
            "required": [name, "ok", "gone"],
        }
    )
    assert fitted == {
        "type": "object",
        "properties": {"ok": {"type": "string"}},
        "required": ["ok"],
    }
    cut = "n" * 63 + "…"
    assert said == [
        f'A parameter cannot be named "{cut}": it is left out.',
        f'It requires "{cut}", which the model cannot give.',
    ]


def test_depth_has_an_end() -> None:
    deep: dict[str, object] = {"type": "string"}
    for _ in range(30):
        deep = {"type": "object", "properties": {"x": deep}}
    fitted, said = fit(deep)
    assert faults(fitted) == []
    assert said == [f'The parameter "{".".join("x" * DEEPEST)}" is too deep: it may be anything.']


def test_two_thousand_parameters_are_cut_to_what_the_service_can_be_told() -> None:
    many = {f"name_{n}": {"type": "string", "description": "word " * 150} for n in range(2000)}
    fitted, said = fit({"type": "object", "properties": many, "required": ["name_7"]})
    assert faults(fitted) == []
    assert len(json.dumps(fitted)) <= LARGEST
    assert fitted["required"] == ["name_7"]
    assert said[0] == "It is too large: what lies deep inside it was left out."


def test_text_that_steers_a_terminal_does_not_get_through() -> None:
    told = one({"type": "string", "description": "a\x1b[2Jb\u202e\ud800c"})
    assert told == {"type": "string", "description": "a[2Jbc"}


def test_fitting_again_changes_nothing() -> None:
    schema = {
        "type": "object",
        "properties": {
            "a": {"anyOf": [{"type": "string"}, {"type": "null"}]},
            "b": {"type": ["string", "integer"], "minimum": 3},
            "c": {"enum": ["x", "y"], "description": "letters"},
        },
    }
    once, _ = fit(schema)
    assert fit(once) == (once, [])


WORDS = st.sampled_from(
    [
        *("type", "properties", "items", "required", "anyOf", "oneOf", "allOf", "enum", "const"),
        *("$ref", "$defs", "$schema", "not", "minimum", "exclusiveMinimum", "format", "default"),
        *("description", "title", "nullable", "additionalProperties", "prefixItems", "maxItems"),
        *("minLength", "pattern", "multipleOf", "definitions", "x"),
    ]
)
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=5),
    st.sampled_from([*TYPES, "#", "#/$defs/x", "#/properties/x", "#/x/0", "OBJECT", "n" * 70]),
)
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(WORDS | st.text(max_size=3), inner, max_size=6),
    ),
    max_leaves=40,
)


@st.composite
def schemas(draw: st.DrawFn, depth: int = 3) -> object:
    """Draw something that looks like a schema more often than not."""
    if depth == 0 or draw(st.integers(0, 9)) == 0:
        return draw(ANYTHING)
    inner = schemas(depth=depth - 1)
    parts: dict[str, st.SearchStrategy[object]] = {
        "type": st.sampled_from([*TYPES, "any", ["string", "null"], ["array", "object"], 3]),
        "properties": st.dictionaries(st.text(max_size=3) | st.just("n" * 65), inner, max_size=3),
        "required": st.lists(st.text(max_size=3), max_size=3),
        "items": inner | st.lists(inner, max_size=2),
        "anyOf": st.lists(inner, max_size=3),
        "oneOf": st.lists(inner, max_size=3),
        "allOf": st.lists(inner, max_size=3),
        "enum": st.lists(LEAVES, max_size=3),
        "const": LEAVES,
        "$ref": st.sampled_from(["#", "#/$defs/x", "#/properties/a", "#/anyOf/0", "http://x"]),
        "$defs": st.dictionaries(st.just("x"), inner, max_size=1),
        "minimum": LEAVES,
        "exclusiveMinimum": LEAVES,
        "exclusiveMaximum": LEAVES,
        "maxItems": LEAVES,
        "description": LEAVES,
        "default": LEAVES,
    }
    chosen = draw(st.lists(st.sampled_from(sorted(parts)), max_size=5, unique=True))
    return {word: draw(parts[word]) for word in chosen}


@given(schemas())
def test_whatever_comes_what_goes_out_is_valid(schema: object) -> None:
    """Nothing is raised, everything is JSON, and fitting it again changes nothing more."""
    fitted, said = fit(schema)
    assert faults(fitted) == [], fitted
    text = json.dumps(fitted, allow_nan=False)
    text.encode()
    assert len(text) <= LARGEST
    assert fit(fitted)[0] == fitted
    assert all(len(sentence) < 250 and sentence.endswith(".") for sentence in said)
    assert len(said) <= 6


@given(st.dictionaries(st.text(max_size=70), ANYTHING, max_size=5))
def test_parameters_of_any_kind_go_out_valid(properties: dict[str, object]) -> None:
    fitted, _ = fit({"type": "object", "properties": properties})
    assert faults(fitted) == [], fitted
