"""The settings file: where it is, what it holds, and who may read it. No setting is judged here.

Beside it, the other place that the system names for us: where sessions are kept.
"""

from __future__ import annotations

import os
import shlex
import stat
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from livechat.core.text import decoded, visible
from livechat.errors import FileError, SettingsError

_LIMIT_BYTES = 1 << 20
"""Far more than anyone writes by hand, and little enough for a mistaken /dev/zero."""

_RUN = ("api_key_command", "practice.api_key_command", "tools", "functions")
"""Keys that name what is to run."""

Table = dict[str, object]


_NO_HOME = "HOME is not set, and this user has no home folder"


def usual_path() -> Path:
    """Return where the settings file is looked for when nobody names one.

    Raises:
        SettingsError: There is no home folder.
    """
    folder = _folder("config")
    if folder is None:
        raise SettingsError(
            f"{_NO_HOME}: there is no place for settings.", "Set HOME, or name a file by --config."
        )
    return folder / "config.toml"


def sessions_path() -> Path:
    """Return the folder in which sessions are kept.

    Raises:
        FileError: There is no home folder.
    """
    folder = _folder("state")
    if folder is None:
        raise FileError(f"{_NO_HOME}: there is no place for sessions.", "Set HOME to save them.")
    return folder / "sessions"


def _folder(kind: Literal["config", "state"]) -> Path | None:
    """The system's folder for our files; None: no home is known, or it is no absolute path."""
    import platformdirs  # here, since most runs of most commands need no such place

    find = platformdirs.user_config_path if kind == "config" else platformdirs.user_state_path
    try:
        folder = find("livechat", appauthor=False)
    except (RuntimeError, ValueError):  # a user who is not known to the system
        return None
    return folder if folder.is_absolute() else None


def out_of_reach(path: Path) -> str:
    """Return why a settings file that nobody named cannot be looked for; empty: it can."""
    try:
        path.stat()
    except FileNotFoundError:
        return ""
    except (OSError, ValueError) as error:
        return f"Cannot look for {path}: {reason(error)}. Going on without a settings file."
    return ""


def locate(named: Path | None, environ: Mapping[str, str]) -> tuple[Path, bool]:
    """Return the settings file's path, and whether the user named it: then it must exist.

    Raises:
        SettingsError: Nobody named one, and there is no home folder.
    """
    if named is not None:
        return named, True
    if environ.get("LIVECHAT_CONFIG"):
        return Path(environ["LIVECHAT_CONFIG"]), True
    return usual_path(), False


def read(path: Path, *, must_exist: bool) -> Table:
    """Return what the settings file holds; nothing if there is none and none is needed.

    Raises:
        SettingsError: it cannot be read, is no TOML, holds a key that others could read, or a
            command that others could change.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(_LIMIT_BYTES + 1)
            mode = os.fstat(stream.fileno()).st_mode
    except FileNotFoundError as error:
        if not must_exist:
            return {}
        raise SettingsError(
            f"There is no settings file {path}.", "`livechat config init` writes one."
        ) from error
    except (OSError, ValueError) as error:
        raise SettingsError(f"Cannot read {path}: {reason(error)}.") from error
    if len(data) > _LIMIT_BYTES:
        raise SettingsError(f"{path} is not a settings file: it is larger than 1 MiB.")
    try:
        # Notepad begins a file with a byte order mark, and PowerShell writes UTF-16.
        table = tomllib.loads(decoded(data))
    except (ValueError, RecursionError) as error:
        raise SettingsError(f"{path} is not valid TOML: {visible(str(error))}.") from error
    if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO) and _holds("api_key", table):
        raise SettingsError(
            f"{path} contains an API key, but is open to other users.",
            f"Protect it: chmod 600 {shlex.quote(str(path))}",
        )
    changeable = os.name == "posix" and mode & (stat.S_IWGRP | stat.S_IWOTH)
    if changeable and any(_holds(key, table) for key in _RUN):
        raise SettingsError(
            f"{path} names commands or code to run, but other users can change it.",
            f"Protect it: chmod go-w {shlex.quote(str(path))}",
        )
    return table


def read_text(path: Path) -> str:
    """Return the text of a file that a setting names.

    Raises:
        OSError, ValueError: it cannot be read, is no Unicode or larger than 1 MiB.
    """
    with path.open("rb") as stream:
        data = stream.read(_LIMIT_BYTES + 1)
    if len(data) > _LIMIT_BYTES:
        raise ValueError("it is larger than 1 MiB")
    return decoded(data)


def profiles(table: Table) -> dict[str, Table]:
    """Return a settings file's profiles by name; what is not a table is left out."""
    found = table.get("profiles")
    if not isinstance(found, dict):
        return {}
    return {name: inner for name, inner in found.items() if isinstance(inner, dict)}


def reason(error: OSError | ValueError) -> str:
    """Return in words why a file could not be read."""
    return (error.strerror if isinstance(error, OSError) else None) or visible(str(error))


def _holds(key: str, table: Table) -> bool:
    section, _, name = key.rpartition(".")
    places = (table, *profiles(table).values())
    within = [each.get(section) for each in places] if section else places
    return any(isinstance(each, dict) and name in each for each in within)
