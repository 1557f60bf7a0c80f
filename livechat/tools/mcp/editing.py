"""Changes to the user's own file of servers: whole or not at all, with all else as it was."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

from livechat.core.text import decoded
from livechat.errors import UsageError
from livechat.tools.mcp.approval import write_private
from livechat.tools.mcp.config import entries, parsed, read_bytes, wrong_with


def add(path: Path, name: str, entry: Mapping[str, object], *, replace: bool) -> None:
    """Write one server into the file.

    Raises:
        SettingsError, FileError: The file cannot be read or written.
        UsageError: There is one of that name, or the entry is no server.
    """
    if wrong := wrong_with(name, entry, path):
        raise UsageError(f'Cannot add the server "{name}".', wrong)
    data = read_bytes(path) or b""
    table = parsed(data, path)
    key, held = entries(table, path)
    if name in held and not replace:
        raise UsageError(f'There is a server "{name}" already.', "Add --force to replace it.")
    _write(path, {**table, key: {**held, name: dict(entry)}}, data)


def remove(path: Path, name: str) -> bool:
    """Take one server out of the file; false: there is none of that name.

    Raises:
        SettingsError, FileError: The file cannot be read or written.
    """
    data = read_bytes(path)
    if data is None:
        return False
    table = parsed(data, path)
    key, held = entries(table, path)
    if name not in held:
        return False
    kept = {each: entry for each, entry in held.items() if each != name}
    _write(path, {**table, key: kept}, data)
    return True


def _write(path: Path, table: Mapping[str, object], before: bytes) -> None:
    indent = _indent(before)
    try:
        data = json.dumps(table, indent=indent, ensure_ascii=False).encode()
    except UnicodeEncodeError:  # half of a character stands in JSON as an escape only
        data = json.dumps(table, indent=indent).encode()
    write_private(path, data + b"\n")


def _indent(before: bytes) -> int | str:
    """How the file is indented: as it was, else by two."""
    found = re.search(r"\n([ \t]+)\S", decoded(before)) if before.strip() else None
    if found is None:
        return 2
    return found[1] if "\t" in found[1] else len(found[1])
