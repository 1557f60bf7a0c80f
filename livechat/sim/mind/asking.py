"""The mind that asks a language model: what the model is to know, and what may come of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from livechat.sim.mind.answer import Answer, Call, Manner, Result
from livechat.sim.mind.attention import attend, small
from livechat.sim.mind.question import GO_ON, Message, Model, Question, User, Wish
from livechat.sim.protocol.terms import Terms
from livechat.sim.protocol.toolbox import Toolbox
from livechat.sim.protocol.usage import Context, Part, Ran, Shown, Spoke


class Asking:
    """Asks a language model about everything; what was said is in the context alone.

    Args:
        terms: What the setup agreed on.
    """

    asks: Final = True

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._instruction = terms.instruction
        self._toolbox = terms.toolbox
        self._context = Context()

    def learn(self, text: str) -> None:
        """Nothing: the context keeps it."""

    def answer(self, text: str) -> Answer:
        """The language model's."""
        return Answer(asks=True)

    def result(self, results: Sequence[Result]) -> Answer:
        """The language model's; the results are in the context by now."""
        return Answer(asks=True)

    def question(self, context: Context, *, calls: bool = True) -> Question:
        """Everything in a context, the end of which is to be answered."""
        parts = [part for exchange in context.exchanges() for part in exchange.parts]
        return Question(
            _ending(_joined(_messages(_answered(parts), context))),
            instruction=self._instruction,
            functions=self._toolbox.functions if calls else (),
            temperature=self._terms.temperature,
            max_tokens=self._terms.max_tokens,
            seed=self._terms.seed,
        )

    def calls(self, wishes: Sequence[Wish]) -> list[Call]:
        """The calls of declared functions among them; a small model makes names up."""
        known = {function.name: function for function in self._toolbox.functions}
        return [
            Call(wish.name, wish.args, known[wish.name].blocking)
            for wish in wishes
            if wish.name in known
        ]

    def attend(self, text: str) -> Manner:
        """Whether it is finished and meant for the partner; the rules are for English.

        "Okay." is an answer to what the partner said; only who echoes words takes it for the
        beginning of more.
        """
        language = self._terms.language.lower()
        if language and not language.startswith("en"):
            return Manner.ANSWER
        manner = attend(text)
        return Manner.ANSWER if manner is Manner.WAIT and small(text) else manner

    def instruct(self, text: str) -> None:
        """Take a new system instruction."""
        self._instruction = text

    def equip(self, toolbox: Toolbox) -> None:
        """Take new tools."""
        self._toolbox = toolbox

    def see(self, mime: str, data: bytes) -> None:
        """Keep a picture in the context, among the words it was shown with."""
        self._context.show(Shown(mime, data))

    def recall(self, context: Context) -> None:
        """Keep pictures in this context from now on."""
        self._context = context


def _answered(parts: Sequence[Part]) -> list[Part]:
    """The parts without calls whose results follow, which stand for both."""
    waiting: dict[str, list[int]] = {}
    gone: set[int] = set()
    for at, part in enumerate(parts):
        if isinstance(part, Ran):
            open_calls = waiting.setdefault(f"{part.name} {part.args}", [])
            if part.response is None:
                open_calls.append(at)
            elif open_calls:
                gone.add(open_calls.pop(0))
    return [part for at, part in enumerate(parts) if at not in gone]


def _messages(parts: Iterable[Part], context: Context) -> Iterator[Message]:
    """A message for each part that says something."""
    for part in parts:
        match part:
            case str() if any(map(str.isalnum, part)):  # some clients send "." for an answer
                yield User(part)
            case Spoke(words) if words.strip():
                yield Model(words.strip())
            case Ran():
                yield part
            case _ if not isinstance(part, str | Spoke) and (shown := context.picture(part)):
                yield User("", (shown,))


def _joined(messages: Iterable[Message]) -> list[Message]:
    """Messages of one speaker after the other as one: many models take nothing else."""
    joined: list[Message] = []
    for message in messages:
        match (joined[-1] if joined else None, message):
            case (User(before, shown), User(text, pictures)):
                lines = "\n".join(filter(None, (before, text)))
                joined[-1] = User(lines, (*shown, *pictures))
            case (Model(before), Model(text)):
                joined[-1] = Model(f"{before} {text}")
            case _:
                joined.append(message)
    return joined


def _ending(messages: list[Message]) -> tuple[Message, ...]:
    """The messages, with something to be answered at their end."""
    answered = not messages or isinstance(messages[-1], Model)
    return (*messages, User(GO_ON)) if answered else tuple(messages)
