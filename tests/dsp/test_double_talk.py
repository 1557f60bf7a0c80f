"""What stands out of an echo, and what does not."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from livechat.dsp.double_talk import DoubleTalkDetector
from livechat.dsp.timing import BLOCK

Floats = NDArray[np.float32]


def noise(blocks: int, dbfs: float, seed: int = 0) -> list[Floats]:
    level = 10 ** (dbfs / 20)
    samples = np.random.default_rng(seed).normal(0, level, (blocks, BLOCK))
    return list(samples.astype(np.float32))


def excess(coupling: DoubleTalkDetector, signal: list[Floats], far: list[Floats]) -> list[float]:
    return [coupling.process(one, other, False) for one, other in zip(signal, far, strict=True)]


def test_an_echo_does_not_stand_out_once_it_is_known() -> None:
    """Played at −20, heard at −40, whatever was expected at first."""
    far = noise(150, -20)
    found = excess(DoubleTalkDetector(10), [block * np.float32(0.1) for block in far], far)
    assert max(found[100:]) < 1


def test_what_is_louder_than_the_echo_stands_out_within_40_ms() -> None:
    """By what it is louder."""
    coupling, far = DoubleTalkDetector(10), noise(160, -20)
    excess(coupling, [block * np.float32(0.01) for block in far[:150]], far[:150])
    found = excess(coupling, noise(10, -40, seed=1), far[150:])
    assert found[1] > 8
    assert max(found) <= 15


def test_an_echo_that_comes_late_is_still_expected() -> None:
    """For as many blocks as are held, and for its reverberation."""
    coupling, far = DoubleTalkDetector(10), noise(150, -20)
    excess(coupling, [block * np.float32(0.1) for block in far], far)
    silent = [np.zeros(BLOCK, np.float32)] * 9
    assert max(excess(coupling, noise(9, -40, seed=2), silent)) < 2


def test_noise_alone_never_stands_out() -> None:
    """With nothing played, steady noise is expected after a moment."""
    coupling, silent = DoubleTalkDetector(10), [np.zeros(BLOCK, np.float32)] * 300
    assert max(excess(coupling, noise(300, -50), silent)[100:]) < 1


def test_the_noise_is_followed_while_nothing_plays() -> None:
    """A block that is not compared with an echo teaches as much of it as one that is."""
    compared, rested, silent = (
        DoubleTalkDetector(10),
        DoubleTalkDetector(10),
        [np.zeros(BLOCK, np.float32)] * 300,
    )
    excess(compared, noise(300, -50), silent)
    for block in noise(300, -50):
        rested.rest(block)
    louder = noise(10, -35, seed=1)
    assert excess(rested, louder, silent[:10]) == excess(compared, louder, silent[:10])


def test_little_is_learnt_from_somebody_speaking() -> None:
    """Two seconds of speech do not become the echo."""
    coupling, far = DoubleTalkDetector(10), noise(250, -20)
    excess(coupling, [block * np.float32(0.01) for block in far[:150]], far[:150])
    loud = noise(100, -30, seed=3)
    found = [
        coupling.process(near, played, True) for near, played in zip(loud, far[150:], strict=True)
    ]
    assert min(found[3:]) > 8


def test_it_counts_what_it_was_taught() -> None:
    """Seconds in which something played; silence teaches nothing."""
    coupling = DoubleTalkDetector(4)
    silent = [np.zeros(BLOCK, np.float32)] * 50
    excess(coupling, noise(50, -50), silent)
    assert coupling.taught_s == 0
    excess(coupling, noise(50, -50), noise(50, -20))
    assert coupling.taught_s == 1
