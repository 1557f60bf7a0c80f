"""Whether the SDK is there, without importing it."""

from __future__ import annotations

from importlib.util import find_spec

from livechat.errors import NotInstalledError
from livechat.installing import extra


def check_installed() -> None:
    """Check that MCP servers can be spoken to.

    Raises:
        NotInstalledError: The SDK is not installed.
    """
    if find_spec("mcp") is None or find_spec("mcp_types") is None:
        raise NotInstalledError(
            "MCP servers need the MCP SDK, which is not installed.", f"Install it: {extra('mcp')}"
        )
