"""The language model that a user has chosen."""

from __future__ import annotations

import asyncio
import math
import os
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from livechat import installing
from livechat.config.language_model import AUTO, OFF, is_url
from livechat.core.text import visible
from livechat.errors import FileError, NotInstalledError, SettingsError
from livechat.sim.llm import finding, weights
from livechat.sim.llm.endpoint import Endpoint
from livechat.sim.llm.finding import Found
from livechat.sim.llm.listings import Offer, of_name
from livechat.sim.llm.model import LanguageModel
from livechat.sim.llm.prompted import Prompted
from livechat.sim.llm.prompts import of_size
from livechat.threads import in_thread

LISTING_S: Final = 2.0
"""Seconds that an endpoint has to list its models, where the user names none."""

FILE_S: Final = 10.0
"""Seconds in which a file must be found: its disk may be far away."""

RUNS_FILES: Final = "xllamacpp"
"""The package that runs models in files."""

Look = Callable[[], Awaitable[list[Found]]]


def look_here(environ: Mapping[str, str] = os.environ) -> Awaitable[list[Found]]:
    """Look for servers on this machine."""
    return finding.look(finding.addresses(environ))


async def make(
    choice: str, name: str | None = None, key: str = "", *, look: Look = look_here
) -> LanguageModel | None:
    """The language model as chosen.

    Args:
        choice: "off"; the base URL of an OpenAI-compatible endpoint; a GGUF file's name; "auto"
            for what is found on this machine.
        name: The model to ask for; None: the smallest that converses.
        key: The key of the endpoint that `choice` names; may be empty.
        look: Looks for servers on this machine.

    Returns:
        None for "off", and for "auto" where there is none.

    Raises:
        SettingsError: "auto", and no server has the model of that name.
        FileError: The file cannot be read, or is no model.
        NotInstalledError: What runs files is not installed.
    """
    if choice == OFF:
        return None
    if is_url(choice):
        offer = of_name(name) if name else await _smallest(choice, key)
        return _at(choice, offer, key)
    if choice != AUTO:
        return await _local(Path(choice))
    servers = await look()
    if found := finding.best(servers, weights.memory(), name or ""):
        server, offer = found
        return _at(server.url, offer)
    if name:
        raise missing(name, servers)
    path = packaged()
    return None if path is None else _in_file(path)


def packaged() -> Path | None:
    """The small model that is installed with livechat, if what runs it is, too; None: not both."""
    return weights.packaged() if find_spec(RUNS_FILES) else None


async def check_file(path: Path) -> None:
    """See whether a model can be loaded from a file, as far as can be told without loading it.

    Raises:
        FileError: It cannot be read, or is no model.
        NotInstalledError: What runs files is not installed.
    """
    looking = in_thread(partial(weights.look, path, weights.memory()), "weights")
    try:
        async with asyncio.timeout(FILE_S):
            await asyncio.wrap_future(looking)
    except TimeoutError:
        raise FileError(f"The disk of {visible(path.name)} does not respond.") from None
    if not find_spec(RUNS_FILES):
        raise NotInstalledError(
            "What runs a language model in a file is not installed.",
            f"Run: {installing.extra('llm')}",
        )


async def _local(path: Path) -> LanguageModel:
    await check_file(path)
    return _in_file(path)


def _in_file(path: Path) -> LanguageModel:
    from livechat.sim.llm.local import Local

    return Local(path)


def _at(url: str, offer: Offer | None, key: str = "") -> LanguageModel:
    """A model of an endpoint, asked as fits its size; None: what the endpoint chooses."""
    size = math.inf if offer is None or offer.size is None else offer.size
    return Prompted(Endpoint(url, offer.name if offer else "", key), of_size(size))


async def _smallest(url: str, key: str) -> Offer | None:
    """The model to ask an endpoint for; None: let it choose."""
    found = await finding.look_at(url, key, LISTING_S)
    chosen = finding.best([found], None) if found else None
    return chosen[1] if chosen else None


def missing(name: str, servers: list[Found]) -> SettingsError:
    """What is told where no server on this machine has the model of that name."""
    shown = visible(name)
    offers = [offer.name for one in servers for offer in one.suitable(None)]
    if not servers:
        return SettingsError(
            f"No server of language models was found on this machine, to ask for {shown}.",
            "Start one, or add its address with --llm.",
        )
    has = f"Choose one that is there: {', '.join(offers[:8])}." if offers else "Load it first."
    return SettingsError(f"No server on this machine has the language model {shown}.", has)
