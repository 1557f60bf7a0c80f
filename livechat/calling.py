"""How the user calls this program: what a shell takes for it, here and now."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sys
from pathlib import Path
from typing import Final

NAME: Final = "livechat"

COMMANDS: Final = (
    *("talk", "say", "sessions", "devices", "doctor", "clean", "voices", "languages", "models"),
    *("config", "auth", "mcp", "tools", "token", "sim", "help"),
)
"""What may follow the name."""

_CALL = re.compile(rf"(?<![\w./-]){NAME}(?= (?:{'|'.join(COMMANDS)}|--help|--version)\b)")


def command() -> str:
    """The beginning of a command line: `livechat`, or a path where that is another program."""
    started = sys.argv[0] if sys.argv else ""
    path = Path(started)
    module = path.name == "__main__.py" and path.parent.name == NAME
    if path.stem != NAME and not module:  # a test, or a program that imports it
        return NAME
    beside = Path(sys.executable).parent / path.with_name(NAME).with_suffix(_SUFFIX).name
    ours = [beside] if module else [path, beside]
    found = shutil.which(NAME)
    if found and any(_same(Path(found), one) for one in ours):
        return NAME
    if not module:
        return shlex.quote(started)
    if beside.is_file():
        return shlex.quote(str(beside))
    return f"{shlex.quote(sys.executable)} -m {NAME}"


def as_called(text: str) -> str:
    """A text with its `livechat talk` and the like as this shell takes them."""
    if f"{NAME} " not in text:
        return text
    here = command()
    return text if here == NAME else _CALL.sub(lambda _: here, text)


_SUFFIX: Final = ".exe" if os.name == "nt" else ""


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False
