"""Functions of the user's Python files, and the marks that such a file may put on them.

    from livechat.tools.functions import needs_key, reads

A file needs none of this: a line `Read-only.` in a docstring says the same as `@reads`. This
module imports next to nothing, so that such a file can be used elsewhere, too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

F = TypeVar("F", bound=Callable[..., Any])

READS: Final = "_livechat_reads"
NEEDS_KEY: Final = "_livechat_needs_key"


def reads(function: F) -> F:
    """Mark a function that only reads: it changes nothing, so livechat need not ask before it."""
    setattr(function, READS, True)
    return function


def needs_key(function: F) -> F:
    """Mark a function that runs only when the user allows it by a key, never by voice."""
    setattr(function, NEEDS_KEY, True)
    return function
