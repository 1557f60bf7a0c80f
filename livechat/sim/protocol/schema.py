"""The reader that holds a client's message against the table of fields.

Servers of the Live API take camelCase and snake_case mixed at every level. `conform` returns the
message with every known key in camelCase, checks the values of known fields, and leaves alone
what belongs to the user (function parameters, arguments, results), whose keys must not be
rewritten. Fields it does not know are left alone too, unless it is told to be strict.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from math import isfinite
from sys import float_info
from typing import Any, Final

from livechat.sim.protocol.fields import MESSAGE, NULL_REFUSED
from livechat.sim.protocol.kinds import Kind, Many, Named, Scalar, Within, Words


class WireError(Exception):
    """A client's message does not fit; the text is the reason for closing with 1007."""


def conform(message: Mapping[str, Any], *, strict: bool = False) -> dict[str, Any]:
    """Return `message` with known keys in camelCase and known fields of the right values.

    A field that is null, or a word that means "unspecified", is left out.

    Args:
        message: One message of a client.
        strict: Whether unknown fields, and a message that says nothing, are refused.

    Raises:
        WireError: a known field holds a wrong value, or appears in both spellings.
    """
    known = _object(message, MESSAGE, "", strict)
    if strict and not known:
        raise WireError("Request contains an invalid argument: the message is empty.")
    return known


def camel(key: str) -> str:
    """`turn_complete` and `turnComplete` both as `turnComplete`."""
    if "_" not in key:
        return key
    return re.sub(r"(?<=[A-Za-z0-9])_+([A-Za-z0-9])", lambda found: found[1].upper(), key)


_NOTHING: Final = object()
"""What is left of a word that means "unspecified"."""


def _object(
    value: Mapping[str, Any], fields: Mapping[str, Kind], path: str, strict: bool
) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, item in value.items():
        name = camel(key)
        kind = fields.get(name)
        if kind is None:
            if strict:
                raise unknown_name(key, path)
            result[key] = item
            continue
        where = f"{path}.{name}" if path else name
        if name in result:
            raise WireError(f"Field '{where}' was given twice.")
        if item is None and where not in NULL_REFUSED:
            continue
        read = _value(item, kind, where, strict)
        if read is not _NOTHING:
            result[name] = read
    return result


def _value(value: Any, kind: Kind, path: str, strict: bool) -> Any:
    match kind:
        case Many():
            items = [value] if isinstance(value, dict) else value
            if not isinstance(items, list):
                raise _invalid(path, "a list is needed")
            read = [_value(item, kind.of, f"{path}[{at}]", strict) for at, item in enumerate(items)]
            return [item for item in read if item is not _NOTHING]
        case Named():
            return {
                key: item if kind.of == "any" else _value(item, kind.of, f"{path}.{key}", strict)
                for key, item in _mapping(value, path).items()
            }
        case Words():
            return _word(value, kind, path)
        case Within():
            return _within(value, kind, path)
        case Mapping():
            return _object(_mapping(value, path), kind, path, strict)
        case _:
            return _scalar(value, kind, path)


def _mapping(value: Any, path: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _invalid(path, "an object is needed")
    return value


def _word(value: Any, kind: Words, path: str) -> Any:
    word = value.upper() if isinstance(value, str) else None
    if word not in kind.allowed:
        raise _invalid(path, "no such value")
    return _NOTHING if word.endswith("UNSPECIFIED") else word


def _within(value: Any, kind: Within, path: str) -> int | float:
    number: int | float = _scalar(value, kind.of, path)
    if not kind.least <= number <= kind.most:
        limits = f"{kind.least} to {kind.most}" if isfinite(kind.most) else f"{kind.least} or more"
        raise _invalid(path, f"{limits} is needed")
    return number


def _scalar(value: Any, kind: Scalar, path: str) -> Any:
    read, needed = _SCALARS[kind]
    result = read(value)
    if result is None:
        raise _invalid(path, f"{needed} is needed")
    return result


def _text(value: Any) -> str | None:
    # Half a surrogate pair would fail wherever the text is written later.
    return value.encode(errors="replace").decode() if isinstance(value, str) else None


def _matching(pattern: str) -> Callable[[Any], str | None]:
    def read(value: Any) -> str | None:
        return value if isinstance(value, str) and re.fullmatch(pattern, value) else None

    return read


def _number(value: Any) -> int | float | None:
    if isinstance(value, str):  # protobuf's JSON takes numbers in quotes
        value = float(value) if re.fullmatch(r"-?[0-9]{1,20}(\.[0-9]{1,20})?", value) else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if abs(value) <= float_info.max else None


def _integer(value: Any) -> int | None:
    if isinstance(value, str):  # and writes 64-bit integers so; 3.0 is an integer too
        value = int(value) if re.fullmatch(r"-?[0-9]{1,19}", value) else None
    number = _number(value)
    if number is None or number != int(number) or not -(2**63) <= number < 2**63:
        return None
    return int(number)


_SCALARS: Final[Mapping[Scalar, tuple[Callable[[Any], Any], str]]] = {
    "string": (_text, "a string"),
    "bytes": (_text, "base64 text"),
    "number": (_number, "a number"),
    "integer": (_integer, "a whole number"),
    "boolean": (lambda value: value if isinstance(value, bool) else None, "true or false"),
    "language": (_matching(r"([A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*)?"), "a BCP-47 language code"),
    "duration": (_matching(r"[0-9]{1,12}(\.[0-9]{1,9})?s"), "a time such as 1.5s"),
    "any": (lambda value: value, "any value"),
}
"""How a value of each kind is read, with None for one that does not fit, and what is needed."""


def _invalid(path: str, why: str) -> WireError:
    return WireError(f"Invalid value at '{path}': {why}.")


def unknown_name(name: str, path: str) -> WireError:
    """The refusal of a field, in the service's words; it spells where the field was in snake_case.

    Args:
        name: As the client wrote it.
        path: Where it was, in camelCase; empty for the message itself.
    """
    where = f" at '{_snake(path)}'" if path else ""
    return WireError(
        f'Invalid JSON payload received. Unknown name "{name}"{where}: Cannot find field.'
    )


def _snake(path: str) -> str:
    return re.sub(r"(?<=[a-z0-9])[A-Z]", lambda found: f"_{found[0].lower()}", path)
