"""A WebSocket that hands every server message to the SDK in the spelling the SDK knows.

The Gemini API, Vertex AI and a gateway name the same things differently, and the SDK drops the
spellings it does not expect. They are renamed here, before it looks. A message that the SDK does
not know at all would end in an error about its own innards; here it is told what it says.
"""

from __future__ import annotations

import asyncio
import json
import socket as tcp
from contextlib import suppress
from typing import Any

from google.genai.live import AsyncSession
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import InvalidStatus

MASK = "models/"
"""Before the name of a gateway's model when the SDK gets it: what begins so it leaves alone, and
what does not it would make a Vertex AI resource name of, against its own documentation."""

UNACKNOWLEDGED_S = 18.0
"""Seconds for which bytes may stay unacknowledged. With a ping every eight seconds (`live.client`)
something is always under way, so that a dead peer is noticed within 26 s."""

BREATH = 16
"""Messages after which everything else has its turn. Small ones come by the thousand in one piece
of the network's, and reading what is there already would wait for nothing."""

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

_VERTEX = {
    "responseTokenCount": "candidatesTokenCount",
    "responseTokensDetails": "candidatesTokensDetails",
}
"""The Gemini API's names → Vertex AI's, where the SDK reads only those."""

_MARKS, _VERTEX_MARKS = (
    tuple(f'"{name}"'.encode() for name in names)
    for names in ((*_RENAMED, *_GATEWAY_DETAILS, _ACTIVITY), _VERTEX)
)


_KNOWN = tuple(
    f'"{name}"'.encode()
    for name in (
        "serverContent",
        "usageMetadata",
        "setupComplete",
        "toolCall",
        "toolCallCancellation",
        "goAway",
        "sessionResumptionUpdate",
        "voiceActivity",
        "voiceActivityDetectionSignal",
    )
)
"""Top-level fields of a server message, in the Live API reference."""


class StrangeMessage(ValueError):  # noqa: N818 - a message, not a failure
    """The service sent a message of no known kind; the text says what is in it."""


class LiveSocket(ClientConnection):
    """The SDK's connection, reading messages through `normalise`."""

    _without_pause = 0

    vertex = False
    """Whether the SDK reads Vertex AI's names, and no others."""

    async def handshake(self, *args: Any, **kwargs: Any) -> None:
        """Ask for a WebSocket; an answer that points elsewhere is a refusal.

        websockets would follow it to another host and take keys along in headers that it does not
        know for credentials.

        Raises:
            InvalidStatus: The service answers with another status than 101.
        """
        try:
            await super().handshake(*args, **kwargs)
        except InvalidStatus as refusal:
            if "Location" in refusal.response.headers:
                del refusal.response.headers["Location"]
            raise

    async def recv(self, decode: bool | None = None) -> Any:
        """Return the next message as bytes, in the Gemini API's spelling.

        Raises:
            StrangeMessage: It is of no known kind.
        """
        message = b""
        while not message:  # a frame of no bytes says nothing
            self._without_pause += 1
            if self._without_pause >= BREATH:
                self._without_pause = 0
                await asyncio.sleep(0)
            message = await super().recv(decode=False)
        if not any(name in message for name in _KNOWN):
            raise StrangeMessage(described(message))
        return normalise(message, vertex=self.vertex)


class VertexSocket(LiveSocket):
    """The SDK's connection to Vertex AI."""

    vertex = True


class GatewaySocket(VertexSocket):
    """The SDK's connection to a gateway, which it takes for Vertex AI."""

    _setup_sent = False

    async def send(self, message: Any, *args: Any, **kwargs: Any) -> None:
        """Send a message; the first is the setup, from whose model `MASK` is taken off."""
        if not self._setup_sent:
            self._setup_sent = True
            content = json.loads(message)
            content["setup"]["model"] = content["setup"]["model"].removeprefix(MASK)
            message = json.dumps(content)
        await super().send(message, *args, **kwargs)


def socket_of(session: AsyncSession) -> LiveSocket:
    """The connection under a session of the SDK's, which was told to make it a `LiveSocket`."""
    socket = session._ws
    assert isinstance(socket, LiveSocket)
    return socket


def notice_a_dead_peer(socket: LiveSocket) -> None:
    """Have the system end the connection when what was sent is not acknowledged for long.

    Pongs do not tell a dead peer from a slow service, unacknowledged bytes do (RFC 5482). Where
    the system has no such option, silence where an answer is due has to tell
    (`core.link.handover`).
    """
    option = getattr(tcp, "TCP_USER_TIMEOUT", None)
    if option is not None:
        raw = socket.transport.get_extra_info("socket")
        with suppress(OSError):  # it has been cut already: whoever reads learns so
            raw.setsockopt(tcp.IPPROTO_TCP, option, round(UNACKNOWLEDGED_S * 1000))


def described(message: bytes) -> str:
    """A message of no known kind in a few words: an error's own, or the names of its fields."""
    try:
        content = json.loads(message)
    except (ValueError, RecursionError):
        return "a message that is not JSON"
    if not isinstance(content, dict):
        return "a message that is not an object"
    error = content.get("error", content if "message" in content else None)
    if isinstance(error, dict) and error.get("message"):
        return f"error {error.get('code', '')}: {error['message']}".replace(" :", ":")
    if error:
        return f"error: {error}"
    return f"fields {', '.join(map(str, content))}" if content else "an empty message"


def normalise(message: bytes, *, vertex: bool = False) -> bytes:
    """The message in the SDK's spelling; untouched when there is nothing to rename.

    Args:
        message: JSON.
        vertex: Whether the SDK reads Vertex AI's names of what was used, not the Gemini API's.
    """
    marks = (*_MARKS, *_VERTEX_MARKS) if vertex else _MARKS
    if not any(mark in message for mark in marks):
        return message
    try:
        content = json.loads(message)
    except (ValueError, RecursionError):
        return message  # the SDK says what is wrong with it
    if not isinstance(content, dict):
        return message
    changed = _rename_usage(content.get("usageMetadata"), vertex=vertex)
    changed |= _rename_activity(content.get("voiceActivity"))
    return json.dumps(content).encode() if changed else message


def _rename_usage(usage: object, *, vertex: bool) -> bool:
    if not isinstance(usage, dict):
        return False
    for theirs, ours in _RENAMED.items():
        if theirs in usage:
            usage.setdefault(ours, usage.pop(theirs))
    for theirs, ours in _GATEWAY_DETAILS.items():
        details = usage.pop(theirs, None)
        if isinstance(details, dict):
            usage.setdefault(ours, [_modality(name, count) for name, count in details.items()])
    for ours, theirs in _VERTEX.items() if vertex else ():
        if ours in usage:
            usage[theirs] = usage.pop(ours)
    return True


def _rename_activity(activity: object) -> bool:
    if not isinstance(activity, dict) or _ACTIVITY not in activity:
        return False
    activity.setdefault("type", activity.pop(_ACTIVITY))
    return True


def _modality(name: str, count: object) -> dict[str, object]:
    return {"modality": name.removesuffix("Tokens").upper(), "tokenCount": count}
