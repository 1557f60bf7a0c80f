"""What the next answer consists of: the scenario's word, or the mind's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from livechat.sim.manners import Conduct
from livechat.sim.mind.answer import Answer, Call
from livechat.sim.protocol.terms import Terms
from livechat.sim.scenario import Scripted
from livechat.sim.talk.steps import Ask, HangUp, Show, Step, planned, recorded

EFFORT: Final = {"low": 0.5, "medium": 1.0, "high": 2.0}
"""How long the extended-thinking model works at a level, compared with the usual pause."""


def steps_of(
    answer: Answer, script: Scripted | None, again: Sequence[Call], terms: Terms, conduct: Conduct
) -> list[Step]:
    """Steps of an answer.

    Args:
        answer: What the mind decided.
        script: What the scenario has for this turn.
        again: Calls to be made once more, ahead of everything.
        terms: What the setup agreed on.
        conduct: How the partner behaves.
    """
    if script is not None and script.says is not None:
        answer = Answer(script.says)
    script = script or Scripted()
    steps: list[Step] = [Show(message) for message in script.before]
    if script.replay is not None:
        steps += recorded(script.replay)
    else:
        if again:
            steps.append(Ask(again))
        # A language model takes its own time; work is feigned only where a scenario wants it.
        works = terms.works and not (answer.asks and conduct.scenario.thinking_pause is None)
        alone = conduct.manners.tool_calls == "alone"
        steps += planned(
            answer,
            conduct.tempo.line.work * EFFORT.get(terms.level, 1.0) if works else None,
            thinks=terms.thinks,
            alone=alone,
            sources=conduct.scenario.sources,
        )
    steps += [Show(message) for message in script.after]
    return [*steps, HangUp(script.close)] if script.close is not None else steps
