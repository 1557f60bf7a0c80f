"""What the user wants, whichever key, line or program says it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


class Act(Enum):
    """Wishes that need no words."""

    TALK = auto()
    """Push-to-talk: begin to speak, or stop."""
    MUTE = auto()
    """Mute the microphone, or unmute it."""
    INTERRUPT = auto()
    """Stop the model's voice now."""
    LOUDER = auto()
    QUIETER = auto()
    REOPEN = auto()
    """Open the sound devices anew."""
    QUIT = auto()


@dataclass(frozen=True, slots=True)
class Say:
    """Send a typed line to the model."""

    text: str


Intent = Act | Say

LINES = {
    "": Act.TALK,
    "t": Act.TALK,
    "m": Act.MUTE,
    "i": Act.INTERRUPT,
    "+": Act.LOUDER,
    "-": Act.QUIETER,
    "r": Act.REOPEN,
    "q": Act.QUIT,
}
"""What a line alone stands for; any other is something to say."""

SAY = "/say "
"""Begins a line whose rest is said, even if it looks like a wish."""


def of_line(line: str) -> Intent:
    """The intent of a line typed while the call goes on."""
    line = line.strip()
    if line.startswith(SAY):
        return Say(line.removeprefix(SAY).strip())
    act = LINES.get(line.lower())
    return Say(line) if act is None else act
