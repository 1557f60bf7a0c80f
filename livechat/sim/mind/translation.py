"""What a model for translation would say. The partner knows no languages, and says so by saying
in which one it would speak.
"""

from __future__ import annotations

from typing import Final

from livechat.catalog.languages import LANGUAGES, find
from livechat.sim.mind.words import LONGEST_ANSWER, plain_words, shortened

USUAL_TARGET: Final = "en-US"
"""The language the service translates into unless it is told another."""


def translated(text: str, target: str, echo: bool) -> str:
    """Words for a text, or none when it is in the target language already.

    Args:
        text: What was said.
        target: BCP-47 of the language to translate into; empty for the service's own choice.
        echo: Whether what needs no translation is said again.
    """
    target = target or USUAL_TARGET
    said = shortened(" ".join(text.split()), LONGEST_ANSWER)
    if not plain_words(said):
        return ""
    if target.lower().partition("-")[0] == "en" and _english(said):
        return said if echo else ""
    return f"Here I would say in {language_name(target)}: {said}"


def language_name(code: str) -> str:
    """A language's English name; an unknown code stays as it is."""
    first = code.lower().partition("-")[0]
    known = find(code) or next(
        (one for one in LANGUAGES if one.code.lower().partition("-")[0] == first), None
    )
    if known is None:
        return shortened(code, 35)
    return known.english.partition(" (")[0].partition(",")[0]


def _english(text: str) -> bool:
    """Whether a text may be English: most of its letters are those of the Latin alphabet."""
    letters = [letter for letter in text if letter.isalpha()]
    return sum(letter < "\u0250" for letter in letters) * 2 > len(letters)
