"""What the partner says when its language model fails: what happened, and what to do."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Final

from livechat.core.text import visible
from livechat.sim.llm.deltas import failure_of
from livechat.sim.llm.place import Place

_SERVERS: Final = {11434: "Ollama", 8080: "llama.cpp's server", 1234: "LM Studio", 8000: "vLLM"}
"""What usually listens at a port of this machine."""

_LONGEST: Final = 160
"""Characters of an endpoint's own words that are said."""

SILENT: Final = "My language model said nothing. Please ask again, perhaps in other words."
FILTERED: Final = "A filter stopped my language model's answer. Please ask something else."
ONLY_THOUGHT: Final = (
    "My language model used its tokens for thinking and said nothing. "
    "Raise the limit, or choose a model that thinks less."
)
BROKE_OFF: Final = "My language model broke off in the middle of its answer. Please ask again."
ENDLESS: Final = "I stop here, because my language model does not come to an end."
NONSENSE: Final = (
    "I cannot read what my language model answers. "
    "Check that its address is an OpenAI-compatible endpoint."
)
REDIRECTED: Final = (
    "My language model's address redirects to another one, which I do not follow. "
    "Use the other address instead."
)
UNFIT_CALL: Final = "My language model tried to call a function, but I cannot read the call."


def no_function(name: str) -> str:
    """What is said when the model calls a function that is not declared, and says nothing."""
    return f"My language model wanted to call {sayable(name)}, a function that I do not have."


def unreachable(kind: str, place: Place) -> str:
    """What is said when there is no connection, or it broke before an answer.

    Args:
        kind: As `WireError.kind` has it.
        place: Where the endpoint is.
    """
    if kind == "unknown host":
        return f"There is no machine named {place.host}. Check my language model's address."
    if kind == "certificate":
        return (
            f"My language model at {place.host} shows a certificate that I cannot trust. "
            "Check its address, or make this machine trust the certificate."
        )
    if kind == "proxy":
        return (
            "The proxy does not let me through to my language model. "
            "Check the proxy that the environment names."
        )
    if kind in ("no HTTP", "undecodable"):
        return NONSENSE
    if kind == "broken":
        return "My language model hung up without an answer. Please ask again."
    return f"My language model does not answer. {running(place)}"


def running(place: Place) -> str:
    """The question whether the server runs."""
    if not place.loopback:
        return f"Is {place.host} running, and can this machine reach it?"
    if name := _SERVERS.get(place.port):
        return f"Is {name} running?"
    return f"Is a server running at port {place.port}?"


def slow(seconds: float, *, begun: bool) -> str:
    """What is said when nothing comes.

    Args:
        seconds: How long nothing came.
        begun: Whether the answer had begun.
    """
    if begun:
        return "My language model stopped in the middle of its answer. Please ask again."
    return (
        f"My language model did not begin to answer within {seconds:.0f} seconds. "
        "It may still be loading, or be too large for its machine."
    )


def refused(status: int, words: str, model: str, place: Place) -> str:
    """What is said when the endpoint answers with an error.

    Args:
        status: Of HTTP.
        words: The endpoint's own; may be empty.
        model: The name that was asked for; may be empty.
        place: Where the endpoint is.
    """
    if status in (401, 403):
        return "My language model refuses the key. Check the key that the settings give it."
    if status == 402 or "insufficient_quota" in words or "exceeded your current quota" in words:
        return "My language model's account has no credits left. Add some, or choose another model."
    if 300 <= status < 400:
        return REDIRECTED
    if missing(status, words):
        named = f"the model {sayable(model)}" if model else "a model of that name"
        if place.loopback and place.port == 11434:
            return f"Ollama does not have {named}. Pull it first, or choose another one."
        return f"My language model's server does not have {named}. Choose one that it lists."
    if status == 404:
        return (
            "My language model's address is not an OpenAI-compatible endpoint. "
            "Check whether it has to end in /v1."
        )
    if status == 429:
        return "My language model gets too many questions. Try again in a minute."
    if too_long(words):
        return "This conversation is too long for my language model. Please begin a new one."
    if loading(status, words):
        return "My language model is still loading. Please ask again in a moment."
    if words:
        return f"My language model failed. It says: {words}"
    if status:
        return f"My language model failed with error {status}. Its own log may tell more."
    return "My language model failed in the middle of its answer. Its own log may tell more."


def own_words(body: bytes, secrets: Iterable[str] = ()) -> str:
    """An endpoint's own words about an error, fit to be said; empty if there are none.

    Args:
        body: Of its answer: JSON or text.
        secrets: What must not be in them.
    """
    text = body.decode(errors="replace")
    try:
        found = failure_of(json.loads(text))
    except (ValueError, RecursionError):
        found = None if text.lstrip()[:1] in ("<", "{", "[") else text
    return sayable(found or "", secrets)


def sayable(words: str, secrets: Iterable[str] = ()) -> str:
    """Words from outside, fit to be said: in one line, short, without secrets."""
    for secret in secrets:
        if secret:
            words = words.replace(secret, "…")
    words = re.sub(r"(?<=://)[^/\s@]*@", "", words)
    words = visible(" ".join(words.split()))
    if len(words) > _LONGEST:
        words = words[:_LONGEST].rsplit(" ", 1)[0] + " …"
    return words


def missing(status: int, words: str) -> bool:
    """Whether the endpoint does not have the model."""
    return status in (400, 404) and bool(_MISSING.search(words))


def too_long(words: str) -> bool:
    """Whether the question does not fit the model's window."""
    return bool(_TOO_LONG.search(words))


def loading(status: int, words: str) -> bool:
    """Whether the model is not there yet, but will be."""
    return status == 503 and "load" in words.lower()


_MISSING: Final = re.compile(
    r"model\b.*\b(?:not (?:found|exist|available|loaded)|does not exist|unknown|isn't"
    r"|no longer)|(?:no such|unknown|invalid|find) model"
    r"|no models? (?:are )?(?:loaded|found)",
    re.IGNORECASE,
)
_TOO_LONG: Final = re.compile(
    r"context[ _](?:size|length|window)|exceed_context|maximum context|context the overflows"
    r"|prompt is too long|reduce the length|too many (?:input )?tokens"
    r"|input (?:length|is too long)",
    re.IGNORECASE,
)
