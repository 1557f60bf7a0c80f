"""A WebSocket that hands every server message to the SDK in the spelling the SDK knows.

The Gemini API, Vertex AI and a gateway name the same things differently, and the SDK drops the
spellings it does not expect. They are renamed here, before it looks.
"""

from __future__ import annotations

import json
from typing import Any

from websockets.asyncio.client import ClientConnection

_RENAMED = {
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

_ACTIVITY = "voiceActivityType"
"""How the API reference names what the SDK reads as `type` in `voiceActivity`."""

_MARKS = tuple(f'"{name}"'.encode() for name in (*_RENAMED, *_GATEWAY_DETAILS, _ACTIVITY))


class LiveSocket(ClientConnection):
    """The SDK's connection, reading messages through `normalise`."""

    async def recv(self, decode: bool | None = None) -> Any:
        """Return the next message as bytes, in the Gemini API's spelling."""
        return normalise(await super().recv(decode=False))


def normalise(message: bytes) -> bytes:
    """The message in the SDK's spelling; untouched when there is nothing to rename."""
    if not any(mark in message for mark in _MARKS):
        return message
    try:
        content = json.loads(message)
    except ValueError:
        return message  # the SDK says what is wrong with it
    if not isinstance(content, dict):
        return message
    changed = _rename_usage(content.get("usageMetadata"))
    changed |= _rename_activity(content.get("voiceActivity"))
    return json.dumps(content).encode() if changed else message


def _rename_usage(usage: object) -> bool:
    if not isinstance(usage, dict):
        return False
    for theirs, ours in _RENAMED.items():
        if theirs in usage:
            usage.setdefault(ours, usage.pop(theirs))
    for theirs, ours in _GATEWAY_DETAILS.items():
        details = usage.pop(theirs, None)
        if isinstance(details, dict):
            usage.setdefault(ours, [_modality(name, count) for name, count in details.items()])
    return True


def _rename_activity(activity: object) -> bool:
    if not isinstance(activity, dict) or _ACTIVITY not in activity:
        return False
    activity.setdefault("type", activity.pop(_ACTIVITY))
    return True


def _modality(name: str, count: object) -> dict[str, object]:
    return {"modality": name.removesuffix("Tokens").upper(), "tokenCount": count}
