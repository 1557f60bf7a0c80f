"""The server's hearing: a stream of sound in, the beginning and the end of speech out.

Time is counted in samples, never on a clock, so a recording sent in an instant is heard just as
live speech is. The stream is judged in windows of 32 ms from its first sample on; however the
client cuts it, the same speech is found.

Start of speech: voiced windows add up, others take away; enough of them, and speech is believed.
End of speech: enough windows in a row that are not voiced, or the client's word (audioStreamEnd).
For conversations it is also told in between that speech lasts, pauses and goes on.
The utterance given to the ears begins a little before the first voiced window, so that no first
consonant is lost.

As time is counted in samples, a stream that stops in mid-speech leaves it open, however long: it
ends when the sound goes on with silence, or by the client's word. Where the stream stops outside of
speech, its end is nothing, and the sound before it may be the beginning of a word that goes on.

With automatic detection off, the client brackets speech. What lies between the brackets is an
utterance, speech or not, if any of it can be heard: silence is never transcribed.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final, Protocol

from livechat.core.pcm import INPUT_RATE, SAMPLE_BYTES, seconds_in
from livechat.dsp.resample import StreamResampler
from livechat.dsp.vad import WINDOW_BYTES, WINDOW_MS, VoiceDetector, is_quiet
from livechat.sim.events import (
    EndedBy,
    SpeechBegan,
    SpeechEnded,
    SpeechLasts,
    SpeechPaused,
    SpeechWentOn,
)
from livechat.sim.protocol.terms import Detection, Sensitivity
from livechat.sim.protocol.wire import ActivityEnd, ActivityStart, Audio, StreamEnd
from livechat.sim.timeline import SILENCE_USUAL_MS


@dataclass(frozen=True, slots=True)
class Habit:
    """What a sensitivity means where the client does not say it in milliseconds."""

    threshold: float
    """Probability from which a window counts as voiced."""
    prefix_ms: int
    """Milliseconds of voiced sound before speech is believed to have begun."""


START: Final[Mapping[Sensitivity, Habit]] = {
    # Silero's own threshold, and two windows: a word is noticed in 64 ms, a click is not.
    "HIGH": Habit(threshold=0.5, prefix_ms=64),
    # Sure of itself: background talk and coughs pass unnoticed, a barge-in takes 0.2 s.
    "LOW": Habit(threshold=0.75, prefix_ms=192),
}
SILENCE_MS: Final[Mapping[Sensitivity, int]] = {"HIGH": SILENCE_USUAL_MS, "LOW": 1_000}
"""Milliseconds of silence that end speech. Readers pause up to 0.5 s within a sentence; a second
is what the hosted service was seen to wait at its most patient."""

HYSTERESIS: Final = 0.15
"""Speech under way goes on down to this much under the threshold (Silero's advice)."""

LEAD_MS: Final = 320
"""Milliseconds before the first voiced window that belong to the utterance."""

LONGEST_S: Final = 120
"""Seconds of the longest utterance, 3.8 MB; speech that goes on begins another."""

PAUSE_MS: Final = 224
"""Milliseconds of silence after which speech may be over: longer than those within words."""

LASTING_MS: Final = 512
"""Milliseconds of voiced sound that no small word has: "mm-hm" and "okay" take up to 450."""

AT_ONCE: Final = 16
"""Windows judged in one go, 1.5 ms of work: a client that sends an hour at once must not keep the
other sessions waiting."""


class Detector(Protocol):
    """Judges one window (`livechat.dsp.vad.VoiceDetector`)."""

    def probability(self, window: bytes) -> float:
        """How likely the window holds speech, 0 to 1."""


Heard = SpeechBegan | SpeechLasts | SpeechPaused | SpeechWentOn | SpeechEnded
Signal = ActivityStart | ActivityEnd | StreamEnd


class Listener:
    """Listens to one session.

    `take` takes sound; `work` judges some of it, so call it as long as something is `waiting` and
    let others have their turn in between.

    Args:
        detection: How speech is to be found.
        make_detector: Made at the first sound that is not quiet.
        keeps_prefix: Whether the client's prefix is sound to be kept from before the speech, as one
            of Google's pages has it, instead of speech to be heard before it is believed.
        tells_more: Whether it tells that speech lasts, pauses and goes on.
    """

    def __init__(
        self,
        detection: Detection,
        make_detector: Callable[[], Detector] = VoiceDetector,
        *,
        keeps_prefix: bool = False,
        tells_more: bool = False,
    ) -> None:
        habit, asked = START[detection.start], detection.prefix_ms
        prefix = habit.prefix_ms if asked is None or keeps_prefix else asked
        lead = asked if asked is not None and keeps_prefix else LEAD_MS
        silence = detection.silence_ms
        self._tells_more = tells_more
        self._automatic = detection.automatic
        self._threshold = habit.threshold
        self._prefix_ms = max(prefix, WINDOW_MS)
        self._silence_ms = max(SILENCE_MS[detection.end] if silence is None else silence, WINDOW_MS)
        self._make_detector = make_detector
        self._detector: Detector | None = None
        self._resampler: StreamResampler | None = None
        self._rate = 0
        self._odd = b""
        self._held = bytearray()
        self._todo: deque[bytes | Signal] = deque()
        self._before: deque[bytes] = deque(maxlen=-(-(lead + 2 * self._prefix_ms) // WINDOW_MS))
        self._utterance: bytearray | None = None
        self._voiced_ms = 0
        self._unvoiced_ms = 0
        self._lasts = False

    @property
    def waiting(self) -> bool:
        """Whether `work` has anything to do."""
        return bool(self._todo)

    @property
    def seconds_spoken(self) -> float:
        """How long the utterance that is going on has lasted; 0 when nobody speaks."""
        return seconds_in(len(self._utterance or b""), INPUT_RATE)

    @property
    def pauses(self) -> bool:
        """Whether the utterance that is going on may be over: nothing is heard any more."""
        return self._utterance is not None and self._unvoiced_ms > WINDOW_MS

    def spoken(self) -> bytes:
        """The utterance that is going on so far: s16le mono, 16 kHz."""
        return bytes(self._utterance or b"")

    def take(self, what: Audio | Signal) -> None:
        """Take sound, or a sign that belongs between sounds."""
        if isinstance(what, Audio):
            self._held += self._at_16k(what)
        else:
            if self._resampler is not None:
                self._held += self._resampler.flush()
            self._odd = b""
            whole = len(self._held) % WINDOW_BYTES
            if whole:
                self._held += bytes(WINDOW_BYTES - whole)
        for at in range(0, len(self._held) - WINDOW_BYTES + 1, WINDOW_BYTES):
            self._todo.append(bytes(self._held[at : at + WINDOW_BYTES]))
        del self._held[: len(self._held) - len(self._held) % WINDOW_BYTES]
        if not isinstance(what, Audio):
            self._todo.append(what)

    def work(self) -> list[Heard]:
        """Judge some of what was taken; return what was heard, in order."""
        heard: list[Heard] = []
        for _ in self._next():
            item = self._todo.popleft()
            if isinstance(item, bytes):
                heard += self._window(item)
            elif isinstance(item, StreamEnd):
                heard += self._end("client") if self._automatic else []
            elif not self._automatic:
                heard += self._bracket(item)
        return heard

    def _next(self) -> list[bytes | Signal]:
        return list(islice(self._todo, AT_ONCE))

    def _at_16k(self, audio: Audio) -> bytes:
        if audio.rate != self._rate:
            if self._resampler is not None:
                self._held += self._resampler.flush()
            self._rate, self._odd = audio.rate, b""
            self._resampler = StreamResampler(audio.rate, INPUT_RATE)
        pcm = self._odd + audio.pcm
        whole = len(pcm) - len(pcm) % SAMPLE_BYTES
        self._odd = pcm[whole:]
        assert self._resampler is not None
        return self._resampler.process(pcm[:whole])

    def _window(self, window: bytes) -> list[Heard]:
        if not self._automatic:
            return self._bracketed(window)
        probability = self._probability(window)
        if self._utterance is None:
            return self._waiting(window, probability >= self._threshold)
        return self._speaking(window, probability >= self._threshold - HYSTERESIS)

    def _probability(self, window: bytes) -> float:
        if self._detector is None:
            if is_quiet(window):
                return 0.0
            self._detector = self._make_detector()
        return self._detector.probability(window)

    def _waiting(self, window: bytes, voiced: bool) -> list[Heard]:
        self._before.append(window)
        self._voiced_ms = self._voiced_ms + WINDOW_MS if voiced else self._voiced_ms - WINDOW_MS
        self._voiced_ms = max(0, self._voiced_ms)
        if self._voiced_ms < self._prefix_ms:
            return []
        self._utterance = bytearray().join(self._before)
        self._unvoiced_ms, self._lasts = 0, False
        return [SpeechBegan()]

    def _speaking(self, window: bytes, voiced: bool) -> list[Heard]:
        assert self._utterance is not None
        self._utterance += window
        heard = self._more(voiced) if self._tells_more else []
        self._unvoiced_ms = 0 if voiced else self._unvoiced_ms + WINDOW_MS
        too_long = len(self._utterance) >= LONGEST_S * INPUT_RATE * SAMPLE_BYTES
        if self._unvoiced_ms >= self._silence_ms:
            return self._end("silence")
        return [*heard, *(self._end("length") if too_long else [])]

    def _more(self, voiced: bool) -> list[Heard]:
        """What a window of speech under way tells besides."""
        assert self._utterance is not None
        if voiced:
            self._voiced_ms += WINDOW_MS
            went_on: list[Heard] = [SpeechWentOn()] if self._unvoiced_ms >= PAUSE_MS else []
            if self._lasts or self._voiced_ms < LASTING_MS:
                return went_on
            self._lasts = True
            return [*went_on, SpeechLasts()]
        paused = self._unvoiced_ms < PAUSE_MS <= self._unvoiced_ms + WINDOW_MS
        return [SpeechPaused(bytes(self._utterance))] if paused else []

    def _end(self, by: EndedBy) -> list[Heard]:
        """Speech is over, if there was any."""
        utterance, self._utterance = self._utterance, None
        if utterance is None:
            return []
        self._voiced_ms = 0
        self._before.clear()
        return [SpeechEnded(bytes(utterance), by)]

    def _bracket(self, signal: Signal) -> list[Heard]:
        if isinstance(signal, ActivityStart):
            begun = self._end_bracket("client")
            self._utterance = bytearray()
            return [*begun, SpeechBegan()]
        return self._end_bracket("client")

    def _bracketed(self, window: bytes) -> list[Heard]:
        if self._utterance is None:
            return []
        self._utterance += window
        self._voiced_ms += 0 if is_quiet(window) else WINDOW_MS
        if len(self._utterance) < LONGEST_S * INPUT_RATE * SAMPLE_BYTES:
            return []
        heard = self._end_bracket("length")
        self._utterance = bytearray()
        return [*heard, SpeechBegan()]

    def _end_bracket(self, by: EndedBy) -> list[Heard]:
        utterance, self._utterance = self._utterance, None
        voiced, self._voiced_ms = self._voiced_ms > 0, 0
        if utterance is None:
            return []
        return [SpeechEnded(bytes(utterance) if voiced else b"", by)]
