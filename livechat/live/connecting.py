"""A session of google-genai: signed in, at the version that knows the credential, and set up."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from dataclasses import replace

from google.genai import errors as sdk_errors
from google.genai.live import AsyncSession
from websockets.exceptions import InvalidStatus

from livechat.app.ports import Opening
from livechat.catalog.models import Model
from livechat.live.client import make_client, sdk_name
from livechat.live.credentials import Credential
from livechat.live.endpoint import Endpoint
from livechat.live.sdk_session import named
from livechat.live.setup import make_setup
from livechat.live.socket import prepare, socket_of
from livechat.live.token_version import remember, token_versions
from livechat.threads import in_thread

_NOT_FOUND = 404

_POLICY = 1008
"""Close code of a service that does not know what it was asked for (RFC 6455, 7.4.1)."""


async def connect(
    endpoint: Endpoint,
    credential: Credential,
    opening: Opening,
    row: Model,
    stack: AsyncExitStack,
) -> AsyncSession:
    """Connect and set up; an ephemeral token is tried at each version that may know it.

    Args:
        endpoint: Where the service is.
        credential: What to sign in with.
        opening: How the connection begins.
        row: What the model can do.
        stack: Keeps the session, and leaves it politely at its end.

    Raises:
        LivechatError: There is no way to sign in.
        StrangeMessage: What answers the setup cannot be read.
        APIError: The service closed the connection.
        InvalidStatus: It did not take the handshake.
        WebSocketException: Neither.
        OSError: It cannot be reached.
    """
    if credential.kind != "token":
        return await _connect_at(endpoint, credential, opening, row, stack)
    refusal: Exception | None = None
    for version in token_versions(endpoint.base_url, endpoint.api_version):
        there = replace(endpoint, api_version=version)
        try:
            session = await _connect_at(there, credential, opening, row, stack)
        except (InvalidStatus, sdk_errors.APIError) as error:
            if not _is_unknown(error):
                raise
            # What is said where tokens are known is worth more than that they are not.
            if refusal is None or not isinstance(error, InvalidStatus):
                refusal = error
        else:
            remember(endpoint.base_url, version)
            return session
    assert refusal is not None
    raise refusal


async def _connect_at(
    endpoint: Endpoint,
    credential: Credential,
    opening: Opening,
    row: Model,
    stack: AsyncExitStack,
) -> AsyncSession:
    # It may sign in to Google Cloud, and the program's end must not wait for that.
    client = await asyncio.wrap_future(
        in_thread(lambda: make_client(endpoint, credential), "client")
    )
    setup = make_setup(opening, row, gemini_api=credential.is_gemini)
    with named():
        # google-genai itself would wait for the answer to the setup for ever.
        session = await stack.enter_async_context(
            client.aio.live.connect(model=sdk_name(opening.spec.model, credential), config=setup)
        )
    stack.push_async_callback(socket_of(session).leave)
    prepare(socket_of(session))
    return session


def _is_unknown(error: Exception) -> bool:
    """Whether a session was refused as by a service that knows no tokens at this version."""
    if isinstance(error, InvalidStatus):
        return error.response.status_code == _NOT_FOUND
    return isinstance(error, sdk_errors.APIError) and error.code == _POLICY
