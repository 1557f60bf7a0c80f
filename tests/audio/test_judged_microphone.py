"""Recordings and pipes whose speech is judged on this machine."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from livechat.app.ports import Chunk, Emit, Pause
from livechat.audio.chunks import chunk_of
from livechat.audio.judged_microphone import JudgedMicrophone
from livechat.audio.wav_read import read_wav
from livechat.core.link.endpointing import Endpointer, Judgement
from livechat.core.pcm import INPUT_RATE, Chunker
from livechat.core.talk.events import Event, Notice
from livechat.dsp import silero
from livechat.errors import SoundError
from tests.support.virtual_time import run

CLIP = Path(__file__).parents[2] / "examples" / "austen-0880.wav"


class Script:
    """A microphone that yields what it is given."""

    def __init__(self, items: Sequence[Chunk | Pause]) -> None:
        self._items = items
        self.ran = False

    async def run(self, emit: Emit) -> None:
        self.ran = True

    async def listen(self) -> AsyncIterator[Chunk | Pause]:
        for item in self._items:
            yield item


def judged(items: Sequence[Chunk | Pause]) -> list[Chunk | Pause]:
    """What comes out of it."""

    async def main() -> list[Chunk | Pause]:
        script = Script(items)
        microphone = JudgedMicrophone(script)
        await microphone.run(lambda _: None)
        assert script.ran
        return [one async for one in microphone.listen()]

    return run(main())


def chunks(pcm: bytes) -> list[Chunk]:
    return [chunk_of(one, float(number)) for number, one in enumerate(Chunker().push(pcm))]


def test_recorded_speech_begins_and_ends_where_somebody_speaks() -> None:
    """Every chunk of 20 ms comes as it was, each window of 32 ms once."""
    silence = bytes(INPUT_RATE * 2)
    given = chunks(silence + read_wav(CLIP, INPUT_RATE) + silence)
    heard = judged(given)
    endpointer, changes = Endpointer(), list[tuple[float, bool]]()
    windows = 0
    for was, one in zip(given, heard, strict=True):
        assert isinstance(one, Chunk)
        assert (one.pcm, one.captured_at) == (was.pcm, was.captured_at)
        assert one.judgement is not None
        for probability in one.judgement.speech:
            windows += 1
            change = endpointer.window(probability)
            if change is not None:
                changes.append((one.captured_at * 0.02, change))
    assert windows == len(given) * 20 // 32
    (began, _), (ended, _) = changes
    assert 1.0 < began < 1.5
    assert 3.5 < ended < 4.8


def test_after_a_pause_speech_is_judged_anew() -> None:
    """The next recording has nothing to do with the one before; its windows begin with it."""
    rest = np.ones(160, "<i2").tobytes()
    first, pause, second = judged([chunk_of(rest, 1.0), Pause(last=False), chunk_of(rest * 4, 2.0)])
    assert isinstance(first, Chunk)
    assert isinstance(second, Chunk)
    assert isinstance(pause, Pause)
    assert (first.judgement, second.judgement) == (Judgement(()), Judgement((0.0,)))


def test_without_a_detector_chunks_pass_with_one_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is lost but the judgement."""

    def unknown() -> silero.Weights:
        raise SoundError("Speech detection is off: other weights.", "Install it again.")

    monkeypatch.setattr(silero, "weights", unknown)
    told: list[Event] = []
    given = Chunk(bytes(640), 1.0, -96.0)

    async def main() -> list[Chunk | Pause]:
        microphone = JudgedMicrophone(Script([given]))
        await microphone.run(told.append)
        return [one async for one in microphone.listen()]

    assert run(main()) == [given]
    assert [event.text for event in told if isinstance(event, Notice)] == [
        "Speech detection is off: other weights. Install it again."
    ]
