"""How a server is to listen and behave."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from livechat.sim.doors.seen import RECORD_BYTES
from livechat.sim.llm.model import LanguageModel
from livechat.sim.scenario import Scenario
from livechat.sim.senses import ears, voice


def _wall_clock() -> datetime:
    return datetime.now().astimezone()


@dataclass(frozen=True, slots=True)
class ServerOptions:
    """How a server listens and behaves."""

    host: str | None = None
    """Address or name to listen on; None: both loopback addresses, which others do not reach."""
    port: int = 0
    """Port for `ws://`; 0 takes a free one."""
    tls_port: int = 0
    """Port for `wss://`; 0 takes a free one."""
    cert: Path | None = None
    """PEM certificate to show; with `key_file`, instead of a throwaway one."""
    key_file: Path | None = None
    """PEM private key of `cert`."""
    api_key: str | None = field(default=None, repr=False)
    """What clients must know, in any place where one puts a key; None lets everybody in."""
    strict: bool = False
    """Whether unknown fields, retired models and what a row only tolerates are refused."""
    connection_limit: float | None = None
    """Seconds a connection lasts; goAway comes a tenth of it, at most 60 s, before."""
    record: Path | None = None
    """JSON lines of every message are written here."""
    scenario: Scenario = field(default_factory=Scenario)
    """How the partner behaves."""
    clock: Callable[[], datetime] = _wall_clock
    """The time of day the partner tells."""
    ears: ears.Ears | None = None
    """Ears to use instead of those the scenario chooses."""
    remember_bytes: int = RECORD_BYTES
    """Bytes of client messages kept in `Server.received`; 0 keeps none."""
    llm: LanguageModel | None = None
    """Language model that answers in conversations; None: the partner's own few rules do."""
    voice: voice.Voice | None = None
    """Voice to use instead of the one the scenario chooses."""
