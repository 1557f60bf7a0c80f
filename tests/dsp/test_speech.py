"""Chunks are judged as they come; what cannot be speech is not shown to the detector."""

from __future__ import annotations

import wave
from pathlib import Path

import pytest

from livechat.dsp import silero, speech
from livechat.dsp.speech import KEPT_WINDOWS, LOOK_WINDOWS, SpeechJudge
from livechat.dsp.vad import WINDOW_BYTES
from livechat.errors import SoundError

EXAMPLE = Path(__file__).parents[2] / "examples" / "austen-0880.wav"


def windows() -> list[bytes]:
    with wave.open(str(EXAMPLE)) as file:
        pcm = file.readframes(file.getnframes())
    whole = range(0, len(pcm) - WINDOW_BYTES + 1, WINDOW_BYTES)
    return [pcm[at : at + WINDOW_BYTES] for at in whole]


def said_of(
    judge: SpeechJudge, pcm: bytes, *, over_voice: bool = False, maybe_speech: bool = True
) -> tuple[float, ...]:
    """The probabilities of a chunk."""
    judgement = judge.take(pcm, over_voice=over_voice, maybe_speech=maybe_speech)
    assert judgement is not None
    return judgement.speech


class Detector:
    """Hears speech in every window; remembers which it was shown."""

    hears_quiet = False

    def __init__(self, hears_quiet: bool) -> None:
        self.shown: list[bytes] = []
        self.resets = 0
        self.says = 0.9

    def probability(self, window: bytes) -> float:
        self.shown.append(window)
        return self.says

    def reset(self) -> None:
        self.resets += 1


@pytest.fixture
def judge(monkeypatch: pytest.MonkeyPatch) -> tuple[SpeechJudge, Detector]:
    """A judge with that detector."""
    detector = Detector(hears_quiet=False)
    monkeypatch.setattr(speech, "VoiceDetector", lambda hears_quiet: detector)
    return SpeechJudge(), detector


def test_windows_wait_while_nothing_can_be_speech(judge: tuple[SpeechJudge, Detector]) -> None:
    """The newest two do; those before count as silence, each once."""
    taking, detector = judge
    sound = windows()
    said = [said_of(taking, sound[at], over_voice=True, maybe_speech=False) for at in range(5)]
    assert said == [(), (), (0.0,), (0.0,), (0.0,)]
    assert not detector.shown
    assert said_of(taking, sound[5], over_voice=True) == (0.9,) * (KEPT_WINDOWS + 1)
    assert detector.shown == sound[3:6]
    assert detector.resets == 1


def test_speech_under_way_is_judged_to_its_end(judge: tuple[SpeechJudge, Detector]) -> None:
    """Although nothing stands out of the echo any more."""
    taking, detector = judge
    sound = windows()
    taking.take(sound[0], over_voice=True)
    detector.says = 0.1
    for at in range(1, 12):
        taking.take(sound[at], over_voice=True, maybe_speech=False)
    assert detector.shown == sound[: 1 + LOOK_WINDOWS]
    assert not detector.resets


def test_a_short_doubt_forgets_nothing(judge: tuple[SpeechJudge, Detector]) -> None:
    """A window that only waited was shown after all: the detector has heard everything."""
    taking, detector = judge
    sound = windows()
    taking.take(sound[0], over_voice=True, maybe_speech=False)
    taking.take(sound[1], over_voice=True)
    assert detector.shown == sound[:2]
    assert not detector.resets


def test_a_sentence_is_noticed_wherever_the_doubt_ends() -> None:
    """With the windows before it, which are shown then."""
    sound = windows()
    always, late = SpeechJudge(), SpeechJudge()
    first = [max(said_of(always, window), default=0.0) for window in sound]
    begins = next(at for at, probability in enumerate(first) if probability > 0.5)
    noticed = [
        max(said_of(late, window, maybe_speech=at >= begins), default=0.0)
        for at, window in enumerate(sound)
    ]
    assert next(at for at, probability in enumerate(noticed) if probability > 0.5) <= begins + 1


def test_without_its_weights_nothing_is_judged_and_why_is_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A release of the detector's package with another network: chunks pass as they are."""

    def unknown() -> silero.Weights:
        raise SoundError("Speech detection is off: other weights.", "Install it again.")

    monkeypatch.setattr(silero, "weights", unknown)
    judge = SpeechJudge()
    assert judge.trouble == "Speech detection is off: other weights. Install it again."
    assert judge.take(windows()[0]) is None
    assert not judge.take(windows()[1])
