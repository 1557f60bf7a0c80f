"""What a journal writes of a call's events: enough to fold the call again, and no more.

A transcript needs to know when an answer began, how much sound came between its words, and when a
guess opened an utterance. It needs neither the sound itself, nor one line for each of some fifty
pieces a second, nor the words of a guess. So: the first sound of an answer is a record at once;
what follows is summed up until something else happens. A guess is a record without its words, once
until something else happens. Sound that is sent is left out.
"""

from __future__ import annotations

from dataclasses import replace

from livechat.core.pcm import SAMPLE_BYTES
from livechat.core.talk.events import AudioReceived, AudioSent, Ended, Event, InputTranscribed
from livechat.core.talk.records import MAX_SAMPLES, Record, Records

SUMMED_SAMPLES = MAX_SAMPLES // 2
"""Samples after which a sum is written though nothing else happened: half of what one record may
stand for, so that the piece that exceeds it fits, too."""


class Condenser:
    """Makes the records that are kept of events.

    Args:
        records: Makes a record of one event.
    """

    def __init__(self, records: Records) -> None:
        self._records = records
        self._sound: AudioReceived | None = None
        """The newest sound, without its bytes; None before the first."""
        self._samples = 0
        """Samples that no record stands for yet."""
        self._guessing = False
        """Whether the newest record is that of a guess."""

    def records(self, event: Event) -> list[Record]:
        """Return what is to be written when this event happens."""
        match event:
            case AudioSent() | Ended():
                return []
            case AudioReceived():
                return self._hear(event)
            case InputTranscribed(interim=True) if self._guessing:
                return []
            case InputTranscribed(interim=True):
                records = self._write(replace(event, text=""))
                self._guessing = True
                return records
            case _:
                return self._write(event)

    def _hear(self, event: AudioReceived) -> list[Record]:
        before, self._sound = self._sound, replace(event, pcm=b"")
        samples = len(event.pcm) // SAMPLE_BYTES
        if before is None or (before.turn, before.refused) != (event.turn, event.refused):
            written = self._sum(before)
            return [*written, *self._write(event)]
        self._samples += samples
        return self._sum(self._sound) if self._samples >= SUMMED_SAMPLES else []

    def _write(self, event: Event) -> list[Record]:
        self._guessing = False
        return [*self._sum(self._sound), self._records.event(event)]

    def _sum(self, sound: AudioReceived | None) -> list[Record]:
        samples, self._samples = self._samples, 0
        if sound is None or not samples:
            return []
        return [{**self._records.event(sound), "samples": samples}]
