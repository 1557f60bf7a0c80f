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
    """Open the sound devices anew; if there is no connection, try again now."""
    QUIT = auto()


@dataclass(frozen=True, slots=True)
class Say:
    """Send a typed line to the model."""

    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """Go on with another setting."""

    key: str
    """As in a settings file, tables before a dot: `voice`, `sound.push_to_talk`."""
    value: str


Intent = Act | Say | Change

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

CHANGES = {
    "/voice": "voice",
    "/language": "language",
    "/model": "model",
    "/system": "system",
    "/push-to-talk": "sound.push_to_talk",
}
"""First words of lines that change a setting to what follows them."""

SAY = "/say "
"""Begins a line whose rest is said, even if it looks like a wish."""


def of_line(line: str) -> Intent:
    """The intent of a line typed while the call goes on."""
    line = line.strip()
    if line.startswith(SAY):
        return Say(line.removeprefix(SAY).strip())
    command, _, value = line.partition(" ")
    if command in CHANGES:
        return Change(CHANGES[command], value.strip())
    act = LINES.get(line.lower())
    return Say(line) if act is None else act
