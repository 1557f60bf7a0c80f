"""Ears: an utterance in, its words out.

The ears that understand speech are an optional part of livechat and run on this machine: Whisper's
smallest English model, 5 % of words wrong on read speech, 0.2 seconds for an utterance on two
cores. Where Whisper base is installed and this machine is quick, that: a fifth fewer words wrong,
99 languages, twice the time (`bench/ears.py`). Or a model in a folder that the user names. Nothing
is downloaded.

Whisper was made to read half a minute at once, silence included. It understands a short utterance
as well when shown ten seconds more than that, in a third of the time, so that is what it is shown
first. With less room it begins to repeat itself; should it do so, the utterance is read again in
the usual way.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from livechat import installing
from livechat.config.senses import is_path
from livechat.core.pcm import INPUT_RATE, SAMPLE_BYTES, seconds_in, silence
from livechat.errors import NotInstalledError
from livechat.sim.senses import weights
from livechat.sim.senses.hum import WORDS_PER_SECOND
from livechat.sim.senses.weights import Weights
from livechat.sim.senses.workers import Worker, keep_to_ourselves

if TYPE_CHECKING:
    from ctranslate2 import StorageView
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

ENGLISH: Final = "en"

SURE: Final = 0.7
"""Probability from which another language than English is believed, where the client names none:
the first words of a call are short, and a wrong guess makes nonsense of them."""

SAMPLE_S: Final = 5.0
"""Seconds of silence that a machine is measured with: an utterance is as long."""

QUICK_S: Final = 0.15
"""Seconds within which Whisper tiny must read those, if Whisper base is to be taken. That needs 2.6
times as long for five seconds of speech: 0.4 s, as long as the end of speech is waited for once its
words are sought."""

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


@dataclass(slots=True)
class Loaded:
    """A model, and what writes its words."""

    model: WhisperModel
    tokenizers: dict[str, Tokenizer]
    """By language."""

    @property
    def multilingual(self) -> bool:
        """Whether it knows more than English."""
        return bool(self.model.model.is_multilingual)

    def speaks(self, language: str) -> str:
        """The code of a language as Whisper knows it; empty where it does not."""
        code = language.partition("-")[0].lower()
        if not self.multilingual:
            return ENGLISH
        return code if code in self.model.supported_languages else ""

    def tokenizer(self, language: str) -> Tokenizer:
        """What writes a language's words."""
        from faster_whisper.tokenizer import Tokenizer

        if language not in self.tokenizers:
            self.tokenizers[language] = Tokenizer(
                self.model.hf_tokenizer,
                multilingual=self.multilingual,
                **({"task": "transcribe", "language": language} if self.multilingual else {}),
            )
        return self.tokenizers[language]


class WhisperEars:
    """Understand speech with Whisper.

    Args:
        better: Weights to take instead of those that come with the `offline` extra.
        always: Whether to take them however slow this machine is.
    """

    def __init__(self, better: Weights | None = None, *, always: bool = False) -> None:
        self._worker = Worker("ears", self._forget)
        self._better = better
        self._always = always
        self._loaded: Loaded | None = None
        self._problem = ""

    def warm(self) -> None:
        """Load the model in the background (about a second)."""
        self._worker.start(self._load)

    async def transcribe(self, pcm: bytes) -> str:
        """Words of an utterance, in the order asked for."""
        return await self.transcribe_in("", pcm)

    async def overhear(self, pcm: bytes) -> str:
        """Words so far, of the last `SHORT_S` seconds."""
        return await self.overhear_in("", pcm)

    async def transcribe_in(self, language: str, pcm: bytes) -> str:
        """Words of an utterance in a language: BCP-47; empty: found out from the sound."""
        return await self._worker.do(lambda: self._transcribe(pcm, language))

    async def overhear_in(self, language: str, pcm: bytes) -> str:
        """Words so far, likewise."""
        most = round(SHORT_S * INPUT_RATE) * SAMPLE_BYTES
        return await self._worker.do(lambda: self._transcribe(pcm[-most:], language))

    async def aclose(self, limit: float) -> None:
        """Stop, waiting up to `limit` seconds for the utterance under way."""
        await self._worker.aclose(limit)

    def _load(self) -> None:
        if self._loaded is not None or self._problem:
            return
        keep_to_ourselves()
        try:
            if self._better is not None and self._always:
                self._loaded = load(self._better)
                return
            self._loaded = load(weights.tiny())
            if self._better is not None:
                self._improve(self._better)
        except (ImportError, OSError, RuntimeError, ValueError) as error:
            log.warning("the ears could not be loaded: %s", error)
            fix = f" This may fix them: {installing.extra('offline')}" if not self._always else ""
            self._problem = (
                f"I can hear that you are speaking, but my ears could not be loaded: {error}. "
                f"So type to me.{fix}"
            )

    def _improve(self, better: Weights) -> None:
        """Take the better weights if this machine is up to it."""
        assert self._loaded is not None
        try:
            if seconds_for_a_sample(self._loaded) > QUICK_S:
                self._better = None  # it will be no quicker when the model is loaded again
                return
            self._loaded = load(better)
        except (OSError, RuntimeError, ValueError) as error:
            log.warning("better ears could not be loaded: %s", error)
            self._better = None

    def _forget(self) -> None:
        """Let go of the model; whoever speaks next waits until it is loaded again."""
        self._loaded = None

    def _transcribe(self, pcm: bytes, language: str) -> str:
        self._load()
        if self._loaded is None:
            raise EarsError(self._problem)
        try:
            return read(self._loaded, pcm, language)
        except RuntimeError as error:
            log.warning("an utterance could not be transcribed: %s", error)
            raise EarsError(f"My ears failed on what you just said: {error}.") from error


@dataclass(frozen=True, slots=True)
class TunedEars:
    """The same ears, for who speaks a language."""

    ears: WhisperEars
    language: str
    """BCP-47; empty: found out from the sound."""

    def warm(self) -> None:
        """Load the model in the background."""
        self.ears.warm()

    async def transcribe(self, pcm: bytes) -> str:
        """Words of an utterance."""
        return await self.ears.transcribe_in(self.language, pcm)

    async def overhear(self, pcm: bytes) -> str:
        """Words so far."""
        return await self.ears.overhear_in(self.language, pcm)

    async def aclose(self, limit: float) -> None:
        """Nothing to stop: the ears are everybody's."""


def tuned(ears: Ears, language: str) -> Ears:
    """Ears for who speaks a language (BCP-47), as far as they can be tuned to one."""
    return TunedEars(ears, language) if language and isinstance(ears, WhisperEars) else ears


def load(found: Weights) -> Loaded:
    """Load a model; up to a second or two.

    Raises:
        ImportError: the engine is not installed.
        OSError: weights cannot be read.
        RuntimeError: they are no model.
        ValueError: they are damaged.
    """
    from faster_whisper import WhisperModel

    model = WhisperModel(
        str(found.folder),
        device="cpu",
        compute_type="int8",
        cpu_threads=THREADS,
        local_files_only=True,
        files=found.read(),
    )
    return Loaded(model, {})


def seconds_for_a_sample(loaded: Loaded) -> float:
    """Seconds in which a model reads `SAMPLE_S` of sound on this machine: the better of two."""
    found = []
    for _ in range(2):
        began = time.perf_counter()
        _read_short(loaded, silence(SAMPLE_S, INPUT_RATE), ENGLISH)
        found.append(time.perf_counter() - began)
    return min(found)


def read(loaded: Loaded, pcm: bytes, language: str) -> str:
    """Words of an utterance.

    Args:
        loaded: What understands it.
        pcm: s16le mono, 16 kHz.
        language: BCP-47; empty: found out from the sound.

    Raises:
        RuntimeError: the model fails.
    """
    words = None
    if seconds_in(len(pcm), INPUT_RATE) <= SHORT_S:
        words = _read_short(loaded, pcm, language)
    return _read(loaded, pcm, language) if words is None else words


def _read_short(loaded: Loaded, pcm: bytes, language: str) -> str | None:
    """Words of a short utterance, or None when they do not come to an end."""
    import numpy as np
    from ctranslate2 import StorageView

    from livechat.dsp.resample import to_float

    model = loaded.model
    most = round(MOST_TOKENS_PER_SECOND * seconds_in(len(pcm), INPUT_RATE)) + 8
    # 80 bands by 100 frames a second, float32
    seen = model.feature_extractor(to_float(pcm + silence(ROOM_S, INPUT_RATE)))
    encoded = model.model.encode(StorageView.from_array(np.ascontiguousarray(seen[np.newaxis])))
    spoken = loaded.speaks(language) if language else ""
    if not spoken:
        spoken = _language(loaded, encoded)
    tokenizer = loaded.tokenizer(spoken)
    result = model.model.generate(
        encoded,
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


def _language(loaded: Loaded, encoded: StorageView) -> str:
    """What language is spoken, as Whisper writes it: English where that is not sure."""
    if not loaded.multilingual:
        return ENGLISH
    mark, likely = loaded.model.model.detect_language(encoded)[0][0]  # likeliest first
    return mark[2:-2] if likely >= SURE else ENGLISH  # <|de|>


def _read(loaded: Loaded, pcm: bytes, language: str) -> str:
    """Words of any utterance."""
    from livechat.dsp.resample import to_float

    segments, _ = loaded.model.transcribe(
        to_float(pcm),
        language=(loaded.speaks(language) if language else "") or None,
        beam_size=BEAMS,
        temperature=0.0,
        condition_on_previous_text=False,
    )
    return " ".join(segment.text.strip() for segment in segments).strip()


def can_whisper(choice: str = "auto") -> bool:
    """Whether the engine and the model that a choice means are installed; imports neither."""
    brings = is_path(choice) or bool(find_spec(weights.TINY))
    return choice != "none" and brings and bool(find_spec("faster_whisper"))


def make(choice: str) -> Ears:
    """Ears as chosen; `auto` takes the best that is installed and quick enough.

    Args:
        choice: `auto`, `whisper`, `none`, or a folder with a Whisper model for CTranslate2.

    Raises:
        FileError: the folder is not one.
        NotInstalledError: `whisper` or a folder was asked for and Whisper is not installed.
    """
    named = weights.look(Path(choice).expanduser()) if is_path(choice) else None
    if choice not in ("auto", "none") and not can_whisper(choice):
        raise NotInstalledError(
            "The speech recognition whisper is not installed.",
            f"Run: {installing.extra('offline')}",
        )
    if not can_whisper(choice):
        return DeafEars()
    return WhisperEars(named or weights.base(), always=named is not None)
