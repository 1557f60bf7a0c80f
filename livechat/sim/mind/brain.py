"""The practice partner's mind: what is said and done about a prompt.

It is a partner for trying out a client, not a mind. The same words always get the same answer
(but for the time of day, and a temperature above 1), so that tests can ask it things, and each
rule is there to show some part of a client: a long answer to interrupt, a memory that must
survive a reconnection, a function to run, a source to show.

The first of these that fits answers: words to be said again; a function that was declared; a
search or an address; the table of things people try; an echo.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final, Literal

from livechat.sim.mind import accounts, results, search, translation
from livechat.sim.mind.accounts import Known
from livechat.sim.mind.answer import Answer, Call, Manner, Result
from livechat.sim.mind.attention import attend
from livechat.sim.mind.functions import Functions
from livechat.sim.mind.intents import (
    ABILITIES,
    HELLO,
    INTENTS,
    REPEATING,
    STORY,
    WHO,
    Situation,
)
from livechat.sim.mind.memory import Memory
from livechat.sim.mind.pictures import described, look
from livechat.sim.mind.question import Question, Wish
from livechat.sim.mind.words import FRAMES, LONGEST_ANSWER, both_ends, plain_words, shortened
from livechat.sim.protocol.toolbox import Toolbox
from livechat.sim.protocol.usage import Context

__all__ = ["ABILITIES", "HELLO", "ONLY_ENGLISH", "STORY", "WHO", "Brain"]

ONLY_ENGLISH: Final = "I only know English, so I answer in English."

ECHOES: Final = ("You said: {}", "I heard this: {}", "Your words were: {}", "So you said: {}")
"""The first is the usual one; the others need a temperature."""

MOST_CALLS: Final = 100
"""Function calls that a client may tell of, the newest."""

STEADY: Final = 1.0
"""Temperature up to which the same words always get the same answer."""


class Brain:
    """The memory and the words of one session.

    Args:
        clock: Tells the time of day.
        language: BCP-47 of the language the client asked for; may be empty.
        instruction: The system instruction; may be empty.
        toolbox: What the client declared.
        task: What the model is for.
        target: BCP-47 of the language to translate into; empty for the service's own choice.
        echo_target: Whether what is in that language already is said again.
        temperature: Above 1 the wording varies; None is the service's default, 1.
        seed: Which of the ways it varies in.
    """

    asks: Final = False

    def __init__(
        self,
        clock: Callable[[], datetime],
        language: str = "",
        instruction: str = "",
        toolbox: Toolbox | None = None,
        task: Literal["conversation", "translation", "transcription"] = "conversation",
        target: str = "",
        echo_target: bool = False,
        temperature: float | None = None,
        seed: int | None = None,
    ) -> None:
        self._foreign = bool(language) and not language.lower().startswith("en")
        self._task = task
        self._target = target
        self._echo_target = echo_target
        self._lively = temperature is not None and temperature > STEADY
        self._seed = seed
        self._turn = 0
        self._unseen = 0
        self._calls: deque[Known] = deque(maxlen=MOST_CALLS)
        """Function calls that the client has told of."""
        self._now = Situation(clock)
        self.instruct(instruction)
        self.equip(toolbox or Toolbox())

    def learn(self, text: str) -> None:
        """Remember what is worth it in `text`, without answering."""
        text, told = accounts.read(both_ends(text))
        self._calls += told
        self._now.learned = self._now.memory.learn(text)

    def recall(self, context: Context) -> None:
        """Forget what was said and shown, then learn what the context holds of the user's words."""
        self._now.memory = Memory()
        self._now.pictures, self._now.picture, self._unseen = 0, None, 0
        for line in context.lines():
            self.learn(line)

    def instruct(self, text: str) -> None:
        """Take a new system instruction; the old one is void."""
        self._now.instruction = text[:LONGEST_ANSWER]

    def equip(self, toolbox: Toolbox) -> None:
        """Take new tools; the old ones are gone."""
        self._toolbox = toolbox
        self._functions = Functions(toolbox)
        kinds = {"Google Search": toolbox.search, "URL context": toolbox.url_context}
        self._now.tools = (
            *self._functions.names(),
            *(name for name, given in kinds.items() if given),
        )

    def see(self, mime: str, data: bytes) -> None:
        """A picture joined the context."""
        self._unseen += 1
        self._now.pictures += 1
        self._now.picture = look(mime, data)

    def attend(self, text: str) -> Manner:
        """Whether realtime input is finished, and meant for the partner."""
        return attend(text) if self._task == "conversation" else Manner.ANSWER

    def answer(self, text: str) -> Answer:
        """What to say and do about a prompt, which may be several lines, one said after the other.

        Facts end with their line; otherwise the lines are one text, as somebody who paused for
        thought meant it. Lines without a word, such as the "." that some clients send to ask for
        an answer, are left out. Of a very long text the beginning and the end count.
        """
        self._turn += 1
        text, told = accounts.read(FRAMES.sub(" ", both_ends(text)))
        self._calls += told
        if self._task == "transcription":
            return Answer()
        if self._task == "translation":
            return Answer(translation.translated(text, self._target, self._echo_target))
        self.learn(text)
        lines = [line for line in text.splitlines() if plain_words(line)]
        answer = self._decided("\n".join(lines), told)
        self._unseen = 0
        words = shortened(answer.words, LONGEST_ANSWER)
        if self._foreign and words:
            self._foreign = False
            words = f"{ONLY_ENGLISH} {words}"
        return Answer(words, answer.thought, answer.calls, answer.sources)

    def result(self, results_: Sequence[Result]) -> Answer:
        """Words for what functions gave back."""
        return Answer(results.spoken(results_))

    def question(self, context: Context, *, calls: bool = True) -> Question:
        """An empty one: this mind asks no language model."""
        return Question(())

    def calls(self, wishes: Sequence[Wish]) -> list[Call]:
        """None: this mind asks no language model."""
        return []

    def _decided(self, text: str, news: Sequence[Known]) -> Answer:
        plain = plain_words(text)
        if not plain:
            return _account(news) if news else self._nothing_said()
        if not REPEATING.search(plain):
            told = self._functions.answer(text) or search.consult(text, self._toolbox)
            if told is not None:
                return self._once(told)
        said = " ".join(text.split())
        for intent in INTENTS:
            found = intent.pattern.search(plain)
            if found and (words := intent.answer(self._now, found, said)):
                return Answer(words, f"The user {intent.aim}, and I have an answer to that.")
        return Answer(
            self._echo().format(shortened(said)),
            "I have no rule for what the user says, so I say it back.",
        )

    def _once(self, told: Answer) -> Answer:
        """An answer that calls nothing of which the client has told that it was done."""
        before = [one for one in self._calls if one.done]
        done = [
            one
            for call in told.calls
            for one in before
            if (one.name, dict(one.args)) == (call.name, dict(call.args))
        ]
        return _account(done) if done and len(done) >= len(told.calls) else told

    def _nothing_said(self) -> Answer:
        if self._unseen:
            words = described(self._now.pictures, self._now.picture)
            return Answer(words, "The user shows me something without a word; I say what I got.")
        return Answer("I am listening.", "The user wants an answer, but said nothing.")

    def _echo(self) -> str:
        """The usual wording, or any of them at a high temperature: by seed and turn alone."""
        if not self._lively:
            return ECHOES[0]
        return random.Random(f"{self._seed}/{self._turn}").choice(ECHOES)


def _account(known: Sequence[Known]) -> Answer:
    """Words for calls of which the client has told, without another call."""
    told = (": ".join(filter(None, (one.name, one.became))) for one in known)
    words = " ".join(f"{one}." for one in told)
    return Answer(words, "I know what became of that call, so I do not call again.")
