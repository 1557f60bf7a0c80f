"""Turns tables somebody wrote into values, naming what does not fit and what would.

A check takes the reader that names the source, a value and its key, and returns the value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from livechat.catalog.nearest import nearest
from livechat.errors import SettingsError

Check = Callable[["Reader", Any, str], Any]


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads tables of one source."""

    source: str
    """Begins a sentence: `The scenario a.toml`."""

    def fail(self, key: str, wanted: str) -> NoReturn:
        """Refuse the value of a key.

        Raises:
            SettingsError: always; it names the source, the key, and what it must be.
        """
        raise SettingsError(f"{self.source} has a wrong value at '{key}'.", f"It must be {wanted}.")

    def table(self, value: Any, key: str) -> Mapping[str, Any]:
        """`value`, which is a table.

        Raises:
            SettingsError: it is not.
        """
        if not isinstance(value, dict):
            self.fail(key, "a table")
        return value

    def fields(
        self, table: Mapping[str, Any], checks: Mapping[str, Check], prefix: str = ""
    ) -> dict[str, Any]:
        """The table's values, each checked.

        Args:
            table: Keys and values as they were written.
            checks: One for every key that is known.
            prefix: Where the table is, for words about it: `audio.`.

        Raises:
            SettingsError: a key is not known, or a value does not fit.
        """
        for key in table:
            if key not in checks:
                meant = nearest(key, checks)
                raise SettingsError(
                    f"{self.source} has an unknown key '{prefix}{key}'.",
                    (f"Did you mean '{meant}'? " if meant else "")
                    + f"Known here: {', '.join(checks)}.",
                )
        return {key: checks[key](self, value, prefix + key) for key, value in table.items()}


def number(lowest: float, highest: float) -> Check:
    """A check for numbers of a range, both ends included."""

    def check(reader: Reader, value: Any, key: str) -> float:
        good = isinstance(value, int | float) and not isinstance(value, bool)
        if not good or not lowest <= value <= highest:
            reader.fail(key, f"a number from {lowest:g} to {highest:g}")
        return float(value)

    return check


def whole(lowest: int, highest: int, step: int = 1) -> Check:
    """A check for whole numbers of a range, both ends included; multiples of `step`, 1 or 2."""

    def check(reader: Reader, value: Any, key: str) -> int:
        good = isinstance(value, int) and not isinstance(value, bool)
        if not good or not lowest <= value <= highest or value % step:
            even = "an even" if step == 2 else "a whole"
            reader.fail(key, f"{even} number from {lowest} to {highest}")
        return int(value)

    return check


def one_of(choices: tuple[str, ...]) -> Check:
    """A check for one of some words."""

    def check(reader: Reader, value: Any, key: str) -> str:
        if value not in choices:
            reader.fail(key, "one of " + ", ".join(choices))
        return str(value)

    return check


def text(reader: Reader, value: Any, key: str) -> str:
    """Any text."""
    if not isinstance(value, str):
        reader.fail(key, "text")
    return value


def close_code(reader: Reader, value: Any, key: str) -> int:
    """A close code that a WebSocket can carry."""
    code = whole(1000, 4999)(reader, value, key)
    if code in (1004, 1005, 1006, 1015) or 1016 <= code < 3000:  # never sent: RFC 6455, 7.4
        reader.fail(key, "a close code that may be sent, such as 1000, 1007, 1008 or 1011")
    return int(code)
