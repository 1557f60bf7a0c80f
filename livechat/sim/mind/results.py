"""What the partner says about the results of functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final

from livechat.sim.mind.answer import Result
from livechat.sim.mind.words import (
    LONGEST_ANSWER,
    LONGEST_ECHO,
    enumeration,
    shortened,
    words_of,
)

MOST_SAID: Final = 20
"""Values of one result that are said."""

MOST_LISTED: Final = 5
"""Values of one list that are said."""

DEEPEST: Final = 6
"""Objects and lists within each other that are said."""

_WRAPPERS: Final = ("output", "result", "response", "content", "value", "data", "answer", "text")
"""Names of a field that holds all there is."""

_DONE: Final = ("ok", "okay", "success", "succeeded", "done", "true", "completed", "scheduled")
_STATES: Final = ("status", "success", "ok", "done", "result", "output")
_ERRORS: Final = ("error", "errors", "exception")


_BECAME: Final = {
    "withdrawn": "was withdrawn",
    "refused": "was refused",
    "cancelled": "was cancelled",
    "error": "failed",
    "failed": "failed",
    "unknown": "may or may not be done",
    "running": "still runs",
}
"""What became of a call, by the status of its result."""

_ASIDE: Final = ("status", "retry", "repeated")
"""Fields that are for the model alone."""


def spoken(results: Sequence[Result]) -> str:
    """The results in words, a sentence each, in at most `LONGEST_ANSWER` characters."""
    return shortened(" ".join(map(_sentence, results)), LONGEST_ANSWER)


def _sentence(result: Result) -> str:
    name, response = shortened(result.name or "It", LONGEST_ECHO), result.response
    for key in _ERRORS:
        if problem := response.get(key):
            return f"{name} failed: {_ended(_said(problem))}"
    state = _text(response.get("status")).lower()
    if state in _BECAME and (reason := _said(response.get("message", ""))):
        return f"{name} {_BECAME[state]}: {_ended(reason)}"
    if state in _DONE and len(response) > 1:
        response = {key: value for key, value in response.items() if key not in _ASIDE}
    if len(response) == 1:
        key, value = next(iter(response.items()))
        if key in _STATES and value is False:
            return f"{name} failed."
        if key in _STATES and (value is True or _text(value).lower() in _DONE):
            return f"{name} is done."
        if key in _WRAPPERS:
            text = _said(value)
            return f"{name} says: {_ended(text)}" if text else f"{name} is done."
    text = _said(response)
    return f"{name} says: {_ended(text)}" if text else f"{name} is done."


def _text(value: Any) -> str:
    """A text; empty for anything else."""
    return value if isinstance(value, str) else ""


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def _said(value: Any) -> str:
    """Anything JSON can hold, in words: "temperature 21, wind speed 5"."""
    pieces = list(islice(_pieces(value, "", 0), MOST_SAID + 1))
    if len(pieces) > MOST_SAID:
        pieces[MOST_SAID:] = ["and more"]
    return shortened(", ".join(pieces), LONGEST_ECHO)


def _pieces(value: Any, name: str, depth: int) -> Iterator[str]:
    if isinstance(value, Mapping) and depth < DEEPEST:
        for key, inner in value.items():
            yield from _pieces(inner, f"{name} {_spelled(key)}".strip()[:LONGEST_ECHO], depth + 1)
    elif isinstance(value, list | tuple) and depth < DEEPEST:
        if any(isinstance(one, Mapping | list | tuple) for one in value[:MOST_LISTED]):
            for at, inner in enumerate(value[:MOST_SAID], start=1):
                yield from _pieces(inner, f"{name} {at}".strip(), depth + 1)
        elif value:
            said = [_scalar(one) for one in value[:MOST_LISTED]]
            more = len(value) - len(said)
            yield f"{name} {enumeration([*said, f'{more} more'] if more else said)}".strip()
    elif isinstance(value, Mapping | list | tuple):
        yield f"{name} and more".strip()
    elif text := _scalar(value):
        yield f"{name} {text}".strip()


def _spelled(key: Any) -> str:
    """A field's name as words: `windSpeed` and `wind_speed` are "wind speed"."""
    text = str(key)[:LONGEST_ECHO]
    return " ".join(word.plain for word in words_of(text)) or text


def _scalar(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.10g}"
    return " ".join(shortened(str(value)).split())
