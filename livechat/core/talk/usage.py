"""Tokens: what the service reported, added up so that repeats and gaps do no harm.

The service bills the whole context again every turn, and reports a usage record with most
turns. Users matched their bill within 3 % by adding up every record; but a record may also be
repeated or grow within one turn. So: within a turn, a record with the same prompt and no
smaller a response replaces the one before it; every other record adds to the sum.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

_NONE: Mapping[str, int] = MappingProxyType({})


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
    """Tokens of the prompt that came from a cache."""
    total: int = 0
    """What the service says it comes to."""
    prompt_by: Mapping[str, int] = field(default_factory=lambda: _NONE)
    """Prompt tokens by modality: TEXT, AUDIO, VIDEO, IMAGE, DOCUMENT."""
    response_by: Mapping[str, int] = field(default_factory=lambda: _NONE)
    """Response tokens by modality."""

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            prompt=self.prompt + other.prompt,
            response=self.response + other.response,
            thoughts=self.thoughts + other.thoughts,
            tool_use_prompt=self.tool_use_prompt + other.tool_use_prompt,
            cached=self.cached + other.cached,
            total=self.total + other.total,
            prompt_by=_sum(self.prompt_by, other.prompt_by),
            response_by=_sum(self.response_by, other.response_by),
        )

    def supersedes(self, earlier: Usage) -> bool:
        """Whether this record, in the same turn, is `earlier` told again or grown."""
        return (
            self.prompt == earlier.prompt
            and self.response >= earlier.response
            and self.thoughts >= earlier.thoughts
        )


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million tokens."""

    text_in: float
    audio_in: float
    """Also video and pictures, which the price page lists with audio."""
    text_out: float
    """Also thoughts."""
    audio_out: float

    def of(self, usage: Usage) -> float:
        """US dollars for `usage`. Tokens without a modality are taken as text."""
        return (
            _cost(usage.prompt + usage.tool_use_prompt, usage.prompt_by, self.text_in,
                  self.audio_in)
            + _cost(usage.response, usage.response_by, self.text_out, self.audio_out)
            + usage.thoughts * self.text_out / 1e6
        )  # fmt: skip


class UsageMeter:
    """Adds up usage records over a session."""

    def __init__(self) -> None:
        self.by_model: dict[str, Usage] = {}
        """Everything billed so far, by the model that did it."""
        self.turns_without = 0
        """Finished turns for which no record came: the total is then a lower bound."""
        self._turn = "", Usage()
        """The newest record, and whose it is."""
        self._reported = False

    @property
    def total(self) -> Usage:
        """Everything billed so far."""
        return sum(self.by_model.values(), Usage())

    def report(self, usage: Usage, model: str = "") -> None:
        """Take one record of the turn under way."""
        before, record = self._turn
        if self._reported and usage.supersedes(record):
            self.by_model[before] = _minus(self.by_model[before], record)
        self.by_model[model] = self.by_model.get(model, Usage()) + usage
        self._turn = model, usage
        self._reported = True

    def end_turn(self) -> None:
        """Close the turn: the next record is a new turn's."""
        if not self._reported:
            self.turns_without += 1
        self._reported = False

    def usd(self, price: Callable[[str], Price | None]) -> float | None:
        """US dollars, by what each model costs; None where that is unknown for one of them."""
        sum_usd = 0.0
        for model, usage in self.by_model.items():
            priced = price(model)
            if priced is None:
                return None
            sum_usd += priced.of(usage)
        return sum_usd


def _sum(one: Mapping[str, int], other: Mapping[str, int]) -> Mapping[str, int]:
    return MappingProxyType(
        {key: one.get(key, 0) + other.get(key, 0) for key in {**one, **other}}
    )  # fmt: skip


def _minus(total: Usage, part: Usage) -> Usage:
    return total + Usage(
        prompt=-part.prompt,
        response=-part.response,
        thoughts=-part.thoughts,
        tool_use_prompt=-part.tool_use_prompt,
        cached=-part.cached,
        total=-part.total,
        prompt_by={key: -value for key, value in part.prompt_by.items()},
        response_by={key: -value for key, value in part.response_by.items()},
    )


def _cost(count: int, by: Mapping[str, int], text: float, other: float) -> float:
    sounding = sum(tokens for kind, tokens in by.items() if kind not in ("TEXT", "DOCUMENT"))
    return (sounding * other + max(0, count - sounding) * text) / 1e6
