"""What the model must say to call a function of the settings, and whether it has said it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

LONGEST: Final = 100_000
"""Characters of an argument. Linux takes 131,072 bytes in one argument of a program (execve(2))."""

_EXACT: Final = 2**53
"""Whole numbers up to here stay what they are when JSON makes a float of them."""


class BadArgumentError(Exception):
    """An argument is not what the function takes; the text is a sentence for the model."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter, as `[tools.NAME.parameters]` has it."""

    type: str = "string"
    description: str = ""
    choices: tuple[str | int | float, ...] = ()
    default: str | int | float | bool | None = None
    required: bool = True
    minimum: float | None = None
    maximum: float | None = None


def read(table: Mapping[str, Any]) -> dict[str, Parameter]:
    """Return the parameters that a table of JSON holds."""
    return {
        name: Parameter(**{**about, "choices": tuple(about.get("choices") or ())})
        for name, about in table.items()
    }


def schema(parameters: Mapping[str, Parameter]) -> dict[str, object]:
    """Return them as JSON Schema; empty: there are none."""
    if not parameters:
        return {}
    required = [name for name, about in parameters.items() if about.required]
    return {
        "type": "object",
        "properties": {name: _property(about) for name, about in parameters.items()},
        **({"required": required} if required else {}),
    }


def _property(about: Parameter) -> dict[str, object]:
    said = {
        "description": about.description,
        "enum": list(about.choices),
        "minimum": about.minimum,
        "maximum": about.maximum,
        "default": about.default,
    }
    return {"type": about.type} | {
        name: value for name, value in said.items() if value not in ("", [], None)
    }


def checked(
    parameters: Mapping[str, Parameter], args: Mapping[str, object]
) -> dict[str, str | int | float | bool]:
    """Return the arguments with their types and defaults; what was left out is not there.

    Raises:
        BadArgumentError: One is missing, unknown, or not what its parameter takes.
    """
    for name in args:
        if name not in parameters:
            known = ", ".join(parameters) or "none"
            raise BadArgumentError(f'There is no parameter "{name[:60]}". There are: {known}.')
    values: dict[str, str | int | float | bool] = {}
    for name, about in parameters.items():
        given = args.get(name)
        if given is None:
            if about.required:
                raise BadArgumentError(f"The parameter {name} is missing.")
            if about.default is not None:
                values[name] = about.default
            continue
        values[name] = _checked(name, about, given)
    return values


def _checked(name: str, about: Parameter, given: object) -> str | int | float | bool:
    value = _typed(about.type, given)
    if value is None:
        article = "an" if about.type == "integer" else "a"
        raise BadArgumentError(f"{name} must be {article} {about.type}.")
    if isinstance(value, str):
        if len(value) > LONGEST:
            raise BadArgumentError(f"{name} is longer than {LONGEST:,} characters.")
        if any("\ud800" <= char <= "\udfff" for char in value):
            raise BadArgumentError(f"{name} contains half of a character.")
    if about.choices and value not in about.choices:
        raise BadArgumentError(f"{name} must be one of {', '.join(map(str, about.choices))}.")
    if not isinstance(value, str):
        if about.minimum is not None and value < about.minimum:
            raise BadArgumentError(f"{name} must be at least {text(about.minimum)}.")
        if about.maximum is not None and value > about.maximum:
            raise BadArgumentError(f"{name} must be at most {text(about.maximum)}.")
    return value


def _typed(kind: str, given: object) -> str | int | float | bool | None:
    """Return a value as its type has it; None: it is of another. Models write "12" and 12.0."""
    if kind == "string":
        if isinstance(given, str):
            return given
        return text(given) if isinstance(given, int | float) else None
    if kind == "boolean":
        if isinstance(given, str):
            return {"true": True, "false": False}.get(given.strip().lower())
        return given if isinstance(given, bool) else None
    if isinstance(given, bool):
        return None
    if isinstance(given, str):
        try:
            given = int(given[:40]) if kind == "integer" else float(given[:40])
        except ValueError:
            return None
    if isinstance(given, int):
        return given
    if not isinstance(given, float) or not math.isfinite(given):
        return None
    if kind == "number":
        return given
    return int(given) if given.is_integer() and abs(given) <= _EXACT else None


def text(value: object) -> str:
    """Return a value as a program or an address is told it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) <= _EXACT:
        return str(int(value))
    return str(value)
