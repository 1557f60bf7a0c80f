"""Numbers, lengths of time, dates and times of day in the words of a request.

What is read of them comes first: every reader takes a clause and returns words that no other value
has used. Then the finders, which take a parameter, too, and use the words they return.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from livechat.sim.mind.clauses import Clause, Span
from livechat.sim.mind.declared import Parameter, Scalar
from livechat.sim.mind.numbers import NUMERALS, digits

SECONDS: Final = {
    "second": 1, "sec": 1, "minut": 60, "min": 60, "hour": 3_600, "hr": 3_600, "hrs": 3_600,
    "day": 86_400, "week": 604_800,
}  # fmt: skip
"""By the stem of a unit of time."""

_MOST_NUMERALS: Final = 8


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a clause."""

    span: Span
    value: str
    """Digits, perhaps with a sign and decimals."""
    unit: str
    """Stem of the word after it; `percent` for the sign too."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A date, a time of day, or both."""

    span: Span
    day: str
    """As said; empty when only a time was."""
    clock: str


def numbers(clause: Clause) -> list[Number]:
    """Numbers in digits and in words."""
    found = []
    at = 0
    while at < len(clause):
        last, value = _number(clause, at)
        if not value:
            at += 1
            continue
        start, end = clause.words[at].start, clause.words[last - 1].end
        spelled = at > 0 and clause.words[at - 1].plain == "minus"
        below = spelled or re.search(r"(?:^|\s)[-−]$", clause.text[max(0, start - 2) : start])
        sign = "-" if below else ""
        unit = clause.words[last].stem if last < len(clause) else ""
        if clause.text[end : end + 2].strip().startswith("%"):
            unit = "percent"
        found.append(Number(Span(at, last), sign + value, unit))
        at = last
    return found


def _number(clause: Clause, at: int) -> tuple[int, str]:
    last = at
    while last < min(at + _MOST_NUMERALS, len(clause)) and clause.free(last):
        plain = clause.words[last].plain
        if not (plain in NUMERALS or plain[0].isdecimal()) or (
            last > at and clause.gap(last).strip("-").strip()
        ):
            break
        last += 1
    if last > at and clause.words[at].plain == "one" and at:
        before = clause.words[at - 1].plain
        if before in ("the", "this", "that", "another", "which", "each", "every", "no"):
            return at, ""
    for end in range(last, at, -1):
        value = digits(" ".join(word.plain for word in clause.words[at:end]))
        if value and re.fullmatch(r"\d{1,15}(?:\.\d{1,15})?", value, re.ASCII):
            return end, value
    return at, ""


def durations(clause: Clause) -> list[tuple[Span, float]]:
    """Lengths of time and their seconds: "5 minutes", "half an hour", "1 hour and 30 minutes"."""
    found: list[tuple[Span, float]] = []
    for first, last, amount in sorted(_amounts(clause)):
        seconds = amount * SECONDS[clause.words[last - 1].stem]
        if found:
            before, total = found[-1]
            between = range(before.last, first)
            linked = all(clause.words[at].plain == "and" for at in between)
            if linked and clause.words[before.last - 1].stem != clause.words[last - 1].stem:
                found[-1] = (Span(before.first, last), total + seconds)
                continue
        found.append((Span(first, last), seconds))
    return found


def _amounts(clause: Clause) -> list[tuple[int, int, float]]:
    """First word, last word (a unit of time) and how many of it."""
    found = [
        (number.span.first, number.span.last + 1, float(number.value))
        for number in numbers(clause)
        if number.unit in SECONDS and clause.free(number.span.last)
    ]
    for at in range(1, len(clause)):
        words = [word.plain for word in clause.words[max(0, at - 2) : at]]
        if clause.words[at].stem in SECONDS and clause.free(at) and words[-1] in ("a", "an"):
            half = words[0] == "half"
            found.append((at - 2 if half else at - 1, at + 1, 0.5 if half else 1.0))
    return found


_HOUR: Final = (
    r"(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b(?![:.,]?\d)"
)
_HALF: Final = r"(?:[ap]\.m\.|[ap]m\b|o['’]clock|in the (?:morning|afternoon|evening)\b)"
_CLOCK: Final = (
    rf"\d{{1,2}}:\d\d(?::\d\d)?(?:\s?{_HALF})?"
    rf"|{_HOUR}(?:\s(?:fifteen|thirty|forty[ -]five|\d\d))?\s?{_HALF}|\d{{1,2}}{_HALF}"
    rf"|(?:half past|quarter past|quarter to)\s{_HOUR}"
    r"|noon\b|midnight\b|tonight\b|(?:this|in the) (?:morning|afternoon|evening)\b"
    rf"|(?<=\bat ){_HOUR}(?!\s?%)(?!\s(?:percent|degree|second|minute|hour|dollar|euro))"
)
_MONTH: Final = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december)\b"
)
_DAY: Final = (
    r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?Z?)?|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}"
    r"|today\b|(?:the )?day after tomorrow\b|yesterday\b"
    r"|tomorrow(?: morning| afternoon| evening| night)?\b"
    r"|(?:next |this )?(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b"
    r"|(?:next|this) (?:week|weekend|month|year)\b"
    rf"|(?:the )?\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}(?:,? \d{{4}}\b)?"
    rf"|{_MONTH} (?:the )?\d{{1,2}}(?:st|nd|rd|th)?\b(?:,? \d{{4}}\b)?"
    r"|in (?:\d{1,3}|a|two|three|four|five|ten) (?:days?|weeks?|months?)\b"
)
_LINK: Final = r"(?:,? (?:at |in |on |around |by )?|\s)"
_MOMENT: Final = re.compile(
    rf"\b(?:(?P<day>{_DAY})(?:{_LINK}(?P<then>{_CLOCK}))?"
    rf"|(?P<clock>{_CLOCK})(?:{_LINK}(?P<on>{_DAY}))?)",
    re.IGNORECASE,
)


def moments(clause: Clause) -> list[Moment]:
    """Dates and times of day, as said."""
    found = []
    for match, span in clause.search(_MOMENT):
        day = match["day"] or match["on"] or ""
        found.append(Moment(span, day, match["clock"] or match["then"] or ""))
    return found


def clock_of(said: str) -> tuple[int, int] | None:
    """Hours (0 to 23) and minutes of a time of day in digits: "7", "7:30 pm"."""
    found = re.match(r"(\d{1,2})(?:[: ](\d\d))?\s?([ap])?", said, re.IGNORECASE | re.ASCII)
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    half = (found[3] or "").lower()
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    return (hour, minute) if hour < 24 and minute < 60 else None


# For the parameters that want them

BETWEEN: Final = frozenset(("and", "the", "in", "to", "at", "for", "also"))
"""Words that may stand between two values of one parameter."""


def pointed_number(clause: Clause, parameter: Parameter) -> list[Scalar]:
    """Numbers that stand with the parameter's name or in its unit."""
    names = set(parameter.stems)
    units = [unit for unit in SECONDS if unit in names]
    units = units or [unit for unit in SECONDS if unit in parameter.described]
    if units and (lengths := durations(clause)):
        span, seconds = lengths[0]
        clause.use(span)
        return [_digits(seconds / SECONDS[units[0]])]
    if names & {"hour", "minut"}:
        return _clock_part(clause, "hour" in names)
    for number in numbers(clause):
        first = number.span.first
        near = {word.stem for word in clause.words[max(0, first - 3) : first]}
        if number.unit in names or names & near:
            return [_counted(clause, number, parameter)]
    return []


def _clock_part(clause: Clause, hour: bool) -> list[Scalar]:
    """The hour or the minute of a time of day, which both belong to."""
    for moment in moments(clause):
        if clock := clock_of(moment.clock):
            return [str(clock[0 if hour else 1])]
    return []


def next_number(clause: Clause, parameter: Parameter) -> list[Scalar]:
    """The first number nobody has taken."""
    for number in numbers(clause):
        return [_counted(clause, number, parameter)]
    return []


def _counted(clause: Clause, number: Number, parameter: Parameter) -> str:
    with_unit = number.unit == "percent" and clause.free(number.span.last)
    clause.use(Span(number.span.first, number.span.last + with_unit))
    share = number.unit == "percent" and parameter.kind == "number" and parameter.highest == 1
    return _digits(float(number.value) / 100) if share else number.value


def _digits(number: float) -> str:
    return str(int(number)) if number.is_integer() else str(number)


def time(clause: Clause, parameter: Parameter) -> list[Scalar]:
    """A time of day, or a moment; without anything surer, a number after "at"."""
    said = [one for one in moments(clause) if one.clock or not _dated(clause)]
    if said:
        several = joined(clause, [one.span for one in said])
        whole = [one.clock if _dated(clause) else clause.said(one.span) for one in said]
        for one in said[: len(several)]:
            clause.use(one.span)
        return list(whole[: len(several)])
    for number in numbers(clause):
        first = number.span.first
        if first and clause.words[first - 1].plain in ("at", "for", "by", "to", "around"):
            return [clause.use(number.span)]
    return []


def date(clause: Clause, parameter: Parameter) -> list[Scalar]:
    """A day."""
    for moment in moments(clause):
        if moment.day:
            if not moment.clock or not _timed(clause):
                clause.use(moment.span)
            return [moment.day]
    return []


def _dated(clause: Clause) -> bool:
    return bool(clause.labels & {"dat", "day"})


def _timed(clause: Clause) -> bool:
    return bool(clause.labels & {"tim", "hour", "when"})


def duration(clause: Clause, parameter: Parameter) -> list[Scalar]:
    """Lengths of time; several with an "and" between."""
    lengths = durations(clause)
    several = joined(clause, [span for span, _ in lengths])
    return [clause.use(span) for span in several]


def joined(clause: Clause, spans: Sequence[Span]) -> list[Span]:
    """The first span and those that follow it with nothing but an "and" between."""
    kept = list(spans[:1])
    for before, span in pairwise(spans):
        between = {clause.words[at].plain for at in range(before.last, span.first)}
        if "and" not in between or not between <= BETWEEN:
            break
        kept.append(span)
    return kept
