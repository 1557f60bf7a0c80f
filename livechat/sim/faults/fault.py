"""One fault somebody asked for, read from a table or from one line of text:

```
close
close:code=1008,reason=Operation is not implemented,when=setup
stall:seconds=0,turn=2,connection=1
```
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, get_args

from livechat.catalog.nearest import nearest
from livechat.errors import SettingsError
from livechat.sim.checks import Check, Reader, close_code, number, one_of, text, whole
from livechat.sim.faults.kind import When
from livechat.sim.faults.kinds import KINDS


@dataclass(frozen=True, slots=True)
class Fault:
    """What is to go wrong, when and how often. Made by `make`, which knows each kind's defaults."""

    kind: str
    """A key of `KINDS`."""
    when: When
    turn: int = 1
    """Which answer of a session, counted from 1; 0 is every one."""
    connection: int = 0
    """Which connection to the server, counted from 1; 0 is every one."""
    chance: float = 1.0
    """How likely it is, each time it could come: 0 to 1."""
    code: int = 0
    """Close code."""
    reason: str | None = None
    """Reason of the close; None is the usual one of the code."""
    seconds: float = 0.0
    bytes_per_second: int = 0
    mime: str = ""
    """MIME type of sound."""
    label: str = ""
    """What stands in a transcript for a noise."""

    def __str__(self) -> str:
        """As `parse` reads it; what is as usual is left out."""
        changed = [
            f"{name}={value:g}" if isinstance(value, float) else f"{name}={value}"
            for name, usual in KINDS[self.kind].defaults.items()
            if (value := getattr(self, name)) != usual
        ]
        return f"{self.kind}:{','.join(changed)}" if changed else self.kind


def make(kind: str, **options: Any) -> Fault:
    """A fault of a kind.

    Args:
        kind: A key of `KINDS`.
        options: Fields of `Fault` that the kind takes; the others have the kind's defaults.

    Raises:
        SettingsError: the kind is unknown, does not take an option, or a value does not fit.
    """
    _check_kind(kind)
    return read(Reader(f"The fault {kind}"), {"kind": kind, **options})


def read(reader: Reader, table: Mapping[str, Any], prefix: str = "") -> Fault:
    """A fault from a table with `kind` and options.

    Args:
        reader: Names the source.
        table: Keys and values as they were written.
        prefix: Where the table is, for words about it: `fault[0].`.

    Raises:
        SettingsError: the kind is unknown, does not take an option, or a value does not fit.
    """
    kind = KINDS.get(_kind(reader, table.get("kind"), f"{prefix}kind"))
    assert kind is not None
    checks = {"kind": _kind, "when": one_of(kind.whens)}
    checks |= {name: _CHECKS[name] for name in kind.defaults if name != "when"}
    return Fault(**{**kind.defaults, **reader.fields(table, checks, prefix)})


def parse(line: str) -> Fault:
    """A fault from one line: a kind, a colon, and options divided by commas.

    A comma in a text is no division unless a name and an equals sign follow it.

    Raises:
        SettingsError: the kind is unknown, does not take an option, or a value does not fit.
    """
    kind, _, rest = line.partition(":")
    _check_kind(kind.strip())
    table: dict[str, Any] = {"kind": kind.strip()}
    for option in _DIVISION.split(rest) if rest.strip() else ():
        name, equals, value = option.partition("=")
        if not equals:
            raise SettingsError(
                f"The fault '{line}' contains '{option.strip()}', which is not an option.",
                "Write name=value, such as close:code=1011,when=during.",
            )
        name = name.strip()
        if name in table:
            raise SettingsError(f"The fault '{line}' has '{name}' twice.", "Use it once.")
        table[name] = value if name in _TEXTS else _value(value.strip())
    return read(Reader(f"The fault '{line}'"), table)


def _kind(reader: Reader, value: Any, key: str) -> str:
    if isinstance(value, str) and value in KINDS:
        return value
    if not isinstance(value, str):
        reader.fail(key, "the name of a fault, such as 'close'")
    raise SettingsError(
        f"{reader.source} has an unknown fault '{value}' at '{key}'.", _meant(value)
    )


def _check_kind(kind: str) -> None:
    if kind not in KINDS:
        raise SettingsError(f"There is no fault '{kind}'.", _meant(kind))


def _meant(kind: str) -> str:
    meant = nearest(kind, KINDS)
    suggestion = f"Did you mean '{meant}'? " if meant else ""
    return f"{suggestion}`livechat sim --list-faults` shows them all."


def _value(written: str) -> int | float | str:
    for read_as in (int, float):
        try:
            return read_as(written)
        except ValueError:
            continue
    return written


_TEXTS: Final = ("reason", "mime", "label")
"""Options whose value is text, even if it looks like a number."""

_DIVISION: Final = re.compile(r",(?=\s*[A-Za-z_]+\s*=)")

_CHECKS: Final[Mapping[str, Check]] = {
    "when": one_of(get_args(When)),
    "turn": whole(0, 1_000_000),
    "connection": whole(0, 1_000_000),
    "chance": number(0, 1),
    "code": close_code,
    "reason": text,
    "seconds": number(0, 86_400),
    "bytes_per_second": whole(100, 1_000_000_000),
    "mime": text,
    "label": text,
}
