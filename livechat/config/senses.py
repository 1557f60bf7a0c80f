"""Which ears and which voice the practice partner is to have, as a user writes it."""

from __future__ import annotations

import re
from typing import Final

from livechat.catalog.nearest import nearest

EARS: Final = ("auto", "whisper", "none")
VOICES: Final = ("auto", "synthetic", "neural")

EARS_MUST_BE: Final = (
    "auto, whisper, none, or a folder with a Whisper model (./NAME if it is in this one)"
)
VOICE_MUST_BE: Final = "auto, synthetic, neural, or an .onnx file with a Piper voice"

VOICE_FILE: Final = ".onnx"

_PATH: Final = re.compile(r"[~.]|.*[/\\]")
"""How the name of a folder is told from a word: a model lies in no folder without a path."""


def is_path(choice: str) -> bool:
    """Whether a choice names a folder or a file."""
    return bool(_PATH.match(choice)) or choice.lower().endswith(VOICE_FILE)


def ears(choice: str) -> str:
    """Return a choice of ears that can be meant.

    Raises:
        ValueError: It cannot.
    """
    return _checked(choice, EARS, is_path(choice) and not choice.lower().endswith(VOICE_FILE))


def voice(choice: str) -> str:
    """Return a choice of a voice that can be meant.

    Raises:
        ValueError: It cannot.
    """
    return _checked(choice, VOICES, choice.lower().endswith(VOICE_FILE))


def suggest_ears(wrong: str) -> str | None:
    """Return what a wrong choice of ears was meant to be."""
    return nearest(wrong, list(EARS))


def suggest_voice(wrong: str) -> str | None:
    """Return what a wrong choice of a voice was meant to be."""
    return nearest(wrong, list(VOICES))


def _checked(choice: str, names: tuple[str, ...], names_file: bool) -> str:
    if choice in names or (names_file and "\0" not in choice):
        return choice
    raise ValueError("none of them")
