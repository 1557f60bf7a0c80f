"""Server messages an answer is made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from livechat.sim.mind.answer import Backed, Sources
from livechat.sim.protocol import wire
from livechat.sim.protocol.routes import Flavour
from livechat.sim.protocol.terms import Terms
from livechat.sim.senses.hum import WORDS_PER_SECOND
from livechat.sim.talk.transcripts import described

NOTHING_EVERY: Final = 3
"""Pieces after which a message without content comes; on 3.8 some were seen in every answer."""

NOTHINGS: Final[tuple[Mapping[str, Any], ...]] = ({}, {"serverContent": {}})
"""Messages without content, in turn."""


ENTRY_POINT: Final = "<div><script>document.title = 'rendered'</script>Search suggestions</div>"
"""HTML that the hosted service wants shown; no client in a terminal should."""


def nothing_due(pieces: int) -> bool:
    """Whether a message without content comes after so many pieces."""
    return pieces > 0 and pieces % NOTHING_EVERY == 0


def nothing(pieces: int) -> Mapping[str, Any]:
    """The one that comes then."""
    return NOTHINGS[pieces // NOTHING_EVERY % len(NOTHINGS)]


def piece(
    pcm: bytes, words: str, began: float, terms: Terms, flavour: Flavour
) -> list[dict[str, Any]]:
    """Messages for a piece of an answer.

    Args:
        pcm: s16le mono, 24 kHz; empty for an answer in text.
        words: What belongs to it of the answer's text; may be empty.
        began: Seconds of the answer sent before it.
        terms: What the setup agreed on; also whether one event carries several parts.
        flavour: Whose dialect is spoken.
    """
    content: dict[str, Any] = {}
    if pcm:
        mime = "audio/pcm" if flavour == "vertex" else "audio/pcm;rate=24000"
        content["modelTurn"] = {"parts": [wire.audio_part(pcm, mime)]}
    if words and not terms.speaks:
        content["modelTurn"] = {"parts": [{"text": words}]}
    elif words and terms.transcribe_output:
        content["outputTranscription"] = described(
            words, terms.output_options, began, 1 / WORDS_PER_SECOND
        )
    if terms.joined and content:
        return [_content(content)]
    return [_content({name: value}) for name, value in content.items()]


def thought(text: str) -> dict[str, Any]:
    """A part of the model's turn that shows what it thinks."""
    return _content({"modelTurn": {"parts": [{"text": text, "thought": True}]}})


def citations(sources: Sources, words: str = "") -> list[dict[str, Any]]:
    """What an answer is grounded in: searched, and read.

    Args:
        sources: What it is.
        words: All of the answer, in whose bytes places are counted.
    """
    found: list[dict[str, Any]] = []
    if sources.queries or sources.pages:
        chunks = [{"web": {"uri": page.uri, "title": page.title}} for page in sources.pages]
        grounding: dict[str, Any] = {
            "webSearchQueries": list(sources.queries),
            "groundingChunks": chunks,
        }
        supports = [one for backed in sources.backed for one in _supports(backed, words)]
        if supports:
            grounding["groundingSupports"] = supports
        grounding["searchEntryPoint"] = {"renderedContent": ENTRY_POINT}
        found.append(_content({"groundingMetadata": grounding}))
    if sources.urls:
        status = "URL_RETRIEVAL_STATUS_ERROR"  # nothing is ever fetched
        read = [{"retrievedUrl": url, "urlRetrievalStatus": status} for url in sources.urls]
        found.append(_content({"urlContextMetadata": {"urlMetadata": read}}))
    return found


def _supports(backed: Backed, words: str) -> list[dict[str, Any]]:
    """Where words that pages stand behind are in the answer; nothing if they are not in it."""
    at = words.find(backed.words)
    if at < 0:
        return []
    begin = len(words[:at].encode())
    segment: dict[str, Any] = {"startIndex": begin} if begin else {}  # 0 is left out on the wire
    segment |= {"endIndex": begin + len(backed.words.encode()), "text": backed.words}
    return [{"segment": segment, "groundingChunkIndices": list(backed.pages)}]


def _content(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {"serverContent": dict(fields)}
