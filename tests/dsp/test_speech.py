"""Chunks are judged as they come, where there is a detector."""

from __future__ import annotations

import wave
from pathlib import Path

import pytest

from livechat.dsp import silero
from livechat.dsp.speech import SpeechJudge
from livechat.dsp.vad import WINDOW_BYTES
from livechat.errors import SoundError

EXAMPLE = Path(__file__).parents[2] / "examples" / "austen-0880.wav"


def windows() -> list[bytes]:
    with wave.open(str(EXAMPLE)) as file:
        pcm = file.readframes(file.getnframes())
    whole = range(0, len(pcm) - WINDOW_BYTES + 1, WINDOW_BYTES)
    return [pcm[at : at + WINDOW_BYTES] for at in whole]


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
