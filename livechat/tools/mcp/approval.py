"""Leave for a project's `.mcp.json`: by the hash of its bytes, kept where sessions are.

The file comes with a folder from anybody and names programs to run. What was approved is exactly
what was looked at: the bytes are read once, and the same bytes are hashed and parsed.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from livechat.config import file as settings_file
from livechat.core.text import visible
from livechat.errors import FileError, SettingsError
from livechat.tools.mcp.config import Found, entries, parsed, read, read_bytes
from livechat.tools.mcp.places import PROJECT, located, own_path

_KEPT: Final = "mcp-approved.json"

State = Literal["none", "empty", "new", "changed", "approved"]


def kept_path() -> Path:
    """Return the file that holds what was approved.

    Raises:
        FileError: There is no home folder.
    """
    return settings_file.sessions_path().with_name(_KEPT)


@dataclass(frozen=True, slots=True)
class Project:
    """A project's file as it was read, once."""

    path: Path
    data: bytes
    state: State

    @property
    def notice(self) -> str:
        """What the user is told where it is not used; empty: nothing."""
        look = "Look at it, then: livechat mcp approve"
        match self.state:
            case "new":
                return f"{self.path} names MCP servers and is not approved. {look}"
            case "changed":
                return f"{self.path} has changed since you approved it. {look}"
            case _:
                return ""


def look(folder: Path, kept: Path | None) -> Project:
    """Read a folder's file and say whether it was approved.

    Args:
        folder: Where it is looked for.
        kept: What was approved; None: nothing can have been.

    Raises:
        SettingsError: There is one, and it cannot be read.
    """
    path = Path(os.path.realpath(folder)) / PROJECT
    data = read_bytes(path)
    if data is None:
        return Project(path, b"", "none")
    if not data.strip():
        return Project(path, data, "empty")
    known = _approved(kept).get(str(path))
    if known is None:
        return Project(path, data, "new")
    return Project(path, data, "approved" if known == _hash(data) else "changed")


def approve(project: Project, kept: Path) -> None:
    """Remember that the user approved these bytes at this place.

    Raises:
        FileError: It cannot be written down.
    """
    known = {**_approved(kept), str(project.path): _hash(project.data)}
    write_private(kept, (json.dumps(known, indent=2) + "\n").encode())


def find(
    settings: Path | None, folder: Path, environ: Mapping[str, str], kept: Path | None
) -> Found:
    """Return all servers that may be used, the user's own first, and what is to be said.

    A server of the user's wins over a project's of the same name, also one that is switched off.

    Args:
        settings: The settings file, which need not exist; None: there is no place for one.
        folder: The current one.
        environ: The environment.
        kept: What was approved; None: nothing can have been.
    """
    mine = Found() if settings is None else _mine(own_path(settings), environ)
    theirs = _theirs(folder, kept, environ, settings)
    taken = {*(server.name for server in mine.servers), *mine.disabled}
    return Found(
        (*mine.servers, *(one for one in theirs.servers if one.name not in taken)),
        (*mine.notices, *theirs.notices),
        (*mine.disabled, *(name for name in theirs.disabled if name not in taken)),
    )


def usual(settings: Path | None, environ: Mapping[str, str]) -> Found:
    """Return all servers that may be used here and now; nothing is raised.

    Args:
        settings: The settings file that the user named; None: none was.
        environ: The environment.
    """
    try:
        kept = kept_path()
    except FileError:
        kept = None
    return find(located(settings, environ), Path.cwd(), environ, kept)


def _mine(path: Path, environ: Mapping[str, str]) -> Found:
    if settings_file.out_of_reach(path):  # which is told of the settings file beside it
        return Found()
    try:
        data = read_bytes(path, only_mine=True)
        return Found() if data is None else read(data, path, environ, own=True)
    except SettingsError as error:
        return Found(notices=(str(error),))


def _theirs(
    folder: Path, kept: Path | None, environ: Mapping[str, str], settings: Path | None
) -> Found:
    try:
        project = look(folder, kept)
        if project.state == "approved":
            return read(project.data, project.path, environ, own=False)
        if not entries(parsed(project.data, project.path), project.path)[1]:
            return Found()
    except SettingsError as error:
        return Found(notices=(str(error),))
    return Found(notices=(project.notice,) if project.notice else ())


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _approved(kept: Path | None) -> dict[str, str]:
    """Path → hash. What cannot be read approves nothing."""
    try:
        data = read_bytes(kept) if kept is not None else None
        table = json.loads(data) if data else {}
    except (SettingsError, ValueError, RecursionError):
        return {}
    if not isinstance(table, dict):
        return {}
    return {path: known for path, known in table.items() if isinstance(known, str)}


def write_private(path: Path, data: bytes) -> None:
    """Write a file that only its owner may read, whole or not at all.

    Where the path is a link, what it points to is written.

    Raises:
        FileError: It cannot be written.
    """
    target = Path(os.path.realpath(path))
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        for folder in reversed([one for one in target.parents if not one.exists()]):
            folder.mkdir(mode=0o700, exist_ok=True)
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            part.replace(target)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    except (OSError, ValueError) as error:
        raise FileError(f"Cannot write {path}: {visible(settings_file.reason(error))}.") from error
