"""The microphone's sound without the loudspeaker's echo, noise and changing level.

    near ─┬─► LinearCanceller ─► 8 ms ─┐
          │                            ├─ one of them ─► noise, gain ─► gate ─► out
    far ──┴─► AEC3 (8 ms) ─────────────┘

Output selection: AEC3's output while only the far end is active; the linear canceller's during
double talk, and when nothing plays. AEC3 suppresses the onset of near-end speech; the linear
canceller does not, and leaves 20 to 25 dB less of the echo under it. Where the linear canceller
fails (no far end in step, a delay over 0.3 s), nothing exceeds what it leaves, and AEC3's output is
used alone. After a second without a far end neither of them runs: there is nothing to cancel, and
AEC3 with a silent far end costs more than with a loud one.

The echo modes, from best to surest:

    aec          both cancellers
    gate         passes the microphone while it is louder than its echo can be, or nothing plays
    half-duplex  passes the microphone while nothing plays
    off, system  passes the microphone as it is; with `system`, the sound server cancels
    auto         aec; gate as long as too much of the echo is left
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pywebrtc_audio import AudioProcessor

from livechat.core.echo import EchoChoice, EchoMode
from livechat.core.pcm import INPUT_RATE, SAMPLE_BYTES
from livechat.dsp.delay_line import DelayLine
from livechat.dsp.double_talk import DoubleTalkDetector
from livechat.dsp.erle import ErleMeter, level
from livechat.dsp.far_end import AUDIBLE_DBFS, TAIL_S
from livechat.dsp.linear_canceller import LinearCanceller
from livechat.dsp.resample import from_float, to_float
from livechat.dsp.timing import AEC3_DELAY, BLOCK, BLOCK_S, SLACK

Floats = NDArray[np.float32]

BLOCK_BYTES: Final = BLOCK * SAMPLE_BYTES
"""Bytes of the 20 ms that are processed at once."""

NOISE_LEVEL: Final = 1
"""WebRTC's 12 dB. 18 dB leave no less of the echo that matters, and one barge-in in twenty is
noticed 10 ms later."""

STANDS_OUT_DB: Final = 5.0
"""Excess over the expected echo that is speech. In the simulated room, with times 1.5 ms wrong, the
echo alone exceeds 5 once a minute, 3 ten times; speech passes it within 50 ms. From 6.5 on, a
tenth of the barge-ins 6 dB under the usual level are noticed too late."""

_LEAST_SPEECH: Final = 10 ** (-15 / 10)
"""Least residual-to-microphone power of a block that counts as speech (−15 dB). A linear canceller
leaves speech untouched: speech as loud as the echo leaves −3 dB, 14 dB weaker leaves −14. Below
−15 dB the block was echo."""

_NEWEST: Final = 0.64
"""How much the newest block counts in those powers."""

SPEECH_BLOCKS: Final = 8
"""Blocks for which speech is taken to last after it stood out: the gaps between syllables."""

LEARNING_S: Final = 1.0
"""Seconds of played sound in which nothing counts as standing out yet."""

TRUST_DB: Final = 3.0
"""Cancellation from which the linear canceller's output is used at all. A far end that has nothing
to do with the echo gives 0 dB, 300 ppm of drift that nobody makes up for 4, a room in step 24."""

_AEC_HOLD: Final = 10
"""Blocks by which an echo may come late: as many as the linear canceller can deal with."""

_GATE_HOLD: Final = 30
"""The same for the gate, which is for devices whose times are wrong."""

_TAIL_BLOCKS: Final = math.ceil(TAIL_S / BLOCK_S)

_IDLE_BLOCKS: Final = 50
"""Blocks (1 s) without a far end after which nothing is cancelled: longer than any echo lasts."""

_FADE: Final = INPUT_RATE // 100
"""Samples in which one sound is faded into another: 10 ms."""

_RISING: Final = np.linspace(0, 1, _FADE + 1, dtype=np.float32)[1:]

_DITHER: Final = np.random.default_rng(0).uniform(-1e-7, 1e-7, BLOCK).astype(np.float32)
"""Noise of −140 dBFS. WebRTC's filters decay into denormal numbers under exact silence, which cost
up to twenty times as much."""

_AUDIBLE: Final = 10 ** (AUDIBLE_DBFS / 20)

_REPORT_BLOCKS: Final = 50
"""Blocks between two reports of the measured cancellation: a second."""


class Frontend:
    """One microphone's frontend. Not for use by two threads.

    Args:
        echo: Which echo mode to use, or to begin with.
        noise_suppression: Whether steady noise is taken out, and what lies below speech.
        gain: Whether speech is brought to an even level.

    With `off` and `system`, and neither noise suppression nor gain, bytes pass unchanged at once.
    """

    def __init__(self, echo: EchoChoice = "auto", *, noise_suppression: bool, gain: bool) -> None:
        self._auto = echo == "auto"
        self._mode: EchoMode = "aec" if echo == "auto" else echo
        self._finish: AudioProcessor | None = None
        if noise_suppression or gain:
            self._finish = AudioProcessor(
                sample_rate=INPUT_RATE,
                noise_suppression=noise_suppression,
                high_pass_filter=True,
                auto_gain_control=gain,
                ns_level=NOISE_LEVEL,
            )
        self._cancel = _Cancel() if self._mode == "aec" else None
        self._gate = _Gate()
        self._meter = ErleMeter()
        self._since_played = _GATE_HOLD
        self._since_report = _REPORT_BLOCKS
        self._reported: tuple[EchoMode, int | None] = (self._mode, None)

    @property
    def needs_far_end(self) -> bool:
        """Whether it asks what the loudspeaker plays."""
        return self._mode not in ("off", "system")

    @property
    def mode(self) -> EchoMode:
        """The echo mode in use."""
        return self._mode

    @property
    def cancelled_db(self) -> float | None:
        """By how much the echo is weaker in what leaves than at the microphone, in decibels.

        The median over the last 10 s of echo; None while there was none to be heard, or nothing
        cancels it.
        """
        return self._meter.cancelled_db if self._cancel else None

    @property
    def echo_dbfs(self) -> float | None:
        """How loud the echo is at the microphone; None while there is none to be heard."""
        return self._meter.echo_dbfs

    @property
    def playing(self) -> bool:
        """Whether the loudspeaker sounds, or did in the last quarter of a second."""
        return self._since_played < _TAIL_BLOCKS

    def changed(self) -> bool:
        """Whether the echo mode, or (asked once a second) the whole decibels cancelled, changed."""
        found = self.cancelled_db
        now = (self._mode, None if found is None else round(found))
        if now == self._reported:
            return False
        if now[0] == self._reported[0] and self._since_report < _REPORT_BLOCKS:
            return False
        self._reported, self._since_report = now, 0
        return True

    def process(self, near: bytes, far: Floats, lead: int = 2 * SLACK) -> bytes:
        """Clean a block.

        Args:
            near: What the microphone recorded: s16le mono, 16 kHz, exactly 320 samples.
            far: What the loudspeaker played meanwhile, or shortly after: float32 of shape (320,).
            lead: Samples by which `far` is ahead (`FarEnd.lead`).

        Returns:
            s16le mono, 16 kHz, 320 samples: 8 ms late with `aec`, 6 more with noise suppression.

        Raises:
            ValueError: a block has another size.
        """
        if len(near) != BLOCK_BYTES or len(far) != BLOCK:
            raise ValueError(f"blocks of {BLOCK} samples, got {len(near) / 2:g} and {len(far)}")
        self._since_report += 1
        if not self.needs_far_end and self._finish is None:
            return near
        heard = to_float(near)
        sounds = max(float(far.max()), -float(far.min())) > _AUDIBLE
        self._since_played = 0 if sounds else self._since_played + 1
        cleaned = heard if self._cancel is None else self._cancelled(heard, far, lead)
        finished = cleaned if self._finish is None else self._finish.process(cleaned + _DITHER)
        if self._mode == "gate":
            recent = self._since_played < _GATE_HOLD
            return from_float(self._gate.process(heard, far, finished, recent))
        if self._mode == "half-duplex":
            return from_float(self._gate.let(finished, not self.playing))
        return from_float(finished)

    def _cancelled(self, near: Floats, far: Floats, lead: int) -> Floats:
        assert self._cancel is not None
        cancel, before = self._cancel, level(near)
        if self._since_played >= _IDLE_BLOCKS:
            self._meter.rest(before)
            return cancel.pass_on(near, far, before)
        cleaned = cancel.process(near, far, before, lead, self.playing)
        self._meter.see(
            before,
            level(cleaned),
            level(far),
            playing=self.playing,
            speaking=cancel.speaking or not cancel.taught,
        )
        if self._auto:
            self._mode = "gate" if self._meter.hopeless else "aec"
        return cleaned


class _Cancel:
    """The two cancellers, and the choice between them."""

    def __init__(self) -> None:
        self._linear = LinearCanceller()
        self._aec3 = AudioProcessor(
            sample_rate=INPUT_RATE, echo_cancellation=True, high_pass_filter=True
        )
        self._detector = DoubleTalkDetector(_AEC_HOLD)
        self._late = DelayLine(BLOCK + AEC3_DELAY)
        self._left_over = ErleMeter()
        self._heard = self._rest = 0.0
        """Energies of a block at the microphone and of what the linear canceller leaves."""
        self._trusted = False
        self._left = 0
        """Blocks for which speech is taken to last."""
        self._linear_used = True

    @property
    def speaking(self) -> bool:
        """Whether the microphone holds something else than echo."""
        return self._left > 0

    @property
    def taught(self) -> bool:
        """Whether enough was played to tell echo from speech."""
        return self._detector.taught_s >= LEARNING_S

    def pass_on(self, near: Floats, far: Floats, before: float) -> Floats:
        """The microphone as it is, as late as ever; nothing plays."""
        self._linear.rest(far)
        self._detector.rest(near)
        self._left_over.rest(before)
        self._left, self._linear_used = 0, True
        return self._late.push(near)[:BLOCK]

    def process(self, near: Floats, far: Floats, before: float, lead: int, playing: bool) -> Floats:
        """A block without its echo. `before` is its level in decibels."""
        self._linear.follow_lead(lead)
        rest = self._linear.process(near, far)
        suppressed = self._aec3.process(near, far + _DITHER)
        above = self._detector.process(rest, far, self.speaking)
        self._heard += _NEWEST * (float(np.dot(near, near)) - self._heard)
        self._rest += _NEWEST * (float(np.dot(rest, rest)) - self._rest)
        self._left -= 1
        self._left_over.see(
            before, level(rest), level(far), playing=playing, speaking=self.speaking
        )
        self._trust()
        if above > STANDS_OUT_DB and self._trusted and self.taught and self._is_speech(playing):
            self._left = SPEECH_BLOCKS
        late = self._late.push(rest)[:BLOCK]
        used, self._linear_used = self._linear_used, self.speaking or not playing
        if used != self._linear_used:
            return _faded(suppressed, late) if self._linear_used else _faded(late, suppressed)
        return late if used else suppressed

    def _is_speech(self, playing: bool) -> bool:
        """Whether what stands out is not just the echo in another place."""
        if not playing:
            return True
        if self._rest < _LEAST_SPEECH * self._heard:
            return False
        if self.speaking:
            return True
        return self._linear.knows and not self._linear.moved()

    def _trust(self) -> None:
        """Trust the linear canceller while it has something in hand, or nothing to do."""
        found = self._left_over.median_db
        if found is None:
            self._trusted = self._trusted or self._left_over.silent
        elif found >= TRUST_DB:
            self._trusted = True
        elif found < TRUST_DB - 1 and self._left_over.echo:
            self._trusted = False


class _Gate:
    """Lets sound through or not, without clicks."""

    def __init__(self) -> None:
        self._detector = DoubleTalkDetector(_GATE_HOLD)
        self._left = 0
        self._open = True

    def process(self, near: Floats, far: Floats, sound: Floats, playing: bool) -> Floats:
        """Let `sound` through while nothing plays, or `near` stands out of its echo."""
        above = self._detector.process(near, far, self._left > 0)
        self._left -= 1
        if above > STANDS_OUT_DB and self._detector.taught_s >= LEARNING_S:
            self._left = SPEECH_BLOCKS
        return self.let(sound, self._left > 0 or not playing)

    def let(self, sound: Floats, through: bool) -> Floats:
        """The sound or zeros; opens and closes within the block."""
        before, self._open = self._open, through
        if before != through:
            return _faded(_ZEROS, sound) if through else _faded(sound, _ZEROS)
        return sound if through else _ZEROS


_ZEROS: Final = np.zeros(BLOCK, np.float32)


def _faded(one: Floats, other: Floats) -> Floats:
    """The one, faded into the other within 10 ms."""
    faded = other.copy()
    faded[:_FADE] = one[:_FADE] + _RISING * (other[:_FADE] - one[:_FADE])
    return faded
