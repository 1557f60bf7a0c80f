"""JSON and base64 as clients write them.

Whatever is read here can be written as JSON again: it holds no NaN, no infinity, and no more
objects and lists in one another than may be walked through.
"""

from __future__ import annotations

import binascii
import json
from collections.abc import Mapping
from contextlib import suppress
from math import isfinite
from typing import Any, Final

from livechat.sim.protocol.schema import WireError

MOST_NESTED: Final = 100
"""Objects and lists that may lie in one another; the limit of protobuf's JSON."""


def json_object(frame: str | bytes) -> dict[str, Any]:
    """The JSON object that a WebSocket message holds.

    Raises:
        WireError: not JSON, not an object, or nested too deeply.
    """
    try:
        message = json.loads(frame, parse_constant=_finite, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        raise WireError("Request contains an invalid argument: not valid JSON.") from error
    if not isinstance(message, dict):
        raise WireError("Request contains an invalid argument: a JSON object is needed.")
    if _nested(message) > MOST_NESTED:
        raise WireError("Request contains an invalid argument: nested too deeply.")
    return message


def from_base64(text: str, path: str) -> bytes:
    """Bytes from standard, URL-safe, padded, unpadded and line-broken base64.

    Raises:
        WireError: naming the field `path`.
    """
    plain = text.replace("-", "+").replace("_", "/")
    with suppress(ValueError):  # as nearly everybody sends it
        return binascii.a2b_base64(plain, strict_mode=True)
    plain = "".join(plain.split()).rstrip("=")
    try:
        return binascii.a2b_base64(plain + "=" * (-len(plain) % 4), strict_mode=True)
    except ValueError as error:
        raise WireError(f"Invalid value at '{path}': base64 text is needed.") from error


def _finite(text: str) -> float:
    """A number that JSON can write again: not NaN, Infinity or 1e999."""
    number = float(text)
    if not isfinite(number):
        raise ValueError(text)
    return number


def _nested(message: Mapping[str, Any]) -> int:
    """How many objects and lists lie in one another, counted no further than is allowed."""
    level: list[Any] = [message]
    depth = 0
    while level and depth <= MOST_NESTED:
        depth += 1
        inner = (item.values() if isinstance(item, dict) else item for item in level)
        level = [item for items in inner for item in items if isinstance(item, dict | list)]
    return depth
