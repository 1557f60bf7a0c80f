"""Looking for servers of language models, against servers that answer as those do, and others."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from typing import Any

import pytest

from livechat.sim.llm import finding
from livechat.sim.llm.finding import (
    LIST_BYTES,
    OLLAMA,
    PRODUCTS,
    Found,
    Product,
    addresses,
    best,
    look,
    look_at,
)
from livechat.sim.llm.listings import Offer, of_models
from tests.support.endpoints import Asked, Behaviour, Line, Server, fails, nothing, serving
from tests.support.link import limited
from tests.support.model_lists import (
    LLAMA_CPP,
    OLLAMA_MODELS,
    OLLAMA_TAGS,
    STUDIO_MODELS,
    STUDIO_MORE,
    vllm,
)

LIMIT_S = 20.0
"""Seconds to look, where everybody answers."""

GB = 10**9


def lists(answers: Mapping[str, object]) -> Behaviour:
    """Answers at these paths, and at no other."""

    async def answer(asked: Asked, line: Line) -> None:
        found = answers.get(asked.path)
        await line.whole(200 if found else 404, json.dumps(found or {}).encode())

    return answer


OLLAMA_ANSWERS = lists({"/v1/models": OLLAMA_MODELS, "/api/tags": OLLAMA_TAGS})
ANSWERS = (
    OLLAMA_ANSWERS,
    lists({"/v1/models": LLAMA_CPP, "/api/tags": LLAMA_CPP}),
    lists({"/v1/models": STUDIO_MODELS, "/api/v0/models": STUDIO_MORE}),
    lists({"/v1/models": vllm("Qwen/Qwen2.5-7B-Instruct")}),
)


def found_at(
    *behaviours: Behaviour,
    limit: float = LIMIT_S,
    products: tuple[Product, ...] = PRODUCTS,
    then: Callable[[list[Server]], Awaitable[None]] | None = None,
) -> list[Found]:
    """What is found where these servers are."""

    async def main() -> list[Found]:
        async with AsyncExitStack() as stack:
            servers = [
                await stack.enter_async_context(serving(nothing, each)) for each in behaviours
            ]
            urls = [one.url.removesuffix("/v1") for one in servers]
            found = await look(list(zip(products, urls, strict=False)), limit)
            if then:
                await then(servers)
            return found

    return limited(main())


@pytest.mark.network
def test_all_four_are_found_each_with_its_models() -> None:
    """The smallest of all that converses is taken, or the one of a name."""
    found = found_at(*ANSWERS)
    assert [one.product for one in found] == ["Ollama", "llama.cpp", "LM Studio", "vLLM"]
    chosen = best(found, 16 * GB)
    assert chosen is not None
    assert (chosen[0].product, chosen[1].count) == ("llama.cpp", 134_515_008)
    named = best(found, 16 * GB, "Gemma3")
    assert named is not None
    assert (named[0].product, named[1].name) == ("Ollama", "gemma3:latest")
    assert named[0].url.endswith("/v1")
    assert best(found, 16 * GB, "mistral") is None


@pytest.mark.network
def test_no_more_is_asked_than_for_lists_and_no_key_is_sent() -> None:
    """Whoever listens there need not be what is looked for."""

    async def look_back(servers: list[Server]) -> None:
        for server, paths in zip(
            servers, ({"/v1/models", "/api/tags"}, {"/v1/models"}), strict=True
        ):
            assert {one.path for one in server.asked} == paths
            assert {one.method for one in server.asked} == {"GET"}
            assert not any("authorization" in one.headers for one in server.asked)

    found_at(*ANSWERS[:2], then=look_back)


async def hangs(_: Asked, line: Line) -> None:
    await line.gone()


async def drips(_: Asked, line: Line) -> None:
    await line.head()
    while True:
        await line.part(b" ")
        await asyncio.sleep(0.01)


async def floods(_: Asked, line: Line) -> None:
    await line.head()
    await line.part(b'{"data": [' + b'{"id": "a:1b"},' * 10)
    for _piece in range(4 * LIST_BYTES // 65_536):
        await line.part(b" " * 65_536)
    await line.gone()


async def dies(_: Asked, line: Line) -> None:
    await line.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
    line.writer.close()


async def speaks_another_language(_: Asked, line: Line) -> None:
    await line.send(b"SSH-2.0-OpenSSH_9.2\r\n")
    line.writer.close()


def answering(body: bytes) -> Behaviour:
    async def answer(_: Asked, line: Line) -> None:
        await line.whole(200, body)

    return answer


NOBODY: Mapping[str, Behaviour] = {
    "dies": dies,
    "another language": speaks_another_language,
    "an error": fails(500, "<html>"),
    "a redirect": fails(302, "", Location="http://127.0.0.1:1/"),
    "a web page": answering(b"<!doctype html><title>My app</title>"),
    "half a line": answering(b'{"data": [{"id": "a:1b'),
    "another shape": answering(b'{"data": {"id": "a:1b"}}'),
    "text": answering(b'"models"'),
    "deep": answering(b"[" * 100_000),
    "a long number": answering(b'{"data": ' + b"9" * 10_000 + b"}"),
    "no UTF-8": answering(b'{"data": "\xff\xfe"}'),
    "floods": floods,
}


@pytest.mark.network
@pytest.mark.parametrize("name", NOBODY)
def test_whoever_is_no_server_of_models_is_nobody(name: str) -> None:
    """The others are found beside it."""
    found = found_at(OLLAMA_ANSWERS, NOBODY[name])
    assert [one.product for one in found] == ["Ollama"]


@pytest.mark.network
def test_whoever_does_not_answer_in_time_keeps_nobody_waiting() -> None:
    """The limit is for all together; those who answered count, if only by one of two lists."""

    async def half(asked: Asked, line: Line) -> None:
        await (OLLAMA_ANSWERS if asked.path == "/v1/models" else hangs)(asked, line)

    ollama, llama_cpp = found_at(half, ANSWERS[1], hangs, drips, limit=2.0)
    assert {one.size for one in ollama.offers if one.name == "gemma3:latest"} == {None}
    assert llama_cpp.offers[0].loaded


@pytest.mark.network
def test_a_server_that_wants_a_key_is_told_apart() -> None:
    """None is sent: nothing of it can be used without the user's word."""
    [found] = found_at(fails(401, {"error": "Unauthorized"}), products=PRODUCTS[3:])
    assert (found.product, found.locked, found.offers) == ("vLLM", True, ())
    assert best([found], None) is None


@pytest.mark.network
def test_a_server_without_models_is_there_all_the_same() -> None:
    """As Ollama is, freshly installed."""
    empty: Any = {"/v1/models": {"object": "list", "data": None}, "/api/tags": {"models": []}}
    assert found_at(lists(empty)) == []
    empty["/v1/models"]["data"] = []
    [found] = found_at(lists(empty))
    assert (found.product, found.offers) == ("Ollama", ())


@pytest.mark.network
def test_where_nobody_listens_nothing_is_found() -> None:
    """At once: the system says so."""
    assert limited(look([(OLLAMA, "http://127.0.0.1:1"), (OLLAMA, "http://[::1]:1")])) == []


def test_of_two_addresses_of_a_product_the_first_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """127.0.0.1 and ::1 are mostly the same server."""

    async def ask(product: Product, url: str, until: float) -> Found:
        return Found(product.name, url)

    monkeypatch.setattr(finding, "_ask", ask)
    found = limited(look(addresses({})))
    assert [(one.product, one.url) for one in found] == [
        ("Ollama", "http://127.0.0.1:11434"),
        ("llama.cpp", "http://127.0.0.1:8080"),
        ("LM Studio", "http://127.0.0.1:1234"),
        ("vLLM", "http://127.0.0.1:8000"),
    ]


def test_both_loopbacks_are_looked_at() -> None:
    """Some listen on one of them only."""
    assert ("LM Studio", "http://[::1]:1234") in [
        (product.name, url) for product, url in addresses({})
    ]


@pytest.mark.parametrize(
    ("value", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:11434"),
        ("0.0.0.0", "http://127.0.0.1:11434"),
        ("0.0.0.0:11500", "http://127.0.0.1:11500"),
        (":11500", "http://127.0.0.1:11500"),
        ("[::]:11500", "http://[::1]:11500"),
        ("[::1]", "http://[::1]:11434"),
        ("::1", "http://[::1]:11434"),
        ("box.example", "http://box.example:11434"),
        ("http://box.example", "http://box.example:80"),
        ("https://box.example/", "https://box.example:443"),
        ("http://box.example:11500/ollama", "http://box.example:11500"),
        (' "127.0.0.1:11500" ', "http://127.0.0.1:11500"),
    ],
)
def test_ollama_is_where_its_own_variable_says(value: str, url: str) -> None:
    """Read as Ollama reads it; it is then looked for nowhere else."""
    where = [url for product, url in addresses({"OLLAMA_HOST": value}) if product is OLLAMA]
    assert where == [url]


@pytest.mark.parametrize("value", ["", " ", "ftp://box", "a b", "127.0.0.1:port"])
def test_a_variable_that_says_nothing_changes_nothing(value: str) -> None:
    """Whatever is wrong with it is between Ollama and the user."""
    assert addresses({"OLLAMA_HOST": value}) == addresses({})


def test_what_does_not_fit_into_memory_is_not_taken() -> None:
    """Unless it is there already, or nobody knows; a name is the user's own choice."""
    large = Offer("large:8b", "converses", 8e9, 5e9)
    server = Found("Ollama", "http://127.0.0.1:11434/v1", (large,))
    assert best([server], 5 * GB) is None
    assert best([server], 7 * GB) == (server, large)
    assert best([server], None) == (server, large)
    assert best([server], 5 * GB, "large:8b") == (server, large)
    loaded = Found("vLLM", "u", (Offer("large:8b", "converses", 8e9, 5e9, loaded=True),))
    assert best([server, loaded], 5 * GB) == (loaded, loaded.offers[0])


def test_what_converses_goes_before_what_is_small() -> None:
    """Of equals, the first that was found."""
    code = Found("Ollama", "a", of_models({"data": [{"id": "coder:0.5b"}]}))
    chat = Found("llama.cpp", "b", of_models({"data": [{"id": "chat:8b"}]}))
    same = Found("vLLM", "c", of_models({"data": [{"id": "chat:8b"}]}))
    assert best([code, chat, same], None) == (chat, chat.offers[0])
    assert best([code], None) == (code, code.offers[0])
    assert best([], None) is None


@pytest.mark.network
def test_an_endpoint_tells_what_it_has() -> None:
    """With its key, to it alone; Ollama's more exact list where there is one."""

    async def main() -> None:
        async with serving(nothing, OLLAMA_ANSWERS) as server:
            found = await look_at(server.url, "s3cret", LIMIT_S)
            assert found is not None
            assert [one.name for one in found.suitable(8 * GB)][:2] == [
                "llama3.2:3b",
                "gemma3:latest",
            ]
            assert {one.headers["authorization"] for one in server.asked} == {"Bearer s3cret"}
        async with serving(nothing, ANSWERS[1]) as server:
            found = await look_at(server.url, "", LIMIT_S)
            assert found is not None
            assert found.offers[0].count == 134_515_008
        async with serving(nothing, fails(403)) as server:
            found = await look_at(server.url, "", LIMIT_S)
            assert found is not None
            assert found.locked
        async with serving(nothing, fails(404)) as server:
            found = await look_at(server.url, "", LIMIT_S)
            assert found is not None
            assert (found.offers, found.locked) == ((), False)
        async with serving(nothing, hangs) as server:
            assert await look_at(server.url, "", 0.05) is None

    limited(main())
