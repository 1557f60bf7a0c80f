"""`livechat sessions`: what is kept of sessions."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from livechat.cli import completion
from livechat.core.text import visible
from livechat.errors import FileError, UsageError

if TYPE_CHECKING:
    from livechat.journal.listing import Kept
    from livechat.journal.store import Store

app = typer.Typer(add_completion=False, rich_markup_mode=None)

_ID = typer.Argument(
    metavar="ID",
    help="Its ID, the beginning of it, or its last letters.",
    autocompletion=completion.sessions,
)

_COLUMNS = ("id", "when", "lasted", "turns", "continue", "model", "first_words")


_FIRST_CHARS = 40
"""Characters of the first words that a row has room for."""


def store() -> Store:
    """The sessions of this user."""
    from livechat.config.file import sessions_path
    from livechat.journal.store import Store

    return Store(sessions_path())


@app.callback(invoke_without_command=True)
def sessions(
    ctx: typer.Context,
    json: Annotated[bool, typer.Option("--json", help="Print a JSON array.")] = False,
) -> None:
    """List, show and remove what is kept of sessions.

    `livechat talk --resume` continues the latest, `--resume ID` any other: where it stopped, as
    long as the service knows it, and from its words after that.

    \b
    livechat sessions
    livechat sessions show k3f
    livechat sessions remove --all
    """
    if ctx.invoked_subcommand is not None:
        if json:
            raise UsageError("--json stands after the command that prints.", "Move it there.")
        return
    from livechat.journal import listing
    from livechat.journal.writer import utc_now
    from livechat.ui.tables import show_table

    kept, now = store(), utc_now()
    found: list[Kept] = []
    doubt: FileError | None = None
    try:
        for one in listing.sessions(kept, now):
            found.append(one)
        kept.forget(now)
    except FileError as error:  # after those that can be read
        doubt = error
    rows = [_facts(one) if json else _row(one) for one in found]
    show_table(_COLUMNS, rows, json=json, stdout=sys.stdout)
    if doubt is not None:
        raise doubt


@app.command()
def show(
    name: Annotated[str, _ID],
    json: Annotated[
        bool, typer.Option("--json", help="Print what is kept, a line of JSON an event.")
    ] = False,
) -> None:
    """Print what was said in a session.

    \b
    livechat sessions show 20261125-225700-k3f
    livechat sessions show k3f --json | jq .event
    """
    from livechat.core.talk.records import line_of, said_in
    from livechat.ui.plain import utterance_line

    kept = store()
    key = kept.find(name)
    if json:
        for record in kept.records(key):
            print(line_of(record))
        return
    header = kept.header(key)
    for said in said_in(kept.records(key)):
        print(utterance_line(said))
    if header.continues:
        print(f"livechat: It continued {visible(header.continues)}.", file=sys.stderr)


@app.command()
def remove(
    names: Annotated[list[str] | None, _ID] = None,
    every: Annotated[bool, typer.Option("--all", help="Remove all that do not go on.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Remove what is kept of sessions, for good.

    \b
    livechat sessions remove k3f
    livechat sessions remove --all --yes
    """
    if bool(names) == every:
        raise UsageError("It is not said what to remove.", "Name sessions, or give --all.")
    kept = store()
    running = [key for key in kept.ids() if kept.running(key)] if every else []
    keys = list(dict.fromkeys(kept.find(name) for name in names or kept.ids()))
    keys = [key for key in keys if key not in running]
    if keys and not yes:
        if not _asks():
            raise UsageError("Nobody is there to be asked.", "--yes removes without a question.")
        which = visible(keys[0]) if len(keys) == 1 else f"{len(keys)} sessions"
        if not typer.confirm(f"Remove {which} for good?", err=True):
            keys = []
    for key in keys:
        kept.remove(key)
    print(f"livechat: Removed {len(keys)} session{'s' * (len(keys) != 1)}.", file=sys.stderr)
    for key in running:
        print(f"livechat: {visible(key)} goes on, and stays.", file=sys.stderr)


def _asks() -> bool:
    """Whether somebody is there to be asked."""
    return sys.stdin.isatty()


def _row(one: Kept) -> dict[str, object]:
    from livechat.ui.summary import clock

    head = one.header
    unusual = "" if one.state == "ended" else f", {one.state}"
    if one.state == "running":
        how = "when it is over"
    elif one.resumable_until:
        how = f"until {one.resumable_until.astimezone():%H:%M}"
    else:
        how = "from its words" if one.first_words else "no"
    return {
        "id": head.id,
        "when": f"{head.started.astimezone():%Y-%m-%d %H:%M}",
        "lasted": f"{clock(one.lasted_s)}{unusual}",
        "turns": one.turns,
        "continue": how,
        "model": "practice" if head.practice else head.model,
        "first_words": one.first_words[:_FIRST_CHARS],
    }


def _facts(one: Kept) -> dict[str, object]:
    until = one.resumable_until
    return one.header.fields() | {
        "seconds": one.lasted_s,
        "turns": one.turns,
        "state": one.state,
        "resumable_until": until.isoformat(timespec="seconds") if until else None,
        "first_words": one.first_words,
    }
