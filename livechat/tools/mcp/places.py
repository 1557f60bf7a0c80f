"""Where files of MCP servers lie. Every call looks there, so nothing else is imported for it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from livechat.config.file import locate
from livechat.errors import SettingsError

OWN: Final = "mcp.json"
"""The user's file, in the folder of the settings file."""

PROJECT: Final = ".mcp.json"
"""A project's file, in the current folder: it may come from anybody, and names programs to run."""


def own_path(settings_file: Path) -> Path:
    """Return the user's own file of servers, beside the settings file."""
    return settings_file.parent / OWN


def located(settings: Path | None, environ: Mapping[str, str]) -> Path | None:
    """Return the settings file that counts, which need not exist; None: there is no place for one.

    Args:
        settings: The one that the user named; None: none was.
        environ: The environment.
    """
    try:
        return locate(settings, environ)[0]
    except SettingsError:
        return None


def any_there(settings: Path | None, environ: Mapping[str, str]) -> bool:
    """Return whether there is a file to be read, as `located` and the current folder have it."""
    found = located(settings, environ)
    return _there(Path(PROJECT)) or (found is not None and _there(own_path(found)))


def _there(path: Path) -> bool:
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except (OSError, ValueError):  # reading it says what is wrong
        return True
    return True
