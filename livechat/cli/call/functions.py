"""The functions that the settings name, ready to be started."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final

from livechat.catalog.models import resolve
from livechat.config.layers import Loaded
from livechat.config.settings import Calls, Settings
from livechat.core.tools.levels import Rules
from livechat.errors import SettingsError
from livechat.tools.builtin import FETCH_URL, IN_A_CALL
from livechat.tools.host import Host
from livechat.tools.local_spec import spec_of
from livechat.tools.mcp.approval import usual
from livechat.tools.mcp.config import OWN_NAMES, Server
from livechat.tools.naming import cleaned
from livechat.tools.toolbox import READY_S, BuiltIn, Deed, Origin, Toolbox

_NOTHING: Final[Mapping[str, Deed]] = MappingProxyType({})


def toolbox_of(
    loaded: Loaded,
    deeds: Mapping[str, Deed] = _NOTHING,
    *,
    tell: Callable[[str], None],
    ready_s: float = READY_S,
) -> Toolbox | None:
    """Return the functions that settings and files of MCP servers name; None: there are none.

    Args:
        loaded: The user's settings.
        deeds: What does the functions in `IN_A_CALL`, by name.
        tell: Takes what is doubtful.
        ready_s: Seconds to wait for all of them.

    Raises:
        SettingsError: A file of MCP servers cannot be read, or the service takes no functions
            beside what else is set.
    """
    settings = loaded.settings
    if resolve(settings.model)[0].tools == "none":
        return None  # what the settings name is refused before; servers are for other models, too
    found = usual(loaded.file, os.environ)
    for notice in found.notices:
        tell(notice)
    if found.servers and settings.vertex and settings.search:
        names = ", ".join(server.name for server in found.servers)
        raise SettingsError(
            f"Vertex AI takes search or functions, not both, but there are MCP servers: {names}.",
            "Use --no-search, or disable the servers.",
        )
    builtin = [
        BuiltIn(IN_A_CALL[name], deeds[name])
        for name in IN_A_CALL
        if _wanted(settings, name) and name in deeds
    ]
    others = (*OWN_NAMES, *(server.name for server in found.servers))
    origins = [*_files(settings.functions, others), *_local(settings), *_servers(found.servers)]
    if not builtin and not origins:
        return None
    return Toolbox(
        origins,
        builtin=builtin,
        rules=rules(settings.calls, found.servers),
        timeout_s=settings.calls.timeout_s,
        ready_s=ready_s,
    )


def rules(calls: Calls, servers: Sequence[Server] = ()) -> Rules:
    """Return the patterns of the settings, and the servers that their file trusts."""
    return Rules(
        never=tuple(calls.never),
        ask=tuple(calls.ask),
        allow=tuple(calls.allow),
        key=tuple(calls.key),
        trusted=tuple(server.name for server in servers if server.trust),
    )


def _wanted(settings: Settings, name: str) -> bool:
    return name in settings.builtin


def _files(paths: Sequence[Path], others: Sequence[str]) -> list[Origin]:
    """Return a process for each file; a file that is named twice has one.

    Args:
        paths: Of the files.
        others: Names that are taken: leave for all functions of a name must mean one source.
    """
    servers = set(others)
    origins = []
    for path in dict.fromkeys(paths):
        server, number = cleaned(path.stem), 1
        while server in servers:  # in another folder, or a server of that name
            number += 1
            server = f"{cleaned(path.stem)}_{number}"
        servers.add(server)
        what = {"file": str(path), "server": server}
        origins.append(Origin(Host("functions", what, label=path.name), path.name, needed=True))
    return origins


def _servers(servers: Sequence[Server]) -> list[Origin]:
    """Return the process of all MCP servers, where there are any."""
    if not servers:
        return []
    what = {"servers": [server.spec() for server in servers]}
    label = "MCP servers"
    return [Origin(Host("servers", what, label=label), label)]


def _local(settings: Settings) -> list[Origin]:
    """Return the process of the settings' own functions, where there are any."""
    fetch_url = _wanted(settings, FETCH_URL.name)
    if not (settings.tools or fetch_url):
        return []
    what = spec_of(settings.tools, fetch_url=fetch_url, timeout_s=settings.calls.timeout_s)
    label = "the settings"
    return [Origin(Host("local", what, label=label), label)]
