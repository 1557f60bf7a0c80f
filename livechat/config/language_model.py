"""Which language model is to answer for the practice partner, as a user writes it."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Final
from urllib.parse import urlsplit

from livechat.catalog.nearest import nearest

AUTO: Final = "auto"
"""What is found on this machine."""

OFF: Final = "off"
"""None."""

KEY_VARIABLE: Final = "LIVECHAT_PRACTICE_API_KEY"
"""Environment variable that holds the endpoint's key."""

MUST_BE: Final = (
    "auto, off, an address such as http://127.0.0.1:11434/v1, or a GGUF file (a model's name goes "
    "into practice.model or --llm-model)"
)

_PATH: Final = re.compile(r"(?:[~./\\]|[A-Za-z]:[\\/])")
"""How the name of a file may begin that does not end like one: Ollama's files do not."""

_AUTHORITY: Final = re.compile(r"(?:localhost|\d+(?:\.\d+){3}|\[[\da-f:]+\])(?::\d+)?(?:/.*)?|:\d+")
"""Host and port of this machine, or an address in numbers, without a scheme."""


def is_url(choice: str) -> bool:
    """Whether a choice is the address of an endpoint."""
    return choice.startswith(("http://", "https://"))


def is_file(choice: str) -> bool:
    """Whether a choice is a file's name."""
    if choice in (AUTO, OFF) or "://" in choice or _AUTHORITY.fullmatch(choice):
        return False
    return choice.lower().endswith(".gguf") or bool(_PATH.match(choice))


def checked(choice: str) -> str:
    """Return a choice that can be meant.

    Raises:
        ValueError: It cannot.
    """
    if choice in (AUTO, OFF) or (is_file(choice) and "\0" not in choice):
        return choice
    parts = urlsplit(choice)
    port = parts.port  # raises ValueError when it is none
    if (
        not is_url(choice)
        or not parts.hostname
        or port == 0
        or parts.username is not None
        or parts.password is not None
        or "?" in choice  # a key there would be shown with the address
        or "#" in choice
        or not re.fullmatch(r"[!-~]+", choice)
    ):
        raise ValueError("not a language model")
    return choice


def suggest(wrong: str) -> str | None:
    """Return what a wrong choice was meant to be."""
    if _AUTHORITY.fullmatch(wrong):
        host = f"127.0.0.1{wrong}" if wrong.startswith(":") else wrong
        meant = f"http://{host}" + ("" if "/" in host else "/v1")
        with suppress(ValueError):
            return checked(meant)
    return nearest(wrong, [AUTO, OFF])
