"""The card of the other tests: real streams, right in level and length; and how it breaks."""

from __future__ import annotations

import array
import json
import math
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from livechat.core.levels import rms_dbfs
from tests.support import card as support
from tests.support.card import MICROPHONE, SPEAKER, CardError, CardMissing, VirtualCard

LIMIT_S = 30
"""Seconds after which a child that hangs fails its test."""

DEVICES = """
import json, sounddevice
print(json.dumps([[d["name"], d["max_input_channels"], d["max_output_channels"]]
    for d in sounddevice.query_devices()]))
"""

PLAY = """
import sys, sounddevice
with sounddevice.RawOutputStream(
    samplerate=24_000, channels=1, dtype="int16", device=sys.argv[1]
) as stream:
    stream.write(sys.stdin.buffer.read() + bytes(24_000))
"""  # the silence, since stopping a stream on this card loses the last 40 ms

RECORD = """
import sys, sounddevice
with sounddevice.RawInputStream(
    samplerate=16_000, channels=1, dtype="int16", device=sys.argv[1]
) as stream:
    print("ready", file=sys.stderr, flush=True)
    sys.stdout.buffer.write(stream.read(32_000)[0])
"""


def python(card: VirtualCard, script: str, *args: str, stdin: bytes = b"") -> bytes:
    done = subprocess.run(
        [sys.executable, "-c", script, *args],
        env=card.whole_environ(),
        input=stdin,
        capture_output=True,
        check=False,
        timeout=LIMIT_S,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def devices(card: VirtualCard) -> dict[str, tuple[bool, bool]]:
    """By name, whether a device takes part in recording and in playing."""
    listed: list[list[Any]] = json.loads(python(card, DEVICES))
    return {name: (ins > 0, outs > 0) for name, ins, outs in listed}


def tone(seconds: float, rate: int, peak: float = 0.3) -> bytes:
    """A sine of 441 Hz: s16le mono."""
    step = 2 * math.pi * 441 / rate
    samples = (round(peak * 32767 * math.sin(step * at)) for at in range(round(seconds * rate)))
    return array.array("h", samples).tobytes()


def sounding(pcm: bytes) -> bytes:
    """From the first sample that can be heard to the last."""
    samples = array.array("h", pcm)
    loud = [at for at, sample in enumerate(samples) if abs(sample) > 100]
    return samples[loud[0] : loud[-1] + 1].tobytes() if loud else b""


def test_portaudio_finds_both_devices(card: VirtualCard) -> None:
    """By their names, in a process that was given nothing but the card's variables."""
    found = devices(card)
    assert found[SPEAKER][1]
    assert found[MICROPHONE][0]
    assert "default" in found


@pytest.mark.parametrize("device", [SPEAKER, "default"])
def test_what_portaudio_plays_is_recorded(card: VirtualCard, device: str) -> None:
    """Every sample, as loud as it was played."""
    played = tone(1.0, 24_000)
    with card.record(rate=24_000) as recording:
        python(card, PLAY, device, stdin=played)
        recording.wait_for_seconds(recording.seconds + 0.5)
    heard = sounding(recording.pcm)
    assert len(heard) == pytest.approx(len(played), rel=0.005)
    assert rms_dbfs(heard) == pytest.approx(rms_dbfs(played), abs=0.2)


@pytest.mark.parametrize("device", [MICROPHONE, "default"])
def test_what_is_spoken_reaches_portaudio(card: VirtualCard, device: str) -> None:
    """The microphone hears what is played into it, and silence around it."""
    spoken = tone(0.5, 16_000)
    with subprocess.Popen(
        [sys.executable, "-c", RECORD, device],
        env=card.whole_environ(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as child:
        assert child.stderr
        while b"ready" not in (line := child.stderr.readline()):
            assert line, "the child died"
        card.play(spoken, 16_000)
        pcm, _ = child.communicate(timeout=LIMIT_S)
    heard = sounding(pcm)
    assert len(heard) == pytest.approx(len(spoken), rel=0.01)
    assert rms_dbfs(heard) == pytest.approx(rms_dbfs(spoken), abs=0.2)


def test_a_recording_is_spoken_as_it_is(card: VirtualCard) -> None:
    """WAV files play at their own rate."""
    example = Path(__file__).parents[2] / "examples" / "austen-0880.wav"
    seconds = example.stat().st_size / 32_000
    with card.record(support.SOURCE, 16_000) as recording:
        card.play(example)
    assert recording.seconds == pytest.approx(seconds, abs=1.0)
    assert rms_dbfs(recording.pcm) > -40


def test_speaker_and_microphone_are_apart_unless_looped(card: VirtualCard) -> None:
    """A room comes and goes with its context."""

    def overheard() -> bytes:
        with card.record(support.SOURCE, 16_000) as recording:
            python(card, PLAY, SPEAKER, stdin=tone(0.3, 24_000))
            recording.wait_for_seconds(recording.seconds + 0.5)
        return sounding(recording.pcm)

    assert not overheard()
    with card.loopback(latency_ms=20):
        assert len(overheard()) == pytest.approx(len(tone(0.3, 16_000)), rel=0.02)
    assert not overheard()


def test_a_frozen_card_delivers_nothing_and_thaws(fresh_card: VirtualCard) -> None:
    """As a sound server that hangs does: nobody is told."""
    with fresh_card.record() as recording:
        fresh_card.pause()
        with pytest.raises(CardError, match="no answer"):
            fresh_card.ask("info", limit_s=0.5)
        held = recording.seconds
        time.sleep(0.3)
        assert recording.seconds - held < 0.1
        fresh_card.resume()
        recording.wait_for_seconds(held + 0.2)
    assert "spk" in fresh_card.ask("info")


def test_a_card_that_died_comes_back(fresh_card: VirtualCard) -> None:
    """At the same place, so that who knew it finds it again."""
    fresh_card.kill()
    with pytest.raises(CardError):
        fresh_card.ask("info")
    with pytest.raises(CardError, match="dead"):
        fresh_card.pause()
    fresh_card.restart()
    with fresh_card.record(rate=24_000) as recording:
        python(fresh_card, PLAY, SPEAKER, stdin=tone(0.2, 24_000))
    assert sounding(recording.pcm)


def test_devices_come_and_go(fresh_card: VirtualCard) -> None:
    """Processes that look afterwards see them come and go."""
    fresh_card.plug("headset")
    fresh_card.plug("webcam", "input")
    found = devices(fresh_card)
    assert found["headset"][1]
    assert found["webcam"][0]
    fresh_card.unplug("headset")
    assert {"webcam", SPEAKER} <= devices(fresh_card).keys()
    assert "headset" not in devices(fresh_card)


def test_nothing_is_left_behind(card: VirtualCard) -> None:
    """Neither a process nor a file; and two cards do not meet."""
    with VirtualCard() as other:
        recorder = other.spawn(["parec", f"--device={support.EAR}", "--raw"])
        folder = other.folder
    assert recorder.poll() is not None
    assert not folder.exists()
    with pytest.raises(CardError):
        other.ask("info")
    assert card.ask("info")


def test_a_missing_card_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """In one sentence, with the command."""
    monkeypatch.setenv("PATH", "")
    with pytest.raises(CardMissing, match=r"apt-get install .*pulseaudio.*libportaudio2"):
        VirtualCard()
