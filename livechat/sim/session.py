"""One session's state: what comes in, what is to be done about it. No socket, clock or thread.

    phase       cue           next
    OPENING     SETUP         LISTENING    the first message was a setup that fits
    LISTENING   ANSWER        SPEAKING     there is something to answer, and nobody is talking
    SPEAKING    GENERATED     PLAYING      the last word has been sent: generationComplete
    PLAYING     PLAYED        LISTENING    the client is believed to have played it: turnComplete
    SPEAKING    INTERRUPT     LISTENING    the user spoke or typed: interrupted, turnComplete
    PLAYING     INTERRUPT     LISTENING    likewise; generationComplete had gone out before
    any         CLOSE         CLOSED       nothing more is sent

What is said to the partner is kept until it is answered: the prompt is everything unanswered,
not only the last text. A typed prompt is answered at once; a spoken one when its words are
known and the user is not talking again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from enum import Enum, auto
from typing import Any, Final, Protocol

from livechat.core.pcm import OUTPUT_RATE, seconds_in
from livechat.sim.effects import Effect, Hear, Hush, OpenEars, Send, Speak, Transcribe, Wait
from livechat.sim.events import (
    Event,
    Malformed,
    SpeechBegan,
    SpeechEnded,
    Transcribed,
    Voiced,
    VoiceEnded,
    Waited,
)
from livechat.sim.protocol import wire
from livechat.sim.protocol.admission import Terms, admit, tool_refusal
from livechat.sim.protocol.routes import Route
from livechat.sim.protocol.usage import Tokens, spelled
from livechat.sim.protocol.wire import INVALID, Close
from livechat.sim.scenario import Scenario, Scripted

MOST_UNANSWERED: Final = 1_000
"""Lines of context kept until they are answered; a client may add to it for ever."""

PIECE_WORDS: Final = 4
"""Words in one piece of a transcript of the user; the service sends a few at a time."""


class Phase(Enum):
    """What the model is doing."""

    OPENING = auto()
    LISTENING = auto()
    SPEAKING = auto()
    PLAYING = auto()
    CLOSED = auto()


class Cue(Enum):
    """What moves a session from one phase to the next."""

    SETUP = auto()
    ANSWER = auto()
    GENERATED = auto()
    PLAYED = auto()
    INTERRUPT = auto()
    CLOSE = auto()


PHASES: Final[Mapping[tuple[Phase, Cue], Phase]] = {
    (Phase.OPENING, Cue.SETUP): Phase.LISTENING,
    (Phase.LISTENING, Cue.ANSWER): Phase.SPEAKING,
    (Phase.SPEAKING, Cue.GENERATED): Phase.PLAYING,
    (Phase.PLAYING, Cue.PLAYED): Phase.LISTENING,
    (Phase.SPEAKING, Cue.INTERRUPT): Phase.LISTENING,
    (Phase.PLAYING, Cue.INTERRUPT): Phase.LISTENING,
    (Phase.OPENING, Cue.CLOSE): Phase.CLOSED,
    (Phase.LISTENING, Cue.CLOSE): Phase.CLOSED,
    (Phase.SPEAKING, Cue.CLOSE): Phase.CLOSED,
    (Phase.PLAYING, Cue.CLOSE): Phase.CLOSED,
}


class Mind(Protocol):
    """Chooses words (`livechat.sim.mind.brain.Brain`)."""

    def learn(self, text: str) -> None:
        """Remember what was said, a line a turn, without answering it."""

    def answer(self, text: str) -> str:
        """Words for a prompt, a line for everything unanswered; learns from it too."""


class Session:
    """State of one session.

    Args:
        route: Whose dialect the client speaks.
        scenario: How the partner behaves.
        make_mind: Called at setup with the terms.
        name: The session's id, which Vertex AI tells the client.
    """

    def __init__(
        self,
        route: Route,
        scenario: Scenario,
        make_mind: Callable[[Terms], Mind],
        name: str = "practice",
    ) -> None:
        self.phase = Phase.OPENING
        self.tokens = Tokens()
        self.turn = 0
        """Number of the answer under way or the last one; the first is 1."""
        self.seconds_spoken = 0.0
        """Seconds of sound sent, all answers together."""
        self._route = route
        self._scenario = scenario
        self._make_mind = make_mind
        self._name = name
        self._terms: Terms
        self._mind: Mind
        self._effects: list[Effect] = []
        self._unanswered: deque[str] = deque(maxlen=MOST_UNANSWERED)
        self._due = False
        self._typed = False
        self._problem = ""
        self._seeding = False
        self._user_speaks = False
        self._transcribing = 0
        self._began = 0.0
        self._spoken = 0.0
        self._words = ""

    def handle(self, event: Event, now: float) -> list[Effect]:
        """Take what happened; return what is to be done, in order.

        Args:
            event: A client's input or something that happened here.
            now: Seconds on any clock that never goes back.
        """
        self._effects = []
        if self.phase is Phase.CLOSED:
            return []
        if self.phase is Phase.OPENING and not isinstance(event, wire.Setup | Malformed):
            self._close(Close(INVALID, "The first message must be a setup."))
        else:
            _HANDLERS[type(event)](self, event, now)
        return self._effects

    # The client's messages

    def _setup(self, event: wire.Setup, now: float) -> None:
        if self.phase is not Phase.OPENING:
            self._close(Close(INVALID, "setup can only be sent once, as the first message."))
            return
        terms = admit(event.fields, self._route)
        if isinstance(terms, Close):
            self._close(terms)
            return
        self._terms = terms
        self._mind = self._make_mind(terms)
        self._seeding = terms.seeds_history
        self.tokens.instruct(terms.instruction)
        self._move(Cue.SETUP)
        done = {"sessionId": self._name} if self._route.flavour == "vertex" else {}
        self._send({"setupComplete": done})
        self._effects.append(OpenEars(terms))
        for message in self._scenario.after_setup:
            self._send(message)

    def _content(self, event: wire.Content, now: float) -> None:
        content = self._terms.content
        if content == "no" or (content == "seed-only" and self.turn):
            self._close(Close(INVALID, "Request contains an invalid argument."))
            return
        for turn in event.turns:
            self.tokens.read(turn.text)
            self.tokens.see(turn.pictures)
            if turn.role == "model":
                self._settle()
            elif turn.text.strip():
                self._unanswered.append(turn.text)
        if not event.complete:
            return
        if self._seeding:
            self._seeding = False
            self._settle()
            return
        self._interrupt()
        self._prompt(now)

    def _text(self, event: wire.Text, now: float) -> None:
        if not event.text.strip():
            return  # a nudge some frameworks send; it is no turn and interrupts nothing
        self.tokens.read(event.text)
        self._unanswered.append(event.text)
        if self._terms.interruptible:
            self._interrupt()
        self._prompt(now)

    def _hear(
        self,
        event: wire.Audio | wire.ActivityStart | wire.ActivityEnd | wire.StreamEnd,
        now: float,
    ) -> None:
        if isinstance(event, wire.Audio):
            self.tokens.hear(seconds_in(len(event.pcm), event.rate))
        self._effects.append(Hear(event))

    def _video(self, event: wire.Video, now: float) -> None:
        self.tokens.see()

    def _tool_response(self, event: wire.ToolResponse, now: float) -> None:
        refusal = tool_refusal(event.responses, self._terms)
        if refusal is not None:
            self._close(refusal)

    def _update(self, event: wire.ContextUpdate, now: float) -> None:
        if event.instruction is not None:
            self.tokens.instruct(event.instruction)

    # What happens here

    def _malformed(self, event: Malformed, now: float) -> None:
        self._close(Close(INVALID, event.reason))

    def _speech_began(self, event: SpeechBegan, now: float) -> None:
        self._user_speaks = True
        if self._terms.interruptible:
            self._interrupt()

    def _speech_ended(self, event: SpeechEnded, now: float) -> None:
        self._user_speaks = False
        if event.pcm:
            self._transcribing += 1
            self._effects.append(Transcribe(event.pcm))
        self._answer(now)

    def _transcribed(self, event: Transcribed, now: float) -> None:
        self._transcribing -= 1
        self._problem = event.problem or self._problem
        if event.text:
            self._unanswered.append(event.text)
            if self._terms.transcribe_input:
                for piece in _pieces(event.text):
                    self._send({"serverContent": {"inputTranscription": {"text": piece}}})
        self._due = self._due or bool(event.text or event.problem)
        self._answer(now)

    def _voiced(self, event: Voiced, now: float) -> None:
        if event.turn != self.turn or self.phase is not Phase.SPEAKING:
            return  # of an answer that was interrupted
        if not self._spoken and not self._words:
            self._began = now
        self._spoken += seconds_in(len(event.pcm), OUTPUT_RATE)
        self._words += event.words
        if event.pcm:
            mime = "audio/pcm" if self._route.flavour == "vertex" else "audio/pcm;rate=24000"
            self._model_turn(wire.audio_part(event.pcm, mime))
        if event.words and not self._terms.speaks:
            self._model_turn({"text": event.words})
        elif event.words and self._terms.transcribe_output:
            self._send({"serverContent": {"outputTranscription": {"text": event.words}}})

    def _voice_ended(self, event: VoiceEnded, now: float) -> None:
        if event.turn != self.turn or self.phase is not Phase.SPEAKING:
            return
        script = self._script()
        for message in script.after:
            self._send(message)
        if script.close is not None:
            self._close(script.close)
            return
        self._move(Cue.GENERATED)
        self._send({"serverContent": {"generationComplete": True}})
        left = self._began + self._spoken * self._scenario.playback_pause - now
        if self._spoken and left > 0:
            self._effects.append(Wait(self.turn, left))
        else:
            self._played(now)

    def _waited(self, event: Waited, now: float) -> None:
        if event.turn == self.turn and self.phase is Phase.PLAYING:
            self._played(now)

    # Turns

    def _prompt(self, now: float) -> None:
        self._due = self._typed = True
        self._answer(now)

    def _answer(self, now: float) -> None:
        """Begin to answer, if there is something due and nothing in the way."""
        quiet = not self._user_speaks and not self._transcribing
        if not self._due or self.phase is not Phase.LISTENING or not (quiet or self._typed):
            return
        self._move(Cue.ANSWER)
        self.turn += 1
        self._spoken, self._words, self._began = 0.0, "", now
        words = self._problem or self._mind.answer("\n".join(self._unanswered))
        self._unanswered.clear()
        self._due, self._typed, self._problem = False, False, ""
        script = self._script()
        for message in script.before:
            self._send(message)
        self._effects.append(Speak(self.turn, words if script.says is None else script.says))

    def _interrupt(self) -> None:
        if self.phase not in (Phase.SPEAKING, Phase.PLAYING):
            return
        self._move(Cue.INTERRUPT)
        self._effects.append(Hush())
        self._send({"serverContent": {"interrupted": True}})
        self._complete()

    def _played(self, now: float) -> None:
        self._move(Cue.PLAYED)
        self._complete()
        self._answer(now)

    def _complete(self) -> None:
        self.seconds_spoken += self._spoken
        record = self.tokens.turn(self._words, self._spoken)
        usage = spelled(record, self._scenario.usage or self._route.flavour)
        self._send({"serverContent": {"turnComplete": True}, "usageMetadata": usage})

    def _settle(self) -> None:
        """What was said so far needs no answer: keep it in mind only."""
        if self._unanswered:
            self._mind.learn("\n".join(self._unanswered))
            self._unanswered.clear()

    def _script(self) -> Scripted:
        turns = self._scenario.turns
        return turns[self.turn - 1] if 0 < self.turn <= len(turns) else _UNSCRIPTED

    def _move(self, cue: Cue) -> None:
        self.phase = PHASES[self.phase, cue]

    def _send(self, message: Mapping[str, Any]) -> None:
        self._effects.append(Send(message))

    def _model_turn(self, part: Mapping[str, Any]) -> None:
        self._send({"serverContent": {"modelTurn": {"parts": [part]}}})

    def _close(self, why: Close) -> None:
        self._move(Cue.CLOSE)
        self._effects += [Hush(), Close(why.code, wire.close_reason(why.reason))]


_UNSCRIPTED: Final = Scripted()

_HANDLERS: Final[Mapping[type, Callable[[Session, Any, float], None]]] = {
    wire.Setup: Session._setup,
    wire.Content: Session._content,
    wire.Text: Session._text,
    wire.Audio: Session._hear,
    wire.ActivityStart: Session._hear,
    wire.ActivityEnd: Session._hear,
    wire.StreamEnd: Session._hear,
    wire.Video: Session._video,
    wire.ToolResponse: Session._tool_response,
    wire.ContextUpdate: Session._update,
    wire.Unknown: lambda session, event, now: None,
    Malformed: Session._malformed,
    SpeechBegan: Session._speech_began,
    SpeechEnded: Session._speech_ended,
    Transcribed: Session._transcribed,
    Voiced: Session._voiced,
    VoiceEnded: Session._voice_ended,
    Waited: Session._waited,
}


def _pieces(text: str) -> list[str]:
    """A transcript in pieces of a few words; joined, they are `text` again."""
    words = text.split(" ")
    groups = [words[at : at + PIECE_WORDS] for at in range(0, len(words), PIECE_WORDS)]
    return [(" " if at else "") + " ".join(group) for at, group in enumerate(groups)]
