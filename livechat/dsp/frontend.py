"""The microphone made fit to be heard: without the loudspeaker's echo, noise and changing level.

    near ─┬─► LinearCanceller ─► 8 ms ─┐
          │                       ├─ the one or the other ─► noise, gain ─► gate ─► out
    far ──┴─► AEC3 (8 ms) ────────┘

Two cancellers work side by side. AEC3 silences whatever might be echo, and with it the beginning
of what is said over it; so it is heard while nobody speaks over the loudspeaker. The subtractor
leaves 20 to 25 dB less echo under speech that it does not touch; so it is heard as soon as more
is left over than its echo can be. Where it fails (no reference in step, a delay over 0.3 s),
nothing stands out of what it leaves, and AEC3 is heard alone.

The ladder, from best to surest:

    aec          both cancellers
    gate         the microphone is heard while it is louder than its echo can be, or nothing plays
    half-duplex  the microphone is heard while nothing plays
    off, system  the microphone as it is; with `system`, the sound server has cancelled before
    auto         aec; gate as long as too much of the echo is left
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from pywebrtc_audio import AudioProcessor

from livechat.core.echo import EchoChoice, EchoMode
from livechat.core.pcm import INPUT_RATE, SAMPLE_BYTES
from livechat.dsp.double_talk import DoubleTalkDetector
from livechat.dsp.erle import ErleMeter
from livechat.dsp.far_end import AUDIBLE_DBFS, TAIL_S
from livechat.dsp.linear_canceller import LinearCanceller
from livechat.dsp.resample import from_float, to_float
from livechat.dsp.timing import BLOCK

Floats = NDArray[np.float32]

BLOCK_BYTES: Final = BLOCK * SAMPLE_BYTES
"""Bytes of the 10 ms that are processed at once."""

NOISE_LEVEL: Final = 1
"""WebRTC's 12 dB. 18 dB leave no less of the echo that matters, and one barge-in in twenty is
noticed 10 ms later."""

AEC3_DELAY: Final = 128
"""Samples by which AEC3 is late, measured with noise; the subtractor waits for it."""

STANDS_OUT_DB: Final = 5.0
"""Excess over the expected echo that is speech. In the simulated room, with times 1.5 ms wrong, the
echo alone exceeds 5 once a minute, 3 ten times; speech passes it within 50 ms. From 6.5 on, a
tenth of the barge-ins 6 dB under the usual level are noticed too late."""

_MOSTLY: Final = 10 ** (-15 / 10)
"""What the subtractor leaves at least of speech, as it cannot take that away: of speech as loud as
its echo half, of speech 14 dB under it a twenty-fifth. Less than this, and it was nearly all echo,
however much of it is left at the beginning of an answer."""

_BRISK: Final = 0.4
"""How much of that is the newest block."""

HEARD_BLOCKS: Final = 15
"""Blocks for which speech is heard on after it stood out: the gaps between syllables."""

LEARNING_S: Final = 1.0
"""Seconds of played sound in which nothing counts as standing out yet."""

TRUST_DB: Final = 3.0
"""Cancellation from which the subtractor is heard at all. A reference that has nothing to do with
the echo gives 0 dB, 300 ppm of drift that nobody makes up for 4, a room in step 24."""

_AEC_HOLD: Final = 20
"""Blocks an echo may be late by the devices' times: what the subtractor can deal with."""

_GATE_HOLD: Final = 60
"""The same for the gate, which is for devices whose times are wrong."""

_TAIL_BLOCKS: Final = round(TAIL_S * INPUT_RATE / BLOCK)

_AUDIBLE: Final = 10 ** (AUDIBLE_DBFS / 20)

_REPORT_BLOCKS: Final = 100
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

    def process(self, near: bytes, far: bytes) -> bytes:
        """Clean a block.

        Args:
            near: What the microphone recorded: s16le mono, 16 kHz, exactly 160 samples.
            far: What the loudspeaker played meanwhile, or shortly after (`FarEndReference`).

        Returns:
            s16le mono, 16 kHz, 160 samples: 8 ms late with `aec`, 6 more with noise suppression.

        Raises:
            ValueError: a block has another size.
        """
        if len(near) != BLOCK_BYTES or len(far) != BLOCK_BYTES:
            raise ValueError(f"blocks of {BLOCK_BYTES} bytes, got {len(near)} and {len(far)}")
        self._since_report += 1
        if self._mode in ("off", "system") and self._finish is None:
            return near
        heard, played = to_float(near), to_float(far)
        loud = float(np.abs(played).max()) > _AUDIBLE
        self._since_played = 0 if loud else self._since_played + 1
        cleaned = heard
        if self._cancel is not None:
            cleaned = self._cancel.process(heard, played, self.playing)
            speaking = self._cancel.speaking or not self._cancel.taught
            self._meter.see(heard, cleaned, played, playing=self.playing, speaking=speaking)
            if self._auto:
                self._mode = "gate" if self._meter.hopeless else "aec"
        finished = cleaned if self._finish is None else self._finish.process(cleaned)
        if self._mode == "gate":
            recent = self._since_played < _GATE_HOLD
            return from_float(self._gate.process(heard, played, finished, recent))
        if self._mode == "half-duplex":
            return from_float(self._gate.let(finished, not self.playing))
        return from_float(finished)


class _Cancel:
    """The two cancellers, and the choice between them."""

    def __init__(self) -> None:
        self._subtract = LinearCanceller()
        self._suppress = AudioProcessor(
            sample_rate=INPUT_RATE, echo_cancellation=True, high_pass_filter=True
        )
        self._coupling = DoubleTalkDetector(_AEC_HOLD)
        self._late = np.zeros(AEC3_DELAY, np.float32)
        self._left_over = ErleMeter()
        self._heard = self._rest = 0.0
        """Energies of a block at the microphone and of what the subtractor leaves, smoothed."""
        self._trusted = False
        self._left = 0
        self._open = 1.0

    @property
    def speaking(self) -> bool:
        """Whether something else than echo is heard."""
        return self._left > 0

    @property
    def taught(self) -> bool:
        """Whether enough was played to tell echo from speech."""
        return self._coupling.taught_s >= LEARNING_S

    def process(self, near: Floats, far: Floats, playing: bool) -> Floats:
        subtracted = self._subtract.process(near, far)
        suppressed = self._suppress.process(near, far)
        above = self._coupling.process(subtracted, far, self.speaking)
        self._heard += _BRISK * (float(np.dot(near, near)) - self._heard)
        self._rest += _BRISK * (float(np.dot(subtracted, subtracted)) - self._rest)
        self._left -= 1
        self._left_over.see(near, subtracted, far, playing=playing, speaking=self.speaking)
        self._trust()
        if above > STANDS_OUT_DB and self._trusted and self.taught and self._is_speech(playing):
            self._left = HEARD_BLOCKS
        line = np.concatenate((self._late, subtracted))
        self._late = line[BLOCK:]
        before, self._open = self._open, float(self.speaking or not playing)
        share = np.linspace(before, self._open, BLOCK + 1, dtype=np.float32)[1:]
        return np.asarray(share * line[:BLOCK] + (1 - share) * suppressed, np.float32)

    def _is_speech(self, playing: bool) -> bool:
        """Whether what stands out is not just the echo in another place."""
        if not playing:
            return True
        if self._rest < _MOSTLY * self._heard:
            return False
        if self.speaking:
            return True
        return self._subtract.knows and not self._subtract.moved()

    def _trust(self) -> None:
        """Whether the subtractor is fit to be heard: it has something in hand, or nothing to do."""
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
        self._coupling = DoubleTalkDetector(_GATE_HOLD)
        self._left = 0
        self._open = 1.0

    def process(self, near: Floats, far: Floats, sound: Floats, playing: bool) -> Floats:
        """Let `sound` through while nothing plays, or `near` stands out of its echo."""
        above = self._coupling.process(near, far, self._left > 0)
        self._left -= 1
        if above > STANDS_OUT_DB and self._coupling.taught_s >= LEARNING_S:
            self._left = HEARD_BLOCKS
        return self.let(sound, self._left > 0 or not playing)

    def let(self, sound: Floats, through: bool) -> Floats:
        """The sound or zeros; opens and closes within the block."""
        before, self._open = self._open, float(through)
        if before == self._open:
            return sound * np.float32(self._open)
        return sound * np.linspace(before, self._open, BLOCK + 1, dtype=np.float32)[1:]
