"""`livechat languages`."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import Annotated

import typer

from livechat.catalog.languages import LANGUAGES
from livechat.ui.tables import show_table


def languages(
    json: Annotated[bool, typer.Option("--json", help="Print a JSON array.")] = False,
) -> None:
    """List the languages that the Live API names.

    With another country each is taken too. So is another language, with a warning: the service
    learns faster than its list.

    \b
    livechat languages
    livechat languages --json
    """
    show_table(
        ("code", "english", "own"),
        [asdict(language) for language in LANGUAGES],
        json=json,
        stdout=sys.stdout,
    )
