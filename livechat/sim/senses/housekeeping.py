"""Memory that was freed, given back to the system.

glibc keeps what a program has freed, in arenas of its threads, for the program to use again. Two
hundred spoken sessions left 150 MB there for ever. Other C libraries do as they like.
"""

from __future__ import annotations

import sys
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import ctypes

ARENAS: Final = 2
"""Arenas all threads share. With one a thread, nine of them, 50 MB more stayed after a trim; two
are no slower for one ear and one voice."""

_ARENA_MAX: Final = -8
"""`M_ARENA_MAX` of glibc's malloc.h."""


def share_arenas() -> None:
    """Let threads share arenas from now on; before engines with threads of their own are loaded."""
    if (library := _glibc()) is not None:
        library.mallopt(_ARENA_MAX, ARENAS)


def give_back() -> None:
    """Give freed memory back to the system; takes some 10 ms after much was used."""
    if (library := _glibc()) is not None:
        library.malloc_trim(0)


@cache
def _glibc() -> ctypes.CDLL | None:
    if sys.platform != "linux":
        return None
    import ctypes

    library = ctypes.CDLL(None)
    return library if hasattr(library, "malloc_trim") else None  # musl has none
