"""What the process of the settings' functions is told of them, as JSON knows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from livechat.core.tools.tool import CALL_S

if TYPE_CHECKING:
    from livechat.config.tool_tables import ToolTable

SERVER: Final = "settings"


def spec_of(
    tables: Mapping[str, ToolTable], *, fetch_url: bool, timeout_s: float = CALL_S
) -> dict[str, object]:
    """Return what `make` needs, as JSON knows it.

    Args:
        tables: `[tools.NAME]` by their names.
        fetch_url: Whether the model may fetch pages.
        timeout_s: Seconds for a call of a table that says nothing of it.
    """
    return {
        "tools": {name: _spec(table, timeout_s) for name, table in tables.items()},
        "fetch_url": fetch_url,
    }


def _spec(table: ToolTable, timeout_s: float) -> dict[str, object]:
    known = {"description", "command", "url", "headers", "body", "env", "key"}
    return {
        **table.model_dump(mode="json", include=known, exclude_none=True),
        "parameters": {
            name: {**about.model_dump(mode="json", exclude_none=True), "required": about.needed}
            for name, about in table.parameters.items()
        },
        "method": table.verb,
        "reads": not table.changes,
        "timeout_s": table.timeout_s or timeout_s,
        **({"cwd": str(table.cwd)} if table.cwd is not None else {}),
    }
