"""The receipt: what a conversation came to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from livechat import calling
from livechat.core.face.hands import Hands, Tally
from livechat.core.state import ConversationState
from livechat.core.talk.latency import percentile
from livechat.core.talk.usage import AUDIO_TOKENS_S, Price, Usage
from livechat.core.text import visible

WORTH_S = 10.0
"""Seconds of silence that was not sent which are worth a line."""

WORTH_TOLD_S = 0.05
"""Seconds of a function that are worth telling."""

RESUME = "resume: "
"""Stands before the command that goes on with the conversation."""

_NOT_BILLED = "not billed"


@dataclass(frozen=True, slots=True)
class Summary:
    """Sums up the state at the end."""

    price: Callable[[str], Price | None] = lambda _: None
    """What a model costs, by its id; None: unknown, and then the receipt says so."""
    bills_silence: Callable[[str], bool] = lambda _: True
    """Whether a model, by its id, is known to be paid for listening to silence."""
    free: bool = False
    """Whether nothing is billed: the practice partner."""
    saved: Callable[[], str] = str
    """Says at the end where the sound is; empty when nowhere."""
    kept: Callable[[], str] = str
    """Says at the end by which ID the session can be resumed; empty when it cannot."""

    def lines(self, state: ConversationState, now: float) -> list[str]:
        """The receipt in plain words; empty when nothing was said."""
        if not state.turns:
            return []
        turns = f"{state.turns} turn{'s' * (state.turns != 1)}"
        head = [clock(_lasted(state, now)), turns]
        if state.interruptions:
            head.append(f"interrupted {state.interruptions}×")
        head += _wait([turn.to_first_output for turn in state.latency.turns])
        lines = [" · ".join(head), self._tokens(state)]
        if state.citations.searches:
            lines.append(self._searches(state))
        lines += _functions(state.hands)
        if state.troubles:
            lines.append(f"sound: {_troubles(state.troubles)}")
        unsent_s = state.view.unsent(now)
        if unsent_s >= WORTH_S:
            lines.append(self._silence(state, unsent_s))
        saved = self.saved()
        if saved:
            lines.append(f"saved {visible(saved)}")
        kept = self.kept()
        if kept:
            lines.append(
                f"{RESUME}{calling.command()} talk {'--offline ' * self.free}--resume {kept}"
            )
        return lines

    def fields(self, state: ConversationState, now: float) -> dict[str, object]:
        """The receipt as data. Unknown numbers are null, never 0."""
        first = [turn.to_first_output for turn in state.latency.turns]
        total = state.usage.total
        known = reported(total)
        return {
            "seconds": round(_lasted(state, now), 3),
            "turns": state.turns,
            "answers": state.answers,
            "interruptions": state.interruptions,
            "first_output_p50_s": _rounded(percentile(first, 0.5)),
            "first_output_p95_s": _rounded(percentile(first, 0.95)),
            "tokens_in": total.prompt if known else None,
            "tokens_in_by": dict(total.prompt_by) if known else None,
            "tokens_out": total.response if known else None,
            "tokens_out_by": dict(total.response_by) if known else None,
            "tokens_thoughts": total.thoughts if known else None,
            "searches": state.citations.searches,
            "searches_usd_max": self._searches_usd(state),
            "functions": {name: _tally(one) for name, one in state.hands.tallies.items()},
            "functions_running": [one.name for one in state.hands.running],
            "silence_unsent_s": round(state.view.unsent(now), 3),
            "sound_troubles": dict(state.troubles),
            "turns_without_usage": state.usage.turns_without,
            "usd": self._usd(state),
            "saved": self.saved() or None,
            "resume": self.kept() or None,
        }

    def _tokens(self, state: ConversationState) -> str:
        total = state.usage.total
        free = self._is_free(state)
        if not reported(total):
            return "tokens: not reported · " + (_NOT_BILLED if free else "cost unknown")
        said = f"tokens: {total.prompt:,} in, {total.response:,} out"
        if total.thoughts:
            said += f", {total.thoughts:,} thinking"
        # A turn that was cut off has not been billed to its end, as far as we know.
        missing = state.usage.turns_without + state.answering
        if missing:
            last = missing == 1 and state.answering
            said += f" ({_turns(missing, last)} not counted)"
        if free:
            return f"{said} · counted as Gemini would; {_NOT_BILLED}"
        usd = self._usd(state)
        if usd is None:
            return f"{said} · cost unknown"
        return f"{said} · cost {'at least' if missing else 'about'} {dollars(usd)}"

    def _searches(self, state: ConversationState) -> str:
        """How often the model searched. What is free this month is not known here."""
        said = f"searches: {state.citations.searches}"
        if self._is_free(state):
            return f"{said} · {_NOT_BILLED}"
        price = self.price(state.model)
        if price is None or price.search is None:
            return f"{said} · cost unknown"
        return (
            f"{said} · not in the cost: free up to {price.free_searches:,} a month, "
            f"then ${price.search:g} each"
        )

    def _searches_usd(self, state: ConversationState) -> float | None:
        """Maximum of US dollars that searches cost: what they do when none is free any more."""
        if self._is_free(state) or not state.citations.searches:
            return 0.0
        price = self.price(state.model)
        if price is None or price.search is None:
            return None
        return round(state.citations.searches * price.search, 6)

    def _silence(self, state: ConversationState, unsent_s: float) -> str:
        said = f"silence: {clock(unsent_s)} not sent"
        price = None if self._is_free(state) else self.price(state.model)
        if price is None or not self.bills_silence(state.model):
            return said
        usd = unsent_s * AUDIO_TOKENS_S * price.audio_in / 1_000_000
        return f"{said}, saving at least {dollars(usd)}"

    def _is_free(self, state: ConversationState) -> bool:
        """Whether nothing is billed: a practice partner at --base-url says so when it answers."""
        return self.free or state.practice

    def _usd(self, state: ConversationState) -> float | None:
        if self._is_free(state):
            return 0.0
        usage = state.usage
        return usage.usd(self.price) if reported(usage.total) else None


LISTED = 8
"""Functions that the receipt names; the others are counted."""

_RAN = {"failed": "failed", "timed_out": "timed out"}
"""Outcomes of calls that ran, which are worth a word, in words."""

_RAN_NOT = {
    "refused": "refused",
    "withdrawn": "withdrawn",
    "repeated": "repeated",
    "lost": "lost",
}
"""Outcomes of other calls."""


def _functions(hands: Hands) -> list[str]:
    """How often functions were called and how long they took, and what still goes on."""
    tallies = sorted(hands.tallies.items(), key=lambda one: -one[1].ran)
    told = [_told(name, tally) for name, tally in tallies[:LISTED]]
    if len(tallies) > LISTED:
        told.append(f"{len(tallies) - LISTED} others")
    lines = [f"functions: {' · '.join(told)}"] if told else []
    for call in hands.open:
        name = visible(call.name)
        if call.started_at is not None:
            lines.append(f"{name}() was still running; livechat does not know how it ended.")
        else:
            lines.append(f"{name}() was not run.")
    return lines


def _told(name: str, tally: Tally) -> str:
    failed = [
        f"{count} {word}" if count < tally.ran else word for word, count in _counted(tally, _RAN)
    ]
    parts = [f"{tally.ran}×" + (f" ({', '.join(failed)})" if failed else "")] if tally.ran else []
    each_s = tally.took_s / tally.ran if tally.ran else 0.0
    if each_s >= WORTH_TOLD_S:
        parts.append(f"{each_s:.1f} s{' each' * (tally.ran > 1)}")
    parts += [f"{count} {word}" for word, count in _counted(tally, _RAN_NOT)]
    return f"{visible(name)} {', '.join(parts)}"


def _counted(tally: Tally, words: Mapping[str, str]) -> list[tuple[str, int]]:
    """The outcomes that there were, in words, and how often."""
    counts = ((word, tally.outcomes[outcome]) for outcome, word in words.items())
    return [(word, count) for word, count in counts if count]


def _tally(tally: Tally) -> dict[str, object]:
    return {"ran": tally.ran, "seconds": round(tally.took_s, 3), **tally.outcomes}


def _wait(first: list[float]) -> list[str]:
    """How long the user waited for answers; one wait has no median."""
    p50, p95 = percentile(first, 0.5), percentile(first, 0.95)
    if p50 is None or p95 is None:
        return []
    spread = f" (median; p95 {p95:.2f} s)" if len(first) > 1 else ""
    return [f"{p50:.2f} s to the first sound{spread}"]


_TROUBLES = {
    "overrun": ("microphone dropout", "microphone dropouts"),
    "underrun": ("speaker gap", "speaker gaps"),
    "dropped": ("chunk dropped by a slow link", "chunks dropped by a slow link"),
    "starved": ("answer slower than speech", "answers slower than speech"),
}
"""One, and more than one."""


def _troubles(counts: Mapping[str, int]) -> str:
    return " · ".join(f"{count} {_TROUBLES[what][count > 1]}" for what, count in counts.items())


def reported(usage: Usage) -> bool:
    """Whether the service counted anything at all."""
    return usage != Usage()


def _turns(count: int, last: bool) -> str:
    return "last turn" if last else f"{count} turn{'s' * (count != 1)}"


def dollars(usd: float) -> str:
    """An amount in US dollars that never reads as nothing."""
    return f"${usd:.4f}" if usd >= 0.0001 else f"${usd:.7f}"


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 3)


def _lasted(state: ConversationState, now: float) -> float:
    return now - (now if state.started_at is None else state.started_at)


def clock(seconds: float) -> str:
    """A duration as a clock shows it: whole minutes and seconds, after an hour with hours."""
    minutes, rest = divmod(max(0, int(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
