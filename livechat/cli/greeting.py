"""What `livechat` alone says: what it is, and the three things to type."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from livechat.config import file
from livechat.errors import LivechatError
from livechat.threads import bounded

WHAT = "livechat: spoken conversations with Gemini Live models, in a terminal."

KEYS_AT = "https://aistudio.google.com/apikey"

_KEYS = ("GEMINI_API_KEY", "GOOGLE_API_KEY")
"""As in `live.credentials`, whose import takes too long for a greeting."""

_OTHERS = ("LIVECHAT_VERTEX", "LIVECHAT_OFFLINE", "LIVECHAT_HEADERS")

_SETTINGS = ("api_key", "api_key_command", "vertex", "offline", "headers")
"""Settings that sign in, or need nobody to."""

_KEYRING_S = 1.0
"""Seconds that a keyring may take before nobody waits for it any longer."""


def greeting(environ: Mapping[str, str]) -> str:
    """Return the lines, which depend on whether there is something to sign in with."""
    if signs_in(environ):
        rows = [
            ("livechat talk", "talk with the model; q ends the call"),
            ('livechat say "What time is it?"', "ask one thing, hear the answer"),
            ("livechat --help", "list all commands"),
        ]
        about = ""
    else:
        rows = [
            ("livechat talk --offline", "try it: no key, no network"),
            (_keeping(), "use your key"),
            ("livechat --help", "list all commands"),
        ]
        about = f"\n\nThere is no API key yet. Get one at {KEYS_AT}"
    width = max(len(command) for command, _ in rows) + 2
    lines = "\n".join(f"  {command:<{width}}{what}" for command, what in rows)
    return f"{WHAT}{about}\n\n{lines}"


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

    return "livechat auth set" if keyrings.installed() else "export GEMINI_API_KEY=…"
