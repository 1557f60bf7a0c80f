"""Devices are listed, chosen by what people call them, and asked for their rates."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from livechat.audio.devices import (
    RATES,
    Device,
    Kind,
    best_rate,
    choose,
    devices,
    list_in_child,
    open_channels,
    rates,
)
from livechat.audio.names import is_file
from livechat.errors import SoundError
from tests.support.sounddevice import Entry, FakeSounddevice, PortAudioError


def device(index: int, name: str, api: str = "ALSA", **more: Any) -> Device:
    """One that does both, unless told otherwise."""
    usual = {"inputs": 2, "outputs": 2, "default_rate": 48_000}
    usual |= {"default_input": False, "default_output": False}
    return Device(index, name, api, **(usual | more))


LAPTOP = [
    device(0, "HDA Intel PCH: ALC257 Analog (hw:0,0)"),
    device(1, "HDA Intel PCH: HDMI 0 (hw:0,3)", inputs=0),
    device(2, "USB Headset: Audio (hw:1,0)"),
    device(3, "USB Webcam: Audio (hw:2,0)", outputs=0),
    device(4, "pulse"),
    device(5, "default", default_input=True, default_output=True),
]

MIC = "Microphone (Realtek High Definition Audio)"
WINDOWS = [
    device(0, "Microsoft Sound Mapper - Input", "MME", outputs=0, default_input=True),
    device(1, MIC[:31], "MME", outputs=0),
    device(2, "Headset (USB Audio)", "MME", outputs=0),
    device(3, MIC, "Windows DirectSound", outputs=0),
    device(4, "Headset (USB Audio)", "Windows DirectSound", outputs=0),
    device(5, "Headset (USB Audio)", "Windows WASAPI", outputs=0),
    device(6, MIC, "Windows WASAPI", outputs=0),
    device(7, "Microphone (Realtek HD Audio Mic input)", "Windows WDM-KS", outputs=0),
    device(8, "Line (Studio Box)", "Windows WDM-KS", outputs=0),
]


@pytest.fixture
def sounddevice(monkeypatch: pytest.MonkeyPatch) -> FakeSounddevice:
    """Three devices under two host APIs."""
    fake = FakeSounddevice(
        [
            Entry("Mic", inputs=1, outputs=0, rate=44_100.0),
            Entry("\x1b[31mBox\n", api=1, inputs=8, outputs=8, channels=(8,), takes=(48_000,)),
            Entry("Speaker", inputs=0),
        ],
        default=(0, 2),
        apis=("ALSA", "JACK Audio Connection Kit"),
    )
    monkeypatch.setitem(sys.modules, "sounddevice", fake)
    return fake


@pytest.mark.usefixtures("sounddevice")
def test_devices_are_listed_with_names_fit_for_a_terminal() -> None:
    """In PortAudio's order, so that an index means the same everywhere."""
    mic, box, speaker = devices()
    assert mic == Device(0, "Mic", "ALSA", 1, 0, 44_100, True, False)
    assert (box.name, box.host_api) == ("␛[31mBox", "JACK Audio Connection Kit")
    assert (speaker.channels("input"), speaker.channels("output")) == (0, 2)
    assert speaker.is_default("output")
    assert not speaker.is_default("input")


def test_a_list_that_cannot_be_had_is_said(sounddevice: FakeSounddevice) -> None:
    """In PortAudio's words."""
    sounddevice.fails = PortAudioError("PortAudio not initialized", -10000)
    with pytest.raises(
        SoundError, match="Cannot list the sound devices: PortAudio not initialized"
    ):
        devices()


@pytest.mark.parametrize("wanted", [None, "", "  ", "default", "DEFAULT", 5, "5"])
def test_the_systems_own_choice(wanted: str | int | None) -> None:
    """By saying nothing, by its name, by its index."""
    assert choose("input", wanted, LAPTOP).index == 5


def test_default_needs_no_device_of_that_name() -> None:
    """It is a word for the system's choice everywhere."""
    assert choose("input", "default", WINDOWS).index == 0


def test_without_a_choice_of_the_system_the_first_of_the_best_api_is_taken() -> None:
    """Better than none."""
    assert choose("input", None, WINDOWS[1:]).index == 5


@pytest.mark.usefixtures("sounddevice")
def test_portaudio_is_asked_when_no_devices_are_given() -> None:
    """As everybody but a test wants it."""
    assert choose("output", None).name == "Speaker"


def test_on_windows_the_default_devices_are_those_of_wasapi(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """PortAudio's own are MME's, which are slower. One that WASAPI lacks stays MME's."""
    apis = ("MME", "Windows DirectSound", "Windows WASAPI")
    entries = [
        Entry("Microsoft Sound Mapper - Input", outputs=0),
        Entry("Microsoft Sound Mapper - Output", inputs=0),
        Entry("Primary Sound Driver", api=1, inputs=0),
        Entry("Headset", api=2),
        Entry("Speakers / Headphones (Realtek)", api=2, inputs=0),
    ]
    fake = FakeSounddevice(entries, default=(0, 1), apis=apis)
    fake.own = {"MME": (0, 1), "Windows DirectSound": (-1, 2), "Windows WASAPI": (3, 4)}
    monkeypatch.setitem(sys.modules, "sounddevice", fake)
    assert (choose("input", None).index, choose("output", None).index) == (3, 4)
    assert [one.index for one in devices() if one.is_default("output")] == [4]
    fake.own["Windows WASAPI"] = (-1, 4)
    assert (choose("input", None).index, choose("output", "default").index) == (0, 4)


SPEAKERS = [
    device(0, "Speakers (Realtek)", "MME", inputs=0),
    device(1, "Speakers (Realtek)", "Windows DirectSound", inputs=0, default_output=True),
    device(2, "Headset", "Windows DirectSound"),
]


@pytest.mark.parametrize("wanted", ["1", 2, "realtek, directsound", "headset"])
def test_no_speaker_is_used_under_directsound(wanted: str | int) -> None:
    """PortAudio plays nothing there, and says nothing. The same device is there under others."""
    with pytest.raises(SoundError, match="under DirectSound: PortAudio plays nothing") as caught:
        choose("output", wanted, SPEAKERS)
    assert caught.value.remedy == "Choose one of: 0 Speakers (Realtek)."


def test_where_a_name_means_several_the_one_that_plays_is_taken() -> None:
    """A microphone may well be used under DirectSound."""
    assert choose("output", "realtek", SPEAKERS).index == 0
    assert choose("output", None, SPEAKERS).index == 0
    assert choose("input", "headset", SPEAKERS).index == 2


@pytest.mark.parametrize(
    ("kind", "wanted", "index"),
    [
        ("input", "headset", 2),
        ("output", "HDMI", 1),
        ("input", "usb webcam: audio (HW:2,0)", 3),
        ("output", "usb", 2),  # the other one is no speaker
        ("input", "pulse", 4),
        ("input", "alsa, webcam", 3),
        ("input", "webcam alsa", 3),
    ],
)
def test_a_unique_part_in_any_case_is_enough(kind: Kind, wanted: str, index: int) -> None:
    """Among the devices that can be what is wanted."""
    assert choose(kind, wanted, LAPTOP).index == index


def test_an_exact_name_wins_over_others_that_contain_it() -> None:
    """Otherwise it could not be chosen by name at all."""
    both = [device(0, "USB Audio #2"), device(1, "USB Audio")]
    assert choose("input", "usb audio", both).index == 1


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        ("headset", 5),
        ("Headset (USB Audio)", 5),
        ("realtek", 6),  # MME cuts the name, WDM-KS has another one
        ("headset, mme", 2),
        ("directsound headset", 4),
        ("Windows DirectSound, realtek", 3),
        ("realtek wdm-ks", 7),
        ("studio", 8),
    ],
)
def test_one_device_under_several_host_apis_is_one(wanted: str, index: int) -> None:
    """The best API is taken, unless another one is named."""
    assert choose("input", wanted, WINDOWS).index == index


def test_an_ambiguous_name_lists_what_it_may_mean() -> None:
    """Exit code 4, with indices to choose by."""
    with pytest.raises(SoundError) as caught:
        choose("input", "USB", LAPTOP)
    assert caught.value.exit_code == 4
    assert str(caught.value) == (
        '"USB" matches more than one microphone. '
        "Choose one of: 2 USB Headset: Audio (hw:1,0); 3 USB Webcam: Audio (hw:2,0)."
    )


def test_two_devices_of_one_name_are_told_apart_by_index() -> None:
    """Two headsets of one make."""
    twins = [device(0, "Headset"), device(1, "Headset")]
    with pytest.raises(
        SoundError, match=r"more than one microphone\. Choose one of: 0 Headset; 1 Head"
    ):
        choose("input", "headset", twins)
    assert choose("input", 1, twins).index == 1


def test_different_devices_under_different_apis_are_two() -> None:
    """The API must not decide which device is meant; the list names it."""
    two = [device(0, "USB A", "MME"), device(1, "USB B", "Windows WASAPI")]
    with pytest.raises(SoundError, match="0 USB A, MME; 1 USB B, Windows WASAPI"):
        choose("input", "usb", two)


@pytest.mark.parametrize("wanted", ["banjo", "headset, jack", "\x1b[2J"])
def test_an_unknown_name_lists_what_there_is(wanted: str) -> None:
    """Without steering the terminal."""
    with pytest.raises(SoundError, match="No speaker matches") as caught:
        choose("output", wanted, LAPTOP)
    assert "1 HDA Intel PCH: HDMI 0 (hw:0,3)" in str(caught.value)
    assert "Webcam" not in str(caught.value)
    assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize(
    ("wanted", "index"),
    [("Speakers / Headphones (Realtek Audio)", 0), ("/ headphones", 0), ("17h/19h", 1)],
)
def test_a_name_may_have_slashes_where_a_folder_is_called_so(
    wanted: str, index: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whole, or a part that only one has."""
    (tmp_path / "Speakers ").mkdir()
    monkeypatch.chdir(tmp_path)
    both = [
        device(0, "Speakers / Headphones (Realtek Audio)", inputs=0, outputs=2),
        device(1, "Family 17h/19h HD Audio", inputs=0, outputs=2),
    ]
    assert not is_file(wanted)
    assert choose("output", wanted, both).index == index


def test_a_name_that_is_nobodys_is_no_files_either() -> None:
    """Whoever meant a file learns that it is not there."""
    with pytest.raises(SoundError) as caught:
        choose("input", "recordings/question", LAPTOP)
    assert caught.value.what == (
        'No microphone matches "recordings/question", and there is no such file.'
    )


@pytest.mark.parametrize(("kind", "way"), [("input", "talk --mic"), ("output", "say -o")])
def test_a_file_where_only_a_device_will_do_is_told_from_one(kind: Kind, way: str) -> None:
    """In settings, and in a call that has begun."""
    for name in ("question.wav", "./question", "y.flac"):
        with pytest.raises(SoundError, match="is a file, not a") as caught:
            choose(kind, name, LAPTOP)
        assert way in caught.value.remedy


def test_an_index_that_is_no_such_device_lists_what_there_is() -> None:
    """Whether it does not exist, or cannot do it."""
    for wanted in ("1", 17):
        with pytest.raises(
            SoundError, match=rf"Device {wanted} is not a microphone\. Choose one of: 0 "
        ):
            choose("input", wanted, LAPTOP)


def test_a_long_list_is_cut() -> None:
    """An error is a sentence, no table."""
    many = [device(index, f"Channel {index}") for index in range(40)]
    with pytest.raises(SoundError, match=r"7 Channel 7 and 32 more\.$"):
        choose("input", "channel", many)


@pytest.mark.parametrize(
    ("kind", "words"), [("input", "No microphone found"), ("output", "No speaker found")]
)
def test_no_device_at_all_says_what_works_without(kind: Kind, words: str) -> None:
    """Files do."""
    with pytest.raises(SoundError, match=words) as caught:
        choose(kind, None, [])
    assert "FILE.wav" in caught.value.remedy


@pytest.mark.usefixtures("sounddevice")
def test_rates_are_those_at_which_it_opens() -> None:
    """With any number of channels."""
    mic, box, _ = devices()
    assert rates(mic, "input") == RATES
    assert rates(box, "input") == (48_000,)
    assert open_channels(mic, "input", 16_000) == 1
    assert open_channels(box, "output", 48_000) == 8
    assert open_channels(box, "output", 16_000) == 0


@pytest.mark.usefixtures("sounddevice")
def test_the_best_rate_is_the_one_asked_for_or_its_own() -> None:
    """Whatever else it would take."""
    mic, box, _ = devices()
    assert best_rate(mic, "input", 16_000) == 16_000
    assert best_rate(box, "input", 16_000) == 48_000


@pytest.mark.usefixtures("sounddevice")
def test_a_device_that_has_gone_opens_at_no_rate() -> None:
    """That is an answer, no accident."""
    assert rates(device(9, "gone"), "input") == ()


def child(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: str) -> None:
    """Make the child run some code instead."""
    program = tmp_path / "child.py"
    program.write_text(code)
    real = subprocess.run

    def run(command: list[str], **options: Any) -> Any:
        assert command[1:3] == ["-P", "-c"]
        return real([sys.executable, str(program)], **options)

    monkeypatch.setattr(subprocess, "run", run)


@pytest.mark.process
def test_a_child_lists_the_devices(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As it prints them."""
    mine = device(3, "USB “ü”")
    child(monkeypatch, tmp_path, f"print({json.dumps([asdict(mine)])!r})")
    assert list_in_child(30) == [mine]


@pytest.mark.process
@pytest.mark.parametrize(
    "code",
    [
        "import sys; sys.exit('no sound')",
        "print('not JSON')",
        "print('[{}]')",
        "print('[1]')",
        "print('7')",
        "import os; os.write(1, bytes([255]))",
    ],
)
def test_a_child_that_fails_tells_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: str
) -> None:
    """However it fails."""
    child(monkeypatch, tmp_path, code)
    assert list_in_child(30) is None


@pytest.mark.process
def test_a_child_finds_what_this_program_finds(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Also a livechat that is not installed, as in a checkout, in whatever folder it runs."""
    folder = tmp_path / "somewhere's else"
    folder.mkdir()
    (folder / "sounddevice.py").write_text(
        "from tests.support.sounddevice import Entry, FakeSounddevice\n"
        "import sys\nsys.modules['sounddevice'] = FakeSounddevice([Entry('Here')])\n"
    )
    root = str(Path(__file__).parents[2])
    monkeypatch.setattr(sys, "path", [str(folder), root, *sys.path])
    monkeypatch.setattr(sys, "platform", "none")  # ALSA is not asked
    monkeypatch.chdir(tmp_path)
    assert [one.name for one in list_in_child(30) or []] == ["Here"]


@pytest.mark.process
def test_a_child_that_hangs_is_killed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A frozen sound server costs the time that was given, and leaves nothing behind."""
    started: list[subprocess.Popen[bytes]] = []
    real = subprocess.Popen

    def note(*arguments: Any, **options: Any) -> Any:
        started.append(real(*arguments, **options))
        return started[-1]

    child(monkeypatch, tmp_path, "import time; time.sleep(60)")
    monkeypatch.setattr(subprocess, "Popen", note)
    began = time.monotonic()
    assert list_in_child(0.5) is None
    assert time.monotonic() - began < 10
    assert started[0].poll() is not None


@pytest.mark.process
def test_no_python_no_child(monkeypatch: pytest.MonkeyPatch) -> None:
    """An embedded interpreter may have no program of its own."""
    monkeypatch.setattr(sys, "executable", "")
    assert list_in_child(30) is None


FAKE = """
import sys, threading, time
from livechat.audio import devices, portaudio
from tests.support.sounddevice import Entry, FakeSounddevice
{setup}
devices.print_list(float(sys.argv[1]))
"""


def as_child(setup: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Be the child with a stand-in for PortAudio."""
    return subprocess.run(
        [sys.executable, "-c", FAKE.format(setup=setup), *arguments],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
        cwd=Path(__file__).parents[2],
    )


@pytest.mark.process
def test_the_child_prints_json() -> None:
    """One array, as the parent reads it."""
    done = as_child("sys.modules['sounddevice'] = FakeSounddevice([Entry('Mic')])", "30")
    assert done.returncode == 0
    assert [Device(**entry) for entry in json.loads(done.stdout)] == [
        Device(0, "Mic", "ALSA", 2, 2, 48_000, False, False)
    ]


@pytest.mark.process
def test_the_child_without_portaudio_fails() -> None:
    """The parent then knows nothing, which is true."""
    done = as_child("sys.modules['sounddevice'] = None", "30")
    assert (done.returncode, done.stdout) == (1, "")


@pytest.mark.process
def test_the_child_ends_by_itself() -> None:
    """Even if whoever asked was killed while the sound server is frozen."""
    done = as_child("devices.devices = lambda: time.sleep(50)", "0.1")
    assert (done.returncode, done.stdout) == (1, "")
