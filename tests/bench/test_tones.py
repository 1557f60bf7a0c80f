"""What was heard of a tone."""

from __future__ import annotations

import numpy as np
import pytest

from bench.tones import HIGH_RATE, ToneHeard, floats, tone


def test_the_longest_hole_in_a_tone_is_told() -> None:
    """None has none."""
    sound = np.concatenate([np.zeros(500), floats(tone(0.5)), np.zeros(500)])
    assert (ToneHeard(sound).gaps, ToneHeard(sound).longest_s) == (0, 0)
    for begin, seconds in ((5_000, 0.02), (15_000, 0.05)):
        sound[begin : begin + round(seconds * HIGH_RATE)] = 0
    heard = ToneHeard(sound)
    assert heard.gaps == 2
    assert heard.longest_s == pytest.approx(0.05, abs=0.002)
