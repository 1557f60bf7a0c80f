"""Bytes of one WebSocket message to what the client means, and back.

Reading is generous where clients differ (key spelling, base64 alphabet and padding, the old
`mediaChunks`) and strict about types, as the hosted service is. Writing is what the hosted
service does: pretty-printed JSON in binary frames.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from livechat.core.pcm import INPUT_RATE
from livechat.sim.protocol.encoding import from_base64, json_object
from livechat.sim.protocol.fields import MESSAGE
from livechat.sim.protocol.schema import WireError, conform

REASON_BYTES: Final = 123
"""The longest reason a WebSocket close frame can carry (RFC 6455: 125 with the code)."""

INVALID: Final = 1007
"""Close code for an argument that does not fit."""

POLICY: Final = 1008
"""Close code for something that does not exist or is not allowed."""

INTERNAL: Final = 1011
"""Close code for a failure on this side."""

LOWEST_RATE, HIGHEST_RATE = 4_000, 192_000
"""Hertz a client's sound may have; what sound cards offer, with room."""


@dataclass(frozen=True, slots=True)
class Close:
    """How and why a connection is closed."""

    code: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Audio:
    """Realtime sound."""

    pcm: bytes
    """s16le mono at `rate`; may be empty or end in half a sample."""
    rate: int
    """Hertz."""


@dataclass(frozen=True, slots=True)
class Video:
    """One picture of a video."""

    mime: str
    data: bytes
    """The encoded picture."""

    @property
    def size(self) -> int:
        """Bytes of the encoded picture."""
        return len(self.data)


@dataclass(frozen=True, slots=True)
class Text:
    """Text as realtime input."""

    text: str


@dataclass(frozen=True, slots=True)
class ActivityStart:
    """The user begins to speak, says the client."""


@dataclass(frozen=True, slots=True)
class ActivityEnd:
    """The user stopped speaking, says the client."""


@dataclass(frozen=True, slots=True)
class StreamEnd:
    """The microphone pauses."""


@dataclass(frozen=True, slots=True)
class Setup:
    """The first message."""

    fields: Mapping[str, Any]
    """Known keys in camelCase."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of `clientContent`."""

    role: str
    """`user` or `model`."""
    text: str
    """What was said: all text parts but thoughts, joined by spaces."""
    pictures: tuple[tuple[str, bytes], ...] = ()
    """MIME type and encoded bytes of every picture among the parts."""


@dataclass(frozen=True, slots=True)
class Content:
    """Turns put into the context in order."""

    turns: tuple[Turn, ...]
    complete: bool
    """Whether the model is to answer now."""


@dataclass(frozen=True, slots=True)
class ToolResponse:
    """Answers to function calls."""

    responses: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class ContextUpdate:
    """A new system instruction or new tools in mid-session."""

    instruction: str | None = None
    """None: as before."""
    tools: Sequence[Mapping[str, Any]] | None = None
    """Tools as declared, to replace all before; None: as before."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A message of a kind not known here."""


ClientInput = (
    Setup
    | Content
    | Audio
    | Video
    | Text
    | ActivityStart
    | ActivityEnd
    | StreamEnd
    | ToolResponse
    | ContextUpdate
    | Unknown
)


def parse(frame: str | bytes, *, strict: bool = False) -> dict[str, Any]:
    """One message as a dictionary with known keys in camelCase, values checked.

    Args:
        frame: Text or bytes of one WebSocket message.
        strict: Whether fields and messages not known here are refused.

    Raises:
        WireError: not a JSON object, or a known field of a wrong value.
    """
    message = conform(json_object(frame), strict=strict)
    kinds = [key for key in message if key in MESSAGE]
    if len(kinds) > 1:
        raise WireError(f"Only one of '{kinds[0]}' and '{kinds[1]}' can be set in a message.")
    return message


def inputs(message: Mapping[str, Any]) -> list[ClientInput]:
    """What a message from `parse` asks for, in the order it is to be done.

    Raises:
        WireError: base64, a MIME type or a rate that cannot be used.
    """
    for kind, fields in message.items():
        match kind:
            case "setup":
                return [Setup(fields)]
            case "clientContent":
                turns = fields.get("turns", ())
                said = (_turn(turn, f"clientContent.turns[{at}]") for at, turn in enumerate(turns))
                return [Content(tuple(said), fields.get("turnComplete", False))]
            case "realtimeInput":
                return _realtime(fields)
            case "toolResponse":
                return [ToolResponse(tuple(fields.get("functionResponses", ())))]
            case "contextUpdate":
                return [_update(fields)]
    return [Unknown()]


def text_of(content: Mapping[str, Any]) -> str:
    """All text of a `Content` object but its thoughts, parts joined by spaces."""
    parts: Sequence[Mapping[str, Any]] = content.get("parts", ())
    return " ".join(part["text"] for part in parts if "text" in part and not part.get("thought"))


def frame_of(message: Mapping[str, Any]) -> bytes:
    """A server message as the hosted service writes it: pretty-printed JSON, UTF-8.

    Half a surrogate pair, which JSON can spell and UTF-8 cannot, becomes a question mark.
    """
    text = json.dumps(message, indent=2, ensure_ascii=False)
    return text.encode(errors="replace") + b"\n"


def audio_part(pcm: bytes, mime: str) -> dict[str, Any]:
    """s16le mono sound as one part of a model's turn."""
    return {"inlineData": {"mimeType": mime, "data": base64.b64encode(pcm).decode("ascii")}}


def close_reason(text: str) -> str:
    """`text` cut, at a whole character, to what a close frame can carry."""
    return text.encode(errors="replace")[:REASON_BYTES].decode(errors="ignore")


def _turn(fields: Mapping[str, Any], path: str) -> Turn:
    pictures = []
    for at, part in enumerate(fields.get("parts", ())):
        blob = part.get("inlineData", {})
        data = from_base64(blob.get("data", ""), f"{path}.parts[{at}].inlineData.data")
        if _is_seen(blob):
            pictures.append((blob["mimeType"], data))
    return Turn(fields.get("role") or "user", text_of(fields), tuple(pictures))


def _update(fields: Mapping[str, Any]) -> ContextUpdate:
    instruction, tools = fields.get("systemInstruction"), fields.get("tools")
    return ContextUpdate(
        None if instruction is None else text_of(instruction),
        None if tools is None else tools.get("tools", []),
    )


def _realtime(fields: Mapping[str, Any]) -> list[ClientInput]:
    found: list[ClientInput] = []
    if "activityStart" in fields:
        found.append(ActivityStart())
    for at, chunk in enumerate(fields.get("mediaChunks", ())):
        found.append(_media(chunk, f"realtimeInput.mediaChunks[{at}]"))
    if "audio" in fields:
        found.append(_audio(fields["audio"], "realtimeInput.audio"))
    if "video" in fields:
        found.append(_video(fields["video"], "realtimeInput.video"))
    if "text" in fields:
        found.append(Text(fields["text"]))
    if "activityEnd" in fields:
        found.append(ActivityEnd())
    if fields.get("audioStreamEnd"):
        found.append(StreamEnd())
    return found


def _media(blob: Mapping[str, Any], path: str) -> Audio | Video:
    return _video(blob, path) if _is_seen(blob) else _audio(blob, path)


def _is_seen(blob: Mapping[str, Any]) -> bool:
    mime: str = blob.get("mimeType", "")
    return mime.lower().startswith(("image/", "video/"))


def _video(blob: Mapping[str, Any], path: str) -> Video:
    data = from_base64(blob.get("data", ""), f"{path}.data")
    return Video(blob.get("mimeType", ""), data)


def _audio(blob: Mapping[str, Any], path: str) -> Audio:
    mime, *parameters = (piece.strip() for piece in blob.get("mimeType", "").split(";"))
    if mime.lower() not in ("", "audio/pcm", "audio/l16"):
        raise WireError(f"Invalid value at '{path}.mimeType': audio/pcm;rate=16000 is needed.")
    rate = INPUT_RATE
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() != "rate":
            continue
        text = value.strip()
        if not re.fullmatch(r"\d{1,6}", text) or not LOWEST_RATE <= int(text) <= HIGHEST_RATE:
            raise WireError(
                f"Invalid value at '{path}.mimeType': the rate is "
                f"{LOWEST_RATE} to {HIGHEST_RATE} hertz."
            )
        rate = int(text)
    return Audio(from_base64(blob.get("data", ""), f"{path}.data"), rate)
