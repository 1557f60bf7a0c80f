"""The card of the other tests: real streams, right in level and length; and how it breaks."""

from __future__ import annotations

import array
import json
import math
import subprocess
import sys
from typing import Any

import pytest

from tests.support import card as support
from tests.support.card import MICROPHONE, SPEAKER, CardError, CardMissing, VirtualCard
from tests.support.likeness import check_heard
from tests.support.program import SPEECH
from tests.support.remote import recording as spoken_in

LIMIT_S = 90
"""Seconds after which a child that hangs fails its test."""

PIECE_S = 0.1
"""Seconds of a sweep or of speech that are unlike all others."""

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
import select, sys, sounddevice
heard = []
with sounddevice.RawInputStream(
    samplerate=16_000, channels=1, dtype="int16", device=sys.argv[1]
) as stream:
    print("ready", file=sys.stderr, flush=True)
    while not select.select([sys.stdin], [], [], 0)[0]:
        heard.append(bytes(stream.read(1_600)[0]))
    heard.append(bytes(stream.read(8_000)[0]))
sys.stdout.buffer.write(b"".join(heard))
"""  # what was on its way at the end comes within half a second


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


def sweep(seconds: float, rate: int, peak: float = 0.3) -> bytes:
    """A tone that rises by 2 kHz a second, no moment of it like another: s16le mono."""
    times = (at / rate for at in range(round(seconds * rate)))
    samples = (math.sin(2 * math.pi * (200 * at + 1000 * at * at)) for at in times)
    return array.array("h", (round(peak * 32767 * one) for one in samples)).tobytes()


def sounds(pcm: bytes) -> bool:
    """Whether anything can be heard."""
    return any(abs(sample) > 100 for sample in array.array("h", pcm))


def test_portaudio_finds_both_devices(card: VirtualCard) -> None:
    """By their names, in a process that was given nothing but the card's variables."""
    found = devices(card)
    assert found[SPEAKER][1]
    assert found[MICROPHONE][0]
    assert "default" in found


@pytest.mark.parametrize("device", [SPEAKER, "default"])
def test_what_portaudio_plays_is_recorded(card: VirtualCard, device: str) -> None:
    """From beginning to end, at its pace, as loud as it was played."""
    played = sweep(1.0, 24_000)
    with card.record(rate=24_000) as recording:
        python(card, PLAY, device, stdin=played)
        recording.wait_for_seconds(recording.seconds + 0.5)
    check_heard(recording.pcm, played, 24_000, PIECE_S)


@pytest.mark.parametrize("device", [MICROPHONE, "default"])
def test_what_is_spoken_reaches_portaudio(card: VirtualCard, device: str) -> None:
    """The microphone hears what is played into it."""
    spoken = sweep(0.5, 16_000)
    with subprocess.Popen(
        [sys.executable, "-c", RECORD, device],
        env=card.whole_environ(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as child:
        assert child.stderr
        while b"ready" not in (line := child.stderr.readline()):
            assert line, "the child died"
        card.play(spoken, 16_000)
        pcm, _ = child.communicate(timeout=LIMIT_S)
    check_heard(pcm, spoken, 16_000, PIECE_S)


def test_a_recording_is_spoken_as_it_is(card: VirtualCard) -> None:
    """WAV files play at their own rate."""
    with card.record(support.SOURCE, 16_000) as recording:
        card.play(SPEECH)
        recording.wait_for_seconds(recording.seconds + 0.5)
    check_heard(recording.pcm, spoken_in(SPEECH), 16_000, PIECE_S)


def test_speaker_and_microphone_are_apart_unless_looped(card: VirtualCard) -> None:
    """A room comes and goes with its context."""

    def overheard() -> bytes:
        with card.record(support.SOURCE, 16_000) as recording:
            python(card, PLAY, SPEAKER, stdin=sweep(0.3, 24_000))
            recording.wait_for_seconds(recording.seconds + 0.5)
        return recording.pcm

    assert not sounds(overheard())
    with card.loopback(latency_ms=20):
        check_heard(overheard(), sweep(0.3, 16_000), 16_000, PIECE_S)
    assert not sounds(overheard())


def test_a_frozen_card_delivers_nothing_and_thaws(fresh_card: VirtualCard) -> None:
    """As a sound server that hangs does: nobody is told."""
    with fresh_card.record() as recording:
        fresh_card.pause()
        with pytest.raises(CardError, match="no answer"):
            fresh_card.ask("info", limit_s=0.5)
        recording.wait_for_stillness()
        held = recording.seconds
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
        python(fresh_card, PLAY, SPEAKER, stdin=sweep(0.2, 24_000))
    assert sounds(recording.pcm)


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
