"""`livechat devices`."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from livechat.audio import portaudio
from livechat.cli.commands.devices import devices
from livechat.errors import SoundError
from tests.support.sounddevice import Entry, FakeSounddevice

app = typer.Typer(rich_markup_mode=None)
app.command()(devices)


@pytest.fixture(autouse=True)
def sounddevice(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FakeSounddevice:
    """Three devices, and no settings but those of a test."""
    for name in os.environ:
        if name.startswith("LIVECHAT_"):
            monkeypatch.delenv(name)
    monkeypatch.setattr("livechat.config.file.usual_path", lambda: tmp_path / "config.toml")
    monkeypatch.setattr(portaudio, "keep_quiet", lambda: None)
    entries = [Entry("Built-in", rate=44_100.0), Entry("USB", outputs=0), Entry("HDMI", inputs=0)]
    fake = FakeSounddevice(entries, default=(0, 0))
    monkeypatch.setitem(sys.modules, "sounddevice", fake)
    return fake


def run(*arguments: str) -> Result:
    """Run it to its end, whatever that is."""
    return CliRunner().invoke(app, arguments)


def test_a_pipe_gets_a_device_a_line() -> None:
    """With what the system would take, and what livechat does."""
    lines = run("--speaker", "hdmi").stdout.splitlines()
    assert lines == [
        "index\tname\tinputs\toutputs\tchosen\tdefault\trate\thost_api",
        "0\tBuilt-in\t2\t2\tmic\tmic, speaker\t44100\tALSA",
        "1\tUSB\t2\t0\t\t\t48000\tALSA",
        "2\tHDMI\t0\t2\tspeaker\t\t48000\tALSA",
    ]


def test_a_program_gets_json(tmp_path: Path) -> None:
    """The settings choose as they would for a conversation."""
    (tmp_path / "config.toml").write_text('[sound]\nmic = "usb"\n')
    rows = json.loads(run("--json").stdout)
    assert rows[1] == {
        "index": 1,
        "name": "USB",
        "host_api": "ALSA",
        "inputs": 2,
        "outputs": 0,
        "rate": 48000,
        "default": [],
        "chosen": ["mic"],
    }
    assert rows[0]["chosen"] == ["speaker"]


def test_an_unknown_name_ends_it_after_the_list() -> None:
    """The list is what helps then; the sentence says what was wrong."""
    result = run("--mic", "banjo")
    assert isinstance(result.exception, SoundError)
    assert 'No microphone matches "banjo"' in str(result.exception)
    assert "HDMI" in result.stdout


def test_a_machine_without_devices_has_an_empty_list(sounddevice: FakeSounddevice) -> None:
    """Nothing that was asked for is missing."""
    sounddevice.entries = []
    result = run("--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == []
    assert "No microphone found." in result.stderr
    assert "No speaker found." in result.stderr


def test_without_portaudio_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no list then."""

    def missing() -> None:
        raise SoundError("PortAudio is not installed.", "Install it.")

    monkeypatch.setattr(portaudio, "load", missing)
    result = run()
    assert isinstance(result.exception, SoundError)
    assert result.stdout == ""
