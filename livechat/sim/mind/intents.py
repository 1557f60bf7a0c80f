"""Things people try, and what is said to them: one table.

Ears write what they hear in their own way (`Hello!`, `hello`, `forty two`, `42`), so patterns
are matched without case and punctuation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from livechat.sim.mind.memory import NAME, NOTE, Memory
from livechat.sim.mind.numbers import digits
from livechat.sim.mind.pictures import Picture, described
from livechat.sim.mind.words import SAYING, enumeration, shortened

HIGHEST_COUNT: Final = 100
"""Counts take half a second a number; this is a minute."""

_MOST_DIGITS: Final = len(str(HIGHEST_COUNT))

WHO: Final = (
    "I am livechat's practice partner, a small program on this computer. I am not Gemini, "
    "and I understand only a few things."
)
HELLO: Final = "Hello! I am livechat's practice partner, not Gemini. Ask me what I can do."
ABILITIES: Final = (
    "I can tell you the time, count, repeat what you say, tell a story, "
    "and remember things such as a number or your name. Everything else I say back to you."
)
STORY: Final = (
    "Once there was a lighthouse on a small island, and its keeper had a clock that was always "
    "seven minutes late. Every evening she lit the lamp by that clock, and every evening the "
    "ships came in seven minutes late, and nobody minded. One winter a watchmaker was washed "
    "ashore, and to thank her for his soup he put the clock right. That night the lamp was lit "
    "on time, and every ship in the bay arrived too early. The harbour was full of captains "
    "with nobody to meet them. In the morning the watchmaker saw what he had done, laughed, "
    "and turned the clock back. Since then it has been seven minutes late again, and everybody "
    "has been on time."
)
"""Some 45 seconds at 2.7 words a second: something to interrupt."""

REPEATING: Final = re.compile(SAYING + r"(?:repeat|say)\b")
"""Asks for words, whatever they are about."""


@dataclass(slots=True)
class Situation:
    """What an answer may depend on besides the words."""

    clock: Callable[[], datetime]
    """Tells the time of day."""
    memory: Memory = field(default_factory=Memory)
    learned: list[str] = field(default_factory=list)
    """Names of the facts in the prompt."""
    instruction: str = ""
    tools: Sequence[str] = ()
    """Names of everything declared."""
    pictures: int = 0
    """Pictures that joined the context."""
    picture: Picture | None = None
    """The last of them."""


@dataclass(frozen=True, slots=True)
class Intent:
    """Something people try."""

    pattern: re.Pattern[str]
    """Searched in the plain words: lower case, no punctuation but apostrophes."""
    answer: Callable[[Situation, re.Match[str], str], str | None]
    """Words for a match and the original text; None lets later entries try."""
    aim: str
    """What the user does, after "the user"."""


def _asked_back(now: Situation, found: re.Match[str], text: str) -> str | None:
    name = found["name"]
    if value := now.memory.facts.get(name):
        return f"You asked me to remember the {name} {value}."
    return f"You have not told me a {name} to remember."


def _fact(now: Situation, found: re.Match[str], text: str) -> str | None:
    name, mine = found["name"], found["owner"] == "my"
    if value := now.memory.facts.get(name):
        return f"{'Your' if mine else 'The'} {name} is {value}."
    return f"You have not told me your {name}." if mine else None


def _who_am_i(now: Situation, found: re.Match[str], text: str) -> str:
    name = now.memory.facts.get(NAME)
    return f"You are {name}." if name else "You have not told me your name."


def _promise(now: Situation, found: re.Match[str], text: str) -> str | None:
    if not now.learned:
        return None
    name = now.learned[-1]
    value = now.memory.facts[name]
    return f"I will remember {f'this: {value}' if name == NOTE else f'the {name} {value}'}."


def _repeat(now: Situation, found: re.Match[str], text: str) -> str | None:
    said = _REPEAT.search(text)
    return shortened(said["words"]).strip() if said else None


def _count(now: Situation, found: re.Match[str], text: str) -> str | None:
    number = digits(found["to"])
    if number is None or not number.isdecimal():
        return None
    number = number.lstrip("0")
    if not number:
        return None
    # By its length first: Python makes no integer of thousands of digits.
    if len(number) > _MOST_DIGITS or int(number) > HIGHEST_COUNT:
        return f"That takes long. I only count to {HIGHEST_COUNT}."
    return ", ".join(map(str, range(1, int(number) + 1))) + "."


def _time(now: Situation, found: re.Match[str], text: str) -> str:
    time = now.clock()
    half = "AM" if time.hour < 12 else "PM"
    return f"It is {time.hour % 12 or 12}:{time.minute:02} {half}."


def _instructions(now: Situation, found: re.Match[str], text: str) -> str:
    text = " ".join(now.instruction.split())
    return f"My instructions are: {shortened(text)}" if text else "I was given no instructions."


def _tools(now: Situation, found: re.Match[str], text: str) -> str:
    if not now.tools:
        return "You gave me no tools."
    return f"You gave me {enumeration(now.tools)}."


def _see(now: Situation, found: re.Match[str], text: str) -> str:
    return described(now.pictures, now.picture)


def _says(words: str) -> Callable[[Situation, re.Match[str], str], str]:
    return lambda now, found, text: words


_REPEAT: Final = re.compile(
    r"\b(?:repeat|say)\b(?:\s+(?:after me|this|the following|the words?|the phrase))?"
    r"[\s:,.-]*(?P<words>\S.*)",
    re.IGNORECASE,
)

INTENTS: Final = tuple(
    Intent(re.compile(pattern), answer, aim)
    for pattern, answer, aim in (
        (
            SAYING + r"(?:greet|welcome|say (?:hello|hi) to) the (?:user|caller|customer|guest)\b",
            _says(HELLO),
            "wants the user greeted",
        ),
        # Before everything that could be repeated.
        (SAYING + r"(?:repeat|say) after me\b", _repeat, "wants words repeated"),
        # Before statements: "what is my name" is none about a name.
        (
            r"\b(?:what|which) (?P<name>[a-z]+) (?:did i|i asked|i told|should you|were you)\b",
            _asked_back,
            "asks for something I was to remember",
        ),
        (
            r"\b(?:what(?: is|'s| was)|do you (?:know|remember)|tell me) "
            r"(?P<owner>my|the|that) (?P<name>[a-z]+(?: [a-z]+){0,2}?)"
            r"(?: again| please| i .*| that .*| you .*)?$",
            _fact,
            "asks for something I may have been told",
        ),
        (r"\bwho am i\b", _who_am_i, "asks for their own name"),
        (SAYING + r"(?:repeat|say)\b", _repeat, "wants words repeated"),
        (r"\bcount (?:up )?to (?P<to>.+?)(?: please| for me)?$", _count, "wants me to count"),
        (
            r"\b(?:story|fairy tale|long answer|(?:talk|speak) (?:for )?a (?:while|long time))\b",
            _says(STORY),
            "wants a long answer",
        ),
        (r"\bremember\b", _promise, "wants something remembered"),
        (
            r"\b(?:what time|what's the time|the time|what is the time|how late)\b",
            _time,
            "asks for the time",
        ),
        (
            r"\b(?:your instructions?|system (?:prompt|instruction))\b",
            _instructions,
            "asks for my instructions",
        ),
        (
            r"\b(?:what|which) (?:tools?|functions?)\b|\byour (?:tools|functions)\b",
            _tools,
            "asks for my tools",
        ),
        (
            r"\b(?:what (?:can|do) you (?:do|know)|how can you help|help me)\b|^help$",
            _says(ABILITIES),
            "asks what I can do",
        ),
        (
            r"\b(?:who|what) are you\b|\byour name\b|\bare you (?:gemini|google|an? |human|real)",
            _says(WHO),
            "asks who I am",
        ),
        (
            r"\bwhat (?:do|can) you see\b|\bcan you see\b|\bwhat is (?:on|in) (?:the|this|my) "
            r"(?:picture|photo|image|screen|camera)\b"
            r"|\b(?:describe|look at) (?:the|this|my) (?:picture|photo|image)\b",
            _see,
            "asks what I see",
        ),
        (
            r"^(?:hello|hi|hey|greetings|good (?:morning|afternoon|evening|day))\b(?: (?:there|you|"
            r"gemini|partner|everyone|world))?$",
            _says(HELLO),
            "greets me",
        ),
    )
)
"""The first entry that has words for a prompt answers it."""
