"""One MCP server: connected, listed, called, and brought back when it dies."""

from __future__ import annotations

import asyncio
import logging
import re
from asyncio.subprocess import Process
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack, suppress
from typing import Any, Final

import httpx2
import mcp_types as types
from mcp.client.client import Client
from mcp.shared.exceptions import MCPError
from mcp_types.version import MODERN_PROTOCOL_VERSIONS
from pydantic import ValidationError

import livechat
from livechat.config.secrets import masked
from livechat.core.text import visible
from livechat.core.tools.tool import CALL_S, Result
from livechat.tools.mcp import config
from livechat.tools.mcp.content import to_result
from livechat.tools.mcp.filtering import MOST_TOOLS, Filtered
from livechat.tools.mcp.pace import Allowance, Waits
from livechat.tools.mcp.pipes import Pipes, missing_folder
from livechat.tools.mcp.web import Web
from livechat.tools.schema import fit
from livechat.tools.source import Offer, Progress

log = logging.getLogger(__name__)

_PAGES: Final = 64
"""Pages of a list of functions."""

_RETURN_S: Final = 15.0
"""Seconds that a call waits for a server that is being started again."""

_STOP_S: Final = 1.0
"""Seconds for a server to take note that a call is to end."""

_RELIST_S: Final = 1.0
"""Seconds between two lists of a server that says its functions have changed, at first."""

_RELIST_MOST_S: Final = 60.0

_DESCRIPTION: Final = 4_000
_NAME: Final = 128
_PROGRESS: Final = 200
_WORDS: Final = 300

_ERRNO: Final = re.compile(r"^\[Errno -?\d+\] ")
"""A number that Python puts before the reason."""

_TERMINATED: Final = "Session terminated"
"""What the SDK makes of a server that knows our session no more."""

_FINAL: Final = (401, 403, 404, 405, 406, 410, 415)
"""HTTP statuses that another try does not change."""


class _FailedError(Exception):
    """Why a server cannot be used: the end of a sentence that begins with its name.

    Args:
        why: The words.
        final: Whether another try would not change it.
        silent: Whether it said nothing at all.
    """

    def __init__(self, why: str, *, final: bool = False, silent: bool = False) -> None:
        super().__init__(why)
        self.final = final
        self.silent = silent


class Server:
    """One server, kept alive.

    Args:
        spec: As `config.Server.spec` gives it.
        changed: Told when it has other functions than before, or has come to an end.
        trouble: Told what the user should know, a sentence or two.
        waits: Pauses between tries to start it.
        begun: Returns its program, once, where it runs already.
    """

    def __init__(
        self,
        spec: Mapping[str, Any],
        changed: Callable[[], None],
        trouble: Callable[[str], None],
        waits: Waits | None = None,
        begun: Callable[[], Process | None] = lambda: None,
    ) -> None:
        self._spec = spec
        self.name: str = spec["name"]
        self._changed = changed
        self._tell = trouble
        self._waits = waits or Waits()
        self._begun = begun
        self._limit_s = float(spec.get("timeout_s") or config.START_S)
        self._call_s = float(spec.get("timeout_s") or CALL_S)
        self._secrets = [
            value
            for held in (spec.get("env"), spec.get("headers"))
            for value in (held or {}).values()
            if len(value) >= 8
        ]
        self._mode = "legacy"
        self._client: Client | None = None
        self._ready = asyncio.Event()
        self._lost = asyncio.Event()
        self._relist = asyncio.Event()
        self._over = False
        self._deaf = False
        self._said: set[str] = set()
        self.offers: tuple[Offer, ...] = ()
        self.settled = asyncio.Event()
        """Set once it has told what it has, or has failed."""

    async def run(self) -> None:
        """Keep it alive until cancelled, or until it makes no sense any more."""
        try:
            while await self._life():
                pass
        except Exception:
            # Whatever its library comes up with is this server's end and nobody else's.
            log.exception("MCP server %s", self.name)
            self._trouble("failed in an unexpected way. See --log.")
        self._over = True
        self.offers = ()
        self.settled.set()
        self._ready.set()
        self._changed()

    async def call(self, offer: Offer, args: Mapping[str, object], progress: Progress) -> Result:
        """Call one of its functions; failures are results."""
        task = asyncio.create_task(self._called(offer, args, progress))
        try:
            done, _ = await asyncio.wait([task], timeout=offer.timeout_s)
        except asyncio.CancelledError:
            await self._stop(task)
            raise
        if done:
            return task.result()
        await self._stop(task)
        return Result(
            value=f"It did not answer within {offer.timeout_s:g} s, and was told to stop. "
            "It may have had an effect.",
            failed=True,
            timed_out=True,
        )

    async def _stop(self, task: asyncio.Task[Result]) -> None:
        """End a call; whoever does not even read that it is to end is ended itself."""
        client = self._client
        task.cancel()
        done, _ = await asyncio.wait([task], timeout=_STOP_S)
        if not done and client is not None and self._client is client:
            self._deaf = True
            self._lose(client)

    async def _called(
        self, offer: Offer, args: Mapping[str, object], progress: Progress, *, again: bool = True
    ) -> Result:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._ready.wait(), _RETURN_S)
        client = self._client
        if client is None:
            return Result(value="Its MCP server is not running.", failed=True, retry=not self._over)
        try:
            answer = await client.call_tool(
                offer.name, dict(args), progress_callback=_Told(progress)
            )
        except MCPError as error:
            if self._is_lost(error):
                self._lose(client)
                if again and error.message == _TERMINATED:  # so nothing was run
                    return await self._called(offer, args, progress, again=False)
                return _died()
            return Result(value=f"It failed: {self._safe(error.message)}", failed=True)
        except (httpx2.HTTPError, ConnectionError):
            self._lose(client)
            return _died()
        except (ValidationError, RuntimeError, ValueError) as error:
            log.info("MCP server %s answers strangely: %s", self.name, type(error).__name__)
            return Result(
                value="It answered in a way that MCP does not know. It may have had an effect.",
                failed=True,
            )
        return to_result(answer)

    def _is_lost(self, error: MCPError) -> bool:
        """Whether the connection is gone. Servers use the SDK's own code (-32000), too."""
        if error.code == types.CONNECTION_CLOSED:
            return error.message == "Connection closed" or error.message.startswith("SSE stream")
        return error.message == _TERMINATED

    def _lose(self, client: Client) -> None:
        """The connection is gone; one that took its place meanwhile is not."""
        if self._client is client:
            self._client = None
            self._ready.clear()
            self._lost.set()

    async def _life(self) -> bool:
        """Connect once and stay until it ends; false: there is to be no other time."""
        try:
            await self._stay()
        except _FailedError as error:
            failure = error
        greeted = failure.final or failure.silent or self.settled.is_set()
        if self._mode == "legacy" and not greeted:
            # A server that knows only MCP of 2026-07-28 does not take the older greeting. The
            # other way round would be worse: older ones end or fall silent at the newer one.
            self._mode = "auto"
            try:
                await self._stay()
            except _FailedError as error:
                if self.settled.is_set():
                    failure = error
                else:
                    self._mode = "legacy"
        pause = None if failure.final else self._waits.next()
        again = "Starting it again." if self.settled.is_set() else "Trying again."
        if pause is None:
            self._say(self._with(failure, "Not trying again."))
            return False
        if self._waits.first:
            self._say(self._with(failure, again))
        self.settled.set()
        await asyncio.sleep(pause)
        return True

    def _with(self, failure: _FailedError, follows: str) -> str:
        """Words of a failure and what follows, which is nothing where it is only checked."""
        return str(failure) if self._spec.get("details") else f"{failure} {follows}"

    async def _stay(self) -> None:
        """Connect, list, and stay connected.

        Raises:
            _FailedError: It cannot be connected to, or has ended.
        """
        self._lost.clear()
        self._relist.clear()
        self._deaf = False
        link: Pipes | Web | None = None
        connected = False
        try:
            async with AsyncExitStack() as stack:
                link = self._link()
                if isinstance(link, Web):
                    stack.push_async_callback(link.aclose)
                transport = link if isinstance(link, Pipes) else link.transport
                async with asyncio.timeout(self._limit_s):
                    filtered = _Filtering(transport, self._relist.set, self._trouble)
                    client = await stack.enter_async_context(self._of(filtered))
                    offers = await self._listed(client, filtered)
                connected = True
                self._client = client
                self._waits.good()
                self._ready.set()
                self._offer(offers)
                self.settled.set()
                await self._follow(client, filtered, link)
        except TimeoutError as error:
            raise self._slow(link) from error
        except _FailedError:
            raise
        except asyncio.CancelledError:
            raise
        except BaseExceptionGroup as group:
            raise self._why(_first(group), link, connected=connected) from group
        except Exception as error:
            raise self._why(error, link, connected=connected) from error
        finally:
            self._client = None
            self._ready.clear()
        raise self._why(None, link, connected=True)

    def _link(self) -> Pipes | Web:
        if self._spec["kind"] == "http":
            return Web(self._spec["url"], self._spec["headers"])
        cwd = self._spec.get("cwd") or ""
        if missing_folder(cwd):
            raise _FailedError(f"cannot be started: there is no folder {visible(cwd)}.", final=True)
        spec = self._spec
        command = [spec["command"], *spec["args"]]
        return Pipes(self.name, command, spec["env"], cwd, self._safe, self._begun())

    def _of(self, transport: Any) -> Client:
        return Client(
            transport,
            mode=self._mode,
            cache=None,
            client_info=types.Implementation(name="livechat", version=livechat.__version__),
        )

    async def _follow(self, client: Client, filtered: _Filtering, link: Pipes | Web) -> None:
        """Stay until the connection ends, and list again when it says that something changed."""
        modern = client.protocol_version in MODERN_PROTOCOL_VERSIONS
        gone: list[asyncio.Task[Any]] = [
            asyncio.create_task(self._lost.wait()),
            asyncio.create_task(self._relisted(client, filtered)),
        ]
        if isinstance(link, Pipes):
            gone.append(asyncio.create_task(link.ended.wait()))
        listening = asyncio.create_task(self._listen(client)) if modern else None
        try:
            await asyncio.wait(gone, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (*gone, *([listening] if listening else [])):
                task.cancel()
                with suppress(asyncio.CancelledError, Exception):
                    await task

    async def _listen(self, client: Client) -> None:
        """Ask to be told of changes, which servers of 2026-07-28 want."""
        pause = _RELIST_S
        while True:
            try:
                async with client.listen(tools_list_changed=True) as changes:
                    async for _ in changes:
                        self._relist.set()
            except (MCPError, RuntimeError, TimeoutError) as error:
                log.debug("MCP server %s tells no changes: %s", self.name, type(error).__name__)
            pause = min(pause * 2, _RELIST_MOST_S)
            await asyncio.sleep(pause)

    async def _relisted(self, client: Client, filtered: _Filtering) -> None:
        pause = _RELIST_S
        last = 0.0
        while True:
            await self._relist.wait()
            now = asyncio.get_running_loop().time()
            pause = _RELIST_S if now - last > _RELIST_MOST_S else min(pause * 2, _RELIST_MOST_S)
            self._relist.clear()
            last = now
            try:
                async with asyncio.timeout(self._limit_s):
                    self._offer(await self._listed(client, filtered))
            except (MCPError, TimeoutError, ValidationError) as error:
                log.info("MCP server %s does not list again: %s", self.name, type(error).__name__)
                if isinstance(error, MCPError) and self._is_lost(error):
                    return
            await asyncio.sleep(pause)

    def _offer(self, offers: tuple[Offer, ...]) -> None:
        if offers != self.offers:
            self.offers = offers
            self._changed()

    async def _listed(self, client: Client, filtered: _Filtering) -> tuple[Offer, ...]:
        filtered.begin_list()
        tools: list[types.Tool] = []
        cursor: str | None = None
        seen: set[str] = set()
        for _ in range(_PAGES):
            try:
                page = await client.list_tools(cursor=cursor)
            except MCPError as error:
                if error.code == types.METHOD_NOT_FOUND:
                    break
                raise
            tools += page.tools
            cursor = page.next_cursor
            if not cursor or cursor in seen or len(tools) >= MOST_TOOLS:
                break
            seen.add(cursor)
        return tuple(self._offers(tools))

    def _offers(self, tools: list[types.Tool]) -> list[Offer]:
        offers: dict[str, Offer] = {}
        doubled = ""
        include, exclude = self._spec.get("include"), self._spec.get("exclude") or ()
        for tool in tools:
            if not config.lets_through(tool.name, include, exclude):
                continue
            if not 0 < len(tool.name) <= _NAME or not tool.name.isprintable():
                self._trouble("offers a function with an invalid name. Ignored it.")
            elif tool.name in offers:
                doubled = doubled or tool.name
            else:
                hints = tool.annotations
                parameters, said = fit(tool.input_schema)
                for sentence in said:
                    log.info("%s: %s: %s", self.name, tool.name, sentence)
                    if self._spec.get("details"):
                        self._trouble(f"offers {visible(tool.name)}. {sentence}")
                title = tool.title or (hints.title if hints else None) or ""
                offers[tool.name] = Offer(
                    name=tool.name,
                    server=self.name,
                    origin=f"MCP server {self.name}",
                    description=_plain(tool.description or title, _DESCRIPTION),
                    parameters=parameters,
                    reads=bool(hints and hints.read_only_hint),
                    timeout_s=self._call_s,
                )
        if doubled:
            self._trouble(f'offers "{doubled}" twice. Using the first.')
        return list(offers.values())

    def _slow(self, link: Pipes | Web | None) -> _FailedError:
        said = ""
        if isinstance(link, Pipes) and link.strange:
            said = f' It wrote "{self._safe(link.strange)}", which is not MCP.'
        elif isinstance(link, Pipes) and link.last_line:
            said = f' Its last line: "{self._safe(link.last_line)}".'
        return _FailedError(f"did not start within {self._limit_s:g} s.{said}", silent=True)

    def _why(
        self, error: BaseException | None, link: Pipes | Web | None, *, connected: bool
    ) -> _FailedError:
        """Why it cannot be used, as words after its name."""
        if isinstance(link, Web):
            return self._why_web(error, link)
        command = visible(str(self._spec.get("command")))
        if isinstance(error, FileNotFoundError):
            return _FailedError(f"cannot be started: command not found: {command}.", final=True)
        if isinstance(error, PermissionError):
            return _FailedError(f"cannot be started: no permission to run {command}.", final=True)
        if isinstance(error, OSError) and link is not None and link.code is None:
            return _FailedError(f"cannot be started: {error.strerror or error}.", final=True)
        if link is None:
            return _FailedError(f"cannot be started: {self._safe(str(error))}.", final=True)
        if self._deaf:
            return _FailedError("was stopped: it does not read what it is told.")
        if link.flooded:
            return _FailedError("was stopped: it kept writing output that is not MCP.", final=True)
        code = link.code
        last = self._safe(link.last_line or link.strange)
        after = f': "{last}".' if last else "."
        if connected:
            how = f" ({_ending(code)})" if code is not None else ""
            return _FailedError(f"ended{how}{after}")
        if link.strange:
            said = self._safe(link.strange)
            return _FailedError(f'does not speak MCP: it wrote "{said}".')
        if isinstance(error, MCPError) and not self._is_lost(error):
            return _FailedError(f'refused to start: "{self._safe(error.message)}".')
        if code is not None:
            return _FailedError(f"ended while starting ({_ending(code)}){after}")
        return _FailedError(f"does not speak MCP: {type(error).__name__}.")

    def _why_web(self, error: BaseException | None, link: Web) -> _FailedError:
        status = link.status
        final = status in _FINAL
        if status in (401, 403):
            return _FailedError(
                f"refused the connection (HTTP {status}). Check its headers.", final=True
            )
        if link.redirected:
            return _FailedError(f"redirects elsewhere (HTTP {status}). Check its url.", final=True)
        if status >= 400:
            if status >= 500 or status == 429:
                return _FailedError(f"answered with an error (HTTP {status}).")
            how = "was not found" if final else "refused the connection"
            return _FailedError(f"{how} (HTTP {status}).", final=final)
        if isinstance(error, httpx2.TimeoutException):
            return _FailedError("cannot be reached: no answer in time.")
        if isinstance(error, httpx2.TransportError):
            why = self._safe(_ERRNO.sub("", str(error)))
            return _FailedError(f"cannot be reached: {why or 'no connection'}.")
        if isinstance(error, MCPError) and error.code == types.PARSE_ERROR:
            # The SDK's words are a page about its models.
            large = "larger than" in error.message
            why = "its answer is too large" if large else "its answer is something else"
            return _FailedError(f"does not speak MCP: {why}.")
        if isinstance(error, MCPError) and not self._is_lost(error):
            return _FailedError(f'does not speak MCP: "{self._safe(error.message)}".')
        if error is None or isinstance(error, MCPError):
            return _FailedError("ended the connection.")
        return _FailedError(f"does not speak MCP: {type(error).__name__}.")

    def _trouble(self, words: str) -> None:
        """Tell something, once."""
        if words not in self._said:
            self._said.add(words)
            self._say(words)

    def _say(self, words: str) -> None:
        self._tell(f'MCP server "{visible(self.name)}" {words}')

    def _safe(self, text: str) -> str:
        """What comes from outside, short and without credentials."""
        text = masked(visible(text).strip(), self._secrets)
        return text if len(text) <= _WORDS else f"{text[: _WORDS - 1]}…"


class _Filtering:
    """A transport whose messages are filtered."""

    def __init__(
        self, inner: Any, changed: Callable[[], None], trouble: Callable[[str], None]
    ) -> None:
        self._inner = inner
        self._changed = changed
        self._trouble = trouble
        self._read: Filtered | None = None

    def begin_list(self) -> None:
        if self._read is not None:
            self._read.begin_list()

    async def __aenter__(self) -> tuple[Any, Any]:
        read, write = await self._inner.__aenter__()
        self._read = Filtered(read, self._changed, self._trouble)
        return self._read, write

    async def __aexit__(self, *error: Any) -> bool | None:
        done: bool | None = await self._inner.__aexit__(*error)
        return done


class _Told:
    """Passes progress on, as text and not too often."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._allowance = Allowance(5, 2)

    async def __call__(self, progress: float, total: float | None, message: str | None) -> None:
        if not self._allowance.take():
            return
        share = f"{progress:g}" if total is None else f"{progress:g} of {total:g}"
        self._progress(_plain(message or share, _PROGRESS))


def _died() -> Result:
    return Result(
        value="Its MCP server ended during the call. It may have had an effect.", failed=True
    )


def _ending(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"


def _plain(text: str, most: int) -> str:
    """A text from outside without what steers a terminal; its line breaks stay."""
    text = "\n".join(visible(line) for line in text[: most + 1].split("\n"))
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _first(group: BaseExceptionGroup[Any]) -> BaseException:
    found: BaseException = group
    while isinstance(found, BaseExceptionGroup):
        found = found.exceptions[0]
    return found
