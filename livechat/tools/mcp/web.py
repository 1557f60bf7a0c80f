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

_REDIRECTS: Final = 3


class Web:
    """One connection to a server at an address.

    Args:
        url: The address.
        headers: Header fields, credentials among them.
    """

    def __init__(self, url: str, headers: Mapping[str, str]) -> None:
        self.status = 0
        """Status of the last answer that was no success; 0: there was none."""
        self.redirected = False
        self._client = httpx2.AsyncClient(
            # Packed, a few bytes may hold gigabytes.
            headers={**headers, "Accept-Encoding": "identity"},
            timeout=httpx2.Timeout(_CONNECT_S, read=_READ_S),
            max_redirects=_REDIRECTS,
            event_hooks={"response": [self._look]},
        )
        self.transport = streamable_http_client(
            url, http_client=self._client, max_sse_event_size=LONGEST_ANSWER
        )

    async def aclose(self) -> None:
        """Close what it holds."""
        await self._client.aclose()

    async def _look(self, response: Any) -> None:
        if response.status_code >= 300:
            self.status = response.status_code
            self.redirected = response.status_code < 400
        kind = response.headers.get("content-type", "")
        packed = response.headers.get("content-encoding", "identity")
        if not kind.startswith("text/event-stream") or packed != "identity":
            response.stream = _Bounded(response.stream, packed=packed != "identity")


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
