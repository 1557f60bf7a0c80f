"""A small web server in a thread, which answers as told and writes down what it was asked."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from livechat.sim.doors.tls import throwaway


@dataclass(frozen=True)
class Asked:
    """One request."""

    method: str
    path: str
    headers: dict[str, str]
    """Names in lower case."""
    body: bytes


@dataclass
class Web:
    """A running server."""

    url: str
    cert_pem: bytes
    asked: list[Asked] = field(default_factory=list)


Reply = tuple[int, dict[str, str], bytes]


@contextmanager
def serving(answer: Callable[[Asked], Reply], *, plain: bool = False) -> Iterator[Web]:
    """A server whose every answer, status, headers and body, is what `answer` returns.

    Args:
        answer: Takes what was asked.
        plain: Whether it speaks HTTP instead of HTTPS.
    """
    identity = throwaway()

    class Handler(BaseHTTPRequestHandler):
        def do(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            headers = {name.lower(): value for name, value in self.headers.items()}
            web.asked.append(Asked(self.command, self.path, headers, self.rfile.read(size)))
            status, fields, body = answer(web.asked[-1])
            self.send_response(status)
            for name, value in {**fields, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        # The library's names.
        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Tests are quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if not plain:
        server.socket = identity.server.wrap_socket(server.socket, server_side=True)
    scheme = "http" if plain else "https"
    web = Web(f"{scheme}://127.0.0.1:{server.server_port}", identity.cert_pem)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield web
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


@contextmanager
def talking(serve: Callable[[socket.socket], None]) -> Iterator[int]:
    """A port at which whoever connects gets what `serve` does with the socket."""
    listening = socket.create_server(("127.0.0.1", 0))

    def run() -> None:
        with suppress(OSError):
            while True:
                connected, _ = listening.accept()
                with connected, suppress(OSError):
                    serve(connected)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield int(listening.getsockname()[1])
    finally:
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(10)


@contextmanager
def proxying() -> Iterator[tuple[str, list[str]]]:
    """An HTTP proxy in a thread: its address, and the first lines of what it was asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_CONNECT(self) -> None:
            asked.append(self.requestline)
            host, _, port = self.path.rpartition(":")
            with socket.create_connection((host, int(port)), 10) as there:
                self.send_response(200)
                self.end_headers()
                back = threading.Thread(target=_pass, args=(there, self.connection), daemon=True)
                back.start()
                _pass(self.connection, there)
                back.join(10)

        def log_message(self, *_: object) -> None:
            """Tests are quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


def _pass(here: socket.socket, there: socket.socket) -> None:
    with suppress(OSError):
        while piece := here.recv(65536):
            there.sendall(piece)
        there.shutdown(socket.SHUT_WR)
