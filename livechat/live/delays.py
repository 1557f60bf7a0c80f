"""When a service wants to be asked again: in a header, in an error's details, or in its words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

from websockets.http11 import Response

_UNITS: Final[Mapping[str, float]] = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
"""Seconds in a unit, by its first letters."""

_AMOUNT = (
    r"(\d{1,7}(?:\.\d{1,9})?)\s*"
    r"(ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?)(?![a-z])"
)

_WAIT = re.compile(
    r"\b(?:again|retry|retrying|retry[-_ ]?after|wait)\b"
    r"(?:\W{1,3}(?:in|after|for|at least|about|another))*\W{1,3}"
    rf"(?P<wait>(?:{_AMOUNT}[\s,]*(?:and\s+)?)+|\d{{1,7}}(?:\.\d{{1,9}})?)",
    re.IGNORECASE,
)
"""`try again in 5 s`, `Please retry in 1m30.5s`, `Retry-After: 20`."""


def wait_named(words: str) -> float | None:
    """Return the seconds after which the words ask to try again; None where they do not say."""
    found = _WAIT.search(words)
    if found is None:
        return None
    amounts = re.findall(_AMOUNT, found["wait"], re.IGNORECASE)
    if not amounts:  # a number without a unit is seconds, as in Retry-After
        return float(found["wait"])
    return sum(float(number) * _UNITS[_unit(unit.lower())] for number, unit in amounts)


def _unit(name: str) -> str:
    return "ms" if name == "ms" or name.startswith("milli") else name[0]


def retry_after(response: Response, content: Mapping[str, Any]) -> float | None:
    """Return the seconds of Retry-After (RFC 9110, 10.2.3) or of google.rpc.RetryInfo.

    Args:
        response: Instead of a session.
        content: The error in its body.
    """
    given = _header(response, "Retry-After")
    if re.fullmatch(r"[0-9]{1,9}", given):
        return float(given)
    if (at := _moment(given)) is not None:
        now = _moment(_header(response, "Date")) or datetime.now(UTC)
        return max(0.0, (at - now).total_seconds())
    details = content.get("details")
    for detail in details if isinstance(details, list) else ():
        delay = detail.get("retryDelay") if isinstance(detail, dict) else None
        if isinstance(delay, str) and re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?s", delay):
            return float(delay[:-1])
    return None


def _header(response: Response, name: str) -> str:
    return next(iter(response.headers.get_all(name)), "").strip()


def _moment(text: str) -> datetime | None:
    """An HTTP date, aware; None for anything else."""
    try:
        found = parsedate_to_datetime(text)
        return found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None
