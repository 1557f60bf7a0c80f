"""What goes from the user to the service: sound, unless muted; typed lines; push-to-talk.

Sound, brackets and marks leave in order, one at a time: a press is followed by the half second
before it and then by what is said, whatever else wants to be sent meanwhile.
"""

from __future__ import annotations

import asyncio
from collections import deque

from livechat.app.ports import Emit, Link
from livechat.core.pcm import CHUNK_MS
from livechat.core.talk.events import ActivityMarked, AudioSent, Muted, Notice, TextSent

PREROLL_MS = 500
"""Milliseconds before the key went down that are sent too: hands are slower than mouths, and the
first word would be lost."""


class Uplink:
    """The user's side of a link.

    Args:
        link: Where it goes.
        emit: Told what left.
        push_to_talk: Whether sound leaves only between a press and a release.
    """

    def __init__(self, link: Link, emit: Emit, *, push_to_talk: bool = False) -> None:
        self.muted = False
        self.talking = False
        """Whether the key is down."""
        self._link = link
        self._emit = emit
        self.push_to_talk = push_to_talk
        """Whether sound leaves only between a press and a release."""
        self._preroll: deque[bytes] = deque(maxlen=PREROLL_MS // CHUNK_MS)
        self._sending = asyncio.Lock()

    async def sound(self, chunk: bytes) -> None:
        """Send 20 ms of the microphone, or keep it from leaving."""
        async with self._sending:
            if self.muted:
                return
            if self.push_to_talk and not self.talking:
                self._preroll.append(chunk)
                return
            await self._send(chunk)

    async def text(self, line: str) -> None:
        """Send a typed line."""
        self._emit(TextSent(at=_now(), text=line))
        async with self._sending:
            await self._link.send_text(line)

    async def toggle_mute(self) -> None:
        """Mute, or unmute. From the call on, nothing of a muted microphone leaves."""
        self.muted = not self.muted
        self._preroll.clear()
        self._emit(Muted(at=_now(), on=self.muted))
        if not self.muted:
            return
        if self.push_to_talk:
            await self.release()
            return
        async with self._sending:
            await self._link.send_audio_end()

    async def set_push_to_talk(self, on: bool) -> None:
        """Let sound leave only between a press and a release, or always."""
        if on is self.push_to_talk:
            return
        self.push_to_talk = on
        self._preroll.clear()
        if not on:
            await self.release()
        elif not self.muted:  # the microphone stops until the key is pressed
            async with self._sending:
                await self._link.send_audio_end()

    async def toggle_talk(self) -> None:
        """The key was pressed that begins what is said, and ends it."""
        if self.talking:
            await self.release()
        else:
            await self.press()

    async def press(self) -> None:
        """The key went down. Where it is down already, nothing changes."""
        if not self.push_to_talk:
            self._emit(Notice(at=_now(), text="This is not a push-to-talk session."))
        elif self.muted:
            self._emit(Notice(at=_now(), text="The microphone is muted.", level="warning"))
        elif not self.talking:
            await self._press()

    async def _press(self) -> None:
        async with self._sending:
            self.talking = True
            self._emit(ActivityMarked(at=_now(), speaking=True))
            await self._link.send_activity(speaking=True)
            while self._preroll:
                await self._send(self._preroll.popleft())

    async def release(self) -> None:
        """The key went up. Where it is not down, nothing changes."""
        async with self._sending:
            if not self.talking:
                return
            self.talking = False
            self._emit(ActivityMarked(at=_now(), speaking=False))
            await self._link.send_activity(speaking=False)

    async def _send(self, chunk: bytes) -> None:
        # Told after it is sent, so that a chunk the link refused is not counted.
        await self._link.send_audio(chunk)
        self._emit(AudioSent(at=_now(), pcm=chunk))


def _now() -> float:
    return asyncio.get_running_loop().time()
