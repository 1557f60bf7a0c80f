"""What was played comes out in step, without a seam, whatever the times are worth."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from livechat.core.pcm import INPUT_RATE, OUTPUT_RATE
from livechat.dsp.far_end import KEPT_S, PIECES, FarEndReference
from livechat.dsp.resample import from_float, resample
from livechat.dsp.timing import LEAD_S

Floats = NDArray[np.float32]

PIECE = OUTPUT_RATE // 200
BLOCK = INPUT_RATE // 50
START = 1000.0
AHEAD_S = 0.03
"""Seconds from writing a piece to its sound; blocks are asked for 30 ms after they began."""


def noise(seconds: float, seed: int = 0, below: int = 6_000) -> Floats:
    """Noise of frequencies that both rates have."""
    samples = np.random.default_rng(seed).standard_normal(round(seconds * OUTPUT_RATE))
    spectrum = np.fft.rfft(samples)
    spectrum[round(below * seconds) :] = 0
    return (0.1 * np.fft.irfft(spectrum, len(samples))).astype(np.float32)


def through(
    far: Floats, *, jitter_s: float = 0.0, write_ppm: float = 0.0, read_ppm: float = 0.0
) -> tuple[Floats, FarEndReference]:
    """Written in pieces and read in blocks, in the order in which it would happen."""
    chance = np.random.default_rng(1)
    writer, reader = 1 + write_ppm * 1e-6, 1 + read_ppm * 1e-6
    reference, out, pcm = FarEndReference(), [], from_float(far)
    pieces = iter(range(0, len(far), PIECE))
    written = next(pieces, None)
    for block in range(0, len(far) * 2 // 3, BLOCK):
        recorded = block / INPUT_RATE * reader
        while written is not None and written / OUTPUT_RATE * writer <= recorded + 0.03 + AHEAD_S:
            piece = pcm[2 * written : 2 * (written + PIECE)]
            at = START + written / OUTPUT_RATE * writer + chance.uniform(-jitter_s, jitter_s)
            reference.put(piece, at)
            written = next(pieces, None)
        at = START + recorded + chance.uniform(-jitter_s, jitter_s)
        out.append(reference.read(at, BLOCK).sound)
    return np.concatenate(out), reference


def leads_ms(out: Floats, far: Floats, read_ppm: float = 0.0) -> Iterator[float]:
    """How early the reference is in each second, against what sounded."""
    truth = resample(far, OUTPUT_RATE, INPUT_RATE)
    for at in range(INPUT_RATE, len(out) - 2 * INPUT_RATE, INPUT_RATE):
        true = round(at * (1 + read_ppm * 1e-6)) - INPUT_RATE // 10
        size = 2 * INPUT_RATE
        products = (
            np.fft.rfft(truth[true : true + INPUT_RATE * 6 // 5], size)
            * np.fft.rfft(out[at : at + INPUT_RATE], size).conj()
        )
        lag = int(np.argmax(np.fft.irfft(products))) - INPUT_RATE // 10
        yield 1000 * lag / INPUT_RATE


def test_the_sound_is_the_same_at_16_khz_and_early_by_the_lead() -> None:
    """As a resampler of files makes it, to 40 dB."""
    far = noise(3)
    out, _ = through(far)
    truth = resample(far, OUTPUT_RATE, INPUT_RATE)[round(LEAD_S * INPUT_RATE) :][: len(out)]
    error = (out[: len(truth)] - truth)[1000:-1000]
    assert np.sqrt(np.mean(error**2)) < 0.01 * np.sqrt(np.mean(truth**2))


@settings(max_examples=15, deadline=None)
@given(jitter=st.floats(0, 0.006), seed=st.integers(0, 5))
def test_contiguous_sound_stays_contiguous(jitter: float, seed: int) -> None:
    """Times that are some milliseconds wrong make no seam; they move the whole by as much."""
    far = noise(2, seed, below=2_000)
    even, _ = through(far)
    out, reference = through(far, jitter_s=jitter)
    size = 2 * len(even)
    products = np.fft.rfft(out, size) * np.fft.rfft(even, size).conj()
    correlation = np.fft.irfft(products) / np.sqrt(np.sum(out**2) * np.sum(even**2))
    assert correlation.max() > 0.93  # half a sample off at most, and the ends
    assert reference.late_s == 0


@pytest.mark.parametrize(("write_ppm", "read_ppm"), [(300.0, 0.0), (0.0, 300.0), (-150.0, 150.0)])
def test_clocks_that_differ_are_followed(write_ppm: float, read_ppm: float) -> None:
    """Two minutes of 300 ppm are 36 ms; it takes one to tell clocks that differ from times that
    wander, and the lead moves by less than half of that.
    """
    far = noise(120)
    out, reference = through(far, jitter_s=0.002, write_ppm=write_ppm, read_ppm=read_ppm)
    # Where the writer is slow, samples sound later than they are counted.
    slow = read_ppm - write_ppm
    leads = list(leads_ms(out, far, slow))
    assert max(leads) - min(leads) < 20
    assert reference.drift == pytest.approx((read_ppm - write_ppm) * 1e-6, rel=0.35)


def test_clocks_that_do_not_differ_are_left_alone() -> None:
    """Jitter alone drifts by less than a sample in ten seconds."""
    far = noise(30)
    out, _ = through(far, jitter_s=0.003)
    leads = list(leads_ms(out, far))
    assert max(leads[10:]) - min(leads[10:]) < 0.2


def test_a_gap_is_silence() -> None:
    """Nothing sounded where nothing was put."""
    reference = FarEndReference()
    reference.put(from_float(noise(0.1)), START)
    reference.put(from_float(noise(0.1)), START + 0.3)
    sound = [reference.read(START + at / 50 - LEAD_S, BLOCK).sound.any() for at in range(0, 23)]
    assert all(sound[1:4])
    assert not any(sound[6:14])
    assert all(sound[16:19])
    assert not any(sound[21:])


def test_a_block_is_waited_for_while_its_sound_is_on_the_way() -> None:
    """Some milliseconds; not where nobody plays, and it can be read as it is."""
    reference = FarEndReference()
    for at in range(8):
        reference.put(from_float(noise(0.005, at)), START + at / 200)
    assert reference.read_if_known(START + 0.02, BLOCK) is None
    reference.put(from_float(noise(0.02)), START + 0.04)
    known = reference.read_if_known(START + 0.02, BLOCK)
    assert known is not None
    assert known.sound.all()
    silent = FarEndReference()
    silent.put(bytes(2 * PIECE), START)
    assert silent.read_if_known(START + 1, BLOCK) is not None


def test_nothing_put_is_silence() -> None:
    """From the first block on."""
    assert not FarEndReference().read(START, BLOCK).sound.any()


@pytest.mark.parametrize(
    ("after_s", "heard"), [(-0.05, False), (0.05, True), (0.3, True), (0.34, True), (0.36, False)]
)
def test_playing_lasts_a_tail_longer(after_s: float, heard: bool) -> None:
    """A tenth of a second of sound is heard for 0.35 s."""
    reference = FarEndReference()
    reference.put(from_float(noise(0.1)), START)
    reference.read(START - 1, BLOCK)
    assert reference.read(START + after_s, BLOCK).playing is heard
    assert reference.playing(START + after_s) is heard


def test_inaudible_sound_does_not_play() -> None:
    """Dither is no sound."""
    reference = FarEndReference()
    reference.put(b"\x01\x00" * PIECE, START)
    assert not reference.playing(START + 0.003)


def test_late_pieces_shorten_the_lead() -> None:
    """Sound that is put after it was asked for is missed for a second, not for ever."""
    far, reference, out = noise(3), FarEndReference(), []
    pcm = from_float(far)
    for block in range(145):
        at = START + block / 50
        for half in (2 * block, 2 * block + 1):  # just when it sounds
            reference.put(pcm[480 * half : 480 * (half + 1)], START + half / 100)
        out.append(reference.read(at, BLOCK))
    assert reference.late_s > 0
    assert out[0].lead == round(LEAD_S * INPUT_RATE)
    assert out[-1].lead < out[0].lead
    sound = np.concatenate([block.sound for block in out])
    truth = resample(far, OUTPUT_RATE, INPUT_RATE)[: len(sound)]
    size, settled = 2 * len(sound), round(1.5 * INPUT_RATE)
    products = np.fft.rfft(truth[settled:], size) * np.fft.rfft(sound[settled:], size).conj()
    likeness = np.fft.irfft(products) / np.sqrt(
        np.sum(truth[settled:] ** 2) * np.sum(sound[settled:] ** 2)
    )
    assert likeness.max() > 0.9


def test_lost_blocks_and_sleep_are_skipped() -> None:
    """After a second without blocks, reading goes on where the times say."""
    reference = FarEndReference()
    far = np.zeros(3 * OUTPUT_RATE, np.float32)
    far[2 * OUTPUT_RATE : 2 * OUTPUT_RATE + 240] = noise(0.01)
    reference.read(START - 1, BLOCK)
    for at in range(0, len(far), PIECE):
        reference.put(from_float(far[at : at + PIECE]), START + at / OUTPUT_RATE)
    assert not reference.read(START - 0.98, BLOCK).sound.any()
    assert reference.read(START + 2 - LEAD_S, BLOCK).sound.any()


def test_memory_is_bounded() -> None:
    """Neither a writer without a reader nor an hour's pause, nor times from nowhere, fill it."""
    reference = FarEndReference()
    for at in range(3 * PIECES):
        reference.put(bytes(2 * PIECE), START + at / 200)
    assert len(reference._pieces) == PIECES
    for when in (START + 3600, START + 7200, START - 50):
        reference.put(from_float(noise(0.05)), when)
        reference.read(when - LEAD_S, BLOCK)
    assert len(reference._tape) == round(KEPT_S * OUTPUT_RATE)


def test_an_hour_later_it_still_plays() -> None:
    """What is put after a long pause is found at once."""
    reference = FarEndReference()
    reference.put(from_float(noise(0.05)), START)
    reference.read(START, BLOCK)
    later = START + 3600
    reference.put(from_float(noise(0.05)), later)
    assert reference.read(later + 0.01 - LEAD_S, BLOCK).sound.any()
    assert reference.playing(later + 0.01)


def test_two_threads_share_it() -> None:
    """A thousand pieces written while a thousand blocks are read: nothing is lost or broken."""
    reference, far = FarEndReference(), noise(5)
    pcm = from_float(far)

    def write() -> None:
        for at in range(0, len(far), PIECE):
            reference.put(pcm[2 * at : 2 * (at + PIECE)], START + at / OUTPUT_RATE)

    writer = threading.Thread(target=write)
    writer.start()
    early = [reference.read(START - 1 + at / 50, BLOCK).sound for at in range(25)]
    writer.join(5)
    assert not writer.is_alive()
    assert all(len(block) == BLOCK for block in early)
    assert all(reference.read(START + 1.5 + at / 50, BLOCK).sound.any() for at in range(25))
