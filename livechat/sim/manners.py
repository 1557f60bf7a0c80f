"""What a session does where the models differ, and where nobody knows what the service does.

The model's row decides, unless the scenario says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from livechat.catalog.models import DEFAULT, Model, find
from livechat.sim.protocol.routes import Flavour
from livechat.sim.scenario import BackChannelChoice, CallsChoice, Scenario
from livechat.sim.timeline import Tempo

PATIENCE_S: Final = 1.0
"""Seconds an older model waits for a non-blocking function before it ends its turn."""


@dataclass(frozen=True, slots=True)
class Manners:
    """How one session behaves."""

    handles: Literal["once", "per-turn"]
    """`once`: a handle when the connection begins, which names the session up to its drop.
    `per-turn`: handles around every turn, each of which names the session as it was then."""
    early_resume_s: float
    """Seconds after an idle drop in which a resume is refused."""
    lock: Literal["held", "pings"]
    """`held`: a connection that has fallen silent keeps its session until the server gives it up.
    `pings`: the server asks, and frees the session of who does not answer."""
    cancels: bool
    """Whether an interruption tells which function calls it ends. If it does not, it ends only
    those that block, without a word, and the model makes them again."""
    tool_calls: CallsChoice
    """Where among its words the model calls functions that do not block; `alone`: a call is a turn
    of its own, and its result another one."""
    patience_s: float
    """Seconds a turn waits for the result of a function that does not block."""
    back_channel: BackChannelChoice
    """Whether small words that are said while the partner speaks interrupt it."""
    measured: bool
    """Whether turns are as those of the measured models: `voiceActivity` comes without having been
    asked for, and messages without content come between the pieces of an answer."""


@dataclass(frozen=True, slots=True)
class Conduct:
    """How one session behaves, and at which times."""

    scenario: Scenario
    manners: Manners
    tempo: Tempo
    flavour: Flavour
    """Whose dialect is spoken."""


def manners_of(row: Model | None, scenario: Scenario, *, asks: bool = False) -> Manners:
    """The manners of a session.

    The calls, the lock and the signals of a model were measured together with its handles; of the
    others nothing was.

    Args:
        row: The model's row; None on a gateway's path, where the newest model's is taken.
        scenario: Overrides what it names.
        asks: Whether a language model answers: then turns are as people like them.
    """
    row = row or find(DEFAULT)
    assert row is not None
    measured = row.handles == "once"
    early_s = row.early_resume_refused_s
    if scenario.early_resume is not None:
        early_s = (early_s or EARLY_RESUME_S) if scenario.early_resume == "refused" else 0.0
    where = scenario.tool_calls or ("alone" if measured and not row.works else "after")
    at_once = where == "alone" or (measured and scenario.tool_calls is None)
    patience_s = 0.0 if at_once else PATIENCE_S
    return Manners(
        handles=scenario.handles or row.handles,
        early_resume_s=early_s,
        lock=scenario.lock or ("held" if row.session_lock else "pings"),
        cancels=not measured
        if scenario.cancellations is None
        else scenario.cancellations == "sent",
        tool_calls=where,
        patience_s=patience_s if scenario.tool_patience is None else scenario.tool_patience,
        back_channel=scenario.back_channel or ("passes" if asks else "interrupts"),
        measured=measured,
    )


EARLY_RESUME_S: Final = 1.5
"""Seconds in which a resume after an idle drop was refused on 3.8, 12 times of 12; one try after
1.6 s was good, 12 times of 12."""
