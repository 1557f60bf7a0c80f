"""A recording or a pipe whose speech is judged on this machine, as a device's is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

from livechat.app.ports import Chunk, Emit, Microphone, Pause
from livechat.core.talk.events import Notice
from livechat.dsp.speech import SpeechJudge


class JudgedMicrophone:
    """Judges the chunks of another microphone.

    Args:
        microphone: Yields chunks that nothing has judged.
    """

    def __init__(self, microphone: Microphone) -> None:
        self._microphone = microphone

    async def run(self, emit: Emit) -> None:
        """Keep it open until cancelled.

        Raises:
            LivechatError: There is no sound to be had.
        """
        if trouble := SpeechJudge().trouble:
            at = asyncio.get_running_loop().time()
            emit(Notice(at=at, text=trouble, level="warning"))
        await self._microphone.run(emit)

    async def listen(self) -> AsyncIterator[Chunk | Pause]:
        """Yield its chunks, judged, and its pauses, after which speech begins anew.

        Raises:
            LivechatError: There is no sound to be had.
        """
        judge = SpeechJudge()
        async for heard in self._microphone.listen():
            if isinstance(heard, Pause):
                judge = SpeechJudge()
                yield heard
            else:
                yield replace(heard, judgement=judge.take(heard.pcm))
