"""Two speakers at once: one is heard, the other keeps."""

from __future__ import annotations

import asyncio

from livechat.app.ports import Emit, Speaker
from livechat.core.talk.events import Event, PlaybackFinished, TurnEvent


class Tee:
    """Plays on both; what is told of playing is the first one's word, as soon as both are done.

    Args:
        heard: The one that people listen to.
        kept: A recording of all of it, heard or not.
    """

    def __init__(self, heard: Speaker, kept: Speaker) -> None:
        self._heard = heard
        self._kept = kept

    @property
    def pending_s(self) -> float:
        """Seconds of sound that wait to be heard."""
        return self._heard.pending_s

    @property
    def idle(self) -> bool:
        """Whether both have finished."""
        return self._heard.idle and self._kept.idle

    def play(self, turn: int, pcm: bytes) -> None:
        """Queue s16le mono 24 kHz sound of a turn."""
        self._heard.play(turn, pcm)
        self._kept.play(turn, pcm)

    def complete(self, turn: int) -> None:
        """Say that nothing more comes for a turn."""
        self._heard.complete(turn)
        self._kept.complete(turn)

    def interrupt(self, turn: int) -> None:
        """Fade out, drop what waits, refuse what still comes up to this turn."""
        self._heard.interrupt(turn)
        self._kept.interrupt(turn)

    def duck(self, on: bool) -> None:
        """Lower what is heard."""
        self._heard.duck(on)

    def set_volume(self, percent: int) -> None:
        """Change what is heard."""
        self._heard.set_volume(percent)

    async def run(self, emit: Emit) -> None:
        """Play until cancelled.

        Raises:
            ExceptionGroup: Of what one of them raises.
        """
        heard: dict[int, PlaybackFinished] = {}
        """Turns that are still being kept: nobody would look again whether both are idle."""
        kept: set[int] = set()
        """Turns that are still being heard."""

        def emit_heard(event: Event) -> None:
            if not isinstance(event, PlaybackFinished):
                emit(event)
            elif event.turn in kept:
                kept.remove(event.turn)
                emit(event)
            else:
                heard[event.turn] = event

        def emit_kept(event: Event) -> None:
            if isinstance(event, PlaybackFinished):
                if event.turn in heard:
                    emit(heard.pop(event.turn))
                else:
                    kept.add(event.turn)
            elif not isinstance(event, TurnEvent):  # when it was played is told by the other
                emit(event)

        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._heard.run(emit_heard), name="heard")
                tasks.create_task(self._kept.run(emit_kept), name="kept")
        finally:
            for event in heard.values():
                emit(event)
