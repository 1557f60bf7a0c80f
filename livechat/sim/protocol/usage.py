"""What a session's context would be billed: tokens by modality, the whole context every turn.

Sound is 25 tokens a second ("Tokens" in the Gemini API guide); text is taken as one token for
four characters, the guide's rule of thumb. Earlier answers are carried along as their words, so
that the AUDIO tokens of a prompt are the seconds the client sent and no others.

The context is kept exchange by exchange: what the user gave since the last answer, and that
answer. Compression forgets whole exchanges, the oldest first, and never the instruction.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

from livechat.core.talk.usage import AUDIO_TOKENS_S

CHARACTERS_PER_TOKEN: Final = 4

MOST_EXCHANGES: Final = 10_000
"""Exchanges told apart, days of talk; older ones are counted together and their words are lost."""

MOST_CHARACTERS: Final = 1_000_000
"""Characters of words and calls kept for all exchanges, a day of talk; the oldest go first."""

MOST_LINES: Final = 1_000
"""Lines, calls and pictures kept for one exchange; a client may add to it for ever."""

MOST_PICTURES: Final = 3
"""Pictures kept, the newest: a model needs hundreds of tokens and some time for each."""

MOST_PICTURE_BYTES: Final = 8_000_000
"""Bytes of the pictures kept, three large photographs; saved sessions keep them too."""

Spelling = Literal["gemini", "vertex", "gateway"]
"""Whose names the usage fields have."""


def text_tokens(text: str) -> int:
    """Tokens of `text`, rounded up; blank text costs nothing."""
    return -(-len(text.strip()) // CHARACTERS_PER_TOKEN)


@dataclass(frozen=True, slots=True)
class Ran:
    """A function that was called."""

    name: str
    args: Mapping[str, Any]
    response: Mapping[str, Any] | None
    """As the client wrote it; None: there is none yet."""


@dataclass(frozen=True, slots=True)
class Spoke:
    """What the model said, as far as the user heard it."""

    words: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture of the user's."""

    mime: str
    data: bytes = field(repr=False)
    """As the client sent it: JPEG, PNG or WebP, usually."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The place of a picture among what was said (`Context.picture`)."""

    number: int


Part = str | Spoke | Ran | Seen
"""A line of the user, words of the model, a function call, or a picture."""


@dataclass(slots=True)
class Exchange:
    """What the user gave, and the answer to it."""

    tokens: Counter[str] = field(default_factory=Counter)
    """By modality, sound excepted."""
    seconds: float = 0.0
    """Sound the user sent."""
    parts: deque[Part] = field(default_factory=deque)
    """What was said, shown and called, oldest first."""

    @property
    def lines(self) -> list[str]:
        """What the user said."""
        return [part for part in self.parts if isinstance(part, str)]

    def total(self) -> Counter[str]:
        """Tokens by modality."""
        sound = Counter(AUDIO=round(self.seconds * AUDIO_TOKENS_S))
        return +(self.tokens + sound)

    def length(self) -> int:
        """Characters of what was said and called."""
        return sum(map(_length, self.parts))


def _length(part: Part) -> int:
    match part:
        case str():
            return len(part)
        case Spoke(words):
            return len(words)
        case Ran(_, args, response):
            return len(str(args)) + len(str(response))
        case _:
            return 0


@dataclass(frozen=True, slots=True)
class Record:
    """What one answer would be billed: tokens by modality."""

    prompt: Counter[str]
    response: Counter[str]
    thoughts: int = 0
    tool_use: int = 0
    """Tokens of function results that went into it."""


class Context:
    """What one session keeps in mind, counted as it grows."""

    def __init__(self) -> None:
        self.seconds_heard = 0.0
        """Seconds of sound in the context, forgotten ones included."""
        self._instruction = 0
        self._past: deque[Exchange] = deque()
        self._now = Exchange()
        self._characters = 0
        self._pictures: dict[int, Shown] = {}
        self._shown = 0

    def instruct(self, text: str) -> None:
        """A system instruction, replacing the one before."""
        self._instruction = text_tokens(text)

    def read(self, text: str) -> None:
        """Text joins the context."""
        self._now.tokens["TEXT"] += text_tokens(text)

    def said(self, line: str) -> None:
        """Keep the user's words, to be learned again after a compression or a resumption."""
        self._keep(line)

    def spoke(self, words: str) -> None:
        """Keep words of the model, ahead of the end of its answer."""
        if words:
            self._keep(Spoke(words))

    def ran(self, name: str, args: Mapping[str, Any], response: Mapping[str, Any] | None) -> None:
        """Keep that a function was called, and again when its result came."""
        self._keep(Ran(name, args, response))

    def show(self, picture: Shown) -> None:
        """Keep a picture where it belongs among the words, as long as no newer ones take its
        place.
        """
        self._shown += 1
        self._keep(Seen(self._shown))
        self._pictures[self._shown] = picture
        while (
            len(self._pictures) > MOST_PICTURES
            or sum(len(one.data) for one in self._pictures.values()) > MOST_PICTURE_BYTES
        ):
            gone = Seen(next(iter(self._pictures)))
            del self._pictures[gone.number]
            if gone in self._now.parts:  # an hour of video leaves no marks
                self._now.parts.remove(gone)

    def picture(self, seen: Seen) -> Shown | None:
        """The picture that was shown there, if it is still kept."""
        return self._pictures.get(seen.number)

    def unsaid(self, count: int) -> None:
        """Forget the last lines that were kept since the last answer."""
        kept: deque[Part] = deque()
        for part in reversed(self._now.parts):
            if count and isinstance(part, str):
                self._characters -= len(part)
                count -= 1
            else:
                kept.appendleft(part)
        self._now.parts = kept

    def _keep(self, part: Part) -> None:
        parts = self._now.parts
        parts.append(part)
        self._characters += _length(part)
        if len(parts) > MOST_LINES:
            self._characters -= _length(parts.popleft())

    def see(self, tokens: int, modality: Literal["VIDEO", "IMAGE"]) -> None:
        """A picture joins the context."""
        self._now.tokens[modality] += tokens

    def hear(self, seconds: float) -> None:
        """Seconds of sound join the context."""
        self._now.seconds += seconds
        self.seconds_heard += seconds

    def lines(self) -> list[str]:
        """What the user said, as far as it is remembered, oldest first."""
        return [line for exchange in (*self._past, self._now) for line in exchange.lines]

    def exchanges(self) -> tuple[Exchange, ...]:
        """What is remembered, oldest first; the last one waits for its answer. To be read only."""
        return (*self._past, self._now)

    def prompt(self) -> Counter[str]:
        """Tokens of the whole context by modality."""
        seconds = sum(exchange.seconds for exchange in self._past) + self._now.seconds
        total = Counter(TEXT=self._instruction, AUDIO=round(seconds * AUDIO_TOKENS_S))
        for exchange in (*self._past, self._now):
            total.update(exchange.tokens)
        return +total

    def answer(
        self,
        words: str,
        seconds: float,
        thought: str = "",
        tool_use: int = 0,
        heard: str | None = None,
        noted: int = 0,
    ) -> Record:
        """Account for one answer; its words join the context after it.

        Args:
            words: What was said, or written.
            seconds: How long it sounded; 0 for an answer in text.
            thought: What was thought, shown or not.
            tool_use: Tokens of function results in it.
            heard: What the user heard of the words, their beginning; None: all of them.
            noted: Characters of the words that the context has by now (`spoke`).
        """
        prompt = self.prompt()
        written = 0 if seconds else text_tokens(words)
        response = Counter(TEXT=written, AUDIO=round(seconds * AUDIO_TOKENS_S))
        self._now.tokens["TEXT"] += text_tokens(words) + tool_use
        self.spoke(words[noted:])
        if heard is not None:
            self._unheard(len(words) - len(heard))
        self._past.append(self._now)
        self._now = Exchange()
        self._trim()
        if len(self._past) > MOST_EXCHANGES:
            oldest, next_oldest = self._past.popleft(), self._past.popleft()
            both = Exchange(
                oldest.tokens + next_oldest.tokens, oldest.seconds + next_oldest.seconds
            )
            self._past.appendleft(both)
            self._characters -= oldest.length() + next_oldest.length()
        return Record(prompt, +response, text_tokens(thought), tool_use)

    def compress(self, trigger: int, target: int) -> bool:
        """Forget the oldest exchanges if the context has grown past `trigger` tokens.

        Returns:
            Whether anything was forgotten; then at most `target` tokens are left, or nothing but
            the instruction and what is yet to be answered.
        """
        size = self.prompt().total()
        if size <= trigger or not self._past:
            return False
        while self._past and size > target:
            forgotten = self._past.popleft()
            size -= forgotten.total().total()
            self._characters -= forgotten.length()
        return True

    def _unheard(self, characters: int) -> None:
        """Forget the last characters of the model's words."""
        kept: deque[Part] = deque()
        for part in reversed(self._now.parts):
            if isinstance(part, Spoke):
                left = part.words[: max(0, len(part.words) - characters)]
                cut = len(part.words) - len(left)
                characters, self._characters = characters - cut, self._characters - cut
                if left:
                    kept.appendleft(Spoke(left))
            else:
                kept.appendleft(part)
        self._now.parts = kept

    def _trim(self) -> None:
        """Forget the oldest words when they are too many; their tokens stay."""
        for at, exchange in enumerate(self._past):
            if self._characters <= MOST_CHARACTERS:
                break
            self._characters -= exchange.length()
            self._past[at] = Exchange(exchange.tokens, exchange.seconds)  # copies share the old one

    def copy(self) -> Context:
        """The context as it is now, to be gone on from later."""
        other = copy(self)
        other._past = self._past.copy()  # of exchanges that are over and do not change
        other._now = replace(
            self._now, tokens=self._now.tokens.copy(), parts=self._now.parts.copy()
        )
        other._pictures = self._pictures.copy()
        return other


def spelled(record: Record, spelling: Spelling) -> dict[str, Any]:
    """A record as the `usageMetadata` of one of the services."""
    return _SPELLINGS[spelling](record)


def _google(answer: str) -> Callable[[Record], dict[str, Any]]:
    def spell(record: Record) -> dict[str, Any]:
        prompt, response = record.prompt, record.response
        extra = {
            "thoughtsTokenCount": record.thoughts,
            "toolUsePromptTokenCount": record.tool_use,
        }
        return {
            "promptTokenCount": prompt.total(),
            f"{answer}TokenCount": response.total(),
            **{name: count for name, count in extra.items() if count},
            "totalTokenCount": prompt.total() + response.total() + sum(extra.values()),
            "promptTokensDetails": _details(prompt),
            f"{answer}TokensDetails": _details(response),
        }

    return spell


def _gateway(record: Record) -> dict[str, Any]:
    return {
        "inputTokenCount": record.prompt.total() + record.tool_use,
        "outputTokenCount": record.response.total() + record.thoughts,
        "inputTokenDetails": _named(record.prompt),
        "outputTokenDetails": _named(record.response),
    }


def _details(counts: Counter[str]) -> list[dict[str, Any]]:
    return [{"modality": kind, "tokenCount": count} for kind, count in counts.items()]


def _named(counts: Counter[str]) -> dict[str, int]:
    return {f"{kind.lower()}Tokens": count for kind, count in counts.items()}


_SPELLINGS: Final[Mapping[str, Callable[[Record], dict[str, Any]]]] = {
    "gemini": _google("response"),
    "vertex": _google("candidates"),
    "gateway": _gateway,
}
