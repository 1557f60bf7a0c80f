"""Servers of language models on this machine, and the model to take.

Each product is looked for where it listens by default, all at the same time, on both loopbacks.
Nothing but its lists is asked for, and no key is sent.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from livechat.errors import SettingsError
from livechat.sim.doors.addresses import HOST, HOST_6
from livechat.sim.llm.listings import Offer, of_models, of_ollama, of_studio
from livechat.sim.llm.place import place_of
from livechat.sim.llm.wire import Reply, Wire, WireError

LIMIT_S: Final = 0.5
"""Seconds that looking takes at most, in all."""

LIST_BYTES: Final = 1 << 20
"""Of one list; that of a server with a hundred models has some 50 kB."""

OVERHEAD: Final = 1.2
"""Memory of a model in use to its weights': the conversation is kept beside them."""

_MODELS: Final = "/v1/models"


@dataclass(frozen=True, slots=True)
class Product:
    """A program that serves language models."""

    name: str
    port: int
    """Where it listens by default."""
    path: str = ""
    """Where it tells more than in `/v1/models`."""
    read: Callable[[object], tuple[Offer, ...]] = of_models
    """Reads what it tells there."""


OLLAMA: Final = Product("Ollama", 11434, "/api/tags", of_ollama)
PRODUCTS: Final = (
    OLLAMA,
    Product("llama.cpp", 8080),
    Product("LM Studio", 1234, "/api/v0/models", of_studio),
    Product("vLLM", 8000),
)

Address = tuple[Product, str]
"""A product, and a URL without path where it may be."""


@dataclass(frozen=True, slots=True)
class Found:
    """A server that answered."""

    product: str
    url: str
    """Base URL of its endpoint."""
    offers: tuple[Offer, ...] = ()
    locked: bool = False
    """Whether it wants a key."""

    @property
    def authority(self) -> str:
        """Host and port, as users read them."""
        return place_of(self.url).authority

    def suitable(self, memory: int | None) -> list[Offer]:
        """Its models that one can converse with and that fit into memory, best first."""
        fit = [one for one in self.offers if one.suits != "never" and _fits(one, memory)]
        return sorted(fit, key=lambda one: one.order)

    def named(self, name: str) -> Offer | None:
        """Its model of that name."""
        wanted = {name.lower(), f"{name}:latest".lower()}
        return next((one for one in self.offers if one.name.lower() in wanted), None)


def addresses(environ: Mapping[str, str]) -> list[Address]:
    """Where servers may be: on both loopbacks, and where OLLAMA_HOST says.

    Args:
        environ: The environment.
    """
    own = _ollama_host(environ.get("OLLAMA_HOST", ""))
    found: list[Address] = [(OLLAMA, own)] if own else []
    for product in PRODUCTS:
        if not (own and product is OLLAMA):
            found += [(product, f"http://{host}:{product.port}") for host in (HOST, f"[{HOST_6}]")]
    return found


async def look(among: Sequence[Address], limit: float = LIMIT_S) -> list[Found]:
    """Ask at all addresses at the same time; return who answered, in the order of addresses.

    Args:
        among: Of a product that answers at several, the first counts.
        limit: Seconds that it may take in all.
    """
    until = asyncio.get_running_loop().time() + limit
    answers = await asyncio.gather(*(_ask(product, url, until) for product, url in among))
    found: dict[str, Found] = {}
    for one in filter(None, answers):
        found.setdefault(one.product, one)
    return list(found.values())


async def look_at(url: str, key: str, limit: float) -> Found | None:
    """What an endpoint lists; None: it does not answer within `limit` seconds.

    Args:
        url: Its base URL.
        key: Its key; may be empty.
        limit: Seconds.
    """
    until = asyncio.get_running_loop().time() + limit
    place = place_of(url)
    root = place.path.removesuffix("/v1")
    wire = Wire(place, key)
    try:
        listed, tags = await asyncio.gather(
            _told(wire, f"{place.path}/models", until), _told(wire, f"{root}{OLLAMA.path}", until)
        )
    finally:
        await wire.aclose()
    if listed is None:
        return None
    return Found(place.authority, url, of_ollama(tags) or of_models(listed), listed is _LOCKED)


def best(found: Iterable[Found], memory: int | None, name: str = "") -> tuple[Found, Offer] | None:
    """The model to take: the one of that name, else the smallest that converses and fits.

    Args:
        found: Servers.
        memory: Bytes of this machine; None: not known.
        name: As the user says; empty: any.
    """
    if name:
        named = ((one, offer) for one in found if (offer := one.named(name)) is not None)
        return next(named, None)
    offers = ((one, offer) for one in found for offer in one.suitable(memory)[:1])
    return min(offers, key=lambda each: each[1].order, default=None)


def _fits(offer: Offer, memory: int | None) -> bool:
    if offer.loaded or offer.size is None or memory is None:
        return True
    return offer.size * OVERHEAD <= memory


_LOCKED: Final = object()
"""Stands for an answer that wants a key."""

_NOTHING: Final = object()
"""Stands for an answer that is no JSON."""


async def _ask(product: Product, url: str, until: float) -> Found | None:
    wire = Wire(place_of(url))
    try:
        listed, more = await asyncio.gather(
            _told(wire, _MODELS, until),
            _told(wire, product.path, until) if product.path else _nothing(),
        )
    finally:
        await wire.aclose()
    if listed is _LOCKED:
        return Found(product.name, f"{url}/v1", locked=True)
    offers = product.read(more) or of_models(listed)
    is_list = isinstance(listed, Mapping) and isinstance(listed.get("data"), list)
    return Found(product.name, f"{url}/v1", offers) if offers or is_list else None


async def _told(wire: Wire, path: str, until: float) -> object:
    """The JSON at a path, or `_NOTHING`; `_LOCKED`: it wants a key; None: no answer by then."""
    left = until - asyncio.get_running_loop().time()
    try:
        async with asyncio.timeout_at(until):
            reply = await wire.ask(path, None, connecting=left)
            return await _read(reply)
    except (TimeoutError, WireError):
        return None
    except (ValueError, RecursionError):
        return _NOTHING


async def _read(reply: Reply) -> object:
    if reply.status in (401, 403):
        await reply.body.aclose()
        return _LOCKED
    data = await reply.whole(LIST_BYTES)
    return json.loads(data) if reply.status == 200 else _NOTHING


async def _nothing() -> None:
    return None


def _ollama_host(value: str) -> str:
    """The URL that OLLAMA_HOST means, without path; empty: none.

    As Ollama reads it: scheme, host and port may each be missing, and a server that listens
    everywhere is asked on loopback.
    """
    text = value.strip().strip("\"'")
    if not text:
        return ""
    scheme, mark, rest = text.partition("://")
    if not mark:
        scheme, rest = "http", text
    usual = {"http": 80, "https": 443}.get(scheme, OLLAMA.port) if mark else OLLAMA.port
    authority = rest.partition("/")[0]
    host, port = authority, str(usual)
    if authority.startswith("["):
        host, _, after = authority[1:].partition("]")
        port = after.removeprefix(":") or port
    elif authority.count(":") == 1:
        host, _, after = authority.partition(":")
        port = after or port
    host = {"": HOST, "0.0.0.0": HOST, "::": HOST_6}.get(host, host)
    url = f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}"
    try:
        place_of(url)
    except SettingsError:
        return ""
    return url
