"""Transcriptions as the service writes them: a few words at a time, with what was asked for."""

from __future__ import annotations

import difflib
import re
from typing import Any, Final

from livechat.sim.protocol.terms import Transcription

PIECE_WORDS: Final = 4
"""Words in one piece of a transcript of the user; older models send a few at a time."""

ALIKE: Final = 0.82
"""Share of letters in common from which words are taken for a phrase of the vocabulary."""

LONGEST_CORRECTED: Final = 600
"""Characters searched for phrases of the vocabulary, half a minute of speech."""

MOST_PHRASES: Final = 100
"""Phrases of the vocabulary that are looked for; each is compared with every word."""

_HESITATION: Final = re.compile(r"\b(?:u+h+m*|u+m+|e+r+m*|h+m+)\b[,.…]?\s*", re.IGNORECASE)
_REPEATED: Final = re.compile(r"\b([\w']+)(?:[,.…]?\s+\1\b)+", re.IGNORECASE)


def corrected(text: str, options: Transcription) -> str:
    """What ears understood, with the client's vocabulary and, in smart mode, tidied."""
    for phrase in options.vocabulary[:MOST_PHRASES]:
        if len(text) <= LONGEST_CORRECTED:
            text = _spelt(text, phrase)
    if options.smart:
        text = _REPEATED.sub(r"\1", _HESITATION.sub("", text)).strip()
        text = text[:1].upper() + text[1:]
    return text


def in_pieces(
    text: str, options: Transcription, began: float, seconds: float, *, whole: bool = False
) -> list[dict[str, Any]]:
    """`Transcription` objects for an utterance; their texts joined are `text` again.

    Args:
        text: Words, separated by single spaces.
        options: What the client asked for.
        began: Seconds of sound before the utterance.
        seconds: How long it lasted; the words are taken to be spread evenly over it.
        whole: Whether the utterance comes in one piece, as the newer models send it.
    """
    words = text.split(" ")
    pace = seconds / len(words)
    size = len(words) if whole else PIECE_WORDS
    groups = [(at, words[at : at + size]) for at in range(0, len(words), size)]
    return [
        described((" " if at else "") + " ".join(group), options, began + at * pace, pace)
        for at, group in groups
    ]


def described(text: str, options: Transcription, began: float, pace: float) -> dict[str, Any]:
    """One `Transcription` object.

    Args:
        text: A piece of the transcript.
        options: What the client asked for.
        began: Seconds at which its first word begins.
        pace: Seconds a word takes.
    """
    found: dict[str, Any] = {"text": text}
    if options.languages:
        found["languageCode"] = options.languages[0]
    if options.diarization:
        found["speakerLabel"] = "1"
    if options.timestamps:
        found["words"] = [
            {
                "word": word,
                "startOffset": duration(began + at * pace),
                "endOffset": duration(began + (at + 1) * pace),
            }
            for at, word in enumerate(text.split())
        ]
    return found


def duration(seconds: float) -> str:
    """Seconds as protobuf's JSON writes them, with no decimals or three: `2s`, `1.500s`."""
    return f"{seconds:.3f}s".replace(".000s", "s")


def _spelt(text: str, phrase: str) -> str:
    """`text` with what sounds like `phrase` written like it."""
    words, wanted = text.split(" "), phrase.split()
    size, plain = len(wanted), _letters(phrase)
    at = 0
    while size and at + size <= len(words):
        heard = " ".join(words[at : at + size])
        tail = re.search(r"[^\w]*$", heard)
        if _alike(_letters(heard), plain):
            words[at : at + size] = [*wanted[:-1], wanted[-1] + (tail[0] if tail else "")]
            at += size
        else:
            at += 1
    return " ".join(words)


def _alike(heard: str, plain: str) -> bool:
    matcher = difflib.SequenceMatcher(None, heard, plain)
    bounds = (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio)  # cheapest first
    return all(bound() >= ALIKE for bound in bounds)


def _letters(text: str) -> str:
    return "".join(re.findall(r"\w", text.lower()))
