"""`livechat tools`: the functions that the model may call, and a way to try one."""

from __future__ import annotations

import asyncio
import json as jsonlib
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from livechat.cli import completion
from livechat.cli import options as o
from livechat.cli.grouped import App
from livechat.cli.telling import tell
from livechat.core.text import visible
from livechat.errors import UsageError
from livechat.threads import in_thread
from livechat.ui.tables import Column, show_table

if TYPE_CHECKING:
    from livechat.config.layers import Loaded
    from livechat.core.talk.events import Event
    from livechat.core.tools.tool import Result, Tool
    from livechat.tools.toolbox import Toolbox

app = App()

_COLUMNS = (
    Column("name", weight=9, least=16),
    Column("level", weight=8),
    Column("from", weight=6, least=10, cut="middle"),
    Column("tokens", weight=4, right=True),
    Column("description", weight=2, least=16, good=24),
)

_KEYS = ("functions", "builtin", "calls.allow", "calls.never")
"""Settings whose options the commands have."""

_READY_S = 40.0
"""Seconds to wait for functions: until their own processes have given up (`host.START_S`)."""

_FAILED = 1
"""Exit code of a function that failed."""


@app.callback(invoke_without_command=True)
@o.sets(*_KEYS)
def tools(
    ctx: typer.Context,
    *,
    given: o.Given,
    config: o.Config = None,
    profile: o.Profile = None,
    wide: o.Wide = False,
    json: o.JsonArray = False,
) -> None:
    """List the functions that the model may call, or try one.

    They come from --functions, from --tool, from the settings, and from MCP servers (`livechat
    mcp`). The level says whether one runs without a question (allow), asks you first (ask), or
    never runs (never). The service bills the tokens of all of them in every turn.

    \b
    livechat tools
    livechat tools --functions shop.py --allow 'get_*'
    livechat tools try check_stock item=gloves
    """
    if ctx.invoked_subcommand is not None:
        if any((given, config, profile, wide, json)):
            raise UsageError(
                f"An option stands before {ctx.invoked_subcommand}.",
                f"Write it after {ctx.invoked_subcommand}.",
            )
        return
    loaded = _load(given, config, profile)
    show(_run(loaded, _listed), json=json, wide=wide)


def show(found: Sequence[Tool], *, json: bool, wide: bool) -> None:
    """List functions, and say what they cost together."""
    rows = [_facts(each) if json else _row(each) for each in found]
    show_table(_COLUMNS, rows, json=json, stdout=sys.stdout, wide=wide)
    if not found:
        tell("There are no functions. Add some: livechat tools --functions FILE.py")
    elif sys.stdout.isatty() and not json:
        told = [row for row, tool in zip(rows, found, strict=True) if tool.level != "never"]
        tokens = sum(int(str(row["tokens"])) for row in told)
        count = f"{len(told)} function{'s' * (len(told) != 1)}"
        tell(f"The model is told of {count}: about {tokens:,} tokens in each turn.")


@app.command("try")
@o.sets(*_KEYS)
def try_one(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help="Function, as `livechat tools` lists it.",
            autocompletion=completion.functions,
        ),
    ],
    arguments: Annotated[
        list[str] | None,
        typer.Argument(metavar="PARAMETER=VALUE", help="Its arguments; a list is JSON."),
    ] = None,
    yes: Annotated[
        bool, typer.Option("-y", "--yes", help="Run it without asking, for scripts.")
    ] = False,
    *,
    given: o.Given,
    config: o.Config = None,
    profile: o.Profile = None,
    json: Annotated[
        bool, typer.Option("--json", help="Print the result as a JSON object.")
    ] = False,
) -> None:
    """Run a function once, as the model would call it. Exit code 1 means that it failed.

    \b
    livechat tools try check_stock item=gloves --functions shop.py
    livechat tools try fetch_url url=https://example.org --tool fetch_url
    livechat tools try order item=gloves count=12 --yes --json
    """
    loaded = _load(given, config, profile)
    if name in ("timer", "hang_up") and name in loaded.settings.builtin:
        raise UsageError(f"{name} works in a call only.", "Try it: livechat talk --tool " + name)

    async def work(toolbox: Toolbox) -> tuple[Tool, Mapping[str, object], Result]:
        chosen = _chosen(toolbox.tools, name)
        args = _arguments(chosen, arguments or [])
        await _agree(chosen, args, yes=yes)
        return chosen, args, await toolbox.call(chosen, args, _progress)

    chosen, args, result = _run(loaded, work, name)
    if json:
        typer.echo(jsonlib.dumps(_result(chosen, args, result), indent=2))
    else:
        _show(result)
    if result.failed:
        raise typer.Exit(_FAILED)


def _load(given: o.Given, config: Path | None, profile: str | None) -> Loaded:
    from livechat.config.layers import load

    loaded = load(flags=given, environ=os.environ, config_file=config, profile=profile)
    for warning in loaded.warnings:
        tell(warning)
    return loaded


async def _listed(toolbox: Toolbox) -> list[Tool]:
    return list(toolbox.tools)


def _run(loaded: Loaded, work: Any, about: str = "") -> Any:
    """Start the functions, do something with them, and end them.

    Args:
        loaded: The settings.
        work: What to do with the toolbox.
        about: The function that this is about: what is wrong with others is not told.

    Raises:
        LivechatError: One that was named cannot be used.
    """
    from livechat.cli.call import event_loop
    from livechat.cli.call.functions import toolbox_of
    from livechat.core.talk.events import Notice
    from livechat.core.tools.tool import Result
    from livechat.tools.builtin import IN_A_CALL
    from livechat.tools.toolbox import Toolbox

    async def nowhere(args: Mapping[str, object], progress: object) -> Result:
        return Result(value="It works in a call only.", failed=True)

    def emit(event: Event) -> None:
        if isinstance(event, Notice) and about in event.text:
            tell(event.text)

    async def main() -> Any:
        deeds = dict.fromkeys(IN_A_CALL, nowhere)
        toolbox = toolbox_of(loaded, deeds, tell=tell, ready_s=_READY_S) or Toolbox()
        running = asyncio.create_task(toolbox.run(emit, lambda: None))
        try:
            await toolbox.ready()
            return await work(toolbox)
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running

    return event_loop.run(main())


def _row(tool: Tool) -> dict[str, object]:
    facts = _facts(tool)
    level = f"{tool.level}, key" if tool.key and tool.level == "ask" else tool.level
    return facts | {"level": level, "description": " ".join(tool.declaration.description.split())}


def _facts(tool: Tool) -> dict[str, object]:
    from livechat.tools.cost import estimate

    return {
        "name": tool.name,
        "level": tool.level,
        "from": tool.origin,
        "server": tool.server,
        "writes": tool.writes,
        "key": tool.key,
        "timeout_s": tool.timeout_s,
        "tokens": estimate(tool.declaration),
        "description": tool.declaration.description,
        "parameters": dict(tool.declaration.parameters),
    }


def _chosen(found: Sequence[Tool], name: str) -> Tool:
    """Return the function of a name.

    Raises:
        UsageError: There is none, or it must not run.
    """
    from livechat.catalog.nearest import nearest

    tool = next((each for each in found if each.name == name), None)
    if tool is None:
        near = nearest(name, [each.name for each in found])
        raise UsageError(
            f'There is no function "{visible(name)}"'
            + (f"; did you mean {near}?" if near else "."),
            "`livechat tools` lists all." if found else "Add some with --functions or --tool.",
        )
    if tool.level == "never":
        raise UsageError(f"{name} never runs.", "Remove what forbids it from calls.never.")
    return tool


def _arguments(tool: Tool, given: Sequence[str]) -> dict[str, object]:
    """Return arguments with the types that the function wants.

    Raises:
        UsageError: One is not written as an argument is.
    """
    known = tool.declaration.parameters.get("properties")
    properties = known if isinstance(known, Mapping) else {}
    args: dict[str, object] = {}
    for each in given:
        parameter, equals, value = each.partition("=")
        if not equals or not parameter:
            raise UsageError(f'"{visible(each)}" is not an argument.', "Write PARAMETER=VALUE.")
        if parameter not in properties:
            listed = ", ".join(map(str, properties)) or "none"
            raise UsageError(
                f"{tool.name} has no parameter {visible(parameter)}.", f"It has: {listed}."
            )
        args[parameter] = _typed(properties[parameter], value)
    return args


def _typed(schema: object, value: str) -> object:
    kind = schema.get("type") if isinstance(schema, Mapping) else None
    if kind == "string":
        return value
    try:
        return jsonlib.loads(value)
    except ValueError:
        return value  # the function says what it wants


async def _agree(tool: Tool, args: Mapping[str, object], *, yes: bool) -> None:
    """Ask, where the function asks before it runs.

    Raises:
        UsageError: Nobody can be asked.
        typer.Exit: The answer is no.
    """
    if tool.level == "allow" or yes:
        return
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError(f"{tool.name} asks before it runs.", "Add --yes to run it in a script.")
    call = ", ".join(f"{name}={jsonlib.dumps(value)}" for name, value in args.items())
    question = f"Run {visible(tool.name)}({visible(call)})? [y/N] "
    typer.echo(question, err=True, nl=False)
    # In a thread that nobody waits for: Ctrl-C ends the program before Enter is pressed.
    answer = await asyncio.wrap_future(in_thread(sys.stdin.readline, "answer"))
    if answer.strip().lower() not in ("y", "yes"):
        tell("Not run.")
        raise typer.Exit(_FAILED)


def _progress(text: str) -> None:
    tell(visible(text))


def _show(result: Result) -> None:
    value = result.value
    if result.failed:
        tell(str(value))
        return
    text = value if isinstance(value, str) else jsonlib.dumps(value, indent=2, ensure_ascii=False)
    # JSON escapes some controls, but not those above U+007E.
    typer.echo("\n".join(visible(line) for line in text.split("\n")))
    for number, picture in enumerate(result.pictures, 1):
        tell(f"Picture {number}: {picture.mime_type}, {len(picture.data):,} bytes.")
    if result.cut:
        tell("The result is longer: its end is not here.")


def _result(tool: Tool, args: Mapping[str, object], result: Result) -> dict[str, object]:
    return {
        "name": tool.name,
        "arguments": dict(args),
        "failed": result.failed,
        "timed_out": result.timed_out,
        "value": result.value,
        "pictures": [
            {"mime_type": each.mime_type, "bytes": len(each.data)} for each in result.pictures
        ],
        "cut": result.cut,
    }
