"""Voices the answers of one session, and hums where its voice cannot speak."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Final

from livechat.sim.protocol.terms import Terms
from livechat.sim.scenario import Scenario
from livechat.sim.senses import speech
from livechat.sim.senses.hum import hum
from livechat.sim.senses.voice import Voice, VoiceError

WORDS_TOGETHER: Final = 4
"""Words of an answer that come together, where sound and words share a message: an answer of a few
seconds has three to five pieces of text, as measured."""


MOST_PREPARED: Final = 8
"""Sentences voiced ahead, at most: half a minute."""


class Mouth:
    """Says one answer after the other.

    Args:
        terms: What the setup agreed on.
        scenario: How the partner behaves.
        voice: What it speaks with.
    """

    def __init__(self, terms: Terms, scenario: Scenario, voice: Voice) -> None:
        self._terms = terms
        self._scenario = scenario
        self._voice = voice
        self._hums = False
        self._prepared: dict[str, asyncio.Future[bytes]] = {}

    async def prepare(self, text: str) -> None:
        """Voice what is going to be said, so that it follows without a gap."""
        if not self._terms.speaks:
            return
        for sentence in map(str.strip, speech.sentences(text)):
            if sentence in self._prepared or len(self._prepared) >= MOST_PREPARED:
                continue
            self._prepared[sentence] = voiced = asyncio.get_running_loop().create_future()
            try:
                voiced.set_result(await self._voiced(sentence))
            finally:
                voiced.cancel()  # of no effect but where this was cancelled

    def hush(self) -> None:
        """What was to be said is not said any more."""
        self._prepared.clear()

    async def pieces(self, ticket: int, text: str) -> AsyncGenerator[speech.Piece, None]:
        """Yield an answer piece by piece, at its pace.

        Args:
            ticket: Decides the sizes, with the scenario's seed.
            text: The whole answer.
        """
        if self._terms.speaks:
            text = await self._tuned(text)
            dice = random.Random(f"{self._scenario.seed}/{ticket}")
            pieces = speech.uttered(text, self._say, self._pace(), dice, asyncio.sleep)
        else:
            pieces = speech.written(text)
        async with aclosing(pieces):
            async for piece in pieces:
                yield piece

    def _pace(self) -> speech.Pace:
        scenario = self._scenario
        smallest = min(scenario.smallest, scenario.largest)
        words = WORDS_TOGETHER if self._terms.joined else 1
        return speech.Pace(smallest, scenario.largest, scenario.line.speed, words)

    async def _tuned(self, text: str) -> str:
        """What to say: the text, after what is wrong with the voice, which is said once."""
        if self._hums:
            return text
        try:
            await self._voice.ready()
        except VoiceError as error:
            self._hums = True
            return f"{error} {text}"
        return text

    async def _say(self, sentence: str) -> bytes:
        prepared = self._prepared.pop(sentence, None)
        return await (self._voiced(sentence) if prepared is None else prepared)

    async def _voiced(self, sentence: str) -> bytes:
        if not self._hums:
            try:
                return await self._voice.say(sentence, self._terms.voice)
            except VoiceError:  # the voice has logged it
                self._hums = True
        return hum(sentence, self._terms.voice)
