"""Waiting for an answer, which recordings, pipes and one-shots need.

An answer counts when the model has ended it of its own accord, all of it was heard, nothing can
trail it any more, and some quiet has followed. While a function is under way that the model asked
for, no time runs: the answer comes after its result.
"""

from __future__ import annotations

import asyncio
from typing import Final

from livechat.app.ports import Speaker
from livechat.core.state import ConversationState
from livechat.core.talk.events import (
    AudioSent,
    CallEnded,
    CallEvent,
    Connected,
    Event,
    InputTranscribed,
    PlaybackFinished,
    ServiceTroubled,
    ToolAnswered,
    TurnComplete,
    TurnEvent,
    TurnSettled,
    UsageReported,
    VoiceActivity,
)
from livechat.core.talk.pending import NEVER
from livechat.core.talk.turn_state import TurnState
from livechat.core.talk.turns import is_output
from livechat.errors import AnswerTimeoutError, LivechatError, NetworkError, NoAnswerError

SETTLE_S: Final = 0.3
"""Seconds of quiet after an answer to everything that was said. The service has nothing to
add, but what it sent in the same breath (usage, handles) may still be on the way."""

SECOND_ANSWER_S: Final = 2.0
"""Seconds of quiet when the answer began before the microphone stopped: its last words may
earn another. Published medians for a first sound are 1.2 to 1.6 s."""

RESULT_S: Final = 10.0
"""Seconds of quiet after the result of a function, of which the model says nothing though it has
been asked to go on, after which what it said before counts."""

ANOTHER_S: Final = 5.0
"""Seconds without a sign of life after which what began behind an answer is given up, and the
answer counts: services have been seen to send sound once more when its turn was over."""


class AnswerWait:
    """Follows the events, and lets somebody wait for an answer.

    Args:
        state: The conversation's.
        speaker: Where the answer is heard.
        timeout_s: Seconds without a sign of life in which an answer is given up.
        by_voice: Whether speech asks, not typed lines.
    """

    def __init__(
        self, state: ConversationState, speaker: Speaker, timeout_s: float, *, by_voice: bool
    ) -> None:
        self._state = state
        self._speaker = speaker
        self._timeout_s = timeout_s
        self._by_voice = by_voice
        self._changed = asyncio.Event()
        self._last_sign = 0.0
        """Seconds: when the last sign came that an answer is on its way."""
        self._understood = ""
        """What the service understood of the question."""
        self._guess = ""
        """Its guess at the words after that."""
        self._result_at = NEVER
        """Seconds: when a function's result was last handed over, which is answered as well."""
        self._result_unanswered = False
        """Whether the model has said nothing since."""
        self._given_up: ServiceTroubled | None = None
        """What was told of a question that the session has given up."""
        self._broke_off = False
        """Whether a lost connection has cut the newest answer."""
        self._settled = 0
        """The newest turn that nothing trails any more."""
        self._hung_up = False
        self.waits = False
        """Whether somebody waits, or waited when the service ended the session: the end is told
        there."""

    def observe(self, event: Event) -> None:
        """Take an event, after the state has."""
        if isinstance(event, AudioSent):
            return  # fifty a second, and nobody waits for them
        match event:
            case InputTranscribed(text=text, interim=interim):
                self._last_sign = event.at
                self._understood += "" if interim else text
                self._guess = text if interim else ""
            case CallEnded() | ToolAnswered(silent=False):
                self._last_sign = self._result_at = event.at
                self._result_unanswered = True
            case ToolAnswered():
                self._last_sign, self._result_unanswered = event.at, False
            case CallEvent():
                self._last_sign = event.at
            case UsageReported():
                pass
            case TurnSettled(turn=turn):
                self._settled = turn
            case TurnEvent() if is_output(event):
                self._last_sign, self._result_unanswered = event.at, False
            case TurnEvent() | VoiceActivity() | Connected() | PlaybackFinished():
                self._last_sign = event.at
            case ServiceTroubled(what="given_up"):
                self._given_up = event
            case _:
                pass
        if isinstance(event, TurnComplete) and not event.more:
            self._broke_off = event.lost
        self._changed.set()

    def spoken(self) -> None:
        """Speech was handed over: what was given up before is another question."""
        self._given_up = None

    def hang_up(self) -> None:
        """The service has ended the session."""
        self._hung_up = True
        self._changed.set()

    async def heard_out(self) -> None:
        """Wait until what was received has been heard."""
        while not self._speaker.idle:
            await self._wait_for_change(_now() + self._timeout_s)

    async def answer(self, answers: int) -> int:
        """Wait until what was handed over has been answered and heard.

        Args:
            answers: How many answers there were before.

        Returns:
            How many there are now.

        Raises:
            LivechatError: There is no answer, or no whole one.
        """
        self.waits = True
        try:
            return await self._answer(answers)
        finally:
            self.waits = self._hung_up
            self._understood = self._guess = ""
            self._given_up = None

    async def _answer(self, answers: int) -> int:
        state = self._state
        self._last_sign = _now()
        self._result_unanswered = False
        interruptions, empty = state.interruptions, state.empty_turns
        while not (self._hung_up and self._speaker.idle):
            now = _now()
            if self._given_up is not None:
                what = "The service did not answer the last question."
                raise AnswerTimeoutError(self._given_up.reason or what, self._given_up.doing)
            ready_at = self._ready_at(answers)
            if ready_at is not None and now >= ready_at:
                return state.answers
            # A long reply that came in a burst is heard long after its last message.
            # Without a connection, the link tells how long it tries; a function has its own limit.
            pending_s = self._speaker.pending_s
            down = not (state.connected or self._hung_up)
            busy = pending_s or down or state.calls.here
            alive_until = now + pending_s if busy else self._last_sign
            # What was said is answered, and something has begun behind that.
            another = state.answers > answers and state.turn is TurnState.SPEAKING
            patience_s = min(ANOTHER_S, self._timeout_s) if another else self._timeout_s
            give_up_at = alive_until + patience_s
            if now >= give_up_at:
                if another:
                    return state.answers
                raise self._unanswered(
                    interrupted=state.interruptions > interruptions,
                    empty=state.empty_turns > empty,
                )
            await self._wait_for_change(min(give_up_at, ready_at or give_up_at))
        if state.answers > answers:
            return state.answers
        broke_off = state.answering or self._broke_off
        when = "in the middle of its answer" if broke_off else "before it answered"
        raise NetworkError(f"The service ended the session {when}.", "Try again in a moment.")

    def _ready_at(self, answers: int) -> float | None:
        """When the answer counts as complete, if nothing else comes; None: it does not yet."""
        state = self._state
        if state.answers <= answers or state.answering or not self._speaker.idle:
            return None
        if self._settled < state.turns or state.calls.any:
            return None
        if state.turn not in (TurnState.LISTENING, TurnState.THINKING):
            return None
        handed_over = max(state.handed_over_at or 0.0, self._result_at)
        settle = SETTLE_S if state.last_answer_began_at >= handed_over else SECOND_ANSWER_S
        if self._result_unanswered:
            settle = min(RESULT_S, self._timeout_s)
        return max(self._last_sign, handed_over) + settle

    def _unanswered(self, *, interrupted: bool, empty: bool) -> LivechatError:
        waited = f"{self._timeout_s:g} s"
        if interrupted:
            what = f"The answer was interrupted, and nothing more came for {waited}."
            return AnswerTimeoutError(what, "Ask again, or rephrase.")
        words = " ".join((self._understood + self._guess).split())
        answering = self._state.answering
        if self._by_voice and words and not answering:  # an empty turn may be its way to say so
            what = f"The model heard “{words}” but did not answer."
            return NoAnswerError(what, "Ask again, and make clear that you mean the model.")
        if empty:
            what = f"The model ended its turn without an answer, and nothing came for {waited}."
            return AnswerTimeoutError(what, "Ask again, or rephrase.")
        if answering:
            what = f"The answer stopped midway, and nothing more came for {waited}."
            return AnswerTimeoutError(what, "Try again, or wait longer with --timeout SECONDS.")
        remedy = "Wait longer with --timeout SECONDS."
        if self._by_voice:
            remedy = "Check that you sent speech, or wait longer with --timeout SECONDS."
        return AnswerTimeoutError(f"No answer came for {waited}.", remedy)

    async def _wait_for_change(self, until: float) -> None:
        self._changed.clear()
        alarm = asyncio.get_running_loop().call_at(until, self._changed.set)
        try:
            await self._changed.wait()
        finally:
            alarm.cancel()


def _now() -> float:
    return asyncio.get_running_loop().time()
