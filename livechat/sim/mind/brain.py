"""What the practice partner says: a table of things people try, and an echo for the rest.

It is a partner for trying out a client, not a mind. The same words always get the same answer
(but for the time of day), so that tests can ask it things, and each entry is there to show some
part of a client: a long answer to interrupt, a memory that must survive a reconnection, words
that come back as they were said.

Ears write what they hear in their own way (`Hello!`, `hello`, `forty two`, `42`), so patterns
are matched without case and punctuation.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from livechat.sim.mind.memory import NAME, NOTE, Memory
from livechat.sim.mind.numbers import digits

LONGEST_ECHO: Final = 300
"""Characters said back; a page of pasted text would be read out for minutes."""

LONGEST_PROMPT: Final = 4_000
"""Characters of a prompt that are looked at, four minutes of speech: all sessions wait while
one of them is thinking.
"""

LONGEST_ANSWER: Final = 1_000
"""Characters of an answer, a minute of speech; a hundred facts would take half an hour."""

HIGHEST_COUNT: Final = 100
"""Counts take half a second a number; this is a minute."""

_MOST_DIGITS: Final = len(str(HIGHEST_COUNT))

WHO: Final = (
    "I am livechat's practice partner, a small program on this computer. I am not Gemini, "
    "and I understand only a few things."
)
HELLO: Final = "Hello! I am livechat's practice partner, not Gemini. Ask me what I can do."
ABILITIES: Final = (
    "I can tell you the time and the date, count, repeat what you say, tell a story, "
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

ONLY_ENGLISH: Final = "I only know English, so I answer in English."


@dataclass(frozen=True, slots=True)
class Intent:
    """Something people try."""

    pattern: re.Pattern[str]
    """Searched in the plain words: lower case, no punctuation but apostrophes."""
    answer: Callable[[Brain, re.Match[str], str], str | None]
    """Words for a match and the original text; None lets later entries try."""


class Brain:
    """The memory and the words of one session.

    Args:
        clock: Tells the time of day.
        language: BCP-47 of the language the client asked for; may be empty.
        instructed: Whether the client gave a system instruction.
    """

    def __init__(
        self, clock: Callable[[], datetime], language: str = "", instructed: bool = False
    ) -> None:
        self._clock = clock
        self._foreign = bool(language) and not language.lower().startswith("en")
        self._instructed = instructed
        self._memory = Memory()
        self._learned: list[str] = []
        self._last = ""

    def learn(self, text: str) -> None:
        """Remember what is worth it in `text`, without answering."""
        self._learned = self._memory.learn(_both_ends(text))

    def answer(self, text: str) -> str:
        """Words for a prompt, which may be several lines said one after the other.

        Facts end with their line; otherwise the lines are one text, as somebody who paused for
        thought meant it. Lines without a word, such as the "." that some clients send to ask for
        an answer, are left out. Of a very long text the beginning and the end count.
        """
        text = _both_ends(text)
        self.learn(text)
        lines = [line for line in text.splitlines() if plain_words(line)]
        words = _shortened(self._words(" ".join(" ".join(lines).split())), LONGEST_ANSWER)
        self._last = words
        if self._foreign:
            self._foreign = False
            words = f"{ONLY_ENGLISH} {words}"
        return words

    def _words(self, text: str) -> str:
        plain = plain_words(text)
        for intent in INTENTS:
            found = intent.pattern.search(plain)
            if found and (words := intent.answer(self, found, text)):
                return words
        return f"You said: {_shortened(text)}" if plain else "I am listening."

    # Answers

    def _asked_back(self, found: re.Match[str], text: str) -> str | None:
        name = found["name"]
        if value := self._memory.facts.get(name):
            return f"You asked me to remember the {name} {value}."
        return f"You have not told me a {name} to remember."

    def _fact(self, found: re.Match[str], text: str) -> str | None:
        name, mine = found["name"], found["owner"] == "my"
        if value := self._memory.facts.get(name):
            return f"{'Your' if mine else 'The'} {name} is {value}."
        return f"You have not told me your {name}." if mine else None

    def _who_am_i(self, found: re.Match[str], text: str) -> str:
        name = self._memory.facts.get(NAME)
        return f"You are {name}." if name else "You have not told me your name."

    def _everything(self, found: re.Match[str], text: str) -> str:
        if not self._memory.facts:
            return "You have not asked me to remember anything yet."
        facts = [f"{name}: {value}" for name, value in self._memory.facts.items()]
        return f"I remember this. {'. '.join(facts)}."

    def _promise(self, found: re.Match[str], text: str) -> str | None:
        if not self._learned:
            return None
        name = self._learned[-1]
        value = self._memory.facts[name]
        return f"I will remember {f'this: {value}' if name == NOTE else f'the {name} {value}'}."

    def _greet_by_name(self, found: re.Match[str], text: str) -> str | None:
        if NAME not in self._learned:
            return None
        return f"Nice to meet you, {self._memory.facts[NAME]}."

    def _again(self, found: re.Match[str], text: str) -> str:
        return self._last or "I have not said anything yet."

    def _repeat(self, found: re.Match[str], text: str) -> str | None:
        said = _REPEAT.search(text)
        return _shortened(said["words"]).strip() if said else None

    def _count(self, found: re.Match[str], text: str) -> str | None:
        return _counted("1", found["to"])

    def _count_from(self, found: re.Match[str], text: str) -> str | None:
        return _counted(found["from"], found["to"])

    def _count_down(self, found: re.Match[str], text: str) -> str | None:
        return _counted(found["from"], found["to"] or "1")

    def _time(self, found: re.Match[str], text: str) -> str:
        now = self._clock()
        half = "AM" if now.hour < 12 else "PM"
        return f"It is {now.hour % 12 or 12}:{now.minute:02} {half}."

    def _date(self, found: re.Match[str], text: str) -> str:
        now = self._clock()
        return f"Today is {now:%A}, {now.day} {now:%B} {now.year}."

    def _instructions(self, found: re.Match[str], text: str) -> str:
        if not self._instructed:
            return "I was given no instructions."
        return "I was given instructions, but I am too simple to follow them."


def plain_words(text: str) -> str:
    """Lower-case words with single spaces; of punctuation only apostrophes and what is in
    numbers stays.
    """
    text = text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    return " ".join(re.findall(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)*", text))


def _both_ends(text: str) -> str:
    """`text`, or its two ends on lines of their own: what is asked stands at one of them."""
    if len(text) <= LONGEST_PROMPT:
        return text
    half = LONGEST_PROMPT // 2 - 1
    return f"{text[:half]}\n{text[-half:]}"


def _shortened(text: str, most: int = LONGEST_ECHO) -> str:
    """`text`, cut after a word if it has several, in at most `most` characters and an ellipsis."""
    if len(text) <= most:
        return text
    return (text[:most].rpartition(" ")[0] or text[:most]) + "…"


def _counted(first: str, last: str) -> str | None:
    start, end = digits(first), digits(last)
    if start is None or end is None or not (start + end).isdecimal():
        return None
    start, end = start.lstrip("0") or "0", end.lstrip("0") or "0"
    # By its length first: Python makes no integer of thousands of digits.
    if any(len(n) > _MOST_DIGITS or int(n) > HIGHEST_COUNT for n in (start, end)):
        return f"That takes long. I only count to {HIGHEST_COUNT}."
    low, high = int(start), int(end)
    step = 1 if low <= high else -1
    return ", ".join(str(number) for number in range(low, high + step, step)) + "."


def _says(words: str) -> Callable[[Brain, re.Match[str], str], str]:
    return lambda brain, found, text: words


_REPEAT: Final = re.compile(
    r"\b(?:repeat|say)\b(?:\s+(?:after me|this|the following|the words?|the phrase))?"
    r"[\s:,.-]*(?P<words>\S.*)",
    re.IGNORECASE,
)

_POLITE: Final = r"^(?:(?:please|now|ok|okay|hello|hi|hey|can you|could you|would you) )*"

INTENTS: Final = tuple(
    Intent(re.compile(pattern), answer)
    for pattern, answer in (
        # Before everything that could be repeated.
        (_POLITE + r"(?:repeat|say) after me\b", Brain._repeat),
        # Before statements: "what is my name" is none about a name.
        (
            r"\b(?:what|which) (?P<name>[a-z]+) (?:did i|i asked|i told|should you|were you)\b",
            Brain._asked_back,
        ),
        (
            r"\b(?:what(?: is|'s| was)|do you (?:know|remember)|tell me) "
            r"(?P<owner>my|the|that) (?P<name>[a-z]+(?: [a-z]+){0,2}?)"
            r"(?: again| please| i .*| that .*| you .*)?$",
            Brain._fact,
        ),
        (r"\bwho am i\b", Brain._who_am_i),
        (r"\bwhat (?:did i (?:ask|tell) you|do you remember|have i told you)\b", Brain._everything),
        (
            r"\b(?:say (?:that|it) again|repeat (?:that|it)|what did you say|pardon)\b",
            Brain._again,
        ),
        (_POLITE + r"(?:repeat|say)\b", Brain._repeat),
        (
            r"\bcount (?:down |backwards? )?from (?P<from>.+?) to (?P<to>.+?)(?: please)?$",
            Brain._count_from,
        ),
        (
            r"\bcount (?:down|backwards?) from (?P<from>.+?)(?: please)?$(?P<to>)",
            Brain._count_down,
        ),
        (r"\bcount (?:up )?to (?P<to>.+?)(?: please| for me)?$", Brain._count),
        (
            r"\b(?:story|fairy tale|long answer|(?:talk|speak) (?:for )?a (?:while|long time))\b",
            _says(STORY),
        ),
        (r"\bremember\b", Brain._promise),
        (r"\b(?:my name is|call me|i am called|i'm called)\b", Brain._greet_by_name),
        (r"\b(?:what time|what's the time|the time|what is the time|how late)\b", Brain._time),
        (r"\b(?:what day|which day|the date|today's date|what date)\b", Brain._date),
        (r"\b(?:your instructions?|system (?:prompt|instruction))\b", Brain._instructions),
        (r"\b(?:what (?:can|do) you (?:do|know)|how can you help|help me)\b", _says(ABILITIES)),
        (r"^help$", _says(ABILITIES)),
        (
            r"\b(?:who|what) are you\b|\byour name\b|\bare you (?:gemini|google|an? |human|real)",
            _says(WHO),
        ),
        (
            r"\bwhat (?:do|can) you see\b|\bcan you see\b|\bwhat is (?:on|in) (?:the|this|my) "
            r"(?:picture|photo|image|screen|camera)\b",
            _says("I have no eyes: pictures reach me, but I cannot look at them."),
        ),
        (r"\bcan you hear me\b", _says("Yes, I can hear you.")),
        (r"\bhow are you\b", _says("I am well, thank you. And you?")),
        (r"\b(?:thank you|thanks)\b", _says("You are welcome.")),
        (r"\b(?:good ?bye|bye|see you|good night)\b", _says("Goodbye. It was nice to practise.")),
        (
            r"^(?:hello|hi|hey|greetings|good (?:morning|afternoon|evening|day))\b(?: (?:there|you|"
            r"gemini|partner|everyone|world))?$",
            _says(HELLO),
        ),
    )
)
"""The first entry that has words for a prompt answers it."""
