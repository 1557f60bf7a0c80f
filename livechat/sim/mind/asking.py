"""The mind that asks a language model: what the model is to know, and what may come of it."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterator, Sequence
from typing import Final

from livechat.sim.mind.answer import Answer, Call, Manner, Result
from livechat.sim.mind.question import Message, Model, Question, Shown, User, Wish
from livechat.sim.protocol.terms import Terms
from livechat.sim.protocol.toolbox import Toolbox
from livechat.sim.protocol.usage import Context, Exchange

MOST_PICTURES: Final = 3
"""Pictures that a question shows, the newest: each takes hundreds of tokens and some time."""

log = logging.getLogger("livechat.sim")


class Asking:
    """Asks a language model about everything.

    Args:
        terms: What the setup agreed on.
    """

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._instruction = terms.instruction
        self._toolbox = terms.toolbox
        self._context = Context()
        self._shown: deque[Shown] = deque(maxlen=MOST_PICTURES)

    def learn(self, text: str) -> None:
        """Nothing: the context keeps it."""

    def answer(self, text: str) -> Answer:
        """The question about everything so far."""
        return Answer(question=self._question())

    def result(self, results: Sequence[Result]) -> Answer:
        """The question again: the results are in the context by now."""
        return Answer(question=self._question())

    def calls(self, wishes: Sequence[Wish]) -> list[Call]:
        """The calls of declared functions among them; a small model makes names up."""
        known = {function.name: function for function in self._toolbox.functions}
        for wish in wishes:
            if wish.name not in known:
                log.info("the language model calls %r, which is not declared", wish.name)
        return [
            Call(wish.name, wish.args, known[wish.name].blocking)
            for wish in wishes
            if wish.name in known
        ]

    def attend(self, text: str) -> Manner:
        """Everything is answered."""
        return Manner.ANSWER

    def instruct(self, text: str) -> None:
        """Take a new system instruction."""
        self._instruction = text

    def equip(self, toolbox: Toolbox) -> None:
        """Take new tools."""
        self._toolbox = toolbox

    def see(self, mime: str, data: bytes) -> None:
        """A picture joined the context."""
        self._shown.append(Shown(mime, data))

    def recall(self, context: Context) -> None:
        """Answer from this context from now on."""
        self._context = context

    def _question(self) -> Question:
        messages = [
            message for exchange in self._context.exchanges() for message in _messages(exchange)
        ]
        return Question(
            tuple(_with_pictures(messages, tuple(self._shown))),
            instruction=self._instruction,
            functions=self._toolbox.functions,
            temperature=self._terms.temperature,
            max_tokens=self._terms.max_tokens,
            seed=self._terms.seed,
        )


def _messages(exchange: Exchange) -> Iterator[Message]:
    """What was said and called in one exchange."""
    if exchange.lines:
        yield User("\n".join(exchange.lines))
    yield from exchange.calls
    if exchange.answer:
        yield Model(exchange.answer.strip())


def _with_pictures(messages: Sequence[Message], shown: tuple[Shown, ...]) -> Iterator[Message]:
    """The messages, the last of the user's with the pictures."""
    last = max((at for at, one in enumerate(messages) if isinstance(one, User)), default=None)
    if shown and last is None:
        yield User("", shown)
    for at, message in enumerate(messages):
        if shown and at == last and isinstance(message, User):
            yield User(message.text, shown)
        else:
            yield message
