"""Whether what was said is finished, and whether it was said to the partner.

Doubtful words are answered: a partner that keeps silent for no reason looks broken.
"""

from __future__ import annotations

import re
from typing import Final

from livechat.sim.mind.answer import Manner
from livechat.sim.mind.words import both_ends, plain_words, word_set


def attend(text: str) -> Manner:
    """How a prompt is to be taken; its last sentence decides."""
    text = both_ends(text).rstrip()
    if text.endswith("?") or not plain_words(text):
        return Manner.ANSWER
    last = plain_words(_last_sentence(text))
    if _ELSEWHERE.search(last):
        return Manner.SILENCE
    if _HESITATION.search(last) or text.endswith(("...", "…", ",", "-", "–", "—")):
        return Manner.WAIT
    return Manner.WAIT if _unfinished(last.split()) else Manner.ANSWER


def _last_sentence(text: str) -> str:
    """What follows the last full stop or line that has words after it."""
    pieces = [piece for piece in re.split(r"[.!?]\s+|\n", text) if plain_words(piece)]
    return pieces[-1] if pieces else text


def _unfinished(words: list[str]) -> bool:
    """Whether the last words want another one after them."""
    last, before = words[-1], words[-2] if len(words) > 1 else ""
    if last == "so":
        return before not in _THINKING
    if last in _PREPOSITIONS:
        return len(words) > 1 and not _QUESTIONS.intersection(words) and before not in _WANTING
    return last in _WANTED


_WANTED: Final = word_set(
    "and but or because the a an my your our if although unless whether um uh er erm uhm hmm"
)
"""Words after which more is to come."""

_PREPOSITIONS: Final = word_set("of with from at into about than between for to")
"""They end a sentence only in questions and after a few verbs."""

_QUESTIONS: Final = word_set("what who which where when how that it")
_WANTING: Final = word_set(
    "want have need like love used going i'd waiting looking talking thinking come ask hope care"
)
_THINKING: Final = word_set("think hope guess suppose believe said say afraid not even or and is")

_HESITATION: Final = re.compile(
    r"^(?:(?:um+|uh+|uhm|er|erm|hmm+|hm|well|so|wait|wait a (?:second|moment|minute|sec)|hold on"
    r"|hang on|let me (?:think|see)|(?:just )?(?:one|a) (?:second|moment|minute|sec)"
    r"|give me a (?:second|moment|minute|sec)|please|okay|ok|and|but)(?: |$))+$"
)

_ELSEWHERE: Final = re.compile(
    r"\b(?:i'm|i am|i was|we are|we're|we were) not (?:talking|speaking) to you\b"
    r"|\b(?:wasn't|isn't|weren't) (?:talking|speaking) to you\b"
    r"|^(?:i'm|i am|i was|we were|we are) (?:just )?(?:talking|speaking) to (?!you\b)\S+(?: \S+)?$"
    r"|\b(?:don't|do not|no need to|need not|needn't) (?:answer|reply|respond)"
    r"(?: (?:me|this|that|now|yet|please|to this|to that))*$"
    r"|^(?:please )?ignore (?:this|that|me|it|what i (?:just )?said)(?: please)?$"
    r"|\b(?:this|that) (?:was|is) not (?:meant )?for you\b|\b(?:wasn't|isn't) (?:meant )?for you\b"
)
