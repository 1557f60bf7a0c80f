"""`livechat voices`."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import Annotated

import typer

from livechat.catalog.voices import VOICES
from livechat.ui.tables import show_table


def voices(
    json: Annotated[bool, typer.Option("--json", help="Print a JSON array.")] = False,
) -> None:
    """List the voices, each with the word Google describes it by.

    \b
    livechat voices
    livechat voices | grep -i warm
    livechat voices --json
    """
    show_table(("name", "style"), [asdict(voice) for voice in VOICES], json=json, stdout=sys.stdout)
