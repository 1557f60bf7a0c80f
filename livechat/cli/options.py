"""The options that commands share: those of settings, built from `config/options.py`, and others.

A command takes the settings that its line gives as one mapping, its parameter `given`. Numbers are
taken as text: the settings say in one place what a value must be (`config/layers.py`).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from livechat.cli import completion
from livechat.cli.grouped import EVERY, SETTINGS, show_all
from livechat.config.options import OPTIONS, OUTPUT, Option

R = TypeVar("R")

Given = dict[str, Any]
"""What the command line gives, under keys of `FIELDS`; nothing of what it does not give."""

_GIVEN = "given"


def sets(
    *keys: str, table: Mapping[str, Option] = OPTIONS
) -> Callable[[Callable[..., R]], Callable[..., R]]:
    """Add the options of settings to a function that becomes a command.

    Args:
        keys: Which; the function takes what is given of them as `given`, in whose place the help
            shows them.
        table: Says what they are.
    """

    def add(function: Callable[..., R]) -> Callable[..., R]:
        @wraps(function)
        def command(**values: Any) -> R:
            settings = {key: values.pop(_name(key), None) for key in keys}
            given = {key: value for key, value in settings.items() if value is not None}
            return function(given=given, **values)

        signature = inspect.signature(function, eval_str=True)
        parameters = [
            one.replace(kind=inspect.Parameter.KEYWORD_ONLY)
            for name, own in signature.parameters.items()
            for one in (_parameters(keys, table) if name == _GIVEN else [own])
        ]
        command.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
        command.__annotations__ = {one.name: one.annotation for one in parameters}
        return command

    return add


def _parameters(keys: tuple[str, ...], table: Mapping[str, Option]) -> Iterator[inspect.Parameter]:
    for key in keys:
        option = table[key]
        kind = bool if "/" in option.flags else option.words or option.kind
        made = typer.Option(
            *option.flags.split(),
            metavar=option.takes or None,
            help=option.help,
            show_default=option.default or False,
            autocompletion=getattr(completion, option.completes) if option.completes else None,
            min=option.least,
            rich_help_panel=option.group,
        )
        annotation = Annotated[(list[kind] if option.repeatable else kind) | None, made]  # type: ignore[valid-type]
        yield inspect.Parameter(
            _name(key), inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation
        )


def _name(key: str) -> str:
    return key.replace(".", "_")


Config = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Settings file.",
        show_default="see `livechat config path`",
        rich_help_panel=SETTINGS,
    ),
]
Profile = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="Profile in the settings file.",
        autocompletion=completion.profiles,
        rich_help_panel=SETTINGS,
    ),
]
Log = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Append a log to this file.", rich_help_panel=OUTPUT),
]
Debug = Annotated[
    bool,
    typer.Option("--debug", help="Log every message; show tracebacks.", rich_help_panel=OUTPUT),
]
Json = Annotated[
    bool,
    typer.Option(
        "--json", help="Print events as JSON lines, for programs.", rich_help_panel=OUTPUT
    ),
]
Force = Annotated[
    bool,
    typer.Option("--force", help="Replace an existing sound file.", rich_help_panel=OUTPUT),
]
LATEST = "latest"
"""What --resume names when nothing follows it; no session has such an ID."""

ALONE = {option.flag(None): option.alone for option in OPTIONS.values() if option.alone}
"""Options of settings whose value may be left out, and what it is then."""

Wide = Annotated[
    bool, typer.Option("--wide", help="Show every column in full, however wide the terminal is.")
]
JsonArray = Annotated[bool, typer.Option("--json", help="Print a JSON array.")]
HelpAll = Annotated[
    bool,
    typer.Option(EVERY, callback=show_all, is_eager=True, help="Show all options, in groups."),
]
