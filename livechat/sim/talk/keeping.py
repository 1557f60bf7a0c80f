"""What is kept of a dialogue for another connection of its session."""

from __future__ import annotations

from livechat.sim.talk.dialogue import Dialogue
from livechat.sim.talk.handles import Saved


def snapshot(dialogue: Dialogue) -> Saved:
    """What was said so far, and nothing that is under way."""
    return Saved(
        dialogue.name,
        dialogue.context.copy(),
        dialogue.prompt.lines(),
        understood=dialogue.hearing.understood,
        turns=dialogue.turns,
        seconds_received=dialogue.hearing.seconds_received,
    )


def save(dialogue: Dialogue, now: float) -> Saved:
    """All of it, as it is at a time in seconds.

    An answer of which nothing has been sent is a question still to be answered; of any other, what
    the drop cuts off is kept.
    """
    delivery, hearing, prompt = dialogue.delivery, dialogue.hearing, dialogue.prompt
    again = dialogue.fresh and delivery.unsaid()
    rest = () if again else delivery.rest(now)
    context = dialogue.context.copy()
    if again:
        context.unsaid(len(prompt.asked))
    else:
        context.spoke(delivery.kept(now))
    return Saved(
        dialogue.name,
        context,
        (*prompt.asked, *prompt.lines()) if again else prompt.lines(),
        due=dialogue.due or again,
        utterances=hearing.untold(),
        understood=hearing.understood,
        steps=rest,
        turns=dialogue.turns - (1 if again or rest else 0),
        calls=dict(delivery.calls.pending),
        made=delivery.calls.ids,
        dropped=tuple(delivery.calls.dropped),
        results=dialogue.results.all(),
        seconds_received=hearing.seconds_received,
    )
