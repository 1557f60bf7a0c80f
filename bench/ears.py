"""What the practice partner's ears understand, and its voice: words wrong, and time.

The recorded sentences of `bench/speech/`, as they are and as harder to understand: said quickly,
quiet, in noise, in an echoing room, by somebody with a deeper or a higher voice, which also moves
their vowels, as accents do. A fifth of the words counted as wrong are not: the books are old, and
Whisper writes as people do today. The voice is measured by what the ears understand of it.

`python -m bench.ears FOLDER …` measures Whisper models in folders, too.
"""

from __future__ import annotations

import re
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bench.figure import Figure, at_most
from bench.sentences import Sentence, Sound, load, paced
from livechat.core.pcm import INPUT_RATE, OUTPUT_RATE
from livechat.core.talk.latency import percentile
from livechat.dsp.resample import from_float, resample, to_float
from livechat.sim.senses import ears as the_ears
from livechat.sim.senses import weights
from livechat.sim.senses.voice import HIGH, LOW, MIDDLE, NeuralVoice, can_speak
from livechat.sim.senses.weights import Weights

SNR_DB: Final = 10.0
"""Speech over pink noise, by its louder half."""

QUIETER_DB: Final = 25.0

RT60_S: Final = 0.6
"""Seconds in which the room's echo dies away by 60 dB: a living room without curtains."""

ECHO: Final = 0.12
"""Of the direct sound, for the first of the echo: the speaker is two metres away."""

DEEPER, HIGHER = 0.85, 1.2

CLAUSES: Final = (
    "Yes.",
    "Let me think about that.",
    "The sun is a star, and it shines for all of us,",
    "The sun is a star, and it shines for all of us, day after day, year after year.",
)
"""First clauses, short to long."""

TIMES: Final = 7


def quiet(sentence: Sentence, chance: np.random.Generator) -> Sound:
    """The sentence as if said far from the microphone."""
    return _samples(sentence.sound * 10 ** (-QUIETER_DB / 20))


def noisy(sentence: Sentence, chance: np.random.Generator) -> Sound:
    """The sentence in pink noise."""
    sound = sentence.sound.astype(float)
    spectrum = np.fft.rfft(chance.normal(size=len(sound)))
    noise = np.fft.irfft(spectrum / np.sqrt(np.maximum(1, np.arange(len(spectrum)))), len(sound))
    power = np.sort((sound[: len(sound) // 320 * 320].reshape(-1, 320) ** 2).mean(axis=1))
    loud = power[len(power) // 2 :].mean()
    return _samples(sound + noise * np.sqrt(loud / 10 ** (SNR_DB / 10) / np.mean(noise**2)))


def reverberant(sentence: Sentence, chance: np.random.Generator) -> Sound:
    """The sentence in an echoing room, as loud as before."""
    count = round(RT60_S * INPUT_RATE)
    room = ECHO * chance.normal(size=count) * 10 ** (-3 * np.arange(count) / count)
    room[0] = 1.0
    length = len(sentence.sound) + count
    spectrum = np.fft.rfft(sentence.sound.astype(float), length) * np.fft.rfft(room, length)
    echoing = np.fft.irfft(spectrum, length)
    return _samples(echoing * (np.abs(sentence.sound).max() / np.abs(echoing).max()))


def shifted(by: float) -> Callable[[Sentence, np.random.Generator], Sound]:
    """The sentence at so many times its pitch, its vowels moved as much, as fast as before."""

    def shift(sentence: Sentence, chance: np.random.Generator) -> Sound:
        sound = resample(to_float(sentence.sound.tobytes()), round(INPUT_RATE * by), INPUT_RATE)
        moved = Sentence(
            sentence.name,
            sentence.speaker,
            sentence.words,
            _samples(sound * 32_768),
            sentence.begins_s / by,
            sentence.ends_s / by,
            (),
        )
        return paced(moved, 1 / by).sound

    return shift


VARIANTS: Final[Mapping[str, Callable[[Sentence, np.random.Generator], Sound]]] = {
    "plain": lambda sentence, chance: sentence.sound,
    "quick": lambda sentence, chance: paced(sentence, 1.25).sound,
    "quiet": quiet,
    "noisy": noisy,
    "reverberant": reverberant,
    "deeper": shifted(DEEPER),
    "higher": shifted(HIGHER),
}


def plain_words(text: str) -> list[str]:
    """Words without case and punctuation."""
    text = re.sub(r"\bmr\b\.?", "mister", text.lower().replace("’", "'"))
    text = text.replace("lower-case", "lowercase").replace("-", " ")
    return re.sub(r"[^\w' ]", " ", text).split()


def words_wrong(said: Sequence[str], understood: Sequence[str]) -> int:
    """Words to change, add or leave out until the one is the other."""
    row = list(range(len(understood) + 1))
    for at, word in enumerate(said, 1):
        corner, row[0] = row[0], at
        for to, other in enumerate(understood, 1):
            best = min(row[to] + 1, row[to - 1] + 1, corner + (word != other))
            corner, row[to] = row[to], best
    return row[-1]


def measured(name: str, found: Weights, sentences: Sequence[Sentence]) -> list[Figure]:
    """One model, on all variants."""
    chance = np.random.default_rng(7)
    model = the_ears.load(found)
    the_ears.read(model, sentences[0].sound.astype("<i2").tobytes(), "en")
    figures, took, wrong, count = [], [], 0, 0
    for variant, make in VARIANTS.items():
        here = 0
        for sentence in sentences:
            pcm = make(sentence, chance).astype("<i2").tobytes()
            began = time.process_time()
            text = the_ears.read(model, pcm, "en")
            took.append(time.process_time() - began)
            here += words_wrong(plain_words(sentence.words), plain_words(text))
        words = sum(len(plain_words(sentence.words)) for sentence in sentences)
        figures.append(Figure(f"  {variant}", 100 * here / words, "%", "", True))
        wrong, count = wrong + here, count + words
    p95 = percentile(took, 0.95) or 0.0
    return [
        Figure(f"{name}: words wrong", 100 * wrong / count, "%", "", True),
        *figures,
        Figure("  processor time, median", 1000 * statistics.median(took), "ms", "", True),
        Figure("  p95", 1000 * p95, "ms", "", True),
    ]


def voices(sentences: Sequence[Sentence]) -> list[Figure]:
    """What the ears understand of the voice at each pitch, and how soon it begins."""
    voice, model = NeuralVoice(), the_ears.load(weights.tiny())
    figures, own = [], 0.0
    for name, pitch in (("middle", MIDDLE), ("low", LOW), ("high", HIGH)):
        wrong = count = 0
        for sentence in sentences:
            sound = to_float(voice.speak(sentence.words, pitch))
            text = the_ears.read(model, from_float(resample(sound, OUTPUT_RATE, INPUT_RATE)), "en")
            wrong += words_wrong(plain_words(sentence.words), plain_words(text))
            count += len(plain_words(sentence.words))
        share = 100 * wrong / count
        own = own or share
        figures.append(at_most(f"words of the {name} voice not understood", share, "%", own + 3))
    for clause in CLAUSES:
        took = []
        for _ in range(TIMES):
            began = time.process_time()
            voice.speak(clause, MIDDLE)
            took.append(time.process_time() - began)
        what = f"to voice {len(clause.split())} words, processor time"
        figures.append(Figure(what, 1000 * statistics.median(took), "ms", "", True))
    return figures


def figures(folders: Sequence[Path] = ()) -> list[Figure]:
    """All of it; some minutes a model. Nothing without ears."""
    if not the_ears.can_whisper():
        print("bench: ears left out. The practice partner has no ears here.", file=sys.stderr)
        return []
    sentences = load()
    models = {"whisper tiny": weights.tiny()}
    if (base := weights.base()) is not None:
        models["whisper base"] = base
    models |= {folder.name: weights.look(folder) for folder in folders}
    found = [one for name, at in models.items() for one in measured(name, at, sentences)]
    return [*found, *(voices(sentences) if can_speak() else [])]


def _samples(sound: NDArray[np.floating]) -> Sound:
    limited: Sound = np.clip(np.rint(sound), -32_768, 32_767).astype(np.int16)
    return limited


if __name__ == "__main__":
    for one in figures([Path(name) for name in sys.argv[1:]]):
        print(f"{one.what:<48}{one.value:>9.1f} {one.unit}")
