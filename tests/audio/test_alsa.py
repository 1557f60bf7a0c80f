"""A broken ALSA ends no program but a child's."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from livechat.audio import alsa
from livechat.errors import SoundError

linux = pytest.mark.skipif(sys.platform != "linux", reason="ALSA is Linux'")


@pytest.fixture(autouse=True)
def anew(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As at the start of a program."""
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    monkeypatch.delenv("ALSA_CONFIG_PATH", raising=False)
    monkeypatch.delenv("ALSA_CONFIG_DIR", raising=False)
    alsa._crashes.cache_clear()
    yield
    alsa._crashes.cache_clear()


def child(monkeypatch: pytest.MonkeyPatch, code: int | Exception) -> list[str]:
    """How a child that starts PortAudio ends; the names of what it was started with."""
    started: list[str] = []

    def run(command: list[str], **_: object) -> SimpleNamespace:
        started.append(command[0])
        if isinstance(code, Exception):
            raise code
        return SimpleNamespace(returncode=code)

    monkeypatch.setattr(subprocess, "run", run)
    return started


def usual(monkeypatch: pytest.MonkeyPatch, path: Path, text: str | None) -> None:
    if text is not None:
        path.write_text(text)
    monkeypatch.setattr(alsa, "_USUAL", path)


def test_where_the_configuration_is_in_its_place_nobody_waits_for_a_child(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    usual(monkeypatch, tmp_path / "alsa.conf", "pcm.default y")
    started = child(monkeypatch, -6)
    alsa.check()
    (tmp_path / "mine.conf").write_text("# Mine\n pcm.!default y\n")
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(tmp_path / "mine.conf"))
    alsa.check()
    assert started == []
    monkeypatch.setenv("ALSA_CONFIG_DIR", str(tmp_path))
    with pytest.raises(SoundError):
        alsa.check()


@pytest.mark.parametrize("text", [None, "", "# pcm.default\n\n", "pcm.x { type null }\n"])
def test_a_missing_or_empty_configuration_is_tried_in_a_child_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str | None
) -> None:
    usual(monkeypatch, tmp_path / "alsa.conf", text)
    started = child(monkeypatch, -6)
    monkeypatch.setattr("platform.freedesktop_os_release", lambda: {"ID": "debian"})
    for _ in range(2):
        with pytest.raises(SoundError, match="crashes") as caught:
            alsa.check()
        assert "sudo apt install libasound2-data" in caught.value.remedy
    assert len(started) == 1
    monkeypatch.setattr("platform.freedesktop_os_release", lambda: {"ID": "strange"})
    with pytest.raises(SoundError, match="/usr/share/alsa"):
        alsa.check()


def test_a_variable_that_leads_astray_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALSA_CONFIG_PATH", "/nonexistent")
    child(monkeypatch, -6)
    with pytest.raises(SoundError, match="ALSA_CONFIG_PATH may name files that are not there"):
        alsa.check()


@pytest.mark.parametrize("code", [0, 1, OSError(), subprocess.TimeoutExpired("", 1)])
def test_what_does_not_crash_in_the_child_is_tried(
    monkeypatch: pytest.MonkeyPatch, code: int | Exception
) -> None:
    """Its own error is told as ever; a sound server that is slow may answer yet."""
    monkeypatch.setenv("ALSA_CONFIG_PATH", "/mine")
    started = child(monkeypatch, code)
    alsa.check()
    assert started


def test_elsewhere_and_once_it_is_loaded_there_is_no_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALSA_CONFIG_PATH", "/nonexistent")
    started = child(monkeypatch, -6)
    monkeypatch.setattr(sys, "platform", "darwin")
    alsa.check()
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setitem(sys.modules, "sounddevice", sys)
    alsa.check()
    assert started == []


@linux
@pytest.mark.network
@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        (["say", "--offline", "hi"], 0, "crashes when it is asked. The answer will not be played."),
        (["doctor", "--offline"], 4, "crashes when it is asked."),
        (["devices"], 4, "ALSA_CONFIG_PATH may name files that are not there"),
        (["talk", "--offline"], 4, "ALSA_CONFIG_PATH may name files that are not there"),
        (["--version"], 0, "PortAudio crashes"),
    ],
)
def test_no_command_dies_of_it(tmp_path: Path, command: list[str], code: int, said: str) -> None:
    """What needs no device works; what needs one says why there is none."""
    if not _installed():
        pytest.skip("PortAudio is not installed")
    done = subprocess.run(
        [sys.executable, "-m", "livechat", *command],
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "ALSA_CONFIG_PATH": "/nonexistent",
            "LIVECHAT_PRACTICE_VOICE": "synthetic",
            "LIVECHAT_PRACTICE_LLM": "off",
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )  # fmt: skip
    assert done.returncode == code, done.stderr
    assert (done.stdout + done.stderr).count(said) == 1


def _installed() -> bool:
    from ctypes.util import find_library

    return find_library("portaudio") is not None
