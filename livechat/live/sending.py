"""What goes out over a session: items and the history, each in the way the model takes it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence

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
from livechat.live.socket import socket_of

_AUDIO_HEAD, _AUDIO_TAIL = (
    '{"realtime_input":{"audio":{"data":"',
    f'","mime_type":"audio/pcm;rate={INPUT_RATE}"}}}}}}',
)
"""A message of sound, around the sound."""

_PIECE_CHARS = 16_000
"""Characters of the history after which another message begins: with some markup, what the
WebSocket library buffers (32 KiB) before it waits."""


async def put(session: AsyncSession, item: Item, row: Model) -> None:
    """Send one item; returns when the system has taken it, or nearly.

    Raises:
        ConnectionClosed: The connection has closed.
    """
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
        case Typed(text) if row.client_content == "yes":
            await session.send_client_content(turns=_content("user", text))
        case Typed(text):
            await session.send_realtime_input(text=text)
        case Note(text) if row.client_content == "yes":
            await session.send_client_content(turns=_content("user", text), turn_complete=False)
        case Note():
            pass  # realtime text would be answered, and client content be refused
        case System(instruction):
            await session.send_context_update(system_instruction=instruction)
        case ToolResult(_, call, name, response):
            answer = types.FunctionResponse(id=call, name=name, response=dict(response))
            await session.send_tool_response(function_responses=answer)


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
