"""One function call, where it stands, and what is told of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final, Literal

from livechat.core.talk.events import ToolCall
from livechat.core.tools.account import Told, account
from livechat.core.tools.responses import Response
from livechat.core.tools.tool import Tool

Answer = Literal["once", "always", "server", "no"]
By = Literal["key", "line", "voice", "nobody"]
Decider = Literal["", "key", "line", "voice", "nobody", "rule", "service"]
Outcome = Literal["done", "failed", "refused", "withdrawn", "repeated", "timed_out", "lost"]


class State(Enum):
    """Where a call stands."""

    NEW = auto()
    ASKED = auto()
    """The user's leave is waited for."""
    HELD = auto()
    """It has leave and runs as soon as nothing holds it."""
    RUNNING = auto()
    JOINED = auto()
    """The same call is under way, and its result will be this one's, too."""
    OVER = auto()


_S = State

TABLE: Final[dict[tuple[State, str], State]] = {
    (_S.NEW, "ask"): _S.ASKED,
    (_S.NEW, "allow"): _S.HELD,
    (_S.NEW, "join"): _S.JOINED,
    (_S.NEW, "answer"): _S.OVER,
    (_S.ASKED, "grant"): _S.HELD,
    (_S.HELD, "ask"): _S.ASKED,
    (_S.HELD, "run"): _S.RUNNING,
    (_S.RUNNING, "answer"): _S.OVER,
    (_S.JOINED, "answer"): _S.OVER,
    (_S.ASKED, "answer"): _S.OVER,
    (_S.HELD, "answer"): _S.OVER,
}
"""A pair that is missing cannot happen."""


@dataclass(slots=True)
class Call:
    """One call."""

    number: int
    session: int
    """Number of the service's session that asked."""
    connection: int
    """Counts the connections from 1."""
    call: ToolCall
    tool: Tool | None
    """None: there is no such function."""
    at: float
    """Seconds: when the model asked."""
    key: str
    """What the same call has in common (`same_key`)."""
    state: State = State.NEW
    asked_at: float = 0.0
    """Seconds: since when leave is waited for, and nobody else's before it."""
    question: int = 0
    """Counts the questions for leave, this one's the newest."""
    by_voice: bool = False
    """Whether a spoken yes is leave."""
    anew: bool = False
    """Whether leave is asked for this call alone, whatever was allowed before."""
    sure: bool = False
    """Whether the user has given leave while they spoke."""
    held_at: float = 0.0
    """Seconds: since when it has leave."""
    runs_at: float = 0.0
    """Seconds: when it runs, if nothing happens before."""
    told_runs_at: float | None = None
    woken_at: float = float("-inf")
    """Seconds: when this program went on, after it had been stopped in the middle of the hold."""
    started_at: float = 0.0
    ended_at: float = 0.0
    first: Call | None = None
    """The call that this one repeats."""
    outcome: Outcome | None = None
    by: Decider = ""
    response: Response = field(default_factory=dict)
    too_late: bool = False
    """Whether the user said stop after it had begun."""
    spoken_over: bool = False
    """Whether the user has said something since, which drops a call that blocks."""
    unwanted: bool = False
    """Whether the service has withdrawn it: no answer is waited for."""
    told_at: float = float("-inf")
    """Seconds: when the model was last told how far it is."""

    @property
    def writes(self) -> bool:
        """Whether it may change something."""
        return self.tool is not None and self.tool.writes


_UNDER_WAY: Final[dict[State, str]] = {
    State.ASKED: "not run; the user was being asked",
    State.HELD: "not run; it was about to",
    State.RUNNING: "still running; its result follows",
    State.JOINED: "the same call as another one, not run twice",
}
"""What a new session is told of calls that are not over. What has not begun will not, then."""

_OUTCOMES: Final[dict[Outcome, str]] = {
    "done": "done",
    "failed": "failed",
    "refused": "refused, not run",
    "withdrawn": "withdrawn by the user, not run",
    "repeated": "not run again; the same call had run before",
    "timed_out": "ended because it took too long; it may have had an effect",
    "lost": "not run",
}


def told(one: Call) -> Told:
    """What a new session is told of a call."""
    state = (
        _OUTCOMES[one.outcome] if one.state is State.OVER and one.outcome else _UNDER_WAY[one.state]
    )
    result = one.response.get("result", one.response.get("message"))
    over = one.state is State.OVER
    return Told(one.call.name, one.call.args, state, result if over else None)


def note(one: Call) -> str:
    """What became of a call, for a model that may not have got the answer."""
    line = account([told(one)])
    return f"(What became of the function call you made before I spoke: {line.removeprefix('- ')})"
