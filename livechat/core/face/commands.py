"""What the user wants, whichever key, line or program says it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


class Act(Enum):
    """Wishes that need no words."""

    TALK = auto()
    """Push-to-talk: begin to speak, or stop."""
    PRESS = auto()
    """Push-to-talk: begin to speak; again changes nothing."""
    RELEASE = auto()
    """Push-to-talk: stop; again changes nothing."""
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
"""What a conversation follows."""


class Aside(Enum):
    """Wishes that concern no conversation, but the terminal it is seen in."""

    DEVICES = auto()
    """Show the sound devices, and which are in use; or hide them."""
    COPY = auto()
    """Put the last reply into the clipboard."""
    HELP = auto()
    """Show what the keys do, or hide it."""
    LINE = auto()
    """Begin to type a line."""
    COMMAND = auto()
    """Begin to type a command."""


@dataclass(frozen=True, slots=True)
class Save:
    """Write what was said into a file."""

    name: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """Something that looks like a command and is none."""

    command: str


Wish = Intent | Aside | Save | Unknown
"""What keys and typed lines stand for."""

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
    "/mic": "sound.mic",
    "/speaker": "sound.speaker",
}
"""First words of lines that change a setting to what follows them."""

SAY = "/say "
"""Begins a line whose rest is said, even if it looks like a wish."""

COMMANDS = (*CHANGES, "/say", "/save", "/quit")
"""First words that are commands in a line that was opened with a key."""


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


def of_typed(line: str) -> Wish | None:
    """The wish of a line that was opened with a key: keys have acted before, so letters are said.

    A word that only looks like a command is not said: it was meant for this program. None: nothing
    was typed.
    """
    line = line.strip()
    command, _, rest = line.partition(" ")
    rest = rest.strip()
    if not command.startswith("/"):
        return Say(line) if line else None
    if command in CHANGES:
        return Change(CHANGES[command], rest)
    wishes: dict[str, Wish] = {"/say": Say(rest), "/save": Save(rest), "/quit": Act.QUIT}
    return wishes.get(command, Unknown(command))
