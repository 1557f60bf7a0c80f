"""What goes out over a session: items and the history, each in the way the model takes it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from google.genai import types
from google.genai.live import AsyncSession

from livechat.catalog.models import Model
from livechat.core.link.items import (
    Activity,
    Item,
    Note,
    Sound,
    SoundEnd,
    System,
    ToolResult,
    Typed,
)
from livechat.core.link.seed_history import HistoryTurn
from livechat.core.pcm import INPUT_RATE
from livechat.core.picture import Picture
from livechat.live.socket import socket_of

_AUDIO_HEAD, _AUDIO_TAIL = (
    '{"realtime_input":{"audio":{"data":"',
    f'","mime_type":"audio/pcm;rate={INPUT_RATE}"}}}}}}',
)
"""A message of sound, around the sound."""

_PIECE_CHARS = 16_000
"""Characters of the history after which another message begins: with some markup, what the
WebSocket library buffers (32 KiB) before it waits."""


PICTURES: Final = frozenset(("image/jpeg", "image/png", "image/webp"))
"""What a function response may carry, by the function calling guide of Gemini 3."""

MAX_PICTURE_BYTES: Final = 2_000_000
"""Bytes of the pictures of one function response: sound waits while they leave."""


@dataclass(frozen=True, slots=True)
class Takes:
    """What the service of a connection takes."""

    row: Model
    """Of its model."""
    blocking: bool = False
    """Whether the model waits for the results of functions."""
    gemini_api: bool = True
    """Whether it is known to be the Gemini API; Vertex AI knows no `willContinue`."""

    @property
    def scheduling(self) -> bool:
        """Whether a function response may say when it is to be spoken of."""
        return self.row.tool_scheduling and not self.blocking

    @property
    def progress(self) -> bool:
        """Whether a function response may be followed by more of the same call.

        Nothing is known of models that refuse `scheduling`.
        """
        return self.scheduling and self.gemini_api


async def put(session: AsyncSession, item: Item, takes: Takes) -> None:
    """Send one item; returns when the system has taken it, or nearly.

    What the service does not take is left out.

    Raises:
        ConnectionClosed: The connection has closed.
    """
    whole = takes.row.client_content == "yes"
    match item:
        case Sound(pcm):
            # Written by hand, fifty times a second: google-genai would look at each of it
            # through three models and spend forty times as long (40 to 100 µs).
            await socket_of(session).send(
                f"{_AUDIO_HEAD}{b64encode(pcm).decode('ascii')}{_AUDIO_TAIL}"
            )
        case SoundEnd():
            await session.send_realtime_input(audio_stream_end=True)
        case Activity(True):
            await session.send_realtime_input(activity_start=types.ActivityStart())
        case Activity():
            await session.send_realtime_input(activity_end=types.ActivityEnd())
        case Typed(text) | Note(text, answered=True) if whole:
            await session.send_client_content(turns=_content("user", text))
        case Typed(text) | Note(text, answered=True):
            await session.send_realtime_input(text=text)
        case Note(text) if whole:
            await session.send_client_content(turns=_content("user", text), turn_complete=False)
        case Note():
            pass  # realtime text would be answered, and client content be refused
        case System(instruction):
            await session.send_context_update(system_instruction=instruction)
        case ToolResult(more=True) if not takes.progress:
            pass
        case ToolResult():
            await session.send_tool_response(function_responses=_response(item, takes))


def _response(item: ToolResult, takes: Takes) -> types.FunctionResponse:
    pictures = _pictures(item.pictures) if takes.row.tool_pictures else ()
    left_out = len(item.pictures) - len(pictures)
    response = dict(item.response)
    if left_out:
        response["pictures"] = f"{_counted(left_out)} left out."
    return types.FunctionResponse(
        id=item.id,
        name=item.name,
        response=response,
        parts=[
            types.FunctionResponsePart.from_bytes(data=one.data, mime_type=one.mime_type)
            for one in pictures
        ]
        or None,
        scheduling=_scheduling(item) if takes.scheduling else None,
        will_continue=True if item.more else None,
    )


def _scheduling(item: ToolResult) -> types.FunctionResponseScheduling:
    """When the model is to speak of a result; how far a function is, it need not say each time."""
    if item.silent or item.more:
        return types.FunctionResponseScheduling.SILENT
    return types.FunctionResponseScheduling.WHEN_IDLE


def _pictures(pictures: Sequence[Picture]) -> list[Picture]:
    """Those that a function response may carry, the first of them."""
    taken: list[Picture] = []
    left = MAX_PICTURE_BYTES
    for one in pictures:
        if one.mime_type in PICTURES and len(one.data) <= left:
            taken.append(one)
            left -= len(one.data)
    return taken


def _counted(pictures: int) -> str:
    return "1 picture was" if pictures == 1 else f"{pictures} pictures were"


async def tell_history(session: AsyncSession, history: Sequence[HistoryTurn], row: Model) -> None:
    """Tell a new session what was said before it.

    Raises:
        ConnectionClosed: The connection has closed.
    """
    if row.client_content == "no":
        return
    pieces = _pieces(history)
    for number, turns in enumerate(pieces, start=1):
        # Announced as a history, it ends where it is complete; else it would be answered.
        complete = row.history and number == len(pieces)
        await session.send_client_content(turns=turns, turn_complete=complete)


def _pieces(history: Sequence[HistoryTurn]) -> list[list[types.Content | types.ContentDict]]:
    """The history in messages of some `_PIECE_CHARS`, so that none takes long to leave."""
    pieces: list[list[types.Content | types.ContentDict]] = []
    chars = _PIECE_CHARS
    for turn in history:
        if chars >= _PIECE_CHARS:
            pieces.append([])
            chars = 0
        pieces[-1].append(_content(turn.role, turn.text))
        chars += len(turn.text)
    return pieces


def _content(role: str, text: str) -> types.Content:
    return types.Content(role=role, parts=[types.Part(text=text)])
