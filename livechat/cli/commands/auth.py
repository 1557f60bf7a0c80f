"""`livechat auth`: the key in the system's keyring, and which credential is used."""

from __future__ import annotations

import json as jsonlib
import os
import sys
from typing import Annotated

import typer

from livechat.cli import options as o
from livechat.cli.grouped import App
from livechat.cli.telling import tell
from livechat.errors import CredentialError, UsageError
from livechat.ui.sentences import told

app = App(
    help="""Store an API key in the system's keyring; show how a session signs in.

    \b
    livechat auth set
    livechat auth status
    livechat auth clear
    """,
)

_LONGEST_LINE = 4096
"""Characters: a key has some 40."""


@app.command("set")
def set_key() -> None:
    """Store an API key in the system's keyring.

    Type it when asked (it is not shown), or pipe it in as one line.

    \b
    livechat auth set
    pass show gemini | livechat auth set
    """
    from livechat.live import keyrings

    keyrings.check_installed()
    key = _asked() if _is_terminal() else _piped()
    if not key:
        raise UsageError("No key was entered.", "Type it when asked, or pipe it in as one line.")
    if not all("!" <= char <= "~" for char in key):
        raise UsageError(
            "This contains characters that no key has.",
            "Copy it again, without spaces, quotes or line breaks.",
        )
    keyrings.write(key)
    tell(f"Saved the key in {keyrings.NAME}.")


@app.command()
@o.sets("vertex", "project", "location", "base_url", "headers")
def status(
    *,
    given: o.Given,
    config: o.Config = None,
    profile: o.Profile = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Show how a session signs in: where its key comes from, never the key.

    Nothing is sent to the service. Exit code 3 means that there is nothing to sign in with.

    \b
    livechat auth status
    livechat auth status --vertex --project my-project
    """
    from livechat.config.layers import load
    from livechat.live.credentials import find_credential

    loaded = load(flags=given, environ=os.environ, config_file=config, profile=profile)
    if loaded.settings.offline:
        kind, source = "practice", "nothing: the practice partner needs no key"
    else:
        credential = find_credential(loaded, os.environ)
        if credential.adc is not None:
            credential.adc.find()
        kind, source = credential.kind, credential.phrase
    if json:
        typer.echo(jsonlib.dumps({"kind": kind, "source": source}, indent=2))
    else:
        typer.echo(told(f"Sessions sign in with {source}.", sys.stdout))


@app.command()
def clear() -> None:
    """Remove the key from the system's keyring.

    \b
    livechat auth clear
    """
    from livechat.live import keyrings

    if not keyrings.remove():
        raise CredentialError(f"There is no key in {keyrings.NAME}.")
    tell(f"Removed the key from {keyrings.NAME}.")


def _is_terminal() -> bool:
    return sys.stdin.isatty()


def _asked() -> str:
    from getpass import getpass

    try:
        return getpass("API key (not shown): ").strip()
    except EOFError:
        return ""


def _piped() -> str:
    text = sys.stdin.read(_LONGEST_LINE + 1).strip()
    if len(text) > _LONGEST_LINE:
        raise UsageError("This is longer than any key.", "Pipe in the key alone, as one line.")
    return text
