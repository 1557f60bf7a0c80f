"""What an answer consists of: steps taken one after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from livechat.sim.mind.answer import Answer, Call, Sources
from livechat.sim.protocol.wire import Close
from livechat.sim.recordings.script import Recorded, Timed

THINKING_ALOUD: Final = "Let me think about that."
"""What the extended-thinking model says before it goes on working."""


@dataclass(frozen=True, slots=True)
class Think:
    """Show a thought."""

    text: str


@dataclass(frozen=True, slots=True)
class Ask:
    """Have functions run, and wait for their results."""

    calls: Sequence[Call]


@dataclass(frozen=True, slots=True)
class Say:
    """Voice some words."""

    words: str
    calls: Sequence[Call] = ()
    """Functions called with them: after them, or amid them if the scenario says so."""


@dataclass(frozen=True, slots=True)
class Ponder:
    """Have the language model go on: its words become steps as they come."""


@dataclass(frozen=True, slots=True)
class Cite:
    """Send what the answer is grounded in."""

    sources: Sources
    words: str = ""
    """All of the answer."""


@dataclass(frozen=True, slots=True)
class Work:
    """End this part of the turn, and go on working for some seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Show:
    """Send a message as it is."""

    message: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Play:
    """Send recorded messages, at their times."""

    messages: tuple[Timed, ...]


@dataclass(frozen=True, slots=True)
class Await:
    """Wait until the client sends function results, as it did when it was recorded."""


@dataclass(frozen=True, slots=True)
class HangUp:
    """Close the connection."""

    close: Close


Step = Think | Ask | Say | Ponder | Cite | Work | Show | Play | Await | HangUp


def planned(
    answer: Answer,
    thinking_pause: float | None,
    *,
    thinks: bool,
    alone: bool = False,
    sources: Literal["after", "beside", "none"] = "after",
) -> list[Step]:
    """Steps of an answer.

    Args:
        answer: What the mind decided.
        thinking_pause: Seconds of work between two parts, for a model that works in between.
        thinks: Whether the model thinks, and is billed for it.
        alone: Whether functions that do not block are called without a word.
        sources: Where among the words what they are grounded in comes, if at all.
    """
    steps: list[Step] = [Think(answer.thought)] if answer.thought and thinks else []
    if thinking_pause is not None:
        steps += [Say(THINKING_ALOUD), Work(thinking_pause)]
    if answer.asks:
        return [*steps, Ponder()]
    if any(call.blocking for call in answer.calls):
        steps += [Say(answer.words), *asked(answer.calls)]
    else:
        words = "" if alone and answer.calls else answer.words
        steps.append(Say(words, answer.calls))
    if answer.sources is None or sources == "none":
        return steps
    said = [step.words for step in steps if isinstance(step, Say) and step.words]
    cited = Cite(answer.sources, " ".join(said))
    return [*steps, cited] if sources == "after" else [*steps[:-1], cited, steps[-1]]


def asked(calls: Sequence[Call]) -> list[Step]:
    """Steps that call functions: whoever calls one that blocks waits for the results of all."""
    if not calls:
        return []
    return [Ask(calls)] if any(call.blocking for call in calls) else [Say("", calls)]


def recorded(replay: Sequence[Recorded]) -> list[Step]:
    """Steps that play a recorded turn."""
    steps: list[Step] = []
    part: list[Timed] = []
    for item in replay:
        if isinstance(item, Timed):
            part.append(item)
        else:
            steps += [Play(tuple(part)), Await()]
            part = []
    return [*steps, Play(tuple(part))]
