"""`{name}` in a text stands for a parameter; `{{name}}` stands for `{name}` itself.

Any other brace is a brace, so that JSON and patterns need no care.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

NAME: Final = r"[A-Za-z_][A-Za-z0-9_]{0,63}"
"""A parameter's name: 64 characters is what the service takes (PROTOCOL §11.3)."""

_FOUND: Final = re.compile(rf"\{{\{{({NAME})\}}\}}|\{{({NAME})\}}")


def names(template: object) -> Iterator[str]:
    """Yield the parameters that a text, or a JSON value with texts in it, names."""
    match template:
        case str():
            yield from (found[2] for found in _FOUND.finditer(template) if found[2])
        case list():
            for each in template:
                yield from names(each)
        case dict():
            for each in template.values():
                yield from names(each)
        case _:
            pass


def whole(text: str) -> str | None:
    """Return the parameter that a text consists of; None: there is other text, or no parameter."""
    found = _FOUND.fullmatch(text)
    return found[2] if found else None


def fill(text: str, value: Callable[[str], str]) -> str:
    """Return the text with each parameter replaced by its value, which is never looked into."""
    return _FOUND.sub(lambda found: value(found[2]) if found[2] else f"{{{found[1]}}}", text)
