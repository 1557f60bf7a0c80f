"""One HTTP request, limited in time and size, over a socket that somebody else connects.

It runs in a thread of its own; when it takes too long, or nobody wants it any more, its socket is
shut down, so that a server which sends one byte a second holds nobody up.
"""

from __future__ import annotations

import asyncio
import base64
import socket
import ssl
import zlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import Message
from http.client import (
    HTTPConnection,
    HTTPException,
    HTTPResponse,
    IncompleteRead,
    RemoteDisconnected,
)
from typing import Final
from urllib.parse import SplitResult, quote, unquote, urlsplit

from livechat import __version__
from livechat.config.authorities import authorities
from livechat.config.proxies import proxy_for
from livechat.errors import SettingsError
from livechat.threads import in_thread

Address = tuple[str, int]
"""A numeric address and a port."""

PORTS: Final = {"http": 80, "https": 443}

_PIECE: Final = 65_536

_HEAD_BYTES: Final = 65_536
"""Of a proxy's answer."""

AGENT: Final = f"livechat/{__version__}"


_SAFE: Final = "/:;,@!$&'()*+=~%-._"
"""What stays as it is in a path; a query has a question mark more (RFC 3986, 3.3 and 3.4)."""


def escaped(url: SplitResult) -> SplitResult:
    """Return an address as it can be sent, without what no server is sent."""
    path, query = quote(url.path, safe=_SAFE), quote(url.query, safe=_SAFE + "?")
    return url._replace(path=path, query=query, fragment="")


class RequestError(Exception):
    """No answer came; the text is a sentence."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered, whatever its status."""

    status: int
    reason: str
    headers: Message
    data: bytes = field(repr=False)
    """Decompressed, and no more of it than was wanted."""
    cut: bool
    """Whether there is more."""


@dataclass(frozen=True, slots=True)
class Way:
    """How a server is reached; tests lead it elsewhere."""

    resolve: Callable[[str, int], Sequence[str]]
    """Returns the numeric addresses of a host. May block.

    Raises:
        OSError: There are none.
    """
    dial: Callable[[socket.socket, Address], None] = socket.socket.connect
    """Connects a socket to an address. May block."""
    tls: Callable[[], ssl.SSLContext] = authorities
    proxy: Callable[[str], str | None] = lambda url: proxy_for(url, websocket=False)


def look_up(host: str, port: int) -> list[str]:
    """Return the numeric addresses of a host, best first.

    Raises:
        OSError: There are none.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


class Request:
    """One request, and its socket while it lasts.

    Args:
        url: Its parts; nothing of it is looked at again.
        method: HTTP's.
        headers: Fields besides `Host`.
        body: What to send.
        addresses: Looks up where to connect to, and refuses what must not be. It may block, and
            is not asked for more than once: what was checked is what is connected to.
        way: How to connect.
        most: Bytes of the answer that are wanted.
        seconds: For each step; whoever waits for all of them has a limit of its own.
    """

    def __init__(
        self,
        url: SplitResult,
        method: str,
        headers: Mapping[str, str],
        body: bytes | None,
        *,
        addresses: Callable[[], Sequence[str]],
        way: Way,
        most: int,
        seconds: float,
    ) -> None:
        self._url = url
        self._method = method
        self._headers = headers
        self._body = body
        self._addresses = addresses
        self._way = way
        self._most = most
        self._seconds = seconds
        self._socket: socket.socket | None = None
        self._given_up = False

    async def send(self) -> Answer:
        """Send it and read the answer; cancelling closes its socket.

        Raises:
            RequestError: There is no answer.
        """
        done = in_thread(self._run, "request")
        try:
            return await asyncio.wrap_future(done)
        finally:
            self._give_up()

    def _give_up(self) -> None:
        self._given_up = True
        if self._socket is not None:
            with suppress(OSError):
                # The base class's: TLS would be taken off under the feet of the reading thread.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def _run(self) -> Answer:
        host = self._url.hostname or ""
        try:
            with self._connected() as connected:
                return self._exchange(connected)
        except SettingsError as error:
            raise RequestError(str(error)) from error
        except ssl.SSLCertVerificationError as error:
            raise RequestError(
                f"The certificate of {host} is not valid: {error.verify_message}."
            ) from error
        except TimeoutError as error:
            raise RequestError(f"{host} did not answer in time.") from error
        except RemoteDisconnected as error:
            raise RequestError(f"{host} closed the connection without an answer.") from error
        except HTTPException as error:
            raise RequestError(f"{host} answered what is no HTTP.") from error
        except (OSError, ValueError) as error:
            why = (error.strerror if isinstance(error, OSError) else None) or type(error).__name__
            raise RequestError(f"Cannot reach {host}: {why[:1].lower()}{why[1:]}.") from error

    def _connected(self) -> socket.socket:
        url = self._url
        host, port = url.hostname or "", url.port or PORTS[url.scheme]
        proxy = self._way.proxy(url.geturl())
        addresses = self._addresses()
        if proxy is None:
            connected = self._dial(addresses, port, self._way.dial)
        else:
            parts = urlsplit(proxy)
            if parts.scheme != "http" or not parts.hostname:
                raise RequestError("Cannot use this kind of proxy.")
            there = parts.port or PORTS["http"]
            connected = self._dial(look_up(parts.hostname, there), there, socket.socket.connect)
        try:
            if proxy is not None and url.scheme == "https":
                self._tunnel(connected, f"{_bracketed(host)}:{port}", urlsplit(proxy))
            if url.scheme == "https":
                # What is shut down where time is over is this one, not the one that is wrapped.
                connected = self._socket = self._way.tls().wrap_socket(
                    connected, server_hostname=host, do_handshake_on_connect=False
                )
                connected.do_handshake()
        except BaseException:
            connected.close()
            raise
        return connected

    def _dial(
        self,
        addresses: Sequence[str],
        port: int,
        dial: Callable[[socket.socket, Address], None],
    ) -> socket.socket:
        failure: OSError | None = None
        for address in addresses:
            family = socket.AF_INET6 if ":" in address else socket.AF_INET
            trying = socket.socket(family, socket.SOCK_STREAM)
            self._socket = trying
            try:
                trying.settimeout(self._seconds)
                dial(trying, (address, port))
                if self._given_up:
                    raise TimeoutError
            except OSError as error:
                trying.close()
                failure = error
                if self._given_up:
                    break
            else:
                return trying
        raise failure or OSError(0, "it has no address")

    def _tunnel(self, connected: socket.socket, place: str, proxy: SplitResult) -> None:
        lines = [f"CONNECT {place} HTTP/1.1", f"Host: {place}", *_proxy_lines(proxy), "", ""]
        connected.sendall("\r\n".join(lines).encode("ascii"))
        head = b""
        while b"\r\n\r\n" not in head:
            piece = connected.recv(1)  # not one byte of what follows
            head += piece
            if not piece or len(head) > _HEAD_BYTES:
                raise RequestError("The proxy did not answer.")
        status = head.split(b"\r\n", 1)[0].split(b" ")
        if len(status) < 2 or status[1] != b"200":
            code = status[1].decode("ascii", "replace") if len(status) > 1 else "nothing"
            raise RequestError(f"The proxy refused the connection: it answered {code}.")

    def _exchange(self, connected: socket.socket) -> Answer:
        url = self._url
        host, port = url.hostname or "", url.port
        place = _bracketed(host) + (f":{port}" if port and port != PORTS[url.scheme] else "")
        target = (url.path or "/") + (f"?{url.query}" if url.query else "")
        headers = {
            "Host": place,
            "User-Agent": AGENT,
            "Accept-Encoding": "gzip",
            "Connection": "close",
            **self._headers,
        }
        proxy = self._way.proxy(url.geturl())
        if proxy is not None and url.scheme == "http":
            target = f"http://{place}{target}"
            for line in _proxy_lines(urlsplit(proxy)):
                name, _, value = line.partition(": ")
                headers[name] = value
        connection = HTTPConnection(host, timeout=self._seconds)
        connection.sock = connected
        connection.request(self._method, target, self._body, headers)
        with connection.getresponse() as response:
            data, cut = _read(response, self._most)
            return Answer(response.status, _words(response.reason), response.headers, data, cut)


def _proxy_lines(proxy: SplitResult) -> list[str]:
    if proxy.username is None:
        return []
    name = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}"
    return [f"Proxy-Authorization: Basic {base64.b64encode(name.encode()).decode()}"]


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _words(reason: str) -> str:
    return "".join(char for char in reason if char.isprintable())[:100]


def _read(response: HTTPResponse, most: int) -> tuple[bytes, bool]:
    """Return no more than `most` bytes, decompressed, and whether there are more."""
    encoding = (response.headers.get("Content-Encoding") or "identity").strip().lower()
    unpacking = _unpacking(encoding)
    data = bytearray()
    received = 0
    while len(data) <= most and received <= most:
        try:
            piece = response.read1(_PIECE)
        except IncompleteRead as error:
            raise RequestError("The answer ended too early.") from error
        if not piece:
            if response.length:
                raise RequestError("The answer ended too early.")
            return bytes(data), False
        received += len(piece)
        data += piece if unpacking is None else unpacking(piece, most + 1 - len(data))
    return bytes(data[:most]), True


def _unpacking(encoding: str) -> Callable[[bytes, int], bytes] | None:
    """Return what unpacks a piece to at most so many bytes; what is beyond them is lost.

    Raises:
        RequestError: Nobody here knows this encoding.
    """
    if encoding in ("identity", ""):
        return None
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise RequestError(f"The answer is packed in an unknown way ({_words(encoding)[:20]}).")
    # The head of the data tells gzip and zlib apart.
    engine = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)

    def unpack(piece: bytes, most: int) -> bytes:
        try:
            return engine.decompress(piece, most)
        except zlib.error as error:
            raise RequestError("The answer cannot be unpacked.") from error

    return unpack
