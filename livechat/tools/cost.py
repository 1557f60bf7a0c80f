"""What functions cost: the service is told of all of them, and bills that with every turn."""

from __future__ import annotations

import json
import math
from typing import Final

from livechat.core.setup_spec import Declaration

_CHARACTERS: Final = 4
"""Characters of a token: "for Gemini models, a token is equivalent to about 4 characters"
(ai.google.dev/gemini-api/docs/tokens). A rule of thumb for Latin letters; others are a token each.
"""

MANY: Final = 25
"""Functions in all above which models choose worse: "fewer than 25 tools" (goose)."""


def estimate(declaration: Declaration) -> int:
    """Return about how many tokens a declaration costs per turn."""
    schema = (
        json.dumps(declaration.parameters, ensure_ascii=False) if declaration.parameters else ""
    )
    text = f"{declaration.name} {declaration.description} {schema}"
    latin = sum(char.isascii() for char in text)
    return math.ceil(latin / _CHARACTERS) + len(text) - latin
