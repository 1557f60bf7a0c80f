"""HTTP/1.1 to one server: requests as JSON, answers as they come, connections kept for the next.

h11 over asyncio's streams: the local server has both already, while an HTTP library takes 80 ms
more to import. Nothing is followed: a redirect is an answer. Every wait is limited by who asks.
"""

from __future__ import annotations

import asyncio
import base64
import json
import socket
import ssl
import zlib
from collections import deque
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import SplitResult, unquote, urlsplit

import h11

from livechat import __version__
from livechat.config.authorities import authorities
from livechat.config.proxies import proxy_for
from livechat.errors import SettingsError
from livechat.sim.llm.place import PORTS, Place

MOST_IDLE: Final = 4
"""Connections kept for later questions."""

_HTTP: Final = b"HTTP/"
_PIECE: Final = 65_536
_HEAD_BYTES: Final = 65_536
"""Of an answer."""


class WireError(Exception):
    """There was no answer, or not all of it.

    Args:
        kind: What happened: "unknown host", "unreachable", "certificate", "proxy", "broken" (the
            connection), "no HTTP", "undecodable".
    """

    __match_args__ = ("kind",)

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class Reply:
    """An answer whose body is still coming.

    Args:
        head: Its beginning.
        body: Yields its bytes, decoded.
    """

    def __init__(self, head: h11.Response, body: AsyncGenerator[bytes, None]) -> None:
        self.status: int = head.status_code
        self.headers = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in head.headers
        }
        """Names in lower case."""
        self.body = body

    async def whole(self, most: int) -> bytes:
        """All of the body, or its first `most` bytes.

        Raises:
            WireError: it broke off.
        """
        found = bytearray()
        async for piece in self.body:
            found += piece
            if len(found) >= most:
                break
        await self.body.aclose()
        return bytes(found[:most])


@dataclass(slots=True, eq=False)
class _Link:
    """One connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    http: h11.Connection
    used: bool = False

    def close(self) -> None:
        self.writer.transport.abort()


class Wire:
    """Sends requests to one endpoint.

    Args:
        place: Where it is.
        key: Sent as `Authorization: Bearer`, and nowhere else; may be empty.
        trust: Makes the context for https; called once, at the first connection.
        proxy: Finds the proxy to a URL; never asked for this machine.

    Raises:
        SettingsError: the key cannot be sent.
    """

    def __init__(
        self,
        place: Place,
        key: str = "",
        *,
        trust: Callable[[], ssl.SSLContext] = authorities,
        proxy: Callable[[str], str | None] = lambda url: proxy_for(url, websocket=False),
    ) -> None:
        self._place = place
        self._trust = trust
        self._proxy = proxy
        self._tls: ssl.SSLContext | None = None
        self._idle: deque[_Link] = deque()
        self._open: set[_Link] = set()
        self._prefix = ""
        self._extra: dict[str, str] = {}
        self._headers = {
            "Host": place.authority,
            "User-Agent": f"livechat/{__version__}",
            "Accept-Encoding": "identity",
        }
        if not (key.isascii() and key.isprintable()):
            raise SettingsError(
                "The language model's key contains a character that no key has.",
                "Check the command that prints it.",
            )
        if key:
            self._headers["Authorization"] = f"Bearer {key}"
        elif place.login:
            login = base64.b64encode(place.login.encode()).decode()
            self._headers["Authorization"] = f"Basic {login}"

    async def ask(self, path: str, body: Mapping[str, Any] | None, *, connecting: float) -> Reply:
        """Send a request and wait for the beginning of the answer.

        Args:
            path: Where, from the server's root.
            body: JSON to post; None gets.
            connecting: Seconds that a new connection may take. All else the caller limits.

        Raises:
            WireError: there was no answer.
        """
        while True:
            link = self._taken() or await self._connected(connecting)
            used = link.used
            try:
                return await self._ask(link, path, body)
            except WireError as error:
                # The server may have closed a kept connection just now: nothing was answered.
                if not used or error.kind != "broken":
                    raise

    async def aclose(self) -> None:
        """Close all connections."""
        for link in [*self._idle, *self._open]:
            link.close()
        self._idle.clear()
        self._open.clear()
        await asyncio.sleep(0)  # sockets are closed in the loop's next round

    def _taken(self) -> _Link | None:
        while self._idle:
            link = self._idle.pop()
            if not link.reader.at_eof() and not link.writer.is_closing():
                return link
            link.close()
        return None

    def _keep(self, link: _Link) -> None:
        self._idle.append(link)
        if len(self._idle) > MOST_IDLE:
            self._idle.popleft().close()

    async def _ask(self, link: _Link, path: str, body: Mapping[str, Any] | None) -> Reply:
        self._open.add(link)
        try:
            data = (
                b""
                if body is None
                else json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
            )
            headers = [*self._headers.items(), *self._extra.items()]
            if body is not None:
                headers += [
                    ("Content-Type", "application/json"),
                    ("Accept", "text/event-stream, application/json"),
                    ("Content-Length", str(len(data))),
                ]
            target = f"{self._prefix}{path}"
            request = h11.Request(
                method="GET" if body is None else "POST", target=target, headers=headers
            )
            sent = [link.http.send(request), link.http.send(h11.Data(data=data))]
            sent.append(link.http.send(h11.EndOfMessage()))
            link.writer.write(b"".join(filter(None, sent)))
            with suppress(ConnectionError):  # what it answered meanwhile says why
                await link.writer.drain()
            head = await self._next(link)
            while isinstance(head, h11.InformationalResponse):
                head = await self._next(link)
            if not isinstance(head, h11.Response):
                raise WireError("broken")
            return Reply(head, _decoded(head, self._body(link)))
        except BaseException:
            self._drop(link)
            raise

    async def _body(self, link: _Link) -> AsyncGenerator[bytes, None]:
        """The bytes of a body as they come; closing it before its end closes the connection."""
        try:
            while not isinstance(event := await self._next(link), h11.EndOfMessage):
                if not isinstance(event, h11.Data):
                    raise WireError("broken")
                yield bytes(event.data)
            if link.http.our_state is h11.DONE and link.http.their_state is h11.DONE:
                link.http.start_next_cycle()
                link.used = True
                self._open.discard(link)
                self._keep(link)
        finally:
            if link in self._open:
                self._drop(link)

    def _drop(self, link: _Link) -> None:
        self._open.discard(link)
        link.close()

    async def _next(self, link: _Link) -> h11.Event | type[h11.PAUSED]:
        while True:
            try:
                event = link.http.next_event()
            except h11.RemoteProtocolError as error:
                broken = link.reader.at_eof() and _may_be_http(link.http)
                raise WireError("broken" if broken else "no HTTP") from error
            if event is not h11.NEED_DATA:
                return event  # type: ignore[return-value]
            if not _may_be_http(link.http):
                raise WireError("no HTTP")
            try:
                data = await link.reader.read(_PIECE)
            except OSError as error:
                raise WireError("broken") from error
            link.http.receive_data(data)

    async def _connected(self, limit: float) -> _Link:
        try:
            async with asyncio.timeout(limit):
                return await self._connection()
        except ssl.SSLError as error:
            raise WireError("certificate") from error
        except socket.gaierror as error:
            raise WireError("unknown host") from error
        except OSError as error:  # a time-out too
            raise WireError("unreachable") from error

    async def _connection(self) -> _Link:
        place = self._place
        secure = place.scheme == "https"
        proxy = None
        if not place.loopback:
            proxy = self._proxy(f"{place.scheme}://{place.authority}/")
        if secure and self._tls is None:
            self._tls = await asyncio.to_thread(self._trust)  # reads a file of 200 kB
        if proxy is None:
            reader, writer = await asyncio.open_connection(
                place.host,
                place.port,
                ssl=self._tls if secure else None,
                limit=_PIECE,
            )
        else:
            reader, writer = await self._through(urlsplit(proxy), secure)
        http = h11.Connection(h11.CLIENT, max_incomplete_event_size=_HEAD_BYTES)
        return _Link(reader, writer, http)

    async def _through(
        self, proxy: SplitResult, secure: bool
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A connection through a proxy."""
        place = self._place
        login = {}
        if proxy.username is not None:
            plain = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}".encode()
            login = {"Proxy-Authorization": f"Basic {base64.b64encode(plain).decode()}"}
        tls = ssl.create_default_context() if proxy.scheme == "https" else None
        reader, writer = await asyncio.open_connection(
            proxy.hostname or "", proxy.port or PORTS.get(proxy.scheme, 80), ssl=tls, limit=_PIECE
        )
        if not secure:
            self._prefix, self._extra = f"http://{place.authority}", login
            return reader, writer
        try:
            http = h11.Connection(h11.CLIENT, max_incomplete_event_size=_HEAD_BYTES)
            host = f"[{place.host}]" if ":" in place.host else place.host
            target = f"{host}:{place.port}"
            request = h11.Request(
                method="CONNECT", target=target, headers=[("Host", target), *login.items()]
            )
            writer.write((http.send(request) or b"") + (http.send(h11.EndOfMessage()) or b""))
            link = _Link(reader, writer, http)
            answer = await self._next(link)
            if not isinstance(answer, h11.Response) or answer.status_code // 100 != 2:
                raise WireError("proxy")
            await writer.start_tls(self._tls, server_hostname=place.host)  # type: ignore[arg-type]
        except BaseException:
            writer.transport.abort()
            raise
        return reader, writer


def _may_be_http(http: h11.Connection) -> bool:
    """Whether what came of an answer so far may be the beginning of one."""
    begin = http.trailing_data[0][: len(_HTTP)]
    return http.their_state is not h11.SEND_RESPONSE or begin == _HTTP[: len(begin)]


async def _decoded(
    head: h11.Response, body: AsyncGenerator[bytes, None]
) -> AsyncGenerator[bytes, None]:
    """A body, unpacked if the server packed it though it was asked not to."""
    coding = dict(head.headers).get(b"content-encoding", b"identity").strip().lower()
    try:
        if coding in (b"", b"identity"):
            async for piece in body:
                yield piece
            return
        if coding not in (b"gzip", b"x-gzip", b"deflate"):
            raise WireError("undecodable")
        unpack = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)  # 32: either of the two
        try:
            async for piece in body:
                left = piece
                while left:
                    yield unpack.decompress(left, _PIECE)
                    left = unpack.unconsumed_tail
        except zlib.error as error:
            raise WireError("undecodable") from error
    finally:
        await body.aclose()
