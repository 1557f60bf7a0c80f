"""What `livechat` alone says: what it is, and the three things to type."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import suppress

from livechat.calling import as_called
from livechat.config import file
from livechat.errors import LivechatError
from livechat.threads import bounded
from livechat.ui.sentences import wrapped

WHAT = "livechat: spoken conversations with Gemini Live models, in a terminal."

KEYS_AT = "https://aistudio.google.com/apikey"

_KEYS = ("GEMINI_API_KEY", "GOOGLE_API_KEY")
"""As in `live.credentials`, whose import takes too long for a greeting."""

_OTHERS = ("LIVECHAT_VERTEX", "LIVECHAT_OFFLINE", "LIVECHAT_HEADERS")

_SETTINGS = ("api_key", "api_key_command", "vertex", "offline", "headers")
"""Settings that sign in, or need nobody to."""

_KEYRING_S = 1.0
"""Seconds that a keyring may take before nobody waits for it any longer."""


def greeting(environ: Mapping[str, str], width: int | None = None) -> str:
    """Return the lines, which depend on whether there is something to sign in with.

    Args:
        environ: The environment.
        width: Cells of a line; None: a pipe.
    """
    about = [WHAT]
    if signs_in(environ):
        rows = [
            ("livechat talk", "talk with the model; q q ends"),
            ('livechat say "What time is it?"', "ask one thing, hear the answer"),
            ("livechat --help", "list all commands"),
        ]
    else:
        rows = [
            ("livechat talk --offline", "try it: no key, no network"),
            (_keeping(), "use your key"),
            ("livechat --help", "list all commands"),
        ]
        about += ["", f"There is no API key yet. Get one at {KEYS_AT}"]
    if width is not None:
        about = [line for sentence in about for line in wrapped(sentence, width)]
    rows = [(as_called(command), what) for command, what in rows]
    beside = max(len(command) for command, _ in rows)
    lines = [f"  {command:<{beside}}  {what}" for command, what in rows]
    if width is not None and max(map(len, lines)) > width:
        lines = [line for command, what in rows for line in (f"  {command}", f"      {what}")]
    return "\n".join([*about, "", *lines])


def signs_in(environ: Mapping[str, str]) -> bool:
    """Whether a session would find something to sign in with, as far as can be told quickly."""
    if any(environ.get(name, "").strip() for name in (*_KEYS, *_OTHERS)):
        return True
    with suppress(LivechatError):  # `livechat talk` will say what is wrong with the file
        path, _ = file.locate(None, environ)
        table = file.read(path, must_exist=False)
        if any(table.get(name) for name in _SETTINGS):
            return True
    return _kept()


def _kept() -> bool:
    """Whether the system's keyring has a key."""
    from livechat.live import keyrings

    with suppress(LivechatError, TimeoutError):
        return keyrings.installed() and bool(bounded(_KEYRING_S, keyrings.read))
    return False


def _keeping() -> str:
    """Return the command that gives livechat a key, here."""
    from livechat.live import keyrings

    if keyrings.installed():
        return "livechat auth set"
    return "setx GEMINI_API_KEY …" if sys.platform == "win32" else "export GEMINI_API_KEY=…"
