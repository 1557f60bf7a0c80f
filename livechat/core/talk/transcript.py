"""Who said what, put together from fragments.

The service sends words as fragments to append, with their own spaces, cut anywhere. Their
order against the sound is not fixed: words of the user may still arrive when the model has
begun to answer. So a fragment of the user's speech belongs to the utterance before the answer
until `LATE_INPUT_S` have passed since the model began, and after that opens a new utterance
(the user speaking over the model).

An answer that sounds is finished when its last sample was heard, not when the service is done
with it: until then it can still be cut short, and only words that were heard were said.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from livechat.core.pcm import SAMPLE_BYTES
from livechat.core.play.word_alignment import SpokenWords
from livechat.core.talk.events import (
    AudioReceived,
    Ended,
    Event,
    InputTranscribed,
    Interrupted,
    OutputTranscribed,
    PlaybackFinished,
    TextReceived,
    TextSent,
    TurnComplete,
)

LATE_INPUT_S = 1.5
"""Seconds. The service's transcription of an utterance trails its first sound by a few hundred
milliseconds at most; nobody speaks over an answer and is transcribed sooner than this."""


_USER = "user"

Kind = Literal["speech", "text", "thought"]
"""Spoken and transcribed, written, or thinking aloud."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """What one side said in one go."""

    speaker: Literal["user", "model"]
    text: str
    at: float
    """Seconds: when its first words arrived."""
    turn: int = 0
    """The model's turn; 0 for the user."""
    kind: Kind = "speech"
    interrupted: bool = False
    """Whether the user spoke over it."""
    interim: str = ""
    """A guess at the words to come, to be replaced."""
    lost: bool = False
    """Whether the connection broke in the middle of it."""
    unheard: str = ""
    """What follows `text` in the model's mind, but was never played."""
    number: int = 0
    """Counts the finished utterances of a call from 1; 0: not finished."""

    @property
    def words(self) -> str:
        """The text in one line, spaces folded, without what was not heard."""
        return " ".join((self.text + self.interim).split())

    @property
    def unheard_words(self) -> str:
        """What was not heard in one line, spaces folded."""
        return " ".join(self.unheard.split())


class Transcript:
    """Folds events into utterances, finished ones in order and open ones beside them."""

    def __init__(self) -> None:
        self.finished: list[Utterance] = []
        """In the order in which they were closed."""
        self._user: Utterance | None = None
        self._model: dict[str, Utterance] = {}
        """By kind: an answer may be spoken, written and thought at once."""
        self._fragments: dict[str, list[str]] = {}
        """What is to be added to an open utterance, by its kind; `_USER` for the user's. One by
        one, the fragments of a long answer would take ever longer to add."""
        self._answering_since: float | None = None
        self._asked = 0
        """Characters of the open utterance that were said before the answer began."""
        self._interrupted = False
        self._sound: dict[int, SpokenWords] = {}
        """Turns of which something sounds or will: their words along their sound."""
        self._heard: dict[int, PlaybackFinished] = {}
        """Turns that were heard before the service closed them."""
        self._ringing: dict[int, list[Utterance]] = {}
        """Turns that the service has closed and that still sound."""

    @property
    def open(self) -> list[Utterance]:
        """Utterances still being said: those that only sound first, then the user's."""
        self._join()
        ringing = [said for turn in self._ringing.values() for said in turn]
        user = [self._user] if self._user else []
        return ringing + user + list(self._model.values())

    def fold(self, event: Event) -> list[Utterance]:
        """Take one event; return the utterances it finished."""
        done = self._close_user() if self._user_is_late(event.at) else []
        match event:
            case InputTranscribed():
                self._hear(event)
                done += self._close_user() if event.finished else []
            case TextSent():
                written = Utterance("user", event.text, event.at, kind="text")
                done += self._close_user() + self._close(written)
            case OutputTranscribed():
                self._say(event.text, "speech", event.turn, event.at)
            case TextReceived():
                kind: Kind = "thought" if event.thought else "text"
                self._say(event.text, kind, event.turn, event.at)
            case AudioReceived():
                self._begin_answer(event.at)
                self._sounds(event)
            case Interrupted():
                self._interrupted = True
            case PlaybackFinished():
                done += self._played(event)
            case TurnComplete():
                done += self._end_answer(event)
            case Ended():
                done += self._close_all()
            case _:
                pass
        return done

    def _hear(self, event: InputTranscribed) -> None:
        user = self._user or Utterance("user", "", event.at)
        if event.interim:
            self._user = replace(user, interim=event.text)
        else:
            self._user = replace(user, interim="")
            self._fragments.setdefault(_USER, []).append(event.text)

    def _say(self, text: str, kind: Kind, turn: int, at: float) -> None:
        self._begin_answer(at)
        self._model.setdefault(kind, Utterance("model", "", at, turn, kind))
        self._fragments.setdefault(kind, []).append(text)
        if kind == "speech":
            self._spoken(turn).words(text)

    def _join(self) -> None:
        """Add to the open utterances what came for them."""
        for kind, fragments in self._fragments.items():
            said = self._user if kind == _USER else self._model[kind]
            assert said is not None
            said = replace(said, text=said.text + "".join(fragments))
            if kind == _USER:
                self._user = said
            else:
                self._model[kind] = said
        self._fragments.clear()

    def _sounds(self, event: AudioReceived) -> None:
        self._spoken(event.turn).sound(len(event.pcm) // SAMPLE_BYTES)

    def _spoken(self, turn: int) -> SpokenWords:
        return self._sound.setdefault(turn, SpokenWords())

    def _played(self, event: PlaybackFinished) -> list[Utterance]:
        """A turn's sound is over: all that is left is to say how much of it was heard."""
        ringing = self._ringing.pop(event.turn, None)
        if ringing is None:
            self._heard[event.turn] = event
            return []
        return self._close_heard(ringing, event)

    def _begin_answer(self, at: float) -> None:
        if self._answering_since is None:
            self._join()
            self._answering_since = at
            self._asked = len(self._user.text) if self._user else 0
            self._interrupted = False  # whatever was interrupted, it was not this answer

    def _end_answer(self, event: TurnComplete) -> list[Utterance]:
        turn = event.turn
        self._join()
        if self._interrupted:
            done = self._close_question()
        else:
            done = [] if self._user_is_over() else self._close_user()
        said = [
            replace(one, interrupted=self._interrupted, lost=event.lost)
            for one in self._model.values()
        ]
        self._model = {}
        self._answering_since = None
        self._interrupted = False
        heard = self._heard.pop(turn, None)
        sound = self._sound.get(turn)
        if heard is not None:
            return done + self._close_heard(said, heard)
        if sound is None or not sound.samples:
            self._sound.pop(turn, None)
            return done + self._close_each(said)
        self._ringing.setdefault(turn, []).extend(said)
        return done

    def _user_is_late(self, now: float) -> bool:
        """Whether what the user said before the answer can no longer grow."""
        since = self._answering_since
        return since is not None and now > since + LATE_INPUT_S and not self._user_is_over()

    def _user_is_over(self) -> bool:
        """Whether the open utterance was begun over the answer, not before it."""
        since = self._answering_since
        return self._user is not None and since is not None and self._user.at > since + LATE_INPUT_S

    def _close_question(self) -> list[Utterance]:
        """Words that arrive around an interruption are the ones that interrupted: they go on."""
        user, since = self._user, self._answering_since
        if user is None or since is None or self._user_is_over():
            return []
        asked, rest = user.text[: self._asked], user.text[self._asked :]
        goes_on = replace(user, text=rest, at=since) if rest or user.interim else None
        self._user = goes_on if asked else user
        return self._close(replace(user, text=asked)) if asked else []

    def _close_user(self) -> list[Utterance]:
        if self._user is None:
            return []
        self._join()
        user, self._user = self._user, None
        return self._close(user)

    def _close_heard(self, said: list[Utterance], event: PlaybackFinished) -> list[Utterance]:
        sound = self._sound.pop(event.turn, SpokenWords())
        if event.heard >= sound.samples:
            return self._close_each(said)
        left = len(sound.split(event.heard)[0])
        done: list[Utterance] = []
        for one in said:
            if one.kind == "speech":  # a turn in parts has several
                heard, unheard = one.text[:left], one.text[left:]
                left = max(0, left - len(one.text))
                done.append(replace(one, text=heard, unheard=unheard, interrupted=True))
            else:
                done.append(one)
        return self._close_each(done)

    def _close_all(self) -> list[Utterance]:
        """Nothing follows. What still sounds was said, unless somebody knows better."""
        self._join()
        ringing = [one for turn in self._ringing.values() for one in turn]
        model = [replace(one, interrupted=self._interrupted) for one in self._model.values()]
        self._ringing, self._model = {}, {}
        heard = self._heard.pop(model[0].turn, None) if model else None
        done = self._close_each(ringing) + self._close_user()
        return done + (self._close_heard(model, heard) if heard else self._close_each(model))

    def _close_each(self, said: Iterable[Utterance]) -> list[Utterance]:
        return [utterance for one in said for utterance in self._close(one)]

    def _close(self, utterance: Utterance) -> list[Utterance]:
        utterance = replace(utterance, interim="", number=len(self.finished) + 1)
        if not (utterance.words or utterance.unheard_words):
            return []
        self.finished.append(utterance)
        return [utterance]
