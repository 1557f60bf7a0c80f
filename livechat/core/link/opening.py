"""How a connection begins."""

from __future__ import annotations

from dataclasses import dataclass, field

from livechat.core.link.seed_history import HistoryTurn
from livechat.core.setup_spec import SetupSpec


@dataclass(frozen=True, slots=True)
class Opening:
    """What a connection is opened with."""

    spec: SetupSpec
    handle: str = field(default="", repr=False)
    """What the session is resumed by; empty: it is a new one."""
    history: tuple[HistoryTurn, ...] = ()
    """What a new session is told of the conversation so far."""
    timeout_s: float = 30.0
    """Seconds until the service must have accepted it, the history included."""
