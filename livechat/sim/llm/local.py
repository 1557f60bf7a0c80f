"""A language model in a file on this machine, in a process that livechat starts.

    Local(path)  ──►  process (llama): llama.cpp's server on a random port, with a random key
         └─ asks ──►  Endpoint  ── HTTP ──►  it

The process begins with `warm` or the first question, ends with `aclose` or with livechat, and is
started again by the next question if it has died.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import re
import secrets
import sys
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from livechat import installing
from livechat.core.text import visible
from livechat.errors import FileError, LivechatError, NotInstalledError, UsageError
from livechat.sim.llm import prompts
from livechat.sim.llm.chat import Manner, body_of
from livechat.sim.llm.endpoint import Endpoint
from livechat.sim.llm.llama import Order
from livechat.sim.llm.prompted import Prompted
from livechat.sim.llm.prompts import Prompt
from livechat.sim.llm.weights import Weights, look, memory
from livechat.sim.mind.question import Over, Part, Question, User
from livechat.threads import in_thread

SLOTS: Final = 4
"""Conversations at a time; more wait for each other."""

MOST_THREADS: Final = 8
"""More are hardly faster: memory is what decoding waits for. Nor are as many as there are cores:
threads wait for each other at every layer, so while a voice or an ear takes one core, two were ten
times slower than one (SmolLM2-135M on two busy cores: 5 tokens a second, 70 with one)."""

LOADING_S: Final = 300.0
"""Seconds that loading may take: 16 GB from a slow disk."""

LOOKING_S: Final = 10.0
"""Seconds in which a file must be found."""

ENDING_S: Final = 0.5
"""Seconds that the process may take to end when its stdin does; then it is killed."""

_CLOSED: Final = "My language model was closed before it was loaded."

_KEPT: Final = 8192
"""Bytes of what llama.cpp said last."""

log = logging.getLogger("livechat.sim")


class Local:
    """The language model of a GGUF file.

    Args:
        path: The file.
        prompt: How it is asked; None: as fits its size.
        threads: Cores that it uses at a time; None: half of those that there are.
    """

    def __init__(
        self, path: Path, *, prompt: Prompt | None = None, threads: int | None = None
    ) -> None:
        self._path = path
        self._prompt = prompt
        self._threads = threads or max(1, min(MOST_THREADS, _cores() // 2))
        self._starting: asyncio.Task[_Running | str] | None = None

    @property
    def label(self) -> str:
        """The model's name, as its file has it."""
        return Weights(self._path, 0).label

    def warm(self) -> None:
        """Load the model in the background; returns at once."""
        self._started()

    async def answer(self, question: Question) -> AsyncGenerator[Part, None]:
        """Yield the parts of an answer as they come; what fails is told in `Over`, the last."""
        starting = self._started()
        await asyncio.wait([starting])  # whoever stops waiting does not stop it for others
        running = _CLOSED if starting.cancelled() else starting.result()
        if isinstance(running, str):
            yield Over(running)
            return
        model = Prompted(running.endpoint, running.prompt)
        async with aclosing(model.answer(question)) as parts:
            async for part in parts:
                match part:
                    case Over(problem) if problem and (how := await running.ended()):
                        yield Over(f"My language model's process has ended{how}. Please ask again.")
                    case _:
                        yield part

    async def read(self, question: Question) -> None:
        """Read ahead what a question begins with, if the model is loaded."""
        starting = self._starting
        if starting is None or not starting.done() or _gone(starting):
            return
        running = starting.result()
        if isinstance(running, _Running):
            await Prompted(running.endpoint, running.prompt).read(question)

    async def aclose(self, limit: float) -> None:
        """End the process, waiting up to `limit` seconds; whatever is being answered breaks off."""
        starting, self._starting = self._starting, None
        if starting is None:
            return
        if starting.cancel():  # it is loading: it ends its process itself
            await asyncio.wait([starting], timeout=limit)
        elif isinstance(running := starting.result(), _Running):
            await running.aclose(limit)

    def _started(self) -> asyncio.Task[_Running | str]:
        """The task that starts the process, or has; a new one where that came to nothing."""
        known = self._starting
        if known is None or (known.done() and _gone(known)):
            known = self._starting = asyncio.get_running_loop().create_task(self._start())
        return known

    async def _start(self) -> _Running | str:
        """Start the process, and return it once the model is loaded; else what is said of it."""
        try:
            return await self._run()
        except NotInstalledError as error:
            log.warning("%s", error)
            return f"{error.what} Livechat's log names the command that adds it."
        except LivechatError as error:
            log.warning("the language model cannot be loaded: %s", error)
            return f"I cannot load my language model. {error}"

    async def _run(self) -> _Running:
        looking = asyncio.wrap_future(in_thread(lambda: look(self._path, memory()), "weights"))
        try:
            async with asyncio.timeout(LOOKING_S):
                weights = await looking
        except TimeoutError:
            raise FileError(f"The disk of {visible(self._path.name)} does not respond.") from None
        prompt = self._prompt or prompts.of_size(weights.size)
        key = secrets.token_urlsafe(32)
        order = Order(
            path=str(self._path.absolute()),
            key=key,
            threads=self._threads,
            slots=SLOTS,
            window=prompt.window,
            sampling=prompt.sampling,
            stop=prompt.stop,
            begin=_begin(prompt),
        )
        process = await _begun(weights)
        said = asyncio.create_task(_kept(process))
        try:
            url = await _loaded(process, order, said, weights)
            endpoint = Endpoint(f"{url}/v1", weights.label, key)
        except BaseException:
            await _end(process, said, ENDING_S)
            raise
        log.info("%s is loaded (process %d, %s)", weights.label, process.pid, url)
        endpoint.warm()
        return _Running(process, said, endpoint, prompt)


@dataclass(slots=True)
class _Running:
    """A process whose model is loaded."""

    process: asyncio.subprocess.Process
    said: asyncio.Task[str]
    endpoint: Endpoint
    prompt: Prompt

    async def ended(self) -> str:
        """How the process has ended, to be put behind a sentence; empty: it has not."""
        with suppress(TimeoutError):
            async with asyncio.timeout(ENDING_S):  # its connections break a little earlier
                await self.process.wait()
        return _how(self.process)

    async def aclose(self, limit: float) -> None:
        await self.endpoint.aclose(limit / 2)
        await _end(self.process, self.said, limit / 2)


def _begin(prompt: Prompt) -> list[dict[str, Any]]:
    """The messages with which conversations begin whose client has no instruction of its own."""
    if not prompt.examples:
        return []
    question = prompts.asked(Question((User("Hello."),)), prompt)
    found: list[dict[str, Any]] = body_of(question, Manner(window=prompt.window))["messages"]
    return found


def _gone(task: asyncio.Task[_Running | str]) -> bool:
    """Whether a start has come to nothing, or its process is gone since."""
    if task.cancelled() or task.exception() is not None:
        return True
    running = task.result()
    return isinstance(running, str) or running.process.returncode is not None


async def _begun(weights: Weights) -> asyncio.subprocess.Process:
    """Start the process."""
    path = [str(folder) for folder in sys.path]
    begin = f"import sys; sys.path[:] = {path!r}; from livechat.sim.llm import llama; llama.main()"
    try:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-c", begin),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            **_apart(),
        )
    except OSError as error:
        why = (error.strerror or "no reason is known").lower()
        raise UsageError(f"Cannot start the process of {weights.label}: {why}.") from None


async def _loaded(
    process: asyncio.subprocess.Process, order: Order, said: asyncio.Task[str], weights: Weights
) -> str:
    """Tell the process what to load; return where it serves it.

    Raises:
        LivechatError: It does not.
    """
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        async with asyncio.timeout(LOADING_S):
            with suppress(OSError):  # it is gone already: there is no line then
                process.stdin.write(order.line())
                await process.stdin.drain()
            line = await process.stdout.readline()
            told = json.loads(line) if line else {}
            if not told.get("url"):
                await process.wait()
                words = await said
    except TimeoutError:
        raise UsageError(
            f"{weights.label} was not loaded within {LOADING_S / 60:.0f} minutes.",
            "Choose a smaller model.",
        ) from None
    if url := told.get("url"):
        return str(url)
    if "missing" in told:
        log.debug("xllamacpp cannot be imported: %s", told["missing"])
        raise NotInstalledError(
            "Language models in files need xllamacpp, which is not installed.",
            f"Install it: {installing.small_model()}",
        )
    raise _failure(weights, words, _how(process) if not told else "")


def _failure(weights: Weights, words: str, how: str) -> LivechatError:
    """What is told of a model that was not loaded.

    Args:
        weights: The model.
        words: What llama.cpp said.
        how: How the process ended; empty: by itself.
    """
    name = visible(weights.path.name)
    if found := re.search(r"unknown model architecture: '([^'\n]{1,40})'", words):
        return UsageError(
            f"{name} is a model of the kind {visible(found[1])}, which cannot be used.",
            "Choose another model, or a newer xllamacpp.",
        )
    if re.search(r"not within the file bounds|incomplete|unexpected(?:ly)? (?:end|reached)", words):
        return FileError(f"{name} is incomplete or damaged.", "Download it again.")
    if re.search(r"failed to (?:create.context|alloc|mmap)|unable to allocate|bad_alloc", words):
        return UsageError(f"{name} does not fit into the free memory.", "Choose a smaller model.")
    if re.search(r"gguf_init|error loading model", words):
        return FileError(f"{name} is damaged, or of an unknown kind.", "Choose another model.")
    if "signal" in how:
        return UsageError(
            f"Loading {name} ended its process{how}.",
            "It may need more memory than there is: choose a smaller model.",
        )
    return UsageError(f"{name} cannot be loaded{how}.", "Choose another model.")


async def _kept(process: asyncio.subprocess.Process) -> str:
    """Read what the process says until it ends; return the end of it."""
    kept = b""
    assert process.stderr is not None
    while chunk := await process.stderr.read(_KEPT):
        log.debug("llama.cpp: %s", visible(chunk.decode(errors="replace").strip()))
        kept = (kept + chunk)[-_KEPT:]
    return kept.decode(errors="replace")


async def _end(process: asyncio.subprocess.Process, said: asyncio.Task[str], limit: float) -> None:
    """End the process, by force where it does not end by itself within `limit` seconds."""
    try:
        if process.stdin is not None:
            process.stdin.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(limit):
                await process.wait()
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        said.cancel()
    with suppress(TimeoutError):
        async with asyncio.timeout(ENDING_S):
            await process.wait()


def _how(process: asyncio.subprocess.Process) -> str:
    """How a process ended, to be put behind a sentence; empty: it has not."""
    code = process.returncode
    if code is None:
        return ""
    return f" (signal {-code})" if code < 0 else f" (exit status {code})"


def _apart() -> dict[str, Any]:
    """What keeps Ctrl-C in the terminal from a process, and the process behind others."""
    if sys.platform == "win32":
        import subprocess

        flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.BELOW_NORMAL_PRIORITY_CLASS
        return {"creationflags": flags}
    return {"start_new_session": True}


def _cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
