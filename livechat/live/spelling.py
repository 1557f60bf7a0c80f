"""One message of the service's, in the spelling that google-genai knows.

The Gemini API, Vertex AI and gateways name the same things differently, in camelCase or in
snake_case, and google-genai drops the spellings it does not expect. They are renamed here, before
it looks. What it could not read at all is told in words of livechat's own: its own words repeat
the message, and a message may hold a handle.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

_KNOWN = frozenset(
    {
        "serverContent",
        "usageMetadata",
        "setupComplete",
        "toolCall",
        "toolCallCancellation",
        "goAway",
        "sessionResumptionUpdate",
        "voiceActivity",
        "voiceActivityDetectionSignal",
    }
)
"""Top-level fields of a server message (Live API reference, `BidiGenerateContentServerMessage`)."""

_USERS = frozenset({"args", "partialArgs", "response"})
"""Fields that hold what a function's author named: nothing in them is renamed."""

_CONTENT = "serverContent"

_USAGE = {
    "candidatesTokenCount": "responseTokenCount",
    "candidatesTokensDetails": "responseTokensDetails",
    "inputTokenCount": "promptTokenCount",
    "outputTokenCount": "responseTokenCount",
}
"""Vertex AI's and a gateway's names → the Gemini API's."""

_GATEWAY_DETAILS = {
    "inputTokenDetails": "promptTokensDetails",
    "outputTokenDetails": "responseTokensDetails",
}
"""A gateway's `{"textTokens": 3}` → the Gemini API's `[{"modality": "TEXT", "tokenCount": 3}]`."""

_VERTEX = {
    "responseTokenCount": "candidatesTokenCount",
    "responseTokensDetails": "candidatesTokensDetails",
}
"""The Gemini API's names → Vertex AI's, where google-genai reads only those."""

_ACTIVITY = "voiceActivityType"
"""How the API reference names what google-genai (and the service) calls `type`."""

_STATUS = "interactionStatus"
"""Stands in `serverContent`, and beside `toolCall` at the top."""

_GOING, _TIME_LEFT = "goAway", "timeLeft"

_SNAKE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)+")

_DEEPEST = 64
"""Levels that are looked into; the deepest field of the reference is at 8."""


class StrangeMessage(ValueError):  # noqa: N818 - a message, not a failure
    """The service sent a message that livechat cannot read; the text says so in its own words."""


def spelled(message: bytes, *, vertex: bool = False) -> bytes:
    """Return the message in google-genai's spelling; b"" when there is nothing in it.

    Args:
        message: What came.
        vertex: Whether google-genai reads Vertex AI's names of what was used, not the Gemini API's.

    Raises:
        StrangeMessage: It is of no known kind.
    """
    try:
        content = json.loads(message)
    except (ValueError, RecursionError):
        raise StrangeMessage("a message that is not JSON") from None
    if not isinstance(content, dict):
        raise StrangeMessage("a message that is not an object")
    if not content:  # the service sends such between two pieces of sound
        return b""
    plain = _plain(content)
    if not plain:
        raise StrangeMessage(f"a message with nothing in it but null, in {', '.join(content)}")
    changed = _lift(plain) | _settle(plain, vertex=vertex)
    if _KNOWN.isdisjoint(plain):
        raise StrangeMessage(_described(plain))
    return json.dumps(plain).encode() if changed or plain is not content else message


def _described(content: dict[str, Any]) -> str:
    """A message of no known kind in a few words: an error's own, or the names of its fields."""
    error = content.get("error", content if "message" in content else None)
    if isinstance(error, dict) and error.get("message"):
        return f"error {error.get('code', '')}: {error['message']}".replace(" :", ":")
    if error:
        return f"error: {error}"
    return f"fields {', '.join(content)}"


def _plain(value: Any, left: int = _DEEPEST) -> Any:
    """The value without null and in camelCase; the same object where that changes nothing."""
    if isinstance(value, list):
        items = [_plain(inner, left - 1) for inner in value if inner is not None] if left else value
        return value if items == value else items
    if not isinstance(value, dict) or not left:
        return value
    made = {}
    for key, inner in value.items():
        name = camel(key)
        if inner is not None and (name == key or name not in value):
            made[name] = inner if name in _USERS else _plain(inner, left - 1)
    return value if made == value else made


def camel(name: str) -> str:
    """Return a field's name in camelCase."""
    if "_" not in name or not _SNAKE.fullmatch(name):
        return name
    head, *rest = name.split("_")
    return head + "".join(map(str.capitalize, rest))


def _settle(message: dict[str, Any], *, vertex: bool) -> bool:
    """Put into its place what some services say elsewhere or otherwise; whether there was any."""
    changed = _settle_status(message)
    if _GOING in message and not isinstance(message[_GOING], dict):
        message[_GOING] = {_TIME_LEFT: message[_GOING]}  # the notice alone, or the time alone
        changed = True
    for name, settle in _SETTLERS.items():
        field = message.get(name)
        if isinstance(field, dict):
            changed |= settle(field)
    content = message.get(_CONTENT)
    if isinstance(content, dict):
        changed |= _settle_parts(content.get("modelTurn"))
    usage = message.get("usageMetadata")
    if vertex and isinstance(usage, dict):
        changed |= _rename(usage, _VERTEX, wins=True)
    return changed


def _lift(message: dict[str, Any]) -> bool:
    """Take out of the content what belongs beside it; whether there was any."""
    content = message.get(_CONTENT)
    if not isinstance(content, dict):
        return False
    inside = _KNOWN.intersection(content)
    for name in inside:
        value = content.pop(name)
        message.setdefault(name, value)
    return bool(inside)


def _settle_status(message: dict[str, Any]) -> bool:
    if _STATUS not in message:
        return False
    status = message.pop(_STATUS)
    content = message.setdefault(_CONTENT, {})
    if isinstance(content, dict) and isinstance(status, str):
        content.setdefault(_STATUS, status)
    return True


def _settle_usage(usage: dict[str, Any]) -> bool:
    changed = _rename(usage, _USAGE)
    for theirs in _GATEWAY_DETAILS:
        details = usage.get(theirs)
        if isinstance(details, dict):
            usage[theirs] = [_modality(name, count) for name, count in details.items()]
    return _rename(usage, _GATEWAY_DETAILS) or changed


def _settle_calls(asked: dict[str, Any]) -> bool:
    """Write one call as a list of one, and each as google-genai reads it."""
    changed = _rename(asked, {"functionCall": "functionCalls"})
    calls = asked.get("functionCalls")
    if isinstance(calls, dict):
        asked["functionCalls"] = calls = [calls]
        changed = True
    if isinstance(calls, list):
        changed |= sum(map(_settle_call, calls)) > 0  # `any` would leave out the rest
    return changed


def _settle_parts(turn: object) -> bool:
    parts = turn.get("parts") if isinstance(turn, dict) else None
    if not isinstance(parts, list):
        return False
    found = [part.get("functionCall") for part in parts if isinstance(part, dict)]
    return sum(map(_settle_call, found)) > 0


def _settle_call(call: object) -> bool:
    """Write a number as the text that an id is, and arguments in JSON as what they say."""
    if not isinstance(call, dict):
        return False
    name, args = call.get("id"), call.get("args")
    numbered = isinstance(name, int) and not isinstance(name, bool)
    if numbered:
        call["id"] = str(name)
    if isinstance(args, str):
        call["args"] = _object_in(args)
    return numbered or isinstance(args, str)


def _object_in(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text or "{}")
    except (ValueError, RecursionError):
        value = text
    return value if isinstance(value, dict) else {"arguments": value}


def _settle_time_left(going: dict[str, Any]) -> bool:
    """Write what is left as a protobuf duration, `50s`; anything unreadable is left out."""
    left = going.get(_TIME_LEFT)
    match left:
        case str() if left.strip().replace(".", "", 1).isdecimal():
            going[_TIME_LEFT] = f"{left.strip()}s"
        case str() | None:
            return False
        case bool():
            going.pop(_TIME_LEFT)
        case int() | float():
            going[_TIME_LEFT] = f"{left}s"
        case {"seconds": int() | float() | str() as seconds}:
            going[_TIME_LEFT] = f"{seconds}s"
        case _:
            going.pop(_TIME_LEFT)
    return True


def _rename(table: dict[str, Any], names: Mapping[str, str], *, wins: bool = False) -> bool:
    """Give fields other names, where there are any; whether there were.

    Args:
        table: Of the message.
        names: Name that is read → name that is wanted.
        wins: Which is kept where both are there: the renamed one, or the other.
    """
    found = [name for name in names if name in table]
    for name in found:
        value = table.pop(name)
        if wins or names[name] not in table:
            table[names[name]] = value
    return bool(found)


def _modality(name: str, count: object) -> dict[str, object]:
    return {"modality": name.removesuffix("Tokens").upper(), "tokenCount": count}


_SETTLERS: Mapping[str, Callable[[dict[str, Any]], bool]] = {
    "usageMetadata": _settle_usage,
    "voiceActivity": lambda activity: _rename(activity, {_ACTIVITY: "type"}),
    _GOING: _settle_time_left,
    "toolCall": _settle_calls,
}
"""Field of a message → what puts it right in its place, and says whether it had to."""
