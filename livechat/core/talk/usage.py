"""Tokens: what the service reported, added up so that repeats and gaps do no harm.

The service bills the whole context again every turn, and reports a usage record with most turns.
Users matched their bill within 3 % by adding up every record. But a record may be repeated, may
grow, and may come after the turn it belongs to. So: within a turn, records with the same prompt
are one record, and the one with the most output counts; every other record adds to the sum.

Details by modality need not add up. The counts are trusted: details that exceed their count are
scaled down to it, and tokens without a detail are text. Users saw the difference billed so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

REMEMBERED_TURNS = 8
"""Turns whose records are kept apart, so that one told again is recognised. Users
saw records come within a second of their turn's end; the rest is reserve."""

_NONE: Mapping[str, int] = MappingProxyType({})


AUDIO_TOKENS_S: Final = 25
"""Tokens a second of sound ("Tokens" in the Gemini API guide)."""


@dataclass(frozen=True, slots=True)
class Usage:
    """One usage record. Details need not add up to the counts; absent numbers are 0."""

    prompt: int = 0
    """Tokens of context read."""
    response: int = 0
    """Tokens of answer written."""
    thoughts: int = 0
    """Tokens of thinking, billed as text out."""
    tool_use_prompt: int = 0
    """Tokens of tool results read."""
    cached: int = 0
    """Tokens of the prompt that came from a cache; `prompt` counts them, too."""
    total: int = 0
    """What the service says it comes to. It leaves the thoughts out."""
    prompt_by: Mapping[str, int] = field(default_factory=lambda: _NONE)
    """Prompt tokens by modality: TEXT, AUDIO, VIDEO, IMAGE, DOCUMENT."""
    response_by: Mapping[str, int] = field(default_factory=lambda: _NONE)
    """Response tokens by modality."""

    def __add__(self, other: Usage) -> Usage:
        return self._plus(other, 1)

    def __sub__(self, other: Usage) -> Usage:
        return self._plus(other, -1)

    def _plus(self, other: Usage, sign: int) -> Usage:
        return Usage(
            prompt=self.prompt + sign * other.prompt,
            response=self.response + sign * other.response,
            thoughts=self.thoughts + sign * other.thoughts,
            tool_use_prompt=self.tool_use_prompt + sign * other.tool_use_prompt,
            cached=self.cached + sign * other.cached,
            total=self.total + sign * other.total,
            prompt_by=_sum(self.prompt_by, other.prompt_by, sign),
            response_by=_sum(self.response_by, other.response_by, sign),
        )

    @property
    def counted(self) -> int:
        """Tokens that can be priced; a record of none, or of a total alone, says nothing."""
        return self.prompt + self.response + self.thoughts + self.tool_use_prompt

    def fitted(self) -> Usage:
        """Return the record with details and cached tokens cut down to their counts."""
        return replace(
            self,
            cached=min(self.cached, self.prompt),
            prompt_by=_fitted(self.prompt_by, self.prompt),
            response_by=_fitted(self.response_by, self.response),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """US dollars for a million tokens of each kind."""

    text_in: float
    """US dollars for a million tokens of text, documents, tool results, and what has no kind."""
    audio_in: float
    """US dollars for a million tokens of sound that is heard."""
    video_in: float
    """US dollars for a million tokens of pictures and video."""
    text_out: float
    """US dollars for a million tokens of text, transcripts and thoughts."""
    audio_out: float
    """US dollars for a million tokens of sound that is spoken."""
    cached_in: float | None = None
    """US dollars for a million cached tokens of any kind; None: not known, they cost as others."""
    search: float | None = None
    """US dollars for one query of a web search; None: not known, or not charged by the query."""
    free_searches: int = 0
    """Queries, or questions that take some, that are free in a month, all of an account's."""

    def of(self, usage: Usage) -> float:
        """US dollars for `usage`."""
        usage = usage.fitted()
        read = {"AUDIO": self.audio_in, "VIDEO": self.video_in, "IMAGE": self.video_in}
        prompt = _cost(usage.prompt, usage.prompt_by, read, self.text_in)
        if self.cached_in is not None and usage.cached:
            # Which kinds were cached is not told: all of them, in proportion.
            prompt *= 1 - usage.cached / usage.prompt
            prompt += usage.cached * self.cached_in
        written = {"AUDIO": self.audio_out}
        response = _cost(usage.response, usage.response_by, written, self.text_out)
        text = usage.tool_use_prompt * self.text_in + usage.thoughts * self.text_out
        return (prompt + response + text) / 1e6


@dataclass(slots=True)
class _Turn:
    """What was reported of one turn."""

    records: dict[int, tuple[str, Usage]] = field(default_factory=dict)
    """By the size of the prompt: the model that did it, and the record that counts."""
    ended: bool = False


class UsageMeter:
    """Adds up usage records over a call."""

    def __init__(self) -> None:
        self.by_model: dict[str, Usage] = {}
        """Everything billed so far, by the model that did it."""
        self.newest: Usage | None = None
        """The record that came last: what it read and wrote is the context of the next turn."""
        self.turns_without = 0
        """Finished turns for which no record came: the total is then a lower bound."""
        self._turns: dict[int, _Turn] = {}

    @property
    def total(self) -> Usage:
        """Everything billed so far."""
        return sum(self.by_model.values(), Usage())

    def report(self, usage: Usage, model: str = "", turn: int = 0) -> None:
        """Take one record of a turn, which may have ended already.

        Args:
            usage: The record.
            model: Who did it. A record told again stays with the model that was named first.
            turn: The turn's number.
        """
        if not usage.counted:
            return
        of = self._turn(turn)
        if of.ended and not of.records:
            self.turns_without -= 1
        self.newest = usage = usage.fitted()
        model, earlier = of.records.get(usage.prompt, (model, Usage()))
        if usage.response + usage.thoughts >= earlier.response + earlier.thoughts:
            of.records[usage.prompt] = model, usage
            self.by_model[model] = self.by_model.get(model, Usage()) - earlier + usage

    def end_turn(self, turn: int = 0) -> None:
        """Note that a turn is over. Its record may still come."""
        of = self._turn(turn)
        if not (of.ended or of.records):
            self.turns_without += 1
        of.ended = True

    def usd(self, price: Callable[[str], Price | None]) -> float | None:
        """US dollars, by what each model costs; None where that is unknown for one of them."""
        sum_usd = 0.0
        for model, usage in self.by_model.items():
            priced = price(model)
            if priced is None:
                return None
            sum_usd += priced.of(usage)
        return sum_usd

    def _turn(self, turn: int) -> _Turn:
        found = self._turns.setdefault(turn, _Turn())
        if len(self._turns) > REMEMBERED_TURNS:
            del self._turns[next(iter(self._turns))]
        return found


def _sum(one: Mapping[str, int], other: Mapping[str, int], sign: int) -> Mapping[str, int]:
    return MappingProxyType(
        {
            kind: count
            for kind in {**one, **other}
            if (count := one.get(kind, 0) + sign * other.get(kind, 0))
        }
    )


def _fitted(by: Mapping[str, int], count: int) -> Mapping[str, int]:
    """Return details that add up to `count` at most, in the same proportion."""
    by = {kind: tokens for kind, tokens in by.items() if tokens > 0}
    told = sum(by.values())
    if told <= count:
        return by
    return MappingProxyType({kind: tokens * count // told for kind, tokens in by.items()})


def _cost(count: int, by: Mapping[str, int], prices: Mapping[str, float], text: float) -> float:
    """Return millionths of US dollars: each kind at its price, the rest at that of text."""
    special = {kind: tokens for kind, tokens in by.items() if kind in prices}
    sounding = sum(tokens * prices[kind] for kind, tokens in special.items())
    return sounding + (count - sum(special.values())) * text
