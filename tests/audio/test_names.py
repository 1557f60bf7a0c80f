"""Names of files told from names of devices."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from livechat.audio.names import expanded, is_file


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("answer.wav", True),
        ("ANSWER.WAV", True),
        ("answer.wave", True),
        ("recordings/answer.wav", True),
        ("answer.mp3", True),
        ("answer.FLAC", True),
        ("./answer", True),
        ("../answer", True),
        ("~/answer", True),
        ("~somebody/answer", True),
        ("/dev/fd/63", True),
        (r".\answer", True),
        (r"C:\answer", True),
        ("D:/answer", True),
        (r"\\server\share\answer", True),
        ("there", True),
        ("folder/there", True),
        ("fifo", True),
        ("recordings/answer", False),
        ("Speakers / Headphones (Realtek Audio)", False),
        ("Family 17h/19h HD Audio", False),
        ("Headphones", False),
        ("Jabra.Duo", False),
        ("USB", False),
        ("3", False),
        ("hw:1,0", False),
        ("Headset 2.0", False),
        ("usb, wasapi", False),
        ("folder", False),
        ("x" * 300, False),
        ("nul\0byte", False),
        ("", False),
    ],
)
@pytest.mark.skipif(os.name != "posix", reason="needs FIFOs")
def test_a_file_ends_like_sound_or_says_where_it_is_or_exists(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, file: bool
) -> None:
    """All else is a device, also where a folder is called like it or like a part of it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there").touch()
    os.mkfifo(tmp_path / "fifo")
    for folder in ("folder", "Headphones", "Speakers ", "Family 17h"):
        (tmp_path / folder).mkdir()
    (tmp_path / "folder" / "there").touch()
    assert is_file(name) is file


def test_a_home_is_found_where_the_shell_left_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As in `--mic=~/x.wav`; a home that nobody knows stays a name."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert expanded("~/x.wav") == tmp_path / "x.wav"
    assert expanded("x.wav") == Path("x.wav")
    assert expanded("~nobody-there/x.wav") == Path("~nobody-there/x.wav")
