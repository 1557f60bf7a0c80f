"""Drives a session by hand, without sockets, threads or clocks."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any, Final

from livechat.sim.effects import Effect, Replay, Send, Speak, Stall, Wait
from livechat.sim.events import Event, Voiced, VoiceEnded, Waited
from livechat.sim.mind.answer import Answer, Call, Manner, Result
from livechat.sim.mind.asking import Asking
from livechat.sim.mind.pictures import Picture, look
from livechat.sim.mind.question import Question, Wish
from livechat.sim.protocol import wire
from livechat.sim.protocol.routes import Flavour, Route
from livechat.sim.protocol.toolbox import Toolbox
from livechat.sim.protocol.usage import Context
from livechat.sim.scenario import Scenario
from livechat.sim.talk.dialogue import Dialogue
from livechat.sim.talk.handles import Handles
from livechat.sim.talk.messages import NOTHINGS
from livechat.sim.talk.session import House, Session

SECOND = bytes(48_000)
"""A second of the partner's sound."""

LOW: dict[str, Any] = {"generationConfig": {"thinkingConfig": {"thinkingLevel": "LOW"}}}

PLAYED = Scenario(pace="instant", playback_pause=1.0)
"""Nothing waits but the end of a turn, for its sound to be played."""

AT_ONCE = Scenario(pace="instant")
"""Nothing waits."""

NO_INTERRUPTION = {"realtimeInputConfig": {"activityHandling": "NO_INTERRUPTION"}}


class Parrot:
    """A mind that shows what it was given."""

    asks: Final = False

    def __init__(self) -> None:
        self.learned: list[str] = []
        self.recalled: list[str] | None = None
        self.instructed = ""
        self.toolbox = Toolbox()
        self.pictures: list[Picture] = []
        self.context = Context()
        self.manner = Manner.ANSWER
        self.planned: Answer | None = None

    def learn(self, text: str) -> None:
        self.learned.append(text)

    def answer(self, text: str) -> Answer:
        return self.planned or Answer(f"re: {text}")

    def result(self, results: Sequence[Result]) -> Answer:
        return Answer(" ".join(f"{one.name} says {one.response['output']}." for one in results))

    def calls(self, wishes: Sequence[Wish]) -> list[Call]:
        return []

    def question(self, context: Context, *, calls: bool = True) -> Question:
        return Question(())

    def attend(self, text: str) -> Manner:
        return self.manner

    def instruct(self, text: str) -> None:
        self.instructed = text

    def equip(self, toolbox: Toolbox) -> None:
        self.toolbox = toolbox

    def see(self, mime: str, data: bytes) -> None:
        self.pictures.append(look(mime, data))

    def recall(self, context: Context) -> None:
        self.context = context
        self.recalled = context.lines() or self.recalled


class Stage:
    """Drives a session by hand and keeps what it did."""

    def __init__(
        self,
        setup: dict[str, Any] | None = None,
        scenario: Scenario | None = None,
        flavour: Flavour = "gemini",
        handles: Handles | None = None,
        name: str = "S1",
        asks: bool = False,
        now: float = 100.0,
        **house: Any,
    ) -> None:
        self.mind = Parrot()
        self.now = now
        self.effects: list[Effect] = []
        self.ticket = 0
        self.handles = handles or Handles()
        self.session = Session(
            House(
                scenario or PLAYED,
                lambda terms: Asking(terms) if asks else self.mind,
                self.handles,
                itertools.count(1),
                **house,
            ),
            Route(flavour, "v1beta"),
            name,
        )
        if setup is not None:
            usual = {
                "model": "gemini-3.8-live",
                "inputAudioTranscription": {},
                "outputAudioTranscription": {},
            }
            self.do(wire.Setup({**usual, **setup}))

    @property
    def dialogue(self) -> Dialogue:
        """What goes on after the setup."""
        assert self.session.dialogue is not None
        return self.session.dialogue

    def do(self, *events: Event) -> list[Effect]:
        """Let things happen; return what the session did about them."""
        start = len(self.effects)
        for event in events:
            self.effects += self.session.handle(event, self.now)
        for effect in self.effects[start:]:
            if isinstance(effect, Speak | Wait | Replay):
                self.ticket = effect.ticket
        return self.effects[start:]

    def ask(self, text: str = "hello", answer: Answer | None = None) -> list[Effect]:
        """Type something that the mind answers as planned."""
        self.mind.planned = answer
        return self.do(wire.Text(text))

    def voice(self, seconds: float = 1.0, words: str = "words") -> list[Effect]:
        """Voice part of the answer under way."""
        pcm = bytes(round(seconds * 24_000) * 2)
        return self.do(Voiced(self.ticket, pcm, words))

    def voice_ended(self) -> list[Effect]:
        """Come to the end of the words given to the voice."""
        return self.do(VoiceEnded(self.ticket))

    def waited(self) -> list[Effect]:
        """Let the time asked for pass."""
        return self.do(Waited(self.ticket))

    def finish(self) -> list[Effect]:
        """End the answer under way and let it play."""
        return [*self.voice_ended(), *self.waited()]


def sent(effects: Sequence[Effect]) -> list[dict[str, Any]]:
    """Server messages without usage, signs of activity and messages without content left out."""
    return [one for one in told(effects) if "voiceActivity" not in one and one not in NOTHINGS]


def told(effects: Sequence[Effect]) -> list[dict[str, Any]]:
    """All server messages, usage left out."""
    found = [dict(effect.message) for effect in effects if isinstance(effect, Send)]
    for message in found:
        message.pop("usageMetadata", None)
    return found


def stalls(effects: Sequence[Effect]) -> list[float]:
    """Seconds in which nothing is sent."""
    return [effect.seconds or 0.0 for effect in effects if isinstance(effect, Stall)]


def spoken(effects: Sequence[Effect]) -> list[str]:
    return [effect.text for effect in effects if isinstance(effect, Speak)]


def closed(effects: Sequence[Effect]) -> wire.Close | None:
    return next((effect for effect in effects if isinstance(effect, wire.Close)), None)


def typed(text: str, *, complete: bool = True, role: str = "user") -> wire.Content:
    return wire.Content((wire.Turn(role, text, ()),), complete)


INTERRUPTED = [{"serverContent": {"interrupted": True}}, {"serverContent": {"turnComplete": True}}]
GENERATED = {"serverContent": {"generationComplete": True}}
COMPLETE = {"serverContent": {"turnComplete": True}}
