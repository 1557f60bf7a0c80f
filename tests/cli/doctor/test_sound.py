"""What the doctor makes of devices and measurements."""

from __future__ import annotations

from dataclasses import replace

import pytest

from livechat.audio.acoustic import Measured
from livechat.audio.devices import Device
from livechat.cli.doctor.sound import (
    check_device,
    check_echo,
    check_hearing,
    check_portaudio,
    check_room,
    check_streams,
)
from livechat.config.settings import Sound
from livechat.dsp.chirp import Echo
from livechat.errors import SoundError

MIC = Device(1, "Mic", "ALSA", 1, 0, 48_000, True, False)

FINE = Measured(
    silent=False,
    room_dbfs=-62.0,
    clipped=False,
    echo=Echo(delay_s=0.0601, spread_s=0.0001, level_db=-22.0, found=5),
    unsteady=False,
    path_ms=12.0,
    seconds=4.5,
    input_rate=16_000,
    output_rate=24_000,
    overruns=0,
    underruns=0,
    late=0,
)


def echo_of(level_db: float) -> Measured:
    """A measurement with an echo of a level."""
    return replace(FINE, echo=Echo(0.06, 0.0, level_db, 5))


def test_portaudio_is_told_by_its_version_or_its_absence() -> None:
    """The way to install it is the fix."""
    found = check_portaudio(lambda: "PortAudio V19", lambda: None)
    assert (found.verdict, found.words) == ("ok", "PortAudio V19.")

    def missing() -> None:
        raise SoundError("It is missing.", "Install it.")

    found = check_portaudio(lambda: None, missing)
    assert (found.verdict, found.fix, found.exit_code) == ("problem", "Install it.", 4)


def test_a_device_is_told_with_its_rates() -> None:
    """And whether the service's own is among them."""
    found, device = check_device("input", "mic", [MIC], lambda *_: (16_000, 44_100))
    assert device == MIC
    assert (found.verdict, found.words) == ("ok", "1 Mic, ALSA, takes 16, 44.1 kHz.")
    found, _ = check_device("input", None, [MIC], lambda *_: (48_000,))
    assert found.words == "1 Mic, ALSA, takes 48 kHz; 16 kHz is resampled."
    assert found.data["rates"] == [48_000]


def test_a_device_that_does_not_open_is_a_problem() -> None:
    """Another program may have it."""
    found, device = check_device("input", None, [MIC], lambda *_: ())
    assert device is None
    assert (found.verdict, found.exit_code) == ("problem", 4)
    assert "--mic" in found.fix


def test_a_name_that_means_nothing_is_a_problem() -> None:
    """With the candidates."""
    found, device = check_device("input", "banjo", [MIC], lambda *_: (16_000,))
    assert device is None
    assert (found.part, found.verdict, found.exit_code) == ("microphone", "problem", 4)
    assert "1 Mic" in found.fix


@pytest.mark.parametrize(
    ("system", "fix"), [("Darwin", "Privacy"), ("Windows", "desktop apps"), ("Linux", "Unmute")]
)
def test_exact_zeros_are_a_permission_not_granted(system: str, fix: str) -> None:
    """Each system has its own place to grant it."""
    found = check_hearing(replace(FINE, silent=True), system)
    assert (found.verdict, found.exit_code) == ("problem", 4)
    assert fix in found.fix


def test_a_microphone_that_gives_sound_is_fine_unless_it_is_cut_off() -> None:
    """Too loud is a warning."""
    assert check_hearing(FINE).verdict == "ok"
    found = check_hearing(replace(FINE, clipped=True))
    assert found.verdict == "warning"
    assert found.fix


@pytest.mark.parametrize(
    ("dbfs", "verdict"), [(-80.0, "ok"), (-46.0, "ok"), (-40.0, "warning"), (-96.0, "warning")]
)
def test_a_room_may_be_quiet_but_neither_loud_nor_dead(dbfs: float, verdict: str) -> None:
    """As loud as speech, or cut off by a gate."""
    found = check_room(replace(FINE, room_dbfs=dbfs))
    assert found.verdict == verdict
    assert bool(found.fix) == (verdict != "ok")


def test_lost_sound_names_the_setting_to_raise() -> None:
    """Only of the side that lost it."""
    sound = Sound(mic_latency_ms=30)
    assert check_streams(FINE, sound).verdict == "ok"
    found = check_streams(replace(FINE, overruns=1, underruns=3), sound)
    assert found.verdict == "warning"
    assert found.words.startswith("Recording lost sound once and playback 3 times in ")
    assert "sound.mic_latency_ms (30) and sound.speaker_latency_ms" in found.fix
    assert "speaker" not in check_streams(replace(FINE, overruns=2), sound).fix


@pytest.mark.parametrize(
    ("level_db", "suggested"),
    [
        (-60.0, {"sound.echo": "off"}),
        (-22.0, {"sound.echo": "aec"}),
        (-7.0, {"sound.echo": "aec"}),
        (0.0, {"sound.echo": "gate", "sound.volume": 32}),
        (12.0, {"sound.echo": "half-duplex", "sound.volume": 10}),
    ],
)
def test_the_echo_suggests_what_to_do_about_it(
    level_db: float, suggested: dict[str, object]
) -> None:
    """From nothing to taking turns."""
    found = check_echo(echo_of(level_db), Sound())
    assert found.data["suggested"] == suggested
    assert found.verdict == ("warning" if "sound.volume" in suggested else "ok")


def test_the_echo_is_told_in_figures() -> None:
    """What the program sees, and what is in the air."""
    found = check_echo(FINE, Sound())
    assert found.words == (
        "The echo returns after 60 ms, 12 of them between the devices, at -22 dB."
    )
    assert found.data["delay_ms"] == 60.1
    assert " at 0 dB, which is too loud" in check_echo(echo_of(-0.3), Sound()).words


def test_an_echo_with_the_canceller_off_is_a_warning() -> None:
    """The model would hear itself."""
    found = check_echo(FINE, Sound(echo="off"))
    assert found.verdict == "warning"
    assert "auto" in found.fix
    assert check_echo(echo_of(-60), Sound(echo="off")).verdict == "ok"


def test_a_cut_off_echo_is_too_loud_whatever_its_level() -> None:
    """What is cut off cannot be cancelled."""
    found = check_echo(replace(FINE, clipped=True), Sound(volume=100))
    assert found.verdict == "warning"
    assert found.data["suggested"] == {"sound.echo": "half-duplex", "sound.volume": 100}


def test_no_echo_is_headphones() -> None:
    """Or a speaker that is turned down, which nobody can tell apart."""
    found = check_echo(replace(FINE, echo=None, path_ms=0.0), Sound())
    assert found.verdict == "ok"
    assert "headphones" in found.words
    assert found.data["suggested"] == {"sound.echo": "off"}


def test_a_torn_echo_is_a_warning() -> None:
    """It is not mistaken for headphones."""
    found = check_echo(replace(FINE, echo=None, unsteady=True), Sound())
    assert found.verdict == "warning"
    assert found.data["suggested"] == {"sound.echo": "half-duplex"}


def test_a_silent_microphone_says_nothing_of_the_echo() -> None:
    """It would look like headphones."""
    assert check_echo(replace(FINE, echo=None, silent=True), Sound()).verdict == "warning"
