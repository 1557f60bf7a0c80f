"""What the user says, from its first sound to its words, at the times of the time line.

The listener finds speech in the sound, and the ears find its words; both may be quicker than the
hosted service is. So the beginning of speech is told a moment after it was found, and its end
together with its words, when they are known and their time has come.

Where small words pass ("mm-hm"), speech over the partner's voice is told once it lasts longer than
those do, or once its words are known to be others.

When the user falls silent, the words so far are guessed. If the user has finished, they are the
words of the utterance, and no time was lost.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Any, Protocol

from livechat.core.pcm import INPUT_RATE, seconds_in
from livechat.sim.effects import Alarm, Effect, Guess, Hear, Send, Transcribe
from livechat.sim.events import AlarmKind, Guessed, Overheard, SpeechEnded, Transcribed
from livechat.sim.manners import Conduct
from livechat.sim.protocol import wire
from livechat.sim.protocol.terms import Terms
from livechat.sim.protocol.usage import Context
from livechat.sim.talk.transcripts import corrected, duration, in_pieces

Heard = wire.Audio | wire.ActivityStart | wire.ActivityEnd | wire.StreamEnd


class Owner(Protocol):
    """Who is spoken to."""

    def emit(self, effect: Effect) -> None:
        """Have something done."""

    def goes_on(self) -> None:
        """The user speaks, but that is not told yet."""

    def noticed(self) -> None:
        """The user speaks."""

    def quiet(self) -> None:
        """The user stopped without having said anything."""

    def understood(self, text: str, problem: str, *, flushed: bool) -> None:
        """The user stopped; these are the words, or why there are none; and whether the client has
        ended the speech.
        """

    def bears(self) -> bool:
        """Whether small words may be said now without being answered."""

    def passes(self, text: str) -> bool:
        """Whether these are some."""

    def guesses(self) -> bool:
        """Whether the words are wanted before it is certain that the user has finished."""

    def guessed(self, text: str) -> None:
        """The user may have finished with these words; empty: or not."""

    def tells(self) -> bool:
        """Whether the words are to be told to the client."""

    def unanswered(self) -> bool:
        """Whether the user's words before wait for an answer."""


@dataclass(slots=True)
class _Utterance:
    pcm: bytes
    began: float
    """Seconds of sound before it."""
    due: float
    """When its words are to be told."""
    ended: str | None
    """Where in the sound it ended, as the client is to be told; None: it was told."""
    flushed: bool = False
    """Whether the client ended it."""
    words: Transcribed | None = None
    """Once they are known."""
    guess: int = 0
    """Number of the guess that finds them; 0: they are looked for now."""
    untold: str | None = None
    """Where in the sound it began, if that was not told."""


class Hearing:
    """Follows what the user says.

    Args:
        terms: What the setup agreed on.
        conduct: How the partner behaves.
        context: Grows with what is heard.
        owner: Told what was said.
        received: Seconds of sound received before, on other connections of the session.
        understood: Utterances understood before.
    """

    def __init__(
        self,
        terms: Terms,
        conduct: Conduct,
        context: Context,
        owner: Owner,
        received: float = 0.0,
        understood: int = 0,
    ) -> None:
        self.speaking = False
        """Whether the user speaks."""
        self.seconds_received = received
        """Sound received since the session began, of whatever kind."""
        self.understood = understood
        """Utterances whose words were told since the session began."""
        self._terms = terms
        self._tempo = conduct.tempo
        self._measured = conduct.manners.measured
        self._context = context
        self._owner = owner
        self._began: str | None = None
        self._small = False  # whether what is being said may be small words
        self._guesses = 0  # so far
        self._guess = 0  # number of the one that holds for what is being said; 0: none does
        self._guessed: Transcribed | None = None
        self._guessing = False
        self._utterances: deque[_Utterance] = deque()

    @property
    def waits(self) -> bool:
        """Whether speech has ended whose words were not told yet."""
        return bool(self._utterances)

    @property
    def seconds_heard(self) -> float:
        """Seconds of sound that joined the context."""
        return self._context.seconds_heard

    def untold(self) -> tuple[bytes, ...]:
        """Speech that has ended and whose words were not told yet: s16le mono, 16 kHz."""
        return tuple(utterance.pcm for utterance in self._utterances)

    def again(self, utterances: tuple[bytes, ...], now: float) -> None:
        """Find the words of speech that another connection of the session heard."""
        for pcm in utterances:
            self._take(_Utterance(pcm, self._began_at(pcm), now, None))

    def take(self, event: Heard, now: float) -> None:
        """Sound of the client, or a sign of it."""
        if isinstance(event, wire.Audio):
            seconds = seconds_in(len(event.pcm), event.rate)
            self.seconds_received += seconds
            if self._terms.all_sound:
                self._context.hear(seconds)
        elif isinstance(event, wire.StreamEnd) and self._terms.detection.automatic:
            self._hurry(now)
        self._owner.emit(Hear(event))

    def began(self) -> None:
        """The listener found speech."""
        self.speaking = True
        self._began = duration(self.seconds_received)
        self._small = self._owner.bears()
        if self._small:
            return
        self._owner.goes_on()
        if hold := self._tempo.draw(self._tempo.line.noticed):
            self._owner.emit(Alarm(AlarmKind.NOTICED, hold))
        else:
            self.notice()

    def notice(self) -> None:
        """The beginning of speech is due to be told, if it was not told before."""
        offset, self._began = self._began, None
        if offset is not None:
            for utterance in self._utterances:
                self._tell_end(utterance)
            self._signal("ACTIVITY_START", offset)
            self._owner.noticed()

    def lasts(self) -> None:
        """These are no small words."""
        if self._small:
            self._small = False
            self.notice()

    def paused(self, pcm: bytes) -> None:
        """The user may have finished: s16le mono, 16 kHz."""
        if not self._guessing and self._owner.guesses():  # slow ears get no second task
            self._guesses += 1
            self._guess, self._guessing = self._guesses, True
            self._owner.emit(Guess(self._guess, pcm))

    def went_on(self) -> None:
        """The user had not finished."""
        self._guess, self._guessed = 0, None
        self._owner.guessed("")

    def guessed(self, event: Guessed, now: float) -> None:
        """The words are known of what seemed to be over."""
        self._guessing = False
        for utterance in self._utterances:
            if utterance.guess == event.number:
                utterance.words = event.words
                self.tell(now)
                return
        if event.number != self._guess:
            return
        self._guessed = event.words
        text = corrected(event.words.text, self._terms.input_options)
        if self._small and not self._passes(event.words, text):
            self.lasts()
        if text and not self._small:
            self._owner.guessed(text)

    def ended(self, event: SpeechEnded, now: float) -> None:
        """The listener found the end of speech."""
        untold = self._began if self._small and event.pcm else None
        self._small = False
        if untold is None:
            self.notice()
        self._began = None
        self.speaking = False
        if not event.pcm:
            self._signal("ACTIVITY_END", duration(self.seconds_received))
            self._owner.quiet()
            return
        if not self._terms.all_sound:
            self._context.hear(seconds_in(len(event.pcm), INPUT_RATE))
        line = self._tempo.line
        flushed = event.by == "client"
        due = now + self._tempo.draw(line.flushed if flushed else line.understood)
        ended = duration(self.seconds_received)
        guess, self._guess = self._guess, 0
        words, self._guessed = self._guessed, None
        began = self._began_at(event.pcm)
        self._take(_Utterance(event.pcm, began, due, ended, flushed, words, guess, untold))
        if words is not None:
            self.tell(now)

    def overheard(self, event: Overheard) -> None:
        """Words so far of speech that goes on."""
        if self.speaking and event.text:
            text = corrected(event.text, self._terms.input_options)
            self._content_is("interimInputTranscription", {"text": text})

    def transcribed(self, event: Transcribed, now: float) -> None:
        """The words of the first utterance whose words were not known."""
        waiting = (one for one in self._utterances if one.words is None and not one.guess)
        next(waiting).words = event
        self.tell(now)

    def tell(self, now: float) -> None:
        """Tell the words that are known and due, in the order of what was said."""
        while self._utterances and (words := self._utterances[0].words) is not None:
            left = self._utterances[0].due - now
            if left > 0:
                self._owner.emit(Alarm(AlarmKind.UNDERSTOOD, left))
                return
            self._tell(self._utterances.popleft(), words)

    def _hurry(self, now: float) -> None:
        """The client ends speech that silence has ended before: no answer comes later for it."""
        if self._utterances:
            due = now + self._tempo.draw(self._tempo.line.flushed)
            for utterance in self._utterances:
                utterance.due = min(utterance.due, due)
            self.tell(now)

    def _began_at(self, pcm: bytes) -> float:
        return max(0.0, self._context.seconds_heard - seconds_in(len(pcm), INPUT_RATE))

    def _take(self, utterance: _Utterance) -> None:
        self._utterances.append(utterance)
        if not utterance.guess:
            self._owner.emit(Transcribe(utterance.pcm))

    def _tell(self, utterance: _Utterance, words: Transcribed) -> None:
        self.understood += 1
        options = self._terms.input_options
        text = corrected(words.text, options)
        untold, utterance.untold = utterance.untold, None
        if untold is not None:
            if self._passes(words, text):
                return
            self._signal("ACTIVITY_START", untold)
            self._owner.noticed()
        self._tell_end(utterance)
        if text and self._terms.transcribe_input and self._owner.tells():
            seconds = seconds_in(len(utterance.pcm), INPUT_RATE)
            whole, space = self._terms.joined, " " if self._owner.unanswered() else ""
            for piece in in_pieces(text, options, utterance.began, seconds, whole=whole):
                # Pieces are to be appended, whichever utterance of the question they are of.
                piece["text"], space = space + piece["text"], ""
                self._content_is("inputTranscription", piece)
        self._owner.understood(text, words.problem, flushed=utterance.flushed)

    def _passes(self, words: Transcribed, text: str) -> bool:
        return not words.problem and self._owner.passes(text)

    def _tell_end(self, utterance: _Utterance) -> None:
        if utterance.untold is not None:
            return
        ended, utterance.ended = utterance.ended, None
        if ended is not None:
            self._signal("ACTIVITY_END", ended)

    def _signal(self, kind: str, offset: str) -> None:
        """Tell that speech began or ended at an offset in the sound."""
        if self._measured and self._terms.detection.automatic:
            activity = {"type": kind, "audioOffset": offset}
            self._owner.emit(Send({"serverContent": {}, "voiceActivity": activity}))
        elif self._terms.signals_activity:
            # The reference calls the field voiceActivityType; the SDKs read `type`.
            activity = {"voiceActivityType": kind, "type": kind, "audioOffset": offset}
            self._owner.emit(Send({"voiceActivity": activity}))

    def _content_is(self, name: str, value: Any) -> None:
        self._owner.emit(Send({"serverContent": {name: value}}))
