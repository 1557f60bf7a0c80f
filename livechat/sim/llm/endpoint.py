"""The client of any OpenAI-compatible endpoint: Ollama, llama.cpp, LM Studio, vLLM, a service.

    Endpoint(url, name="", key="", *, limits=Limits(), trust=…, proxy=…)

`url` is the base URL ("http://127.0.0.1:11434/v1"; without a path, "/v1" is added), `name` the
model ("" asks the endpoint for its first), `key` goes into the `Authorization` header and nowhere
else. The constructor raises `SettingsError` for what is no URL; nothing else raises.

What goes wrong ends in `Over(problem)`, a sentence or two that the partner says.
"""

from __future__ import annotations

import asyncio
import json
import logging
import ssl
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing, suppress
from dataclasses import dataclass, field, replace
from typing import Any, Final

from livechat.config.authorities import authorities
from livechat.config.proxies import proxy_for
from livechat.core.text import visible
from livechat.sim.llm import problems
from livechat.sim.llm.chat import DEFAULT_WINDOW, Manner, body_of
from livechat.sim.llm.deltas import NoChunkError
from livechat.sim.llm.facts import Facts, with_models, with_props, with_show
from livechat.sim.llm.place import CHAT, place_of
from livechat.sim.llm.reading import EndlessError, FailedError, Most, Reading
from livechat.sim.llm.refusals import narrower
from livechat.sim.llm.sse import Body, TooLongError
from livechat.sim.llm.wire import Reply, Wire, WireError
from livechat.sim.mind.question import Over, Part, Question

log = logging.getLogger("livechat.sim")

_ERROR_BYTES: Final = 65_536
"""Of an answer that is an error."""

_LIST_BYTES: Final = 4 << 20
"""Of a list of models, or what is told of one: Ollama's has the whole licence in it."""

_DRAIN_S: Final = 0.1
"""Seconds that the end of a body may come after the last word, for the connection to be kept."""

_LOADING_S: Final = 0.5
"""Seconds between two questions to a server that loads its model and says so."""

_FINISHED_S: Final = 1.0
"""Seconds that the end of a stream may come after the model told that it stopped."""

_OK: Final = 200


@dataclass(frozen=True, slots=True)
class Limits:
    """How long an answer may take, and how much of it there may be."""

    connecting: float = 5.0
    """Seconds."""
    first: float = 60.0
    """Seconds until the first word, thought or call: a large model is loaded meanwhile."""
    between: float = 20.0
    """Seconds from one to the next."""
    telling: float = 2.0
    """Seconds an answer waits for what the endpoint tells of its model."""
    learning: float = 10.0
    """Seconds for that in the background."""
    bytes: int = 32 << 20
    """Of one answer, with all that is JSON around its words."""
    most: Most = field(default_factory=Most)
    """Characters of its words."""


class Endpoint:
    """A language model at an OpenAI-compatible endpoint.

    Args:
        url: Base URL.
        name: The model to ask for; empty: the first that the endpoint lists.
        key: The endpoint's key; may be empty.
        limits: What an answer may take.
        trust: Makes the context for https.
        proxy: Finds the proxy to a URL that is not on this machine.

    Raises:
        SettingsError: `url` is no http or https address, or the key cannot be sent.
    """

    def __init__(
        self,
        url: str,
        name: str = "",
        key: str = "",
        *,
        limits: Limits | None = None,
        trust: Callable[[], ssl.SSLContext] = authorities,
        proxy: Callable[[str], str | None] = lambda url: proxy_for(url, websocket=False),
    ) -> None:
        self._place = place_of(url)
        key = key.strip()
        self._secrets = (key, self._place.login)
        self._limits = limits or Limits()
        self._wire = Wire(self._place, key, trust=trust, proxy=proxy)
        self._facts = Facts(name)
        self._manner = Manner(name)
        self._thinking = False  # whether its answers begin inside a thought
        self._learning: asyncio.Task[bool] | None = None
        self._loading: asyncio.Task[None] | None = None

    @property
    def label(self) -> str:
        """What users call it: the model, and where it is."""
        name, where = self._facts.name, self._place.authority
        if name.endswith(".gguf"):  # llama.cpp's server names the file, with its folders
            name = name.replace("\\", "/").rpartition("/")[2].removesuffix(".gguf")
        return f"{visible(name)} at {where}" if name else where

    def warm(self) -> None:
        """Connect, and ask what the endpoint tells of its model; returns at once."""
        known = self._learning
        if known is None or (known.done() and not _there(known)):
            self._learning = asyncio.get_running_loop().create_task(self._learn())

    async def answer(self, question: Question) -> AsyncGenerator[Part, None]:
        """Yield the parts of an answer as they come; what fails is told in `Over`, the last."""
        self.warm()
        begun = False
        try:
            await self._known()
            manner: Manner | None = self._manner
            while manner is not None:
                body = body_of(question, manner)
                try:
                    async with aclosing(self._answered(question, body)) as parts:
                        async for part in parts:
                            begun = True
                            yield part
                    self._remember(manner)
                    return
                except _RefusedError as refused:
                    manner = (
                        None if begun else narrower(manner, body, refused.status, refused.words)
                    )
                    if manner is None:
                        raise
        except WireError as error:
            yield Over(problems.unreachable(error.kind, self._place))
        except _RefusedError as error:
            yield Over(problems.refused(error.status, error.words, self._facts.name, self._place))
        except _OverError as error:
            yield Over(str(error))

    async def read(self, question: Question) -> None:
        """Nothing: whoever serves it has read a conversation that only grows."""

    async def aclose(self, limit: float) -> None:
        """Close all connections: whatever is being answered breaks off."""
        await self._wire.aclose()
        tasks = [task for task in (self._learning, self._loading) if task is not None]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=limit)

    async def _answered(
        self, question: Question, body: Mapping[str, Any]
    ) -> AsyncGenerator[Part, None]:
        """One request and the parts of its answer.

        Raises:
            _RefusedError: the endpoint answered with an error.
            _OverError: the answer ended with a problem.
            WireError: the connection failed.
        """
        clock = asyncio.get_running_loop().time
        limits = self._limits
        deadline = clock() + limits.first
        try:
            async with asyncio.timeout_at(deadline):
                reply = await self._asked(body)
        except TimeoutError:
            raise _OverError(problems.slow(limits.first, begun=False)) from None
        declared = frozenset(function.name for function in question.functions)
        reading = Reading(declared, thinking=self._thinking, most=limits.most)
        text, size, finished = Body(), 0, False
        chunk: bytes | None = b""
        try:
            while chunk is not None and not text.complete:
                try:
                    async with asyncio.timeout_at(deadline):
                        chunk = await anext(aiter(reply.body), None)
                except TimeoutError:
                    if finished:
                        break  # the server forgot to say that this was all
                    begun = reading.progress > 0
                    seconds = limits.between if begun else limits.first
                    raise _OverError(problems.slow(seconds, begun=begun)) from None
                size += len(chunk or b"")
                if size > limits.bytes:
                    raise EndlessError
                progress = reading.progress
                for data in text.end() if chunk is None else text.feed(chunk):
                    for part in reading.take(data):
                        yield part
                if reading.cut_off:
                    break
                if reading.finished and not finished:
                    finished, deadline = True, clock() + _FINISHED_S
                elif not finished and reading.progress > progress:
                    deadline = clock() + limits.between
            whole = text.complete or reading.finished or reading.cut_off
            if not whole and not reading.progress:
                raise NoChunkError if size else WireError("broken")
            if text.complete:
                await _drain(reply)
            self._thinking = self._thinking or reading.began_inside
            log.debug("%s took %s", self.label, reading.deltas.usage or "it does not tell what")
            for part in reading.over(whole=whole):
                yield part
        except Exception as error:
            for part in reading.rest():
                yield part
            if (meaning := self._meaning(error, reading.progress > 0)) is not None:
                raise meaning from error
            raise
        finally:
            await reply.body.aclose()

    async def _asked(self, body: Mapping[str, Any]) -> Reply:
        """Ask; return an answer that is none of an error.

        Raises:
            _RefusedError: it is one of an error.
            WireError: the connection failed.
        """
        path, limits = f"{self._place.path}{CHAT}", self._limits
        while True:
            reply = await self._wire.ask(path, body, connecting=limits.connecting)
            if reply.status == _OK:
                return reply
            words = problems.own_words(await self._whole(reply, _ERROR_BYTES), self._secrets)
            if not problems.loading(reply.status, words):
                raise _RefusedError(reply.status, words)
            await asyncio.sleep(_LOADING_S)

    async def _whole(self, reply: Reply, most: int) -> bytes:
        """The body of an answer that is not read as it comes; nothing if it does not come."""
        try:
            async with asyncio.timeout(self._limits.connecting):
                return await reply.whole(most)
        except (TimeoutError, WireError):
            return b""

    def _meaning(self, error: Exception, begun: bool) -> Exception | None:
        """What an error in the middle of an answer comes to; None: it stays what it is."""
        match error:
            case FailedError():
                return _RefusedError(0, problems.sayable(str(error), self._secrets))
            case EndlessError():
                return _OverError(problems.ENDLESS)
            case TooLongError() | ValueError():
                return _OverError(problems.BROKE_OFF if begun else problems.NONSENSE)
            case WireError(kind="broken") if begun:
                return _OverError(problems.BROKE_OFF)
        return None

    def _remember(self, manner: Manner) -> None:
        """Ask the next question in the manner in which this one was answered."""
        for thing in sorted(manner.without - self._manner.without):
            log.warning("%s refuses %s: asking without from now on", self.label, thing)
        self._manner = replace(
            self._manner,
            without=self._manner.without | manner.without,
            window=manner.window if manner.halved else self._manner.window,
        )

    # What it tells of itself

    async def _known(self) -> None:
        """Wait a little for what the endpoint tells of its model."""
        if self._learning is not None and not self._learning.done():
            await asyncio.wait([self._learning], timeout=self._limits.telling)

    async def _learn(self) -> bool:
        """Ask what the endpoint tells of its model; return whether it was there."""
        root = self._place.path.removesuffix("/v1")
        facts = self._facts
        try:
            async with asyncio.timeout(self._limits.learning):
                facts = with_models(facts, await self._told(f"{self._place.path}/models"))
                if self._place.scheme == "http":  # no service in the world, which knows none of it
                    facts = with_props(facts, await self._told(f"{root}/props"))
                    if facts.window is None and facts.name:
                        told = await self._told(f"{root}/api/show", {"model": facts.name})
                        facts = with_show(facts, told)
                    if facts.window is None:
                        facts = with_models(facts, await self._told(f"{root}/api/v0/models"))
        except WireError as error:
            log.info("%s tells nothing of its model: %s", self.label, error.kind)
            return False
        except TimeoutError:
            log.info("%s tells nothing of its model in time", self.label)
        self._facts = facts
        lacks = {"pictures": facts.sees, "tools": facts.calls}
        without = {thing for thing, able in lacks.items() if able is False}
        log.info("%s has a window of %s tokens, lacks %s", self.label, facts.window, without)
        self._manner = replace(
            self._manner,
            name=facts.name,
            window=facts.window or DEFAULT_WINDOW,
            without=self._manner.without | without,
        )
        if facts.ollama:
            self._loading = asyncio.get_running_loop().create_task(self._load())
        return True

    async def _load(self) -> None:
        """Have Ollama load the model, before the first question."""
        with suppress(TimeoutError, WireError):
            async with asyncio.timeout(self._limits.first):
                await self._told("/api/generate", {"model": self._facts.name})

    async def _told(self, path: str, body: Mapping[str, Any] | None = None) -> object:
        """The JSON at a path of the endpoint; None: there is none."""
        reply = await self._wire.ask(path, body, connecting=self._limits.connecting)
        data = await self._whole(reply, _LIST_BYTES)
        try:
            return json.loads(data) if reply.status == _OK else None
        except (ValueError, RecursionError):
            return None


class _RefusedError(Exception):
    """The endpoint answered with an error.

    Args:
        status: Of HTTP; 0: it told in the middle of an answer.
        words: Its own, fit to be said.
    """

    def __init__(self, status: int, words: str) -> None:
        super().__init__(status, words)
        self.status = status
        self.words = words


class _OverError(Exception):
    """The answer is over; the text is what the partner says of it."""


async def _drain(reply: Reply) -> None:
    """Take the end of a body, so that its connection can be used again."""
    with suppress(TimeoutError, WireError):
        async with asyncio.timeout(_DRAIN_S):
            async for _ in reply.body:
                pass


def _there(task: asyncio.Task[bool]) -> bool:
    """Whether the endpoint was there when it was asked about its model."""
    return not task.cancelled() and task.exception() is None and task.result()
