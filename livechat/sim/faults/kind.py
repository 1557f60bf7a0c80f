"""What is known of one way in which things go wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

When = Literal["handshake", "setup", "before", "during", "after"]
"""The moment: before the connection is open; at the answer to the setup, or from it on; or before
the first, after some, or after the last message of an answer."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One way in which things go wrong."""

    name: str
    does: str
    """What the server does, in a sentence."""
    client: str
    """What a good client does about it, in a sentence."""
    whens: tuple[When, ...]
    """Moments it can come at; the first is the default."""
    turns: bool = True
    """Whether it concerns single answers, and takes `turn`; else the connection."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """Its own options with their defaults; None: the kind finds a value that fits."""

    @property
    def defaults(self) -> Mapping[str, Any]:
        """Every option it takes, with its default."""
        turn = {"turn": 1} if self.turns else {}
        return {"when": self.whens[0], **turn, "connection": 0, "chance": 1.0, **self.options}

    @property
    def takes(self) -> str:
        """What it takes beside what all take, as `--fault` reads it, with its defaults."""
        usual, *others = self.whens
        when = [f"when={usual} (or {', '.join(others)})"] if others else []
        return ", ".join(when + [f"{name}={_shown(value)}" for name, value in self.options.items()])


def _shown(value: object) -> str:
    if value is None:
        return "..."
    return f"{value:g}" if isinstance(value, float) else str(value)


HANDSHAKE: Final[tuple[When, ...]] = ("handshake",)
SETUP: Final[tuple[When, ...]] = ("setup",)
DURING: Final[tuple[When, ...]] = ("during",)
AFTER: Final[tuple[When, ...]] = ("after",)
ANYWHERE: Final[tuple[When, ...]] = ("during", "setup", "before", "after")
SETUP_FIRST: Final[tuple[When, ...]] = ("setup", "before", "during", "after")
IN_ANSWER: Final[tuple[When, ...]] = ("during", "before", "after")

BACK_OFF: Final = "Retries after a growing pause, and says so; only a few times."
SKIP: Final = "Reports the message once, skips it and continues with the next."
