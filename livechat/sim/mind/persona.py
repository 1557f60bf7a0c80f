"""The part of a system instruction that even a simple partner can follow.

| instructed                        | what it does                       |
|-----------------------------------|------------------------------------|
| Your name is Ada. You are Ada.    | tells it when asked who it is      |
| You are a pirate.                 | tells that it was asked to be one  |
| Answer in one sentence (one word) | says no more                       |
| Always end with "Over."           | does                               |
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from livechat.sim.mind.words import LONGEST_ANSWER, both_ends, shortened

LONGEST_NAME: Final = 60
"""Characters of a name or a part."""


@dataclass(frozen=True, slots=True)
class Persona:
    """What an instruction makes of the partner."""

    instruction: str = ""
    """As it was given."""
    name: str = ""
    part: str = ""
    """What it is to be: "a pirate"."""
    length: Literal["", "sentence", "word"] = ""
    """The most it is to say."""
    opening: str = ""
    """What each answer is to begin with."""
    ending: str = ""

    def introduced(self, words: str) -> str:
        """The partner's words about itself, with its name or part before them, in one sentence."""
        if self.name:
            return f"My name here is {self.name}, and {words}"
        return f"I am asked to be {self.part}, and {words}" if self.part else words

    def styled(self, words: str) -> str:
        """An answer as it was instructed to be; no answer stays none."""
        if not words:
            return words
        words = _LENGTHS[self.length](words)
        return " ".join(piece for piece in (self.opening, words, self.ending) if piece)

    def told(self) -> str:
        """The answer to somebody who asks for the instruction."""
        text = " ".join(self.instruction.split())
        return f"My instructions are: {shortened(text)}" if text else "I was given no instructions."


def read(instruction: str) -> Persona:
    """What can be followed of an instruction; of a long one, of its beginning and its end."""
    text = both_ends(instruction)
    name, part = "", ""
    if found := _NAMED.search(text):
        name = _trimmed(found["name"])
    for found in _IS.finditer(text):
        what = _trimmed(found["what"])
        if found["what"][0].isupper():
            name = name or what
        elif what:
            part = part or what
    length = _LENGTH.search(text)
    opening = ending = ""
    for found in _FRAMED.finditer(text):
        words = (found["quoted"] or found["words"]).strip()
        if found["where"].lower() in ("end", "finish"):
            ending = words
        else:
            opening = words
    unit: Literal["", "sentence", "word"] = ""
    if length:
        unit = "word" if length["unit"].lower() == "word" else "sentence"
    return Persona(instruction[:LONGEST_ANSWER], name, part, unit, opening, ending)


def _trimmed(words: str) -> str:
    return re.split(r"\s+(?:and|who|that|which)\b", words)[0].strip(" \"'”’")


def _first_sentence(words: str) -> str:
    return re.split(r"(?<=[.!?])\s", words, maxsplit=1)[0]


def _first_word(words: str) -> str:
    return words.split()[0].rstrip(",;:")


_LENGTHS: Final[Mapping[str, Callable[[str], str]]] = {
    "": str,
    "sentence": _first_sentence,
    "word": _first_word,
}

_WHAT: Final = rf"[^\s.,;:!?\n][^.,;:!?\n]{{0,{LONGEST_NAME}}}"
_NAMED: Final = re.compile(
    rf"\b(?:your name is|you are called|you're called|call yourself)\s+[\"“']?(?P<name>{_WHAT})",
    re.IGNORECASE,
)
_IS: Final = re.compile(
    rf"\b(?:[Yy]ou are|[Yy]ou're|[Aa]ct as|[Pp]retend to be)\s+(?!called\b|not\b|to\b|now\b)"
    rf"[\"“']?(?P<what>{_WHAT})"
)
_LENGTH: Final = re.compile(
    r"\b(?:answer|reply|respond|speak)\b[^.\n]{0,40}?\b(?:in|with|using)\s+"
    r"(?:only |just |exactly )?(?:one|1|a single)\s+(?:short\s+)?(?P<unit>sentence|word)\b",
    re.IGNORECASE,
)
_FRAMED: Final = re.compile(
    r"\b(?P<where>end|finish|begin|start)s?\b[^.\n]{0,30}?"
    r"\bwith\s+(?:the (?:words?|phrase|sentence)\s+)?"
    r"(?:[\"“'](?P<quoted>[^\"”'\n]{1,80})[\"”']|(?P<words>[^\s\".\n][^\".\n]{0,79}))",
    re.IGNORECASE,
)
