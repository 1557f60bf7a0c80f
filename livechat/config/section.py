"""What every table of settings has in common: its strictness, and what is said of a field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final, get_args

from pydantic import BaseModel, ConfigDict

from livechat.catalog.nearest import nearest

REFUSED: Final = "refused"
"""Kind of a validation error whose message is a sentence for the user."""


@dataclass(frozen=True, slots=True)
class About:
    """What an error sentence and the example file say about a field."""

    must_be: str
    """Completes "… but must be"."""
    example: object = None
    """Shown when the default is to be unset."""
    suggest: Callable[[str], str | None] = lambda _: None
    """The value that a wrong text was meant to be."""
    quotable: bool = True
    """False: the value may hold a credential and is never repeated."""


def one_of(literal: object) -> About:
    """Return what is said of a field that takes one of a few words."""
    *words, last = get_args(literal)
    listed = f"{', '.join(words)} or {last}"
    return About(listed, example=words[0], suggest=partial(nearest, candidates=[*words, last]))


TRUE_FALSE: Final = About("true or false")


class Section(BaseModel):
    """A table of settings: nothing may change it, no unknown key may enter."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        allow_inf_nan=False,
        hide_input_in_errors=True,
    )
