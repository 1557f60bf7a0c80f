"""What can go wrong on demand, as data: one row a kind.

The reasons of closes are those users saw from the hosted service.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from livechat.sim.faults.answer_kinds import ANSWER_KINDS
from livechat.sim.faults.kind import Kind
from livechat.sim.faults.link_kinds import LINK_KINDS
from livechat.sim.faults.time_kinds import TIME_KINDS

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {kind.name: kind for kind in (*LINK_KINDS, *TIME_KINDS, *ANSWER_KINDS)}
)
"""Every kind by its name, in the order in which they are best explained."""
