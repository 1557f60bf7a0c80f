"""Recorded sentences whose ends are known, and streams made of them: quick, slow, hesitant.

The same seed gives the same stream. Times are seconds of 16 kHz mono sound.
"""

from __future__ import annotations

import csv
import wave
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from livechat.core.pcm import INPUT_RATE

Sound = NDArray[np.int16]
Floats = NDArray[np.float32]

FOLDER: Final = Path(__file__).parent / "speech"

Manner = Literal["plain", "quick", "slow", "hesitant"]

SPEEDS: Final[dict[Manner, float]] = {"plain": 1.0, "quick": 1.25, "slow": 0.8, "hesitant": 1.0}

HESITATION_S: Final = (0.3, 1.2)
"""Shortest and longest pause put between words."""

GAP_S: Final = (2.0, 4.0)
"""Shortest and longest silence between utterances."""

LONG_S: Final = 5.0
"""Seconds from which a hesitant sentence gets two pauses."""

_PIECE: Final = 640
"""Samples of room noise that are strung together: 40 ms, half of it overlapping."""

_QUIETEST: Final = 12
"""Places of a recording that its noise is taken from."""

_FADE: Final = 80
"""Samples, 5 ms, by which a cut is softened."""

_FRAME: Final = 512
"""Samples moved as a whole when speech is made quicker or slower: 32 ms."""

_SEARCH: Final = 160
"""Samples by which a frame may be shifted to fit the one before: 10 ms, a deep voice's period."""


@dataclass(frozen=True)
class Sentence:
    """A recording of somebody who says a sentence."""

    name: str
    speaker: str
    words: str
    sound: Sound
    begins_s: float
    """Its first voiced sample."""
    ends_s: float
    """Its last."""
    breaks_s: tuple[float, ...]
    """Between words, where somebody might hesitate."""


@dataclass(frozen=True)
class Spoken:
    """A sentence in a stream."""

    name: str
    words: str
    manner: Manner
    begins_s: float
    ends_s: float


@dataclass(frozen=True)
class Stream:
    """What a microphone hears of somebody who says sentence after sentence."""

    pcm: bytes
    """s16le mono, 16 kHz."""
    spoken: tuple[Spoken, ...]


def load(folder: Path = FOLDER) -> list[Sentence]:
    """All recordings, in the order of their names."""
    with (folder / "sentences.tsv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        Sentence(
            name=row["file"].removesuffix(".wav"),
            speaker=row["speaker"],
            words=row["words"],
            sound=_read(folder / row["file"]),
            begins_s=float(row["begins"]),
            ends_s=float(row["ends"]),
            breaks_s=tuple(float(one) for one in row["breaks"].split()),
        )
        for row in sorted(rows, key=lambda row: row["file"])
    ]


def _read(path: Path) -> Sound:
    with wave.open(str(path)) as file:
        assert (file.getframerate(), file.getnchannels()) == (INPUT_RATE, 1), path
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.int16)


def room(sound: Sound, seconds: float, random: np.random.Generator) -> Sound:
    """Noise of the room a recording was made in, put together from its quietest moments."""
    power = np.convolve(sound.astype(np.float64) ** 2, np.full(_PIECE, 1 / _PIECE), "valid")[::160]
    order = np.argsort(power, kind="stable")
    heard = [at for at in order if power[at] > 0.1] or order[:1]  # some hold silence of zeros
    quiet = [at for at in heard[:_QUIETEST] if power[at] <= 4 * power[heard[0]]]
    places = 160 * np.array(quiet)
    count = int(seconds * INPUT_RATE)
    half, window = _PIECE // 2, np.sqrt(np.hanning(_PIECE + 1)[:_PIECE])
    noise = np.zeros(count + 3 * _PIECE)
    for at in range(0, count + 2 * _PIECE, half):
        piece = sound[(place := random.choice(places)) : place + _PIECE].astype(np.float64)
        turned = piece[:: random.choice((-1, 1))] * random.choice((-1, 1))
        noise[at : at + len(piece)] += window[: len(piece)] * (turned - piece.mean())
    return np.round(noise[_PIECE : _PIECE + count]).astype(np.int16)


def joined(pieces: Iterable[Sound]) -> Sound:
    """Pieces one after the other, without clicks."""
    soft = [piece.astype(np.float32) for piece in pieces]
    ramp = np.linspace(0, 1, _FADE, dtype=np.float32)
    for before, after in pairwise(soft):
        before[-_FADE:] *= ramp[::-1][-len(before) :]
        after[:_FADE] *= ramp[: len(after)]
    return np.concatenate(soft).astype(np.int16)


def paced(sentence: Sentence, speed: float) -> Sentence:
    """The sentence, said so many times as fast at the same pitch; its times are true to 30 ms."""
    if speed == 1:
        return sentence
    return replace(
        sentence,
        sound=_stretched(sentence.sound, speed),
        begins_s=sentence.begins_s / speed,
        ends_s=sentence.ends_s / speed,
        breaks_s=tuple(at / speed for at in sentence.breaks_s),
    )


def _stretched(sound: Sound, speed: float) -> Sound:
    """Frames set closer together or further apart, each shifted to continue the one before."""
    half = _FRAME // 2
    padded = np.pad(sound.astype(np.float32), (half, 2 * _FRAME + _SEARCH))
    count = int(len(sound) / speed)
    window = np.hanning(_FRAME + 1)[:_FRAME].astype(np.float32)
    out, taken = np.zeros(count + 2 * _FRAME, np.float32), 0
    for at in range(0, count + half, half):
        aim = min(int(at * speed), len(padded) - _FRAME - _SEARCH)
        if at:
            first = max(0, aim - _SEARCH)
            around = padded[first : aim + _SEARCH + _FRAME]
            wanted = padded[taken + half : taken + half + _FRAME]
            likeness = np.correlate(around, wanted, "valid")
            loudness = np.convolve(around**2, np.ones(_FRAME, np.float32), "valid")
            aim = first + int(np.argmax(likeness / np.sqrt(np.maximum(loudness, 1))))
        out[at : at + _FRAME] += window * padded[aim : aim + _FRAME]
        taken = min(aim, len(padded) - _FRAME - half)
    return np.clip(out[half : half + count], -32_768, 32_767).astype(np.int16)


def hesitant(sentence: Sentence, random: np.random.Generator) -> Sentence:
    """The sentence with a pause between two words, a long one with two; as it is without breaks."""
    wanted = 2 if sentence.ends_s - sentence.begins_s >= LONG_S else 1
    places = sorted(
        random.choice(
            sentence.breaks_s, min(wanted, len(sentence.breaks_s)), replace=False
        ).tolist()
        if sentence.breaks_s
        else []
    )
    pieces: list[Sound] = []
    at, paused = 0, 0
    for place in places:
        cut = int(place * INPUT_RATE)
        pause = room(sentence.sound, random.uniform(*HESITATION_S), random)
        pieces += [sentence.sound[at:cut], pause]
        at, paused = cut, paused + len(pause)
    return replace(
        sentence,
        sound=joined([*pieces, sentence.sound[at:]]),
        ends_s=sentence.ends_s + paused / INPUT_RATE,
        breaks_s=(),
    )


def said(sentence: Sentence, manner: Manner, random: np.random.Generator) -> Sentence:
    """The sentence as it is said in a manner."""
    if manner == "hesitant":
        return hesitant(sentence, random)
    return paced(sentence, SPEEDS[manner])


def stream(
    sentences: Sequence[Sentence],
    manners: Sequence[Manner] = ("plain",),
    *,
    seed: int = 0,
    gap_s: tuple[float, float] = GAP_S,
) -> Stream:
    """All sentences in all manners, one after the other, with their rooms' noise between them."""
    random = np.random.default_rng(seed)
    pieces: list[Sound] = []
    spoken: list[Spoken] = []
    samples = 0
    for manner in manners:
        for sentence in sentences:
            now = said(sentence, manner, random)
            gap = room(sentence.sound, random.uniform(*gap_s), random)
            begins = (samples + len(gap)) / INPUT_RATE
            spoken.append(
                Spoken(now.name, now.words, manner, begins + now.begins_s, begins + now.ends_s)
            )
            pieces += [gap, now.sound]
            samples += len(gap) + len(now.sound)
    if sentences:
        pieces.append(room(sentences[-1].sound, gap_s[1], random))
    pcm = joined(pieces).astype("<i2").tobytes() if pieces else b""
    return Stream(pcm, tuple(spoken))
