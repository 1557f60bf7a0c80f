"""What the user says, from its first sound to its words, at the times of the time line.

The listener finds speech in the sound, and the ears find its words; both may be quicker than the
hosted service is. So the beginning of speech is told a moment after it was found, and its end
together with its words, when they are known and their time has come.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Any, Protocol

from livechat.core.pcm import INPUT_RATE, seconds_in
from livechat.sim.effects import Alarm, Effect, Hear, Send, Transcribe
from livechat.sim.events import AlarmKind, Overheard, SpeechEnded, Transcribed
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

    def ended(self, event: SpeechEnded, now: float) -> None:
        """The listener found the end of speech."""
        self.notice()
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
        self._take(_Utterance(event.pcm, self._began_at(event.pcm), due, ended, flushed))

    def overheard(self, event: Overheard) -> None:
        """Words so far of speech that goes on."""
        if self.speaking and event.text:
            text = corrected(event.text, self._terms.input_options)
            self._content_is("interimInputTranscription", {"text": text})

    def transcribed(self, event: Transcribed, now: float) -> None:
        """The words of the first utterance whose words were not known."""
        next(one for one in self._utterances if one.words is None).words = event
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
        self._owner.emit(Transcribe(utterance.pcm))

    def _tell(self, utterance: _Utterance, words: Transcribed) -> None:
        self.understood += 1
        self._tell_end(utterance)
        options = self._terms.input_options
        text = corrected(words.text, options)
        if text and self._terms.transcribe_input and self._owner.tells():
            seconds = seconds_in(len(utterance.pcm), INPUT_RATE)
            whole, space = self._terms.joined, " " if self._owner.unanswered() else ""
            for piece in in_pieces(text, options, utterance.began, seconds, whole=whole):
                # Pieces are to be appended, whichever utterance of the question they are of.
                piece["text"], space = space + piece["text"], ""
                self._content_is("inputTranscription", piece)
        self._owner.understood(text, words.problem, flushed=utterance.flushed)

    def _tell_end(self, utterance: _Utterance) -> None:
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
