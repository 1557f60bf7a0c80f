"""A google-genai session, so that whatever it raises for a strange message has one name.

google-genai answers a message that it does not know with a `TypeError`, an `AttributeError`, a
`ValidationError` or a `ValueError` whose text repeats the message. None of these texts is shown: a
message may hold a handle, which is as good as a password.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing, contextmanager
from typing import Final, cast

from google.genai import errors as sdk_errors
from google.genai import types
from google.genai.live import AsyncSession
from pydantic import BaseModel, ValidationError
from websockets.protocol import State

from livechat.live.socket import socket_of
from livechat.live.spelling import StrangeMessage, camel

_FIRST_CLOSE_CODE = 1000
"""google-genai raises the same error for a close and for an error message; the number tells them
apart (RFC 6455, 7.4.2)."""

_UNPARSED = "Failed to parse response"
"""How google-genai's error begins whose text goes on with the whole message."""

_NAME = re.compile(r"[A-Za-z0-9_]{1,60}")
"""Names and numbers of fields, which are told."""


ANSWER: Final[Sequence[type[BaseModel]]] = (
    types.LiveServerContent,
    types.Content,
    types.Part,
    types.Blob,
    types.Transcription,
    types.UsageMetadata,
    types.LiveServerSessionResumptionUpdate,
)
"""What an answer is made of."""


def build_soon(models: Sequence[type[BaseModel]] = ANSWER) -> None:
    """Build types of google-genai's, one in each turn of the running loop.

    It builds a type when that is first used, which a session's first answer would wait for: 20 ms
    in all, measured.
    """
    if models:
        models[0].model_rebuild(raise_errors=False)
        asyncio.get_running_loop().call_soon(build_soon, models[1:])


async def next_message(session: AsyncSession) -> types.LiveServerMessage:
    """Return the service's next message.

    Raises:
        StrangeMessage: It is of no known kind.
        APIError: The connection has closed.
    """
    with named():
        # One at a time: it would end after every turn, and is entered again for the next.
        messages = cast("AsyncGenerator[types.LiveServerMessage, None]", session.receive())
        async with aclosing(messages):
            return await anext(messages)


def is_open(session: AsyncSession) -> bool:
    """Whether the connection takes what is sent."""
    return socket_of(session).state is State.OPEN


def reason_of(closed: sdk_errors.APIError) -> str:
    """Return the close frame's reason, which google-genai keeps in `details`."""
    return closed.details if isinstance(closed.details, str) else ""


@contextmanager
def named() -> Iterator[None]:
    """Turn whatever google-genai raises for a strange message into a `StrangeMessage`.

    Raises:
        StrangeMessage: In place of all these; its text holds nothing of the message but names.
    """
    try:
        yield
    except ValidationError as error:
        fields = {".".join(_told(one["loc"])) for one in error.errors(include_input=False)}
        raise StrangeMessage(f"a wrong value in {', '.join(sorted(fields))}") from None
    except (TypeError, AttributeError, RecursionError):
        raise StrangeMessage("a message that google-genai cannot read") from None
    except ValueError as error:
        if not str(error).startswith(_UNPARSED):
            raise
        raise StrangeMessage("a message that is not JSON") from None
    except sdk_errors.APIError as error:
        if error.code >= _FIRST_CLOSE_CODE:
            raise
        raise StrangeMessage("a message that google-genai takes for an error") from None


def _told(location: tuple[int | str, ...]) -> Iterator[str]:
    for part in location:
        name = str(part)
        yield camel(name) if _NAME.fullmatch(name) else "…"
