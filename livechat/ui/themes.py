"""Colours of the screen, by role. They repeat what signs and words say, and never add to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Theme:
    """A style of Rich's for each role."""

    you: str = "cyan"
    """The user's name, and a microphone that is heard."""
    model: str = "green"
    """The model's name and its level."""
    quiet: str = "dim"
    """What is there for whoever looks for it."""
    warning: str = "yellow"
    interim: str = "dim"
    """Words that may still change."""
    sounding: str = "bold"
    """The word that sounds."""
    ahead: str = "dim"
    """Words that have not sounded yet."""
    thought: str = "dim italic"
    unheard: str = "dim strike"
    """Words that nobody heard."""
    idle: str = "dim"
    """States: nobody speaks."""
    hearing: str = "cyan"
    speaking: str = "green"
    stopped: str = "yellow"
    """Interrupted, or muted."""
    key: str = "bold"
    """What can be typed."""


DARK = Theme()

_LIGHT = replace(
    DARK,
    you="blue",
    model="dark_green",
    quiet="grey37",
    warning="dark_red",
    interim="grey37",
    ahead="grey37",
    thought="grey37 italic",
    unheard="grey37 strike",
    idle="grey37",
    hearing="blue",
    speaking="dark_green",
    stopped="dark_red",
)

_MONO = replace(
    DARK,
    you="bold",
    model="",
    warning="bold",
    hearing="bold",
    speaking="bold",
    stopped="reverse",
)

_HIGH_CONTRAST = Theme(
    you="bold bright_cyan",
    model="bold bright_green",
    quiet="bright_white",
    warning="bold black on bright_yellow",
    interim="underline",
    sounding="bold reverse",
    ahead="italic",
    thought="italic",
    unheard="strike",
    idle="bright_white",
    hearing="bold bright_cyan",
    speaking="bold bright_green",
    stopped="bold black on bright_yellow",
    key="bold underline",
)

THEMES: Mapping[str, Theme] = {
    "dark": DARK,
    "light": _LIGHT,
    "mono": _MONO,
    "high-contrast": _HIGH_CONTRAST,
}
"""By the names that `--theme` takes."""


def theme_for(name: str, environ: Mapping[str, str]) -> Theme:
    """Return a theme by its name; where NO_COLOR is set, the one without colours."""
    return THEMES["mono" if environ.get("NO_COLOR") else name]
