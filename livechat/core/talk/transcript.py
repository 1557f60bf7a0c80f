"""Who said what, put together from fragments.

The service sends words as fragments to append, with their own spaces, cut anywhere. Their
order against the sound is not fixed: words of the user may still arrive when the model has
begun to answer. So a fragment of the user's speech belongs to the utterance before the answer
until `LATE_INPUT_S` have passed since the model began, and after that opens a new utterance
(the user speaking over the model).

An answer is finished when it was heard and has settled, not when the service is done with it:
until then it can still be cut short, and only words that were heard were said. Turns come
numbered and cleaned from the ledger (`livechat.core.talk.turns`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from livechat.core.talk.answer import Answer
from livechat.core.talk.events import (
    AudioReceived,
    DeviceLost,
    DeviceMissing,
    DeviceOpened,
    Ended,
    Event,
    GenerationComplete,
    InputTranscribed,
    Interrupted,
    LineEntered,
    OutputTranscribed,
    PlaybackFinished,
    PlaybackStarted,
    TextReceived,
    TurnComplete,
    TurnSettled,
)
from livechat.core.talk.pending import NEVER
from livechat.core.talk.question import Question
from livechat.core.talk.utterance import Draft, Kind, Utterance

__all__ = ["LATE_INPUT_S", "Kind", "Transcript", "Utterance"]

LATE_INPUT_S: Final = 1.5
"""Seconds. The service's transcription of an utterance trails its first sound by a few hundred
milliseconds at most; nobody speaks over an answer and is transcribed sooner than this."""

UNANSWERED_S: Final = 10.0
"""Seconds after the user's words in which nobody has answered them, after which what is said next
is something else: a model may choose not to answer."""

RECENT: Final = 50
"""Finished utterances among which the words of a turn are looked for."""


class Transcript:
    """Folds events into utterances, finished ones in order and open ones beside them."""

    def __init__(self) -> None:
        self.finished: list[Utterance] = []
        """In the order in which they were closed."""
        self._question: Question | None = None
        self._answers: dict[int, Answer] = {}
        """By their turns: those that are not finished."""
        self._newest = 0
        """The newest turn that has begun."""
        self._began_at: float | None = None
        """Seconds: when the turn under way began; None: none is under way."""
        self._speaker_lost_at: float | None = None
        """Seconds: since when there is no loudspeaker; None: there is one."""
        self._read_only = False
        """Whether the call goes on without a loudspeaker: words are read."""
        self._now = NEVER

    @property
    def open(self) -> list[Utterance]:
        """Utterances still being said: those that only sound first, then the user's."""
        over = [
            one for answer in self._answers.values() if answer.over for one in answer.utterances
        ]
        user = [self._question.open] if self._question else []
        said = [
            one for answer in self._answers.values() if not answer.over for one in answer.utterances
        ]
        return over + user + said

    def sounding(self, now: float) -> list[tuple[Utterance, int, int]]:
        """Utterances still being said in the order in which they began, and how far they sound.

        Returns:
            An utterance, and the first and the last character, exclusive, of the word that sounds
            or will sound next. Twice its length: all was heard, or it makes no sound.
        """
        if self._speaker_lost_at is not None:
            now = self._speaker_lost_at
        said = [one for answer in self._answers.values() for one in answer.sounding(now)]
        if self._read_only:
            said = [(one, len(one.text), len(one.text)) for one, _, _ in said]
        if self._question:
            user = self._question.open
            said.append((user, len(user.text), len(user.text)))
        return sorted(said, key=lambda one: one[0].at)

    def heard(self, turn: int) -> str:
        """Return the words of a turn that were heard so far; of a finished one, all of them."""
        answer = self._answers.get(turn)
        if answer is not None:
            return " ".join(answer.words_heard(self._now).split())
        recent = (one for one in self.finished[-RECENT:] if one.turn == turn)
        return " ".join(one.words for one in recent if one.kind != "thought")

    def fold(self, event: Event) -> list[Utterance]:
        """Take one event; return the utterances it finished."""
        self._now = event.at
        done = self._close_question() if self._question_is_late(event.at) else []
        match event:
            case InputTranscribed():
                if self._question is None:
                    self._question = Question(event.at)
                self._question.hear(event)
            case LineEntered():
                done += self._take_line(event)
            case OutputTranscribed():
                done += self._say("speech", event)
            case TextReceived():
                done += self._say("thought" if event.thought else "text", event)
            case AudioReceived():
                done += self._begin(event.turn, event.at)
                self._answers[event.turn].sound(event)
            case TurnComplete():
                done += self._end(event)
            case Ended():
                done += self._close_all(event.at)
            case _:
                done += self._follow(event)
        return done

    def _take_line(self, event: LineEntered) -> list[Utterance]:
        """What trails an answer belongs to the next one now."""
        for answer in self._answers.values():
            answer.give_up(event.at)
        done = self._finish() + self._close_question()
        line = Draft("user", "text", event.at)
        line.add(event.text)
        return done + self._close([line.utterance()])

    def _say(self, kind: Kind, event: OutputTranscribed | TextReceived) -> list[Utterance]:
        done = self._begin(event.turn, event.at)
        self._answers[event.turn].say(kind, event.text, event.at)
        return done

    def _begin(self, turn: int, at: float) -> list[Utterance]:
        """See to it that there is an answer to add to."""
        if turn in self._answers:
            return []
        answer = self._answers[turn] = Answer(turn)
        if turn <= self._newest:  # it trails what was finished
            answer.over = True
            return []
        self._newest, self._began_at = turn, at
        if self._question is not None:
            self._question.answered()
        for older in self._answers.values():
            if older is not answer:
                older.over = older.settled = True
        return self._finish()

    def _follow(self, event: Event) -> list[Utterance]:
        """Take what happens to an answer; return what is finished by that."""
        match event:
            case Interrupted(turn=turn) if turn in self._answers:
                self._answers[turn].interrupted = not self._answers[turn].over
            case GenerationComplete(turn=turn) if turn in self._answers:
                self._answers[turn].generated = True
            case PlaybackStarted(turn=turn) if turn in self._answers:
                self._answers[turn].start(event.at)
            case PlaybackFinished(turn=turn) if turn in self._answers:
                self._answers[turn].heard(event)
            case TurnSettled(turn=turn) if turn in self._answers:
                self._answers[turn].settled = True
            case DeviceMissing(device="loudspeaker"):
                self._read_only = True
            case DeviceLost(device="loudspeaker"):
                self._speaker_lost_at = event.at
            case DeviceOpened(device="loudspeaker") if self._speaker_lost_at is not None:
                for answer in self._answers.values():
                    answer.hold(event.at - self._speaker_lost_at)
                self._speaker_lost_at = None
            case _:
                pass
        return self._finish()

    def _end(self, event: TurnComplete) -> list[Utterance]:
        answer = self._answers.get(event.turn)
        if event.more:
            done = self._close_before_answer(cut=False)
            return done + (self._close(answer.end_part(event.at)) if answer else [])
        done = self._close_before_answer(cut=answer is not None and answer.interrupted)
        self._newest, self._began_at = max(self._newest, event.turn), None
        if answer is not None:
            answer.over, answer.lost = True, event.lost
        return done + self._finish()

    def _close_before_answer(self, *, cut: bool) -> list[Utterance]:
        """The answer is over: what it answered is as well.

        Words that arrive around an interruption are the ones that interrupted: they go on.
        """
        question, since = self._question, self._began_at
        if question is None or self._question_is_over():
            return []
        if not cut or since is None:
            return self._close_question()
        asked, self._question = question.split(since)
        return self._close([asked] if asked else [])

    def _question_is_late(self, now: float) -> bool:
        """Whether what the user said can no longer grow."""
        if self._question is None:
            return False
        since = self._began_at
        answered = since is not None and now > since + LATE_INPUT_S
        let_go = since is None and now > self._question.heard_at + UNANSWERED_S
        late = let_go or (answered and not self._question_is_over())
        return late or self._question.is_finished(now)

    def _question_is_over(self) -> bool:
        """Whether the open utterance was begun over the answer, not before it."""
        since, question = self._began_at, self._question
        return since is not None and question is not None and question.at > since + LATE_INPUT_S

    def _close_question(self) -> list[Utterance]:
        question, self._question = self._question, None
        return self._close([question.closed] if question else [])

    def _close_all(self, at: float) -> list[Utterance]:
        """Nothing follows. What still sounds was said, unless somebody knows better."""
        answers = list(self._answers.values())
        self._answers.clear()
        over = [one for answer in answers if answer.over for one in answer.close(at)]
        rest = [one for answer in answers if not answer.over for one in answer.close(at)]
        return self._close(over) + self._close_question() + self._close(rest)

    def _finish(self) -> list[Utterance]:
        """Close the answers of which nothing more can be heard."""
        finished = [answer for answer in self._answers.values() if answer.finished]
        for answer in finished:
            del self._answers[answer.turn]
        return self._close(one for answer in finished for one in answer.close())

    def _close(self, utterances: Iterable[Utterance]) -> list[Utterance]:
        said = [one for one in utterances if one.words or one.unheard_words]
        said = [replace(one, number=n) for n, one in enumerate(said, len(self.finished) + 1)]
        self.finished += said
        return said
