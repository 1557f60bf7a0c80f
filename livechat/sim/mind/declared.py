"""The declared parameters of a function, read from OpenAPI or JSON schema.

Clients write schemas in many ways, and their keys are theirs: whatever does not read as a schema
is left out. Types may be upper or lower case or a list with `null`; `anyOf`, `oneOf` and `allOf`
stand for their first alternative that is not null; `$ref` is looked up in the same schema.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite, nan
from typing import Any, Final, Literal

from livechat.sim.mind.words import stems_of

MOST_PARAMETERS: Final = 200
"""Parameters read of one function, nested ones too; a schema may refer to itself."""

DEEPEST: Final = 5
"""Objects and lists within each other that are read."""

LONGEST_DESCRIPTION: Final = 300
"""Characters of a description that are looked at."""

Kind = Literal["string", "number", "integer", "boolean", "array", "object"]
Scalar = str | int | float | bool

_KINDS: Final[Mapping[str, Kind]] = {
    "string": "string",
    "number": "number",
    "integer": "integer",
    "boolean": "boolean",
    "array": "array",
    "object": "object",
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter, or what a list holds."""

    path: tuple[str, ...]
    """Names from the outermost object inward; the items of a list share its path."""
    kind: Kind
    required: bool
    stems: tuple[str, ...]
    """Of its name."""
    described: frozenset[str]
    """Stems of its description."""
    choices: tuple[Scalar, ...] = ()
    """Values it may have; empty when any will do."""
    lowest: float | None = None
    highest: float | None = None
    default: Scalar | None = None
    item: Parameter | None = None
    """What a list holds."""
    fields: tuple[Parameter, ...] = ()
    """What an object holds."""

    @property
    def name(self) -> str:
        """As declared."""
        return self.path[-1] if self.path else ""


def read(schema: Any) -> tuple[Parameter, ...]:
    """The parameters declared by the schema of a function's arguments; never raises."""
    reader = _Reader(schema)
    return reader.read(schema, (), True, 0).fields


class _Reader:
    def __init__(self, root: Any) -> None:
        self._root = root
        self._left = MOST_PARAMETERS

    def read(self, schema: Any, path: tuple[str, ...], required: bool, depth: int) -> Parameter:
        plain = self._resolved(schema)
        description = _text(plain.get("description"))[:LONGEST_DESCRIPTION]
        kind = _kind(plain)
        choices = plain.get("enum") if "enum" in plain else [plain.get("const")]
        return Parameter(
            path,
            kind,
            required,
            tuple(stems_of(path[-1][:LONGEST_DESCRIPTION])) if path else (),
            frozenset(stems_of(description)),
            tuple(value for value in map(_scalar, _list(choices)) if value is not None),
            _number(plain.get("minimum")),
            _number(plain.get("maximum")),
            _scalar(plain.get("default")),
            self._item(plain, path, required, depth) if kind == "array" else None,
            self._fields(plain, path, depth) if kind == "object" else (),
        )

    def _item(
        self, schema: Mapping[str, Any], path: tuple[str, ...], required: bool, depth: int
    ) -> Parameter:
        inner = schema.get("items") if depth < DEEPEST else None
        return self.read(inner, path, required, depth + 1)

    def _fields(
        self, schema: Mapping[str, Any], path: tuple[str, ...], depth: int
    ) -> tuple[Parameter, ...]:
        properties = schema.get("properties")
        if depth >= DEEPEST or not isinstance(properties, Mapping):
            return ()
        needed = {name for name in _list(schema.get("required")) if isinstance(name, str)}
        # Those that must be there come first, in case not all can be read.
        names = sorted(properties, key=lambda name: name not in needed)
        found = []
        for name in names[: self._left]:
            if self._left <= 0:
                break
            self._left -= 1
            found.append(self.read(properties[name], (*path, name), name in needed, depth + 1))
        return tuple(found)

    def _resolved(self, schema: Any) -> Mapping[str, Any]:
        """The schema itself, behind references and alternatives."""
        merged: dict[str, Any] = {}
        for _ in range(DEEPEST):
            if not isinstance(schema, Mapping):
                break
            merged = {**schema, **merged}
            reference = schema.get("$ref") or schema.get("ref")
            if isinstance(reference, str):
                schema = self._found(reference)
                continue
            options = schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf")
            schema = next(
                (
                    option
                    for option in _list(options)
                    if isinstance(option, Mapping) and _text(option.get("type")).lower() != "null"
                ),
                None,
            )
        return merged

    def _found(self, reference: str) -> Any:
        place = self._root
        for key in reference.split("/")[1:][:DEEPEST]:
            place = place.get(key) if isinstance(place, Mapping) else None
        return place


def _kind(schema: Mapping[str, Any]) -> Kind:
    declared = schema.get("type")
    for name in _list(declared) if not isinstance(declared, str) else [declared]:
        if isinstance(name, str) and name.lower() in _KINDS:
            return _KINDS[name.lower()]
    if "properties" in schema:
        return "object"
    return "array" if "items" in schema else "string"


def _list(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else ()


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _scalar(value: Any) -> Scalar | None:
    if isinstance(value, float) and not isfinite(value):
        return None
    return value if isinstance(value, Scalar) else None


def _number(value: Any) -> float | None:
    try:
        number = float(value) if isinstance(value, int | float | str) else nan
    except (ValueError, OverflowError):
        return None
    return number if isfinite(number) else None
