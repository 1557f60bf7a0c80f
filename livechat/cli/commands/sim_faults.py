"""What `livechat sim --list-faults` shows."""

from __future__ import annotations

from typing import TextIO

from livechat.sim.faults import KINDS, Kind
from livechat.ui.tables import Column, show_table

_COLUMNS = (
    Column("fault", weight=3),
    Column("what happens", weight=2, least=12, good=50),
    Column("options", weight=1, least=20),
)


def show(stdout: TextIO, *, json: bool, wide: bool = False) -> None:
    """Write every kind of fault: a table for eyes, lines for a pipe, or a JSON array."""
    rows = [
        {
            "fault": kind.name,
            "what happens": kind.does,
            "options": options(kind),
            "a good client": kind.client,
        }
        for kind in KINDS.values()
    ]
    show_table(_COLUMNS, rows, json=json, stdout=stdout, wide=wide)


def options(kind: Kind) -> str:
    """What a fault takes beside what all take, as `--fault` reads it, with its defaults."""
    usual, *others = kind.whens
    when = f"when={usual} (or {', '.join(others)})" if others else ""
    own = [
        f"{name}={value:g}" if isinstance(value, float) else f"{name}={_shown(value)}"
        for name, value in kind.options.items()
    ]
    return ", ".join(filter(None, [when, *own]))


def _shown(value: object) -> str:
    return "..." if value is None else str(value)
