"""Recorded sentences with known ends, and the streams made of them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from bench.sentences import (
    GAP_S,
    HESITATION_S,
    Manner,
    Sentence,
    Sound,
    hesitant,
    joined,
    load,
    paced,
    room,
    stream,
)
from livechat.core.pcm import INPUT_RATE, SAMPLE_BYTES

ALL = load()
SOME = ALL[::8]


def level(sound: Sound) -> float:
    """Root mean square, of s16."""
    return float(np.sqrt(np.mean(sound.astype(float) ** 2)))


def part(sound: Sound, begins: float, ends: float) -> Sound:
    return sound[max(0, int(begins * INPUT_RATE)) : int(ends * INPUT_RATE)]


def tone(seconds: float = 2.0) -> Sentence:
    """A sentence that is a tone of 200 Hz between two silences of 0.1 s."""
    at = np.arange(int(seconds * INPUT_RATE)) / INPUT_RATE
    voiced = 8_000 * np.sin(2 * np.pi * 200 * at)
    voiced[: INPUT_RATE // 10] = voiced[-INPUT_RATE // 10 :] = 0
    return Sentence(
        "tone", "nobody", "la", voiced.astype(np.int16), 0.1, seconds - 0.1, (seconds / 2,)
    )


def test_there_are_enough_sentences_of_several_people() -> None:
    """Two dozen are what a measurement needs at least."""
    assert len(ALL) >= 24
    assert len({one.speaker for one in ALL}) >= 3
    assert len({one.name for one in ALL}) == len(ALL)


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.name)
def test_what_is_said_of_a_recording_fits_it(one: Sentence) -> None:
    """Nothing is voiced after its end; its breaks lie within it, in order."""
    seconds = len(one.sound) / INPUT_RATE
    assert 0 <= one.begins_s < one.ends_s <= seconds
    assert one.words
    assert all(one.begins_s < at < one.ends_s for at in one.breaks_s)
    assert all(a < b for a, b in pairwise(one.breaks_s))
    voice = level(part(one.sound, one.begins_s, one.ends_s))
    after = part(one.sound, one.ends_s, seconds)
    assert len(after) < INPUT_RATE / 50 or level(after) < voice / 5


@pytest.mark.parametrize("speed", [0.8, 1.25])
def test_another_speed_keeps_the_pitch_and_moves_the_end(speed: float) -> None:
    """A tone of 200 Hz stays one, and lasts as much longer or shorter."""
    spoken = paced(tone(), speed)
    assert len(spoken.sound) == pytest.approx(len(tone().sound) / speed, abs=2)
    loud = np.flatnonzero(np.abs(spoken.sound) > 2_000) / INPUT_RATE
    assert loud[0] == pytest.approx(spoken.begins_s, abs=0.03)
    assert loud[-1] == pytest.approx(spoken.ends_s, abs=0.03)
    middle = part(spoken.sound, spoken.begins_s + 0.2, spoken.ends_s - 0.2)
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle))))
    hertz = float(np.argmax(spectrum)) * INPUT_RATE / len(middle)
    assert hertz == pytest.approx(200, abs=3)


def test_a_hesitant_sentence_is_longer_by_its_pauses_and_all_there() -> None:
    """What comes before and after the pause is what was recorded, but for soft edges."""
    one = next(one for one in ALL if one.name == "austen-0880")
    slow = hesitant(one, np.random.default_rng(3))
    pause = slow.ends_s - one.ends_s
    assert HESITATION_S[0] <= pause <= HESITATION_S[1]
    assert len(slow.sound) - len(one.sound) == pytest.approx(pause * INPUT_RATE, abs=1)
    tail = int((len(one.sound) / INPUT_RATE - one.breaks_s[-1]) * INPUT_RATE) - 200
    assert np.array_equal(slow.sound[-tail:], one.sound[-tail:])


def test_a_sentence_without_breaks_is_not_cut() -> None:
    """It is said as it is."""
    one = next(one for one in ALL if not one.breaks_s)
    assert np.array_equal(hesitant(one, np.random.default_rng(1)).sound, one.sound)


@pytest.mark.parametrize("one", SOME, ids=lambda one: one.name)
def test_the_noise_of_a_room_is_as_quiet_as_the_room(one: Sentence) -> None:
    """Far under the voice, and as long as asked for."""
    noise = room(one.sound, 1.5, np.random.default_rng(2))
    assert len(noise) == 1.5 * INPUT_RATE
    assert level(noise) < level(part(one.sound, one.begins_s, one.ends_s)) / 10


def test_the_noise_of_digital_silence_is_silence() -> None:
    """Nothing is made up."""
    assert not room(np.zeros(8_000, np.int16), 0.5, np.random.default_rng(1)).any()


def test_pieces_are_joined_without_clicks() -> None:
    """A cut in the middle of a loud tone comes down to nothing and up again."""
    loud = np.full(1_000, 10_000, np.int16)
    sound = joined([loud, loud]).astype(int)
    assert len(sound) == 2_000
    assert np.abs(np.diff(sound)).max() < 200


def test_a_stream_says_when_each_sentence_begins_and_ends() -> None:
    """Between two there is silence; what the stream holds there is what was recorded."""
    made = stream(SOME, ("plain",), seed=4)
    sound = np.frombuffer(made.pcm, "<i2").astype(np.int16)
    assert [one.name for one in made.spoken] == [one.name for one in SOME]
    for one, said in zip(SOME, made.spoken, strict=True):
        assert said.ends_s - said.begins_s == pytest.approx(one.ends_s - one.begins_s)
        begins = round((said.begins_s - one.begins_s) * INPUT_RATE)
        inner = slice(200, len(one.sound) - 200)
        there = sound[begins : begins + len(one.sound)]
        assert np.array_equal(there[inner], one.sound[inner])
    for before, after in pairwise(made.spoken):
        assert GAP_S[0] <= after.begins_s - before.ends_s <= GAP_S[1] + 0.3
    assert len(made.pcm) / SAMPLE_BYTES / INPUT_RATE > made.spoken[-1].ends_s + GAP_S[1] - 0.1


def test_the_same_seed_gives_the_same_stream() -> None:
    """Another seed gives another."""
    manners: tuple[Manner, ...] = ("quick", "hesitant")
    first = stream(SOME[:2], manners, seed=1)
    assert first == stream(SOME[:2], manners, seed=1)
    assert first.pcm != stream(SOME[:2], manners, seed=2).pcm
    assert [one.manner for one in first.spoken] == ["quick", "quick", "hesitant", "hesitant"]


def test_a_stream_of_nothing_is_nothing() -> None:
    """No sentence, no sound."""
    assert stream([]).pcm == b""
