"""Which declared functions a prompt asks for, and with which arguments.

A function is called when the words name or describe it ("what is the weather in Paris?" is for
`get_weather`). Whoever tests a client can say exactly what is to be called, and with what:

    call get_weather with {"city": "Paris"}

Required arguments that the request itself lacks are looked for in the rest of the prompt: "I live
in Paris. Please call get_weather."
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, Final

from livechat.sim.mind.answer import Answer, Call
from livechat.sim.mind.arguments import build, complete, find
from livechat.sim.mind.clauses import Clause
from livechat.sim.mind.requests import Aim, Request, requests
from livechat.sim.mind.scoring import THRESHOLD, Known, know, overlap, points, telltales
from livechat.sim.mind.sentences import OPENING, clauses, runs
from livechat.sim.mind.shapes import leaves_of
from livechat.sim.mind.told import Command, Spoken, commands
from livechat.sim.mind.vocabulary import EMPTY
from livechat.sim.mind.words import enumeration, shortened, stem
from livechat.sim.protocol.toolbox import Toolbox

MOST_CALLS: Final = 8
"""Calls that one prompt leads to."""

_NO_VERBS: Final = frozenset(("a", "i", "is", "my", "on", "the", "what", "who"))


@dataclass(frozen=True, slots=True)
class _Chosen:
    known: Known
    request: Request
    telling: AbstractSet[int]
    """Indices of the request's words that gave it away."""
    naming: AbstractSet[int]
    """Those of them that are no argument, being its name."""

    @property
    def start(self) -> int:
        """Where the request stands in the prompt, in characters."""
        return self.request.words[0].start


class Functions:
    """The functions a client declared.

    Args:
        toolbox: What it declared; functions without a name are left out.
    """

    def __init__(self, toolbox: Toolbox) -> None:
        self._declared = {one.name: one for one in toolbox.functions if one.name}
        self._known = [know(one) for one in self._declared.values()]
        first = frozenset(known.words[0] for known in self._known if len(known.words) > 1)
        self._verbs = first - _NO_VERBS
        telling = frozenset[str]().union(*(known.telling for known in self._known))
        self._subjects = telling - frozenset(map(stem, self._verbs))
        self._spoken = Spoken({known.function.name: known.words for known in self._known})

    def names(self) -> list[str]:
        """The names of all functions, in the order they were declared."""
        return list(self._declared)

    def answer(self, text: str) -> Answer | None:
        """Calls for a prompt, or None when it asks for none of the functions."""
        text = self._spoken.written(text)
        return self._told(text) or self._asked(text)

    def _told(self, text: str) -> Answer | None:
        """Calls that were told by name, with arguments or without."""
        found = commands(text, self._declared)
        refusal = next(filter(None, map(self._refusal, found)), None)
        if refusal is not None:
            return refusal
        blank = text
        for one in found:
            blank = blank[: one.start] + " " * (one.end - one.start) + blank[one.end :]
        wishes = self._chosen(blank) if any(one.args is None for one in found) else []
        calls, thoughts = [], []
        for at, one in enumerate(found):
            filled = [one.args] if one.args is not None else self._meant(at, found, wishes, blank)
            calls += [self._call(one.name, args) for args in filled]
            said = enumeration([_with(args) for args in filled])
            thoughts.append(f"The user tells me to call {one.name}; I call it {said}.")
        return _answer(calls, thoughts)

    def _refusal(self, command: Command) -> Answer | None:
        """Words for a command that cannot be followed."""
        name = command.name
        if name not in self._declared:
            return Answer(
                f"There is no function {name}.",
                "The user names a function that is not declared.",
            )
        if not command.readable:
            return Answer(
                f"I cannot read the arguments of {name}: they are to be a JSON object.",
                f"The user wants {name} called, but its arguments are no JSON object.",
            )
        return None

    def _meant(
        self, at: int, found: Sequence[Command], wishes: Sequence[_Chosen], text: str
    ) -> list[dict[str, Any]]:
        """Arguments for a command without any: what else is said decides.

        What asks for the same function goes with the next command of that name, or the last.

        Args:
            at: Which of the commands it is.
            found: All commands.
            wishes: What else asks for a function.
            text: The prompt without its commands.
        """
        command = found[at]
        known = next((one for one in self._known if one.function.name == command.name), None)
        if known is None:
            return [{}]
        same = [one.start for one in found if one.name == command.name]
        mine = [
            one
            for one in wishes
            if one.known is known
            and command.start == next((at for at in same if at > one.start), same[-1])
        ]
        others = [one for one in wishes if one.known is not known]
        filled = self._filled(mine, wishes, text)
        if filled:
            return [args for _, sets in filled for args in sets]
        rest = self._rest(known, others, text, command.start)
        values = complete(known.parameters, {}, rest, told=True)
        return build(known.parameters, values) if values else [{}]

    def _asked(self, text: str) -> Answer | None:
        """Calls that the words ask for."""
        calls, thoughts = [], []
        wishes = self._chosen(text) if self._known else []
        for chosen, filled in self._filled(wishes, wishes, text):
            words, name = chosen.request.words, chosen.known.function.name
            calls += [self._call(name, args) for args in filled]
            said = dict.fromkeys(words[at].plain for at in sorted(chosen.telling))
            thoughts.append(
                f"The user speaks of {enumeration(list(said)[:3])}, and {name} is declared; "
                f"I call it {enumeration([_with(args) for args in filled])}."
            )
        return _answer(calls, thoughts)

    def _filled(
        self, wishes: Sequence[_Chosen], all_: Sequence[_Chosen], text: str
    ) -> list[tuple[_Chosen, list[dict[str, Any]]]]:
        """Each wish with its arguments. A wish that adds nothing to another is that one again:
        "What is the weather in Paris? Use get_weather."
        """
        own = [find(one.known.parameters, self._clause(one, text)) for one in wishes]
        full = {one.known.function.name for one, values in zip(wishes, own, strict=True) if values}
        done = []
        for one, values in zip(wishes, own, strict=True):
            name, parameters = one.known.function.name, one.known.parameters
            if not values and any(leaf.required for leaf in leaves_of(parameters)):
                if name in full:
                    continue
                full.add(name)
            whole = complete(parameters, values, self._rest(one.known, all_, text, one.start))
            done.append((one, build(parameters, whole)))
        return done

    def _clause(self, chosen: _Chosen, text: str) -> Clause:
        words = chosen.request.words
        first = frozenset((0,)) if words[0].plain in OPENING else frozenset[int]()
        return Clause(text, words, chosen.naming | first, _labels(chosen.known), chosen.telling)

    def _rest(self, known: Known, wishes: Sequence[_Chosen], text: str, near: int) -> list[Clause]:
        """What is said beside wishes, the nearest to a place first."""
        taken = [(one.start, one.request.words[-1].end) for one in wishes]
        naming = known.stems if known.telling else known.stems | known.described
        return clauses(text, runs(text, taken, near), naming, _labels(known))

    def _chosen(self, text: str) -> list[_Chosen]:
        spelled = {one for one in _NAMES.findall(text) if one in self._declared and _odd(one)}
        found: list[_Chosen] = []
        for request in requests(text, self._verbs, self._subjects):
            best = self._best(request, spelled)
            if not request.follows:
                found += [best] if best else []
            elif found and (best is None or best.known is found[-1].known):
                # It was no request of its own: "rock and roll music".
                before = found[-1].request
                whole = Request(before.aim, before.words + request.words, before.verb)
                found[-1] = self._best(whole, spelled) or found[-1]
            elif best:
                found.append(best)
        return found

    def _best(self, request: Request, spelled: AbstractSet[str]) -> _Chosen | None:
        """The function with the most points, if it has enough; the first of equals."""
        places: dict[str, list[int]] = {}
        for at, word in enumerate(request.words):
            places.setdefault(word.stem, []).append(at)
        stems = places.keys()
        known, most = None, (THRESHOLD, -1)
        for one in self._known:
            rank = (points(one, request, stems, spelled), overlap(one, stems))
            if rank > most:
                known, most = one, rank
        if known is None:
            return None
        naming = known.stems if known.telling & stems else known.stems | known.described
        verb = frozenset((0,)) if request.words[0].plain == request.verb else frozenset[int]()
        chosen = _Chosen(
            known,
            request,
            verb.union(*(places[one] for one in telltales(known) & stems)),
            verb.union(*(places[one] for one in naming & stems)),
        )
        return None if request.aim is Aim.THING and not _about(chosen) else chosen

    def _call(self, name: str, args: Mapping[str, Any]) -> Call:
        return Call(name, args, self._declared[name].blocking)


def _labels(known: Known) -> frozenset[str]:
    return frozenset(one for parameter in known.parameters for one in parameter.stems)


def _about(chosen: _Chosen) -> bool:
    """Whether words without a verb are about the function: they begin with it, and what else
    they say can be an argument.
    """
    full = [at for at, word in enumerate(chosen.request.words) if word.stem not in EMPTY]
    other = [at for at in full if at not in chosen.telling]
    begins = bool(full) and full[0] in chosen.telling
    return begins and (not other or bool(chosen.known.parameters))


def _answer(calls: Sequence[Call], thoughts: Sequence[str]) -> Answer | None:
    if not calls:
        return None
    calls = calls[:MOST_CALLS]
    words = ""
    if not any(call.blocking for call in calls):
        names = list(dict.fromkeys(call.name for call in calls))
        words = f"One moment, I am asking {shortened(enumeration(names))}."
    return Answer(words, shortened(" ".join(thoughts)), tuple(calls))


def _with(args: Mapping[str, Any]) -> str:
    if not args:
        return "without arguments"
    said = (
        f"{name} {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}"
        for name, value in args.items()
    )
    return f"with {enumeration(list(said))}"


def _odd(name: str) -> bool:
    """Whether a name cannot be an ordinary word."""
    return "_" in name or any(letter.isupper() for letter in name[1:])


_NAMES: Final = re.compile(r"[\w-]+")
