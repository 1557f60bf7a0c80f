"""What the user wants, whichever key, line or program says it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import Literal


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
    WITHDRAW = auto()
    """Withdraw the function calls that ask for leave or are about to run."""
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


Answer = Literal["once", "always", "server", "no"]
"""What can be answered to a function call that asks for leave. always, server: from now on, for
this function or for all of its server."""


@dataclass(frozen=True, slots=True)
class Leave:
    """Answer the oldest function call that asks for leave."""

    answer: Answer


Intent = Act | Say | Change | Leave
"""What a conversation follows."""


class Aside(Enum):
    """Wishes that concern no conversation, but the terminal it is seen in."""

    DEVICES = auto()
    """Show the sound devices, and which are in use; or hide them."""
    COPY = auto()
    """Put the last reply into the clipboard."""
    HELP = auto()
    """Show what the keys do, or hide it."""
    COMMANDS = auto()
    """Show what the commands do."""
    NUMBERS = auto()
    """Show latency, tokens and the like, or hide them."""
    LINE = auto()
    """Begin to type a line."""
    COMMAND = auto()
    """Begin to type a command."""
    END = auto()
    """Ask whether the call is to end."""
    CLOSE = auto()
    """Hide what is shown for a while."""


@dataclass(frozen=True, slots=True)
class Save:
    """Write what was said into a file."""

    name: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """Something that looks like a command and is none."""

    command: str


@dataclass(frozen=True, slots=True)
class Missing:
    """A command without the value that it needs: show what the value can be."""

    command: str


Wish = Intent | Aside | Save | Unknown | Missing
"""What keys and typed lines stand for."""

LINES = {
    "": Act.TALK,
    "m": Act.MUTE,
    "i": Act.INTERRUPT,
    "+": Act.LOUDER,
    "-": Act.QUIETER,
    "r": Act.REOPEN,
    "q": Act.QUIT,
}
"""What a line alone stands for; any other is something to say."""


ANSWERS: dict[str, Answer] = {"y": "once", "a": "always", "s": "server", "n": "no"}
"""Keys that answer while a function call asks for leave."""

_ANSWERS: dict[str, Answer] = {
    **ANSWERS,
    "yes": "once",
    "once": "once",
    "always": "always",
    "server": "server",
    "no": "no",
}
"""The same as lines."""


@dataclass(frozen=True, slots=True)
class Command:
    """A word after a slash. One of `wish` and `value` is set."""

    name: str
    does: str
    """What it does, for the help."""
    wish: Act | Aside | Leave | None = None
    """What it stands for; None: that depends on what follows it."""
    value: str = ""
    """What follows it, as the help shows it."""
    setting: str = ""
    """The setting that it changes to what follows; empty: it changes none."""


TABLE = (
    Command("/voice", "another voice", value="NAME", setting="voice"),
    Command("/language", "another language", value="CODE", setting="language"),
    Command("/model", "another model", value="ID", setting="model"),
    Command("/system", "another instruction", value="TEXT", setting="system"),
    Command(
        "/push-to-talk",
        "hold or tap the space bar to talk",
        value="on|off",
        setting="sound.push_to_talk",
    ),
    Command("/mic", "another microphone", value="NAME", setting="sound.mic"),
    Command("/speaker", "another speaker", value="NAME", setting="sound.speaker"),
    Command("/volume", "how loud the model is", value="PERCENT", setting="sound.volume"),
    Command("/mute", "mute, or unmute", Act.MUTE),
    Command("/stop", "stop the model's voice", Act.INTERRUPT),
    Command("/allow", "allow the function that asks, once", Leave("once")),
    Command("/always", "allow it from now on", Leave("always")),
    Command("/deny", "refuse it", Leave("no")),
    Command("/retry", "reopen the sound devices, or connect now", Act.REOPEN),
    Command("/devices", "show the sound devices", Aside.DEVICES),
    Command("/numbers", "show or hide the numbers", Aside.NUMBERS),
    Command("/copy", "copy the last reply", Aside.COPY),
    Command("/save", "save what was said as text", value="FILE"),
    Command("/say", "send a text that looks like a command", value="TEXT"),
    Command("/help", "show the commands", Aside.COMMANDS),
    Command("/quit", "end the call", Act.QUIT),
)
"""All commands, the most useful first. Help, completion and what a line means follow from it."""

DEVICES, DEFAULT = ("/mic", "/speaker"), "default"
"""Commands that a device follows, or a word for the system's own choice."""

COMMANDS: dict[str, Command] = {command.name: command for command in TABLE}


def of_line(line: str) -> Intent:
    """The intent of a line typed while the call goes on, where no key opened it."""
    line = line.strip()
    wish = of_typed(line) if line.startswith("/") else LINES.get(line.lower())
    return wish if isinstance(wish, Act | Say | Change | Leave) else Say(line)


def of_answer(line: str) -> Leave | None:
    """The answer that a line gives while a function call asks for leave; None: it gives none.

    Only a word alone is an answer: a sentence that begins with it is meant for the model.
    """
    answer = _ANSWERS.get(line.strip().lower())
    return Leave(answer) if answer else None


def of_typed(line: str) -> Wish | None:
    """The wish of a line that was opened with a key: keys have acted before, so letters are said.

    A word that only looks like a command is not said: it was meant for this program. None: nothing
    was typed.
    """
    line = line.strip()
    name, _, rest = line.partition(" ")
    rest = rest.strip()
    if not name.startswith("/"):
        return Say(line) if line else None
    command = COMMANDS.get(name)
    if command is None:
        return Unknown(name)
    if command.wish is not None:
        return command.wish
    if not rest:
        return Missing(name)
    if command.setting:
        return Change(command.setting, "" if name in DEVICES and rest == DEFAULT else rest)
    return Save(rest) if name == "/save" else Say(rest)
