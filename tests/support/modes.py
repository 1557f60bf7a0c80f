"""What a program has turned on in a terminal, by all that it wrote to it."""

from __future__ import annotations

import re
from typing import Final

_CODE: Final = re.compile(
    r"\x1b(?:\[(?P<private>[?<>=]?)(?P<numbers>[0-9;:]*)(?P<final>[hlmu])|(?P<keypad>[=>]))"
)

_ON_BEFORE: Final = frozenset({"?7", "?25"})
"""Modes of a terminal in its usual state: lines are wrapped, the cursor is shown."""


def left_over(written: str) -> set[str]:
    """What is otherwise than before.

    Modes by their numbers, `style`, `keypad`, `modifiers`, and `keys`: flags of the keyboard that
    were pushed and not popped.
    """
    changed: set[str] = set()
    pushed = 0
    for code in _CODE.finditer(written):
        private, final, numbers = code["private"], code["final"], code["numbers"]
        if code["keypad"]:
            _note(changed, "keypad", on=code["keypad"] == "=")
        elif final == "u":
            pushed = max(0, pushed + {">": 1, "<": -int(numbers or 1)}.get(private, 0))
        elif final in "hl":
            for number in numbers.split(";"):
                mode = f"{private}{number}"
                _note(changed, mode, on=(final == "h") is (mode not in _ON_BEFORE))
        elif private == ">":  # which keys are reported with their modifiers
            _note(changed, "modifiers", on=";" in numbers and not numbers.endswith(";0"))
        elif not private:
            _note(changed, "style", on=numbers not in ("", "0"))
    return changed | ({"keys"} if pushed else set())


def _note(changed: set[str], what: str, *, on: bool) -> None:
    if on:
        changed.add(what)
    else:
        changed.discard(what)
