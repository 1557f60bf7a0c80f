"""`livechat languages`."""

from __future__ import annotations

import sys
from dataclasses import asdict

from livechat.catalog.languages import LANGUAGES
from livechat.cli import options as o
from livechat.ui.tables import Column, show_table

_COLUMNS = (
    Column("code", weight=3),
    Column("english", weight=2, least=8),
    Column("own", "own name", weight=1, least=8),
)


def languages(wide: o.Wide = False, json: o.JsonArray = False) -> None:
    """List the languages that the Live API names.

    Other countries of a language are accepted, too. So are other languages, with a warning.

    \b
    livechat languages
    livechat languages --json
    """
    show_table(
        _COLUMNS,
        [asdict(language) for language in LANGUAGES],
        json=json,
        stdout=sys.stdout,
        wide=wide,
    )
