"""A server at an address: streamable HTTP, bounded.

The SDK follows redirects only within the address's own origin; what it reads is bounded here.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any, Final

import httpx2
from mcp.client.streamable_http import streamable_http_client

LONGEST_ANSWER: Final = 16 << 20
"""Bytes of an answer, or of one event of a stream."""

_CONNECT_S: Final = 10.0
_READ_S: Final = 300.0
"""A server may be silent for so long in a call; the call's own limit comes first."""

_END_S: Final = 0.5
"""Seconds in which a server may take note that we leave."""

_REDIRECTS: Final = 3


class Web:
    """One connection to a server at an address.

    Args:
        url: The address.
        headers: Header fields, credentials among them.
    """

    def __init__(self, url: str, headers: Mapping[str, str]) -> None:
        self.status = 0
        """Status of the last answer, if that was no success; 0: it was, or there is none."""
        self.redirected = False
        """Whether it sent us to another host."""
        self._client = httpx2.AsyncClient(
            # Packed, a few bytes may hold gigabytes.
            headers={**headers, "Accept-Encoding": "identity"},
            timeout=httpx2.Timeout(_CONNECT_S, read=_READ_S),
            max_redirects=_REDIRECTS,
            event_hooks={"request": [_hurry], "response": [self._look]},
        )
        self.transport = streamable_http_client(
            url, http_client=self._client, max_sse_event_size=LONGEST_ANSWER
        )

    async def aclose(self) -> None:
        """Close what it holds."""
        await self._client.aclose()

    async def _look(self, response: Any) -> None:
        # A stream that is only listened to (GET) may be refused (MCP, "Listening for Messages").
        if response.request.method == "POST":
            self.status = response.status_code if response.status_code >= 300 else 0
            self.redirected = 300 <= response.status_code < 400
        kind = response.headers.get("content-type", "")
        packed = response.headers.get("content-encoding", "identity")
        if not kind.startswith("text/event-stream") or packed != "identity":
            response.stream = _Bounded(response.stream, packed=packed != "identity")


async def _hurry(request: Any) -> None:
    """Nobody waits for a server that is told that nobody needs it any more."""
    if request.method == "DELETE":
        request.extensions["timeout"] = dict.fromkeys(("connect", "read", "write", "pool"), _END_S)


class _Bounded(httpx2.AsyncByteStream):
    """A body that ends with an error where it is too long."""

    def __init__(self, inner: Any, *, packed: bool) -> None:
        self._inner = inner
        # What was packed although nobody asked for it may come to a thousand times as much.
        self._most = LONGEST_ANSWER // (1000 if packed else 1)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        size = 0
        async for chunk in self._inner:
            size += len(chunk)
            if size > self._most:
                raise httpx2.StreamError(f"the answer is larger than {self._most >> 10} kB")
            yield chunk

    async def aclose(self) -> None:
        await self._inner.aclose()
