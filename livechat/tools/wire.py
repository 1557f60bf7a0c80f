"""What the two processes of a source say to each other: one line of JSON at a time.

    host (this program)                        child (where functions run)
    Hold · Call · Cancel · End  ────────────►
                                ◄────────────  Offers · Trouble · Failed
                                ◄────────────  Progressed · Said · Returned

What is long goes in pieces, each on a line of its own: a line of a megabyte would take 11 ms to
read, one of 48,000 characters takes 0.4 ms, and no other thread runs meanwhile, sound included.
"""

from __future__ import annotations

import binascii
import json
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeVar

from livechat.core.picture import Picture
from livechat.core.tools.tool import Result
from livechat.tools.plain import to_json, too_deep
from livechat.tools.source import Offer

TEXT_CHARS: Final = 1_000_000
"""Characters of a result that are kept: a hundred times what the model is told of it."""

PICTURES: Final = 5
PICTURE_BYTES: Final = 5_000_000

PROGRESS_CHARS: Final = 500

SAID_CHARS: Final = 500
"""Characters of a line that a function prints, and of a sentence about trouble."""

OFFERS: Final = 512
"""Functions of one source: as many as the service takes (PROTOCOL §11.3)."""

LINE_BYTES: Final = 1_000_000
"""Bytes of a line: three times what a piece can come to, and room for a long list of settings."""

PIECE_CHARS: Final = 48_000
"""Characters in a line; a result whose JSON is longer goes as its text."""

_PICTURE_PIECE: Final = 96_000

_CALLS: Final = 64
"""Calls whose results may be in pieces at the same time: four times as many as run."""


class StrangeLine(Exception):  # noqa: N818 - it says what came
    """A line is too long, or is not one of this protocol. Nothing of it is repeated."""

    def __init__(self, why: str) -> None:
        super().__init__(f"A line {why}.")


# --- to the child ---


@dataclass(frozen=True, slots=True)
class Hold:
    """What the child is to hold: a kind of source, and what its maker needs. The first line."""

    kind: str
    what: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Call:
    """Call a function."""

    id: int
    server: str
    name: str
    args: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cancel:
    """End a call that runs."""

    id: int


@dataclass(frozen=True, slots=True)
class End:
    """Put everything away and end."""


Down = Hold | Call | Cancel | End

# --- to the host ---


@dataclass(frozen=True, slots=True)
class Offers:
    """All functions that there are now."""

    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that the user should know."""

    text: str


@dataclass(frozen=True, slots=True)
class Failed:
    """There is nothing to be had of this source, and the child ends."""

    kind: str
    """A class of `livechat.errors`."""
    what: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Progressed:
    """How far a call is."""

    id: int
    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """A line that a function printed, for the log."""

    text: str


@dataclass(frozen=True, slots=True)
class Returned:
    """A call is over."""

    id: int
    result: Result | None
    """None: it was cancelled."""


Up = Offers | Trouble | Failed | Progressed | Said | Returned


def bounded(result: Result) -> Result:
    """Return a result as it can be sent: what JSON knows, and not too much of it."""
    pictures = tuple(one for one in result.pictures if len(one.data) <= PICTURE_BYTES)[:PICTURES]
    value = result.value
    if left_out := len(result.pictures) - len(pictures):
        value = {"value": value, "pictures_left_out": left_out}
    if isinstance(value, str):
        text = value
    else:
        text = to_json(value)
        if len(text) <= PIECE_CHARS and not too_deep(plain := known(text)):
            return replace(result, value=plain, pictures=pictures)
    cut = result.cut + max(0, len(text) - TEXT_CHARS)
    return replace(result, value=text[:TEXT_CHARS], pictures=pictures, cut=cut)


def to_lines(message: Down | Up) -> Iterator[bytes]:
    """Yield a message as lines, each with its line break.

    Raises:
        StrangeLine: It is too long, or holds what JSON does not know.
    """
    for one in _written(message):
        yield _line(one)


def fits(offer: Offer) -> bool:
    """Whether a function can be told of: JSON knows all of it, and it is not too long."""
    try:
        _line(_offer(offer))
    except StrangeLine:
        return False
    return True


def down(line: bytes) -> Down:
    """Return what a line to the child says.

    Raises:
        StrangeLine: It is not one of this protocol.
    """
    said = _read(line)
    match said.get("is"):
        case "hold":
            return Hold(_a(said, "kind", str), _a(said, "what", dict))
        case "call":
            return Call(
                _a(said, "id", int),
                _a(said, "server", str),
                _a(said, "name", str),
                _a(said, "args", dict),
            )
        case "cancel":
            return Cancel(_a(said, "id", int))
        case "end":
            return End()
    raise StrangeLine("to the child says nothing that is known")


class Joining:
    """Puts together what a child says, from its lines."""

    def __init__(self) -> None:
        self._offers: list[Offer] = []
        self._texts: dict[int, list[str]] = {}
        self._pictures: dict[int, list[tuple[str, list[bytes]]]] = {}

    def completes_pictures(self, line: bytes) -> bool:
        """Whether a line completes pictures: copying all of them takes up to 20 ms.

        That copy lets other threads run, so it belongs into one.
        """
        return bool(self._pictures) and line.startswith(b'{"is": "returned"')

    def take(self, line: bytes) -> Up | None:
        """Take a line; return the message that it completes, if it does.

        Raises:
            StrangeLine: It is not one of this protocol, or there is too much of something.
        """
        said = _read(line)
        match said.get("is"):
            case "offer":
                if len(self._offers) == OFFERS:
                    raise StrangeLine("brings more functions than there may be")
                self._offers.append(_read_offer(said))
                return None
            case "offers":
                offers, self._offers = tuple(self._offers), []
                return Offers(offers)
            case "trouble":
                return Trouble(_a(said, "text", str))
            case "failed":
                return Failed(_a(said, "kind", str), _a(said, "what", str), _a(said, "remedy", str))
            case "progress":
                return Progressed(_a(said, "id", int), _a(said, "text", str))
            case "said":
                return Said(_a(said, "text", str))
            case "text":
                self._take_text(_a(said, "id", int), _a(said, "piece", str))
                return None
            case "picture":
                self._take_picture(_a(said, "id", int), said)
                return None
            case "returned":
                return self._returned(_a(said, "id", int), said)
            case "cancelled":
                number = _a(said, "id", int)
                self._forget(number)
                return Returned(number, None)
        raise StrangeLine("from the child says nothing that is known")

    def _take_text(self, number: int, piece: str) -> None:
        pieces = self._texts.setdefault(number, [])
        pieces.append(piece)
        if sum(map(len, pieces)) > TEXT_CHARS or len(self._texts) > _CALLS:
            raise StrangeLine("brings more of a result than there may be")

    def _take_picture(self, number: int, said: Mapping[str, Any]) -> None:
        pictures = self._pictures.setdefault(number, [])
        if _a(said, "begins", bool):
            pictures.append((_a(said, "mime_type", str), []))
        if not pictures:
            raise StrangeLine("brings a piece of no picture")
        try:
            pictures[-1][1].append(b64decode(_a(said, "piece", str), validate=True))
        except (binascii.Error, ValueError):
            raise StrangeLine("brings a picture that cannot be read") from None
        too_long = sum(map(len, pictures[-1][1])) > PICTURE_BYTES
        if too_long or len(pictures) > PICTURES or len(self._pictures) > _CALLS:
            raise StrangeLine("brings more pictures than there may be")

    def _returned(self, number: int, said: Mapping[str, Any]) -> Returned:
        pieces = self._texts.get(number)
        result = Result(
            value=said.get("value") if pieces is None else "".join(pieces),
            failed=_a(said, "failed", bool),
            timed_out=_a(said, "timed_out", bool),
            retry=_a(said, "retry", bool),
            cut=_a(said, "cut", int),
            pictures=tuple(
                Picture(b"".join(data), mime_type)
                for mime_type, data in self._pictures.get(number, ())
            ),
        )
        self._forget(number)
        return Returned(number, result)

    def _forget(self, number: int) -> None:
        self._texts.pop(number, None)
        self._pictures.pop(number, None)


T = TypeVar("T")


def _written(message: Down | Up) -> Iterator[dict[str, object]]:
    match message:
        case Hold(kind, what):
            yield {"is": "hold", "kind": kind, "what": dict(what)}
        case Call(id=number, server=server, name=name, args=args):
            yield {"is": "call", "id": number, "server": server, "name": name, "args": dict(args)}
        case Cancel(number):
            yield {"is": "cancel", "id": number}
        case End():
            yield {"is": "end"}
        case Offers(offers):
            yield from map(_offer, offers)
            yield {"is": "offers"}
        case Trouble(text):
            yield {"is": "trouble", "text": text[:SAID_CHARS]}
        case Failed(kind, what, remedy):
            yield {
                "is": "failed",
                "kind": kind,
                "what": what[:SAID_CHARS],
                "remedy": remedy[:SAID_CHARS],
            }
        case Progressed(number, text):
            yield {"is": "progress", "id": number, "text": text[:PROGRESS_CHARS]}
        case Said(text):
            yield {"is": "said", "text": text[:SAID_CHARS]}
        case Returned(number, None):
            yield {"is": "cancelled", "id": number}
        case Returned(number, Result() as result):
            yield from _pieces(number, bounded(result))


def _pieces(number: int, result: Result) -> Iterator[dict[str, object]]:
    value = result.value
    if isinstance(value, str) and len(value) > PIECE_CHARS:
        for at in range(0, len(value), PIECE_CHARS):
            yield {"is": "text", "id": number, "piece": value[at : at + PIECE_CHARS]}
        value = None
    for picture in result.pictures:
        for at in range(0, max(1, len(picture.data)), _PICTURE_PIECE):
            yield {
                "is": "picture",
                "id": number,
                "begins": at == 0,
                "mime_type": picture.mime_type,
                "piece": b64encode(picture.data[at : at + _PICTURE_PIECE]).decode(),
            }
    yield {
        "is": "returned",
        "id": number,
        "value": value,
        "failed": result.failed,
        "timed_out": result.timed_out,
        "retry": result.retry,
        "cut": result.cut,
    }


def _offer(offer: Offer) -> dict[str, object]:
    return {
        "is": "offer",
        "name": offer.name,
        "server": offer.server,
        "origin": offer.origin,
        "description": offer.description,
        "parameters": dict(offer.parameters),
        "reads": offer.reads,
        "key": offer.key,
        "timeout_s": offer.timeout_s,
    }


def _read_offer(said: Mapping[str, Any]) -> Offer:
    return Offer(
        name=_a(said, "name", str),
        server=_a(said, "server", str),
        origin=_a(said, "origin", str),
        description=_a(said, "description", str),
        parameters=_a(said, "parameters", dict),
        reads=_a(said, "reads", bool),
        key=_a(said, "key", bool),
        timeout_s=float(_a(said, "timeout_s", int | float)),
    )


def _line(said: Mapping[str, object]) -> bytes:
    try:
        text = json.dumps(said, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        raise StrangeLine("holds what JSON does not know") from None
    try:
        line = text.encode()
    except UnicodeEncodeError:  # halves of characters beyond U+FFFF, alone or in pairs
        line = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode()
    if len(line) >= LINE_BYTES:
        raise StrangeLine(f"is longer than {LINE_BYTES:,} bytes")
    return line + b"\n"


def _read(line: bytes) -> dict[str, Any]:
    if len(line) > LINE_BYTES:
        raise StrangeLine(f"is longer than {LINE_BYTES:,} bytes")
    try:
        said = json.loads(line, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise StrangeLine("is not JSON") from None
    if not isinstance(said, dict):
        raise StrangeLine("is not an object of JSON")
    return said


def _no_number(name: str) -> object:
    raise ValueError(name)


def _a(said: Mapping[str, Any], name: str, kind: Any) -> Any:
    """Return a field of the right kind; true and false count as no numbers."""
    value = said.get(name)
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise StrangeLine("lacks a field, or has a wrong one")
    return value


def known(text: str) -> object:
    """Return what JSON text says; the text itself where no reader takes it."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):  # as deep as the writer goes, or a number as long
        return text
