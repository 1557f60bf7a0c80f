"""One HTTP request and its answer, beside the WebSockets. No I/O: bytes in, bytes out.

Errors look like those of Google's APIs: JSON with a code, a message and a status.
"""

from __future__ import annotations

import http
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any, Final

import h11

from livechat.catalog.practice import SERVER

HEADER_BYTES: Final = 16 << 10
"""Bytes of the longest request line and header fields; what common HTTP servers allow."""

BODY_BYTES: Final = 1 << 20
"""Bytes of the largest body; a setup with a long instruction and many tools is far smaller."""

_STATUSES: Final[Mapping[int, str]] = {
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    501: "UNIMPLEMENTED",
    503: "UNAVAILABLE",
}
"""HTTP status → status of Google's APIs; the others are INVALID_ARGUMENT."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One HTTP request. What may hold credentials is not shown."""

    method: str
    target: str = field(repr=False)
    """Path and query, as sent."""
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """Names, in lower case, and values; a name may come more than once."""
    body: bytes = field(default=b"", repr=False)

    def header(self, name: str) -> str:
        """All values of a header field, given in lower case, joined by commas; "" if none."""
        return ", ".join(value for key, value in self.headers if key == name)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request is answered."""

    status: int
    content: Mapping[str, Any] | None = None
    """To be sent as JSON; None sends no body."""
    headers: tuple[tuple[str, str], ...] = ()
    """Further header fields."""

    @property
    def body(self) -> bytes:
        """The content as it is sent."""
        if self.content is None:
            return b""
        text = json.dumps(self.content, indent=2, ensure_ascii=False)
        return text.encode(errors="replace") + b"\n"

    @property
    def fields(self) -> list[tuple[str, str]]:
        """All header fields. Pages in a browser may read every answer, wherever they are from."""
        fields = [
            ("Date", formatdate(usegmt=True)),
            ("Connection", "close"),
            ("Access-Control-Allow-Origin", "*"),
            *self.headers,
        ]
        if self.content is not None:
            fields.append(("Content-Type", "application/json; charset=utf-8"))
            fields.append(("Content-Length", str(len(self.body))))
        return fields


def refusal(status: int, message: str, *headers: tuple[str, str]) -> Answer:
    """An error as Google's APIs write it."""
    name = _STATUSES.get(status, "INVALID_ARGUMENT")
    return Answer(status, {"error": {"code": status, "message": message, "status": name}}, headers)


class Exchange:
    """One request, read as it arrives, and its answer.

    Args:
        answer: Called once with the whole request; not called for one that cannot be read.
    """

    def __init__(self, answer: Callable[[Asked], Answer]) -> None:
        self.answered = False
        """Nothing more is to be sent."""
        self.read = False
        """The whole request has arrived, or what could arrive of it."""
        self._answer = answer
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=HEADER_BYTES)
        self._request: h11.Request | None = None
        self._body = bytearray()

    def feed(self, data: bytes) -> bytes:
        """Take what arrived, or b"" at its end; return what is to be sent."""
        self.read = self.read or not data
        if self.answered:
            return b""
        try:
            self._http.receive_data(data)
            return self._proceed()
        except h11.RemoteProtocolError as error:
            status = error.error_status_hint
            return self._reply(refusal(status, f"The request cannot be read: {error}."))

    def _proceed(self) -> bytes:
        while True:
            event = self._http.next_event()
            if isinstance(event, h11.Request):
                self._request = event
            elif isinstance(event, h11.Data):
                self._body += event.data
            elif isinstance(event, h11.EndOfMessage):
                self.read = True
                return self._reply(self._answer(self._asked()))
            elif isinstance(event, h11.ConnectionClosed):
                self.answered = True  # it left without having asked
                return b""
            elif self._http.they_are_waiting_for_100_continue:
                return self._sent(h11.InformationalResponse(status_code=100, headers=[]))
            else:
                return b""
            if unfit := self._too_large():
                return self._reply(unfit)

    def _too_large(self) -> Answer | None:
        assert self._request is not None
        headers = self._request.headers
        if sum(len(name) + len(value) for name, value in headers) > HEADER_BYTES:
            return refusal(431, f"The header is larger than {HEADER_BYTES} bytes.")
        declared = int(dict(headers).get(b"content-length", b"0"))
        if max(declared, len(self._body)) > BODY_BYTES:
            return refusal(413, f"The body is larger than {BODY_BYTES} bytes.")
        return None

    def _asked(self) -> Asked:
        assert self._request is not None
        return Asked(
            self._request.method.decode("ascii"),
            self._request.target.decode("latin-1"),
            tuple(
                (name.decode("ascii"), value.decode("latin-1"))
                for name, value in self._request.headers
            ),
            bytes(self._body),
        )

    def _reply(self, answer: Answer) -> bytes:
        self.answered = True
        head = h11.Response(
            status_code=answer.status,
            reason=http.HTTPStatus(answer.status).phrase.encode("ascii"),
            headers=[("Server", SERVER), *answer.fields],
        )
        bodiless = self._request is not None and self._request.method == b"HEAD"
        body = h11.Data(data=b"" if bodiless else answer.body)
        return self._sent(head) + self._sent(body) + self._sent(h11.EndOfMessage())

    def _sent(self, event: h11.Event) -> bytes:
        return self._http.send(event) or b""
