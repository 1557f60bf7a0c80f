"""`livechat mcp`: the MCP servers whose functions the model may call."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from livechat.cli import completion
from livechat.cli import options as o
from livechat.cli.grouped import App
from livechat.cli.telling import tell
from livechat.core.text import visible
from livechat.errors import FileError, LivechatError, SettingsError, UsageError
from livechat.ui.tables import Column, show_table

if TYPE_CHECKING:
    from livechat.tools.mcp.approval import Project
    from livechat.tools.mcp.config import Found, Server, View
    from livechat.tools.source import Offer

app = App(
    help="""Add, list and check MCP servers, whose functions the model may call.

    Your servers stand in mcp.json beside the settings file, in the form that other programs use,
    too (`mcpServers`). Those of a project stand in .mcp.json in the current folder. They are used
    only after you approved them.

    \b
    livechat mcp add files -- npx -y @modelcontextprotocol/server-filesystem .
    livechat mcp add docs https://example.com/mcp --header 'Authorization: Bearer ${TOKEN}'
    livechat mcp check
    """,
)

_LIST = (
    Column("name", weight=9),
    Column("file", weight=3),
    Column("state", weight=5),
    Column("command", weight=4, least=16, good=24),
)

_FUNCTIONS = (
    Column("server", weight=8),
    Column("function", weight=9),
    Column("level", weight=6),
    Column("tokens", weight=7, right=True),
    Column("description", weight=1, least=16),
)

_SECRET_NAME = re.compile(r"(?i:key|token|secret|passw|auth|credential|cookie)")

_MARGIN_S = 15.0
"""Seconds that a check waits longer than its servers may take."""

_Name = Annotated[str, typer.Argument(metavar="NAME", help="Name of the server.")]


@app.command()
def add(
    name: _Name,
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="URL | -- COMMAND ARGS…",
            help="Address of a server, or the command that starts one.",
        ),
    ],
    env: Annotated[
        list[str] | None,
        typer.Option(
            "--env",
            metavar="NAME=VALUE",
            help="Environment variable for the command. NAME alone passes yours on.",
        ),
    ] = None,
    header: Annotated[
        list[str] | None,
        typer.Option(
            "--header",
            metavar="'NAME: VALUE'",
            help="Header for the address. ${VARIABLE} stands for what a variable holds.",
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Replace a server of the same name.")
    ] = False,
    config: o.Config = None,
) -> None:
    """Add a server of yours.

    \b
    livechat mcp add time -- uvx mcp-server-time
    livechat mcp add github --env GITHUB_TOKEN -- npx -y @modelcontextprotocol/server-github
    livechat mcp add docs https://example.com/mcp --header 'Authorization: Bearer ${TOKEN}'
    """
    from livechat.tools.mcp import editing
    from livechat.tools.mcp.config import read

    path = _own(config)
    entry = _entry(words, env or [], header or [])
    editing.add(path, name, entry, replace=force)
    tell(f'Added the MCP server "{visible(name)}" to {path}. Try it: livechat mcp check')
    wanted = _bytes_of(name, entry)
    for notice in read(wanted, path, os.environ, own=True).notices:
        tell(notice)


@app.command("list")
def list_servers(wide: o.Wide = False, json: o.JsonArray = False, config: o.Config = None) -> None:
    """List the servers: yours and those of the project in the current folder.

    \b
    livechat mcp list
    livechat mcp list --json
    """
    from livechat.tools.mcp import approval

    path = _own(config)
    rows = _rows(path, own=True, state="")
    project, notices = _project()
    if project is not None and project.state != "none":
        taken = {row["name"] for row in rows}
        state = {"new": "not approved", "changed": "changed"}.get(project.state, "")
        for row in _rows(project.path, own=False, state=state, data=project.data):
            rows.append({**row, "state": "yours is used"} if row["name"] in taken else row)
    show_table(_LIST, rows, json=json, stdout=sys.stdout, wide=wide)
    found = approval.usual(config, os.environ)
    for notice in dict.fromkeys((*notices, *found.notices)):
        tell(notice)
    if not rows and not json and not found.notices:
        tell("No MCP servers yet. Add one: livechat mcp add NAME -- COMMAND")


@app.command()
def check(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="NAME",
            help="Name of a server; else all.",
            autocompletion=completion.servers,
        ),
    ] = None,
    wide: o.Wide = False,
    json: o.JsonArray = False,
    config: o.Config = None,
) -> None:
    """Start the servers, list their functions, and say what these cost.

    Exit code 2 means that a server cannot be used.

    \b
    livechat mcp check
    livechat mcp check github --json
    """
    from livechat.cli.call import event_loop
    from livechat.tools.mcp import approval
    from livechat.tools.mcp.needed import check_installed

    found = approval.usual(config, os.environ)
    servers = [one for one in found.servers if name is None or one.name == name]
    for notice in found.notices:
        if name is None or f'"{name}"' in notice or not servers:
            tell(notice)
    if not servers:
        raise _none(name, found)
    check_installed()
    offers, troubles = event_loop.run(_checked(servers))
    _show_functions(offers, wide=wide, json=json)
    for trouble in dict.fromkeys(troubles):  # each try of a server that is started again
        tell(trouble)
    there = {offer.server for offer in offers}
    silent = [one.name for one in servers if one.name not in there]
    empty = [each for each in silent if not any(f'"{visible(each)}"' in one for one in troubles)]
    for each in empty:
        tell(f'MCP server "{visible(each)}" works, but offers no functions.')
    broken = len(silent) - len(empty)
    if broken:
        raise UsageError(f"{broken} of {len(servers)} MCP servers cannot be used.")


@app.command()
def remove(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME", help="Name of the server.", autocompletion=completion.servers
        ),
    ],
    config: o.Config = None,
) -> None:
    """Remove a server of yours.

    \b
    livechat mcp remove github
    """
    from livechat.tools.mcp import editing

    path = _own(config)
    if not editing.remove(path, name):
        raise UsageError(
            f'There is no MCP server "{visible(name)}" in {path}.', "See `livechat mcp list`."
        )
    tell(f'Removed the MCP server "{visible(name)}" from {path}.')


@app.command()
def approve(
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
) -> None:
    """Show the servers of the project in the current folder, and allow them to run.

    What you approve is the file as it is now. After any change you are asked again.

    \b
    livechat mcp approve
    livechat mcp approve --yes
    """
    from livechat.tools.mcp import approval
    from livechat.tools.mcp.config import entries, parsed, view

    kept = approval.kept_path()
    project = approval.look(Path.cwd(), kept)
    if project.state == "none":
        raise FileError(f"There is no {project.path}.")
    held = entries(parsed(project.data, project.path), project.path)[1]
    views = [view(name, entry) for name, entry in held.items()]
    if not views:
        tell(f"{project.path} names no MCP servers.")
        return
    typer.echo(f"{visible(str(project.path))}:")
    for one in views:
        _show(one)
    if project.state == "approved":
        tell("You have approved this file already.")
        return
    if not yes:
        if not _asks():
            raise UsageError("This needs a terminal to ask.", "Add --yes to approve it unasked.")
        running = sum(one.kind == "stdio" and not one.off for one in views)
        what = "this program" if running == 1 else f"these {running} programs"
        question = f"Allow livechat to run {what}?" if running else "Allow livechat to use them?"
        if not typer.confirm(question, err=True):
            tell("Not approved.")
            return
    approval.approve(project, kept)
    tell(f"Approved {project.path}.")


def _asks() -> bool:
    """Whether somebody is there to be asked."""
    return sys.stdin.isatty()


def _own(config: Path | None) -> Path:
    from livechat.config.file import locate
    from livechat.tools.mcp.places import own_path

    return own_path(locate(config, os.environ)[0])


def _entry(words: Sequence[str], env: Sequence[str], header: Sequence[str]) -> dict[str, object]:
    """What is written for a server.

    Raises:
        UsageError: The parts do not belong together, or hold a secret.
    """
    first, *rest = words
    if re.match(r"https?://", first) and not rest:
        if env:
            raise UsageError("--env is for a command.", "Use --header for an address.")
        fields = dict(_field(line) for line in header)
        return {"type": "http", "url": first, **({"headers": fields} if fields else {})}
    if header:
        raise UsageError("--header is for an address.", "Use --env for a command.")
    variables = dict(_variable(one) for one in env)
    return {"command": first, "args": rest, **({"env": variables} if variables else {})}


def _field(line: str) -> tuple[str, str]:
    from livechat.config import headers

    try:
        return headers.split(line)
    except ValueError as error:
        raise UsageError(f"--header: {error}.") from error


def _variable(text: str) -> tuple[str, str]:
    from livechat.config.secrets import SHAPE

    name, equals, value = text.partition("=")
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name):
        raise UsageError("--env is written NAME=VALUE or NAME.")
    if not equals:
        return name, f"${{{name}}}"
    literal = re.sub(r"\$\{[^}]*\}", "", value)
    if SHAPE.search(literal) or (literal and _SECRET_NAME.search(name)):
        raise UsageError(
            f"The variable {name} seems to contain a secret, and others can read command lines.",
            f"Set it in your environment, and pass it on: --env {name}",
        )
    return name, value


def _bytes_of(name: str, entry: Mapping[str, object]) -> bytes:
    import json

    return json.dumps({"mcpServers": {name: entry}}).encode()


def _project() -> tuple[Project | None, list[str]]:
    """The project's file, and why it cannot be read."""
    from livechat.tools.mcp import approval

    try:
        kept = approval.kept_path()
    except FileError:
        kept = None
    try:
        return approval.look(Path.cwd(), kept), []
    except SettingsError as error:
        return None, [str(error)]


def _rows(
    path: Path, *, own: bool, state: str, data: bytes | None = None
) -> list[dict[str, object]]:
    """Rows of the servers in a file; none where it cannot be read, which `find` says."""
    from livechat.config.secrets import masked
    from livechat.tools.mcp.config import entries, parsed, read, read_bytes, view

    try:
        data = read_bytes(path) if data is None else data
        held = entries(parsed(data or b"", path), path)[1]
        usable = {one.name for one in read(data or b"", path, os.environ, own=own).servers}
    except SettingsError:
        return []
    rows: list[dict[str, object]] = []
    for name, entry in held.items():
        one = view(name, entry)
        how = "off" if one.off else state or ("ready" if name in usable else "skipped")
        rows.append(
            {
                "name": one.name,
                "file": path.name,
                "state": how,
                "kind": one.kind or None,
                "command": masked(one.shown),
                "carries": list(one.carries),
            }
        )
    return rows


async def _checked(servers: Sequence[Server]) -> tuple[list[Offer], list[str]]:
    """Start servers in a process of their own; return their functions and what is wrong."""
    import asyncio

    from livechat.tools.host import Host
    from livechat.tools.mcp.config import START_S
    from livechat.tools.source import Events

    patience_s = max(one.timeout_s or START_S for one in servers) * 2 + _MARGIN_S
    what = {
        "servers": [one.spec() for one in servers],
        "patience_s": patience_s,
        "details": True,
    }
    host = Host("servers", what, label="MCP servers", start_s=patience_s + _MARGIN_S)
    told: asyncio.Future[list[Offer]] = asyncio.get_running_loop().create_future()
    troubles: list[str] = []

    def offers(found: Sequence[Offer]) -> None:
        if not told.done():
            told.set_result(list(found))

    running = asyncio.create_task(host.run(Events(offers, troubles.append)))
    try:
        either: list[asyncio.Future[Any]] = [running, told]
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        if not told.done():
            await running
            raise LivechatError("The process of the MCP servers ended.")
        return told.result(), list(troubles)
    finally:
        running.cancel()
        await asyncio.wait([running])


def _show_functions(offers: Sequence[Offer], *, wide: bool, json: bool) -> None:
    from livechat.core.setup_spec import Declaration
    from livechat.tools.cost import MANY, estimate

    costs = [
        estimate(
            Declaration(name=offer.name, description=offer.description, parameters=offer.parameters)
        )
        for offer in offers
    ]
    rows = [
        {
            "server": visible(offer.server),
            "function": visible(offer.name),
            "level": "allow" if offer.reads else "ask",
            "tokens": cost,
            "description": offer.description,
        }
        for offer, cost in zip(offers, costs, strict=True)
    ]
    show_table(_FUNCTIONS, rows, json=json, stdout=sys.stdout, wide=wide)
    if json or not offers:
        return
    count = f"{len(offers)} function{'s' * (len(offers) != 1)}"
    verb = "costs" if len(offers) == 1 else "cost"
    tell(f"{count} {verb} about {sum(costs):,} tokens per turn.")
    if len(offers) > MANY:
        tell(
            f"Models choose worse among more than {MANY} functions. "
            'Name those that you need in "includeTools".'
        )


def _show(one: View) -> None:
    typer.echo(f"  {one.name}{' (off)' if one.off else ''}")
    typer.echo(f"    {one.shown or 'neither a command nor an address'}")
    if one.cwd:
        typer.echo(f"    in {one.cwd}")
    for carried in one.carries:
        typer.echo(f"    with {carried}")


def _none(name: str | None, found: Found) -> UsageError:
    if name is None:
        return UsageError(
            "There is no MCP server to check.", "Add one: livechat mcp add NAME -- COMMAND"
        )
    if name in found.disabled:
        return UsageError(
            f'The MCP server "{visible(name)}" is switched off.', 'Remove its "disabled".'
        )
    return UsageError(f'There is no MCP server "{visible(name)}".', "See `livechat mcp list`.")
