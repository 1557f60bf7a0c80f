"""Where in a session an effect belongs: which answer it is of, and which piece of it.

An answer begins with its first words, sound, function call or sign, and ends with the
`turnComplete` after which nothing more of it follows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Final

from livechat.sim.effects import Effect, Replay, Send, Speak
from livechat.sim.protocol.terms import Terms


class Sign(Enum):
    """What a piece is."""

    SETUP = auto()
    """The answer to the setup."""
    HEARD = auto()
    """Words of the user; before an answer they belong to it."""
    BEGUN = auto()
    """The voice is told what to say."""
    CONTENT = auto()
    """Words, sound, sources or function calls of the model."""
    GENERATED = auto()
    INTERRUPTED = auto()
    COMPLETE = auto()
    HANDLE = auto()
    """Whether the session can be resumed from here; said ahead of an answer and at its end."""
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Place:
    """Where an effect belongs."""

    sign: Sign
    turn: int = 0
    """Number of the answer it belongs to, from 1; 0 is none."""
    opens: bool = False
    """Whether it is the first piece of its answer."""
    terms: Terms | None = None
    """What was agreed on, at the answer to the setup."""


class Places:
    """Finds the place of one effect after the other."""

    def __init__(self) -> None:
        self._open = False
        self._turn = 0

    @property
    def turn(self) -> int:
        """Number of the newest answer, from 1; 0 before the first."""
        return self._turn

    @property
    def answering(self) -> bool:
        """Whether an answer is under way."""
        return self._open

    def of(self, effect: Effect, turn: int, terms: Terms | None = None) -> Place:
        """The place of the next effect.

        Args:
            effect: It.
            turn: Number of the answer the session is at, after the effect.
            terms: What was just agreed on, if it was.
        """
        sign = sign_of(effect)
        if sign is Sign.SETUP:
            return Place(sign, terms=terms)
        if sign is Sign.HANDLE:
            ended = self._open or _resumable(effect)
            return Place(sign, self._turn if ended else turn)
        opens = sign in _OF_ANSWERS and not self._open and turn > 0
        if opens:
            self._open, self._turn = True, turn
        coming = sign is Sign.HEARD and not self._open
        number = self._turn + 1 if coming else self._turn if self._open else 0
        if sign is Sign.COMPLETE:
            self._open = False
        return Place(sign, number, opens)


_OF_ANSWERS: Final = frozenset(Sign) - {Sign.SETUP, Sign.HEARD, Sign.HANDLE, Sign.OTHER}

_KEYS: Final = (
    ("interrupted", Sign.INTERRUPTED),
    ("generationComplete", Sign.GENERATED),
    ("modelTurn", Sign.CONTENT),
    ("outputTranscription", Sign.CONTENT),
    ("groundingMetadata", Sign.CONTENT),
    ("inputTranscription", Sign.HEARD),
    ("interimInputTranscription", Sign.HEARD),
)


def sign_of(effect: Effect) -> Sign:
    """What piece of a session an effect is; of several in one message, the last."""
    if isinstance(effect, Speak | Replay):
        return Sign.BEGUN
    if not isinstance(effect, Send):
        return Sign.OTHER
    if "setupComplete" in effect.message:
        return Sign.SETUP
    if "sessionResumptionUpdate" in effect.message:
        return Sign.HANDLE
    content = content_of(effect)
    if content.get("turnComplete") and content.get("interactionStatus") != "IN_PROGRESS":
        return Sign.COMPLETE
    if "toolCall" in effect.message:
        return Sign.CONTENT
    return next((sign for key, sign in _KEYS if key in content), Sign.OTHER)


def _resumable(effect: Effect) -> bool:
    update = effect.message["sessionResumptionUpdate"] if isinstance(effect, Send) else None
    return isinstance(update, Mapping) and bool(update.get("resumable"))


def content_of(effect: Effect) -> Mapping[str, Any]:
    """The `serverContent` of a message to be sent; empty when there is none."""
    content = effect.message.get("serverContent") if isinstance(effect, Send) else None
    return content if isinstance(content, Mapping) else {}
