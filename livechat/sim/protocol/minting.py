"""The body of a request for an ephemeral token.

Source: `AuthToken` in the Gemini API reference (`v1alpha`). Names may be in camelCase or in
snake_case, as in a setup; times are those of RFC 3339.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NoReturn

from livechat.sim.protocol.encoding import json_object
from livechat.sim.protocol.masks import check_mask
from livechat.sim.protocol.schema import WireError, camel, conform

FURTHEST: Final = timedelta(hours=20)
"""All times of a token are nearer than this."""

MOST_USES: Final = 2**31 - 1
"""`uses` is an int32."""

_TIME: Final = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)")
# A setup nests less deeply than ten fields.
_PATH: Final = re.compile(r"[A-Za-z]\w*(\.[A-Za-z]\w*){0,9}")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a new token is to be; None leaves it to the service."""

    uses: int | None = None
    """New sessions; 0 for any number."""
    expires: datetime | None = None
    """Aware."""
    starts_by: datetime | None = None
    """The last moment for a new session; aware."""
    setup: Mapping[str, Any] | None = None
    """What sessions are to have for their setup, known keys in camelCase."""
    mask: tuple[str, ...] = ()
    """Paths of the fields that are locked; none locks them all."""
    size: int = 0
    """Bytes of the request."""


def read(body: bytes, now: datetime, *, strict: bool = False) -> Wanted:
    """What a request asks for; an empty body asks for nothing special.

    Args:
        body: JSON.
        now: Aware.
        strict: Whether unknown fields are refused.

    Raises:
        WireError: not JSON, or a field holds a wrong value; the text names it.
    """
    values: dict[str, Any] = {}
    for key, value in json_object(body or b"{}").items():
        name = camel(key)
        if name not in _FIELDS:
            if strict:
                raise WireError(f'Invalid JSON payload received. Unknown name "{key}".')
            continue
        attribute, reader = _FIELDS[name]
        if attribute in values:
            raise WireError(f"Field '{name}' was given twice.")
        if value is not None:
            values[attribute] = reader(value, name, now, strict)
    wanted = Wanted(**values, size=len(body))
    if wanted.expires and wanted.starts_by and wanted.starts_by > wanted.expires:
        _refuse("newSessionExpireTime", "it must not be later than 'expireTime'")
    check_mask(wanted.mask, wanted.setup or {})
    return wanted


def stamp(time: datetime) -> str:
    """An aware time as the service writes it: RFC 3339, UTC, ending in Z."""
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _uses(value: Any, name: str, now: datetime, strict: bool) -> int:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,10}", value):
        value = int(value)  # protobuf's JSON takes numbers in quotes
    whole = isinstance(value, int | float) and not isinstance(value, bool) and value == value // 1
    if not whole or not 0 <= value <= MOST_USES:
        _refuse(name, "a whole number, not negative, is needed")
    return int(value)


def _time(value: Any, name: str, now: datetime, strict: bool) -> datetime:
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        _refuse(name, "a time such as 2026-01-31T12:00:00Z, with its offset, is needed")
    try:
        time = datetime.fromisoformat(value.upper())
    except ValueError:
        _refuse(name, "there is no such time")
    if time <= now:
        _refuse(name, "it must be in the future")
    if time - now >= FURTHEST:
        _refuse(name, "it must be less than 20 hours in the future")
    return time


def _setup(value: Any, name: str, now: datetime, strict: bool) -> Mapping[str, Any]:
    try:
        setup: Mapping[str, Any] = conform({"setup": value}, strict=strict)["setup"]
    except WireError as error:
        raise WireError(str(error).replace("'setup", f"'{name}", 1)) from error
    return setup


def _mask(value: Any, name: str, now: datetime, strict: bool) -> tuple[str, ...]:
    paths = [path.strip() for path in value.split(",")] if isinstance(value, str) else None
    if paths == [""]:
        return ()
    if paths is None or not all(map(_PATH.fullmatch, paths)):
        _refuse(name, "names of fields, separated by commas, are needed")
    return tuple(paths)


def _refuse(name: str, why: str) -> NoReturn:
    raise WireError(f"Invalid value at '{name}': {why}.")


Reader = Callable[[Any, str, datetime, bool], Any]

_FIELDS: Final[Mapping[str, tuple[str, Reader]]] = {
    "uses": ("uses", _uses),
    "expireTime": ("expires", _time),
    "newSessionExpireTime": ("starts_by", _time),
    "bidiGenerateContentSetup": ("setup", _setup),
    "fieldMask": ("mask", _mask),
}
"""Name of a field → attribute of `Wanted`, and what reads it."""
