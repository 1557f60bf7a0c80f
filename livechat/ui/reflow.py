"""What a terminal does with the rows that are on it when its size changes."""

from __future__ import annotations

from collections.abc import Mapping


def reflows(environ: Mapping[str, str]) -> bool:
    """Whether it wraps them anew when its width changes.

    Nearly all do. xterm and GNU screen cut instead; tmux wraps, wherever it runs.
    """
    return "TMUX" in environ or not {"XTERM_VERSION", "STY"} & environ.keys()


def keeps_blanks(environ: Mapping[str, str]) -> bool:
    """Whether it then keeps the blank rows below them: tmux does (3.3a)."""
    return "TMUX" in environ
