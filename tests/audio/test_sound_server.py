"""A sound server that ALSA cannot reach: the package that helps is named."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import pytest

from livechat.audio import sound_server
from livechat.audio.devices import choose
from livechat.errors import SoundError


class System:
    """A Linux with a runtime folder and a folder of plug-ins, both empty."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.runtime, self.plugins = folder / "run", folder / "alsa-lib"
        self.wslg = folder / "wslg/PulseServer"
        (self.runtime / "pulse").mkdir(parents=True)
        self.plugins.mkdir()
        self.wslg.parent.mkdir()
        self.environ = {"XDG_RUNTIME_DIR": str(self.runtime)}
        monkeypatch.setattr(sys, "platform", "linux")
        monkeypatch.setattr(sound_server, "_PLUGINS", (str(folder / "alsa*"),))
        monkeypatch.setattr(sound_server, "_WSLG", self.wslg)
        monkeypatch.setattr("os.getuid", lambda: 4_000_000_000, raising=False)
        monkeypatch.setattr("platform.freedesktop_os_release", lambda: {"ID": "ubuntu"})
        for name in ("PULSE_SERVER", "PULSE_RUNTIME_PATH", "XDG_RUNTIME_DIR", "ALSA_PLUGIN_DIR"):
            monkeypatch.delenv(name, raising=False)

    def advice(self, **more: str) -> str:
        return sound_server.advice({**self.environ, **more})


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> System:
    return System(tmp_path, monkeypatch)


def test_without_a_server_there_is_nothing_to_install(system: System) -> None:
    assert system.advice() == ""
    assert sound_server.advice({}) == ""


@pytest.mark.parametrize(
    ("socket", "package"),
    [
        ("run/pulse/native", "libasound2-plugins"),
        ("run/pipewire-0", "pipewire-alsa"),
        ("wslg/PulseServer", "libasound2-plugins"),
    ],
)
def test_the_package_that_reaches_the_server_is_named(
    system: System, socket: str, package: str
) -> None:
    """And where its plug-in is there, it is not to blame."""
    (system.runtime.parent / socket).touch()
    assert system.advice().endswith(f"sudo apt install {package}")
    (system.plugins / "libasound_module_pcm_pulse.so").touch()
    assert system.advice() == ""
    assert system.advice(ALSA_PLUGIN_DIR="/nonexistent").endswith(package)


def test_on_a_pipewire_machine_pulseaudios_socket_is_pipewires(system: System) -> None:
    (system.runtime / "pulse/native").touch()
    (system.runtime / "pipewire-0").touch()
    assert "pipewire-alsa" in system.advice()


@pytest.mark.parametrize("before", ["", "unix:"])
def test_a_server_that_a_variable_names(system: System, before: str, tmp_path: Path) -> None:
    (tmp_path / "native").touch()
    assert "PulseAudio" in system.advice(PULSE_SERVER=f"{before}{tmp_path}/native")
    assert "PulseAudio" in system.advice(PULSE_RUNTIME_PATH=str(tmp_path))
    assert system.advice(PULSE_SERVER="tcp:elsewhere") == ""


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="needs sockets with paths")
@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("native", "pulseaudio --start"),
        ("pipewire-0", "systemctl --user restart pipewire pipewire-pulse"),
    ],
)
def test_a_server_that_has_died_is_to_be_started(
    system: System, monkeypatch: pytest.MonkeyPatch, name: str, command: str
) -> None:
    """It left its socket behind. One that listens, and one that nobody may ask, is not to blame."""
    (system.plugins / "libasound_module_pcm_pulse.so").touch()
    monkeypatch.chdir(system.runtime)  # a socket's path has 107 bytes at most
    where = {"PULSE_RUNTIME_PATH": ".", "XDG_RUNTIME_DIR": "."}
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(name)
        server.listen()
        assert sound_server.advice(where) == ""
    assert sound_server.advice(where).endswith(f"has stopped. Start it: {command}")
    monkeypatch.setattr(socket.socket, "connect", _refuse)
    assert sound_server.advice(where) == ""


def _refuse(*_: object) -> None:
    raise PermissionError


def test_on_a_distribution_that_is_not_known_the_name_must_do(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    (system.runtime / "pipewire-0").touch()
    monkeypatch.setattr("platform.freedesktop_os_release", lambda: {"ID": "own"})
    assert system.advice().endswith("Install it: pipewire-alsa")
    monkeypatch.setattr(sys, "platform", "darwin")
    assert system.advice() == ""


def test_who_looks_for_a_device_is_told(system: System, monkeypatch: pytest.MonkeyPatch) -> None:
    """Connecting another would not help."""
    with pytest.raises(SoundError, match="Connect one"):
        choose("input", None, [])
    system.wslg.touch()
    with pytest.raises(SoundError) as caught:
        choose("input", None, [])
    assert "sudo apt install libasound2-plugins – or use a recording" in caught.value.remedy
