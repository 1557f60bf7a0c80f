"""Numbers, times and lengths of time in the words of a request, for the parameters that want them.

Like all finders, each takes a clause and a parameter, uses words no other value has, and returns
an empty list when none fit.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from livechat.sim.mind import amounts
from livechat.sim.mind.clauses import Clause, Span
from livechat.sim.mind.declared import Parameter, Scalar

BETWEEN: Final = frozenset(("and", "the", "in", "to", "at", "for", "also"))
"""Words that may stand between two values of one parameter."""


def pointed_number(clause: Clause, parameter: Parameter) -> list[Scalar]:
    """Numbers that stand with the parameter's name or in its unit."""
    names = set(parameter.stems)
    units = [unit for unit in amounts.SECONDS if unit in names]
    units = units or [unit for unit in amounts.SECONDS if unit in parameter.described]
    if units and (lengths := amounts.durations(clause)):
        span, seconds = lengths[0]
        clause.use(span)
        return [_digits(seconds / amounts.SECONDS[units[0]])]
    if names & {"hour", "minut"}:
        return _clock_part(clause, "hour" in names)
    for number in amounts.numbers(clause):
        first = number.span.first
        near = {word.stem for word in clause.words[max(0, first - 3) : first]}
        if number.unit in names or names & near:
            return [_counted(clause, number, parameter)]
    return []


def _clock_part(clause: Clause, hour: bool) -> list[Scalar]:
    """The hour or the minute of a time of day, which both belong to."""
    for moment in amounts.moments(clause):
        if clock := amounts.clock_of(moment.clock):
            return [str(clock[0 if hour else 1])]
    return []


def next_number(clause: Clause, parameter: Parameter) -> list[Scalar]:
    """The first number nobody has taken."""
    for number in amounts.numbers(clause):
        return [_counted(clause, number, parameter)]
    return []


def _counted(clause: Clause, number: amounts.Number, parameter: Parameter) -> str:
    with_unit = number.unit == "percent" and clause.free(number.span.last)
    clause.use(Span(number.span.first, number.span.last + with_unit))
    share = number.unit == "percent" and parameter.kind == "number" and parameter.highest == 1
    return _digits(float(number.value) / 100) if share else number.value


def _digits(number: float) -> str:
    return str(int(number)) if number.is_integer() else str(number)


def time(clause: Clause, parameter: Parameter) -> list[Scalar]:
    """A time of day, or a moment; without anything surer, a number after "at"."""
    moments = [one for one in amounts.moments(clause) if one.clock or not _dated(clause)]
    if moments:
        several = joined(clause, [one.span for one in moments])
        whole = [one.clock if _dated(clause) else clause.said(one.span) for one in moments]
        for one in moments[: len(several)]:
            clause.use(one.span)
        return list(whole[: len(several)])
    for number in amounts.numbers(clause):
        first = number.span.first
        if first and clause.words[first - 1].plain in ("at", "for", "by", "to", "around"):
            return [clause.use(number.span)]
    return []


def date(clause: Clause, parameter: Parameter) -> list[Scalar]:
    """A day."""
    for moment in amounts.moments(clause):
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
    lengths = amounts.durations(clause)
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
