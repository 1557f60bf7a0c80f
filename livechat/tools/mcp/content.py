"""What a server's function returned, as a result: text, values, pictures."""

from __future__ import annotations

import binascii
import json
from base64 import b64decode
from typing import Final

import mcp_types as types

from livechat.core.picture import Picture
from livechat.core.tools.tool import Result

LONGEST: Final = 1_000_000
"""Characters of text that are kept."""

PICTURES: Final = 5
PICTURE_BYTES: Final = 5_000_000

_PICTURES: Final = frozenset({"image/png", "image/jpeg", "image/webp", "image/heic", "image/heif"})
"""What the models take."""


def to_result(answer: types.CallToolResult) -> Result:
    """Return what a server answered as a result."""
    texts: list[str] = []
    pictures: list[Picture] = []
    room = LONGEST
    cut = 0
    for block in answer.content:
        text = _taken(block, pictures)
        if text is not None:
            texts.append(text[:room])
            cut += max(0, len(text) - room)
            room = max(0, room - len(text))
    joined = "\n".join(texts)
    structured = answer.structured_content
    value: object = joined
    if structured is not None and not cut:
        # The text beside it is the same once more (MCP 2025-06-18, "Structured Content").
        value = structured["result"] if _is_wrapped(structured) else structured
    if answer.is_error:
        return Result(
            value=joined or _said(value) or "It failed and does not say why.", failed=True
        )
    if value == "" and not pictures:
        value = "Done. It returned nothing."
    return Result(value=value, pictures=tuple(pictures), cut=cut)


def _is_wrapped(structured: object) -> bool:
    """Whether it is a plain value in the object that MCP demands, as the SDK wraps it."""
    return isinstance(structured, dict) and [*structured] == ["result"]


def _said(value: object) -> str:
    return "" if value in ("", None) else json.dumps(value, ensure_ascii=False)[:LONGEST]


def _taken(block: types.ContentBlock, pictures: list[Picture]) -> str | None:
    """The text of a part of an answer; None: it was a picture, and is taken."""
    match block:
        case types.TextContent():
            return block.text
        case types.ImageContent():
            return _picture(block.data, block.mime_type, pictures)
        case types.AudioContent():
            return f"[sound, {block.mime_type}: not passed on]"
        case types.ResourceLink():
            about = f" ({block.mime_type})" if block.mime_type else ""
            return f"{block.title or block.name}: {block.uri}{about}"
        case types.EmbeddedResource(resource=types.TextResourceContents() as inner):
            return inner.text
        case types.EmbeddedResource(resource=types.BlobResourceContents() as inner):
            if inner.mime_type in _PICTURES:
                return _picture(inner.blob, inner.mime_type, pictures)
            return f"[file {inner.uri}, {inner.mime_type or 'of an unknown kind'}: not passed on]"
        case _:
            return "[something that cannot be passed on]"


def _picture(data: str, mime_type: str, pictures: list[Picture]) -> str | None:
    if mime_type not in _PICTURES:
        return f"[picture, {mime_type[:40]}: not passed on]"
    if len(pictures) >= PICTURES or len(data) > PICTURE_BYTES * 4 // 3 + 4:
        return "[picture: left out, since it is too large or one too many]"
    try:
        held = b64decode(data, validate=True)
    except (binascii.Error, ValueError):
        return "[picture: it cannot be read]"
    pictures.append(Picture(held, mime_type))
    return None
