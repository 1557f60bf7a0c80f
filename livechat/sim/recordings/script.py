"""What a replayed turn is made of: recorded messages with their spacing, and waits for the client.

`livechat.sim.recordings.replay` makes them of a recording; `Scripted.replay` holds them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Timed:
    """A server message, sent as it was recorded."""

    after_s: float
    """Seconds after the step before, not negative; 0 for the first step of a turn."""
    message: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AwaitTools:
    """Wait until the client sends results of the function calls before."""


Recorded = Timed | AwaitTools
