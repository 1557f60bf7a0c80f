"""Gemini's schema of a function's arguments as JSON schema, which other models read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

_TYPES: Final = frozenset(
    {"object", "string", "number", "integer", "boolean", "array", "null"},
)

_NUMBERS: Final = frozenset(
    {"minItems", "maxItems", "minLength", "maxLength", "minProperties", "maxProperties"}
)
"""Fields that the service's JSON has as text, since they are 64 bits wide."""

_DROPPED: Final = frozenset({"propertyOrdering", "nullable", "example", "title", "$schema"})
"""Fields that JSON schema has not, or that models need not."""

_DEEPEST: Final = 32
"""Levels of a schema."""


def parameters(schema: Mapping[str, Any]) -> dict[str, Any]:
    """JSON schema of a function's arguments, an object always.

    Args:
        schema: As a client declared it: OpenAPI with types in capitals, or JSON schema.
    """
    found = converted(schema)
    if found.get("type") != "object":
        found = {"type": "object", "properties": {}}
    found.setdefault("properties", {})
    return found


def converted(schema: Mapping[str, Any], depth: int = 0) -> dict[str, Any]:
    """JSON schema of any value."""
    if depth > _DEEPEST:
        return {}
    found = {
        name: _value(name, value, depth) for name, value in schema.items() if name not in _DROPPED
    }
    if found.get("type") == "":  # TYPE_UNSPECIFIED
        del found["type"]
    if "format" in found and found["format"] == "enum":
        del found["format"]
    if schema.get("nullable") is True:
        return _nullable(found)
    return found


def _value(name: str, value: Any, depth: int) -> Any:
    if name == "type":
        return _type(value)
    if name in ("properties", "$defs", "defs", "definitions") and isinstance(value, Mapping):
        return {
            key: converted(one, depth + 1) for key, one in value.items() if isinstance(one, Mapping)
        }
    if name in _NUMBERS and isinstance(value, str) and value.isdecimal():
        return int(value)
    if isinstance(value, Mapping) and name in ("items", "additionalProperties", "not"):
        return converted(value, depth + 1)
    if isinstance(value, list) and name in ("anyOf", "oneOf", "allOf", "prefixItems"):
        return [converted(one, depth + 1) for one in value if isinstance(one, Mapping)]
    return value


def _type(value: Any) -> Any:
    if isinstance(value, list):
        return [_type(one) for one in value]
    lower = str(value).lower()
    return lower if lower in _TYPES else ""


def _nullable(found: dict[str, Any]) -> dict[str, Any]:
    kind = found.get("type")
    if isinstance(kind, str):
        found["type"] = [kind, "null"]
    if isinstance(options := found.get("enum"), list) and None not in options:
        found["enum"] = [*options, None]
    return found
