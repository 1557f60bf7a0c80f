"""What the practice partner says of itself, for clients that care."""

from __future__ import annotations

import re
from typing import Final

SERVER: Final = "livechat practice partner"
"""In the field `Server` of its HTTP answers, the handshake's included."""

_LONGEST: Final = 100
"""Characters of the language model's name there."""

_FIELD: Final = re.compile(rf"{SERVER}(?: \(([ -'*-\[\]-~]{{1,{_LONGEST}}})\))?")


def server(llm: str) -> str:
    """The field's value.

    Args:
        llm: What the language model is called that answers; empty: none does.
    """
    # A comment in such a field holds visible ASCII (RFC 9110, 5.6.5).
    name = re.sub(r"[^ -'*-\[\]-~]", "_", llm)[:_LONGEST].strip()
    return f"{SERVER} ({name})" if name else SERVER


def is_practice(field: str) -> bool:
    """Whether a field's value is a practice partner's."""
    return bool(_FIELD.fullmatch(field))


def llm_of(field: str) -> str:
    """The language model that a field's value names; empty: none."""
    found = _FIELD.fullmatch(field)
    return found[1] or "" if found else ""
