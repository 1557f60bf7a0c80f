"""The receipt: what a conversation came to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from livechat.core.latency import percentile
from livechat.core.state import ConversationState
from livechat.core.usage import Price, Usage


@dataclass(frozen=True, slots=True)
class Summary:
    """Sums up the state at the end."""

    price: Price | None
    """What the model costs; None: unknown, and then the receipt says so."""
    free: bool = False
    """Whether nothing is billed: the practice partner."""
    saved: str = ""
    """Where the sound went; empty when nowhere."""

    def lines(self, state: ConversationState, now: float) -> list[str]:
        """The receipt in plain words; empty when nothing was said."""
        if not state.turns:
            return []
        turns = f"{state.turns} turn{'s' * (state.turns != 1)}"
        head = [_clock(_lasted(state, now)), turns]
        if state.interruptions:
            head.append(f"interrupted {state.interruptions}×")
        latency = percentile([turn.to_first_output for turn in state.latency.turns], 0.5)
        if latency is not None:
            head.append(f"{latency:.2f} s to the first sound (median)")
        lines = [" · ".join(head)]
        if state.usage.total != Usage():
            lines.append(self._tokens(state))
        if self.saved:
            lines.append(f"saved {self.saved}")
        return lines

    def fields(self, state: ConversationState, now: float) -> dict[str, object]:
        """The receipt as data. Unknown numbers are null, never 0."""
        first = [turn.to_first_output for turn in state.latency.turns]
        total = state.usage.total
        return {
            "seconds": round(_lasted(state, now), 3),
            "turns": state.turns,
            "answers": state.answers,
            "interruptions": state.interruptions,
            "first_output_p50_s": percentile(first, 0.5),
            "first_output_p95_s": percentile(first, 0.95),
            "tokens_in": total.prompt,
            "tokens_in_by": dict(total.prompt_by),
            "tokens_out": total.response,
            "tokens_out_by": dict(total.response_by),
            "tokens_thoughts": total.thoughts,
            "turns_without_usage": state.usage.turns_without,
            "usd": self._usd(total),
            "saved": self.saved or None,
        }

    def _tokens(self, state: ConversationState) -> str:
        total = state.usage.total
        at_least = "at least " if state.usage.turns_without else ""
        said = f"tokens: {at_least}{_count('in', total.prompt, total.prompt_by)}"
        said += f", {_count('out', total.response, total.response_by)}"
        if total.thoughts:
            said += f", thoughts {total.thoughts:,}"
        if self.free:
            return f"{said} · as Gemini would count them; nothing is billed"
        usd = self._usd(total)
        return f"{said} · cost {'unknown' if usd is None else f'about ${usd:.4f}'}"

    def _usd(self, usage: Usage) -> float | None:
        if self.free:
            return 0.0
        return self.price.of(usage) if self.price else None


def _count(side: str, count: int, by: Mapping[str, int]) -> str:
    audio = by.get("AUDIO", 0)
    return f"{side} {count:,}" + (f" (audio {audio:,})" if audio else "")


def _lasted(state: ConversationState, now: float) -> float:
    return now - (now if state.started_at is None else state.started_at)


def _clock(seconds: float) -> str:
    minutes, rest = divmod(max(0, round(seconds)), 60)
    return f"{minutes}:{rest:02d}"
