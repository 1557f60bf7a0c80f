"""`livechat help`: the help of a command, or a topic."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from livechat.cli import completion
from livechat.cli.topics import lines_of, text_of, topics
from livechat.errors import UsageError
from livechat.ui.sentences import columns_of

_WIDEST = 100
"""Cells of a line: longer ones are hard to read."""


def help(  # noqa: A001 - the command's name
    ctx: typer.Context,
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="TOPIC",
            help="A command or a topic; none lists all.",
            autocompletion=completion.topics,
        ),
    ] = None,
) -> None:
    """Show help on a command or a topic.

    \b
    livechat help
    livechat help talk
    livechat help config check
    livechat help keys
    """
    top: Any = ctx.parent
    if not names:
        print(_contents(top))
        return
    found = _command_help(top, names)
    if found is None and len(names) == 1 and names[0] in topics():
        width = columns_of(sys.stdout)
        found = "\n".join(lines_of(text_of(names[0]), width and min(_WIDEST, width)))
    if found is None:
        raise _unknown(top, " ".join(names))
    print(found)


def _contents(top: Any) -> str:
    known = topics()
    width = max(map(len, known)) + 2
    rows = "\n".join(f"  {name:<{width}}{title}" for name, title in known.items())
    return f"{top.command.get_help(top)}\n\nTopics:\n{rows}"


def _command_help(top: Any, names: list[str]) -> str | None:
    """Return the help of a command, or of a command's command; None: there is none of that name."""
    from livechat.cli.main import COMMANDS, load

    name, *more = names
    if name not in COMMANDS:
        return None
    command = load(name)
    context = typer.Context(command, info_name=name, parent=top)
    for one in more:
        command = command.get_command(context, one) if hasattr(command, "commands") else None
        if command is None:
            return None
        context = typer.Context(command, info_name=one, parent=context)
    return str(command.get_help(context))


def _unknown(top: Any, name: str) -> UsageError:
    from livechat.catalog.nearest import nearest

    known = topics()
    near = nearest(name, [*known, *top.command.commands])
    hint = f"Did you mean {near}? " if near else ""
    return UsageError(f'There is no help on "{name}".', f"{hint}Topics: {', '.join(known)}.")
