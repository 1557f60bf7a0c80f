"""`livechat sessions`: the sessions that are saved."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from livechat.cli import completion
from livechat.cli import options as o
from livechat.cli.grouped import App
from livechat.cli.telling import tell
from livechat.core.text import visible
from livechat.errors import FileError, LivechatError, UsageError
from livechat.ui.tables import Column

if TYPE_CHECKING:
    from livechat.journal.listing import Kept
    from livechat.journal.store import Store

app = App()

_ID = typer.Argument(
    metavar="ID",
    help="Its ID, or any beginning or end of it that no other has.",
    autocompletion=completion.sessions,
)

_COLUMNS = (
    Column("short", "id", weight=9, only="narrow"),
    Column("id", weight=9, only="wide"),
    Column("date", "when", weight=8, only="narrow"),
    Column("when", weight=8, only="wide"),
    Column("lasted", weight=4, right=True),
    Column("state", weight=5),
    Column("turns", weight=3, right=True),
    Column("resume", weight=2),
    Column("model", weight=1, least=16),
    Column("first_words", weight=7, least=12, good=20),
)

_YEAR_DAYS = 300
"""From so many days on, a date without its year could be taken for one to come."""


def store() -> Store:
    """The sessions of this user.

    Raises:
        FileError: There is no place for them.
    """
    from livechat.config.file import sessions_path
    from livechat.journal.store import Store

    return Store(sessions_path())


@app.callback(invoke_without_command=True)
def sessions(ctx: typer.Context, wide: o.Wide = False, json: o.JsonArray = False) -> None:
    """List, show and remove saved sessions.

    `livechat talk --resume` continues the latest, `livechat talk --resume ID` any other.

    \b
    livechat sessions
    livechat sessions --wide
    livechat sessions show k3f
    livechat sessions remove --all
    """
    if ctx.invoked_subcommand is None:
        _list(wide=wide, json=json)
    elif json or wide:
        which = "--json" if json else "--wide"
        raise UsageError(
            f"{which} stands before the command.", f"Write it after {ctx.invoked_subcommand}."
        )


@app.command("list")
def list_sessions(wide: o.Wide = False, json: o.JsonArray = False) -> None:
    """List saved sessions, as `livechat sessions` does.

    \b
    livechat sessions list
    livechat sessions list --json
    """
    _list(wide=wide, json=json)


def _list(*, wide: bool, json: bool) -> None:
    from livechat.journal import listing
    from livechat.journal.names import short_names
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
    short = short_names([one.header.id for one in found])
    full = json or wide or not sys.stdout.isatty()
    rows = [_facts(one, short) if json else _row(one, short, now, full=full) for one in found]
    show_table(_COLUMNS, rows, json=json, stdout=sys.stdout, wide=wide)
    if doubt is not None:
        raise doubt
    if not rows and not json:
        tell("No sessions yet. Start one: livechat talk")


@app.command()
def show(
    name: Annotated[str, _ID],
    json: Annotated[bool, typer.Option("--json", help="Print its events as JSON lines.")] = False,
) -> None:
    """Print what was said in a session, and which functions were called.

    \b
    livechat sessions show 20261125-225700-k3f
    livechat sessions show k3f --json | jq .event
    """
    from livechat.core.face.hands import calls_in
    from livechat.core.talk.records import citations_in, line_of, said_in
    from livechat.ui.plain import transcript_lines
    from livechat.ui.sentences import told

    kept = store()
    key = kept.find(name)
    if json:
        for record in kept.records(key):
            print(line_of(record))
        return
    header = kept.header(key)
    said, called = said_in(kept.records(key)), calls_in(kept.records(key))
    for line in transcript_lines(said, called, citations_in(kept.records(key))):
        # A terminal's own break leaves an address whole.
        print(line if "://" in line else told(line, sys.stdout, rest="  "))
    if header.continues:
        tell(f"It continued {header.continues}.")


@app.command()
def remove(
    names: Annotated[list[str] | None, _ID] = None,
    every: Annotated[bool, typer.Option("--all", help="Remove all that have ended.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
) -> None:
    """Remove saved sessions, for good.

    \b
    livechat sessions remove k3f
    livechat sessions remove --all --yes
    """
    if bool(names) == every:
        raise UsageError("Name a session to remove, or use --all.")
    kept = store()
    running = [key for key in kept.ids() if kept.running(key)] if every else []
    keys = list(dict.fromkeys(kept.find(name) for name in names or kept.ids()))
    keys = [key for key in keys if key not in running]
    if keys and not yes:
        if not _asks():
            raise UsageError("This needs a terminal to ask.", "Add --yes to remove without asking.")
        which = visible(keys[0]) if len(keys) == 1 else f"{len(keys)} sessions"
        if not typer.confirm(f"Remove {which} for good?", err=True):
            keys = []
    failures: list[LivechatError] = []
    for key in keys:
        try:
            kept.remove(key)
        except LivechatError as error:  # one that cannot be removed keeps no other
            failures.append(error)
    removed = len(keys) - len(failures)
    tell(f"Removed {removed} session{'s' * (removed != 1)}.")
    for key in running:
        tell(f"Kept {key}: it is running.")
    for failure in failures[:-1]:
        tell(f"{failure}")
    if failures:
        raise failures[-1]


def _asks() -> bool:
    """Whether somebody is there to be asked."""
    return sys.stdin.isatty()


def _row(one: Kept, short: Mapping[str, str], now: datetime, *, full: bool) -> dict[str, object]:
    from livechat.ui.summary import clock

    head = one.header
    started = head.started.astimezone()
    if one.state == "running":
        how = "when it ends"
    elif one.resumable_until:
        how = f"until {one.resumable_until.astimezone():%H:%M}"
    else:
        how = "transcript" if one.first_words else "no"
    return {
        "short": short[head.id],
        "id": head.id,
        "date": _date(started, now.astimezone()),
        "when": f"{started:%Y-%m-%d %H:%M}",
        "lasted": clock(one.lasted_s),
        # Nearly all have ended: a person is told of the others.
        "state": one.state if full or one.state != "ended" else "",
        "turns": one.turns,
        "resume": how,
        "model": "practice" if head.practice else head.model,
        "first_words": one.first_words,
    }


def _date(started: datetime, now: datetime) -> str:
    """Return a date in few letters, as `ls` does, and the time where it may matter."""
    days = (now.date() - started.date()).days
    if days == 0:
        return f"today  {started:%H:%M}"
    if 0 < days < _YEAR_DAYS:
        return f"{started:%b %d %H:%M}"
    return f"{started:%Y-%m-%d}"


def _facts(one: Kept, short: Mapping[str, str]) -> dict[str, object]:
    until = one.resumable_until
    return one.header.fields() | {
        "short": short[one.header.id],
        "seconds": one.lasted_s,
        "turns": one.turns,
        "state": one.state,
        "resumable_until": until.isoformat(timespec="seconds") if until else None,
        "first_words": one.first_words,
    }
