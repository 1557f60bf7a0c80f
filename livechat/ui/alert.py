"""Telling somebody who looks elsewhere that something is to be heard or answered: a bell, or a
notice on the desktop.

OSC 9 began with iTerm2 (<https://iterm2.com/documentation-escape-codes.html>).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from livechat.core.face.alerts import Alerts, News
from livechat.core.state import ConversationState
from livechat.core.talk.events import Event
from livechat.core.talk.transcript import Utterance

How = Literal["auto", "bell", "osc9"]
"""auto: osc9 where the terminal is known to take it, else bell."""

BELL = "\a"

WORDS: Mapping[News, str] = {
    "reply": "livechat: the model replies",
    "leave": "livechat: a function asks for permission",
}
"""Begin with no digit: ConEmu and Windows Terminal take OSC 9 with a number for other things.
Nothing of the conversation is in them: a desktop shows them to whoever walks by, locked or not."""

_PROGRAMS = frozenset({"iTerm.app", "WezTerm", "ghostty"})
"""Terminals that show OSC 9 on the desktop, by TERM_PROGRAM."""

_TERMS = ("xterm-kitty", "xterm-ghostty", "wezterm", "foot")
"""The same by how TERM begins, which ssh takes along."""


class Alert:
    """Gives an alert for every reply and every question that begins out of sight. An observer.

    Args:
        write: Sends the terminal something that is not seen.
        codes: What is sent (`alert_codes`).
        always: Whether all of it is told, in focus or not.
    """

    def __init__(
        self, write: Callable[[str], None], codes: Mapping[News, str], *, always: bool = False
    ) -> None:
        self._write = write
        self._codes = codes
        self._alerts = Alerts(always=always)

    def focus(self, on: bool) -> None:
        """The window has gained or lost the focus."""
        self._alerts.focus(on)

    def observe(
        self, event: Event, finished: Sequence[Utterance], state: ConversationState
    ) -> None:
        """Tell of a reply or a question that begins."""
        news = self._alerts.fold(event)
        if news:
            self._write(self._codes[news])


def alert_codes(how: How, environ: Mapping[str, str]) -> dict[News, str]:
    """What makes a terminal give each alert.

    tmux shows a bell of a window that nobody looks at, and hands it on to the terminal outside. OSC
    9 it would drop: it lets through only what is wrapped, and that only if it was allowed to
    (`allow-passthrough`, off since version 3.3). So there the bell is what works by itself.
    """
    inside_tmux = bool(environ.get("TMUX"))
    if how == "auto":
        how = "osc9" if _shows_osc9(environ) and not inside_tmux else "bell"
    return {
        news: BELL if how == "bell" else _osc9(words, inside_tmux=inside_tmux)
        for news, words in WORDS.items()
    }


def _osc9(words: str, *, inside_tmux: bool) -> str:
    code = f"\x1b]9;{words}\a"
    return f"\x1bPtmux;\x1b{code}\x1b\\" if inside_tmux else code  # its Escape doubled


def _shows_osc9(environ: Mapping[str, str]) -> bool:
    # tmux and screen leave what the terminal outside has put there.
    term = environ.get("TERM", "")
    if term.startswith(("tmux", "screen")):
        return False
    return (
        environ.get("TERM_PROGRAM") in _PROGRAMS
        or environ.get("LC_TERMINAL") == "iTerm2"  # which ssh takes along
        or term.startswith(_TERMS)
    )
