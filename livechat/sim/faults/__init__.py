"""Things that go wrong on demand: a filter between what a session wants done and its connection."""

from __future__ import annotations

from livechat.sim.faults.fault import Fault, make, parse
from livechat.sim.faults.filter import Faults
from livechat.sim.faults.kind import Kind, When
from livechat.sim.faults.kinds import KINDS
from livechat.sim.faults.memory import Memory

__all__ = ["KINDS", "Fault", "Faults", "Kind", "Memory", "When", "make", "parse"]
