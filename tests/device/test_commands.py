"""The other commands on a real sound card."""

from __future__ import annotations

import array
import json
import subprocess
import sys
import wave
from collections.abc import Mapping
from pathlib import Path

import pytest

from livechat.sim.senses.hum import hum
from tests.support.card import CardError, VirtualCard
from tests.support.likeness import check_heard
from tests.support.talking import LIMIT_S, Talking, environment

SPEECH = Path(__file__).parents[2] / "examples/austen-0880.wav"

ANSWER = "Nor was she at all."
SCENARIO = f'[[turn]]\nsays = "{ANSWER}"\n'


def livechat(
    environ: Mapping[str, str], home: Path, *args: str
) -> subprocess.CompletedProcess[str]:
    script = home / "scenario.toml"
    script.write_text(SCENARIO)
    return subprocess.run(
        [sys.executable, "-m", "livechat", *args],
        cwd=home,
        env=environment(environ, home, script),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )


def seconds_heard(pcm: bytes, rate: int = 24_000) -> float:
    """From the first sample that can be heard to the last."""
    loud = [at for at, sample in enumerate(array.array("h", pcm)) if abs(sample) > 300]
    return (loud[-1] - loud[0]) / rate if loud else 0.0


def test_say_speaks_the_answer(card: VirtualCard, tmp_path: Path) -> None:
    """By default, to its last sample; a busy machine may take longer, but loses nothing."""
    with card.record() as ear:
        done = livechat(card.environ, tmp_path, "say", "--offline", "Hello")
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"{ANSWER}\n"
    voice = hum(ANSWER, "")
    check_heard(ear.pcm, voice, 24_000)
    assert seconds_heard(ear.pcm) >= seconds_heard(voice) - 0.01


def test_say_is_silent_when_asked_or_when_it_saves(card: VirtualCard, tmp_path: Path) -> None:
    """Both at once when that is asked for."""
    with card.record() as ear:
        for args in (["--no-play"], ["-o", "a.wav"]):
            done = livechat(card.environ, tmp_path, "say", "--offline", "Hello", *args)
            assert done.returncode == 0, done.stderr
        assert not seconds_heard(ear.pcm)
        both = ("-o", "b.wav", "--play")
        done = livechat(card.environ, tmp_path, "say", "--offline", "Hello", *both)
        assert done.returncode == 0, done.stderr
    assert seconds_heard(ear.pcm)
    assert (tmp_path / "a.wav").read_bytes() == (tmp_path / "b.wav").read_bytes()


def test_a_recording_is_answered_aloud_and_the_answer_kept(
    card: VirtualCard, tmp_path: Path
) -> None:
    """As the demonstration does it."""
    asked = ("--mic", str(SPEECH), "--speaker", "reply.wav", "--play")
    with card.record() as ear:
        done = livechat(card.environ, tmp_path, "talk", "--offline", *asked)
    assert done.returncode == 0, done.stderr
    assert seconds_heard(ear.pcm) >= seconds_heard(hum(ANSWER, "")) - 0.01
    check_heard(wav_pcm(tmp_path / "reply.wav"), hum(ANSWER, ""), 24_000)
    assert "saved reply.wav" in done.stderr


def wav_pcm(path: Path) -> bytes:
    with wave.open(str(path), "rb") as file:
        return bytes(file.readframes(file.getnframes()))


def test_devices_lists_what_portaudio_sees_and_what_is_chosen(
    card: VirtualCard, tmp_path: Path
) -> None:
    """As data, for programs."""
    done = livechat(card.environ, tmp_path, "devices", "--json", "--speaker", "vspk")
    assert done.returncode == 0, done.stderr
    found = {row["name"]: row for row in json.loads(done.stdout)}
    assert "speaker" in str(found["vspk"]["chosen"])
    assert "mic" in str(found["default"]["chosen"])


def test_doctor_measures_the_room_and_finds_it_well(
    fresh_card: VirtualCard, tmp_path: Path
) -> None:
    """With a loopback for a room, and some noise in it; exit code 0."""
    with fresh_card.loopback(40), fresh_card.feeder() as room:
        noise = array.array("h", ((at * 7919) % 61 - 30 for at in range(48_000 * 12)))
        room.write(noise.tobytes())
        done = livechat(fresh_card.environ, tmp_path, "doctor", "--offline", "--json")
    report = json.loads(done.stdout)
    assert done.returncode == 0, report
    echo = next(one for one in report["findings"] if one["part"] == "echo")
    assert echo["data"]["found"]
    assert echo["data"]["delay_ms"] >= 20  # and more, the busier the machine is


def test_doctor_ends_with_the_code_of_what_is_wrong(card: VirtualCard, tmp_path: Path) -> None:
    """Exact silence is a microphone that may not be used; no key is another matter."""
    done = livechat(card.environ, tmp_path, "doctor", "--offline", "--json")
    assert done.returncode == 4
    done = livechat(card.environ, tmp_path, "doctor", "--no-sound", "--json")
    assert done.returncode == 3


def test_the_sound_servers_own_echo_canceller_is_used(
    fresh_card: VirtualCard, tmp_path: Path
) -> None:
    """Both ends run through it; without one, a sentence says how to load it."""
    with Talking(fresh_card.environ, tmp_path, "--echo", "system") as talk:
        code, errors, _ = talk.end()
    assert code == 4
    assert "module-echo-cancel" in errors
    masters = ("source_master=mic", "sink_master=spk")
    names = ("source_name=room.echo-cancel", "sink_name=ear.echo-cancel")
    try:
        fresh_card.load("module-echo-cancel", *masters, *names, "aec_method=speex")
    except CardError:
        pytest.skip("this PulseAudio has no echo canceller")
    with Talking(fresh_card.environ, tmp_path, "--echo", "system") as talk:
        talk.wait("echo_controlled", rung="system")
        talk.wait("device_opened", device="microphone")
        talk.wait("device_opened", device="loudspeaker")
        heard = fresh_card.ask("list", "source-outputs")
        played = fresh_card.ask("list", "sink-inputs")
        talk.say("q")
        code, errors, _ = talk.end()
    assert code == 0, errors
    sources = dict(
        line.split("\t")[:2][::-1]
        for line in fresh_card.ask("list", "short", "sources").splitlines()
    )
    assert f"Source: {sources['room.echo-cancel']}" in heard
    assert "livechat" in played or "ALSA" in played
