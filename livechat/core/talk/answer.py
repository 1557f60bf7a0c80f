"""One turn of the model's: its words along its sound, until nothing more of it can be heard."""

from __future__ import annotations

from typing import Final

from livechat.core.pcm import OUTPUT_RATE, SAMPLE_BYTES
from livechat.core.play.word_alignment import SpokenWords
from livechat.core.talk.events import AudioReceived, PlaybackFinished
from livechat.core.talk.newest_turn import TRAIL_S
from livechat.core.talk.pending import NEVER
from livechat.core.talk.utterance import Draft, Kind, Utterance

QUITTING_S: Final = 1.0
"""Seconds before the end of the call in which sound that is dropped was dropped by the end."""


class Answer:
    """An answer that is still being said, or still being heard.

    Args:
        turn: Its number.
    """

    def __init__(self, turn: int) -> None:
        self.turn = turn
        self.interrupted = False
        """Whether the service said that the user spoke over it."""
        self.generated = False
        """Whether the service said that this is all of it."""
        self.over = False
        """Whether the turn has ended."""
        self.settled = False
        """Whether no words can trail it any more."""
        self.lost = False
        self._started_at: float | None = None
        """Seconds: when its first sample was heard; later, if the sound had holes."""
        self._drafts: list[Draft] = []
        self._open: dict[Kind, Draft] = {}
        self._spoken = SpokenWords()
        self._marked = 0
        """Characters before the word that was last told to sound: what comes later may show that it
        does not sound yet, and a mark that goes back is harder to follow than one that waits."""
        self._playable = 0
        """Samples that were not refused."""
        self._heard: PlaybackFinished | None = None
        self._part_at = NEVER
        """Seconds: when a part ended whose words may trail it."""

    @property
    def finished(self) -> bool:
        """Whether it is over, nothing trails it, and all that can be heard of it was heard."""
        return self.over and self.settled and (not self._playable or self._heard is not None)

    def give_up(self, now: float) -> None:
        """Wait for no more words, if it is over or must have been heard to its end."""
        if self.generated and self._is_heard(now):
            self.over = True
            if self._playable and self._heard is None:
                self._heard = PlaybackFinished(at=now, turn=self.turn, heard=self._playable)
        self.settled = self.over

    def _is_heard(self, now: float) -> bool:
        if not self._playable or self._heard is not None:
            return True
        return self._started_at is not None and now >= self._ends_at(self._started_at)

    def _ends_at(self, started_at: float) -> float:
        """Seconds: when all of its sound so far has been heard."""
        return started_at + self._playable / OUTPUT_RATE

    @property
    def utterances(self) -> list[Utterance]:
        """What was said so far."""
        return [draft.utterance() for draft in self._drafts]

    def say(self, kind: Kind, text: str, at: float) -> None:
        """Take words of a kind."""
        if kind == "speech":
            self._spoken.words(text)
        draft = self._open.get(kind)
        if draft is None and kind == "speech" and at <= self._part_at + TRAIL_S:
            draft = next(one for one in reversed(self._drafts) if one.kind == kind)
        elif draft is None:
            draft = Draft("model", kind, at, self.turn)
            self._drafts.append(draft)
            self._open[kind] = draft
        draft.add(text)

    def sound(self, event: AudioReceived) -> None:
        """Take sound, whether it will be played or not."""
        samples = len(event.pcm) // SAMPLE_BYTES
        if self._started_at is not None:  # after a hole it goes on when it comes
            self._started_at += max(0.0, event.at - self._ends_at(self._started_at))
        self._spoken.sound(samples)
        self._playable += 0 if event.refused else samples
        self._part_at = NEVER

    def start(self, at: float) -> None:
        """Take note that its first sample is heard, at a time in seconds."""
        self._started_at = at

    def hold(self, seconds: float) -> None:
        """Take note that nothing was heard for some time, and what waited is heard now."""
        if self._started_at is not None:
            self._started_at += seconds

    def heard(self, event: PlaybackFinished) -> None:
        """Take how much of the sound was heard."""
        self._heard = event

    def end_part(self, at: float) -> list[Utterance]:
        """Take note that a part is over; return its utterances if it has no sound."""
        if self._spoken.samples:
            self._part_at = at if "speech" in self._open else NEVER
            self._open.clear()
            return []
        self._open.clear()
        drafts, self._drafts = self._drafts, []
        self._spoken, self._marked = SpokenWords(), 0
        return [draft.utterance() for draft in drafts]

    def words_heard(self, now: float) -> str:
        """Return the words that were heard until now; without any sound, those that were read."""
        if not self._spoken.samples:
            return "".join(draft.text for draft in self._drafts if draft.kind != "thought")
        return self._spoken.split(self._samples_heard(now))[0]

    def sounding(self, now: float) -> list[tuple[Utterance, int, int]]:
        """Return what was said so far, each with the word of it that sounds.

        Returns:
            An utterance, and the first and the last character, exclusive, of the word that sounds
            or will sound next. Twice its length: all was heard, or it is only read.
        """
        begin, end = self._spoken.sounding(self._samples_heard(now), self._marked)
        self._marked = begin
        said: list[tuple[Utterance, int, int]] = []
        for draft in self._drafts:
            text = draft.text
            if draft.kind == "speech" and self._spoken.samples:  # a turn in parts has several
                said.append((draft.utterance(), max(0, min(begin, len(text))), min(end, len(text))))
                begin, end = begin - len(text), max(0, end - len(text))
            else:
                said.append((draft.utterance(), len(text), len(text)))
        return said

    def _samples_heard(self, now: float) -> int:
        if self._heard is not None:
            return self._heard.heard
        if self._started_at is None:
            return 0
        return min(self._playable, round((now - self._started_at) * OUTPUT_RATE))

    def close(self, ended_at: float | None = None) -> list[Utterance]:
        """Return what was said of it, and what of that was heard.

        Args:
            ended_at: Seconds: when the call ended with it; None: it goes on.
        """
        heard = self._spoken.samples if self._playable else 0
        if self._heard is not None:
            heard = self._heard.heard
        cut = heard < self._spoken.samples
        left = len(self._spoken.split(heard)[0])
        stopped = cut and not (self.lost or self._quit(ended_at))
        short = (self.interrupted and not self.generated) or stopped
        spoken = [draft for draft in self._drafts if draft.kind != "thought"]
        last = (spoken or self._drafts)[-1:]
        said: list[Utterance] = []
        for draft in self._drafts:
            text, unheard = draft.text, ""
            if cut and draft.kind == "speech":  # a turn in parts has several
                text, unheard = text[:left], text[left:]
                left = max(0, left - len(draft.text))
            interrupted = short and (draft in last or bool(unheard.strip()))
            said.append(
                draft.utterance(text, unheard=unheard, interrupted=interrupted, lost=self.lost)
            )
        return said

    def _quit(self, ended_at: float | None) -> bool:
        """Whether the rest was dropped because the call ended."""
        if ended_at is None or self._heard is None:
            return False
        return not self.over and ended_at <= self._heard.at + QUITTING_S
