"""Functions to measure with: files in Python, a command, MCP servers, as a user would name them."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

SERVERS: Final = Path(__file__).parents[1] / "tests" / "support" / "mcp_servers"

MEGABYTES: Final = 100
"""What a tool that floods brings forth: millions of bytes."""

_FUNCTION: Final = '''
def look_up_{number}(item: str, place: str = "here", limit: int = 10) -> dict:
    """Look up what is known of an item of kind {number}.

    Read-only.

    Args:
        item: Name of the item, as it stands in the catalogue.
        place: Where it is kept, by the name of the town.
        limit: How many entries to return at most.
    """
    return {{"item": item, "entries": []}}
'''
"""As long as functions usually are."""

_NOTHING: Final = '''
def nothing(n: int) -> int:
    """Do nothing.

    Read-only.
    """
    return n
'''

_SPIN: Final = '''
import time


def spin(seconds: float) -> str:
    """Keep a core busy.

    Read-only.
    """
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        pass
    return "done"
'''


@dataclass(frozen=True)
class Given:
    """Options and variables that give a program its functions."""

    options: Sequence[str] = ()
    environ: Mapping[str, str] = field(default_factory=dict)


def looked_up(folder: Path, count: int) -> Given:
    """A file of so many functions that look something up; none without any."""
    if not count:
        return Given()
    return _file(folder, f"look_up_{count}", "".join(map(_look_up, range(count))))


def _look_up(number: int) -> str:
    return _FUNCTION.format(number=number)


def nothing(folder: Path) -> Given:
    """A file with one function that does nothing: `nothing(n)`."""
    return _file(folder, "nothing", _NOTHING)


def spinning(folder: Path) -> Given:
    """A file with one function that keeps a core busy: `spin(seconds)`."""
    return _file(folder, "spin", _SPIN)


def _file(folder: Path, name: str, text: str) -> Given:
    path = folder / f"{name}.py"
    path.write_text(text)
    return Given(("--functions", str(path)))


def command(folder: Path) -> Given:
    """A command that does nothing: `nothing(n)`."""
    return _settings(folder / "command", ["true", "{n}"])


def printing(folder: Path) -> Given:
    """A command that prints `MEGABYTES`: `nothing(n)`."""
    code = f"for _ in range({MEGABYTES} * 10): print('x' * 99_999)"
    return _settings(folder / "printing", [sys.executable, "-c", code, "{n}"])


def _settings(folder: Path, words: Sequence[str]) -> Given:
    return _config(
        folder,
        "[tools.nothing]\n"
        'description = "Do nothing."\n'
        f"command = {json.dumps(list(words))}\n"
        'parameters.n = { type = "integer", description = "Any number." }\n'
        "writes = false\n",
    )


def server(folder: Path) -> Given:
    """An MCP server that the SDK has made, over its pipes: nine functions, one is `count(word)`."""
    return _servers(folder / "server", str(SERVERS / "shop.py"))


def flooding(folder: Path) -> Given:
    """An MCP server whose result has `MEGABYTES`: `go(x)`."""
    return _servers(folder / "flooding", str(SERVERS / "hostile.py"), "big")


def _servers(folder: Path, *arguments: str) -> Given:
    given = _config(folder, "")
    entry = {"command": sys.executable, "args": list(arguments), "trust": True}
    (folder / "mcp.json").write_text(json.dumps({"mcpServers": {"measured": entry}}))
    return given


def _config(folder: Path, text: str) -> Given:
    folder.mkdir(exist_ok=True)
    path = folder / "config.toml"
    path.write_text(text)
    return Given(environ={"LIVECHAT_CONFIG": str(path)})
