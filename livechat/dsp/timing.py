"""Times of the echo path that depend on each other: each is derived from those above it."""

from __future__ import annotations

from typing import Final

from livechat.core.pcm import CHUNK_MS, INPUT_RATE, OUTPUT_RATE

BLOCK: Final = INPUT_RATE * CHUNK_MS // 1000
"""Samples at 16 kHz that are processed at once: the 20 ms that leave in one message. Blocks of
10 ms would cost nearly twice as much, and their first half would wait for the second."""

BLOCK_S: Final = BLOCK / INPUT_RATE

LEAD_S: Final = 0.008
"""Seconds by which the far end runs ahead of the clocks. The times of two devices were seen to be
wrong by as much (ALSA tells what a device holds in steps of 5 ms), and an echo must never come
before its sound: 2 ms too early cost 15 dB. A longer lead would ask for sound that is not known
yet (`STEADY_S`)."""

SLACK: Final = round(LEAD_S * INPUT_RATE / 2)
"""Samples by which the linear canceller delays the far end: half of the lead. So the far end can be
shifted by as much in either direction, and stays ahead of the nearest loudspeaker's echo."""

STEP_S: Final = LEAD_S
"""Seconds of one correction of the far end at most."""

REACH: Final = round(1.25 * STEP_S * INPUT_RATE)
"""Samples, in either direction, within which the linear canceller looks for an echo that has moved:
a correction and a quarter."""

FILTER_HALF: Final = 24
"""Samples at 24 kHz on either side of one that is resampled to 16: 1 ms, read ahead as well."""

ARRIVES_S: Final = 0.005
"""Seconds after its end at which a block of the microphone is there."""

JITTER_S: Final = 0.001
"""Seconds by which the loudspeaker's pieces come apart from their beat."""

STEADY_S: Final = LEAD_S + FILTER_HALF / OUTPUT_RATE + JITTER_S - ARRIVES_S
"""Seconds more that the loudspeaker's device holds where its echo is cancelled: what a block needs
of the far end must be known when the block arrives."""

AEC3_DELAY: Final = 128
"""Samples by which AEC3's output is late, measured with noise; the other canceller's waits."""
