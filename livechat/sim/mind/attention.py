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


def small(text: str) -> bool:
    """Whether a text is what listeners say to show that they listen ("mm-hm"), or nothing."""
    plain = plain_words(text)
    return not plain or _SMALL.search(plain) is not None


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


_SMALL: Final = re.compile(
    r"^(?:(?:m+|mh+m+|m+ h+m+|h+m+|a+h+|o+h+|aha|uh huh|uh|huh|yeah|yes|yep|yup|ye|ya|yah|okay|ok|k"
    r"|right|all right|alright|sure|of course|exactly|true|i see|got it|gotcha|really|wow|nice|cool"
    r"|great|good|fine|interesting|go on|no way|ha|haha"
    r"|ja|genau|stimmt|achso|oui|ouais|d'accord|sí|si|vale|claro|da|hai)(?: |$))+$"
)
"""What listeners say to show that they listen."""

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

_SELF: Final = r"(?:i'm|i am|i was|we're|we are|we were)"
_SPEAKING: Final = r"(?:talking|speaking|chatting|saying (?:this|that|it)) (?:to|with)"
_SOMEBODY: Final = (
    r"(?!you\b)(?:(?:my|our) \S+ \S+|(?:(?:my|our|his|her|the|a|an) )?\S+"
    r"(?: else| and (?:(?:my|our|the|a|an) )?\S+)?)"
)
_NOW: Final = r"(?: (?:now|right now|here|at the moment|please|sorry))*"

_ELSEWHERE: Final = re.compile(
    rf"\b(?:{_SELF} not|(?:wasn't|isn't|weren't|aren't)) (?:{_SPEAKING}|asking|addressing) you\b"
    # "I am talking to my wife": a few words that say to whom, and no more
    rf"|^(?:(?:no|oh|hey|sorry|wait|please|excuse me|gemini) )*{_SELF} (?:just |only |actually )?"
    rf"(?:{_SPEAKING} {_SOMEBODY}|asking (?:(?:my|our) \S+|him|her|them|someone else))"
    rf"{_NOW}$"
    rf"|^(?:sorry )*{_SELF} on the (?:phone|line)(?: (?:to|with) {_SOMEBODY})?{_NOW}$"
    r"|\b(?:don't|do not|no need to|need not|needn't) (?:answer|reply|respond|listen)"
    r"(?: (?:me|this|that|now|yet|please|to me|to us|to this|to that))*$"
    r"|^(?:please )?ignore (?:this|that|me|us|it|what (?:i|we) (?:just )?said)(?: please)?$"
    r"|\b(?:this|that|it) (?:was|is) not (?:meant )?for you\b"
    r"|\b(?:wasn't|isn't) (?:meant )?for you\b"
    r"|\b(?:i|we) (?:didn't|did not|don't|do not) (?:mean|ask|talk to|speak to) you(?: gemini)?$"
    r"|\b(?:nobody|no one) (?:asked|is talking to|was talking to) you(?: gemini)?$"
    r"|^(?:no )*not (?:(?:talking |speaking )?(?:to |with )|for )?you(?: gemini| please| sorry)?$"
)
