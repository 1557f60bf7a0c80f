"""`livechat config`: write, find, show and check the settings file."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from livechat.cli import options as o
from livechat.cli.grouped import App
from livechat.cli.telling import tell
from livechat.errors import CredentialError, FileError, SettingsError, UsageError
from livechat.ui.tables import Column, show_table

if TYPE_CHECKING:
    from livechat.config.layers import Loaded

app = App(
    help="""Create, find, show and check settings.

    \b
    livechat config init
    livechat config show --profile coach
    livechat config check
    """,
)

_COLUMNS = (
    Column("setting", weight=3),
    Column("value", weight=2, least=12),
    Column("from", weight=1, least=12, cut="middle"),
)


@app.command()
def init(
    force: Annotated[bool, typer.Option("--force", help="Replace an existing file.")] = False,
    config: o.Config = None,
) -> None:
    """Create a settings file that lists every setting as a comment.

    \b
    livechat config init
    livechat config init --config ./livechat.toml
    """
    from livechat.config.example import text
    from livechat.config.file import reason

    path = _path(config)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # It may come to hold a key, so from the start only its owner reads it.
        how = os.O_WRONLY | os.O_CREAT | (os.O_TRUNC if force else os.O_EXCL)
        with open(os.open(path, how, 0o600), "w", encoding="utf-8") as stream:  # noqa: PTH123
            _keep_private(stream.fileno())
            stream.write(text())
    except (OSError, ValueError) as error:
        if isinstance(error, FileExistsError) and path.exists():
            raise FileError(f"{path} exists already.", "Add --force to replace it.") from error
        raise FileError(f"Cannot write {path}: {reason(error)}.") from error
    tell(f"Wrote {path}.")


def _keep_private(descriptor: int) -> None:
    """Take the file from everybody else, which its creation did unless it was there before."""
    if sys.platform != "win32" and stat.S_ISREG(os.fstat(descriptor).st_mode):
        with suppress(PermissionError):  # somebody else's file, or a file system without modes
            os.fchmod(descriptor, 0o600)


@app.command()
def path(config: o.Config = None) -> None:
    """Print where the settings file is, or would be created.

    \b
    livechat config path
    $EDITOR "$(livechat config path)"
    """
    typer.echo(str(_path(config)))


@app.command()
def show(
    config: o.Config = None,
    profile: o.Profile = None,
    wide: o.Wide = False,
    json: o.JsonArray = False,
) -> None:
    """Show every setting, its value and its source. A key is never shown.

    \b
    livechat config show
    livechat config show --profile coach
    livechat config show --json
    """
    from livechat.config.check import check as fits
    from livechat.config.layers import load
    from livechat.config.settings import FIELDS

    loaded = load(flags={}, environ=os.environ, config_file=config, profile=profile)
    # Nobody needs the short form of two settings that stand right below it.
    keys = [key for key in FIELDS if key != "vad.sensitivity"]
    shown = {key: (_value(loaded.settings, key), loaded.sources[key]) for key in keys}
    shown["api_key"], doubts = _key(loaded)
    for name, tool in loaded.settings.tools.items():
        key = f"tools.{name}"
        shown[key] = (" ".join(tool.command or (tool.verb, tool.url or "")), loaded.sources[key])
    rows = [{"setting": key, "value": value, "from": of} for key, (value, of) in shown.items()]
    show_table(_COLUMNS, rows, json=json, stdout=sys.stdout, missing="unset", wide=wide)
    _warn((*loaded.warnings, *doubts, *fits(loaded.settings, loaded.sources)))


@app.command()
def check(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", help="Settings file; --config names it, too."),
    ] = None,
    config: o.Config = None,
) -> None:
    """Check a settings file and every profile in it.

    \b
    livechat config check
    livechat config check ./livechat.toml
    """
    from livechat.config.check import check_file

    if file is not None and config is not None and file != config:
        raise UsageError("Two settings files are named.", "Check one after the other.")
    path = _path(file or config)
    profiles, warnings = check_file(path)
    _warn(warnings)
    count = {0: "no profiles", 1: "1 profile"}.get(len(profiles), f"{len(profiles)} profiles")
    typer.echo(f"{path}: ok, with {count}.")


def _path(named: Path | None) -> Path:
    from livechat.config.file import locate

    return locate(named, os.environ)[0]


def _key(loaded: Loaded) -> tuple[tuple[str | None, str], list[str]]:
    """Return what may be shown of the key that a session would use, its source, and doubts."""
    from livechat.live.credentials import find_credential, find_key

    settings = loaded.settings
    find = find_credential if settings.headers or settings.vertex else find_key
    try:
        found = find(loaded, os.environ, run=False)
    except (CredentialError, SettingsError) as error:
        return (None, "default"), [str(error)]
    if found is None:  # no mistake here
        return (None, "default"), []
    if found.kind in ("vertex", "headers"):
        return (None, f"not used, but {found.source}"), []
    source = found.source.replace("the environment variable", "environment")
    return ("set, not shown", source), []


def _value(settings: object, key: str) -> object:
    """Return a setting as it may be shown, of JSON's kinds."""
    for name in key.split("."):
        settings = getattr(settings, name)
    if settings is None:
        return None
    if isinstance(settings, list):
        return [str(each) if isinstance(each, Path) else each for each in settings]
    return str(settings) if isinstance(settings, Path) else settings


def _warn(warnings: Iterable[str]) -> None:
    for warning in warnings:
        tell(warning)
