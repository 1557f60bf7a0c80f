"""A WebSocket that hands every server message to the SDK in the spelling the SDK knows.

The Gemini API, Vertex AI and a gateway name the same token counts differently, and the SDK
drops the spellings it does not expect. They are renamed here, before it looks.
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

_MARKS = tuple(f'"{name}"'.encode() for name in (*_RENAMED, *_GATEWAY_DETAILS))


class LiveSocket(ClientConnection):
    """The SDK's connection, reading messages through `normalise`."""

    async def recv(self, decode: bool | None = None) -> Any:
        """Return the next message as bytes, in the Gemini API's spelling."""
        return normalise(await super().recv(decode=False))


def normalise(message: bytes) -> bytes:
    """The message with its token counts renamed; untouched when it has none to rename."""
    if not any(mark in message for mark in _MARKS):
        return message
    try:
        content = json.loads(message)
    except ValueError:
        return message  # the SDK says what is wrong with it
    usage = content.get("usageMetadata") if isinstance(content, dict) else None
    if not isinstance(usage, dict):
        return message
    for theirs, ours in _RENAMED.items():
        if theirs in usage:
            usage.setdefault(ours, usage.pop(theirs))
    for theirs, ours in _GATEWAY_DETAILS.items():
        details = usage.pop(theirs, None)
        if isinstance(details, dict):
            usage.setdefault(ours, [_modality(name, count) for name, count in details.items()])
    return json.dumps(content).encode()


def _modality(name: str, count: object) -> dict[str, object]:
    return {"modality": name.removesuffix("Tokens").upper(), "tokenCount": count}
