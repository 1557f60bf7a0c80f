"""Addresses of the settings: an HTTP request that the model may fill in and send.

What the model says becomes part of one segment of the path, of one value of the query, or of one
value of the body. It never changes the host, adds a segment, a parameter or a header.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

from livechat.config import headers, placeholders
from livechat.config.secrets import masked
from livechat.core.picture import Picture
from livechat.core.text import visible
from livechat.core.tools.tool import Result
from livechat.errors import CredentialError
from livechat.tools.commands import parsed
from livechat.tools.parameters import BadArgumentError, Parameter, checked, text
from livechat.tools.readable import charset_of, decoded
from livechat.tools.request import PORTS, Answer, Request, RequestError, Way, escaped, look_up

MOST_BYTES: Final = 4_000_000
"""Of an answer: four times the characters that a result may have, so that all of them can come."""

_REDIRECTS: Final = 5

_SAID: Final = 500
"""Characters of an error's body that the model is told."""

_AGAIN: Final = (408, 425, 429, 500, 502, 503, 504)
"""Statuses after which another try makes sense."""

_PICTURES: Final = ("image/png", "image/jpeg", "image/webp", "image/gif")

_ABSENT: Final = object()

WAY: Final = Way(look_up)


@dataclass(frozen=True, slots=True)
class Address:
    """A request that the model may send."""

    url: str
    """With `{name}` where a parameter goes."""
    method: str
    parameters: Mapping[str, Parameter]
    headers: Sequence[str] = ()
    """As `livechat.config.headers` has them."""
    body: object = None
    """A template of JSON; None: there is none."""
    timeout_s: float = 60.0

    def trouble(self, environ: Mapping[str, str]) -> str:
        """Return why it cannot be requested, as a sentence; empty: nothing is known against it."""
        try:
            headers.fill(self.headers, environ)
        except CredentialError as error:
            return str(error)
        return ""

    def filled(self, args: Mapping[str, object]) -> tuple[str, bytes | None]:
        """Return the address and the body, filled.

        Raises:
            BadArgumentError: An argument does not fit, or would change the path.
        """
        values = checked(self.parameters, args)
        parts = urlsplit(self.url)
        path = "/".join(_segment(each, values) for each in parts.path.split("/"))
        pairs = [each for each in parts.query.split("&") if each]
        query = "&".join(_pair(each, values) for each in pairs if _given(each, values))
        body = None
        if self.body is not None:
            try:
                body = json.dumps(_body(self.body, values), allow_nan=False).encode()
            except ValueError:
                raise BadArgumentError("The arguments cannot be sent as JSON.") from None
        return parts._replace(path=path, query=query).geturl(), body

    async def request(
        self, args: Mapping[str, object], environ: Mapping[str, str], way: Way = WAY
    ) -> Result:
        """Send the request and return what was answered; cancelling ends it."""
        try:
            url, body = self.filled(args)
            fields = headers.fill(self.headers, environ)
        except BadArgumentError as error:
            return Result(value=str(error), failed=True, retry=True)
        except CredentialError as error:
            return Result(value=str(error), failed=True)
        try:
            answer = await self._follow(url, body, fields.fields, way)
        except RequestError as error:
            return Result(value=masked(str(error), fields.secrets), failed=True, retry=True)
        return _result(answer, self.method, urlsplit(url).hostname or "", fields.secrets)

    async def _follow(
        self, url: str, body: bytes | None, fields: Mapping[str, str], way: Way
    ) -> Answer:
        """Send it, and again where the same server says that it belongs.

        Raises:
            RequestError: There is no answer, or it is somewhere else.
        """
        method = self.method
        for _ in range(_REDIRECTS + 1):
            parts = urlsplit(url)
            kind = {"Content-Type": "application/json"} if body is not None else {}
            # A service that has a picture, say, sends what it has.
            accepted = {"Accept": "application/json, text/*;q=0.9, */*;q=0.5"}
            answer = await Request(
                parts,
                method,
                {**accepted, **kind, **fields},
                body,
                addresses=lambda: way.resolve(parts.hostname or "", _port(parts)),  # noqa: B023
                way=way,
                most=MOST_BYTES,
                seconds=self.timeout_s,
            ).send()
            place = answer.headers.get("Location")
            if answer.status not in (301, 302, 303, 307, 308) or not place:
                return answer
            there = _joined(url, place)
            if there is None or _origin(there) != _origin(url):
                raise RequestError(
                    f"{parts.hostname} redirected to another server, which is not followed."
                )
            if answer.status == 303 or (answer.status in (301, 302) and method == "POST"):
                method, body = ("HEAD" if method == "HEAD" else "GET"), None
            elif answer.status in (301, 302) and method not in ("GET", "HEAD"):
                return answer
            url = escaped(urlsplit(there)).geturl()
        raise RequestError(f"{urlsplit(url).hostname} redirected more than {_REDIRECTS} times.")


def _port(parts: SplitResult) -> int:
    return parts.port or PORTS[parts.scheme]


def _joined(url: str, place: str) -> str | None:
    """Return where a redirect leads; None: nowhere."""
    try:
        return urljoin(url, place)
    except ValueError:
        return None


def _origin(url: str) -> tuple[str, str | None, int] | None:
    try:
        parts = urlsplit(url)
        if parts.scheme not in PORTS or parts.username is not None:
            return None
        return parts.scheme, parts.hostname, _port(parts)
    except ValueError:
        return None


def _segment(template: str, values: Mapping[str, object]) -> str:
    names = list(placeholders.names(template))
    if not names:
        return template
    filled = placeholders.fill(template, lambda name: quote(text(values[name]), safe=""))
    if unquote(filled) in ("", ".", ".."):
        # It would name another place.
        raise BadArgumentError(f'{names[0]} must not be empty, "." or "..".')
    return filled


def _given(pair: str, values: Mapping[str, object]) -> bool:
    return all(name in values for name in placeholders.names(pair))


def _pair(template: str, values: Mapping[str, object]) -> str:
    return placeholders.fill(template, lambda name: quote(text(values[name]), safe=""))


def _body(template: object, values: Mapping[str, object]) -> object:
    """Return a template of JSON with its parameters; what was left out is left out."""
    filled = _filled(template, values)
    return None if filled is _ABSENT else filled


def _filled(template: object, values: Mapping[str, object]) -> object:
    match template:
        case str():
            if not _given(template, values):
                return _ABSENT
            whole = placeholders.whole(template)
            if whole is not None:
                return values[whole]
            return placeholders.fill(template, lambda name: text(values[name]))
        case list():
            filled = (_filled(each, values) for each in template)
            return [each for each in filled if each is not _ABSENT]
        case dict():
            pairs = ((name, _filled(each, values)) for name, each in template.items())
            return {name: each for name, each in pairs if each is not _ABSENT}
        case _:
            return template


def _result(answer: Answer, method: str, host: str, secrets: Sequence[str]) -> Result:
    kind = answer.headers.get_content_type()
    status = f"{answer.status} {answer.reason}".strip()
    if kind in _PICTURES and 200 <= answer.status < 300 and not answer.cut:
        return Result(value="(picture 1)", pictures=(Picture(answer.data, kind),))
    said = decoded(answer.data, charset_of(answer.headers)) if _is_text(kind) else ""
    for secret in secrets:
        said = said.replace(secret, "…")
    if not 200 <= answer.status < 300:
        about = visible(" ".join(masked(said).split()))[:_SAID]
        return Result(
            value=f"{host} answered {status}" + (f": {about}" if about else "."),
            failed=True,
            retry=answer.status in _AGAIN,
        )
    if method == "HEAD" or not answer.data:
        return Result(value=f"{host} answered {status}, with nothing in it.")
    if not _is_text(kind):
        return Result(value=f"{host} answered {len(answer.data):,} bytes of {visible(kind)}.")
    if not answer.cut and (structure := parsed(said)) is not None:
        return Result(value=structure)
    return Result(value=said.strip(), cut=int(answer.cut))


def _is_text(kind: str) -> bool:
    main, _, sub = kind.partition("/")
    return (
        main == "text"
        or sub in ("json", "xml", "javascript", "x-www-form-urlencoded", "yaml", "csv")
        or sub.endswith(("+json", "+xml"))
    )
