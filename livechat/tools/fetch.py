"""`fetch_url`: a web page that the model asks for, read as text.

The address comes from the model, and so perhaps from a page that it has read. It must not lead to
this machine or its network, however it is written, wherever it redirects to, and whatever a name
server answers at the second time: what was checked is what is connected to.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, urljoin, urlsplit

from livechat.core.text import visible
from livechat.core.tools.tool import Result
from livechat.tools.addresses import canonical, is_public
from livechat.tools.commands import parsed
from livechat.tools.readable import MOST_CHARS, charset_of, decoded, page
from livechat.tools.request import PORTS, Answer, Request, RequestError, Way, escaped, look_up
from livechat.tools.source import Offer

NAME: Final = "fetch_url"
SERVER: Final = "built-in"

MOST_BYTES: Final = 2_000_000
FETCH_S: Final = 15.0

_REDIRECTS: Final = 5
_MOVED: Final = (301, 302, 303, 307, 308)
_LONGEST: Final = 4_000
"""Characters of an address."""

_READ: Final = ("json", "xml", "xhtml", "rss", "atom", "javascript", "yaml")
"""Kinds of `application/…` that are text."""

WAY: Final = Way(look_up)

OFFER: Final = Offer(
    name=NAME,
    server=SERVER,
    origin="built-in",
    description="Read a web page: its title, text and some links. For addresses that the user "
    "names, or that another page or a search has shown.",
    parameters={
        "type": "object",
        "properties": {
            "url": {"type": "string", "description": "Address that begins with http or https"}
        },
        "required": ["url"],
    },
    reads=True,
    timeout_s=FETCH_S + 5,
)


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Fetches pages.

    Args:
        way: How servers are reached.
        seconds: For a page, with all redirects.
    """

    way: Way = WAY
    seconds: float = FETCH_S

    async def fetch(self, args: Mapping[str, object]) -> Result:
        """Return the text of the page that `url` names; cancelling ends it."""
        url = args.get("url")
        if not isinstance(url, str):
            return Result(value="The parameter url is missing.", failed=True, retry=True)
        try:
            async with asyncio.timeout(self.seconds):
                answer, where = await self._follow(url.strip())
            # A page that takes long to read must not keep other calls from running.
            return await asyncio.to_thread(_read, answer, where)
        except TimeoutError:
            return Result(
                value=f"The page did not come within {self.seconds:g} s.",
                failed=True,
                timed_out=True,
            )
        except RequestError as error:
            return Result(value=visible(str(error)), failed=True)

    async def _follow(self, url: str) -> tuple[Answer, str]:
        """Return the last answer of a chain of redirects, and where it comes from.

        Raises:
            RequestError: Some address must not be asked, or does not answer.
        """
        for _ in range(_REDIRECTS + 1):
            parts = checked(url)
            answer = await Request(
                parts,
                "GET",
                {"Accept": "text/html, application/json, text/*;q=0.9, */*;q=0.1"},
                None,
                addresses=lambda: self._addresses(parts),  # noqa: B023
                way=self.way,
                most=MOST_BYTES,
                seconds=self.seconds,
            ).send()
            place = answer.headers.get("Location")
            if answer.status not in _MOVED or not place:
                return answer, parts.geturl()
            try:
                url = urljoin(parts.geturl(), place)
            except ValueError:
                raise RequestError("It redirects to something that is no address.") from None
        raise RequestError(f"It redirects more than {_REDIRECTS} times.")

    def _addresses(self, parts: SplitResult) -> Sequence[str]:
        """Look up where a host is.

        Raises:
            RequestError: It is not out in the world.
            OSError: It is nowhere.
        """
        host = parts.hostname or ""
        proxied = self.way.proxy(parts.geturl()) is not None
        try:
            found = self.way.resolve(host, parts.port or PORTS[parts.scheme])
        except OSError:
            if proxied:
                return ()  # the proxy may know it
            raise RequestError(f"There is no server {host}.") from None
        if not all(map(is_public, found)):
            raise RequestError(f"{host} is on this machine or its network, which is not fetched.")
        return found


def checked(url: str) -> SplitResult:
    """Return the parts of an address that may be asked, each as it is sent.

    Raises:
        RequestError: It may not.
    """
    if len(url) > _LONGEST:
        raise RequestError(f"The address is longer than {_LONGEST:,} characters.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise RequestError("The address is none.") from None
    if parts.scheme not in PORTS:
        raise RequestError("The address must begin with http:// or https://.")
    if "@" in parts.netloc:
        raise RequestError("The address must not contain a name or a password.")
    if port is not None and port not in PORTS.values():
        raise RequestError("Only the ports 80 and 443 are fetched.")
    host = canonical(parts.hostname or "")
    if host is None or "\\" in url or any(char.isspace() for char in parts.netloc):
        raise RequestError("The host of the address is written in a strange way.")
    if _is_numeric(host) and not is_public(host):
        raise RequestError(f"{host} is on this machine or its network, which is not fetched.")
    place = f"[{host}]" if ":" in host else host
    if port is not None:
        place += f":{port}"
    return escaped(parts._replace(netloc=place))


def _is_numeric(host: str) -> bool:
    return ":" in host or host.rpartition(".")[2].isdigit()


def _read(answer: Answer, url: str) -> Result:
    kind = answer.headers.get_content_type()
    main, _, sub = kind.partition("/")
    status = f"{answer.status} {answer.reason}".strip()
    if not 200 <= answer.status < 300:
        return Result(value=f"{urlsplit(url).hostname} answered {status}.", failed=True)
    if main != "text" and not any(word in sub for word in _READ):
        return Result(value=f"{url} is {visible(kind)}, which is not read.", failed=True)
    text = decoded(answer.data, charset_of(answer.headers))
    if "html" in sub:
        found = page(text, url)
        about: dict[str, object] = {"url": url, "title": found.title, "text": found.text}
        if found.links:
            about["links"] = [f"{words}: {place}" for words, place in found.links]
        if not found.text:
            about["text"] = "There is no text on this page; a program may write it."
        return Result(value=about, cut=found.cut + int(answer.cut))
    structure = None if answer.cut or len(text) > MOST_CHARS else parsed(text)
    cut = max(0, len(text) - MOST_CHARS)
    content = structure if structure is not None else text[:MOST_CHARS]
    return Result(value={"url": url, "content": content}, cut=cut + int(answer.cut))
