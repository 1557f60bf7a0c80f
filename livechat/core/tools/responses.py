"""What the model is told of a function call: always something, always the truth.

An empty result makes 3.8 call again and again (PROTOCOL §11.3), so that every answer has a status
and, unless it is the plain result, a message that says whether to try again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from livechat.core.tools.tool import Result

MOST_BYTES: Final = 8_000
"""Bytes of a result that the model is told, some 2,000 tokens, which are billed in every turn that
follows (PROTOCOL §11.5). The journal keeps all of it."""

Response = Mapping[str, object]

NOT_AGAIN: Final = "Do not call it again unless the user asks for it anew."


def text_of(value: object) -> str:
    """The value as text: JSON where it has a structure."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def failure(response: Response) -> str:
    """Why an answer holds no result; empty: it holds one."""
    if response.get("status", "ok") == "ok":
        return str(response.get("error", ""))
    return str(response.get("message", ""))


def returned(result: Result, *, too_late: bool = False) -> Response:
    """The answer of a function that ran.

    Args:
        result: What it returned.
        too_late: Whether the user has said stop after it had begun.
    """
    stop: Response = {"user": "The user said stop, but it had begun already."} if too_late else {}
    if result.timed_out:
        message = (
            f"{text_of(result.value)} It may have had an effect. "
            "Say so, and check before you call it again."
        )
        return {"status": "unknown", "message": message, "retry": False, **stop}
    if result.failed:
        message = _bounded(text_of(result.value) or "It failed without a reason.")
        return {"status": "error", "message": message, "retry": result.retry, **stop}
    if result.value is None and not result.pictures:
        return {"status": "ok", "message": "Done. It returned nothing.", **stop}
    return {"status": "ok", **_value(result), **stop}


def repeated(first: Response, ago_s: float) -> Response:
    """The answer to a call that ran just before, and does not run again."""
    message = f"The same call ran {ago_s:.0f} s ago and was not run again. This is its result."
    if ago_s < 1:
        message = "The same call was under way and was not run twice. This is its result."
    said = first.get("message")
    return {**first, "repeated": True, "message": f"{message} {said}" if said else message}


def withdrawn(*, by_voice: bool) -> Response:
    """The answer to a call that the user has stopped before it ran."""
    how = "said stop" if by_voice else "stopped it"
    message = f"The user {how} before it ran. Nothing was done. {NOT_AGAIN}"
    return {"status": "withdrawn", "message": message, "retry": False}


def refused(message: str) -> Response:
    """The answer to a call that does not run, for a reason in one sentence."""
    return {"status": "refused", "message": f"{message} Nothing was done.", "retry": False}


def progress(text: str) -> Response:
    """How far a call is."""
    return {"status": "running", "message": text}


def _value(result: Result) -> Response:
    """The result, whole where it is short enough."""
    pictures: Response = {"pictures": len(result.pictures)} if result.pictures else {}
    if result.value is None:
        return pictures
    text = text_of(result.value)
    size = len(text.encode(errors="replace"))
    if size <= MOST_BYTES and not result.cut:
        return {"result": result.value, **pictures}
    kept = _bounded(text)
    left = len(text) - len(kept) + result.cut
    return {"result": kept, "cut": f"{left:,} characters were left out.", **pictures}


def _bounded(text: str) -> str:
    data = text.encode(errors="replace")
    return text if len(data) <= MOST_BYTES else data[:MOST_BYTES].decode(errors="ignore")
