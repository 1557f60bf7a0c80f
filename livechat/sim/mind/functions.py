"""Which declared functions a prompt asks for, and with which arguments.

A function is called when the words name or describe it ("what is the weather in Paris?" is for
`get_weather`). Whoever tests a client can say exactly what is to be called, and with what:

    call get_weather with {"city": "Paris"}
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, Final

from livechat.sim.mind.answer import Answer, Call
from livechat.sim.mind.arguments import fill
from livechat.sim.mind.clauses import Clause
from livechat.sim.mind.requests import Aim, Request, requests
from livechat.sim.mind.scoring import THRESHOLD, Known, know, overlap, points, telltales
from livechat.sim.mind.vocabulary import EMPTY
from livechat.sim.mind.words import enumeration, shortened, stem
from livechat.sim.protocol.toolbox import Toolbox

MOST_FUNCTIONS: Final = 128
"""Functions that are chosen from, as many as the service lets a client declare."""

MOST_CALLS: Final = 8
"""Calls that one prompt leads to."""

DEEPEST_ARGUMENTS: Final = 32
"""Objects and lists within each other in arguments that were told."""

_NO_VERBS: Final = frozenset(("a", "i", "is", "my", "on", "the", "what", "who"))


@dataclass(frozen=True, slots=True)
class _Chosen:
    known: Known
    request: Request
    telling: AbstractSet[int]
    """Indices of the request's words that gave it away."""
    naming: AbstractSet[int]
    """Those of them that are no argument, being its name."""


class Functions:
    """The functions a client declared.

    Args:
        toolbox: What it declared; functions without a name are left out.
    """

    def __init__(self, toolbox: Toolbox) -> None:
        self._declared = {one.name: one for one in toolbox.functions if one.name}
        self._known = [know(one) for one in list(self._declared.values())[:MOST_FUNCTIONS]]
        first = frozenset(known.words[0] for known in self._known if len(known.words) > 1)
        self._verbs = first - _NO_VERBS
        telling = frozenset[str]().union(*(known.telling for known in self._known))
        self._subjects = telling - frozenset(map(stem, self._verbs))

    def names(self) -> list[str]:
        """The names of all functions, in the order they were declared."""
        return list(self._declared)

    def answer(self, text: str) -> Answer | None:
        """Calls for a prompt, or None when it asks for none of the functions."""
        return self._told(text) or self._asked(text)

    def _told(self, text: str) -> Answer | None:
        """Calls that were told exactly."""
        calls, thoughts = [], []
        for found in _TOLD.finditer(text):
            name = found["name"]
            if name not in self._declared:
                if "_" not in name and not (found["args"] and self._declared):
                    continue  # "call me tomorrow"
                return Answer(
                    f"There is no function {name}.",
                    "The user names a function that is not declared.",
                )
            args = _object_at(text, found.start("args")) if found["args"] else {}
            if args is None:
                return Answer(
                    f"I cannot read the arguments of {name}: they are to be a JSON object.",
                    f"The user wants {name} called, but its arguments are no JSON object.",
                )
            calls.append(self._call(name, args))
            thoughts.append(f"The user tells me to call {name}; I call it {_with(args)}.")
        return _answer(calls, thoughts)

    def _asked(self, text: str) -> Answer | None:
        """Calls that the words ask for."""
        calls, thoughts = [], []
        for chosen in self._chosen(text) if self._known else ():
            known, words = chosen.known, chosen.request.words
            labels = frozenset(one for parameter in known.parameters for one in parameter.stems)
            filled = fill(known.parameters, Clause(text, words, chosen.naming, labels))
            name = known.function.name
            calls += [self._call(name, args) for args in filled]
            said = dict.fromkeys(words[at].plain for at in sorted(chosen.telling))
            thoughts.append(
                f"The user speaks of {enumeration(list(said)[:3])}, and {name} is declared; "
                f"I call it {enumeration([_with(args) for args in filled])}."
            )
        return _answer(calls, thoughts)

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


def _object_at(text: str, at: int) -> dict[str, Any] | None:
    """The JSON object that begins there, if it is one that can be sent on."""
    try:
        value, _ = _JSON.raw_decode(text, at)
    except (ValueError, RecursionError):
        return None
    return value if _shallow(value) else None


def _shallow(value: Any) -> bool:
    level = [value]
    for _ in range(DEEPEST_ARGUMENTS):
        level = [
            inner
            for one in level
            if isinstance(one, dict | list)
            for inner in (one.values() if isinstance(one, dict) else one)
        ]
    return not level


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is not JSON")


_JSON: Final = json.JSONDecoder(parse_constant=_refuse)
_NAMES: Final = re.compile(r"[\w-]+")
_TOLD: Final = re.compile(
    r"\b(?:call|invoke|execute|run)\s+(?:the\s+)?(?:(?:function|tool)\s+)?"
    r"(?P<name>\w(?:[\w.:-]{0,198}\w)?)(?:\(\))?"
    r"(?:,?\s*(?:with\s+)?(?:(?:the\s+)?arguments\s+)?(?P<args>\{)"
    r"|(?=\s*(?:$|[.!?,;]|(?:and|then|please|now|with no arguments)\b)))",
    re.IGNORECASE,
)
